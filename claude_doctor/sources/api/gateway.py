"""What an error that a gateway wrote means: whose key, limit or failure it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...phrases import phrase
from ...records import dataclass
from .reply import Refusal

if TYPE_CHECKING:
    from ...failures.classify import ApiError

LONGEST = 4000  # characters of an error's words that are read; more is somebody's whole page

# The gateway repeats what its own provider answered: that is about the gateway's account there.
_RELAYED = phrase(
    r"exception - |anthropic(?:exception|error)\b|error from provider"
    r"|(?:anthropic|provider|upstream)"
    r"(?: (?:api|returned|responded))*(?: an?)? error\b|\"request_id\\?\": ?\\?\"req_"
    r"|(?:upstream|provider) (?:returned|responded|answered)"
)
_ANTHROPICS = phrase(r"req_|\b(?:api|timeout)_error|internal server error")
_OVERLOADED = phrase(r"overloaded_error|\boverloaded\b|\b529\b")

# What gateways themselves say, the most telling first. Chinese: new-api and one-api, whose words
# in English stand in the same sources.
_SAID: tuple[tuple[Refusal, str], ...] = (
    (
        Refusal.MODEL_ACCESS,
        r"model_access_denied|can only access models?\b"
        r"|(?:not allowed|not permitted|not authorized|not entitled) to (?:access|use|call|invoke) "
        r"(?:this |the )?model|(?:no|not have|lacks?) (?:access|permissions?) (?:to|for) "
        r"(?:use )?(?:this |the )?model\b|\bmodel .{0,80}(?:is )?not (?:allowed|permitted|enabled) "
        r"(?:for|by|in) (?:this|your|the)\b|无权(?:访问|使用)(?:该)?模型",
    ),
    (
        Refusal.NO_DEPLOYMENT,
        r"no deployments? available|no healthy deployment|deployments? .{0,40}in cooldown"
        r"|no available (?:channel|account|provider|upstream|key)|无可用渠道|上游负载已饱和"
        r"|all (?:accounts|providers|upstreams|channels|keys)\b.{0,40}"
        r"(?:failed|unavailable|exhausted|limited)|no endpoints found|no allowed providers",
    ),
    (
        Refusal.BUDGET,
        r"budget ?(?:has been )?exceeded|exceededbudget|insufficient[_ ](?:user[_ ])?"
        r"(?:quota|credits|balance)|额度不足|more credits|\bkey limit exceeded",
    ),
    (
        Refusal.MISSING_KEY,
        r"(?:no|missing|without)(?: an?| the| valid)? (?:[\w-]+ ){0,2}(?:api[- ]?key|auth\w*|token|"
        r"credentials?|bearer|subscription key)\b"
        r"|(?:api[- ]?key|authorization|bearer|token|credentials?)(?: [\w-]+){0,2} "
        r"(?:is |are |was )?"
        r"(?:missing|required|not (?:found|provided|present|supplied|set))"
        r"|no api key (?:found|passed)|jwt is missing|未提供令牌",
    ),
    (
        Refusal.KEY,
        r"no connected db|token_not_found_in_db|invalid proxy server token|litellm virtual key"
        r"|(?:invalid|incorrect|unknown|expired|revoked|disabled|malformed|wrong|bad)"
        r"(?: [\w-]+){0,2} (?:api[- ]?key|token|credentials?|authorization|virtual key)"
        r"|(?:api[- ]?key|token|credentials?)(?: [\w-]+){0,3} (?:invalid|not valid|expired|revoked"
        r"|disabled|incorrect)|user not found|无效的令牌|令牌已过期|令牌状态不可用",
    ),
    (
        Refusal.MODEL,
        r"invalid model name|model .{0,80}(?:not found|does not exist|not supported|not available)"
        r"|(?:unknown|unsupported|no such) model",
    ),
    (
        Refusal.UPSTREAM_DOWN,
        r"cannot connect to host|connect call failed|connection (?:refused|error|reset)"
        r"|econnrefused|fetch failed|no healthy upstream|upstream connect error"
        r"|invalid response was received from the upstream|upstream server is timing out"
        r"|failure to get a peer|dial tcp|no server is available|endpoint is offline|err_ngrok_3"
        r"|application failed to respond|name resolution failed|origin is unreachable",
    ),
)
_RULES = tuple((refusal, phrase(words)) for refusal, words in _SAID)

#: What a refusal is in the catalogue; those that are the gateway's own failure have no row.
_ROWS = {
    Refusal.KEY: "key-rejected",
    Refusal.MISSING_KEY: "key-rejected",
    Refusal.BUDGET: "spend-limit-reached",
    Refusal.LIMIT: "rate-limited",
    Refusal.SIZE: "request-too-large",
    Refusal.MODEL: "model-not-found",
    Refusal.MODEL_ACCESS: "key-forbidden",
}
#: What the codes of OpenAI's shape and of LiteLLM's say where the words do not.
_CODES = (
    (phrase(r"\w+_model_access_denied|model_blocked"), Refusal.MODEL_ACCESS),
    (phrase(r"model_not_found|model_not_supported|unknown_model"), Refusal.MODEL),
)
#: What the provider's answer is about, by the catalogue's category of it.
_UPSTREAM = {
    "auth": Refusal.UPSTREAM_KEY,
    "permission": Refusal.UPSTREAM_KEY,
    "rate_limit": Refusal.UPSTREAM_LIMIT,
    "quota_spend": Refusal.UPSTREAM_ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What it is: `row` None means that the gateway itself failed; `anthropic`: the failure is the
    service's behind it."""

    refusal: Refusal
    row: ApiError | None = None
    anthropic: bool = False


def meaning(status: int, error_type: str | None, words: str, code: str | None = None) -> Meaning:
    """What a gateway's own error means. Its words outrank its code, and that its status, which
    gateways choose freely: LiteLLM says 400 to a wrong key, and 429 when it has paused its own."""
    said = words[:LONGEST].lower()
    if _RELAYED.search(said):
        return _relayed(status, error_type, words[:LONGEST])
    for refusal, pattern in _RULES:
        if pattern.search(said):
            return _own(refusal)
    for form, refusal in _CODES:
        if any(form.fullmatch(name) for name in (error_type, code) if name):
            return _own(refusal)
    if status in (401, 407):
        return _own(Refusal.KEY)
    if status == 413:
        return _own(Refusal.SIZE)
    if status == 429:
        return _own(Refusal.LIMIT)
    if status == 402:
        return _own(Refusal.BUDGET)
    if status >= 500 and not _OVERLOADED.search(f"{status} {said}"):
        return Meaning(Refusal.FAILED)
    from ...failures.classify import classify

    row = classify(status, error_type, words)
    return Meaning(Refusal.NONE, row, anthropic=row.cause == "overloaded")


def _own(refusal: Refusal) -> Meaning:
    from ...failures.classify import by_id

    return Meaning(refusal, by_id(_ROWS[refusal]) if refusal in _ROWS else None)


def _relayed(status: int, error_type: str | None, words: str) -> Meaning:
    """The provider's answer, in the gateway's words."""
    from ...failures.classify import by_id, classify
    from ...failures.reader import read

    if _OVERLOADED.search(words.lower()):
        return Meaning(Refusal.NONE, by_id("overloaded"), anthropic=True)
    for refusal, pattern in _RULES:
        if refusal in (Refusal.UPSTREAM_DOWN, Refusal.NO_DEPLOYMENT) and pattern.search(
            words.lower()
        ):
            return _own(refusal)
    # What is quoted says more than the status that the gateway chose for it.
    quoted = read(words).entry
    row = quoted if quoted.category in _UPSTREAM else classify(status, error_type, words)
    if row.category in _UPSTREAM:
        return Meaning(_UPSTREAM[row.category])
    if row.category == "server_error" and _ANTHROPICS.search(words.lower()):
        return Meaning(Refusal.NONE, row, anthropic=True)
    return Meaning(
        Refusal.FAILED if status >= 500 else Refusal.NONE, None if status >= 500 else row
    )
