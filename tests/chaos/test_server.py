"""The world's wire: every misbehaviour is what it says, hostile bytes do no harm, nothing stays."""

from __future__ import annotations

import _thread
import gc
import json
import socket
import ssl
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from urllib.parse import urlsplit

import httpx
import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.chaos import DEMO_KEY, serve
from claude_doctor.chaos.roles import ROLES, Api, Control, Proxy, Status
from claude_doctor.chaos.wire import Reply, Seen, Wire
from tests.changing import until
from tests.peers import certificate, kept_port

from .worlds import HEALTHY, KEY, PING, fetch, raw, served


def test_every_role_listens_on_its_own_loopback_port() -> None:
    """One address a role, all different, all on 127.0.0.1."""
    with served() as running:
        assert set(ROLES) == set(running.urls)
        assert len(ROLES) == len(set(running.urls.values()))
        assert all(url.startswith("http://127.0.0.1:") for url in running.urls.values())


def test_the_apis_port_can_be_chosen_and_a_taken_one_is_an_error() -> None:
    """--port N is the API's port; a second world on it fails at once and leaves nothing open."""
    with kept_port() as port:
        with serve(HEALTHY, port=port), pytest.raises(OSError), serve(HEALTHY, port=port):
            pass
        with serve(HEALTHY, port=port) as running:
            assert f"http://127.0.0.1:{port}" == running.api_url


def test_nothing_is_left_behind() -> None:
    """After the world: no thread, no folder, no open port, no unclosed socket."""
    before = _thread._count()
    with served(control=Control(Wire.MUTE), api=Api(Wire.HANG)) as running:
        ports = [urlsplit(running.urls[r]).port or 0 for r in ("api", "control", "status")]
        held = [socket.create_connection(("127.0.0.1", port)) for port in ports]
        for peer in held:
            peer.sendall(b"GET /v1/models HTTP/1.1\r\n\r\n")
        time.sleep(0.05)
    for peer in held:
        peer.close()
    until(lambda: _thread._count() <= before)
    assert not running.folder.exists()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", urlsplit(running.api_url).port or 0), timeout=1)
    gc.collect()  # an unclosed socket would warn here, and a warning is an error


def test_it_stops_quickly_with_every_peer_hanging() -> None:
    """Stopping does not wait for a trickle or a hang."""
    for wire in (Wire.MUTE, Wire.DEAF, Wire.HANG, Wire.TRICKLE, Wire.TRICKLE_BODY):
        with served(api=Api(wire)) as running:
            peer = socket.create_connection(("127.0.0.1", urlsplit(running.api_url).port or 0))
            peer.sendall(b"GET /v1/messages HTTP/1.1\r\n\r\n")
            time.sleep(0.05)
            started = time.monotonic()
        assert time.monotonic() - started < 4, wire
        peer.close()


def test_many_quick_connections_are_served() -> None:
    """Four hundred requests, each on a connection of its own, sixteen at a time."""
    with served() as running:
        target = running.urls["control"] + "/generate_204"

        def ask(_: int) -> bytes:
            return raw(target, b"GET /generate_204 HTTP/1.1\r\nconnection: close\r\n\r\n", 20)

        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(ask, range(400)))
        assert 400 == sum(a.startswith(b"HTTP/1.1 204 ") for a in answers)
        assert 400 == len(running.asked("control"))


def test_a_connection_carries_several_requests() -> None:
    """Keep-alive: two requests in one go, two answers in order."""
    one = b"GET /generate_204 HTTP/1.1\r\nhost: x\r\n\r\n"
    with served() as running:
        assert 2 == raw(running.urls["control"], one + one, 0.3).count(b"HTTP/1.1 204")


def test_a_request_may_be_the_last_of_its_connection() -> None:
    """`connection: close` is kept, and said, so that no pool uses that connection again."""
    last = b"GET /generate_204 HTTP/1.1\r\nconnection: close\r\n\r\n"
    with served() as running:
        got = raw(running.urls["control"], last, wait=20)
    assert 1 == got.count(b"HTTP/1.1 204")
    assert b"\r\nconnection: close\r\n" in got


def test_a_refused_port_refuses() -> None:
    """Nobody listens, and nobody else can get the port meanwhile."""
    with served(api=Api(Wire.REFUSED)) as running:
        with pytest.raises(ConnectionRefusedError):
            raw(running.api_url)
        with closing(socket.socket()) as other, pytest.raises(OSError):
            other.bind(("127.0.0.1", urlsplit(running.api_url).port or 0))


@pytest.mark.parametrize("wire", [Wire.MUTE, Wire.DEAF])
def test_silence_is_silence(wire: Wire) -> None:
    """Connected, and not a byte comes."""
    with served(control=Control(wire)) as running:
        assert b"" == raw(running.urls["control"], wait=0.3)


def test_closed_and_reset_without_an_answer_differ() -> None:
    """CLOSE ends in good order, RESET with an error."""
    with served(control=Control(Wire.CLOSE)) as running:
        assert b"" == raw(running.urls["control"])
    with served(control=Control(Wire.RESET)) as running, pytest.raises(ConnectionResetError):
        raw(running.urls["control"])


def test_a_trickle_is_a_byte_a_second() -> None:
    """Within half a second one byte has come, within a second and a half two."""
    with served(status=Status(Wire.TRICKLE)) as running:
        assert b"H" == raw(running.urls["status"], wait=0.5)
        assert b"HT" == raw(running.urls["status"], wait=1.5)


def test_a_trickled_body_has_its_headers_at_once() -> None:
    """The head is whole, the body a byte long."""
    with served(status=Status(Wire.TRICKLE_BODY)) as running:
        head, _, body = raw(running.urls["status"], wait=0.5).partition(b"\r\n\r\n")
        assert (True, 1) == (head.startswith(b"HTTP/1.1 200 "), len(body))


@pytest.mark.parametrize(("wire", "closes"), [(Wire.CUT, True), (Wire.HANG, False)])
def test_half_a_body(wire: Wire, closes: bool) -> None:
    """Half of what was announced comes; then the end, or nothing."""
    with served(status=Status(wire)) as running:
        started = time.monotonic()
        head, _, body = raw(running.urls["status"], wait=1.5).partition(b"\r\n\r\n")
        assert closes is (time.monotonic() - started < 1.4)
    announced = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    assert announced // 2 == len(body)


def test_a_wrong_length_announces_less_than_is_sent() -> None:
    """Clients that believe it get half a document."""
    with served(status=Status(Wire.WRONG_LENGTH)) as running:
        answer = httpx.get(
            running.urls["status"] + "/api/v2/summary.json", trust_env=False, verify=False
        )
    with pytest.raises(ValueError):
        answer.json()


def test_garbage_is_no_http() -> None:
    """What comes does not begin like an answer."""
    with served(control=Control(Wire.GARBAGE)) as running:
        got = raw(running.urls["control"])
    assert got and not got.startswith(b"HTTP/")


def test_a_bomb_is_small_on_the_wire_and_large_unpacked() -> None:
    """Under 100 KiB travel; far more than 2 MiB come out of them."""
    with served(status=Status(Wire.BOMB)) as running:
        head, _, body = raw(running.urls["status"], wait=20).partition(b"\r\n\r\n")
    assert b"content-encoding: gzip" in head.lower()
    assert len(body) < 100 * 1024
    assert len(zlib.decompressobj(31).decompress(body, 3 * 1024 * 1024)) == 3 * 1024 * 1024


def test_a_tls_hello_on_the_plain_port_is_answered_in_plain_text() -> None:
    """A TLS client learns that this is no TLS, at once."""
    with served() as running:
        port = urlsplit(running.api_url).port or 0
        words = r"WRONG_VERSION|RECORD_LAYER|HTTP_REQUEST"
        with (
            socket.create_connection(("127.0.0.1", port), timeout=2) as peer,
            pytest.raises(ssl.SSLError, match=words),
        ):
            ssl.create_default_context().wrap_socket(peer, server_hostname="localhost")


@pytest.mark.parametrize(
    "sent",
    [
        b"GET\r\n\r\n",
        b"GET / SPDY/9\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\ncontent-length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"y" * 200_000 + b"\r\n\r\n",
        b"\x00" * 40,
    ],
)
def test_a_request_that_is_none_gets_400_or_431(sent: bytes) -> None:
    """Hostile input is refused; it is no fault of the world."""
    with served() as running:
        got = raw(running.urls["control"], sent)
    assert got[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([b"", b"GET ", b"POST /v1/messages HTTP/1.1\r\n"]))
def test_no_bytes_break_the_world(sent: bytes, start: bytes) -> None:
    """Whatever arrives, the connection ends and the world has no fault."""
    with served() as running:
        port = urlsplit(running.api_url).port or 0
        with socket.create_connection(("127.0.0.1", port), timeout=3) as peer:
            peer.sendall(start + sent)
            peer.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                while peer.recv(65536):
                    pass


def test_a_role_speaks_tls_with_the_callers_certificate() -> None:
    """Behind the handshake it is the same role; the others stay plain."""
    ca = trustme.CA()
    trusting = ssl.create_default_context()
    ca.configure_trust(trusting)
    with serve(HEALTHY, tls={"api": certificate(ca)}) as running:
        assert running.api_url.startswith("https://127.0.0.1:")
        assert running.urls["status"].startswith("http://")
        with httpx.Client(trust_env=False, verify=trusting) as http:
            assert 401 == http.post(running.api_url + "/v1/messages", json=PING).status_code
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(running.api_url, trust_env=False)
    assert [] == running.faults


def test_a_mute_port_is_mute_in_every_protocol() -> None:
    """A TLS hello gets no more of an answer than a request does."""
    with served(control=Control(Wire.MUTE)) as running:
        assert b"" == raw(running.urls["control"], b"\x16\x03\x01\x00\x05hello", wait=0.3)
    with served(control=Control(Wire.CLOSE)) as running:
        assert b"" == raw(running.urls["control"], b"\x16\x03\x01\x00\x05hello")


def test_a_proxy_may_open_tunnels_on_this_machine_alone() -> None:
    """CONNECT leads to another role, and nowhere else."""
    with served(proxy=Proxy(Wire.TUNNEL)) as running:
        target = running.urls["control"].removeprefix("http://")
        ask = b"GET /generate_204 HTTP/1.1\r\nconnection: close\r\n\r\n"
        got = raw(running.urls["proxy"], f"CONNECT {target} HTTP/1.1\r\n\r\n".encode() + ask, 0.5)
        assert got.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 204 ")
        away = raw(running.urls["proxy"], b"CONNECT 192.0.2.1:443 HTTP/1.1\r\n\r\n")
        assert away.startswith(b"HTTP/1.1 502 ")


def test_an_answer_may_be_a_function_of_the_request() -> None:
    """Its own date is sent instead of today's, after its silence."""

    def answer(seen: Seen) -> Reply:
        return Reply(200, (("date", "then"),), seen.path.encode(), silence_s=0.2)

    with served(control=Control(answer)) as running:
        started = time.monotonic()
        got = fetch(running, "control", "/some/path")
        assert time.monotonic() - started >= 0.2
    assert (b"/some/path", "then") == (got.content, got.headers["date"])


def test_chunked_requests_are_read() -> None:
    """A body in chunks arrives whole."""
    sent = b"POST /x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with served() as running:
        raw(running.urls["control"], sent, 0.3)
        assert b"abcde" == running.log[0].body


def test_the_log_shows_where_a_key_went() -> None:
    """Every request is kept with its role, headers and body."""
    with served() as running:
        httpx.post(
            running.api_url + "/v1/messages", json=PING, headers=KEY, trust_env=False, verify=False
        )
        httpx.get(running.urls["status"] + "/?q=1", trust_env=False, verify=False)
        seen = [(s.role, s.method, s.path) for s in running.log]
        carriers = [s.role for s in running.log if DEMO_KEY in str(s.headers)]
    assert [("api", "POST", "/v1/messages"), ("status", "GET", "/?q=1")] == seen
    assert ["api"] == carriers
    assert PING == json.loads(running.log[0].body)
