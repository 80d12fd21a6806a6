"""Run inside `unshare --net --mount`: a network of one's own with nothing in it but loopback.

Brings loopback up, puts a resolver of our own behind /etc/resolv.conf, and runs the command line.
Arguments: what the resolver does, then the program's own arguments.
"""

from __future__ import annotations

import fcntl
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h


def up() -> None:
    """Set loopback up, as `ip link set lo up` does; no such tool is needed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(control, _SIOCGIFFLAGS, request))
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))


def answer(query: bytes, what: str) -> bytes | None:
    """The resolver's answer (RFC 1035): an address, or no such name; None: nothing at all."""
    if what == "silent":
        return None
    if what == "slow":
        time.sleep(0.8)
    end = query.index(b"\0", 12) + 5
    wants_ipv4 = query[end - 4 : end - 2] == b"\0\1"
    found = what in ("loopback", "slow") and wants_ipv4
    flags = b"\x81\x80" if what in ("loopback", "slow") else b"\x81\x83"  # NOERROR, NXDOMAIN
    head = query[:2] + flags + b"\0\1" + (b"\0\1" if found else b"\0\0") + b"\0\0\0\0"
    record = b"\xc0\x0c\0\1\0\1\0\0\0\x05\0\4" + socket.inet_aton("127.0.0.1")
    return head + query[12:end] + (record if found else b"")


def resolver(what: str) -> None:
    """Serve on 127.0.0.1:53 until the process ends; each query in a thread of its own."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def one(query: bytes, peer: object) -> None:
        reply = answer(query, what)
        if reply is not None:
            server.sendto(reply, peer)  # type: ignore[arg-type]

    while True:
        query, peer = server.recvfrom(4096)
        threading.Thread(target=one, args=(query, peer), daemon=True).start()


def main() -> int:
    """Set everything up, run the program, hand on its exit code and how long it took."""
    what, *arguments = sys.argv[1:]
    up()
    if what != "none":
        with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
            file.write("nameserver 127.0.0.1\noptions timeout:30 attempts:1\n")
        subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)
        threading.Thread(target=resolver, args=(what,), daemon=True).start()
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "claude_doctor", *arguments], check=False)
    print(f"{time.monotonic() - started:.2f}", file=sys.stderr)
    if what != "none":
        Path(file.name).unlink()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
