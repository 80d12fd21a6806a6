"""The line of `statusline`, in a few milliseconds: no typer, no rich, no httpx, no SQLite.

What it takes from others is bounded: standard input in time and size, and two small files. The
status page is asked by another process, which nobody waits for.
"""

from __future__ import annotations

import os
import sys
import time

from ..border import folders
from ..outside import newest
from ..render import statusline as render

#: For so long standard input is listened to, in seconds; Claude Code writes at once.
HEARD_S = 0.1
_LARGEST = 256 * 1024  # bytes; Claude Code's JSON has two or three thousand
_NAMES = (("five_hour", "5 h"), ("seven_day", "7 day"))
_LONGEST_S = 8 * 86400.0  # a limit that begins anew later than this is none of these


def main(offline: bool = False) -> None:
    """Print the line, whatever is there and whatever is not. Raises nothing.

    `offline`: the status page is left alone.
    """
    now = time.time()
    try:
        session = _session()
        limits = _limits(session, now) if session else []
    except Exception:  # the bar must hold a line whatever comes in
        session, limits = None, []
    try:
        data, cache = folders.data(os.environ), folders.cache(os.environ)
        check, page = newest.check(data), newest.page(cache)
        color = _color(session is not None)
        _print(render.line(check, page, limits, now, color=color, signs=_signs()))
        if not offline and newest.claim(cache, now):
            _renew(cache)
    except Exception:  # nothing can be started here
        pass


def _print(line: str) -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:  # its reader is gone; Python would flush, and complain, once more at its end
        sys.stdout = None


def _color(session: bool) -> bool:
    """Claude Code shows colors and is no terminal; a prompt would count them as letters."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return session or (sys.stdout is not None and sys.stdout.isatty())


def _signs() -> bool:
    try:
        "✗▲●○·".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError, AttributeError):
        return False
    return True


def _session() -> dict[str, object] | None:
    """The JSON object on standard input; None where there is none in time."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    raw = _heard() if os.name == "posix" else heard(HEARD_S, _LARGEST)
    if not raw.lstrip().startswith(b"{"):
        return None
    try:
        found = _parsed(raw.decode().lstrip())
    except (ValueError, RecursionError, StopIteration):
        return None
    return found if isinstance(found, dict) else None


class _Usual:
    """How JSON is read where nobody asks for anything else."""

    strict, object_hook, object_pairs_hook = True, None, None
    parse_float, parse_int, parse_constant = float, int, float


def _parsed(text: str) -> object:
    """The JSON value at the beginning of a text, by the part of Python's reader that is in C: to
    load the rest, and `re` with it, takes as long as the whole bar."""
    try:
        from _json import make_scanner
    except ImportError:  # another Python than CPython
        import json

        return json.loads(text)
    found: object = make_scanner(_Usual)(text, 0)[0]  # type: ignore[arg-type]
    return found


def _heard() -> bytes:
    import select

    ends, parts, size, number = time.monotonic() + HEARD_S, [], 0, sys.stdin.fileno()
    while size < _LARGEST and (left := ends - time.monotonic()) > 0:
        if not select.select([number], [], [], left)[0]:
            break
        part = os.read(number, 65536)
        parts.append(part)
        size += len(part)
        if not part or _whole(parts):
            break
    return b"".join(parts)


def _whole(parts: list[bytes]) -> bool:
    """Whether all of it seems to be there: not everybody closes what he writes to."""
    return parts[-1].rstrip().endswith(b"}") and sum(p.count(b"{") - p.count(b"}") for p in parts
                                                     ) == 0  # fmt: skip


def heard(seconds: float, largest: int) -> bytes:
    """What standard input says in so long, about so many bytes at most; in a thread, because a
    pipe cannot be asked everywhere whether it has something to say."""
    from ..outside.background import Background

    parts: list[bytes] = []

    if sys.stdin is None:  # closed; another file may have its number by now
        return b""

    def listen() -> None:
        try:
            while sum(map(len, parts)) < largest and (part := os.read(0, 65536)):
                parts.append(part)
        except OSError:  # a terminal that has gone, a folder
            pass

    Background(listen).ended(seconds)
    return b"".join(parts)


def _limits(session: dict[str, object], now: float) -> list[render.Limit]:
    """The session's own limits, as Claude Code tells them; those of the past begin anew."""
    given, found = session.get("rate_limits"), []
    for key, name in _NAMES:
        one = given.get(key) if isinstance(given, dict) else None
        used = _number(one.get("used_percentage")) if isinstance(one, dict) else None
        if used is None or not isinstance(one, dict):
            continue
        at = _number(one.get("resets_at"))
        left = None if at is None else at - now
        if left is None or 0 < left < _LONGEST_S:
            found.append(render.Limit(name, used, left))
    return found


def _number(value: object) -> float | None:
    """A finite number, or a moment in ISO 8601 as seconds since 1970."""
    if isinstance(value, str) and len(value) < 40:
        from datetime import datetime

        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError, OSError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 else None


def _renew(cache: str) -> None:
    """Start the process that reads the status page; nobody waits for it, and it holds no folder
    and no terminal."""
    import subprocess

    if not sys.executable:
        return
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    # -P: nothing is ever loaded from the folder that the prompt is in; and ours comes last, so
    # that it hides nothing of Python's own
    program = (
        f"import sys; sys.path.append({root!r})\n"
        "from claude_doctor.commands import _renewal; _renewal.main()"
    )
    detached = 0x8 | 0x200 if os.name == "nt" else 0  # DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        [sys.executable, "-P", "-c", program], stdin=quiet, stdout=quiet, stderr=quiet,
        cwd=cache, start_new_session=True, creationflags=detached,
    )  # fmt: skip
    started.returncode = 0  # it is not ours to wait for
