"""Whether a request to AWS has a credential of the right form. No secret is known here, so a
signature is read, never computed: its parts, its service, its time (SigV4; botocore's `auth.py`).

The two texts of a missing and a wrong key are Bedrock's (claude-code 45000 and 54083, 2026-04;
gptel 1397, 2026-05); of the signature's faults `Signature expired` is quoted in
anthropic-sdk-go 122, the others are from memory.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..answers import Refusal
from ..wire import Seen
from .refusals import KEY_INVALID, NO_AUTHORIZATION, UNKNOWN_KEY_ID

_SIGV4 = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<id>[^/\s,]+)/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/"
    r"(?P<service>[a-z0-9-]+)/aws4_request, ?SignedHeaders=(?P<headers>[a-z0-9;_-]+), ?"
    r"Signature=[0-9a-f]{64}"
)
_WINDOW = timedelta(minutes=5)  # how old a signature may be
_TEMPORARY = "ASIA"  # how the id of a session's key begins; it needs the session's token


def fault(seen: Seen, services: tuple[str, ...], now: datetime) -> Refusal | None:
    """What AWS finds wrong with the credential. `services`: the names that may be signed for."""
    sent = seen.headers.get("authorization", "").strip()
    if not sent:
        return NO_AUTHORIZATION
    scheme, _, token = sent.partition(" ")
    if scheme.lower() == "bearer":
        token = token.strip()
        return KEY_INVALID if not token or token.startswith("sk-ant-") else None
    read = _SIGV4.fullmatch(sent)
    if read is None:
        return Refusal(
            403, "IncompleteSignatureException",
            "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders'.",
        )  # fmt: skip
    if read["service"] not in services:
        return _unsigned(f"Credential should be scoped to correct service: '{services[0]}'.")
    if "host" not in read["headers"].split(";"):
        return _unsigned("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    if read["id"].startswith(_TEMPORARY) and not seen.headers.get("x-amz-security-token"):
        return UNKNOWN_KEY_ID
    return _late(seen.headers.get("x-amz-date", ""), read["day"], now)


def _late(date: str, day: str, now: datetime) -> Refusal | None:
    try:
        when = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return _unsigned("Authorization header requires existence of either a 'X-Amz-Date' or a "
                         "'Date' header.")  # fmt: skip
    if not date.startswith(day):
        return _unsigned("Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
                         "of date from HTTP.")  # fmt: skip
    oldest = now.astimezone(UTC) - _WINDOW
    if when < oldest:
        return _unsigned(f"Signature expired: {date} is now earlier than "
                         f"{oldest:%Y%m%dT%H%M%SZ} ({now:%Y%m%dT%H%M%SZ} - 5 min.)")  # fmt: skip
    return None


def _unsigned(words: str) -> Refusal:
    return Refusal(403, "InvalidSignatureException", words)
