"""Control hosts: small, steady web pages that tell whether plain http reaches the internet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from ...border import dates
from ...border.addresses import origin
from ...engine import patience
from ...outside.http import Answer
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from ...records import dataclass

# What the well-known checks answer when nothing intercepts them, by the end of their path:
# Firefox, Windows, Apple. Everything else must answer 204.
KNOWN_TEXTS = {
    "/success.txt": "success",
    "/connecttest.txt": "Microsoft Connect Test",
    "/hotspot-detect.html": "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
}


@dataclass(frozen=True, slots=True)
class Control:
    """What one control host said: `open`, `portal`, `failed`, `silent`, `unknown`.

    `skew_s`: how far this clock is ahead of the host's. `host`: where a portal leads to.
    """

    word: str
    skew_s: float | None = None
    host: str | None = None


async def ask(world: World, url: str) -> Control:
    """Ask one control host. Never raises for what the network does."""
    try:
        answer = await world.fetch(url, timeout=patience.CONTROL, counts=False)
    except Unreached as why:
        if why.kind == "local":
            return Control("unknown")
        cut_short = why.kind == "silent" and why.heard < patience.CONTROL_LEAST
        return Control("silent" if cut_short else "failed")
    except Unavailable:  # something answered at length, or in an encoding nobody asked for
        return Control("portal", host=origin(url)[1])
    word = _word(answer)
    if word == "portal":
        if answer.status >= 400 and world.proxy_for(url) is not None:
            # A proxy's own refusal says nothing about what lies behind it.
            return Control("unknown")
        return Control(word, host=_leads_to(answer))
    return Control(word, clock_skew(answer.headers, answer.elapsed_ms / 1000, world.now()))


async def settle(world: World, waiting: dict[str, float]) -> Control | None:
    """Ask all at once: the first that is open, else a portal, else that all failed; None where
    that cannot be told. `waiting` keeps since when a silence lasts that is too short to mean much
    alone."""
    asked = [asyncio.create_task(ask(world, url)) for url in world.settings.control_urls]
    said, since = [], world.pulse.heard
    try:
        for answer in asyncio.as_completed(asked):
            waiting["control"] = since
            try:
                control = await answer
            except Exception:  # this machine's, which is no silence
                del waiting["control"]
                raise
            del waiting["control"]
            said.append(control)
            if control.word == "open":
                return control
    finally:
        for task in asked:
            task.cancel()
    portal = next((control for control in said if control.word == "portal"), None)
    if portal is not None or {control.word for control in said} == {"failed"}:
        return portal or Control("failed")
    if {control.word for control in said} <= {"failed", "silent"}:
        waiting["control"] = since
    return None


def clock_skew(headers: Mapping[str, str], round_trip_s: float, now: datetime) -> float | None:
    """Seconds that `now`, the moment of the answer's arrival, is ahead of the sender's clock.

    `Date` is cut to whole seconds, half of one on average; a cache adds the answer's `Age`.
    """
    theirs = dates.sent_at(headers)
    if theirs is None:
        return None
    return (now - theirs).total_seconds() - 0.5 - round_trip_s / 2


def _word(answer: Answer) -> str:
    if answer.status == 204:
        return "open"
    if answer.status == 200:
        text = answer.text.strip()
        known = KNOWN_TEXTS.get(urlsplit(answer.url).path)
        # An empty 200 is a 204 that some proxies have rewritten (as Android's check reads it).
        return "open" if text == (known or "") or not text else "portal"
    # 511 was made for portals (RFC 6585); any other 5xx is that host's own trouble.
    return "failed" if answer.status >= 500 and answer.status != 511 else "portal"


def _leads_to(answer: Answer) -> str | None:
    target = answer.headers.get("location")
    try:
        return urlsplit(urljoin(answer.url, target) if target else answer.url).hostname
    except ValueError:
        return None
