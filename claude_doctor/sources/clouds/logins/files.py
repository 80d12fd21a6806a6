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
from ....phrases import phrase

#: Bytes. The largest real ones are token caches of some hundred kB.
LIMIT = 1024 * 1024

#: What the machine's firmware says of itself; in a cloud's machine that names the cloud.
FIRMWARE = Path("/sys/class/dmi/id")

Sections = Mapping[str, Mapping[str, str]]


_HEADING = phrase(r"""([\w-]+)\s(["']?)([\w@+.%:/-]+)\2""", re.ASCII)
_COMMENT = phrase(r"(?:^|\s)[;#]")
_MANY_BLANKS = phrase(r"(?<=\S)([^\S\n]{99})[^\S\n]+")


class Trouble(Exception):
    """A file that is there and cannot be read; the text is the rest of a sentence about it.

    `kind`: folder, denied (to this user), text (bytes that are none), content (in another form),
    or "": what a program makes of it is not known."""

    def __init__(self, words: str, kind: str = "") -> None:
        super().__init__(words)
        self.kind = kind


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
    """The text of a file, without a byte order mark; None where there is no such file."""
    raw = _bytes(path)
    if raw is None:
        return None
    try:
        found = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Trouble("is not a text file", "text") from None
    if "\0" in found:
        raise Trouble("is not a text file", "text")
    return found


def _bytes(path: Path) -> bytes | None:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise Trouble("is a folder and not a file", "folder")
        if not stat.S_ISREG(about.st_mode):  # a pipe would hold the reader for ever
            raise Trouble("is not a file")
        if about.st_size > LIMIT:
            raise Trouble("is too large to be read")
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        raise Trouble("may not be read by this user", "denied") from None
    except (OSError, ValueError):  # ValueError: a name with a zero in it
        raise Trouble("cannot be read") from None
    if len(raw) > LIMIT:
        raise Trouble("is too large to be read")
    return raw


def document(path: Path, marked: bool = True) -> dict[str, Any] | None:
    """The JSON object in a file; None where there is no such file. `marked`: its programs take one
    with a byte order mark, which az writes itself."""
    content = text(path)
    if content is None:
        return None
    if not marked and (_bytes(path) or b"").startswith(b"\xef\xbb\xbf"):
        raise Trouble("starts with a byte order mark, which is not JSON", "content")
    try:
        found = load_json(content)
    except (ValueError, RecursionError):
        raise Trouble("is not valid JSON", "content") from None
    if not isinstance(found, dict):
        raise Trouble("is not a JSON object", "content")
    return found


def flaw(path: Path) -> Trouble | None:
    """What is wrong with an INI file to botocore 1.44, for which one wrong line spoils it, and so
    to the program `aws`; None where nothing is. Tried: a byte order mark is a wrong line, too."""
    try:
        raw = _bytes(path)
        # configparser looks from each of a line's blanks to the last of them.
        content = _MANY_BLANKS.sub(r"\1", (raw or b"").decode())
        configparser.RawConfigParser().read_string(content)
    except Trouble as why:
        return why
    except UnicodeDecodeError:
        return Trouble("is not a text file", "text")
    except configparser.Error as why:  # its text would hold the lines themselves
        errors = getattr(why, "errors", None)
        line = errors[0][0] if errors else getattr(why, "lineno", None)
        return Trouble(f"is not an INI file{f' (line {line})' if line else ''}", "content")
    except (ValueError, AttributeError, TypeError):
        return Trouble("is not an INI file", "content")
    return None


def sections(path: Path) -> Sections | None:
    """The sections of an INI file, option names in lower case; None where there is none, or a
    folder, or one that this user may not read: both programs pass over those. Of what is there
    twice the last counts, and what is no INI is passed over, as by Claude Code (2.1.197, tried)."""
    try:
        raw = _bytes(path)
    except Trouble as why:
        if why.kind in ("folder", "denied"):
            return None
        raise
    if raw is None:
        return None
    content = raw.decode("utf-8-sig", "replace")
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] | None = None
    nested = False
    for whole in content.split("\n"):
        line = _COMMENT.split(whole, maxsplit=1)[0].strip()
        name, equals, value = (part.strip() for part in line.partition("="))
        if line.startswith("[") and line.endswith("]"):
            here, nested = found.setdefault(line[1:-1], {}), False
        elif here is not None and equals and name and not (nested and whole[:1].isspace()):
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
