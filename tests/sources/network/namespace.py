"""Run inside `unshare --net --mount`: a network of one's own with nothing in it but loopback.

Brings loopback up, puts a resolver of our own behind /etc/resolv.conf, and runs the command line.
Arguments: what the resolver does and, behind commas, what else there is; then the program's own
arguments. `usual`: the system's own patience with a resolver; `search`: six domains to search, each
before the name itself; `near`: the resolver stands beyond this machine; `quiet`: there is a route
out, and nothing comes back; `rejects`: there is one, and a firewall says no; `numbered`: the API
answers under its number; `connects`: that number takes connections, and no API is behind it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

# Resolvers that lead every name to this machine.
KNOWING = ("loopback", "slow", "private", "intercepted", "sinkhole")
# Worlds in which the API answers under the number that Anthropic publishes.
BY_NUMBER = ("sinkhole", "hosts", "deaf")
# Resolvers that answer something else than an answer, and what is wrong with it.
ODD = ("garbage", "another-id", "truncated", "looping", "half")
# What a resolver says that knows no name: NXDOMAIN, SERVFAIL, REFUSED, or no address (RFC 1035).
CODES = {"nxdomain": 3, "servfail": 2, "refused": 5, "empty": 0}
# Seconds until the answer; `late` is what a system's resolver waits before it asks again.
PAUSES = {"slow": 0.8, "late": 5.0}
# Resolvers that lead every name to the API's own number; of `no-a` and `no-aaaa` the questions for
# one family are never answered.
NUMBERED = ("hosts", "rejecting", "late", "hole", "no-a", "no-aaaa")
API, NEAR = b"\x03api\x09anthropic\x03com", "10.66.0.53"
NUMBER = "160.79.104.10"
# What the API says to a request without a key; nothing else is asked of it here.
_REFUSAL = (
    b'{"type":"error","error":{"type":"authentication_error","message":"x-api-key header is '
    b'required"},"request_id":"req_011CSHoEeqs5C35K2UUqR7Fy"}'
)
KEYLESS = (
    b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
    b"request-id: req_011CSHoEeqs5C35K2UUqR7Fy\r\nConnection: close\r\nContent-Length: "
    + str(len(_REFUSAL)).encode() + b"\r\n\r\n" + _REFUSAL
)  # fmt: skip
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h


def up() -> None:
    """Set loopback up, as `ip link set lo up` does; no such tool is needed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14x", b"lo", 0)
        (flags,) = struct.unpack("16xH14x", fcntl.ioctl(control, _SIOCGIFFLAGS, request))
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))


def answer(query: bytes, what: str) -> bytes | None:
    """The resolver's answer (RFC 1035): an address, or no such name; None: nothing at all."""
    if what in ("silent", "deaf"):
        return None
    if what in PAUSES:
        time.sleep(PAUSES[what])
    end = query.index(b"\0", 12) + 5
    kind = query[end - 4 : end - 2]  # 1: A; 28: AAAA
    if what in ODD:
        return odd(query, end, what)
    if what == ("no-aaaa" if kind == b"\0\x1c" else "no-a"):
        return None
    number = socket.inet_aton("127.0.0.1") if kind == b"\0\1" else b""
    if what == "intercepted" and kind == b"\0\x1c":
        number = socket.inet_pton(socket.AF_INET6, "::1")
    if what == "sinkhole":
        number = bytes(4) if kind == b"\0\1" else b""
    if what in NUMBERED:
        number = socket.inet_aton(NUMBER) if kind == b"\0\1" else b""
    blocked = what == "blocked" and API in query[12:].lower()
    knows = what in (*KNOWING, *NUMBERED) or (what == "blocked" and not blocked)
    found = knows and number != b""
    flags = bytes([0x81, 0x80 | (0 if knows else CODES.get(what, 3))])
    head = query[:2] + flags + b"\0\1" + (b"\0\1" if found else b"\0\0") + b"\0\0\0\0"
    record = b"\xc0\x0c" + kind + b"\0\1\0\0\0\x05" + bytes([0, len(number)]) + number
    return head + query[12:end] + (record if found else b"")


def odd(query: bytes, end: int, what: str) -> bytes:
    """An answer of one that is broken, or does not want to be understood."""
    head = query[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + query[12:end]
    match what:
        case "garbage":
            return query[:2] + b"\x81\x80" + b"\xff" * 400
        case "another-id":
            return b"\0\0" + head[2:] + b"\xc0\x0c\0\1\0\1\0\0\0\5\0\4\x7f\0\0\1"
        case "truncated":  # ask again by TCP, where nobody listens
            return query[:2] + b"\x83\x80\0\1\0\0\0\0\0\0" + query[12:end]
        case "looping":  # the name is an alias of itself
            return head + b"\xc0\x0c\0\5\0\1\0\0\0\5\0\2\xc0\x0c"
    return head + b"\xc0\x0c\0\1\0\1\0\0"


def resolver(what: str, where: str) -> None:
    """Serve on port 53 until the process ends; each query in a thread of its own."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((where, 53))

    def one(query: bytes, peer: object) -> None:
        reply = answer(query, what)
        if reply is not None:
            server.sendto(reply, peer)  # type: ignore[arg-type]

    while True:
        query, peer = server.recvfrom(4096)
        threading.Thread(target=one, args=(query, peer), daemon=True).start()


def control() -> None:
    """A control host on port 80 that says: the internet is open."""
    serve(80, b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", None)


def intercept() -> None:
    """Port 443 of IPv4 alone answers for the API, with a CA that only the system's store knows:
    what a company's TLS inspection looks like from inside."""
    import trustme

    ca = trustme.CA(organization_name="Example Interception Inc")
    store = Path(ssl.get_default_verify_paths().openssl_cafile)
    folder = Path(tempfile.mkdtemp())
    ca.cert_pem.write_to_path(str(folder / store.name))
    subprocess.run(["mount", "--bind", str(folder), str(store.parent)], check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.anthropic.com").configure_cert(context)
    serve(443, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", context)


def by_number() -> None:
    """The API itself at its published number, with a CA that SSL_CERT_FILE names."""
    import trustme

    ca = trustme.CA(organization_name="Known CA")
    folder = Path(tempfile.mkdtemp())
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.anthropic.com").configure_cert(context)
    subprocess.run(["ip", "addr", "add", f"{NUMBER}/32", "dev", "lo"], check=True)
    serve(443, KEYLESS, context, NUMBER)


def hosts_file() -> None:
    """A line in /etc/hosts that leads the API's name to this machine."""
    file = Path(tempfile.mkdtemp()) / "hosts"
    file.write_text("127.0.0.1 localhost\n127.0.0.1 api.anthropic.com\n")
    subprocess.run(["mount", "--bind", str(file), "/etc/hosts"], check=True)


def serve(
    port: int, answer: bytes, context: ssl.SSLContext | None, host: str = "127.0.0.1"
) -> None:
    """Every connection in a thread of its own: read once, answer, close."""
    listener = socket.create_server((host, port))

    def one(peer: socket.socket) -> None:
        with contextlib.suppress(OSError), peer:
            talk = context.wrap_socket(peer, server_side=True) if context else peer
            if talk.recv(4096):
                talk.sendall(answer)
            talk.close()

    def forever() -> None:
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=forever, daemon=True).start()


def ip(*words: str) -> None:
    """Run `ip` of iproute2."""
    subprocess.run(["ip", *words], check=True)


def lay(what: str, more: list[str]) -> str:
    """Lay out the network; the resolver's address."""
    where = "127.0.0.1"
    if "near" in more:
        where = NEAR
        ip("addr", "add", f"{NEAR}/32", "dev", "lo")
    if what in ("private", "blocked"):
        control()
    if what == "intercepted":
        intercept()
    if what in BY_NUMBER or "numbered" in more:
        by_number()
    if "connects" in more:
        ip("addr", "add", f"{NUMBER}/32", "dev", "lo")
        serve(443, b"", None, NUMBER)
    if what == "hosts":
        hosts_file()
    if "quiet" in more:  # whatever is sent there is lost
        ip("link", "add", "lost", "type", "veth", "peer", "name", "end")
        for device in ("lost", "end"):
            ip("link", "set", device, "up")
        ip("addr", "add", "10.66.1.2/24", "dev", "lost")
        ip("neigh", "add", "10.66.1.1", "lladdr", "02:00:00:00:00:01", "dev", "lost")
        ip("route", "add", "default", "via", "10.66.1.1", "dev", "lost")
    if what == "rejecting" or "rejects" in more:  # at once, and without a word from outside
        ip("route", "add", "unreachable", "default")
    return where


def main() -> int:
    """Set everything up, run the program, hand on its exit code and how long it took."""
    (what, *more), arguments = sys.argv[1].split(","), sys.argv[2:]
    up()
    where = lay(what, more)
    if what != "none":
        with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as file:
            file.write(f"nameserver {where}\n")
            if "search" in more:
                file.write("search " + " ".join(f"{n}.corp.example" for n in "abcdef") + "\n")
                file.write("options ndots:15\n")
            elif "usual" not in more:
                file.write("options timeout:30 attempts:1\n")
        subprocess.run(["mount", "--bind", file.name, "/etc/resolv.conf"], check=True)
        if what != "closed":
            threading.Thread(target=resolver, args=(what, where), daemon=True).start()
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "claude_doctor", *arguments], check=False)
    print(f"{time.monotonic() - started:.2f}", file=sys.stderr)
    if what != "none":
        Path(file.name).unlink()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
