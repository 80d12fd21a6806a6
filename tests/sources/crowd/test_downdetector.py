"""Downdetector: today's page, everything that looks like it, and the paid API."""

from __future__ import annotations

import base64
import json
import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.outside.http import Answer
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.crowd import downdetector
from claude_doctor.sources.crowd._refusals import Refused, check
from claude_doctor.sources.crowd.downdetector import chart as charts
from claude_doctor.sources.crowd.downdetector.chart import Chart, Slot
from tests import clock
from tests.sources.crowd.peer import (
    SAMPLES,
    Asked,
    Peer,
    Reply,
    iso,
    measure,
    peer,
)

needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")


def env(at: Peer, folder: Path, **more: str) -> dict[str, str]:
    """An environment that asks this peer for its page of claude-ai."""
    page = at.url + "/status/claude-ai/"
    cache = {"CLAUDE_DOCTOR_CACHE_DIR": str(folder)}
    return {"CLAUDE_DOCTOR_DOWNDETECTOR_URL": page, **cache, **more}


def service(slug: str, status: str, counts: list[int], usual: int = 5, age: float = 17) -> str:
    """A company as a flight row has it; the newest slot is `age` minutes old."""
    now = time.time() - age * 60
    points = [
        {
            "timestampUtc": iso(now - 900 * back).replace("Z", "+00:00"),
            "reportsValue": count,
            "baselineValue": usual,
        }
        for back, count in zip(reversed(range(len(counts))), counts, strict=True)
    ]
    stats = {"status": status, "chartData": {"dataPoints": points}}
    return json.dumps({"service": {"name": "N", "slug": slug, "stats": stats}})


def page(*rows: str, cuts: int = 12, head: str = "no current problems") -> str:
    """A Next.js page: the rows in pushes, cut at arbitrary places; good pages load the challenge
    platform, too."""
    flight = "".join(f'8f:["$","x",null,{row}]\n' for row in rows)
    dice = random.Random(4)
    at = sorted(dice.randrange(len(flight)) for _ in range(cuts))
    parts = [flight[a:b] for a, b in zip([0, *at], [*at, len(flight)], strict=True)]
    pushes = "".join(f"<script>self.__next_f.push({json.dumps([1, p])})</script>" for p in parts)
    return (
        "<!DOCTYPE html><html><head><title>Claude down?</title></head><body>"
        f"<h1>User reports show <span>{head}</span> with <span>Claude AI</span></h1>"
        "<div role='img' aria-label='Reports chart for the last 24 hours'></div>"
        f"<script>self.__next_f.push([0])</script>{pushes}"
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></body></html>"
    )


CALM = [5] * 96
OTHER = service("whatsapp", "danger", [900] * 96)

LEVELS = [
    (CALM, "success", "none"),
    ([*CALM[2:], 19, 19], "success", "none"),
    ([*CALM[1:], 30], "success", "watch"),
    ([*CALM[2:], 30, 30], "success", "spike"),
    ([*CALM[3:], 30, 30, 4], "success", "spike"),
    ([*CALM[3:], 30, 4, 30], "success", "watch"),
    ([*CALM[5:], 900, 900, 4, 4, 4], "success", "none"),
    (CALM, "warning", "watch"),
    (CALM, "danger", "spike"),
]


@pytest.mark.parametrize(("counts", "status", "level"), LEVELS)
def test_the_level(tmp_path: Path, counts: list[int], status: str, level: str) -> None:
    """The colour or the newest slots, whichever says more; trending companies do not count."""
    with peer(Reply(page(OTHER, service("claude-ai", status, counts), OTHER))) as at:
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path))
    assert told.why is None
    facts = told.facts
    assert (facts["level"], facts["colour"]) == (level, status)
    assert (facts["reports"], facts["baseline"]) == (counts[-1], 5)
    assert facts["bucket_age_min"] == pytest.approx(17, abs=0.2)
    assert (facts["sampled"], facts["via"]) == (96, "page")
    assert facts["spark"] == counts[-24:]
    assert told.says.startswith(f"{counts[-1]} reports in 15 min (normally about 5; 17 min ago")
    assert ("lags" in told.says) == (status != "success")


def test_one_request_without_disguise(tmp_path: Path) -> None:
    """One GET of the page, under the program's own name."""
    with peer(Reply(page(service("claude-ai", "success", CALM)))) as at:
        measure(downdetector.SOURCE.probe, env(at, tmp_path))
    (asked,) = at.asked
    assert (asked.method, asked.path) == ("GET", "/status/claude-ai/")
    assert asked.headers["user-agent"].startswith("claude-doctor/")


OLD = "<html><h1>User reports indicate</h1><script>window.DD.currentServiceProperties={status:1}"
BLOCKS = [
    (Reply("<title>Just a moment...</title>", 403), "blocked by a Cloudflare challenge"),
    (Reply("<script>window._cf_chl_opt={}</script>", 503), "blocked by a Cloudflare challenge"),
    (Reply("x", 403, {"cf-mitigated": "challenge"}), "blocked by a Cloudflare challenge"),
    (Reply("<p>(╯°□°)╯︵ ┻━┻</p><p>429 Rate Limited</p>"), "blocked by the site's rate-limit"),
    (Reply(page(cuts=0)), "has a chart whose numbers could not be read"),
    (Reply("<h1>User reports show no current problems</h1>"), "a heading, but no chart"),
    (Reply(page(OTHER)), "without a usable chart for this company"),
    (Reply(page(service("claude-ai", "success", [1, 2]))), "without a usable chart"),
    (Reply(OLD), "its page from before 2026"),
    (Reply(""), "a page that is not its status page"),
    (Reply("{}"), "a page that is not its status page"),
    (Reply("", 429, {"retry-after": "60"}), "rate limited until"),
    (Reply("", 500), "answered 500"),
    (Reply("", 302, {"location": "https://consent.example/"}), "redirects to another site"),
]


@pytest.mark.parametrize(("age", "words"), [(50, "50 min"), (5000, "83.3 h")])
def test_an_old_chart_is_stale(tmp_path: Path, age: int, words: str) -> None:
    """A page whose newest slot is older than 45 minutes says nothing about now."""
    with peer(Reply(page(service("claude-ai", "danger", CALM, age=age)))) as at:
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path))
    assert told.why is not None
    assert f"stale: the chart ends {words}" in told.why
    assert "level" not in told.facts


@pytest.mark.parametrize(("reply", "why"), BLOCKS, ids=lambda value: str(value)[:40])
def test_a_block_or_a_skeleton_is_no_level(tmp_path: Path, reply: Reply, why: str) -> None:
    """What has no chart of this company, newly drawn, is unavailable with its reason."""
    with peer(reply) as at:
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path))
    assert told.why is not None
    assert why in told.why
    assert "level" not in told.facts
    assert told.facts["link"].endswith("/status/claude-ai/")


def test_without_slugs_the_only_chart_is_the_pages_own() -> None:
    """A lone company without a slug is taken; of two, none is."""
    one = service("x", "success", CALM).replace('"slug": "x", ', "")
    assert len(charts.understood(page(one), "claude-ai").slots) == 96
    with pytest.raises(Unavailable):
        charts.understood(page(one, one), "claude-ai")


def test_the_colour_of_the_card_stands_in() -> None:
    """Where the data name no colour, the page's row or its card does; or nothing does."""
    bare = service("claude-ai", "odd", CALM)
    row = '{"companySlug":"claude-ai","companyCategory":"AI","companyCurrentStatus":"danger"}'
    card = '<div id="company-status" class="border-[var(--color-dd-yellow)]"></div>'
    assert charts.understood(page(bare), "claude-ai").colour == ""
    assert charts.understood(page(row, bare), "claude-ai").colour == "danger"
    assert charts.understood(page(bare) + card, "claude-ai").colour == "warning"


@pytest.mark.parametrize("value", ["null", "true", '"9"', "-1", "1e99", "NaN", "[]"])
def test_odd_numbers_are_left_out(value: str) -> None:
    """A slot whose numbers are none does not count."""
    row = service("claude-ai", "success", [*CALM[1:], 777]).replace("777", value)
    assert len(charts.understood(page(row), "claude-ai").slots) == 95


HOSTILE = [
    "__next_f.push(" * 150_000,
    '__next_f.push(["' * 120_000,
    "__next_f.push(" + "[" * 1_000_000,
    '__next_f.push([1,"' + '\\"service\\":{' * 100_000 + '"])',
    '__next_f.push([1,"' + '\\"service\\":{\\"a\\":[' * 80_000 + '"])',
    '__next_f.push([1,"' + ('\\"service\\":{\\"a\\":[' + "1," * 40) * 18_000 + '"])',
    "<script>" * 200_000,
    "<div>" * 400_000,
    '<div id="company-status" class="' + "x " * 900_000,
    "\x00\ufffd" * 500_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_a_hostile_page_costs_little(text: str) -> None:
    """Two megabytes of whatever are refused in a few seconds at most."""
    started = time.process_time()
    with pytest.raises(Unavailable):
        charts.understood(text, "claude-ai")
    assert clock.quiet(time.process_time() - started) < 4


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=96))
def test_every_chart_has_a_level(counts: list[tuple[float, float]]) -> None:
    """Any numbers give a level, and more reports never a lower one."""
    chart = Chart(tuple(Slot(900.0 * i, r, b) for i, (r, b) in enumerate(counts)))
    doubled = Chart(tuple(Slot(s.at, 2 * s.reports, s.usual) for s in chart.slots))
    ranks = ["none", "watch", "spike"]
    assert ranks.index(charts.level(chart)) <= ranks.index(charts.level(doubled))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_a_chart_or_a_reason(text: str, flight: str) -> None:
    """Whatever the page says, the result is a reason; never another exception."""
    pushed = json.dumps([1, f'"service":{{{flight}}}{flight}'])
    with pytest.raises(Unavailable):
        charts.understood(f"{text}<script>self.__next_f.push({pushed})</script>", "claude-ai")


def test_a_gap_in_the_chart_is_not_skipped() -> None:
    """Two loud slots hours apart are not two in a row."""
    slots = (Slot(0, 900, 5), Slot(9000, 5, 5), Slot(9900, 900, 5))
    assert charts.level(Chart(slots)) == "watch"


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://downdetector.com/status/claude-ai/", "claude-ai"),
        ("https://downdetector.fr/statut/claude-ai", "claude-ai"),
        ("https://downdetector.com/status/openai/?x=/y", "openai"),
        ("http://127.0.0.1:1/", "claude-ai"),
        ("http://127.0.0.1:1", "claude-ai"),
    ],
)
def test_the_slug_is_in_the_address(url: str, slug: str) -> None:
    """The last part of the path, on every domain; claude-ai where there is none."""
    assert downdetector.slug_of(url) == slug


def test_a_block_is_not_tried_again_at_once(tmp_path: Path) -> None:
    """For a quarter of an hour the challenge is remembered; the chart for 90 seconds."""
    with peer(Reply("<title>Just a moment...</title>", 403)) as at:
        measure(downdetector.SOURCE.probe, env(at, tmp_path))
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path))
        assert len(at.asked) == 1
    words = r"blocked by a Cloudflare challenge \(from the cache, \d s old\)"
    assert re.fullmatch(words, told.why or "")
    kept = json.loads(next(tmp_path.iterdir()).read_text())
    assert kept["until"] - kept["at"] == pytest.approx(900)
    with peer(Reply(page(service("claude-ai", "danger", CALM)))) as at:
        measure(downdetector.SOURCE.probe, env(at, tmp_path))
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path))
        assert len(at.asked) == 1
    assert told.facts["level"] == "spike"
    assert "from the cache" in told.says


SAMPLED = {
    "REAL_cloudflare_challenge__downdetector.com.br__2026-05-12.html": "Cloudflare",
    "mbh-monitor__cloudflare_challenge.html": "Cloudflare",
    "mbh-monitor__empty_response.html": "no chart",
    "mbh-monitor__no_problems_heading_only.html": "no chart",
    "mbh-monitor__normal_response.html": ("mbh-bank", "none", 5, ""),
    "mbh-monitor__high_alert_response.html": ("mbh-bank", "spike", 5, ""),
    "excerpt_nextjs_success__whatsapp-br__2026-05-12.html": ("whatsapp", "none", 96, "success"),
    "excerpt_nextjs_warning__steam-br__2026-05-12.html": ("steam", "watch", 94, "warning"),
}


@needs_samples
def test_every_sample_is_known() -> None:
    """No sample is left out below."""
    assert {path.name for path in (SAMPLES / "downdetector").iterdir()} == set(SAMPLED)


@needs_samples
@pytest.mark.parametrize("name", SAMPLED)
def test_the_samples(name: str) -> None:
    """Real and trimmed pages: blocks and skeletons are refused, charts give their level."""
    body = (SAMPLES / "downdetector" / name).read_bytes()
    answer = Answer("http://x/", 200, {}, body, 1)
    expected = SAMPLED[name]
    if isinstance(expected, str):
        with pytest.raises(Unavailable, match=expected):
            _read(answer, "claude-ai")
        return
    slug, level, slots, colour = expected
    chart = _read(answer, slug)
    assert (charts.level(chart), len(chart.slots), chart.colour) == (level, slots, colour)
    charts.fresh_enough(chart, chart.slots[-1].at + 16 * 60)
    with pytest.raises(Unavailable, match="stale"):
        charts.fresh_enough(chart, chart.slots[-1].at + 46 * 60)


def _read(answer: Answer, slug: str) -> Chart:
    check(answer, 0.0)
    charts.refused(answer)
    return charts.understood(answer.text, slug)


def test_the_blocked_are_worth_remembering() -> None:
    """The site's own rate-limit page is a refusal, not just unusable."""
    body = "(╯°□°)╯︵ ┻━┻ You have been blocked from accessing".encode()
    with pytest.raises(Refused):
        _read(Answer("http://x/", 200, {}, body, 1), "claude-ai")


LOGIN = {"DOWNDETECTOR_CLIENT_ID": "client77", "DOWNDETECTOR_CLIENT_SECRET": "hush-hush-77"}
COMPANY = {"id": 7, "slug": "claude-ai", "status": "warning", "baseline_current": 5}


def paid(asked: Asked, company: object = COMPANY, last: object = 44) -> Reply:
    """The paid API."""
    path = asked.path.split("?")[0]
    basic = base64.b64encode(b"client77:hush-hush-77").decode()
    if path == "/v2/tokens":
        good = asked.method == "POST" and asked.headers["authorization"] == f"Basic {basic}"
        return Reply('{"access_token":"tok77","expires_in":3600}') if good else Reply("{}", 401)
    if asked.headers["authorization"] != "Bearer tok77":
        return Reply("{}", 401)
    found = [{"id": 3, "slug": "claude-ai", "country_iso": "BR"}, {"id": 5, "slug": "claude"}]
    found.append({"id": 7, "slug": "claude-ai", "country_iso": "US"})
    told = {
        "/v2/companies/search": found,
        "/v2/companies/7": company,
        "/v2/companies/7/last_15": last,
    }
    return Reply(json.dumps(told[path])) if path in told else Reply("", 404)


def paid_env(at: Peer, folder: Path) -> dict[str, str]:
    """An environment with a contract."""
    return env(at, folder, CLAUDE_DOCTOR_DOWNDETECTOR_API_URL=at.url + "/v2", **LOGIN)


@pytest.mark.parametrize(
    ("status", "last", "level"),
    [
        ("success", 5, "none"),
        ("success", {"count": 44}, "watch"),
        ("warning", 5, "watch"),
        ("danger", 44, "spike"),
    ],
)
def test_the_paid_api(tmp_path: Path, status: str, last: object, level: str) -> None:
    """With credentials the API is asked, for the company of the United States, and not the page."""
    company = {**COMPANY, "status": status}
    with peer(lambda asked: paid(asked, company, last)) as at:
        told = measure(downdetector.SOURCE.probe, paid_env(at, tmp_path))
    assert told.why is None
    assert (told.facts["level"], told.facts["via"]) == (level, "api")
    assert (told.facts["colour"], told.facts["baseline"]) == (status, 5)
    assert all(asked.path.startswith("/v2/") for asked in at.asked)
    stored = "".join(file.read_text() for file in tmp_path.iterdir())
    assert not any(secret in stored for secret in ("client77", "hush-hush-77", "tok77"))


@pytest.mark.parametrize(
    ("company", "last", "why"),
    [
        ([], 5, "no company"),
        ({"id": 7}, 5, "no counts"),
        (COMPANY, None, "no counts"),
        (COMPANY, -3, "no counts"),
        ({**COMPANY, "status": "fine"}, 5, "no counts"),
        ({**COMPANY, "baseline_current": "5"}, 5, "no counts"),
    ],
)
def test_the_paid_api_in_another_shape(
    tmp_path: Path, company: object, last: object, why: str
) -> None:
    """A missing count or colour is unavailable, never none."""
    with peer(lambda asked: paid(asked, company, last)) as at:
        told = measure(downdetector.SOURCE.probe, paid_env(at, tmp_path))
    assert told.why is not None
    assert why in told.why
    assert "level" not in told.facts


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply("{}", 401), "credentials are rejected"),
        (Reply("", 302, {"location": "/elsewhere"}), "redirects"),
        (Reply("<html>"), "web page"),
        (Reply('{"access_token": 5}'), "an unexpected format"),
        (Reply('{"access_token": "a\\nb"}'), "an unexpected format"),
        (Reply("[]"), "an unexpected format"),
        (Reply("", 429), "rate limited"),
    ],
)
def test_the_paid_api_refuses(tmp_path: Path, reply: Reply, why: str) -> None:
    """A refused login ends there: one request, no page instead."""
    with peer(reply) as at:
        told = measure(downdetector.SOURCE.probe, paid_env(at, tmp_path))
    assert told.why is not None
    assert why in told.why
    assert len(at.asked) == 1


def test_paid_credentials_never_travel_in_clear(tmp_path: Path) -> None:
    """To plain http elsewhere than on this machine nothing is sent."""
    elsewhere = {"CLAUDE_DOCTOR_DOWNDETECTOR_API_URL": "http://192.0.2.1/v2", **LOGIN}
    with peer(Reply("")) as at:
        told = measure(downdetector.SOURCE.probe, env(at, tmp_path, **elsewhere))
    assert told.why == "not asked: the credentials would travel unencrypted"


def test_a_hanging_paid_api_ends_in_time(tmp_path: Path) -> None:
    """A token that never comes ends with the source's patience."""
    with peer(Reply("", hang=30)) as at:
        told = measure(downdetector.SOURCE.probe, paid_env(at, tmp_path), seconds=0.6)
    assert told.why is not None
    assert told.took < 10
