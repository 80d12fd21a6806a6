"""One connection of a hostile peer, and what a behavior is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class End(StrEnum):
    """What a behavior is for its client. Only a sound one may be believed."""

    AT_ONCE = "at once"  # it is over soon, one way or the other
    WAITS = "waits"  # only the client's own patience ends it
    SOUND = "sound"  # odd, and yet the whole true answer


@dataclass(slots=True)
class Talk:
    """A connection. `asked`: the request's head; `healthy`: what the role would answer in a good
    world (status line apart); `elsewhere`: the address of a peer that writes down what it gets."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    role: str
    here: str
    elsewhere: str
    healthy: Callable[[], Awaitable[tuple[int, dict[str, str], bytes]]]
    asked: bytes = b""

    async def send(self, *parts: bytes) -> None:
        """Send it, as fast as it is taken."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    async def flood(self, part: bytes, times: int = 10**9, pause: float = 0.0) -> None:
        """The same again and again."""
        for _ in range(times):
            await self.send(part)
            await asyncio.sleep(pause)

    async def drip(self, data: bytes, pause: float = 1.0) -> None:
        """Byte by byte."""
        for at in range(len(data)):
            await self.send(data[at : at + 1])
            await asyncio.sleep(pause)

    async def hold(self) -> None:
        """Say nothing more, and stay until the client leaves."""
        while await self.reader.read(65536):
            pass


Send = Callable[[Talk], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Behavior:
    """What a peer does once it has a request; `early`: without having read one; `tls`: below
    HTTP, to a client that speaks TLS."""

    name: str
    send: Send
    end: End = End.AT_ONCE
    early: bool = False
    tls: bool = False


def head(*lines: str, status: str = "200 OK", version: str = "HTTP/1.1") -> bytes:
    """The head of an answer."""
    return "\r\n".join((f"{version} {status}", *lines, "", "")).encode("latin-1")


def answer(
    body: bytes, *lines: str, status: str = "200 OK", kind: str = "application/json"
) -> Send:
    """A behavior of its own: this body, with these headers."""

    async def send(talk: Talk) -> None:
        told = head(f"content-type: {kind}", f"content-length: {len(body)}",
                    "connection: close", *lines, status=status)  # fmt: skip
        await talk.send(told + body)

    return send


def raw(*parts: bytes) -> Send:
    """These bytes, and the end."""

    async def send(talk: Talk) -> None:
        await talk.send(*parts)

    return send


def then_hold(*parts: bytes) -> Send:
    """These bytes, and silence."""

    async def send(talk: Talk) -> None:
        await talk.send(*parts)
        await talk.hold()

    return send


def healthy(*lines: str, drop: tuple[str, ...] = ()) -> Send:
    """The role's own answer, with these headers and without those."""

    async def send(talk: Talk) -> None:
        status, headers, body = await talk.healthy()
        kept = [f"{n}: {v}" for n, v in headers.items() if n not in drop]
        told = head(*kept, f"content-length: {len(body)}", *lines, status=f"{status} OK")
        await talk.send(told + (b"" if talk.asked.startswith(b"HEAD") else body))

    return send
