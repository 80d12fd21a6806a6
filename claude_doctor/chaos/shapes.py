"""A value in the form that a JSON schema asks for, as short as it may be."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

_DEEP = 16  # where a schema that contains itself is left unfilled
_MANY = 2_000  # values in one answer; a schema can ask for more than there is room for
_LARGE = 1e9  # a limit beyond is none
_WORD = "loopback"
_FORMATS = {
    "date-time": "2026-11-29T12:00:00Z",
    "date": "2026-11-29",
    "time": "12:00:00Z",
    "duration": "PT1M",
    "email": "nobody@example.com",
    "hostname": "example.com",
    "uri": "https://example.com/",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def fitting(schema: dict[str, Any]) -> Any:
    """A value that fits. What the schema does not say is free; a pattern is not followed."""
    left = _MANY

    def fill(part: object, depth: int) -> Any:
        nonlocal left
        left -= 1
        part = _plain(part, schema)
        if not part or depth > _DEEP or left < 0:
            return None
        if "const" in part:
            return part["const"]
        choices = _list(part, "enum")
        if choices:
            return choices[0]
        choices = _list(part, "anyOf") or _list(part, "oneOf")
        if choices:
            return fill(_simplest(choices), depth + 1)
        return _typed(part, lambda inner: fill(inner, depth + 1), deep=depth > _DEEP // 2)

    return fill(schema, 0)


def _list(part: dict[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value if isinstance(value, list) else []


def _plain(part: object, root: dict[str, Any]) -> dict[str, Any]:
    """The schema with its reference followed and its `allOf` put together."""
    for _ in range(_DEEP):
        if isinstance(part, dict) and isinstance(part.get("$ref"), str):
            part = _pointed(root, part["$ref"])
    if not isinstance(part, dict):
        return {"type": "string"} if part is True else {}
    whole = {name: value for name, value in part.items() if name != "allOf"} or {"type": "string"}
    for other in _list(part, "allOf")[:_DEEP]:
        if isinstance(other, dict) and isinstance(other.get("$ref"), str):
            other = _pointed(root, other["$ref"])
        if isinstance(other, dict):
            named = {**_named(whole), **_named(other)}
            needed = [*_list(whole, "required"), *_list(other, "required")]
            whole = {**whole, **other, **({"properties": named} if named else {})}
            whole |= {"required": needed} if needed else {}
    return whole


def _pointed(root: dict[str, Any], ref: str) -> object:
    """What `#/$defs/name` points at."""
    found: object = root
    for step in filter(None, ref.removeprefix("#").split("/")):
        step = step.replace("~1", "/").replace("~0", "~")
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _named(part: dict[str, Any]) -> dict[str, Any]:
    value = part.get("properties")
    return value if isinstance(value, dict) else {}


def _simplest(choices: list[Any]) -> object:
    """A choice that ends: one that is neither a reference nor null, where there is one."""
    real = [c for c in choices if isinstance(c, dict) and c.get("type") != "null"]
    return next((c for c in real if "$ref" not in c), (real or choices)[0])


def _typed(part: dict[str, Any], fill: Callable[[object], Any], *, deep: bool) -> Any:
    kind = part.get("type", "object" if "properties" in part else "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    match kind:
        case "object":
            named = _named(part)
            # deep inside a schema that contains itself, only what must be there
            wanted = _list(part, "required") or ([] if deep else list(named))
            return {name: fill(named.get(name, {})) for name in wanted if isinstance(name, str)}
        case "array":
            count = _count(part.get("minItems"), 0 if deep else 1)
            return [fill(part.get("items", True)) for _ in range(min(count, _MANY))]
        case "integer" | "number":
            return _number(part)
        case "boolean":
            return True
        case "null":
            return None
    text = _FORMATS.get(str(part.get("format")), _WORD)
    text = text.ljust(min(_count(part.get("minLength"), 0), _MANY), ".")
    return text[: _count(part.get("maxLength"), len(text))]


def _count(value: object, otherwise: int) -> int:
    return value if type(value) is int and value >= 0 else otherwise


def _number(part: dict[str, Any]) -> float:
    """A number within the limits: 1, or the nearest to it."""

    def limit(name: str, other: float) -> float:
        value = part.get(name)
        return value if isinstance(value, int | float) and abs(value) < _LARGE else other

    step = limit("multipleOf", 1)
    step = step if 1 / _LARGE < step else 1
    low = max(limit("minimum", -math.inf), limit("exclusiveMinimum", -math.inf))
    high = min(limit("maximum", math.inf), limit("exclusiveMaximum", math.inf))
    not_these = (part.get("exclusiveMinimum"), part.get("exclusiveMaximum"))
    near = [step]
    if math.isfinite(low):
        near += [math.ceil(low / step) * step, math.ceil(low / step) * step + step]
    if math.isfinite(high):
        near += [math.floor(high / step) * step, math.floor(high / step) * step - step]
    fine = [value for value in near if low <= value <= high and value not in not_these]
    return fine[0] if fine else (low + high) / 2
