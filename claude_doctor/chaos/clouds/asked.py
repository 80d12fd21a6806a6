"""A cloud's request as the Messages API reads it, and the finished answer in a cloud's wrapping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ...sources.api.models import retired
from .. import catalogue, completion, streams
from ..answers import Refusal, document
from ..completion import Completion
from ..envelope import made_id
from ..requests import document_of, problem
from ..roles import Cloud
from ..wire import Reply, Seen


def complete(
    cloud: Cloud, seen: Seen, now: datetime, model: str | None, id_: str, before: str = ""
) -> tuple[Completion | Refusal, bool]:
    """The answer to a request or why there is none, in the Messages API's own words; and whether
    it is to be a stream. `model`: the id without the cloud's marks, where it is not in the body;
    `before`: what stands before it there."""
    body, fault = document_of(seen)
    if fault is not None:
        return fault, False
    version = body.pop("anthropic_version", seen.headers.get("anthropic-version", ""))
    betas = body.pop("anthropic_beta", None) or seen.headers.get("anthropic-beta")
    wanted = body.get("model")
    if model is not None:
        body["model"] = model
    elif before and isinstance(wanted, str):
        if not wanted.startswith(before):
            return Refusal(404, "not_found_error", f"model: {wanted}"), False
        body["model"] = wanted.removeprefix(before)
    headers = {"anthropic-version": str(version), **({"anthropic-beta": ""} if betas else {})}
    read = Seen(seen.role, seen.method, seen.path, headers)
    fault = problem(body, read, (*cloud.gone, *retired(now.date())))
    if fault is not None:
        return fault, False
    return completion.complete(made_id(id_), _model(body), body), body.get("stream") is True


def _model(body: dict[str, Any]) -> catalogue.Model:
    model = catalogue.find(body["model"])
    assert model is not None  # the request was found in order
    return model


def whole(cloud: Cloud, done: Completion, headers: tuple[tuple[str, str], ...]) -> Reply:
    """The answer as one document."""
    reply = document(completion.message(done), 200, *headers)
    return Reply(200, reply.headers, reply.body, wire=streams.whole(cloud.stream))


def streamed(
    cloud: Cloud,
    done: Completion,
    headers: tuple[tuple[str, str], ...],
    error: bytes | None,
    pack: Callable[[streams.Event], bytes] = streams.event,
) -> Reply:
    """The answer as a stream that ends as the scenario wants it."""
    told = streams.events(done, cloud.first_token_s)
    return streams.streamed(told, headers, cloud.stream, error, pack)
