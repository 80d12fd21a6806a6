"""From posts to a level, with a count model for small numbers.

Counts of people are 0 to 3 an hour on a quiet day and this tool keeps no history, so the baseline
comes from the older part of the same answer, under a prior. Posting comes in bursts: the level of
one source proves nothing, two independent sources do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from ...border.redact import plain
from ...outside.transport import Unavailable
from ...records import dataclass
from ._filter import COUNTED, SHOWN, says_nothing, weight

Level: TypeAlias = Literal["none", "watch", "spike", "strong"]

#: From nothing unusual upwards; the position is the rank.
LEVELS: Final[tuple[Level, ...]] = ("none", "watch", "spike", "strong")

# Gamma prior of a quiet source's rate: one author in four hours. Our estimate, to be refitted
# on recordings; with no baseline at all it gives 3 / 5 / 10 people for watch / spike / strong.
PRIOR_AUTHORS: Final = 1.0
PRIOR_HOURS: Final = 4.0

# Six bins before the window, of which the four quietest count: an outage that began an hour or
# two ago must not become its own baseline. Three would raise false alarms, six hide old outages.
BINS: Final = 6

_TITLE = 100  # characters of a stranger's title that are kept
_EXAMPLES = 3
_SPARKS = 14  # half-windows in the sparkline: the window and the six bins before it
_CLOCK_SLACK = 120.0  # seconds by which a post may be newer than "now"


@dataclass(frozen=True, slots=True)
class Post:
    """Something that a person published. `at` is in seconds since 1970; `link` is built by us."""

    at: float
    author: str
    title: str
    link: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that counts as an outage report. `who` tells authors apart and names nobody."""

    at: float
    who: int
    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer held: the hits, and how far back it can be relied upon (`since`)."""

    hits: tuple[Hit, ...]
    sampled: int
    since: float
    newest: float
    possible: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A page against the clock: how many people in the window, and how unusual that is."""

    level: Level
    authors: int
    expected: float
    chance: float
    window: float
    covered: float
    newest_age: float
    spark: tuple[int, ...]
    examples: tuple[Hit, ...]


def sift(
    posts: Iterable[Post],
    *,
    now: float,
    about_claude: bool,
    since: float | None = None,
    secrets: Iterable[str] = (),
) -> Page:
    """Keep what counts. Unavailable, when there is no usable post: nothing shows that it works.

    A short answer is judged like a long one: what it does not reach back to, the prior tells.
    `since`: the answer holds everything after this moment; by default, after its oldest post.
    """
    secrets = tuple(secrets)
    usable = [p for p in posts if math.isfinite(p.at) and 0 < p.at <= now + _CLOCK_SLACK]
    if not usable:
        raise Unavailable("answered without a single readable post")
    people: dict[str, int] = {}
    hits: list[Hit] = []
    possible = 0
    for post in sorted(usable, key=lambda p: p.at, reverse=True):
        said = post.text if says_nothing(post.title) else post.title
        counts = weight(said, about_claude)
        possible += counts == SHOWN
        if counts == COUNTED:
            who = people.setdefault(post.author.strip().lower(), len(people))
            hits.append(Hit(min(post.at, now), who, plain(said, secrets, _TITLE), post.link))
    times = [p.at for p in usable]
    covered = min(times) if since is None else since
    return Page(tuple(hits), len(usable), covered, min(max(times), now), possible)


def read(page: Page, now: float, window: float) -> Reading:
    """The level at this moment. `window` is in seconds; less, where the page covers less."""
    covered = max(0.0, now - page.since)
    # A page that covers minutes only is a flood of posts; a minute keeps the rate finite.
    width = min(window, max(covered, 60.0))
    authors = _people(page.hits, now - width, now)
    bins = int((covered - width) / width) if width == window else 0
    counts = sorted(
        _people(page.hits, now - (i + 2) * width, now - (i + 1) * width)
        for i in range(min(bins, BINS))
    )
    quiet = counts[: _kept(len(counts))]
    hours, base = width / 3600, len(quiet) * width / 3600
    shape = PRIOR_AUTHORS + sum(quiet)
    expected = shape * hours / (PRIOR_HOURS + base)
    chance = at_least(authors, shape, PRIOR_HOURS + base, hours)
    return Reading(
        level=level(authors, expected, chance),
        authors=authors,
        expected=expected,
        chance=chance,
        window=width,
        covered=covered,
        newest_age=max(0.0, now - page.newest),
        spark=_spark(page.hits, now, window / 2, covered),
        examples=_examples(page.hits, now - width),
    )


def _kept(bins: int) -> int:
    """How many of the full bins count: four of six; the highest third goes; one is no baseline."""
    return 0 if bins < 2 else bins - round(bins / 3)


def _people(hits: Iterable[Hit], after: float, until: float) -> int:
    return len({hit.who for hit in hits if after < hit.at <= until})


def _spark(hits: tuple[Hit, ...], now: float, width: float, covered: float) -> tuple[int, ...]:
    bins = max(1, min(_SPARKS, int(covered / width)))
    return tuple(
        _people(hits, now - (i + 1) * width, now - i * width) for i in reversed(range(bins))
    )


def _examples(hits: tuple[Hit, ...], after: float) -> tuple[Hit, ...]:
    """The newest report of each of at most three people."""
    newest: dict[int, Hit] = {}
    for hit in hits:
        if hit.at > after:
            newest.setdefault(hit.who, hit)
    return tuple(newest.values())[:_EXAMPLES]


def at_least(n: int, shape: float, rate: float, hours: float) -> float:
    """How likely a quiet window of so many hours shows n people or more.

    The rate of a quiet source is Gamma(shape, rate) after the baseline, so the count is negative
    binomial: wider than Poisson where little is known, which is the usual state here.
    """
    if n <= 0:
        return 1.0
    p = rate / (rate + hours)
    below = (
        math.exp(
            math.lgamma(k + shape)
            - math.lgamma(shape)
            - math.lgamma(k + 1)
            + shape * math.log(p)
            + k * math.log1p(-p)
        )
        for k in range(n)
    )
    return min(1.0, max(0.0, 1.0 - math.fsum(below)))


def level(authors: int, expected: float, chance: float) -> Level:
    """The word for it. People are the floor of each level: one loud hour of two is nothing."""
    if chance < 1e-5 and authors >= 10:
        return "strong"
    if chance < 1e-3 and authors >= 5 and authors / max(expected, 0.25) >= 4:
        return "spike"
    if chance < 1e-2 and authors >= 3:
        return "watch"
    return "none"
