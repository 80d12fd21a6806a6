"""Whose a credential is, by its form. Pure."""

from __future__ import annotations

import re

from ..phrases import phrase

#: What documentation and templates write where a key belongs. Keys are base64url: no dot, no
#: bracket, and six x in a row by chance once in ten million.
PLACEHOLDER = phrase(
    r"(?i)\.\.\.|…|[<>{}$*]|x{6}|^(?:sk-ant-)?(?:api\d\d-)?your[-_]"
    r"|placeholder|change[-_]?me|replace[-_]?me|insert[-_]"
)


#: Whose a credential is, by its form: at most what the issuers themselves document.
_ISSUERS = (
    (r"sk-ant-admin", "an admin key, which only the Admin API takes"),
    (r"sk-ant-", ""),
    (r"\$\{?\w+\}?$|%\w+%$|\$?\{\{.*\}\}$", "a variable name that was never filled in"),
    (r"sk-or-", "an OpenRouter key"),
    (r"sk-(?:proj|svcacct|admin|None)-|sk-[A-Za-z0-9]{40,}$", "an OpenAI key"),
    (r"gsk_", "a Groq key"),
    (r"xai-", "an xAI key"),
    (r"AIza", "a Google key"),
    (r"(?:AKIA|ASIA|ABSK)[A-Za-z0-9+/=]{12,}", "an Amazon key"),
    (r"gh[pousr]_|github_pat_", "a GitHub token"),
    (r"eyJ[\w-]+\.", "a login token (a JWT)"),
)


def foreign(secret: str) -> str:
    """Whose the credential is, or that it is a placeholder; empty: it may be Anthropic's."""
    of = next((of for form, of in _ISSUERS if re.match(form, secret)), "")
    return of or ("a placeholder" if PLACEHOLDER.search(secret) else "")
