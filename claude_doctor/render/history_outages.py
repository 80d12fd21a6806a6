"""The outages that this machine saw, for a terminal: what was seen, and what lies between looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from ..border import dates
from ..logs.outages import JOIN, Outage
from . import when
from .history import Asked, clean
from .paint import Paint

_IDS: Final = 5  # request ids that are shown; the JSON has all
_WHOSE: Final = {
    "server": "the service's",
    "network": "on the network's path",
    "unknown": "not certain whose",
}
_SOURCES: Final = {
    "check": ("check", "checks"),
    "watch": ("round of watch", "rounds of watch"),
    "wait": ("try of wait", "tries of wait"),
    "hook": ("failed turn reported by the hook", "failed turns reported by the hook"),
    "transcript": ("failure of Claude Code's", "failures of Claude Code's"),
    "retry": ("retry of Claude Code's", "retries of Claude Code's"),
}


def render(found: Sequence[Outage], asked: Asked, paint: Paint) -> str:
    """The outages, the newest last."""
    since = f" since {when.both(asked.since)}" if asked.since else ""
    if not found:
        return paint.text(paint.wrap(
            f"No outage was seen{since}. It can only be seen while a check or Claude Code runs."
        ))  # fmt: skip
    many = "1 outage" if len(found) == 1 else f"{len(found)} outages"
    told = f"{paint.bold(many)} seen from this machine{since}; {when.note(found[-1].last)}."
    lines = paint.wrap(told)
    for one in found:
        lines += ["", *_outage(one, asked, paint)]
    return paint.text(lines)


def _outage(one: Outage, asked: Asked, paint: Paint) -> Iterator[str]:
    same = when.local(one.first).date() == when.local(one.last).date()
    last = when.day(one.last)[11:] if same else when.day(one.last)
    times = when.day(one.first) if one.first == one.last else f"{when.day(one.first)} to {last}"
    causes = ", ".join(clean(cause) for cause, _ in one.causes.most_common(3))
    sign = paint.sign("bad" if one.side == "server" else "warn")
    told = f"{paint.bold(f'{times} · {causes}')} · {_WHOSE[one.side]}"
    yield from paint.wrap(told, f"{sign} ", "  ")
    facts = (
        ("lasted", _lasted(one, asked)),
        ("pings", _pings(one)),
        ("seen by", _sources(one.sources)),
        ("page", _page(one)),
        ("crowd", f"{one.crowd} at most" if one.crowd else "not asked, or it did not answer"),
        ("route", ", ".join(clean(route) for route in one.routes)),
        ("request ids", _ids(one)),
    )
    yield from paint.pairs((name, told) for name, told in facts if told)


def _lasted(one: Outage, asked: Asked) -> str:
    least = f"at least {_span(one.last - one.first)}" if one.last > one.first else "seen once"
    before = "no good answer was seen before it"
    if one.good_before is not None:
        before = f"the last good answer before it {_ago(one.first - one.good_before)}"
    if one.good_after is not None:
        after = f"the first one after it {_span(one.good_after - one.last)} after the last failure"
        if one.good_before is not None:
            least += f", at most {_span(one.good_after - one.good_before)}"
    elif asked.until - one.last <= JOIN:
        after = "not seen to end: the last failure is " + _ago(asked.until - one.last, "ago")
    else:
        after = "not seen to end: no good answer since"
    return f"{least}; {before}, {after}"


def _pings(one: Outage) -> str:
    if not one.pings:
        return "none of ours in that time"
    kinds = ", ".join(f"{clean(kind)} {count}" for kind, count in one.kinds.most_common())
    rate = f"{100 * one.failed / one.pings:.0f} %"
    told = f"{one.failed} of {one.pings} failed ({rate})"
    return f"{told}: {kinds}" if one.failed else told


def _sources(sources: Counter[str]) -> str:
    told = []
    for name, count in sources.most_common():
        single, several = _SOURCES.get(name, (clean(name), clean(name)))
        told.append(f"{count} {single if count == 1 else several}")
    return ", ".join(told)


def _page(one: Outage) -> str:
    """When the page admitted it, and what it showed meanwhile."""
    green = f"green in {one.page_green} of {one.page} looks meanwhile" if one.page else ""
    if one.page == 1:
        green = "green at the one look meanwhile" if one.page_green else ""
    if one.admitted is None or one.lag is None:
        if not one.page:
            return "not looked at"
        return green if one.page_green else "already in trouble with an older incident"
    lag, at = one.lag, when.day(one.admitted)
    far = f"{_span(abs(lag))} {'after' if lag >= timedelta() else 'before'} the first failure"
    how = "first seen to admit it" if one.admitted_seen else "admitted it"
    return f"{how} at {at}, {far}" + (f"; {green}" if green else "")


def _ids(one: Outage) -> str:
    if not one.request_ids:
        return ""
    more = len(one.request_ids) - _IDS + one.more_ids
    shown = ", ".join(clean(name) for name in one.request_ids[:_IDS])
    return f"{shown} and {more} more (--json has them)" if more > 0 else shown


def _span(time: timedelta) -> str:
    return dates.lasting(time.total_seconds())


def _ago(time: timedelta, word: str = "before") -> str:
    return f"{_span(time)} {word}"
