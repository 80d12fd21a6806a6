"""Who speaks, and whether it is about a call of a model at all: asked before anything is judged.

Tools, package indexes and other services use the words of the API, so what speaks is looked for
first: a product, a host, an exception's namespace.
"""

from __future__ import annotations

import functools
import re
from typing import Final

from ..classify import ApiError, by_id, names, shows
from ..row import Finder, Sign, Tier, finder
from ..rows import speakers
from . import whose
from .view import View
from .whose import PATH

ANTHROPIC: Final = "anthropic"
CLAUDE_CODE: Final = "claude-code"
BEDROCK: Final = "bedrock"
VERTEX: Final = "vertex"
FOUNDRY: Final = "foundry"
GATEWAY: Final = "gateway"
OTHER: Final = "other-provider"
NO_CALL: Final = "not-a-model-call"
UNKNOWN: Final = "unknown"


def signed(name: str, squeezed_text: str, loose: str) -> bool:
    """Whether a text has one of this speaker's signs."""
    return _finder(name).found(squeezed_text, loose)


@functools.cache
def _finder(name: str) -> Finder:
    return finder(_SIGNS[name])


_SIGNS: dict[str, tuple[Sign, ...]] = {
    FOUNDRY: speakers.FOUNDRY,
    VERTEX: speakers.VERTEX,
    BEDROCK: speakers.BEDROCK,
    ANTHROPIC: speakers.ANTHROPIC,
    GATEWAY: speakers.GATEWAY,
    CLAUDE_CODE: speakers.CLAUDE_CODE,
    OTHER: speakers.OTHER,
    NO_CALL: speakers.PROGRAMS,
}
# Whose words a text has is asked in this order.
_ORDER = (FOUNDRY, VERTEX, BEDROCK, ANTHROPIC, CLAUDE_CODE, GATEWAY)


_OF_RELAYS = ("no-channel", "malformed-answer", "relay-cooldown")  # what only a relay says
# What only a cloud says, whichever program printed it.
_OF_A_CLOUD = {
    **dict.fromkeys(("aws-login-expired", "aws-credentials", "marketplace-rights"), BEDROCK),
    **dict.fromkeys(("use-case-form", "bedrock-throttled", "bedrock-unavailable"), BEDROCK),
    **dict.fromkeys(("profile-needed", "bedrock-key"), BEDROCK),
    **dict.fromkeys(("google-credentials", "vertex-quota", "vertex-exhausted"), VERTEX),
    "vertex-unavailable": VERTEX,
    "azure-credentials": FOUNDRY,
}
#: What a cloud says of Claude.
OF_CLOUDS = {*_OF_A_CLOUD, "cloud-model-access", "place-missing"}
#: What Google says of every model that it serves, and what shows that it is said of Claude.
FORMS = {"vertex-exhausted", "vertex-unavailable"}
OF_CLAUDE = r"vertex|aiplatform|googleapis|anthropic|claude(?!-?code)|sonnet|opus|haiku"


def of(row: ApiError, squeezed_text: str, loose: str) -> str:
    """Who speaks in a text that was read as this row."""
    if row.category == "not_an_api_error" and row.id not in ("output-limit", "refusal", "complete"):
        return NO_CALL
    relay = signed(GATEWAY, squeezed_text, loose)
    if row.category == "other_provider":
        return GATEWAY if relay or row.id in _OF_RELAYS else OTHER
    if row.id in ("relay-failure", "relay-unreachable"):
        return GATEWAY
    if row.id in _OF_A_CLOUD:
        return _OF_A_CLOUD[row.id]
    for name in _ORDER:
        if signed(name, squeezed_text, loose):
            return name
    return UNKNOWN


# --- Not a call of a model.

# Words of the MCP client alone; what it quotes are other servers' pages.
_MCP = (
    *("invalidoautherrorresponse", "streamablehttperror", "mcp-proxy.", "mcperror-32"),
    *("clienttransportclosed", "servertransportclosed", "[error]serverdisconnected"),
)
# Storage that answers for a download: of the program's own versions, mostly.
_UPDATER = (
    r"failed to (?:fetch version|download)|claude-code-(?:dist|releases)|x-guploader|amazons3"
)
# LiteLLM's list of models, which it fetches at its start, and goes on without.
_PRICES = r"/main/model_prices_and_context_window"
# What is a tool's own trouble, but is also named beside a call that failed.
_BESIDE = (
    r"(?:plugin(?<![\w./]plugin)s?|keychain(?<![\w./]keychain)"
    r"|marketplace(?<![\w./]marketplace)(?<!aws[ -]marketplace))(?![\w./])"
)
_CURL = r"\bcurl: \(\d{1,2}\) failed to connect to [a-z0-9.-]{1,80}"
# The words of axios and others like it for a status. Claude Code calls only its other services
# with axios; a user's own program calls anything, and its error names the address.
_AXIOS = "error: request failed with status code"
_A_MODELS = r"/v1/(?:messages|complete)|chat/completions|/invoke|rawpredict|\bx-api-key\b"
# curl's words for a status say nothing of whose it is; beside a download they do.
_FETCHED, _DOWNLOAD = "the requested url returned", r"\binstall|\.sh\b|\bbrew\b|\bdownload"


def no_call(seen: View) -> bool:
    """Whether a tool speaks: its words outrank all but the most special of the API's."""
    best = seen.best
    if any(word in seen.q for word in _MCP):
        return True
    if seen.statement.zone == "tool":
        return best is None or not _its_own(best)
    if _foreign(seen):
        return True
    decided = best is not None and best.tier is Tier.DECISIVE
    if best is not None and best.id in OF_CLOUDS:
        return False
    if seen.documented or seen.code or "apierror" in seen.q or decided:
        return False
    broken = best is not None and best.category in PATH
    if re.search(_BESIDE, seen.loose) and not (broken and whose.clear(seen.loose)):
        return True
    if any(names().get(word) is by_id("tool-error") for word in seen.words) or _auxiliary(seen):
        return True
    if shows("tool-error", seen.q, seen.loose):
        return True
    if _AXIOS in seen.loose and seen.status != 529 and not re.search(_A_MODELS, seen.loose):
        return True
    if seen.status is not None and re.search(_UPDATER, seen.loose):
        return True
    if broken and not seen.documented and re.search(_PRICES, seen.loose):
        return True
    if seen.status == 529:  # nobody else has it
        return False
    if not whose.traced(seen.loose) and signed(NO_CALL, seen.q, seen.loose):
        return True
    fetched = _FETCHED in seen.loose and re.search(_DOWNLOAD, seen.loose)
    other = fetched or re.search(_CURL, seen.loose)
    return other is not None and "anthropic" not in seen.loose


def _foreign(seen: View) -> bool:
    """Whether a call to another service failed, for no reason that only the API gives."""
    if seen.documented or seen.code or signed(OTHER, seen.q, seen.loose):
        return False
    return whose.elsewhere(seen.loose, seen.statement.gateway)


def _its_own(row: ApiError) -> bool:
    """What Claude Code itself says below a tool's name: limits and refusals, never pages."""
    if row.category in ("model_not_found", "wrong_endpoint", "dns", "clock_skew"):
        return False
    return row.tier is Tier.DECISIVE and row.side in ("client", "account")


def _auxiliary(seen: View) -> bool:
    """Claude Code calls the model through its SDK, and only its other services with axios."""
    reached = seen.best is None or seen.best.category not in PATH - {"timeout"}
    return seen.statement.zone == "record" and "axioserror" in seen.q and reached
