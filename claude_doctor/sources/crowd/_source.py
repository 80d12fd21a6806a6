"""What a source's file is made of; and asking it once: the cache around it, its answer's facts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ...border import dates
from ...engine import patience
from ...engine.facts import Fact
from ...engine.model import Probe
from ...engine.sheet import Sheet
from ...outside import cache
from ...outside.transport import Unavailable
from ...outside.world import World
from ...records import dataclass
from ._counting import Level, Page, Reading
from ._refusals import Refused

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)
else:
    T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A public place where people say that it is down: all that rules and screens know of it.

    `variables` move its addresses elsewhere, `level` is the fact that it is judged by, and `rank`
    its place among the sources, the smallest first. `charted`: it counts, and has no posts to
    look at; then it is shown behind those that do. `shape` makes the model of an item, once.
    """

    name: str
    title: str
    question: str
    run: Callable[[World, Sheet], Awaitable[None]]
    level: Fact[str]
    variables: tuple[str, ...]
    rank: int = 100
    charted: bool = False
    shape: Callable[[], object] | None = None

    @property
    def probe(self) -> Probe:
        """The source as a probe for the runner."""
        return Probe(self.name, self.question, self.run)


@dataclass(frozen=True, slots=True)
class Fresh(Generic[T]):
    """What a source said just now. `seen` is None for "not modified"."""

    seen: T | None
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heard(Generic[T]):
    """What a source says, from the wire or from the cache. `note` is empty for the wire."""

    seen: T
    status: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that all crowd probes share, besides the level."""

    authors: Fact[int]
    window_min: Fact[float]
    covered_min: Fact[float]
    expected: Fact[float]
    sampled: Fact[int]
    possible: Fact[int]
    spark: Fact[list[int]]
    spark_min: Fact[float]
    examples: Fact[list[dict[str, str]]]
    http_status: Fact[int]
    newest_age_min: Fact[float]
    link: Fact[str]
    cached_s: Fact[int]


def facts_of(probe: str) -> Facts:
    """The shared facts under a probe's name."""
    return Facts(
        Fact(
            probe,
            "authors",
            "different people who report an outage in the window",
            report_only=True,
        ),
        Fact(probe, "window_min", "length of the window, in minutes", report_only=True),
        Fact(probe, "covered_min", "how far back the answer goes, in minutes", report_only=True),
        Fact(probe, "expected", "what a quiet window of that length shows", report_only=True),
        Fact(probe, "sampled", "posts or time slots that the answer held", report_only=True),
        Fact(probe, "possible", "posts that may be about an outage; not counted", report_only=True),
        Fact(probe, "spark", "counts over the last hours, oldest first"),
        Fact(probe, "spark_min", "minutes that one count of `spark` stands for"),
        Fact(probe, "examples", "at most three reports: title, url, at", report_only=True),
        Fact(probe, "http_status", "HTTP status of the source's answer", report_only=True),
        Fact(
            probe,
            "newest_age_min",
            "age of the newest post or time slot, in minutes",
            report_only=True,
        ),
        Fact(probe, "link", "where a person can look for themselves"),
        Fact(
            probe,
            "cached_s",
            "age of the answer in seconds, when it came from the cache",
            report_only=True,
        ),
    )


async def hear(
    world: World,
    sheet: Sheet,
    facts: Facts,
    shape: type[T],
    ask: Callable[[Mapping[str, str]], Awaitable[Fresh[T]]],
    *,
    address: str,
    url: str,
    keyed: bool = False,
) -> Heard[T]:
    """What the source says; from the cache, while that is fresh.

    `ask` gets the headers of a conditional request. It raises Refused for what is worth
    remembering; its other failures are not remembered, so that the next check asks again.
    """
    path = cache.place(world.settings.cache_dir, sheet.probe, address, keyed)
    now = world.now().timestamp()
    stored = await _in_time(world, cache.stored, path)  # a disk may be slow; to load what reads it
    kept = stored and await world.in_thread(cache.understood, stored, world.secrets)  # may, too
    known = _decoded(shape, kept.seen) if kept is not None and kept.kind == "ok" else None
    if kept is not None and kept.fresh(now) and (known is not None or kept.kind != "ok"):
        sheet.put(facts.http_status, kept.http_status)
        sheet.put(facts.cached_s, round(now - kept.at))
        note = f"from the cache, {dates.age(now - kept.at)} old"
        if known is None:
            raise Unavailable(f"{kept.why} ({note})")
        return Heard(known, kept.http_status, note)
    again = kept if kept is not None and known is not None and kept.reusable(now, url) else None
    try:
        fresh = await ask(cache.conditions(again) if again else {})
    except Refused as refused:
        # Who has just been refused with a credential is about to mend it, and to try again.
        if refused.kind == "limited" or not keyed:
            status = sheet.facts.get(facts.http_status.name)
            until = now + min(max(refused.wait, 1.0), cache.LIMITED_AT_MOST)
            gone = cache.Kept(refused.kind, now, until, str(refused), status)
            await _in_time(world, cache.store, path, gone, world.secrets)
        raise
    seen = fresh.seen if fresh.seen is not None else known if again else None
    if seen is None:
        raise Unavailable("answered 304 Not Modified to an unconditional request")
    offered = cache.validators(fresh.headers)
    if again and fresh.seen is None and not offered:
        offered = {"etag": again.etag, "modified": again.modified}
    good = cache.Kept(
        "ok", now, now + cache.OK, http_status=fresh.status, url=url, seen=asdict(seen), **offered
    )
    await _in_time(world, cache.store, path, good, world.secrets)
    return Heard(seen, fresh.status)


async def _in_time(world: World, work: Callable[..., Any], *args: Any) -> Any:
    """The cache's work in a thread; None where the disk is too slow for us."""
    try:
        async with asyncio.timeout(patience.CACHE):
            return await world.in_thread(work, *args)
    except TimeoutError:
        return None


def _decoded(shape: type[T], stored: object) -> T | None:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(shape).validate_python(stored)
    except ValidationError:
        return None


def tell(
    sheet: Sheet, facts: Facts, level: Fact[str], heard: Heard[Page], now: Reading, window: float
) -> None:
    """Write a reading of posts on the sheet, with its line for the reader."""
    page = heard.seen
    word: Level = now.level
    sheet.put(level, word)
    sheet.put(facts.authors, now.authors)
    sheet.put(facts.window_min, round(now.window / 60, 1))
    sheet.put(facts.covered_min, round(now.covered / 60, 1))
    sheet.put(facts.expected, round(now.expected, 2))
    sheet.put(facts.sampled, page.sampled)
    sheet.put(facts.possible, page.possible)
    sheet.put(facts.spark, list(now.spark))
    sheet.put(facts.spark_min, round(window / 120, 1))
    sheet.put(facts.newest_age_min, round(now.newest_age / 60, 1))
    examples = [{"title": h.title, "url": h.link, "at": dates.iso(h.at)} for h in now.examples]
    sheet.put(facts.examples, examples)
    people = {0: "nobody", 1: "1 person"}.get(now.authors, f"{now.authors} people")
    said = f"{people} in {span(now.window / 60)} ({usual(now.expected)})"
    sheet.says(f"{said} ({heard.note})" if heard.note else said)


def span(minutes: float) -> str:
    """Whole hours as hours."""
    return f"{minutes / 60:.0f} h" if minutes % 60 == 0 else f"{minutes:.0f} min"


def usual(expected: float) -> str:
    """What is usual, as people count people."""
    return "normally 0 or 1" if expected < 1 else f"normally about {expected:.0f}"


def fresh_enough(page: Page, now: float, at_most: float) -> None:
    """Raise for a copy whose newest post is too old to say anything about this hour."""
    if now - page.newest > at_most:
        raise Unavailable(f"stale: the newest post is {dates.age(now - page.newest)} old")
