"""Damaged pages of providers in trouble: never a crash, and never up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.fallbacks.claude import read as read_claude
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.statuspage.page import NotAStatusPage
from claude_doctor.sources.statuspage.parse import read as read_page
from tests.fallbacks.test_pages import READERS, page
from tests.sources.statuspage.pages import API, NOW, Post, State, as_json

# "0" is AWS's word for resolved: a page that says so is not damaged.
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
).filter(lambda value: value != "0")  # fmt: skip
#: Lists whose entries are the news itself: one that is taken out whole leaves a page that is
#: whole, and green. So entries are spoilt there, never removed.
NEWS = {(), ("incidents",), ("events",), ("affected_products",), ("impacted_services",)}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inside: Any = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else inside:
        yield (*path, key)
        yield from places(item, (*path, key))


def spoil(payload: Any, data: st.DataObject) -> None:
    """Take a field out, or give it another type."""
    spots = list(places(payload))
    if not spots:
        return
    *above, last = data.draw(st.sampled_from(spots))
    holder = payload
    for key in above:
        holder = holder[key]
    if tuple(above[-1:]) not in NEWS and data.draw(st.booleans()):
        del holder[last]
    else:
        emptied = last == "events"  # an empty list of news is good news, not damage
        holder[last] = data.draw(JUNK.filter(lambda value: value != [] or not emptied))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("role", [role for role in READERS if role != "azure"])
@given(data=st.data())
def test_damage_never_heals(role: str, data: st.DataObject) -> None:
    """Fields deleted, retyped, the text cut: a provider that is down never turns up."""
    payload = json.loads(page(role, "down"))
    for _ in range(data.draw(st.integers(0, 2))):
        spoil(payload, data)
    body = json.dumps(payload).encode()
    if data.draw(st.booleans()):
        body = body[: data.draw(st.integers(0, len(body)))]
    try:
        said = READERS[role][1](body)
    except Unavailable as reason:
        assert str(reason)
        return
    assert said.state in ("degraded", "down")


@pytest.mark.parametrize("path", ["/en-us/status/", "/en-us/status/feed/"])
@given(data=st.data())
def test_damaged_markup_never_heals(path: str, data: st.DataObject) -> None:
    """Azure's page and feed, with bytes changed and cut."""
    from claude_doctor.sources.clouds.feeds.azure import read_feed, read_rows

    body = bytearray(page("azure", "down", path))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(body[: data.draw(st.integers(0, len(body)))])
    try:
        said = (read_feed if "feed" in path else read_rows)(cut)
    except Unavailable:
        return
    assert said.state in ("degraded", "down")


@given(data=st.data())
def test_damage_to_claudes_page_never_heals(data: st.DataObject) -> None:
    """A flagged API never makes a model look up."""
    ill = State({API: "partial_outage"}, (Post("Elevated errors", on=(API,)),), "minor")
    payload = json.loads(as_json(ill))
    for _ in range(data.draw(st.integers(0, 3))):
        spoil(payload, data)
    try:
        seen = read_page(json.dumps(payload).encode(), "", NOW)
    except NotAStatusPage:
        return
    assert "up" != read_claude(seen, NOW, "claude-haiku-5-5").state


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(body: bytes) -> None:
    """No answer crashes a reader."""
    for _, reader in READERS.values():
        try:
            reader(body)
        except Unavailable:
            continue
