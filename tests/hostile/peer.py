"""The process that behaves so: `python -m tests.hostile.peer [certificate]`.

A line on its input is a command, a line of JSON on its output the answer: `open NAME [tls]` listens
on a port for each role, `close NAME` ends that, `seen` is what the peer elsewhere was sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import ssl
import sys
from dataclasses import replace
from functools import partial

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.roles import ROLES, Downdetector
from claude_doctor.chaos.running import Running
from tests.peers import refusing_port

from .table import BY_NAME
from .talk import Behavior, Talk

WORLD = replace(by_name("healthy"), downdetector=Downdetector(None), keyless=False)


class Peers:
    """All that listens, and what arrived elsewhere."""

    def __init__(self, running: Running, tls: ssl.SSLContext | None) -> None:
        self._running, self._tls = running, tls
        self._open: dict[str, list[list[asyncio.Server]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.elsewhere = ""
        self.seen: list[str] = []

    async def begin(self) -> None:
        """Open the peer elsewhere."""
        server = await asyncio.start_server(self._note, "127.0.0.1", 0)
        self.elsewhere = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _note(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            self.seen.append((await asyncio.wait_for(reader.read(65536), 2)).decode("latin-1"))
        writer.close()

    async def open(self, name: str, tls: bool) -> dict[str, str]:
        """The role's addresses before this behavior."""
        behavior = BY_NAME.get(name)
        if behavior is None:
            return dict.fromkeys(ROLES, f"http://127.0.0.1:{refusing_port()}")
        servers: dict[str, asyncio.Server] = {}
        urls: dict[str, str] = {}
        for role in ROLES:
            talk = partial(self._talk, behavior, role, tls)
            server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=256)
            servers[role] = server
            scheme = "https" if tls else "http"
            urls[role] = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._open.setdefault(f"{name} {tls}", []).append(list(servers.values()))
        return urls

    def close(self, name: str, tls: bool) -> None:
        """Listen no longer for who was opened last; what talks is left to its clients."""
        if opened := self._open.get(f"{name} {tls}"):
            for server in opened.pop():
                server.close()

    async def _talk(self, behavior: Behavior, role: str, tls: bool, reader: asyncio.StreamReader,
                    writer: asyncio.StreamWriter) -> None:  # fmt: skip
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        host, port = writer.get_extra_info("sockname")[:2]
        here = f"{'https' if tls else 'http'}://{host}:{port}"
        talk = Talk(reader, writer, role, here, self.elsewhere, lambda: self._healthy(talk))
        try:
            if tls and not behavior.early:
                assert self._tls is not None
                await writer.start_tls(self._tls)
            if not behavior.early:
                talk.asked = await self._request(reader)
            await behavior.send(talk)
            writer.close()
            await asyncio.wait_for(self._rest(reader), 1)
        except (OSError, EOFError, TimeoutError, ssl.SSLError, asyncio.LimitOverrunError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    @staticmethod
    async def _rest(reader: asyncio.StreamReader) -> None:
        while await reader.read(65536):
            pass

    @staticmethod
    async def _request(reader: asyncio.StreamReader) -> bytes:
        start = await reader.readuntil(b"\r\n\r\n")
        for line in start.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                start += await reader.readexactly(int(line.partition(b":")[2]))
        return start

    async def _healthy(self, talk: Talk) -> tuple[int, dict[str, str], bytes]:
        """The same request, asked of a world in which all is well."""
        port = int(self._running.urls[talk.role].rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = talk.asked or b"GET / HTTP/1.1\r\n\r\n"
        asked = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", asked, count=1)
        writer.write(asked.replace(b"\r\n", b"\r\nconnection: close\r\n", 1))
        told = await reader.read()
        writer.close()
        start, _, body = told.partition(b"\r\n\r\n")
        status, *lines = start.decode("latin-1").split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        if headers.pop("transfer-encoding", "") == "chunked":
            body = _joined(body)
        for name in ("content-length", "connection"):
            headers.pop(name, None)
        return int(status.split()[1]), headers, body


def _joined(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        count = int(size, 16)
        whole, body = whole + rest[:count], rest[count + 2 :] if count else b""
    return whole


async def _serve(certificate: str | None) -> None:
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    with serve(WORLD) as running:
        peers = Peers(running, tls)
        await peers.begin()
        while line := await asyncio.to_thread(sys.stdin.readline):
            word, *rest = line.split()
            told: object = None
            if word == "open":
                told = await peers.open(rest[0], "tls" in rest[1:])
            elif word == "close":
                peers.close(rest[0], "tls" in rest[1:])
            elif word == "seen":
                told = peers.seen
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1] if len(sys.argv) > 1 else None))
