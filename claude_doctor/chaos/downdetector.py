"""Downdetector's page, in the form it has had since early 2026: a React page in flight rows."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from .answers import page
from .roles import Downdetector
from .wire import Reply, Seen

_BUCKETS = 96  # quarters of an hour
_LATE_MIN = 18  # age of the newest bucket when the page is made
_CUT = 700  # characters a flight row; tokens are split wherever this falls
_HEADING = {
    "success": ("blue", "no current problems", "no problems"),
    "warning": ("yellow", "possible problems", "possible problems"),
    "danger": ("red", "problems", "problems"),
}


def answer(state: Downdetector, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    if "/status/" not in seen.path:
        return page("<html><head><title>Not found</title></head><body></body></html>", 404)
    colour, heading, label = _HEADING[state.colour]
    points = _points(state, now)
    most = max(int(str(p["reportsValue"])) for p in points)
    flight = _flight(state, points, most)
    rows = "".join(
        f"<script>self.__next_f.push([1,{_safe(flight[i : i + _CUT])}])</script>"
        for i in range(0, len(flight), _CUT)
    )
    html = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        "<title>ClaudeAI down? Current problems and outages | Downdetector US</title>"
        f'<meta name="generated" content="{now:%Y-%m-%dT%H:%M:%S}.000Z"></head><body>'
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
        f'<div id="company-status" data-testid="card-company-status" '
        f'class="border-[var(--color-dd-{colour})] border-4"><h1>User reports show '
        f"<span>{heading}</span> with <span>ClaudeAI</span></h1></div>"
        f'<div role="img" aria-label="Reports chart for the last 24 hours with a peak of {most} '
        f'reports, status: {label}"></div>{rows}</body></html>'
    )
    return page(html, 200, ("server", "cloudflare"))


def _safe(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


def _points(state: Downdetector, now: datetime) -> list[dict[str, object]]:
    newest = now - timedelta(minutes=_LATE_MIN)
    usual = [max(0, state.usual + (i * 7 % 5) - 2) for i in range(_BUCKETS)]
    values = [*usual[: _BUCKETS - len(state.latest)], *state.latest]
    times = [newest - timedelta(minutes=15 * (_BUCKETS - 1 - i)) for i in range(_BUCKETS)]
    return [
        {
            "timestampUtc": f"{when:%Y-%m-%dT%H:%M:%SZ}",
            "reportsValue": value,
            "baselineValue": state.usual,
        }
        for when, value in zip(times, values, strict=True)
    ]


def _flight(state: Downdetector, points: list[dict[str, object]], most: int) -> str:
    """React rows: another company first, as on the real page, then this one."""
    other = {
        "__typename": "CompanyType", "id": "1001", "name": "Somebody Else",
        "slug": "somebody-else", "stats": {"status": "danger"},
    }  # fmt: skip
    service = {
        "__typename": "CompanyType",
        "id": "2002",
        "name": "ClaudeAI",
        "slug": "claude-ai",
        "geo": [],
        "stats": {
            "status": state.colour,
            "chartData": {
                "dataPoints": points,
                "reportsMax": most,
                "baselineMin": state.usual,
                "baselineMax": state.usual,
            },
        },
        "lastIndicators": [
            {"localizedName": "Claude Code", "count": 12, "percentage": 52},
            {"localizedName": "Chat", "count": 11, "percentage": 48},
        ],
        "comments": [],
        "related": [],
    }
    trending = json.dumps(["$", "div", None, {"service": other}])
    mine = json.dumps(
        ["$", "div", None, {"companyCurrentStatus": state.colour, "service": service}],
        separators=(",", ":"),
    )
    return f"4:{trending}\n5:{mine}\n"
