"""What the loopback model says, counted in tokens, and as one message.

A word is a token here. The numbers agree with each other: what `message_start` and
`count_tokens` say of the input, and what was sent of the output, is what `usage` holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from ..records import dataclass
from .catalogue import Model
from .envelope import made_id
from .shapes import fitting

_TEXT = (
    "This is the loopback world of claude-doctor, not Claude. No model read your prompt. Every "
    "answer here is made up by a small server on your own machine, so that you can see how your "
    "program behaves when the real service is well, and when it is not."
)
_THOUGHT = (
    "The user wants an answer. I should think about what they need before I write it, weigh how "
    "long it ought to be, and then say it plainly. A short reply is enough here, because nothing "
    "in the request asks for more than that."
)
#: What vouches for a thought; of no use anywhere.
SIGNATURE = "bG9vcGJhY2s="
_FRAME = 8  # tokens that every prompt costs besides its text
_IMAGE = 1200  # tokens of a picture, about


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an answer's content: its tokens, and of a tool call the name and the id.
    `hidden`: thinking that is counted, but not shown."""

    kind: Literal["thinking", "text", "tool_use"]
    tokens: tuple[str, ...]
    name: str = ""
    id: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished answer: its blocks, and why it stopped."""

    id: str
    model: Model
    input_tokens: int
    blocks: tuple[Block, ...]
    stop_reason: str
    stop_sequence: str | None = None

    @property
    def output_tokens(self) -> int:
        """Thinking counts as output (vendor's thinking page, 2026)."""
        return sum(len(block.tokens) for block in self.blocks)


def tokens_in(body: dict[str, Any]) -> int:
    """The prompt's length, about: a token for four characters."""
    count = _FRAME
    for text in _texts([body.get("system"), body.get("messages"), body.get("tools")]):
        count += _IMAGE if text is None else max(1, len(text) // 4)
    return count


def _texts(value: object) -> Iterable[str | None]:
    """Every text of a request, in no order; None for a picture or a file. Without recursion: a
    request may be nested deeper than Python's stack."""
    todo = [value]
    while todo:
        match todo.pop():
            case str() as text:
                yield text
            case list() as items:
                todo += items
            case {"type": "image" | "document"}:
                yield None
            case dict() as fields:
                todo += [item for key, item in fields.items() if key not in ("role", "type")]


def complete(id_: str, model: Model, body: dict[str, Any]) -> Completion:
    """Answer a valid request: with the tool that it forces, in the form that it asks for, or in
    words."""
    most = int(body["max_tokens"])
    tool = forced_tool(body)
    blocks = [] if tool is not None else _thought(model, body, most)
    room = most - sum(len(block.tokens) for block in blocks)
    answer, reason, sequence = _answer(body, tool)
    if room and answer.tokens:
        blocks.append(replace(answer, tokens=answer.tokens[:room]))
    if len(answer.tokens) > room or not room:
        reason, sequence = "max_tokens", None
    return Completion(id_, model, tokens_in(body), tuple(blocks), reason, sequence)


def forced_tool(body: dict[str, Any]) -> dict[str, Any] | None:
    """The tool that the request leaves no choice but to call. One of the server's own is none."""
    choice = body.get("tool_choice") or {}
    own = [tool for tool in body.get("tools") or () if "input_schema" in tool]
    match choice.get("type"):
        case "any":
            return own[0] if own else None
        case "tool":
            return next((tool for tool in own if tool["name"] == choice["name"]), None)
    return None


def wanted_format(body: dict[str, Any]) -> Any:
    """The form that the answer must have: since 2026 in `output_config`, before in a beta."""
    config = body.get("output_config")
    return (config.get("format") if isinstance(config, dict) else None) or body.get("output_format")


def _thought(model: Model, body: dict[str, Any], most: int) -> list[Block]:
    thinking = body.get("thinking")
    asked = thinking if isinstance(thinking, dict) else {}
    kind = asked.get("type", "adaptive" if model.traits.thinks else "disabled")
    if kind in ("disabled", "between_tools"):
        return []
    hidden = asked.get("display") == "omitted"
    return [Block("thinking", _tokens(_THOUGHT)[:most], hidden=hidden)]


def _answer(body: dict[str, Any], tool: dict[str, Any] | None) -> tuple[Block, str, str | None]:
    """The whole answer, why it stops, and at which sequence."""
    if tool is not None:
        written = json.dumps(fitting(tool["input_schema"]) or {})
        made = Block("tool_use", _tokens(written), tool["name"], made_id("toolu_01"))
        return made, "tool_use", None
    form = wanted_format(body)
    if form is not None:
        written = json.dumps(fitting(form["schema"]), ensure_ascii=False)
        return Block("text", _tokens(written)), "end_turn", None
    asked = (text.lower() for text in _texts(body["messages"]) if text)
    said = "pong" if any("pong" in text for text in asked) else _TEXT
    stops = [s for s in body.get("stop_sequences") or () if s and s in said]
    if not stops:
        return Block("text", _tokens(said)), "end_turn", None
    first = min(stops, key=said.index)
    return Block("text", _tokens(said[: said.index(first)])), "stop_sequence", first


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\s*\S+", text))


def usage(done: Completion, output_tokens: int) -> dict[str, object]:
    """The tokens of the request and, so far, of the answer."""
    return {
        "input_tokens": done.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": output_tokens,
        "service_tier": "standard",
        "inference_geo": "not_available",
    }


def message(done: Completion) -> dict[str, object]:
    """The answer as one document."""
    return {
        "model": done.model.id,
        "id": done.id,
        "type": "message",
        "role": "assistant",
        "content": [_content(block) for block in done.blocks],
        "stop_reason": done.stop_reason,
        "stop_sequence": done.stop_sequence,
        "stop_details": None,
        "usage": usage(done, done.output_tokens),
    }


def _content(block: Block) -> dict[str, object]:
    whole = "".join(block.tokens)
    match block.kind:
        case "thinking":
            shown = "" if block.hidden else whole
            return {"type": "thinking", "thinking": shown, "signature": SIGNATURE}
        case "text":
            return {"type": "text", "text": whole}
    try:
        given = json.loads(whole)
    except ValueError:  # max_tokens came before its end
        given = {}
    return {"type": "tool_use", "id": block.id, "name": block.name, "input": given}
