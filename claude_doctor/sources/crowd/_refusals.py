"""What a source's answer is, when it is not what was asked for: refusals in words, and clocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from ...border import dates
from ...outside import cache
from ...outside.http import Answer
from ...outside.transport import Unavailable

# A clock that is wrong by less is right enough for windows of 45 minutes and more.
_SKEW = 300.0


class Refused(Unavailable):
    """The source turned us away: worth remembering, so that it is not asked again at once."""

    def __init__(self, why: str, kind: cache.Kind, wait: float = cache.BLOCKED) -> None:
        super().__init__(why)
        self.kind = kind
        self.wait = wait


def check(answer: Answer, now: float) -> None:
    """Return for a usable 200 or a 304; raise what else it is, in words."""
    status, headers = answer.status, answer.headers
    head = answer.body[:16384].decode("utf-8", "replace").lower()
    if status in (200, 304) and not challenged(headers, head):
        return
    if challenged(headers, head):
        raise Refused("blocked by a Cloudflare challenge", "blocked")
    spent = headers.get("x-ratelimit-remaining", "").strip() in ("0", "0.0")
    told = "rate limit exceeded" in head or "secondary rate limit" in head
    if status == 429 or (status == 403 and (spent or told or "retry-after" in headers)):
        raise _limited(headers, now)
    if status == 401:
        raise Unavailable("the credentials are rejected (401)")
    if "blocked by network security" in head or "whoa there, pardner" in head:
        raise Refused(f"blocks this network ({status})", "blocked")
    if status in (403, 451):
        raise Refused(f"refuses the request ({status})", "blocked")
    if 300 <= status < 400:
        raise Unavailable(f"redirects ({status})")
    raise Unavailable(f"answered {status}")


def challenged(headers: Mapping[str, str], head: str) -> bool:
    """Whether it is Cloudflare's challenge. Good pages, too, load its "challenge-platform"."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return True
    return "<title>just a moment" in head or "window._cf_chl_opt" in head


def is_html(answer: Answer) -> bool:
    """Whether a web page came where data belong: a login, a portal, a block page."""
    start = answer.body[:512].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body"))


def _limited(headers: Mapping[str, str], now: float) -> Refused:
    wait = waiting(headers, now)
    if wait is None:
        return Refused("rate limited", "limited", cache.LIMITED)
    until = datetime.fromtimestamp(now + wait, UTC)
    return Refused(f"rate limited until {until:%H:%M} UTC", "limited", wait)


def waiting(headers: Mapping[str, str], now: float) -> float | None:
    """How many seconds a rate limit lasts, at most an hour; None where the answer is silent.

    `x-ratelimit-reset` is a moment at GitHub and a span at Reddit.
    """
    peer = now + offset(headers, now)
    for name in ("retry-after", "x-ratelimit-reset"):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
            number = float(value)
            wait = number - peer if number > 1e9 else number
        else:
            moment = dates.of_http(value)
            if moment is None:
                continue
            wait = moment.timestamp() - peer
        return min(max(wait, 1.0), cache.LIMITED_AT_MOST)
    return None


def offset(headers: Mapping[str, str], now: float) -> float:
    """How far the source's clock is ahead of ours, when that matters; else 0.

    A cache on the way says how old its copy is (`Age`), so that a stale copy stays stale.
    """
    moment = dates.sent_at(headers)
    ahead = moment.timestamp() - now if moment else 0.0
    return ahead if abs(ahead) > _SKEW else 0.0
