"""Whether a cloud's login is here, and until when: by the existence and the dates of files and
variables. Nothing is sent, no value is kept, and no command of the user's is run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ....border import clouds
from ....border.programs import ON, Surface, text
from .. import facts
from . import aws, azure, google
from .login import Login as Login
from .login import unknown

if TYPE_CHECKING:
    from ....engine.sheet import Sheet
    from ....outside.world import World

#: A key that the SDK alone takes for a cloud, beside those of the table.
_SDKS = {"mantle": ("ANTHROPIC_AWS_API_KEY",)}
_PATIENCE_S = 1.0  # a home on a dead disk must not hold the check


def login(
    cloud: str, env: Mapping[str, str], home: Path, now: datetime, *, code: bool = True
) -> Login:
    """The login that a program would use for a cloud; `code`: Claude Code, else the Python SDK.
    Never raises: what cannot be read is `unknown`, with the reason."""
    try:
        return _login(cloud, env, home, now, code)
    except (OSError, ValueError, RuntimeError, OverflowError, RecursionError) as why:
        return unknown(f"the login is unknown ({type(why).__name__})")


def _login(cloud: str, env: Mapping[str, str], home: Path, now: datetime, code: bool) -> Login:
    one = clouds.CLOUDS.get(cloud)
    if one is None:
        return unknown(f"the login to {cloud} is unknown")
    for name in (*one.keys, *(() if code else _SDKS.get(cloud, ()))):
        if value := text(env, name):
            return aws.bearer(value, name, now)
    # Claude Code alone has these switches.
    if code and text(env, one.skips).lower() in ON:
        return Login(
            state="not-needed", words=f"{one.skips} leaves it to a gateway", source=one.skips
        )
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
    if found.state == "not-needed" and not program.before_cloud:
        one = clouds.CLOUDS[cloud]
        words = f"{program.where(one.skips)} withholds it, and no gateway adds one"
        found = Login(state="absent", words=words, mend=f"unset {one.skips}", source=one.skips)
    if program.before_cloud:
        direct = await _direct(cloud, world)
        sheet.put(facts.CLOUD_DIRECT, direct.state)
        sheet.put(facts.CLOUD_DIRECT_WORDS, direct.words)
        if found.state in ("not-needed", "key") and direct.state not in ("present", "key"):
            found = replace(found, mend=direct.mend)
    sheet.put(facts.CLOUD_LOGIN, found.state)
    sheet.put(facts.CLOUD_LOGIN_WORDS, found.words)
    sheet.put(facts.CLOUD_LOGIN_MEND, found.mend or None)


async def _direct(cloud: str, world: World) -> Login:
    """The login that calls would have without the gateway before the cloud."""
    one, env = clouds.CLOUDS[cloud], world.env
    if cloud == "foundry" and not text(env, clouds.RESOURCE):
        key = next(iter(one.keys))
        return Login(
            state="absent",
            words=f"{clouds.RESOURCE} is not set, and {key} may be the gateway's own"
            if text(env, key)
            else f"{clouds.RESOURCE} is not set",
            mend=f"export {clouds.RESOURCE}=…; export {key}=…",
            source=clouds.RESOURCE,
        )
    return await measured(cloud, world, without=one.skips)


async def measured(cloud: str, world: World, without: str = "") -> Login:
    """The login of the checked program, read beside the run's other work; `without`: a variable
    that is taken for unset."""
    env = {name: value for name, value in world.env.items() if name != without}
    code = world.settings.program.surface is Surface.CODE
    home = home_of(world.env)
    if home is None:
        # Variables need no home, and no file is looked for in a folder that is not there.
        home = Path("/nonexistent")
        found = login(cloud, env, home, world.now(), code=code)
        return found if found.state != "absent" else unknown("HOME is not set")
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await world.in_thread(_asked, cloud, env, home, world.now(), code)
    except TimeoutError:
        return unknown("the home folder did not respond")


def _asked(cloud: str, env: Mapping[str, str], home: Path, now: datetime, code: bool) -> Login:
    return login(cloud, env, home, now, code=code)


__all__ = ("Login", "home_of", "login", "measured", "put")
