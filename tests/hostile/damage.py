"""The true answer of each role with one kind of value replaced everywhere, inside its own shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .talk import Behavior, End, Send, Talk, head

# As JSON text: Python's own would not write all of them.
INSTEAD = {
    "null": "null", "true": "true", "a-number": "7", "a-text": '"x"', "a-list": "[]",
    "a-full-list": "[[], null, 5]", "an-object": "{}", "a-full-object": '{"id": {}, "name": []}',
    "a-huge-number": "9" * 4000, "nan": "NaN", "infinity": "-Infinity", "1e308": "1e308",
    "half-a-pair": '"\\ud83d"', "a-zero": '"\\u0000"', "an-empty-text": '""',
    "a-long-text": '"' + "long " * 4000 + '"', "escapes": '"\\u001b[2J\\u202e\\r\\n"',
}  # fmt: skip
_MARK = "\0instead\0"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


KINDS: dict[str, Callable[[object], bool]] = {
    "objects": lambda value: isinstance(value, dict),
    "lists": lambda value: isinstance(value, list),
    "texts": lambda value: isinstance(value, str),
    "numbers": _is_number,
}


def spoilt(value: Any, is_kind: Callable[[object], bool], depth: int = 0) -> Any:
    """The value with a mark in the place of whatever is of the kind, below its top."""
    if depth and is_kind(value):
        return _MARK
    if isinstance(value, dict):
        return {name: spoilt(one, is_kind, depth + 1) for name, one in value.items()}
    if isinstance(value, list):
        return [spoilt(one, is_kind, depth + 1) for one in value]
    return value


def damaged(body: bytes, kind: str, instead: str) -> bytes:
    """The document; of a stream each event, and what is no JSON is one value alone."""

    def one(text: str) -> str:
        told = json.dumps(spoilt(json.loads(text), KINDS[kind]))
        return told.replace(json.dumps(_MARK), instead)

    try:
        return one(body.decode(json.detect_encoding(body))).encode()
    except ValueError:
        pass
    lines = body.decode("utf-8", "replace").split("\n")
    if not any(line.startswith("data:") for line in lines):
        return instead.encode()
    return "\n".join(f"data: {one(line[5:])}" if line.startswith("data:") else line
                     for line in lines).encode()  # fmt: skip


def _with(kind: str, instead: str) -> Send:
    async def send(talk: Talk) -> None:
        status, headers, body = await talk.healthy()
        told = damaged(body, kind, instead)
        lines = (f"content-type: {headers.get('content-type', 'application/json')}",
                 f"content-length: {len(told)}", "connection: close")  # fmt: skip
        await talk.send(head(*lines, status=f"{status} OK") + told)

    return send


#: Every value, each in the place of another kind: what is always played.
SOME = tuple(f"{list(KINDS)[n % len(KINDS)]}-are-{name}" for n, name in enumerate(INSTEAD))
DAMAGE = tuple(
    Behavior(f"{kind}-are-{name}", _with(kind, instead), End.SOUND)
    for kind in KINDS
    for name, instead in INSTEAD.items()
)
