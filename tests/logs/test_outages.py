"""Outages put together from what was seen: what belongs together, and what nobody saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.logs.outages import LEAST, SIDES, Sign, fails, outages, works
from claude_doctor.outside.history_row import Row

NOON = datetime(2026, 6, 20, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def bad(minutes: float, **more: Any) -> Row:
    facts = {"side": "server", "cause": "overloaded", "answer": "error", "http_status": 529}
    return Row(at=at(minutes), severity="down", **{"source": "check", **facts, **more})


def good(minutes: float, **more: Any) -> Row:
    facts = {"severity": "none", "side": "healthy", "cause": "healthy", "answer": "complete"}
    return Row(at=at(minutes), **{"source": "check", **facts, **more})


def sign(minutes: float, **more: Any) -> Sign:
    return Sign(at(minutes), **{"side": "server", "cause": "overloaded", "kind": "529", **more})


def test_one_outage_from_its_first_failure_to_its_last() -> None:
    """Between the good answers beside it, with the share of failed pings by kind."""
    cut = bad(20, answer="cut", http_status=200, cause="incomplete-stream")
    [one] = outages([good(-5), bad(0), bad(10), good(15), cut, good(31), good(40)])
    assert (at(0), at(20), at(-5), at(31)) == (one.first, one.last, one.good_before, one.good_after)
    assert (4, 3, {"529": 2, "cut": 1}) == (one.pings, one.failed, one.kinds)
    assert ("server", {"overloaded": 2, "incomplete-stream": 1}) == (one.side, one.causes)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([bad(0), bad(29)], 1),
        ([bad(0), good(10), bad(29)], 1),  # an overload lets some through
        ([bad(0), bad(100)], 1),  # nobody looked in between
        ([bad(0), good(50), bad(100)], 2),
        ([bad(0), bad(121)], 2),
        ([bad(0), bad(60), bad(120), bad(180)], 1),
        ([good(0), good(10)], 0),
        ([], 0),
    ],
)
def test_what_belongs_together(rows: Sequence[Row], count: int) -> None:
    """Failures near each other, whatever worked in between; further apart only where nothing
    did."""
    assert count == len(outages(rows))


def test_our_own_mistakes_are_no_outage() -> None:
    """A refused key or a limit neither makes nor ends one, nor counts among its pings."""
    own = [bad(n, side=side, http_status=401) for n, side in ((1, "client"), (2, "account"))]
    assert [] == outages(own)
    [one] = outages([bad(0), *own, bad(5)])
    assert (2, 2, None) == (one.pings, one.failed, one.good_after)


def test_a_degraded_answer_is_an_answer() -> None:
    """It works from here with a warning: that ends an outage. A keyless look at a red page, with no
    completion, ends none."""
    warned = good(40, severity="degraded", side="server", cause="incident-posted")
    [one] = outages([bad(0), warned])
    assert at(40) == one.good_after
    [one] = outages([bad(0), good(40, severity="degraded", side="server", answer=None)])
    assert one.good_after is None


def test_transcripts_alone_need_some() -> None:
    """A single failure of Claude Code's own is bad luck; with a verdict beside it, it is evidence,
    and tells that the outage began before anybody checked."""
    assert [] == outages([], [sign(n) for n in range(LEAST - 1)])
    assert 1 == len(outages([], [sign(n) for n in range(LEAST)]))
    [one] = outages([bad(8)], [sign(0, request_ids=("req_a",)), sign(9, retry=True)])
    assert (at(0), at(9)) == (one.first, one.last)
    assert {"transcript": 1, "check": 1, "retry": 1} == one.sources
    assert (1, 1, ("req_a",)) == (one.pings, one.failed, one.request_ids)


def test_a_hook_is_no_ping() -> None:
    """What Claude Code's hook told counts as seen, not among our pings."""
    [one] = outages([bad(0, source="hook"), bad(5, source="watch")])
    assert (1, {"hook": 1, "watch": 1}) == (one.pings, one.sources)


def test_the_pages_lag_is_measured() -> None:
    """By the time that the page gives its post, not by when this machine looked; with how often it
    was green meanwhile."""
    rows = [
        bad(0, page="operational"), bad(5, page="operational"),
        bad(30, page="partial_outage", page_since=at(13)), good(50, page="operational"),
    ]  # fmt: skip
    [one] = outages(rows)
    assert (timedelta(minutes=13), False) == (one.lag, one.admitted_seen)
    assert (3, 2) == (one.page, one.page_green)


def test_the_page_may_admit_it_when_it_is_over() -> None:
    """A later look tells when it was posted; one that is too late is about something else."""
    [one] = outages([bad(0, page="operational"), good(40, page="incident", page_since=at(20))])
    assert (timedelta(minutes=20), 1, 1) == (one.lag, one.page, one.page_green)
    [one] = outages([bad(0), good(300, page="incident", page_since=at(290))])
    assert one.lag is None


def test_an_older_incident_admits_nothing() -> None:
    """What was posted hours before is another one: most days have one open."""
    [one] = outages([bad(0, page="incident", page_since=at(-600))])
    assert (None, 1, 0) == (one.lag, one.page, one.page_green)
    [one] = outages([bad(0), bad(9, page="major_outage")])  # it does not tell since when
    assert (timedelta(minutes=9), True) == (one.lag, one.admitted_seen)


def test_whose_it_was() -> None:
    """The side that most failures were on; in doubt the service's before the path's."""
    [one] = outages([bad(0, side="network"), bad(1, side="network"), bad(2)])
    assert "network" == one.side
    [one] = outages([bad(0, side="unknown"), bad(1)])
    assert "server" == one.side


ROWS = st.lists(
    st.builds(
        lambda minutes, fails_, side: bad(minutes, side=side) if fails_ else good(minutes),
        st.integers(0, 3000), st.booleans(), st.sampled_from([*SIDES, "client"]),
    ),
    max_size=40,
)  # fmt: skip


@given(rows=ROWS)
def test_no_failure_is_lost_and_none_counted_twice(rows: list[Row]) -> None:
    """Whatever the order of things: each failure is in one outage, these follow each other, and the
    good answers beside one are outside it."""
    rows.sort(key=lambda row: row.at)
    found = outages(rows)
    assert sum(map(fails, rows)) == sum(one.sources.total() for one in found)
    for one in found:
        assert one.first <= one.last and one.failed == one.sources.total() <= one.pings
        assert one.good_before is None or one.good_before < one.first
        assert one.good_after is None or one.good_after > one.last
        beyond = [row for row in rows if works(row) and row.at > one.last]
        assert (one.good_after is None) == (not beyond)
    assert all(one.last < other.first for one, other in pairwise(found))
