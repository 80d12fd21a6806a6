"""The Admin API's answers about an organisation: configured limits, and tokens used by minute.

Shapes: vendor's Rate Limits API and Usage and Cost API pages, copies of August 2026. Everything
is optional here: what is missing or odd is left out, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from ...records import dataclass

M = TypeVar("M", bound=BaseModel)
Count = Annotated[int, Field(ge=0, lt=10**15)]


# The limit on input is "cache aware": what is read from the cache does not count (same pages).
_TOKENS = (
    "input_tokens_per_minute_cache_aware",
    "input_tokens_per_minute",
    "output_tokens_per_minute",
)


class _Limit(BaseModel):
    type: str
    value: Count


class _Group(BaseModel):
    group_type: str = ""
    models: list[str] | None = None
    limits: list[_Limit] = []


class _Used(BaseModel):
    model: str | None = None
    service_tier: str | None = None
    uncached_input_tokens: Count = 0
    input_tokens: Count = 0
    output_tokens: Count = 0
    cache_creation: dict[str, Count] | None = None


class _Minute(BaseModel):
    results: list[_Used] = []


@dataclass(frozen=True, slots=True)
class Load:
    """One configured limit and the busiest minute against it, both per minute."""

    models: tuple[str, ...]
    kind: str
    limit: int
    used: int | None

    @property
    def words(self) -> str:
        """The limit's name for a reader: "output tokens of claude-haiku-5-5"."""
        kind = self.kind.removesuffix("_cache_aware").removesuffix("_per_minute")
        return kind.replace("_", " ") + (f" of {self.models[0]}" if self.models else "")

    @property
    def share(self) -> float | None:
        """Used / limit; None where the use is not known."""
        return None if self.used is None or self.limit <= 0 else self.used / self.limit


def loads(limits: object, usage: object) -> list[Load]:
    """Every limit of the model groups, with the use of the busiest full minute."""
    rows = _rows(usage)
    minutes = None if rows is None else [_valid(_Minute, row) for row in rows]
    found = []
    for row in _rows(limits) or ():
        group = _valid(_Group, row)
        if group is None or group.group_type != "model_group":
            continue
        names = tuple(group.models or ())
        for limit in group.limits:
            used = _busiest(minutes, names, limit.type) if minutes is not None else None
            found.append(Load(names, limit.type, limit.value, used))
    return found


def _busiest(minutes: list[_Minute | None], names: tuple[str, ...], kind: str) -> int | None:
    """The most tokens of this kind that these models used in one minute."""
    if kind not in _TOKENS:
        return None  # the usage report counts no requests, and tells fast mode not apart

    def count(used: _Used) -> int:
        if kind == "output_tokens_per_minute":
            return used.output_tokens
        written = sum((used.cache_creation or {}).values())
        # What is read from the cache does not count (vendor's rate-limits page, 2026-08).
        return used.uncached_input_tokens + used.input_tokens + written

    def ours(used: _Used) -> bool:
        if used.service_tier == "batch":  # batches have limits of their own
            return False
        # dated ids belong to their family's limit; a row without a model counts for all
        return used.model is None or any(_is(used.model, name) for name in names)

    return max((sum(count(u) for u in m.results if ours(u)) for m in minutes if m), default=0)


def _is(model: str, name: str) -> bool:
    return re.fullmatch(re.escape(name) + r"(-\d{8})?", model) is not None


def _rows(document: object) -> list[Any] | None:
    rows = document.get("data") if isinstance(document, Mapping) else None
    return rows if isinstance(rows, list) else None


def _valid(model: type[M], row: object) -> M | None:
    try:
        return model.model_validate(row)
    except ValidationError:
        return None
