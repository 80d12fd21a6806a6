"""A fact that is read off a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ...engine.facts import Fact
from .reply import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """A fact that is read off a reply; `listed`: it stands in the row of `models`, too."""

    fact: Fact[T]
    of: Callable[[Reply], T | None]
    listed: bool = False
