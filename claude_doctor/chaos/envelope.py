"""What every answer of the loopback API is wrapped in: ids, headers, limits, errors, pages."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .answers import Refusal, document
from .roles import Api, Quota
from .wire import Reply, Seen

ORGANIZATION = "5ca1ab1e-0000-4000-8000-c0ffee000000"
WORKSPACE = "wrkspc_01LoopbackWorldDemo0000"


def made_id(prefix: str) -> str:
    """A fresh id in the API's form."""
    return prefix + "".join(random.choices(string.ascii_letters + string.digits, k=20))


def moment(when: datetime) -> str:
    """A time as the API writes it, in RFC 3339."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def ok(api: Api, value: object) -> Reply:
    """A good answer that cost no tokens."""
    return document(value, 200, *headers(api, made_id("req_011C")))


def refused(api: Api, refusal: Refusal, now: datetime, known: bool = True) -> Reply:
    """An error answer; its request id stands in the header and in the body. `known`: whose
    request it is has been established, so the organisation is named."""
    request_id = made_id("req_011C")
    sent = (*headers(api, request_id, known), *refusal.headers)
    if refusal.metered:
        sent = (*sent, *limits(api.quota, now, int(dict(refusal.headers)["retry-after"])))
    if 400 <= refusal.status < 429:  # what the API says of these (a capture of 2025-03)
        sent = (*sent, ("x-should-retry", "false"))
    return document(error(refusal, now) | {"request_id": request_id}, refusal.status, *sent)


def error(refusal: Refusal, now: datetime) -> dict[str, object]:
    """The error as an answer's body holds it, and an event inside a stream."""
    month = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    details: dict[str, Any] | None = dict(refusal.details) or None
    text = refusal.message.replace("{next_month}", f"{month:%Y-%m-%d}")
    return {"type": "error", "error": {"details": details, "type": refusal.type, "message": text}}


def edge(api: Api) -> tuple[tuple[str, str], ...]:
    """The headers of what stands before the API: the CDN, or a relay."""
    if api.relay:
        return (("server", "relay"), ("via", "1.1 relay"))
    ray = "".join(random.choices("0123456789abcdef", k=16))
    return (("server", "cloudflare"), ("cf-ray", f"{ray}-AMS"), ("cf-cache-status", "DYNAMIC"))


def headers(api: Api, request_id: str, known: bool = True) -> tuple[tuple[str, str], ...]:
    """The headers of every answer of the API itself."""
    whose = (("anthropic-organization-id", ORGANIZATION), ("anthropic-workspace-id", WORKSPACE))
    return (("request-id", request_id), *(whose if known else ()), *edge(api))


def limits(quota: Quota, now: datetime, wait_s: int = 60) -> tuple[tuple[str, str], ...]:
    """The rate-limit headers: token counts rounded to the nearest thousand, `tokens` the more
    restrictive of the two (vendor's rate-limit page, 2026-08). What is used up is whole again
    after `wait_s` seconds, so that retry-after and the reset tell the same moment."""
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
        refill = now.astimezone(UTC) + timedelta(seconds=wait_s * (1 - left / max(1, limit)))
        if refill.microsecond:  # a whole second, and never before there is room again
            refill = refill.replace(microsecond=0) + timedelta(seconds=1)
        rows += [
            (f"anthropic-ratelimit-{kind}-limit", str(limit)),
            (f"anthropic-ratelimit-{kind}-remaining", str(shown)),
            (f"anthropic-ratelimit-{kind}-reset", f"{refill:%Y-%m-%dT%H:%M:%SZ}"),
        ]
    return tuple(rows)


def listing(api: Api, rows: list[dict[str, object]], seen: Seen, now: datetime) -> Reply:
    """One page of rows, newest first: by `limit`, `after_id` and `before_id`, or by the `page`
    that the last answer named."""
    query = parse_qs(urlsplit(seen.path).query)
    try:
        limit = int(query.get("limit", ["20"])[0])
    except ValueError:
        limit = 0
    if not 1 <= limit <= 1000:
        said = "limit: Input should be a number from 1 to 1000"
        return refused(api, Refusal(400, "invalid_request_error", said), now)
    ids = [row["id"] for row in rows]
    after = query.get("after_id", [query.get("page", [""])[0].removeprefix("page_")])[0]
    before = query.get("before_id", [""])[0]
    if after in ids:
        rows = rows[ids.index(after) + 1 :]
    elif before in ids:
        rows = rows[: ids.index(before)][-limit:]
    shown = rows[:limit]
    more = len(rows) > len(shown)
    last = shown[-1]["id"] if shown else None
    return ok(
        api,
        {
            "data": shown,
            "first_id": shown[0]["id"] if shown else None,
            "last_id": last,
            "has_more": more,
            "next_page": f"page_{last}" if more else None,
        },
    )
