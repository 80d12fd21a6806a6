"""Reddit, GitHub and Hacker News: an ordinary stream of posts, and reports of an outage in it.

Every title, name and text is invented. Reports come from different people, spread over the
scenario's minutes; the stream behind them is the same in every scenario.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from .answers import document
from .roles import Crowd
from .wire import Reply, Seen

_TROUBLE = (
    "API Error: 529 Overloaded on every request",
    "Claude is down for anyone else?",
    "[Bug] Anthropic API Error: 529 Overloaded",
    "Claude API outage right now",
    "Getting 500 Internal server error from Claude",
    "claude is down again",
    "overloaded_error from the Anthropic API since ten minutes",
    "[BUG] API Error: 529 overloaded_error, ten retries and nothing",
    "Is Claude down? Sonnet and Opus both fail",
    "503 Service unavailable from the Claude API",
)
_ORDINARY = (
    "Feature request: remember the window layout",
    "How do you organise your prompts for code review",
    "Docs: typo on the hooks page",
    "Show line numbers in the diff view",
    "My notes after a month with Claude Code",
    "Tab completion inserts a space too many",
    "Which model do you use for translations",
    "Add a setting for the spinner's colour",
    "Pasting an image from the clipboard on Wayland",
    "A small tool that sorts my bookmarks with Claude",
    "Themes: contrast of comments is too low",
    "What is your favourite slash command",
)
_STORIES = (
    "Show HN: A calendar that Claude fills",
    "What I learned from porting a compiler with Claude",
    "Claude and the art of small pull requests",
    "Ask HN: Do you review what Claude writes line by line?",
    "A year of Claude in a two-person company",
)
_BOTS = ("AutoModerator", "ClaudeAI-mod-bot")
_HELPERS = ("otter", "finch", "maple", "comet", "basil", "cedar", "ember", "pixel", "quill")


def person(kind: str, number: int) -> str:
    """An invented name."""
    return f"{kind}_{_HELPERS[number % len(_HELPERS)]}_{number}"


def posts(
    state: Crowd, now: datetime, every_min: float, count: int
) -> list[tuple[datetime, str, str]]:
    """Time, author and title, newest first: `count` posts, one each `every_min` minutes, and the
    reports among them."""
    stream = [
        (now - timedelta(minutes=every_min * (i + 0.4)), person("user", i), _ORDINARY[i % 12])
        for i in range(count)
    ]
    for i in range(state.authors):
        age = state.minutes * (i + 0.5) / state.authors
        row = (now - timedelta(minutes=age), person("dev", i), _TROUBLE[i % len(_TROUBLE)])
        stream.append(row)
    return sorted(stream, reverse=True)[:count]


def github(state: Crowd, seen: Seen, now: datetime) -> Reply:
    """The issue list, newest first; pull requests are in it, as on the real one."""
    limits = (
        ("x-ratelimit-limit", "60"),
        ("x-ratelimit-remaining", "57"),
        ("x-ratelimit-reset", str(int(now.timestamp()) + 1800)),
        ("x-ratelimit-resource", "core"),
    )
    url = urlsplit(seen.path)
    if not (url.path.startswith("/repos/") and url.path.endswith("/issues")):
        return document({"message": "Not Found", "status": "404"}, 404, *limits)
    # about 300 issues a day in the summer of 2026
    rows = [_issue(i, *post) for i, post in enumerate(posts(state, now, 4.8, 100))]
    try:
        most = int(parse_qs(url.query).get("per_page", ["30"])[0])
    except ValueError:
        most = 30
    return document(rows[: max(1, min(most, 100))], 200, *limits)


def _issue(place: int, when: datetime, author: str, title: str) -> dict[str, object]:
    number = 104_000 - place
    at = f"{when:%Y-%m-%dT%H:%M:%SZ}"
    home = "https://github.com/anthropics/claude-code"
    issue: dict[str, object] = {
        "url": f"https://api.github.com/repos/anthropics/claude-code/issues/{number}",
        "html_url": f"{home}/issues/{number}",
        "id": 3_000_000_000 + number,
        "number": number,
        "title": title,
        "user": {"login": author, "id": 9_000_000 + place, "type": "User"},
        "labels": [],
        "state": "closed" if place % 5 == 0 else "open",
        "state_reason": "duplicate" if place % 5 == 0 else None,
        "comments": place % 4,
        "created_at": at,
        "updated_at": at,
        "closed_at": at if place % 5 == 0 else None,
        "author_association": "NONE",
        "body": "",
    }
    if place % 11 == 7 and author.startswith("user"):
        issue["pull_request"] = {"html_url": f"{home}/pull/{number}"}
    return issue


def hacker_news(state: Crowd, seen: Seen, now: datetime) -> Reply:
    """The search by date. A story with the word in its title comes every forty minutes or so."""
    query = parse_qs(urlsplit(seen.path).query)
    since = 0
    for part in query.get("numericFilters", [""])[0].split(","):
        name, _, value = part.partition(">")
        if name.strip() == "created_at_i" and value.strip("= ").isdigit():
            since = int(value.strip("= "))
    found = [
        (now - timedelta(minutes=40 * i + 25), person("reader", i), _STORIES[i % len(_STORIES)])
        for i in range(35)
    ]
    for i in range(state.authors):
        age = state.minutes * (i + 0.5) / state.authors
        found.append((now - timedelta(minutes=age), person("hn", i), "Tell HN: Claude is down"))
    hits = [
        {
            "objectID": str(48_000_000 + i),
            "title": title,
            "author": author,
            "url": None,
            "points": 3 + i,
            "num_comments": i,
            "created_at": f"{when:%Y-%m-%dT%H:%M:%SZ}",
            "created_at_i": int(when.timestamp()),
            "_tags": ["story", f"author_{author}", f"story_{48_000_000 + i}"],
        }
        for i, (when, author, title) in enumerate(sorted(found, reverse=True))
        if when.timestamp() > since
    ]
    asked = {"query": query.get("query", [""])[0], "hitsPerPage": 50, "page": 0}
    body = {"hits": hits, "nbHits": len(hits), "nbPages": min(1, len(hits))} | asked
    return document(body | {"exhaustiveNbHits": True, "processingTimeMS": 3})


def _reddit_posts(state: Crowd, now: datetime) -> list[tuple[datetime, str, str, str]]:
    subs = ("ClaudeAI", "ClaudeCode", "Anthropic")
    rows = []
    for i, (when, author, title) in enumerate(posts(state, now, 9.0, 96)):
        if author == person("user", 5):
            author, title = "[deleted]", "[deleted by user]"
        rows.append((when, author, title, subs[i % 3]))
    for i, bot in enumerate(_BOTS):  # they echo the status page, so they are nobody's report
        when = now - timedelta(minutes=11 + 200 * i)
        rows.append((when, bot, "Claude Status Update: elevated errors", "ClaudeAI"))
    return sorted(rows, reverse=True)


def reddit(state: Crowd, seen: Seen, now: datetime) -> Reply:
    """www.reddit.com: Atom for everybody, and the token for programs that have an id."""
    path = urlsplit(seen.path).path
    if path == "/api/v1/access_token":
        if not seen.headers.get("authorization", "").startswith("Basic "):
            return document({"message": "Unauthorized", "error": 401}, 401)
        token = {"access_token": "loopback-token", "token_type": "bearer"}
        return document(token | {"expires_in": 86400, "scope": "*"})
    if not path.endswith(".rss"):
        return document({"message": "Forbidden", "error": 403}, 403)
    entries = "".join(_entry(i, *row) for i, row in enumerate(_reddit_posts(state, now)))
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{escape(path)}</id><title>newest submissions</title>"
        f"<updated>{now:%Y-%m-%dT%H:%M:%S}+00:00</updated>{entries}</feed>"
    )
    return Reply(
        200,
        (
            ("content-type", "application/atom+xml; charset=UTF-8"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-used", "1"),
            ("x-ratelimit-reset", "28"),
        ),
        feed.encode(),
    )


def _entry(place: int, when: datetime, author: str, title: str, sub: str) -> str:
    at = f"{when:%Y-%m-%dT%H:%M:%S}+00:00"
    link = f"https://www.reddit.com/r/{sub}/comments/1demo{place}/"
    published = "" if place % 17 == 3 else f"<published>{at}</published>"
    return (
        f"<entry><author><name>/u/{author}</name></author>"
        f'<category term="{sub}" label="r/{sub}"/><content type="html">&lt;p&gt;{escape(title)}'
        f'&lt;/p&gt;</content><id>t3_1demo{place}</id><link href="{link}"/>'
        f"<updated>{at}</updated>{published}<title>{escape(title)}</title></entry>"
    )


def reddit_oauth(state: Crowd, seen: Seen, now: datetime) -> Reply:
    """oauth.reddit.com: listings for programs that hold a token."""
    if seen.headers.get("authorization", "").lower() != "bearer loopback-token":
        return document({"message": "Unauthorized", "error": 401}, 401)
    parts = urlsplit(seen.path).path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "r" or parts[2] not in ("new", "comments"):
        return document({"message": "Not Found", "error": 404}, 404)
    rows = _reddit_posts(state, now) if parts[2] == "new" else []
    children = [_link(i, *row) for i, row in enumerate(rows)]
    listing = {"modhash": None, "dist": len(children), "children": children}
    return document(
        {"kind": "Listing", "data": listing | {"after": None, "before": None}},
        200,
        ("x-ratelimit-remaining", "99.0"),
        ("x-ratelimit-used", "1"),
        ("x-ratelimit-reset", "540"),
    )


def _link(place: int, when: datetime, author: str, title: str, sub: str) -> dict[str, object]:
    path = f"/r/{sub}/comments/1demo{place}/"
    return {
        "kind": "t3",
        "data": {
            "id": f"1demo{place}",
            "name": f"t3_1demo{place}",
            "title": title,
            "author": author,
            "subreddit": sub,
            "selftext": "",
            "permalink": path,
            "url": f"https://www.reddit.com{path}",
            "created": when.timestamp(),
            "created_utc": when.timestamp(),
            "score": 1,
            "num_comments": 0,
        },
    }
