"""Other providers' status pages and local model servers, each drawn from one word for its state.

Shapes as the real pages had in September 2026, the words our own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from urllib.parse import urlsplit

from .answers import document, page
from .roles import Local, Provider
from .wire import Reply, Seen

_COMPONENT = {
    "up": "operational",
    "degraded": "degraded_performance",
    "down": "major_outage",
}
#: Valid, harmless, and none of the shapes that anybody knows.
_CHANGED = document({"version": 3, "services": [{"title": "Everything", "health": "great"}]})
_CHANGED_PAGE = page(
    "<!DOCTYPE html><html><body><div id=app>Everything is great</div></body></html>"
)


def answer(provider: Provider, seen: Seen, now: datetime) -> Reply:
    """Answer one request to a provider's page."""
    if provider.changed:
        return _CHANGED_PAGE if seen.role == "azure" else _CHANGED
    drawn = _PAGES[seen.role](provider.state, urlsplit(seen.path).path, now)
    return drawn or document({"error": "not found"}, 404)


def local(server: Local, seen: Seen, now: datetime) -> Reply:
    """Answer one request to Ollama or LM Studio."""
    path = urlsplit(seen.path).path
    if seen.role == "ollama" and path == "/api/tags":
        rows = [{"name": name, "model": name, "size": 5_200_000_000} for name in server.models]
        return document({"models": rows})
    if seen.role == "lm_studio" and path == "/v1/models":
        rows = [{"id": name, "object": "model", "owned_by": "me"} for name in server.models]
        return document({"data": rows, "object": "list"})
    return document({"error": "not found"}, 404)


def _time(now: datetime, minutes_ago: float) -> str:
    return f"{now - timedelta(minutes=minutes_ago):%Y-%m-%dT%H:%M:%SZ}"


def _openai(state: str, path: str, now: datetime) -> Reply | None:
    return _statuspage(
        "OpenAI", state, path, now,
        (("01JMXBRMFE6N2NNT7DG6XZQ6PW", "Chat Completions"),
         ("01JP8CD9JR3HR6Y7G4Q75N4DVW", "Responses"), ("01JMXBRMFE4MAP2BHSJNZ787WX", "Images")),
    )  # fmt: skip


def _groq(state: str, path: str, now: datetime) -> Reply | None:
    return _statuspage(
        "Groq", state, path, now,
        (("01K0DEMO0000000000000000AP", "API"), ("01K0DEMO0000000000000000CO", "Console")),
    )  # fmt: skip


def _statuspage(
    name: str, state: str, path: str, now: datetime, components: tuple[tuple[str, str], ...]
) -> Reply | None:
    """incident.io's answer in Statuspage's shape: without an incident the key is missing."""
    if path != "/api/v2/summary.json":
        return None
    rows = [
        {"id": id_, "name": label, "page_id": "01K0DEMO", "position": i,
         "status": _COMPONENT[state] if i < len(components) - 1 else "operational",
         "created_at": _time(now, 500_000), "updated_at": _time(now, 30)}
        for i, (id_, label) in enumerate(components)
    ]  # fmt: skip
    body: dict[str, object] = {
        "page": {"id": "01K0DEMO", "name": name, "updated_at": _time(now, 30)},
        "status": {"indicator": "none", "description": "All Systems Operational"},
        "components": rows,
    }
    if state != "up":
        body["status"] = {"indicator": "minor", "description": "Partial System Degradation"}
        post = {"id": "01K0DEMOPOST", "status": "investigating", "body": "We are looking into it.",
                "created_at": _time(now, 25)}  # fmt: skip
        body["incidents"] = [
            {"id": "01K0DEMOINC", "name": "Elevated errors on the API", "status": "investigating",
             "impact": "minor", "created_at": _time(now, 25), "updated_at": _time(now, 25),
             "incident_updates": [post]}
        ]  # fmt: skip
    return document(body)


def _google(state: str, path: str, now: datetime) -> Reply | None:
    if path != "/incidents.json":
        return None
    vertex = [{"id": "Z0FZJAMvEB4j3NbCJs6B", "title": "Vertex Gemini API"}]
    over = {
        "id": "demoOver", "service_name": "Multiple Products", "begin": _time(now, 90_000),
        "end": _time(now, 89_900), "severity": "low", "status_impact": "SERVICE_INFORMATION",
        "external_desc": "Some requests failed.", "affected_products": vertex,
        "most_recent_update": {"status": "AVAILABLE"},
    }  # fmt: skip
    elsewhere = {
        **over, "id": "demoElsewhere", "begin": _time(now, 60), "end": None,
        "most_recent_update": {"status": "SERVICE_DISRUPTION"},
        "affected_products": [{"id": "demoDemoDemoDemo0000", "title": "Persistent Disk"}],
    }  # fmt: skip
    impact = {"degraded": "SERVICE_DISRUPTION", "down": "SERVICE_OUTAGE"}.get(state)
    live = {**elsewhere, "id": "demoLive", "status_impact": impact, "affected_products": vertex,
            "external_desc": "Requests to the API fail."}  # fmt: skip
    return document([*([live] if impact else []), elsewhere, over])


def _aws(state: str, path: str, now: datetime) -> Reply | None:
    """UTF-16 with its mark, as served; another region is always disrupted."""
    if path != "/public/currentevents":
        return None
    levels = [("me-central-1", "3")]
    if state != "up":
        levels.append(("us-east-1", {"degraded": "2", "down": "3"}[state]))
    events = [
        {"date": str(int(now.timestamp()) - 3600), "status": level, "region_name": region,
         "arn": f"arn:aws:health:{region}::event/MULTIPLE_SERVICES/DEMO/DEMO_1",
         "service": f"multipleservices-{region}", "service_name": "Multiple services",
         "summary": "Increased Error Rates",
         "event_log": [{"summary": "Increased Error Rates", "message": "…", "status": 1}],
         "impacted_services": {
             f"bedrock-{region}": {"service_name": "Amazon Bedrock", "current": level,
                                   "max": level}}}
        for region, level in levels
    ]  # fmt: skip
    body = json.dumps(events).encode("utf-16-be")
    return Reply(200, (("content-type", "application/json"),), b"\xfe\xff" + body)


def _azure(state: str, path: str, now: datetime) -> Reply | None:
    if path.rstrip("/").endswith("/feed"):
        item = "<item><title>Azure OpenAI: errors in some regions</title></item>"
        return Reply(
            200,
            (("content-type", "application/rss+xml"),),
            b'<rss version="2.0"><channel><title>Azure Status</title>'
            b"<link>https://azure.status.microsoft/en-us/status/</link>"
            + (b"" if state == "up" else item.encode())
            + b"</channel></rss>",
        )
    if not path.rstrip("/").endswith("/status"):
        return None
    signs = {"up": ("Good", "Good"), "degraded": ("Good", "Warning"), "down": ("Critical",) * 2}
    cells = "".join(
        f'<td class="status-cell"><span class="icon status-icon" data-label="{escape(sign)}">'
        "</span></td>"
        for sign in ("Not available", *signs[state])
    )
    return page(
        "<!DOCTYPE html><html><head><title>Azure status</title></head><body><table>"
        f'<tr class="capability-row"><td>Azure OpenAI Service</td>{cells}</tr>'
        "</table></body></html>"
    )


def _openrouter(state: str, path: str, now: datetime) -> Reply | None:
    if path != "/config.json":
        return None
    status = {"up": "operational", "degraded": "degraded", "down": "major_outage"}[state]
    chat = {"id": "demo-1", "name": "Chat (/api/v1/chat/completions)", "position": 0,
            "status": status, "type": "Component"}  # fmt: skip
    video = {**chat, "id": "demo-2", "name": "Video (/api/v1/videos)", "status": "operational"}
    incident = {"id": "demo-3", "title": "Chat requests fail", "currentStatus": "investigating",
                "resolved": False, "componentsAffected": [chat]}  # fmt: skip
    past = {**incident, "id": "demo-4", "title": "Slow videos", "currentStatus": "resolved",
            "resolved": True, "componentsAffected": [video]}  # fmt: skip
    return document(
        {
            "name": "OpenRouter",
            "components": [
                {"id": "demo-0", "name": "API - Gateway", "position": 0, "type": "ComponentGroup",
                 "components": [chat, video]},
            ],
            "incidents": [past] if state == "up" else [incident, past],
            "maintenances": None,
        }
    )  # fmt: skip


def _mistral(state: str, path: str, now: datetime) -> Reply | None:
    base = "/api/status-page/mistral-ai/"
    # Monitors post incidents of some seconds all day long; one of them is always open.
    noise = {"id": "demo-1", "name": "Completion API Degraded", "duration": 8, "severity": "MEDIUM",
             "lastUpdateStatus": "INVESTIGATING", "created_at": _time(now, 0.1)}  # fmt: skip
    past = {**noise, "id": "demo-2", "duration": 400, "lastUpdateStatus": "RESOLVED",
            "created_at": _time(now, 700)}  # fmt: skip
    severity = {"degraded": "MEDIUM", "down": "CRITICAL"}.get(state)
    live = [{**noise, "id": "demo-3", "severity": severity, "duration": 1500,
             "created_at": _time(now, 25)}] if severity else []  # fmt: skip
    if path == f"{base}unresolved-incidents":
        return document([noise, *live])
    if path != f"{base}uptime":
        return None
    days = [{"date": f"{now:%Y-%m-%d}T00:00:00.000Z", "events": [noise, past, *live]}]
    service = {"id": "demo-4", "name": "Chat Completions API", "days": days, "uptime": 99.4}
    group = {"id": "demo-5", "name": "API", "services": [service], "uptime": 99.4}
    return document({"metadata": [], "uptime": [group], "partialError": False})


_PAGES: dict[str, Callable[[str, str, datetime], Reply | None]] = {
    "openai": _openai,
    "google": _google,
    "aws": _aws,
    "azure": _azure,
    "openrouter": _openrouter,
    "mistral": _mistral,
    "groq": _groq,
}
