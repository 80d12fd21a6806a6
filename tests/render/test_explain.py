"""`explain` as a document and as text."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures.classify import CATALOGUE
from claude_doctor.failures.reader import Reading, read
from claude_doctor.render.explain import to_json, to_text

OVERLOADED = (
    'API Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},'
    '"request_id":"req_011Invented00000000"}'
)


def test_json_has_the_contract_keys() -> None:
    """The keys of the contract, with the values of the reading."""
    told = to_json(read(OVERLOADED))
    expected = {
        "schema_version": 1,
        "side": "server",
        "category": "overloaded",
        "http_status": 529,
        "error_type": "overloaded_error",
        "retryable": True,
        "confidence": "high",
        "request_id": "req_011Invented00000000",
        "cause": "overloaded",
    }
    assert expected == {key: told[key] for key in expected}
    assert {"id", "title", "command", "url"} == set(told["fixes"][0])
    assert [("overloaded", 1)] == [(m["id"], m["count"]) for m in told["matches"]]
    assert told["meaning"]


@pytest.mark.parametrize("row", CATALOGUE, ids=lambda row: row.id)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_row_can_be_told(row: object, width: int) -> None:
    """Each row has its text and its document; only commands and addresses exceed the width."""
    reading = Reading(row, "low")  # type: ignore[arg-type]
    json.dumps(to_json(reading))
    for line in to_text(reading, width).splitlines():
        whole = any(line.endswith(extra) for extra in _unbroken(reading))
        assert len(line) <= width or whole, line


def _unbroken(reading: Reading) -> set[str]:
    told = to_json(reading)
    extras = {fix[key] for fix in told["fixes"] for key in ("command", "url")} | {told["doc"]}
    return {extra for extra in extras if extra}


def test_text_begins_with_whose_fault() -> None:
    """Whose fault comes first, then what it means, whether to retry, what to do, and where."""
    text = to_text(read(OVERLOADED), 80)
    assert text.startswith("It's Anthropic's side.")
    order = ["over capacity", "retry", "request id", "What to do", "1. ", "Documented at https://"]
    assert sorted(order, key=text.index) == order


def test_text_lists_several_failures() -> None:
    """Where the text holds more than one failure, each is told with its count."""
    text = to_text(read(OVERLOADED + "\nAPI Error: Request timed out.\n" * 2), 80)
    assert "Found in the text" in text
    assert "1 × overloaded" in text
    assert "2 × timed-out" in text


def test_unconfirmed_code_is_told_so() -> None:
    """The article's code is explained without being believed."""
    text = " ".join(to_text(read("400-4"), 80).split())
    assert "no official source" in text
    assert "unconfirmed" in text


@given(st.text(max_size=300), st.integers(-5, 300))
def test_anything_can_be_told(text: str, width: int) -> None:
    """Whatever was read, both forms exist, and the text has no control characters."""
    reading = read(text)
    json.dumps(to_json(reading))
    told = to_text(reading, width)
    assert all(c == "\n" or unicodedata.category(c) != "Cc" for c in told)
