"""What a cloud's error is about, and its row of the catalogue: data, the most telling first.

Sources: the errors pages of Amazon Bedrock's and Vertex AI's API references and of Azure AI
Services, and what users of them report in public, read November 2026.
"""

from __future__ import annotations

from typing import Final

from ...failures.classify import ApiError, by_id, classify
from ...phrases import phrase
from ...records import dataclass
from .facts import Said

AWS: Final = frozenset({"bedrock", "mantle", "anthropic-aws"})
GOOGLE: Final = frozenset({"vertex"})
AZURE: Final = frozenset({"foundry"})
ALL: Final = AWS | GOOGLE | AZURE
BEDROCK: Final = frozenset({"bedrock", "mantle"})  # with keys of the same kind


LONGEST = 4000  # characters of an error that are read


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error of a cloud's is about, and its row of the catalogue."""

    said: Said
    row: ApiError


@dataclass(frozen=True, slots=True)
class _Line:
    """One meaning: for these clouds, where `what` is found in the error's kind, reason and words,
    and the status is one of `statuses` if there are any. Without a row the catalogue reads it."""

    said: Said
    row: str | None
    what: str = ""
    statuses: tuple[int, ...] = ()
    clouds: frozenset[str] = ALL


# The most telling first: what is said outranks the status.
_LINES = (
    # --- The credential.
    _Line(
        Said.NO_CREDENTIAL, "aws-credentials",
        r"missing ?authentication ?token|authorization header is missing"
        r"|x-api-key header is required",
        clouds=AWS,
    ),
    _Line(
        Said.NO_CREDENTIAL, "google-credentials",
        r"credentials_missing|missing required authentication credential", clouds=GOOGLE,
    ),
    _Line(
        Said.NO_CREDENTIAL, "azure-credentials",
        r"access token is missing|missing subscription key", clouds=AZURE,
    ),
    _Line(
        Said.NO_CREDENTIAL, "key-missing",
        r"api[- ]key (?:is )?missing|(?:missing|no) (?:api[- ]key|credentials?)\b"
        r"|header is required",
        (401, 403), AZURE | AWS,
    ),
    # AWS's clock and this machine's differ by more than five minutes.
    _Line(
        Said.REFUSED, "clock-skew",
        r"signature expired|signature not yet current|request ?time ?too ?skewed", clouds=AWS,
    ),
    _Line(Said.EXPIRED, "bedrock-key", r"bearer token has expired", clouds=BEDROCK),
    _Line(
        Said.EXPIRED, "aws-login-expired",
        r"expired ?token|token ?expired|(?:token|key|session|credentials?)\b.{0,60}\bexpired",
        (400, 401, 403), AWS,
    ),
    _Line(
        Said.EXPIRED, "google-credentials",
        r"access_token_expired|invalid_grant|reauth|token.{0,30}\bexpired", clouds=GOOGLE,
    ),
    _Line(
        Said.EXPIRED, "azure-credentials", r"lifetime validation failed|token (?:has |is )?expired",
        clouds=AZURE,
    ),
    _Line(
        Said.REFUSED, "aws-credentials",
        r"unrecognizedclient|invalidsignature|incompletesignature|invalidclienttokenid"
        r"|signaturedoesnotmatch|security token included in the request is invalid"
        r"|signature we calculated does not match",
        clouds=AWS,
    ),
    _Line(
        Said.REFUSED, "bedrock-key",
        r"make sure your api key is valid|invalid api key|invalid bearer token|invalid_api_key",
        clouds=BEDROCK,
    ),
    _Line(Said.REFUSED, "key-rejected", r"authentication_error", clouds=AWS),
    # --- What the account may.
    _Line(
        Said.ACCESS, "region-blocked",
        r"unsupported countries|not (?:available|supported) (?:in|from) your (?:country|location)",
    ),
    _Line(
        Said.ACCESS, "marketplace-rights", r"aws[- ]marketplace", clouds=AWS
    ),
    _Line(
        Said.ACCESS, "use-case-form",
        r"use[- ]case details have not been submitted|filled out the .{0,40}use[- ]case",
        clouds=AWS,
    ),
    # --- Where a model is served, and what it is called there.
    _Line(
        Said.REGION, "model-not-found",
        r"(?:not|isn['’]?t) (?:servable|served|supported|available|offered|enabled)"
        r" (?:in|for|from) (?:the |this |your )?(?:requested )?(?:region|location)"
        r"|unsupported (?:region|location)|(?:region|location).{0,60}(?:is not|isn['’]?t) supported"
        r"|not (?:available|supported) in [a-z]{2,}-[a-z]+(?:-[a-z]+)?-?\d",
    ),
    _Line(
        Said.MODEL, "profile-needed", r"on-demand throughput is(?: not|n['’]?t) supported",
        clouds=AWS,
    ),
    _Line(
        Said.MODEL, "model-not-found",
        r"model identifier is invalid"
        r"|inference profile.{0,80}(?:not found|invalid|does(?: not|n['’]?t) exist)"
        r"|end of (?:its )?life|marked by provider as legacy|could not resolve the foundation model"
        r"|model is not supported",
        clouds=AWS,
    ),
    _Line(
        Said.ACCESS, "cloud-role",
        r"explicit deny|not authorized to perform|iam_permission_denied|permission '.{1,80}' denied"
        r"|lacks the required data action",
    ),
    _Line(
        Said.ACCESS, "cloud-model-access",
        r"access to the model|model access is denied|accessdenied|account is not authorized"
        r"|operation not allowed",
        clouds=AWS,
    ),
    _Line(
        Said.ACCESS, "cloud-model-access",
        r"not allowed to use publisher model|service_disabled|billing_disabled|consumer_invalid"
        r"|consumer_suspended|permission_denied|has not been used in project"
        r"|billing .{0,60}(?:disabled|enabled|closed)",
        clouds=GOOGLE,
    ),
    _Line(
        Said.ACCESS, "cloud-model-access",
        r"public access is disabled|virtual network|firewall|private endpoint|tenant"
        r"|key based authentication is disabled|does not have access",
        clouds=AZURE,
    ),
    _Line(
        Said.MODEL, "model-not-found", r"publisher model .{0,300}not found|not_found\b",
        (404,), GOOGLE,
    ),
    _Line(
        Said.MODEL, "model-not-found",
        r"deploymentnotfound|deployment .{0,80}(?:not (?:be )?found|does not exist)"
        r"|unknown_?model|model_not_found",
        clouds=AZURE,
    ),
    # A path, not a deployment: that has a code of its own.
    _Line(Said.FOREIGN, "not-found", r"resource not found", (404,), AZURE),
    _Line(Said.MODEL, "model-not-found", r"not_found_error|resourcenotfound|notfound"),
    # --- How much, and how fast.
    _Line(Said.OVERLOADED, "overloaded", r"overloaded|too many connections"),
    _Line(Said.OVERLOADED, "overloaded", statuses=(529,)),
    _Line(
        Said.QUOTA, "bedrock-throttled", r"service ?quota ?exceeded|per day|daily", clouds=AWS
    ),
    _Line(
        Said.QUOTA, "vertex-quota", r"quota exceeded|quota increase|per_base_model", clouds=GOOGLE
    ),
    _Line(
        Said.QUOTA, "rate-limited", r"insufficient_?quota|quotaexceeded|quota .{0,40}exceeded",
        clouds=AZURE,
    ),
    # A model that is still starting answers 429, and it is no limit.
    _Line(
        Said.FAILED, "bedrock-unavailable",
        r"modeltimeout|modelnotready|modelerror|modelstreamerror|serviceunavailable"
        r"|internalserver|internalfailure|unable to process your request"
        r"|encountered an unexpected error",
        clouds=AWS,
    ),
    _Line(
        Said.THROTTLED, "bedrock-throttled",
        r"throttl|too many (?:requests|tokens)|toomanyrequests|rate exceeded", clouds=AWS,
    ),
    _Line(Said.THROTTLED, "bedrock-throttled", statuses=(429,), clouds=AWS),
    _Line(Said.THROTTLED, "vertex-exhausted", r"resource_exhausted", clouds=GOOGLE),
    _Line(Said.THROTTLED, "vertex-exhausted", statuses=(429,), clouds=GOOGLE),
    _Line(Said.THROTTLED, "rate-limited", r"rate_limit_error|ratelimit|too ?many ?requests"),
    _Line(Said.THROTTLED, "rate-limited", statuses=(429,)),
    _Line(
        Said.BAD_REQUEST, "invalid-request", r"validationexception|invalid_request_error",
        clouds=AWS,
    ),
    # --- What is left has the meaning of its kind, and else of its status.
    _Line(Said.REFUSED, "google-credentials", r"unauthenticated", clouds=GOOGLE),
    _Line(Said.REFUSED, "google-credentials", statuses=(401,), clouds=GOOGLE),
    _Line(Said.REFUSED, "aws-credentials", statuses=(401,), clouds=AWS),
    _Line(Said.REFUSED, "azure-credentials", r"invalid subscription key", clouds=AZURE),
    _Line(Said.REFUSED, "key-rejected", r"authentication_error"),
    _Line(Said.REFUSED, "azure-credentials", statuses=(401,), clouds=AZURE),
    _Line(Said.ACCESS, None, r"billing_error"),
    _Line(Said.ACCESS, "cloud-model-access", r"permission_error"),
    _Line(Said.ACCESS, "cloud-model-access", statuses=(403,)),
    _Line(Said.MODEL, "model-not-found", statuses=(404,)),
    _Line(Said.FAILED, "bedrock-unavailable", r"api_error|timeout_error", clouds=AWS),
    _Line(
        Said.FAILED, "vertex-unavailable",
        r"\bunavailable\b|\binternal\b|deadline_exceeded|\bcancelled\b",
        (408, 499, 500, 502, 503, 504), GOOGLE,
    ),
    _Line(
        Said.FAILED, "api-error",
        r"api_error|timeout_error|\bunavailable\b|\binternal\b|internalservererror",
        (200, 408, 499, 500, 502, 503, 504),
    ),
    _Line(
        Said.FAILED, "bedrock-unavailable", statuses=(408, 424, 500, 502, 503, 504), clouds=AWS
    ),
    _Line(Said.FAILED, "api-error", statuses=(408, 424, 499, 500, 502, 503, 504)),
)  # fmt: skip
_READY = tuple((line, phrase(line.what) if line.what else None) for line in _LINES)


def meaning(cloud: str, status: int | None, kind: str | None, words: str, reason: str) -> Meaning:
    """What an error of this cloud's is about. Total: what is not known has the meaning of its
    status. `status`: None for an error inside a stream; `reason`: what its details name."""
    text = " ".join(f"{kind or ''} {reason} {words}"[:LONGEST].lower().split())
    for line, form in _READY:
        if cloud not in line.clouds or (form is not None and not form.search(text)):
            continue
        if status is None and form is None:
            continue
        if line.statuses and status not in (None, *line.statuses):
            continue
        row = by_id(line.row) if line.row else classify(status, kind, words)
        return Meaning(line.said, row)
    row = classify(status, kind, words)
    if (status or 0) >= 500 or (status is None and row.id == "unknown"):
        return Meaning(Said.FAILED, by_id("api-error"))
    return Meaning(Said.BAD_REQUEST, row)
