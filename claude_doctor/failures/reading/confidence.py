"""How sure a reading is."""

from __future__ import annotations

import re

from ..classify import phrases
from ..row import Tier, holds, squeezed
from . import whose
from .judge import CODE, HINT, STATUS, STRUCTURE, Judged
from .speaker import FORMS, NO_CALL, OF_CLAUDE, UNKNOWN


def confidence(best: Judged, speaker: str, text: str) -> str:
    """How sure a reading is, by the kind of its evidence.

    High: a stable code, the API's own envelope, a page that is signed, a documented sentence that
    gives a reason, by somebody known. Medium: a sentence without a reason, or a status of a known
    speaker. Low: weak words. What breaks on the way is the same for all programs: without a trace
    of a model's call it is low, and high only where the call itself is shown or its speaker known.
    Where the text cannot decide whose side it is, it is medium at best.
    """
    row = best.row
    if best.found_by == HINT or row.side == "unknown":
        return "low"
    if row.category == "other_provider" and row.retryable is None:
        return "low"  # somebody failed, and nothing is said of why
    sure = _sure(best, speaker)
    if row.id in FORMS and not re.search(OF_CLAUDE, text):
        return "medium"  # Google's form of an error, and no word of whose model
    if row.category not in whose.WAY:
        return sure
    if speaker == UNKNOWN and not whose.traced(text):
        return "low"
    known = speaker not in (UNKNOWN, NO_CALL) or whose.clear(text)
    return sure if known or sure == "low" else "medium"


# What a bare 400 and 403 stand for: credit, a limit, a blocked place have the same numbers.
_SHARED = {"invalid-request", "key-forbidden"}


def _sure(best: Judged, speaker: str) -> str:
    row = best.row
    if best.found_by == STATUS:
        alone = speaker == UNKNOWN or row.id in _SHARED
        return "low" if alone and row.side != "either" else "medium"
    if row.side == "either":
        return "medium"
    if best.found_by in (CODE, STRUCTURE):
        return "high"
    reason = row.tier >= Tier.REASON and row.category != "other_provider"
    return "high" if reason and (speaker != UNKNOWN or _unmistakable(best)) else "medium"


_LONG = 24  # squeezed characters: so long a sentence is nobody else's


def _unmistakable(best: Judged) -> bool:
    q = squeezed(best.statement.text)
    own = "overloaded_error" in q  # nobody else has this type
    return own or any(holds(p, q) for p in phrases(best.row.id) if sum(map(len, p)) >= _LONG)
