"""The loopback world of `tests.bench`, in a process of its own: `python -m tests.bench_world DELAY
LATENCY FOLDER`.

Every peer answers after DELAY seconds. With LATENCY, seconds each way, every peer speaks TLS and
stands behind a relay of ours that holds each byte back for so long, and the first ones for a
handshake of TCP longer: what a connection over such a line costs. It is no line: `connect` itself
returns at once. It prints the environment as JSON, and for each line that it reads the connections
since the last one, by role: [all, those that began with a TLS handshake].
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from claude_doctor.chaos import by_name, serve, stage
from claude_doctor.chaos.roles import ROLES

Counts = dict[str, list[int]]


def slow_down(delay: float) -> None:
    """Let every answer begin so much later."""
    send = stage.send

    async def later(*args: object, **more: object) -> bool:
        await asyncio.sleep(delay)
        return await send(*args, **more)  # type: ignore[arg-type]

    stage.send = later


class Line:
    """Relays with a delay before the peers of a world, in a thread of their own."""

    def __init__(self, latency: float) -> None:
        self._latency, self.counts = latency, Counts()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def before(self, role: str, url: str) -> str:
        """The address of a relay before this one."""
        target, listener = urlsplit(url), socket.create_server(("127.0.0.1", 0), backlog=128)

        async def talk(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
            counts = self.counts.setdefault(role, [0, 0])
            counts[0] += 1
            with contextlib.suppress(OSError):
                far, out = await asyncio.open_connection("127.0.0.1", target.port)
                ready = self._loop.time() + 2 * self._latency  # SYN and its answer
                await asyncio.gather(
                    self._pass(near, out, ready, counts), self._pass(far, back, 0.0, None)
                )

        starting = asyncio.start_server(talk, sock=listener)
        asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        return f"{target.scheme}://127.0.0.1:{listener.getsockname()[1]}"

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        ready: float,
        counts: list[int] | None,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                if counts is not None and data[0] == 0x16:  # a TLS record: handshake
                    counts[1], counts = counts[1] + 1, None
                at = max(self._loop.time(), ready) + self._latency
                self._loop.call_at(at, target.write, data)
        self._loop.call_later(2 * self._latency, target.close)


def main(delay: float, latency: float, folder: Path) -> None:
    """Serve until standard input ends."""
    slow_down(delay)
    with contextlib.ExitStack() as stack:
        if not latency:
            env = stack.enter_context(serve(by_name("healthy"))).environ()
            counts = Counts()
        else:
            import ssl

            import trustme

            ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            ca.issue_cert("127.0.0.1").configure_cert(context)
            ca.cert_pem.write_to_path(folder / "ca.pem")
            secured = {role: context for role in ROLES if role not in ("control", "elsewhere")}
            running = stack.enter_context(serve(by_name("healthy"), tls=secured))
            line = Line(latency)
            for role, url in running.urls.items():
                running.urls[role] = line.before(role, url)
            env, counts = running.environ(), line.counts
            env["SSL_CERT_FILE"] = str(folder / "ca.pem")
        print(json.dumps(env), flush=True)
        for _ in sys.stdin:
            print(json.dumps(counts), flush=True)
            counts.clear()


if __name__ == "__main__":
    main(float(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))
