"""Tools that are forced, forms that are asked for and thinking: whole and as a stream."""

from __future__ import annotations

import json
from typing import Any, Literal

import anthropic
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from claude_doctor.chaos import DEMO_KEY, Running
from claude_doctor.chaos.shapes import fitting

from .worlds import KEY, PING, served


class Part(BaseModel):
    name: str = Field(min_length=12)
    kind: Literal["wheel", "door"]


class Car(BaseModel):
    doors: int = Field(gt=1, le=5)
    weight: float = Field(gt=0, lt=1)
    parts: list[Part] = Field(min_length=2)
    color: Literal["red", "blue"] | None
    spare: Part | None = None


class Wish(BaseModel):
    color: Literal["red", "blue"]
    notes: list[str]


class Tree(BaseModel):
    label: str
    children: list[Tree]


CAR = Car.model_json_schema()
TOOLS = [
    {"name": "look", "input_schema": {"type": "object"}},
    {"name": "build_car", "input_schema": CAR},
]


def ask(running: Running, **more: Any) -> dict[str, Any]:
    """The answer's document; of a stream the message that its events amount to."""
    body = {**PING, "max_tokens": 900, **more}
    answer = httpx.post(running.api_url + "/v1/messages", json=body, headers=KEY, trust_env=False)
    assert 200 == answer.status_code, answer.text
    result: dict[str, Any] = answer.json()
    with (
        anthropic.Anthropic(api_key=DEMO_KEY, base_url=running.api_url, max_retries=0) as sdk,
        sdk.messages.stream(**body) as stream,
    ):
        streamed = stream.get_final_message()
    for whole, piece in zip(result["content"], streamed.content, strict=True):
        told = piece.model_dump(exclude_none=True, exclude={"id", "parsed_output", "caller"})
        assert told == {key: value for key, value in whole.items() if key != "id"}
    assert result["stop_reason"] == streamed.stop_reason
    assert result["usage"]["output_tokens"] == streamed.usage.output_tokens
    return result


@pytest.mark.parametrize(
    ("choice", "name"),
    [({"type": "any"}, "look"), ({"type": "tool", "name": "build_car"}, "build_car")],
)
def test_a_forced_tool_is_called(choice: dict[str, str], name: str) -> None:
    """The tool asked for, with an input that fits its schema, and the reason `tool_use`."""
    with served() as running:
        reply = ask(running, tools=TOOLS, tool_choice=choice)
    [call] = reply["content"]
    assert ("tool_use", name, "tool_use") == (call["type"], call["name"], reply["stop_reason"])
    assert call["id"].startswith("toolu_01")
    if name == "build_car":
        Car.model_validate(call["input"])


@pytest.mark.parametrize("choice", [None, {"type": "auto"}, {"type": "none"}])
def test_a_tool_that_is_only_offered_is_not_called(choice: Any) -> None:
    """Nobody's program is made to act by a stand-in that was not told to."""
    more = {} if choice is None else {"tool_choice": choice}
    with served() as running:
        reply = ask(running, tools=TOOLS, **more)
    assert ["text"] == [block["type"] for block in reply["content"]]


def test_a_form_that_is_asked_for_is_kept() -> None:
    """The text is JSON that fits, under today's name and that of the beta before it."""
    form = {"type": "json_schema", "schema": CAR}
    with served() as running:
        reply = ask(running, output_config={"format": form})
        beta = httpx.post(
            running.api_url + "/v1/messages", trust_env=False,
            json={**PING, "max_tokens": 900, "output_format": form},
            headers={**KEY, "anthropic-beta": "structured-outputs-2025-11-13"},
        ).json()  # fmt: skip
    for one in (reply, beta):
        Car.model_validate_json(one["content"][0]["text"])
        assert "end_turn" == one["stop_reason"]


def test_the_sdk_parses_what_it_asked_for() -> None:
    """messages.parse gives the caller's own type back. (It sends no limits of numbers and
    lengths: the API takes none.)"""
    with served() as running, anthropic.Anthropic(
        api_key=DEMO_KEY, base_url=running.api_url, max_retries=0
    ) as sdk:  # fmt: skip
        reply = sdk.messages.parse(
            model="claude-haiku-4-5", max_tokens=900, output_format=Wish,
            messages=[{"role": "user", "content": "A wish, please."}],
        )  # fmt: skip
    assert isinstance(reply.parsed_output, Wish)


def test_max_tokens_cuts_a_form_and_a_call() -> None:
    """Too little room leaves broken JSON, and of a call an empty input: as the API does."""
    with served() as running:
        form = {"format": {"type": "json_schema", "schema": CAR}}
        text = ask(running, output_config=form, max_tokens=3)
        with pytest.raises(ValueError):
            json.loads(text["content"][0]["text"])
        body = {**PING, "max_tokens": 2, "tools": TOOLS, "tool_choice": {"type": "any"}}
        body["tools"] = TOOLS[1:]
        call = httpx.post(
            running.api_url + "/v1/messages", json=body, headers=KEY, trust_env=False
        ).json()
    assert ("max_tokens", "max_tokens") == (text["stop_reason"], call["stop_reason"])
    assert {} == call["content"][0]["input"]


def test_thinking_is_shown_or_left_out_as_asked() -> None:
    """A block of thinking with its signature before the text; `omitted` keeps only that."""
    budget = {"type": "enabled", "budget_tokens": 1024}
    with served() as running:
        for thinking, shown in ((budget, True), ({**budget, "display": "omitted"}, False)):
            reply = ask(running, model="claude-haiku-4-5", max_tokens=4000, thinking=thinking)
            [thought, text] = reply["content"]
            assert (shown, True) == (thought["thinking"] != "", thought["signature"] != "")
            assert "text" == text["type"]
            assert reply["usage"]["output_tokens"] > 20


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"tool_choice": {"type": "any"}}, "may only be specified while providing `tools`"),
        ({"tools": TOOLS, "tool_choice": {"type": "must"}}, "tool_choice: Input tag"),
        ({"tools": TOOLS, "tool_choice": {"type": "tool", "name": "x"}}, "Tool 'x' not found"),
        ({"tools": [{"name": "x"}]}, "tools.0.custom.input_schema: Field required"),
        ({"tools": [*TOOLS, TOOLS[0]]}, "Tool names must be unique"),
        ({"tools": [{**TOOLS[0], "name": "a b"}]}, "tools.0.custom.name: String should match"),
        ({"output_config": {"format": {"type": "json"}}}, "output_config.format.type"),
        ({"output_config": {"format": {"type": "json_schema"}}}, "format.schema: Field required"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(more: dict[str, Any], said: str) -> None:
    """400, and the message names the field."""
    with served() as running:
        answer = httpx.post(
            running.api_url + "/v1/messages", json={**PING, **more}, headers=KEY, trust_env=False
        )
    assert 400 == answer.status_code
    assert said in answer.json()["error"]["message"]


def test_a_schema_that_contains_itself_ends() -> None:
    """A tree is filled to some depth; a schema that asks for too much ends too."""
    Tree.model_validate(fitting(Tree.model_json_schema()))
    many = {f"k{i}": {"$ref": "#"} for i in range(50)}
    greedy = {"type": "object", "properties": many, "required": list(many)}
    assert len(json.dumps(fitting(greedy))) < 1_000_000
    wide = {"type": "array", "minItems": 10**9, "items": {"type": "array", "minItems": 10**9}}
    assert len(json.dumps(fitting(wide))) < 100_000_000


PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
    | st.sampled_from(["object", "array", "string", "integer", "null", "#/$defs/a", "#", "date"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([
            "type", "properties", "required", "items", "anyOf", "oneOf", "allOf", "$ref", "$defs",
            "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "multipleOf", "minItems", "minLength", "maxLength", "format", "a",
        ]), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["type", "properties", "anyOf", "items", "$ref"]), PARTS))
def test_any_schema_gives_some_json(schema: dict[str, Any]) -> None:
    """However odd the schema, a value that JSON can hold comes out."""
    json.dumps(fitting(schema))
