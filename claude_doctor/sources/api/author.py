"""Tell who wrote an answer that was no event stream, and what it says.

The author is told before the body's shape is read, from the surest sign to the weakest:

| author              | known by                               | what it means                   |
|---------------------|----------------------------------------|---------------------------------|
| Anthropic's service | a request id, `anthropic-` headers     | the catalogue's row             |
| the same, through a | the same, and the program's own        | the gateway's key, where a key  |
| gateway with a key  | headers                                | is refused; else the row        |
| Cloudflare          | `cf-mitigated`, `cf-ray` with its page | the caller's address is refused |
| a filter            | its name, or blocked for a policy      | the site is blocked             |
| a forward proxy     | `x-squid-error`, `server`, its page    | 403, 407: the host; 5xx: beyond |
| Anthropic's CDN     | its host on Cloudflare's page of 5xx   | the row of the status           |
| the gateway         | what is left, where one is configured  | login, size, or `meaning(…)`    |
| a portal, or nobody | what is left, where none is            | a web page; the row             |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...records import dataclass
from . import pages, served
from .gateway import meaning
from .programs import Kind, Program, filter_of, program_of
from .reply import Answer, Author, Refusal, Reply, count, document_of, mapping, refused, string

KEPT = 64 * 1024  # bytes of a body that is no event stream: enough for any error document


@dataclass(frozen=True, slots=True)
class _Page:
    """A whole answer. `relay`: not Anthropic's own address was asked."""

    status: int
    headers: Mapping[str, str]
    text: str
    document: dict[str, Any]
    html: bool
    relay: bool
    program: Program | None

    @property
    def genuine(self) -> bool:
        """Whether Anthropic's service signed it. Gateways write its shape as well, so the shape
        counts only where no gateway was asked, or for what nobody but Anthropic is."""
        if str(self.document.get("request_id") or "").startswith("req_"):
            return True
        own = self.headers.get("request-id", "").startswith("req_")
        if own or any(name.startswith("anthropic-") for name in self.headers):
            return True
        return self.shaped and (not self.relay or self._overload)

    @property
    def shaped(self) -> bool:
        """Whether it has the shape of the API's errors."""
        return self.document.get("type") == "error" and isinstance(self.document.get("error"), dict)

    @property
    def _overload(self) -> bool:
        known = self.program is not None and self.program.kind is Kind.GATEWAY
        kind = mapping(self.document.get("error")).get("type")
        return not known and (self.status == 529 or kind == "overloaded_error")


def whole(reply: Reply, content: bytes, relay: bool) -> Reply:
    """The reply with what its whole body says. `relay`: not Anthropic's own address was asked."""
    text, document = pages.readable(content), document_of(content)
    reply = replace(reply, binary=bool(content.strip()) and not text.strip())
    html = "<html" in text[:2000].lower() or "html" in reply.headers.get("content-type", "")
    status = reply.http_status or 0
    program = program_of(reply.headers, text)
    if program is not None and program.kind is Kind.SERVER and document:
        program = None  # its header stands on what it passes on, too
    page = _Page(status, reply.headers, text, document, html, relay, program)
    message = document.get("type") == "message" and isinstance(document.get("content", []), list)
    if 200 <= status < 300 and message:
        return _message(reply, document)
    reply = replace(
        reply,
        program=program.name if program else None,
        title=pages.title_of(text) if html else None,
        redirect=pages.target_of(reply.headers) if 300 <= status < 400 else None,
    )
    if page.shaped and page.genuine:
        return _of_the_api(reply, page)
    return _between(reply, page) or _other(reply, page)


def _of_the_api(reply: Reply, page: _Page) -> Reply:
    """Anthropic's own error; through a gateway that keeps a key of its own it is about that one."""
    reply = refused(reply, page.document, page.status if page.status >= 400 else None)
    keeps = page.relay and page.program is not None and page.program.keeps_key
    if keeps and reply.error and reply.error.category in ("auth", "permission"):
        return replace(reply, answer=Answer.RELAY_ERROR, refusal=Refusal.UPSTREAM_KEY, error=None,
                       answered_by=Author.RELAY, detail="its own key is rejected")  # fmt: skip
    return reply


def _between(reply: Reply, page: _Page) -> Reply | None:
    """What neither Anthropic's service nor a gateway writes: an edge, a filter, a proxy."""
    if (refusal := pages.edge(page.headers, page.text)) is not None:
        return _at_the_edge(reply, page, refusal)
    if page.status != 407 and pages.blocked(page.headers, page.text, page.html):
        named = filter_of(page.headers, page.text)
        reply = replace(
            reply,
            program=named.name if named else None,
            refusal=Refusal.BLOCK_PAGE,
            category=pages.category_of(page.text),
        )
        return _as(reply, "proxy-denied", Author.FILTER)
    if page.status >= 400 and "x-deny-reason" in page.headers:
        words = page.text.strip() or page.headers["x-deny-reason"]
        return _refusal(replace(reply, refusal=Refusal.HOST), words, Author.PROXY)
    if page.program is not None and page.program.kind is Kind.PROXY and page.status >= 400:
        denies = page.status in (403, 407)
        reply = replace(reply, refusal=Refusal.HOST if denies else Refusal.UPSTREAM_DOWN)
        return _as(reply, "proxy-denied" if denies else "proxy-failed", Author.PROXY)
    return None


def _at_the_edge(reply: Reply, page: _Page, refusal: Refusal) -> Reply:
    """Cloudflare refuses whoever called it: this machine, or the gateway where its page names
    Anthropic's host; any other zone is the gateway's own."""
    reply = replace(reply, refusal=refusal, program="Cloudflare", title=pages.edge_words(page.text))
    if page.relay:
        author = Author.CDN if pages.OWN_HOST in page.text else Author.RELAY
        return replace(reply, answer=Answer.RELAY_ERROR, answered_by=author, message=reply.title,
                       detail="Cloudflare blocks it")  # fmt: skip
    return _as(reply, "challenge-page", Author.CDN)


def _as(reply: Reply, row: str, author: Author) -> Reply:
    """An error that is this row of the catalogue, whatever its status and words."""
    from ...failures.classify import by_id

    said = reply.title or reply.redirect
    return replace(reply, answer=Answer.ERROR, answered_by=author, error=by_id(row), message=said)


def _other(reply: Reply, page: _Page) -> Reply:
    """What is left: the CDN's page, a gateway's own answers, web pages, nobody's errors."""
    status, text, relay = page.status, page.text, page.relay
    if status >= 500 and _of_the_cdn(page):
        document = page.document
        words = reply.title or string(document.get("title")) or string(document.get("detail"))
        # The status decides: the page's words ("Connection timed out") are about its origin.
        return replace(_refusal(reply, "", Author.CDN), message=words)
    if relay and pages.wants_login(status, page.headers, text, page.html):
        return _web_page(replace(reply, refusal=Refusal.LOGIN), page)
    if relay and status == 413 and not _the_apis(page):
        return _sized(reply)
    if 300 <= status < 400 or (page.html and pages.elsewhere(status, relay)):
        return _web_page(reply, page)
    if status >= 400 and relay:
        return _of_a_gateway(reply, page)
    if status >= 400:
        return _unsigned(reply, text, page.document)
    return _no_answer(reply, text, relay)


def _of_the_cdn(page: _Page) -> bool:
    """Whether it is the CDN's page or problem document about Anthropic's host. Gateways, too, name
    the host that they do not reach."""
    cloudflares = page.html and "cloudflare" in page.text.lower()
    cloudflares = cloudflares or page.document.get("cloudflare_error") is True
    return pages.OWN_HOST in page.text and (cloudflares or not page.relay)


def _the_apis(page: _Page) -> bool:
    """Whether an unsigned error is one that Anthropic's edge writes: documented type, no `type` at
    the top (413, and 403 for the region)."""
    from ...failures.classify import DOCUMENTED_TYPES

    kind = string(mapping(page.document.get("error")).get("type"))
    return kind in DOCUMENTED_TYPES and "type" not in page.document


def _sized(reply: Reply) -> Reply:
    sized = replace(reply, refusal=Refusal.SIZE, detail="it rejects the size")
    return _as(sized, "request-too-large", Author.RELAY)


def _of_a_gateway(reply: Reply, page: _Page) -> Reply:
    """An error that nobody signed, from the gateway that was asked."""
    if page.document:
        reply = refused(replace(reply, answered_by=Author.RELAY), page.document, page.status)
        if reply.answer is Answer.DECLINED:
            return reply
    words = reply.message or reply.title or page.text.strip()
    by_the_edge = ("region_block", "request_too_large")
    if reply.error and reply.error.category in by_the_edge and _the_apis(page):
        return replace(reply, answered_by=Author.CDN)
    code = string(mapping(page.document.get("error")).get("code"))
    told = meaning(page.status, reply.error_type, words, code)
    reply = replace(reply, refusal=told.refusal, message=words or None, served=served.told(words),
                    answered_by=Author.ANTHROPIC if told.anthropic else Author.RELAY)  # fmt: skip
    if told.row is None:
        said = page.html or page.document or words
        detail = "an error of its own" if said else "an empty answer"
        return replace(reply, answer=Answer.RELAY_ERROR, error=None, detail=detail)
    return replace(reply, answer=Answer.ERROR, error=told.row)


def _message(reply: Reply, document: dict[str, Any]) -> Reply:
    usage = mapping(document.get("usage"))
    return replace(
        reply,
        answer=Answer.COMPLETE,
        answered_by=Author.ANTHROPIC,
        input_tokens=count(usage.get("input_tokens")),
        output_tokens=count(usage.get("output_tokens")),
        stop_reason=string(document.get("stop_reason")),
    )


def _refusal(reply: Reply, words: str, author: Author) -> Reply:
    """An error in nobody's shape: what it means by its status and its words."""
    from ...failures.classify import classify

    row = classify(reply.http_status, None, words, headers=reply.headers)
    return replace(reply, answer=Answer.ERROR, answered_by=author, error=row, message=words)


def _web_page(reply: Reply, page: _Page) -> Reply:
    if page.relay and page.html and reply.refusal is Refusal.NONE and page.status >= 400:
        told = meaning(page.status, None, pages.words_of(page.text)).refusal
        if told is Refusal.UPSTREAM_DOWN:
            reply = replace(reply, refusal=told)
    redirect = page.status >= 300 and not page.html
    return replace(
        reply,
        answer=Answer.WEB_PAGE,
        answered_by=Author.RELAY if page.relay else Author.PORTAL,
        detail="a redirect" if redirect else "a web page",
        message=reply.title or reply.redirect,
    )


def _unsigned(reply: Reply, text: str, document: dict[str, Any]) -> Reply:
    """An error that does not have the API's form, where no gateway is configured."""
    if document:
        reply = refused(replace(reply, answered_by=Author.UNKNOWN), document, reply.http_status)
    else:
        reply = _refusal(reply, reply.title or text.strip(), Author.UNKNOWN)
    if reply.error and reply.error.category == "region_block":
        return replace(reply, answered_by=Author.CDN)
    return reply


def _no_answer(reply: Reply, text: str, relay: bool) -> Reply:
    """Nothing, or something that no Messages API says."""
    status, blank = reply.http_status or 0, not text.strip() and not reply.binary
    if status == 200 and _torn(text):
        detail = "an answer that stops midway"
        if not relay:
            return replace(reply, answer=Answer.CUT, detail=detail)
        return replace(reply, answer=Answer.RELAY_ERROR, answered_by=Author.RELAY, detail=detail,
                       refusal=Refusal.TORN, message=text.strip())  # fmt: skip
    if (whose := pages.other_api(text)) is not None:
        reply = replace(reply, refusal=Refusal.OTHER_API, program=whose)
    if blank and reply.request_id and status == 200:
        return replace(reply, answer=Answer.CUT, detail="an empty stream")
    return replace(
        reply,
        answer=Answer.EMPTY if blank else Answer.FOREIGN,
        answered_by=Author.RELAY if relay else Author.UNKNOWN,
        detail="an empty answer" if blank else "not an answer of the Messages API",
        message=text.strip() or None,
    )


def _torn(text: str) -> bool:
    """Whether it is the beginning of a message of the API's, as one document."""
    begins = re.match(r'\s*\{.{0,400}"type": ?"message"', text, re.DOTALL) is not None
    return begins and len(text) < KEPT and not document_of(text.encode())
