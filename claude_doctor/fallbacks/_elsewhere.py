"""The same cloud in another region: for who calls it now, the smallest change of all.

Only for calls that go to the cloud itself: what stands before it decides on the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from ..border import clouds
from ..border.programs import CLOUD_URL, Surface, text
from ..border.settings import Settings

#: The nearest region with Claude under the same law and in the same inference profiles (AWS's
#: lists of profiles and their regions, 2026-11). Where there is none, none is proposed.
_NEIGHBORS = {
    "us-east-1": "us-east-2",
    "us-east-2": "us-west-2",
    "us-west-1": "us-west-2",
    "us-west-2": "us-east-2",
    "us-gov-east-1": "us-gov-west-1",
    "us-gov-west-1": "us-gov-east-1",
    "eu-central-1": "eu-west-1",
    "eu-north-1": "eu-central-1",
    "eu-south-1": "eu-central-1",
    "eu-south-2": "eu-west-3",
    "eu-west-1": "eu-central-1",
    "eu-west-3": "eu-central-1",
    "ap-northeast-1": "ap-northeast-3",
    "ap-northeast-3": "ap-northeast-1",
    "ap-south-1": "ap-south-2",
    "ap-south-2": "ap-south-1",
    "ap-southeast-2": "ap-southeast-4",
    "ap-southeast-4": "ap-southeast-2",
}


def neighbor(cloud: str, region: str) -> str | None:
    """The region to go to from this one. From a region of Google's that is the global endpoint,
    which has no region of its own, and from there the one with the most models."""
    if cloud == "vertex":
        return "us-east5" if region.lower() == "global" else "global"
    return _NEIGHBORS.get(region.lower())


def region(settings: Settings, *served_by: str) -> str | None:
    """The other region, where calls go to one of these clouds now; None where there is none."""
    program = settings.program
    if program.cloud not in served_by or program.before_cloud or not program.region:
        return None
    return neighbor(program.cloud, program.region)


def calls(settings: Settings, *served_by: str) -> Settings | None:
    """The configuration of the same calls there."""
    there, program = region(settings, *served_by), settings.program
    if there is None or program.cloud is None:
        return None
    env = _moved(program.env, program.cloud, there)
    url = clouds.endpoint(program.cloud, env, sdk=program.surface is Surface.API)
    if own := text(env, CLOUD_URL).rstrip("/"):
        url = f"{own}{urlsplit(url).path}"
    moved = replace(program, env=env, region=there, base_url=url, base=None, forced=True)
    return replace(settings, program=moved, env=dict(env), base_url=url)


def _moved(env: Mapping[str, str], cloud: str, there: str) -> Mapping[str, str]:
    """This environment with that region, and without an address that leads to this one."""
    one = clouds.CLOUDS[cloud]
    kept = {name: value for name, value in env.items() if name != one.base}
    return {**kept, one.places[0]: there}
