"""`check`, `explain` and `logs` without Typer, which takes as long to load as all that sends a
packet.

It knows the plain forms of the options alone. Whatever else is typed, a mistake above all, is left
to the command itself, which says what is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Options of one word: what they set.
_FLAGS: dict[str, tuple[str, Any]] = {
    "--json": ("json", True),
    "--quiet": ("quiet", True),
    "-q": ("quiet", True),
    "--verbose": ("verbose", True),
    "-v": ("verbose", True),
    "--offline": ("offline", True),
    "--no-ping": ("ping", False),
    "--strict": ("strict", True),
    "--fallbacks": ("fallbacks", True),
}
#: What --surface and --route take.
SURFACES = ("api", "code", "chat")
ROUTES = ("auto", "anthropic", "bedrock", "vertex", "foundry", "gateway")


def _format(value: str) -> str | None:
    from ..render.formats import names

    return value if value in names() else None


def _probe(value: str) -> str | None:
    from ..probes import later

    return value if any(probe.name == value for probe in later()) else None


def _seconds(value: str) -> float | None:
    plain = value.isascii() and value.replace(".", "", 1).isdigit()
    return float(value) if plain and 1 <= float(value) <= 300 else None


def _route(value: str) -> str | None:
    """A gateway that the environment does not name is a usage error, which is Typer's to tell."""
    return value if value in ROUTES and value != "gateway" else None


#: Options with a value: what they set, what the value is (None: nothing that is known here), and
#: whether they may be repeated.
_VALUES: dict[str, tuple[str, Callable[[str], Any], bool]] = {
    "--format": ("form", _format, False),
    "--output": ("output", lambda value: Path(value) if value else None, False),
    "--timeout": ("timeout", _seconds, False),
    "--only": ("only", _probe, True),
    "--skip": ("skip", _probe, True),
    "--model": ("models", lambda value: value or None, True),
    "--error": ("error_text", lambda value: value or None, False),
    "--surface": ("surface", lambda value: value if value in SURFACES else None, False),
    "--route": ("route", _route, False),
}
_SHOWN = ("quiet", "verbose", "strict", "output")


def options(words: list[str]) -> dict[str, Any] | None:
    """What these words set, by the names of `check`; None where one of them is not understood."""
    if _others(words):
        return None
    found: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if word in _FLAGS:
            name, value = _FLAGS[word]
            found[name] = value
            continue
        option, equals, given = word.partition("=")
        if option not in _VALUES:
            return None
        text = given if equals else next(rest, "-")
        name, read, repeated = _VALUES[option]
        # A value that looks like an option is one that Typer has a word about.
        value = None if text.startswith("-") else read(text)
        if value is None:
            return None
        found[name] = (*found.get(name, ()), value) if repeated else value
    return found


def _others(words: list[str]) -> bool:
    """Whether Typer does more here than read options: it completes for a shell, and spells out
    patterns on Windows."""
    if sys.platform == "win32" and set("*?[~$%") & set("".join(words)):
        return True
    return any(name.startswith("_") and name.endswith("_COMPLETE") for name in os.environ)


def check(words: list[str], started: float) -> int | None:
    """Run `check` with these words; the exit code. None where they are not understood here."""
    found = options(words)
    if found is None:
        return None
    from ..border.settings import Asked, read
    from . import _run

    form = "json" if found.pop("json", False) else found.pop("form", "text")
    found.pop("form", None)
    shown = {name: found.pop(name) for name in _SHOWN if name in found}
    if found.get("route") == "auto":
        del found["route"]
    return _run.check(read(os.environ, Asked(**found)), _run.Show(format=form, **shown), started)


def explain(words: list[str]) -> int | None:
    """The same for `explain` with words or the name of a file."""
    text = [word for word in words if word != "--json"]
    if not text or any(word.startswith("-") for word in text) or _others(words):
        return None
    from . import _explained

    try:
        _explained.show(text, len(text) < len(words))
    except OSError:  # what cannot be read is a usage error
        return None
    return 0


def logs(words: list[str]) -> int | None:
    """The same for `logs` with the names of files and folders that are there."""
    paths: list[str] = []
    as_json, since = False, None
    rest = iter(words)
    for word in rest:
        option, equals, given = word.partition("=")
        if word == "--json":
            as_json = True
        elif option == "--since":
            since = given if equals else next(rest, "-")
            if not since or since.startswith("-"):
                return None
        elif word == "-" or (not word.startswith("-") and os.path.exists(word)):  # noqa: PTH110
            paths.append(word)  # what may not be looked at is not there, and raises nothing
        else:
            return None
    return None if _others(words) else _logs(paths, since, as_json)


def _logs(paths: list[str], since: str | None, as_json: bool) -> int | None:
    from datetime import UTC, datetime

    from ..border import dates

    now = datetime.now(UTC)
    try:
        begins = None if since is None else dates.since(since, now)
    except ValueError:
        return None
    from . import _logged

    return _logged.show(paths, begins, now, as_json)
