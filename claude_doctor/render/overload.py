"""Whether a 529 was seen, for monitors: as a state of three values, so that a check which could
not look is never taken for one that saw none."""

from __future__ import annotations

from enum import StrEnum

from ..engine.facts import Facts
from ..probes import ping
from ..sources.api import own_models
from .pinged import pinged

_TYPE, _ROW, _STATUS = "overloaded_error", "overloaded", 529


class Overload(StrEnum):
    """What the metered request says of it."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NOT_MEASURED = "not_measured"


def overload(facts: Facts) -> Overload:
    """Of all models that were pinged. An overload inside a stream, or wrapped by a gateway, is
    one; a request without a key is refused before capacity is asked for, and says nothing."""
    status, kind = ping.HTTP_STATUS.of(facts), ping.ERROR_TYPE.of(facts)
    rows = (ping.ERROR.of(facts), own_models.MODEL_ERROR.of(facts))
    seen = [status == _STATUS, kind == _TYPE, *(row == _ROW for row in rows)]
    seen += [m.get("http_status") == _STATUS or m.get("error_type") == _TYPE for m in pinged(facts)]
    if any(seen):
        return Overload.SEEN
    if ping.WORKS.of(facts) is None or not isinstance(status, int):
        return Overload.NOT_MEASURED
    return Overload.NOT_SEEN
