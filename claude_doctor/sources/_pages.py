"""What readers of other vendors' status pages share: how a page is fetched, decoded and told.

A page that cannot be read, or reads otherwise than it used to, raises Unavailable: what it tells
of is then `unknown`, never `up`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..border.bounds import load_json
from ..border.redact import plain
from ..engine import patience
from ..outside.http import Answer
from ..outside.transport import Unavailable
from ..outside.world import World
from ..records import dataclass

if TYPE_CHECKING:
    from ..engine.fallback import Health

QUOTE = 90  # characters of an incident's own words: one line of a terminal
PARTS = 2000  # components, incidents or events looked at; Google's page has some hundreds
_BADNESS = ("up", "degraded", "down")


@dataclass(frozen=True, slots=True)
class Said:
    """A state, and the words for it; `model`: the local model that is installed."""

    state: Health
    words: str
    model: str | None = None

    def document(self) -> dict[str, str | None]:
        """The same as evidence."""
        return {"state": self.state.value, "words": self.words, "model": self.model}


def worst(said: Iterable[Said]) -> Said | None:
    """The worst of what is known; the first of equals."""
    return max(said, key=lambda one: _BADNESS.index(one.state), default=None)


def quoted(words: object) -> str:
    """A stranger's words as a quotation of bounded length."""
    return f"“{plain(words, limit=QUOTE)}”" if isinstance(words, str) and words else "no title"


async def fetch(world: World, url: str, accept: str = "application/json") -> Answer:
    """A page that answers 200 without a wall before it. No credential travels, ever.

    Not counted among the peers that answered: a local server's answer says nothing about the
    internet, and this option must not change a verdict.
    """
    answer = await world.fetch(
        url, headers={"accept": accept}, timeout=patience.PEER_PAGE, redirects=2, counts=False,
        kept=True,
    )  # fmt: skip
    if why := refusal(answer):
        raise Unavailable(why)
    return answer


def rows(value: object, what: str) -> list[Any]:
    """A list of bounded length; Unavailable for anything else."""
    if not isinstance(value, list) or len(value) > PARTS:
        raise Unavailable(f"answered in an unexpected format: {what}")
    return value


def decoded(body: bytes) -> Any:
    """JSON in UTF-8, UTF-16 or UTF-32, with or without its mark. Unavailable for anything else."""
    try:
        return load_json(body.decode(json.detect_encoding(body)))
    except ValueError:
        raise Unavailable("answered with something that is not JSON") from None


def refusal(answer: Answer) -> str | None:
    """Why an answer cannot hold the page, told from its status and headers; None if it can.

    AWS WAF stands in front of status.claude.com: 405 asks for a CAPTCHA, 202 for a challenge,
    both often with an empty body (seen 2026-09-17). Cloudflare's challenge is a 403.
    """
    status, headers = answer.status, answer.headers
    waf = headers.get("x-amzn-waf-action", "").lower()
    if waf == "captcha" or (status == 405 and "cloudfront" in headers.get("server", "").lower()):
        return f"AWS WAF asks for a CAPTCHA ({status})"
    if waf or status == 202:
        return f"AWS WAF asks for a challenge ({status})" if waf else f"no page yet ({status})"
    if headers.get("cf-mitigated", "").lower() == "challenge" or b"Just a moment..." in (
        answer.body[:4096] if status in (403, 503) else b""
    ):
        return f"Cloudflare asks for a challenge ({status})"
    if "x-deny-reason" in headers:
        return f"a proxy denies it ({plain(headers['x-deny-reason'], limit=60)})"
    if status == 429:
        return "rate limited (429)"
    if status in (401, 403, 405, 407):
        return f"access denied ({status})"
    if status == 404:
        return "no status page there (404)"
    if status >= 500:
        return f"the status page itself fails ({status})"
    if status != 200:
        return f"an unexpected answer ({status})"
    return None
