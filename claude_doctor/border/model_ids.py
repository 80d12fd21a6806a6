"""Whose a model's id is, and what the same model is called elsewhere.

The ids are those of Claude Code 2.1.197's own list; as recorded on loopback, 2026-11, it sends an
id as it is given, on every route, and turns only its own words into one of the route's. Which it
takes for a word is decided by its version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..phrases import phrase
from ..records import dataclass
from .clouds import CLOUDS

# Ids of others: `us.anthropic.claude-…-v1:0`, an ARN that ends so; `claude-…@20250929`;
# `anthropic/claude-…`; and other models' names.
_BEDROCK = phrase(
    r"(?:.*[/:])?(?:[a-z]{2,6}(?:-gov)?\.)?anthropic\.(claude-[\w-]+?)(?:-v\d+)?(?::\d+)?"
)
_VERTEX = phrase(r"(claude-[\w-]+)@(\d{8})")
_ROUTED = phrase(r"anthropic/(claude-[\w.-]+)")
_OTHERS = (
    (phrase(r"(?:openai/)?(?:gpt-|o[134](?:-|\Z)|chatgpt|codex)"), "OpenAI's"),
    (phrase(r"(?:google/)?gemini"), "Google's"),
    (phrase(r"arn:aws|[a-z]+\.anthropic\."), "Amazon Bedrock's"),
)
_OWN = phrase(r"claude-[\w-]+")
_DATED = phrase(r"(claude-[\w-]+?)-(\d{8})")

#: Claude Code's words for models: the variable that says which one, and else the newest of the
#: line. Its own choice depends on its version, so that id is a guess.
_ALIASES = {
    "haiku": ("ANTHROPIC_DEFAULT_HAIKU_MODEL", "claude-haiku-5-5"),
    "sonnet": ("ANTHROPIC_DEFAULT_SONNET_MODEL", "claude-sonnet-5-5"),
    "opus": ("ANTHROPIC_DEFAULT_OPUS_MODEL", "claude-opus-5-5"),
    "opusplan": ("ANTHROPIC_DEFAULT_SONNET_MODEL", "claude-sonnet-5-5"),
}
_WINDOW = phrase(r"\[1m\]\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is asked for. `guessed`: Claude Code's word, and which id it stands for is
    decided by its version."""

    id: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A model's ids: Anthropic's; Bedrock's without the region's prefix; and Vertex's. Foundry's is
    Anthropic's without the date; Mantle's is that behind `anthropic.`, where it has the model."""

    own: str
    bedrock: str
    vertex: str
    mantle: bool = False


_MODELS = (
    _Named("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001-v1:0",
           "claude-haiku-4-5@20251001", True),
    _Named("claude-sonnet-4-20250514", "claude-sonnet-4-20250514-v1:0", "claude-sonnet-4@20250514"),
    _Named("claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929-v1:0",
           "claude-sonnet-4-5@20250929"),
    _Named("claude-sonnet-4-6", "claude-sonnet-4-6", "claude-sonnet-4-6"),
    _Named("claude-sonnet-5", "claude-sonnet-5", "claude-sonnet-5", True),
    _Named("claude-opus-4-20250514", "claude-opus-4-20250514-v1:0", "claude-opus-4@20250514"),
    _Named("claude-opus-4-1-20250805", "claude-opus-4-1-20250805-v1:0", "claude-opus-4-1@20250805"),
    _Named("claude-opus-4-5-20251101", "claude-opus-4-5-20251101-v1:0", "claude-opus-4-5@20251101"),
    _Named("claude-opus-4-6", "claude-opus-4-6-v1", "claude-opus-4-6"),
    _Named("claude-opus-4-7", "claude-opus-4-7", "claude-opus-4-7", True),
    _Named("claude-opus-4-8", "claude-opus-4-8", "claude-opus-4-8", True),
    _Named("claude-fable-5", "claude-fable-5", "claude-fable-5", True),
)  # fmt: skip

#: What Claude Code 2.1.197's words stand for on a cloud, by Anthropic's id: a guess for others.
WORDS = {
    "bedrock": {"haiku": "claude-haiku-4-5-20251001", "sonnet": "claude-sonnet-4-5-20250929",
                "opus": "claude-opus-4-6", "opusplan": "claude-sonnet-4-5-20250929"},
    "anthropic-aws": {"haiku": "claude-haiku-4-5-20251001", "sonnet": "claude-sonnet-4-6",
                      "opus": "claude-opus-4-7", "opusplan": "claude-sonnet-4-6"},
    "mantle": {"haiku": "claude-haiku-4-5-20251001", "sonnet": "claude-haiku-4-5-20251001",
               "opus": "claude-opus-4-7", "opusplan": "claude-haiku-4-5-20251001"},
}  # fmt: skip


def model(
    wanted: str, env: Mapping[str, str], cloud: str | None = None, region: str | None = None
) -> Model:
    """What Claude Code sends for a model that it is given, on this cloud's route."""
    bare = _WINDOW.sub("", wanted.strip())
    alias = _ALIASES.get(bare.lower())
    if alias is None:
        return Model(bare)
    variable, newest = alias
    named = _WINDOW.sub("", env.get(variable, "").strip())
    if named:
        return Model(named)
    there = word(bare.lower(), cloud, region) if cloud else newest
    return Model(there or newest, guessed=True)


def word(alias: str, cloud: str, region: str | None) -> str | None:
    """The cloud's id for one of Claude Code's own words; None for others."""
    own = WORDS.get(cloud, WORDS["bedrock"]).get(alias)
    return on_cloud(own, cloud, region) if own else None


def on_cloud(own: str, cloud: str, region: str | None) -> str | None:
    """What a cloud calls a model of Anthropic's, given with or without its date; None where that is
    not known."""
    bare = _undated(own)
    model = next((one for one in _MODELS if own == one.own or bare == _undated(one.own)), None)
    if cloud == "anthropic-aws":
        return model.own if model else own
    if model is None:
        return None
    if cloud == "foundry":
        return bare
    if cloud == "vertex":
        return model.vertex
    if cloud == "mantle":
        return f"anthropic.{bare}" if model.mantle else None
    return f"{_prefix(region)}.anthropic.{model.bedrock}"


def foreign(model: str, cloud: str | None = None, region: str | None = None) -> tuple[
    str, str | None
] | None:  # fmt: skip
    """Whose id of a model this is, where that is not who is called, and the callee's own id for it
    where that is known; None where it may be the callee's. `cloud`: the one that is called; None:
    Anthropic's own API."""
    whose, own = _owner(model)
    if cloud is None or cloud == "anthropic-aws":
        return None if whose is None else (whose, own)
    if whose is None:
        return _anthropics(model, cloud, region)
    if _fits(model, whose, cloud):
        return None
    return whose, on_cloud(own, cloud, region) if own else None


def _owner(model: str) -> tuple[str | None, str | None]:
    """Whose the id is by its form, None for Anthropic's; and Anthropic's id for the model."""
    if found := _BEDROCK.fullmatch(model):
        return "Amazon Bedrock's", _issued(found[1])
    if found := _VERTEX.fullmatch(model):
        return "Google Vertex AI's", _issued(f"{found[1]}-{found[2]}")
    if found := _ROUTED.fullmatch(model):
        # OpenRouter writes claude-sonnet-4.5.
        return "OpenRouter's or LiteLLM's", found[1].replace(".", "-")
    return next(((whose, None) for form, whose in _OTHERS if form.match(model)), (None, None))


def _fits(model: str, whose: str, cloud: str) -> bool:
    """Whether an id of this form is the cloud's own."""
    if cloud == "bedrock":
        return whose == "Amazon Bedrock's"
    if cloud == "mantle":  # no region before it, and no version behind it
        return re.fullmatch(r"anthropic\.claude-[a-z0-9-]+", model) is not None
    if cloud == "foundry":  # a deployment's name is the user's own, of these characters
        return re.fullmatch(r"[\w.-]+", model) is not None
    return whose == f"{CLOUDS[cloud].name}'s"


def _anthropics(model: str, cloud: str, region: str | None) -> tuple[str, str | None] | None:
    """An id of Anthropic's form at a cloud that has another one."""
    if not _OWN.fullmatch(model) or cloud == "foundry":
        return None
    if cloud == "vertex" and not _DATED.fullmatch(model):
        return None  # from Opus 4.6 on, Vertex has them without a date
    return "Anthropic's own API", on_cloud(model, cloud, region)


def _issued(own: str) -> str:
    """Anthropic's id as there is one: from 4.6 on its models have ids without a date alone."""
    version = re.fullmatch(r"claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?-\d{8}", own)
    late = version is not None and (int(version[1]), int(version[2] or 0)) >= (4, 6)
    return _undated(own) if late else own


def _undated(model: str) -> str:
    found = _DATED.fullmatch(model)
    return found[1] if found else model


def _prefix(region: str | None) -> str:
    """The profile across regions that Claude Code takes: of the region's own part of the world."""
    for start in ("us-gov", "us", "eu"):
        if (region or "").startswith(f"{start}-"):
            return start
    return "apac" if (region or "").startswith("ap-") else "global"
