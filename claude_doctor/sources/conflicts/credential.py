"""What the ping carries: the credential and the headers of the program that is checked, or why
it carries none.

A key travels only to the origin that its program's configuration binds it to (`border.binding`).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit, urlunsplit

from ...border import binding, programs
from ...border.addresses import is_address, origin, shown
from ...border.binding import SUBSCRIPTION_PREFIX
from ...border.claude_login import Found
from ...border.programs import HEADERS, KEY, OAUTH, TOKEN, Program, Surface, text
from ...border.settings import Settings
from ...engine import patience
from ...outside.world import World
from ...phrases import phrase
from ...records import dataclass

ADMIN = "ANTHROPIC_ADMIN_KEY"

# A header's name (RFC 9110, section 5.6.2), and those that belong to the request itself.
_NAME = phrase(r"[!#$%&'*+.^_`|~0-9a-z-]+")
_FRAMING = ("host", "content-length", "content-type", "transfer-encoding", "connection",
            "accept-encoding", "upgrade", "te", "expect")  # fmt: skip


_INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
           "fc00::/7", "fe80::/10", "::1/128")  # fmt: skip
_NETWORKS = tuple(map(ip_network, _INSIDE))


class Withheld(StrEnum):
    """Why a credential was not sent; the words are those of the report."""

    FOREIGN = "foreign"  # it may belong to another address that is configured
    INSECURE = "insecure"
    SUBSCRIPTION = "subscription"
    NO_PING = "no-ping"
    MALFORMED = "malformed"
    CLOUD = "cloud"  # the program calls a cloud, which this check does not


@dataclass(frozen=True, slots=True)
class Credential:
    """`header` of the request; without one `withheld` says why (None: there is no credential) and
    `why` does so in words for the reader. `custom`: the names of the user's own headers in it.
    `base_url`: where the request goes instead, which for plain http in a private network is the
    resolved address itself. Of a cloud, where there is no header: `signed`: the program makes a
    signature or gets a token for its request; `left`: it sends none, a gateway adds the login."""

    header: Mapping[str, str] = field(default_factory=dict, repr=False)
    withheld: Withheld | None = None
    why: str = "no API key is set"
    custom: tuple[str, ...] = ()
    base_url: str | None = None
    signed: bool = False
    left: bool = False


async def credential(world: World) -> Credential:
    """What the program's calls carry to its address."""
    settings = world.settings
    program = settings.program
    if program.cloud is not None:
        return Credential({}, Withheld.CLOUD, f"{calls_a_cloud(program)}; that was not tested")
    own = custom(program)
    logs_in = any(name in own for name in ("authorization", "x-api-key"))
    if not program.credentials and not logs_in:
        return Credential(why=_none(settings))
    sent = {header: text.strip() for header, text in _values(program).items()}
    if any(SUBSCRIPTION_PREFIX in value for value in (*sent.values(), *own.values())):
        return Credential({}, Withheld.SUBSCRIPTION, "a subscription token is for Claude Code only")
    if not settings.ping:
        return Credential({}, Withheld.NO_PING, "--no-ping was given")
    pinned = None
    if is_address(settings.base_url) and not world.key_may_travel(settings.base_url):
        pinned = await inside_a_private_network(world, settings.base_url)
        if pinned is None:
            why = "the key would travel over plain http, so it was not sent"
            return Credential({}, Withheld.INSECURE, why)
    doubt = foreign(settings)
    if doubt is not None:
        return Credential({}, Withheld.FOREIGN, f"{doubt}, so it was not sent")
    if not all(value.isascii() and value.isprintable() for value in sent.values()):
        return Credential({}, Withheld.MALFORMED, "the key contains characters that no key has")
    if "authorization" in sent:
        sent["authorization"] = f"Bearer {sent['authorization']}"
    if pinned is not None:
        sent["host"] = urlsplit(settings.base_url).netloc.rpartition("@")[2]
    return Credential({**sent, **own}, custom=tuple(own), base_url=pinned)


async def inside_a_private_network(world: World, url: str) -> str | None:
    """The plain http address with its host resolved, where every address that the name has is
    private or link-local and no proxy carries the request; else None. Who asks it asks just that
    address: what the name says a moment later does not matter."""
    scheme, host, port = origin(url)
    if scheme != "http" or world.settings.offline or world.proxy_for(url) is not None:
        return None
    try:
        async with asyncio.timeout(world.left(patience.DNS)):
            found = await world.in_thread(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError, TimeoutError):
        return None
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not all(_private(one) for one in addresses):
        return None
    first = addresses[0]
    literal = f"[{first}]" if first.version == 6 else str(first)
    parts = urlsplit(url)
    return urlunsplit((scheme, f"{literal}:{port}", parts.path, parts.query, ""))


def _private(address: IPv4Address | IPv6Address) -> bool:
    """Whether packets to it stay in a network of somebody's own (RFC 1918, 4193, 3927)."""
    return any(address in net for net in _NETWORKS if net.version == address.version)


def exposed(world: World) -> list[str]:
    """The credentials that everybody on the way could read."""
    settings = world.settings
    named = [
        (KEY, settings.api_key, settings.base_url),
        (TOKEN, settings.auth_token, settings.base_url),
        (ADMIN, settings.admin_key, settings.admin_url),
    ]
    if settings.program.cloud is not None:
        theirs = settings.program.credentials.values()
        named += [(name, settings.secret(name), settings.base_url) for name in theirs]
    return [
        f"{name} to {shown(url)}"
        for name, secret, url in named
        if secret is not None
        and not secret.get_secret_value().startswith(SUBSCRIPTION_PREFIX)
        and is_address(url)
        and not world.key_may_travel(url)
    ]


def foreign(settings: Settings) -> str | None:
    """To whom else the credential may belong, in words; None where there is no doubt."""
    shell = programs.sdk(settings.shell, settings.front_door_url)
    return binding.doubt(settings.program, shell, settings.files)


def custom(program: Program) -> dict[str, str]:
    """The user's own headers that can be sent, as the SDK and Claude Code send them."""
    lines = programs.headers(program.env.get(HEADERS, ""))
    return {
        name: value
        for name, value in lines
        if _NAME.fullmatch(name)
        and name not in _FRAMING
        and value.isascii()
        and value.isprintable()
    }


def deciding(program: Program) -> str | None:
    """The variable whose credential decides: a header of the user's own replaces the key's."""
    own = custom(program)
    if any(header in own for header in ("authorization", "x-api-key")):
        return HEADERS
    return next(iter(program.credentials.values()), None)


def kind(settings: Settings, cloud: bool, login: bool) -> str:
    """What the calls of the checked program carry, as the report calls it."""
    program = settings.program
    name = next(iter(program.credentials.values()), None)
    if program.cloud is not None:
        return "cloud"
    if name is not None:
        if text(program.env, name).startswith(SUBSCRIPTION_PREFIX):
            return "subscription"
        return "api-key" if name == KEY else "auth-token"
    if cloud:
        return "cloud"
    stored = login or text(settings.env, OAUTH)
    return "subscription" if stored else "none"


def empty(settings: Settings, found: str, login: Found) -> str | None:
    """The credential's variable that is set but empty, where calls carry nothing. A login that is
    kept where nobody looks (macOS) may be there: None, except in a pipeline."""
    names = [name for name in (KEY, TOKEN, OAUTH) if name in settings.env]
    if found != "none" or not names:
        return "none"
    told = login.known or text(settings.env, "CI")
    return settings.program.where(names[0]) if told else None


def calls_a_cloud(program: Program) -> str:
    """That the program's calls go to a cloud, and where."""
    return f"{program.name} calls {program.service}"


def _values(program: Program) -> dict[str, str]:
    return {header: program.env[name] for header, name in program.credentials.items()}


def _none(settings: Settings) -> str:
    """Why there is no credential: a variable that is set but empty is the usual surprise."""
    empty = [name for name in (KEY, TOKEN) if name in settings.env]
    if settings.program.surface is Surface.CODE:
        if settings.files.key_helper:
            return "Claude Code gets its key from apiKeyHelper, which this check does not run"
        return (
            ("Claude Code's own login is for Claude Code only")
            if not empty
            else _empty(settings, empty)
        )
    return _empty(settings, empty) if empty else "no API key is set"


def _empty(settings: Settings, empty: list[str]) -> str:
    return f"{' and '.join(map(settings.program.where, empty))} is set but empty"
