"""What programs without an SDK make of an answer: libraries for HTTP, Node's fetch, Go, AWS's SDK.

By the documentation and source of httpx 0.28, requests 2.34, aiohttp 3.14, undici (Node 24),
net/http (Go 1.19) and botocore 1.44; `named` in each program says what an outcome consists of.
"""

from __future__ import annotations

from .kinds import NO_CONNECTION, Outcomes, statuses

HTTPX: Outcomes = {
    **statuses({}, "HTTPStatusError", "HTTPStatusError"),
    "fine": "ok",
    "no key": "HTTPStatusError 401",
    "odd key": "LocalProtocolError",
    **dict.fromkeys(("refused", "no name", "no tls", "proxy refused"), "ConnectError"),
    **dict.fromkeys(("proxy 407", "proxy 403"), "ProxyError"),
    "close": "RemoteProtocolError",
    "reset": "ReadError",
    **dict.fromkeys(("mute", "stalled"), "ReadTimeout"),
    "page 200": "JSONDecodeError",
    "stream page 200": "nothing",
    "redirect": "HTTPStatusError 302",  # not followed
    "in stream": "RuntimeError",
    "cut": "RemoteProtocolError",
    "ended": "partial",
    "retries status 529": "HTTPStatusError 529, 1 requests",
}
REQUESTS: Outcomes = {
    **statuses({}, "HTTPError", "HTTPError"),
    "fine": "ok",
    "no key": "HTTPError 401",
    "odd key": "InvalidHeader",
    **dict.fromkeys(("refused", "no name", "close", "reset"), "ConnectionError"),
    "no tls": "SSLError",
    **dict.fromkeys(("proxy 407", "proxy 403", "proxy refused"), "ProxyError"),
    "mute": "ReadTimeout",
    "stalled": "ConnectionError",  # a body that does not come is none
    "page 200": "JSONDecodeError",
    "stream page 200": "nothing",
    "redirect": "TooManyRedirects 302",
    "redirect away": "ConnectionError",  # no name resolves here
    "in stream": "RuntimeError",
    "cut": "ChunkedEncodingError",
    "ended": "partial",
    "retries status 529": "HTTPError 529, 1 requests",
}
AIOHTTP: Outcomes = {
    **statuses({}, "ClientResponseError", "ClientResponseError"),
    "fine": "ok",
    "no key": "ClientResponseError 401",
    "odd key": "ValueError",
    "refused": "ClientConnectorError",
    "no name": "ClientConnectorDNSError",
    "close": "ServerDisconnectedError",
    "reset": "ClientOSError",
    "no tls": "ClientConnectorSSLError",
    **{f"proxy {status}": f"ClientHttpProxyError {status}" for status in (403, 407)},
    "proxy refused": "ClientProxyConnectionError",
    **dict.fromkeys(("mute", "stalled"), "TimeoutError"),
    "page 200": "ContentTypeError 200",
    "stream page 200": "nothing",
    "redirect": "TooManyRedirects",
    "redirect away": "ClientConnectorDNSError",
    "in stream": "RuntimeError",
    "cut": "ClientPayloadError",
    "ended": "partial",
    "retries status 529": "ClientResponseError 529, 1 requests",
}
FETCH: Outcomes = {
    **statuses({}, "Error", "Error"),
    **dict.fromkeys((*NO_CONNECTION, "redirect", "cut"), "TypeError"),  # "fetch failed"
    "fine": "ok",
    "no key": "Error 401",
    "odd key": "ok",  # Headers takes blanks and line ends off
    **dict.fromkeys(("mute", "stalled"), "DOMException"),
    "page 200": "SyntaxError",
    "stream page 200": "nothing",
    "in stream": "Error",
    "ended": "partial",
    "retries status 529": "Error 529, 1 requests",
}
GO: Outcomes = {
    **statuses({}, "status", "status"),
    "fine": "ok",
    "no key": "status 401",
    **dict.fromkeys(("refused", "reset"), "syscall.Errno"),
    **dict.fromkeys(("no name", "redirect away"), "*net.DNSError"),
    **dict.fromkeys(
        (
            "close",
            "no tls",
            "proxy 407",
            "proxy 403",
            "proxy refused",
            "redirect",
            "cut",
            "odd key",
        ),
        "*errors.errorString",
    ),
    **dict.fromkeys(("mute", "stalled"), "*http.httpError"),
    "page 200": "*json.SyntaxError",
    "stream page 200": "nothing",
    "in stream": "error event",
    "ended": "partial",
    "retries status 529": "status 529, 1 requests",
}
BOTO3: Outcomes = {
    **statuses(
        {
            400: "ValidationException", 403: "AccessDeniedException",
            404: "ResourceNotFoundException", 429: "ThrottlingException",
            500: "InternalServerException", 503: "ServiceUnavailableException",
        },
        "ClientError",
        "ClientError",
    ),
    "status 424": "ModelErrorException 424",
    "page 502": "ClientError 502",
    "fine": "ok",
    "no login": "NoCredentialsError",
    "login expired": "TokenRetrievalError",
    "refused": "EndpointConnectionError",
    "close": "ConnectionClosedError",
    "cut": "ResponseStreamingError",
    "stream cut": "ProtocolError",  # urllib3's: once the stream runs, nothing is translated
    "throttlingException in stream": "EventStreamError throttlingException",
    "serviceUnavailableException in stream": "EventStreamError serviceUnavailableException",
    "whole throttlingException in stream": "ThrottlingException 429",
    "retries status 503": "ServiceUnavailableException 503, 3 requests",  # its "standard" way
}  # fmt: skip
