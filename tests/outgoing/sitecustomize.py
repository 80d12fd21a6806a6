"""Loaded by every Python that a test starts with this folder on its path: notes whom it would ask,
in the file that OUTGOING names, and lets nothing go out, to any address at all."""

import os
import socket
import sys

_FILE = os.environ["OUTGOING"]


def _noted(what: str) -> None:
    with open(_FILE, "a", encoding="utf-8") as file:  # noqa: PTH123
        file.write(f"{what}\n")


def _audit(event: str, given: tuple[object, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = given[0].decode() if isinstance(given[0], bytes) else given[0]
        _noted(f"name {host}")
        raise socket.gaierror(socket.EAI_NONAME, "nothing goes out of this test")
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        _noted(f"address {given[1]!r}")
        raise ConnectionRefusedError("nothing goes out of this test")


sys.addaudithook(_audit)
