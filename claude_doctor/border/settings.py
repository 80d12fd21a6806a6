"""Flags and environment become one frozen Settings. The only reader of `os.environ`.

An empty variable is an unset one. Nothing is read from the current directory.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from . import (
    addresses,
    binding,
    claude_settings,
    cloud_files,
    credentials,
    folders,
    model_ids,
    programs,
)
from .addresses import origin
from .programs import API, KEY, MODEL, TOKEN, Program, Surface, text

STATUS_PAGE = "https://status.claude.com"
STATUS_PAGE_TWIN = "https://anthropic.statuspage.io"

# Each answers 204, or the text behind the blank, when nothing intercepts plain http.
CONTROLS = (
    "http://connectivitycheck.gstatic.com/generate_204 http://detectportal.firefox.com/success.txt"
)


class Secret:
    """A credential, which no message and no traceback shows by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The credential itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(**********)"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command line asked of a run. Times are in seconds."""

    timeout: float = 20.0
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    offline: bool = False
    ping: bool = True
    single: bool = False  # one metered request at most: for the first of the models
    fallbacks: bool = False
    models: tuple[str, ...] = ()
    error_text: str | None = None
    surface: str | None = None
    route: str | None = None  # None: that of the configuration


@dataclass(frozen=True, kw_only=True)
class Settings(Asked):
    """Everything a run depends on, besides the outside itself: what was asked, and the rest.

    `program` is the one that is checked, `env` the environment as that one sees it, `shell` the
    shell's own; `other`: the other program, where it is set up here and configured otherwise.
    """

    env: Mapping[str, str]
    shell: Mapping[str, str]
    files: claude_settings.Given
    program: Program
    other: Program | None = None
    guessed: tuple[str, ...] = ()  # the models of which only Claude Code's own word is known

    api_key: Secret | None = None
    auth_token: Secret | None = None
    admin_key: Secret | None = None

    base_url: str = API
    front_door_url: str = API
    admin_url: str = API
    status_url: str = STATUS_PAGE
    status_fallback_url: str | None = STATUS_PAGE_TWIN
    control_urls: tuple[str, ...] = ()

    claude_dir: Path
    cache_dir: Path
    data_dir: Path

    def __post_init__(self) -> None:
        """An address with a malformed login is none: nobody behind this can ask it or show it."""
        for name in (field.name for field in fields(self) if field.name.endswith("_url")):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, addresses.usable(value))

    @property
    def gateway(self) -> bool:
        """Whether the user's calls go to another origin than that of who serves Claude to them:
        Anthropic's front door, or a host of the cloud's."""
        if self.program.cloud is not None:
            return self.program.before_cloud
        return origin(self.base_url) != origin(self.front_door_url)

    def address(self, variable: str, default: str) -> str:
        """The address that a variable gives, no slash at its end; the default where it is unset."""
        return addresses.usable(self.env.get(variable, "").strip().rstrip("/")) or default

    def secret(self, variable: str) -> Secret | None:
        """The credential in a variable, blanks around it stripped; None where it is unset."""
        return _secret(self.env, variable)

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Every credential value in sight, for masking; blanks around them stripped."""
        found = credentials.values(self.env, self.claude_dir)
        if self.shell != self.env:  # what a settings file overrides is a credential still
            found += credentials.values(self.shell, self.claude_dir)
        if self.program.cloud is not None:
            found += tuple(cloud_files.secrets(self.env))
        return tuple(dict.fromkeys(found))


def _secret(env: Mapping[str, str], name: str) -> Secret | None:
    value = env.get(name, "").strip()
    return Secret(value) if value else None


def read(env: Mapping[str, str], asked: Asked | None = None) -> Settings:
    """Settings from an environment snapshot and what was asked; without: the defaults."""
    asked = asked or Asked()

    def value(name: str, default: str) -> str:
        return env.get(name, "").strip() or default

    front_door = value("CLAUDE_DOCTOR_FRONT_DOOR_URL", API).rstrip("/")
    # Of a user that this machine does not know it stays as it is.
    claude_dir = Path(os.path.expanduser(value("CLAUDE_CONFIG_DIR", "~/.claude")))  # noqa: PTH111
    chosen = _programs(env, asked, claude_dir, front_door)
    program = chosen["program"]
    keyed = program.env if program.cloud is None else {}  # no key of a cloud's ever leaves
    # An explicitly empty second address switches it off; an absent one means the default.
    fallback: str | None = STATUS_PAGE_TWIN
    if "CLAUDE_DOCTOR_STATUS_FALLBACK_URL" in env:
        fallback = env["CLAUDE_DOCTOR_STATUS_FALLBACK_URL"].strip() or None
    return Settings(
        **{field.name: getattr(asked, field.name) for field in fields(asked)} | chosen,
        env=dict(program.env),
        shell=dict(env),
        api_key=_secret(keyed, KEY),
        auth_token=_secret(keyed, TOKEN),
        admin_key=_secret(env, "ANTHROPIC_ADMIN_KEY"),
        base_url=program.base_url,
        front_door_url=front_door,
        admin_url=value("CLAUDE_DOCTOR_ADMIN_URL", API).rstrip("/"),
        status_url=value("CLAUDE_DOCTOR_STATUS_URL", STATUS_PAGE).rstrip("/"),
        status_fallback_url=fallback.rstrip("/") if fallback else None,
        control_urls=tuple(
            addresses.usable(url)
            for url in addresses.each(value("CLAUDE_DOCTOR_CONTROL_URL", CONTROLS))
        ),
        claude_dir=claude_dir,
        cache_dir=Path(folders.cache(env)),
        data_dir=Path(folders.data(env)),
    )


def _programs(
    env: Mapping[str, str], asked: Asked, claude_dir: Path, front_door: str
) -> dict[str, Any]:
    """The program that is checked, the other one where it is set up here, and why this surface:
    what was asked, or else what is set up."""
    moved = bool(text(env, "CLAUDE_CONFIG_DIR"))
    files = claude_settings.given(claude_dir, moved=moved)
    sdk = programs.sdk(env, front_door)
    code = programs.claude_code(env, files, front_door, asked.route)
    installed = programs.configured(env, files) or _login(claude_dir)
    ours = bool(sdk.credentials) and (
        binding.anthropics(sdk) or not installed or binding.doubt(sdk, sdk, files) is None
    )
    usual = Surface.CODE if installed and not ours else Surface.API
    surface = asked.surface or usual
    checks_code = (surface if surface != Surface.CHAT else usual) == Surface.CODE
    if surface == Surface.CHAT and asked.route is None and code.cloud is not None:
        checks_code = False  # claude.ai is Anthropic's: no cloud tells anything of it
    sdk = programs.sdk(env, front_door, asked.route)
    # What goes to the gateway before a cloud is set for that, and sets up no other program.
    gateways = code.before_cloud and sdk.base is None
    left = set(sdk.credentials.values()) - set(code.credentials.values() if gateways else ())
    other = sdk if checks_code and left else None
    if not checks_code and installed:
        other = code
    return {
        "files": files,
        "surface": str(surface),
        "program": code if checks_code else sdk,
        "other": other,
        **_models(asked, code if checks_code else sdk, code, files),
    }


def _login(claude_dir: Path) -> bool:
    """Whether Claude Code seems to be logged in. macOS keeps the login elsewhere, and there its
    folder says as much."""
    at = claude_dir if sys.platform == "darwin" else claude_dir / ".credentials.json"
    return claude_settings.exists(at)


def _models(
    asked: Asked, program: Program, code: Program, files: claude_settings.Given
) -> dict[str, Any]:
    """The models to ask for, as they are sent. ANTHROPIC_MODEL is Claude Code's variable alone, so
    its words are read as Claude Code reads them whatever is checked; where that calls a cloud, an
    id of the cloud's there is no model of another program's."""
    own = text(program.env, MODEL)
    words = asked.models
    if program.surface is Surface.CODE:
        own = own or files.model or ""
        found = [
            model_ids.model(word, program.env, program.cloud, program.region) for word in words
        ]
    else:
        found = [model_ids.Model(word.strip()) for word in words]
    theirs = program is not code and code.cloud is not None and program.cloud is None
    if not (theirs and model_ids.foreign(own)):
        found.append(model_ids.model(own, program.env, program.cloud, program.region))
    named = tuple(dict.fromkeys(one.id for one in found if one.id))
    return {
        "models": named[:1] if asked.single else named,
        "guessed": tuple(one.id for one in found if one.guessed),
    }
