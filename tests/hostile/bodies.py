"""What the body of an answer may be: bombs, depths, wrong types, other encodings, web pages."""

from __future__ import annotations

import gzip
import zlib
from functools import cache

from .talk import Behavior, Send, Talk, answer

MIB = 2**20


@cache
def _bomb(wbits: int, block: bytes = bytes(MIB), times: int = 64) -> bytes:
    squeeze = zlib.compressobj(9, wbits=wbits)
    return b"".join(squeeze.compress(block) for _ in range(times)) + squeeze.flush()


def _coded(coding: str, body: bytes | None = None, wbits: int = 31, **how: int) -> Send:
    """A body in a content coding; None: a bomb, made when it is first wanted."""

    async def send(talk: Talk) -> None:
        told = _bomb(wbits, **how) if body is None else body
        await answer(told, f"content-encoding: {coding}")(talk)

    return send


async def _nested(talk: Talk) -> None:
    await answer(gzip.compress(_bomb(31)), "content-encoding: gzip, gzip")(talk)


async def _of_depth(talk: Talk) -> None:
    await answer(_bomb(31, b"[" * MIB, 4), "content-encoding: gzip")(talk)


# The first bytes of a frame of each; what follows is noise.
_BROTLI, _ZSTD = b"\x5b\xff\xff\x3f\0" + b"\xff" * 999, b"\x28\xb5\x2f\xfd\xa4" + b"\xff" * 999
CODED = (
    Behavior("gzip-bomb", _coded("gzip")),
    Behavior("deflate-bomb", _coded("deflate", wbits=15)),
    Behavior("raw-deflate-bomb", _coded("deflate", wbits=-15)),
    Behavior("gzip-bomb-in-gzip", _nested),
    Behavior("gzip-of-brackets", _of_depth),
    Behavior("brotli", _coded("br", _BROTLI)),
    Behavior("zstd", _coded("zstd", _ZSTD)),
    Behavior("a-coding-that-is-none", _coded("x" * 5000, b"{}")),
    Behavior("gzip-that-is-plain", _coded("gzip", b'{"status": "ok"}')),
    Behavior("gzip-that-is-empty", _coded("gzip", b"")),
    Behavior("gzip-cut", _coded("gzip", gzip.compress(b'{"a": 1}' * 400)[:40])),
    Behavior("gzip-of-nothing", _coded("gzip", gzip.compress(b""))),
    Behavior("gzip-with-a-wrong-sum", _coded("gzip", gzip.compress(b"null")[:-8] + b"\xff" * 8)),
    Behavior("gzip-and-more", _coded("gzip", gzip.compress(b"null") + b"garbage" * 99)),
    Behavior("gzip-twice-named", answer(gzip.compress(b"null"), "content-encoding: gzip",
             "content-encoding: br")),
    Behavior("gzip-unnamed", answer(gzip.compress(b'{"a": 1}' * 400))),
)  # fmt: skip

_HUGE = b"9" * 5000
JSON = {
    "null": b"null", "true": b"true", "zero": b"0", "a-number": b"-1.5", "a-string": b'"ok"',
    "an-empty-list": b"[]", "an-empty-object": b"{}", "a-list": b"[null, 1, [], {}]",
    "a-huge-integer": _HUGE, "not-a-number": b"NaN", "infinity": b"[Infinity, -Infinity]",
    "1e999": b"[1e999]", "deep-lists": b"[" * 100_000 + b"]" * 100_000,
    "deep-lists-below-the-bound": b"[" * 50_000 + b"]" * 50_000,
    "deep-objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-objects-below-the-bound": b'{"data":' * 25_000 + b"1" + b"}" * 25_000,
    "deep-and-open": b"[" * 55_000, "same-names": b"{" + b'"a":1,' * 20_000 + b'"a":1}',
    "names-that-are-proto": b'{"__proto__": {}, "constructor": {}, "__class__": 1}',
    "half-a-pair": b'{"error": {"type": "\\ud800", "message": "\\udfff"}, "detail": "\\ud800"}',
    "zeros-in-text": b'{"error": {"message": "a\\u0000b"}, "message": "\\u0000"}',
    "invalid-utf8": b'{"a": "\xff\xfe\xc3\x28"}', "overlong-utf8": b'{"a": "\xc0\xaf\xed\xa0\x80"}',
    "utf-16": '{"a": 1}'.encode("utf-16"), "utf-32": '{"a": 1}'.encode("utf-32"),
    "two-marks": b"\xef\xbb\xbf\xef\xbb\xbf{}", "two-documents": b"{}{}", "a-comment": b"// a\n{}",
    "only-blanks": b" \r\n\t" * 1000, "nothing": b"", "a-zero": b"\0", "cut": b'{"data": [{"a": ',
    "a-long-string": b'"' + b"a" * (MIB + 900_000) + b'"',
    "an-error-of-garbage": b'{"type": "error", "error": {"type": ["x"], "message": {"a": []}}}',
    "an-error-of-nothing": b'{"type": "error", "error": null, "request_id": 5}',
    "a-message-of-garbage": b'{"type": "message", "content": 5, "usage": [], "model": {}}',
}  # fmt: skip
TYPES = tuple(Behavior(f"json-{name}", answer(body)) for name, body in JSON.items())

_PAGE = (
    b"<!doctype html><html><head><title>Welcome</title></head><body>All Systems Operational</body>"
)
_ACCENTS = b"<a href='" + b"x" * 1000
PAGES = (
    Behavior("a-web-page", answer(_PAGE, kind="text/html")),
    Behavior("a-web-page-called-json", answer(_PAGE)),
    Behavior("a-web-page-as-events", answer(_PAGE, kind="text/event-stream")),
    Behavior("a-web-page-of-401", answer(_PAGE, status="401 Unauthorized", kind="text/html")),
    Behavior("a-web-page-of-403", answer(_PAGE, status="403 Forbidden", kind="text/html")),
    Behavior("a-web-page-of-503", answer(_PAGE, status="503 Unavailable", kind="text/html")),
    Behavior("a-web-page-of-511", answer(_PAGE, status="511 Authenticate", kind="text/html")),
    Behavior("an-open-tag", answer(_ACCENTS * 1500, kind="text/html")),
    Behavior("2-mb-of-tags", answer(b"<b>" * 600_000, kind="text/html")),
    Behavior("2-mb-of-entities", answer(b"&amp;" * 400_000, kind="text/html")),
    Behavior("2-mb-of-comments", answer(b"<!--" * 500_000, kind="text/html")),
    Behavior("xml-of-entities", answer(
        b'<?xml version="1.0"?><!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b"<feed>&b;</feed>",
        kind="application/atom+xml")),
    Behavior("xml-of-depth", answer(b"<a>" * 19_000, kind="application/atom+xml")),
    Behavior("xml-of-another-encoding", answer(
        b'<?xml version="1.0" encoding="utf-7"?><feed/>', kind="application/atom+xml")),
)  # fmt: skip


def _events(*data: bytes) -> Send:
    body = b"".join(b"data: " + one + b"\n\n" for one in data)
    return answer(body, kind="text/event-stream")


EVENTS = (
    Behavior("events-of-nothing", _events(b"", b"{}", b"null", b"[]")),
    Behavior("events-of-depth", _events(b"[" * 50_000, b'{"a":' * 20_000)),
    Behavior("events-of-garbage", _events(b"\xff\xfe", b"{", b'{"type": {"a": 1}}',
             b'{"type": []}')),
    Behavior("events-of-wrong-types", _events(
        b'{"type": "message_start", "message": 5}', b'{"type": "message_delta", "usage": []}',
        b'{"type": "content_block_delta", "delta": null, "index": 1e999}',
        b'{"type": "message_delta", "delta": {"stop_reason": NaN}, "usage": {"output_tokens": -1}}',
    )),
    Behavior("events-with-an-error-of-garbage", _events(
        b'{"type": "message_start"}', b'{"type": "error", "error": [1e999, {"type": {}}]}')),
    Behavior("events-with-an-error-of-nothing", _events(b'{"type": "error"}')),
    Behavior("events-of-an-end-alone", _events(b'{"type": "message_stop"}')),
    Behavior("events-by-carriage-returns", answer(
        b'data: {"type": "ping"}\r\rdata: {"type": "ping"}\r\r', kind="text/event-stream")),
    Behavior("a-stream-of-bedrocks-that-lies", answer(
        b"\xff\xff\xff\xff\0\0\0\x10" + bytes(999), kind="application/vnd.amazon.eventstream")),
)  # fmt: skip

# Two megabytes of what costs most once it is taken apart.
HEAVY = (
    Behavior("2-mb-of-objects", answer(b"[" + b"{}," * 690_000 + b"{}]")),
    Behavior("2-mb-of-lists", answer(b"[" + b"[]," * 690_000 + b"[]]")),
    Behavior("2-mb-of-numbers", answer(b"[" + b"1," * 1_000_000 + b"1]")),
    Behavior("2-mb-of-elements", answer(b"<a/>" * 500_000, kind="application/atom+xml")),
    Behavior("2-mb-of-events", answer(b"data: {}\n\n" * 180_000, kind="text/event-stream")),
)

BODIES = (*HEAVY, *CODED, *TYPES, *PAGES, *EVENTS)
