"""The models that the loopback API serves: the program's own table, and what may come after it.

`GET /v1/models` lists those of the table, the newest first, in the shape of the vendor's SDK
(2026-11): the active and the deprecated, the retired where they are asked for. Any other
well-formed id answers too, so that a client newer than the table is not told that its model does
not exist; all that came before the table has been retired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from ..sources.api import models
from ..sources.api.models import MODELS, Model, Traits
from ..sources.api.nearest import distance
from .roles import Lifecycle

__all__ = ["MODELS", "Model", "find", "over", "row", "rows", "served"]


_FORM = re.compile(r"(claude-([a-z]+)-(\d)(?:-(\d))?)(?:-(20\d{6}|latest))?")
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_THINKING = ("adaptive", "between_tools", "disabled", "enabled")
_TOOLS = ("code_execution", "web_search")
_EPOCH = date(1970, 1, 1)  # the API's own word for a release date that is not known (SDK, 2026-11)
# Of a model that is not known nothing can be refused with reason.
_ANY = Traits(False, _THINKING, True, _EFFORTS)


def find(wanted: str, gone: tuple[str, ...] = ()) -> Model | None:
    """The model with this id or alias, or of this form, unless it is gone."""
    model = models.find(wanted) or _formed(wanted)
    return None if model is None or {model.id, model.alias, wanted} & set(gone) else model


def _formed(wanted: str) -> Model | None:
    """The model that an id outside the table means: a known one with `-latest` or a date of its
    own, or one that this program does not know yet."""
    form = _FORM.fullmatch(wanted)
    if form is None:
        return None
    base, line, first, second, suffix = form.groups()
    known = models.find(base)
    if known is not None:  # only what has no date in the table may have any
        return known if suffix == "latest" or known.id == base else None
    if (int(first), int(second or 0)) < _OLDEST or _mistyped(line):
        return None
    name = f"Claude {line.title()} {first}" + (f".{second}" if second else "")
    return Model(base if suffix == "latest" else wanted, name, _EPOCH, _ANY)


def _mistyped(line: str) -> bool:
    """Whether it is a letter or two away from a line that there is: no new one."""
    known = {model.line for model in MODELS}
    return line not in known and any(distance(line, one) <= 2 for one in known)


def _generation(model: Model) -> tuple[int, int]:
    form = _FORM.fullmatch(model.id)
    assert form is not None  # the table's own ids
    return int(form[3]), int(form[4] or 0)


_OLDEST = min(_generation(model) for model in MODELS)


def served(gone: tuple[str, ...] = ()) -> list[Model]:
    """All that are not gone, the newest first."""
    return [model for model in MODELS if find(model.id, gone)]


def over(lifecycles: Sequence[Lifecycle], today: date) -> tuple[str, ...]:
    """The ids of those whose last day is over: by the table, or by the scenario's own word."""
    told = {one.model: one.stage for one in lifecycles}
    by_table = (name for name in models.retired(today) if name not in told)
    return (*by_table, *(name for name, stage in told.items() if stage == "retired"))


def rows(
    gone: tuple[str, ...], lifecycles: Sequence[Lifecycle], today: date, stages: Sequence[str]
) -> list[dict[str, object]]:
    """What the list shows, the newest first: models in these stages; without any word those that
    can be called."""
    ended, told = over(lifecycles, today), {one.model: one for one in lifecycles}
    found = []
    for model in MODELS:
        if find(model.id, gone) is None:
            continue
        shown = row(model)
        if (one := told.get(model.id)) is not None:
            shown |= _told(one, today)
        elif model.id in ended:
            shown["lifecycle"] = "retired"
        found.append(shown)
    wanted = set(stages) or {"active", "deprecated"}
    return [shown for shown in found if shown["lifecycle"] in wanted]


def _told(one: Lifecycle, today: date) -> dict[str, object]:
    retires = None if one.days is None else today + timedelta(days=one.days)
    since = None if one.stage == "active" else (retires or today) - timedelta(days=90)
    return {
        "lifecycle": one.stage,
        "deprecated_at": _moment(since),
        "retires_at": _moment(retires),
    }


def _moment(day: date | None) -> str | None:
    return f"{day}T00:00:00Z" if day else None


def row(model: Model) -> dict[str, object]:
    """A model as `GET /v1/models` shows it."""

    def each(names: tuple[str, ...], having: tuple[str, ...]) -> dict[str, object]:
        return {name: {"supported": name in having} for name in names}

    traits = model.traits
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": _moment(model.released),
        "line": model.line,
        "lifecycle": "deprecated" if model.deprecated else "active",
        "deprecated_at": _moment(model.deprecated),
        "retires_at": _moment(model.retires[0] if model.retires else None),
        "max_input_tokens": traits.context,
        "max_tokens": traits.most_output,
        "capabilities": {
            "batch": {"supported": True},
            "citations": {"supported": True},
            "code_execution": {"supported": True},
            "context_management": {
                "supported": True,
                "clear_tool_uses_20250919": {"supported": True},
            },
            "effort": {"supported": bool(traits.effort), **each(_EFFORTS, traits.effort)},
            "image_input": {"supported": True},
            "pdf_input": {"supported": True},
            "server_tools": {"supported": True, **each(_TOOLS, _TOOLS)},
            "structured_outputs": {"supported": True},
            "thinking": {
                "supported": True,
                "types": each(_THINKING, traits.thinking),
            },
        },
    }
