"""Answers as clients dump them in their logs, with the headers that every answer has: invented."""

from __future__ import annotations

import json
from collections.abc import Iterator

URL = "https://api.anthropic.com/v1/messages"
REASONS = {200: "OK", 429: "Too Many Requests", 529: "", 401: "Unauthorized"}
# Of an answer that used the last request of a minute; some hold words of a failure.
HEADERS = {
    "date": "Thu, 02 Jan 2020 12:00:00 GMT",
    "content-type": "application/json",
    "retry-after": "12",
    "x-should-retry": "true",
    "request-id": "req_011CInvented0000000000",
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": "2020-01-02T12:00:05Z",
    "anthropic-ratelimit-unified-status": "allowed",
    "x-ratelimit-reset-tokens": "6m0s",
    "ratelimit-policy": "100;w=60",
    "access-control-expose-headers": "x-ratelimit-limit, retry-after, x-limit-exceeded",
    "content-security-policy": "default-src 'none'; report-uri /error",
    "nel": '{"report_to":"cf-nel","failure_fraction":1.0}',
    "cache-control": "no-cache, must-revalidate",
    "x-frame-options": "DENY",
    "server": "cloudflare",
    "cf-ray": "e103a57ac0b21f93-AMS",
}


def dumps(status: int, headers: dict[str, str] = HEADERS) -> Iterator[tuple[str, str]]:
    """The name of each client's way to write an answer down, and the text."""
    reason = REASONS[status]
    pairs = list(headers.items())
    raw = [(name.title().encode(), value.encode()) for name, value in pairs]
    yield (
        "python-sdk",
        (
            f'DEBUG:httpx:HTTP Request: POST {URL} "HTTP/1.1 {status} {reason}"\n'
            f'DEBUG:anthropic._base_client:HTTP Response: POST {URL} "{status} {reason}" '
            f"Headers({headers!r})"
        ),
    )
    yield (
        "httpcore",
        (
            "DEBUG:httpcore.http11:receive_response_headers.complete "
            f"return_value=(b'HTTP/1.1', {status}, {reason.encode()!r}, {raw!r})"
        ),
    )
    indented = "".join(f"    {name!r}: {value!r},\n" for name, value in pairs)
    yield (
        "typescript-sdk",
        (
            f"[log_1] response start {{\n  url: '{URL}',\n  status: {status},\n  headers: {{\n"
            f"{indented}  }},\n  durationMs: 17\n}}"
        ),
    )
    received = "".join(f"< {name}: {value}\n" for name, value in pairs)
    yield (
        "curl -v",
        (
            f"> POST /v1/messages HTTP/2\n> Host: api.anthropic.com\n> \n< HTTP/2 {status} \n"
            f"{received}< \n"
        ),
    )
    yield "curl -i", f"HTTP/1.1 {status} {reason}\n" + received.replace("< ", "")
    yield "requests", f"api.anthropic.com: status_code={status} {headers!r}"
    document = {"url": URL, "status": status, "headers": headers}
    yield "json", json.dumps(document, indent=2)
    yield "json in json", json.dumps({"url": URL, "status": status, "answer": json.dumps(document)})
    entries = [{"name": name, "value": value} for name, value in pairs]
    yield "har", json.dumps({"url": URL, "status": status, "headers": entries})
    shown = " ".join(f"{name.title()}:[{value}]" for name, value in pairs)
    yield "go", f"response of {URL}: status={status} headers=map[{shown}]"
    rows = "".join(f"  {name!r},\n  {value!r},\n" for name, value in pairs)
    yield "rawHeaders", f"statusCode: {status}, url: '{URL}', rawHeaders: [\n{rows}]"


def cut_streams() -> Iterator[tuple[str, str]]:
    """Answers of status 200 that broke off, as objects of JavaScript are shown."""
    headers = "".join(f"    {name!r}: {value!r},\n" for name, value in HEADERS.items())
    answer = f"  url: '{URL}',\n  statusCode: 200,\n  responseHeaders: {{\n{headers}  }}\n}}"
    yield (
        "reason named",
        (
            "APICallError [AI_APICallError]: Failed to process successful response\n"
            "    at handle (file:///app/index.mjs:866:14) {\n"
            "  cause: TypeError: terminated\n      at Fetch.onAborted (node:undici:1:5) {\n"
            "    [cause]: SocketError: other side closed\n        at Socket.a (node:net:1:2) {\n"
            "      code: 'UND_ERR_SOCKET'\n    }\n  },\n" + answer
        ),
    )
    yield (
        "reset",
        (
            "APICallError [AI_APICallError]: Failed to process successful response\n"
            "    at handle (file:///app/index.mjs:866:14) {\n"
            "  cause: Error: read ECONNRESET\n      at TLSWrap.a (node:net:1:2) {\n"
            "    code: 'ECONNRESET'\n  },\n" + answer
        ),
    )
