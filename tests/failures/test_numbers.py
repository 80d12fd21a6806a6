"""What calms people is lifted out: the numbers that decided, and what the API says of a field."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read
from tests.failures.said import envelope

REFUSED = "invalid_request_error"


@pytest.mark.parametrize(
    ("text", "numbers", "says"),
    [
        (envelope("rate_limit_error", "This request would exceed your organization's rate limit of "
                  "30,000 input tokens per minute.", 429),
         "30,000 input tokens per minute", "would exceed your limit of 30,000 input tokens"),
        (envelope(REFUSED, "prompt is too long: 250113 tokens > 200000 maximum", 400),
         "250113 > 200000 tokens", "has 250,113 tokens"),
        (envelope(REFUSED, "max_tokens: 99000 > 64000, which is the maximum allowed number of "
                  "output tokens for claude-sonnet-4-5", 400),
         "99000 > 64000", "`max_tokens` in the request: 99000 > 64000, which is the maximum"),
        (envelope(REFUSED, "tools.3.name: String should have at most 64 characters", 400),
         None, "`tools.3.name` in the request: String should have at most 64 characters."),
        (envelope(REFUSED, "messages.1.content.0.pdf: A maximum of 100 PDF pages may be provided.",
                  400),
         "100 PDF pages", "100 PDF pages may be provided"),
        ("API Error: Unable to connect: connect ECONNREFUSED 10.1.2.3:4000",
         "10.1.2.3:4000", "10.1.2.3:4000"),
        (envelope("overloaded_error", "Overloaded", 529), None, "over capacity"),
    ],
)  # fmt: skip
def test_numbers_and_reasons(text: str, numbers: str | None, says: str) -> None:
    """The meaning says this case, and the numbers stand by themselves."""
    reading = read(text)
    assert (numbers, True) == (reading.numbers, says in reading.meaning), reading.meaning


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("RequestTimeTooSkewed when calling the ListBuckets operation", "set-clock"),
        ("Rate limits protect an API. Typically a server answers 429 when you exceed a quota; "
         "common strategies are waiting, queues, and caching.", "add-evidence"),
        ("402 You have no quota (Request ID: AB12:34CD56:789ABC0:DEF1234:69B79564)",
         "other-provider-quota"),
        ("API Error: 529 Overloaded", "wait-it-out"),
    ],
)  # fmt: skip
def test_the_first_advice_fits_the_case(text: str, first: str) -> None:
    """A wrong clock is this machine's, whoever failed for it; prose wants the error itself; a
    quota is asked for where it is; who looks at Claude Code's screen writes no backoff."""
    assert read(text).fixes[0] == first
