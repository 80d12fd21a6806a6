"""Which route is best: order, reasons, keys by presence alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.border.addresses import is_address
from claude_doctor.border.credentials import values
from claude_doctor.border.redact import plain
from claude_doctor.border.settings import read
from claude_doctor.engine.fallback import Fallback, Health, Kind, Ranked
from claude_doctor.engine.model import Confidence, Evidence, Outcome, Severity, Side, Verdict
from claude_doctor.fallbacks import all_providers, lm_studio, ollama
from claude_doctor.fallbacks._ranking import Tried, by_check, rank
from claude_doctor.probes import status
from claude_doctor.render.fallbacks import to_json, to_text
from claude_doctor.render.paint import Paint, width_of
from claude_doctor.render.screen import Screen
from claude_doctor.sources.api.alternative import OTHER_MODEL
from claude_doctor.sources.api.models import PRICES
from claude_doctor.sources.clouds.facts import FEED, ROUTE

PROVIDERS = all_providers()
ROUTES = sorted((r for p in PROVIDERS for r in p.routes), key=lambda route: route.order)
STATES = ("up", "degraded", "down", "unknown")
KEYS = sorted({key for route in ROUTES for key in route.keys})


def evidence(states: dict[str, str], models: tuple[str, ...] = ("ollama",)) -> list[Evidence]:
    """What the peers said: a state for each route, `unknown` where none is given."""
    found = []
    for provider in PROVIDERS:
        facts = {
            route.id: {"state": states[route.id], "words": "said",
                       "model": "qwen3:8b" if route.id in models else None}
            for route in provider.routes
            if states.get(route.id, "unknown") != "unknown"
        }  # fmt: skip
        outcome = Outcome.MEASURED if facts else Outcome.UNAVAILABLE
        note = None if facts else "blocked"
        found.append(Evidence(provider.name, outcome, note=note, facts=facts))
    return found


def ranked(states: dict[str, str], tried: Tried | None = None, **env: str) -> Ranked:
    """The list for these states in this environment."""
    settings = read(env)
    return rank(evidence(states), settings, tried) if tried else rank(evidence(states), settings)


def of(found: Ranked, route: str) -> Fallback:
    """One route of the list."""
    return next(one for one in found.fallbacks if one.id == route)


WIDE = Paint(Screen(width=80))
ALL_UP = {route.id: "up" for route in ROUTES}
ALL_KEYS = dict.fromkeys(KEYS, "planted-key")


def test_the_providers_are_sound() -> None:
    """Ids are unique, addresses are whole, keys are masked, models are known."""
    assert len(ROUTES) == len({route.id for route in ROUTES})
    assert len(PROVIDERS) == len({provider.name for provider in PROVIDERS})
    assert all(is_address(provider.address(read({}))) for provider in PROVIDERS)
    assert {route.id for route in ROUTES if route.kind is Kind.MODEL} <= PRICES.keys()
    named = [k for k in KEYS if k.endswith(("_KEY", "_TOKEN", "_BEDROCK"))]
    planted = {name: f"value of {name}" for name in named}
    assert set(planted.values()) <= set(values(planted))


def test_the_order_is_that_of_the_change() -> None:
    """Each file gives its own place, and together they give this list."""
    assert [route.id for route in ROUTES] == [
        "claude-sonnet-5-5", "claude-haiku-5-5", "claude-opus-5-5", "claude-fable-5-2",
        "bedrock-other-region", "vertex-other-region", "anthropic", "gateway",
        "bedrock", "anthropic-aws", "vertex", "foundry",
        "openai", "gemini", "azure-openai", "openrouter", "mistral", "groq",
        "ollama", "lm-studio",
    ]  # fmt: skip


def test_the_smallest_change_comes_first() -> None:
    """Other Claude models, then Claude through clouds, providers, local models."""
    found = ranked(ALL_UP, **ALL_KEYS)
    offered = [route.id for route in ROUTES if route.offered(read({}))]
    assert [one for one in offered if one != "lm-studio"] == [
        one.id for one in found.fallbacks if one.usable
    ]
    assert found.best is not None and "claude-sonnet-5-5" == found.best.id
    order = offered
    for gone in range(1, len(order) - 1):  # the first ones go down, one after the other
        found = ranked({**ALL_UP, **dict.fromkeys(order[:gone], "down")}, **ALL_KEYS)
        assert found.best is not None and order[gone] == found.best.id


def test_the_users_own_model_is_no_fallback() -> None:
    """By id or by alias, the model that fails is not proposed."""
    for own in ("claude-sonnet-5-5", "anthropic.claude-sonnet-5-5-v1:0"):
        found = ranked(ALL_UP, ANTHROPIC_MODEL=own, ANTHROPIC_API_KEY="x")
        assert "claude-sonnet-5-5" not in [one.id for one in found.fallbacks]
        assert found.best is not None and "claude-haiku-5-5" == found.best.id


def test_up_is_before_degraded_and_a_key_before_none() -> None:
    """What works and can be used comes first; what is down comes last."""
    states = {**ALL_UP, "bedrock": "degraded", "openai": "up", "groq": "down"}
    found = ranked(states, AWS_PROFILE="work", OPENAI_API_KEY="x", GROQ_API_KEY="x")
    order = [one.id for one in found.fallbacks]
    assert ["openai", "ollama", "bedrock"] == order[:3]
    assert "groq" == order[-1]
    assert not of(found, "groq").usable and not of(found, "mistral").usable


def test_nothing_usable_has_no_best() -> None:
    """No key and no local model: the list is told, nothing is proposed."""
    found = ranked({**ALL_UP, "ollama": "down"})
    assert found.best is None
    assert "No other route" in to_text(found, WIDE)


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_variable_is_no_key(value: str) -> None:
    """An empty variable is unset."""
    assert of(ranked(ALL_UP, OPENAI_API_KEY=value), "openai").key is False


def test_no_key_is_in_a_reason() -> None:
    """Only names of variables are told; values nowhere."""
    found = ranked(ALL_UP, **ALL_KEYS)
    assert "planted-key" not in to_json("now", found) + to_text(found, WIDE)
    assert "OPENAI_API_KEY is set here" in of(found, "openai").reason


def test_a_ping_outranks_the_page() -> None:
    """A model whose ping failed is down, one whose ping worked is up, whatever the page says."""
    tried = Tried(frozenset({"claude-haiku-5-5"}), {"claude-sonnet-5-5": "529"})
    found = ranked({**ALL_UP, "claude-haiku-5-5": "degraded"}, tried, ANTHROPIC_API_KEY="x")
    assert found.best is not None and "claude-haiku-5-5" == found.best.id
    assert "its ping works" in found.best.brief
    assert "down" == of(found, "claude-sonnet-5-5").state
    assert "529" in of(found, "claude-sonnet-5-5").reason


def test_an_api_that_fails_as_a_whole_proposes_no_claude_model() -> None:
    """A green page beside a failing API clears no model."""
    found = ranked(ALL_UP, Tried(whole=True), ANTHROPIC_API_KEY="x", AWS_PROFILE="x")
    assert found.best is not None and "bedrock" == found.best.id
    assert "unknown" == of(found, "claude-opus-5-5").state


def test_a_page_that_the_report_contradicts_recommends_nothing() -> None:
    """What is up or degraded by such a page alone is unknown; a completion from here counts; the
    pages of others are believed."""
    tried = Tried(frozenset({"claude-haiku-5-5"}), {"claude-sonnet-5-5": "529"},
                  wrong=frozenset({"claude", "aws"}))  # fmt: skip
    states = {**ALL_UP, "claude-opus-5-5": "degraded"}
    found = ranked(states, tried, **ALL_KEYS)
    assert found.best is not None and "claude-haiku-5-5" == found.best.id
    for name in ("claude-opus-5-5", "claude-fable-5-2", "bedrock", "anthropic-aws"):
        assert (Health.UNKNOWN, False) == (of(found, name).state, of(found, name).usable)
        assert "nothing of the failure seen here" in of(found, name).reason
    assert of(found, "vertex").usable and of(found, "openai").usable


def test_what_has_answered_stands_before_what_a_page_says() -> None:
    """The chosen other model first, then others that answered this key, then pages; it is in the
    list also where it is none of the few that always are, and whatever holds the key."""
    works = frozenset({"claude-haiku-5-5", "claude-opus-5"})
    found = ranked(ALL_UP, Tried(works, chosen="claude-opus-5"))
    assert ["claude-opus-5", "claude-haiku-5-5"] == [o.id for o in found.fallbacks if o.usable][:2]
    assert "Claude Opus 5" == of(found, "claude-opus-5").name
    failed = ranked(ALL_UP, Tried(failed={"claude-opus-5": "529"}, chosen="claude-opus-5"))
    assert "down" == of(failed, "claude-opus-5").state


def test_anthropics_own_api_is_no_way_past_its_own_failure() -> None:
    """A gateway passes on what the API says: then the API itself is no better, whatever its page
    says; where the gateway fails, it is."""
    gateway = {"ANTHROPIC_BASE_URL": "https://gateway.example", "ANTHROPIC_API_KEY": "sk-ant-api1"}
    states = {"anthropic": "degraded"}
    assert of(ranked(states, Tried(whole=True), **gateway), "anthropic").usable
    found = of(ranked(states, Tried(whole=True, direct=True), **gateway), "anthropic")
    assert (Health.UNKNOWN, False) == (found.state, found.usable)


@pytest.mark.parametrize(
    ("side", "severity", "route", "facts", "expected"),
    [
        ("server", "down", "anthropic", {"status": ("operational", False)}, {"claude"}),
        ("server", "down", "gateway", {"status": ("operational", None)}, {"claude"}),
        ("server", "down", "anthropic", {"status": ("operational", True)}, set()),
        ("server", "down", "anthropic", {"status": ("partial_outage", False)}, set()),
        ("server", "down", "anthropic", {}, set()),
        ("server", "degraded", "anthropic", {"status": ("operational", False)}, set()),
        ("network", "down", "anthropic", {"status": ("operational", False)}, set()),
        ("server", "down", "bedrock", {"status": ("operational", False)}, set()),
        ("server", "down", "bedrock", {"cloud": "up"}, {"aws"}),
        ("server", "down", "vertex", {"cloud": "up"}, {"google"}),
        ("server", "down", "foundry", {"cloud": "degraded"}, set()),
    ],
)
def test_whose_page_is_contradicted(
    side: str, severity: str, route: str, facts: dict[str, Any], expected: set[str]
) -> None:
    """The service's that serves the calls, where it has failed and its own page is green."""
    verdict = Verdict(Side(side), Severity(severity), "overloaded", Confidence.HIGH, "")
    own: list[tuple[str, dict[str, Any]]] = [("environment", {"route": route})]
    if "status" in facts:
        component, incident = facts["status"]
        own.append(("status", {"api_component": component, "api_incident": incident}))
    if "cloud" in facts:
        own.append(("cloud", {"state": facts["cloud"]}))
    evidence = [Evidence(name, Outcome.MEASURED, facts=found) for name, found in own]
    assert expected == by_check(evidence, verdict).wrong


@pytest.mark.parametrize(
    ("facts", "cause", "severity", "expected"),
    [
        ({"model": "a", "answer": "complete"}, "incident-posted", "degraded", ("a", {}, False)),
        ({"model": "a", "answer": "error", "http_status": 529}, "overloaded", "down",
         ("", {"a": "529"}, False)),
        ({"model": "a", "answer": "error", "http_status": 500}, "server-error", "down",
         ("", {"a": "500"}, True)),
        ({"model": "a", "answer": "cut", "http_status": 200}, "incomplete-stream", "down",
         ("", {"a": "cut"}, True)),
        ({"model": "h", "answer": "complete",
          "models": [{"model": "h", "answer": "complete"},
                     {"model": "o", "answer": "error", "http_status": 500}]},
         "server-error", "down", ("h", {"o": "500"}, False)),
        ({}, "incident-posted", "degraded", ("", {}, False)),
        ({"models": [3, {"model": 4}]}, "silence", "down", ("", {}, True)),
    ],
)  # fmt: skip
def test_what_a_check_has_tried(
    facts: dict[str, Any], cause: str, severity: str, expected: tuple[str, dict[str, str], bool]
) -> None:
    """Models by their pings; a failure that is no model's own is the API's."""
    verdict = Verdict(Side.SERVER, Severity(severity), cause, Confidence.HIGH, "")
    tried = by_check([Evidence("ping", Outcome.MEASURED, facts=facts)], verdict)
    works, failed, whole = expected
    assert (frozenset(works), failed, whole) == (tried.works, tried.failed, tried.whole)


@given(
    st.fixed_dictionaries({route.id: st.sampled_from(STATES) for route in ROUTES}),
    st.sets(st.sampled_from(KEYS)),
)
def test_the_list_is_whole_and_honest(states: dict[str, str], keys: set[str]) -> None:
    """Every route once, each with a reason; usable only when up or degraded with a key; the best
    is the first usable one, and no better one stands behind it."""
    found = ranked(states, **dict.fromkeys(keys, "x"))
    offered = {route.id for route in ROUTES if route.offered(read(dict.fromkeys(keys, "x")))}
    assert offered == {one.id for one in found.fallbacks}
    for one in found.fallbacks:
        assert states[one.id] == one.state
        assert one.reason and one.url
        if one.usable:
            assert one.state in (Health.UP, Health.DEGRADED) and one.key is not False
    usable = [one for one in found.fallbacks if one.usable]
    assert (usable[0] if usable else None) == found.best
    assert [one.usable for one in found.fallbacks] == sorted(
        (one.usable for one in found.fallbacks), reverse=True
    )
    if any(one.state is Health.UP for one in usable):
        assert found.best is not None and found.best.state is Health.UP


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("[::]:8080", "http://127.0.0.1:8080"),
        (":8080", "http://127.0.0.1:8080"),
        ("box", "http://box:11434"),
        ("box:8080/", "http://box:8080"),
        ("http://box", "http://box"),
        ("https://box:1/", "https://box:1"),
        ("'127.0.0.1'", "http://127.0.0.1:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("box:nonsense", "http://box:nonsense"),
    ],
)
def test_ollama_host_as_ollama_reads_it(host: str, url: str) -> None:
    """With and without scheme and port; the server's "everywhere" is here."""
    assert url == ollama.PROVIDER.address(read({"OLLAMA_HOST": host}))


def test_a_login_in_an_address_is_not_shown() -> None:
    """OLLAMA_HOST may hold a password; it is masked wherever the address is told."""
    url = of(ranked(ALL_UP, OLLAMA_HOST="http://me:hunter22@box:1"), "ollama").url
    assert "hunter22" not in url and "box:1" in url
    assert url == plain("http://me:hunter22@box:1")


def test_lm_studio_with_and_without_v1() -> None:
    """The address is often given with the API's path."""
    address = lm_studio.PROVIDER.address
    assert "http://box:1" == address(read({"LM_STUDIO_URL": "http://box:1/v1/"}))
    assert "http://127.0.0.1:1234" == address(read({}))


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("plain_signs", [True, False])
def test_text_fits_the_width(width: int, plain_signs: bool) -> None:
    """No line is longer than the terminal but for a command, which is never broken; plain signs
    are ASCII."""
    paint = Paint(Screen(width=width, ascii=plain_signs))
    text = to_text(ranked({**ALL_UP, "openai": "down"}), paint)
    for line in text.splitlines():
        assert width_of(line) <= max(40, width) or line.strip(" `") in (
            "gcloud auth application-default login",
            "claude-doctor fallbacks --ping",
        )
    if plain_signs:
        assert text.isascii()


def _lines(text: str) -> dict[str, int]:
    """The number of the line in which each route's name stands; none stands in two."""
    found = {}
    for name in {route.model if route.kind is Kind.MODEL else route.name for route in ROUTES}:
        for number, line in enumerate(text.splitlines()):
            if line[4:].startswith(str(name)) and line[:2] == "  " and line[2] in "●▲✗?":
                assert name not in found, name
                found[str(name)] = number
    return found


def test_one_table_has_every_route_usable_now_first() -> None:
    """Each route has its line with what it needs; what this machine can use stands above what is
    up and not set up, and that above what is not known and what is down."""
    states = {**ALL_UP, "openai": "down", "mistral": "unknown", "groq": "degraded"}
    found = ranked(states, ANTHROPIC_API_KEY="x", AWS_PROFILE="work")
    text = to_text(found, WIDE)
    at = _lines(text)
    assert len(found.fallbacks) == len(at)
    order = ["claude-sonnet-5-5", "Claude through Bedrock", "OpenRouter", "Groq", "Mistral",
             "OpenAI"]  # fmt: skip
    assert sorted(order, key=at.__getitem__) == order
    titles = ["Usable now", "Up, but not set up here", "Degraded", "Not known", "Down"]
    assert sorted(titles, key=text.index) == titles
    row = text.splitlines()[at["OpenRouter"]]
    assert "needs a key in OPENROUTER_API_KEY" in row


def test_a_reason_of_all_is_said_once() -> None:
    """Where nothing could be asked for one reason, it stands there once; where one route has
    another reason, that is told in its line."""
    why = "could not be reached: the name does not resolve"
    offline = [Evidence(p.name, Outcome.UNAVAILABLE, note=why) for p in PROVIDERS]
    text = to_text(rank(offline, read({})), WIDE)
    assert 1 == text.count("the name does not resolve")
    offline = [
        Evidence(one.name, Outcome.UNAVAILABLE, note="blocked" if one.name == "groq" else why)
        for one in offline
    ]
    text = to_text(rank(offline, read({})), WIDE)
    assert 1 == text.count("the name does not resolve") == text.count("blocked")
    assert "blocked; needs a key in GROQ_API_KEY" in text.splitlines()[_lines(text)["Groq"]]


def test_the_facts_that_it_reads_are_measured() -> None:
    """They are read by their name in the report, which has to be that of the fact."""
    assert ("status", "api_component") == (status.API_COMPONENT.probe, status.API_COMPONENT.name)
    assert ("status", "api_incident") == (status.API_INCIDENT.probe, status.API_INCIDENT.name)
    assert ("ping", "other_model") == (OTHER_MODEL.probe, OTHER_MODEL.name)
    assert ("environment", "cloud") == (ROUTE.probe, FEED.probe)
