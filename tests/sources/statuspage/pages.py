"""Status pages of our own making, as JSON and as HTML, for the tests of the reader."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BASE = "https://status.example"

API, CHAT, CODE, CONSOLE = "k8w3r06qmzrp", "rwppv331jlwc", "yyzkbfz2thpt", "0qbwn08sd68x"
NAMES = {
    CHAT: "claude.ai",
    CONSOLE: "Claude Console (platform.claude.com)",
    API: "Claude API (api.anthropic.com)",
    CODE: "Claude Code",
}
COLOURS = {
    "operational": "green",
    "under_maintenance": "blue",
    "degraded_performance": "yellow",
    "partial_outage": "orange",
    "major_outage": "red",
}


@dataclass
class Post:
    """An incident, with one post at each of `posted` (minutes ago, newest first)."""

    name: str
    state: str = "investigating"
    on: tuple[str, ...] = ()
    posted: tuple[int, ...] = (12,)
    impact: str = "minor"
    body: str = "We are currently investigating this issue."
    resolved: int | None = None


@dataclass
class State:
    """What a page shows: components that are not operational, and incidents."""

    ill: dict[str, str] = field(default_factory=dict)
    incidents: tuple[Post, ...] = ()
    indicator: str = "none"


def iso(minutes_ago: float) -> str:
    """A moment before NOW, as the page writes it."""
    return (NOW - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def component(identity: str, state: State) -> dict[str, Any]:
    """One component as the JSON holds it."""
    return {
        "id": identity,
        "name": NAMES[identity],
        "status": state.ill.get(identity, "operational"),
        "updated_at": iso(30),
        "group": False,
    }


def incident(post: Post, state: State, number: int = 0) -> dict[str, Any]:
    """One incident as the JSON holds it."""
    return {
        "id": f"incident{number:04d}",
        "name": post.name,
        "status": post.state,
        "impact": post.impact,
        "created_at": iso(max(post.posted, default=0)),
        "updated_at": iso(min(post.posted, default=0)),
        "resolved_at": None if post.resolved is None else iso(post.resolved),
        "shortlink": f"https://stspg.example/{number}",
        "components": [component(c, state) for c in post.on],
        "incident_updates": [
            {"status": post.state, "body": post.body, "created_at": iso(ago)} for ago in post.posted
        ],
    }


def summary(state: State, **changes: Any) -> dict[str, Any]:
    """`summary.json`, which holds only what is unresolved."""
    return {
        "page": {"id": "page00000000", "name": "Claude"},
        "components": [component(c, state) for c in NAMES],
        "incidents": [
            incident(post, state, n)
            for n, post in enumerate(state.incidents)
            if post.state != "resolved"
        ],
        "scheduled_maintenances": [],
        "status": {"indicator": state.indicator},
        **changes,
    }


def as_json(state: State, **changes: Any) -> bytes:
    """`summary.json` on the wire."""
    return json.dumps(summary(state, **changes)).encode()


def as_html(state: State) -> bytes:
    """The home page of the same state."""
    open_ones = [post for post in state.incidents if post.state != "resolved"]
    listed = "".join(_incident_html(post, n) for n, post in enumerate(open_ones))
    banner = f'<div class="unresolved-incidents">{listed}</div>' if listed else (
        '<div class="page-status status-none"><span class="status">All Systems Operational</span>'
        "</div>"
    )  # fmt: skip
    rows = "".join(_component_html(c, state.ill.get(c, "operational")) for c in NAMES)
    return (
        "<!DOCTYPE html><html><head><title>Claude Status</title></head>"
        f'<body class="status index status-{state.indicator}">{banner}'
        f'<div class="components-container">{rows}</div>'
        "<script>var uptimeData = {};</script></body></html>"
    ).encode()


def _component_html(identity: str, status: str) -> str:
    words = status.replace("_", " ").title()
    return (
        f'<div class="component-container"><div data-component-id="{identity}" '
        f'data-component-status="{status}" '
        f'class="component-inner-container status-{COLOURS[status]}">'
        f'<span class="name"> {NAMES[identity]} </span><svg><rect/></svg>'
        f'<span class="component-status">{words}</span></div></div>'
    )


def _incident_html(post: Post, number: int) -> str:
    updates = ""
    for ago in post.posted:
        at = NOW - timedelta(minutes=ago)
        updates += (
            f'<div class="update"><strong>{post.state.title()}</strong> - '
            f"{html.escape(post.body)}<br/>"
            f'<small>{at:%b} <var data-var="date">{at.day:2d}</var>, '
            f'<var data-var="time">{at:%H:%M}</var> UTC</small></div>'
        )
    return (
        f'<div class="unresolved-incident impact-{post.impact}"><div class="incident-title">'
        f'<a class="actual-title" href="/incidents/incident{number:04d}">{html.escape(post.name)}'
        f'</a></div><div class="updates">{updates}</div></div>'
    )
