"""What each program on this machine would use: the SDK in this shell, and Claude Code.

Pure: from the shell's environment and what Claude Code's files give. Measured on loopback with the
anthropic SDK 2.14 (Python) and Claude Code 2.1.197, 2026-11:

- Claude Code lays `env` of its settings.json over the shell's environment, an organization's over
  that (managed-settings.json, then managed-settings.d in order). An empty value there unsets.
- Claude Code sends ANTHROPIC_AUTH_TOKEN as the bearer and ANTHROPIC_API_KEY as x-api-key, both
  where both are set; the SDK sends one, the key first (2.14 as the bearer, before as x-api-key).
- Both add the lines of ANTHROPIC_CUSTOM_HEADERS, and a header there replaces the key's.
- ANTHROPIC_MODEL is Claude Code's alone and beats `model` of settings.json. `sonnet`, `opus`,
  `haiku` and `opusplan` are its own words, `[1m]` behind a model is cut off before it is sent;
  `default` is sent as it stands.
- A cloud's switch (1, true, yes, on) outranks ANTHROPIC_BASE_URL; which cloud: `clouds`.
- Claude Code trusts its bundle, the system's store, NODE_EXTRA_CA_CERTS (PEM alone) and
  SSL_CERT_FILE, from settings.json as well; the SDK SSL_CERT_FILE, or else the system's store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from ..phrases import phrase
from ..records import dataclass
from . import addresses, clouds
from .claude_settings import Given

API = "https://api.anthropic.com"
BASE, MODEL = "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL"
KEY, TOKEN, HEADERS = "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_CUSTOM_HEADERS"
OAUTH = "CLAUDE_CODE_OAUTH_TOKEN"

#: The switches that turn Claude Code to a cloud, the one that wins first.
CLOUDS = {cloud.switch: cloud.id for cloud in clouds.CLOUDS.values()}
#: How a cloud is called in a sentence.
CLOUD_NAMES = {cloud.id: cloud.name for cloud in clouds.CLOUDS.values()}
#: What switches on.
ON = ("1", "true", "yes", "on")
#: Where a cloud itself is, for a test: what stands at this origin is not taken for a gateway.
CLOUD_URL = "CLAUDE_DOCTOR_CLOUD_URL"

#: Variables that say whom a program trusts, and how it logs in to TLS.
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
                "CLAUDE_CODE_CERT_STORE", "CLAUDE_CODE_CLIENT_CERT",
                "CLAUDE_CODE_CLIENT_KEY")  # fmt: skip
# What a file of Claude Code's says to Claude Code, and not to this check.
_OWN = phrase(r"CLAUDE_CONFIG_DIR|CLAUDE_DOCTOR_\w*")
# What in its files makes Claude Code call elsewhere or otherwise than this shell would.
_CONFIGURES = phrase(r"(?i)ANTHROPIC_|CLAUDE_CODE_USE_|\w+_PROXY\Z|NODE_EXTRA_CA_CERTS\Z")


class Surface(StrEnum):
    """What the user uses; the words are those of `--surface`."""

    API = "api"
    CODE = "code"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Program:
    """One program's effective configuration. `env`: the environment as it sees it; `places`: the
    file that sets a variable, where that is not the shell; `base`: the variable that gives
    `base_url`, which is "" where a cloud's cannot be told; `credentials`: the variables whose
    values go with its calls, by header; `region`: the cloud's region or resource, and `region_from`
    the variable that gives it; `beneath`: the shell has an address of its own under that of the
    file; `forced`: the route was asked for, and is not that of the configuration."""

    surface: Surface
    env: Mapping[str, str] = field(repr=False)
    places: Mapping[str, str]
    route: str
    base_url: str
    base: str | None
    credentials: Mapping[str, str]
    region: str | None = None
    region_from: str | None = None
    beneath: bool = False
    forced: bool = False

    @property
    def name(self) -> str:
        """How it is called in a sentence."""
        return "Claude Code" if self.surface is Surface.CODE else "the Python SDK"

    @property
    def cloud(self) -> str | None:
        """The cloud that it calls; None where it calls Anthropic or a gateway."""
        return self.route if self.route in CLOUD_NAMES else None

    @property
    def before_cloud(self) -> bool:
        """Whether its calls go to something before the cloud, and not to a host of the cloud's."""
        if self.cloud is None or self.base is None or not self.base_url:
            return False
        if addresses.origin(self.base_url) == addresses.origin(text(self.env, CLOUD_URL)):
            return False
        own = clouds.CLOUDS[self.cloud].hosts
        return not addresses.origin(self.base_url)[1].endswith(own)

    @property
    def service(self) -> str:
        """What a sentence calls what serves Claude to it."""
        if self.cloud is None:
            return "your gateway" if self.route == "gateway" else "Anthropic"
        name = CLOUD_NAMES[self.cloud]
        if self.before_cloud:
            return f"{name} behind your gateway"
        if not (place := self.place):
            return name
        named = self.cloud == "foundry" or "-" not in place  # global, us, eu
        return f"{name} ({place})" if named else f"{name} in {place}"

    @property
    def place(self) -> str | None:
        """Where in the cloud its calls go: an address of the cloud's own tells the region by its
        host, whatever region is set beside it. That one still is what a request is signed for."""
        own = self.cloud and self.base and clouds.region_of(self.cloud, self.base_url)
        return own or self.region

    def where(self, name: str) -> str:
        """The variable, with the file that sets it where that is not the shell."""
        place = self.places.get(name)
        return name if place is None else f"{name} of Claude Code's {place}"

    @property
    def certificates(self) -> list[str]:
        """The variables that it reads about certificates, and that are set."""
        read = CERTIFICATES if self.surface is Surface.CODE else ("SSL_CERT_FILE", "SSL_CERT_DIR")
        return [name for name in read if text(self.env, name)]


def text(env: Mapping[str, str], name: str) -> str:
    """A variable without the blanks around it. An empty one is an unset one."""
    return env.get(name, "").strip()


def switches(env: Mapping[str, str]) -> list[str]:
    """The clouds' switches that are on, the one that wins first."""
    return [name for name in CLOUDS if text(env, name).lower() in ON]


def sdk(env: Mapping[str, str], front_door: str = API, route: str | None = None) -> Program:
    """The anthropic SDK in a shell with this environment. `route`: the one that was asked for; with
    a cloud's it is the SDK's client for that cloud."""
    if route in CLOUD_NAMES:
        return _at_cloud(Surface.API, env, {}, route, forced=True)
    name = next((name for name in (KEY, TOKEN) if text(env, name)), None)
    base_url = front_door if route == "anthropic" else _address(env, BASE)
    return Program(
        surface=Surface.API,
        env=env,
        places={},
        route=_route(base_url, front_door),
        base_url=base_url,
        base=BASE if text(env, BASE) and route != "anthropic" else None,
        credentials={} if name is None else {_HEADER[name]: name},
        forced=route is not None,
    )


def claude_code(
    shell: Mapping[str, str], files: Given, front_door: str = API, route: str | None = None
) -> Program:
    """Claude Code, started in a shell with this environment. `route`: the one that was asked for,
    and otherwise the one that is switched on."""
    theirs = {name: value for name, value in files.env.items() if not _OWN.fullmatch(name)}
    env = {**shell, **theirs}
    places = {name: files.places[name] for name in theirs}
    on = [CLOUDS[name] for name in switches(env)]
    cloud = route if route in CLOUD_NAMES else on[0] if on and route is None else None
    if cloud is not None:
        base = clouds.CLOUDS[cloud].base
        beneath = base in theirs and bool(text(shell, base))
        wanted = text(env, MODEL) or files.model or ""
        return _at_cloud(Surface.CODE, env, places, cloud, route is not None, beneath, wanted)
    base_url = front_door if route == "anthropic" else _address(env, BASE)
    return Program(
        surface=Surface.CODE,
        env=env,
        places=places,
        route=_route(base_url, front_door),
        base_url=base_url,
        base=BASE if text(env, BASE) and route != "anthropic" else None,
        credentials={_HEADER[name]: name for name in (TOKEN, KEY) if text(env, name)},
        beneath=BASE in theirs and bool(text(shell, BASE)),
        forced=route is not None,
    )


def _at_cloud(
    surface: Surface,
    env: Mapping[str, str],
    places: Mapping[str, str],
    cloud: str,
    forced: bool,
    beneath: bool = False,
    wanted: str = "",
) -> Program:
    """A program whose calls go to a cloud. `wanted`: the model that it is given."""
    one, in_sdk = clouds.CLOUDS[cloud], surface is Surface.API
    region, source = clouds.place(cloud, env, wanted, in_sdk)
    return Program(
        surface=surface,
        env=env,
        places=places,
        route=cloud,
        base_url=clouds.endpoint(cloud, env, wanted, in_sdk),
        base=one.base if text(env, one.base) else None,
        credentials=_at_the_cloud(one, env, in_sdk),
        region=region if region and re.fullmatch(r"[\w.-]{1,60}", region) else None,
        region_from=source,
        beneath=beneath,
        forced=forced,
    )


def _at_the_cloud(one: clouds.Cloud, env: Mapping[str, str], in_sdk: bool) -> dict[str, str]:
    """The variables whose values go to a cloud as they stand, by header. Where the cloud's own
    login is left to a gateway, Claude Code sends its token: Mantle and Claude on AWS get that in
    place of their key, Bedrock and Vertex the key for Anthropic's API as well. Foundry is sent the
    token in any case."""
    name = next((name for name in one.keys if text(env, name)), None)
    sent = {} if name is None else {one.keys[name]: name}
    skips = text(env, one.skips).lower() in ON
    if in_sdk or not (skips or one.id == "foundry"):
        return sent
    if text(env, TOKEN):
        if one.id in ("mantle", "anthropic-aws"):
            return {_HEADER[TOKEN]: TOKEN}
        sent.setdefault(_HEADER[TOKEN], TOKEN)
    if text(env, KEY) and one.id in ("bedrock", "vertex"):
        sent.setdefault(_HEADER[KEY], KEY)
    return sent


_HEADER = {KEY: "x-api-key", TOKEN: "authorization"}


def _route(base_url: str, front_door: str) -> str:
    return "anthropic" if addresses.origin(base_url) == addresses.origin(front_door) else "gateway"


def configured(shell: Mapping[str, str], files: Given) -> bool:
    """Whether something here is set up for Claude Code: its login apart."""
    own = switches(shell) or text(shell, OAUTH)
    return bool(own) or files.key_helper or any(map(_CONFIGURES.match, files.env))


def headers(lines: str) -> Iterator[tuple[str, str]]:
    """The `Name: value` lines of ANTHROPIC_CUSTOM_HEADERS, names in lower case."""
    for line in lines.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip():
            yield name.strip().lower(), value.strip()


def _address(env: Mapping[str, str], name: str) -> str:
    return addresses.usable(text(env, name).rstrip("/")) or API
