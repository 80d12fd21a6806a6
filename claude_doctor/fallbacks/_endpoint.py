"""Does a route's own endpoint answer from here? Asked without a credential, and for nothing.

The request holds no message, so nobody can answer it with a completion, whoever adds a credential
on the way: a service refuses it for the credential that is missing, or for what it does not hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import quote

from ..border import clouds
from ..border.bounds import load_json
from ..border.programs import text
from ..border.settings import Settings
from ..engine import patience
from ..engine.fallback import Health
from ..outside.http import Answer
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ._provider import Route, Said, Target

# What shows that a cloud is set up for Claude here, besides its switch, its address and its keys:
# other programs have no use for these.
_OWN = {
    "vertex": ("ANTHROPIC_VERTEX_PROJECT_ID", "CLOUD_ML_REGION"),
    "foundry": ("ANTHROPIC_FOUNDRY_RESOURCE",),
    "anthropic-aws": ("ANTHROPIC_AWS_WORKSPACE_ID",),
}
#: What a service says to a request without a credential, or without a message.
_REFUSES = (400, 401, 403, 422)


def configured(cloud: str, settings: Settings) -> bool:
    """Whether this cloud is set up for Claude here."""
    one = clouds.CLOUDS[cloud]
    if text(settings.env, one.switch).lower() in ("1", "true", "yes", "on"):
        return True
    names = (one.base, *one.keys, *_OWN.get(cloud, ()))
    return any(text(settings.env, name) for name in names)


def is_active(settings: Settings, *served_by: str) -> bool:
    """Whether calls go to one of these clouds now: that is no other route."""
    return settings.program.route in served_by


def target_of(cloud: str) -> Callable[[Settings], Target | None]:
    """The endpoint of a cloud, where the cloud is set up here."""

    def target(settings: Settings) -> Target | None:
        return of_cloud(cloud, settings.env) if configured(cloud, settings) else None

    return target


def of_cloud(cloud: str, env: Mapping[str, str]) -> Target:
    """The endpoint of a cloud as this environment configures it."""
    if flaw := clouds.flaw(cloud, env):
        return Target(flaw=flaw[0])
    base = clouds.endpoint(cloud, env)
    if not base:
        return Target(flaw="where its calls would go is not known")
    return Target(f"{base}{_path(cloud, env)}", {"anthropic-version": "2023-06-01"})


def _path(cloud: str, env: Mapping[str, str]) -> str:
    """Where below its address a cloud takes a call."""
    if cloud == "bedrock":
        return "/model/anthropic.claude-haiku-4-5-20251001-v1:0/invoke"
    if cloud == "vertex":
        project, region = clouds.project(env), clouds.place("vertex", env)[0]
        at = f"/projects/{quote(project[0] if project else '-', safe='')}/locations/{region}"
        return f"{at}/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict"
    return "/v1/messages"


def reacher(routes: Iterable[Route]) -> Callable[[World], Awaitable[Mapping[str, Said]]]:
    """How the endpoints of these routes are asked: all at once, those alone that have one here."""

    async def reach(world: World) -> Mapping[str, Said]:
        settings = world.settings
        found: dict[str, Target] = {}
        for route in routes:
            there = route.target(settings) if route.target and route.offered(settings) else None
            if there is not None:
                found[route.id] = there
        said = await asyncio.gather(*(knock(world, target) for target in found.values()))
        return dict(zip(found, said, strict=True))

    return reach


async def knock(world: World, target: Target) -> Said:
    """What one endpoint does: answers, fails, or nobody can tell."""
    if target.flaw:
        return Said(Health.DOWN, target.flaw)
    headers = {"content-type": "application/json", **target.headers}
    try:
        answer = await world.fetch(
            target.url, method="POST", headers=headers, content=b"{}", timeout=patience.LOOK,
            counts=False,
        )  # fmt: skip
    except Unreached as why:
        if why.kind == "silent":
            return Said(Health.UNKNOWN, f"its endpoint is silent: {why.detail}")
        return Said(Health.DOWN, f"its endpoint cannot be reached from here: {why.detail}")
    except Unavailable as why:
        return Said(Health.UNKNOWN, f"its endpoint {why}")
    return _read(answer)


def _read(answer: Answer) -> Said:
    if answer.status >= 500:
        return Said(Health.DOWN, f"its endpoint fails ({answer.status})")
    ours = answer.status in _REFUSES and "x-deny-reason" not in answer.headers
    if ours and _is_document(answer.body):
        return Said(Health.UP, "its endpoint answers")
    return Said(Health.UNKNOWN, f"its endpoint answers otherwise than documented ({answer.status})")


def _is_document(body: bytes) -> bool:
    """Google answers a request for a stream with a list of one error."""
    try:
        return isinstance(load_json(body), dict | list)
    except ValueError:
        return False
