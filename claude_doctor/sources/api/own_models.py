"""The user's own models: which of them failed or declined the ping, and how long they live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...border import model_ids
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.world import World
from . import gone, lifecycle, served
from .listing import Listing
from .reply import Answer, Reply

DECLINED: Fact[bool] = Fact("ping", "declined", "a model does not take the ping's own request")
DECLINED_MODEL: Fact[str] = Fact("ping", "declined_model", "which one, so it was not tested")
UNHEARD_MODEL: Fact[str] = Fact(
    "ping",
    "unheard_model",
    "the user's own model that was not listened to for long enough, or none",
)
MODEL_FAILED: Fact[str] = Fact("ping", "failed_model", "the user's own model that failed")
MODEL_ANSWER: Fact[str] = Fact(
    "ping", "failed_model_answer", "how that model answered; complete when none failed"
)
MODEL_ERROR: Fact[str] = Fact(
    "ping", "failed_model_error", "the catalog's id for its failure, or none"
)
MODEL_STATUS: Fact[int] = Fact("ping", "failed_model_status", "its HTTP status")
MODEL_MESSAGE: Fact[str] = Fact("ping", "failed_model_message", "what its error says")
MODEL_TYPE: Fact[str] = Fact("ping", "failed_model_type", "its error's own type")
MODEL_SHOWS: Fact[str] = Fact("ping", "failed_model_shows", "how it failed, in a few words")
MODEL_CLOUD: Fact[str] = Fact("ping", "failed_model_cloud", "whose id it is, or none: Anthropic's")
MODEL_MEND: Fact[str] = Fact("ping", "failed_model_mend", "what sets Anthropic's own id for it")

# Looked for and not there: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"


def put(
    world: World,
    sheet: Sheet,
    replies: list[Reply],
    asked: list[Reply],
    listing: Listing | None = None,
) -> Reply | None:
    """Put what they say; `asked`: the user's own models, `listing`: what Anthropic's own list says
    of them. The first of those asked that failed."""
    declined = next((r for r in replies if r.answer is Answer.DECLINED), None)
    sheet.put(DECLINED, declined is not None)
    sheet.put(DECLINED_MODEL, declined.model if declined else None)
    unheard = next((r.model for r in asked if r.answer is Answer.UNHEARD), NONE)
    sheet.put(UNHEARD_MODEL, unheard)
    failed = next((r for r in asked if r.works is False), None)
    if failed is not None or all(r.works for r in asked):
        sheet.put(MODEL_ANSWER, failed.answer if failed else Answer.COMPLETE)
        sheet.put(MODEL_ERROR, error(failed) if failed else NONE)
    if failed is not None:
        _put_failed(world, sheet, failed)
    today = world.now().date()
    lifecycle.put(world.settings, sheet, replies, listing, today)
    if failed is not None and failed.lacks_model and world.settings.program.cloud is None:
        gone.put(world.settings, sheet, failed.model, listing, today)
    return failed


def put_words(sheet: Sheet, failed: Reply) -> None:
    """Which model failed, and how that reads."""
    sheet.put(MODEL_FAILED, failed.model)
    sheet.put(MODEL_STATUS, failed.http_status)
    sheet.put(MODEL_MESSAGE, failed.message)
    sheet.put(MODEL_TYPE, failed.error_type)
    sheet.put(MODEL_SHOWS, failed.failure)


def error(reply: Reply) -> str | None:
    """The catalogue's id of the failure; None where nothing about the user's call is known."""
    if reply.works is None:
        return None
    return reply.error.id if reply.error else NONE


def each(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A record a pinged model, of the ping's facts by their short names; where there was one model,
    the facts themselves are it."""
    listed = facts.get("models")
    rows = listed if isinstance(listed, list) else [facts]
    return [row for row in rows if isinstance(row, dict)]


def _put_failed(world: World, sheet: Sheet, failed: Reply) -> None:
    put_words(sheet, failed)
    program = world.settings.program
    whose, id_ = model_ids.foreign(failed.model, program.cloud, program.region) or (NONE, None)
    sheet.put(MODEL_CLOUD, whose)
    sheet.put(MODEL_MEND, id_ and served.choice(world, id_))
