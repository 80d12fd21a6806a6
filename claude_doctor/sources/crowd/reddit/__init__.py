"""Reddit: what r/ClaudeAI, r/ClaudeCode and r/Anthropic post right now.

Without credentials the Atom feed: the JSON answers 403 to everybody since 2026-05-28 (r/modnews
1tq9vxo), the feed still answered on 2026-10-03, about once a minute for an address. With them,
PRAW. r/ClaudeAI moves outage posts to megathreads, so a quiet Reddit says less than a loud one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

from ....engine import patience
from ....engine.facts import Fact
from ....engine.sheet import Sheet
from ....outside.http import Answer
from ....outside.transport import Unavailable, Unreached
from ....outside.world import World
from .._counting import Page, Post, read, sift
from .._refusals import Refused, check, is_html, offset
from .._source import Fresh, Source, facts_of, fresh_enough, hear, tell
from .login import Login

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LEVEL: Fact[str] = Fact("reddit", "level", "how unusual the reports are: none to strong")
VIA: Fact[str] = Fact(
    "reddit", "via", "how it was asked: atom (no credentials) or praw", report_only=True
)
FACTS: Final = facts_of("reddit")

WINDOW: Final = 45 * 60.0
# Two million people a week read r/ClaudeAI (2026): hours without a post are a stale copy.
STALE: Final = 3 * 60 * 60.0

#: The feed and the token, and PRAW: the variable and the origin.
ATOM: Final = ("CLAUDE_DOCTOR_REDDIT_URL", "https://www.reddit.com")
OAUTH: Final = ("CLAUDE_DOCTOR_REDDIT_OAUTH_URL", "https://oauth.reddit.com")
WHERE: Final = "r/ClaudeAI+ClaudeCode+Anthropic/new"
LINK: Final = f"https://www.reddit.com/{WHERE}/"
LIMIT: Final = 100

_ATOM = "{http://www.w3.org/2005/Atom}"
# A feed of 100 posts has about 1,500 tags; its content is escaped. Bounds the parser's memory.
_TAGS = 20_000


@cache
def _submission() -> Any:
    """A post of Reddit's OAuth API; pydantic is loaded when there is one. `author` is null or
    "[deleted]" for a deleted account."""
    from pydantic import BaseModel, Field

    from .._shapes import DELETED, Seconds

    class Submission(BaseModel):
        id: Annotated[str, Field(pattern=r"^[a-z0-9]{1,12}$")]
        title: str
        created_utc: Seconds
        author: str | None = None
        subreddit: str = ""

        def post(self) -> Post | None:
            """The post; None for bots and mirrors."""
            who = self.author or DELETED
            return reddit_post(self.created_utc, who, self.title, self.id, self.subreddit)

    return Submission


# The status page's echo is not a witness: moderation bots and mirrors of it (seen in 2026).
_MIRRORS = {"claude_reports", "outagealerts"}
_BOTS = {"automoderator", "claudeai-mod-bot", "isdownapp"}


def reddit_post(at: float, author: str, title: str, name: str, subreddit: str) -> Post | None:
    """A post of Reddit; None for what bots and mirrors publish."""
    who = author.strip().removeprefix("/u/").removeprefix("u/").lower()
    if who in _BOTS or who.endswith(("-bot", "_bot")) or subreddit.lower() in _MIRRORS:
        return None
    return Post(at, who, title, f"https://www.reddit.com/comments/{name}")


async def run(world: World, sheet: Sheet) -> None:
    """Ask, count, say."""
    sheet.put(FACTS.link, LINK)
    login = _login(world)
    address = world.settings.address(*ATOM)
    url = f"{address}/{WHERE}/.rss?limit={LIMIT}"
    sheet.put(VIA, "praw" if login else "atom")

    async def ask(conditions: Mapping[str, str]) -> Fresh[Page]:
        now = world.now().timestamp()
        if login:
            answer = await _by_praw(world, login)
        else:
            answer = await world.fetch(url, headers=conditions, timeout=patience.CROWD, redirects=2)
        sheet.put(FACTS.http_status, answer.status)
        if urlsplit(answer.url).path.startswith("/login"):
            raise Refused("redirects to its login page", "blocked")
        check(answer, now)
        if answer.status == 304:
            return Fresh(None, answer.status, answer.headers)
        page = (listed if login else fed)(answer, now, world.secrets)
        return Fresh(page, answer.status, answer.headers)

    if login:
        address = f"{address} {login.oauth_url}"
    heard = await hear(
        world, sheet, FACTS, Page, ask, address=address, url=url, keyed=login is not None
    )
    now = world.now().timestamp()
    fresh_enough(heard.seen, now, STALE)
    tell(sheet, FACTS, LEVEL, heard, read(heard.seen, now, WINDOW), WINDOW)


def _login(world: World) -> Login | None:
    """The credentials; None without. Unavailable, when they would travel unencrypted."""
    settings = world.settings
    client, secret = settings.secret("REDDIT_CLIENT_ID"), settings.secret("REDDIT_CLIENT_SECRET")
    if client is None or secret is None:
        return None
    reddit, oauth = settings.address(*ATOM), settings.address(*OAUTH)
    for url in (reddit, oauth):
        if not world.key_may_travel(url):
            raise Unavailable("not asked: the credentials would travel unencrypted")
    bundle = world.env.get("SSL_CERT_FILE") or world.env.get("SSL_CERT_DIR") or True
    return Login(
        reddit,
        oauth,
        client.get_secret_value(),
        secret.get_secret_value(),
        bundle,
    )


async def _by_praw(world: World, login: Login) -> Answer:
    """PRAW's answer, from a thread that is left behind when it does not return in time."""
    seconds = world.left(patience.CROWD)
    ends = time.monotonic() + seconds
    try:
        async with asyncio.timeout(seconds):
            answer = await world.in_thread(_listing, login, ends)
    except TimeoutError:
        raise Unreached("silent", f"no answer within {seconds:.3g} s") from None
    world.answers += 1
    return answer


def _listing(login: Login, ends: float) -> Answer:
    from .by_praw import listing

    return listing(login, WHERE, LIMIT, ends)


def fed(answer: Answer, now: float, secrets: tuple[str, ...] = ()) -> Page:
    """The page in an Atom feed; Unavailable, when it is none."""
    from xml.etree import ElementTree

    if is_html(answer):
        raise Unavailable("answered with a web page instead of a feed")
    # Text, not bytes: an encoding of the sender's choice could hide the declarations.
    text = answer.text.lstrip("\ufeff")
    if "<!doctype" in text.lower() or "<!entity" in text.lower() or text.count("<") > _TAGS:
        raise Unavailable("answered with unsafe XML")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise Unavailable("answered with something that is not an Atom feed") from None
    if root.tag != f"{_ATOM}feed":
        raise Unavailable("answered in an unexpected format: not an Atom feed")
    return _sifted(_entries(root), answer, now, secrets)


def _entries(root: Element) -> Iterator[Post | None]:
    from .._shapes import moment

    for entry in root.iter(f"{_ATOM}entry"):
        kind, _, name = entry.findtext(f"{_ATOM}id", "").strip().partition("_")
        told = entry.findtext(f"{_ATOM}published") or entry.findtext(f"{_ATOM}updated")
        at = moment(told or "")
        place = entry.find(f"{_ATOM}category")
        # Comments (t1) bear the title of the post that they answer.
        if kind != "t3" or at is None or not (name.isascii() and name.isalnum()):
            continue
        yield reddit_post(
            at,
            entry.findtext(f"{_ATOM}author/{_ATOM}name") or "[deleted]",
            entry.findtext(f"{_ATOM}title") or "",
            name,
            "" if place is None else place.get("term", ""),
        )


def listed(answer: Answer, now: float, secrets: tuple[str, ...] = ()) -> Page:
    """The page in a listing of the OAuth API; Unavailable, when it is none."""
    told = answer.json()
    data = told.get("data") if isinstance(told, dict) else None
    children = data.get("children") if isinstance(data, dict) else None
    if not isinstance(children, list):
        raise Unavailable("answered in an unexpected format: no listing")
    items = [
        child.get("data")
        for child in children
        if isinstance(child, dict) and child.get("kind") == "t3"
    ]
    from .._shapes import posts

    shape = _submission()
    return _sifted(posts(items, shape, shape.post), answer, now, secrets)


def _sifted(
    found: Iterator[Post] | Iterator[Post | None],
    answer: Answer,
    now: float,
    secrets: tuple[str, ...],
) -> Page:
    ahead = offset(answer.headers, now)
    shifted = [replace(post, at=post.at - ahead) for post in found if post is not None]
    return sift(shifted, now=now, about_claude=True, secrets=secrets)


SOURCE = Source(
    name="reddit",
    title="Reddit",
    question="Do people on Reddit report that Claude is down right now?",
    run=run,
    level=LEVEL,
    variables=(ATOM[0], OAUTH[0]),
    rank=30,
)
