"""The catalogue and the reading of structured answers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures import codes
from claude_doctor.failures.classify import (
    CATALOGUE,
    by_id,
    classify,
    of_name,
    of_status,
    with_cause,
)
from claude_doctor.failures.reader import read
from claude_doctor.failures.row import (
    NAME,
    PATTERN,
    ApiError,
    Sign,
    holds,
    loosened,
    parts,
    squeezed,
)
from claude_doctor.fixes.table import FIXES

CATEGORIES = {
    *("overloaded", "server_error", "gateway_error", "incomplete_stream", "timeout"),
    *("rate_limit", "quota_spend", "subscription_limit", "bad_request", "context_too_long"),
    *("request_too_large", "content_policy", "auth", "permission", "region_block"),
    *("model_not_found", "wrong_endpoint", "dns", "tls", "proxy", "connection", "clock_skew"),
    *("cancelled", "other_provider", "not_an_api_error", "unknown"),
}
SIDES = {"server", "client", "network", "account", "either", "none", "unknown"}
CAUSES = {
    "server": "overloaded server-error incomplete-stream",
    "client": "key-rejected key-forbidden model-not-found bad-request request-too-large "
    "wrong-endpoint",
    "account": "rate-limited spend-limit-reached credit-exhausted billing-problem "
    "organization-disabled subscription-limit",
    "network": "region-blocked dns-failure connection-failed tls-failure proxy-failure "
    "captive-portal clock-skew gateway-failure",
}
ALL_CAUSES = {cause for causes in CAUSES.values() for cause in causes.split()}


def test_ids_are_unique_and_kebab_case() -> None:
    """An id names one row, in lower case with hyphens."""
    ids = [row.id for row in CATALOGUE]
    assert len(ids) == len(set(ids))
    assert all(i == i.lower() and "_" not in i and " " not in i for i in ids)


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.id)
def test_row_speaks_the_contract(row: object) -> None:
    """Category, side and cause are the contract's; every fix exists; the meaning is a sentence."""
    entry = by_id(row.id)  # type: ignore[attr-defined]
    assert entry.category in CATEGORIES
    assert entry.side in SIDES
    assert entry.cause is None or entry.cause in ALL_CAUSES
    assert set(entry.fixes) <= {fix.id for fix in FIXES}
    assert entry.meaning.endswith(".")
    assert entry.fixes or entry.side == "none"


def test_every_cause_of_the_contract_has_a_row() -> None:
    """A cause that an answer or a text can show is reachable from the catalogue."""
    assert {cause for cause in ALL_CAUSES if not with_cause(cause)} == set()


def test_side_and_cause_agree() -> None:
    """A row is on its cause's side; the clock is the reader's own, though it breaks the path."""
    home = {cause: side for side, causes in CAUSES.items() for cause in causes.split()}
    differ = {
        row.id
        for row in CATALOGUE
        if row.cause and row.side != home[row.cause] and row.side != "either"
    }
    assert {"clock-skew"} == differ


def test_undecided_rows_have_no_cause() -> None:
    """Where the text cannot decide, no verdict follows; a cut stream is a verdict of its own, and
    a gateway that is named fails, whoever is behind it."""
    assert {"incomplete-stream", "no-channel", "relay-cooldown", "relay-failure"} == {
        r.id for r in CATALOGUE if r.side == "either" and r.cause
    }


SIGNS = [
    pytest.param(row, sign, id=f"{row.id}-{sign.look}-{number}")
    for row in CATALOGUE
    for number, sign in enumerate(row.signs)
]


@pytest.mark.parametrize(("row", "sign"), SIGNS)
def test_a_sign_passes_on_its_own_example(row: ApiError, sign: Sign) -> None:
    """What a sign was written for is read as its row, and the sign is in it."""
    reading = read(sign.example)
    assert row.id == reading.entry.id, sign.example
    squeezed_text, loose = squeezed(sign.example), loosened(sign.example)
    assert (
        re.search(sign.what, loose)
        if sign.look == PATTERN
        else holds(parts(sign.what), squeezed_text)
    )


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.id)
def test_no_sign_is_empty(row: ApiError) -> None:
    """Each sign says what to look for, and that is more than a word's beginning."""
    for sign in row.signs:
        assert sign.example
        assert len(squeezed(sign.what)) > 3, sign
        assert all(parts(sign.what)) or sign.look == PATTERN


def test_a_name_means_one_row() -> None:
    """A single word that is enough belongs to one row only."""
    words = [s.what.lower() for row in CATALOGUE for s in row.signs if s.look == NAME]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("code", codes.listed())
def test_every_listed_code_has_a_row(code: str) -> None:
    """A stable code has a row and a sentence, and decides wherever it is written."""
    known = codes.of_code(code)
    assert known is not None
    row, says = known
    assert says.endswith(".")
    for shape in (
        f'{{"type":"error","error":{{"type":"api_error","details":{{"error_code":"{code}"}}}}}}',
        f"{{errorCode: '{code}'}}",
        code,
    ):
        reading = read(shape)
        assert (row, code) == (reading.entry.id, reading.error_code), shape


def test_an_unknown_code_is_named_and_the_type_decides() -> None:
    """What nobody has a line for is shown; type and status say what it is."""
    reading = read(
        '{"type":"error","error":{"type":"invalid_request_error","message":"x",'
        '"details":{"error_code":"brand_new_thing"}}}'
    )
    assert ("brand_new_thing", "invalid-request") == (reading.error_code, reading.entry.id)


DOCUMENTED = [
    (400, "invalid_request_error", "invalid-request"),
    (401, "authentication_error", "key-rejected"),
    (402, "billing_error", "billing-error"),
    (403, "permission_error", "key-forbidden"),
    (404, "not_found_error", "not-found"),
    (409, "conflict_error", "conflict"),
    (413, "request_too_large", "request-too-large"),
    (429, "rate_limit_error", "rate-limited"),
    (500, "api_error", "api-error"),
    (504, "timeout_error", "timeout-error"),
    (529, "overloaded_error", "overloaded"),
]


@pytest.mark.parametrize(("status", "kind", "expected"), DOCUMENTED)
def test_documented_errors(status: int, kind: str, expected: str) -> None:
    """Each documented pair of status and type has a row that carries both, and is read as it."""
    row = classify(status, kind, "some message of no special kind")
    assert expected == row.id
    assert (status, kind) == (row.http_status, row.error_type)
    assert row.doc is not None


@pytest.mark.parametrize(
    ("status", "kind", "message", "expected"),
    [
        (429, "rate_limit_error", "You have reached your API usage limits: …", "spend-cap-reached"),
        (400, "invalid_request_error", "You have reached your specified API usage limits.",
         "spend-limit-reached"),
        (400, "invalid_request_error", "You have reached your specified workspace API usage "
         "limits.", "spend-limit-reached"),
        (400, "invalid_request_error", "Your credit balance is too low to access the API.",
         "credit-exhausted"),
        (429, "rate_limit_error", "Error", "rate-limited-windowless"),
        (429, "rate_limit_error", "Rate limited. Please try again later.", "server-throttled"),
        (500, "api_error", "Overloaded", "overloaded"),
        (200, "overloaded_error", "Overloaded", "overloaded"),
        (403, "forbidden", "Request not allowed", "region-blocked"),
        (400, "invalid_request_error", "This organization has been disabled.",
         "organization-disabled"),
        (403, "permission_error", "OAuth authentication is currently not allowed for this "
         "organization.", "organization-policy"),
        (404, "not_found_error", "model: claude-nobody-1", "model-not-found"),
        (404, "not_found_error", "File not found", "not-found"),
        (413, "invalid_request_error", "Request size exceeds model context window",
         "context-too-long"),
        (413, "invalid_request_error", "something else", "request-too-large"),
        (400, "invalid_request_error", "prompt is too long: 5 tokens > 4 maximum",
         "context-too-long"),
        (400, "invalid_request_error", "Output blocked by content filtering policy",
         "output-filtered"),
        (401, "authentication_error", "CORS requests are not allowed for this Organization",
         "cors-refused"),
        (429, "api_error", "wrapped by a gateway", "rate-limited"),
        (503, "api_error", "wrapped by a gateway", "gateway-error"),
        (404, "api_error", "wrapped by a gateway", "not-found"),
        (522, None, "", "gateway-error"),
        (418, "teapot_error", "", "invalid-request"),
        (599, "new_error", "", "api-error"),
        (None, "new_error", "", "unknown"),
    ],
)  # fmt: skip
def test_variants(status: int | None, kind: str | None, message: str, expected: str) -> None:
    """Message and details tell the variants apart; an unknown type has its status's meaning."""
    assert expected == classify(status, kind, message).id


def test_details_decide() -> None:
    """The monthly cap is known by its code, whatever the message says."""
    details = {"error_code": "enforced_spend_limit_reached"}
    assert "spend-cap-reached" == classify(429, "rate_limit_error", "x", details=details).id


def test_headers_decide() -> None:
    """A deny reason is a proxy's, a challenge the CDN's, a retry-after an ordinary limit's."""
    deny = {"X-Deny-Reason": "host_not_allowed"}
    assert "proxy-denied" == classify(403, None, "", headers=deny).id
    assert "challenge-page" == classify(403, None, "", headers={"CF-Mitigated": "challenge"}).id
    wait = {"Retry-After": "7"}
    assert "rate-limited" == classify(429, "rate_limit_error", "Error", headers=wait).id


def test_what_the_user_sent_is_not_evidence() -> None:
    """Words of outages that a refused request quotes back do not make it an outage."""
    message = "messages.0: 'overloaded_error, ECONNRESET, 529 overloaded' is not a valid role"
    assert "invalid-request" == classify(400, "invalid_request_error", message).id


@given(
    st.none() | st.integers(-5, 1200),
    st.none() | st.text(max_size=30) | st.sampled_from(["api_error", "forbidden", "error"]),
    st.text(max_size=200),
    st.none() | st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=3),
)
def test_classify_is_total(
    status: int | None, kind: str | None, message: str, extra: dict[str, str] | None
) -> None:
    """Any answer has a row; nothing raises."""
    assert classify(status, kind, message, details=extra, headers=extra) in CATALOGUE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("overloaded_error", "overloaded"),
        ("anthropic.OverloadedError", "overloaded"),
        ("RateLimitError", "rate-limited"),
        ("ECONNRESET", "connection-dropped"),
        ("APITimeoutError", "timed-out"),
        ("forbidden", "region-blocked"),
    ],
)
def test_of_name(name: str, expected: str) -> None:
    """Types, system codes and exceptions are known by their name."""
    row = of_name(name)
    assert row is not None
    assert expected == row.id


def test_of_status_without_status() -> None:
    """No status means nothing; 200 is no failure."""
    assert "unknown" == of_status(None).id
    assert "none" == of_status(200).side


@pytest.mark.parametrize(("status", "expected"), [("418 ", "client"), ("", "either")])
def test_an_unknown_type_is_named_and_the_status_decides(status: str, expected: str) -> None:
    """The vendor reserves new types: by the class of the status, and never another provider's."""
    body = (
        '{"type":"error","error":{"type":"teapot_error","message":"x"},'
        '"request_id":"req_011Invented00000000"}'
    )
    reading = read(status + body)
    assert ("teapot_error", expected) == (reading.error_type, reading.side)
