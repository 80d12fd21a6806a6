"""Settings that contradict each other, each told with the winner and never with a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...border.settings import API, SUBSCRIPTION_PREFIX, Settings, origin
from . import precedence, routes, trust
from .conflict import Conflict, conflict, remark
from .precedence import ADMIN, KEY, OAUTH, TOKEN, View, clouds

__all__ = ["ADMIN", "KEY", "OAUTH", "TOKEN", "View", "clouds", "find"]

# What documentation and templates write where a key belongs. Keys are base64url: no dot, no
# bracket, and six x in a row by chance once in ten million.
_PLACEHOLDER = re.compile(
    r"(?i)\.\.\.|…|[<>{}$*]|x{6}|^(?:sk-ant-)?(?:api\d\d-)?your[-_]"
    r"|placeholder|change[-_]?me|replace[-_]?me|insert[-_]"
)
#: What no credential looks like, the first that fits being told.
_FAULTS = (
    (re.compile(r"^[\"'`“‘]|[\"'`”’]\Z"), "has quotation marks around it"),
    (re.compile(r"^(?:export |[A-Z_]{4,40}=)"), "holds a whole assignment and not only the value"),
    (re.compile(r"[^!-~]"), "has blanks or other characters inside that no key has"),
)


def find(view: View) -> tuple[list[Conflict], list[Conflict]]:
    """The conflicts, the weightiest first, and the remarks. Looks at files: blocking."""
    settings = view.settings
    found = [
        *_forms(settings),
        *precedence.conflicts(view),
        *routes.conflicts(settings.env, settings.base_url, view.proxy),
        *trust.conflicts(settings.env),
    ]
    return [one for one in found if one.hard], [one for one in found if not one.hard]


def _forms(settings: Settings) -> Iterator[Conflict]:
    """What is wrong with a credential at first sight."""
    for name in (KEY, TOKEN, ADMIN):
        raw = settings.env.get(name, "")
        value = raw.strip()
        if not value:
            continue
        if raw != value:
            yield conflict(
                f"{name} has blanks or a line end around it: this check strips them, other "
                "programs may send them or fail",
                f'export {name}="$(printf %s "${name}" | tr -d \'[:space:]\')"',
            )
        if value.startswith(SUBSCRIPTION_PREFIX):
            yield remark(f"{name} holds a subscription's token: only Claude Code may send that")
        elif name == KEY and value.startswith("sk-ant-admin"):
            yield conflict(
                f"{name} holds an admin key, which the API refuses: use {ADMIN} for it",
                f'export {ADMIN}="${name}"; unset {name}',
            )
        elif fault := _malformed(value, name, settings):
            yield conflict(f"{name} {fault}: it will be refused", f"unset {name}")


def _malformed(value: str, name: str, settings: Settings) -> str | None:
    for form, fault in _FAULTS:
        if form.search(value):
            return fault
    if settings.gateway:  # a relay's own keys may look like anything
        return None
    if _PLACEHOLDER.search(value):
        return "holds a placeholder"
    real = origin(settings.base_url) == origin(API)
    if name == KEY and real and not value.startswith("sk-ant-"):
        return "has not the form of an Anthropic key"
    return None
