"""Run a signer: bounded, without a terminal, and with all that it has started ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ....outside.world import World

#: Seconds. botocore may ask for the keys of an SSO session meanwhile.
PATIENCE_S = 3.0
_ANSWER_LIMIT = 256 * 1024


async def ask(
    world: World, signer: str, asked: Mapping[str, Any], env: Mapping[str, str]
) -> dict[str, Any]:
    """What a signer answers, in a process of its own that ends with this or soon after."""
    limit = world.left(PATIENCE_S)
    if limit <= 0 or not sys.executable or getattr(sys, "frozen", False):
        return {}
    document = json.dumps({**asked, "limit": limit}).encode()
    return await world.in_thread(_run, signer, document, dict(env), limit)


def _run(signer: str, document: bytes, env: dict[str, str], limit: float) -> dict[str, Any]:
    """Run a signer. It has no terminal, so that nothing asks the user, and no current directory
    on its path."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name(signer))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            start_new_session=True,
        )
    except (OSError, ValueError):
        return {}
    with process:
        try:
            said, _ = process.communicate(document, timeout=limit)
            found = json.loads(said) if len(said) <= _ANSWER_LIMIT else {}
        except subprocess.TimeoutExpired:
            found = {"fault": f"no end within {limit:.0f} s"}
        except (OSError, ValueError):
            found = {}
        finally:
            if process.poll() is None:
                _end(process)
    return found if isinstance(found, dict) else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
