"""How long a failure takes, what a silence is called, and what large requests meet."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import ssl
import subprocess
import time
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from claude_doctor.border import settings
from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.engine import patience
from claude_doctor.engine.sheet import UNANSWERED
from claude_doctor.fixes import commands
from claude_doctor.outside.world import World
from claude_doctor.sources.api import messages
from claude_doctor.sources.network import mtu
from tests.conftest import Run
from tests.peers import TUNNEL, certificate, peer, refusing_port
from tests.probes.test_network import api, measure

NOW, DAY = dt.datetime.now(dt.UTC), dt.timedelta(days=1)


def checked(run: Run, *options: str, **env: str) -> tuple[dict[str, Any], float]:
    """`check --json` in a healthy loopback world with these variables; the report, the seconds."""
    with serve(by_name("healthy")) as running:
        began = time.monotonic()
        done = run("check", "--json", *options, env={**running.environ(), **env})
        seconds = time.monotonic() - began
    report: dict[str, Any] = json.loads(done.stdout)
    return report, seconds


def network(report: dict[str, Any]) -> dict[str, Any]:
    """The facts of the way."""
    facts: dict[str, Any] = next(p for p in report["probes"] if p["name"] == "network")["facts"]
    return facts


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_mute_proxy_is_named_long_before_the_deadline(scheme: str, run: Run) -> None:
    """It takes the connection and says nothing: the proxy is at fault, by host and port, and the
    check ends when that is known; the ping does not wait on for the deadline."""
    with peer(Wire.MUTE) as mute:
        where = f"127.0.0.1:{mute.port}"
        report, seconds = checked(
            run, "--timeout", "60", ANTHROPIC_BASE_URL=f"https://127.0.0.1:{refusing_port()}",
            HTTPS_PROXY=f"{scheme}://{where}", NO_PROXY="localhost",
        )  # fmt: skip
    assert ("network", "proxy-failure") == (report["verdict"]["side"], report["verdict"]["cause"])
    assert where in report["verdict"]["summary"]
    commands = [fix["command"] or "" for fix in report["fixes"]]
    assert not any("unset" in one for one in commands)  # there is no other way out
    assert network(report)["busy"] or seconds < 20


def test_a_mute_proxy_in_a_run_that_is_too_short_for_it(run: Run) -> None:
    """The deadline comes first: whoever takes a connection is somebody, so nothing is offline."""
    dead = f"http://127.0.0.1:{refusing_port()}/"
    with peer(Wire.MUTE) as mute:
        report, _ = checked(
            run, "--timeout", "5", ANTHROPIC_BASE_URL="https://api.example",
            HTTPS_PROXY=mute.url, CLAUDE_DOCTOR_CONTROL_URL=dead, CLAUDE_DOCTOR_STATUS_URL=dead,
            CLAUDE_DOCTOR_STATUS_FALLBACK_URL="",
        )  # fmt: skip
    assert report["verdict"]["cause"] != "offline"
    if network(report)["busy"]:  # then nothing was listened to for long enough
        return
    assert report["verdict"]["cause"] == "proxy-failure"
    assert f"127.0.0.1:{mute.port}" in report["verdict"]["summary"]


def test_the_other_ways_are_tried_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three mute proxies and a dead direct way cost one patience, not four; they are begun beside
    the first silence."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        mute = [stack.enter_context(peer(Wire.MUTE)).url for _ in range(3)]
        env = dict(zip(("https_proxy", "HTTPS_PROXY", "ALL_PROXY"), mute, strict=True))
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{refusing_port()}", **env}

    facts = measure(scene)
    assert ("failed", "failed") == (facts["proxy"], facts["direct"])
    assert "cure" not in facts
    assert facts["busy"] or facts["seconds"] < patience.PROXY + 2.5


def test_a_working_proxy_is_found_beside_a_silent_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable that wins is silent, the other opens a tunnel: known as soon as the first is
    given up."""

    def scene_of(good: str) -> Any:
        async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
            env = {"https_proxy": stack.enter_context(peer(Wire.MUTE)).url, "HTTPS_PROXY": good}
            for name, value in env.items():
                monkeypatch.setenv(name, value)
            return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{refusing_port()}", **env}

        return scene

    with peer(TUNNEL) as gone, peer(Reply(200)) as good:
        facts = measure(scene_of(good.url))
        assert "unset https_proxy" == facts["cure"]
        assert facts["busy"] or facts["seconds"] < patience.PROXY + 2.5
        assert "cure" not in measure(scene_of(gone.url))  # it opens a way to nobody


def test_a_request_is_as_large_as_a_real_one_and_says_no_more() -> None:
    """More than two packets of blanks, which are nothing in JSON; behind the first brace, so that
    whoever looks at the first byte sees an object."""
    sent = messages.body("claude-haiku-5-5")
    assert 2 * 1460 < len(sent) < 8192
    assert sent[:1] == b"{"
    asked = json.loads(sent)
    assert 10 == asked["max_tokens"]
    assert len(json.dumps(asked)) < 250


def of_size(bound: int) -> Callable[[Seen], Reply]:
    """A peer that answers smaller requests with the documented refusal, and others not at all."""
    refusal = Reply(401, (("connection", "close"),), b"{}")
    return lambda seen: refusal if seen.length < bound else Reply(wire=Wire.MUTE)


@pytest.mark.parametrize(
    ("answer", "word"),
    [(of_size(1000), "held"), (of_size(10**6), None), (of_size(0), None)],
)
def test_what_large_requests_meet(
    answer: Callable[[Seen], Reply], word: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keyless: only where a small request is answered and a large one is not is that told. (That
    smaller packets pass needs a path that loses large ones: the lab has one.)"""
    monkeypatch.setattr(mtu, "is_loopback", lambda url: False)
    asked: list[Seen] = []

    def keep(seen: Seen) -> Reply:
        asked.append(seen)
        return answer(seen)

    async def look(url: str) -> mtu.Lost | None:
        env = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-api03-" + "x" * 20}
        world = World(settings.read(env), time.monotonic() + 60)
        world.share(UNANSWERED, True)
        try:
            return await mtu.lost(world)
        finally:
            await world.close()

    with peer(keep, certificate(trustme.CA())) as at:
        found = asyncio.run(look(at.url.replace("http://", "https://")))
    assert word == (found and found.word)
    assert all("x-api-key" not in one.headers for one in asked)


def test_a_certificate_in_the_wrong_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claude Code's settings name the right certificate as a DER file: that is said, and the
    command, by its letter, makes a PEM file of it and puts that into the settings."""
    monkeypatch.setenv("HOME", str(tmp_path))
    ca = trustme.CA(organization_name="Example Interception Inc")
    der = tmp_path / "company.der"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(ca.cert_pem.bytes().decode()))
    folder = tmp_path / ".claude"
    folder.mkdir()
    file = folder / "settings.json"
    file.write_text(json.dumps({"env": {"NODE_EXTRA_CA_CERTS": str(der)}}))
    facts = measure(api(Wire.MUTE, certificate(ca), CLAUDE_CONFIG_DIR=str(folder)))
    assert "NODE_EXTRA_CA_CERTS of Claude Code's settings.json" in facts["cure_words"]
    assert "it must be PEM" in facts["cure_words"]
    assert commands.safe("network.cure", facts["cure"])
    subprocess.run(["sh", "-ec", facts["cure"]], check=True, env={"HOME": str(tmp_path),
                   "PATH": "/usr/bin:/bin"})  # fmt: skip
    (named,) = json.loads(file.read_text())["env"].values()
    assert named == str(tmp_path / "ca.pem")
    facts = measure(api(Wire.MUTE, certificate(ca), SSL_CERT_FILE=named))
    assert facts["tls"] == "ok"


def test_a_store_variable_that_holds_nothing_is_named(run: Run, tmp_path: Path) -> None:
    """Somebody signs whom nothing trusts, and the variable that should give Claude Code the
    certificate names a file that is not there."""
    with peer(Wire.MUTE, certificate(trustme.CA(organization_name="Example Corp"))) as at:
        report, _ = checked(
            run, ANTHROPIC_BASE_URL=at.url.replace("http://", "https://"),
            CLAUDE_DOCTOR_FRONT_DOOR_URL=at.url.replace("http://", "https://"),
            NODE_EXTRA_CA_CERTS=str(tmp_path / "none.pem"),
        )  # fmt: skip
    summary = report["verdict"]["summary"]
    assert report["verdict"]["cause"] == "tls-failure"
    assert "NODE_EXTRA_CA_CERTS names a file that does not exist" in summary
    assert "unset NODE_EXTRA_CA_CERTS" == report["fixes"][0]["command"]


def test_an_expired_ca_is_not_an_expired_certificate(run: Run, tmp_path: Path) -> None:
    """The company's CA has run out, what it signed has not: the sentence says which."""
    context, pem = expired_authority(tmp_path)
    with peer(Wire.MUTE, context) as at:
        url = at.url.replace("http://", "https://")
        report, _ = checked(
            run, ANTHROPIC_BASE_URL=url, CLAUDE_DOCTOR_FRONT_DOOR_URL=url, SSL_CERT_FILE=str(pem)
        )
    assert report["verdict"]["cause"] == "tls-failure"
    assert "the CA certificate of Example Corp has expired" in report["verdict"]["summary"]


_USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def expired_authority(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS whose certificate holds, signed by a CA that does not any more."""
    names = {
        who: x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, who)])
        for who in ("Example Corp", "leaf")
    }
    keys = {who: ec.generate_private_key(ec.SECP256R1()) for who in names}

    def signed(who: str, until: dt.datetime, extension: x509.ExtensionType) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(names[who])
        builder = builder.issuer_name(names["Example Corp"]).public_key(keys[who].public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW - 99 * DAY).not_valid_after(until)
        builder = builder.add_extension(extension, critical=True)
        # As a real CA does, and Python from 3.13 on asks for: each names its key and its issuer's.
        own = x509.SubjectKeyIdentifier.from_public_key(keys[who].public_key())
        issuer = keys["Example Corp"].public_key()
        theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
        builder = builder.add_extension(own, critical=False).add_extension(theirs, critical=False)
        if who == "Example Corp":
            use = dict.fromkeys(_USES, False) | {"key_cert_sign": True}
            builder = builder.add_extension(x509.KeyUsage(**use), critical=True)
        return builder.sign(keys["Example Corp"], hashes.SHA256())

    address = x509.IPAddress(ip_address("127.0.0.1"))
    ca = signed("Example Corp", NOW - 2 * DAY, x509.BasicConstraints(True, None))
    leaf = signed("leaf", NOW + 90 * DAY, x509.SubjectAlternativeName([address]))
    encoding = serialization.Encoding.PEM
    pem, chain = folder / "expired-ca.pem", folder / "leaf.pem"
    pem.write_bytes(ca.public_bytes(encoding))
    key = keys["leaf"].private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(key + leaf.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, pem
