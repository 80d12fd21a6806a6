"""A fact that is read off a reply."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from ...engine.facts import Fact
from ...records import dataclass
from .reply import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A fact that is read off a reply; `listed`: it stands in the row of `models`, too."""

    fact: Fact[T]
    of: Callable[[Reply], T | None]
    listed: bool = False


def row(fields: Iterable[Field[Any]], reply: Reply) -> dict[str, Any]:
    """A reply in the list of all, for the JSON."""
    values = {field.fact.name: field.of(reply) for field in fields if field.listed}
    return {name: value for name, value in values.items() if value is not None}
