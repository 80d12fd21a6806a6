"""What one incident is worth for a failing API call, in three-valued logic.

None is "the page does not tell": never yes, never no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from .page import CHAT_ID, CODE_ID, CONSOLE_ID, Incident, find, is_api
from .words import (
    elsewhere,
    names_api,
    names_models,
    names_money,
    says_over,
    spreads,
    touched,
)

# The contract's "active": older ones are told, never judged. One notice of June 2026 stayed
# attached to the API for 18.8 days without an outage.
ACTIVE_FOR = timedelta(hours=24)
# Incidents of claude.ai and Claude Code that reached the API did so after 7 to 16 minutes
# (2026-04-28, 06-20, 09-29); after an hour they stay where they are.
YOUNG_FOR = timedelta(minutes=60)
# A post cannot come from the future; more than this ahead, one of the two clocks is wrong.
AHEAD = timedelta(days=1)

#: What an open incident is to the reader, the most telling first.
RELEVANCES = (
    "api",  # active, and it concerns the API
    "model",  # active, and it names a model of the user's
    "nearby",  # young trouble on claude.ai or Claude Code, which may reach the API
    "recovering",  # it concerns the API and is in monitoring
    "unknown",  # the page does not say what it touches, or in which state it is
    "billing",
    "code",
    "chat",
    "console",
    "other",
    "notice",  # nothing posted for 24 hours
)


def any3(answers: Iterable[bool | None]) -> bool | None:
    """True if one is, else None if one cannot tell, else False."""
    told = list(answers)
    return True if True in told else None if None in told else False


def all3(*answers: bool | None) -> bool | None:
    """False if one is, else None if one cannot tell, else True."""
    return False if False in answers else None if None in answers else True


def not3(answer: bool | None) -> bool | None:
    """The opposite; the opposite of None is None."""
    return None if answer is None else not answer


def minutes(since: datetime | None, now: datetime) -> int | None:
    """Whole minutes from then to now; a moment just ahead of the clock is now."""
    if since is None or since > now + AHEAD:
        return None
    return max(0, int((now - since).total_seconds() // 60))


def fresh(incident: Incident, now: datetime) -> bool | None:
    """Whether its newest post is of the last 24 hours."""
    if incident.last is None or incident.last > now + AHEAD:
        return None
    return now - incident.last <= ACTIVE_FOR


def active(incident: Incident, now: datetime) -> bool | None:
    """Investigating or identified, and posted about within 24 hours."""
    if incident.open is None:
        return None
    return all3(incident.state in ("investigating", "identified"), fresh(incident, now))


def concerns_api(incident: Incident) -> bool | None:
    """Attached to the API; or, with nothing attached, its words name the API or a model."""
    said = (incident.name, *incident.posts[:1])
    if incident.on is None:  # not told: words can say yes, their silence cannot say no
        return True if any(names_api(text) for text in said) else None
    if not incident.on:
        return any(names_api(text) or names_models(text) for text in said)
    return any3(True if is_api(c) else None if not (c.id or c.name) else False for c in incident.on)


def confirms(incident: Incident, now: datetime) -> bool | None:
    """Whether it supports that the API fails now: active, on the API, and neither its words are
    about another product nor its newest post says that it is over."""
    said = (incident.name, *incident.posts[:1])
    doubtful = elsewhere(*said) or any(says_over(post) for post in incident.posts[:1])
    return all3(active(incident, now), concerns_api(incident), not doubtful)


def touches(incident: Incident, wanted: str) -> bool | None:
    """Whether it is attached to the component with this id."""
    if incident.on is None:
        return None
    if find(incident.on, wanted):
        return True
    return None if any(not (c.id or c.name) for c in incident.on) else False


def about_money(incident: Incident) -> bool:
    """Billing, credits, spend limits: such incidents refuse API calls while all is green
    (2026-09-01, 10-01, 10-07)."""
    return any(names_money(text) for text in (incident.name, *incident.posts[:1]))


def model_of(incident: Incident, models: Sequence[str]) -> str | None:
    """Which of the user's models it names."""
    return touched(incident.name, incident.posts, models) if models else None


def nearby(incident: Incident, now: datetime) -> bool | None:
    """Young trouble on claude.ai or Claude Code that may reach the API, or be there already."""
    if not spreads(incident.name):
        return False
    age = minutes(incident.first, now)
    return all3(
        active(incident, now),
        None if age is None else age <= YOUNG_FOR.total_seconds() / 60,
        any3((touches(incident, CHAT_ID), touches(incident, CODE_ID))),
        not3(concerns_api(incident)),
    )


def recovering(incident: Incident, now: datetime) -> bool | None:
    """It concerns the API, a fix is in, and it was posted about within 24 hours."""
    return all3(incident.state == "monitoring", concerns_api(incident), fresh(incident, now))


def relevance(incident: Incident, now: datetime, models: Sequence[str], green: bool) -> str:
    """One of RELEVANCES. `green`: the API component is operational."""
    if fresh(incident, now) is False:
        return "notice"
    concerns = concerns_api(incident)
    if concerns and active(incident, now):
        return "api"
    if active(incident, now) and model_of(incident, models):
        return "model"
    if green and nearby(incident, now):
        return "nearby"
    if concerns and incident.state == "monitoring":
        return "recovering"
    if concerns is not False or active(incident, now) is None:
        return "unknown"
    if about_money(incident):
        return "billing"
    places = (("code", CODE_ID), ("chat", CHAT_ID), ("console", CONSOLE_ID))
    return next((name for name, wanted in places if touches(incident, wanted)), "other")
