"""The status page's reader: what each situation means for the API, from JSON and from HTML."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.statuspage.from_html import read_html
from claude_doctor.sources.statuspage.page import NotAStatusPage, find
from claude_doctor.sources.statuspage.parse import read
from claude_doctor.sources.statuspage.reading import Reading, read_at
from claude_doctor.sources.statuspage.sentence import sentence
from claude_doctor.sources.statuspage.words import says_over
from tests.sources.statuspage.pages import (
    API,
    BASE,
    CHAT,
    CODE,
    COLOURS,
    CONSOLE,
    NOW,
    Post,
    State,
    as_html,
    as_json,
    incident,
    iso,
)


def reading(body: bytes, models: tuple[str, ...] = (), age: int | None = None) -> Reading:
    """The reading of a body at NOW."""
    return read_at(read(body, BASE, NOW), NOW, models, age)


def told(body: bytes, models: tuple[str, ...] = (), age: int | None = None) -> str:
    """The sentence about a body at NOW."""
    page = read(body, BASE, NOW)
    return sentence(page, read_at(page, NOW, models, age), age)


def test_all_green_is_told_as_operational() -> None:
    """A page without trouble: every question has the answer no, and none is open."""
    seen = reading(as_json(State()))
    assert seen.api_component == "operational"
    assert (
        seen.api_incident, seen.nearby_incident, seen.stale_flag, seen.monitoring,
    ) == (False, False, False, False)  # fmt: skip
    assert False is seen.model_incident
    assert told(as_json(State())) == "Claude API operational, no open incident"


def test_an_incident_on_the_api_is_told_with_state_name_and_age() -> None:
    """The sentence of a confirmed outage holds the state, the name and since when."""
    page = as_json(
        State({API: "partial_outage"}, (Post("Elevated errors", on=(API, CODE)),), "minor")
    )
    seen = reading(page)
    assert True is seen.api_incident
    assert (
        seen.incident_age_min, seen.incident_state, seen.incident_impact,
    ) == (12, "investigating", "minor")  # fmt: skip
    assert seen.incident_url == "https://stspg.example/0"
    assert told(page) == "Claude API partial outage; investigating: “Elevated errors” for 12 min"


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (Post("Errors", on=(API,)), True),
        (Post("Errors", "identified", on=(API,)), True),
        (Post("Errors", "monitoring", on=(API,)), False),
        (Post("Errors", on=(API,), posted=(24 * 60,)), True),
        (Post("Errors", on=(API,), posted=(24 * 60 + 1,)), False),
        (Post("Errors", on=(API,), posted=(5, 3 * 24 * 60)), True),
        (Post("Errors", on=(CHAT, CODE)), False),
        (Post("API errors", on=(CONSOLE,)), False),
        (Post("Elevated errors on the API"), True),
        (Post("Opus 5.5 errors"), True),
        (Post("Elevated errors across many models"), True),
        (Post("Office add-in availability"), False),
        (Post("Sign-ups fail", body="The messages API is not impacted."), False),
        (Post("Broken", "postponed", on=(API,)), None),
        (Post("Errors", on=(API,), posted=(-3 * 24 * 60,)), None),
    ],
)
def test_active_api_incident(post: Post, expected: bool | None) -> None:
    """The contract's definition: state, age, attachment, or the words where nothing is attached."""
    assert expected is reading(as_json(State(incidents=(post,)))).api_incident


def test_a_missing_list_of_incidents_is_not_an_empty_one() -> None:
    """Where the page lists no incidents at all, whether one is open cannot be told."""
    for changes in ({"incidents": None}, {"incidents": "none"}):
        seen = reading(as_json(State(), **changes), ("claude-opus-5-5",))
        assert (
            seen.api_component, seen.api_incident, seen.model_incident,
        ) == ("operational", None, None)  # fmt: skip
    assert told(as_json(State(), incidents=None)).endswith("incidents not listed")


def test_the_age_counts_from_posts_and_not_from_edits() -> None:
    """`updated_at` moves when another incident recolours a component: the newest post counts."""
    state = State(incidents=(Post("Access suspended", on=(API,), posted=(5000,)),))
    recoloured = incident(state.incidents[0], state) | {"updated_at": iso(3)}
    seen = reading(as_json(state, incidents=[recoloured]))
    assert False is seen.api_incident
    assert [row["relevance"] for row in seen.incidents or ()] == ["notice"]


def test_a_flag_left_behind_is_told_as_such() -> None:
    """The API flagged and nothing open that would explain it: stale, with the flag's age."""
    page = as_json(State({API: "partial_outage"}))
    assert (reading(page).stale_flag, reading(page).flag_age_min) == (True, 30)
    assert "no incident is open for it: possibly outdated" in told(page)
    explained = State({API: "partial_outage"}, (Post("Errors", "monitoring", (API,)),))
    assert False is reading(as_json(explained)).stale_flag


def test_young_trouble_next_door_is_weak_evidence() -> None:
    """claude.ai or Code with error rates, the API still green: nearby for an hour, no longer."""

    def near(post: Post, api: str = "operational") -> bool | None:
        return reading(as_json(State({API: api}, (post,)))).nearby_incident

    assert True is near(Post("Opus 5.5 errors", on=(CHAT, CODE)))
    assert False is near(Post("Opus 5.5 errors", on=(CHAT, CODE), posted=(61,)))
    assert False is near(Post("Opus 5.5 errors", on=(CONSOLE,)))
    assert False is near(Post("Claude Code IDE extension unable to load", on=(CODE,)))
    assert False is near(Post("Opus 5.5 errors", on=(CHAT, API)))
    assert False is near(Post("Opus 5.5 errors", on=(CHAT,)), api="degraded_performance")


def test_the_users_model_in_an_incident_of_another_product() -> None:
    """A model incident counts wherever it is attached, and the sentence says where."""
    page = as_json(State({CHAT: "degraded_performance"}, (Post("Opus 4.8 errors", on=(CHAT,)),)))
    seen = reading(page, ("claude-sonnet-5-5", "claude-opus-4-8"))
    assert (
        seen.model_incident, seen.model_named, seen.api_incident,
    ) == (True, "claude-opus-4-8", False)  # fmt: skip
    assert "names your claude-opus-4-8, for claude.ai, not for the API" in told(
        page, ("claude-opus-4-8",)
    )
    assert False is reading(page, ("claude-opus-5-5",)).model_incident


def test_just_recovered() -> None:
    """A resolved API incident is told for an hour, also when it was detached at resolve."""
    state = State(incidents=(Post("Errors", "resolved", (API,), (50,), resolved=20),))
    whole = incident(state.incidents[0], state)
    assert (
        reading(as_json(state, incidents=[whole])).recovered_min,
        reading(as_json(state, incidents=[whole])).recovered_name,
    ) == (20, "Errors")
    touched = [{"code": API, "name": "Claude API", "old_status": "operational"}]
    detached = whole | {"components": []}
    detached["incident_updates"][0]["affected_components"] = touched
    assert reading(as_json(state, incidents=[detached])).recovered_min == 20
    late = whole | {"resolved_at": iso(60)}
    assert None is reading(as_json(state, incidents=[late])).recovered_min


def test_one_outage_posted_twice_is_one() -> None:
    """Two incidents with one name: told once, since the older one's first post."""
    twins = tuple(Post("Service disruption", on=(API,), posted=(ago,)) for ago in (7, 15))
    page = as_json(State({API: "partial_outage"}, twins))
    assert reading(page).incident_age_min == 15
    assert told(page).count("Service disruption") == 1


def test_maintenance() -> None:
    """A maintenance in progress is told; a coming one is not; neither is an incident."""
    maintenance = incident(Post("Database upgrade", "in_progress", (CHAT,)), State())
    seen = reading(as_json(State(), scheduled_maintenances=[maintenance]))
    assert (
        seen.maintenance, seen.maintenance_name, seen.api_incident,
    ) == (True, "Database upgrade", False)  # fmt: skip
    coming = maintenance | {"status": "scheduled"}
    assert False is reading(as_json(State(), scheduled_maintenances=[coming])).maintenance
    flagged = reading(as_json(State({API: "under_maintenance"})))
    assert (flagged.api_component, flagged.stale_flag) == ("under_maintenance", False)


def test_money_and_products_have_their_own_facts() -> None:
    """Billing, Claude Code and claude.ai are told for those who use them; the API stays clear."""
    seen = reading(
        as_json(State(incidents=(Post("Errors with usage credits", on=(CODE,), posted=(90,)),)))
    )
    assert (
        seen.billing_incident, seen.code_incident, seen.chat_incident, seen.api_incident,
    ) == (True, True, False, False)  # fmt: skip


def test_an_old_copy_clears_nobody() -> None:
    """Age above ten minutes: no "operational", no "no incident"; the trouble in it is kept."""
    green = reading(as_json(State()), ("claude-opus-5-5",), age=3500)
    assert (
        green.api_component, green.api_incident, green.model_incident, green.page_old,
    ) == (None, None, None, True)  # fmt: skip
    assert "A copy of the page, 58 min old: Claude API operational" in told(
        as_json(State()), age=3500
    )
    red = State({API: "major_outage"}, (Post("Errors", on=(API,)),))
    assert (
        reading(as_json(red), age=3500).api_component, reading(as_json(red), age=3500).api_incident,
    ) == ("major_outage", True)  # fmt: skip
    young = reading(as_json(State()), age=600)
    assert (young.api_component, young.page_old) == ("operational", None)


def test_the_component_is_found_by_id_and_else_by_its_host() -> None:
    """Names change and the id does not; the former "Beta Features" is another component."""

    def status(*parts: dict[str, Any]) -> str | None:
        found = find(read(as_json(State(), components=list(parts)), BASE).components, API)
        return found.status if found else None

    renamed = {"id": API, "name": "Messages", "status": "major_outage"}
    by_host = {"id": "new", "name": "The API (api.anthropic.com)", "status": "partial_outage"}
    beta = {"id": "b", "name": "api.anthropic.com - Beta Features", "status": "operational"}
    assert status(beta, renamed, by_host) == "major_outage"
    assert status(beta, by_host) == "partial_outage"
    assert None is status(beta)
    assert status(renamed, renamed | {"status": "operational"}) == "major_outage"
    assert None is status(renamed | {"status": "operational"}, renamed | {"status": "fine"})


def test_another_vendors_page_proves_nothing() -> None:
    """Without a Claude API on the page, no incident on it is no evidence."""
    page = as_json(State(), components=[{"id": "x", "name": "Checkout", "status": "operational"}])
    assert (reading(page).api_component, reading(page).api_incident) == (None, None)
    assert told(page).startswith("The page lists no Claude API")


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"null", b"[]", b"{}", b'{"error": "nope"}', b"OK", b'{"components": []}', b"<p>",
     b'{"components": [{}], "incidents": [{}]}', as_json(State())[:-5], b"\xff\x00",
     b"[" * 5000],
)  # fmt: skip
def test_what_is_no_status_page_is_refused(body: bytes) -> None:
    """Empty, half, foreign and broken answers have a reason and no reading."""
    with pytest.raises(NotAStatusPage):
        read(body, BASE, NOW)


POSTS = st.builds(
    Post,
    name=st.sampled_from(("Elevated errors on the Claude API", "API latency")),
    state=st.sampled_from(("investigating", "identified", "monitoring")),
    on=st.sampled_from(((API,), (API, CODE), (CHAT, CONSOLE, API, CODE))),
    posted=st.sampled_from(((3,), (12, 45), (30, 200, 1000), (1500, 1600), (40000,))),
    impact=st.sampled_from(("none", "minor", "major", "critical")),
)
STATES = st.builds(
    State,
    ill=st.dictionaries(st.sampled_from((API, CHAT, CODE, CONSOLE)), st.sampled_from([*COLOURS])),
    incidents=st.lists(POSTS, max_size=3).map(tuple),
    indicator=st.sampled_from(("none", "minor", "major", "critical", "maintenance")),
)
# What HTML does not hold: attachments, when a component was flagged, short links.
JSON_ONLY = {"incident_on", "flag_age_min", "incident_url", "incidents"}


@given(STATES)
def test_json_and_html_of_a_state_give_the_same_reading(state: State) -> None:
    """What both can tell, they tell alike; where HTML cannot tell it is silent, never contrary."""
    from_json = asdict(reading(as_json(state), ("claude-opus-5-5",)))
    from_html = asdict(reading(as_html(state), ("claude-opus-5-5",)))
    for name in from_json.keys() - JSON_ONLY:
        if from_html[name] is not None:
            assert from_json[name] == from_html[name], name
    for name in ("api_component", "api_incident", "model_incident", "monitoring", "indicator"):
        assert from_json[name] == from_html[name], name


@given(STATES, st.sampled_from(("Opus 5.5 errors", "Service disruption", "Claude Code is slow")))
def test_html_is_silent_where_only_the_attachment_could_tell(state: State, name: str) -> None:
    """An open incident that does not name the API: HTML says neither yes nor no about the API."""
    state.incidents = (Post(name, on=(CODE,), posted=(5,)),)
    assert None is reading(as_html(state)).api_incident


def test_html_that_contradicts_itself_is_believed_at_its_worst() -> None:
    """Attribute, colour and text of one component disagree: never the best of them."""
    page = as_html(State({API: "major_outage"}))
    assert (
        reading(page.replace(b'status="major_outage"', b'status="operational"')).api_component
        == "major_outage"
    )
    odd = page.replace(b'status="major_outage"', b'status="sleepy"')
    assert None is reading(odd).api_component
    bare = page.replace(b'data-component-status="major_outage" ', b"")
    assert reading(bare).api_component == "major_outage"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("Nov 22, 11:30 UTC", NOW - timedelta(minutes=30)),
        ("Nov <var> 2</var>, <var>09:05</var> CET", datetime(2026, 11, 2, 8, 5, tzinfo=UTC)),
        ("Dec 31, 23:00 PST", datetime(2026, 1, 1, 7, 0, tzinfo=UTC)),
        ("Feb 29, 10:00 UTC", datetime(2024, 2, 29, 10, 0, tzinfo=UTC)),
        ("Feb 31, 10:00 UTC", None),
        ("Nov 22, 11:30 IST", None),
        ("yesterday", None),
    ],
)
def test_html_times_have_no_year(when: str, expected: datetime | None) -> None:
    """A post's time is the latest that is not ahead; an ambiguous zone gives no time."""
    page = as_html(State(incidents=(Post("API errors"),))).decode()
    begin, end = page.index("<small>") + 7, page.index("</small>")
    read_page = read_html(page[:begin] + when + page[end:], BASE, NOW)
    assert expected == (read_page.incidents or ())[0].last


OVER = "This incident has been resolved."


@pytest.mark.parametrize(
    ("state", "supports"),
    [
        (State({API: "major_outage"}, (Post("Elevated errors", on=(API,)),)), True),
        (State({}, (Post("Elevated errors on Opus 5", on=(API, CHAT)),)), True),
        (State({}, (Post("Elevated errors", on=(API, CHAT)),)), True),
        (State({API: "under_maintenance"}), True),
        # another product's, over by its own newest post, or left behind
        (State({}, (Post("MCP apps unavailable on Claude.ai", on=(API, CHAT)),)), False),
        (State({}, (Post("Admin API returns errors", on=(API,)),)), False),
        (State({}, (Post("Sign-in on Claude Desktop fails", on=(API,)),)), False),
        (State({}, (Post("Elevated errors", on=(API,), body=OVER),)), False),
        (State({API: "partial_outage"}, (Post("Elevated errors", on=(API,), body=OVER),)), False),
        (State({API: "partial_outage"}), False),
        (State({API: "partial_outage"}, (Post("Exports fail", on=(CONSOLE,)),)), False),
        (State(), False),
    ],
)
def test_what_supports_an_outage_of_the_api(state: State, supports: bool) -> None:
    """A flag that an open incident explains does, and an active incident of the API's own; not one
    about another product, nor one whose newest post says that it is over."""
    assert reading(as_json(state)).supports is supports


@pytest.mark.parametrize(
    ("post", "over"),
    [
        (OVER, True),
        ("The issue is now fully resolved. We will publish a review.", True),
        ("Error rates have returned to normal.", True),
        ("Resolved - service is stable.", True),
        ("We will post again once this has been resolved.", False),
        ("The issue has not been resolved.", False),
        ("Most requests have recovered.", False),
        ("We are currently investigating this issue.", False),
    ],
)
def test_a_post_says_that_it_is_over(post: str, over: bool) -> None:
    """Only without a condition, and of all of it."""
    assert says_over(post) is over


def test_a_page_that_has_lost_the_api_still_shows_its_trouble() -> None:
    """Two ill products, an incident about models, or the page's own sum; one product alone is
    that product's affair. Where the API's state is told, nothing is unplaced."""
    errors = Post("Elevated errors across multiple models", on=(CHAT, CODE))
    ill = {CHAT: "partial_outage", CODE: "partial_outage"}

    def unplaced(state: State, hide: bool = True) -> str | None:
        page = json.loads(as_json(state))
        if hide:
            page["components"] = [c for c in page["components"] if c["id"] != API]
        return reading(json.dumps(page).encode()).unplaced

    assert unplaced(State(ill)) == "claude.ai and Claude Code in trouble"
    assert "across multiple models" in (unplaced(State({}, (errors,))) or "")
    assert unplaced(State(indicator="critical")) == "critical trouble over all products"
    assert unplaced(State({CHAT: "partial_outage"})) == "none"
    assert unplaced(State()) == "none"
    assert unplaced(State(ill, (errors,)), hide=False) is None


def test_a_state_in_another_spelling_is_that_state() -> None:
    """Words with capitals and blanks, as the page's HTML has them."""
    page = json.loads(as_json(State()))
    for component in page["components"]:
        component["status"] = "Partial Outage"
    assert reading(json.dumps(page).encode()).api_component == "partial_outage"
