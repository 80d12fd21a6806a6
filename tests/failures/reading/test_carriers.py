"""What the HTTP clients of many languages print of a call of the API that failed."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read

_BODY = '{"type"=>"error", "error"=>{"type"=>"authentication_error", "message"=>"%s"}}'
_STACK = "\n\tfrom /usr/lib/ruby/3.1.0/net/http.rb:1530:in `request'\n\tfrom ask.rb:11:in `<main>'"
_PARSER = "/usr/lib/ruby/3.1.0/json/common.rb:216:in `parse': 859: unexpected token at '%s' "
_JAVA = "\n\tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:572)"
_PAGE = "<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><p>Accept the terms</html>"
_CUT = '{"model":"claude-x","type":"message","content":[],"stop_reason":"end_turn","usage":{"in'

# Side and category, and the texts that mean them.
MEANT: dict[tuple[str, str], tuple[str, ...]] = {
    # A library's own number for what it met on the way is no server's status.
    ("either", "connection"): (
        "Claude: 500 Can't connect to api.anthropic.com:8443 (Connection refused)",
        "599 Internal Exception: Could not connect to 'api.anthropic.com:8443': Connection refused",
        "claude: 500 Server closed connection without sending any data back",
        "protocol.rb:227:in `rbuf_fill': end of file reached (EOFError)" + _STACK,
        "https://api.anthropic.com/v1/messages awaiting response... No data received.",
        'Exception in thread "main" java.net.ConnectException' + _JAVA,
    ),
    ("either", "timeout"): (
        "Claude call failed: 500 read timeout",
        "anthropic: 599 Timed out while waiting for the socket",
        'Exception in thread "main" java.net.http.HttpTimeoutException: request timed out' + _JAVA,
        "protocol.rb:219:in `rbuf_fill': Net::ReadTimeout (Net::ReadTimeout)" + _STACK,
        "http: LogLevel.ERROR: Request timed out (4.0s).",
    ),
    ("either", "incomplete_stream"): (
        _PARSER % _CUT + "(JSON::ParserError)",
        "claude: eof HTTP/1.1 200 OK " + _CUT,
        "unexpected end of string while parsing JSON string, from the Claude API",
    ),
    ("network", "proxy"): (_PARSER % _PAGE + "(JSON::ParserError)\n\tfrom ask.rb:14:in `<main>'",),
    ("network", "tls"): (
        "ERROR: The certificate of 'api.anthropic.com' is not trusted.",
        "The certificate of 'api.anthropic.com' doesn't have a known issuer.",
        "Connecting to api.anthropic.com:443... GnuTLS: An unexpected TLS packet was received.",
        "Claude call failed: 500 Can't connect to api.anthropic.com (SSL connect attempt failed)",
        "ask.lua:10: anthropic request failed: wrong version number",
    ),
    # Words that Claude Code's other services share with every user of such a client.
    ("server", "overloaded"): (
        "HTTPError: Request failed with status code 529 (Overloaded): POST "
        "https://api.anthropic.com/v1/messages\n  code: 'ERR_NON_2XX_3XX_RESPONSE',",
    ),
    ("client", "auth"): (
        "AxiosError: Request failed with status code 401\n  url: 'https://api.anthropic.com/v1/messages'",
        f"Anthropic API error: 401 - {_BODY % 'invalid x-api-key'} (RuntimeError)",
    ),
    ("either", "auth"): (
        "Anthropic API error: 401 - "
        + _BODY
        % r"litellm.AuthenticationError: AnthropicException - {\"type\":\"error\",\"error\":"
        r"{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}}",
    ),
}


@pytest.mark.parametrize(
    ("meant", "text"),
    [(meant, text) for meant, texts in MEANT.items() for text in texts],
    ids=lambda value: value[:60] if isinstance(value, str) else "-".join(value),
)
def test_what_a_client_prints(meant: tuple[str, str], text: str) -> None:
    """Whose failure it is, and which, in the words of each client."""
    reading = read(text)
    assert meant == (reading.side, reading.category)


def test_a_bare_number_that_several_failures_share_is_no_certainty() -> None:
    """Spent credit and a bad request have 400, a blocked place and a missing right 403."""
    for number in ("400: Bad Request", "403: Forbidden"):
        assert "low" == read(f"https://api.anthropic.com/v1/messages: ERROR {number}.").confidence


def test_a_table_of_statuses_is_no_status() -> None:
    """Node's table stands in the dump of a request of axios; only the cause beside it happened."""
    reasons = ("Not Found", "Gone", "Locked", "Too Early", "Unavailable For Legal Reasons", "Odd")
    table = ",\n".join(f"    '{447 + at}': '{reason}'" for at, reason in enumerate(reasons))
    said = f"AxiosError: socket hang up\n  code: 'ECONNRESET',\n  codes: {{\n{table}\n  }}"
    assert "connection" == read(f"{said}\n  url: 'https://api.anthropic.com/v1/messages'").category


def test_axios_without_the_address_of_a_model_is_another_service() -> None:
    """Claude Code calls its own other services so."""
    assert "none" == read("AxiosError: Request failed with status code 404").side
