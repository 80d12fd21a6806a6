"""A list that may be longer than we read: its beginning, item by item.

A hundred GitHub issues are about a megabyte, and in an outage people paste logs. The list is
newest first, so that its beginning is what is wanted; the window then follows the data.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from ...border.bounds import within
from ...outside.http import BODY_LIMIT, Answer, bounded, following
from ...outside.transport import Unavailable
from ...outside.world import World


async def beginning(
    world: World, url: str, headers: Mapping[str, str], seconds: float, redirects: int
) -> Answer:
    """The answer, cut where it is longer than the limit. Redirects as in `World.fetch`."""
    started, ends = time.monotonic(), world.pulse.heard + seconds
    for _ in range(redirects + 1):
        left = max(0.0, ends - world.pulse.heard)
        async with world.stream("GET", url, headers=headers, timeout=left) as response:
            if redirects and response.has_redirect_location:
                url = following(url, response.headers["location"], world.secrets)
                continue
            body = b""
            try:
                async for part in bounded(response):
                    body += part
            except Unavailable:
                # Less than half of the limit is no long answer but a broken one.
                if len(body) < BODY_LIMIT // 2:
                    raise
            taken = int((time.monotonic() - started) * 1000)
            return Answer(url, response.status_code, dict(response.headers), body, taken)
    raise Unavailable("redirects endlessly")


def items(answer: Answer) -> list[object] | None:
    """The items of a JSON list, the whole ones where it was cut; None for what is no list."""
    text = answer.text.lstrip("\ufeff \t\r\n")
    if not text.startswith("["):
        return None
    if len(answer.body) < BODY_LIMIT // 2 and within(text) is text:
        whole = answer.json()
        return whole if isinstance(whole, list) else None
    text = within(text)
    decoder = json.JSONDecoder()
    found: list[object] = []
    at = 1
    while True:
        while text[at : at + 1] in (" ", "\t", "\r", "\n", ","):
            at += 1
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found
        found.append(item)
