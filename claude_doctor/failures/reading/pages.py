"""Pages and problem JSON of whoever stands in front of a server: who signs them decides.

Also the start-up check of Claude Code, which prints the status that it got from whoever answered.
"""

from __future__ import annotations

import difflib
import re

from ..classify import ApiError, by_id

_HOST = r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}"
_ZONE = rf"zone:({_HOST})|<title>({_HOST})\||(?<![a-z0-9.-])({_HOST})\|(?:error)?[45]\d\d"
# The link at the foot of Cloudflare's page: all that is left when a paste begins below.
_ZONE += rf"|utm_campaign:({_HOST}?)(?:id:|target:|rel:|>|$)"
PAGE = r"<html|<!doctype|<title>|<center>|<head>"
_SHOWN = r"(?:<title>|<h1>|errorcode_)(5\d\d)"
# An SDK's class for a status from 500 on, with a page for its message: the API writes JSON.
_FAILED = r"(?:internalserver|serviceunavailable|badgateway|gatewaytimeout)error:<(?:html|!doctype)"
# The title of a page before which nobody gets further; `q` has no blanks.
_PORTAL = r"<title>[^<]{0,80}(?:guest|wi-?fi|hotspot|captive|portal|log-?in|sign-?in)"
EDGE = {502, 503, 504, *range(520, 528), 530}  # what a gateway answers, not the API
_OURS = ("anthropic.com", "claude.ai", "claude.com")


_OWN_CALL = r"api\.anthropic\.com|entrypoints/cli\.js"
_HELP = "developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors"


def ours(host: str) -> bool:
    """Whether a host is Anthropic's."""
    return any(host == name or host.endswith("." + name) for name in _OURS)


def page(q: str, status: int | None) -> ApiError | None:
    """The row for a page that stands where the API's JSON belongs; `q` is squeezed.

    Anybody's gateway may stand behind Cloudflare: without a host the page is Anthropic's only in
    Claude Code's own error log, or where its host is named beside it.
    """
    html = re.search(PAGE, q) is not None
    if shown := re.search(_SHOWN, q):  # the page says more than whoever passed it on
        status = int(shown[1])
    zone = re.search(_ZONE, q)
    host = next((g for g in zone.groups() if g), None) if zone else None
    if "challenge-platform" in q or "justamoment" in q or "_cf_chl" in q:
        return by_id("challenge-page")
    # The header `server: cloudflare` is on every answer, also on those of the API itself.
    by_edge = html or host or ("cloudflare" in q and status in EDGE)
    if status is not None and 500 <= status < 600 and by_edge:
        if host is not None:
            return by_id("edge-error" if ours(host) else "relay-failure")
        own = "cloudflare" in q.replace(_HELP, "") and re.search(_OWN_CALL, q)
        return by_id("edge-error" if own else "gateway-error")
    if not html:
        return None
    if status is None and re.search(_FAILED, q):
        return by_id("gateway-error")
    if status == 200 and re.search(_PORTAL, q):
        return by_id("intercepted")
    if status == 404 or status == 405:
        return by_id("not-found")
    if status == 401 or "<title>401" in q:  # the API refuses a key in JSON
        return by_id("proxy-denied")
    if status == 403:
        return by_id("challenge-page" if "cloudflare" in q else "proxy-denied")
    return None


def startup(q: str, status: int | None) -> ApiError | None:
    """Claude Code's start-up check, where it names a status instead of a network error."""
    if "oautherror" in q and "requestfailedwithstatuscode" in q and status is not None:
        return by_id(
            {403: "region-blocked"}.get(status, "key-rejected" if status < 500 else "api-error")
        )
    if "unabletoconnecttoanthropic" not in q and "failedtoconnecttoapi.anthropic.com" not in q:
        return None
    if status is None or "requestfailedwithstatuscode" not in q:
        return None
    if status == 403:
        return by_id("region-blocked")
    return by_id("intercepted")


_LOOKED_UP = (
    r"(?:enotfound|eai_again|could not resolve host:?|lookup|failed to resolve|getaddrinfo(?! e))"
    r" \(?([a-z0-9_.-]{1,100})"
)
#: A cloud's host with a region that it does not have; who pasted it may have put an `xx` there.
NO_REGION = (
    r"\bbedrock[a-z-]*\.(?![a-z0-9-]*xx|(?:us-(?:east|west)-[12]|ca-(?:central|west)-1|eu-north-1"
    r"|eu-(?:west-[1-3]|(?:central|south)-[12])|ap-(?:south(?:east)?|(?:north)?east)-\d"
    r"|(?:us-gov|us-iso\w?|eu-isoe|eusc-de|sa|af|il|mx|me|cn)-[a-z]+-\d)\.)"
    r"[a-z0-9-]{2,30}\.(?:amazonaws\.com|api\.aws)"
    r"|(?<![\w.-])(?![a-z0-9-]*xx|(?:us|eu|(?:us|europe|asia|australia|(?:north|south)america|me"
    r"|africa)-(?:central|north|south|(?:north|south)?(?:east|west))\d{1,2})-aip)"
    r"[a-z0-9-]{2,40}-aiplatform\.googleapis\.com"
)
_UNSET = {"undefined", "null", "none", "nan"}  # what an unset variable leaves in a name


def misspelt(loose: str) -> bool:
    """Whether the host that was looked up is one that cannot be meant."""
    for match in re.finditer(_LOOKED_UP, loose):
        host = match[1].rstrip(".:")
        if host in ("http", "https", "v1", "api", "localhost") or _UNSET & set(host.split(".")):
            return True
        if host.endswith(".docker.internal"):
            return True
        if "." not in host or ours(host):
            continue
        label = host.split(".")[-2]
        near = difflib.get_close_matches(label, ["anthropic", "claude"], 1, 0.8)
        if near and (label != near[0] or host.startswith("api.claude.")):
            return True
    return False
