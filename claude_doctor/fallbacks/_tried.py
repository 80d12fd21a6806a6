"""What a check has found out about the routes: which models answer, whose page is contradicted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from ..engine.model import Evidence, Severity, Side, Verdict
from ..records import dataclass
from ..sources.api.own_models import each
from ..sources.clouds.facts import FEED, ROUTE, Feed

#: Causes that concern one model: capacity is tracked per model, so another may answer.
_PER_MODEL = ("overloaded", "incomplete-response-loop", "model-incident")


#: Who runs the page of the service that serves a cloud's route.
_PAGE_OF = {
    "bedrock": "aws", "mantle": "aws", "anthropic-aws": "aws", "vertex": "google",
    "foundry": "azure",
}  # fmt: skip
#: The provider that tells of Anthropic's own API.
ANTHROPIC = "claude"


@dataclass(frozen=True, slots=True)
class Tried:
    """Models whose ping worked, those whose ping failed and how, and whether the API failed as
    a whole, whichever the model. `chosen`: the best other model, if one was looked for. `wrong`:
    the providers whose page shows no trouble while their service has just failed. `direct`: what
    failed as a whole is Anthropic's own API, whoever has passed the call on."""

    works: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    chosen: str | None = None
    wrong: frozenset[str] = frozenset()
    direct: bool = False


NOTHING = Tried()


def by_check(evidence: Iterable[Evidence], verdict: Verdict) -> Tried:
    """What the check's pings say of the models, and its verdict of the API."""
    by_probe = {one.name: one.facts for one in evidence}
    facts = by_probe.get("ping", {})
    works: set[str] = set()
    failed: dict[str, str] = {}
    for row in each(facts):
        model, answer = row.get("model"), row.get("answer")
        if not isinstance(model, str) or not isinstance(answer, str) or answer == "declined":
            continue
        if answer == "complete":
            works.add(model)
        else:
            status = row.get("http_status")
            # A 200 that breaks off says by its answer, not by its status, what went wrong.
            failed[model] = str(status) if isinstance(status, int) and status >= 400 else answer
    down = verdict.severity is Severity.DOWN and verdict.cause not in _PER_MODEL
    chosen = facts.get("other_model")
    return Tried(
        works=frozenset(works),
        failed=failed,
        whole=down and not works,
        chosen=chosen if chosen in works or chosen in failed else None,
        wrong=frozenset(_wrong(by_probe, verdict)),
        direct=down and not works and verdict.side is Side.SERVER and not _cloud(by_probe),
    )


def _wrong(facts: Mapping[str, Mapping[str, Any]], verdict: Verdict) -> Iterable[str]:
    """Whose page is contradicted: the service has failed from here, and its page is green."""
    if verdict.side is not Side.SERVER or verdict.severity is not Severity.DOWN:
        return
    if (cloud := _cloud(facts)) is not None:
        if facts.get("cloud", {}).get(FEED.name) == Feed.UP:
            yield cloud
        return
    page = facts.get("status", {})
    if page.get("api_component") == "operational" and page.get("api_incident") is not True:
        yield ANTHROPIC


def _cloud(facts: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The provider whose cloud serves the calls; None where Anthropic's own API does."""
    return _PAGE_OF.get(str(facts.get("environment", {}).get(ROUTE.name)))
