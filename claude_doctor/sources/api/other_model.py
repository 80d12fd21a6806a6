"""The model that Claude Code would ask for by itself, where that is not the one that is pinged.

Tried with Claude Code 2.1.197, 2026-11: without a choice it takes its own word `opus`, and what
ANTHROPIC_DEFAULT_OPUS_MODEL puts in that word's place; `model` of settings.json counts where
ANTHROPIC_MODEL is not set. An id that Anthropic does not serve ends the session's first call.
"""

from __future__ import annotations

import re
from datetime import date

from ...border import model_ids
from ...border.addresses import origin
from ...border.binding import SUBSCRIPTION_PREFIX
from ...border.claude_settings import USER
from ...border.programs import MODEL, Program, Surface, text
from ...border.settings import Settings
from ...phrases import phrase
from . import models

_OPUS = "ANTHROPIC_DEFAULT_OPUS_MODEL"
_SHOWN = phrase(r"[A-Za-z][\w.:/@-]{1,60}")
# Ids of the generations before 4, `claude-3-5-sonnet-20241022`: the last was retired in 2026-04.
_OLD = phrase(r"claude-(?:\d|instant|v\d)\S*")
_SETTINGS = '"${CLAUDE_CONFIG_DIR:-$HOME/.claude}/settings.json"'
#: Takes `model` out of Claude Code's settings, whatever else is in the file.
FORGET = (
    'python3 -c \'import json,sys;f=sys.argv[1];d=json.load(open(f));d.pop("model",0);'
    f'json.dump(d,open(f,"w"),indent=2)\' {_SETTINGS}'
)
#: One session with a model that is served, whatever a file says.
_SESSION = 'claude --model "claude-opus-5-5"'


def fault(settings: Settings, code: Program, today: date) -> tuple[str, str] | None:
    """What is wrong with it, as a sentence, and what mends it. A gateway or a cloud may serve any
    model: nothing is said of theirs. What is pinged anyhow, the ping tells; and where a key goes
    out, so do `listing` and `lifecycle`: a day that is past may not have come to pass."""
    if code.cloud or origin(code.base_url) != origin(settings.front_door_url):
        return None
    checks_code = settings.program.surface is Surface.CODE
    chosen = text(code.env, MODEL)
    if chosen:
        where, mend = code.where(MODEL), _SESSION
        pinged = checks_code or MODEL not in code.places
        model = model_ids.model(chosen, code.env).id
    elif settings.files.model:
        place = settings.files.places["model"]
        where, mend = f"`model` of Claude Code's {place}", FORGET if place == USER else _SESSION
        pinged, model = checks_code, model_ids.model(settings.files.model, code.env).id
    else:
        where, mend = code.where(_OPUS), _without(code)
        pinged, model = False, model_ids.model("opus", code.env).id
    wrong = None if pinged else _wrong(model, today)
    if wrong is None or (models.find(model) and _asks(settings)):
        return None
    named = model if _SHOWN.fullmatch(model) else "a model"
    opus = "" if chosen or settings.files.model else ", its default,"
    return f"{where} gives Claude Code{opus} {named}, {wrong}: its calls fail", mend


def _asks(settings: Settings) -> bool:
    """Whether Anthropic's own list of models is asked, as far as the settings tell."""
    keys = (settings.api_key, settings.auth_token)
    sent = (key.get_secret_value() for key in keys if key is not None)
    return (
        settings.ping
        and not settings.offline
        and (any(not value.startswith(SUBSCRIPTION_PREFIX) for value in sent))
    )


def _without(code: Program) -> str:
    place = code.places.get(_OPUS)
    return f"unset {_OPUS}" if place is None else _SESSION


def _wrong(model: str, today: date) -> str | None:
    """Why Anthropic does not serve this id; None where it may, or where it may be Claude Code's own
    word."""
    foreign = model_ids.foreign(model)
    if foreign is not None:
        return f"which is an id of {foreign[0]}"
    known = models.find(model)
    if known is not None:
        over = known.retires is not None and known.retires[0] < today
        return "which is retired" if over else None
    if _OLD.fullmatch(model):
        return "which is retired"
    formed = re.search(r"[-/:\d]", model) is not None and "claude" not in model.lower()
    return "which is not an Anthropic id" if formed else None
