"""The way to a host, measured phase by phase: name, TCP, TLS. Cold, and without a credential.

A phase does not raise for what the network does: it returns its time, or its fault.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import socket
import ssl
import time
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol, TypeAlias

from ...engine import patience
from ...outside import certificate, pulse, threads
from ...outside.local import HERE
from ...outside.transport import Unavailable, not_local, of_exception, tls_fault
from ...records import dataclass
from .upgrade import secure

TRIED = 2  # addresses a family; names with more have them to spread load
HEAD_LIMIT = 16 * 1024  # bytes of an answer's head; ours are below 2 KiB

#: Words of `transport.tls_fault` for a certificate that was shown and not believed.
UNVERIFIED = (
    "untrusted-issuer", "expired", "not-yet-valid", "wrong-host", "malformed", "weak"
)  # fmt: skip

# "This machine has no such protocol, or no route for it": not a fault of the path.
_NO_ROUTE = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Opener(Protocol):
    """Opens a connection; with `segment`, in packets that carry no more bytes than that."""

    def __call__(self, segment: int | None = None) -> Awaitable[Streams]:
        """Open one."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to, as the resolver hands it on."""

    family: socket.AddressFamily
    sockaddr: tuple[str | int | bytes, ...]

    @property
    def text(self) -> str:
        """The number, without the port."""
        return str(self.sockaddr[0])

    @property
    def is_ipv6(self) -> bool:
        """Whether it is reached over IPv6."""
        return self.family == socket.AF_INET6


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name stands for, or why that cannot be told."""

    addresses: tuple[Address, ...]
    ms: int
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One TCP connection, closed at once. `no_route`: this machine cannot even try."""

    address: Address
    ms: int
    fault: str | None = None
    no_route: bool = False


@dataclass(frozen=True, slots=True)
class Handshake:
    """One TLS handshake. `fault`: a word of `transport.tls_fault`, `silent`, or `reset`; `says`:
    OpenSSL's words for a certificate that it refuses."""

    ms: int
    fault: str | None = None
    shown: certificate.Certificate | None = None
    date: str | None = None  # the `Date` header, where it was asked for
    says: str | None = None


Try: TypeAlias = tuple[Address, asyncio.Task[Attempt]]


async def resolve(host: str, port: int) -> Resolved:
    """Look the name up, as every program here does: hosts file, resolver, search list."""
    started = time.monotonic()
    try:
        async with pulse.patience(patience.DNS):
            answers, taken = await asyncio.get_running_loop().run_in_executor(
                None, _look_up, host, port
            )
        found = {Address(family, sockaddr): None for family, _, _, _, sockaddr in answers}
        return Resolved(tuple(found), taken, None if found else "no addresses")
    except TimeoutError:
        if threads.lost():  # nobody looked the name up
            raise Unavailable(f"{HERE}a thread did not begin") from None
        fault = f"no answer within {patience.DNS:g} s"
    except socket.gaierror as error:
        not_local(error)
        known = error.errno in _NO_NAME
        fault = "the name does not exist" if known else "the resolver does not answer"
    except (OSError, ValueError) as error:  # UnicodeError is a ValueError: no label of a name
        not_local(error)
        fault = "not a usable name"
    return Resolved((), _since(started), fault)


def _look_up(host: str, port: int) -> tuple[list[Any], int]:
    # Timed in its own thread: what else the loop does meanwhile is no part of the resolver.
    started = time.monotonic()
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), _since(started)


async def attempt(address: Address) -> Attempt:
    """Open one TCP connection and close it."""
    started = time.monotonic()
    try:
        _, writer = await tcp(address)
    except TimeoutError:
        return Attempt(address, _since(started), f"no answer within {patience.TCP:g} s")
    except OSError as error:
        not_local(error)
        return Attempt(address, _since(started), words(error), error.errno in _NO_ROUTE)
    taken = _since(started)
    writer.transport.abort()
    return Attempt(address, taken)


def attempts(addresses: tuple[Address, ...]) -> tuple[Try, ...]:
    """Try addresses of both families at once, TRIED of each."""
    six = [address for address in addresses if address.is_ipv6][:TRIED]
    four = [address for address in addresses if not address.is_ipv6][:TRIED]
    return tuple((address, asyncio.create_task(attempt(address))) for address in (*six, *four))


async def first(tries: tuple[Try, ...]) -> Attempt:
    """The first attempt that gets through; where none does, the one that took longest."""
    failed = []
    for one in asyncio.as_completed([task for _, task in tries]):
        ended = await one
        if ended.fault is None:
            return ended
        failed.append(ended)
    # A protocol that this machine does not have is no fault worth telling.
    return max(failed, key=lambda ended: (not ended.no_route, ended.ms))


def direct(address: Address) -> Opener:
    """Connections straight to the address."""
    return lambda segment=None: tcp(address, segment)


async def reach(host: str, port: int) -> tuple[Attempt | None, str | None]:
    """Resolve and connect: the attempt that got through, or None and why."""
    resolved = await resolve(host, port)
    if resolved.fault:
        return None, resolved.fault
    tries = attempts(resolved.addresses)
    try:
        reached = await first(tries)
    finally:
        for _, task in tries:
            task.cancel()
    return (None, reached.fault) if reached.fault else (reached, None)


async def handshake(
    opener: Opener,
    host: str,
    context: ssl.SSLContext,
    ask_date: bool = False,
    segment: int | None = None,
) -> Handshake:
    """Do a TLS handshake; with `ask_date`, also a bare HEAD for the peer's clock."""
    started = time.monotonic()
    writer = None
    try:
        reader, writer = await opener(segment)
        started = time.monotonic()
        async with pulse.patience(patience.TLS):
            await secure(writer, context, host)
        taken = _since(started)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        date = await _date(reader, writer, host) if ask_date else None
        return Handshake(taken, None, certificate.read(shown or b""), date)
    except TimeoutError:
        return Handshake(_since(started), "silent")
    except ssl.SSLError as error:
        says = getattr(error, "verify_message", None)
        return Handshake(_since(started), tls_fault(error), says=says)
    except ConnectionResetError:
        return Handshake(_since(started), "reset")
    except (OSError, EOFError, ValueError) as error:  # closed, or no name for SNI
        not_local(error)
        return Handshake(_since(started), "handshake")
    finally:
        if writer is not None:
            writer.transport.abort()


def ipv6_word(tries: Iterable[Attempt]) -> str:
    """`none` where the host has no IPv6 address or this machine no IPv6."""
    able = [attempt for attempt in tries if not attempt.no_route]
    if not able:
        return "none"
    return "ok" if any(attempt.fault is None for attempt in able) else "failed"


#: Of a proxy whose address begins with https.
NOT_TLS = "it does not speak TLS"


def words(error: OSError) -> str:
    """The system's word for it. asyncio puts the address into the error's own text."""
    if isinstance(error, ssl.SSLError):  # whose number is OpenSSL's, not the system's
        return NOT_TLS if tls_fault(error) == "not-tls" else "its TLS fails"
    if isinstance(error, ConnectionError) or error.errno is None:
        return of_exception(error).detail
    return os.strerror(error.errno).lower()


async def tcp(address: Address, segment: int | None = None) -> Streams:
    """An open connection. Raises OSError, or TimeoutError after `patience.TCP`."""
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        if segment is not None:  # told to the peer, too: it sends no larger ones
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        sock.setblocking(False)
        async with pulse.patience(patience.TCP):
            await asyncio.get_running_loop().sock_connect(sock, address.sockaddr)
            return await asyncio.open_connection(sock=sock, limit=HEAD_LIMIT)
    except BaseException:
        sock.close()
        raise


async def head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer; ValueError or EOFError where it is none."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise ValueError("the head of the answer is too long") from None
    lines = raw.decode("latin-1").splitlines()
    status = re.match(r"HTTP/\d(?:\.\d)? (\d{3})\b", lines[0] if lines else "")
    if status is None:
        raise ValueError("not an HTTP answer")
    pairs = (line.partition(":") for line in lines[1:])
    return int(status[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _date(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str
) -> str | None:
    request = f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    try:
        async with pulse.patience(patience.DATE):
            writer.write(request.encode("ascii"))
            await writer.drain()
            return (await head(reader))[1].get("date")
    except (TimeoutError, OSError, EOFError, ValueError):
        return None


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
