"""Seeds that the project makes itself: answers of the loopback world, its files, its own texts."""

from __future__ import annotations

import functools
import json
from dataclasses import fields, is_dataclass
from typing import Any

from claude_doctor.chaos import SCENARIOS, admin, answers, crowd, downdetector, providers
from claude_doctor.chaos import api as claude_api
from claude_doctor.chaos import status_page as pages
from claude_doctor.chaos.clouds import ANSWERS
from claude_doctor.chaos.roles import (
    DEMO_ADMIN_KEY,
    DEMO_KEY,
    Admin,
    Api,
    Crowd,
    Downdetector,
    Local,
    Provider,
    Scenario,
)
from claude_doctor.chaos.wire import Reply, Seen
from claude_doctor.failures.classify import by_strength
from tests.conftest import ROOT
from tests.fuzz.target import NOW, http
from tests.sources.statuspage.pages import API, Post, State, as_html, as_json

_FIRST = {one.name: one for one in SCENARIOS}


def _seen(role: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Seen:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Seen(role, method, path, named, body, len(body))


@functools.cache
def status_pages() -> list[bytes]:
    """Claude's own page: JSON and HTML, green, ill, with incidents; the world's and the tests'."""
    ill = State(
        {API: "partial_outage"},
        (
            Post("Elevated errors on Claude Opus", on=(API,), posted=(12, 40)),
            Post("Elevated errors", "monitoring", posted=(3,)),
        ),
        "minor",
    )
    made = [as_json(State()), as_json(ill), as_html(State()), as_html(ill)]
    for name in ("healthy", "incident-confirmed", "model-incident"):
        status = _FIRST[name].status if name in _FIRST else SCENARIOS[0].status
        for path in ("/api/v2/summary.json", "/api/v2/incidents.json", "/"):
            made.append(pages.answer(status, _seen("status", path), NOW).body)
    return made


@functools.cache
def provider(role: str, *paths: str) -> list[bytes]:
    """A provider's page in each of its states."""
    return [
        providers.answer(Provider(state=state), _seen(role, path), NOW).body
        for path in paths
        for state in ("up", "degraded", "down")
    ]


def local(role: str, path: str) -> list[bytes]:
    """A local server's models."""
    models = ((), ("qwen3:8b",), ("nomic-embed-text", "llama4:scout"))
    return [providers.local(Local(models=one), _seen(role, path), NOW).body for one in models]


@functools.cache
def crowds(role: str) -> list[bytes]:
    """What a crowd's source answers, with its headers, quiet and loud."""
    make, path = {
        "github": (crowd.github, "/repos/anthropics/claude-code/issues?per_page=30"),
        "hn": (crowd.hacker_news, "/api/v1/search_by_date?query=claude&hitsPerPage=30"),
        "reddit": (crowd.reddit, "/r/ClaudeAI/new/.rss?limit=30"),
        "reddit_oauth": (crowd.reddit_oauth, "/r/ClaudeAI/new?limit=30"),
    }[role]
    made = []
    for people in (0, 7):
        seen = _seen(role, path, authorization="Bearer loopback-token")
        reply = make(Crowd(authors=people), seen, NOW)
        made.append(_http(reply, date="Sun, 22 Nov 2026 12:00:00 GMT", age="4"))
    return [*made, http(b"rate limit exceeded", 429, retry_after="17"),
            http(b"", 403, x_ratelimit_remaining="0", x_ratelimit_reset="1795000000")]  # fmt: skip


def _http(reply: Reply, **more: str) -> bytes:
    named = {name.replace("-", "_"): value for name, value in reply.headers} | more
    return http(reply.body, reply.status, **named)


@functools.cache
def chart() -> list[bytes]:
    """Downdetector's page: calm, loud, and the wall before it."""
    states = (Downdetector(None), Downdetector(None, "danger", (4, 90, 120, 150)))
    made = [downdetector.answer(s, _seen("downdetector", "/status/claude-ai/"), NOW).body
            for s in states]  # fmt: skip
    return [*made, answers.CHALLENGE.body]


@functools.cache
def replies() -> list[bytes]:
    """Answers of the Messages API and of all that stands before it, as status, headers and body."""
    found: dict[bytes, None] = {}
    for scenario in SCENARIOS:
        for value in (scenario.api, scenario.front_door, scenario.everywhere):
            for reply in _wired(value):
                found[_http(reply)] = None
        for refusal in _refusals(scenario):
            found[_http(_refused(refusal))] = None
    return list(found)


def _refused(refusal: answers.Refusal) -> Reply:
    from claude_doctor.chaos.envelope import refused

    return refused(Api(), refusal, NOW)


def _refusals(scenario: Scenario) -> list[answers.Refusal]:
    parts = [scenario.api, scenario.bedrock, scenario.vertex, scenario.foundry]
    found = [getattr(part, name) for part in parts for name in ("refusal", "stream_error")]
    return [one for one in found if one is not None]


def _wired(value: object) -> list[Reply]:
    """Every finished answer inside a role's record."""
    if isinstance(value, Reply):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        inside = (getattr(value, one.name) for one in fields(value))
        return [reply for one in inside for reply in _wired(one)]
    return []


@functools.cache
def streams() -> list[bytes]:
    """Streams of the Messages API, whole, failing and cut."""
    from tests.sources.clouds.answers import DELTA, END, OVERLOADED, START, STOP

    def sse(*events: Any) -> bytes:
        return b"".join(
            b"event: %s\ndata: %s\n\n" % (e["type"].encode(), json.dumps(e).encode())
            for e in events
        )

    return [
        sse(START, DELTA, END, STOP), sse(START, {"type": "ping"}, OVERLOADED), sse(START, DELTA),
        b": comment\r\n\r\ndata:{}\n" + sse(OVERLOADED), json.dumps(OVERLOADED).encode(),
    ]  # fmt: skip


@functools.cache
def frames() -> list[bytes]:
    """The same as Amazon's event stream."""
    from tests.sources.clouds.answers import DELTA, END, OVERLOADED, START, STOP
    from tests.sources.clouds.frames import chunk, error, exception

    return [
        b"".join(map(chunk, (START, DELTA, END, STOP))), chunk(START) + chunk(OVERLOADED),
        chunk(START) + exception("throttlingException", message="Too many requests"),
        error("InternalFailure", "x"), chunk(DELTA)[:40],
    ]  # fmt: skip


@functools.cache
def clouds() -> list[bytes]:
    """Errors of each cloud, with their headers."""
    from claude_doctor.chaos.clouds import refusals

    made = [one for one in vars(refusals).values() if isinstance(one, answers.Refusal)]
    bodies: list[bytes] = []
    for role, make in ANSWERS.items():
        state = getattr(SCENARIOS[0], role)
        path = "/v1/messages" if role in ("foundry", "anthropic_aws", "mantle", "relay") else "/x"
        bodies.append(_http(make(state, _seen(role, path, "POST", b"{}"), NOW)))
    texts = [{"message": "no"}, {"__type": "a#ThrottlingException", "message": "slow down"},
             {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded",
                        "details": [{"reason": "RATE_LIMIT_EXCEEDED"}]}},
             [{"error": {"code": 403, "status": "PERMISSION_DENIED", "message": "denied on "
                         "resource projects/p/locations/global"}}],
             {"error": {"code": "DeploymentNotFound", "message": "no such deployment"}},
             {"statusCode": 401,
             "message": "Access denied due to invalid subscription key"}]  # fmt: skip
    bodies += [http(json.dumps(one).encode(), 400, x_amzn_requestid="1") for one in texts]
    bodies += [http(json.dumps({"message": one.message}).encode(), one.status,
                    x_amzn_errortype=f"{one.type}:http://x/") for one in made]  # fmt: skip
    return bodies


@functools.cache
def admins() -> list[bytes]:
    """The Admin API's limits and use, an empty line between them."""
    asked = {"x-api-key": DEMO_ADMIN_KEY, "anthropic-version": "2023-06-01"}
    query = "starting_at=2026-11-22T11:55:00Z&ending_at=2026-11-22T12:00:00Z&bucket_width=1m"
    query += "&group_by[]=model&group_by[]=service_tier"
    paths = ("rate_limits", f"usage_report/messages?{query}")
    bodies = [
        admin.answer(Admin(), Seen("admin", "GET", f"/v1/organizations/{path}", asked), NOW).body
        for path in paths
    ]
    return [b"\n\n".join(bodies), b'{"data":[]}\n\n{"data":[]}']


@functools.cache
def models() -> list[bytes]:
    """`/v1/models`, the API's and another's."""
    headers = {"x-api-key": DEMO_KEY, "anthropic-version": "2023-06-01"}
    path = "/v1/models?limit=1000&lifecycle[]=active&lifecycle[]=deprecated&lifecycle[]=retired"
    own = claude_api.answer(Api(), Seen("api", "GET", path, headers), NOW).body
    return [own, b'{"object":"list","data":[{"id":"gpt-5","object":"model"}]}']


@functools.cache
def texts() -> list[bytes]:
    """What people paste: the example of every sign, whole messages, dumps of answers, logs."""
    found: dict[str, None] = {}
    for row in by_strength():
        for sign in row.signs:
            found[getattr(sign, "example", "") or str(sign)] = None
    from tests.failures.answers import dumps

    for status in (200, 429, 529, 401):
        for _, text in dumps(status):
            found[text] = None
    found |= dict.fromkeys(_PASTED)
    return [one.encode() for one in found if one]


_PASTED = (
    '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},'
    '"request_id":"req_011CInvented"}',
    " ⎿  API Error (529 {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}) · Retrying "
    "in 4 seconds… (attempt 4/10)",
    "anthropic.RateLimitError: Error code: 429 - {'type': 'error', 'error': {'type': "
    "'rate_limit_error', 'message': 'Number of request tokens has exceeded your per-minute rate "
    "limit'}}\nretry-after: 16\nanthropic-ratelimit-input-tokens-remaining: 0",
    "Traceback (most recent call last):\n  File \"app.py\", line 7, in main\n    call()\n"
    "httpx.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed "
    "certificate in certificate chain (_ssl.c:1000)",
    "prompt is too long: 212431 tokens > 200000 maximum",
    "Claude usage limit reached. Your limit will reset at 6:20pm (Europe/Berlin).",
    "getaddrinfo ENOTFOUND api.anthropic.com", "401", "overloaded_error", "error 529", "hello",
    "curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received",
    "[{\"timestamp\":\"2026-11-22T12:00:00Z\",\"error\":\"fetch failed\",\"cause\":{\"code\":"
    "\"ECONNRESET\"}},{\"msg\":\"ok\"}]",
)  # fmt: skip


@functools.cache
def logs() -> list[bytes]:
    """Logs of clients, web servers and Claude Code, plain and packed."""
    import gzip

    from tests.logs.records import failure, retry

    call = 'INFO httpx HTTP Request: POST https://api.anthropic.com/v1/messages "HTTP/1.1 529 "'
    plain = "\n".join(
        f"2020-01-01T12:00:0{n}Z {line}"
        for n, line in enumerate(
            (call, "INFO anthropic._base_client Retrying request to /v1/messages in 0.9 seconds",
             call, "ERROR the agent stopped\nTraceback (most recent call last):\n  File \"a.py\""
             "\nanthropic.OverloadedError: Error code: 529 - {'error': {}} req_011Cinvented")
        )
    )  # fmt: skip
    rows = [failure(), failure(3, status=529, apiErrorStatus=529), retry(1, 550.5), retry(2, 900)]
    transcript = "\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n"
    web = (
        '10.0.0.1 - - [01/Jan/2020:12:00:00 +0000] "POST /v1/messages HTTP/1.1" 529 12\n'
        "Jan  1 12:00:01 host app: claude: overloaded_error (attempt 2/10), retrying in 4 s\n"
        '{"ts":1577880000,"level":"error","msg":"anthropic 529 overloaded_error","retry_in":"2s"}\n'
        "< HTTP/1.1 529 \n< retry-after: 12\n< request-id: req_011C\n"
    )
    found = [plain.encode(), transcript.encode(), web.encode(), *texts()[:40]]
    return [*found, gzip.compress(plain.encode()), plain.encode("utf-16")]


@functools.cache
def files(*ends: str) -> list[bytes]:
    """The files of the scenarios whose paths end so, with a time in them."""
    found: dict[str, None] = {}
    for scenario in SCENARIOS:
        for path, content in scenario.files:
            if path.endswith(ends):
                for name, when in (("{expired}", "2026-11-22T03:00:00Z"),
                                   ("{valid}", "2030-01-01T00:00:00Z")):  # fmt: skip
                    content = content.replace(name, when)
                found[content] = None
    return [one.encode() for one in found]


@functools.cache
def environments() -> list[bytes]:
    """The environments of the scenarios, roles and folders filled in."""
    found: dict[str, None] = {}
    for scenario in SCENARIOS:
        rows = {"ANTHROPIC_API_KEY": DEMO_KEY, "HOME": "/nowhere", **dict(scenario.env)}
        text = "\n".join(f"{name}={value}" for name, value in rows.items())
        for role in ("api", "proxy", "elsewhere", "relay", "front_door", "openai", *ANSWERS):
            text = text.replace("{" + role + "}", "http://127.0.0.1:9")
            text = text.replace("{" + role + "_host}", "127.0.0.1:9")
        found[text.replace("{home}", "/nowhere")] = None
    return [one.encode() for one in found]


@functools.cache
def reports() -> list[bytes]:
    """The smaller ones of the saved reports."""
    paths = sorted((ROOT / "tests" / "cases").glob("*.json"), key=lambda one: one.stat().st_size)
    return [path.read_bytes() for path in paths[:8]]
