"""Counting requests and their retries, pauses, bins, spans of time."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures.classify import by_id
from claude_doctor.logs import tally
from claude_doctor.logs.collect import Collected
from claude_doctor.logs.events import Event
from claude_doctor.render.logs import MOST_BINS, document
from tests.logs.records import NOW, failure, found, retry, write

ROW = by_id("overloaded")


@pytest.mark.parametrize(
    ("pauses", "fed"),
    [
        ([500, 500, 500], True),
        ([1, 1, 1, 1], True),
        ([0, 0, 0], True),
        ([5000, 4000, 5500], True),
        ([541, 1100, 2300, 4100], False),
        ([60_000, 60_000, 60_000], False),  # `retry-after`: patient
        ([32_000, 32_000, 33_000], False),  # the cap, its beginning not seen
        ([500, 500], None),  # too few to tell
    ],
)
def test_who_feeds_the_loop(pauses: list[float], fed: bool | None, tmp_path: Path) -> None:
    """Retries without growing pauses, unless each of them is long."""
    records = [retry(n, pause) for n, pause in enumerate(pauses, 1)]
    got = found(write(tmp_path / "a.jsonl", *records, failure(1)))
    assert fed is got["loop"]["fed"]
    if fed:
        assert len(pauses) + 1 == got["loop"]["worst"]["sent"]


def test_pauses_with_jitter_grow() -> None:
    """Doubling pauses with a quarter of jitter either way are never taken for steady ones."""

    @given(st.lists(st.floats(0.75, 1.25), min_size=3, max_size=10))
    def check(jitter: list[float]) -> None:
        pauses = [min(500 * 2**n, 32_000) * by for n, by in enumerate(jitter)]
        assert not tally.is_steady(pauses)

    check()


def test_how_often_a_request_was_sent(tmp_path: Path) -> None:
    """Retries and the failure after them are one request; a new first attempt is a new one."""
    got = found(
        write(
            tmp_path / "a.jsonl",
            retry(1, 500), retry(2, 1000), failure(1),  # sent 3 times, failed
            retry(1, 500, 2),  # sent twice, went through
            retry(1, 500, 3), retry(2, 900, 3),  # sent 3 times, went through
            failure(300),  # hours later: another, sent once
            retry(7, 500, 301, sessionId="t"),  # its first retries are not here
        )
    )  # fmt: skip
    requests = got["requests"]
    assert (2, 3) == (requests["failed"], requests["recovered"])
    assert {"1": 1, "2": 1, "3": 2, "8": 1} == requests["sent_times"]
    assert 17 == requests["sent"]


def test_conversations_beside_each_other(tmp_path: Path) -> None:
    """A sub-agent's retries in the same file are its own."""
    lines = []
    for n in (1, 2, 3):
        lines += [retry(n, 500, n), retry(n, 700, n, isSidechain=True)]
    assert {"4": 2} == found(write(tmp_path / "a.jsonl", *lines))["requests"]["sent_times"]


def test_a_retry_and_its_failure_are_one_request(tmp_path: Path) -> None:
    """Whether a record says that it is no sub-agent's, or says nothing of it."""
    lines = [retry(1, 500), retry(2, 900), failure(1, isSidechain=False)]
    assert {"3": 1} == found(write(tmp_path / "a.jsonl", *lines))["requests"]["sent_times"]


def test_memory_is_bounded() -> None:
    """However many times there are, the bins become wider, and no failure is lost."""
    counts = tally.Tally()
    for n in range(60_000):
        counts.failure(Event(ROW, None, False), float(n * 86_400))
    assert len(counts.bins) <= tally.BINS
    assert 60_000 == sum(counts.bins.values())


def test_the_timeline_holds_every_failure() -> None:
    """However many bins there are, few enough are shown, in order, and each failure is in one."""
    got = Collected(None, NOW)
    for n in range(9000):
        at = NOW.timestamp() - 997 * n
        got.take(Event(by_id("overloaded" if n % 3 else "key-rejected"), at, n % 2 == 0))
    shown = document(got)["timeline"]
    bins, width = shown["bins"], shown["width_s"]
    assert 100 < len(bins) <= MOST_BINS
    times = [datetime.fromisoformat(one["at"]) for one in bins]
    assert all(before < after for before, after in pairwise(times))
    assert all(at.timestamp() % width == 0 for at in times)
    assert 4500 == sum(one["failures"] for one in bins) == sum(one["retries"] for one in bins)
    for row in ("overloaded", "key-rejected"):
        counted = sum(one["causes"].get(row, 0) for one in bins)
        assert counted == got.tally.causes[row].failures


def test_ids_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound copies cannot be told, and that is said."""
    monkeypatch.setattr(tally, "KEYS", 10)
    counts = tally.Tally()
    assert not any(counts.is_copy(n) for n in range(20))
    assert counts.is_copy(3)
    assert not counts.complete
