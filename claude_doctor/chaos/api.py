"""The API as a program meets it: who may ask, what is valid, what is answered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import batches, catalogue, compatible, completion, streams, uploads
from .answers import BAD_BEARER, BAD_KEY, NO_KEY, NO_OAUTH, NOT_FOUND, TOO_LARGE, Refusal, document
from .envelope import edge, error, headers, limits, listing, made_id, ok, refused
from .requests import VERSIONS, document_of, problem
from .roles import Api
from .store import Store
from .wire import BODY_LIMIT, Reply, Seen, Wire

BANNER = (
    "Anthropic API (loopback stand-in). Send POST requests with an API key to this address; "
    "see https://platform.claude.com/docs\n"
)


# What has an answer of its own; all other paths are unknown, whoever asks.
_SERVED = ("/v1/messages/", "/v1/models/", f"{batches.PATH}/", f"{uploads.PATH}/")


def answer(api: Api, seen: Seen, now: datetime, store: Store | None = None) -> Reply:
    """Answer one request. A model whose published last day is over is gone, too."""
    listed = api
    api = replace(api, gone=(*api.gone, *catalogue.over(api.lifecycles, now.date())))
    path = urlsplit(seen.path).path
    if seen.length > BODY_LIMIT:
        return TOO_LARGE
    if path == "/v1/messages" and seen.method in ("GET", "HEAD"):
        banner = (("content-type", "text/plain"), ("allow", "POST"), *edge(api))
        return Reply(405, banner, BANNER.encode())
    if (seen.method, path) == ("POST", compatible.PATH):
        return compatible.answer(seen, lambda inner: answer(api, inner, now), now)
    if not f"{path}/".startswith(
        _SERVED
    ):  # asked before the key: a browser gets the same (2025-11)
        return refused(api, NOT_FOUND, now, known=False)
    denied = _denied(api, seen)
    if denied is not None:
        return refused(api, denied, now, known=False)
    version = seen.headers.get("anthropic-version")
    if version not in VERSIONS:
        said = "header is required" if version is None else f'"{version}" is not a valid version'
        fault = Refusal(400, "invalid_request_error", f"anthropic-version: {said}")
        return refused(api, fault, now)
    if (seen.method, path) == ("POST", "/v1/messages"):
        return _message(api, seen, now)
    costs = (seen.method, path) == ("POST", batches.PATH)
    if api.refusal is not None and api.refusal.meets(costs):
        return refused(api, api.refusal, now)
    if (seen.method, path) == ("GET", "/v1/models"):
        return replace(_models(listed, seen, now), wire=streams.whole(api.stream))
    reply = _other(api, seen, now, Store() if store is None else store)
    return replace(reply, wire=streams.whole(api.stream))


def _models(api: Api, seen: Seen, now: datetime) -> Reply:
    """The list of models: the retired remain in it, for who asks for them."""
    query = parse_qs(urlsplit(seen.path).query)
    stages = [*query.get("lifecycle[]", ()), *query.get("lifecycle", ())]
    rows = catalogue.rows(api.gone, api.lifecycles, now.date(), stages)
    return listing(api, rows, seen, now)


def _other(api: Api, seen: Seen, now: datetime, store: Store) -> Reply:
    """All but completions."""
    path = urlsplit(seen.path).path
    match seen.method, path:
        case "POST", "/v1/messages/count_tokens":
            body, fault = document_of(seen)
            fault = fault or problem(body, seen, api.gone, counting=True)
            if fault is not None:
                return refused(api, fault, now)
            return ok(api, {"input_tokens": completion.tokens_in(body)})
        case _, _ if f"{path}/".startswith(f"{batches.PATH}/"):
            return batches.answer(api, store, seen, now, lambda params: _item(api, params, now))
        case _, _ if f"{path}/".startswith(f"{uploads.PATH}/"):
            return uploads.answer(api, store, seen, now)
        case "GET", _ if path.startswith("/v1/models/"):
            wanted = path.removeprefix("/v1/models/")
            model = catalogue.find(wanted, api.gone)
            if model is None:
                return refused(api, replace(NOT_FOUND, message=f"model: {wanted}"), now)
            return ok(api, catalogue.row(model))
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


def _item(api: Api, params: dict[str, Any], now: datetime) -> Reply:
    """What a request inside a batch is answered: never a stream."""
    body = json.dumps({**params, "stream": False}).encode()
    told = {"anthropic-version": VERSIONS[1]}
    return _message(api, Seen("api", "POST", "/v1/messages", told, body, len(body)), now)


def _message(api: Api, seen: Seen, now: datetime) -> Reply:
    if api.refusal is not None and api.refusal.status >= 500:
        return refused(api, api.refusal, now)  # a service in trouble does not validate first
    body, fault = document_of(seen)
    fault = fault or problem(body, seen, api.gone)
    if fault is not None:
        return refused(api, fault, now)
    model = catalogue.find(body["model"])
    assert model is not None
    mine = dict(api.refusals)
    refusal = api.refusal or mine.get(model.id) or mine.get(model.alias or "")
    if refusal is not None:
        return refused(api, refusal, now)
    done = completion.complete(made_id("msg_01"), model, body)
    sent = (*headers(api, made_id("req_011C")), *limits(api.quota, now))
    if body.get("stream") is True:
        ends = None
        if api.stream_error is not None:
            ends = streams.event(error(api.stream_error, now))
        events = streams.events(done, api.first_token_s)
        return streams.streamed(events, (*streams.SSE, *sent), api.stream, ends)
    if api.stream_error is not None:
        return refused(api, api.stream_error, now)
    reply = document(completion.message(done), 200, *sent)
    if api.first_token_s and streams.whole(api.stream) is Wire.FINE:
        return replace(reply, parts=((api.first_token_s, reply.body),))
    return replace(reply, wire=streams.whole(api.stream))
