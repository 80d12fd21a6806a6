"""How a model's life ends: the cases of `model-not-found` and of `model-retiring`."""

from __future__ import annotations

from ..engine.facts import Expr, all_of, no
from ..engine.model import Case, Severity
from ..sources.api import gone, lifecycle
from ..sources.api.lifecycle import NONE
from .signs import MODEL_LOST

_FIXES = ("choose-successor", "migrate-model", "fix-model-id")


def _lost(end: str) -> Expr:
    return all_of(MODEL_LOST, gone.FAILED_END.is_(end))


_DATED = no(gone.FAILED_ON.is_(NONE))

#: A model that is not there, where it is known why.
GONE: tuple[Case, ...] = (
    Case(
        Severity.DOWN,
        790,
        all_of(_lost("retired"), _DATED),
        "It's the model id: {ping.failed_model|the model} was retired on "
        "{ping.failed_model_retired_on|its last day}; the newest in its line is "
        "{ping.successor|in the list of models}.",
        fixes=_FIXES,
    ),
    Case(
        Severity.DOWN,
        790,
        _lost("retired"),
        "It's the model id: {ping.failed_model|the model} is retired; the newest in its line is "
        "{ping.successor|in the list of models}.",
        fixes=_FIXES,
    ),
    Case(
        Severity.DOWN,
        790,
        _lost("unlisted"),
        "It's the model id: {ping.failed_model|the model} is unknown to the API and not in this "
        "key's model list: mistyped, or not open to you.",
        fixes=("fix-model-id", "choose-successor"),
    ),
)

#: A model that still answers, or that is named here and not asked for by this check.
ENDING: tuple[Case, ...] = (
    Case(
        Severity.DEGRADED,
        410,
        lifecycle.LIFECYCLE.is_("retired"),
        "It works, but {ping.lifecycle_model|a model} is retired: calls to it fail.",
        fixes=("choose-successor", "migrate-model"),
    ),
    Case(
        Severity.DEGRADED,
        410,
        lifecycle.LIFECYCLE.is_("overdue"),
        "It works, but {ping.lifecycle_model|a model} is overdue for retirement "
        "({ping.retires_on|its day is past}) and can go any day.",
        fixes=("choose-successor", "migrate-model"),
    ),
    Case(
        Severity.DEGRADED,
        410,
        lifecycle.RETIRING.is_(True),
        "It works, but {ping.retiring_model|a model} retires {ping.retiring_when|within 60 days}.",
        fixes=("choose-successor", "migrate-model"),
    ),
)
