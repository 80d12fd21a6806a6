"""The short memory: what a public source said a moment ago, so that it is not asked again.

People run a doctor again and again during an outage, and the quotas are small (GitHub 60 an hour
for an address, Reddit about one request a minute). One JSON file a source and address; parsed
observations only, never pages and never credentials. A cache that is broken, foreign or cannot be
written is no cache: the source is asked.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import asdict, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from ..border.redact import plain_value
from ..records import dataclass
from . import atomic

#: `ok`: an observation. `blocked`: turned away for who we are. `limited`: asked too often.
#: `unusable`: an answer that says nothing.
Kind: TypeAlias = Literal["ok", "blocked", "limited", "unusable"]

# Seconds. An observation ages by the minute; a block lasts while the address stays the same.
OK: Final = 90.0
BLOCKED: Final = 15 * 60.0
LIMITED: Final = 60.0  # where the source does not say until when
LIMITED_AT_MOST: Final = 60 * 60.0
# An observation that has aged still saves the body: its ETag is shown to the source.
REUSABLE: Final = 60 * 60.0

_VERSION = 1
_LARGEST = 256 * 1024  # bytes; ours are below 40 KiB


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer. `at` and `until` are in seconds since 1970; `seen` is the source's own shape."""

    kind: Kind
    at: float
    until: float
    why: str = ""
    http_status: int | None = None
    url: str = ""
    etag: str = ""
    modified: str = ""
    seen: dict[str, Any] = field(default_factory=dict)

    def fresh(self, now: float) -> bool:
        """Whether it answers for the source at this moment."""
        return self.at <= now < self.until

    def reusable(self, now: float, url: str) -> bool:
        """Whether the source may be asked if this is still what it would say."""
        known = self.kind == "ok" and self.url == url and bool(self.etag or self.modified)
        return known and self.at <= now < self.at + REUSABLE


def place(folder: Path, source: str, address: str, keyed: bool) -> Path:
    """The file of a source at an address, asked with or without credentials."""
    name = hashlib.sha256(f"{address}\n{keyed}".encode("utf-8", "replace")).hexdigest()[:16]
    return folder / f"{source}-{name}.json"


def conditions(kept: Kept) -> dict[str, str]:
    """The headers that ask for the answer only if it has changed."""
    named = {"if-none-match": kept.etag, "if-modified-since": kept.modified}
    return {name: value for name, value in named.items() if value}


def validators(headers: Mapping[str, str]) -> dict[str, str]:
    """What an answer offers to be recognised by; nothing that could not go into a header again."""
    offered = {"etag": headers.get("etag", ""), "modified": headers.get("last-modified", "")}
    return {name: value for name, value in offered.items() if _may_be_sent(value)}


def _may_be_sent(value: str) -> bool:
    return 0 < len(value) <= 200 and value.isascii() and value.isprintable()


def load(path: Path, secrets: tuple[str, ...] = ()) -> Kept | None:
    """What the file says, credentials masked; None for every file that is not plainly ours."""
    return understood(stored(path), secrets)


def stored(path: Path) -> object:
    """The JSON in the file, as it is; None where there is no file of ours."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        number = os.open(path, flags)
        with os.fdopen(number, "rb") as file:
            found = os.fstat(number)
            mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not stat.S_ISREG(found.st_mode) or not mine or found.st_size > _LARGEST:
                return None
            return json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None


def understood(found: object, secrets: tuple[str, ...] = ()) -> Kept | None:
    """What was kept, credentials masked; None for what is not plainly ours. Loads pydantic where
    there is anything, and so takes its time."""
    if not isinstance(found, dict) or found.pop("version", None) != _VERSION:
        return None
    from pydantic import TypeAdapter, ValidationError

    try:
        kept = TypeAdapter(Kept).validate_python(plain_value(found, secrets))
    except (ValidationError, RecursionError):
        return None
    sane = math.isfinite(kept.at) and kept.at <= kept.until <= kept.at + LIMITED_AT_MOST
    sane = sane and all(map(_may_be_sent, conditions(kept).values()))
    return kept if sane and kept.at <= time.time() else None


def store(path: Path, kept: Kept, secrets: tuple[str, ...] = ()) -> None:
    """Replace the file at once, readable by its owner alone. Failing to is no failure."""
    text = json.dumps({"version": _VERSION, **plain_map(asdict(kept), secrets)})
    if len(text) <= _LARGEST:
        atomic.write(str(path), text.encode())


def plain_map(value: dict[str, Any], secrets: tuple[str, ...]) -> dict[str, Any]:
    """The map with every string in it made harmless."""
    made = plain_value(value, secrets)
    return made if isinstance(made, dict) else {}
