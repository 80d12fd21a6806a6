"""Archived pages of status.claude.com and others: file, what is true, what the reader says.

The payloads are the services' own and are read from where they lie; without them these tests
are skipped. Each is read at the time in its name, the HTML of January 2021 at that month's end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from claude_doctor.sources.statuspage.page import NotAStatusPage, Page, is_claudes
from claude_doctor.sources.statuspage.parse import read
from claude_doctor.sources.statuspage.reading import Reading, read_at
from claude_doctor.sources.statuspage.sentence import sentence
from tests.conftest import SHARED

SAMPLES = SHARED / "samples" / "status"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")
MODEL = "claude-opus-4-8"


@dataclass(frozen=True)
class Row:
    """What is true of one page: the API's state, and of which sort its open incidents are."""

    file: str
    api: str
    open: str = ""  # relevance of each open incident, the most telling first
    chat: str = "op"
    code: str = "op"
    model: bool = False  # an active incident names MODEL
    stale: bool = False
    says: str = ""


SHORT = {
    "op": "operational", "deg": "degraded_performance", "part": "partial_outage",
    "major": "major_outage", "maint": "under_maintenance", "none": None,
}  # fmt: skip

TABLE = (
    Row("2026-04-28T17-43-12Z", "op", "api", "major", "part", says="“Claude.ai unavailable”"),
    Row("2026-06-20T17-20-08Z", "op", "model notice", "deg", "deg", model=True),
    Row("2026-07-22T19-04-23Z", "op", "other", says="elsewhere, identified: “Microsoft Office"),
    Row("2026-08-13T16-50-18Z", "part", "", "part", "part", stale=True, says="resolved 41 min ago"),
    Row("2024-12-15T00-05_maintenance_up", "op", code="none", says="no open incident"),
    Row("2024-12-15T01-05_maintenance_in", "op", "", "maint", "none", says="maintenance in progr"),
    Row("2026-04-14T07-23", "op", says="Claude API operational, no open incident"),
    Row("2026-04-15T15-02", "major", "api", "major", "major", says="Claude API major outage; inv"),
    Row("2026-04-16T19-56", "op", "other", says="elsewhere, investigating: “Claude Cowork not"),
    Row("2026-04-17T19-55", "op", "api", "deg", says="“Errors uploading documents"),
    Row("2026-04-25T09-45", "op", "recovering", says="monitoring: “Elevated errors on Claude Op"),
    Row("2026-04-28T1751", "part", "api", "major", "part", says="for 9 min"),
    Row("2026-04-28T1915", "op", says="no open incident"),
    Row("2026-05-07T02-25", "op", "code", "deg", "part", says="elsewhere, identified"),
    Row("2026-05-07T13-53", "op", "code", says="elsewhere, identified"),
    Row("2026-05-07T16-04", "op", "code", says="elsewhere, monitoring"),
    Row("2026-05-08T22-52", "op", "code", code="part", says="Claude Code partial outage"),
    Row("2026-05-09T23-41", "op", "code", code="deg", says="elsewhere, investigating"),
    Row("2026-05-18T06-52", "deg", "api", "deg", "deg", says="“Elevated errors on Claude Haiku"),
    Row("2026-05-27T08-36", "part", "api", "part", "part", says="for 31 min"),
    Row("2026-05-30T23-57", "op", "nearby", "deg", says="for claude.ai and Claude Console, not"),
    Row("2026-06-02T08-00", "part", "api", "part", "part", says="identified: “Elevated errors ac"),
    Row("2026-06-05T17-11", "part", "api", "part", "part", model=True, says="for 111 min"),
    Row(
        "2026-06-08T22-21", "op", "model", "deg", "deg", model=True, says="just posted, names your"
    ),
    Row("2026-06-16T17-59", "deg", "api notice", "deg", "deg", says="“Elevated errors across man"),
    Row("2026-06-17T06-05", "op", "recovering notice", says="older notice on the API, monitoring"),
    Row("2026-06-18T08-10", "op", "nearby notice", "part", says="for claude.ai, not for the API"),
    Row("2026-06-18T12-19", "op", "notice", "part", says="claude.ai partial outage; older noti"),
    Row("2026-06-20T17-20_", "op", "model notice", "deg", "deg", model=True, says="for 12 min"),
    Row("2026-06-20T19-16", "op", "notice", says="older notice on the API, monitoring for 7 day"),
    Row("2026-06-22T09-43", "deg", "api notice", "deg", "deg", model=True, says="for 91 min"),
    Row("2026-07-07T10-21", "op", "code", says="elsewhere, investigating: “Claude Tag seeing"),
    Row("2026-07-17T19-18", "deg", "recovering", "deg", "deg", says="monitoring: “Elevated error"),
    Row("2026-07-20T12-12", "op", "recovering billing", says="elsewhere, monitoring: “Fable 5 r"),
    Row("2026-07-20T15-05", "deg", "api api billing", "deg", "deg", model=True, says="also inves"),
    Row("2026-07-21T15-38", "major", "api recovering", "major", "major", says="for 2 min"),
    Row("2026-07-22T19-04_", "op", "other", says="Claude API operational; elsewhere"),
    Row("2026-07-22T23-57", "op", "nearby other", "deg", "deg", says="for claude.ai and Claude Co"),
    Row("2026-08-04T21-05", "op", "api", says="operational; investigating: “Elevated errors acr"),
    Row("2026-08-05T13-53", "deg", "api recovering", "deg", "deg", says="identified: “Degraded p"),
    Row("2026-08-13T16-50_", "part", "", "part", "part", stale=True, says="possibly outdated"),
    Row("2026-08-14T10-52", "op", "other", says="elsewhere, investigating: “Issues reaching sta"),
    Row("2026-08-14T21-18", "part", "recovering", code="part", says="partial outage; monitoring"),
    Row("2026-08-16T22-14", "part", "api api", "major", "major", says="for 15 min"),
    Row("2026-09-03T1751", "op", says="Claude API operational, no open incident"),
    Row("2026-09-22T0101", "part", "api", "part", "part", says="“Elevated errors for multiple m"),
)


def sample(start: str) -> Path:
    """The one file whose name begins so."""
    found = [p for p in SAMPLES.glob("claude_*/*.json") if p.name.startswith(start)]
    assert len(found) == 1, found
    return found[0]


def taken(path: Path) -> datetime:
    """The moment in a file's name."""
    parts = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d)-?(\d\d)(?:-(\d\d)Z)?", path.name)
    assert parts
    return datetime.fromisoformat(f"{parts[1]}T{parts[2]}:{parts[3]}:{parts[4] or '00'}+00:00")


def seen(path: Path, *models: str) -> tuple[Page, Reading, str]:
    """A page read at its own time."""
    now = taken(path)
    page = read(path.read_bytes(), "https://status.claude.com", now)
    reading = read_at(page, now, models)
    return page, reading, sentence(page, reading)


def test_every_sample_has_its_row() -> None:
    """No archived page of Claude's is left out of the table, and no row is for nothing."""
    assert sorted(sample(row.file) for row in TABLE) == sorted(SAMPLES.glob("claude_*/*.json"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.file)
def test_a_page_of_claudes(row: Row) -> None:
    """Each archived page gives the reading that is true of it."""
    _, reading, said = seen(sample(row.file), MODEL)
    sorts = [item["relevance"] for item in reading.incidents or ()]
    assert (SHORT[row.api], SHORT[row.chat], SHORT[row.code], row.open.split()) == (
        reading.api_component, reading.chat_component, reading.code_component, sorts,
    )  # fmt: skip
    assert (row.model, row.stale, "api" in row.open.split()) == (
        reading.model_incident, reading.stale_flag, reading.api_incident,
    )  # fmt: skip
    assert row.says in said
    assert len(said) <= 300


@pytest.mark.parametrize("file", ["2026-06-20T17-20-08Z", "2026-06-20T17-20_"])
def test_the_20th_of_june_2026(file: str) -> None:
    """API still green, claude.ai and Code degraded, an unrelated old notice on the API: as it is.

    Three minutes later the page marked the API, so the green is not told as an all-clear.
    """
    _, reading, said = seen(sample(file))
    assert (False, True, False, False) == (
        reading.api_incident, reading.nearby_incident, reading.monitoring, reading.stale_flag,
    )  # fmt: skip
    assert said == (
        "Claude API operational; investigating: “Opus 4.8 errors” for 12 min, for claude.ai and "
        "Claude Code, not for the API; claude.ai and Claude Code degraded; older notice on the "
        "API, monitoring for 7 days: “We’ve suspended access to Claude Mythos 5 and Claude Fable 5”"
    )


@pytest.mark.parametrize(
    ("file", "components", "groups", "indicator", "flagged", "incident", "days"),
    [
        ("operational_grouped", 39, 5, "none", 0, None, 0),
        ("degraded_grouped_CET_1_unresolved", 24, 6, "minor", 2, ("monitoring", "minor"), 20),
        ("fastly_unresolved_but_all_components_operational", 105, 9, "none", 0,
         ("monitoring", "none"), 315),
    ],
)  # fmt: skip
def test_a_home_page_of_others(
    file: str, components: int, groups: int, indicator: str, flagged: int,
    incident: tuple[str, str] | None, days: int,
) -> None:  # fmt: skip
    """Real home pages: every component and group, the incident's state, impact and age."""
    now = datetime(2021, 1, 25, 12, tzinfo=UTC)
    body = (SAMPLES / "statuspage_html" / f"{file}.html").read_bytes()
    page = read(body, "https://status.example", now)
    ill = [c for c in page.components if c.status != "operational"]
    assert (components, groups, indicator, flagged) == (
        len(page.components), sum(c.group for c in page.components), page.indicator, len(ill),
    )  # fmt: skip
    assert [incident] * bool(incident) == [(i.state, i.impact) for i in page.incidents or ()]
    if incident and page.incidents:
        assert page.incidents[0].last is not None
        assert (now - page.incidents[0].last).days == days
    reading = read_at(page, now)
    assert (None, None) == (reading.api_component, reading.api_incident)
    assert sentence(page, reading).startswith("The page lists no Claude API")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("statuspage_html/page_inactive.html", "switched off (page inactive)"),
        ("statuspage_html/private_page_login.html", "login page of a private status page"),
        ("statuspage_html/unknown_subdomain_marketing_200.html", "no status page has this address"),
        ("blocked/aws_waf_challenge_202.html", "AWS WAF"),
        ("blocked/cloudflare_challenge_403.html", "Cloudflare"),
    ],
)
def test_what_is_no_page(file: str, expected: str) -> None:
    """Pages that answer in place of a status page are refused, with their own reason."""
    with pytest.raises(NotAStatusPage, match=re.escape(expected)):
        read((SAMPLES / file).read_bytes(), "https://status.example")


def test_other_vendors_pages_are_not_claudes() -> None:
    """Another vendor's page is told apart, and Claude's own is known from 2024 to 2026."""
    ours = [is_claudes(seen(path)[0]) for path in SAMPLES.glob("claude_*/*.json")]
    others = [
        is_claudes(read(path.read_bytes(), "https://status.example"))
        for path in SAMPLES.glob("providers/openai/*.json")
    ]
    assert (ours, others) == ([True] * len(TABLE), [False] * 2)
