"""Google Vertex AI: rawPredict and streamRawPredict of Anthropic's models.

Paths are the SDK's (2.14). Google's own errors are `{"error": {code, message, status, details}}`,
and an array of one such where a stream was asked for (captures of 2024 to 2026: uni-api 41, genkit
4688); Anthropic's come through as they are, with ids that begin with `req_vrtx_`. From memory: the
details, and the page for a path that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote, urlsplit

from .. import completion, streams
from ..answers import Refusal, document, page
from ..envelope import error, made_id
from ..requests import document_of, problem
from ..roles import Cloud
from ..wire import Reply, Seen
from . import asked
from .refusals import NO_PUBLISHER_MODEL, NO_TOKEN, NOT_SERVABLE, TOKEN_INVALID

_PATH = re.compile(
    r"/v1(?:beta1)?/projects/(?P<project>[^/]+)/locations/(?P<region>[^/]+)/publishers/anthropic/"
    r"models/(?P<model>[^/:]+):(?P<verb>rawPredict|streamRawPredict)"
)
_DATED = re.compile(r"@(\d{8})\Z")
_BROWSER = (("vary", "Origin, X-Origin, Referer"), ("x-xss-protection", "0"),
            ("x-frame-options", "SAMEORIGIN"), ("x-content-type-options", "nosniff"))  # fmt: skip
_NOT_FOUND = page(
    "<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p><b>404.</b> "
    "<ins>That’s an error.</ins><p>The requested URL was not found on this server.</html>",
    404,
)


def answer(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    read = _PATH.fullmatch(unquote(urlsplit(seen.path).path))
    if read is None or seen.method != "POST":
        return _NOT_FOUND
    streamed = read["verb"] == "streamRawPredict"

    def refused(refusal: Refusal) -> Reply:
        return _error(refusal, read, streamed, now)

    fault = None if cloud.adds_login else _login(seen)
    fault = fault or cloud.refusal or (None if streamed else cloud.stream_error)
    if fault is not None:
        return refused(fault)
    if read["model"] == "count-tokens":
        return _counted(cloud, seen, refused)
    if cloud.serves and read["region"] not in cloud.serves:
        return refused(NOT_SERVABLE)
    done, _ = asked.complete(cloud, seen, now, _DATED.sub(r"-\1", read["model"]), "msg_vrtx_01")
    if isinstance(done, Refusal):
        return refused(NO_PUBLISHER_MODEL if done.status == 404 else done)
    sent = (("request-id", made_id("req_vrtx_011")), *_BROWSER)
    if not streamed:
        return asked.whole(cloud, done, sent)
    ends = streams.event(error(cloud.stream_error, now)) if cloud.stream_error else None
    return asked.streamed(cloud, done, (*streams.SSE, *sent), ends)


def _login(seen: Seen) -> Refusal | None:
    scheme, _, token = seen.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return NO_TOKEN
    return TOKEN_INVALID if token.strip().startswith("sk-ant-") else None


def _counted(cloud: Cloud, seen: Seen, refused: Callable[[Refusal], Reply]) -> Reply:
    """The Messages API's count of tokens, which Vertex has as a model of its own."""
    body, fault = document_of(seen)
    version = str(body.pop("anthropic_version", ""))
    body["model"] = _DATED.sub(r"-\1", str(body.get("model", "")))
    read = Seen(seen.role, seen.method, seen.path, {"anthropic-version": version})
    fault = fault or problem(body, read, cloud.gone, counting=True)
    return refused(fault) if fault else document({"input_tokens": completion.tokens_in(body)})


def _error(refusal: Refusal, read: re.Match[str], streamed: bool, now: datetime) -> Reply:
    if refusal.type.islower():  # Anthropic's own word
        id_ = made_id("req_vrtx_011")
        sent = (("request-id", id_), *_BROWSER, *refusal.headers)
        return document(error(refusal, now) | {"request_id": id_}, refusal.status, *sent)
    words = refusal.message
    for name, value in read.groupdict().items():
        words = words.replace("{" + name + "}", value.partition("@")[0] if name == "model"
                              and "base model" in words else value)  # fmt: skip
    told: dict[str, object] = {"code": refusal.status, "message": words, "status": refusal.type}
    if refusal.details:
        told["details"] = [_info(dict(refusal.details), read["verb"])]
    sent = (*_BROWSER, *refusal.headers)
    if refusal.status == 401:
        sent = (("www-authenticate", 'Bearer realm="https://accounts.google.com/"'), *sent)
    body = {"error": told}
    return document([body] if streamed else body, refusal.status, *sent)


def _info(details: dict[str, str], verb: str) -> dict[str, object]:
    """Google's `ErrorInfo`."""
    method = f"google.cloud.aiplatform.v1.PredictionService.{verb[:1].upper()}{verb[1:]}"
    more = {name: text for name, text in details.items() if name != "reason"}
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": details["reason"],
        "domain": "aiplatform.googleapis.com" if more else "googleapis.com",
        "metadata": more or {"method": method, "service": "aiplatform.googleapis.com"},
    }
