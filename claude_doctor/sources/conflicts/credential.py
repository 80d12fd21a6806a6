"""The credential that the ping carries, or why it carries none. Whose is the key?

The check asks where ANTHROPIC_BASE_URL of the shell points. A key that the configuration of Claude
Code sends elsewhere may be a gateway's own, and in doubt it stays here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ...border.claude_settings import Given, given
from ...border.settings import SUBSCRIPTION_PREFIX, Settings, is_address, origin
from ...outside.world import World
from .conflict import text
from .precedence import CLOUDS, KEY, TOKEN, clouds
from .routes import BASE

# What a key of Anthropic's API begins with.
_ANTHROPICS = "sk-ant-api"

# Every variable that leads a cloud's calls elsewhere, those of clouds to come included: a name too
# many costs a completion, one too few gives a key away.
_ELSEWHERE = re.compile(r"ANTHROPIC_[A-Z0-9_]+_BASE_URL|ANTHROPIC_FOUNDRY_RESOURCE")


class Withheld(StrEnum):
    """Why a credential was not sent; the words are those of the report."""

    FOREIGN = "foreign"  # it may belong to another address that is configured
    INSECURE = "insecure"
    SUBSCRIPTION = "subscription"
    NO_PING = "no-ping"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Credential:
    """`header` of the request; without one `withheld` says why (None: there is no credential) and
    `why` does so in words for the reader."""

    header: Mapping[str, str] = field(default_factory=dict, repr=False)
    withheld: Withheld | None = None
    why: str = "no API key is set"


async def credential(world: World) -> Credential:
    """What the user's calls carry to ANTHROPIC_BASE_URL. The SDK lets the API key win."""
    settings = world.settings
    chosen = settings.api_key or settings.auth_token
    if chosen is None:
        return Credential()
    secret = chosen.get_secret_value()
    if secret.startswith(SUBSCRIPTION_PREFIX):
        return Credential(
            {}, Withheld.SUBSCRIPTION, "a subscription's token is left to its own programs"
        )
    if not settings.ping:
        return Credential({}, Withheld.NO_PING, "no metered request was asked for (--no-ping)")
    if is_address(settings.base_url) and not world.key_may_travel(settings.base_url):
        why = "the key would travel over plain http, so it was not sent"
        return Credential({}, Withheld.INSECURE, why)
    doubt = foreign(settings, await world.in_thread(given, settings.claude_dir))
    if doubt is not None:
        return Credential({}, Withheld.FOREIGN, f"{doubt}, so it was not sent")
    if not secret.isascii() or not secret.isprintable():
        return Credential({}, Withheld.MALFORMED, "the key holds characters that no key has")
    if settings.api_key:
        return Credential({"x-api-key": secret})
    return Credential({"authorization": f"Bearer {secret}"})


def foreign(settings: Settings, files: Given) -> str | None:
    """To whom else the shell's credential may belong, in words; None where there is no doubt.

    A token beside a cloud is for the gateway before it, and so may a key be that has not
    Anthropic's form. A base URL and a key that the shell holds together are a pair.
    """
    chosen = settings.api_key or settings.auth_token
    if chosen is None:
        return None
    name = KEY if settings.api_key else TOKEN
    ours = origin(settings.base_url)
    base = text(files.env, BASE)
    if base and origin(base) != ours and not settings.gateway:
        return f"{name} may belong to the address in {_where(BASE, files.places[BASE])}"
    if name == KEY and chosen.get_secret_value().startswith(_ANTHROPICS):
        return None
    for variable, address, place in _set(settings, files):
        if _ELSEWHERE.fullmatch(variable) and origin(address) != ours:
            return f"{name} may belong to the address in {_where(variable, place)}"
    for variable, value, place in _set(settings, files):
        # A gateway that the shell names is the one that its token is for.
        if variable in CLOUDS and clouds({variable: value}) and not settings.gateway:
            return f"{name} may be for the cloud that {_where(variable, place)} switches on"
    return None


def _set(settings: Settings, files: Given) -> Iterator[tuple[str, str, str | None]]:
    """Every variable that is set, its value, and the file of Claude Code's that sets it. Where
    shell and file both set one, both count: which program the key is for is not known."""
    for env in (settings.env, files.env):
        for name in env:
            if value := text(env, name):
                yield name, value, files.places[name] if env is files.env else None


def _where(variable: str, place: str | None) -> str:
    return variable if place is None else f"{variable} of Claude Code's {place}"
