"""What a request offers the model and demands of its answer: tools, a choice, a form."""

from __future__ import annotations

import re
from typing import Any

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_CHOICES = ("auto", "any", "tool", "none")


def problem(body: dict[str, Any]) -> str | None:
    """What is wrong with the tools, the choice among them, or the form of the answer."""
    tools = body.get("tools")
    if tools is not None and not isinstance(tools, list):
        return "tools: Input should be a valid list"
    return _tools(tools or []) or _choice(body, tools or []) or _form(body)


def _tools(tools: list[Any]) -> str | None:
    names = set()
    for i, tool in enumerate(tools):
        if not isinstance(tool, dict):
            return f"tools.{i}: Input should be a valid dictionary"
        if tool.get("type") not in (None, "custom"):  # one of the server's own
            continue
        for needed in ("name", "input_schema"):
            if needed not in tool:
                return f"tools.{i}.custom.{needed}: Field required"
        if not isinstance(tool["name"], str) or not _NAME.fullmatch(tool["name"]):
            return f"tools.{i}.custom.name: String should match pattern '^{_NAME.pattern}$'"
        schema = tool["input_schema"]
        if not isinstance(schema, dict):
            return f"tools.{i}.custom.input_schema: Input should be a valid dictionary"
        if schema.get("type") != "object":
            return f"tools.{i}.custom.input_schema.type: Input should be 'object'"
        if tool["name"] in names:
            return "tools: Tool names must be unique."
        names.add(tool["name"])
    return None


def _choice(body: dict[str, Any], tools: list[Any]) -> str | None:
    choice = body.get("tool_choice")
    if choice is None:
        return None
    if not isinstance(choice, dict):
        return "tool_choice: Input should be a valid dictionary"
    kind = choice.get("type")
    if kind not in _CHOICES:
        return f"tool_choice: Input tag should be one of {', '.join(map(repr, _CHOICES))}"
    if not tools:
        return "tool_choice may only be specified while providing `tools`"
    if kind == "tool":
        if not isinstance(choice.get("name"), str):
            return "tool_choice.tool.name: Field required"
        if choice["name"] not in [tool.get("name") for tool in tools]:
            return f"tool_choice.tool.name: Tool '{choice['name']}' not found in provided tools"
    thinking = body.get("thinking")
    if kind in ("any", "tool") and isinstance(thinking, dict) and thinking.get("type") == "enabled":
        return "Thinking may not be enabled when tool_choice forces tool use."
    return None


def _form(body: dict[str, Any]) -> str | None:
    config = body.get("output_config")
    if config is not None and not isinstance(config, dict):
        return "output_config: Input should be a valid dictionary"
    for where, form in (
        ("output_config.format", (config or {}).get("format")),
        ("output_format", body.get("output_format")),
    ):
        if form is None:
            continue
        if not isinstance(form, dict):
            return f"{where}: Input should be a valid dictionary"
        if form.get("type") != "json_schema":
            return f"{where}.type: Input should be 'json_schema'"
        if not isinstance(form.get("schema"), dict):
            return f"{where}.schema: Field required"
    return None
