"""Who answered: gateways, servers, proxies, filters and edges, each by an answer of its kind.

Headers and deciding words are those of the programs; everything else in these answers is made up.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from claude_doctor.border import settings as settings_module
from claude_doctor.chaos.wire import Reply as Wired
from claude_doctor.outside.world import World
from claude_doctor.sources.api.messages import send
from claude_doctor.sources.api.reply import Reply
from tests.peers import peer


@dataclass
class Asked:
    """A peer whose next answer is set from outside, and one world to ask it from."""

    runner: asyncio.Runner
    url: str = ""
    next: Wired = field(default_factory=Wired)

    def __post_init__(self) -> None:
        self.world = self.runner.run(self._world())

    async def _world(self) -> World:
        return World(settings_module.read({}), time.monotonic() + 3600)


@pytest.fixture(scope="module")
def asked() -> Iterator[Asked]:
    with asyncio.Runner() as runner:
        one = Asked(runner)
        with peer(lambda _: one.next) as at:
            one.url = at.url
            yield one
        runner.run(one.world.close())


def sent(asked: Asked, relay: bool, status: int, body: object, *headers: str) -> Reply:
    """The reply to this answer. A body that is no text is sent as JSON."""
    kind = "text/html" if isinstance(body, str) and body.startswith("<") else "text/plain"
    text = body if isinstance(body, str) else json.dumps(body)
    if not isinstance(body, str):
        kind = "application/json"
    named = [tuple(line.split(": ", 1)) for line in headers]
    fields = (("content-type", kind), *((n, v) for n, v in named), ("connection", "close"))
    asked.next = Wired(status, fields, text.encode())
    auth = {"x-api-key": "sk-test-of-nobody"}
    return asked.runner.run(send(asked.world, asked.url, "claude-haiku-5-5", auth, 5.0, relay))


def page(title: str, words: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body>{words}</body></html>"


def error(kind: str, message: str, **more: str) -> dict[str, object]:
    return {"type": "error", "error": {"type": kind, "message": message}, **more}


LITELLM, CF = "x-litellm-version: 1", ("server: cloudflare", "cf-ray: 8f00-AMS")
QUOTED = json.dumps(error("authentication_error", "invalid x-api-key", request_id="req_011C"))
NO_KEY = {"message": "No API key found in request"}
RING = {"message": "failure to get a peer from the ring-balancer"}
CREDIT = json.dumps(error("invalid_request_error", "Your credit balance is too low to access."))

#: Status, body, headers; who it is, what is refused, and the cause that it means or the answer.
BY_A_GATEWAY = [
    (401, error("x", f"litellm.AuthenticationError: AnthropicException - {QUOTED}"), [LITELLM],
     "LiteLLM", "upstream-key", "relay-error"),
    (400, error("x", f"litellm.BadRequestError: AnthropicException - {CREDIT}"), [LITELLM],
     "LiteLLM", "upstream-account", "relay-error"),
    (429, error("rate_limit_error", "No deployments available for selected model"), [LITELLM],
     "LiteLLM", "no-deployment", "relay-error"),
    (500, error("api_error", "litellm.InternalServerError: AnthropicException - Cannot connect to "
                "host api.anthropic.com:443 ssl:default"), [LITELLM],
     "LiteLLM", "upstream-down", "relay-error"),
    (500, error("api_error", 'AnthropicError - {"error":{"type":"overloaded_error"}}'), [LITELLM],
     "LiteLLM", "none", "overloaded"),
    (400, {"error": {"message": "No connected db."}}, [], "LiteLLM", "key", "key-rejected"),
    (400, {"error": {"message": "Budget has been exceeded!"}}, [LITELLM],
     "LiteLLM", "budget", "spend-limit-reached"),
    (400, {"error": {"message": "Invalid model name passed in model=x"}}, [LITELLM],
     "LiteLLM", "model", "model-not-found"),
    (500, {"error": {"message": f"Error from provider(a,b: 401): {QUOTED}"}}, [],
     "claude-code-router", "upstream-key", "relay-error"),
    (401, error("authentication_error", "invalid x-api-key", request_id="req_011C"),
     ["x-oneapi-request-id: 1"], "new-api", "upstream-key", "relay-error"),
    (503, {"error": {"message": "无可用渠道", "type": "new_api_error"}}, [],
     "new-api", "no-deployment", "relay-error"),
    (401, NO_KEY, ["server: kong/3.8.0"], "Kong", "missing-key", "key-rejected"),
    (503, RING, ["server: kong/3.8.0"], "Kong", "upstream-down", "relay-error"),
    (429, {"message": "API rate limit exceeded"}, ["server: kong/3.8.0"],
     "Kong", "limit", "rate-limited"),
    (401, {"message": "Access denied due to missing subscription key."}, [],
     "Azure API Management", "missing-key", "key-rejected"),
    (402, {"error": {"message": "This request requires more credits", "code": 402}}, [],
     None, "budget", "spend-limit-reached"),
    (429, error("rate_limit_error", "Too many requests of your team"), [],
     None, "limit", "rate-limited"),
    (503, "no healthy upstream", ["server: envoy"], "Envoy", "upstream-down", "relay-error"),
    (504, "upstream request timeout", ["server: envoy"], "Envoy", "failed", "relay-error"),
    (404, "404 page not found\n", [], "Traefik", "none", "wrong-endpoint"),
    (502, page("502 Bad Gateway"), ["server: awselb/2.0"], "AWS load balancer", "none", "web-page"),
    (502, "", ["server: Caddy"], "Caddy", "failed", "relay-error"),
    (503, "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this "
     "request.\n</body></html>", [], "HAProxy", "upstream-down", "web-page"),
    (403, {"error": {"message": "Project p does not have access to model gpt-5", "type":
     "invalid_request_error", "code": "model_not_found"}}, [],
     None, "model-access", "key-forbidden"),
    (400, {"error": {"message": "Nothing of that name", "code": "model_not_found"}}, [],
     None, "model", "model-not-found"),
    (401, {"error": {"message": "Authentication Error", "type": "key_model_access_denied"}}, [],
     None, "model-access", "key-forbidden"),
    (403, {"error": {"message": "Model claude-x is not allowed for this virtual key"}}, [],
     None, "model-access", "key-forbidden"),
    (413, page("413 - Request entity too large."), ["server: Microsoft-IIS/10.0"],
     "IIS", "size", "request-too-large"),
    (401, page("401"), ['www-authenticate: Basic realm="x"'], None, "login", "web-page"),
    (302, "", ["location: https://login.microsoftonline.com/t/authorize?client_id=1"],
     None, "login", "web-page"),
    (302, "", ["location: https://corp.cloudflareaccess.com/cdn-cgi/access/login/x", *CF],
     "Cloudflare", "login", "web-page"),
    (200, page("Sign in", '<input type="password">'), [], None, "login", "web-page"),
    (403, page("Just a moment..."), ["cf-mitigated: challenge", *CF],
     "Cloudflare", "challenge", "relay-error"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "headers", "program", "refusal", "means"),
    BY_A_GATEWAY,
    ids=[f"{row[3]}-{row[0]}-{row[4]}" for row in BY_A_GATEWAY],
)
def test_what_a_gateway_answers_is_the_gateways(
    asked: Asked, status: int, body: object, headers: list[str], program: str | None,
    refusal: str, means: str,
) -> None:  # fmt: skip
    """Whose it is and what it says, whatever shape and status the gateway chose."""
    reply = sent(asked, True, status, body, *headers)
    meant = reply.error.cause if reply.error else str(reply.answer)
    assert (program, refusal, means) == (reply.program, reply.refusal, meant)
    wanted = "anthropic" if means == "overloaded" else "relay"
    assert wanted == reply.answered_by


@pytest.mark.parametrize(
    ("status", "body", "headers", "cause"),
    [
        (401, error("authentication_error", "invalid x-api-key", request_id="req_011C"), (),
         "key-rejected"),
        (429, error("rate_limit_error", "would exceed your organization's rate limit"),
         ("request-id: req_011C",), "rate-limited"),
        (500, error("api_error", "Internal server error"),
         ("anthropic-organization-id: 1",), "server-error"),
        (529, error("overloaded_error", "Overloaded"), (), "overloaded"),
        (403, {"error": {"type": "forbidden", "message": "Request not allowed"}}, CF,
         "region-blocked"),
        (413, {"error": {"type": "request_too_large", "message": "Too large"}}, CF,
         "request-too-large"),
    ],
)  # fmt: skip
def test_a_genuine_error_stays_anthropics(
    asked: Asked, status: int, body: object, headers: tuple[str, ...], cause: str
) -> None:
    """Through a gateway that signs nothing itself, a request id, Anthropic's headers, or what only
    Anthropic says show that the error is passed on."""
    reply = sent(asked, True, status, body, *headers)
    assert reply.error is not None
    assert (cause, True) == (reply.error.cause, reply.answered_by in ("anthropic", "cdn"))


POLICY = "The web page you are trying to visit has been blocked in accordance with company policy."
FILTERS = [
    (403, page("Blocked", "Access to this site is blocked by policy of "
               "<img src=//x.goskope.com>. Category: Generative AI"), [], "Netskope",
     "Generative AI"),
    (403, page("Internet Security", "Website blocked"), ["server: Zscaler/6.2"], "Zscaler", None),
    (403, page("Web Page Blocked", "FortiGuard. <td>Category</td><td>Artificial Tools</td>"), [],
     "FortiGuard", "Artificial Tools"),
    (503, page("Web Page Blocked", f"{POLICY} <b>Category:</b> ai"), [],
     "Palo Alto Networks", None),
    (303, "", ["location: https://block.opendns.com/main?url=1"], "Cisco Umbrella", None),
    (200, page("Denied", "This page is not allowed, see the acceptable use policy"), [],
     None, None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "headers", "program", "category"), FILTERS)
@pytest.mark.parametrize("relay", [False, True])
def test_a_filters_page_is_no_portal(
    asked: Asked, relay: bool, status: int, body: str, headers: list[str], program: str | None,
    category: str | None,
) -> None:  # fmt: skip
    """With or without a gateway, a block page is a filter's, with its maker and category."""
    reply = sent(asked, relay, status, body, *headers)
    assert ("filter", "block-page") == (reply.answered_by, reply.refusal)
    assert program == reply.program
    assert category in (None, reply.category)


@pytest.mark.parametrize(
    ("body", "headers", "refusal"),
    [
        (page("Just a moment..."), ("cf-mitigated: challenge", *CF), "challenge"),
        (page("Just a moment..."), CF, "challenge"),
        (page("Edge IP Restricted | api.anthropic.com | Cloudflare"), CF, "edge-block"),
        (page("Attention Required! | Cloudflare", "you have been blocked"), CF, "edge-block"),
        (page("Access denied", "<span>Error</span> <span>1006</span>"), CF, "edge-block"),
        ("error code: 1020", CF, "edge-block"),
    ],
)
def test_the_edge_refuses_the_address(
    asked: Asked, body: str, headers: tuple[str, ...], refusal: str
) -> None:
    """Cloudflare before Anthropic's own host: never a portal, and the ray is kept for support."""
    reply = sent(asked, False, 403, body, *headers)
    assert ("cdn", refusal, "8f00-AMS") == (reply.answered_by, reply.refusal, reply.ray)
    assert reply.error is not None
    assert "region-blocked" == reply.error.cause


def test_cloudflares_words_from_others_prove_nothing(asked: Asked) -> None:
    """A page that only speaks of a challenge is no answer of Cloudflare's."""
    reply = sent(asked, False, 403, page("Just a moment..."))
    assert ("web-page", "none") == (reply.answer, reply.refusal)


@pytest.mark.parametrize(
    ("status", "headers", "body", "cause"),
    [
        (403, ("x-squid-error: ERR_ACCESS_DENIED 0",), page("ERROR"), "proxy-failure"),
        (503, ("server: squid/5.7",), page("ERROR"), "proxy-failure"),
        (403, ("server: tinyproxy/1.11.1",), page("403 Filtered"), "proxy-failure"),
        (502, ("via: 1.1 lab (squid/5.7)", "server: nginx"), page("502 Bad Gateway"), None),
    ],
)
def test_a_forward_proxys_own_page(
    asked: Asked, status: int, headers: tuple[str, ...], body: str, cause: str | None
) -> None:
    """What the proxy wrote is the proxy's; `via` on what it passes on is not a signature."""
    reply = sent(asked, True, status, body, *headers)
    assert cause == (reply.error.cause if reply.error else None)
    assert (cause is not None) == (reply.answered_by == "proxy")


@pytest.mark.parametrize(
    ("status", "body", "headers", "shows"),
    [
        (502, page("502 Bad Gateway"), ("server: nginx",), "“502 Bad Gateway”, nginx"),
        (503, page("Back at noon"), ("server: nginx",), "503 “Back at noon”, nginx"),
        (302, "", ("location: https://a.example/x?session=1#2",), "302 to https://a.example/x"),
        (502, "", (), "502 without a message"),
        (500, {"error": {"message": f"Error from provider(a: 401): {QUOTED}"}}, (),
         "500 “invalid x-api-key”, claude-code-router"),
        (401, {"error": {"message": "Missing token"}}, ("server: nginx",), "401 “Missing token”"),
        (503, page("x" * 400), (), f"503 “{'x' * 139}…”"),
    ],
)  # fmt: skip
def test_a_foreign_answer_in_a_few_words(
    asked: Asked, status: int, body: object, headers: tuple[str, ...], shows: str
) -> None:
    """Status, title or words or target, and program; a redirect's query is nobody's business, and
    a server that passes on JSON has not written it."""
    assert shows == sent(asked, True, status, body, *headers).shows
