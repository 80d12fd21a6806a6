"""What the sources send, as pydantic models: the little that is read, and nothing else trusted.

Each item is checked alone, so that one odd post does not cost the other ninety-nine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from ...border import dates
from ...outside.transport import Unavailable
from ._counting import Post

M = TypeVar("M", bound=BaseModel)

# Moments of this century: what lies outside would overflow or mean nothing.
Seconds = Annotated[float, Field(gt=0, lt=4e9, strict=True, allow_inf_nan=False)]

# So many items of another shape, and more than have ours: the source has changed its form, and
# the few that fit are no sample of what people write.
_CHANGED = 10

DELETED = "[deleted]"  # all of them count as one person: nobody can tell them apart


def moment(text: str) -> float | None:
    """An ISO moment with its zone as seconds since 1970; None for anything else."""
    at = dates.of_iso(text)
    seconds = at.timestamp() if at else 0.0
    return seconds if 0 < seconds < 4e9 else None


def posts(
    items: Iterable[object], model: type[M], make: Callable[[M], Post | None]
) -> Iterator[Post]:
    """The items that have the shape, as posts. Unavailable, where most have another."""
    adapter = TypeAdapter(model)
    fitting = odd = 0
    for item in items:
        try:
            post = make(adapter.validate_python(item))
        except ValidationError:
            odd += 1
            continue
        fitting += 1
        if post is not None:
            yield post
    if odd >= _CHANGED and odd > fitting:
        raise Unavailable(
            f"answered in an unexpected format: {odd} of {odd + fitting} items are not posts"
        )
