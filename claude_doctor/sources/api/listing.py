"""Anthropic's own list of models: how long each lives. Free, and asked at most once a run.

It goes beside the ping, with the ping's headers to the ping's origin, and nobody waits for it: a
list that is late, refused, of another shape or too large is one that is not known. A gateway's
list in OpenAI's form tells ids alone.

By the vendor's SDK (2.14, 2026-11) the retired are listed only where they are asked for; a past
date on a `deprecated` model is overdue, not over; and `null` stands where nothing is scheduled.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from ...border import dates
from ...engine import patience
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from ...phrases import phrase
from ...records import dataclass
from .messages import VERSION

#: All in one page, the retired among them.
PATH = "/v1/models?limit=1000&lifecycle[]=active&lifecycle[]=deprecated&lifecycle[]=retired"
STAGES = ("active", "deprecated", "retired")
# No model is older, and no schedule reaches so far: other dates are none (an unknown one is 1970).
_FIRST, _LAST = date(2023, 1, 1), date(2100, 1, 1)
_ID = phrase(r"[A-Za-z0-9][\w.:/@-]{1,99}")
# Ids of the generations before 4: the last was retired in 2026-04. And those since.
_OLD = phrase(r"claude-(?:\d|instant|v\d)\S*")
_FORM = phrase(r"claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?(?:-(?:20\d{6}|latest))?")
_DATED = phrase(r"-(?:20\d{6}|latest)\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One model. `stage`: active, deprecated or retired; None where the list does not tell."""

    id: str
    stage: str | None = None
    retires: date | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows in the list's order, the newest first. `whole`: no model is on another page.
    `document`: the answer as it came."""

    document: object
    rows: Mapping[str, Row] = field(default_factory=dict)
    whole: bool = False

    def find(self, model: str) -> Row | None:
        """The row with this id, or with this alias of an id that ends in a date."""
        found = self.rows.get(model)
        bare = _DATED.sub("", model) if model.endswith("-latest") else model
        alias = (row for name, row in self.rows.items() if _DATED.sub("", name) == bare)
        return found or next(alias, None)

    def lacks(self, model: str) -> bool:
        """Whether the model is not there, in a list that has all and says how long they live."""
        told = any(row.stage for row in self.rows.values())
        return self.whole and told and self.find(model) is None

    def outgrew(self, model: str) -> bool:
        """Whether the model is not there and older than all of its line that are: it was one once,
        and is retired."""
        mine = _FORM.fullmatch(model)
        if mine is None or not self.lacks(model):
            return mine is None and self.lacks(model) and _OLD.fullmatch(model) is not None
        listed = [form for name in self.rows if (form := _FORM.fullmatch(name)) is not None]
        others = [_generation(form) for form in listed if form[1] == mine[1]]
        return bool(others) and _generation(mine) < min(others)

    def newest(self, line: str | None) -> str | None:
        """The newest model of a line that is open to all."""
        return next(
            (row.id for row in self.rows.values() if line and row.line == line
             and row.stage == "active"), None,
        )  # fmt: skip


def _generation(form: re.Match[str]) -> tuple[int, int]:
    return int(form[2]), int(form[3] or 0)


def read(document: object) -> Listing:
    """A `/v1/models` answer. Never raises; what has not the form of a model is left out."""
    whole = isinstance(document, dict) and document.get("has_more") is False
    found = document.get("data") if isinstance(document, dict) else None
    rows: dict[str, Row] = {}
    for one in found if isinstance(found, list) else ():
        name = one.get("id") if isinstance(one, dict) else None
        if isinstance(name, str) and _ID.fullmatch(name):
            rows.setdefault(name, _row(name, one))
    return Listing(document, rows, whole)


def _row(name: str, told: Mapping[str, Any]) -> Row:
    stage, line = told.get("lifecycle"), told.get("line")
    return Row(
        name,
        stage if stage in STAGES else None,
        _day(told.get("retires_at")),
        line if isinstance(line, str) and line.isalpha() and len(line) < 20 else None,
    )


def _day(value: object) -> date | None:
    """A date, in UTC; None where it can be none."""
    at = dates.of_iso(value)
    return at.date() if at is not None and _FIRST <= at.date() < _LAST else None


class Question:
    """The request for the list: sent when first needed, never twice."""

    def __init__(self, world: World, auth: Mapping[str, str]) -> None:
        self._world, self._auth = world, auth
        self._task: asyncio.Task[Listing | None] | None = None

    def ask(self) -> None:
        """Send it, without waiting."""
        if self._task is None and self._auth:
            self._task = asyncio.create_task(_fetched(self._world, self._auth))

    async def answer(self, seconds: float = 0.0) -> Listing | None:
        """The list, if it is there within so many seconds: what has arrived already counts."""
        if self._task is None:
            return None
        await asyncio.wait({self._task}, timeout=max(0.0, min(seconds, self._world.left())))
        return self._task.result() if self._task.done() else None

    async def rows(self) -> Listing | None:
        """The list, for who needs another model: asked now, where it was not yet."""
        self.ask()
        left = patience.MODELS_PART * self._world.left()
        return await self.answer(min(patience.MODELS, left))

    async def before_asking_again(self) -> object:
        """The same as it came."""
        found = await self.rows()
        return None if found is None else found.document

    def drop(self) -> None:
        """End it: nobody waits any more."""
        if self._task is not None:
            self._task.cancel()


@contextlib.asynccontextmanager
async def beside(world: World, auth: Mapping[str, str], now: bool) -> AsyncIterator[Question]:
    """The question, for as long as the ping lasts. `now`: it is sent at once."""
    question = Question(world, auth)
    if now:
        question.ask()
    try:
        yield question
    finally:
        question.drop()


async def _fetched(world: World, auth: Mapping[str, str]) -> Listing | None:
    """The list; None for whatever is none. Redirects are not followed."""
    await asyncio.sleep(0)  # the ping begins first
    try:
        found = await world.fetch(
            f"{world.settings.base_url}{PATH}",
            headers={"anthropic-version": VERSION, **auth},
            timeout=world.left(),
            counts=False,
        )
        return read(found.json()) if found.status == 200 else None
    except (Unreached, Unavailable):
        return None
