"""The clouds that serve Claude, as data: who turns a program to one, where its calls go then, and
which variables say so.

From the sources of the anthropic SDK 2.14 (Python: `lib/bedrock`, `lib/vertex`, `lib/foundry.py`,
`lib/aws`) and from Claude Code 2.1.197, whose calls were recorded on loopback and at a proxy,
2026-11:

- Of several switches Claude Code takes Bedrock, Foundry, Claude on AWS, Mantle, Vertex, in this
  order. Bedrock and Mantle together are one setup: models named `anthropic.…` go to Mantle.
- Its region on Bedrock and Mantle: AWS_REGION, AWS_DEFAULT_REGION, the profile's in AWS's files,
  us-east-1; on Claude on AWS the two variables alone; on Vertex the model's own variable,
  CLOUD_ML_REGION, us-east5. The Python SDK has no region that it takes by itself.
- A variable with an address replaces the whole address: with `/v1` on Vertex, with `/anthropic` on
  Foundry and Mantle. Foundry's resource and address together are refused, by both programs.
- Claude on AWS without ANTHROPIC_AWS_WORKSPACE_ID, and Vertex without a project, fail in the
  program itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from ..phrases import phrase
from . import addresses, cloud_files
from .cloud_table import AWS_KEYS, MODEL_REGIONS, PROJECT, PROJECTS, VERTEX_PLACES, WORKSPACE
from .cloud_table import CLOUDS as CLOUDS
from .cloud_table import RESOURCE as RESOURCE
from .cloud_table import Cloud as Cloud

# us-east-1, us-gov-west-1, eusc-de-east-1; us-east5, europe-west1. A zone has a letter behind it.
# Which ones there are changes; where they lie is one of these.
_LIE = ("north", "south", "east", "west", "central",
        "northeast", "northwest", "southeast", "southwest")  # fmt: skip
_AWS_REGION = phrase(rf"[a-z]{{2,4}}(?:-[a-z]+)?-(?:{'|'.join(_LIE)})-\d")
_GOOGLE_REGION = phrase(rf"[a-z]+-(?:{'|'.join(_LIE)})\d{{1,2}}")
_ZONE = phrase(r"(.*\d)-?[a-f]")
# A resource of Azure's is the first word of a host's name.
_RESOURCE = phrase(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")
# An id (an older one may have a domain before it) or a number; not the name that people see.
_PROJECT = phrase(r"(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]|\d{6,}")


def variables() -> dict[str, tuple[str, ...]]:
    """The variables that a cloud's route alone has, each with the clouds that read it."""
    found: dict[str, tuple[str, ...]] = {}
    own = {"vertex": (PROJECT,), "anthropic-aws": (WORKSPACE,)}
    for one in CLOUDS.values():
        signs = AWS_KEYS if one.vendor == "AWS" else ()
        for name in (one.base, *one.keys, *one.places, *signs, *own.get(one.id, ())):
            found[name] = (*found.get(name, ()), one.id)
    return found


def place(
    cloud: str, env: Mapping[str, str], model: str = "", sdk: bool = False
) -> tuple[str | None, str | None]:
    """The region or resource that calls go to, and the variable that gives it; a file of AWS's is
    told by its name, and of a program's own default there is none. `model`: the one that is asked
    for, which may have a region of its own on Vertex; `sdk`: in the SDK, not in Claude Code."""
    one = CLOUDS[cloud]
    names = one.places
    if cloud == "vertex" and not sdk:
        own = next((name for start, name in MODEL_REGIONS.items() if model.startswith(start)), None)
        names = (own, *names) if own else names
    for name in names:
        if value := _text(env, name):
            return value, name
    # The SDK looks there for Bedrock, where boto3 is installed.
    looks = cloud == "bedrock" or (cloud == "mantle" and not sdk)
    found = cloud_files.aws_region(env) if looks else None
    return found or ((None if sdk else one.usual), None)


def endpoint(cloud: str, env: Mapping[str, str], model: str = "", sdk: bool = False) -> str:
    """The address that a program puts its paths behind, no slash at its end; "" where it cannot be
    told. The arguments are those of `place`."""
    base = _text(env, CLOUDS[cloud].base)
    if base:
        return base.rstrip("/") if _is_address(base) else ""
    value, _ = place(cloud, env, model, sdk)
    if value is None or _well_formed(cloud, value) is None:
        return ""
    if cloud == "vertex" and value in VERTEX_PLACES:
        return VERTEX_PLACES[value]
    return CLOUDS[cloud].address.format(value)


def region_of(cloud: str, address: str) -> str | None:
    """The region that a host of the cloud's own is in, by its name; None where that tells none."""
    host = addresses.origin(address)[1]
    if not host.endswith(CLOUDS[cloud].hosts) or cloud == "foundry":
        return None
    if cloud == "vertex":
        word = host.partition(".")[0].removesuffix("-aiplatform")
        return word if _GOOGLE_REGION.fullmatch(word) else None
    return next((word for word in host.split(".") if _AWS_REGION.fullmatch(word)), None)


def project(env: Mapping[str, str]) -> tuple[str, str] | None:
    """Google's project, and what names it; None where nothing here does."""
    names = PROJECTS[:1] if _on(env, CLOUDS["vertex"].skips) else PROJECTS
    for name in names:
        if value := _text(env, name):
            return value, name
    return None if len(names) == 1 else cloud_files.google_project(env)


def flaw(
    cloud: str, env: Mapping[str, str], model: str = "", sdk: bool = False
) -> tuple[str, str] | None:
    """What is wrong with the address, the region, the project or the resource, in words that begin
    with the variable, and what to type; None: they are well formed."""
    one = CLOUDS[cloud]
    base = _text(env, one.base)
    if base and not _is_address(base):
        return f"{one.base} is not an http or https address", f"unset {one.base}"
    if cloud == "foundry" and base and _text(env, RESOURCE):
        return (
            f"{one.base} and {RESOURCE} are both set: Claude Code and Anthropic's SDKs accept "
            "only one of them",
            f"unset {RESOURCE}",
        )
    # With an address of its own only Vertex still puts the region into its path.
    if not base or cloud == "vertex":
        value, name = place(cloud, env, model, sdk)
        if value is None:
            return _missing(one)
        if (sound := _well_formed(cloud, value)) is None:
            return _malformed(one, value, name or one.places[0])
        if sound != value:
            return f"{name} must be in lower case", f"export {name}={sound}"
    if cloud == "vertex":
        return _project_flaw(env)
    if cloud == "anthropic-aws" and not _text(env, WORKSPACE) and not _on(env, one.skips):
        return (
            f"{WORKSPACE} is not set, and no call is made without it",
            f"export {WORKSPACE}=wrkspc_ID",
        )
    return None


def _missing(one: Cloud) -> tuple[str, str]:
    if one.id == "foundry":
        return (
            f"{RESOURCE} is not set, nor is {one.base}, so calls have no address",
            f"export {RESOURCE}=NAME",
        )
    usual = "us-east5" if one.id == "vertex" else "us-east-1"
    names = " and ".join(one.places)
    verb = "are" if len(one.places) > 1 else "is"
    return (
        f"{names} {verb} not set, so calls have no region",
        f"export {one.places[0]}={usual}",
    )


def _malformed(one: Cloud, value: str, name: str) -> tuple[str, str]:
    """A region or resource that is none. Its value is not shown: anything may stand there."""
    variable = name if name.isupper() else one.places[0]
    if one.id == "foundry":
        host = addresses.origin(value if "://" in value else f"https://{value}")[1]
        word = host.partition(".")[0]
        sound = word if _RESOURCE.fullmatch(word) and "." in host else "NAME"
        return (
            f"{name} takes only the resource's name, the first part of its host",
            f"export {variable}={sound}",
        )
    low = value.lower()
    zone = _ZONE.fullmatch(low)
    if zone and _well_formed(one.id, zone[1]):
        return (
            f"{name} names a zone, but calls go to a region",
            f"export {variable}={zone[1]}",
        )
    google = one.id == "vertex"
    if meant := _meant(one.id, low):
        return f"{name} is not a region's name, but close to one", f"export {variable}={meant}"
    other = _AWS_REGION if google else _GOOGLE_REGION
    usual = "us-east5" if google else "us-east-1"
    if other.fullmatch(low) or (not google and low in VERTEX_PLACES):
        whose = "AWS's" if google else "Google Cloud's"
        words = f"{name} names a region of {whose}, not of {one.vendor}'s"
    else:
        words = f"{name} is not a region's name, such as {usual}"
    return words, f"export {variable}={usual}"


def _meant(cloud: str, low: str) -> str | None:
    """The region that a misspelled one is meant for: another sign for the hyphen, or a word that is
    close to where a region lies."""
    from difflib import get_close_matches  # a misspelling is rare

    text = re.sub(r"[\s_.]+", "-", low)
    parts = re.findall(r"[a-z]+|\d+", text)
    if len(parts) < 3 or not parts[-1].isdigit():
        return None
    close = get_close_matches(parts[-2], _LIE, 3, 0.6)
    if not close:
        return None
    close.sort(key=lambda one: one[0] != parts[-2][0])  # few err in a word's first letter
    between = "" if cloud == "vertex" else "-"
    meant = "-".join((*parts[:-2], close[0])) + between + parts[-1]
    # Another cloud's form is no misspelling.
    other = _AWS_REGION if cloud == "vertex" else _GOOGLE_REGION
    return meant if not other.fullmatch(low) and _well_formed(cloud, meant) else None


def _project_flaw(env: Mapping[str, str]) -> tuple[str, str] | None:
    found = project(env)
    mend = f'export {PROJECT}="$(gcloud config get-value project)"'
    if found is None:
        return f"{PROJECT} is not set, and no Google login here names a project", mend
    if not _PROJECT.fullmatch(found[0]):
        return f"{found[1]} is not a project's id (its name in the console may differ)", mend
    return None


def _well_formed(cloud: str, value: str) -> str | None:
    """The place as it must be written; None where it is none."""
    if cloud == "foundry":
        return value if _RESOURCE.fullmatch(value) else None
    low = value.lower()
    form = _GOOGLE_REGION if cloud == "vertex" else _AWS_REGION
    sound = form.fullmatch(low) or (cloud == "vertex" and low in VERTEX_PLACES)
    return low if sound else None


def _is_address(text: str) -> bool:
    scheme, host, port = addresses.origin(text)
    if addresses.malformed(text) or scheme not in ("http", "https") or port is None:
        return False
    parts = urlsplit(text.strip())
    return re.fullmatch(r"[\w.:%-]+", host) is not None and not parts.query and not parts.fragment


def _on(env: Mapping[str, str], name: str) -> bool:
    return _text(env, name).lower() in ("1", "true", "yes", "on")


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()
