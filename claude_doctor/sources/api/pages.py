"""What a web page in the API's place is: a challenge, an edge's block, a filter's, a login."""

from __future__ import annotations

import re
from collections.abc import Mapping
from re import IGNORECASE

from ...phrases import phrase
from .programs import LOOKED_AT, filter_of
from .reply import Refusal

#: Anthropic's own host, as its CDN writes it on an error page.
OWN_HOST = "api.anthropic.com"

_TITLE = phrase(r"<title[^>]{0,200}>([^<]{1,300})", IGNORECASE)
_HEADING = phrase(r"<h1[^>]{0,200}>\s*([^<]{1,200})", IGNORECASE)

# Cloudflare's page of 2024 to 2026, and the plain text that it sends to programs. 1004 to 1020 and
# 1034 are refusals of the caller (its documentation of 1xxx errors); 1000 to 1003, 1016 and 1033
# are about the site's own set-up and no refusal.
_CHALLENGE = phrase(r"<title>just a moment|_cf_chl_opt|/cdn-cgi/challenge-platform/")
_EDGE_BLOCK = phrase(
    r"edge ip restricted|attention required! \| cloudflare|used cloudflare to restrict access"
    r"|error(?: code)?:? ?"
    r"(?:1005|1006|1007|1008|1009|1010|1011|1012|1013|1015|1020|1034)\b"
    r"|you have been blocked|sorry, you have been rate limited"
)
_EDGE_ERROR = phrase(r"error(?: code)?:? ?(1\d\d\d)\b", IGNORECASE)

# A filter's page that names no maker: something of the reader's is blocked, and by what policy.
_BLOCKED = phrase(
    r"(?:web ?page|web ?site|\bsite|\burl|\bpage|\baccess|content|application|domain)\b[^.<]{0,60}"
    r"\b(?:blocked|denied|restricted|prohibited|forbidden|not (?:allowed|permitted))\b"
    r"|\b(?:blocked|denied) (?:by|because|due|page|url|web)"
)
_POLICY = phrase(
    r"categor(?:y|ies)\b|\bpolicy\b|content filter|web ?filter|url ?filter|internet usage"
    r"|security (?:gateway|appliance)|acceptable use|it (?:help|service) ?desk"
)
_CATEGORY = phrase(
    r"categor(?:y|ies)(?: (?:is|of))?\s*(?:\(s\))?\s*[:=]?\s*(?:</?[a-z][^>]{0,100}>\s*){0,4}"
    r"[:\"'(\[]?\s*([a-z][\w &/,.-]{2,60})",
    IGNORECASE,
)

_SSO = phrase(
    r"okta(?:preview)?\.com|login\.microsoftonline\.|accounts\.google\.com|\.auth0\.com|onelogin\."
    r"|cloudflareaccess\.com|/cdn-cgi/access/|pingone|pingidentity|duosecurity|jumpcloud|keycloak"
    r"|/(?:log-?in|sign-?in|sso|saml2?|oauth2?|oidc|authorize|auth)(?:[/.]|$)"
    r"|//(?:login|sso|auth|idp|signin|adfs|accounts?)\."
)
_LOGIN_TITLE = phrase(r"\b(?:log ?in|log ?on|sign ?in|single sign|authenticat|sso)", IGNORECASE)
# What text does not hold: what is no UTF-8, and control characters but for blanks.
_NO_TEXT = phrase("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ASKS_LOGIN = phrase(r"^(?:basic|negotiate|ntlm|digest|kerberos)\b", IGNORECASE)


def readable(content: bytes) -> str:
    """The body as text; "" where it is none: a picture, compressed or encrypted bytes. A page in
    an older encoding stays one, with its signs lost."""
    text = content.decode("utf-8", "replace")
    start = text[:2000]
    odd = len(_NO_TEXT.findall(start))
    page = "<html" in start.lower() or "<!doctype" in start.lower()
    return "" if odd * 5 > len(start) and not page else text


def title_of(text: str) -> str | None:
    """A page's title, or the heading of one that has none."""
    found = _TITLE.search(text[:LOOKED_AT]) or _HEADING.search(text[:LOOKED_AT])
    return " ".join(_unescape(found[1]).split()) or None if found else None


def target_of(headers: Mapping[str, str]) -> str | None:
    """Where a redirect leads; what stands behind "?", "#" or ";" may be somebody's session."""
    return re.split(r"[?#;]", headers.get("location", ""), maxsplit=1)[0] or None


def _plain(text: str) -> str:
    """A page's words on one line."""
    return " ".join(re.sub(r"<[^>]{0,300}>", " ", text).split())


def words_of(text: str) -> str:
    """What a page says, without its tags."""
    return _plain(text[:LOOKED_AT])


def edge(headers: Mapping[str, str], text: str) -> Refusal | None:
    """How Cloudflare refuses the caller's address, if it does. `cf-mitigated` is its own word; the
    pages count only where it is Cloudflare that answers."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Refusal.CHALLENGE
    if "cf-ray" not in headers and "cloudflare" not in headers.get("server", "").lower():
        return None
    head = text[:LOOKED_AT].lower()
    if _CHALLENGE.search(head):
        return Refusal.CHALLENGE
    return Refusal.EDGE_BLOCK if _EDGE_BLOCK.search(_plain(head)) else None


def edge_words(text: str) -> str | None:
    """What Cloudflare's block says of itself: its title, or the number of its plain text."""
    number = _EDGE_ERROR.search(_plain(text[:LOOKED_AT]))
    said = title_of(text)
    own = None if said is None else said.partition(" | ")[0]
    parts = (own, f"error {number[1]}" if number else None)
    return ", ".join(part for part in parts if part) or None


def blocked(headers: Mapping[str, str], text: str, html: bool) -> bool:
    """Whether a filter shows its block page, or leads there."""
    target = headers.get("location", "").lower()
    if filter_of({"location": target}, "") is not None or re.search(r"block(?:ed|page)", target):
        return True
    if headers.get("server", "").lower().startswith("zscaler"):
        return True
    if not html:
        return False
    head = re.sub(r"<(?:script|style)\b[^<]{0,4000}", " ", text[:LOOKED_AT].lower())
    named = filter_of({}, head) is not None
    words = _plain(head)
    return _BLOCKED.search(words) is not None and (named or _POLICY.search(words) is not None)


def category_of(text: str) -> str | None:
    """The category for which a filter blocks, where its page tells."""
    found = _CATEGORY.search(text[:LOOKED_AT])
    return " ".join(_unescape(found[1]).split()).rstrip(" .,") if found else None


def wants_login(status: int, headers: Mapping[str, str], text: str, html: bool) -> bool:
    """Whether a person's login is asked for: a redirect to one, a login page, or a challenge that
    browsers answer. A bearer's challenge is about keys."""
    if 300 <= status < 400:
        return _SSO.search((target_of(headers) or "").lower()) is not None
    if status == 401 and _ASKS_LOGIN.match(headers.get("www-authenticate", "")):
        return True
    head = text[:LOOKED_AT].lower()
    return html and (
        (_LOGIN_TITLE.search(title_of(text) or "") is not None and status < 500)
        or 'type="password"' in head
        or "cloudflareaccess.com" in head
    )


def _unescape(text: str) -> str:
    from html import unescape  # and with it every entity by its name

    return unescape(text)


# What the answers of other APIs hold, as one document or as the first event of a stream.
_OTHER_APIS = (
    (phrase(r'"object": ?"(?:chat\.completion|text_completion|response\b)'), "OpenAI's API"),
    (phrase(r'"candidates": ?\[.{0,200}"content"', re.DOTALL), "Google's Gemini API"),
    (phrase(r'"model": ?".{0,400}"done": ?(?:true|false)', re.DOTALL), "Ollama's own API"),
)


def other_api(text: str) -> str | None:
    """The API that an answer has the shape of, where that is not the Messages API."""
    start = text[:2000].lstrip()
    if not start.startswith(("{", "[", "data:", "event:")):
        return None
    return next((whose for form, whose in _OTHER_APIS if form.search(start)), None)


def elsewhere(status: int, relay: bool) -> bool:
    """Whether a web page with this status is somebody else's, standing in for the API.

    Anthropic's edge answers 413 and 429 with pages of its own, and 500 to 504 may be its own too;
    52x pages name the zone that failed (the caller has looked for Anthropic's), 511 is the portal's
    own status (RFC 6585).
    """
    if relay:
        return status not in (413, 429)
    return status not in (413, 429, 500, 502, 503, 504)
