"""The quota: how much of which limit is left, from the ping's own headers and the Admin API."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from ..border import dates
from ..engine import patience
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..engine.tasks import ended_together
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..records import dataclass
from ..sources.api.messages import VERSION
from ..sources.api.reply import METERED
from ..sources.api.waiting import LONGEST_S

LOW: Fact[bool] = Fact("quota", "low", "under 10% of a limit is left")
LOWEST: Fact[str] = Fact("quota", "lowest", "the limit per minute that binds first")
LOWEST_LIMIT: Fact[str] = Fact("quota", "lowest_limit", "how high it is, per minute")
LOWEST_PERCENT: Fact[float] = Fact("quota", "lowest_percent", "how much of it is left, in percent")
RESETS_IN_S: Fact[int] = Fact("quota", "resets_in_s", "when it is full again, in seconds")
RESETS_IN: Fact[str] = Fact("quota", "resets_in", "the same in words")
LIMITS: Fact[list[Any]] = Fact(
    "quota", "limits", "every limit: name, limit, remaining, reset", report_only=True
)
CONFIGURED: Fact[list[Any]] = Fact(
    "quota", "configured", "configured limits and their use", report_only=True
)
USED_PERCENT: Fact[float] = Fact("quota", "used_percent", "the busiest limit's use, in percent")
BUSIEST: Fact[str] = Fact(
    "quota", "busiest", "the configured limit that was used most", report_only=True
)
HEADROOM: Fact[bool] = Fact("quota", "headroom", "use was under 80% of every known limit")
ADMIN_STATUS: Fact[int] = Fact(
    "quota", "admin_http_status", "what the Admin API answered", report_only=True
)

LOW_PERCENT = 10  # the contract's bound for `quota-low`
HEADROOM_SHARE = 0.8  # the contract's bound for headroom
# Full minutes of use that are looked at. The report trails by about 5 (vendor's Usage and Cost
# API page, 2026-08), so the newest of them may still be empty.
MINUTES = 15

# `tokens` repeats the tighter of the two behind it, so these are asked first.
_KINDS = ("requests", "input-tokens", "output-tokens", "tokens")
_REFUSALS = {
    401: "the Admin API rejects ANTHROPIC_ADMIN_KEY (401)",
    403: "ANTHROPIC_ADMIN_KEY may not read the limits (403)",
    404: "the Admin API has no limits (404); individual accounts have none",
}
_PREFIXES = {"": "anthropic-ratelimit-", "priority ": "anthropic-priority-"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One pair of rate-limit headers. `resets_in_s` is None without a readable reset time."""

    name: str
    limit: int
    remaining: int
    resets_in_s: int | None

    @property
    def percent(self) -> float:
        """How much is left, 0 to 100."""
        return round(min(100.0, 100 * self.remaining / self.limit), 1)


async def run(world: World, sheet: Sheet) -> None:
    """Read the ping's headers and, with an admin key, configured limits and use; both at once."""
    admin_key = world.settings.admin_key
    if admin_key is None and "ping" not in world.running:
        raise Skipped("the limits are read from the ping's answer, and no ping was sent")
    admin = asyncio.create_task(_admin(world, sheet)) if admin_key is not None else None
    with ended_together(admin):
        reply = await world.shared(METERED) if "ping" in world.running else None
    limits = read_headers(reply.headers, world.now()) if reply else []
    if limits:
        _put(sheet, limits)
    told = await admin if admin is not None else None
    parts = [part for part in (_words(limits), told) if part]
    if not parts and reply is None:
        raise Skipped(
            "no completion was tested, and only its answer shows the limits (for a subscription: "
            "/usage in Claude Code)"
        )
    if not parts:
        status = reply.http_status if reply else None
        kind = "without an answer there are" if status is None else f"a {status} carries"
        raise Unavailable(f"{kind} no rate-limit headers")
    sheet.says(" · ".join(parts))


def read_headers(headers: Mapping[str, str], now: datetime) -> list[Limit]:
    """The limits in an answer's headers; each is optional, odd values are passed over."""
    found = []
    for prefix_words, prefix in _PREFIXES.items():
        for kind in _KINDS:
            limit = _count(headers.get(f"{prefix}{kind}-limit"))
            remaining = _count(headers.get(f"{prefix}{kind}-remaining"))
            if not limit or remaining is None:
                continue
            reset = _seconds_until(headers.get(f"{prefix}{kind}-reset", ""), now)
            name = prefix_words + kind.replace("-", " ")
            found.append(Limit(name, limit, remaining, reset))
    return found


def _count(value: str | None) -> int | None:
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _seconds_until(reset: str, now: datetime) -> int | None:
    """RFC 3339 to seconds from now, never negative. None for what no limit's reset can be."""
    try:
        seconds = round((datetime.fromisoformat(reset.strip()) - now).total_seconds())
        return max(0, seconds) if seconds < LONGEST_S else None
    except (ValueError, TypeError, OverflowError):
        return None


def _put(sheet: Sheet, limits: list[Limit]) -> None:
    lowest = min(limits, key=lambda limit: limit.percent)
    sheet.put(LOW, lowest.percent < LOW_PERCENT)
    sheet.put(LOWEST, lowest.name)
    sheet.put(LOWEST_LIMIT, f"{lowest.limit:,}")
    sheet.put(LOWEST_PERCENT, lowest.percent)
    if lowest.resets_in_s is not None:
        sheet.put(RESETS_IN_S, lowest.resets_in_s)
        sheet.put(RESETS_IN, dates.lasting(lowest.resets_in_s))
    rows = [
        {"name": x.name, "limit": x.limit, "remaining": x.remaining, "resets_in_s": x.resets_in_s}
        for x in limits
    ]
    sheet.put(LIMITS, rows)


def _words(limits: list[Limit]) -> str:
    if not limits:
        return ""
    lowest = min(limits, key=lambda limit: limit.percent)
    soon = lowest.resets_in_s is None or lowest.percent > 50  # then nobody waits for it
    reset = "" if soon else f", full again in {dates.lasting(lowest.resets_in_s or 0)}"
    return f"{lowest.percent:g}% of {lowest.name} left ({lowest.limit:,} per minute{reset})"


async def _admin(world: World, sheet: Sheet) -> str:
    """Configured limits against the busiest of the last full minutes, in words."""
    settings = world.settings
    key = settings.admin_key.get_secret_value() if settings.admin_key else ""
    if not world.key_may_travel(settings.admin_url) or not key.isascii() or not key.isprintable():
        return "the admin key was not sent: its address is not safe"
    headers = {"anthropic-version": VERSION, "x-api-key": key}
    until = world.now().replace(second=0, microsecond=0)
    query = urlencode(
        {
            "starting_at": dates.iso(until - timedelta(minutes=MINUTES)),
            "ending_at": dates.iso(until),
            "bucket_width": "1m",
            "group_by[]": ["model", "service_tier"],
        },
        doseq=True,
    )
    base = f"{settings.admin_url}/v1/organizations"
    try:
        limits, usage = await asyncio.gather(
            world.fetch(f"{base}/rate_limits", headers=headers, timeout=patience.ADMIN),
            world.fetch(f"{base}/usage_report/messages?{query}", headers=headers,
                        timeout=patience.ADMIN),
        )  # fmt: skip
        sheet.put(ADMIN_STATUS, max(limits.status, usage.status))
        if limits.status != 200:
            return _REFUSALS.get(limits.status, f"the Admin API answered {limits.status}")
        return _put_loads(sheet, limits.json(), usage.json() if usage.status == 200 else None)
    except (Unreached, Unavailable) as why:
        return f"the Admin API could not be read: {why}"


def _put_loads(sheet: Sheet, limits: object, usage: object) -> str:
    from ..sources.api import admin  # loads pydantic

    loads = admin.loads(limits, usage)
    sheet.put(
        CONFIGURED,
        [{"models": list(x.models)[:5], "kind": x.kind, "limit": x.limit, "used": x.used}
         for x in loads][:60],
    )  # fmt: skip
    known = [(share, x) for x in loads if (share := x.share) is not None]
    if not known:
        return (
            ("configured limits known, their use unknown")
            if loads
            else "no configured limits given"
        )
    busiest, load = max(known, key=lambda pair: pair[0])
    sheet.put(USED_PERCENT, round(100 * busiest, 1))
    sheet.put(BUSIEST, load.words)
    sheet.put(HEADROOM, busiest < HEADROOM_SHARE)
    left = round(max(0.0, 100 * (1 - busiest)), 1)
    if left < LOW_PERCENT:
        sheet.put(LOW, True)
        sheet.put(LOWEST_PERCENT, left)
        sheet.put(LOWEST, load.words)
        sheet.put(LOWEST_LIMIT, f"{load.limit:,}")
        for fact in (RESETS_IN_S, RESETS_IN):  # those of another limit
            sheet.facts.pop(fact.name, None)
    elif LOW.name not in sheet.facts:
        sheet.put(LOW, False)
    used = f"{100 * busiest:.3g}% of {load.words} used ({load.limit:,} per minute)"
    return f"at most {used} in the last {MINUTES} min"


PROBE = Probe("quota", "How much of your limits is left?", run)
