"""One peer with answers of a test's own: a role of the loopback world that the demo runs on."""

from __future__ import annotations

import atexit
import base64
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import trustme

from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.roles import Proxy
from claude_doctor.chaos.wire import Instead, Reply, Seen, Wire

HEALTHY = by_name("healthy")
TUNNEL = Reply(wire=Wire.TUNNEL)


@cache
def _refusing() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    atexit.register(sock.close)
    return sock


def refusing_port() -> int:
    """A loopback port that refuses connections, and goes to none of the servers of other tests:
    it is bound for as long as this process runs, and nobody listens."""
    return int(_refusing().getsockname()[1])


@contextmanager
def kept_port() -> Iterator[int]:
    """A loopback port for a server that is told its port: it goes to none of the others, who take a
    free one. Whoever asks for it by its number, as servers do (SO_REUSEADDR), may listen there."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", 0))
        yield int(sock.getsockname()[1])


@dataclass(frozen=True)
class Peer:
    """A peer that is being served, and what it was asked."""

    url: str
    running: Running

    @property
    def port(self) -> int:
        """Its port on 127.0.0.1."""
        return int(self.url.rpartition(":")[2])

    @property
    def asked(self) -> list[Seen]:
        """Every request that it received."""
        return self.running.asked("proxy")


@contextmanager
def peer(answer: Instead, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    """Serve it on a free port of 127.0.0.1; nothing of the world's own may go wrong.

    It has the role of the proxy, which alone may be asked with every method.
    """
    scenario = replace(HEALTHY, proxy=Proxy(answer))
    with serve(scenario, tls={"proxy": tls} if tls else None) as running:
        yield Peer(running.urls["proxy"], running)
    assert [] == running.faults


def certificate(ca: trustme.CA, name: str = "127.0.0.1", **validity: datetime) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate of this CA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name, **validity).configure_cert(context)
    return context


def proxy(login: str) -> Callable[[Seen], Reply]:
    """A proxy that opens a tunnel for this login alone."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}"
    wants = Reply(407, (("proxy-authenticate", "Basic realm=x"), ("connection", "close")))

    def answer(seen: Seen) -> Reply:
        return TUNNEL if seen.headers.get("proxy-authorization") == wanted else wants

    return answer
