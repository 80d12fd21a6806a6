"""From titles to a level to a verdict: the filter, the statistics, all sources together."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.engine.facts import holds
from claude_doctor.engine.judge import facts_of
from claude_doctor.engine.model import (
    Confidence,
    Evidence,
    Outcome,
    Report,
    Severity,
    Side,
    Verdict,
)
from claude_doctor.outside.transport import Unavailable
from claude_doctor.render.steps import steps
from claude_doctor.rules.signs import CROWD_CONFIRMS
from claude_doctor.sources.crowd import _counting as counting
from claude_doctor.sources.crowd import all_sources
from claude_doctor.sources.crowd._filter import COUNTED, OTHER, SHOWN, says_nothing, weight
from tests.sources.crowd import simulation
from tests.sources.crowd.peer import SAMPLES

NOW = 1_800_000_000.0

needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")

REPORTS = [
    "Is Claude down for anyone else?", "claude code down rn", "CLAUDE IS DOWN AGAIN!!!",
    "Claude\u2019s API is completely down", "Anthropic outage?", "Elevated errors on Opus",
    "API Error: 529 Overloaded", "[BUG] 503 errors from the Anthropic API", 
    "529 {\"type\":\"error\"",
    "Claude API service unavailable", "Opus overloaded again", "no response from server (Claude)",
    "[Bug] Anthropic API Error: 5xx", "Getting error 500 at Anthropic", 
    "Tell HN: Claude.ai is down",
    "overloaded_error on every Claude request", "Sonnet down today?",
]  # fmt: skip

NO_REPORTS = [
    "", "   ", "[BUG]", "[FEATURE] Show an outage banner for Claude", 
    "How to know if Claude is down",
    "What do you do when Claude is down?", "My productivity is down since I lost Claude",
    "Claude was down yesterday", "Post-mortem: the Claude outage", "Claude is back up",
    "Claude outage resolved", "Terminal scrolls down when Claude answers", "Opus is slowed down",
    "Claude writes 500 lines of CSS", "Claude reads 503 files", "Timeout after 500 ms (Claude)",
    "Opus down 50% in price", "I hit my 5-hour usage limit, Claude is unavailable",
    "Claude got dumber, is it down?", "Show HN: a Claude outage tracker", 
    "MCP server returns error 500",
    "Cloudflare is down", "Claude in the 500 Club",
]  # fmt: skip


@pytest.mark.parametrize("title", REPORTS)
def test_plain_reports_count(title: str) -> None:
    """A title that says plainly that Claude fails now is counted."""
    assert weight(title, about_claude=True) == COUNTED


@pytest.mark.parametrize("title", NO_REPORTS)
def test_other_talk_does_not(title: str) -> None:
    """Wishes, history, questions of how, limits, directions and other people's outages are not."""
    assert weight(title, about_claude=True) != COUNTED


def test_a_place_about_claude_needs_no_name() -> None:
    """In a place about Claude the title need not name it; elsewhere it must; others' are out."""
    assert [weight("Down for anyone else?", here) for here in (True, False)] == [COUNTED, OTHER]
    assert [weight("AWS outage", here) for here in (True, False)] == [OTHER, OTHER]
    assert weight("Claude outage, AWS is fine", True) == COUNTED


def test_weak_words_are_shown_not_counted() -> None:
    """ "Stuck, anyone else?" is a hint; without company it is nothing."""
    assert weight("Claude stuck, anyone else?") == SHOWN
    assert weight("Claude stuck on my code") == OTHER


def test_a_label_says_nothing() -> None:
    """A title of labels alone lets the text under it speak."""
    assert all(says_nothing(t) for t in ("[BUG]", "[Bug] ", "", "Bug report:", "(bug) [P1]", "?!"))
    assert not any(says_nothing(t) for t in ("[BUG] x", "down", "[BUG] \u4e0b"))


@given(st.text(max_size=400))
def test_the_filter_takes_anything(title: str) -> None:
    """Any text has a weight, quickly."""
    assert weight(title, True) in (OTHER, SHOWN, COUNTED)


def _titles(name: str) -> list[str]:
    lines = (SAMPLES / "github" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line.strip() and not line.startswith("#")]


def _halves(titles: list[str]) -> tuple[list[str], list[str]]:
    order = list(titles)
    random.Random(4).shuffle(order)
    return order[: len(order) // 2], order[len(order) // 2 :]


@needs_samples
def test_real_titles(capsys: pytest.CaptureFixture[str]) -> None:
    """At most 2 of 1,000 ordinary titles count, and at least 23 of 25 outage titles do."""
    outage = _titles("REAL_claude-code_outage_titles.tsv")
    calm = _titles("REAL_claude-code_open_issues_1000_titles_2025-11-27_2025-12-16.tsv")

    def found(titles: list[str]) -> int:
        return sum(weight(title, about_claude=True) == COUNTED for title in titles)

    with capsys.disabled():
        for name, titles in (("outage", outage), ("ordinary", calm)):
            halves = ", ".join(f"{found(half)} of {len(half)}" for half in _halves(titles))
            print(f"\n{name} titles counted, built on and held out: {halves}", end="")
    assert (len(outage), len(calm)) == (25, 1000)
    assert found(outage) >= 23
    assert found(calm) <= 2


TABLE: list[tuple[float, float, tuple[int, int, int]]] = [
    # people in the baseline, hours of baseline: watch, spike and strong from so many people
    (0, 0, (3, 5, 10)), (0, 4, (3, 5, 10)), (4, 4, (4, 6, 10)), (8, 4, (6, 7, 10)),
]  # fmt: skip


@pytest.mark.parametrize(("people", "hours", "expected"), TABLE)
def test_the_table_of_levels(people: float, hours: float, expected: tuple[int, int, int]) -> None:
    """A window of one hour reaches its levels at the counts worked out beforehand."""
    shape, rate = 1 + people, 4 + hours
    words = [
        counting.level(n, shape / rate, counting.at_least(n, shape, rate, 1)) for n in range(30)
    ]
    assert expected == tuple(words.index(word) for word in ("watch", "spike", "strong"))
    assert words == sorted(words, key=counting.LEVELS.index)


@given(st.integers(0, 60), st.floats(1, 200), st.floats(0.5, 50), st.floats(0.01, 12))
def test_a_chance_is_a_chance(n: int, shape: float, rate: float, hours: float) -> None:
    """The tail is a probability, it falls with the count, and it agrees with its own terms."""
    chance = counting.at_least(n, shape, rate, hours)
    assert 0 <= chance <= 1
    assert counting.at_least(n + 1, shape, rate, hours) <= chance + 1e-12
    assert counting.at_least(0, shape, rate, hours) == 1


def test_the_tail_is_the_negative_binomial() -> None:
    """With shape 1 the count is geometric: its tail is known in closed form."""
    for n, rate in itertools.product(range(8), (0.5, 4, 8)):
        assert math.isclose((1 / (1 + rate)) ** n, counting.at_least(n, 1, rate, 1), abs_tol=1e-12)


def page(*minutes: float, covered: float = 480, people: int | None = None) -> counting.Page:
    """Hits so many minutes ago, each by another person (or by so many in turn)."""
    hits = tuple(
        counting.Hit(NOW - 60 * m, i if people is None else i % people, f"t{i}", f"u{i}")
        for i, m in enumerate(minutes)
    )
    return counting.Page(hits, 100, NOW - 60 * covered, NOW)


def test_people_count_not_posts() -> None:
    """Ten posts by two people are two people."""
    assert counting.read(page(*range(10), people=2), NOW, 3600).authors == 2


def test_the_four_quietest_bins_are_the_baseline() -> None:
    """An outage that began two hours ago is not its own baseline; a usual level is."""
    begun = page(*range(0, 120, 10))
    assert math.isclose(1 / 8, counting.read(begun, NOW, 3600).expected)
    usual = page(*range(0, 420, 30))
    assert math.isclose(9 / 8, counting.read(usual, NOW, 3600).expected)


@pytest.mark.parametrize(
    ("hours", "kept"), [(1.5, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 3), (7, 4), (20, 4)]
)
def test_fewer_bins_lose_their_highest_third(hours: float, kept: int) -> None:
    """The baseline has four of six bins, and fewer when the answer reaches less far."""
    reading = counting.read(page(covered=hours * 60), NOW, 3600)
    assert math.isclose(1 / (4 + kept), reading.expected)


def test_a_short_page_shortens_the_window() -> None:
    """A page that covers 20 minutes is judged over 20 minutes, without a baseline."""
    reading = counting.read(page(1, 2, 3, covered=20), NOW, 3600)
    assert (reading.window, reading.authors) == (1200, 3)
    assert math.isclose(1 / 12, reading.expected)
    assert counting.read(page(covered=0), NOW, 3600).window == 60


def test_the_window_ends() -> None:
    """A report from before the window is history."""
    assert counting.read(page(59, 61), NOW, 3600).authors == 1


def test_the_sparkline_runs_forward() -> None:
    """Half windows, oldest first, as far as the answer reaches."""
    spark = counting.read(page(1, 2, 40, 200), NOW, 3600).spark
    assert len(spark) == 14
    assert spark[-8:][:1] + spark[-7:] == (0, 1, 0, 0, 0, 0, 1, 2)
    assert len(counting.read(page(covered=95), NOW, 3600).spark) == 3


def test_examples_are_the_newest_of_three_people() -> None:
    """At most three examples, one a person, newest first."""
    reading = counting.read(page(1, 2, 3, 4, 5, people=2), NOW, 3600)
    assert [hit.title for hit in reading.examples] == ["t0", "t1"]
    assert len(counting.read(page(*range(9)), NOW, 3600).examples) == 3


def post(ago: float, title: str = "Claude is down", author: str = "a") -> counting.Post:
    """A post so many seconds ago."""
    return counting.Post(NOW - ago, author, title, "http://x/")


def test_no_post_says_nothing_and_a_few_say_what_they_say() -> None:
    """Undated and future posts are none at all; without any, nothing shows that it works. A few
    are judged under the prior: quiet is none, and seven people in an hour are a spike."""
    odd = [
        post(-9999),
        post(NOW + 1),
        counting.Post(math.nan, "a", "t"),
        counting.Post(math.inf, "a", "t"),
    ]
    with pytest.raises(Unavailable, match="without a single readable post"):
        counting.sift(odd, now=NOW, about_claude=True)
    for quiet, loud, expected in (
        (3, 0, "none"),
        (1, 1, "none"),
        (3, 7, "spike"),
        (0, 12, "strong"),
    ):
        people = [post(60 * i, author=f"a{i}") for i in range(loud)]
        calm = [post(120 + 900 * i, "colours of the prompt", f"b{i}") for i in range(quiet)]
        page = counting.sift(people + calm + odd, now=NOW, about_claude=True)
        assert counting.read(page, NOW, 3600).level == expected, (quiet, loud)


def test_authors_are_told_apart_and_not_named() -> None:
    """Case and blanks make no new person; no name is kept; titles are cut and harmless."""
    many = [post(i, author=name) for i, name in enumerate(["Ann", "ann ", "BOB"] * 7)]
    sifted = counting.sift(many, now=NOW, about_claude=True)
    assert {0, 1} == {hit.who for hit in sifted.hits}
    assert "ann" not in repr(sifted).lower()
    loud = [post(i, "Claude is down \x1b[31m" + "x" * 500) for i in range(20)]
    titles = {hit.title for hit in counting.sift(loud, now=NOW, about_claude=True).hits}
    assert {100} == {len(title) for title in titles}
    assert not any("\x1b" in title for title in titles)


def test_an_empty_title_lets_the_text_speak() -> None:
    """A report that is only "[BUG]" counts by what it says below; a real title goes first."""
    said = "API Error: 529 overloaded_error"
    mute = [counting.Post(NOW - i, f"a{i}", "[BUG]", "", said) for i in range(20)]
    assert len(counting.sift(mute, now=NOW, about_claude=True).hits) == 20
    spoken = [counting.Post(NOW - i, f"a{i}", "[BUG] colours", "", said) for i in range(20)]
    assert len(counting.sift(spoken, now=NOW, about_claude=True).hits) == 0


CASES: list[tuple[str, str, bool]] = [
    ("", "not known", False), ("none", "not known", False), ("none none", "quiet", False),
    ("none none none none", "quiet", False), ("none watch", "a few reports", False),
    ("watch watch watch watch", "a few reports", False),
    ("spike none none", "reports rising", False),
    ("strong none", "reports rising", False), ("spike watch watch", "reports rising", False),
    ("strong", "reports rising", False), ("spike spike", "reports rising", True),
    ("strong watch", "reports rising", True), ("none strong strong", "reports rising", True),
    ("watch none strong", "reports rising", True), ("odd odd", "not known", False),
    ("spike odd", "reports rising", False),
]  # fmt: skip


def crowd(levels: list[str]) -> tuple[str, bool]:
    """What the row of the crowd says of these levels, and whether the crowd confirms."""
    asked = zip(all_sources(), levels, strict=False)
    found = [Evidence(one.name, Outcome.MEASURED, facts={"level": said}) for one, said in asked]
    report = Report("", 0, Verdict(Side.UNKNOWN, Severity.NONE, "", Confidence.LOW, ""), (), (),
                    tuple(found), ())  # fmt: skip
    return steps(report)[1].state, holds(CROWD_CONFIRMS, facts_of(found)) is True


@pytest.mark.parametrize(("levels", "state", "sure"), CASES)
def test_all_sources_together(levels: str, state: str, sure: bool) -> None:
    """Two spikes confirm, or one strong and a watch, whichever they are; one alone never does.
    A word that is no level weighs nothing."""
    for order in set(itertools.permutations(levels.split())):
        shown, confirms = crowd(list(order))
        # Without a measured source nobody was asked.
        assert (state if levels else "not asked", sure) == (shown, confirms)


def test_the_sources_have_their_places() -> None:
    """The order that rules give as a reason, and the titles of the row."""
    named = {one.name: one.title for one in all_sources()}
    assert list(named) == ["downdetector", "github", "reddit", "hackernews"]
    assert list(named.values()) == ["Downdetector", "GitHub", "Reddit", "Hacker News"]


def test_the_simulation_holds(capsys: pytest.CaptureFixture[str]) -> None:
    """With bursty posting: confirmed by mistake in at most 0.2 % of quiet runs, and an outage of
    12 authors an hour confirmed in at least 95 % of runs between one and two hours of age."""
    mistaken = simulation.confirmed_by_mistake(1500)
    ages: tuple[float, ...] = (1.0, 1.5, 2.0)
    detect: Callable[[float], float] = lambda age: simulation.detected(500, age)  # noqa: E731
    found = [detect(age) for age in ages]
    with capsys.disabled():
        shown = ", ".join(f"{100 * f:.1f} % at {a:g} h" for f, a in zip(found, ages, strict=True))
        print(f"\nconfirmed by mistake {100 * mistaken:.2f} %; an outage found: {shown}", end="")
    assert mistaken <= 0.002
    assert min(found) >= 0.95
