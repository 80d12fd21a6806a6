"""Damaged pages: never a crash, and never better than the page they were made from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border.dates import of_iso
from claude_doctor.sources.statuspage.from_html import TAGS_LIMIT, instead
from claude_doctor.sources.statuspage.page import NotAStatusPage, link, words
from claude_doctor.sources.statuspage.parse import read
from claude_doctor.sources.statuspage.reading import Reading, read_at
from claude_doctor.sources.statuspage.sentence import sentence
from tests.conftest import SHARED
from tests.sources.statuspage.pages import (
    API,
    BASE,
    CHAT,
    CODE,
    NOW,
    Post,
    State,
    as_html,
    as_json,
    summary,
)

SAMPLES = sorted((SHARED / "samples" / "status").glob("claude_*/*.json"))
FLAGGED = State(
    {API: "partial_outage", CHAT: "major_outage"},
    (Post("Errors", on=(API, CODE)), Post("Notice", "monitoring", (API,), (9000,))),
    "minor",
)
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
)  # fmt: skip


def survives(body: bytes) -> Reading | None:
    """The reading and its sentence, or None for a body that is refused; anything else raises."""
    try:
        page = read(body, BASE, NOW)
    except NotAStatusPage as refusal:
        assert str(refusal)
        return None
    seen = read_at(page, NOW, ("claude-opus-5-5",), 3)
    assert sentence(page, seen, 3)
    json.dumps([seen.incidents, seen.api_component], allow_nan=False)
    return seen


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    found = [path] if path else []
    for key, item in inside:
        found += places(item, (*path, key))
    return found


def damaged(payload: Any, data: st.DataObject) -> bytes:
    """The payload with some fields gone and some of another type, perhaps cut off."""
    for _ in range(data.draw(st.integers(0, 4))):
        spots = places(payload)
        if not spots:
            break
        *above, last = data.draw(st.sampled_from(spots))
        holder = payload
        for key in above:
            holder = holder[key]
        if data.draw(st.booleans()):
            del holder[last]
        else:
            holder[last] = data.draw(JUNK)
    text = json.dumps(payload).encode()
    return text[: data.draw(st.integers(0, len(text)))] if data.draw(st.booleans()) else text


@given(st.data())
def test_damage_never_heals(data: st.DataObject) -> None:
    """Fields deleted, retyped, the text cut: the flagged API never turns operational."""
    seen = survives(damaged(summary(FLAGGED), data))
    assert seen is None or seen.api_component in (None, "partial_outage")


@pytest.mark.skipif(not SAMPLES, reason="the shared samples are absent")
@given(st.data())
def test_damage_never_heals_a_real_page(data: st.DataObject) -> None:
    """The same for every archived page: what was not operational does not become so."""
    body = data.draw(st.sampled_from(SAMPLES)).read_bytes()
    payload = json.loads(body)
    del payload["incidents"][data.draw(st.integers(1, 6)) :]  # fifty say no more than six
    before = survives(json.dumps(payload).encode())
    after = survives(damaged(payload, data))
    if before is None or before.api_component != "operational":
        assert after is None or after.api_component != "operational"


@given(st.integers(0, 10_000), st.sampled_from(("operational", "partial_outage", "major_outage")))
def test_cut_html_never_heals(at: int, status: str) -> None:
    """The home page cut anywhere: the API's own state, or none."""
    seen = survives(as_html(State({API: status}, FLAGGED.incidents))[:at])
    assert seen is None or seen.api_component in (None, status)


@given(st.data())
def test_html_with_parts_torn_out_never_heals(data: st.DataObject) -> None:
    """Any stretch of the home page removed or replaced by noise: never a crash, never green."""
    page = as_html(FLAGGED)
    begin = data.draw(st.integers(0, len(page)))
    end = data.draw(st.integers(begin, min(len(page), begin + 400)))
    noise = data.draw(
        st.binary(max_size=30) | st.sampled_from((b"<", b"<!--", b"<![", b'"', b"&#"))
    )
    seen = survives(page[:begin] + noise + page[end:])
    # A tear that begins or ends inside the API's own element may join it with a neighbour's
    # state, which then is what the page says.
    own = page.index(f'data-component-id="{API}"'.encode()) - 30
    over = page.index(b"</div>", own)
    torn = own < begin < over or own < end < over
    assert seen is None or torn or seen.api_component in (None, "partial_outage")


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    """Anything at all: a reading or a refusal."""
    survives(body)
    survives(b"{" + body)
    survives(b"<div data-component-id='x' data-component-status='operational'>" + body)


def test_a_huge_tree_is_refused() -> None:
    """More tags than any page has are not parsed: memory and time stay bounded."""
    part = b"<b data-component-id=x data-component-status=operational>"
    assert None is survives(part * (TAGS_LIMIT + 1))
    assert None is survives(b"<data-component-id" * 10_000)
    charts = b"<svg>" + b"<rect/>" * 50_000 + b"</svg>"
    flagged = survives(as_html(FLAGGED).replace(b"<svg><rect/></svg>", charts))
    assert flagged is not None
    assert flagged.api_component == "partial_outage"


def test_many_incidents_are_bounded() -> None:
    """Thousands of incidents: read up to a limit, ten in the report."""
    many = tuple(Post(f"Errors {n}", on=(API,)) for n in range(2000))
    seen = survives(as_json(State(incidents=many)))
    assert seen is not None
    assert len(seen.incidents or ()) == 10
    assert True is seen.api_incident


@pytest.mark.parametrize(
    "path", [b"http://[/incidents", b"//]/incidents", b"http://a[b]/incidents"]
)
def test_a_link_that_is_no_address(path: bytes) -> None:
    """An incident whose link cannot be read is an incident without one."""
    page = as_html(FLAGGED).replace(b'href="/incidents', b'href="' + path)
    assert path in page
    seen = survives(page)
    assert seen is not None and seen.api_component == "partial_outage"
    assert not any("url" in one for one in seen.incidents or ())


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<title>Just a moment...</title>", "Cloudflare"),
        ("<script>window.gokuProps = {}</script>", "AWS WAF"),
        ("<title>Shop Status - Page Inactive</title>", "inactive"),
        ("<title>Shop Status - Login</title>", "private"),
        ("<title>Statuspage | Atlassian</title>", "no status page has this address"),
        ("<title>Welcome to Hotel Wifi</title>", "“Welcome to Hotel Wifi”"),
        ("<p>", "not a status page"),
    ],
)
def test_what_a_page_is_instead(page: str, expected: str) -> None:
    """A page without components is named for what it is."""
    assert expected in instead(page)


def test_small_readers() -> None:
    """Times, links and markup of strangers: only what is what it says."""
    assert of_iso("2026-11-22T12:00:00.000Z") == NOW
    assert of_iso("2026-11-22T13:00:00+01:00") == NOW
    assert [None] * 6 == [
        of_iso(v) for v in (None, 5, "soon", "0001-01-01T00:00:00+14:00", "9" * 50, {})
    ]
    assert link("https://stspg.example/x") == "https://stspg.example/x"
    assert [None] * 4 == [
        link(v) for v in ("javascript:alert(1)", "https://a b", 'https://a"b', None)
    ]
    assert words("A<br />B <a href='x'>C</a>") == "A B C"
