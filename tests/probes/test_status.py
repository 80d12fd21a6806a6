"""The status probe on real sockets: which way wins, what a refusal is called, how long it takes."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.border import dates, settings
from claude_doctor.chaos import wire
from claude_doctor.engine import patience
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.transport import Unavailable, Unreached
from claude_doctor.outside.world import World
from claude_doctor.probes import status
from claude_doctor.sources.statuspage import ways
from tests import clock
from tests.peers import certificate, peer
from tests.sources.statuspage.pages import API, CHAT, NOW, Post, State, as_html, as_json, incident

# The pages' times are relative to NOW, so the servers say that it is NOW.
DATE = format_datetime(NOW, usegmt=True)
JSON, HTML = {"content-type": "application/json"}, {"content-type": "text/html"}
SUMMARY, HISTORY = "/api/v2/summary.json", "/api/v2/incidents.json"


@dataclass(frozen=True)
class Reply:
    """What a page answers; `hang`: seconds of silence first."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0


GONE = Reply(b"nope", 404)
HANG = Reply(hang=60)
GREEN = Reply(as_json(State()), headers=JSON)
RED = Reply(
    as_json(State({API: "major_outage"}, (Post("Elevated errors", on=(API,)),), "major")),
    headers=JSON,
)
RED_HTML = Reply(
    as_html(State({API: "major_outage"}, (Post("Elevated errors on the API"),), "major")),
    headers=HTML,
)


@dataclass
class Site:
    """A status page: what it answers by path, and what it was asked."""

    replies: Mapping[str, Reply]
    asked: list[str] = field(default_factory=list)
    trickle: bool = False  # a byte now and then, for every path

    @contextlib.contextmanager
    def served(self, tls: ssl.SSLContext | None = None) -> Iterator[str]:
        """The site on a loopback port of its own; its address."""
        with peer(self.answer, tls) as at:
            yield at.url

    def answer(self, seen: wire.Seen) -> wire.Reply:
        """Say what is kept for the path that was asked."""
        self.asked.append(seen.path)
        reply = self.replies.get(seen.path, GONE)
        headers = {"date": DATE, **reply.headers}
        trickled = ((0.2, b" "),) * 300 if self.trickle else None
        return wire.Reply(
            reply.status, tuple(headers.items()), reply.body, trickled, silence_s=reply.hang
        )


@dataclass
class Seen:
    """One run of the probe: facts, sentence, what it raised, how long it took."""

    facts: dict[str, Any]
    summary: str
    error: Exception | None
    seconds: float


def probe(
    first: Site | str,
    second: Site | str = "",
    models: tuple[str, ...] = (),
    tls: ssl.SSLContext | None = None,
    limit: float = 10,
) -> Seen:
    """Run the probe against two sites; a string is an address as it stands."""

    async def whole(*urls: str) -> Seen:
        env = {"CLAUDE_DOCTOR_STATUS_URL": urls[0], "CLAUDE_DOCTOR_STATUS_FALLBACK_URL": urls[1]}
        world = World(settings.read(env, settings.Asked(models=models)), time.monotonic() + limit)
        sheet, error = Sheet("status"), None
        began = time.monotonic()
        try:
            await asyncio.wait_for(status.run(world, sheet), limit)
        except (Unavailable, Unreached, TimeoutError) as raised:
            error = raised
        taken = time.monotonic() - began
        await world.close()
        return Seen(sheet.facts, sheet.summary, error, taken)

    with contextlib.ExitStack() as stack:
        urls = [
            site if isinstance(site, str) else stack.enter_context(site.served(context))
            for site, context in ((first, tls), (second, None))
        ]
        return asyncio.run(whole(*urls))


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own proxy and CA variables do not reach the tests."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy",
                 "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    yield


def test_a_green_page_is_told_in_one_request_for_the_state() -> None:
    """The first address answers: its facts, and the second address is left alone."""
    first, second = Site({SUMMARY: GREEN}), Site({SUMMARY: RED})
    seen = probe(first, second)
    assert seen.error is None
    assert (seen.facts["api_component"], seen.facts["source"]) == ("operational", "json")
    assert seen.facts["http_status"] == 200
    assert "first_fault" not in seen.facts
    assert seen.summary == "Claude API operational, no open incident"
    assert (sorted(first.asked), second.asked) == ([HISTORY, SUMMARY], [])


def test_every_field_of_a_reading_is_a_fact() -> None:
    """Each is a fact of this probe under its own name, with a meaning of its own."""
    facts = status.READ
    assert {f"status.{name}" for name in facts} == {fact.key for fact in facts.values()}
    assert len(facts) == len({fact.meaning for fact in facts.values()}) > 25


def test_an_outage_is_told_with_its_incident() -> None:
    """A red page: the facts that rules and sentences use."""
    seen = probe(Site({SUMMARY: RED}))
    assert {
        "api_component": "major_outage", "api_incident": True, "incident_name": "Elevated errors",
        "incident_state": "investigating", "incident_age_min": 12, "stale_flag": False,
    }.items() <= seen.facts.items()  # fmt: skip
    assert seen.facts["model_incident"] is False


REFUSALS = {
    "captcha": (Reply(status=405, headers={"x-amzn-waf-action": "captcha"}), "CAPTCHA (405)"),
    "challenge": (Reply(status=202, headers={"x-amzn-waf-action": "challenge"}), "WAF asks"),
    "challenge page": (Reply(b"<script>window.gokuProps = {}</script>"), "AWS WAF"),
    "accepted": (Reply(GREEN.body, 202), "no page yet (202)"),
    "cloudflare": (Reply(status=403, headers={"cf-mitigated": "challenge"}), "Cloudflare asks"),
    "forbidden": (Reply(GREEN.body, 403), "access denied (403)"),
    "denied": (Reply(status=403, headers={"x-deny-reason": "host_not_allowed"}), "proxy denies"),
    "rate limited": (Reply(status=429), "rate limited (429)"),
    "broken": (Reply(GREEN.body, 503), "the status page itself fails (503)"),
    "gone": (GONE, "no status page there (404)"),
    "portal": (Reply(b"<title>Hotel Wifi</title><p>", headers=HTML), "“Hotel Wifi”"),
    "elsewhere": (Reply(status=302, headers={"location": "http://other.test/"}), "another site"),
    "half": (Reply(GREEN.body[:-40]), "cut-off JSON"),
    "empty": (Reply(), "an empty answer"),
    "other JSON": (Reply(b'{"ok": true}'), "not a status page's"),
    "not Claude's": (
        Reply(b'{"components": [{"id": "x", "name": "Checkout", "status": "operational"}]}'),
        "not Claude's",
    ),
    "bomb": (
        Reply(gzip.compress(b" " * 3_000_000), headers={"content-encoding": "gzip"}), "2 MiB",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reply", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_a_page_that_cannot_be_read_is_neither_green_nor_red(reply: Reply, reason: str) -> None:
    """Every refusal has its own name, and leaves no state of the API behind."""
    everywhere = dict.fromkeys((SUMMARY, HISTORY, "/"), reply)
    seen = probe(Site(everywhere))
    assert isinstance(seen.error, Unavailable)
    assert reason in str(seen.error)
    assert reason in seen.facts["first_fault"]
    assert seen.facts.keys() <= {"first_fault", "http_status"}


@pytest.mark.parametrize(("reply", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_the_second_address_steps_in_at_once(reply: Reply, reason: str) -> None:
    """Whatever the first address refuses with, the second's page is read, and it is said so."""
    seen = probe(Site({SUMMARY: reply, HISTORY: reply}), Site({SUMMARY: RED}))
    assert seen.error is None
    assert (seen.facts["api_component"], seen.facts["source"]) == ("major_outage", "second address")
    assert reason in seen.facts["first_fault"]
    assert seen.summary.endswith("(second address)")
    assert clock.soon(seen.seconds, patience.PAGE_HISTORY, slack=patience.PAGE_HEAD_START)


def test_a_silent_first_address_costs_a_moment() -> None:
    """The second starts after the head start and does not wait for the loser."""
    silent = Site(dict.fromkeys((SUMMARY, HISTORY, "/"), HANG))
    seen = probe(silent, Site({SUMMARY: GREEN}))
    assert seen.facts["source"] == "second address"
    assert patience.PAGE_HEAD_START <= seen.seconds < patience.PAGE - 0.5


def test_a_slow_first_address_may_still_win() -> None:
    """Slower than the head start, while the second refuses: the first's page is used."""
    slow = Reply(RED.body, hang=patience.PAGE_HEAD_START + 0.4)
    seen = probe(Site({SUMMARY: slow}), Site({}))
    assert (seen.facts["api_component"], seen.facts["source"]) == ("major_outage", "json")


def test_silence_everywhere_is_a_time_out() -> None:
    """Both addresses hang: within the budget, as silence."""
    silent = dict.fromkeys((SUMMARY, HISTORY, "/"), HANG)
    seen = probe(Site(silent), Site(silent))
    assert isinstance(seen.error, Unreached)
    assert seen.error.kind == "silent"
    assert "api_component" not in seen.facts
    assert seen.seconds < 9  # of ten


def test_one_byte_a_second_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that trickles is given up at the deadline like one that says nothing."""

    monkeypatch.setattr(patience, "PAGE", 1.0)
    seen = probe(Site({}, trickle=True))
    assert isinstance(seen.error, Unreached)
    assert seen.seconds < 5


def test_nobody_there() -> None:
    """A refused connection at both addresses: unavailable, in no time, without HTML attempts."""
    seen = probe("http://127.0.0.1:9", "http://127.0.0.1:9")
    assert isinstance(seen.error, Unavailable)
    assert "refused" in str(seen.error)
    assert clock.soon(seen.seconds, 0, slack=1)


def test_a_name_that_cannot_be_used() -> None:
    """An address that is none is a reason, not a crash."""
    for address in ("not an address", "http://", "ftp://127.0.0.1", "http://[::1"):
        assert isinstance(probe(address).error, Unavailable)


def test_a_bad_certificate_and_the_second_address() -> None:
    """The page's certificate fails (as on 2026-08-14): named, and the other address is read."""
    context = certificate(trustme.CA())
    first = Site({SUMMARY: GREEN, "/": RED_HTML})
    seen = probe(first, Site({SUMMARY: RED}), tls=context)
    assert seen.facts["source"] == "second address"
    assert "certificate is not accepted (untrusted-issuer)" in seen.facts["first_fault"]
    assert first.asked == []
    alone = probe(first, tls=context)
    assert "certificate is not accepted" in str(alone.error)


def test_html_is_the_last_way() -> None:
    """No JSON anywhere: the home page is read, and it is said so."""
    seen = probe(Site({"/": RED_HTML}), Site({}))
    assert (seen.facts["api_component"], seen.facts["source"]) == ("major_outage", "html")
    assert True is seen.facts["api_incident"]
    assert seen.summary.endswith("(from the HTML page)")
    assert "404" in seen.facts["first_fault"]


def test_html_in_place_of_json_is_read_for_what_it_is() -> None:
    """Some relay serves the home page for every path: read, and called HTML."""
    seen = probe(Site({SUMMARY: RED_HTML}))
    assert (seen.facts["api_component"], seen.facts["source"]) == ("major_outage", "html")


def test_the_incident_list_stands_in_for_the_summary() -> None:
    """Only `incidents.json` can be read: it holds the components as they are now."""
    state = State({API: "partial_outage"}, (Post("Errors", on=(API,)),))
    only = Reply(as_json(state, components=None))
    seen = probe(Site({HISTORY: only}))
    assert (seen.facts["api_component"], seen.facts["api_incident"]) == ("partial_outage", True)


def test_what_was_resolved_lately_comes_from_the_incident_list() -> None:
    """`recovered_min` needs the second file; a hanging one costs a moment and the fact."""
    state = State(incidents=(Post("Elevated errors", "resolved", (API,), (40,), resolved=10),))
    history = Reply(as_json(state, incidents=[incident(state.incidents[0], state, 7)]))
    seen = probe(Site({SUMMARY: GREEN, HISTORY: history}))
    assert seen.facts["recovered_min"] == 10
    assert "“Elevated errors” resolved 10 min ago" in seen.summary
    slow = probe(Site({SUMMARY: GREEN, HISTORY: HANG}))
    assert slow.facts["api_component"] == "operational"
    assert "recovered_min" not in slow.facts
    assert slow.seconds < 5  # it hangs for 60


def old(reply: Reply, age: str) -> Reply:
    """The same from a cache, made before NOW as `Date` then says."""
    made = NOW - timedelta(seconds=3300)
    return Reply(
        reply.body,
        headers={"age": age, "date": format_datetime(made, usegmt=True)},
    )


def test_an_old_copy_is_told_and_does_not_count_as_green() -> None:
    """Age of 55 minutes and nobody fresher: the sentence says so, the state stays open."""
    seen = probe(Site({SUMMARY: old(GREEN, "3300")}))
    assert (seen.facts["page_old"], seen.facts["page_age_s"]) == (True, 3300)
    assert not {"api_component", "api_incident"} & seen.facts.keys()
    assert (
        seen.summary == "A copy of the page, 55 min old: Claude API operational, no open incident"
    )
    red = probe(Site({SUMMARY: old(RED, "3300, 12")}))
    assert (red.facts["api_component"], red.facts["page_old"]) == ("major_outage", True)
    assert red.facts["incident_age_min"] == 12


def test_a_fresher_page_is_preferred_to_an_old_copy() -> None:
    """The CDN's memory is an hour old, the other address answers now: the other is believed."""
    seen = probe(Site({SUMMARY: old(GREEN, "3300")}), Site({SUMMARY: RED}))
    assert (seen.facts["api_component"], seen.facts["source"]) == ("major_outage", "second address")
    assert "55 min old" in seen.facts["first_fault"]
    kept = probe(
        Site({SUMMARY: old(GREEN, "3300")}),
        Site(dict.fromkeys((SUMMARY, HISTORY, "/"), HANG)),
    )
    assert True is kept.facts["page_old"]
    assert kept.seconds < patience.PAGE - 0.5


@pytest.mark.parametrize("age", ["-5", "soon", "", "5", "1e9", "٣"])
def test_an_age_that_is_none_does_no_harm(age: str) -> None:
    """Odd Age headers are no age, or a small one."""
    assert (dates.cache_age({"age": age}) or 0) <= 5
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert ways.clock({"date": "yesterday", "age": age}, now) == now


def test_a_page_without_the_api_is_measured_without_it() -> None:
    """The component is missing: the neighbours are told, the API is not guessed."""
    parts = [{"id": CHAT, "name": "claude.ai", "status": "operational"}]
    seen = probe(Site({SUMMARY: Reply(as_json(State(), components=parts))}))
    assert seen.error is None
    assert seen.facts["chat_component"] == "operational"
    assert not {"api_component", "api_incident"} & seen.facts.keys()
    assert seen.summary.startswith("The page lists no Claude API")


def test_the_users_models_reach_the_reader() -> None:
    """`--model` decides whether an incident is about a model of the user's."""
    page = Reply(as_json(State(incidents=(Post("Opus 5.5 errors", on=(CHAT,)),))))
    seen = probe(Site({SUMMARY: page}), models=("claude-opus-5-5",))
    assert (seen.facts["model_incident"], seen.facts["model_named"]) == (True, "claude-opus-5-5")
    other = probe(Site({SUMMARY: page}), models=("claude-sonnet-5-5",))
    assert False is other.facts["model_incident"]


def test_a_redirect_inside_the_site_is_followed() -> None:
    """The page moved on its own host: still read."""
    moved = Reply(status=301, headers={"location": "/v3/summary.json"})
    seen = probe(Site({SUMMARY: moved, "/v3/summary.json": RED}))
    assert seen.facts["api_component"] == "major_outage"


def test_strangers_text_is_harmless() -> None:
    """Escape sequences, bidi marks and endless names stay out of facts and sentence."""
    name = "\x1b[31mElevated\u202e errors\n" + "x" * 5000
    seen = probe(Site({SUMMARY: Reply(as_json(State(incidents=(Post(name, on=(API,)),))))}))
    told = [seen.summary, seen.facts["incident_name"], seen.facts["incidents"][0]["name"]]
    for text in told:
        assert text.isprintable()
        assert len(text) <= 300


def test_nothing_is_left_running(caplog: pytest.LogCaptureFixture) -> None:
    """The loser's failure is nobody's: no warning about a task that was never looked at."""
    import gc

    probe(Site({SUMMARY: Reply(status=500, hang=1.8)}), Site({SUMMARY: GREEN}))
    gc.collect()
    assert [] == caplog.records


def test_the_probe_speaks_for_itself() -> None:
    """Its name is the contract's, its question is plain, and importing it loads nothing heavy."""
    import subprocess
    import sys

    assert (status.PROBE.name, status.PROBE.network) == ("status", True)
    code = (
        "import sys, claude_doctor.probes.status;"
        "print(*{'bs4', 'httpx'} & {m.split('.')[0] for m in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert done.stdout.strip() == ""
