"""The clouds' own files: read up to a bound, and never an exception but `Trouble`.

What stands in them may be credentials. Callers keep names, kinds and dates of it.
"""

from __future__ import annotations

import configparser
import re
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ....border.bounds import load_json

#: Bytes. The largest real ones are token caches of some hundred kB.
LIMIT = 1024 * 1024

#: What the machine's firmware says of itself; in a cloud's machine that names the cloud.
FIRMWARE = Path("/sys/class/dmi/id")

Sections = Mapping[str, Mapping[str, str]]


_HEADING = re.compile(r"""([\w-]+)\s(["']?)([\w@+.%:/-]+)\2""", re.ASCII)
_COMMENT = re.compile(r"(?:^|\s)[;#]")


class Trouble(Exception):
    """A file that is there and cannot be read; the text is the rest of a sentence about it."""


def located(value: str, home: Path) -> Path:
    """The path in a variable, with ~ for this home."""
    value = value.strip()
    return home / value[2:] if value.startswith(("~/", "~\\")) else Path(value)


def there(path: Path) -> bool:
    """Whether something of that name can be seen."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def text(path: Path) -> str | None:
    """The text of a file; None where there is no such file."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe would hold the reader for ever
            raise Trouble("is not a file")
        if about.st_size > LIMIT:
            raise Trouble("is too large to be read")
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        raise Trouble("may not be read by this user") from None
    except (OSError, ValueError):  # ValueError: a name with a zero in it
        raise Trouble("cannot be read") from None
    if len(raw) > LIMIT:
        raise Trouble("is too large to be read")
    try:
        found = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Trouble("is not a text file") from None
    if "\0" in found:
        raise Trouble("is not a text file")
    return found


def document(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file; None where there is no such file."""
    content = text(path)
    if content is None:
        return None
    try:
        found = load_json(content)
    except (ValueError, RecursionError):
        raise Trouble("is not valid JSON") from None
    if not isinstance(found, dict):
        raise Trouble("is not a JSON object")
    return found


def sections(path: Path, strict: bool) -> Sections | None:
    """The sections of an INI file, option names in lower case; None where there is no such file.
    Of what is there twice the last counts. `strict`: as botocore reads it, for which one wrong line
    spoils the file; Claude Code passes over that (2.1.197, tried)."""
    content = text(path)
    if content is None:
        return None
    if strict:
        try:
            configparser.RawConfigParser().read_string(content)
        except (configparser.Error, ValueError, AttributeError, TypeError):
            raise Trouble("is not an INI file") from None
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] | None = None
    nested = False
    for raw in content.split("\n"):
        line = _COMMENT.split(raw, maxsplit=1)[0].strip()
        name, equals, value = (part.strip() for part in line.partition("="))
        if line.startswith("[") and line.endswith("]"):
            here, nested = found.setdefault(line[1:-1], {}), False
        elif here is not None and equals and name and not (nested and raw[:1].isspace()):
            nested = not value  # what is indented below it is a part of its own
            here[name.lower()] = value
    return found


def named(section: str, kind: str, strict: bool) -> str | None:
    """The name in a section's heading such as `profile dev` or `sso-session "org"`. Claude Code
    knows no blank in a name, and one between the two words; `strict`: botocore knows any."""
    if not strict:
        found = _HEADING.fullmatch(section)
        return found[3] if found and found[1] == kind else None
    try:
        words = shlex.split(section)
    except ValueError:
        return None
    return words[1] if len(words) == 2 and words[0] == kind else None


def firmware(name: str) -> str:
    """One line of the machine's firmware; "" where there is none."""
    try:
        return (text(FIRMWARE / name) or "").strip()
    except Trouble:
        return ""
