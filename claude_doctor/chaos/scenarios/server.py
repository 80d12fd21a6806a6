"""Anthropic's side."""

from __future__ import annotations

from ...engine.model import Confidence, Severity, Side
from ..answers import ORIGIN_TIMED_OUT, OVERLOADED, SERVER_ERROR, TIMEOUT, cloudflare_page
from ..between import WRAPPED_OVERLOAD
from ..roles import (
    DEMO_ADMIN_KEY,
    Admin,
    Api,
    Crowd,
    Downdetector,
    Failure,
    Incident,
    Scenario,
    Status,
    Stream,
)
from ..wire import Wire

_ADMIN = (("ANTHROPIC_ADMIN_KEY", DEMO_ADMIN_KEY),)

_ERRORS = Incident(
    "Elevated errors on the Claude API", "identified", "major", 24, 9,
    ("ai", "api", "code"), "We have found the cause and are working on a fix.",
)  # fmt: skip
_RED = Status(
    components=(("api", "major_outage"), ("ai", "major_outage"), ("code", "partial_outage")),
    incidents=(_ERRORS,),
)
_PARTIAL = Status(components=(("api", "partial_outage"),), incidents=(_ERRORS,))
_CODE_ILL = Status(
    components=(("code", "major_outage"),),
    incidents=(Incident("Claude Code cannot log in", "identified", "major", 40, 15, ("code",)),),
)
# Five products are ill, and the page has lost the sixth, which is the API.
_HALF_PAGE = Status(
    components=tuple(
        (name, "partial_outage") for name in ("ai", "console", "code", "cowork", "gov")
    ),
    incidents=(
        Incident(
            "Elevated errors across multiple models", minutes_old=12, components=("ai", "code")
        ),
    ),
    hidden=("api",),
)
_LOUD_GITHUB, _LOUD_REDDIT = Crowd(authors=14, minutes=50), Crowd(authors=8, minutes=38)
ROWS = (
    Scenario(
        "overloaded",
        "The API answers 529 while the status page still shows it green.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(refusal=OVERLOADED), github=_LOUD_GITHUB,
    ),
    Scenario(
        "overloaded-quiet",
        "The API answers 529 and nobody else has noticed yet.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(refusal=OVERLOADED),
    ),
    Scenario(
        "overloaded-in-stream",
        "The answer starts with 200, then an overloaded_error arrives inside the stream.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(stream_error=OVERLOADED),
    ),
    Scenario(
        "overloaded-with-incident",
        "The API answers 529 and an incident is posted: the 529 is the cause.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(refusal=OVERLOADED), status=_RED, github=_LOUD_GITHUB,
    ),
    Scenario(
        "opus-overloaded",
        "Haiku works, the user's own Opus answers 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        args=("--model", "claude-opus-5-5"),
        api=Api(refusals=(("claude-opus-5-5", OVERLOADED),)),
    ),
    Scenario(
        "gateway-passes-overload",
        "A company gateway passes on Anthropic's own 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(refusal=OVERLOADED, relay=True), front_door=Api(),
    ),
    Scenario(
        "gateway-wraps-overload",
        "A company LiteLLM turns Anthropic's overload into its own 500.",
        Side.SERVER, Severity.DOWN, "overloaded",
        api=Api(WRAPPED_OVERLOAD), front_door=Api(),
    ),
    Scenario(
        "incomplete-response-loop",
        "529 although the quota check shows plenty of headroom.",
        Side.SERVER, Severity.DOWN, "incomplete-response-loop",
        env=_ADMIN, api=Api(refusal=OVERLOADED),
    ),
    Scenario(
        "overloaded-no-headroom",
        "529, and the last minutes used nearly all of the configured limits.",
        Side.SERVER, Severity.DOWN, "overloaded",
        env=_ADMIN, api=Api(refusal=OVERLOADED), admin=Admin(used=0.94),
    ),
    Scenario(
        "pasted-overload",
        "The user pastes a 529 from a few minutes ago; it works now.",
        Side.SERVER, Severity.DEGRADED, "overloaded",
        args=("--error", "API Error: Repeated 529 Overloaded errors. The API is at capacity"),
    ),
    Scenario(
        "server-error",
        "The API answers 500.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(refusal=SERVER_ERROR),
    ),
    Scenario(
        "timeout-error",
        "The API answers 504 timeout_error.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(refusal=TIMEOUT),
    ),
    Scenario(
        "api-error-in-stream",
        "The answer starts with 200, then an api_error arrives inside the stream.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(stream_error=SERVER_ERROR),
    ),
    Scenario(
        "bad-gateway",
        "Anthropic's CDN shows its 502 page for api.anthropic.com.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(cloudflare_page(502, "Bad gateway")),
    ),
    Scenario(
        "origin-unknown-error",
        "Anthropic's CDN shows its 520 page for api.anthropic.com.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(cloudflare_page(520, "Web server is returning an unknown error")),
    ),
    Scenario(
        "origin-timed-out",
        "Anthropic's CDN answers 522 as problem JSON.",
        Side.SERVER, Severity.DOWN, "server-error",
        api=Api(ORIGIN_TIMED_OUT),
    ),
    Scenario(
        "cut-stream",
        "The connection closes in the middle of the answer.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        api=Api(stream=Stream.CUT),
    ),
    Scenario(
        "ended-stream",
        "The stream ends cleanly, but before message_stop.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        api=Api(stream=Stream.ENDED),
    ),
    Scenario(
        "stalled-stream",
        "The answer starts, then nothing more arrives.",
        Side.SERVER, Severity.DOWN, "incomplete-stream", timeout_s=3,
        api=Api(stream=Stream.STALLED),
    ),
    Scenario(
        "incident-confirmed",
        "The API connects and stays silent, and the status page is red.",
        Side.SERVER, Severity.DOWN, "incident-confirmed", timeout_s=3,
        api=Api(Wire.MUTE), status=_RED,
    ),
    Scenario(
        "incident-confirmed-dropped",
        "The API closes every connection without an answer, and the status page is red.",
        Side.SERVER, Severity.DOWN, "incident-confirmed",
        api=Api(Wire.CLOSE), status=_RED,
    ),
    Scenario(
        "crowd-outage",
        "The API stays silent, the status page is green, and the crowd reports an outage.",
        Side.SERVER, Severity.DOWN, "crowd-outage", timeout_s=3,
        api=Api(Wire.MUTE), github=_LOUD_GITHUB, reddit=_LOUD_REDDIT,
        hn=Crowd(authors=2, minutes=40),
        downdetector=Downdetector(None, "danger", (48, 260, 540, 610)),
    ),
    Scenario(
        "incident-posted",
        "The ping works, but the status page shows a partial outage of the API.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        status=_PARTIAL,
    ),
    Scenario(
        "incident-posted-keyless",
        "No key is set, the API endpoint answers, the status page is red.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        keyless=True, status=_RED,
    ),
    Scenario(
        "incident-on-html-page",
        "The status page's JSON is unavailable; its home page shows a partial outage.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        status=Status(components=(("api", "partial_outage"),), incidents=(_ERRORS,), json=False),
        status_fallback=Status(Wire.REFUSED),
    ),
    Scenario(
        "flag-left-behind",
        "The API component is flagged without an incident.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        status=Status(components=(("api", "partial_outage"),)),
    ),
    Scenario(
        "model-incident",
        "The ping works; an active incident names the user's own model.",
        Side.SERVER, Severity.DEGRADED, "model-incident",
        args=("--model", "claude-opus-5-5"),
        status=Status(
            incidents=(Incident("Elevated errors on Claude Opus 5.5", minutes_old=18,
                                components=("ai", "code")),),
        ),
    ),
    Scenario(
        "crowd-reports",
        "The ping works and the page is green, but many others report trouble.",
        Side.SERVER, Severity.DEGRADED, "crowd-reports",
        github=_LOUD_GITHUB, reddit=_LOUD_REDDIT,
    ),
    Scenario(
        "crowd-reports-with-praw",
        "As before, with Reddit read through its API instead of its feed.",
        Side.SERVER, Severity.DEGRADED, "crowd-reports",
        env=(("REDDIT_CLIENT_ID", "loopback-id"), ("REDDIT_CLIENT_SECRET", "loopback-secret")),
        github=_LOUD_GITHUB, reddit=_LOUD_REDDIT,
    ),
    Scenario(
        "slow-response",
        "The first token takes sixteen times as long as it usually does here.",
        Side.SERVER, Severity.DEGRADED, "slow-response",
        usual_ttft_ms=100, api=Api(first_token_s=1.6),
    ),
    Scenario(
        "recent-failures",
        "The ping works; Claude Code hit several 529s in the last minutes.",
        Side.SERVER, Severity.DEGRADED, "recent-failures",
        transcripts=tuple(
            Failure(
                age, "API Error: 529 Overloaded. This is a server-side issue, usually temporary.",
                "overloaded", 529,
            )
            for age in (11.0, 7.5, 4.0, 2.0)
        ),
    ),
    Scenario(
        "code-trouble",
        "The page has Claude Code down, but the API works: healthy for an API user.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=_CODE_ILL,
    ),
    Scenario(
        "code-trouble-for-its-users",
        "The same, checked with --surface code.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        args=("--surface", "code"), status=_CODE_ILL,
    ),
    Scenario(
        "half-a-page",
        "The ping works; the status page is red for five products and does not list the API.",
        Side.SERVER, Severity.DEGRADED, "incident-posted", confidence=Confidence.LOW,
        status=_HALF_PAGE, status_fallback=_HALF_PAGE,
    ),
    Scenario(
        "half-a-page-and-silence",
        "The same page beside an API that stays silent.",
        Side.SERVER, Severity.DOWN, "incident-confirmed", confidence=Confidence.MEDIUM, timeout_s=3,
        api=Api(Wire.MUTE), status=_HALF_PAGE, status_fallback=_HALF_PAGE,
    ),
    Scenario(
        "anothers-incident-and-silence",
        "The API is silent; the page has an incident about another product.",
        Side.SERVER, Severity.DOWN, "incident-confirmed", confidence=Confidence.LOW, timeout_s=3,
        api=Api(Wire.MUTE),
        status=Status(
            incidents=(
                Incident("MCP apps unavailable on Claude.ai", minutes_old=30,
                         components=("ai", "api")),
            ),
        ),
    ),
    Scenario(
        "flag-left-behind-and-silence",
        "The API is silent; the page has it flagged without an incident.",
        Side.SERVER, Severity.DOWN, "incident-confirmed", confidence=Confidence.LOW, timeout_s=3,
        api=Api(Wire.MUTE), status=Status(components=(("api", "partial_outage"),)),
    ),
)  # fmt: skip
