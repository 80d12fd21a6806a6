"""Settings that contradict each other, each told with the winner and never with a value."""

from __future__ import annotations

from collections.abc import Iterator

from ...border.addresses import origin
from ...border.binding import SUBSCRIPTION_PREFIX
from ...border.issuers import PLACEHOLDER
from ...border.programs import API, BASE, KEY, TOKEN
from ...border.settings import Settings
from . import cloud_settings, precedence, proxies, routes, trust
from .conflict import Conflict, fault, remark
from .credential import ADMIN
from .flaws import Placed, flaws
from .view import View


def find(view: View, found: list[Placed] | None = None) -> tuple[list[Conflict], list[Conflict]]:
    """The conflicts, the weightiest first, and the remarks. `found`: the flaws, where they are
    known already. Looks at files: blocking."""
    settings = view.settings
    found = flaws(settings, view.given) if found is None else found
    address = [one for one in found if one.flaw.name == BASE and one.file is None]
    everything = [
        *(one.conflict for one in found),
        *_forms(settings, {one.flaw.name for one in found if one.flaw.what != "edges"}),
        *precedence.conflicts(view),
        *cloud_settings.conflicts(view),
        *(routes.address(settings.base_url) if not address and not settings.program.cloud else ()),
        *(proxies.conflicts(settings.env, url, view.proxy) if (url := settings.base_url) else ()),
        *trust.conflicts(settings.env),
    ]
    return [one for one in everything if one.hard], [one for one in everything if not one.hard]


def _forms(settings: Settings, flawed: set[str]) -> Iterator[Conflict]:
    """Credentials of another kind than their variable's."""
    for name in (KEY, TOKEN, ADMIN):
        value = settings.env.get(name, "").strip()
        if value.startswith(SUBSCRIPTION_PREFIX):
            yield remark(f"{name} holds a subscription token: only Claude Code may send it")
        elif name == KEY and value.startswith("sk-ant-admin"):
            yield fault(
                f"{name} holds an admin key, which the API rejects: use {ADMIN} for it",
                f'export {ADMIN}="${name}"; unset {name}',
            )
        elif value and name not in flawed and (wrong := _foreign(value, name, settings)):
            yield fault(f"{name} {wrong}: it will be rejected", f"unset {name}")


# Whose keys begin like this.
_OTHERS = {"sk-proj-": "OpenAI's", "sk-svcacct-": "OpenAI's", "sk-or-": "OpenRouter's",
           "AIza": "Google's", "gsk_": "Groq's", "AKIA": "AWS's", "ghp_": "GitHub's",
           "github_pat_": "GitHub's", "xai-": "xAI's"}  # fmt: skip


def _foreign(value: str, name: str, settings: Settings) -> str | None:
    if settings.gateway:  # a relay's own keys may look like anything
        return None
    if PLACEHOLDER.search(value):
        return "holds a placeholder"
    real = origin(settings.base_url) == origin(API)
    if name != KEY or not real or value.startswith("sk-ant-"):
        return None
    whose = next((whose for begin, whose in _OTHERS.items() if value.startswith(begin)), None)
    also = f", but like one of {whose}" if whose else ""
    return f"does not look like an Anthropic key{also}"
