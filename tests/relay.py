"""A relay before a peer of the loopback world, which can do to a connection what happens to one
that stands for long: close it, reset it, reset it when it is used again, or forget it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

#: What may become of the connections that stand.
ENDS = ("closed", "reset", "reset when used", "silent")


class Relay:
    """Passes bytes on, both ways. `accepted`: how many connections it took so far."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url).port
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{urlsplit(url).scheme}://127.0.0.1:{listener.getsockname()[1]}"
        self.accepted = 0
        self._open: list[asyncio.StreamWriter] = []
        self._fates: dict[asyncio.StreamWriter, str] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = asyncio.start_server(self._talk, sock=listener)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)

    def end(self, how: str) -> None:
        """Let this become of every connection that stands."""
        self._inside(lambda: self._end(how))

    def refuse(self) -> None:
        """Take no connection any more; those that stand go on."""
        self._inside(self._server.close)

    def stop(self) -> None:
        """Take none, and drop those that stand."""
        self.refuse()
        self.end("closed")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _inside(self, work: Callable[[], None]) -> None:
        done = threading.Event()
        for one in (work, done.set):
            self._loop.call_soon_threadsafe(one)
        assert done.wait(10)

    def _end(self, how: str) -> None:
        for one in self._open:
            self._fates[one] = how
            if how in ("closed", "reset"):
                self._drop(one, how)
        self._open.clear()

    @staticmethod
    def _drop(one: asyncio.StreamWriter, how: str) -> None:
        if how.startswith("reset"):  # closing it then sends RST
            plug = one.get_extra_info("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        one.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        back, far = await asyncio.open_connection("127.0.0.1", self._target)
        self.accepted += 1
        self._open.append(near)
        back_to = asyncio.create_task(self._pass(back, near, near))
        await self._pass(reader, far, near)
        back_to.cancel()
        far.transport.abort()

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, near: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                fate = self._fates.get(near)
                if fate == "reset when used":
                    self._drop(near, fate)
                elif fate is None:
                    target.write(data)
        if near not in self._fates:
            near.close()


@contextlib.contextmanager
def relay(url: str) -> Iterator[Relay]:
    """A relay before this address."""
    made = Relay(url)
    try:
        yield made
    finally:
        made.stop()
