"""Is a secret, or six characters of its random part, in a text? Whatever was done to it."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

PART = 6  # characters of a random part that are no chance
_CODED = 8  # of its Base64


class Search:
    """All secrets at once. `searched` counts the texts, by what they are."""

    def __init__(self, secrets: Mapping[str, str], known: Iterable[str]) -> None:
        """`known`: how secrets begin, which tells nothing."""
        self.secrets = dict(secrets)
        self.places: dict[str, int] = {}
        self._parts: dict[str, str] = {}
        self._coded: dict[str, str] = {}
        for name, value in secrets.items():
            random = value
            for prefix in known:
                random = random.removeprefix(prefix)
            for part in _windows(random.lower(), PART):
                self._parts.setdefault(part, name)
            for offset in range(3):
                whole = base64.b64encode(b"\0" * offset + random.encode()).decode()
                inner = whole[4 if offset else 0 : -4]
                for part in _windows(inner, _CODED):
                    self._coded.setdefault(part, name)

    def found(self, text: str, place: str) -> list[str]:
        """The names of the secrets of which something is in the text, each with what it is."""
        self.places[place] = self.places.get(place, 0) + 1
        hits: dict[str, str] = {}
        for reading in _readings(text):
            low = reading.lower()
            for part in _windows(low, PART):
                if (name := self._parts.get(part)) is not None:
                    hits.setdefault(name, part)
            for part in _windows(reading, _CODED):
                if (name := self._coded.get(part)) is not None:
                    hits.setdefault(name, f"base64 {part}")
        return [f"{name} ({part})" for name, part in sorted(hits.items())]


def _readings(text: str) -> set[str]:
    """The text as it stands, and as a reader may put it together again."""
    opened = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    opened = unquote(html.unescape(opened))
    return {text, opened, re.sub(r"[\s\u200b\ufeff\\]|\\[nrt]", "", opened)}


def _windows(text: str, size: int) -> Iterable[str]:
    return (text[at : at + size] for at in range(len(text) - size + 1))
