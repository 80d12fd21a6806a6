"""What gateways, edges and filters answer in the API's place, as data.

Headers and the words that programs decide by are those of the programs (LiteLLM 1.108 and nginx
1.22, tried on loopback in November 2026; Cloudflare's documentation); the rest is our own.
"""

from __future__ import annotations

from .answers import CLOUDFLARE, document, page
from .wire import Reply

_LITELLM = (("x-litellm-version", "1.108.7"), ("x-litellm-call-id", "loopback-demo"))


def _litellm(status: int, kind: str, message: str) -> Reply:
    """LiteLLM's error for the Messages API: Anthropic's shape, without a request id."""
    value = {"type": "error", "error": {"type": kind, "message": message}}
    return document(value, status, *_LITELLM)


#: The provider refuses the key that stands in LiteLLM's own configuration.
UPSTREAM_KEY = _litellm(
    401,
    "authentication_error",
    'litellm.AuthenticationError: AnthropicException - {"type":"error","error":{"type":'
    '"authentication_error","message":"invalid x-api-key"},"request_id":"req_011CLoopbackDemo"}',
)
#: A moment later: that deployment is paused.
NO_DEPLOYMENT = _litellm(
    429,
    "rate_limit_error",
    "No deployments available for selected model, Try again in 5 seconds. All deployments for "
    "selected model are in cooldown. Passed model=claude-haiku-5-5.",
)
#: Anthropic's overload, which LiteLLM turns into a 500.
WRAPPED_OVERLOAD = _litellm(
    500,
    "api_error",
    'litellm.InternalServerError: AnthropicError - {"type":"error","error":{"type":'
    '"overloaded_error","message":"Overloaded"},"request_id":"req_011CLoopbackDemo"}',
)
#: LiteLLM without a database, given a key that is not its own.
UNKNOWN_KEY = document(
    {"error": {"message": "No connected db.", "type": "no_db_connection", "code": "400"}}, 400
)
OVER_BUDGET = document(
    {"error": {"message": "Budget has been exceeded! Max budget: 5.0", "type": "budget_exceeded"}},
    400,
    *_LITELLM,
)
#: LiteLLM's team or key is open for other models only.
MODEL_DENIED = document(
    {
        "error": {
            "message": "Authentication Error, team not allowed to access model. This team can only "
            "access models=['gpt-4o', 'team-claude']. Tried to access claude-haiku-5-5",
            "type": "team_model_access_denied",
            "param": "model",
            "code": "401",
        }
    },
    401,
    *_LITELLM,
)
#: A gateway with OpenAI's words that does not have the check's own model.
MODEL_UNKNOWN = document(
    {
        "error": {
            "message": "The model `claude-haiku-5-5` does not exist or you do not have access.",
            "type": "invalid_request_error",
            "code": "model_not_found",
        }
    },
    404,
)
MISSING_KEY = document({"error": {"message": "Missing API key"}}, 401)
SMALL_BODIES = page(
    "<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request "
    "Entity Too Large</h1></center><hr><center>nginx</center></body></html>",
    413,
    ("server", "nginx"),
)
MAINTENANCE = page(
    "<html><head><title>Models are down for maintenance</title></head><body>Back at noon.</body>"
    "</html>",
    503,
    ("server", "nginx"),
)
BASIC_LOGIN = page(
    "<html><head><title>401 Authorization Required</title></head><body></body></html>",
    401,
    ("www-authenticate", 'Basic realm="models"'),
)
SINGLE_SIGN_ON = Reply(302, (("location", "https://corp.okta.com/oauth2/v1/authorize?state=demo"),))

#: A filter that names neither its maker nor more than the category.
BLOCK_PAGE = page(
    "<!DOCTYPE html><html><head><title>Access denied - Generative AI</title></head><body><h1>Access"
    " denied</h1><p>The site is in the category <b>Generative AI</b>, which the policy of Example "
    "Corp does not allow.</p></body></html>",
    403,
)
EDGE_RESTRICTED = page(
    "<!DOCTYPE html><html><head><title>Edge IP Restricted | api.anthropic.com | Cloudflare</title>"
    "</head><body><h1>Error 1034</h1><p>Edge IP Restricted</p></body></html>",
    403,
    *CLOUDFLARE,
)
