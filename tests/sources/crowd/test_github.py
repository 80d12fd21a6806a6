"""GitHub's issue list: what counts, what is refused, and where the token goes."""

from __future__ import annotations

import json
import re
import time
from email.utils import formatdate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.outside.http import Answer
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.crowd import github
from tests.sources.crowd.peer import (
    SAMPLES,
    Asked,
    Peer,
    Reply,
    dead_address,
    iso,
    issues,
    measure,
    peer,
    posts,
)

needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")


def env(at: Peer | str, folder: Path, **more: str) -> dict[str, str]:
    """An environment that asks this peer."""
    url = at if isinstance(at, str) else at.url
    return {"CLAUDE_DOCTOR_GITHUB_URL": url, "CLAUDE_DOCTOR_CACHE_DIR": str(folder), **more}


@pytest.mark.parametrize(
    ("outage", "level"), [(0, "none"), (2, "none"), (3, "watch"), (7, "spike"), (14, "strong")]
)
def test_people_make_a_level(tmp_path: Path, outage: int, level: str) -> None:
    """So many people in the window, against a quiet past, are this level."""
    with peer(Reply(issues(outage))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert told.why is None
    assert (told.facts["level"], told.facts["authors"]) == (level, outage)
    assert told.facts["sampled"] == 80 + outage
    assert told.facts["http_status"] == 200
    assert told.facts["window_min"] == 60
    assert told.facts["covered_min"] == pytest.approx(8 * 60, abs=10)
    assert told.facts["newest_age_min"] < 2
    assert len(told.facts["spark"]) == 14
    assert sum(told.facts["spark"]) == outage


def test_what_the_reader_gets(tmp_path: Path) -> None:
    """One line with people, window and usual; three examples that lead to GitHub only."""
    with peer(Reply(issues(14))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert told.says == "14 people in 1 h (normally 0 or 1)"
    assert len(told.facts["examples"]) == 3
    for example in told.facts["examples"]:
        assert example["title"] == "Claude is down again"
        assert example["url"].startswith("https://github.com/anthropics/claude-code/issues/")
        assert example["at"].endswith("Z")
    assert told.facts["link"].startswith("https://github.com/anthropics/claude-code/issues")


def test_one_request_and_no_more(tmp_path: Path) -> None:
    """One GET of the newest issues, open and closed, without a credential."""
    with peer(Reply(issues(0))) as at:
        measure(github.SOURCE.probe, env(at, tmp_path, GITHUB_TOKEN="ghp_" + "s" * 30))
    assert [one.method for one in at.asked] == ["GET"]
    assert at.asked[0].path == github.PATH
    assert "state=all" in github.PATH
    assert "authorization" not in at.asked[0].headers


def test_pull_requests_and_programs_are_no_people(tmp_path: Path) -> None:
    """Pull requests, bots and odd items are left out; a deleted account is a person."""
    now = iso(time.time() - 60)
    loud = {"number": 1, "title": "Claude is down", "created_at": now}
    odd = [
        {**loud, "user": {"login": "a", "type": "User"}, "pull_request": {"url": "x"}},
        {**loud, "user": {"login": "b[bot]", "type": "User"}},
        {**loud, "user": {"login": "c", "type": "Bot"}},
        {**loud, "number": "1"}, {**loud, "title": None}, {**loud, "created_at": "soon"},
        {**loud, "created_at": 5}, None, 3, "x", [], {},
        {**loud, "user": None},
    ]  # fmt: skip
    with peer(Reply(json.dumps(odd + json.loads(issues(0))))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert (told.facts["authors"], told.facts["sampled"]) == (1, 81)


@pytest.mark.parametrize(("loud", "quiet", "level"), [(7, 3, "spike"), (0, 3, "none")])
def test_a_short_answer_is_judged(tmp_path: Path, loud: int, quiet: int, level: str) -> None:
    """Ten posts of which seven say "down" in the last hour are evidence; three quiet ones are a
    source that was measured and has nothing unusual."""
    with peer(Reply(issues(loud, quiet=quiet))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert (told.why, told.facts["level"], told.facts["sampled"]) == (None, level, loud + quiet)


REFUSALS = [
    (Reply("", 429, {"retry-after": "120"}), "rate limited until"),
    (Reply("{}", 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}), "rate"),
    (Reply('{"message":"API rate limit exceeded for 192.0.2.1"}', 403), "rate limited"),
    (Reply("", 429), "rate limited"),
    (Reply('{"message":"no"}', 403), r"refuses the request \(403\)"),
    (Reply("", 451), r"refuses the request \(451\)"),
    (Reply("x", 403, {"cf-mitigated": "challenge"}), "blocked by a Cloudflare challenge"),
    (Reply("{}", 401), r"credentials are rejected \(401\)"),
    (Reply("", 503), "answered 503"),
    (Reply("", 404), "answered 404"),
    (Reply("", 304), "304"),
    (Reply("<!DOCTYPE html><html>portal</html>"), "a web page instead of JSON"),
    (Reply(""), "not JSON"),
    (Reply("[" * 50_000), "not JSON"),
    (Reply('{"message":"hello"}'), "no list of issues"),
    (Reply("[]"), "without a single readable post|are not posts"),
    (Reply(b"[" + b" " * 3_000_000 + b"]"), "without a single readable post|are not posts"),
    (Reply(b" " * 3_000_000), "not JSON"),
    (Reply(b"[1," * 1_000_000), "without a single readable post|are not posts"),
    (Reply(b"x" * 3000, headers={"content-encoding": "gzip"}), "broken compressed body"),
    (Reply("", 302, {"location": "http://192.0.2.1/"}), "redirects to another site"),
]


@pytest.mark.parametrize(("reply", "why"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_is_no_answer_is_no_level(tmp_path: Path, reply: Reply, why: str) -> None:
    """A refusal, a wrong shape and nothing at all are unavailable and say why; never "none"."""
    with peer(reply) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert told.why is not None
    assert re.search(why, told.why), told.why
    assert "level" not in told.facts
    assert "link" in told.facts


def test_a_dead_and_a_silent_peer(tmp_path: Path) -> None:
    """Nobody there, and nobody answering: told apart, and in time."""
    told = measure(github.SOURCE.probe, env(dead_address(), tmp_path))
    assert told.why == "connection refused"
    with peer(Reply(issues(0), hang=30)) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path), seconds=0.5)
    assert told.took < 5
    with peer(Reply(issues(0), trickle=0.2)) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path), seconds=0.5)
    assert told.took < 5
    assert "level" not in told.facts


def test_a_stale_copy_is_no_answer(tmp_path: Path) -> None:
    """A list that ends five hours ago says nothing about now."""
    old = json.loads(issues(0))
    for item in old:
        item["created_at"] = iso(time.time() - 5 * 3600)
    with peer(Reply(json.dumps(old))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert told.why == "stale: the newest post is 5 h old"


@pytest.mark.parametrize("ahead", [-7200, 7200])
def test_our_own_wrong_clock_changes_nothing(tmp_path: Path, ahead: int) -> None:
    """Where the source's clock and ours differ by hours, ages are told by the source's."""
    shifted = json.loads(issues(7))
    for item, (at_, _, _) in zip(shifted, posts(7), strict=True):
        item["created_at"] = iso(at_ + ahead)
    date = formatdate(time.time() + ahead, usegmt=True)
    with peer(Reply(json.dumps(shifted), headers={"date": date})) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert (told.facts["level"], told.facts["authors"]) == ("spike", 7)


def test_a_flood_shortens_the_window(tmp_path: Path) -> None:
    """When a hundred issues cover twenty minutes, the window is those twenty minutes."""
    with peer(Reply(issues(14, quiet=80, span=1200))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert told.facts["window_min"] < 30
    assert told.facts["level"] == "strong"


def test_a_list_too_long_to_read_is_read_from_its_start(tmp_path: Path) -> None:
    """Of four megabytes the newest two count; the window follows what was read."""
    long = json.loads(issues(7, quiet=80))
    for item in long:
        item["body"] = "x" * 45_000
    with peer(Reply(json.dumps(long))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path))
    assert (told.facts["level"], told.facts["authors"]) == ("spike", 7)
    assert 40 < told.facts["sampled"] < 50
    assert told.facts["covered_min"] < 250


def test_a_moved_repository_is_followed(tmp_path: Path) -> None:
    """Without a token one redirect inside the same site is followed, and no more."""

    def answer(asked: Asked) -> Reply:
        moved = Reply("", 301, {"location": "/repositories/1/issues"})
        return moved if asked.path.startswith("/repos/") else Reply(issues(7))

    with peer(answer) as at:
        assert measure(github.SOURCE.probe, env(at, tmp_path)).facts["level"] == "spike"
    with peer(Reply("", 301, {"location": "/again"})) as at:
        assert measure(github.SOURCE.probe, env(at, tmp_path)).why == "redirects endlessly"
        assert len(at.asked) == 2


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "number", "created_at", "user", "login", "type", "body"]),
            inner,
        )
    ),
    max_leaves=20,
)


@given(ODD)
def test_any_json_is_a_page_or_a_reason(told: object) -> None:
    """Whatever JSON comes, the result is a page or a reason; never another exception."""
    answer = Answer("http://x/", 200, {}, json.dumps(told).encode(), 1)
    with pytest.raises(Unavailable):
        github.understood(answer, time.time())


TOKEN = "ghp_" + "s" * 30
OPTED = {"GITHUB_TOKEN": TOKEN, "CLAUDE_DOCTOR_USE_GITHUB_TOKEN": "1"}


def test_the_token_travels_only_on_request(tmp_path: Path) -> None:
    """With the user's word the token goes along, to this origin, and never after a redirect."""
    with peer(Reply(issues(0))) as other:

        def answer(asked: Asked) -> Reply:
            return Reply("", 302, {"location": other.url + "/x"})

        with peer(answer) as at:
            told = measure(github.SOURCE.probe, env(at, tmp_path, **OPTED))
        assert at.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert told.why == "redirects (302)"
        assert other.asked == []
    with peer(Reply(issues(0))) as at:
        told = measure(github.SOURCE.probe, env(at, tmp_path, **OPTED))
    assert told.facts["level"] == "none"
    assert TOKEN not in "".join(file.read_text() for file in tmp_path.iterdir())


def test_a_token_never_travels_in_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To plain http through somebody's proxy the request goes without the token, and says so."""
    with peer(Reply(issues(0))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        told = measure(github.SOURCE.probe, env("http://github.example", tmp_path, **OPTED))
    assert told.facts["level"] == "none"
    assert "authorization" not in proxy.asked[0].headers
    assert "without the token" in told.says


def test_the_cache_answers_for_a_while(tmp_path: Path) -> None:
    """A second check asks nobody, counts against its own clock, and says how old it is."""
    with peer(Reply(issues(7))) as at:
        first = measure(github.SOURCE.probe, env(at, tmp_path))
        second = measure(github.SOURCE.probe, env(at, tmp_path))
        assert len(at.asked) == 1
    assert "cached_s" not in first.facts
    assert second.facts["cached_s"] <= 2
    assert "(from the cache, " in second.says
    assert (second.facts["level"], second.facts["authors"]) == ("spike", 7)
    with peer(Reply(issues(0))) as other:
        third = measure(github.SOURCE.probe, env(other, tmp_path))
    assert third.facts["level"] == "none"


def test_refusals_are_remembered_as_long_as_they_last(tmp_path: Path) -> None:
    """A block is not tried again at once; a failure of the server is."""
    with peer(Reply("{}", 403)) as at:
        for _ in range(2):
            told = measure(github.SOURCE.probe, env(at, tmp_path))
        assert len(at.asked) == 1
        words = r"refuses the request \(403\) \(from the cache, \d s old\)"
        assert re.fullmatch(words, told.why or "")
        assert told.facts["http_status"] == 403
    with peer(Reply("{}", 503)) as at:
        for _ in range(2):
            measure(github.SOURCE.probe, env(at, tmp_path))
        assert len(at.asked) == 2
    for reset, lasts in (("30", 30), ("999999", 3600)):
        with peer(Reply("", 429, {"retry-after": reset})) as at:
            folder = tmp_path / reset
            measure(github.SOURCE.probe, env(at, folder))
            kept = json.loads(next(folder.iterdir()).read_text())
            assert kept["until"] - kept["at"] == pytest.approx(lasts, abs=1)


def test_an_aged_answer_is_asked_for_again_only_if_changed(tmp_path: Path) -> None:
    """After its time an answer's ETag is shown; "not modified" makes it fresh again."""

    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == 'W/"7"':
            return Reply("", 304)
        return Reply(issues(7), headers={"etag": 'W/"7"'})

    with peer(answer) as at:
        measure(github.SOURCE.probe, env(at, tmp_path))
        file = next(tmp_path.iterdir())
        aged = json.loads(file.read_text())
        file.write_text(json.dumps({**aged, "at": aged["at"] - 300, "until": aged["until"] - 300}))
        told = measure(github.SOURCE.probe, env(at, tmp_path))
        again = measure(github.SOURCE.probe, env(at, tmp_path))
        assert [one.headers.get("if-none-match") for one in at.asked] == [None, 'W/"7"']
    assert (told.facts["level"], told.facts["http_status"]) == ("spike", 304)
    assert "from the cache" not in told.says
    assert "from the cache" in again.says


@needs_samples
def test_the_samples() -> None:
    """The search answer holds two reports; alone they are judged under the prior."""
    shape = json.loads((SAMPLES / "github" / "SHAPE_search_issues.json").read_bytes())["items"]
    body = json.dumps(shape).encode()
    page = github.understood(Answer("http://x/", 200, {}, body, 1), time.time())
    assert (page.sampled, len(page.hits)) == (2, 2)
    more = shape + json.loads(issues(0))
    newest = 1782_000_000.0  # an hour after the two, whose times are invented
    for item in more[2:]:
        item["created_at"] = iso(newest - 20_000)
    answer = Answer("http://x/", 200, {}, json.dumps(more).encode(), 1)
    assert len(github.understood(answer, newest).hits) == 2


@needs_samples
def test_the_sample_of_a_rate_limit(tmp_path: Path) -> None:
    """The body alone, without headers, is told as a rate limit."""
    body = (SAMPLES / "github" / "SHAPE_rate_limited_403.json").read_bytes()
    with peer(Reply(body, 403)) as at:
        assert measure(github.SOURCE.probe, env(at, tmp_path)).why == "rate limited"
