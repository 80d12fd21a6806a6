"""One request to sign, in an environment of a test's own, as the check would have it signed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from claude_doctor.border import settings
from claude_doctor.outside.world import World
from claude_doctor.sources.clouds import signing

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"
PAIR = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001", "AWS_SECRET_ACCESS_KEY": SECRET}
TEMPORARY = {"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE000000009", "AWS_SECRET_ACCESS_KEY": SECRET,
             "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLE//////////TOKEN"}  # fmt: skip
SWITCHES = {
    "bedrock": ("CLAUDE_CODE_USE_BEDROCK", "ANTHROPIC_BEDROCK_BASE_URL"),
    "mantle": ("CLAUDE_CODE_USE_MANTLE", "ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
    "anthropic-aws": ("CLAUDE_CODE_USE_ANTHROPIC_AWS", "ANTHROPIC_AWS_BASE_URL"),
    "vertex": ("CLAUDE_CODE_USE_VERTEX", "ANTHROPIC_VERTEX_BASE_URL"),
    "foundry": ("CLAUDE_CODE_USE_FOUNDRY", "ANTHROPIC_FOUNDRY_BASE_URL"),
}


@dataclass(frozen=True)
class Asked:
    """A request, as the ping hands it over."""

    url: str
    headers: Mapping[str, str]
    content: bytes = b'{"max_tokens": 10}'
    method: str = "POST"


@dataclass(frozen=True)
class Outcome:
    """What came of it, and how long it took."""

    signed: signing.Signed
    taken_s: float
    secrets: tuple[str, ...]


def environment(cloud: str, base: str, home: Path, **more: str) -> dict[str, str]:
    """Claude Code's on this cloud, with an address for its calls, and nobody else's login."""
    switch, address = SWITCHES[cloud]
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        switch: "1",
        address: base,
        "AWS_REGION": "eu-west-1",
        "CLOUD_ML_REGION": "us-east5",
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        **more,
    }


def sign(
    env: Mapping[str, str],
    url: str,
    *,
    limit: float = 20.0,
    surface: str = "code",
    route: str | None = None,
) -> Outcome:
    """Have one request to this address signed."""

    async def go() -> Outcome:
        asked = settings.Asked(surface=surface, route=route)
        world = World(settings.read(env, asked), time.monotonic() + limit)
        request = Asked(f"{url}/model/a.b-v1:0/invoke", {"content-type": "application/json"})
        began = time.monotonic()
        signed = await signing.headers(world, world.settings.program, request)
        taken = time.monotonic() - began
        await world.close()
        return Outcome(signed, taken, world.secrets)

    found = asyncio.run(go())
    assert SECRET not in repr(found.signed)
    for secret in found.signed.secrets:
        assert secret not in repr(found.signed)
        assert secret in found.secrets, "the run masks it from now on"
    return found


def sso(home: Path, end: str, **more: str) -> None:
    """A profile of AWS SSO, and a token with this end."""
    (home / ".aws" / "sso" / "cache").mkdir(parents=True)
    (home / ".aws" / "config").write_text(
        "[profile dev]\nsso_session = org\nsso_account_id = 1\nsso_role_name = dev\n"
        "[sso-session org]\nsso_region = eu-west-1\nsso_start_url = https://example.invalid\n"
    )
    name = hashlib.sha1(b"org").hexdigest()
    (home / ".aws" / "sso" / "cache" / f"{name}.json").write_text(
        json.dumps({"accessToken": SECRET, "expiresAt": end, "region": "eu-west-1", **more})
    )
