"""What Claude Code makes of an answer, by the texts in 2.1.332."""

from __future__ import annotations

from .kinds import NO_CONNECTION, Outcomes, statuses

CLAUDE_CODE: Outcomes = {
    **statuses({}, "exit 1", "exit 1"),
    **dict.fromkeys((*NO_CONNECTION, "cut", "ended"), "exit 1 connection_failed"),
    "fine": "ok",
    "no key": "exit 1 Not logged in · Please run /login",
    "odd key": "ok",
    "overloaded_error in stream": "exit 1 529",
    "api_error in stream": "exit 1 500",
    "mute": "exit 1 Request timed out. If the API is slow to",
    "no tls": "exit 1 API Error: Unable to connect to API (EPR",
    "redirect": "exit 1 API Error: Unable to connect to API (Too",
    "redirect away": "exit 1 connection_failed",  # no name resolves here
    "cut at load": "exit 1 529",  # it asks again, and the service is full by then
    "page 200": "exit 1 API Error: API returned an empty or malf",
    "stalled": "no end",  # its watchdog of streams waits for minutes
    "retries status 529": "exit 1 529, 3 requests",
}
# Claude Code 2.1.332; what it prints begins so. It asks Bedrock for its models first, four times.
CLOUD_CODE: Outcomes = {
    **CLAUDE_CODE,
    **{
        f"status {status}": f"exit 1 {status}"
        for status in (400, 401, 403, 404, 429, 500, 503, 529)
    },
    "page 502": "exit 1 502",
    "no login": "exit 1 API Error: Could not load AWS credential",
    "login expired": "exit 1 API Error: Could not load AWS credential",
    "no place": "exit 1 API Error: Must provide one of the `base",
    "no host": "exit 1 API Error: ANTHROPIC_FOUNDRY_RESOURCE mu",
    "throttlingException in stream": "exit 1 429",
    "serviceUnavailableException in stream": "exit 1 503",
    "retries status 503": "exit 1 503, 7 requests",
}
MANTLE_CODE: Outcomes = {**CLOUD_CODE, "retries status 529": "exit 1 529, 7 requests"}
VERTEX_CODE: Outcomes = {
    **CLOUD_CODE,
    "no login": "exit 1 API Error: Could not load Google Cloud c",
    # Its login is a program's, which Google's library starts only where it is told to.
    **dict.fromkeys(
        ("no project", "google login"), "exit 1 API Error: Pluggable Auth executables ne"
    ),
}
FOUNDRY_CODE: Outcomes = {
    **CLOUD_CODE,
    "no login": "exit 1 API Error: Could not load Azure credenti",
}
