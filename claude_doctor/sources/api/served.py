"""The models that a gateway says it serves: to this key, in a refusal, or in its list."""

from __future__ import annotations

import re

from ...border import programs
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.world import World
from ...phrases import phrase
from .nearest import nearest
from .reply import Reply

SERVED: Fact[str] = Fact(
    "ping", "served_models", "the models that the gateway lets this key use, or none: not told"
)
MODEL_SET: Fact[str] = Fact("ping", "served_mend", "what chooses the nearest of them")

#: Looked for and not there.
NONE = "none"
MOST = 5  # names that a sentence holds

# LiteLLM: "can only access models=['a', 'b']"; others: "available models: a, b".
_LISTS = (
    phrase(r"models? ?[=:] ?\[([^\]]{1,2000})\]"),
    phrase(
        r"(?:available|allowed|supported|valid|permitted|accessible) models?(?: are)? ?[:=] ?"
        r"([\w./:@-]+(?:, ?[\w./:@-]+)*)",
        re.IGNORECASE,
    ),
)
_NAME = phrase(r"[A-Za-z0-9][\w./:@-]{1,99}")
# LiteLLM's names for groups of models, which no call can ask for.
_GROUPS = ("all-proxy-models", "all-team-models", "no-default-models")


def told(words: str) -> tuple[str, ...]:
    """The models that a refusal names as those that may be used."""
    found = next((match[1] for form in _LISTS if (match := form.search(words))), "")
    return _names(re.split(r"[,\s]+", found))


def listed(listing: object) -> tuple[str, ...]:
    """The ids of a `/v1/models` answer, in Anthropic's or in OpenAI's shape."""
    rows = listing.get("data") if isinstance(listing, dict) else None
    ids = (row.get("id") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return _names([name for name in ids if isinstance(name, str)])


def put(world: World, sheet: Sheet, reply: Reply) -> None:
    """Put what the gateway lets this key use, and the command that chooses a model of it."""
    names = sorted(reply.served, key=lambda name: "claude" not in name.lower())
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    sheet.put(SERVED, ", ".join(names[:MOST]) + more if names else NONE)
    if names:
        sheet.put(MODEL_SET, choice(world, nearest(reply.model, names) or names[0]))


def choice(world: World, model: str) -> str:
    """What sets the model. What a file of Claude Code's sets, the shell does not change."""
    filed = programs.MODEL in world.settings.program.places
    return f'claude --model "{model}"' if filed else f'export {programs.MODEL}="{model}"'


def _names(words: list[str]) -> tuple[str, ...]:
    bare = (word.strip("'\"`. ") for word in words)
    return tuple(dict.fromkeys(n for n in bare if _NAME.fullmatch(n) and n not in _GROUPS))
