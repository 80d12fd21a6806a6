"""What is told about the settings: a sentence, how much it weighs, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """`conflict`: it sends calls elsewhere than the user may think, or makes them fail; else it
    may explain a difference. `mend`: what to type, which never holds a value of the user's."""

    conflict: bool
    sentence: str
    mend: str = ""

    @property
    def words(self) -> str:
        """The sentence, and in brackets what to type."""
        return f"{self.sentence} ({self.mend})" if self.mend else self.sentence


def conflict(sentence: str, mend: str = "") -> Told:
    """Something that sends calls elsewhere than the user may think, or makes them fail."""
    return Told(True, sentence, mend)


def remark(sentence: str, mend: str = "") -> Told:
    """Something that may explain a difference."""
    return Told(False, sentence, mend)


def mends(told: Iterable[Told]) -> str | None:
    """Everything to type, in one line; None where nothing helps."""
    return "; ".join(dict.fromkeys(one.mend for one in told if one.mend)) or None


def text(env: Mapping[str, str], name: str) -> str:
    """A variable without the blanks around it. An empty one is an unset one."""
    return env.get(name, "").strip()
