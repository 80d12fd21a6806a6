"""How long the user's models live: by Anthropic's own list, else by the table in this program.

The list wins where they differ. Looked at are the models that were pinged and those that Claude
Code is told to use here, each with the place that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from ...border import model_ids, programs
from ...border.addresses import origin
from ...border.claude_settings import USER
from ...border.programs import MODEL, Program
from ...border.settings import Settings
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...phrases import phrase
from ...records import dataclass
from . import models
from .listing import Listing, Row
from .reply import Reply

LIFECYCLE: Fact[str] = Fact(
    "ping",
    "lifecycle",
    "of the user's models the one that ends first: retired, overdue (past its day, and it "
    "answers), retiring (within 60 days), deprecated, active, none (nobody says)",
)
LIFECYCLE_MODEL: Fact[str] = Fact("ping", "lifecycle_model", "which one, and what names it")
RETIRES_ON: Fact[str] = Fact("ping", "retires_on", "its day, or none: no day is published")
SUCCESSOR: Fact[str] = Fact("ping", "successor", "the newest model of its line")
SUCCESSOR_MEND: Fact[str] = Fact("ping", "successor_mend", "what tries or chooses that one")
DIFFERS: Fact[str] = Fact(
    "ping", "lifecycle_differs", "where Anthropic's list and this program's table differ, or none"
)
LIFECYCLES: Fact[list[Any]] = Fact(
    "ping", "lifecycles", "every such model, with who says so", report_only=True
)
RETIRING: Fact[bool] = Fact("ping", "retiring", "a model in use is retired within 60 days")
RETIRING_MODEL: Fact[str] = Fact("ping", "retiring_model", "which one, and what names it")
RETIRING_DAYS: Fact[int] = Fact("ping", "retiring_days", "days to its retirement", report_only=True)
RETIRING_WHEN: Fact[str] = Fact("ping", "retiring_when", "the same in words, with the date")

# Looked for and not there: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"
# Claude Code's variables that name models (2.1.197).
_OWN = phrase(r"ANTHROPIC_DEFAULT_[A-Z]{1,20}_MODEL|ANTHROPIC_SMALL_FAST_MODEL"
                  r"|CLAUDE_CODE_SUBAGENT_MODEL")  # fmt: skip
_WINDOW = phrase(r"\[1m\]\Z", re.IGNORECASE)


class Stage(StrEnum):
    """Where a model stands, the last stage first."""

    RETIRED = "retired"
    OVERDUE = "overdue"
    RETIRING = "retiring"
    DEPRECATED = "deprecated"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class End:
    """How one model's life ends. `day`: when it is retired, was or was to be. `listed`: Anthropic's
    list says so, not the table; `table`: the day by the table, where that is another."""

    model: str
    stage: Stage
    day: date | None
    listed: bool
    table: date | None = None

    def row(self, named: str) -> dict[str, object]:
        """It in the list of all, for the JSON."""
        values = {
            "model": self.model,
            "named": named or None,
            "lifecycle": self.stage,
            "retires_on": self.day and str(self.day),
            "source": "models" if self.listed else "table",
            "table": self.table and str(self.table),
        }
        return {name: value for name, value in values.items() if value is not None}


def named(settings: Settings) -> dict[str, str]:
    """The models that the user's programs ask for at this address, each with what names it; ''
    where the command line does. What Claude Code's own words stand for is its own affair."""
    if settings.program.cloud is not None:  # a cloud's models live as long as it says
        return {}
    code = programs.claude_code(settings.shell, settings.files, settings.front_door_url)
    found: dict[str, str] = {}
    if not code.cloud and origin(code.base_url) == origin(settings.base_url):
        found = dict(_claude_codes(code, settings))
    return {**dict.fromkeys(_pinged(settings), ""), **found}


def _pinged(settings: Settings) -> Iterable[str]:
    return (model for model in settings.models if model not in settings.guessed)


def _claude_codes(code: Program, settings: Settings) -> Iterable[tuple[str, str]]:
    for name in sorted(code.env):
        model = _WINDOW.sub("", programs.text(code.env, name)) if _OWN.fullmatch(name) else ""
        if model:
            yield model, code.where(name)
    chosen = programs.text(code.env, MODEL)
    where = code.where(MODEL)
    if not chosen and settings.files.model:
        chosen = settings.files.model
        where = f"`model` of Claude Code's {settings.files.places.get('model', USER)}"
    one = model_ids.model(chosen, code.env) if chosen else None
    if one is not None and one.id and not one.guessed:
        yield one.id, where


def put(
    settings: Settings, sheet: Sheet, replies: list[Reply], listing: Listing | None, today: date
) -> None:
    """Put how the models live that were pinged or are named here."""
    if settings.program.cloud is not None:
        sheet.put(LIFECYCLE, NONE)
        sheet.put(RETIRING, False)
        return
    names = named(settings)
    works = {reply.model: reply.works for reply in replies}
    gone = {reply.model for reply in replies if reply.lacks_model}
    ends = [
        end
        for model in dict.fromkeys((*works, *names))
        if model not in gone and (end := of(model, listing, today, works.get(model) is True))
    ]
    order = list(Stage)
    ends.sort(key=lambda end: (order.index(end.stage), end.day or date.max))
    shown = [end.row(names.get(end.model, "")) for end in ends]
    sheet.put(LIFECYCLES, shown or None)
    first = ends[0] if ends else None
    sheet.put(LIFECYCLE, first.stage.value if first is not None else NONE)
    near = first is not None and first.stage is Stage.RETIRING
    sheet.put(RETIRING, near)
    differing = [end for end in ends if end.table is not None]
    sheet.put(DIFFERS, _differs(differing[0]) if differing else NONE)
    if first is None:
        return
    words = _with_place(first.model, names.get(first.model, ""))
    sheet.put(LIFECYCLE_MODEL, words)
    sheet.put(RETIRES_ON, str(first.day) if first.day else NONE)
    if near and first.day is not None:
        days = (first.day - today).days
        sheet.put(RETIRING_MODEL, words)
        sheet.put(RETIRING_DAYS, days)
        sheet.put(RETIRING_WHEN, f"{_in_days(days)} ({first.day})")
    if first.stage is not Stage.ACTIVE:
        put_successor(settings, sheet, first.model, listing)


def of(model: str, listing: Listing | None, today: date, works: bool) -> End | None:
    """How this model's life ends; None where nobody says. `works`: it has just answered."""
    known = models.find(model)
    table = known.retires[0] if known and known.retires else None
    row = listing.find(model) if listing is not None else None
    if row is None or row.stage is None:
        if listing is not None and listing.outgrew(model) and not works:
            return End(model, Stage.RETIRED, table, listed=True)
        if known is None:
            return None
        word = "deprecated" if known.deprecated or table else "active"
        if table is not None and table < today:
            word = "retired"  # as published; an answer shows otherwise
        return End(model, _stage(word, table, today, works), table, listed=False)
    day = row.retires if row.stage != "active" else None
    differs = table if table is not None and table != day else None
    return End(model, _stage(row.stage, day, today, works), day, True, differs)


def _stage(word: str, day: date | None, today: date, works: bool) -> Stage:
    if word == "active":
        return Stage.ACTIVE
    if word == "retired":
        return Stage.OVERDUE if works else Stage.RETIRED
    if day is None:
        return Stage.DEPRECATED
    if day < today:
        return Stage.OVERDUE
    near = (day - today).days <= models.RETIRING_WITHIN_DAYS
    return Stage.RETIRING if near else Stage.DEPRECATED


def put_successor(settings: Settings, sheet: Sheet, model: str, listing: Listing | None) -> None:
    """The newest of the same line; its own word for the line, not the id's, where it has one."""
    row: Row | None = listing.find(model) if listing is not None else None
    known = models.find(model)
    line = row.line if row else None
    line = line or (known.line if known else None) or models.line_of(model)
    newest = listing.newest(line) if listing is not None else None
    newest = newest or (known.retires[1] if known and known.retires else models.newest(line))
    if newest is None or newest == model:
        return
    sheet.put(SUCCESSOR, newest)
    sheet.put(SUCCESSOR_MEND, mend(settings, model, newest))


def mend(settings: Settings, model: str, newest: str) -> str:
    """What chooses another model, where a variable of the shell names this one; what tries it,
    where a program does."""
    place = named(settings).get(model, "")
    if not place:
        return f'claude-doctor check --model "{newest}"'
    variable = re.fullmatch(r"[A-Z][A-Z_]{1,60}", place)
    return f'export {place}="{newest}"' if variable else f'claude --model "{newest}"'


def _differs(end: End) -> str:
    said = f"retires on {end.day}" if end.day else "is deprecated, without a date"
    if end.stage is Stage.ACTIVE:
        said = "is active"
    elif end.stage is Stage.RETIRED:
        said = f"was retired on {end.day}" if end.day else "is retired"
    return (
        f"Anthropic's own list says that {end.model} {said}; this program's older table has "
        f"{end.table}"
    )


def _with_place(model: str, place: str) -> str:
    return f"{model} ({place})" if place else model


def _in_days(days: int) -> str:
    return {0: "today", 1: "in 1 day"}.get(days, f"in {days} days")
