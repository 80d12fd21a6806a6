"""Ctrl-C, noted instead of raised, so that a check always ends with its report.

Imported before anything heavy: the imports take a fifth of a second, and a Ctrl-C in them would
otherwise cost the report.
"""

from __future__ import annotations

import signal

_seen = False


def _note(*_: object) -> None:
    global _seen
    _seen = True


def take() -> None:
    """From now on Ctrl-C only leaves a note. Only the main thread may say so."""
    signal.signal(signal.SIGINT, _note)


def seen() -> bool:
    """Whether it was pressed."""
    return _seen
