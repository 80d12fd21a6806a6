"""The way of a call as a picture: where it breaks, in one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..engine.model import Report
from ..rules.places import Place
from . import way
from .paint import Paint, width_of
from .way import Stop

_LEAST = 18  # columns for what was measured at a stop to stand beside it


def block(report: Report, paint: Paint) -> list[str]:
    """The way in a row with what was measured below it; a line a stop where that is too wide."""
    stops = way.way(report)
    for some in (stops, tuple(replace(stop, label=stop.short) for stop in stops)):
        if not paint.stacked and (lines := _in_a_row(some, paint)):
            return lines
    rows = [(f"{paint.sign(stop.mark)} {stop.short}", stop.words) for stop in stops]
    column = max((width_of(label) for label, _ in rows), default=0) + 4
    if paint.width - column < _LEAST:
        return [line for row in rows for line in _stacked(*row, paint)]
    return [
        line
        for label, words in rows
        for line in paint.wrap(words, f"  {paint.pad(label, column - 2)}", " " * column)
        or paint.wrap(label, "  ", "    ")
    ]


def _stacked(label: str, words: str, paint: Paint) -> list[str]:
    return [*paint.wrap(label, "  ", "    "), *paint.wrap(words, "    ")]


def _in_a_row(stops: Sequence[Stop], paint: Paint) -> list[str] | None:
    """Stops side by side; the models under one another. None where there is no room."""
    near = [stop for stop in stops if stop.place is not Place.MODEL]
    models = [stop for stop in stops if stop.place is Place.MODEL]
    top, below = "  ", "  "
    for number, stop in enumerate(near):
        last = number == len(near) - 1 and not models
        label = f"{stop.label} {paint.sign(stop.mark)}"
        room = max(width_of(label), 0 if last else width_of(stop.detail) - 1)
        line = "" if last else "─" * (3 + room - width_of(label))
        top += label + paint.style(line, "dim")
        below += paint.pad(paint.style(stop.detail, "dim"), room + (0 if last else 3))
    lines = [top, below]
    if len(models) == 1:
        lines = [top + _model(models[0], paint), below + paint.style(models[0].detail, "dim")]
    elif models:
        blank = " " * (width_of(below) - 2)
        joints = ["┬", *("├" for _ in models[1:-1]), "└"]
        heads = [top, below, *(blank + "  " for _ in models[2:])]
        lines = [
            head + paint.style(f"{joint}─", "dim") + _model(model, paint)
            for head, joint, model in zip(heads, joints, models, strict=True)
        ]
    return lines if all(width_of(line.rstrip()) <= paint.width for line in lines) else None


def _model(stop: Stop, paint: Paint) -> str:
    return f"{stop.label} {paint.sign(stop.mark)} {stop.state}".rstrip()
