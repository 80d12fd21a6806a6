"""GitHub: who files outage reports at anthropics/claude-code right now.

The issue list with `state=all`: outage reports are soon closed as duplicates, among 1,000 open
issues of 2025-12 one title was about an outage. One request; the baseline is the older part of
the same answer. At about 300 issues a day (2026-08) 100 of them reach back seven hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, Final

from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.http import Answer
from ...outside.transport import Unavailable
from ...outside.world import World
from ._counting import Page, Post, read, sift
from ._long import beginning, items
from ._refusals import check, is_html, offset
from ._source import Fresh, Heard, Source, facts_of, fresh_enough, hear, tell

LEVEL: Fact[str] = Fact("github", "level", "how unusual the reports are: none to strong")
FACTS: Final = facts_of("github")

WINDOW: Final = 60 * 60.0
# 300 issues a day leave no gap of three hours; a copy that old comes from a broken cache.
STALE: Final = 3 * 60 * 60.0

VARIABLE: Final = "CLAUDE_DOCTOR_GITHUB_URL"
LINK: Final = "https://github.com/anthropics/claude-code/issues"
PATH: Final = (
    "/repos/anthropics/claude-code/issues?state=all&sort=created&direction=desc&per_page=100"
)


_BODY = 300  # characters of a report that are looked at


@cache
def _issue() -> Any:
    """An issue of GitHub's REST API; pydantic is loaded when there is one. `user` is null for a
    deleted account."""
    from pydantic import BaseModel, Field

    from ._shapes import DELETED, moment

    class User(BaseModel):
        login: str = DELETED
        type: str = "User"

    class Issue(BaseModel):
        number: Annotated[int, Field(gt=0, strict=True)]
        title: str
        created_at: str
        user: User | None = None
        body: str | None = None
        pull_request: object = None

        def post(self) -> Post | None:
            """The post; None for pull requests and for what programs file."""
            user = self.user or User()
            if self.pull_request is not None or user.type == "Bot" or user.login.endswith("[bot]"):
                return None
            at = moment(self.created_at)
            link = f"https://github.com/anthropics/claude-code/issues/{self.number}"
            return Post(at, user.login, self.title, link, _told(self.body)) if at else None

    return Issue


def _told(body: str | None) -> str:
    """The reporter's own words: what follows the question of the issue form, if there is one."""
    text = (body or "")[:8000]
    for heading in ("What's Wrong?", "**Bug Description**"):
        if heading in text:
            text = text.split(heading, 1)[1]
            break
    return text.strip()[:_BODY]


async def run(world: World, sheet: Sheet) -> None:
    """Ask, count, say."""
    sheet.put(FACTS.link, LINK)
    address = world.settings.address(VARIABLE, "https://api.github.com")
    url = address + PATH
    allowed = world.env.get("CLAUDE_DOCTOR_USE_GITHUB_TOKEN", "").strip() == "1"
    token = world.settings.secret("GITHUB_TOKEN") if allowed else None
    # An insecure address still answers without the token; only the quota is smaller.
    keyed = token is not None and world.key_may_travel(url)
    headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
    if keyed and token is not None:
        headers["authorization"] = f"Bearer {token.get_secret_value()}"

    async def ask(conditions: Mapping[str, str]) -> Fresh[Page]:
        now = world.now().timestamp()
        asked = {**headers, **conditions}
        answer = await beginning(world, url, asked, patience.CROWD, redirects=0 if keyed else 1)
        sheet.put(FACTS.http_status, answer.status)
        check(answer, now)
        page = None if answer.status == 304 else understood(answer, now, world.secrets)
        return Fresh(page, answer.status, answer.headers)

    heard = await hear(world, sheet, FACTS, Page, ask, address=address, url=url, keyed=keyed)
    if token is not None and not keyed:
        heard = _noted(heard, "without the token: it would travel unencrypted")
    now = world.now().timestamp()
    fresh_enough(heard.seen, now, STALE)
    tell(sheet, FACTS, LEVEL, heard, read(heard.seen, now, WINDOW), WINDOW)


def understood(answer: Answer, now: float, secrets: tuple[str, ...] = ()) -> Page:
    """The page in an answer; Unavailable, when it is none."""
    from ._shapes import posts

    if is_html(answer):
        raise Unavailable("answered with a web page instead of JSON")
    issues = items(answer)
    if issues is None:
        answer.json()
        raise Unavailable("answered in an unexpected format: no list of issues")
    ahead = offset(answer.headers, now)
    shape = _issue()
    found: list[Post] = [
        replace(post, at=post.at - ahead) for post in posts(issues, shape, shape.post)
    ]
    return sift(found, now=now, about_claude=True, secrets=secrets)


def _noted(heard: Heard[Page], note: str) -> Heard[Page]:
    return replace(heard, note=f"{heard.note}; {note}" if heard.note else note)


SOURCE = Source(
    name="github",
    title="GitHub",
    question="Do people file outage reports for Claude Code right now?",
    run=run,
    level=LEVEL,
    variables=(VARIABLE,),
    rank=20,
    shape=_issue,
)
