"""The nameservers of this machine, each asked by itself with one small query of our own.

The system's resolver hides which of them is silent and which denies a name. Only the servers that
are configured here are ever asked, and only after something failed or was slow.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import struct
from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from ...engine import patience
from ...outside import pulse
from ...outside.transport import not_local
from ...records import dataclass

RESOLV_CONF = Path("/etc/resolv.conf")
MOST = 3  # nameservers that libc asks (resolv.conf(5), MAXNS)
_A, _IN, _RECURSION = 1, 1, 0x0100  # RFC 1035
_CODES = {0: "ok", 2: "broken", 3: "denies", 5: "refuses"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one nameserver said: ok, denies (no such name), empty, broken (SERVFAIL), refuses,
    unusable, silent, closed (nobody listens there)."""

    server: str
    word: str
    addresses: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether it is alive, whatever it said."""
        return self.word not in ("silent", "closed")


def configured(path: Path = RESOLV_CONF) -> tuple[str, ...]:
    """The nameservers in resolv.conf, in their order; none where there is no such file."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    found = re.findall(r"(?m)^[ \t]*nameserver[ \t]+([0-9A-Fa-f:.%\w]+)", text)
    return tuple(dict.fromkeys(one for one in found if _is_number(one)))[:MOST]


async def ask_all(host: str, servers: tuple[str, ...]) -> tuple[Said, ...]:
    """Ask each for the name, all at once."""
    return tuple(await asyncio.gather(*(ask(host, server) for server in servers)))


async def ask(host: str, server: str, port: int = 53) -> Said:
    """One query over UDP, sent twice: a lost packet is no dead server."""
    question = _question(host)
    if question is None:
        return Said(server, "unusable")
    try:
        async with pulse.patience(patience.NAMESERVER):
            return _read(server, question, await _exchange(server, port, question))
    except TimeoutError:
        return Said(server, "silent")
    except OSError as error:
        not_local(error)
        return Said(server, "closed")


async def _exchange(server: str, port: int, question: bytes) -> bytes:
    """The first answer to this very question. Raises OSError where the way to it is closed."""
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    with contextlib.closing(socket.socket(family, socket.SOCK_DGRAM)) as sock:
        sock.setblocking(False)
        sock.connect((server, port))  # only its own answers come back, and refusals become errors
        again = loop.call_later(patience.NAMESERVER / 2, _send, sock, question)
        try:
            await loop.sock_sendall(sock, question)
            while True:
                answer = await loop.sock_recv(sock, 4096)
                if len(answer) >= 12 and answer[:2] == question[:2] and answer[2] & 0x80:
                    return answer
        finally:
            again.cancel()


def _send(sock: socket.socket, question: bytes) -> None:
    with contextlib.suppress(OSError):
        sock.send(question)


def _question(host: str) -> bytes | None:
    try:
        labels = [label.encode("ascii") for label in host.rstrip(".").split(".")]
    except UnicodeError:
        return None
    if not all(0 < len(label) < 64 for label in labels):
        return None
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return os.urandom(2) + struct.pack(">5H", _RECURSION, 1, 0, 0, 0) + name + b"\0\1\0\1"


def _read(server: str, question: bytes, answer: bytes) -> Said:
    """The code and the IPv4 addresses of an answer. Never raises."""
    word = _CODES.get(answer[3] & 0x0F, "unusable")
    if word != "ok":
        return Said(server, word)
    try:
        found = tuple(_addresses(answer, len(question)))
    except (IndexError, struct.error, ValueError):
        return Said(server, "unusable")
    return Said(server, "ok" if found else "empty", found)


def _addresses(answer: bytes, at: int) -> list[str]:
    """Of every record after the question that is an A record. Names are skipped, not read."""
    found = []
    (count,) = struct.unpack(">H", answer[6:8])
    for _ in range(count):
        while answer[at] and answer[at] < 0xC0:
            at += answer[at] + 1
        at += 2 if answer[at] else 1
        kind, family, _, length = struct.unpack(">HHIH", answer[at : at + 10])
        at += 10
        if (kind, family, length) == (_A, _IN, 4):
            found.append(str(IPv4Address(answer[at : at + 4])))
        at += length
    return found


def in_words(said: tuple[Said, ...]) -> tuple[str | None, str | None]:
    """Which nameserver is at fault, and what it did."""
    if not said:
        return None, None
    silent = [one.server for one in said if not one.answered]
    live = [one for one in said if one.answered]
    if not live:
        return "dead", f"{listed(silent)} {'do' if len(silent) > 1 else 'does'} not answer"
    spoke = live[0]
    did = {
        "denies": "says that the name does not exist",
        "empty": "has no address for it",
        "broken": "answers SERVFAIL: its own lookup fails",
        "refuses": "refuses to answer",
        "unusable": "answers nothing usable",
    }.get(spoke.word)
    if did is not None:
        return spoke.word, f"the nameserver {spoke.server} {did}"
    if silent:
        return "first-dead" if said[0].server in silent else "one-dead", (
            f"the nameserver {listed(silent)} of /etc/resolv.conf does not answer, "
            f"{spoke.server} does"
        )
    return "ok", f"the nameserver {spoke.server} says {spoke.addresses[0]}"


def _is_number(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True


def listed(words: Sequence[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
