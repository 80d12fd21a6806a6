"""Whether a tool, a shell or a helper speaks: a failure near the model, but not of a call of it."""

from __future__ import annotations

import re

from ..classify import by_id
from ..row import ApiError
from .view import View, says

SPECIAL = 86  # from this rank on a phrase is enough even beside the words of a tool
#: Categories of what is in the way, whoever was meant.
PATH = {"dns", "tls", "proxy", "connection", "timeout", "clock_skew"}

# Words of the MCP client alone; what it quotes are other servers' pages.
_MCP = ("invalidoautherrorresponse", "streamablehttperror", "mcp-proxy.")
# The head of a report that a program wrote about a call of a model.
_REPORT = r"\bmodel: [^\n]{1,80}? provider: [^\n]{1,60}? status code: [1-5]\d\d"
# Parts of the program; not as a piece of a dotted name or of a path. And its own output's pipe.
_OWN_PART = (
    r"(?<![\w./])(?<!aws[ -])(?:plugins?|marketplace)(?![\w./])"
    r"|\bemitted error event on socket instance\b"
    r"|\bunhandled error event\b.{0,80}\bwrite epipe|\bwrite epipe\b.{0,400}(?:stdout|pipewrap)"
)
_CURL = r"\bcurl: \(\d{1,2}\) (?:failed to connect to [a-z0-9.-]{1,80}|the requested url returned)"
# Storage that answers for a download: of the program's own versions, mostly.
_UPDATER = (
    r"failed to (?:fetch version|download)|claude-code-(?:dist|releases)|x-guploader|amazons3"
)


def speaks(seen: View) -> bool:
    """Whether a tool speaks: its words outrank all but the most special of the API's."""
    if any(word in seen.q for word in _MCP):
        return True
    if seen.statement.zone == "tool":
        return seen.best is None or not _its_own(seen.best)
    if seen.documented or "apierror" in seen.q or (seen.best and seen.best.rank >= SPECIAL):
        return False
    if re.search(_REPORT, seen.loose):
        return False
    row = by_id("tool-error")
    if any(name.lower() in seen.words for name in row.names) or _auxiliary(seen):
        return True
    if re.search(_OWN_PART, seen.loose) or says(row.id, seen.q):
        return True
    if seen.status is not None and re.search(_UPDATER, seen.loose):
        return True
    return re.search(_CURL, seen.loose) is not None and "anthropic" not in seen.loose


def _its_own(row: ApiError) -> bool:
    """What Claude Code itself says below a tool's name: limits and refusals, never pages."""
    return row.rank > SPECIAL + 1 and row.side in ("client", "account")


def _auxiliary(seen: View) -> bool:
    """Claude Code calls the model through its SDK, and only its other services with axios."""
    reached = seen.best is None or seen.best.category not in PATH - {"timeout"}
    return seen.statement.zone == "record" and "axioserror" in seen.q and reached
