"""The ways to a status page, raced with head starts: the first usable page wins.

Each way starts when the one before has failed or been silent for a moment; the loser is not
waited for. A page that another way may better (an old copy, no word about the API) is kept
until the others have had their chance.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ...border import dates
from ...border.settings import Settings
from ...engine import patience
from ...outside.http import Answer
from ...outside.transport import Unavailable, Unreached
from ...outside.world import Slot, World
from ...records import dataclass
from .._pages import refusal
from .page import API_ID, CLOSED, NotAStatusPage, Page, find, is_claudes
from .parse import read
from .reading import OLD_COPY_S

GRACE_S = 0.1  # for the ways to name their own time-out
# What is wrong with the path to a host is wrong for its other pages as well.
HOST_IS_LOST = ("dns", "connect", "tls", "proxy", "address")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the page: its address, and how a report calls it."""

    origin: str
    source: str
    html: bool = False


@dataclass(frozen=True, slots=True)
class Got:
    """A page that could be read, and the answer that held it."""

    page: Page
    answer: Answer
    way: Way

    @property
    def source(self) -> str:
        """How it was read; HTML may also come where JSON was asked for."""
        return "html" if self.page.html else self.way.source

    @property
    def weakness(self) -> str | None:
        """Why another way may know more; None where it need not be asked."""
        age = dates.cache_age(self.answer.headers)
        if age is not None and age > OLD_COPY_S:
            return f"only a copy that is {age // 60} min old"
        api = find(self.page.components, API_ID)
        return "no word about the API" if api is None or api.status is None else None


class Unusable(Exception):
    """A way that gave no page: why, the HTTP status if any, whether the host itself is lost."""

    def __init__(self, why: str, status: int | None = None, kind: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.kind = kind


def usual(settings: Settings) -> list[Way]:
    """The page's JSON, its second address, then the HTML of both."""
    ways = [Way(settings.status_url, "json")]
    if settings.status_fallback_url:
        ways.append(Way(settings.status_fallback_url, "second address"))
    return ways + [replace(way, source="html", html=True) for way in ways]


#: The page that `status` has read, for `fallbacks`; None: no way had one.
PAGE: Slot[Got | None] = Slot("status page")


async def first_usable(
    world: World, ways: Sequence[Way], faults: dict[Way, Unusable]
) -> Got | None:
    """Race the ways; what went wrong is written into `faults`."""
    ends = time.monotonic() + world.left(patience.PAGE)
    waiting, kept = deque(ways), None  # kept: a weak page, until the others have had a chance
    running: dict[asyncio.Task[Got], Way] = {}
    try:
        while True:
            if waiting:
                way = waiting.popleft()
                running[asyncio.create_task(_take(world, way, ends - time.monotonic()))] = way
            if not running:
                return kept
            left = ends - time.monotonic() + GRACE_S
            pause = min(patience.PAGE_HEAD_START, left) if waiting or kept else left
            done, _ = await asyncio.wait(
                running, timeout=max(0.0, pause), return_when=asyncio.FIRST_COMPLETED
            )
            if not done and (time.monotonic() > ends or (kept and not waiting)):
                return kept
            for task in done:
                way = running.pop(task)
                try:
                    got = task.result()
                except Unusable as fault:
                    faults[way] = fault
                    if fault.kind in HOST_IS_LOST:
                        waiting = deque(w for w in waiting if w.origin != way.origin)
                else:
                    if got.weakness is None:
                        return got
                    faults[way] = Unusable(got.weakness, got.answer.status)
                    kept = kept or got
                    # HTML knows less than any JSON, and comes from the same memory.
                    waiting = deque(w for w in waiting if not w.html)
    finally:
        for task in running:
            task.cancel()
            task.add_done_callback(_forget)


def _forget(task: asyncio.Task[Got]) -> None:
    if not task.cancelled():
        task.exception()  # a loser's fault interests nobody


async def _take(world: World, way: Way, seconds: float) -> Got:
    if way.html:
        answer, page = await _page(world, f"{way.origin}/", way.origin, seconds, "text/html")
        return Got(page, answer, way)
    ends = time.monotonic() + seconds
    api = f"{way.origin}/api/v2"
    history = asyncio.create_task(
        _page(world, f"{api}/incidents.json", way.origin, seconds, "application/json")
    )
    try:
        try:
            answer, page = await _page(
                world, f"{api}/summary.json", way.origin, seconds, "application/json"
            )
        except Unusable as fault:
            if fault.kind in HOST_IS_LOST:
                # It fails alike by itself; cancelled amid a TLS handshake, it would leave its
                # socket open (anyio 4).
                await _within(history, patience.PAGE_TWIN)
                raise
            # The list of incidents holds the components' present state as well.
            second = await _within(history, min(patience.PAGE_HISTORY, ends - time.monotonic()))
            if second is None:
                raise
            return Got(second[1], second[0], way)
        late = await _within(history, min(patience.PAGE_HISTORY, ends - time.monotonic()))
        return Got(_merged(page, late[1]) if late else page, answer, way)
    finally:
        history.cancel()


async def _within(
    task: asyncio.Task[tuple[Answer, Page]], seconds: float
) -> tuple[Answer, Page] | None:
    await asyncio.wait([task], timeout=max(0.0, seconds))
    return task.result() if task.done() and task.exception() is None else None


def _merged(page: Page, history: Page) -> Page:
    """The summary, which lists only what is open, and what the history knows as resolved."""
    if history.incidents is None:
        return page
    if page.incidents is None:
        return replace(page, incidents=history.incidents)
    known = {i.id for i in page.incidents}
    over = [i for i in history.incidents if i.state in CLOSED and i.id not in known]
    return replace(page, incidents=(*page.incidents, *over))


async def _page(
    world: World, url: str, origin: str, seconds: float, accept: str
) -> tuple[Answer, Page]:
    """One fetched and read page; Unusable with a reason for whatever else came back."""
    try:
        answer = await world.fetch(
            url, headers={"accept": accept}, timeout=max(0.0, seconds), redirects=2, kept=True
        )
    except Unreached as error:
        words = {"tls": f"its certificate is not accepted ({error.detail})"}
        if error.kind == "tls" and error.detail in ("handshake", "not-tls"):
            words = {"tls": f"TLS fails ({error.detail})"}
        raise Unusable(words.get(error.kind, error.detail), kind=error.kind) from None
    except Unavailable as error:
        raise Unusable(str(error)) from None
    why = refusal(answer)
    if why:
        raise Unusable(why, answer.status)
    try:
        # Half a megabyte of HTML takes half a second to parse: not in the loop.
        now = clock(answer.headers, world.now())
        page = await world.in_thread(read, answer.body, origin, now)
    except NotAStatusPage as error:
        raise Unusable(str(error), answer.status) from None
    if not is_claudes(page):
        raise Unusable("a status page, but not Claude's", answer.status)
    return answer, page


def clock(headers: Mapping[str, str], local: datetime) -> datetime:
    """The time that the incidents' ages count to: the server's, since this machine's may be off.

    `Date` is when the copy was made, `Age` what has passed since. The local clock where the
    server's cannot be read.
    """
    return dates.sent_at(headers) or local
