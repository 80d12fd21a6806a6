"""What is told of a login, and the words that several clouds' logins share."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path

from ....border import dates
from ....records import dataclass
from .files import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A cloud's login, as far as files and variables tell it without being used.

    `state`: `key` (a key that is sent as it stands), `present`, `expired`, `absent` (nothing here
    that could work), `broken` (its file is one on which the program itself fails, whatever else
    there is), `not-needed` (a gateway adds it), `unknown`. `words`: what it is, a part of a
    sentence. `mend`: what to type, or "". `source`: the variable, file or service that it is from.
    `left_alone`: why this check does not use it, though it may be good.
    """

    state: str
    words: str
    mend: str = ""
    source: str = ""
    left_alone: str = ""


def ago(at: datetime, now: datetime) -> str:
    """How long a moment is past: 12 min, 3 h, 5 days."""
    return dates.standing(max(0, int((now - at).total_seconds() // 60)))


def dated(what: str, until: datetime | None, now: datetime, mend: str, source: str) -> Login:
    """A login that ends at a moment; None: nothing says when."""
    if until is None:
        return Login(state="present", words=what, mend=mend, source=source)
    if until <= now:
        words = f"{what} expired {ago(until, now)} ago"
        return Login(state="expired", words=words, mend=mend, source=source)
    words = f"{what} ({dates.standing(int((until - now).total_seconds() // 60))} left)"
    return Login(state="present", words=words, mend=mend, source=source)


def absent(words: str, mend: str = "", source: str = "") -> Login:
    """Nothing here could work."""
    return Login(state="absent", words=words, mend=mend, source=source)


def broken(words: str, mend: str = "", source: str = "") -> Login:
    """The program fails on what is here, before it calls."""
    return Login(state="broken", words=words, mend=mend, source=source)


def repair(why: Trouble, path: Path, home: Path, anew: str = "") -> str:
    """What to type against a file that cannot be used; `anew`: what writes such a file."""
    file = argument(shown(path, home), 200)
    if why.kind == "denied":
        return f'sudo chown "$USER" {file}; chmod u+r {file}'
    if why.kind == "folder":
        return f"rmdir {file}" + (f"; {anew}" if anew else "")
    return anew or f'"${{EDITOR:-nano}}" {file}'


def spoiled(why: Trouble, path: Path, home: Path, what: str, mend: str, source: str) -> Login:
    """A token's file that cannot be used; `mend`: what writes it anew. Botocore and Claude Code
    take that for no login, and ask nothing else for one (tried)."""
    words = f"{what}: {shown(path, home)} {why}"
    if not why.kind:
        return unknown(words, mend, source)
    return broken(words, repair(why, path, home, mend), source)


def unknown(words: str, mend: str = "", source: str = "") -> Login:
    """It cannot be told without using it."""
    return Login(state="unknown", words=words, mend=mend, source=source)


def shown(path: Path, home: Path) -> str:
    """A file's name for the reader, the home folder as ~."""
    try:
        return f"~/{path.relative_to(home).as_posix()}"
    except ValueError:
        return str(path)


def argument(word: str, limit: int = 100) -> str:
    """A word of the user's as a shell's argument; one with a control character has no such form. A
    home folder at its beginning stays one."""
    if not word.isprintable() or len(word) > limit:
        return "NAME"
    return f"~/{shlex.quote(word[2:])}" if word.startswith("~/") else shlex.quote(word)
