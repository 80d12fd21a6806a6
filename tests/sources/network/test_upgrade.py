"""TLS inside of a proxy's TLS that ends in the middle: a fault with a name, and not a word of
asyncio's."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import ssl
import time

import pytest
import trustme

from claude_doctor.border import settings
from claude_doctor.engine.model import Outcome, Probe
from claude_doctor.engine.runner import collect
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside import certificate
from claude_doctor.outside.world import World
from claude_doctor.sources.network import mtu, phases, tunnel

HOST = "api.anthropic.com"
#: What the proxy sends inside of its TLS once it has the host's hello; None: it ends before that.
ENDS = {
    "before the hello": None, "behind the hello": b"", "garbage": b"garbage" * 99,
    "an alert": b"\x15\x03\x03\0\x02\x02\x50", "half a hello": b"\x16\x03\x03\0\x31\x02\0\0\x2d",
}  # fmt: skip


def certified() -> ssl.SSLContext:
    """A context of a server, with a certificate of nobody's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


async def through(end: bytes | None, context: ssl.SSLContext) -> tuple[str, bool]:
    """The fault of a handshake through a proxy that ends so, and whether a request is answered."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await writer.drain()
            if end is not None:
                await reader.read(100)
                writer.write(end)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    address = phases.Address(socket.AF_INET, ("127.0.0.1", port))
    proxy = tunnel.Proxy("https", "127.0.0.1", port)
    believing = certificate.trusting()
    stores = certificate.Stores(bundle=believing, system=None, used=believing)
    opener = tunnel.through(proxy, address, HOST, 443, stores)
    try:
        shaken = await phases.handshake(opener, HOST, certificate.trusting())
        return shaken.fault or "", await mtu._answers(opener, HOST, "/", 10)
    finally:
        server.close()


@pytest.mark.parametrize("end", ENDS)
def test_a_tunnel_that_ends_in_the_handshake(end: str, capfd: pytest.CaptureFixture[str]) -> None:
    """It is a handshake that failed, in no probe a bug, and nothing is printed."""
    context = certified()

    async def run(world: World, sheet: Sheet) -> None:
        sheet.says(str(await through(ENDS[end], context)))

    asked = settings.read({}, settings.Asked())
    found = collect(asked, (Probe("network", "?", run),), time.monotonic() + 20)
    gc.collect()
    assert (Outcome.MEASURED, "('handshake', False)") == (
        found.evidence[0].outcome, found.evidence[0].summary
    )  # fmt: skip
    assert "" == capfd.readouterr().err
