"""Lists of what there is by name: grouped, a line each; the details are told by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..records import dataclass
from .paint import Paint, width_of

#: The sides in the order of the lists, with what they are.
SIDES = {
    "server": "Server: Anthropic, or the cloud that serves Claude",
    "client": "Client: your request, key or configuration",
    "account": "Account: limits, credit, permissions",
    "network": "Network: what lies between you and the API",
    "unknown": "Unknown: the evidence does not tell",
    "healthy": "Healthy: Claude works from here",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What there is: its name, what it means, and a few columns that stand before the name."""

    name: str
    words: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a title."""

    title: str
    lines: Sequence[Line]


def grouped(paint: Paint, groups: Iterable[Group], foot: str, whole: bool) -> str:
    """The groups, and how the details are asked for. Words that are too long are cut, unless
    `whole`: for what is piped into other programs. On a narrow screen they stand below the name,
    uncut."""
    made: list[str] = []
    for group in groups:
        if group.lines:
            made += [*paint.wrap(paint.bold(group.title)), *_lines(paint, group.lines, whole), ""]
    return paint.text([*made, *paint.wrap(foot)])


def _lines(paint: Paint, lines: Sequence[Line], whole: bool) -> Iterable[str]:
    before = max(width_of(one.before) for one in lines)
    name = max(width_of(one.name) for one in lines)
    for one in lines:
        head = "  " + (f"{paint.pad(one.before, before, right=True)}  " if before else "")
        if paint.stacked and not whole:
            yield head + paint.bold(one.name)
            yield from paint.wrap(one.words, " " * (width_of(head) + 2))
            continue
        left = f"{head}{paint.pad(paint.bold(one.name), name)}  "
        room = paint.width - width_of(left)
        yield left + (paint.plain(one.words) if whole else paint.cut(one.words, room))
