"""Whether a cloud's login is here, and until when: by the existence and the dates of files and
variables. Nothing is sent, no value is kept, and no command of the user's is run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ....border.programs import Surface, text
from .. import facts
from . import aws, azure, google
from .login import Login as Login
from .login import unknown

if TYPE_CHECKING:
    from ....engine.sheet import Sheet
    from ....outside.world import World

#: Variables whose value is sent as it stands, by cloud, for Claude Code and for the SDK.
KEYS = {
    "bedrock": (("AWS_BEARER_TOKEN_BEDROCK",), ("AWS_BEARER_TOKEN_BEDROCK",)),
    "mantle": (
        ("AWS_BEARER_TOKEN_BEDROCK",),
        ("AWS_BEARER_TOKEN_BEDROCK", "ANTHROPIC_AWS_API_KEY"),
    ),
    "anthropic-aws": (("ANTHROPIC_AWS_API_KEY",), ("ANTHROPIC_AWS_API_KEY",)),
    "vertex": ((), ()),
    "foundry": ((azure.KEY,), (azure.KEY,)),
}
_ON = ("1", "true", "yes", "on")
_PATIENCE_S = 1.0  # a home on a dead disk must not hold the check


def login(
    cloud: str, env: Mapping[str, str], home: Path, now: datetime, *, code: bool = True
) -> Login:
    """The login that a program would use for a cloud; `code`: Claude Code, else the Python SDK.
    Never raises: what cannot be read is `unknown`, with the reason."""
    try:
        return _login(cloud, env, home, now, code)
    except (OSError, ValueError, RuntimeError, OverflowError, RecursionError) as why:
        return unknown(f"the login is not known ({type(why).__name__})")


def _login(cloud: str, env: Mapping[str, str], home: Path, now: datetime, code: bool) -> Login:
    if cloud not in KEYS:
        return unknown(f"nothing is known of a login to {cloud}")
    # Claude Code alone has these switches.
    skip = f"CLAUDE_CODE_SKIP_{cloud.upper().replace('-', '_')}_AUTH"
    for name in KEYS[cloud][not code]:
        if value := text(env, name):
            return aws.bearer(value, name, now)
    if code and text(env, skip).lower() in _ON:
        return Login(state="not-needed", words=f"{skip} leaves it to a gateway", source=skip)
    if cloud == "vertex":
        return google.login(env, home, code)
    if cloud == "foundry":
        return azure.login(env, home, now, code)
    return aws.login(env, home, now, code)


def home_of(env: Mapping[str, str]) -> Path | None:
    """The home folder as the programs take it; None where there is none."""
    try:
        path = Path(text(env, "HOME") or text(env, "USERPROFILE") or Path.home())
    except (RuntimeError, ValueError, OSError):
        return None
    return path if path.is_absolute() else None


async def put(world: World, sheet: Sheet) -> None:
    """Put what is known of the login to the cloud of the checked program; off a cloud nothing."""
    program = world.settings.program
    cloud = program.cloud
    if cloud is None:
        return
    found = await measured(cloud, world)
    sheet.put(facts.CLOUD_LOGIN, found.state)
    sheet.put(facts.CLOUD_LOGIN_WORDS, found.words)
    sheet.put(facts.CLOUD_LOGIN_MEND, found.mend or None)


async def measured(cloud: str, world: World) -> Login:
    """The login of the checked program, read beside the run's other work."""
    code = world.settings.program.surface is Surface.CODE
    home = home_of(world.env)
    if home is None:
        # Variables need no home, and no file is looked for in a folder that is not there.
        home = Path("/nonexistent")
        found = login(cloud, world.env, home, world.now(), code=code)
        return found if found.state != "absent" else unknown("HOME is not set")
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await world.in_thread(_asked, cloud, world.env, home, world.now(), code)
    except TimeoutError:
        return unknown("the home folder did not answer")


def _asked(cloud: str, env: Mapping[str, str], home: Path, now: datetime, code: bool) -> Login:
    return login(cloud, env, home, now, code=code)


__all__ = ("KEYS", "Login", "home_of", "login", "measured", "put")
