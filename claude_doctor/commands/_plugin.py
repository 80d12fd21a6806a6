"""A run for Nagios and its kin: whatever keeps it from a report is UNKNOWN, and never another of
the codes that plugins have."""

from __future__ import annotations

from ..outside import terminal
from . import _app

_UNKNOWN = 3


def main(arguments: list[str], started: float) -> int:
    """Run it; the exit code. A usage error says on stderr what it always says there, and one line
    on stdout, since a monitor shows that one."""
    try:
        return _app.run(arguments, started)
    except (Exception, KeyboardInterrupt) as error:
        words = _words(error)
    from ..render.formats.nagios import unknown

    terminal.out(unknown(terminal.told(words)))
    return _UNKNOWN


def _words(error: BaseException) -> str:
    if told := getattr(error, "format_message", None):  # of the click that Typer brings, or click's
        error.show()  # type: ignore[attr-defined]
        return f"usage error: {told()}"
    kind = type(error).__name__
    if kind in ("Abort", "KeyboardInterrupt"):
        return "interrupted"
    return terminal.failed(error)
