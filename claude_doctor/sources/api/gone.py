"""Why a model that the user asks for is not there: retired, or never an id of this key."""

from __future__ import annotations

from datetime import date

from ...border.settings import Settings
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from . import models
from .lifecycle import NONE, Stage, mend, of, put_successor
from .listing import Listing
from .nearest import nearest

FAILED_END: Fact[str] = Fact(
    "ping",
    "failed_model_end",
    "of the model that was not found: retired, unlisted (not among those that this key may use), "
    "or none: not told",
)
FAILED_ON: Fact[str] = Fact("ping", "failed_model_retired_on", "its last day, or none: not told")
MEANT: Fact[str] = Fact("ping", "failed_model_meant", "the model with the nearest name")
MEANT_MEND: Fact[str] = Fact("ping", "failed_model_meant_mend", "what tries or chooses that one")


def put(settings: Settings, sheet: Sheet, model: str, listing: Listing | None, today: date) -> None:
    """Put why a model that was pinged is not there, as far as that is known."""
    end = of(model, listing, today, works=False)
    retired = end is not None and (
        end.stage is Stage.RETIRED or (end.day is not None and end.day <= today)
    )
    word = "retired" if retired else NONE
    if not retired and listing is not None and listing.lacks(model):
        word = "retired" if listing.outgrew(model) else "unlisted"
    sheet.put(FAILED_END, word)
    day = end.day if end is not None and retired else None
    sheet.put(FAILED_ON, str(day) if day else NONE)
    put_successor(settings, sheet, model, listing)
    meant = nearest(model, _known(listing, today)) if not retired and word != "retired" else None
    if meant is not None and meant != model:
        sheet.put(MEANT, meant)
        sheet.put(MEANT_MEND, mend(settings, model, meant))


def _known(listing: Listing | None, today: date) -> list[str]:
    """The models that there are: by Anthropic's list or the gateway's, else by the table."""
    if listing is not None and listing.rows:
        return [row.id for row in listing.rows.values() if row.stage != "retired"]
    over = models.retired(today)
    return [one.alias or one.id for one in models.MODELS if one.id not in over]
