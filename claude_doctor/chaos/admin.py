"""The Admin API, as far as the quota check reads it: configured limits and recent usage.

Shapes of version 2023-06-01 (vendor's Admin API pages, 2026-10). Limits are those of the Start
tier; usage is a steady share of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ..sources.api.models import retired
from . import catalogue
from .answers import BAD_KEY, NO_KEY, NOT_FOUND, Refusal, document
from .envelope import ORGANIZATION, made_id, refused
from .roles import Admin, Api, Quota
from .wire import Reply, Seen

_WIDTH = {"1m": (60, 60, 1440), "1h": (3600, 24, 168), "1d": (86400, 7, 31)}  # s, default, most
_QUOTA = Quota()
_LIMITS = (
    ("requests_per_minute", _QUOTA.requests[0]),
    ("input_tokens_per_minute_cache_aware", _QUOTA.input_tokens[0]),
    ("output_tokens_per_minute", _QUOTA.output_tokens[0]),
)


def answer(admin: Admin, seen: Seen, now: datetime) -> Reply:
    """Answer one request."""
    key = seen.headers.get("x-api-key", "").strip()
    token = seen.headers.get("authorization", "").strip()
    key = key or token.removeprefix("Bearer ").strip()
    if not key.startswith("sk-ant-admin"):
        return refused(Api(), BAD_KEY if key else NO_KEY, now, known=False)
    url = urlsplit(seen.path)
    query = parse_qs(url.query)
    if seen.method != "GET":
        return refused(Api(), NOT_FOUND, now)
    match url.path:
        case "/v1/organizations/rate_limits":
            return _rate_limits(query, now)
        case "/v1/organizations/usage_report/messages":
            return _usage(admin, query, now)
        case "/v1/organizations/me":
            return _ok({"id": ORGANIZATION, "type": "organization", "name": "Loopback"})
    return refused(Api(), NOT_FOUND, now)


def _ok(value: object) -> Reply:
    headers = (("request-id", made_id("req_011C")), ("anthropic-organization-id", ORGANIZATION))
    return document(value, 200, *headers, ("server", "cloudflare"))


def _rate_limits(query: dict[str, list[str]], now: datetime) -> Reply:
    groups = [
        *(
            _group("model_group", _names(model), _LIMITS)
            for model in catalogue.served(retired(now.date()))
        ),
        _group("token_count", [], (("requests_per_minute", 2000),)),
        _group("batch", [], (("requests_per_minute", 1000),)),
    ]
    wanted, kind = _one(query, "model"), _one(query, "group_type")
    if wanted is not None:
        groups = [g for g in groups if wanted in g["models"]]
        if not groups:
            return refused(Api(), Refusal(404, "not_found_error", f"model: {wanted}"), now)
    if kind is not None:
        groups = [g for g in groups if g["group_type"] == kind]
    for group in groups:
        group["models"] = group["models"] or None
    return _ok({"data": groups, "next_page": None})


def _one(query: dict[str, list[str]], name: str) -> str | None:
    return query[name][0] if name in query else None


def _names(model: catalogue.Model) -> list[str]:
    return [model.id, *([model.alias] if model.alias else [])]


def _group(kind: str, models: list[str], limits: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    return {
        "type": "rate_limit",
        "group_type": kind,
        "models": models,
        "limits": [{"type": name, "value": value} for name, value in limits],
    }


def _moment(text: str | None) -> datetime | None:
    try:
        when = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _usage(admin: Admin, query: dict[str, list[str]], now: datetime) -> Reply:
    starting = _moment(_one(query, "starting_at"))
    width = _one(query, "bucket_width") or "1d"
    wrong = None
    if starting is None:
        wrong = "starting_at: Input should be a valid datetime"
    elif width not in _WIDTH:
        wrong = "bucket_width: Input should be '1m', '1h' or '1d'"
    if wrong or starting is None:
        return refused(Api(), Refusal(400, "invalid_request_error", wrong or ""), now)
    seconds, usual, most = _WIDTH[width]
    try:
        limit = max(1, min(most, int(_one(query, "limit") or usual)))
    except ValueError:
        limit = usual
    by_model = "model" in query.get("group_by[]", []) + query.get("group_by", [])
    step = timedelta(seconds=seconds)
    ending = min(_moment(_one(query, "ending_at")) or now, now)
    at = datetime.fromtimestamp(starting.timestamp() // seconds * seconds, UTC)
    rows: list[dict[str, object]] = []
    while at < ending and len(rows) < limit:
        share = admin.used * seconds / 60
        rows.append(
            {
                "starting_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "ending_at": f"{at + step:%Y-%m-%dT%H:%M:%SZ}",
                "results": [_used(share, by_model)],
            }
        )
        at += step
    return _ok({"data": rows, "has_more": at < ending, "next_page": None})


def _used(share: float, by_model: bool) -> dict[str, object]:
    return {
        "uncached_input_tokens": int(_QUOTA.input_tokens[0] * share),
        "cache_creation": {"ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0},
        "cache_read_input_tokens": 0,
        "output_tokens": int(_QUOTA.output_tokens[0] * share),
        "server_tool_use": {"web_search_requests": 0},
        "api_key_id": None,
        "workspace_id": None,
        "model": "claude-haiku-5-5" if by_model else None,
        "service_tier": None,
        "context_window": None,
    }
