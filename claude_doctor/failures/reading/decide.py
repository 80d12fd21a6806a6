"""Of several judgements the one that stops the user, and what the text around it adds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..classify import by_id, outranks
from ..row import Tier, loosened, squeezed
from . import callee, other, whose
from .gist import explains
from .judge import CODE, HINT, STATUS, STRUCTURE, WORDS, Judged
from .pages import NO_REGION, misspelt, ours
from .statements import BASE, IS
from .view import view

_WARNING = r"(?i)\W{0,4}warn"


def _weight(found: Judged) -> int:
    """How much it says: what is none or only a warning, a guess, a bare break, a named reason."""
    if found.row.id == "output-limit" and found.statement.zone == "screen":
        return 3  # what stopped the user, though the API did as it was told
    if found.row.category == "cancelled" and found.status:
        return 3  # the answer itself says so
    if found.row.side in ("none", "unknown"):
        return 1
    named = found.row.id == "other-provider" and found.status is None
    if named or re.match(_WARNING, found.statement.text):
        return 1  # who it was, and not what
    if found.found_by == HINT or found.row.tier <= Tier.VAGUE:
        return 2
    told = found.statement.zone == "prose"  # what is printed outranks what is told beside it
    return 4 if found.row.tier >= Tier.CLASS and not told else 3


def decisive(judged: Sequence[Judged]) -> Judged:
    """The failure that stops the user."""

    told = any(j.statement.zone == "prose" for j in judged)

    def weight(at: int) -> tuple[int, int, int, int, int, int]:
        j = judged[at]
        on_screen = j.statement.zone == "screen"
        if told and j.found_by == STATUS:  # a number says less than who tells why
            return min(_weight(j), 3), False, False, not j.statement.retry, True, at
        return _weight(j), on_screen, True, not j.statement.retry, j.found_by > HINT, at

    # What the screen says outranks the log below it, whatever is written there.
    screen = [
        at
        for at, j in enumerate(judged)
        if j.statement.zone in ("screen", "prose") and j.found_by > HINT and _weight(j) > 1
    ]
    recorded = any(j.statement.zone == "record" for j in judged)
    best = judged[max(screen if screen and recorded else range(len(judged)), key=weight)]
    # The same failure told twice: once by its number, once in full.
    for one in judged:
        same = _weight(one) == _weight(best) and one.statement.zone == best.statement.zone
        told = best.status is None or one.status == best.status
        timed = one.row.id == "rate-limited-windowless"  # the other telling names the time to wait
        if same and told and not timed and outranks(one.row, best.row):
            best = one
    return _remedy(judged, best)


_LOGIN = r"(?:[^\n]{0,60}/login\b[^\n]{0,60})?\W*OAuth error\b"


def _remedy(judged: Sequence[Judged], best: Judged) -> Judged:
    """Where the login that was asked for failed in its turn, that is what stops the user."""
    if best.row.category != "auth" or re.match(_LOGIN, best.statement.text):
        return best
    tried = [j for j in judged if re.match(_LOGIN, j.statement.text)]
    return tried[-1] if tried else best


_LOOPBACK = r"(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)"
_LOCAL_BASE = rf"(?i)BASE_?URL{IS}{{1,8}}(?:https?://)?{_LOOPBACK}"
# Who refuses, where a log names several: a host, or one of the program's own services.
_REFUSERS = (
    r"(?i)(?:(?:https?://|connect to )([a-z0-9.-]{4,80})|(event logging|datadog|statsig|telemetry))"
    r"[^\n\"]{0,200}?(?:ECONNREFUSED|Connection ?Refused)"
)
# Claude Code's installer, which fetches a program, and its tool for pages: neither calls a model.
_INSTALLER = (
    r"\bweb ?fetch\b"
    r"|(?:install\.(?:sh|ps1|cmd)\b|installation failed|setting up claude code|installer)"
    r".{0,400}failed to (?:fetch version|download)"
)
_RELAYS_WORDS = r"Invalid URL \((?:POST|GET) /v1/"  # of OpenAI's kind
# An answer whose message is what somebody else was answered, as an exception: a gateway passes on
# what it was told itself. Whoever got it shows its status, or raises it with a name of its own.
_PASSED_ON = (
    r"error: ?\{[^{}]{0,200}\bmessage: ?[^{}]{0,200}exception ?- ?\{+(?:type: ?error, ?)?error: ?\{"
    r"|(?:\b40[13]\W{1,4}|\bai_apicallerror\]?: )litellm\.\w+error:"
)
_SERVED = rf"https?://{_LOOPBACK}:\d{{1,5}}/\w"
_LOCAL_PEER = (
    r"(?i)(?:refused|connect|reach)\W[^\n]{0,40}?(?:\b127(?:\.\d{1,3}){3}|localhost|::1)"
    r"(?:\]?:| port )(\d{1,5})"
)


def in_context(best: Judged, text: str, raw: str) -> Judged:
    """What the rest of the text adds: whose call it was, a local address, a host that cannot be.

    `raw`: the text as it was pasted, with the frames and names of whoever logged it.
    """
    if best.found_by <= WORDS and explains(text):
        return replace(best, row=by_id("no-failure"), found_by=HINT)
    loose = loosened(text)
    if _answered(best, callee.failing(loose)) and callee.another(loose):
        meant = other.meaning(view(best.statement, short=False))
        return replace(best, row=meant, found_by=min(best.found_by, WORDS))
    if (sure := _not_a_models(best, text, raw, loose)) is not None:
        return replace(best, row=by_id("no-call"), found_by=min(best.found_by, sure))
    if best.row.id == "connection-refused" and (row := _refused(best, text)):
        return replace(best, row=by_id(row))
    if best.row.id == "connection-dropped" and "event: message_start" in text:
        return replace(best, row=by_id("incomplete-stream"))
    if best.row.id == "gateway-error" and re.search(_RELAYS_WORDS, text):
        return replace(best, row=by_id("other-provider"))
    if best.row.id == "gateway-error" and "api.anthropic.com" in loose:
        return replace(best, row=by_id("edge-error"))
    said = loosened(best.statement.text)
    if best.row.category == "auth" and re.search(_PASSED_ON, said):
        return replace(best, row=by_id("relay-key-rejected"))
    if best.row.category in ("dns", "connection") and re.search(NO_REGION, said):
        return replace(best, row=by_id("region-misspelt"))
    if best.row.category == "dns" and misspelt(said):
        return replace(best, row=by_id("host-misspelt"))
    return best


# What the program says of itself, what breaks on the way, and what is nobody's answer.
_APART = whose.WAY | {"other_provider", "not_an_api_error", "region_block", "unknown",
                      "wrong_endpoint"}  # fmt: skip
_ENVELOPE = r"type:error,error:\{type:"  # in Anthropic's own order


def _not_a_models(best: Judged, text: str, raw: str, loose: str) -> int | None:
    """Whether the call that failed was another program's, by whichever evidence; else None."""
    clear, traced = whose.clear(loose), whose.traced(loose)
    if best.row.category in whose.PATH and re.search(_INSTALLER, loose) and not clear:
        return WORDS
    if best.row.side != "none" and re.search(whose.OPERATION, loose) and not clear:
        return WORDS
    if _anybodys(best) and not traced:
        if whose.elsewhere(loose):
            return WORDS
        # A portal's page is in the way of every program: whose frames these are says nothing.
        if best.row.id != "intercepted" and whose.another_speaks(raw):
            return WORDS
    apart = best.row.category in ("other_provider", "not_an_api_error")
    told = best.row.category in _UNEXPLAINED and callee.another_told(text)
    if (not apart and callee.service(text)) or (_anybodys(best) and not traced and told):
        return HINT
    return HINT if _own_crash(best, raw) and not clear else None


def _answered(best: Judged, named: bool) -> bool:
    """Whether whoever was called refused or failed, in words that are not Anthropic's alone.
    `named`: another is named as the one that failed."""
    own = rf"{other.OUR_WORDS}|{_ENVELOPE}" if best.found_by == STRUCTURE else other.OUR_WORDS
    decided = best.row.tier is Tier.DECISIVE and best.row.category != "subscription_limit"
    decided = decided and not named
    apart = decided or best.row.category in _APART or best.found_by == CODE
    return not apart and re.search(own, squeezed(best.statement.text)) is None


_UNEXPLAINED = {"gateway_error", "server_error", "timeout", "connection"}
_RAISED = (
    r"(?m)^[ \t]*File [\"'“]?([^\"'”\n,]{1,300})[^\n]{0,200}\n"
    r"[ \t]*raise (?:Value|Runtime|Type|Assertion|Key|Attribute)Error\("
)
# Packages that call models: what these refuse is a call that was to be made.
_CALLERS = (
    r"(?i)[/\\](?:anthropic|claude\w*|openai|litellm|langchain\w*|llama_index|\w*llm\w*)[/\\]"
)


def _own_crash(best: Judged, raw: str) -> bool:
    """Whether a program refused its own input, in its own frames: no call was made."""
    frames = re.findall(_RAISED, raw)
    own = bool(frames) and not any(re.search(_CALLERS, frame) for frame in frames)
    return own and best.found_by == WORDS and whose.another_speaks(raw)


def _anybodys(best: Judged) -> bool:
    """Whether a call of any service could have failed so."""
    return best.row.category in whose.WAY or best.found_by in (STATUS, HINT)


def _refused(best: Judged, text: str) -> str | None:
    """The row for who refuses a connection, where the text shows it."""
    if re.search(_LOCAL_BASE, text):
        return "wrong-endpoint"
    local = re.search(_LOCAL_PEER, best.statement.text)
    served = re.search(_SERVED, best.statement.text)  # a path: what was called, and no proxy
    if local is not None and served is None:  # the API's own port: its name was led here
        return "host-overridden" if local[1] == "443" else "proxy-unreachable"
    if len(set(re.findall(_REFUSERS, text))) > 1:
        return "all-refused"
    relay = re.search(BASE, text)
    return "relay-unreachable" if relay is not None and not ours(relay[1].lower()) else None


# What shows the form of a line but not its numbers and names: letters and digits are left out.
_FORM = str.maketrans("", "", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def counted(judged: Sequence[Judged], best: Judged, retries: int) -> dict[str, tuple[int, Judged]]:
    """How often each kind of failure happened, the decisive one first.

    Programs tell one failure in several forms (the transport's line, the exception, their own
    words): the form that came most often counts. What was retried went on as the same request.
    """
    forms: dict[str, Counter[str]] = {best.row.id: Counter()}
    first: dict[str, Judged] = {best.row.id: best}
    for j in judged:
        if j.statement is best.statement:
            j = replace(j, row=best.row)  # as the rest of the text corrected it
        form = j.statement.text[:200].translate(_FORM) if retries else ""
        forms.setdefault(j.row.id, Counter())[form] += j.count
        first.setdefault(j.row.id, j)
    most = {row: max(counts.values()) for row, counts in forms.items()}
    most[best.row.id] = max(1, most[best.row.id] - retries)
    return {row: (most[row], first[row]) for row in forms}
