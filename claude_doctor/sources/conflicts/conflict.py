"""One contradiction or fault of the settings: a sentence, its weight, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...border.redact import Own
from ...phrases import phrase
from ...records import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """`hard`: it sends calls elsewhere than the user may think, or makes them fail; else it
    may explain a difference. `mend`: what to type, which never holds a value of the user's.
    `alone`: one setting is wrong by itself and contradicts no other."""

    hard: bool
    sentence: str
    mend: str = ""
    alone: bool = False

    @property
    def words(self) -> str:
        """The sentence, and in brackets what to type."""
        words = f"{self.sentence} ({self.mend})" if self.mend else self.sentence
        return Own(words) if isinstance(self.sentence, Own) else words


def own(found: Iterable[Conflict]) -> Iterator[Conflict]:
    """The same, where nothing that a variable holds is in sentence and mend."""
    for one in found:
        yield replace(one, sentence=Own(one.sentence), mend=Own(one.mend))


def conflict(sentence: str, mend: str = "") -> Conflict:
    """Something that sends calls elsewhere than the user may think, or makes them fail."""
    return Conflict(True, sentence, mend)


def fault(sentence: str, mend: str = "") -> Conflict:
    """The same of one setting alone."""
    return Conflict(True, sentence, mend, alone=True)


def remark(sentence: str, mend: str = "") -> Conflict:
    """Something that may explain a difference."""
    return Conflict(False, sentence, mend)


# The command that takes variables out of a file of Claude Code's: up to the file, and their names.
_FORGETS = phrase(r"((?:sudo )?python3 -c '.*e\.pop\(.*\.json[\"']?)((?: [A-Za-z_]\w*)+)")


def mends(found: Iterable[Conflict]) -> str | None:
    """Everything to type, in one line; None where nothing helps. What changes one file is one
    command: two would be longer than a fact may be."""
    found = [one for one in found if one.mend]
    parts: dict[str, dict[str, None]] = {}
    for one in found:
        for part in one.mend.split("; "):
            forgets = _FORGETS.fullmatch(part)
            names = parts.setdefault(forgets[1] if forgets else part, {})
            names.update(dict.fromkeys(forgets[2].split() if forgets else ()))
    line = "; ".join(" ".join((part, *names)) for part, names in parts.items())
    return (Own(line) if all(isinstance(one.mend, Own) for one in found) else line) or None
