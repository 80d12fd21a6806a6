"""Whose call failed is asked before what broke: the words of a broken way are everybody's."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read

# What broke, as one program or another says it; `{host}` is whom it called.
BROKEN = {
    "dns": "getaddrinfo ENOTFOUND {host}",
    "dns in Go": 'Get "https://{host}/v2/": dial tcp: lookup {host} on 10.0.0.2:53: no such host',
    "tls": "FetchError: request to https://{host}/x failed, reason: self-signed certificate",
    "clock": 'Get "https://{host}/": tls: certificate has expired or is not yet valid',
    "proxy": "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: /x "
    "(Caused by ProxyError('Cannot connect to proxy.'))",
    "timeout": "HTTPSConnectionPool(host='{host}', port=443): Read timed out.",
    "connection": "Cannot connect to host {host}:443 ssl:default [Connect call failed]",
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
def test_a_call_to_a_service_without_models_is_none_of_claude(said: str) -> None:
    """The host decides; the same words about the API's host, or a relay, are a call of a model."""
    assert "none" == read(said.format(host="registry.example.org")).side
    assert "none" != read(said.format(host="api.anthropic.com")).side
    assert "none" != read(said.format(host="llm-gateway.example.org")).side
    assert "none" != read("API Error: " + said.format(host="hub.example.org")).side


def test_the_host_of_the_base_url_is_a_gateway() -> None:
    """A host that serves no models by its name does so where the text names it as base URL."""
    refused = "\nError: connect ECONNREFUSED hub.example.org:443"
    assert "none" == read("PACKAGES=https://hub.example.org" + refused).side
    assert "relay-unreachable" == read("BASE_URL=https://hub.example.org" + refused).entry.id


@pytest.mark.parametrize(
    "text",
    [
        "connect to mqtt://192.168.0.9 failed: ECONNREFUSED",
        "connect ECONNREFUSED 127.0.0.1:5432",
        "dial unix /run/x.sock: connect: connection refused",
        "An error occurred (RequestTimeTooSkewed) when calling the PutItem operation: skewed",
        "lampd.errors.HubTimeout: request timed out",
        "2026-01-02 03:04:05 ERROR (MainThread) [lamps.core] Operation timed out",
        "Jan  2 03:04:05 host lampd[77]: certificate has expired",
        "lampd-Message: 03:04:05.1: Verify error: certificate is not yet valid",
        "error: \tlamps: connect ECONNREFUSED 192.168.0.9",
        "Lamps::RateLimitError in SwitchJob: another API request holds the lamp, retry later",
        '10.0.0.7 "GET /lamps HTTP/1.1" 504\nupstream timed out, request: "GET /lamps HTTP/1.1"',
        "pkg bulb@https://lamps.example.org/-/bulb-1.tgz\n401, the authentication token is bad",
    ],
)
def test_another_program_speaks(text: str) -> None:
    """A scheme, a port, a namespace, a logger: in general, and not by a list of products."""
    assert "none" == read(text).side
    told = "anthropic.APIConnectionError: Connection error.\n" + text
    assert "none" != read(told).side


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("certificate verify failed: unable to get local issuer certificate", "low"),
        ("my agent says: unable to get local issuer certificate", "medium"),
        ("API Error: unable to get local issuer certificate", "high"),
    ],
)
def test_confidence_needs_a_speaker(text: str, sure: str) -> None:
    """What broke is certain; that it was a call of a model has to be shown."""
    assert ("tls-untrusted", sure) == (read(text).entry.id, read(text).confidence)


def test_an_explanation_is_no_failure() -> None:
    """Prose about errors in general is none; prose that reports one is judged."""
    general = (
        "Rate limits protect an API. Typically a server answers 429 when you exceed a quota, "
        "and common strategies are waiting, queues, and caching of what was answered before."
    )
    assert "none" == read(general).side
    happened = "Our nightly job keeps getting 429 rate_limit_error from Claude since yesterday."
    assert "account" == read(happened).side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ('{"error":{"code":"unsupported_country_region_territory","type":"request_forbidden"}}',
         "network"),
        ('{"type":"error","error":{"type":"overloaded_error","message":"No healthy accounts"}}',
         "either"),
        ("402 You have no quota (Request ID: AB12:34CD56:789ABC0:DEF1234:69B79564)", "account"),
        ('Upstream 400 Bad Request: {"detail":"Unsupported parameter: seed"}', "client"),
    ],
)  # fmt: skip
def test_another_providers_envelope(text: str, side: str) -> None:
    """Who imitates a shape is known by what is in it."""
    assert ("other_provider", side) == (read(text).category, read(text).side)


def test_the_meaning_names_whom_was_called() -> None:
    """Whoever reads it sees at once that another service is meant."""
    assert "hub.example.org" in read("getaddrinfo ENOTFOUND hub.example.org").meaning


OTHERS = ["gpt-4o", "gemini-2.0-flash", "qwen3-coder", "mistral-large-latest", "kimi-k2", "glm-4.6"]


@pytest.mark.parametrize("model", OTHERS)
@pytest.mark.parametrize(
    "said",
    [
        "Error: 429 Rate limit reached, model={model}",
        "429 Rate limit reached for {model} in organization org-x: Limit 3",
        'Error 429 {{"error":{{"message":"slow down"}},"model":"{model}"}}',
        "429 Quota exceeded for aiplatform.googleapis.com/x with base model: {model}. "
        "Please submit a quota increase request.",
    ],
)
def test_the_model_that_was_called_tells_whose_limit_it_is(said: str, model: str) -> None:
    """A model that is no Claude is another provider's; a Claude stays, whoever serves it."""
    reading = read(said.format(model=model))
    assert ("other_provider", "account") == (reading.category, reading.side)
    claude = read(said.format(model="anthropic-claude-sonnet-4"))
    assert ("rate_limit", "account") == (claude.category, claude.side)


def test_a_model_in_a_list_is_not_the_one_that_was_called() -> None:
    """Fallbacks name models of others, and the failure stays Anthropic's."""
    text = "API Error: 529 Overloaded (model=claude-sonnet-4-5)\nfallbacks: gpt-4o, model=gemini-2"
    assert "overloaded" == read(text).entry.id
    text = "prompt is too long: 210000 tokens > 200000 maximum, works with model gemini-2.5-pro"
    assert "context_too_long" == read(text).category
    text = "Your credit balance is too low to access the Anthropic API. (fallback model: gpt-4o)"
    assert "quota_spend" == read(text).category


TRACES = {
    "Python": 'File "/srv/stats/app.py", line 9, in run\n    s = socket.create_connection(a)\n{}',
    "Node": "Error: {}\n    at Pool.connect (/srv/node_modules/pg-pool/index.js:45:11)",
    "Java": "java.net.SocketTimeoutException: {}\n\tat com.acme.OrderDao.find(OrderDao.java:8)",
    "Go": "panic: {}\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/exporter/main.go:31 +0x1d",
    ".NET": "System.Net.Sockets.SocketException: {}\n   at Shop.Load() in /src/Orders.cs:line 31",
    "Rust": "thread main panicked at src/main.rs:20:10: {}",
    "Ruby": "{}\n/srv/gems/mongo/lib/mongo/server_selector/base.rb:221:in select",
    "C": "1970-01-01 00:00:12 WARN    streamCallback(): {}",
}


@pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES)
@pytest.mark.parametrize("broke", ["Connection timed out", "certificate is not yet valid"])
def test_the_frames_of_a_stack_tell_whose_call_it_was(trace: str, broke: str) -> None:
    """Frames without a model's SDK or an HTTP library are of another call; with one, it is open."""
    assert "none" == read(trace.format(broke)).side
    sdk = '\n  File "/venv/site-packages/anthropic/_base_client.py", line 9, in _request'
    assert "none" != read(trace.format(broke) + sdk).side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ('Put "https://vault.example.internal/v1/secret/x": x509: certificate expired', "none"),
        ('Put "https://hub.example.internal/v1/messages": x509: certificate has expired', "either"),
        ('出错了:\nGet "https://api.issues.ai/api/x": dial tcp: lookup api.issues.ai: no such host',
         "none"),
        ("Setting up Claude Code...\nInstallation failed\nFailed to fetch version from "
         "https://storage.googleapis.com/claude-code-dist-0/claude-code-releases/latest: "
         "unable to get local issuer certificate", "none"),
        ("Сервер отдаёт код 499, если клиент закрыл соединение раньше ответа. Увеличьте время "
         "ожидания и повторите запрос немного позже, пожалуйста, один раз.", "none"),
        ("`claude --print` fails with SELF_SIGNED_CERT_IN_CHAIN, keychain is intact", "network"),
        ('The plugin shows {"message":"Connection error.","modelId":"claude-opus-4-1"}', "either"),
        ("1 plugin failed to load: connect ECONNREFUSED", "none"),
    ],
)  # fmt: skip
def test_the_failing_call_outranks_the_words_around_it(text: str, side: str) -> None:
    """Whom the failing statement called decides, not what else the text names."""
    assert side == read(text).side


@pytest.mark.parametrize(
    ("text", "category", "side"),
    [
        ('400 {"error":{"message":"too many","code":"model_max_prompt_tokens_exceeded"}}',
         "other_provider", "client"),
        ('503 {"error":{"message":"Sorry, the upstream model provider is busy","type":"error"}}',
         "other_provider", "server"),
        ('502 {"error":{"message":"unknown provider for model x","type":"server_error"}}',
         "other_provider", "client"),
        ('{"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota)."}}\n'
         "request a quota increase through AI Studio", "other_provider", "account"),
        ('429 {"type":"error","error":{"type":"rate_limit_error","message":"X said: error: '
         '{\\"message\\":\\"balance is insufficient\\",\\"type\\":\\"out_of_coins\\"}"}}',
         "other_provider", "account"),
        ("API Error: 502 no answer. If it persists, check your inference gateway (10.0.0.7:80).",
         "gateway_error", "either"),
        ("API Error: Server is temporarily limiting requests (not your usage limit) · Too many "
         "CONNECT attempts", "proxy", "network"),
        ("API error: the OAuth token lacks required scopes", "permission", "client"),
        ("token exchange failed with status 403: <title>Just a moment...</title>",
         "permission", "network"),
        ("Every call dies with 413 'Request exceeds maximum size'", "request_too_large", "client"),
        ("The anthropic base URL should be http://localhost:4000/v1, I got 404",
         "wrong_endpoint", "client"),
    ],
)  # fmt: skip
def test_who_refuses_is_known_by_its_words(text: str, category: str, side: str) -> None:
    """Words that one speaker alone has decide over the status and the sentence around them."""
    assert (category, side) == (read(text).category, read(text).side)
