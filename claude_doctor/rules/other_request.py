"""Whose status and words a sentence has where two requests were sent.

A cause may show in the request for the user's own model alone. The ping's status and message are
those of another request then, which may have succeeded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..engine.facts import Fact, In, all_of, leaves
from ..engine.model import Case, Rule
from ..probes import ping
from ..sources.api.own_models import MODEL_ERROR, MODEL_MESSAGE, MODEL_STATUS, MODEL_TYPE

#: What of the first request is said, and the same of the request for the user's own model.
_WORDS = {
    ping.HTTP_STATUS.key: MODEL_STATUS.key,
    ping.MESSAGE.key: MODEL_MESSAGE.key,
    ping.ERROR_TYPE.key: MODEL_TYPE.key,
}


def told_by_its_own(rule: Rule) -> Rule:
    """The rule, each case that quotes the ping split by which of the two requests shows it. No fact
    is asked for that the case does not ask for itself."""
    return replace(rule, cases=tuple(one for case in rule.cases for one in _split(case)))


def _split(case: Case) -> Iterator[Case]:
    says = case.says
    for first, own in _WORDS.items():
        says = says.replace(f"{{{first}", f"{{{own}")
    first_shows, own_shows = _shows(case, ping.ERROR), _shows(case, MODEL_ERROR)
    if says == case.says or first_shows is None or own_shows is None:
        yield case
        return
    yield replace(case, when=all_of(case.when, first_shows))
    yield replace(case, when=all_of(case.when, own_shows), says=says)


def _shows(case: Case, error: Fact[str]) -> In | None:
    """That this error is one of those that the case asks for."""
    asked = [one.values for one in leaves(case.when) if isinstance(one, In) and one.fact == error]
    ids = dict.fromkeys(str(one) for values in asked for one in values)
    return error.in_(*ids) if ids else None
