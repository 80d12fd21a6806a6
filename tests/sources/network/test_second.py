"""The second look: what is tried after a failure, and that nothing is tried without one."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.fixes import commands
from claude_doctor.sources.network import names, resolvers, second
from tests.peers import TUNNEL, certificate, peer, refusing_port
from tests.probes.test_network import Scene, api, measure

OFFICIAL = "160.79.104.10"


@contextlib.contextmanager
def nameserver(code: int, *addresses: str, deaf: int = 0) -> Iterator[int]:
    """A nameserver on a loopback port that answers everything so; `deaf`: queries it misses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def serve() -> None:
            missed = 0
            with contextlib.suppress(OSError):
                while True:
                    query, who = sock.recvfrom(512)
                    if (missed := missed + 1) <= deaf:
                        continue
                    head = query[:2] + bytes([0x81, 0x80 | code])
                    head += struct.pack(">4H", 1, len(addresses), 0, 0)
                    rows = b"".join(
                        b"\xc0\x0c\0\1\0\1\0\0\0\5\0\4" + socket.inet_aton(one) for one in addresses
                    )
                    sock.sendto(head + query[12:] + rows, who)

        threading.Thread(target=serve, daemon=True).start()
        yield int(sock.getsockname()[1])


@pytest.mark.parametrize(
    ("code", "addresses", "word"),
    [
        (0, (OFFICIAL, "0.0.0.0"), "ok"),
        (0, (), "empty"),
        (2, (), "broken"),
        (3, (), "denies"),
        (5, (), "refuses"),
        (4, (), "unusable"),
    ],
)
def test_what_a_nameserver_says(code: int, addresses: tuple[str, ...], word: str) -> None:
    """Its code by a word, and every address that it gives."""
    with nameserver(code, *addresses) as port:
        said = asyncio.run(resolvers.ask("api.example", "127.0.0.1", port))
    assert (said.word, said.addresses, said.answered) == (word, addresses, True)


def test_a_lost_packet_is_no_dead_nameserver() -> None:
    """The query is sent twice; a server that heard only the second is alive, and one that hears
    none is silent, one that nobody serves closed."""
    with nameserver(0, OFFICIAL, deaf=1) as port:
        assert asyncio.run(resolvers.ask("api.example", "127.0.0.1", port)).word == "ok"
    with nameserver(0, OFFICIAL, deaf=99) as port:
        assert asyncio.run(resolvers.ask("api.example", "127.0.0.1", port)).word == "silent"
    nobody = asyncio.run(resolvers.ask("api.example", "127.0.0.1", refusing_port()))
    assert (nobody.word, nobody.answered) == ("closed", False)


@pytest.mark.parametrize("junk", [b"", b"\0", b"\x81\x80" * 5, b"\xc0" * 40, bytes(64)])
def test_damaged_answers_are_unusable(junk: bytes) -> None:
    """Whatever a server sends, reading it raises nothing."""
    question = resolvers._question("api.example")
    assert question is not None
    answer = question[:2] + b"\x81\x80\0\1\0\2\0\0\0\0" + question[12:] + junk
    assert resolvers._read("x", question, answer).word in ("unusable", "empty")


def test_the_nameservers_of_a_file(tmp_path: Path) -> None:
    """In their order, once each, three at most; comments and what is no number are left out."""
    file = tmp_path / "resolv.conf"
    file.write_text(
        "# nameserver 9.9.9.9\nsearch x\nnameserver 10.0.0.1\n nameserver fe80::1%eth0\n"
        "nameserver nonsense\nnameserver 10.0.0.1\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n"
    )
    assert resolvers.configured(file) == ("10.0.0.1", "fe80::1%eth0", "10.0.0.3")
    assert resolvers.configured(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("addresses", "odd"),
    [
        (["0.0.0.0"], ("sinkhole", "0.0.0.0")),
        (["::"], ("sinkhole", "::")),
        (["146.112.61.106"], ("sinkhole", "146.112.61.106")),
        (["127.0.0.53"], ("loopback", "127.0.0.53")),
        ([OFFICIAL, "10.1.2.3"], ("private", "10.1.2.3")),
        (["203.0.114.9"], ("foreign", "203.0.114.9")),
        ([OFFICIAL, "2607:6bc0::10"], None),
    ],
)
def test_where_a_name_leads(addresses: list[str], odd: tuple[str, str] | None) -> None:
    """Blockers, this machine, a private network and strangers, each by a word, with the address."""
    assert names.kind(addresses) == odd


def test_the_hosts_file_is_mended_in_place(tmp_path: Path) -> None:
    """The name goes, in each line that holds it; other names, comments and lines stay. The command
    is one that a report may carry."""
    file = tmp_path / "hosts"
    file.write_text(
        "127.0.0.1 localhost\n127.0.0.1 api.example.com\n# 1.1.1.1 api.example.com\n"
        "10.0.0.9 build API.example.com other # api.example.com\n"
    )
    lines = names.lines("api.example.com", file)
    assert [(2, "127.0.0.1", 1), (4, "10.0.0.9", 3)] == [
        (one.number, one.address, one.names) for one in lines
    ]
    command = names.without("api.example.com", lines)
    assert commands._COMMAND.fullmatch(command)
    script = command.replace("sudo ", "").replace("/etc/hosts", str(file))
    subprocess.run(["sh", "-c", script], check=True)
    assert file.read_text() == (
        "127.0.0.1 localhost\n# 1.1.1.1 api.example.com\n10.0.0.9 build other # api.example.com\n"
    )


def behind_variables(target: Scene, monkeypatch: pytest.MonkeyPatch, **env: str) -> Scene:
    """The target's scene with these proxy variables."""

    async def scene(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return {**await target(stack), **env}

    return scene


@pytest.fixture
def target(tmp_path: Path) -> Scene:
    """The API over TLS with a CA that SSL_CERT_FILE names."""
    ca = trustme.CA(organization_name="Known CA")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return api(Wire.MUTE, certificate(ca), SSL_CERT_FILE=str(tmp_path / "ca.pem"))


def test_the_winning_variable_is_dead(target: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """https_proxy beats HTTPS_PROXY and nobody serves it: it alone is to be taken away."""
    with peer(TUNNEL) as good:
        dead = f"http://127.0.0.1:{refusing_port()}"
        facts = measure(
            behind_variables(target, monkeypatch, https_proxy=dead, HTTPS_PROXY=good.url)
        )
    assert ("failed", "unset https_proxy") == (facts["proxy"], facts["cure"])
    assert "https_proxy overrides HTTPS_PROXY" in facts["cure_words"]


def test_a_proxy_under_the_wrong_scheme(target: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """https:// before a proxy that speaks plain http: the login stays in the variable."""
    with peer(TUNNEL) as good:
        wrong = good.url.replace("http://", "https://anna:Horse77@")
        facts = measure(behind_variables(target, monkeypatch, HTTPS_PROXY=wrong))
    assert 'export HTTPS_PROXY="http://${HTTPS_PROXY#*://}"' == facts["cure"]
    assert "Horse77" not in str(facts)


@pytest.mark.parametrize(
    ("answer", "cure"),
    [
        (Reply(403), 'export NO_PROXY="127.0.0.1${NO_PROXY:+,$NO_PROXY}"'),
        (Wire.GARBAGE, "unset HTTPS_PROXY"),
    ],
)
def test_a_proxy_that_need_not_be(
    answer: Any, cure: str, target: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The direct way is open. Round a proxy that lives goes this host alone; what is no proxy is
    taken away."""
    with peer(answer) as bad:
        facts = measure(behind_variables(target, monkeypatch, HTTPS_PROXY=bad.url))
    assert ("works", cure) == (facts["direct"], facts["cure"])


def test_the_only_way_out_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy refuses and there is no direct way: no cure is told."""

    async def nobody(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{refusing_port()}"}

    with peer(Reply(403)) as bad:
        facts = measure(behind_variables(nobody, monkeypatch, HTTPS_PROXY=bad.url))
    assert facts["direct"] == "failed"
    assert "cure" not in facts


def test_no_proxy_keeps_the_host_from_its_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directly nobody answers, the proxy would let it through: its entry goes, the others stay."""

    async def nobody(stack: contextlib.AsyncExitStack) -> dict[str, str]:
        return {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{refusing_port()}"}

    env = {"NO_PROXY": "localhost, 127.0.0.1,.corp.example"}
    with peer(Reply(200)) as good:
        facts = measure(behind_variables(nobody, monkeypatch, HTTPS_PROXY=good.url, **env))
    assert ("none", 'export NO_PROXY="localhost,.corp.example"') == (facts["proxy"], facts["cure"])


def test_another_variable_has_the_ca(tmp_path: Path) -> None:
    """NODE_EXTRA_CA_CERTS trusts who signed, Python does not: it gets the same file, and nothing
    that is set is overwritten."""
    ca = trustme.CA(organization_name="Example Interception Inc")
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    node = {"NODE_EXTRA_CA_CERTS": str(tmp_path / "ca.pem")}
    facts = measure(api(Wire.MUTE, certificate(ca), **node))
    assert 'export SSL_CERT_FILE="$NODE_EXTRA_CA_CERTS"' == facts["cure"]
    assert 'export SSL_CERT_FILE="/path/ca.pem"' == facts["ca_mend"]
    facts = measure(api(Wire.MUTE, certificate(ca), SSL_CERT_FILE=str(other), **node))
    assert facts["cure"].startswith('cat "$SSL_CERT_FILE" "$NODE_EXTRA_CA_CERTS" > ')
    assert commands._COMMAND.fullmatch(facts["cure"])


def test_a_working_way_is_not_looked_at_twice(
    target: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a proxy that works: one tunnel to see that it opens, one for each store, and one for
    the form of a certificate that only one of them trusts; and no fact of the second look."""
    seen: list[Seen] = []

    def open_it(request: Seen) -> Reply:
        seen.append(request)
        return TUNNEL

    with peer(open_it) as good:
        facts = measure(
            behind_variables(
                target, monkeypatch, HTTPS_PROXY=good.url, ALL_PROXY="http://127.0.0.1:1"
            )
        )
    assert facts["tls"] == "ok"
    assert len(seen) == 4
    assert not {fact.name for fact in second.FACTS} & set(facts)
