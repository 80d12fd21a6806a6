"""The API ping: does a real request work, and if not, who said no?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside import history
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..sources.api import models
from ..sources.api.messages import VERSION, Reply, send
from ..sources.conflicts.credential import Credential, credential

HTTP_STATUS: Fact[int] = Fact("ping", "http_status", "the HTTP status of the answer")
ERROR_TYPE: Fact[str] = Fact("ping", "error_type", "the API's own error type")
MESSAGE: Fact[str] = Fact("ping", "message", "what the error says")
REQUEST_ID: Fact[str] = Fact("ping", "request_id", "the request id, for support", report_only=True)
MODEL: Fact[str] = Fact("ping", "model", "the model that was pinged")
STREAM_COMPLETE: Fact[bool] = Fact(
    "ping", "stream_complete", "message_stop was reached", report_only=True
)
STOP_REASON: Fact[str] = Fact("ping", "stop_reason", "why the model stopped", report_only=True)
TTFB_MS: Fact[int] = Fact(
    "ping", "ttfb_ms", "time to the first byte of the answer, in ms", report_only=True
)
TTFT_MS: Fact[int] = Fact("ping", "ttft_ms", "time to the first token, in ms")
USUAL_TTFT_MS: Fact[float] = Fact(
    "ping", "usual_ttft_ms", "this machine's median, in ms", report_only=True
)
TOTAL_MS: Fact[int] = Fact(
    "ping", "total_ms", "time to the end of the answer, in ms", report_only=True
)
INPUT_TOKENS: Fact[int] = Fact("ping", "input_tokens", "tokens sent")
OUTPUT_TOKENS: Fact[int] = Fact("ping", "output_tokens", "tokens received")
COST_USD: Fact[float] = Fact("ping", "cost_usd", "what the pings cost, in USD")
RETRY_AFTER_S: Fact[float] = Fact("ping", "retry_after_s", "how long the API says to wait, in s")
RETRY_TOLD: Fact[bool] = Fact("ping", "retry_after_told", "a 429 said how long to wait, or why")

KEYED: Fact[bool] = Fact("ping", "keyed", "the request carried a credential")
KEY_WITHHELD: Fact[str] = Fact(
    "ping",
    "key_withheld",
    "why a credential was not sent: foreign (it may belong to another address that is configured), "
    "insecure, subscription, no-ping, malformed, none",
)
WORKS: Fact[bool] = Fact("ping", "works", "a completion came back whole")
ANSWER: Fact[str] = Fact(
    "ping",
    "answer",
    "complete, error, cut, web-page, empty, foreign, relay-error, none (connected) or unreached",
)
ERROR: Fact[str] = Fact("ping", "error", "the catalogue's id for the failure, or none")
TRANSPORT: Fact[str] = Fact("ping", "transport", "what broke on the way to the API, or none")
TLS_FAULT: Fact[str] = Fact("ping", "tls_fault", "what is wrong with its TLS, or none")
DETAIL: Fact[str] = Fact("ping", "detail", "how it broke, in a few words")
ANSWERED_BY: Fact[str] = Fact(
    "ping", "answered_by", "anthropic, cdn, relay, portal, proxy, unknown"
)
UNTESTED: Fact[str] = Fact("ping", "untested", "why no completion was tested")
GATEWAY: Fact[bool] = Fact("ping", "gateway", "the user's calls go to another origin")
FRONT_DOOR: Fact[bool] = Fact("ping", "front_door", "Anthropic's front door answers without a key")
FRONT_DOOR_UP: Fact[bool] = Fact("ping", "front_door_up", "it answers, if with an error")
FRONT_DOOR_ERROR: Fact[str] = Fact("ping", "front_door_error", "that error, by the catalogue's id")
DEFAULT_GONE: Fact[bool] = Fact(
    "ping", "default_model_gone", "the default model answered 404", report_only=True
)
SLOW: Fact[bool] = Fact("ping", "slow", "the first token took unusually long")
MODELS: Fact[list[Any]] = Fact("ping", "models", "every pinged model's result", report_only=True)
MODEL_FAILED: Fact[str] = Fact("ping", "failed_model", "the user's own model that failed")
MODEL_ANSWER: Fact[str] = Fact(
    "ping", "failed_model_answer", "how that model answered; complete when none failed"
)
MODEL_ERROR: Fact[str] = Fact(
    "ping", "failed_model_error", "the catalogue's id for its failure, or none"
)
MODEL_STATUS: Fact[int] = Fact("ping", "failed_model_status", "its HTTP status")
RETIRING: Fact[bool] = Fact("ping", "retiring", "a pinged model is retired within 60 days")
RETIRING_MODEL: Fact[str] = Fact("ping", "retiring_model", "which one")
RETIRING_DAYS: Fact[int] = Fact("ping", "retiring_days", "days to its retirement")

# Looked for and not there: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"

# Above this without a history, in ms, and this many times the median with one (the contract).
SLOW_MS, SLOW_TIMES = 10_000, 4


async def run(world: World, sheet: Sheet) -> None:
    """Ping every model at once; beside it, with a gateway, Anthropic's front door keyless."""
    settings = world.settings
    sheet.put(GATEWAY, settings.gateway)
    carried = await credential(world)
    auth, withheld = carried.header, carried.withheld
    sheet.put(KEYED, bool(auth))
    sheet.put(KEY_WITHHELD, withheld or NONE)
    sheet.put(UNTESTED, None if auth else carried.why)
    # Never ping a plain http gateway elsewhere: it is the address the key was withheld from.
    own = settings.gateway and withheld not in ("insecure", "no-ping")
    front = asyncio.create_task(_front_door(world)) if settings.gateway or not auth else None
    try:
        if auth or own:
            await _ping(world, sheet, carried)
        else:
            sheet.says(f"the front door answers; no completion was tested: {carried.why}")
    finally:
        world.share("metered answer", None)  # for `quota`, if no ping has shared one
        if front is not None:
            await _tell_front_door(sheet, front, metered=bool(auth or own))


async def _ping(world: World, sheet: Sheet, carried: Credential) -> None:
    settings, auth = world.settings, carried.header
    usual = asyncio.create_task(world.in_thread(history.usual_ttft_ms, settings.data_dir))
    others = [m for m in settings.models if m != models.DEFAULT] if auth else []
    first, *rest = await asyncio.gather(
        _default_model(world, sheet, auth), *(_one(world, model, auth) for model in others)
    )
    wants_key = first.error is not None and first.error.category in ("auth", "permission")
    if not auth and (first.http_status == 401 or wants_key):  # it answers; no key is at fault
        sheet.says(f"the gateway answers; no completion was tested: {carried.why}")
        return
    world.share("metered answer", (first.http_status, dict(first.headers)))
    _put_reply(sheet, first)
    asked = [first, *rest] if models.DEFAULT in settings.models else rest
    _put_models(world, sheet, first, asked)
    _put_speed(sheet, first, await usual)
    sheet.says(_words(first))
    if first.answer == "none":
        raise Unreached(
            "silent", f"connected, then silence for {(first.total_ms or 0) / 1000:.1f} s"
        )


async def _one(world: World, model: str, auth: Mapping[str, str]) -> Reply:
    settings = world.settings
    return await send(world, settings.base_url, model, auth, world.left(), settings.gateway)


async def _default_model(world: World, sheet: Sheet, auth: Mapping[str, str]) -> Reply:
    """The default model; where it is unknown, once, the newest Haiku there is. A default that
    the user named as well is theirs, and its 404 is the answer."""
    reply = await _one(world, models.DEFAULT, auth)
    unknown = reply.error is not None and reply.error.category == "model_not_found"
    if not (auth and unknown) or models.DEFAULT in world.settings.models:
        return reply
    sheet.put(DEFAULT_GONE, True)
    try:
        listing = await world.fetch(
            f"{world.settings.base_url}/v1/models?limit=100",
            headers={"anthropic-version": VERSION, **auth},
            timeout=world.left(min(4.0, 0.4 * world.left())),
        )
        name = models.newest_haiku(listing.json())
    except (Unreached, Unavailable):
        name = models.LAST_RESORT
    if world.left() < 0.5:
        return reply  # too late for a second request: the 404 is what was measured
    return await _one(world, name, auth)


async def _front_door(world: World) -> Reply:
    return await send(
        world, world.settings.front_door_url, models.DEFAULT, {}, world.left(), relay=False
    )


async def _tell_front_door(sheet: Sheet, task: asyncio.Task[Reply], metered: bool) -> None:
    """The documented 401 proves that the front door answers; it is no failure of the user's."""
    reply = await task
    refused = reply.http_status == 401 and reply.answered_by == "anthropic"
    sheet.put(FRONT_DOOR, refused)
    sheet.put(FRONT_DOOR_UP, reply.answered_by in ("anthropic", "cdn"))
    sheet.put(FRONT_DOOR_ERROR, reply.error.id if reply.error and not refused else None)
    if metered:
        return
    if refused:
        sheet.put(HTTP_STATUS, 401)
        sheet.put(ANSWERED_BY, reply.answered_by)
        sheet.put(REQUEST_ID, reply.request_id)
        sheet.put(TTFB_MS, reply.ttfb_ms)
        return
    _put_reply(sheet, reply)
    sheet.says(f"without a key: {_words(reply)}")
    if reply.answer == "none":
        raise Unreached(
            "silent", f"connected, then silence for {(reply.total_ms or 0) / 1000:.1f} s"
        )


def _put_reply(sheet: Sheet, reply: Reply) -> None:
    sheet.put(MODEL, reply.model)
    sheet.put(HTTP_STATUS, reply.http_status)
    sheet.put(ERROR_TYPE, reply.error_type)
    sheet.put(MESSAGE, reply.message)
    sheet.put(REQUEST_ID, reply.request_id)
    sheet.put(ANSWER, reply.answer)
    sheet.put(WORKS, reply.answer == "complete")
    sheet.put(ERROR, reply.error.id if reply.error else NONE)
    sheet.put(TRANSPORT, reply.transport or NONE)
    sheet.put(TLS_FAULT, reply.detail if reply.transport == "tls" else NONE)
    sheet.put(DETAIL, reply.detail or None)
    sheet.put(ANSWERED_BY, reply.answered_by)
    if reply.http_status == 200:
        sheet.put(STREAM_COMPLETE, reply.answer == "complete")
    sheet.put(STOP_REASON, reply.stop_reason)
    sheet.put(TTFB_MS, reply.ttfb_ms)
    sheet.put(TTFT_MS, reply.ttft_ms)
    sheet.put(TOTAL_MS, reply.total_ms)
    sheet.put(INPUT_TOKENS, reply.input_tokens)
    sheet.put(OUTPUT_TOKENS, reply.output_tokens)
    sheet.put(COST_USD, _cost(reply))
    _put_wait(sheet, reply)


def _put_models(world: World, sheet: Sheet, first: Reply, asked: list[Reply]) -> None:
    """The user's own models: all of them as a list, the first that failed for the rules."""
    everything = list({id(r): r for r in (first, *asked)}.values())
    if len(everything) > 1:
        sheet.put(MODELS, [_row(reply) for reply in everything])
        costs = [c for c in map(_cost, everything) if c is not None]
        sheet.put(COST_USD, round(sum(costs), 9) if costs else None)
    failed = next((r for r in asked if r.answer != "complete"), None)
    sheet.put(MODEL_ANSWER, failed.answer if failed else "complete")
    sheet.put(MODEL_ERROR, failed.error.id if failed and failed.error else NONE)
    if failed is not None:
        sheet.put(MODEL_FAILED, failed.model)
        sheet.put(MODEL_STATUS, failed.http_status)
        _put_wait(sheet, failed)
    today = world.now().date()
    ends = {r.model: models.retires_in_days(r.model, today) for r in everything}
    near = next(((m, days) for m, days in ends.items() if days is not None), None)
    sheet.put(RETIRING, near is not None)
    if near is not None:
        sheet.put(RETIRING_MODEL, near[0])
        sheet.put(RETIRING_DAYS, near[1])


def _row(reply: Reply) -> dict[str, Any]:
    row = {
        "model": reply.model, "http_status": reply.http_status, "error_type": reply.error_type,
        "request_id": reply.request_id, "answer": reply.answer,
        "stream_complete": reply.answer == "complete" if reply.http_status == 200 else None,
        "stop_reason": reply.stop_reason, "ttft_ms": reply.ttft_ms, "total_ms": reply.total_ms,
        "input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens,
        "cost_usd": _cost(reply),
    }  # fmt: skip
    return {name: value for name, value in row.items() if value is not None}


def _put_speed(sheet: Sheet, reply: Reply, usual: float | None) -> None:
    sheet.put(USUAL_TTFT_MS, usual)
    if reply.ttft_ms is not None:
        sheet.put(SLOW, reply.ttft_ms > (SLOW_MS if usual is None else SLOW_TIMES * usual))


def _cost(reply: Reply) -> float | None:
    if reply.input_tokens is None or reply.output_tokens is None:
        return None
    return models.cost_usd(reply.model, reply.input_tokens, reply.output_tokens)


def _put_wait(sheet: Sheet, reply: Reply) -> None:
    """retry-after in seconds. The API sends whole ones; anything else is not guessed at."""
    value = reply.headers.get("retry-after", "").strip()
    seconds = float(value) if value.isascii() and value.isdigit() and len(value) < 9 else None
    sheet.put(RETRY_AFTER_S, seconds)
    if reply.http_status == 429:
        sheet.put(RETRY_TOLD, seconds is not None or reply.details)


def _words(reply: Reply) -> str:
    if reply.answer == "complete":
        first = "" if reply.ttft_ms is None else f" · first token {reply.ttft_ms} ms"
        return f"complete · {reply.model}{first}"
    if reply.answer not in ("error", "cut"):
        detail = reply.detail or "no usable answer"
        return f"TLS: {detail.replace('-', ' ')}" if reply.transport == "tls" else detail
    kind = "the stream stopped before message_stop" if reply.answer == "cut" else (
        reply.error_type or reply.message or "an error"
    )  # fmt: skip
    return " · ".join(part for part in (kind, reply.model, reply.request_id) if part)


PROBE = Probe("ping", "Does a real request to the API work?", run)
