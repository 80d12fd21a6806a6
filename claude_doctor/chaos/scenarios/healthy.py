"""All is well, whatever it looks like; and what the evidence does not decide."""

from __future__ import annotations

from ...engine.model import Confidence, Severity, Side
from ..answers import GITHUB_LIMIT, HN_BUSY, REDDIT_BLOCKED, REDDIT_BUSY, WAF_CAPTCHA, WAF_CHALLENGE
from ..roles import Api, Crowd, Downdetector, Failure, Incident, Scenario, Status
from ..wire import Wire

#: Attached to the API, but old or only being watched; and one that is not about the API.
BUSY_PAGE = (
    Incident(
        "Access to an older model is restricted", "monitoring", "critical", 12 * 1440, 11 * 1440,
        ("ai", "api", "code"), "This notice stays up until the change is complete.",
    ),
    Incident(
        "Elevated errors on sign-in", "monitoring", "minor", 95, 30, ("ai", "api"),
        "A fix is in place and we are watching it.",
    ),
    Incident(
        "Batch results arrive late for some", "investigating", "minor", 4 * 1440, 2 * 1440,
        ("api",), "We are still looking into this.",
    ),
    Incident(
        "Usage page shows old numbers", "identified", "major", 40, 12, ("console",),
        "API requests are not affected.",
    ),
)  # fmt: skip

ROWS = (
    Scenario(
        "healthy",
        "Everything works and nobody complains.",
        Side.HEALTHY, Severity.NONE, "healthy",
    ),
    Scenario(
        "healthy-keyless",
        "No API key is set; the API endpoint answers and nobody complains.",
        Side.HEALTHY, Severity.NONE, "healthy", Confidence.LOW,
        keyless=True,
    ),
    Scenario(
        "healthy-no-ping",
        "The test request is switched off; the API endpoint answers.",
        Side.HEALTHY, Severity.NONE, "healthy", Confidence.LOW,
        args=("--no-ping",),
    ),
    Scenario(
        "healthy-busy-page",
        "The status page is full of old and monitored notices, but the API works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=Status(incidents=BUSY_PAGE),
    ),
    Scenario(
        "default-model-gone",
        "The default Haiku has been retired; an older one answers.",
        Side.HEALTHY, Severity.NONE, "healthy",
        api=Api(gone=("claude-haiku-5-5",)),
    ),
    Scenario(
        "gateway-healthy",
        "A company gateway passes everything on, and it works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        api=Api(relay=True), front_door=Api(),
    ),
    Scenario(
        "crowd-blocked",
        "Downdetector, Reddit, GitHub and Hacker News all refuse to answer.",
        Side.HEALTHY, Severity.NONE, "healthy",
        reddit=Crowd(REDDIT_BUSY), github=Crowd(GITHUB_LIMIT), hn=Crowd(HN_BUSY),
    ),
    Scenario(
        "crowd-hangs",
        "Downdetector, Reddit, GitHub and Hacker News connect and stay silent.",
        Side.HEALTHY, Severity.NONE, "healthy", timeout_s=3,
        downdetector=Downdetector(Wire.MUTE), reddit=Crowd(Wire.TRICKLE),
        github=Crowd(Wire.HANG), hn=Crowd(Wire.DEAF),
    ),
    Scenario(
        "crowd-quiet",
        "Downdetector can be read for once and shows an ordinary day.",
        Side.HEALTHY, Severity.NONE, "healthy",
        downdetector=Downdetector(None), reddit=Crowd(REDDIT_BLOCKED),
    ),
    Scenario(
        "status-blocked",
        "A firewall blocks the status page at both addresses.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=Status(WAF_CAPTCHA), status_fallback=Status(WAF_CHALLENGE),
    ),
    Scenario(
        "status-second-address",
        "The status page resets the connection; its other address answers.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=Status(Wire.RESET),
    ),
    Scenario(
        "status-stale",
        "The status page is an hour-old copy, and green.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=Status(age_s=3540),
    ),
    Scenario(
        "status-bomb",
        "The status page answers with a compression bomb, GitHub with garbage.",
        Side.HEALTHY, Severity.NONE, "healthy",
        status=Status(Wire.BOMB), status_fallback=Status(Wire.WRONG_LENGTH),
        github=Crowd(Wire.GARBAGE),
    ),
    Scenario(
        "silence",
        "The API connects and never answers; everything else is quiet and green.",
        Side.UNKNOWN, Severity.DOWN, "silence", timeout_s=3,
        api=Api(Wire.MUTE),
    ),
    Scenario(
        "green-page-alone",
        "Only the status page is checked; a green page alone proves nothing.",
        Side.UNKNOWN, Severity.NONE, "not-enough-evidence",
        args=("--only", "status"),
    ),
    Scenario(
        "failed-on-the-way",
        "All works; Claude Code hit a dead local proxy two minutes ago, per its own log.",
        Side.HEALTHY, Severity.NONE, "healthy",
        transcripts=(
            Failure(
                2.0, "API Error: Unable to connect to API (ConnectionRefused)", "server_error", None
            ),
        ),
    ),
    Scenario(
        "chat-untested",
        "All works, checked with --surface chat: nothing tests claude.ai itself.",
        Side.HEALTHY, Severity.NONE, "healthy", confidence=Confidence.MEDIUM,
        args=("--surface", "chat"),
    ),
)  # fmt: skip
