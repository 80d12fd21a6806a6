"""What a reading says about this case, not only about its row; and the advice that fits it."""

from __future__ import annotations

import re
from dataclasses import asdict

from ..fixes import vendors
from ..fixes.table import on_route
from .reading.lift import Facts
from .row import ApiError


def duration(seconds: float) -> str:
    """A time to wait, as people say it."""
    if seconds < 1:
        return "a moment"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


_PLAN = (
    "Your {plan} limit is used up; it resets {resets}.",
    "Your {plan} limit is used up.",
    "Your subscription's limit is used up; it resets {resets}.",
)
_RETURNS = ("The spend limit is reached; access returns on {resets}.",)
_NO_MODELS = ("The failed call went to {other_host}, which serves no Claude model.",)
# What is said of a row's case: the first sentence of which all is known.
_CASES: dict[str, tuple[str, ...]] = {
    "rate-limited": (
        "This request would exceed your limit of {limit} {exceeded}.",
        "Your {used_up} are used up (limit {limit}).",
        "Your {used_up} are used up.",
    ),
    "tool-error": _NO_MODELS,
    "no-call": _NO_MODELS,
    "subscription-limit": _PLAN,
    "plan-spend-limit": _PLAN,
    "spend-cap-reached": _RETURNS,
    "spend-limit-reached": _RETURNS,
    "context-too-long": ("The request has {had} tokens, and only {fits} fit.",),
    "invalid-request": (
        "The API rejects `{field}` in the request: {reason}.",
        "The API rejects `{field}` in the request; the line below says why.",
    ),
    "model-not-found": (
        "The region {region} does not serve `{model}`.",
        "Your {deployment} deployment does not offer `{model}`.",
        "The model `{model}` is no longer served; `{successor}` is its successor.",
        "The model `{retired}` is retired: requests for it fail.",
        "The model id `{model}` is unknown, retired, mistyped, or not open to this key.",
    ),
    "cloud-model-access": ("The login that calls the model lacks the permission `{right}`.",),
    "overloaded": ("`{model}` is over capacity for all its users; it is not about your quota.",),
    "connection-refused": (
        "Nothing listens at {peer}, or a firewall or proxy refuses the connection to it.",
    ),
}


def _case(row: ApiError, told: Facts) -> str | None:
    """What is said of this case, where the text tells enough."""
    over = told.over or ("", "")
    used = told.used_up and told.used_up + ("" if " per " in told.used_up else " per minute")
    known = asdict(told) | {
        "used_up": used,
        "exceeded": told.exceeds and used,
        "had": _grouped(over[0]),
        "fits": _grouped(over[1]),
        "successor": told.successor != told.model and told.successor,
        "retired": told.retired and told.model,
    }
    for said in _CASES.get(row.id, ()):
        if all(known[name] for name in re.findall(r"\{(\w+)\}", said)):
            return said.format_map(known)
    return None


def _grouped(number: str) -> str:
    digits = number.replace(",", "")
    return f"{int(digits):,}" if digits.isdigit() else number


def sentence(row: ApiError, code: str | None, told: Facts) -> str:
    """What it means. `code`: what the API's stable code says, which is nearest to the case."""
    said = _case(row, told) or code or row.meaning
    if told.wait and row.retryable is not False and row.side not in ("none", "unknown"):
        said += f" Wait {duration(told.wait)}."
    if told.gateway and row.side not in ("none", "unknown"):
        said += f" The call went through a gateway ({told.gateway})."
    return said


# What the text itself offers goes first: a word of it, and the fix.
_OFFERED = (
    (r"(?i)\besc twice|press esc", "rewind"),
    (r"/usage-credits\b", "usage-credits"),
    (r"(?<![\w.-])/model\b(?![-/])", "switch-model"),
    (r"/feedback\b", "feedback"),
    (r"/login\b", "login-again"),
    (r"(?i)\bgcloud auth\b", "google-login"),
    (r"(?i)\baws sso login\b", "aws-login"),
    (r"(?i)\baz login\b|\bAADSTS(?:700082|70043|50173|5007[689])\b", "azure-login"),
    (r"\bProfileNotFound\b|config profile .{1,80} could not be found", "aws-profile"),
    (r"not servable in region", "other-google-region"),
    (r"not authorized to perform:? bedrock|missing access permissions", "aws-role"),
)
#: What a cloud has in the place of Anthropic's own ids, keys, grants and status page, of each
#: cloud its own.
INSTEAD: dict[str, tuple[str, ...]] = {
    "fix-model-id": vendors.MODELS,
    "cloud-access": ("aws-model-access", "aws-role", "google-role", "model-garden", "azure-role"),
    "check-key": ("renew-azure",),
    "follow-status-page": vendors.FOLLOW,
}
_A_LOGIN = r"(?i)oauth|/login|log(?:ged)? ?in\b|session token|sk-ant-oat"
_A_KEY = r"(?i)x-api-key|api[ _-]?key"
_NO_COMPACTION = r"(?i)compaction failed|during compaction|too long to summarize"
# What a program's author can do, and a user of Claude Code cannot.
_AUTHORS = {"streaming", "shorter-output", "monitor-529", "spread-load", "fix-model-id"}
_A_CLOCK = r"(?i)TimeTooSkewed|not yet valid|clock skew|signature expired|current time"
_A_QUOTA = r"(?i)\bquota|credits?\b|balance|billing"
_LOST_WORK = {"overloaded", "server_error", "incomplete_stream", "gateway_error"}


def advice(row: ApiError, told: Facts, speaker: str, sure: str, text: str) -> tuple[str, ...]:
    """The row's fixes without those that the text contradicts; what it offers itself is first."""
    fixes = list(row.fixes)
    if row.side not in ("none", "unknown"):
        offered = [fix for words, fix in _OFFERED if re.search(words, text)]
        fixes = offered + [fix for fix in fixes if fix not in offered]
    if row.side == "none":
        fixes = _not_ours(row, fixes, text)
    fixes = [own for fix in fixes for own in on_route(INSTEAD.get(fix, ()), speaker) or (fix,)]
    if row.id == "other-provider-quota" and re.search(_A_QUOTA, text):
        fixes = ["other-provider-quota", *fixes]
    drop = set()
    if told.request_id is None:
        drop.add("report-request-id")
    if told.wait is None:
        drop.add("wait-retry-after")
    if re.search(_NO_COMPACTION, text):
        drop.add("shrink-context")
    if row.category == "auth":
        drop |= _other_credential(text)
    if speaker == "claude-code" or re.search(r"\bAPI Error\b", text):
        drop |= _AUTHORS
        fixes = ["wait-it-out" if fix == "backoff" else fix for fix in fixes]
        if row.category in _LOST_WORK:
            fixes.append("commit-first")
    if speaker in ("gateway", "other-provider") or told.gateway:
        drop.add("fix-base-url")
    fixes = [fix for fix in dict.fromkeys(fixes) if fix not in drop]
    if (row.side in ("either", "unknown") or sure == "low") and "add-evidence" not in fixes:
        fixes.append("add-evidence")
    return tuple(fixes)


def _not_ours(row: ApiError, fixes: list[str], text: str) -> list[str]:
    """Another program's failure is its own affair, but a wrong clock is this machine's; where
    nothing failed there is nothing to look at but the error that is still to be shown."""
    if re.search(_A_CLOCK, text):
        return ["set-clock", *fixes]
    return ["add-evidence"] if row.id == "no-failure" else fixes


def _other_credential(text: str) -> set[str]:
    """A login is not mended by a key, nor a key by a login."""
    login, key = re.search(_A_LOGIN, text), re.search(_A_KEY, text)
    if login and not key:
        return {"check-key"}
    return {"login-again"} if key and not login else set()
