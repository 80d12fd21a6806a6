"""What stands between a machine and the API, real and on loopback: TLS ends and HTTP proxies.

Each runs in a thread of its own, so that the command line can be run against it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import trustme

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.contextmanager
def serving(talk: Talk, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
            ) -> Iterator[int]:  # fmt: skip
    """A server on a free port; the port."""
    loop, ready, port = asyncio.new_event_loop(), threading.Event(), []
    over = asyncio.Event()

    talks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()
        talks.discard(task)

    async def main() -> None:
        server = await asyncio.start_server(one, host, 0, ssl=context)
        port.append(server.sockets[0].getsockname()[1])
        ready.set()
        await over.wait()
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.Runner(loop_factory=lambda: loop).run(main()))
    thread.start()
    ready.wait(5)
    try:
        yield port[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(5)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes from one to the other, until one of them ends."""
    with contextlib.suppress(OSError):
        while data := await reader.read(4096):
            writer.write(data)
        writer.close()


def forward(host: str, port: int) -> Talk:
    """Everything goes to that address and back."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        out_reader, out_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(pump(reader, out_writer), pump(out_reader, writer))

    return talk


@contextlib.contextmanager
def tls(url: str, ca: trustme.CA, name: str = "127.0.0.1", **validity: datetime) -> Iterator[str]:
    """An https address that ends TLS with a certificate of this CA, before the http address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name, **validity).configure_cert(context)
    with serving(forward("127.0.0.1", urlsplit(url).port or 80), context) as port:
        yield f"https://127.0.0.1:{port}"


@contextlib.contextmanager
def proxy(login: str | None = None, refuses: bytes | None = None, seen: list[str] | None = None
          ) -> Iterator[str]:  # fmt: skip
    """A forwarding proxy for CONNECT. `login`: it wants that one, and answers 407 without;
    `refuses`: what it answers instead of a tunnel; `seen`: every head that it was sent."""
    wanted = f"Proxy-Authorization: Basic {base64.b64encode((login or '').encode()).decode()}"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if seen is not None:
            seen.append(head)
        answer = refuses
        if login is not None and wanted.lower() not in head.lower():
            answer = b"407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x"
        if answer is not None or not head.startswith("CONNECT "):
            answer = answer or b"501 Not Implemented"
            writer.write(b"HTTP/1.1 " + answer + b"\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        host, _, port = head.split()[1].rpartition(":")
        out_reader, out_writer = await asyncio.open_connection(host.strip("[]"), int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(pump(reader, out_writer), pump(out_reader, writer))

    with serving(talk) as port:
        yield f"http://127.0.0.1:{port}"


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts, and never says a word."""
    await reader.read()


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads once and leaves."""
    await reader.read(100)
