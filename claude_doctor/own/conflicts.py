"""Settings that contradict each other, each told with the winner and never with a value.

Precedence: Claude Code's docs page "IAM" (read 2026-08), the anthropic SDK 2.12's `_client.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..settings import API, SUBSCRIPTION_PREFIX, Settings, origin
from . import routes
from .claude_files import Login, UserSettings
from .routes import BASE, Told, conflict, remark, text

KEY, TOKEN, ADMIN = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_ADMIN_KEY"
OAUTH = "CLAUDE_CODE_OAUTH_TOKEN"

#: The switches that turn Claude Code to a cloud (docs page "Third-party integrations", 2026-08).
CLOUDS = {
    "CLAUDE_CODE_USE_BEDROCK": "bedrock",
    "CLAUDE_CODE_USE_VERTEX": "vertex",
    "CLAUDE_CODE_USE_FOUNDRY": "foundry",
    "CLAUDE_CODE_USE_MANTLE": "mantle",
    "CLAUDE_CODE_USE_ANTHROPIC_AWS": "anthropic-aws",
}

# What documentation and templates write where a key belongs. Keys are base64url: no dot, no
# bracket, and six x in a row by chance once in ten million.
_PLACEHOLDER = re.compile(
    r"(?i)\.\.\.|…|[<>{}$*]|x{6}|^(?:sk-ant-)?(?:api\d\d-)?your[-_]"
    r"|placeholder|change[-_]?me|replace[-_]?me|insert[-_]"
)


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides where calls go, and with which credential."""

    settings: Settings
    user: UserSettings
    login: Login | None
    proxy: str | None  # the one that catches the base URL
    now: datetime

    @property
    def claude_code(self) -> dict[str, str]:
        """The environment as Claude Code sees it: its settings override the shell's."""
        return {**self.settings.env, **self.user.env}


def find(view: View) -> tuple[list[str], list[str]]:
    """The conflicts, the weightiest first, and the remarks. Looks at files: blocking."""
    settings = view.settings
    told = [
        *_forms(settings),
        *_credentials(view),
        *_user_settings(view),
        *routes.told(settings.env, settings.base_url, view.proxy),
        *_login(view),
    ]
    return [said for hard, said in told if hard], [said for hard, said in told if not hard]


def clouds(env: Mapping[str, str]) -> list[str]:
    """The clouds that are switched on."""
    on = ("1", "true", "yes", "on")
    return [cloud for name, cloud in CLOUDS.items() if text(env, name).lower() in on]


def _forms(settings: Settings) -> Iterator[Told]:
    """What is wrong with a credential at first sight."""
    for name in (KEY, TOKEN, ADMIN):
        raw = settings.env.get(name, "")
        value = raw.strip()
        if not value:
            continue
        if raw != value:
            yield conflict(
                f"{name} has blanks or a line end around it: this check strips them, other "
                "programs may send them or fail"
            )
        if value.startswith(SUBSCRIPTION_PREFIX):
            yield remark(f"{name} holds a subscription's token: only Claude Code may send that")
        elif name == KEY and value.startswith("sk-ant-admin"):
            yield conflict(f"{name} holds an admin key, which the API refuses: use {ADMIN} for it")
        elif fault := _malformed(value, name, settings):
            yield conflict(f"{name} {fault}: it will be refused")


def _malformed(value: str, name: str, settings: Settings) -> str | None:
    if value[0] in "\"'`“‘" or value[-1] in "\"'`”’":
        return "has quotation marks around it"
    if value.startswith("export ") or re.match(r"[A-Z_]{4,40}=", value):
        return "holds a whole assignment and not only the value"
    if any(not "!" <= c <= "~" for c in value):
        return "has blanks or other characters inside that no key has"
    if settings.gateway:  # a relay's own keys may look like anything
        return None
    if _PLACEHOLDER.search(value):
        return "holds a placeholder"
    real = origin(settings.base_url) == origin(API)
    if name == KEY and real and not value.startswith("sk-ant-"):
        return "has not the form of an Anthropic key"
    return None


def _credentials(view: View) -> Iterator[Told]:
    env, code = view.settings.env, view.claude_code
    key, token = text(env, KEY), text(env, TOKEN)
    if key and token and key != token:
        yield conflict(
            f"{KEY} and {TOKEN} are both set: the Python SDK and this check send the key, "
            "Claude Code sends the token"
        )
    on = clouds(code)
    if len(on) > 1:
        yield conflict(f"several clouds are switched on ({', '.join(on)}): Claude Code takes one")
    # A token beside a cloud is usual: it logs in to a gateway that stands before the cloud.
    if on and key:
        yield conflict(
            f"{KEY} is set and Claude Code is switched to {on[0]}: Claude Code uses {on[0]}, "
            "the SDK and this check use the key"
        )
    held = text(code, KEY)
    if held and not held.startswith(SUBSCRIPTION_PREFIX) and not on:
        if view.login is not None:
            yield conflict(
                f"{KEY} is set and a Claude subscription is logged in: Claude Code uses the "
                "key, not the subscription"
            )
        elif text(code, OAUTH):
            yield conflict(f"{KEY} and {OAUTH} are both set: Claude Code uses the key")
    if text(env, OAUTH):
        yield remark(f"{OAUTH} belongs to a subscription: only Claude Code may send it")
    if not (key or token) and (text(env, "ANTHROPIC_PROFILE") or _federated(env)):
        yield remark("the SDK has a profile or a federated identity, which this check cannot use")
    if not (key or token) and view.user.key_helper:
        yield remark("Claude Code gets its key from apiKeyHelper, which this check cannot use")


def _federated(env: Mapping[str, str]) -> bool:
    names = ("ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE")
    return any(text(env, name) for name in names)


def _user_settings(view: View) -> Iterator[Told]:
    if view.user.broken:
        yield remark("Claude Code's settings.json cannot be read as JSON")
    base = view.user.env.get(BASE, "")
    if base and base.rstrip("/") != view.settings.base_url:
        yield conflict(
            f"Claude Code's settings.json sets another {BASE} than this shell: Claude Code goes "
            "there, this check and other programs do not"
        )
    for name in (KEY, TOKEN):
        theirs, shell = view.user.env.get(name, ""), text(view.settings.env, name)
        if theirs and shell and theirs != shell:
            yield conflict(
                f"Claude Code's settings.json sets another {name} than this shell: Claude Code "
                "uses that one"
            )
        elif theirs and not shell:
            yield remark(f"{name} is set in Claude Code's settings.json only; this check has none")


def _login(view: View) -> Iterator[Told]:
    """An expired login is renewed at the next start, unless there is nothing to renew it with."""
    login = view.login
    if login is None or login.expires_at is None or login.expires_at > view.now:
        return
    code = view.claude_code
    outranked = clouds(code) or any(text(code, name) for name in (KEY, TOKEN, OAUTH))
    if login.renewable or outranked:
        yield remark("Claude Code's stored login has expired; Claude Code renews it when it starts")
    else:
        yield conflict("Claude Code's stored login has expired and cannot be renewed: log in again")
