"""Amazon Bedrock's runtime: InvokeModel and InvokeModelWithResponseStream.

Paths, headers, exceptions and the stream are the service model's (botocore 1.44). Its front
spells `Message`, the service `message`. Claude Code 2.1.197 also asks a configured address for
the list of inference profiles, which is the control plane's (`bedrock`, ListInferenceProfiles).
From memory: the metering headers, the metrics in the last event, and the answer to a path that it
does not know.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote, urlsplit

from ...sources.api.models import find, retired
from .. import catalogue
from ..answers import Refusal, document
from ..completion import Completion
from ..roles import Cloud
from ..wire import Reply, Seen
from . import asked, eventstream, signed
from .refusals import (
    END_OF_LIFE,
    EXPIRED_SESSION,
    INVALID_MODEL,
    KEY_EXPIRED,
    KEY_INVALID,
    NEEDS_PROFILE,
    NO_AUTHORIZATION,
    UNKNOWN_KEY_ID,
)

SERVICE = "bedrock"
_PATH = re.compile(r"/model/([^/]+)/(invoke|invoke-with-response-stream)")
# `us.anthropic.claude-haiku-4-5-20251001-v1:0`, alone or at the end of an ARN.
_MODEL = re.compile(
    r"(?:arn:aws[\w-]*:bedrock:[^/]+/)?(?:(?P<profile>[a-z-]{2,6})\.)?anthropic\."
    r"(?P<id>claude-[a-z0-9-]+?)(?:-v\d+)?(?::\d+)?"
)
_BEFORE = re.compile(r"claude-(?:\d|instant|v\d)[\w-]*")  # all that had no line's name in front
# A profile of the account's own tells nothing of its model; it is played by one that every
# client knows.
_OWN_PROFILE = re.compile(r"arn:aws[\w-]*:bedrock:[^/]+:application-inference-profile/\w+")
_ANY = "claude-haiku-4-5"
_CORAL = "http://internal.amazon.com/coral/com.amazon"
_FRONT = (NO_AUTHORIZATION, KEY_INVALID, KEY_EXPIRED, EXPIRED_SESSION, UNKNOWN_KEY_ID)


def answer(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    path = urlsplit(seen.path).path  # an ARN's slashes are escaped in it
    read = _PATH.fullmatch(path)
    listed = (seen.method, path) == ("GET", "/inference-profiles")
    if not listed and (read is None or seen.method != "POST"):
        return _error(Refusal(404, "UnknownOperationException", ""), "", seen)
    fault = None if cloud.adds_login else signed.fault(seen, (SERVICE,), now)
    if read is not None:
        return _invoked(cloud, seen, now, read, fault)
    return _error(fault, "", seen) if fault else document(_profiles(cloud, seen, now))


def _profiles(cloud: Cloud, seen: Seen, now: datetime) -> dict[str, object]:
    """The inference profiles of this region: of each prefix, each model."""
    region = _region(seen)
    gone = (*cloud.gone, *retired(now.date()))
    rows = []
    for prefix in cloud.serves or ("us", "global"):
        for model in catalogue.served(gone):
            id_ = f"anthropic.{model.id}" + "-v1:0" * bool(re.search(r"\d{8}$", model.id))
            arn = f"arn:aws:bedrock:{region}:"
            rows.append({
                "inferenceProfileName": f"{prefix.upper()} Anthropic {model.name}",
                "inferenceProfileId": f"{prefix}.{id_}",
                "inferenceProfileArn": f"{arn}123456789012:inference-profile/{prefix}.{id_}",
                "models": [{"modelArn": f"{arn}:foundation-model/{id_}"}],
                "status": "ACTIVE",
                "type": "SYSTEM_DEFINED",
            })  # fmt: skip
    return {"inferenceProfileSummaries": rows}


def _invoked(
    cloud: Cloud, seen: Seen, now: datetime, read: re.Match[str], fault: Refusal | None
) -> Reply:
    """Answer one call of a model."""
    wanted, streamed = unquote(read[1]), read[2] != "invoke"
    fault = fault or cloud.refusal or (None if streamed else cloud.stream_error)
    if fault is not None:
        return _error(fault, wanted, seen)
    model = _named(cloud, wanted, now)
    if isinstance(model, Refusal):
        return _error(model, wanted, seen)
    done, _ = asked.complete(cloud, seen, now, model, "msg_bdrk_01")
    if isinstance(done, Refusal):
        invalid = Refusal(400, "ValidationException", done.message)
        return _error(INVALID_MODEL if done.status == 404 else invalid, wanted, seen)
    ids = (("x-amzn-requestid", str(uuid.uuid4())),)
    if not streamed:
        return asked.whole(cloud, done, (*ids, *_metered(done)))
    error = None
    if cloud.stream_error is not None:
        words = _filled(cloud.stream_error.message, wanted, seen)
        error = eventstream.exception(cloud.stream_error.type, words)
    kind = (("content-type", eventstream.KIND), ("x-amzn-bedrock-content-type", "application/json"))
    return asked.streamed(cloud, done, (*kind, *ids), error, _packed(done))


def _named(cloud: Cloud, wanted: str, now: datetime) -> str | Refusal:
    """The Messages API's id of the model. Claude is served by inference profiles alone."""
    if _OWN_PROFILE.fullmatch(wanted):
        return _ANY
    read = _MODEL.fullmatch(wanted)
    if read is None:
        return INVALID_MODEL
    gone = (*cloud.gone, *retired(now.date()))
    known = find(read["id"])
    over = known is not None and {known.id, known.alias} & set(gone)
    if over or _BEFORE.fullmatch(read["id"]):
        return END_OF_LIFE
    if read["profile"] is None:
        return NEEDS_PROFILE
    if cloud.serves and read["profile"] not in cloud.serves:
        return INVALID_MODEL
    return read["id"]


def _packed(done: Completion) -> Callable[[dict[str, object]], bytes]:
    def pack(event: dict[str, object]) -> bytes:
        if event["type"] == "message_stop":
            counts = {"inputTokenCount": done.input_tokens, "outputTokenCount": done.output_tokens}
            times = {"invocationLatency": 640, "firstByteLatency": 380}
            event = {**event, "amazon-bedrock-invocationMetrics": {**counts, **times}}
        return eventstream.chunk(event)

    return pack


def _metered(done: Completion) -> tuple[tuple[str, str], ...]:
    return (
        ("x-amzn-bedrock-invocation-latency", "640"),
        ("x-amzn-bedrock-input-token-count", str(done.input_tokens)),
        ("x-amzn-bedrock-output-token-count", str(done.output_tokens)),
    )


def _filled(words: str, model: str, seen: Seen) -> str:
    return words.replace("{model}", model).replace("{region}", _region(seen))


def _region(seen: Seen) -> str:
    """The region that the request is signed for; a bearer key tells none."""
    scope = seen.headers.get("authorization", "").split("/")
    return scope[2] if len(scope) > 4 else "us-east-1"


def _error(refusal: Refusal, model: str, seen: Seen) -> Reply:
    front = refusal in _FRONT
    kind = (
        f"{refusal.type}:{_CORAL}.coral.service/" if front else f"{refusal.type}:{_CORAL}.bedrock/"
    )
    sent = (("x-amzn-requestid", str(uuid.uuid4())), ("x-amzn-errortype", kind), *refusal.headers)
    words = {"Message" if front else "message": _filled(refusal.message, model, seen)}
    return document(words, refusal.status, *sent)
