"""Every source of the program before every hostile behavior, on real sockets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from . import bodies, damage, heads, ssl_wires, table, wires
from .actors import ACTORS, ALWAYS, MARKS, TLS_ACTORS
from .cells import Peers
from .matrix import REFUSED, play
from .reach import Reached, places
from .talk import Behavior

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there resets and half-closed connections look otherwise"
)
TIMEOUT = 2.0  # seconds, the program's own --timeout
MOST = 150 * 1024  # kB that the runs before one behavior may add together: what one process may
FAMILIES: dict[str, tuple[Behavior, ...]] = {
    "waits": wires.WAITING,
    "breaks": (REFUSED, *wires.BROKEN, *wires.SOUND),
    "redirects-and-floods": (*heads.REDIRECTS, *heads.FLOODS),
    "other-protocols": heads.PROTOCOLS,
    "odd-headers": (*heads.WAITS, *heads.SOUND),
    "codings-and-events": (*bodies.CODED, *bodies.EVENTS),
    "json": bodies.TYPES,
    "pages": (*bodies.PAGES, *bodies.HEAVY),
    "damage": tuple(one for one in damage.DAMAGE if one.name in damage.SOME),
}


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a CA, and of a certificate for this machine."""
    folder, made = tmp_path_factory.mktemp("ca"), trustme.CA()
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    made.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(folder / "leaf.pem")
    )
    return folder


@pytest.fixture(scope="module")
def peers(ca: Path) -> Iterator[Peers]:
    """The process of the peers."""
    running = Peers(ca / "leaf.pem")
    yield running
    running.end()


def test_the_families_are_all_behaviors() -> None:
    """No behavior of the table is left out below, and no name stands for two."""
    names = [one.name for family in FAMILIES.values() for one in family]
    left = {one.name for one in damage.DAMAGE} - set(damage.SOME)
    assert {REFUSED.name, *(one.name for one in table.ALL)} - left == set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_that_a_peer_does_breaks_a_source(
    family: str, peers: Peers, request: pytest.FixtureRequest
) -> None:
    """Each ends in time and in words of ours, believes nothing that nobody said, prints nothing
    beside its report and takes a bounded memory; and nothing follows a redirect elsewhere. A usual
    run takes every ninth of a family."""
    step = 1 if request.config.getoption("everything") else 9
    result = play(peers, FAMILIES[family][::step], TIMEOUT, ALWAYS)
    assert [] == result.wrong
    assert result.grown < MOST
    assert [] == peers.seen()


def test_the_peers_can_tell_the_truth(peers: Peers) -> None:
    """An odd but whole answer is believed: or the peers would prove nothing by what is not."""
    names = ("http-1.0-without-length", "300-cookies", "date-2")
    sound = [one for one in table.ALL if one.name in names]
    result = play(peers, sound, TIMEOUT, ALWAYS[:1])
    assert [] == result.wrong
    assert {"healthy"} == {cell.verdict.split("/")[0] for cell in result.cells if cell.verdict}
    assert any(cell.verdict for cell in result.cells)


@pytest.mark.thorough
def test_nothing_below_http_breaks_a_source(ca: Path, peers: Peers) -> None:
    """TLS that hangs, lies, breaks in the middle or ends without a word."""
    env = {"SSL_CERT_FILE": str(ca / "ca.pem")}
    more = [one for one in table.ALL if one.name in ("json-null", "reset-in-the-body", "50-mb")]
    result = play(peers, (*ssl_wires.TLS, *more), TIMEOUT, TLS_ACTORS, env)
    assert [] == result.wrong
    assert result.grown < MOST


def test_every_source_is_reached(ca: Path, peers: Peers) -> None:
    """Whatever in the program asks somebody outside is asked by one of the set-ups here: a new
    source needs one, or fails this test."""
    reached = Reached()
    some = [one for one in table.ALL if one.name in ("json-null", "closed-after-the-request")]
    with reached.watching():
        play(peers, some, TIMEOUT)
        plain = [one for one in ssl_wires.TLS if one.name == "tls-plain-http"]
        env = {"SSL_CERT_FILE": str(ca / "ca.pem")}
        play(peers, plain, TIMEOUT, [one for one in TLS_ACTORS if one.name == "tls-gateway"], env)
    assert set() == places() - reached.places


def test_the_planted_credentials_are_carried() -> None:
    """The set-ups hold credentials with a mark: or nothing would be proved by their absence."""
    held = "".join(value for actor in ACTORS for value in actor.env.values())
    assert MARKS[0] in held
