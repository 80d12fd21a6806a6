"""What the sources send, as pydantic models: the little that is read, and nothing else trusted.

Each item is checked alone, so that one odd post does not cost the other ninety-nine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from ...border import dates
from .counting import Post

M = TypeVar("M", bound=BaseModel)

# Moments of this century: what lies outside would overflow or mean nothing.
Seconds = Annotated[float, Field(gt=0, lt=4e9, strict=True, allow_inf_nan=False)]

_DELETED = "[deleted]"  # all of them count as one person: nobody can tell them apart
_BODY = 300


class _User(BaseModel):
    login: str = _DELETED
    type: str = "User"


class Issue(BaseModel):
    """An issue of GitHub's REST API. `user` is null for a deleted account."""

    number: Annotated[int, Field(gt=0, strict=True)]
    title: str
    created_at: str
    user: _User | None = None
    body: str | None = None
    pull_request: object = None

    def post(self) -> Post | None:
        """The post; None for pull requests and for what programs file."""
        user = self.user or _User()
        if self.pull_request is not None or user.type == "Bot" or user.login.endswith("[bot]"):
            return None
        at = moment(self.created_at)
        link = f"https://github.com/anthropics/claude-code/issues/{self.number}"
        return Post(at, user.login, self.title, link, _told(self.body)) if at else None


class Story(BaseModel):
    """A story of Hacker News, as Algolia's search tells it."""

    title: str
    created_at_i: Seconds
    author: str = _DELETED
    object_id: Annotated[str, Field(alias="objectID", pattern=r"^\d{1,12}$")]

    def post(self) -> Post:
        """The post."""
        link = f"https://news.ycombinator.com/item?id={self.object_id}"
        return Post(self.created_at_i, self.author, self.title, link)


class Submission(BaseModel):
    """A post of Reddit's OAuth API. `author` is null or "[deleted]" for a deleted account."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]{1,12}$")]
    title: str
    created_utc: Seconds
    author: str | None = None
    subreddit: str = ""

    def post(self) -> Post | None:
        """The post; None for bots and mirrors."""
        return reddit_post(
            self.created_utc, self.author or _DELETED, self.title, self.id, self.subreddit
        )


# The status page's echo is not a witness: moderation bots and mirrors of it (seen in 2026).
_MIRRORS = {"claude_reports", "outagealerts"}
_BOTS = {"automoderator", "claudeai-mod-bot", "isdownapp"}


def reddit_post(at: float, author: str, title: str, name: str, subreddit: str) -> Post | None:
    """A post of Reddit; None for what bots and mirrors publish."""
    who = author.strip().removeprefix("/u/").removeprefix("u/").lower()
    if who in _BOTS or who.endswith(("-bot", "_bot")) or subreddit.lower() in _MIRRORS:
        return None
    return Post(at, who, title, f"https://www.reddit.com/comments/{name}")


def _told(body: str | None) -> str:
    """The reporter's own words: what follows the question of the issue form, if there is one."""
    text = (body or "")[:8000]
    for heading in ("What's Wrong?", "**Bug Description**"):
        if heading in text:
            text = text.split(heading, 1)[1]
            break
    return text.strip()[:_BODY]


def moment(text: str) -> float | None:
    """An ISO moment with its zone as seconds since 1970; None for anything else."""
    at = dates.of_iso(text)
    seconds = at.timestamp() if at else 0.0
    return seconds if 0 < seconds < 4e9 else None


def posts(
    items: Iterable[object], model: type[M], make: Callable[[M], Post | None]
) -> Iterator[Post]:
    """The items that have the shape, as posts."""
    adapter = TypeAdapter(model)
    for item in items:
        try:
            post = make(adapter.validate_python(item))
        except ValidationError:
            continue
        if post is not None:
            yield post
