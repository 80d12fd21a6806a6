"""Refusals and foreign pages, as data: what stands in the place of a completion.

Types and statuses from the vendor's error page and from captured answers of 2025 and 2026;
texts that programs decide by are kept, the others are our own words.
"""

from __future__ import annotations

import json
from typing import Literal

from ..records import dataclass
from .wire import Reply

#: The zone that Anthropic's CDN names on its error pages.
ZONE = "api.anthropic.com"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of the API itself. `metered`: it carries the rate-limit headers, and a
    retry-after. `reach`: what it meets beside completions (`spending`: all that costs money)."""

    status: int
    type: str
    message: str
    details: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    metered: bool = False
    reach: Literal["completions", "spending", "all"] = "completions"

    def meets(self, costs: bool) -> bool:
        """Whether a request other than for a completion gets it too. A service in trouble
        answers nobody."""
        return self.status >= 500 or self.reach == "all" or (costs and self.reach == "spending")


_RETRY = ("x-should-retry", "true")

OVERLOADED = Refusal(529, "overloaded_error", "Overloaded", headers=(_RETRY,))
SERVER_ERROR = Refusal(500, "api_error", "Internal server error")
TIMEOUT = Refusal(504, "timeout_error", "The request took too long to process.")
RATE_LIMITED = Refusal(
    429,
    "rate_limit_error",
    "This request would exceed your organization's rate limit of 2,000,000 input tokens per "
    "minute. Try again later, or spread the requests.",
    headers=(("retry-after", "17"),),
    metered=True,
)
# Seen without window and headers, July to September 2026.
RATE_LIMITED_BARE = Refusal(429, "rate_limit_error", "Error", headers=(_RETRY,))
SPEND_LIMIT = Refusal(
    429,
    "rate_limit_error",
    "You have reached your API usage limits: your organization has crossed its monthly API usage "
    "threshold. You will regain access on {next_month} at 00:00 UTC.",
    details=(("error_code", "enforced_spend_limit_reached"),),
    reach="spending",
)
SPEND_LIMIT_OWN = Refusal(
    400,
    "invalid_request_error",
    "You have reached your specified API usage limits. You will regain access on {next_month} at "
    "00:00 UTC.",
    reach="spending",
)
SPEND_LIMIT_WORKSPACE = Refusal(
    400,
    "invalid_request_error",
    "You have reached your specified workspace API usage limits. You will regain access on "
    "{next_month} at 00:00 UTC.",
    reach="spending",
)
ACCELERATION = Refusal(
    429,
    "rate_limit_error",
    "Your organization has passed its maximum usage increase rate (the acceleration limit). Raise "
    "your usage gradually.",
    details=(("error_code", "ramp_limit_exceeded"),),
    headers=(("retry-after", "9"),),
)
CREDIT = Refusal(
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to "
    "upgrade or purchase credits.",
    reach="spending",
)
BILLING = Refusal(
    402, "billing_error", "There is a problem with your organization's billing.", reach="spending"
)
DISABLED = Refusal(
    400, "invalid_request_error", "This organization has been disabled.", reach="all"
)
FORBIDDEN = Refusal(
    403,
    "permission_error",
    "Your API key does not have permission to use this resource.",
    reach="all",
)
BAD_REQUEST = Refusal(400, "invalid_request_error", "messages: Input should be a valid list")
NO_KEY = Refusal(401, "authentication_error", "x-api-key header is required")
BAD_KEY = Refusal(401, "authentication_error", "invalid x-api-key")
BAD_BEARER = Refusal(401, "authentication_error", "Invalid bearer token")
NO_OAUTH = Refusal(401, "authentication_error", "OAuth authentication is currently not supported.")
NOT_FOUND = Refusal(404, "not_found_error", "Not Found")


def document(value: object, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """A JSON answer."""
    body = json.dumps(value, separators=(",", ":")).encode()
    return Reply(status, (("content-type", "application/json"), *headers), body)


def page(html: str, status: int = 200, *headers: tuple[str, str]) -> Reply:
    """An HTML answer."""
    kind = ("content-type", "text/html; charset=UTF-8")
    return Reply(status, (kind, *headers), html.encode())


#: The front door's own overload, whoever asks.
OVERLOADED_DOOR = document(
    {
        "type": "error",
        "error": {"details": None, "type": "overloaded_error", "message": "Overloaded"},
        "request_id": "req_011CLoopbackWorldDemo0000",
    },
    529,
    ("request-id", "req_011CLoopbackWorldDemo0000"),
    _RETRY,
)

CLOUDFLARE = (("server", "cloudflare"), ("cf-ray", "9e0f1c2d3b4a5968-AMS"))


def cloudflare_page(status: int, words: str, zone: str = ZONE) -> Reply:
    """The CDN's own error page; its title names the zone whose origin failed."""
    return page(
        f"<!DOCTYPE html><html lang=en-US><head><title>{zone} | {status}: {words}</title></head>"
        f"<body><div id=cf-wrapper><h1>{words} <span>Error code {status}</span></h1>"
        f"<p>The web server at <b>{zone}</b> gave no usable answer.</p>"
        "<p>Cloudflare Ray ID: 9e0f1c2d3b4a5968</p></div></body></html>",
        status,
        *CLOUDFLARE,
    )


#: 522 as problem JSON, the CDN's newer form (claude-code issues 67341 and 90947, 2026).
ORIGIN_TIMED_OUT = document(
    {
        "type": "https://developers.cloudflare.com/support/troubleshooting/error-522/",
        "title": "Error 522: Connection timed out",
        "status": 522,
        "detail": "The origin did not complete the connection in time.",
        "error_code": 522,
        "error_name": "connection_timed_out",
        "error_category": "origin",
        "ray_id": "9e0f1c2d3b4a5968",
        "zone": ZONE,
        "cloudflare_error": True,
        "retryable": True,
        "retry_after": 120,
        "owner_action_required": False,
    },
    522,
    ("retry-after", "120"),
    *CLOUDFLARE,
)

#: The edge refuses bodies above 32 MB itself: no top-level type and no request id.
TOO_LARGE = document(
    {"error": {"type": "request_too_large", "message": "Request exceeds the maximum size"}},
    413,
    *CLOUDFLARE,
)

#: The edge refuses the caller's address: no top-level type and no request id either.
REGION = document(
    {"error": {"type": "forbidden", "message": "Request not allowed"}}, 403, *CLOUDFLARE
)

#: An egress proxy that does not allow the host.
EGRESS = Reply(
    403,
    (("content-type", "text/plain"), ("x-deny-reason", "host_not_allowed")),
    b"Host not in allowlist\n",
)

#: Any other web service, asked for /v1/messages.
OTHER_SERVICE = document({"detail": "Not Found"}, 404, ("server", "uvicorn"))

RELAY_DOWN = page(
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
    "</center><hr><center>nginx</center></body></html>",
    502,
    ("server", "nginx"),
)

PORTAL = page(
    "<!DOCTYPE html><html><head><title>Guest Wi-Fi: please log in</title></head><body>"
    '<form method="post" action="/login"><h1>Welcome</h1><p>Accept the terms to go online.</p>'
    '<input name="room"><button>Log in</button></form></body></html>',
    200,
    ("server", "portal"),
)
# To another origin, which nobody may follow with a key; the log shows who did.
PORTAL_REDIRECT = Reply(
    302, (("location", "{front_door}/login?session=planted"), ("server", "portal"))
)

#: What a crowd site's CDN answers to programs.
CHALLENGE = page(
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
    '<meta name="robots" content="noindex,nofollow"></head><body>'
    "<noscript>Enable JavaScript and cookies to continue</noscript>"
    "<script>window._cf_chl_opt={cvId:'3',cType:'managed'};</script></body></html>",
    403,
    ("cf-mitigated", "challenge"),
    *CLOUDFLARE,
)
REDDIT_BLOCKED = page(
    "<!DOCTYPE html><html><head><title>Blocked</title></head><body><h1>whoa there, pardner!</h1>"
    "<p>You've been blocked by network security.</p></body></html>",
    403,
)
REDDIT_BUSY = Reply(
    429,
    (
        ("content-type", "text/html"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-used", "1"),
        ("x-ratelimit-reset", "31"),
    ),
    b"<html><head><title>Too Many Requests</title></head><body>Too Many Requests</body></html>",
)
GITHUB_LIMIT = document(
    {
        "message": "API rate limit exceeded for 127.0.0.1.",
        "documentation_url": "https://docs.github.com/rest/using-the-rest-api/rate-limits",
    },
    403,
    ("x-ratelimit-limit", "60"),
    ("x-ratelimit-remaining", "0"),
    ("x-ratelimit-used", "60"),
    ("x-ratelimit-reset", "{in_half_an_hour}"),
    ("x-ratelimit-resource", "core"),
)
HN_BUSY = Reply(429, (("content-type", "text/plain"),), b"Too many requests\n")

#: The two faces of the firewall before the status page.
WAF_CAPTCHA = Reply(
    405,
    (
        ("content-type", "text/html"),
        ("x-amzn-waf-action", "captcha"),
        ("server", "CloudFront"),
        ("x-cache", "Error from cloudfront"),
    ),
    b"<html><head><title>Human verification</title></head><body></body></html>",
)
WAF_CHALLENGE = Reply(
    202,
    (("content-type", "text/html"), ("x-amzn-waf-action", "challenge"), ("server", "CloudFront")),
    b"<html><head><script>window.gokuProps = {};</script>"
    b'<script src="https://token.awswaf.com/challenge.js"></script></head><body></body></html>',
)

PROXY_LOGIN = Reply(
    407,
    (
        ("content-type", "text/html"),
        ("proxy-authenticate", 'Basic realm="proxy"'),
        ("connection", "close"),
    ),
    b"<html><body>The proxy wants a login.</body></html>",
)
PROXY_DENIES = Reply(
    403,
    (
        ("content-type", "text/plain"),
        ("x-deny-reason", "host_not_allowed"),
        ("connection", "close"),
    ),
    b"The proxy does not allow this host.\n",
)
