"""The failure that the user saw, judged beside what is measured: `check --error`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from tests.conftest import Run

HEALTHY = by_name("healthy")


def seen(run: Run, text: str, cloud: str = "", **env: str) -> dict[str, Any]:
    """The report of a check without a request, so that nothing contradicts the text. `cloud`: the
    variable that leads to the cloud, which answers."""
    with serve(replace(HEALTHY)) as running:
        if cloud:
            env[cloud] = running.urls["bedrock"]
        done = run(
            "check", "--json", "--no-ping", "--error", text, env={**running.environ(), **env}
        )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def body(kind: str, message: str, code: str | None = None) -> str:
    """An answer of the API."""
    details = f',"details":{{"error_code":"{code}"}}' if code else ""
    error = f'{{"type":"{kind}","message":"{message}"{details}}}'
    return f'{{"type":"error","error":{error},"request_id":"req_011Invented0000000000"}}'


EXPIRED = (
    "bedrock: ExpiredTokenException: The security token included in the request is expired",
    "API Error: 403 The security token included in the request is expired",
    "botocore.exceptions.TokenRetrievalError: Error when retrieving token from sso: Token has "
    "expired and refresh failed; bedrock-runtime",
    "Error: The SSO session associated with this profile has expired. To refresh this SSO session "
    "run aws sso login with the corresponding profile.",
)


@pytest.mark.parametrize("text", EXPIRED)
@pytest.mark.parametrize("keyed", [True, False])
def test_an_expired_aws_login_is_the_clouds(run: Run, text: str, keyed: bool) -> None:
    """On Bedrock the AWS login is renewed; no key and no login of Anthropic's is offered."""
    env = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"}
    report = seen(
        run, text, "ANTHROPIC_BEDROCK_BASE_URL", **env,
        **({} if keyed else {"ANTHROPIC_API_KEY": ""}),
    )  # fmt: skip
    verdict = report["verdict"]
    assert ("client", "down", "key-rejected") == (
        verdict["side"], verdict["severity"], verdict["cause"],
    )  # fmt: skip
    assert "AWS login has expired" in verdict["summary"]
    assert "aws sso login" == report["fixes"][0]["command"]
    told = json.dumps([report["fixes"], verdict])
    assert "ANTHROPIC_API_KEY" not in told
    assert "/login" not in told


def test_a_working_ping_says_nothing_of_a_cloud(run: Run) -> None:
    """A cloud's refusal stays, though Anthropic's own API answers from here."""
    text = "AccessDeniedException: You don't have access to the model with the specified model ID."
    with serve(HEALTHY) as running:
        done = run("check", "--json", "--error", f"bedrock {text}", env=running.environ())
    report = json.loads(done.stdout)
    assert ("account", "down") == (report["verdict"]["side"], report["verdict"]["severity"])
    assert "Amazon Bedrock" in report["verdict"]["summary"]
    assert "cloud-access" == report["fixes"][0]["id"]


@pytest.mark.parametrize(
    ("text", "cause", "says", "fix", "wait"),
    [
        (
            body("rate_limit_error", "This request would exceed your organization's rate limit of "
                 "40,000 input tokens per minute") + "\nretry-after: 16",
            "rate-limited", "Wait 16 s", "wait-retry-after", 16,
        ),
        (
            "Claude usage limit reached. Your limit will reset at 6pm (Europe/Berlin).",
            "subscription-limit", "resets 6pm (Europe/Berlin)", "wait-for-reset", None,
        ),
        (
            body("rate_limit_error", "See details.", "enforced_spend_limit_reached"),
            "spend-limit-reached", "(enforced_spend_limit_reached)", "raise-tier", None,
        ),
        (
            body("not_found_error", "model: claude-old-1 is retired. Please use claude-new-2"),
            "model-not-found", "names claude-new-2 instead", "fix-model-id", None,
        ),
        (
            body("invalid_request_error", "messages.2.content.0: Field required"),
            "bad-request", "`messages.2.content.0`", "fix-request", None,
        ),
        ("429 what is that?", "rate-limited", "may be your rate limit", None, None),
        (
            "API Error: 401 OAuth token has expired. Please run /login",
            "key-rejected", "login token has expired", "login-again", None,
        ),
        (
            "500 No deployments available for selected model claude-sonnet. litellm.proxy",
            "gateway-failure", "no account or deployment", "check-gateway", None,
        ),
        (
            "429 No deployments available for selected model, Try again in 5 seconds. litellm",
            "gateway-failure", "has paused", "check-gateway", None,
        ),
        (
            "openai.RateLimitError: Error code: 429 - You exceeded your current quota",
            "not-enough-evidence", "another provider's message", "ask-other-provider", None,
        ),
    ],
)  # fmt: skip
def test_what_the_text_says_is_judged(
    run: Run, text: str, cause: str, says: str, fix: str | None, wait: float | None
) -> None:
    """The wait, the reset, the code, the field and the speaker are in the verdict."""
    report = seen(run, text)
    verdict = report["verdict"]
    assert cause == verdict["cause"]
    assert says in verdict["summary"]
    assert wait == verdict["retry_after_s"]
    assert fix in (None, report["fixes"][0]["id"])


def test_what_works_now_is_said_to_work(run: Run) -> None:
    """A limit of a moment ago is no failure any more, and its wait is still told."""
    text = "API Error: 429 This request would exceed your rate limit\nretry-after: 16"
    with serve(HEALTHY) as running:
        report = json.loads(run("check", "--json", "--error", text, env=running.environ()).stdout)
    assert ("rate-limited", "degraded", 16) == (
        report["verdict"]["cause"], report["verdict"]["severity"],
        report["verdict"]["retry_after_s"],
    )  # fmt: skip
