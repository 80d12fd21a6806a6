"""Which of the words in a paste are evidence: who speaks, about what, and what is only advice."""

from __future__ import annotations

import html
import json

import pytest

from claude_doctor.failures.reader import read
from tests.failures.said import envelope


def records(*errors: str) -> str:
    """The error log that Claude Code appends to a report."""
    return json.dumps([{"error": error, "timestamp": "2026-11-22T12:00:00Z"} for error in errors])


NO_KEY = f"Error: {envelope('authentication_error', 'invalid x-api-key', 401)}\n    at a (cli.js:1)"
ON_SCREEN = "API Error: 529 Overloaded. This is a server-side issue, usually temporary"


@pytest.mark.parametrize(
    "log",
    [
        records(NO_KEY),
        json.dumps(records(NO_KEY))[1:-1],
        records(NO_KEY).replace('"', "”"),
        html.escape(records(NO_KEY)),
    ],
    ids=["plain", "escaped", "typographic", "as HTML"],
)
def test_the_screen_outranks_the_log_behind_it(log: str) -> None:
    """What the user saw decides over the program's records, however those were pasted."""
    assert "overloaded" == read(f"{ON_SCREEN}\n\n**Errors**\n{log}").entry.id


def test_entities_are_unpacked() -> None:
    """A paste that went through a web page is read as what it was."""
    error = f"API Error: {envelope('overloaded_error', 'Overloaded', 529)}"
    assert "overloaded" == read(html.escape(error)).entry.id


def test_a_log_in_one_escaped_line_is_unpacked() -> None:
    r"""Where every line break is a `\n` of two characters, the lines are still told apart."""
    lines = ["⏺ Bash(npm test)", "  ⎿  Error: connect ECONNREFUSED 127.0.0.1:5432", ON_SCREEN]
    assert "overloaded" == read("\\n".join(lines)).entry.id


@pytest.mark.parametrize(
    "advice",
    [
        "Common causes:\n- Invalid API key\n- Rate limit exceeded\n- Model not found",
        "Possible reasons:\n1. invalid x-api-key\n2. credit balance is too low",
    ],
)
def test_advice_is_no_evidence(advice: str) -> None:
    """A program's list of what it may be says nothing of what it was."""
    assert "overloaded" == read(f"API Error: 529 Overloaded\n\n{advice}").entry.id
    assert "other" != read(advice).side
    assert "client" != read(f"The call failed.\n{advice}").side


def test_a_phrase_cut_at_the_end_still_counts() -> None:
    """Reports end where a field was full: most of a phrase is enough there, and only there."""
    cut = '{"type":"invalid_request_error","message":"Your credit balance is too lo'
    assert "quota_spend" == read(cut).category
    assert "context_too_long" == read("API Error: the conversation is too lo").category
    ended = envelope("invalid_request_error", "x: required", 400) + " Now ends the conversation."
    assert "bad_request" == read(ended).category


def test_the_number_beside_the_answer_counts() -> None:
    """A gateway numbers the answer anew; the API's own status stands nearest before its answer."""
    inner = envelope("invalid_request_error", "messages.1: unexpected role", 400)
    reading = read(f"HTTP 429 from the relay: upstream said {inner}")
    assert ("bad_request", 400) == (reading.category, reading.http_status)


def test_several_hosts_that_refuse() -> None:
    """One host that refuses may be at fault itself; two unrelated ones share only the path."""
    one = "Failed to connect to api.anthropic.com: ECONNREFUSED"
    two = f"{one}\nFailed to connect to github.com: ECONNREFUSED"
    assert "either" == read(one).side
    assert ("connection", "network") == (read(two).category, read(two).side)


@pytest.mark.parametrize(
    ("text", "category", "side"),
    [
        # By who wrote the message: a gateway, in its own language.
        (
            'API Error: 502 {"error":{"message":"转发失败","type":"x_error"}}',
            "other_provider",
            None,
        ),
        # The API knows no providers.
        (
            '400 {"error":{"message":"No credentials for provider: x","type":"some_error"}}',
            "other_provider",
            "client",
        ),
        # Signed by a gateway, and yet the API's own refusal.
        (
            'Error: 400 {"error":{"message":"messages.2.content: Input should be a valid list",'
            '"type":"new_api_error"}}',
            "bad_request",
            "client",
        ),
        # The API has no 503 of this type: someone before it does.
        ('503 {"type":"error","error":{"type":"api_error"}}', "gateway_error", "either"),
        # The same policy: whatever status and type it comes with.
        (
            envelope(
                "authentication_error",
                "OAuth authentication is currently not allowed for this organization.",
                401,
            ),
            "permission",
            "account",
        ),
        (
            envelope(
                "permission_error",
                "OAuth authentication is currently not allowed for this organization.",
                403,
            ),
            "permission",
            "account",
        ),
        # Not a call of the model, though it has a status.
        (
            "Failed to fetch version: Request failed with status code 403",
            "not_an_api_error",
            "none",
        ),
        (
            "$ curl -fsSL https://claude.ai/install.sh | bash\n"
            "curl: (22) The requested URL returned error: 403",
            "not_an_api_error",
            "none",
        ),
        (
            "==> Downloading https://example.com/x.tar.gz\n"
            "curl: (22) The requested URL returned error: 404",
            "not_an_api_error",
            "none",
        ),
        ("Unhandled 'error' event\nError: write EPIPE\n  at stdout", "not_an_api_error", "none"),
        ("1 plugin failed to load", "not_an_api_error", "none"),
        # Part of a name, no plugin.
        (
            "at com.example.plugin.Call (x.kt:1)\n"
            + envelope("overloaded_error", "Overloaded", 529),
            "overloaded",
            "server",
        ),
        # Claude's capacity at Google, and the project's quota there.
        (
            '429 {"error":{"code":429,"message":"Resource exhausted. Please try again later.",'
            '"status":"RESOURCE_EXHAUSTED"}}',
            "rate_limit",
            "account",
        ),
    ],
)
def test_who_speaks(text: str, category: str, side: str | None) -> None:
    """The speaker decides: the API, a gateway before it, another program."""
    reading = read(text)
    assert category == reading.category, reading.entry.id
    assert side in (None, reading.side), reading.entry.id


def test_capacity_passes_and_a_quota_may_be_zero() -> None:
    """Google's shortage is worth a retry; of a quota the text cannot tell whether it is zero."""
    said = '429 {{"error":{{"code":429,"message":"{}","status":"RESOURCE_EXHAUSTED"}}}}'
    short = read(said.format("Resource exhausted. Please try again later."))
    quota = read(said.format("Quota exceeded for aiplatform.googleapis.com/per_base_model"))
    assert (True, None) == (short.retryable, quota.retryable)


def test_an_access_log_is_a_hint_only() -> None:
    """A served request in a log is no failure; a stated failure beside it decides."""
    line = '127.0.0.1 - "POST /v1/messages HTTP/1.1" 401'
    assert "overloaded" == read(f"{line}\n{ON_SCREEN}").entry.id
    assert 401 == read(line).http_status


def test_a_dump_in_which_nothing_fails() -> None:
    """Much text without a word of failure: nothing failed, as far as it tells."""
    calm = " ".join(["The session has been going well and the project compiles every time."] * 4)
    assert ("not_an_api_error", "none") == (read(calm).category, read(calm).side)
    assert "unknown" == read("hello world").side


FRAMES = [
    "Traceback (most recent call last):\n"
    '  File "/x/site-packages/litellm/main.py", line 9, in completion\n'
    '    raise OpenAIError(429, message="openai: rate limit", max_completion_tokens=1)\n'
    "          ~~~~~~~~~~~^^\n",
    "BadRequestError                 Traceback (most recent call last)\n"
    "[/x/dist-packages/litellm/main.py](https://localhost:8080/#) in completion(model, "
    "max_completion_tokens)\n"
    "   2823         ## Map to OpenAI Exception, RateLimitError\n"
    "-> 2824         raise exception_type(\n\n",
]


@pytest.mark.parametrize("frames", FRAMES, ids=["script", "notebook"])
def test_the_source_in_a_traceback_is_no_evidence(frames: str) -> None:
    """What a program's own lines speak of has not happened; its exception has."""
    body = envelope("invalid_request_error", "messages: at least one message is required", 400)
    reading = read(f"{frames}litellm.BadRequestError: AnthropicException - {body}")
    assert ("bad_request", "client") == (reading.category, reading.side)
    assert {"invalid-request"} == {match.id for match in reading.matches}


def test_a_remedy_that_fails_is_what_stops_the_user() -> None:
    """The login that an expired token asks for, tried and failed in its turn."""
    asked = f"Please run /login · API Error: {envelope('authentication_error', 'expired', 401)}"
    assert "auth" == read(asked).category
    assert "timeout" == read(f"{asked}\n\n  OAuth error: timeout of 15000ms exceeded").category


def test_prose_in_another_language_is_not_the_message() -> None:
    """What stands around an error in English is the user's, whatever its letters are."""
    text = "我用 Claude Code 的时候出现\nAPI Error: 529 Overloaded\n之前没有这个问题"
    assert "overloaded" == read(text).entry.id


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_what_curl_says_of_a_status_is_no_more_than_the_status(status: int) -> None:
    """Nobody knows whose address it asked: as the bare status, and never with high confidence."""
    reading = read(f"curl: (22) The requested URL returned error: {status}")
    assert read(f"HTTP {status}").category == reading.category
    assert "high" != reading.confidence
