"""Answers that broke, or that somebody else passed on: in the words of whoever received them."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read

_REFUSED = '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}'
_PASSED_ON = f"litellm.AuthenticationError: AnthropicException - {_REFUSED}"
_EVENTS = (
    'event: message_start\ndata: {"type":"message_start"}\n\n'
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0}\n\n'
)
_AWS = "AWS authentication failed · check AWS permissions · API Error: 403 "

# Row; the texts that are read as it. No sign was written for any of them.
MEANT = {
    "incomplete-stream": (
        "AI_NoObjectGeneratedError: No object generated: could not parse the response.",
        "[handleAbortError] AI response error; aborting: Could not parse message into JSON",
        "Error consuming Anthropic event stream",
        "Failed to iterate over LLM response stream",
        "com.anthropic.errors.AnthropicInvalidDataException: Error reading response",
        "dev.langchain4j.exception.LangChain4jException: stream closed while reading response",
        "Unhandled: Error while copying content to a stream, in Anthropic.SDK.Messaging",
        "Claude API returned an empty response",
        "UnexpectedModelBehavior: Streamed response ended without content or tool calls",
        _EVENTS,
    ),
    "no-failure": (_EVENTS + 'event: message_stop\ndata: {"type":"message_stop"}\n\n',),
    "no-call": (
        "Unable to read body of mail message 17",
        "kafka: failed to consume messages from stream orders: broker not available",
    ),
    "malformed-answer": ("AI_APICallError: Invalid JSON response",),
    # Its own key is refused: who asked the gateway sent another.
    "relay-key-rejected": (
        f'{{"error":{{"message":"{_PASSED_ON}","type":"None","param":"None","code":"401"}}}}',
        f"Error code: 401 - {{'type': 'error', 'error': {{'type': 'authentication_error', "
        f"'message': '{_PASSED_ON}'}}}}",
        f"AuthenticationError: Error code: 401 - {_PASSED_ON}",
        f"AI_APICallError: {_PASSED_ON}",
    ),
    "key-rejected": (_PASSED_ON, _REFUSED, f"litellm.exceptions.AuthenticationError: {_PASSED_ON}"),
    # Below Claude Code's own heading AWS says why.
    "cloud-model-access": (
        _AWS + "You don't have access to the model with the specified model ID.",
    ),
    "bedrock-key": (_AWS + '{"Message":"Bearer Token has expired"}',),
    "aws-credentials": (_AWS + "Forbidden, and no more than that",),
    # A page in the place of JSON: of a gateway, or before which nobody gets further.
    "gateway-error": (
        "anthropic.InternalServerError: <html><head><title>Back at noon</title></head></html>",
    ),
    "intercepted": (
        "AI_APICallError: Invalid JSON response\nSyntaxError: Unexpected token '<'\nstatusCode: 200"
        "\nresponseBody: '<!DOCTYPE html><html><head><title>Hotel Wi-Fi</title></head></html>'",
    ),
    # What a program fetches at its start, and goes on without.
    "overloaded": (
        "HTTPSConnectionPool(host='raw.githubusercontent.com', port=443): Max retries exceeded "
        "with url: /BerriAI/litellm/main/model_prices_and_context_window.json (Caused by "
        "NameResolutionError(\"Failed to resolve 'raw.githubusercontent.com'\"))\n"
        "Aider v0.86.2\nModel: anthropic/claude-haiku-4-5 with diff edit format\n\n"
        "litellm.InternalServerError: AnthropicException - Overloaded. Handle with "
        "`litellm.InternalServerError`.",
    ),
    "connection-error": ("AI_APICallError: Cannot connect to API: Request was cancelled.",),
    # A program's advice for all failures of a kind is no word of the service.
    "connection-refused": (
        "litellm.InternalServerError: AnthropicException - [Errno 111] Connection refused. Handle "
        "with `litellm.InternalServerError`.\nThe API provider's servers are down or overloaded.",
    ),
    # The line ends within the word before the message.
    "spend-limit-reached": (
        "litellm.BadRequestError: AnthropicException - \n"
        'b\'{"type":"error","error":{"details":null,"type":"invalid_request_error","me\nssage":"You'
        ' have reached your specified API usage limits."},"request_id":"req_011C"}\'',
    ),
    # What Claude Code shows of a page is its title.
    "proxy-denied": (
        "Failed to authenticate. API Error: 401 Authorization Required",
        "TypeError: fetch failed\n  cause: Error: Proxy response (407) !== 200 when HTTP Tunneling",
    ),
    "challenge-page": (
        "Failed to authenticate. API Error: 403 Access denied | ai.example.org | Cloudflare",
    ),
    # Names of libraries that carry anybody's calls are no other program's.
    "tls-handshake": ("ConnectError: [SSL: WRONG_VERSION_NUMBER] wrong version (_ssl.c:1006)",),
}


@pytest.mark.parametrize(
    ("row", "text"),
    [pytest.param(row, text, id=text[:50]) for row, texts in MEANT.items() for text in texts],
)
def test_what_broke_by_who_received_it(row: str, text: str) -> None:
    """An SDK's sentence around what broke is known by its kind, and what another passed on or
    headed is read by what is below."""
    assert row == read(text).entry.id
