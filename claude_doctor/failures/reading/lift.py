"""What a text tells beside its failure: the wait, the reset, the field, the numbers, the model."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ...records import dataclass
from .whose import other_host

LONGEST_WAIT = 31 * 24 * 3600  # seconds; more is no time to wait

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_UNIT = r"(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)?\b"
_RETRY_AFTER = rf"(?i)\bretry[-_ ]?after(?:-?(ms))?\W{{1,8}}(\d{{1,9}}(?:\.\d{{1,3}})?) ?{_UNIT}"
_AGAIN = (
    r"(?i)\b(?:try again in|retry(?:ing)? in|wait|available in|resets? in|reset after)"
    rf" (?:about |for )?(\d{{1,7}}(?:\.\d{{1,3}})?) ?{_UNIT}"
)
_RESETS = (
    r"(?i)\b(?:resets?(?: at| on)?|(?:will )?reset at|regain access on|access returns on"
    r"|available again (?:at|on))\s+"
    r"((?:in \d+ ?\w+|[A-Z0-9][\w:,. -]{0,40}?[\w)])(?: ?\([A-Za-z_/+0-9-]{2,40}\))?)"
    r"(?=\s*(?:[·∙|\"'\\\n},]|\. |\.?$|and |\u2022))"
)
_EPOCH = r"(?i)limit reached\|(1[6-9]\d{8}|2\d{9})\b"
_PATH = (
    r"(?<![\w./])((?:messages|tools|system|thinking|tool_choice|output_config|output_format"
    r"|metadata|context_management|mcp_servers|container)(?:\.[\w-]{1,40}){1,12})(?=\W)"
)
_PARAMETER = (
    r"(?:message\\*[\"']?\s?[:=]\s?\\*[\"']?|^|[Ee]rror: |\d{3} |- )`?([a-z][a-z0-9_]{2,30})`?"
    r"(?:: (?:[A-Z]|\d|range|must|field|extra|input)| must be )"
)
_NO_FIELDS = {"error", "message", "type", "status", "api", "code", "model", "errors", "prompt",
              "request_too_large", "forbidden"}  # fmt: skip
_TOKENS = r"(\d[\d,]{0,12}) tokens? > (\d[\d,]{0,12})"
_SUM = r"(\d[\d,]{0,12}) \+ (\d[\d,]{0,12}) > (\d[\d,]{0,12})"
_USED_UP = (
    r"(?i)anthropic-ratelimit-((?:input-|output-)?tokens|requests)-remaining\\*[\"']?\s{0,2}[:,=]"
    r"\s{0,2}\\*[\"']?0\b"
)
_PER = (
    r"(?i)\blimit(?: for [a-z ]{1,40})? of (\d[\d,]{0,12}) ((?:input |output )?(?:tokens|requests)"
    r"(?: per (?:minute|day|hour))?)"
)
_PER_REQUEST = r"(?i)\bwould exceed\b"
_RETIRED = (
    r"(?i)\b(?:retired|deprecated|end[- ]of[- ]life|no longer (?:available|supported|served))\b"
)
# What stands behind the field's name, to the end of that sentence or string.
_REASON = r": ([A-Za-z`\d][^\n\\\"{}]{8,160}?)(?:[.;](?= |$)|[\"\\}\n]|'[,}]|$)"
_AMOUNT = (
    r"\d[\d,]{0,12} > \d(?:[\d,]{0,11}\d)?|\b\d[\d,]{0,8} (?:PDF pages|pages|images|MB|bytes)\b"
)
_PEER = (
    r"(?i)(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|dial tcp|connect to|Failed to connect to) "
    r"\[?([\w.-]{1,80}|[0-9a-f:]{3,39})\]?(?::| port )(\d{2,5})\b"
)
_MODEL = r"\b(claude-[a-z0-9](?:[\w.-]{0,60}\w)?)"
_SUCCESSOR = (
    r"(?i)\b(?:use|try|switch to|migrate to|move to|upgrade to|replaced by|successor(?: is)?:?)"
    r"\W{1,3}(?:the )?(?:model )?[`'\"]?(claude-[a-z0-9](?:[\w.-]{0,60}\w)?)"
)
# A region or a deployment that does not offer the model, and the right that a cloud's role lacks.
_NOT_IN = (
    r"not servable in region ([a-z0-9-]{2,30})"
    r"|not available on your ([a-z -]{3,20}) deployment"
)
_RIGHT = (
    r"(?i)(?:perform:?|data action|permission) [`'\"\\]{0,4}"
    r"((?:bedrock|aws-marketplace|aiplatform|microsoft)[.:][\w.:/-]{3,90}\w)"
)
_PLAN = (
    r"(?i)\b(session|weekly|5-hour|five-hour|opus|sonnet|fable|usage|monthly|daily|org's monthly"
    r"|individual)(?: \w{1,10})? limit"
)
_REGAIN = r"(\d{4}-\d\d-\d\d(?: at \d\d:\d\d(?: UTC)?)?)"
_REQUEST_ID = r"\breq_[A-Za-z0-9_]{6,64}"
_HOST = r"(?i)check your inference gateway \(([\w.:\[\]-]{3,80})\)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was told; None where nothing was. `wait` is in seconds; `over`: so much > so much."""

    wait: float | None = None
    resets: str | None = None
    field: str | None = None
    over: tuple[str, str] | None = None
    used_up: str | None = None
    limit: str | None = None
    model: str | None = None
    successor: str | None = None
    plan: str | None = None
    request_id: str | None = None
    gateway: str | None = None
    other_host: str | None = None
    reason: str | None = None
    exceeds: bool = False
    retired: bool = False
    peer: str | None = None
    amount: str | None = None
    region: str | None = None
    deployment: str | None = None
    right: str | None = None

    @property
    def numbers(self) -> str | None:
        """The numbers that decided, as the text has them."""
        if self.over is not None:
            return f"{self.over[0]} > {self.over[1]} tokens"
        if self.limit is not None and self.used_up is not None:
            return f"{self.limit} {self.used_up}"
        return self.amount or self.peer


def facts(decisive: str, text: str) -> Facts:
    """From the deciding statement, else from the end of the whole text."""
    over = re.search(_TOKENS, decisive)
    total = re.search(_SUM, decisive)
    used = _last(_USED_UP, text)
    per = re.search(_PER, decisive)
    plan = re.search(_PLAN, decisive)
    model = re.search(_MODEL, decisive)
    successor = re.search(_SUCCESSOR, decisive)
    gateway = re.search(_HOST, decisive)
    peer = re.search(_PEER, decisive)
    without = re.search(_NOT_IN, decisive)
    right = re.search(_RIGHT, decisive)
    request = re.search(_REQUEST_ID, decisive) or re.search(_REQUEST_ID, text)
    return Facts(
        wait=_wait(decisive) or _wait(text),
        resets=_resets(decisive) or _resets(text),
        field=_field(decisive),
        over=(over[1], over[2]) if over else _summed(total),
        used_up=used[1].replace("-", " ") if used else per[2] if per else None,
        limit=per[1] if per else None,
        model=model[1] if model and not model[1].startswith("claude-code") else None,
        successor=successor[1] if successor else None,
        plan=plan[1].lower() if plan else None,
        request_id=request[0] if request else None,
        gateway=gateway[1] if gateway else None,
        other_host=other_host(decisive),
        reason=_reason(decisive),
        exceeds=re.search(_PER_REQUEST, decisive) is not None and used is None,
        retired=re.search(_RETIRED, decisive) is not None,
        peer=f"{peer[1]}:{peer[2]}" if peer else None,
        region=without[1] if without else None,
        deployment=without[2] if without else None,
        right=right[1] if right else None,
        amount=amount[0] if (amount := re.search(_AMOUNT, decisive)) else None,
    )


def _wait(text: str) -> float | None:
    match = _last(_RETRY_AFTER, text)
    if match is not None:
        unit = match[1] or match[3]
        number = match[2]
    else:
        match = _last(_AGAIN, text)
        if match is None:
            return None
        number, unit = match[1], match[2]
        if unit is None:
            return None
    unit = (unit or "s").lower()
    seconds = float(number) * _UNITS["ms" if unit.startswith(("ms", "mil")) else unit[0]]
    return round(seconds, 3) if seconds <= LONGEST_WAIT else None


def _resets(text: str) -> str | None:
    if (epoch := re.search(_EPOCH, text)) is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%d %H:%M UTC")
    match = re.search(_RESETS, text) or re.search(r"(?i)\bregain access on " + _REGAIN, text)
    return " ".join(match[1].split()) if match else None


def _field(text: str) -> str | None:
    path = re.search(_PATH, text)
    if path is not None:
        return path[1].rstrip(".")
    for match in re.finditer(_PARAMETER, text):
        # Before a colon the name of an error stands as often as that of a field.
        if match[1] not in _NO_FIELDS and not match[1].endswith("_error"):
            return match[1]
    return None


def _reason(text: str) -> str | None:
    """What the API says of the field, where it stands right behind the field's name."""
    field = _field(text)
    found = re.search(re.escape(field) + _REASON, text) if field else None
    return found[1].strip() if found else None


def _summed(match: re.Match[str] | None) -> tuple[str, str] | None:
    if match is None:
        return None
    total = sum(int(match[part].replace(",", "")) for part in (1, 2))
    return f"{total:,}", match[3]


def _last(pattern: str, text: str) -> re.Match[str] | None:
    found = None
    for found in re.finditer(pattern, text):  # noqa: B007
        pass
    return found
