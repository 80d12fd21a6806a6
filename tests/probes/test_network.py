"""The network probe against real sockets: TLS with a throw-away CA, real proxies, dead ends."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.border import settings
from claude_doctor.chaos.wire import Instead, Reply, Seen, Wire
from claude_doctor.engine import patience
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import network
from tests import clock
from tests.peers import certificate, peer, proxy, refusing_port

Scene = Callable[[contextlib.AsyncExitStack], Awaitable[dict[str, str]]]

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """httpx reads the process's own proxy and CA variables; a test starts without any."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@contextlib.asynccontextmanager
async def served(answer: Instead, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A peer of the loopback world; its port."""
    with peer(answer, context) as at:
        yield at.port


def answers(status: int, body: str = "", off: float = 0.0, **headers: str) -> Instead:
    """An HTTP answer; its clock is `off` seconds ahead."""

    def answer(_: Seen) -> Reply:
        date = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=off), usegmt=True)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {"date": date, **named, "connection": "close"}
        return Reply(status, tuple(own.items()), body.encode())

    return answer


def measure(scene: Scene, timeout: float = 40.0) -> dict[str, Any]:
    """Run the probe in the scene's environment, close it, and give its facts."""

    async def go() -> dict[str, Any]:
        async with contextlib.AsyncExitStack() as stack:
            nobody = f"http://127.0.0.1:{refusing_port()}/"
            env = dict.fromkeys(
                ("CLAUDE_DOCTOR_CONTROL_URL", "CLAUDE_DOCTOR_FRONT_DOOR_URL"), nobody
            )
            env |= await scene(stack)
            world = World(settings.read(env), time.monotonic() + timeout)
            sheet = Sheet("network", world.secrets)
            started = time.monotonic()
            run = asyncio.create_task(network.run(world, sheet))
            await asyncio.wait([run], timeout=timeout)
            run.cancel()
            await asyncio.wait([run])
            seconds = time.monotonic() - started
            if (
                not run.cancelled()
                and (bug := run.exception())
                and bug.__class__ is not TimeoutError
            ):
                raise bug
            network.close(world, sheet)
            await world.close()
            return {**sheet.facts, "summary": sheet.summary, "seconds": seconds}

    return asyncio.run(go())


def api(handler: Instead, context: ssl.SSLContext | None = None, **env: str) -> Scene:
    """A scene with only an API host."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        port = await stack.enter_async_context(served(handler, context))
        scheme = "http" if context is None else "https"
        return {"ANTHROPIC_BASE_URL": f"{scheme}://127.0.0.1:{port}", **env}

    return scene


def internet(*handlers: Instead) -> Scene:
    """A scene with control hosts, and nobody at the API's address."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        ports = [await stack.enter_async_context(served(handler)) for handler in handlers]
        return {
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{refusing_port()}",
            "CLAUDE_DOCTOR_CONTROL_URL": " ".join(f"http://127.0.0.1:{p}/check" for p in ports),
        }

    return scene


def behind(
    handler: Instead, target: Scene, monkeypatch: pytest.MonkeyPatch, login: str = ""
) -> Scene:
    """The target's scene, seen through a proxy."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        env = await target(stack)
        port = await stack.enter_async_context(served(handler))
        url = f"http://{login}127.0.0.1:{port}"
        names = ("HTTPS_PROXY",) if "https" in env["ANTHROPIC_BASE_URL"] else ("HTTP_PROXY",)
        for name in names:
            monkeypatch.setenv(name, url)
            env[name] = url
        return env

    return scene


def test_an_open_control_host_is_enough() -> None:
    """One 204 means an open internet, whatever the other control hosts do."""
    facts = measure(internet(Wire.MUTE, answers(204), answers(200, "<html>")))
    assert facts["control"] == "open"
    assert facts["summary"].endswith("internet works")


@pytest.mark.parametrize(
    ("handler", "word"),
    [
        (answers(200, "<html>Welcome to the hotel</html>"), "portal"),
        (answers(200, "plain words"), "portal"),
        (answers(302, location="http://login.invalid/"), "portal"),
        (answers(511, "<html>"), "portal"),
        (answers(200), "open"),
        (answers(503, "later"), "failed"),
    ],
)
def test_what_a_control_host_says(handler: Instead, word: str) -> None:
    """204 and an empty 200 are open; other text and redirects a portal; 5xx a failure."""
    assert measure(internet(handler))["control"] == word


def test_a_portal_is_named() -> None:
    """The host that a portal redirects to is told."""
    handler = answers(302, location="https://wifi.example/login?x=1")
    assert measure(internet(handler))["portal_host"] == "wifi.example"


def test_silent_control_hosts_have_failed_after_their_bound() -> None:
    """Silence counts as a failure, after three seconds of listening and not after the deadline."""
    facts = measure(internet(Wire.MUTE, Wire.MUTE), timeout=20)
    assert facts["control"] == "failed"
    assert 2.5 < facts["seconds"]
    assert clock.soon(facts["seconds"], 18.5 if facts["busy"] else 3, slack=1.5)


@pytest.mark.parametrize(("timeout", "word"), [(0.5, "failed"), (1.2, "failed"), (2.0, "failed")])
def test_silence_in_a_short_run(timeout: float, word: str | None) -> None:
    """Silence is told before the deadline; where it was short, because nobody else answered."""
    facts = measure(internet(Wire.MUTE), timeout=timeout)
    assert facts.get("control") == word or facts["busy"]
    assert clock.soon(facts["seconds"], timeout, slack=0.05)


def test_an_end_between_hearing_and_writing_loses_nothing() -> None:
    """The run is ended in the very turn of the loop in which the control host's silence is over,
    or one of the next: what it meant is told all the same."""

    async def ended(turns: int, env: dict[str, str]) -> tuple[object, object]:
        world, sheet = World(settings.read(env), time.monotonic() + 1.4), Sheet("network")
        run = asyncio.create_task(network.run(world, sheet))
        await asyncio.sleep(world.left())
        while "control" in sheet.waiting and not run.done():
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        run.cancel()
        await asyncio.wait([run])
        network.close(world, sheet)
        await world.close()
        return sheet.facts.get("control"), sheet.facts["busy"]

    async def go() -> list[tuple[object, object]]:
        async with contextlib.AsyncExitStack() as stack:
            env = await internet(Wire.MUTE)(stack)
            env["CLAUDE_DOCTOR_FRONT_DOOR_URL"] = f"http://127.0.0.1:{refusing_port()}"
            return [await ended(turns, env) for turns in range(3)]

    assert all(control == "failed" or busy for control, busy in asyncio.run(go()))


def test_the_known_text_of_a_control_host() -> None:
    """Firefox's check answers `success`, and that is as good as a 204."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        port = await stack.enter_async_context(served(answers(200, "success\n")))
        return {"CLAUDE_DOCTOR_CONTROL_URL": f"http://127.0.0.1:{port}/success.txt",
                "ANTHROPIC_BASE_URL": "http://127.0.0.1:1"}  # fmt: skip

    assert measure(scene)["control"] == "open"


@pytest.mark.parametrize("off", [-1000.0, 0.0, 1000.0])
def test_the_clock_is_compared(off: float) -> None:
    """The skew has the sign of "this clock is ahead", and is accurate to a second or so."""
    facts = measure(internet(answers(204, off=off)))
    assert facts["clock_skew_s"] == pytest.approx(-off, abs=1.5)
    assert facts["clock_off"] is (off != 0.0)


def test_a_closed_port() -> None:
    """A refused connection is a measurement: DNS ok, TCP failed, and how."""
    facts = measure(internet(answers(204)))
    assert (facts["dns"], facts["tcp"]) == ("ok", "failed")
    assert facts["tcp_fault"] == "connection refused"
    assert facts["tls"] == "none"
    assert facts["proxy"] == "none"
    assert facts["ipv6"] == "none"


def test_plain_http_has_no_tls() -> None:
    """An http address ends with TCP."""
    facts = measure(api(Wire.MUTE))
    assert facts["tcp"] == "ok"
    assert facts["tls"] == "none"
    assert facts["addresses"] == ["127.0.0.1"]
    assert "dns_official" not in facts


@pytest.mark.parametrize("fault", ["gaierror", "silence"])
def test_a_name_that_does_not_resolve(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that says no, or nothing within its bound, is DNS failed; and nobody waits."""

    def look_up(*args: object, **options: object) -> list[Any]:
        if fault == "silence":
            time.sleep(60)  # on a busy machine a bound takes longer than its seconds
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return {
            "ANTHROPIC_BASE_URL": "https://api.example",
            "CLAUDE_DOCTOR_CONTROL_URL": "http://x",
        }

    facts = measure(scene, timeout=20)
    assert clock.soon(facts["seconds"], 20 if facts["busy"] else patience.DNS, slack=2)
    assert facts["dns"] == "failed"
    assert facts["control"] == "failed"
    assert facts["dns_fault"].startswith("the name" if fault == "gaierror" else "no answer")
    assert "tcp" not in facts
    assert facts["others_answered"] is False


def test_a_certificate_that_verifies(tmp_path: Path) -> None:
    """Trusted through SSL_CERT_FILE: TLS ok, but not with the bundle, and the issuer is told."""
    ca = trustme.CA(organization_name="Example Interception Inc")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    facts = measure(api(Wire.MUTE, certificate(ca), SSL_CERT_FILE=str(tmp_path / "ca.pem")))
    assert facts["tls"] == "ok"
    assert facts["tls_issuer"] == "Example Interception Inc"
    assert (facts["tls_system"], facts["tls_bundle"]) == (True, False)
    assert facts["tls_expires_days"] > 0
    assert facts["tls_fault"] == "none"
    assert facts["others_answered"] is False  # loopback is not the internet


def test_an_untrusted_issuer_is_named() -> None:
    """A certificate of an unknown CA fails, and its issuer is read all the same."""
    ca = trustme.CA(organization_name="Middle Box Ltd")
    facts = measure(api(Wire.MUTE, certificate(ca)))
    assert (facts["tls"], facts["tls_fault"]) == ("failed", "untrusted-issuer")
    assert facts["tls_issuer"] == "Middle Box Ltd"
    assert facts["tls_bundle"] is False


@pytest.mark.parametrize(
    ("name", "validity", "fault"),
    [
        ("127.0.0.1", {"not_before": NOW - 9 * DAY, "not_after": NOW - 2 * DAY}, "expired"),
        ("127.0.0.1", {"not_before": NOW + 2 * DAY, "not_after": NOW + 9 * DAY}, "not-yet-valid"),
        ("api.example", {}, "wrong-host"),
    ],
)
def test_certificates_that_do_not_fit(
    name: str, validity: dict[str, dt.datetime], fault: str, tmp_path: Path
) -> None:
    """Expired, early and another host's, each under its name, with a trusted issuer."""
    ca = trustme.CA(organization_name="Known CA")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    facts = measure(
        api(Wire.MUTE, certificate(ca, name, **validity), SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    )
    assert (facts["tls"], facts["tls_fault"]) == ("failed", fault)
    assert facts["tls_issuer"] == "Known CA"
    assert (facts["tls_expires_days"] < 0) is (fault == "expired")


def test_the_clock_is_read_behind_a_certificate_that_fails() -> None:
    """Where no control host answers, the peer itself tells the time, asked without a key."""
    ca = trustme.CA()
    seen: list[Seen] = []
    ahead = answers(404, off=30 * 86400)
    assert callable(ahead)

    def handler(request: Seen) -> Reply:
        seen.append(request)
        return ahead(request)

    facts = measure(api(handler, certificate(ca), ANTHROPIC_API_KEY="sk-ant-api03-PLANTED"))
    assert facts["clock_off"] is True
    assert facts["clock_skew_s"] == pytest.approx(-30 * 86400, abs=10)
    assert len(seen) == 1
    assert "PLANTED" not in str(seen[0])


def test_a_peer_that_does_not_speak_tls() -> None:
    """An http server at an https address is `not-tls`; one that hangs up resets the handshake."""

    async def https(handler: Instead, stack: contextlib.AsyncExitStack) -> dict[str, str]:
        port = await stack.enter_async_context(served(handler))
        return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{port}"}

    facts = measure(lambda stack: https(answers(400), stack))
    assert (facts["tls"], facts["tls_fault"]) == ("failed", "not-tls")
    assert "tls_bundle" not in facts
    facts = measure(lambda stack: https(Wire.CLOSE, stack))
    assert facts["tls"] == "failed"
    assert facts["tls_fault"] in ("handshake", "reset")


def test_a_handshake_that_hangs() -> None:
    """A peer that accepts and stays silent fails TLS after its bound."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        port = await stack.enter_async_context(served(Wire.MUTE))
        return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{port}"}

    facts = measure(scene, timeout=20)
    assert (facts["tcp"], facts["tls"], facts["tls_fault"]) == ("ok", "failed", "silent")
    assert clock.soon(facts["seconds"], 21 if facts["busy"] else patience.TLS, slack=1)


@pytest.mark.parametrize("login", ["", "anna:pa%20ss@"])
def test_a_proxy_that_works(login: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tunnel opens, with the login of the variable; TLS is measured through it, DNS is not."""
    ca = trustme.CA(organization_name="Known CA")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    target = api(Wire.MUTE, certificate(ca), SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    opens: Instead = proxy("anna:pa ss") if login else Wire.TUNNEL
    facts = measure(behind(opens, target, monkeypatch, login))
    assert facts["proxy"] == "works"
    assert facts["tls"] == "ok"
    assert "dns" not in facts
    assert "tcp" not in facts
    assert "anna" not in str(facts)


REFUSALS = [
    (proxy("anna:other"), "login-required", 407),
    (answers(403, x_deny_reason="host_not_allowed"), "refused", 403),
    (answers(405), "refused", 405),
    (answers(502, "<html>no such host</html>"), "failed", 502),
    (Wire.GARBAGE, "failed", None),
]


@pytest.mark.parametrize(("handler", "word", "status"), REFUSALS)
def test_a_proxy_that_refuses(
    handler: Instead, word: str, status: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """407, a denial, a proxy that cannot, and one that talks nonsense, each by its word."""
    facts = measure(behind(handler, api(Wire.MUTE, certificate(trustme.CA())), monkeypatch))
    assert facts["proxy"] == word
    assert facts.get("proxy_status") == status
    assert "tls" not in facts
    if status == 403:
        assert facts["proxy_reason"] == "host_not_allowed"


def test_a_dead_and_a_silent_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at the proxy's address, or somebody who never answers: failed."""
    for url in (f"http://127.0.0.1:{refusing_port()}", None):

        async def scene(stack: contextlib.AsyncExitStack, url: str | None = url) -> dict[str, str]:
            if url is None:
                url = f"http://127.0.0.1:{await stack.enter_async_context(served(Wire.MUTE))}"
            monkeypatch.setenv("HTTPS_PROXY", url)
            return {"ANTHROPIC_BASE_URL": "https://api.example", "HTTPS_PROXY": url}

        facts = measure(scene)
        assert facts["proxy"] == "failed"
        assert facts["proxy_host"].startswith("127.0.0.1:")
        assert facts["proxy_reason"]
        assert "dns" not in facts


@pytest.mark.parametrize(
    ("handler", "word"),
    [
        (answers(404), "works"),
        (answers(407), "login-required"),
        (answers(403, x_deny_reason="x"), "refused"),
        (answers(503), None),
    ],
)
def test_a_proxy_before_plain_http(
    handler: Instead, word: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a tunnel the proxy answers the request itself; a 503 may be anybody's."""
    facts = measure(behind(handler, api(Wire.MUTE), monkeypatch))
    assert facts.get("proxy") == word


def test_a_proxys_refusal_is_no_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that denies the control hosts says nothing about the internet."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        port = await stack.enter_async_context(served(answers(403, "<html>")))
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        return {
            "ANTHROPIC_BASE_URL": "https://127.0.0.1:1",
            "CLAUDE_DOCTOR_CONTROL_URL": "http://c/",
        }

    facts = measure(scene)
    assert "control" not in facts
    assert "portal_host" not in facts


def test_others_answered_when_another_probe_got_an_answer() -> None:
    """Any answer that the world has counted tells that the internet is there; that there was none
    is told only after some listening."""

    async def go() -> list[bool | None]:
        world = World(settings.read({}), time.monotonic())
        sheet = Sheet("network")
        said = []
        for seconds, answers in ((0.0, 0), (patience.LEAST_BUSY, 0), (0.0, 1)):
            while world.pulse.heard < seconds:
                await asyncio.sleep(0.01)
            world.answers = answers
            network.close(world, sheet)
            said.append(sheet.facts.get("others_answered"))
        await world.close()
        return said

    assert asyncio.run(go()) == [None, False, True]


@pytest.mark.parametrize(
    "url", ["api.anthropic.com", "http://", "ftp://x", "http://[", "https://:1"]
)
def test_an_address_that_is_none(url: str) -> None:
    """Nothing is measured, and nothing breaks."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        return {"ANTHROPIC_BASE_URL": url}

    assert "dns" not in measure(scene)
