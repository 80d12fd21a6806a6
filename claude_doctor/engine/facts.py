"""What a rule can say: facts, and expressions over them in Kleene's three-valued logic.

A fact is one thing that a probe may have measured. An expression over a fact that nobody
measured is `None`, "cannot tell": never true, never false. That is the whole protection
against reading silence as health, or as an outage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeAlias, TypeVar

from ..records import dataclass

T = TypeVar("T")

NOT_MEASURED = "not measured"

#: What was measured: `probe.name` -> value. A key that is absent was not measured.
Facts: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """One thing a probe can measure, named for the JSON report: `probe` and `name`.

    `report_only`: no rule and no screen reads it; it is in the report for who wants to know more.
    `usual`: what holds where nobody measured it, for the rare fact whose silence means that.
    """

    probe: str
    name: str
    meaning: str
    report_only: bool = False
    usual: T | None = None

    @property
    def key(self) -> str:
        """The name that is unique in a report: `ping.http_status`."""
        return f"{self.probe}.{self.name}"

    def of(self, facts: Facts) -> object | None:
        """The measured value, or the usual one, or None."""
        return facts.get(self.key, self.usual)

    def is_(self, value: T) -> Is:
        """True where the fact was measured as exactly this value."""
        return Is(self, value)

    def in_(self, *values: T) -> In:
        """True where the fact was measured as one of these values."""
        return In(self, values)

    def at_least(self, bound: float) -> AtLeast:
        """True where the fact was measured as a number not below the bound."""
        return AtLeast(self, bound)


@dataclass(frozen=True, slots=True)
class Is:
    """The fact equals the value."""

    fact: Fact[object]
    value: object

    def __init__(self, fact: Fact[T], value: T) -> None:
        object.__setattr__(self, "fact", fact)
        object.__setattr__(self, "value", value)


@dataclass(frozen=True, slots=True)
class In:
    """The fact equals one of the values."""

    fact: Fact[object]
    values: tuple[object, ...]

    def __init__(self, fact: Fact[T], values: tuple[T, ...]) -> None:
        object.__setattr__(self, "fact", fact)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The fact is a number not below the bound."""

    fact: Fact[object]
    bound: float

    def __init__(self, fact: Fact[T], bound: float) -> None:
        object.__setattr__(self, "fact", fact)
        object.__setattr__(self, "bound", bound)


@dataclass(frozen=True, slots=True)
class And:
    """False if any part is false, else None if any part is None."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True if any part is true, else None if any part is None."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of None is None."""

    part: Expr


Expr: TypeAlias = Is | In | AtLeast | And | Or | Not


def all_of(*parts: Expr) -> And:
    """Every part holds."""
    return And(parts)


def any_of(*parts: Expr) -> Or:
    """At least one part holds."""
    return Or(parts)


def no(part: Expr) -> Not:
    """The part is known not to hold."""
    return Not(part)


def _same(measured: object, value: object) -> bool:
    # 1 == True in Python; a count is not a flag, so the types must agree as well.
    return isinstance(measured, bool) == isinstance(value, bool) and measured == value


def holds(expr: Expr, facts: Facts) -> bool | None:
    """Whether the expression is true of the facts; None where they cannot tell. Never raises."""
    match expr:
        case Is(fact, value):
            measured = fact.of(facts)
            return None if measured is None else _same(measured, value)
        case In(fact, values):
            measured = fact.of(facts)
            return None if measured is None else any(_same(measured, v) for v in values)
        case AtLeast(fact, bound):
            measured = fact.of(facts)
            if isinstance(measured, bool) or not isinstance(measured, int | float):
                return None
            return measured >= bound
        case And(parts):
            return _joined(parts, facts, decides=False)
        case Or(parts):
            return _joined(parts, facts, decides=True)
        case Not(part):
            answer = holds(part, facts)
            return None if answer is None else not answer


def _joined(parts: tuple[Expr, ...], facts: Facts, *, decides: bool) -> bool | None:
    """What one part decides alone, else None where one cannot tell, else the opposite."""
    answer: bool | None = not decides
    for part in parts:
        one = holds(part, facts)
        if one is decides:
            return decides
        if one is None:
            answer = None
    return answer


def leaves(expr: Expr) -> Iterator[Is | In | AtLeast]:
    """The comparisons an expression is made of: what a rule needs is read off them."""
    match expr:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield expr


def words(leaf: Is | In | AtLeast) -> str:
    """A comparison in words, as `rules` prints it."""
    match leaf:
        case Is(fact, value):
            return f"{fact.key} is {in_words(value)}"
        case In(fact, values):
            return f"{fact.key} is one of {', '.join(map(in_words, values))}"
        case AtLeast(fact, bound):
            return f"{fact.key} is at least {bound:g}"


def sentence(expr: Expr) -> str:
    """An expression in words, with brackets where they are needed."""
    match expr:
        case And(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Or(parts):
            return " or ".join(_bracketed(part) for part in parts)
        case Not(part):
            return f"not ({sentence(part)})"
        case _:
            return words(expr)


def _bracketed(expr: Expr) -> str:
    return f"({sentence(expr)})" if isinstance(expr, And | Or) else sentence(expr)


def in_words(value: object) -> str:
    """A value as people read it: yes or no, lists with commas, records as names and values."""
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    if isinstance(value, dict):
        return ", ".join(
            f"{str(name).replace('_', ' ')} {in_words(v)}" for name, v in value.items()
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return f"{value:.0f}" if whole else str(value)


def trail(expr: Expr, facts: Facts) -> tuple[str, ...]:
    """Why the expression has its value: one line a fact it reads, in order, without repeats."""
    lines: dict[str, None] = {}
    for leaf in leaves(expr):
        measured = leaf.fact.of(facts)
        lines[f"{leaf.fact.key}: " + (NOT_MEASURED if measured is None else in_words(measured))] = (
            None
        )
    return tuple(lines)
