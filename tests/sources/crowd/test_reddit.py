"""Reddit: the Atom feed without credentials, PRAW with them, and never past the deadline."""

from __future__ import annotations

import base64
import importlib
import json
import os
import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.outside.http import Answer
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.crowd import reddit
from tests import clock
from tests.sources.crowd.peer import (
    SAMPLES,
    Asked,
    Peer,
    Reply,
    Told,
    dead_address,
    feed,
    iso,
    listing,
    measure,
    peer,
)

needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")

ID, SECRET, TOKEN = "client-id-77", "very-secret-77", "bearer-token-77"


def env(
    at: Peer | str, folder: Path, oauth: str | None = None, login: bool = False
) -> dict[str, str]:
    """An environment that asks this peer, with credentials or without."""
    url = at if isinstance(at, str) else at.url
    asked = {
        "CLAUDE_DOCTOR_REDDIT_URL": url,
        "CLAUDE_DOCTOR_REDDIT_OAUTH_URL": oauth or url,
        "CLAUDE_DOCTOR_CACHE_DIR": str(folder),
    }
    return {**asked, "REDDIT_CLIENT_ID": ID, "REDDIT_CLIENT_SECRET": SECRET} if login else asked


@pytest.mark.parametrize(
    ("outage", "level"), [(0, "none"), (2, "none"), (3, "watch"), (7, "spike"), (14, "strong")]
)
def test_the_feed(tmp_path: Path, outage: int, level: str) -> None:
    """People in 45 minutes make a level, by one request for three subreddits at once."""
    with peer(Reply(feed(outage))) as at:
        told = measure(reddit.SOURCE.probe, env(at, tmp_path))
    assert told.why is None
    assert (told.facts["level"], told.facts["authors"]) == (level, outage)
    assert (told.facts["window_min"], told.facts["via"]) == (45, "atom")
    (asked,) = at.asked
    assert asked.path == "/r/ClaudeAI+ClaudeCode+Anthropic/new/.rss?limit=100"
    assert "authorization" not in asked.headers
    for example in told.facts["examples"]:
        assert example["url"].startswith("https://www.reddit.com/comments/a")


def entry(author: str, title: str = "Claude is down", kind: str = "t3", place: str = "x") -> str:
    """An entry of a minute ago, without `published`."""
    at = iso(time.time() - 60)
    return (
        f"<entry><author><name>/u/{author}</name></author><category term='{place}'/>"
        f"<id>{kind}_z1</id><updated>{at}</updated><title>{title}</title></entry>"
    )


def test_bots_mirrors_and_comments_are_no_people(tmp_path: Path) -> None:
    """Moderation bots, mirrors of the status page and comments do not count; deleted ones do,
    as one person."""
    more = "".join(
        [
            entry("AutoModerator"), entry("ClaudeAI-mod-bot"), entry("status_bot"),
            entry("isdownapp"), entry("a", place="Claude_reports"), entry("b", kind="t1"),
            entry("c", place="outagealerts"),
            "<entry><id>t3_q</id><title>Claude is down</title></entry>", "<entry/>",
            entry("[deleted]"), entry("[deleted]"), entry("Ann"), entry("ann"),
        ]
    )  # fmt: skip
    with peer(Reply(feed(0, more=more))) as at:
        told = measure(reddit.SOURCE.probe, env(at, tmp_path))
    assert told.facts["authors"] == 2


RESET = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "30"}
LOL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><feed>&a;</feed>'
REFUSALS = [
    (Reply("<html>whoa there, pardner!</html>", 403), r"blocks this network (403)"),
    (Reply("<p>You've been blocked by network security.</p>", 403), "blocks this network (403)"),
    (Reply("<!doctype html><title>Log in</title>"), "a web page instead of a feed"),
    (Reply("", 429, RESET), "rate limited until"),
    (Reply("", 302, {"location": "/login/?reason=lor2"}), "redirects to its login page"),
    (Reply("", 302, {"location": "https://elsewhere.example/"}), "redirects to another site"),
    (Reply("", 500), "answered 500"),
    (Reply(LOL), "unsafe XML"),
    (Reply(LOL.encode("utf-16")), "not an Atom feed"),
    (Reply(LOL.replace("1.0\"", "1.0\" encoding=\"cp037\"").encode("cp037")), "not an Atom feed"),
    (Reply("<a>" * 600_000), "unsafe XML"),
    (Reply("<a>" * 10_000), "not an Atom feed"),
    (Reply(feed(3)[:4000]), "not an Atom feed"),
    (Reply(""), "not an Atom feed"),
    (Reply('{"kind": "Listing"}'), "not an Atom feed"),
    (Reply("<rss/>"), "an unexpected format"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "why"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_is_no_feed_is_no_level(tmp_path: Path, reply: Reply, why: str) -> None:
    """A block, a login, a limit, XML with declarations or too little: the reason, no level."""

    def answer(asked: Asked) -> Reply:
        return Reply("<html>log in") if asked.path.startswith("/login") else reply

    with peer(answer) as at:
        told = measure(reddit.SOURCE.probe, env(at, tmp_path))
    assert told.why is not None
    assert why in told.why
    assert "level" not in told.facts
    assert told.facts["link"] == "https://www.reddit.com/r/ClaudeAI+ClaudeCode+Anthropic/new/"


def api(token: Reply | None = None, posts: Reply | None = None) -> Callable[[Asked], Reply]:
    """Reddit's two addresses in one: a token for the right login, the listing for the token."""

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/api/v1/access_token"):
            basic = base64.b64encode(f"{ID}:{SECRET}".encode()).decode()
            if asked.headers.get("authorization") != f"Basic {basic}":
                return Reply('{"message": "Unauthorized", "error": 401}', 401)
            good = {
                "access_token": TOKEN,
                "token_type": "bearer",
                "expires_in": 86400,
                "scope": "*",
            }
            return token or Reply(json.dumps(good))
        if asked.headers.get("authorization") != f"bearer {TOKEN}":
            return Reply("{}", 401)
        return posts or Reply(listing(7), headers={"x-ratelimit-remaining": "0.0"})

    return answer


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Loading PRAW takes from the source's four seconds what a busy machine does not have."""
    importlib.import_module("claude_doctor.sources.crowd.reddit.by_praw")


def by_praw(
    folder: Path, answer: Callable[[Asked], Reply], seconds: float = 6.0
) -> tuple[Told, Peer]:
    """Run the probe with credentials against this peer."""
    with peer(answer) as at:
        told = measure(reddit.SOURCE.probe, env(at, folder, login=True), seconds)
    return told, at


def test_praw_asks_once(tmp_path: Path) -> None:
    """With credentials: one token, one listing, however many more pages there are."""
    told, at = by_praw(tmp_path, api())
    assert told.why is None
    assert (told.facts["level"], told.facts["authors"]) == ("spike", 7)
    assert (told.facts["via"], told.facts["http_status"]) == ("praw", 200)
    assert [one.path.split("?")[0] for one in at.asked] == [
        "/api/v1/access_token", "/r/ClaudeAI+ClaudeCode+Anthropic/new",
    ]  # fmt: skip
    assert b"grant_type=client_credentials" in at.asked[0].body
    assert "limit=100" in at.asked[1].path
    assert at.asked[1].headers["user-agent"].startswith("python:claude-doctor:")


def test_credentials_are_kept_nowhere(tmp_path: Path) -> None:
    """The cache answers the second check, and holds neither login nor token."""
    with peer(api()) as at:
        measure(reddit.SOURCE.probe, env(at, tmp_path, login=True))
        told = measure(reddit.SOURCE.probe, env(at, tmp_path, login=True))
        assert len(at.asked) == 2
    assert "from the cache" in told.says
    stored = "".join(file.read_text() for file in tmp_path.iterdir())
    assert not any(secret in stored for secret in (ID, SECRET, TOKEN))


HTML = Reply("<!doctype html><title>blocked</title>", 200, {"content-type": "text/html"})
LIMIT = Reply("{}", 429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "240"})
ODD_TOKEN = Reply('{"access_token":"x","expires_in":"soon","scope":5}')
REDIRECT = Reply("", 302, {"location": "http://192.0.2.1/steal"})
TROUBLE = [
    (api(token=Reply('{"error": 401}', 401)), r"the credentials are rejected (401)", 1),
    (api(token=Reply('{"error": "invalid_grant"}')), "are rejected (invalid_grant)", 1),
    (api(token=Reply("{}", 403)), "refuses the request (403)", 1),
    (api(token=LIMIT), "rate limited until", 1),
    (api(token=Reply("", 503)), "answered 503", 1),
    (api(token=HTML), "a web page instead of JSON", 1),
    (api(token=replace(REDIRECT, body=b" " * 3_000_000)), "more than 2 MiB", 1),
    (api(token=REDIRECT), "redirects (302)", 1),
    (api(token=Reply("{}")), "the token request in an unexpected format", 1),
    (api(token=Reply("[]")), "the token request in an unexpected format", 1),
    (api(token=Reply('"error"')), "in an unexpected format", 1),
    (api(token=ODD_TOKEN), "in an unexpected format", 1),
    (api(posts=Reply("{}", 401)), "the credentials are rejected (401)", 2),
    (api(posts=Reply("{}", 403)), "refuses the request (403)", 2),
    (api(posts=LIMIT), "rate limited until", 2),
    (api(posts=Reply("", 503)), "answered 503", 2),
    (api(posts=HTML), "a web page instead of JSON", 2),
    (api(posts=REDIRECT), "redirects (302)", 2),
    (api(posts=Reply("{}")), "no listing", 2),
    (api(posts=Reply('{"data": {"children": [1, null, {"kind": "t3"}]}}')), "readable post", 2),
    (api(posts=Reply("[" * 90_000)), "a web page instead of JSON", 2),
    (api(posts=Reply(b" " * 3_000_000)), "more than 2 MiB", 2),
    (api(posts=Reply("x", headers={"content-encoding": "br"})), "not requested", 2),
    (api(posts=Reply(listing(7), headers={
        "x-ratelimit-remaining": "many", "x-ratelimit-used": "?"})), None, 2),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "why", "requests"), TROUBLE)
def test_praw_in_trouble(
    tmp_path: Path, answer: Callable[[Asked], Reply], why: str | None, requests: int
) -> None:
    """Every refusal is told in words, at once, without a second try; odd headers hurt nothing."""
    told, at = by_praw(tmp_path, answer)
    assert len(at.asked) == requests
    assert clock.soon(told.took, 0, slack=3)
    if why is None:
        assert told.facts["level"] == "spike"
        return
    assert told.why is not None
    assert why in told.why
    assert "level" not in told.facts


HANGING = {
    "token": api(token=Reply("{}", hang=60)),
    "api": api(posts=Reply("{}", hang=60)),
    "trickling token": api(token=Reply("{" + " " * 500, trickle=0.3)),
    "trickling api": api(posts=Reply(listing(7), trickle=0.3)),
}


@pytest.mark.parametrize("name", HANGING)
def test_a_hanging_reddit_ends_in_time(tmp_path: Path, name: str) -> None:
    """Hung or trickling, at the token or at the list: the step ends by its deadline."""
    told, _ = by_praw(tmp_path, HANGING[name], seconds=1.0)
    assert told.why is not None
    assert clock.soon(told.took, 1)
    assert "level" not in told.facts


def test_the_source_has_four_seconds(tmp_path: Path) -> None:
    """Even with a minute left, a hung API ends after the source's own patience."""
    told, _ = by_praw(tmp_path, HANGING["api"], seconds=60)
    assert 3.5 < told.took < 20
    assert told.why in ("no answer within 4 s", "no answer in time")


def test_a_closed_port(tmp_path: Path) -> None:
    """Nobody there: one word for what broke, at once, and no second try."""
    told = measure(reddit.SOURCE.probe, env(dead_address(), tmp_path, login=True))
    assert told.why == "connection refused"
    assert clock.soon(told.took, 0, slack=3)


def test_two_origins(tmp_path: Path) -> None:
    """The login goes to the token's address alone, the token to the API's alone."""
    with peer(api()) as one, peer(api()) as two:
        told = measure(reddit.SOURCE.probe, env(one, tmp_path, two.url, login=True))
    assert told.facts["level"] == "spike"
    assert [asked.headers["authorization"][:5] for asked in one.asked] == ["Basic"]
    assert [asked.headers["authorization"] for asked in two.asked] == [f"bearer {TOKEN}"]


@pytest.mark.parametrize("which", [0, 1])
def test_credentials_never_travel_in_clear(tmp_path: Path, which: int) -> None:
    """Plain http elsewhere than on this machine, for either address: not asked, and told so."""
    with peer(api()) as at:
        urls = [at.url, at.url]
        urls[which] = "http://192.0.2.1"
        told = measure(reddit.SOURCE.probe, env(urls[0], tmp_path, urls[1], login=True))
        assert at.asked == []
    assert told.why == "not asked: the credentials would travel unencrypted"


def test_one_half_of_a_login_is_none(tmp_path: Path) -> None:
    """An id without a secret, or blanks for one: the feed is read."""
    with peer(Reply(feed(0))) as at:
        half = {**env(at, tmp_path), "REDDIT_CLIENT_ID": ID, "REDDIT_CLIENT_SECRET": "  "}
        assert measure(reddit.SOURCE.probe, half).facts["via"] == "atom"


def test_nothing_of_the_machine_steers_praw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `praw.ini` here and at home, `praw_…` variables and a `.netrc` change nothing and get
    nothing: not even a broken one."""
    with peer(Reply("{}", 500)) as thief:
        home = tmp_path / "home"
        (home / ".config").mkdir(parents=True)
        for name in (tmp_path / "praw.ini", home / ".config" / "praw.ini"):
            name.write_text(f"[DEFAULT]\noauth_url={thief.url}\nreddit_url={thief.url}\nbroken")
        (home / ".netrc").write_text("machine 127.0.0.1 login thief password netrc-77\n")
        (home / ".netrc").chmod(0o600)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
        monkeypatch.setenv("praw_username", "u")
        monkeypatch.setenv("praw_password", "p")
        monkeypatch.setenv("praw_site", "nowhere")
        told, at = by_praw(tmp_path / "cache", api())
        assert told.facts["level"] == "spike"
        assert b"client_credentials" in at.asked[0].body
        assert at.asked[1].headers["authorization"] == f"bearer {TOKEN}"
        assert thief.asked == []


def test_the_proxy_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy on this machine carries PRAW's requests, too."""
    with peer(api()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        told = measure(reddit.SOURCE.probe, env("http://localhost:9", tmp_path, login=True))
    assert len(proxy.asked) >= 1
    assert proxy.asked[0].path.startswith("http://localhost:9/")
    assert told.why is not None


def test_praw_loads_only_with_credentials(tmp_path: Path) -> None:
    """Without credentials neither PRAW nor requests is imported; a probe's import is light."""
    script = textwrap.dedent(
        f"""
        import sys
        from claude_doctor.sources.crowd import downdetector, github, hackernews, reddit
        heavy = {{"httpx", "bs4", "praw", "requests"}} & set(sys.modules)
        assert not heavy, heavy
        from tests.sources.crowd.peer import Reply, feed, measure, peer
        with peer(Reply(feed(0))) as at:
            told = measure(reddit.SOURCE.probe, {{"CLAUDE_DOCTOR_REDDIT_URL": at.url,
                                          "CLAUDE_DOCTOR_CACHE_DIR": {str(tmp_path)!r}}})
        assert told.facts["level"] == "none", told
        assert not {{"bs4", "praw", "requests"}} & set(sys.modules)
        """
    )
    _python(script)


def test_a_hung_thread_does_not_hold_the_exit(tmp_path: Path) -> None:
    """The process leaves at once after a run whose PRAW still hangs."""
    script = textwrap.dedent(
        f"""
        import time
        from claude_doctor.sources.crowd import reddit
        from tests.sources.crowd.peer import Reply, measure, peer
        with peer(Reply("", hang=60)) as at:
            told = measure(reddit.SOURCE.probe, {{
                "CLAUDE_DOCTOR_REDDIT_URL": at.url, "CLAUDE_DOCTOR_REDDIT_OAUTH_URL": at.url,
                "REDDIT_CLIENT_ID": "client", "REDDIT_CLIENT_SECRET": "secret",
                "CLAUDE_DOCTOR_CACHE_DIR": {str(tmp_path)!r}}}, 1.0)
            assert told.why, told
            print(time.time(), flush=True)
        """
    )
    left = float(_python(script).stdout)
    assert time.time() - left < 20  # it hangs for 60


def _python(script: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


@needs_samples
@pytest.mark.parametrize("name", ["old", "new_2026"])
def test_the_sampled_block_pages(tmp_path: Path, name: str) -> None:
    """Both block pages are told as what they are, and remembered."""
    body = (SAMPLES / "reddit" / f"EXCERPT_403_block_page_{name}.html").read_bytes()
    with peer(Reply(body, 403)) as at:
        assert measure(reddit.SOURCE.probe, env(at, tmp_path)).why == "blocks this network (403)"
        again = measure(reddit.SOURCE.probe, env(at, tmp_path)).why
        assert re.fullmatch(
            r"blocks this network \(403\) \(from the cache, \d s old\)", again or ""
        )
        assert len(at.asked) == 1


@needs_samples
@pytest.mark.parametrize(
    ("name", "now", "usable"),
    [
        ("SHAPE_atom_listing__live-shape-2026-10-02.xml", "2026-10-01T12:30:00+00:00", 1),
        ("SHAPE_atom_r_ClaudeAI_search__live-shape-2026-08-29.xml", "2026-08-29T12:39:44+00:00", 1),
    ],
)
def test_the_sampled_feeds(name: str, now: str, usable: int) -> None:
    """Both live shapes are read (the comment is left out); alone they are a page, too."""
    body = (SAMPLES / "reddit" / name).read_bytes()
    assert reddit.fed(_answer(body), _moment(now)).sampled == usable
    text = body.decode()
    one = text[text.index("<entry>") : text.index("</entry>") + 8].replace("Is $49", "Claude down")
    page = reddit.fed(_answer(text.replace("</feed>", one * 20 + "</feed>").encode()), _moment(now))
    assert page.sampled == 20 + usable


@needs_samples
@pytest.mark.parametrize("name", ["TestSubreddit.test_search", "TestSubredditListings.test_new"])
def test_the_sampled_listings(name: str) -> None:
    """Real recordings of the API are read, post by post."""
    told = json.loads((SAMPLES / "reddit" / f"listing_extract__{name}.json").read_text())
    now = max(child["data"]["created_utc"] for child in told["data"]["children"]) + 60
    assert reddit.listed(_answer(json.dumps(told).encode()), now).sampled == 3
    told["data"]["children"] *= 7
    page = reddit.listed(_answer(json.dumps(told).encode()), now)
    assert (page.sampled, page.hits) == (21, ())


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: f"<feed>{t}".encode()))
def test_any_bytes_are_a_page_or_a_reason(body: bytes) -> None:
    """Whatever comes, feed and listing end in a reason; never in another exception."""
    for read in (reddit.fed, reddit.listed):
        with pytest.raises(Unavailable):
            read(_answer(body), time.time())


def _answer(body: bytes) -> Answer:
    return Answer("http://x/", 200, {}, body, 1)


def _moment(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()
