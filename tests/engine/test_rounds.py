"""The rounds of one process: what they share saves work, and hides nothing of the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.border import settings
from claude_doctor.chaos import serve
from claude_doctor.chaos.roles import Proxy
from claude_doctor.engine.judge import facts_of
from claude_doctor.engine.model import Evidence
from claude_doctor.engine.rounds import Loop
from claude_doctor.engine.runner import collect
from claude_doctor.probes import all_probes
from tests.peers import HEALTHY, TUNNEL, certificate
from tests.relay import ENDS, relay

WAY = ("network", "ping", "status")
Ask = Callable[..., dict[str, Evidence]]


def asked(
    how: Callable[..., Any], env: dict[str, str], only: tuple[str, ...]
) -> dict[str, Evidence]:
    """One check of these probes."""
    what = settings.read(env, settings.Asked(only=only))
    return {one.name: one for one in how(what, all_probes(), time.monotonic() + 20).evidence}


@pytest.fixture
def again() -> Iterator[Ask]:
    """A check, each in the same loop as the one before."""
    with Loop() as loop:
        yield lambda env, only=WAY: asked(loop.collect, env, only)


def facts(found: dict[str, Evidence]) -> dict[str, Any]:
    """The facts of all probes, by `probe.fact`."""
    return dict(facts_of(tuple(found.values())))


def test_what_is_read_keeps_its_connections_and_what_is_measured_does_not(again: Ask) -> None:
    """Five rounds: the status page takes two connections instead of ten. The API takes two a round
    (its way is measured, and it is asked) and the control host one, as in five single checks."""
    taken = []
    single: Ask = lambda env: asked(collect, env, WAY)  # noqa: E731
    for how in (single, again):
        with serve(HEALTHY) as world:
            for _ in range(5):
                assert {"measured"} == {
                    found.outcome for found in how(world.environ()).values() if found.name in WAY
                }
        taken.append({role: world.accepted[role] for role in ("status", "api", "control")})
    assert {"status": 10, "api": 10, "control": 5} == taken[0]
    assert {"status": 2, "api": 10, "control": 5} == taken[1]


@pytest.mark.parametrize("how", ENDS)
def test_a_connection_that_ended_between_rounds_is_no_failure(how: str, again: Ask) -> None:
    """The peer closed it, reset it, resets it when it is used, or a router has forgotten it: the
    next round reads the page all the same, over another one."""
    with serve(HEALTHY) as world, relay(world.urls["status"]) as before:
        env = world.environ() | {
            "CLAUDE_DOCTOR_STATUS_URL": before.url, "CLAUDE_DOCTOR_STATUS_FALLBACK_URL": ""
        }  # fmt: skip
        first, used = again(env, ("status",)), before.accepted
        before.end(how)
        then = again(env, ("status",))
        assert ("measured", "measured") == (first["status"].outcome, then["status"].outcome)
        assert before.accepted > used > 0
        assert again(env, ("status",))["status"].outcome == "measured"
    assert first["status"].summary == then["status"].summary


def test_a_port_that_closes_is_seen_beside_connections_that_stand(again: Ask) -> None:
    """The API refuses from the second round on, while the page still answers over its old
    connection: connecting is measured anew, and its failure told."""
    with serve(HEALTHY) as world, relay(world.api_url) as api, relay(world.urls["status"]) as page:
        env = world.environ() | {
            "ANTHROPIC_BASE_URL": api.url, "CLAUDE_DOCTOR_STATUS_URL": page.url
        }  # fmt: skip
        assert "ok" == facts(again(env))["network.tcp"]
        opened = page.accepted
        api.refuse()
        page.refuse()
        then = facts(again(env))
    assert ("failed", "connection refused") == (then["network.tcp"], then["network.tcp_fault"])
    assert ("unreached", "connect") == (then["ping.answer"], then["ping.transport"])
    assert "operational" == then["status.api_component"]
    assert opened == page.accepted


def test_another_certificate_is_seen_and_so_is_another_store(again: Ask, tmp_path: Path) -> None:
    """The API's certificate changes to one of a stranger's: the next round refuses it. The stranger
    is added to the trusted ones: the round after that takes it."""
    ours, stranger, store = trustme.CA(), trustme.CA(), tmp_path / "store.pem"
    ours.cert_pem.write_to_path(str(store))
    tls = certificate(ours)
    with serve(HEALTHY, tls={"api": tls, "status": certificate(ours)}) as world:
        env = world.environ() | {"SSL_CERT_FILE": str(store)}
        seen = [facts(again(env))]
        stranger.issue_cert("127.0.0.1").configure_cert(tls)
        seen.append(facts(again(env)))
        assert 2 == world.accepted["status"]
        stranger.cert_pem.write_to_path(str(store), append=True)
        seen.append(facts(again(env)))
    assert ["ok", "failed", "ok"] == [one["network.tls"] for one in seen]
    assert ["complete", "unreached", "complete"] == [one["ping.answer"] for one in seen]
    assert "untrusted-issuer" == seen[1]["network.tls_fault"]


def test_connections_through_a_proxy_are_kept_and_its_restart_is_no_failure(
    again: Ask, tmp_path: Path
) -> None:
    """Tunnels to the page: two in three rounds, and new ones where the proxy has begun anew."""
    ca, store = trustme.CA(), tmp_path / "store.pem"
    ca.cert_pem.write_to_path(str(store))
    behind = replace(HEALTHY, proxy=Proxy(TUNNEL))
    with (
        serve(behind, tls={"status": certificate(ca)}) as world,
        relay(world.urls["proxy"]) as proxy,
    ):
        env = world.environ() | {
            "HTTPS_PROXY": proxy.url, "NO_PROXY": "", "SSL_CERT_FILE": str(store)
        }  # fmt: skip
        for _ in range(3):
            assert again(env, ("status",))["status"].outcome == "measured"
        assert 2 == proxy.accepted == world.accepted["status"]
        proxy.end("reset")
        assert again(env, ("status",))["status"].outcome == "measured"
        assert 4 >= proxy.accepted > 2
