"""What the head of an answer may hold: floods, lies, redirects, other protocols."""

from __future__ import annotations

from .talk import Behavior, End, Send, Talk, answer, head, healthy, raw

MANY = tuple(f"x-header-{n}: {n}" for n in range(10_000))
COOKIES = tuple(f"set-cookie: c{n}={'v' * 40}; path=/; domain=.example.com" for n in range(300))


def _redirect(to: str, status: str = "302 Found") -> Send:
    """To an address; `{here}` is this peer, `{elsewhere}` another one."""

    async def send(talk: Talk) -> None:
        target = to.format(here=talk.here, elsewhere=talk.elsewhere)
        await talk.send(head(f"location: {target}", "content-length: 0", "connection: close",
                             status=status))  # fmt: skip

    return send


async def _loop(talk: Talk) -> None:
    path = talk.asked.split(b" ", 2)[1].decode("latin-1")
    await talk.send(head(f"location: {path}x", "content-length: 0", "connection: close",
                         status="301 Moved Permanently"))  # fmt: skip


REDIRECTS = (
    Behavior("redirect-to-itself", _redirect("{here}/")),
    Behavior("redirect-loop", _loop),
    Behavior("redirect-elsewhere", _redirect("{elsewhere}/v1/messages")),
    Behavior("redirect-elsewhere-kept", _redirect("{elsewhere}/x", "307 Temporary Redirect")),
    Behavior("redirect-elsewhere-for-good", _redirect("{elsewhere}/x", "308 Permanent Redirect")),
    Behavior("redirect-without-host", _redirect("http://")),
    Behavior("redirect-to-no-address", _redirect("http://[")),
    Behavior("redirect-to-no-port", _redirect("http://127.0.0.1:99999999/")),
    Behavior("redirect-to-a-script", _redirect("javascript:alert(1)")),
    Behavior("redirect-to-a-file", _redirect("file:///etc/passwd")),
    Behavior("redirect-with-a-login", _redirect("http://user:word@127.0.0.1:1/")),
    Behavior("redirect-to-garbage", _redirect("\x01\x7f\xff/..//?#")),
    Behavior("redirect-to-a-long-place", _redirect("{here}/" + "a" * 50_000)),
    Behavior("redirect-to-nowhere", raw(head("content-length: 0", status="302 Found"))),
    Behavior("multiple-choices", answer(b"[]", status="300 Multiple Choices")),
)

FLOODS = (
    Behavior("10000-headers", raw(head(*MANY, "content-length: 2"), b"{}")),
    Behavior("a-header-of-1-mb", raw(head("x-a: " + "a" * 2**20, "content-length: 2"), b"{}")),
    Behavior("a-status-line-of-1-mb", raw(b"HTTP/1.1 200 " + b"a" * 2**20)),
    Behavior("a-line-of-1-mb", raw(b"a" * 2**20)),
)

PROTOCOLS = (
    Behavior("http-0.9", raw(b'{"status": "ok"}')),
    Behavior("http-2", raw(b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff")),
    Behavior("http-2-after-an-upgrade", raw(head("upgrade: h2c", "connection: upgrade",
             status="101 Switching Protocols"), b"\0\0\x12\x04\0\0\0\0\0" + bytes(range(256)))),
    Behavior("another-version", raw(head("content-length: 2", version="HTTP/2"), b"{}")),
    Behavior("version-9", raw(head("content-length: 2", version="HTTP/9.9"), b"{}")),
    Behavior("ssh", raw(b"SSH-2.0-OpenSSH_9.9\r\n"), early=True),
    Behavior("mail", raw(b"220 mail.example.com ESMTP\r\n"), early=True),
    Behavior("tls-alert", raw(b"\x15\x03\x01\0\x02\x02\x28")),
    Behavior("garbage", raw(bytes(range(256)) * 8)),
    Behavior("zeros", raw(bytes(4096))),
    Behavior("status-999", answer(b"{}", status="999 Unheard Of")),
    Behavior("status-000", answer(b"{}", status="000 None")),
    Behavior("status-20", answer(b"{}", status="20 OK")),
    Behavior("status-without-words", answer(b"null", status="200")),
    Behavior("status-of-a-word", answer(b"{}", status="OK 200")),
    Behavior("header-without-colon", raw(head("nonsense", "content-length: 2"), b"{}")),
    Behavior("header-with-zeros", raw(head("x-a: \0\1", "content-length: 2"), b"{}")),
    Behavior("header-without-name", raw(head(": a", "content-length: 2"), b"{}")),
    Behavior("folded-headers", raw(head("x-a: a", " b", "content-length: 4"), b"null")),
    Behavior("bare-line-feeds", raw(b"HTTP/1.1 200 OK\ncontent-length: 4\n\nnull")),
    Behavior("204-with-a-body", raw(head("content-length: 5", status="205 Reset"), b"null\n")),
    Behavior("304-to-a-question", raw(head("etag: \"x\"", status="304 Not Modified"))),
    Behavior("206-of-nothing", answer(b"", "content-range: bytes 0-0/*", status="206 Partial")),
)  # fmt: skip

_BUSY = {"429": "429 Too Many Requests", "503": "503 Service Unavailable", "529": "529 Overloaded"}
_WAITS = ("1e308", "-5", "9" * 400, "inf", "nan", "Fri, 31 Dec 9999 23:59:59 GMT",
          "Mon, 01 Jan 0001 00:00:00 GMT", "soon", "0x10", "٣")  # fmt: skip


def _bytes(text: str) -> str:
    """The text as the head's own encoding takes its bytes."""
    return text.encode().decode("latin-1")


WAITS = tuple(
    Behavior(f"{status}-retry-after-{n}", answer(
        b"{}", f"retry-after: {_bytes(value)}", f"x-ratelimit-reset: {_bytes(value[:20])}",
        status=words))
    for status, words in _BUSY.items() for n, value in enumerate(_WAITS)
    if status == "429" or n < 2
)  # fmt: skip

_DATES = ("Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "now", "-1", "9" * 30)
SOUND = (
    Behavior("300-cookies", healthy(*COOKIES), End.SOUND),
    *(Behavior(f"date-{n}", healthy(f"date: {value}", drop=("date",)), End.SOUND)
      for n, value in enumerate(_DATES)),
    *(Behavior(f"age-{n}", healthy(f"age: {value}", drop=("age",)), End.SOUND)
      for n, value in enumerate(("9" * 30, "-1", "1e308", "x"))),
    Behavior("another-charset", healthy("content-type: application/json; charset=utf-7",
             drop=("content-type",)), End.SOUND),
    Behavior("a-charset-that-is-none", healthy("content-type: text/html; charset=\"rot13\"",
             drop=("content-type",)), End.SOUND),
    Behavior("another-type", healthy("content-type: image/png", drop=("content-type",)),
             End.SOUND),
    Behavior("a-type-of-garbage", healthy("content-type: \xff;;;=;", drop=("content-type",)),
             End.SOUND),
    Behavior("limits-of-garbage", healthy(
        "anthropic-ratelimit-requests-limit: 1e308", "anthropic-ratelimit-requests-remaining: -5",
        "anthropic-ratelimit-tokens-limit: " + "9" * 15, "anthropic-ratelimit-tokens-remaining: 0",
        "anthropic-ratelimit-tokens-reset: 9999-12-31T23:59:59-23:59", "x-ratelimit-remaining: nan",
        "x-ratelimit-reset: inf", "x-ratelimit-used: x", "etag: " + "e" * 9000,
        "request-id: \xff\x01 req", "cf-ray: " + "r" * 9000), End.SOUND),
)  # fmt: skip

HEADS = (*REDIRECTS, *FLOODS, *PROTOCOLS, *WAITS, *SOUND)
