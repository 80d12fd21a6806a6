"""The user's own text: the failure that they saw, read by the catalogue."""

from __future__ import annotations

import re

from ..border.redact import hide
from ..border.settings import Settings
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..outside.world import World

ERROR: Fact[str] = Fact("error", "error", "the catalog's id for the text; none without a text")
CATEGORY: Fact[str] = Fact("error", "category", "what kind of failure the text shows")
SIDE: Fact[str] = Fact("error", "side", "whose fault the text shows")
HTTP_STATUS: Fact[int] = Fact(
    "error", "http_status", "the HTTP status in the text", report_only=True
)
ERROR_TYPE: Fact[str] = Fact(
    "error", "error_type", "the API's error type in the text", report_only=True
)
ERROR_CODE: Fact[str] = Fact("error", "error_code", "the API's stable code in the text")
SPEAKER: Fact[str] = Fact("error", "speaker", "who made the message")
CLOUD: Fact[str] = Fact("error", "cloud", "the cloud that made the message, as people name it")
MEANING: Fact[str] = Fact("error", "meaning", "what the text means, in a sentence")
RETRY_AFTER: Fact[float] = Fact(
    "error", "retry_after_s", "the wait that the text names, in seconds"
)
RESETS: Fact[str] = Fact("error", "resets", "when the limit resets, as the text names it")
FIELD: Fact[str] = Fact("error", "field", "the field of the request that the text names")
MODEL: Fact[str] = Fact("error", "model", "the model that the text names")
SAME_MODEL: Fact[bool] = Fact(
    "error", "same_model", "on a cloud's route: it names no other model than those pinged"
)
SUCCESSOR: Fact[str] = Fact("error", "successor", "the model that the text offers in its place")
REQUEST_ID: Fact[str] = Fact("error", "request_id", "the request id in the text", report_only=True)
CONFIDENCE: Fact[str] = Fact("error", "confidence", "how sure the reading is")
MESSAGE: Fact[str] = Fact("error", "message", "the words that decided")

#: The clouds that serve Claude, by the name of the speaker.
CLOUDS = {
    "bedrock": "Amazon Bedrock",
    "vertex": "Vertex AI of Google Cloud",
    "foundry": "Microsoft Foundry",
}


async def run(world: World, sheet: Sheet) -> None:
    """Read the text in a thread: it may be a log of megabytes."""
    text = world.settings.error_text
    if text is None:
        sheet.put(ERROR, "none")
        raise Skipped("no --error text was given")
    from ..failures.reader import read

    reading = await world.in_thread(read, hide(text, world.secrets))
    sheet.put(ERROR, reading.entry.id)
    sheet.put(CATEGORY, str(reading.category))
    sheet.put(SIDE, str(reading.side))
    sheet.put(HTTP_STATUS, reading.http_status)
    sheet.put(ERROR_TYPE, reading.error_type)
    sheet.put(ERROR_CODE, reading.error_code)
    sheet.put(SPEAKER, reading.speaker)
    sheet.put(CLOUD, CLOUDS.get(reading.speaker))
    sheet.put(MEANING, reading.meaning)
    sheet.put(RETRY_AFTER, reading.retry_after_s)
    sheet.put(RESETS, reading.resets)
    sheet.put(FIELD, reading.field)
    sheet.put(MODEL, reading.model)
    if world.settings.program.cloud is not None:
        sheet.put(SAME_MODEL, _same(reading.model, world.settings))
    sheet.put(SUCCESSOR, reading.successor)
    sheet.put(REQUEST_ID, reading.request_id)
    sheet.put(CONFIDENCE, str(reading.confidence))
    sheet.put(MESSAGE, reading.line)
    sheet.says(reading.meaning)


def _same(model: str | None, settings: Settings) -> bool:
    """Whether the text is about a model that is pinged; each cloud writes around its name."""
    from ..sources._cloud_calls import effective_models

    pinged = effective_models(settings)
    return model is None or _bare(model) in map(_bare, pinged)


def _bare(model: str) -> str:
    return re.sub(r"(?:@|:|-v\d).*", "", model.rpartition("anthropic.")[2])


PROBE = Probe("error", "What does the failure that you saw say?", run, network=False)
