"""Which route to Claude a case is about. Anthropic's status page, the crowd, its front door and its
keys say nothing of a call through a cloud; what the cloud's endpoint says decides there."""

from __future__ import annotations

from dataclasses import replace

from ..engine.facts import Expr, no
from ..engine.model import Case
from ..sources.clouds.facts import CLOUD_ANSWER, CLOUD_ROUTES, ROUTE, Route, Said

ON_CLOUD = ROUTE.in_(*CLOUD_ROUTES)
AT_ANTHROPIC = no(ON_CLOUD)

#: The routes through each vendor.
AWS = ROUTE.in_(Route.BEDROCK, Route.MANTLE, Route.ANTHROPIC_AWS)
GOOGLE = ROUTE.is_(Route.VERTEX)
AZURE = ROUTE.is_(Route.FOUNDRY)

#: What serves Claude on a cloud route.
SERVICE = "{environment.service|the cloud}"
#: What serves it on whichever route, where an error of its side is put down to it.
PROVIDER = "{environment.provider|Anthropic}"


def at_anthropic(*cases: Case) -> tuple[Case, ...]:
    """The cases, on the routes to Anthropic's own API alone."""
    return tuple(replace(case, on=AT_ANTHROPIC) for case in cases)


def on_cloud(*cases: Case) -> tuple[Case, ...]:
    """The cases, on the routes through a cloud alone."""
    return tuple(replace(case, on=ON_CLOUD) for case in cases)


def alike(case: Case, there: Expr, says: str | None = None) -> tuple[Case, Case]:
    """A case that every route has, and that shows otherwise on a cloud's. It is said in the same
    words, unless `says` has others for the cloud."""
    theirs = replace(case, on=ON_CLOUD, when=there, says=says or case.says)
    return replace(case, on=AT_ANTHROPIC), theirs


def said(*answers: Said) -> Expr:
    """The cloud's endpoint says one of these."""
    return CLOUD_ANSWER.in_(*answers)
