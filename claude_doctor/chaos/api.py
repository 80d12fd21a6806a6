"""The Messages API as a program meets it: who may ask, what is valid, what is answered."""

from __future__ import annotations

import random
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..sources.api.models import retired
from . import catalogue, completion
from .answers import BAD_BEARER, BAD_KEY, NO_KEY, NO_OAUTH, NOT_FOUND, TOO_LARGE, Refusal, document
from .requests import VERSIONS, problem
from .roles import Api, Quota, Stream
from .wire import BODY_LIMIT, Reply, Seen, Wire

ORGANIZATION = "5ca1ab1e-0000-4000-8000-c0ffee000000"
WORKSPACE = "wrkspc_01LoopbackWorldDemo0000"
BANNER = (
    "Anthropic API (loopback stand-in). Send POST requests with an API key to this address; "
    "see https://platform.claude.com/docs\n"
)


def made_id(prefix: str) -> str:
    """A fresh id in the API's form."""
    return prefix + "".join(random.choices(string.ascii_letters + string.digits, k=20))


def answer(api: Api, seen: Seen, now: datetime) -> Reply:
    """Answer one request. A model whose published last day is over is gone, too."""
    api = replace(api, gone=(*api.gone, *retired(now.date())))
    path = urlsplit(seen.path).path
    if seen.length > BODY_LIMIT:
        return TOO_LARGE
    if path == "/v1/messages" and seen.method in ("GET", "HEAD"):
        banner = (("content-type", "text/plain"), ("allow", "POST"), *_edge(api))
        return Reply(405, banner, BANNER.encode())
    denied = _denied(api, seen)
    if denied is not None:
        return refused(api, denied, now, known=False)
    version = seen.headers.get("anthropic-version")
    if version not in VERSIONS:
        said = "header is required" if version is None else f'"{version}" is not a valid version'
        fault = Refusal(400, "invalid_request_error", f"anthropic-version: {said}")
        return refused(api, fault, now)
    match seen.method, path:
        case "POST", "/v1/messages":
            return _message(api, seen, version, now)
        case "POST", "/v1/messages/count_tokens":
            body, fault_ = problem(seen, version, api.gone, counting=True)
            if fault_ is not None:
                return refused(api, fault_, now)
            return _ok(api, {"input_tokens": completion.tokens_in(body)})
        case "GET", "/v1/models":
            return _models(api, seen, now)
        case "GET", _ if path.startswith("/v1/models/"):
            wanted = path.removeprefix("/v1/models/")
            model = catalogue.find(wanted, api.gone)
            if model is None:
                missing = replace(NOT_FOUND, message=f"model: {wanted}")
                return refused(api, missing, now)
            return _ok(api, catalogue.row(model))
    return refused(api, NOT_FOUND, now)


def _denied(api: Api, seen: Seen) -> Refusal | None:
    """What is wrong with the credential. With both headers the API reads x-api-key (2026-10)."""
    key = seen.headers.get("x-api-key", "").strip()
    scheme, _, token = seen.headers.get("authorization", "").strip().partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    if not key and not token:
        return NO_KEY
    if not key and token.startswith("sk-ant-oat"):
        return NO_OAUTH
    if api.rejects_key or (key or token).startswith(("sk-ant-admin", "sk-ant-oat")):
        # SDKs since 2.0.0 send the API key as a bearer token, too.
        return BAD_KEY if key or token.startswith("sk-ant-") else BAD_BEARER
    return None


def _message(api: Api, seen: Seen, version: str, now: datetime) -> Reply:
    if api.refusal is not None and api.refusal.status >= 500:
        return refused(api, api.refusal, now)  # a service in trouble does not validate first
    body, fault = problem(seen, version, api.gone)
    if fault is not None:
        return refused(api, fault, now)
    model = catalogue.find(body["model"])
    assert model is not None
    mine = dict(api.refusals)
    refusal = api.refusal or mine.get(model.id) or mine.get(model.alias or "")
    if refusal is not None:
        return refused(api, refusal, now)
    done = completion.complete(made_id("msg_01"), model, body)
    headers = (*_headers(api, made_id("req_011C")), *_limits(api.quota, now))
    if body.get("stream") is True:
        error = None
        if api.stream_error is not None:
            error = completion.event("error", _error(api.stream_error, now))
        sent = completion.events(done, api.first_token_s)
        return completion.streamed(sent, headers, api.stream, error)
    if api.stream_error is not None:
        return refused(api, api.stream_error, now)
    reply = document(completion.message(done), 200, *headers)
    wire = {Stream.WHOLE: Wire.FINE, Stream.STALLED: Wire.HANG}.get(api.stream, Wire.CUT)
    if api.first_token_s and wire is Wire.FINE:
        return replace(reply, parts=((api.first_token_s, reply.body),))
    return replace(reply, wire=wire)


def _models(api: Api, seen: Seen, now: datetime) -> Reply:
    query = parse_qs(urlsplit(seen.path).query)
    try:
        limit = int(query.get("limit", ["20"])[0])
    except ValueError:
        limit = 0
    if not 1 <= limit <= 1000:
        said = "limit: Input should be a number from 1 to 1000"
        return refused(api, Refusal(400, "invalid_request_error", said), now)
    rows = [catalogue.row(model) for model in catalogue.served(api.gone)]
    ids = [row["id"] for row in rows]
    after, before = query.get("after_id", [""])[0], query.get("before_id", [""])[0]
    if after in ids:
        rows = rows[ids.index(after) + 1 :]
    elif before in ids:
        rows = rows[: ids.index(before)][-limit:]
    shown = rows[:limit]
    return _ok(
        api,
        {
            "data": shown,
            "first_id": shown[0]["id"] if shown else None,
            "last_id": shown[-1]["id"] if shown else None,
            "has_more": len(rows) > len(shown),
        },
    )


def _ok(api: Api, value: object) -> Reply:
    return document(value, 200, *_headers(api, made_id("req_011C")))


def refused(api: Api, refusal: Refusal, now: datetime, known: bool = True) -> Reply:
    """An error answer; its request id stands in the header and in the body. `known`: whose
    request it is has been established, so the organisation is named."""
    request_id = made_id("req_011C")
    headers = _headers(api, request_id, known)
    if refusal.metered:
        headers = (*headers, *_limits(api.quota, now))
    body = _error(refusal, now) | {"request_id": request_id}
    return document(body, refusal.status, *headers, *refusal.headers)


def _error(refusal: Refusal, now: datetime) -> dict[str, object]:
    month = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    details: dict[str, Any] | None = dict(refusal.details) or None
    text = refusal.message.replace("{next_month}", f"{month:%Y-%m-%d}")
    return {"type": "error", "error": {"details": details, "type": refusal.type, "message": text}}


def _edge(api: Api) -> tuple[tuple[str, str], ...]:
    if api.relay:
        return (("server", "relay"), ("via", "1.1 relay"))
    ray = "".join(random.choices("0123456789abcdef", k=16))
    return (("server", "cloudflare"), ("cf-ray", f"{ray}-AMS"), ("cf-cache-status", "DYNAMIC"))


def _headers(api: Api, request_id: str, known: bool = True) -> tuple[tuple[str, str], ...]:
    whose = (("anthropic-organization-id", ORGANIZATION), ("anthropic-workspace-id", WORKSPACE))
    return (("request-id", request_id), *(whose if known else ()), *_edge(api))


def _limits(quota: Quota, now: datetime) -> tuple[tuple[str, str], ...]:
    """The rate-limit headers: token counts rounded to the nearest thousand, `tokens` the more
    restrictive of the two (vendor's rate-limit page, 2026-08)."""
    inward, outward = quota.input_tokens, quota.output_tokens
    tightest = min(inward, outward, key=lambda pair: pair[1] / max(1, pair[0]))
    kinds = {
        "requests": quota.requests,
        "tokens": tightest,
        "input-tokens": inward,
        "output-tokens": outward,
    }
    rows = []
    for kind, (limit, left) in kinds.items():
        shown = left if kind == "requests" else round(left, -3)
        refill = now.astimezone(UTC) + timedelta(seconds=60 * (1 - left / max(1, limit)))
        rows += [
            (f"anthropic-ratelimit-{kind}-limit", str(limit)),
            (f"anthropic-ratelimit-{kind}-remaining", str(shown)),
            (f"anthropic-ratelimit-{kind}-reset", f"{refill:%Y-%m-%dT%H:%M:%SZ}"),
        ]
    return tuple(rows)
