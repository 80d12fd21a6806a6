"""One Messages request against answers of every shape."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claude_doctor.border import settings as settings_module
from claude_doctor.chaos.wire import Reply as Wired
from claude_doctor.outside.transport import KINDS
from claude_doctor.outside.world import World
from claude_doctor.sources.api.messages import send
from claude_doctor.sources.api.reply import Answer, Reply, Transport
from claude_doctor.sources.api.waiting import LONGEST_S, retry_after_s
from tests.peers import peer


class Canned:
    """A peer whose next answer is set from outside, and one world to ask it from: building one for
    each answer would read the certificates of all authorities each time."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.next = Wired()
        self.url = ""
        self.runner = runner
        self.world = runner.run(self._world())

    async def _world(self) -> World:
        return World(settings_module.read({}), time.monotonic() + 3600)


@pytest.fixture(scope="module")
def canned() -> Iterator[Canned]:
    with asyncio.Runner() as runner:
        canned = Canned(runner)
        with peer(lambda _: canned.next) as at:
            canned.url = at.url
            yield canned
        runner.run(canned.world.close())


def sent(canned: Canned, status: int, body: bytes, relay: bool = False, **headers: str) -> Reply:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    canned.next = Wired(status, (*named, ("connection", "close")), body)
    return canned.runner.run(send(canned.world, canned.url, "claude-haiku-5-5", {}, 5.0, relay))


def stream(*events: object) -> bytes:
    return b"".join(b"event: x\ndata: %b\n\n" % json.dumps(event).encode() for event in events)


START = {"type": "message_start", "message": {"usage": {"input_tokens": 9, "output_tokens": 1}}}
DELTA = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "pong"}}
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 4}}
STOP = {"type": "message_stop"}
OVERLOAD = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
SSE = {"content_type": "text/event-stream"}


def test_a_whole_stream(canned: Canned) -> None:
    """Complete only with message_stop; counts are the stream's; unknown events are tolerated."""
    reply = sent(canned, 200, stream(START, {"type": "brand_new"}, DELTA, END, STOP), **SSE)
    assert ("complete", "end_turn", 9, 4) == (
        reply.answer,
        reply.stop_reason,
        reply.input_tokens,
        reply.output_tokens,
    )


def test_line_ends_of_the_other_kind_and_a_missing_last_one(canned: Canned) -> None:
    """CRLF, and a stream whose last event has no line end, are read."""
    body = stream(START, DELTA, END, STOP).replace(b"\n", b"\r\n").rstrip()
    assert "complete" == sent(canned, 200, body, **SSE).answer


@pytest.mark.parametrize("kept", [(), (START,), (START, DELTA), (START, DELTA, END)])
def test_a_stream_without_its_end_is_cut(canned: Canned, kept: tuple[object, ...]) -> None:
    """However much came, without message_stop it is not whole."""
    assert "cut" == sent(canned, 200, stream(*kept), request_id="req_1", **SSE).answer


def test_nothing_without_a_request_id_is_nobodys_answer(canned: Canned) -> None:
    """An empty 200 that the API has not signed is no stream of the API's (vendor's error page)."""
    assert "empty" == sent(canned, 200, b"", **SSE).answer


def test_an_error_inside_the_stream(canned: Canned) -> None:
    """HTTP 200 and then an error event: the error is the answer."""
    reply = sent(canned, 200, stream(START, DELTA, OVERLOAD), **SSE)
    assert ("error", 200, "overloaded_error") == (
        reply.answer,
        reply.http_status,
        reply.error_type,
    )
    assert reply.error is not None
    assert "overloaded" == reply.error.cause


@pytest.mark.parametrize(
    ("status", "body", "relay", "answer"),
    [
        (200, b"", False, "empty"),
        (200, b"<html><title>Log in</title></html>", False, "web-page"),
        (200, b"<html>x</html>", True, "web-page"),
        (200, b'{"choices": []}', True, "foreign"),
        (200, b'{"type": "message", "usage": {}}', True, "complete"),
        (204, b"", False, "empty"),
        (302, b"", False, "web-page"),
        (502, b"<html>bad gateway</html>", False, "error"),
        (413, b"<html>413 Request Entity Too Large</html>", False, "error"),
        (511, b"<html>log in</html>", False, "web-page"),
        (524, b"<html><title>newcli.example | 524</title></html>", False, "web-page"),
        (502, b"<html>bad gateway</html>", True, "web-page"),
        (500, b'{"error": {"message": "upstream"}}', True, "relay-error"),
        (529, json.dumps(OVERLOAD).encode(), True, "error"),
        (429, b"slow down", False, "error"),
        (418, b"teapot", False, "error"),
        (404, b'{"detail": "Not Found"}', True, "error"),
    ],
)
def test_answers_that_are_no_stream(
    canned: Canned, status: int, body: bytes, relay: bool, answer: str
) -> None:
    """What the body is and who stands at the address decide what the answer is."""
    assert answer == sent(canned, status, body, relay).answer


@pytest.mark.parametrize(
    ("status", "title", "by"),
    [
        (522, "api.anthropic.com | 522: Connection timed out", "cdn"),
        (524, "relay.example | 524: A timeout occurred", "portal"),
    ],
)
def test_a_cdns_page_names_its_zone(canned: Canned, status: int, title: str, by: str) -> None:
    """A page that names Anthropic's own host is Anthropic's; another one is not."""
    body = f"<html><title>{title}</title></html>".encode()
    reply = sent(canned, status, body, relay=by != "cdn")
    assert ("error", "cdn") == (reply.answer, reply.answered_by) or by == "portal"
    assert by == "cdn" or "web-page" == reply.answer


DATED = "Sun, 22 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "clock", "seconds"),
    [
        ("17", DATED, 17),
        (" 0 ", DATED, 0),
        ("1.5", DATED, 1.5),
        ("0.25", "", 0.25),
        ("Sun, 22 Nov 2026 12:02:30 GMT", DATED, 150),
        ("Sunday, 22-Nov-26 12:00:05 GMT", DATED, 5),
        ("Sun Nov 22 12:00:06 2026", DATED, 6),
        ("Sun, 22 Nov 2026 11:59:00 GMT", DATED, 0),
        ("2764800", DATED, 2764800),
        ("2764801", DATED, None),
        ("Sun, 22 Nov 2099 12:00:00 GMT", DATED, None),
        *(
            (odd, DATED, None)
            for odd in ("", "soon", "-5", "1e9", "\u0663", "nan", "1,5", "9" * 40)
        ),
        *((odd, DATED, None) for odd in ("Sun, 99 Nov 2026 12:00:00 GMT", "2026-11-22T12:00:05Z")),
    ],
)
def test_how_long_to_wait(told: str, clock: str, seconds: float | None) -> None:
    """Whole seconds, fractions, and dates in all three forms by the sender's clock; what is past is
    now, and what is longer than a month or no such thing is not told."""
    headers = {"retry-after": told, "date": clock}
    assert seconds == retry_after_s(headers, datetime(2026, 11, 22, 18, tzinfo=UTC))


@given(told=st.text(max_size=40), clock=st.text(max_size=40) | st.just(DATED))
def test_any_wait_is_seconds_within_bounds(told: str, clock: str) -> None:
    """Whatever a header holds, nothing raises, and what is told is between 0 and a month."""
    seconds = retry_after_s({"retry-after": told, "date": clock}, datetime.now(UTC))
    assert seconds is None or 0 <= seconds <= LONGEST_S


@pytest.mark.parametrize(("told", "seconds"), [("2.5", 2.5), ("Sun, 06 Nov 1994 08:49:37 GMT", 0)])
def test_a_wait_comes_with_the_reply(canned: Canned, told: str, seconds: float) -> None:
    """The reply knows what the answer's header says, however it says it."""
    reply = sent(canned, 429, json.dumps(OVERLOAD).encode(), retry_after=told)
    assert (seconds, True) == (reply.retry_after_s, reply.retry_told)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "error", "message", "usage", "details", "request_id", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
events = st.sampled_from([START, DELTA, END, STOP, OVERLOAD])
bodies = st.one_of(
    st.binary(max_size=300),
    json_like.map(lambda value: json.dumps(value).encode()),
    st.lists(events | json_like, max_size=6).map(lambda parts: stream(*parts)),
    st.text(max_size=100).map(lambda text: f"<html>{text}".encode("utf-8", "surrogatepass")),
)


@given(
    status=st.sampled_from([200, 201, 301, 400, 401, 402, 403, 404, 413, 429, 500, 503, 522, 529]),
    body=bodies,
    kind=st.sampled_from(["text/event-stream", "application/json", "text/html", ""]),
    relay=st.booleans(),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_answer_is_one_of_the_known_kinds(
    canned: Canned, status: int, body: bytes, kind: str, relay: bool
) -> None:
    """No body, of whatever shape, raises; and only message_stop or a whole message is complete."""
    reply = sent(canned, status, body, relay, content_type=kind)
    assert isinstance(reply.answer, Answer)
    if reply.answer == "complete":
        assert status == 200 or (status == 201 and b'"message"' in body)
        assert b"message_stop" in body or b'"message"' in body
    if reply.answer == "error":
        assert reply.error is not None


def test_every_kind_of_broken_path_has_its_word() -> None:
    """The reply knows each kind that the transport tells of, and no other but what was this
    machine's own: that says nothing of the path."""
    assert set(KINDS) - {"local"} == set(Transport)
