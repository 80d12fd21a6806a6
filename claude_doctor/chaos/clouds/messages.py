"""What the clouds serve as the Messages API itself: Bedrock Mantle and Claude on AWS.

Paths, credentials and the workspace's header are the SDK's (2.14: `lib/bedrock/_mantle.py`,
`lib/aws`), errors in Anthropic's own shape. From memory: how each says that a credential is
missing or refused.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from .. import streams
from ..answers import BAD_KEY, NO_KEY, NOT_FOUND, Refusal, document
from ..envelope import error, made_id
from ..roles import Cloud
from ..wire import Reply, Seen
from . import asked, signed
from .refusals import NO_AUTHORIZATION, NO_WORKSPACE


def mantle(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer one request to Bedrock's own Messages API, whose ids begin with `anthropic.`."""
    ids = (("x-amzn-requestid", str(uuid.uuid4())),)
    fault = None if cloud.adds_login else _aws(seen, ("bedrock-mantle", "bedrock"), now)
    return messages(cloud, seen, now, "/anthropic", fault, "anthropic.", ids)


def anthropic_aws(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer one request to Anthropic's API on AWS; every one must name a workspace."""
    ids = (("x-amzn-requestid", str(uuid.uuid4())),)
    key = seen.headers.get("x-api-key", "").strip()
    fault = None
    if not cloud.adds_login:
        if not key:
            fault = _aws(seen, ("aws-external-anthropic",), now)
        elif key.startswith("sk-ant-"):  # a key of Anthropic's own console
            fault = BAD_KEY
        if fault is None and not seen.headers.get("anthropic-workspace-id"):
            fault = NO_WORKSPACE
    return messages(cloud, seen, now, "", fault, "", ids)


def _aws(seen: Seen, services: tuple[str, ...], now: datetime) -> Refusal | None:
    """AWS's refusal in Anthropic's words."""
    fault = signed.fault(seen, services, now)
    if fault is None:
        return None
    if fault == NO_AUTHORIZATION:
        return replace(NO_KEY, message=fault.message)
    return Refusal(fault.status, "permission_error", fault.message)


def messages(
    cloud: Cloud,
    seen: Seen,
    now: datetime,
    path: str,
    fault: Refusal | None,
    before: str,
    headers: tuple[tuple[str, str], ...],
) -> Reply:
    """The Messages API below a path; `before` is what stands before each model's id."""
    if (seen.method, urlsplit(seen.path).path) != ("POST", f"{path}/v1/messages"):
        return refused(NOT_FOUND, now, headers)
    fault = fault or cloud.refusal
    if fault is not None:
        return refused(fault, now, headers)
    done, streamed = asked.complete(cloud, seen, now, None, "msg_01", before)
    if isinstance(done, Refusal):
        return refused(done, now, headers)
    sent = (("request-id", made_id("req_011C")), *headers)
    if streamed:
        ends = streams.event(error(cloud.stream_error, now)) if cloud.stream_error else None
        return asked.streamed(cloud, done, (*streams.SSE, *sent), ends)
    if cloud.stream_error is not None:
        return refused(cloud.stream_error, now, headers)
    return asked.whole(cloud, done, sent)


def refused(refusal: Refusal, now: datetime, headers: tuple[tuple[str, str], ...]) -> Reply:
    """An error in Anthropic's shape."""
    id_ = made_id("req_011C")
    body = error(refusal, now) | {"request_id": id_}
    return document(body, refusal.status, ("request-id", id_), *headers, *refusal.headers)
