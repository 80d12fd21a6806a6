"""Tell who wrote an answer that was no event stream, and what it says."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from re import DOTALL, IGNORECASE, search
from typing import Any

from ...failures.classify import classify
from .reply import Answer, Author, Reply, count, document_of, mapping, refused, string

KEPT = 64 * 1024  # bytes of a body that is no event stream: enough for any error document

# Anthropic's own host, as its CDN writes it on an error page.
_OWN_HOST = "api.anthropic.com"


def whole(reply: Reply, content: bytes, relay: bool) -> Reply:
    """The reply with what its whole body says. `relay`: not Anthropic's own address was asked."""
    status = reply.http_status or 0
    text = content.decode("utf-8", "replace")
    document = document_of(content)
    html = "<html" in text[:2000].lower() or "html" in reply.headers.get("content-type", "")
    if 200 <= status < 300 and document.get("type") == "message":
        return _message(reply, document)
    if document.get("type") == "error" and isinstance(document.get("error"), dict):
        return refused(reply, document, status if status >= 400 else None)
    if status >= 400 and "x-deny-reason" in reply.headers:
        return _refusal(reply, text.strip() or reply.headers["x-deny-reason"], Author.PROXY)
    if _OWN_HOST in text and status >= 500:  # its CDN's page or problem document
        words = _title(text) or string(document.get("title")) or string(document.get("detail"))
        # The status decides: the page's words ("Connection timed out") are about its origin.
        return replace(_refusal(reply, "", Author.CDN), message=words)
    if 300 <= status < 400 or (html and _elsewhere(status, relay)):
        return _web_page(reply, text, html, relay)
    if status >= 400 and (status < 500 or not relay):
        return _unsigned(reply, text, document, relay)
    return _no_answer(reply, text, relay)


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
    row = classify(reply.http_status, None, words, headers=reply.headers)
    return replace(reply, answer=Answer.ERROR, answered_by=author, error=row, message=words)


def _web_page(reply: Reply, text: str, html: bool, relay: bool) -> Reply:
    # What stands behind a "?" may be a session of the portal's.
    target = reply.headers.get("location", "").partition("?")[0]
    redirect = (reply.http_status or 0) >= 300 and not html
    return replace(
        reply,
        answer=Answer.WEB_PAGE,
        answered_by=Author.RELAY if relay else Author.PORTAL,
        detail="a redirect" if redirect else "a web page",
        message=_title(text) or target or None,
    )


def _unsigned(reply: Reply, text: str, document: dict[str, Any], relay: bool) -> Reply:
    """An error that does not have the API's form."""
    author = Author.RELAY if relay else Author.UNKNOWN
    if document:
        reply = refused(replace(reply, answered_by=author), document, reply.http_status)
    else:
        reply = _refusal(reply, _title(text) or text.strip(), author)
    if reply.error and reply.error.category == "region_block":
        return replace(reply, answered_by=Author.CDN)
    return reply


def _no_answer(reply: Reply, text: str, relay: bool) -> Reply:
    """Nothing, or something that no Messages API says."""
    status, blank = reply.http_status or 0, not text.strip()
    if blank and reply.request_id and status == 200:
        return replace(reply, answer=Answer.CUT, detail="the stream held nothing")
    other = Answer.EMPTY if blank else Answer.FOREIGN
    return replace(
        reply,
        answer=Answer.RELAY_ERROR if status >= 500 else other,
        answered_by=Author.RELAY if relay else Author.UNKNOWN,
        detail="an empty answer" if blank else "not an answer of the Messages API",
        message=text.strip() or None,
    )


def _elsewhere(status: int, relay: bool) -> bool:
    """Whether a web page with this status is somebody else's, standing in for the API.

    Anthropic's edge answers 413 and 429 with pages of its own, and 500 to 504 may be its own too;
    52x pages name the zone that failed (the caller has looked for Anthropic's), 511 is the portal's
    own status (RFC 6585).
    """
    if relay:
        return status not in (413, 429)
    return status not in (413, 429, 500, 502, 503, 504)


def _title(text: str) -> str | None:
    found = search(r"<title[^>]{0,200}>(.{1,300}?)</title>", text[:KEPT], IGNORECASE | DOTALL)
    return unescape(found[1]).strip() if found else None
