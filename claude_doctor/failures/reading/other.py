"""Another provider or a relay: whether it made the message, and what that then means.

Gateways imitate Anthropic's envelope, so the names of other services are looked for, and the
envelope counts as Anthropic's only where nothing else signs it.
"""

from __future__ import annotations

import re
from collections.abc import Container

from ..classify import DOCUMENTED_TYPES, ApiError, by_id, names, shows
from ..row import Tier
from ..rows import speakers
from . import callee, pages
from .speaker import FORMS, OF_CLAUDE, OF_CLOUDS, OTHER, signed
from .view import View
from .whose import PATH

BEGIN = 300  # characters; what comes later may be named in passing

# Google's own models share their cloud's words with Claude on Vertex.
_GOOGLES = (
    r"generativelanguage|ai\.google\.dev|[:/]gemini|aistudio|basemodel:(?!anthropic|claude)[a-z]"
)
# Where the API's own messages send the reader.
_OUR_DOCS = r"(?:docs|platform|console)\.(?:anthropic|claude)\.com/"
_INNER_TYPE = r"error:\{[^{}]{0,400}?\btype:([a-z][a-z0-9_.-]{2,40})(?=[,}])"
_OUTER_TYPE = r"\{type:([a-z][a-z0-9_]{2,40}_error),error:\{"
# Types that say nothing about who wrote them.
_NOBODYS = {"error", "none", "null", "nil", "undefined", "server_error", "internal_server_error"}
_NOBODYS |= {"internal_error", "throttling_error", "bad_request_error", "rate_limit", "unknown"}
_OPENAIS_PLACE = "unsupported_country_region_territory"  # OpenAI's code, which others copy
# What is so whoever says it: a missing route, an agent's own words about Claude's billing, and
# Claude Code's about the limit that it was given for an answer.
_ANYBODYS = {"wrong-endpoint", "upstream-limited", "region-blocked", "output-limit"}
#: What only Anthropic's SDK and API write, whatever is told beside it.
OUR_WORDS = (
    r"theselectedmodel|exceedcontextlimit|returnedabillingerror|couldnotresolveauthenticationmethod"
)


def speaks(seen: View) -> bool:
    """Whether another provider or a relay made the message."""
    if seen.enveloped and seen.error_type != "api_error" and not _relays_own(seen):
        return False
    best = seen.best
    if "publishers/anthropic" in seen.q:  # Claude on Vertex, in Google's words
        return False
    if best is not None and best.category not in PATH and re.search(_OUR_DOCS, seen.q):
        return False
    # Where nothing else is told, what is named first is what it is about.
    message = seen.message or ("" if best else seen.loose[:BEGIN])
    about = not seen.enveloped and callee.another_model(message, seen.loose)
    if signed(OTHER, seen.q, seen.loose) or about or _own_type(seen.q):
        return best is None or not _still_ours(best, seen)
    if _refused_by_openai(seen.q):
        return True
    reached = best is None or not (best.category in PATH or best.id in _ANYBODYS)
    return reached and not seen.documented and callee.elsewhere(seen.q)


def _refused_by_openai(q: str) -> bool:
    """Whether OpenAI refuses the place: others copy its code, but not the type beside it."""
    return _OPENAIS_PLACE in q and ("openai" in q or "type:request_forbidden" in q)


def _still_ours(best: ApiError, seen: View) -> bool:
    """Whether the words inside are the API's own, or hold whoever was meant."""
    if best.id == "region-blocked" and _OPENAIS_PLACE in seen.q:
        return not _refused_by_openai(seen.q)
    if best.id in OF_CLOUDS:  # Claude through a cloud is not "another provider"
        formal = best.id in FORMS and not re.search(OF_CLAUDE, seen.q)
        return not formal and re.search(_GOOGLES, seen.q) is None
    broken = best.category in PATH and (best.tier >= Tier.REASON or seen.status is None)
    cut = best.category == "incomplete_stream" and seen.status is None
    own = best.id == "invalid-request" and shows(best.id, seen.q, seen.loose) and not openais(seen)
    return (
        broken
        or (cut and not callee.elsewhere(seen.q))
        or own
        or best.id in _ANYBODYS
        or re.search(OUR_WORDS, seen.q) is not None
    )


def _relays_own(seen: View) -> bool:
    """Whether the API's envelope is around what a relay says."""
    pooled = re.search(speakers.POOL, seen.q) is not None
    return chinese(seen.message) or pooled or _own_type(seen.q)


def chinese(message: str) -> bool:
    """Whether a message is in Chinese; the API writes English, in whichever envelope."""
    return re.search(r"[\u4e00-\u9fff]{4}", message) is not None


def openais(seen: View) -> bool:
    """Whether it is said as OpenAI's API says it, and Anthropic's never does."""
    return re.search(speakers.OPENAIS, seen.loose) is not None


def _own_type(q: str) -> bool:
    """Whether the envelope has an error type that neither Anthropic nor its clouds know.

    The API reserves new types for itself: with its own request id an unknown one is Anthropic's.
    """
    if re.search(r"\breq_0", q):
        return False
    for match in (*re.finditer(_OUTER_TYPE, q), *re.finditer(_INNER_TYPE, q)):
        if match[1] not in DOCUMENTED_TYPES and match[1] not in _NOBODYS:
            return match[1] not in names()
    return False


# What another's message means: the first of which it has a word, or the status.
_MEANINGS: tuple[tuple[str, Container[int | None], str], ...] = (
    ("other-provider-request", (), r"onlyallows|(?:unknown|unsupported)(?:llm|model)?provider"),
    (
        "other-provider-down",
        (),
        r"shared_pool|temporarilyrate-limitedupstream|upstream(?:model)?(?:provider)?is\w{0,12}"
        r"(?:unavailable|down|overloaded)|erroroccurredwhileprocessing|nocapacity",
    ),
    ("other-provider-rate-limit", (), r"quota.*(?:retry_?delay|retryin\d)"),
    ("relay-cooldown", (), r"nodeploymentsavailable.*tryagain|model_cooldown.*tryagain"),
    (
        "other-provider",
        (),
        # it says that it failed, and nothing more
        r"(?:upstream_error|bad_response_status_code).*message:,"
        r"|message:(?:\(requestid:\w*\))?,.*(?:upstream_error|bad_response_status_code)",
    ),
    ("no-channel", (), speakers.POOL),
    (
        "other-provider-quota",
        (402,),
        r"insufficient_|insufficient(?:account)?(?:quota|credit|funds|balance)|balance|credits"
        r"|recharge|topup|per-day|currentquota|quotaexceeded|quotaisnotenough|額度|额度|余额|billing"
        r"|paymentrequired|upgradeyourplan|exceededbudget|budgetexceeded|budgethasbeenexceeded"
        r"|notallowedfororganization|exceededyourcopilot|doesnothaveaccesstomodel|yourcurrentplan"
        r"|disabledinthisaccount|havenoquota|dailyquota|usagelimit",
    ),
    (
        "other-provider-rate-limit",
        (429,),
        r"ratelimit|concurrency|toomanyrequests|rate-limited|throttl",
    ),
    ("other-provider-server", (), r"temporarilyunavailable|serviceunavailable|overloaded"),
    (
        "other-provider-request",
        range(400, 500),
        r"notfound|invalid|unauthorized|notsupported|toolong|超长|notvalidjson|badrequest"
        r"|improperlyformed|missingapikey|forbidden|incorrectapikey|令牌|notexist|unsupported"
        r"|maximumcontext",
    ),
    (
        "other-provider-server",
        range(500, 600),
        r"didnotprovideany|didnotreturna|nocontent|internal_?server_?error",
    ),
)


# Services of one vendor: their own 5xx is their server's, where a relay may pass on another's.
_VENDORS = (
    r"copilot|github\.com|upstreammodelprovider|model_overloaded|status:unavailable|yourrequestfailed.{0,120}reason:servererror|requestfailed\.servererror"
    r"|api\.openai\.com|openai\.internalservererror|generativelanguage|aistudio\.google"
)


def meaning(seen: View) -> ApiError:
    """What another provider's message means, from its words and its status."""
    if seen.status == 404 and re.search(pages.PAGE, seen.q):
        return by_id("not-found")  # a web page where JSON belongs: the path is wrong
    if seen.best is not None and seen.best.id == "region-blocked":
        return by_id("other-provider-place")
    if seen.status in range(500, 600) and re.search(_VENDORS, seen.q):
        return by_id("other-provider-down")
    for row, statuses, words in _MEANINGS:
        if seen.status in statuses or re.search(words, seen.q):
            return by_id(row)
    return by_id("other-provider")


def relays(seen: View) -> ApiError | None:
    """What a gateway's own failure is that Claude Code names: "check your inference gateway"."""
    if seen.status not in pages.EDGE or "checkyourinferencegateway" not in seen.q:
        return None
    if seen.best is not None and seen.best.id in ("edge-error", "overloaded"):
        return None
    return by_id("no-channel" if re.search(speakers.POOL, seen.q) else "relay-failure")
