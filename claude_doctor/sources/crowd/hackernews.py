"""Hacker News: late and few, but clean. One request to Algolia's public search.

It asks for every story that names Claude, not for "claude down": the quiet stories are the
baseline, and they prove that the search works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Final
from urllib.parse import quote

from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.http import Answer
from ...outside.transport import Unavailable
from ...outside.world import World
from ._counting import Page, Post, read, sift
from ._refusals import check, is_html, offset
from ._source import Fresh, Source, facts_of, fresh_enough, hear, tell

LEVEL: Fact[str] = Fact("hackernews", "level", "how unusual the stories are: none to strong")
FACTS: Final = facts_of("hackernews")

WINDOW: Final = 180 * 60.0
# The window and the six bins before it, and a bin to spare.
REACH: Final = 24 * 60 * 60.0
# Stories that name Claude come by the dozen a day; half a day without one is a dead index.
STALE: Final = 12 * 60 * 60.0
HITS: Final = 200

VARIABLE: Final = "CLAUDE_DOCTOR_HN_URL"
LINK: Final = "https://hn.algolia.com/?query=claude&sort=byDate&type=story&dateRange=last24h"


@cache
def _story() -> Any:
    """A story, as Algolia's search tells it; pydantic is loaded when there is one."""
    from pydantic import BaseModel, Field

    from ._shapes import DELETED, Seconds

    class Story(BaseModel):
        title: str
        created_at_i: Seconds
        author: str = DELETED
        object_id: Annotated[str, Field(alias="objectID", pattern=r"^\d{1,12}$")]

        def post(self) -> Post:
            link = f"https://news.ycombinator.com/item?id={self.object_id}"
            return Post(self.created_at_i, self.author, self.title, link)

    return Story


async def run(world: World, sheet: Sheet) -> None:
    """Ask, count, say."""
    sheet.put(FACTS.link, LINK)
    address = world.settings.address(VARIABLE, "https://hn.algolia.com")
    # To the full hour: the address stays the same for a conditional request.
    since = (world.now().timestamp() - REACH) // 3600 * 3600
    after = quote(f"created_at_i>{since:.0f}")
    url = (
        f"{address}/api/v1/search_by_date?query=claude&tags=story"
        f"&numericFilters={after}&hitsPerPage={HITS}"
    )

    async def ask(conditions: Mapping[str, str]) -> Fresh[Page]:
        now = world.now().timestamp()
        answer = await world.fetch(url, headers=conditions, timeout=patience.CROWD, redirects=1)
        sheet.put(FACTS.http_status, answer.status)
        check(answer, now)
        page = None if answer.status == 304 else understood(answer, now, since, world.secrets)
        return Fresh(page, answer.status, answer.headers)

    heard = await hear(world, sheet, FACTS, Page, ask, address=address, url=url)
    now = world.now().timestamp()
    fresh_enough(heard.seen, now, STALE)
    tell(sheet, FACTS, LEVEL, heard, read(heard.seen, now, WINDOW), WINDOW)


def understood(answer: Answer, now: float, since: float, secrets: tuple[str, ...] = ()) -> Page:
    """The page in an answer; Unavailable, when it is none."""
    from ._shapes import posts

    if is_html(answer):
        raise Unavailable("answered with a web page instead of JSON")
    told = answer.json()
    hits = told.get("hits") if isinstance(told, dict) else None
    if not isinstance(hits, list):
        raise Unavailable("answered in an unexpected format: no list of hits")
    ahead = offset(answer.headers, now)
    shape = _story()
    found: list[Post] = [
        replace(post, at=post.at - ahead) for post in posts(hits, shape, shape.post)
    ]
    # A full page may have been cut: then it reaches back to its oldest story only.
    whole = len(hits) < HITS
    return sift(
        found,
        now=now,
        about_claude=False,
        since=since - ahead if whole else None,
        secrets=secrets,
    )


SOURCE = Source(
    name="hackernews",
    title="Hacker News",
    question="Does Hacker News talk about a Claude outage right now?",
    run=run,
    level=LEVEL,
    variables=(VARIABLE,),
    rank=40,
    shape=_story,
)
