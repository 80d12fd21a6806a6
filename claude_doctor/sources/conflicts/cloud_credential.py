"""What the checked program's calls carry to a cloud, or to the gateway before it.

As Claude Code 2.1.197 was seen to do it on loopback, and as the anthropic SDK 2.14 says: a key of
the cloud's goes with the request as it stands; without one the request is signed or carries a token
of the cloud's, unless that is left to a gateway, which is then sent what Anthropic's API would be
sent. Its own headers go along. To a host of the cloud's nothing of Anthropic's or a gateway's goes.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ...border import binding, clouds
from ...border.addresses import is_address
from ...border.binding import SUBSCRIPTION_PREFIX
from ...border.credentials import holds_one
from ...border.programs import ON, Program, Surface, text
from ...border.settings import Settings
from ...outside.world import World
from .credential import Credential, Withheld, custom, inside_a_private_network

# Headers that log in, of whatever cloud or gateway.
_LOGINS = ("authorization", "x-api-key", "api-key", "proxy-authorization", "cookie",
           "x-amz-security-token", "x-goog-api-key")  # fmt: skip


async def credential(world: World) -> Credential:
    """The headers for the cloud's endpoint; without one of a login `signed` or `left` says what
    takes its place, and else `why` that nothing does."""
    settings, program = world.settings, world.settings.program
    if not settings.ping:
        return Credential({}, Withheld.NO_PING, "--no-ping was given")
    names, doubt = _names(settings)
    if doubt is not None:
        return Credential({}, Withheld.FOREIGN, f"{doubt}, so it was not sent")
    own, sent = headers(program), _sent(program, names)
    if any(SUBSCRIPTION_PREFIX in value for value in (*sent.values(), *own.values())):
        return Credential({}, Withheld.SUBSCRIPTION, "a subscription token is for Claude Code only")
    if not all(value.isascii() and value.isprintable() for value in sent.values()):
        return Credential({}, Withheld.MALFORMED, "the key contains characters that no key has")
    skips = clouds.CLOUDS[program.route].skips
    logs_in = bool(sent) or any(name in own for name in _LOGINS)
    left = text(program.env, skips).lower() in ON
    if not logs_in and left and not program.before_cloud:
        return Credential(why=f"{program.where(skips)} withholds every login")
    if not logs_in and left and settings.files.key_helper and program.surface is Surface.CODE:
        return Credential(
            why="Claude Code gets its key from apiKeyHelper, which this check does not run"
        )
    pinned, bare = None, left and not logs_in
    if not bare and is_address(settings.base_url) and not world.key_may_travel(settings.base_url):
        pinned = await inside_a_private_network(world, settings.base_url)
        if pinned is None:
            why = "the credential would travel over plain http, so it was not sent"
            return Credential({}, Withheld.INSECURE, why)
        sent["host"] = urlsplit(settings.base_url).netloc.rpartition("@")[2]
    return Credential(
        {**own, **sent},
        custom=tuple(own),
        base_url=pinned,
        signed=not logs_in and not left,
        left=not logs_in and left,
    )


def headers(program: Program) -> dict[str, str]:
    """The user's own headers that go along: to a gateway all, to a cloud's host none that may log
    in elsewhere. A key of the cloud's takes the place of a header that logs in."""
    own = custom(program)
    if program.before_cloud:
        skips = text(program.env, clouds.CLOUDS[program.route].skips).lower() in ON
        if not skips and program.cloud != "foundry":
            own.pop("authorization", None)  # the cloud's own login takes its place
        return own
    return {
        name: value
        for name, value in own.items()
        if name not in _LOGINS and not holds_one(name.replace("-", "_"), value)
    }


def _names(settings: Settings) -> tuple[list[str], str | None]:
    """The variables whose values may go, and why none may: a key of the cloud's that may be for
    another address, or nothing but what is another's."""
    program = settings.program
    found = {
        name: binding.cloud_doubt(name, program, settings.shell, settings.files)
        for name in program.credentials.values()
    }
    sound = [name for name, doubt in found.items() if doubt is None]
    keys = clouds.CLOUDS[program.route].keys
    first = next(((n, doubt) for n, doubt in found.items() if doubt is not None), None)
    if first is not None and (first[0] in keys or not sound):
        return [], first[1]
    return sound, None


def _sent(program: Program, names: list[str]) -> dict[str, str]:
    """The values of the variables, as they are sent."""
    sent = {}
    for header, name in program.credentials.items():
        if name in names:
            value = text(program.env, name)
            sent[header] = f"Bearer {value}" if header == "authorization" else value
    return sent
