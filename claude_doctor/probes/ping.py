"""The API ping: does a real request work, and if not, who said no?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from ..engine import patience
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..engine.tasks import ended_together
from ..outside import pulse
from ..outside.world import World
from ..sources.api import alternative, own_models, pings, scheme, served
from ..sources.api.field import Field, row
from ..sources.api.reply import METERED, Answer, Author, Refusal, Reply, Transport
from ..sources.conflicts import look
from ..sources.conflicts.credential import Credential, Withheld, credential
from ..sources.network import large

HTTP_STATUS: Fact[int] = Fact("ping", "http_status", "the HTTP status of the answer")
ERROR_TYPE: Fact[str] = Fact("ping", "error_type", "the API's own error type")
MESSAGE: Fact[str] = Fact("ping", "message", "what the error says")
REQUEST_ID: Fact[str] = Fact("ping", "request_id", "the request id, for support", report_only=True)
MODEL: Fact[str] = Fact("ping", "model", "the model that was pinged")
STREAM_COMPLETE: Fact[bool] = Fact(
    "ping", "stream_complete", "message_stop was reached", report_only=True
)
STOP_REASON: Fact[str] = Fact("ping", "stop_reason", "why the model stopped", report_only=True)
TTFB_MS: Fact[int] = Fact("ping", "ttfb_ms", "time to the first byte of the answer, in ms")
TTFT_MS: Fact[int] = Fact("ping", "ttft_ms", "time to the first token, in ms")
USUAL_TTFT_MS: Fact[float] = Fact("ping", "usual_ttft_ms", "its median, in ms", report_only=True)
TOTAL_MS: Fact[int] = Fact("ping", "total_ms", "time to the end of the answer, in ms")
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
    "insecure, subscription, no-ping, malformed, cloud, none",
)
WORKS: Fact[bool] = Fact("ping", "works", "the test request succeeded")
ANSWER: Fact[str] = Fact(
    "ping",
    "answer",
    "complete, error, cut, declined (for what the ping chose itself), web-page, empty, foreign, "
    "relay-error, none (connected) or unreached",
)
ERROR: Fact[str] = Fact("ping", "error", "the catalog's id for the failure, or none")
TRANSPORT: Fact[str] = Fact("ping", "transport", "what broke on the path to the API, or none")
TLS_FAULT: Fact[str] = Fact("ping", "tls_fault", "what is wrong with its TLS, or none")
DETAIL: Fact[str] = Fact("ping", "detail", "how it broke, in a few words")
ANSWERED_BY: Fact[str] = Fact(
    "ping",
    "answered_by",
    "anthropic, cloud, cdn (its edge), relay (the gateway), filter, proxy, portal, unknown",
)
PROGRAM: Fact[str] = Fact("ping", "program", "the program that wrote the answer, or none")
REFUSAL: Fact[str] = Fact(
    "ping",
    "refusal",
    "what is refused or failed in its author's words: challenge, edge-block, block-page, login, "
    "host, size, key, missing-key, limit, budget, model, model-access, no-deployment, "
    "upstream-down, upstream-key, upstream-limit, upstream-account, torn, other-api, failed, none",
)
SHOWS: Fact[str] = Fact(
    "ping", "shows", "an answer that is not the API's: status, title or words or target, program"
)
FAILURE: Fact[str] = Fact("ping", "failure", "how the request failed, in a few words")
UNHEARD: Fact[str] = Fact("ping", "unheard", "how long nothing was heard, too short a silence")
PAGE_TITLE: Fact[str] = Fact("ping", "page_title", "the title of a web page", report_only=True)
REDIRECT: Fact[str] = Fact("ping", "redirect", "where a redirect leads", report_only=True)
CF_RAY: Fact[str] = Fact("ping", "cf_ray", "Cloudflare's number of the request, for support")
CATEGORY: Fact[str] = Fact("ping", "category", "the category for which a filter blocks")
CARRIED: Fact[str] = Fact(
    "ping", "carried", "the header that held the key; login: the one in the address; none"
)
UNTESTED: Fact[str] = Fact("ping", "untested", "why no completion was tested")
GATEWAY: Fact[bool] = Fact("ping", "gateway", "the user's calls go to another origin")
GATEWAY_ANSWERS: Fact[bool] = Fact(
    "ping", "gateway_answers", "it answers a request without a key, if with a refusal"
)
FRONT_DOOR: Fact[bool] = Fact("ping", "front_door", "Anthropic's API answers without a key")
FRONT_DOOR_UP: Fact[bool] = Fact("ping", "front_door_up", "it answers, if with an error")
FRONT_DOOR_ERROR: Fact[str] = Fact("ping", "front_door_error", "that error, by the catalog's id")
DEFAULT_GONE: Fact[bool] = Fact(
    "ping", "default_model_gone", "the default model answered 404", report_only=True
)
SLOW: Fact[bool] = Fact("ping", "slow", "the first token took unusually long")
MODELS: Fact[list[Any]] = Fact("ping", "models", "every pinged model's result")
HEADERS: Fact[list[str]] = Fact(
    "ping", "custom_headers", "the user's own headers that were sent, by name", report_only=True
)

# Looked for and not there: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"

# Above this without a history, in ms, and this many times the median with one (the contract).
SLOW_MS, SLOW_TIMES = 10_000, 4

_SERVES = (Author.ANTHROPIC, Author.CLOUD)  # who says so in the API's own way

#: What one reply says, fact by fact.
FIELDS: tuple[Field[Any], ...] = (
    Field(MODEL, lambda r: r.model, True),
    Field(HTTP_STATUS, lambda r: r.http_status, True),
    Field(ERROR_TYPE, lambda r: r.error_type, True),
    Field(MESSAGE, lambda r: r.message),
    Field(REQUEST_ID, lambda r: r.request_id, True),
    Field(ANSWER, lambda r: r.answer, True),
    Field(WORKS, lambda r: r.works),
    Field(ERROR, own_models.error),
    Field(TRANSPORT, lambda r: r.transport or NONE),
    Field(TLS_FAULT, lambda r: r.detail if r.transport is Transport.TLS else NONE),
    Field(DETAIL, lambda r: r.detail or None),
    Field(ANSWERED_BY, lambda r: r.answered_by),
    Field(PROGRAM, lambda r: r.program or NONE),
    Field(REFUSAL, lambda r: r.refusal),
    Field(SHOWS, lambda r: None if r.answered_by in _SERVES else r.shows),
    Field(FAILURE, lambda r: r.failure if r.works is False else None),
    Field(PAGE_TITLE, lambda r: r.title),
    Field(REDIRECT, lambda r: r.redirect),
    Field(CF_RAY, lambda r: None if r.answered_by in _SERVES else r.ray),
    Field(CATEGORY, lambda r: r.category),
    Field(CARRIED, lambda r: r.carried or NONE),
    Field(STREAM_COMPLETE, lambda r: r.stream_complete, True),
    Field(STOP_REASON, lambda r: r.stop_reason, True),
    Field(TTFB_MS, lambda r: r.ttfb_ms),
    Field(TTFT_MS, lambda r: r.ttft_ms, True),
    Field(TOTAL_MS, lambda r: r.total_ms, True),
    Field(INPUT_TOKENS, lambda r: r.input_tokens, True),
    Field(OUTPUT_TOKENS, lambda r: r.output_tokens, True),
    Field(COST_USD, lambda r: r.cost_usd, True),
    Field(RETRY_AFTER_S, lambda r: r.retry_after_s),
    Field(RETRY_TOLD, lambda r: r.retry_told),
)


async def run(world: World, sheet: Sheet) -> None:
    """Ping every model at once; beside it, keyless, what may answer otherwise."""
    looks = asyncio.create_task(look.put(world, sheet))
    packets = asyncio.create_task(large.put(world, sheet))
    try:
        with ended_together(looks):
            await _ask(world, sheet)
    finally:
        packets.cancel()
        sheet.put(large.LARGE, "pass" if HTTP_STATUS.name in sheet.facts else None)
        world.share(METERED, None)  # for `quota`, if no ping has shared one
        await looks


async def _ask(world: World, sheet: Sheet) -> None:
    """Ping every model at once; with a gateway, beside it, Anthropic's front door keyless."""
    settings = world.settings
    sheet.put(GATEWAY, settings.gateway)
    if settings.program.cloud is not None:  # Anthropic's own API tells nothing of a cloud's
        await _ask_cloud(world, sheet)
        return
    carried = await credential(world)
    auth, withheld = carried.header, carried.withheld
    sheet.put(KEYED, bool(auth))
    sheet.put(KEY_WITHHELD, withheld or NONE)
    sheet.put(HEADERS, list(carried.custom) or None)
    sheet.put(UNTESTED, None if auth else carried.why)
    # Never ping a plain http gateway elsewhere: it is the address the key was withheld from.
    own = settings.gateway and withheld not in (Withheld.INSECURE, Withheld.NO_PING)
    front = asyncio.create_task(pings.front_door(world)) if settings.gateway or not auth else None
    try:
        if auth or own:
            usual = asyncio.create_task(pings.usual_ttft_ms(world))
            with ended_together(front, usual):
                await _ping(world, sheet, carried, usual)
        else:
            sheet.says(f"the API endpoint answers; no completion was tested: {carried.why}")
    finally:
        world.share(METERED, None)
        if front is not None:
            await _tell_front_door(sheet, front, metered=bool(auth or own))


async def _ask_cloud(world: World, sheet: Sheet) -> None:
    """Ping the cloud, or the gateway before it; keyless where no completion can be asked for."""
    from ..sources import _cloud_calls as clouds  # no other route loads them

    if not world.settings.base_url:
        raise Skipped("where its calls go is unknown")
    calls = await clouds.ask(world)
    sheet.put(KEYED, calls.keyed)
    sheet.put(KEY_WITHHELD, calls.withheld or NONE)
    sheet.put(HEADERS, list(calls.custom) or None)
    sheet.put(UNTESTED, calls.why)
    clouds.put(world, sheet, calls)
    if not calls.replies:
        return
    first = calls.replies[0]
    if calls.there:
        _put(sheet, first, HTTP_STATUS, ANSWERED_BY, REQUEST_ID, TTFB_MS)
        return
    _put(sheet, first)
    if calls.metered:
        _put_models(world, sheet, first, list(calls.replies), None)
        _put_speed(sheet, first, None)
    pings.heard(first)


async def _ping(world: World, sheet: Sheet, carried: Credential, usual: Awaitable[Any]) -> None:
    settings, auth = world.settings, carried.header
    there = world.at(carried.base_url)
    async with pings.listed(there, auth) as question:
        first, rest, gone, listed = await pings.everything(there, auth, question)
        sheet.put(DEFAULT_GONE, gone or None)
        wants_key = first.error is not None and first.error.category in ("auth", "permission")
        known = first.refusal is not Refusal.LOGIN  # a person's login is no question of keys
        if not auth and known and (first.http_status == 401 or wants_key):
            # No key is at fault.
            sheet.put(GATEWAY_ANSWERS, True)
            sheet.says(f"the gateway answers; no completion was tested: {carried.why}")
            return
        world.share(METERED, first)
        _put(sheet, first)
        await scheme.put(world, sheet, first)
        if settings.gateway and first.lacks_model:
            served.put(world, sheet, first)
        asked = [first, *rest] if first.model in settings.models else rest
        _put_models(world, sheet, first, asked, listed)
        _put_speed(sheet, first, await usual)
        words = [first.words, *(r.words for r in rest if r.answer is Answer.DECLINED)]
        sheet.says("; ".join(words))
        found = await alternative.ask(there, auth, (first, *rest), question)
    alternative.put(sheet, found)
    if found is not None and found.sent and found.reply is not None:
        _put_list(sheet, [first, *rest, found.reply])
    pings.heard(first)


async def _tell_front_door(sheet: Sheet, task: asyncio.Task[Reply], metered: bool) -> None:
    """The documented 401 proves that the front door answers; it is no failure of the user's."""
    reply = await task
    refused = reply.http_status == 401 and reply.answered_by is Author.ANTHROPIC
    if reply.answer is not Answer.UNHEARD:
        sheet.put(FRONT_DOOR, refused)
        sheet.put(FRONT_DOOR_UP, reply.answered_by in (Author.ANTHROPIC, Author.CDN))
    sheet.put(FRONT_DOOR_ERROR, reply.error.id if reply.error and not refused else None)
    if metered:
        return
    if refused:
        _put(sheet, reply, HTTP_STATUS, ANSWERED_BY, REQUEST_ID, TTFB_MS)
        return
    _put(sheet, reply)
    sheet.says(f"without a key: {reply.words}")
    pings.heard(reply)


def _put(sheet: Sheet, reply: Reply, *facts: Fact[Any]) -> None:
    """Put what the reply says: these facts, or all."""
    if reply.answer is Answer.UNHEARD:
        # After so much it has at least not worked; why, others must tell.
        if reply.quiet >= patience.PING_LEAST:
            sheet.put(WORKS, False)
            sheet.put(UNHEARD, reply.detail)
        return
    for field in FIELDS:
        if not facts or field.fact in facts:
            sheet.put(field.fact, field.of(reply))


def _put_models(
    world: World, sheet: Sheet, first: Reply, asked: list[Reply], listed: pings.Listing | None
) -> None:
    """All models as a list with what they cost together, and what failed of the user's own."""
    everything = list({id(r): r for r in (first, *asked)}.values())
    _put_list(sheet, everything)
    sheet.put(UNTESTED, first.words if first.answer is Answer.DECLINED else None)
    failed = own_models.put(world, sheet, everything, asked, listed)
    if failed is not None:
        _put(sheet, failed, RETRY_AFTER_S, RETRY_TOLD)


def _put_list(sheet: Sheet, replies: Sequence[Reply]) -> None:
    """Every request in the list, and what they cost together."""
    if len(replies) > 1:
        sheet.put(MODELS, [row(FIELDS, reply) for reply in replies])
        costs = [r.cost_usd for r in replies if r.cost_usd is not None]
        sheet.put(COST_USD, round(sum(costs), 9) if costs else None)


def _put_speed(sheet: Sheet, reply: Reply, usual: float | None) -> None:
    sheet.put(USUAL_TTFT_MS, usual)
    if reply.ttft_ms is not None:
        bound = SLOW_MS if usual is None else SLOW_TIMES * usual
        sheet.put(SLOW, pulse.slower(reply.ttft_ms, bound))


PROBE = Probe("ping", "Does a real request to the API work?", run)
