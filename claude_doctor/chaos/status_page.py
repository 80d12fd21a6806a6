"""The status page: the JSON endpoints and the home page, drawn from one state.

Ids, values and class names as on the real page (an Atlassian Statuspage; archives of 2026).
"""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta
from html import escape
from urllib.parse import urlsplit

from .answers import document, page
from .roles import Incident, Status
from .wire import Reply, Seen

PAGE_ID = "tymt9n04zgry"

#: Short name, id, name: the order of the page. The ids never changed, the names did.
COMPONENTS = (
    ("ai", "rwppv331jlwc", "claude.ai"),
    ("console", "0qbwn08sd68x", "Claude Console (platform.claude.com)"),
    ("api", "k8w3r06qmzrp", "Claude API (api.anthropic.com)"),
    ("code", "yyzkbfz2thpt", "Claude Code"),
    ("cowork", "bpp5gb3hpjcl", "Claude Cowork"),
    ("gov", "0scnb50nvy53", "Claude for Government"),
)
_COLOUR = {
    "operational": "green",
    "degraded_performance": "yellow",
    "partial_outage": "orange",
    "major_outage": "red",
    "under_maintenance": "blue",
}
#: Resolved weeks ago; only incidents.json shows them.
_PAST = (
    Incident(
        "Longer waits on file uploads", "resolved", "minor", 9 * 1440, 9 * 1440 - 70,
        ("api", "console"), "Uploads are back to their usual speed.",
    ),
    Incident(
        "Some sign-ins failed", "resolved", "none", 21 * 1440, 21 * 1440 - 25, ("ai",),
        "Sign-ins work again.",
    ),
)  # fmt: skip


def answer(status: Status, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    path = urlsplit(seen.path).path
    cached = (("age", str(status.age_s)), ("server", "CloudFront"), ("cache-control", "max-age=10"))
    if path in ("", "/"):
        return page(_home(status, now), 200, *cached)
    if not status.json:
        return page("<html><head><title>Not found</title></head><body></body></html>", 404)
    envelope = {
        "page": {
            "id": PAGE_ID,
            "name": "Claude",
            "url": "https://status.claude.com",
            "time_zone": "Etc/UTC",
            "updated_at": _time(now, 3),
        }
    }
    head: dict[str, object] = {
        "status": dict(zip(("indicator", "description"), _overall(status), strict=True))
    }
    rows = [_component(status, name, now) for name, _, _ in COMPONENTS if name not in status.hidden]
    live = [_incident(status, one, now) for one in status.incidents]
    past = [_incident(status, one, now) for one in _PAST]
    bodies: dict[str, dict[str, object]] = {
        "summary": head | {"components": rows, "incidents": live, "scheduled_maintenances": []},
        "status": head,
        "components": {"components": rows},
        "incidents": {"incidents": live + past},
        "incidents/unresolved": {"incidents": live},
        "scheduled-maintenances": {"scheduled_maintenances": []},
        "scheduled-maintenances/active": {"scheduled_maintenances": []},
        "scheduled-maintenances/upcoming": {"scheduled_maintenances": []},
    }
    body = bodies.get(path.removeprefix("/api/v2/").removesuffix(".json"))
    if body is None:
        return document({"error": "not found"}, 404)
    return document(envelope | body, 200, *cached)


def _states(status: Status) -> dict[str, str]:
    return {name: "operational" for name, _, _ in COMPONENTS} | dict(status.components)


def _overall(status: Status) -> tuple[str, str]:
    """Statuspage's own sum over the components."""
    states = list(_states(status).values())
    if all(s == "major_outage" for s in states):
        return "critical", "Major Service Outage"
    if "major_outage" in states:
        return "major", "Partial System Outage"
    if "partial_outage" in states:
        return "minor", "Minor Service Outage"
    if "degraded_performance" in states:
        return "minor", "Partially Degraded Service"
    if "under_maintenance" in states:
        return "maintenance", "Service Under Maintenance"
    return "none", "All Systems Operational"


def _time(now: datetime, minutes_ago: float) -> str:
    return f"{now - timedelta(minutes=minutes_ago):%Y-%m-%dT%H:%M:%S}.000Z"


def _component(status: Status, name: str, now: datetime) -> dict[str, object]:
    position = [short for short, _, _ in COMPONENTS].index(name)
    _, id_, full = COMPONENTS[position]
    state = _states(status)[name]
    return {
        "id": id_,
        "name": full,
        "status": state,
        "created_at": "2023-07-11T17:50:00.000Z",
        "updated_at": _time(now, 15 if state != "operational" else 3 * 1440),
        "position": position + 1,
        "description": None,
        "showcase": True,
        "start_date": "2023-07-11",
        "group_id": None,
        "page_id": PAGE_ID,
        "group": False,
        "only_show_if_degraded": False,
    }


def _code(text: str) -> str:
    """A twelve-character id that is the same for the same text."""
    return f"{zlib.crc32(text.encode()):08x}demo"


def _updated(one: Incident) -> int:
    latest = one.updated_minutes_ago
    return max(1, one.minutes_old // 2) if latest is None else latest


def _incident(status: Status, one: Incident, now: datetime) -> dict[str, object]:
    code = _code(one.name)
    affected = [
        {
            "code": next(id_ for short, id_, _ in COMPONENTS if short == name),
            "name": next(full for short, _, full in COMPONENTS if short == name),
            "old_status": "operational",
            "new_status": _states(status)[name],
        }
        for name in one.components
    ]
    steps = [("investigating", one.minutes_old)]
    if one.status != "investigating" or _updated(one) != one.minutes_old:
        steps.insert(0, (one.status, _updated(one)))
    updates = [
        {
            "id": _code(f"{one.name} {state} {age}"),
            "status": state,
            "body": one.text,
            "incident_id": code,
            "created_at": _time(now, age),
            "updated_at": _time(now, age),
            "display_at": _time(now, age),
            "affected_components": affected or None,
            "deliver_notifications": True,
            "custom_tweet": None,
            "tweet_id": None,
        }
        for state, age in steps
    ]
    over = one.status in ("resolved", "postmortem")
    return {
        "id": code,
        "name": one.name,
        "status": one.status,
        "impact": one.impact,
        "created_at": _time(now, one.minutes_old),
        "started_at": _time(now, one.minutes_old),
        "updated_at": _time(now, _updated(one)),
        "monitoring_at": _time(now, _updated(one)) if one.status == "monitoring" else None,
        "resolved_at": _time(now, _updated(one)) if over else None,
        "shortlink": f"https://stspg.io/{code}",
        "page_id": PAGE_ID,
        "incident_updates": updates,
        "components": [_component(status, name, now) for name in one.components],
        "reminder_intervals": None,
    }


def _home(status: Status, now: datetime) -> str:
    """The home page. Either the overall words or the open incidents are on it, never both."""
    indicator, words = _overall(status)
    states = _states(status)
    if status.incidents:
        top = "".join(_told(one, now) for one in status.incidents)
        top = f'<div class="unresolved-incidents">{top}</div>'
    else:
        top = (
            f'<div class="page-status status-{indicator}">'
            f'<span class="status font-large">{words}</span></div>'
        )
    rows = "".join(
        f'<div class="component-container border-color">'
        f'<div class="component-inner-container status-{_COLOUR[states[short]]}" '
        f'data-component-id="{id_}" data-component-status="{states[short]}">'
        f'<span class="name">{escape(full)}</span>'
        f'<span class="component-status">{states[short].replace("_", " ").title()}</span>'
        "</div></div>"
        for short, id_, full in COMPONENTS
        if short not in status.hidden
    )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Claude Status</title>'
        f'<meta name="issued" content="{int(now.timestamp())}"></head>'
        f'<body class="status index status-{indicator}"><div class="layout-content">{top}'
        f'<div class="components-section"><div class="components-container one-column">{rows}'
        "</div></div></div></body></html>"
    )


def _told(one: Incident, now: datetime) -> str:
    when = now - timedelta(minutes=_updated(one))
    return (
        f'<div class="unresolved-incident impact-{one.impact}">'
        f'<div class="incident-title"><a class="actual-title" href="/incidents/{_code(one.name)}">'
        f"{escape(one.name)}</a></div>"
        f'<div class="updates"><div class="update"><strong>{one.status.title()}</strong> - '
        f"{escape(one.text)}<small>{when:%b} <var data-var='date'>{when.day}</var>, "
        f"<var data-var='time'>{when:%H:%M}</var> UTC</small></div></div></div>"
    )
