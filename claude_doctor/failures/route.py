"""Where the advice depends on who serves Claude here, and the text does not tell who that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..fixes import vendors
from ..fixes.fix import Fix
from ..fixes.table import named
from ..phrases import phrase
from ..records import dataclass
from . import meaning
from .classify import ApiError
from .reading import speaker
from .reading.lift import Facts
from .result import Reading
from .row import loosened, squeezed


@dataclass(frozen=True, slots=True)
class Route:
    """The cloud that Claude Code's calls go to: its id, what a sentence calls it, the setting that
    says so; `facts`: what is measured for a command, by a report's keys."""

    id: str
    service: str
    source: str
    facts: Mapping[str, object] = field(default_factory=dict)


# What a cloud asks for, each cloud's own: a credential, a role, a region, a quota, a model.
_GRANT = (*meaning.INSTEAD["cloud-access"], "foundry-deployments")
_MODEL = (*vendors.MODELS, "own-names", *vendors.REGIONS)

#: What to do on a route through a cloud, by the failure's category.
ADVICE: Mapping[str, tuple[str, ...]] = {
    "auth": vendors.LOGINS,
    "permission": (*_GRANT, *vendors.LOGINS),
    "region_block": (*vendors.REGIONS, "foundry-deployments"),
    "rate_limit": vendors.QUOTAS,
    "quota_spend": vendors.QUOTAS,
    "model_not_found": _MODEL,
    "wrong_endpoint": (*_MODEL, "fix-cloud-base"),
}
# Advice of a row that is good on every route.
_ANYWHERE = ("backoff", "spread-load", "wait-it-out", "wait-retry-after", "fallback-route",
             "add-evidence")  # fmt: skip
# Claude Code's words of its login to Anthropic, and ids that Anthropic gives.
_ANTHROPICS = phrase(r"(?i)/login\b|\boauth|claude\.ai|\breq_0|subscription")


def matters(reading: Reading) -> bool:
    """Whether the advice depends on the route, and the text leaves it open."""
    return _open(reading.entry, reading.speaker, f"{reading.message} {reading.line or ''}") and (
        reading.request_id is None and reading.error_code is None
    )


def of_record(row: ApiError, text: str) -> str | None:
    """The cloud that a record of Claude Code's names; "" where it may be any; None where the route
    does not matter or is another."""
    if row.category not in ADVICE:
        return None
    who = speaker.of(row, squeezed(text), loosened(text))
    if who in (speaker.BEDROCK, speaker.VERTEX, speaker.FOUNDRY):
        return who
    return "" if _open(row, who, text) else None


def advice(route: Route, category: str, own: tuple[str, ...] = ()) -> tuple[Fix, ...]:
    """The fixes on this route, the cloud's own first; `own`: those of the catalogue."""
    return _fixes(route, (*ADVICE.get(category, ()), *(fix for fix in own if fix in _ANYWHERE)))


def of_the_clouds_own(route: Route, row: ApiError, text: str) -> tuple[Fix, ...]:
    """The same where the text is the cloud's: what its words ask for goes first."""
    own = meaning.advice(row, Facts(), route.id, "high", text)
    return _fixes(route, (*own, *ADVICE.get(row.category, ())))


def _fixes(route: Route, ids: tuple[str, ...]) -> tuple[Fix, ...]:
    return named(tuple(dict.fromkeys(ids)), {"environment.route": route.id, **route.facts})


def by_program(who: str) -> bool:
    """Whether the text is Claude Code's, and not of any program that calls Claude."""
    return who == speaker.CLAUDE_CODE


def _open(row: ApiError, who: str, text: str) -> bool:
    unknown = who in (speaker.UNKNOWN, speaker.CLAUDE_CODE)
    return row.category in ADVICE and unknown and _ANTHROPICS.search(text) is None
