"""Hacker News: the search, its shapes, and how few people it takes."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from claude_doctor.outside.http import Answer
from claude_doctor.sources.crowd import hackernews
from tests.sources.crowd.peer import SAMPLES, Peer, Reply, measure, peer, stories

needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")


def env(at: Peer, folder: Path) -> dict[str, str]:
    """An environment that asks this peer."""
    return {"CLAUDE_DOCTOR_HN_URL": at.url, "CLAUDE_DOCTOR_CACHE_DIR": str(folder)}


@pytest.mark.parametrize(
    ("outage", "level"), [(0, "none"), (2, "none"), (4, "watch"), (6, "spike"), (12, "strong")]
)
def test_people_make_a_level(tmp_path: Path, outage: int, level: str) -> None:
    """So many people in three hours are this level, against a quiet day."""
    with peer(Reply(stories(outage))) as at:
        told = measure(hackernews.SOURCE.probe, env(at, tmp_path))
    assert told.why is None
    assert (told.facts["level"], told.facts["authors"]) == (level, outage)
    assert (told.facts["window_min"], told.facts["spark_min"]) == (180, 90)
    assert 24 * 60 <= told.facts["covered_min"] <= 25 * 60
    for example in told.facts["examples"]:
        assert example["url"].startswith("https://news.ycombinator.com/item?id=")


def test_it_asks_for_every_story_that_names_claude(tmp_path: Path) -> None:
    """One search by date over the last day, not for outages alone; the same for an hour."""
    with peer(Reply(stories(0))) as at:
        measure(hackernews.SOURCE.probe, env(at, tmp_path))
    (asked,) = at.asked
    query = parse_qs(urlsplit(asked.path).query)
    assert urlsplit(asked.path).path == "/api/v1/search_by_date"
    assert (query["query"], query["tags"]) == (["claude"], ["story"])
    since = int(query["numericFilters"][0].removeprefix("created_at_i>"))
    assert since % 3600 == 0
    assert 24 * 3600 <= time.time() - since <= 25 * 3600


def test_a_full_page_reaches_only_as_far_as_it_goes(tmp_path: Path) -> None:
    """With as many hits as were asked for, the page may be cut: it covers what it holds."""
    with peer(Reply(stories(0, quiet=hackernews.HITS, span=6 * 3600))) as at:
        told = measure(hackernews.SOURCE.probe, env(at, tmp_path))
    assert told.facts["covered_min"] == pytest.approx(360, abs=10)


REFUSALS = [
    (Reply("", 429), "rate limited"),
    (Reply("", 500), "answered 500"),
    (Reply("<html></html>"), "web page"),
    (Reply("{}"), "no list of hits"),
    (Reply("[]"), "no list of hits"),
    (Reply('{"hits": {"a": 1}}'), "no list of hits"),
    (Reply('{"hits": []}'), "without a single readable post"),
    (Reply(json.dumps({"hits": [None, 1, {}, {"title": "Claude"}] * 30})), "are not posts"),
    (Reply(stories(0).replace('"objectID": "', '"objectID": "../')), "are not posts"),
    (Reply(re.sub(r'("created_at_i": )\d+', r"\g<1>1e99", stories(0))), "are not posts"),
    (Reply(re.sub(r'("created_at_i": )(\d+)', r'\1"\2"', stories(0))), "are not posts"),
    (Reply(re.sub(r'("created_at_i": )\d+', r"\1NaN", stories(0))), "are not posts"),
]


@pytest.mark.parametrize(("reply", "why"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_is_no_answer_is_no_level(tmp_path: Path, reply: Reply, why: str) -> None:
    """A refusal, a wrong shape and nothing at all are unavailable with their reason."""
    with peer(reply) as at:
        told = measure(hackernews.SOURCE.probe, env(at, tmp_path))
    assert told.why is not None
    assert why in told.why
    assert "level" not in told.facts


def test_a_dead_index_is_no_quiet_day(tmp_path: Path) -> None:
    """Half a day without a story that names Claude is a stale index."""
    old = re.sub(r'("created_at_i": )\d+', rf"\g<1>{int(time.time()) - 13 * 3600}", stories(0))
    with peer(Reply(old)) as at:
        told = measure(hackernews.SOURCE.probe, env(at, tmp_path))
    assert told.why == "stale: the newest post is 13 h old"


@needs_samples
def test_the_samples() -> None:
    """The real hit is read and is no report; the shape's hit is one."""
    hit = json.loads((SAMPLES / "hn" / "REAL_hit_object_2017.json").read_text())
    shape = json.loads((SAMPLES / "hn" / "SHAPE_search_by_date.json").read_text())
    assert _understood(shape, 1795348700).sampled == 1
    both = {"hits": [hit] * 20 + shape["hits"]}
    page = _understood(both, 1795348700)
    assert (page.sampled, [one.title for one in page.hits]) == (21, ["Tell HN: Claude is down"])


def _understood(told: object, now: float) -> hackernews.Page:
    answer = Answer("http://x/", 200, {}, json.dumps(told).encode(), 1)
    return hackernews.understood(answer, now, now - hackernews.REACH)
