"""Network namespaces: the client, the middle (a company, a house, a hotel) and the world.

    client 10.9.9.2 -- 10.9.9.1 middle 172.31.9.1 -- 172.31.9.2 world

Every address of the internet ends in the world's namespace, and nothing has a way out of it.
The middle is the router, the resolver, `proxy.corp.example` (10.9.9.3) and the hosts of the LAN.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from .situation import Net

PREFIX = "cdlab"
PLACES = ("client", "middle", "world")
API, API6 = "160.79.104.10", "2607:6bc0::10"
NAMES = {
    "api.anthropic.com": API,
    "console.anthropic.com": API,
    "claude.ai": API,
    "platform.claude.com": API,
    "statsig.anthropic.com": API,
    "status.claude.com": "34.149.66.137",
    "anthropic.statuspage.io": "34.149.66.138",
    "downdetector.com": "104.16.20.5",
    "www.reddit.com": "151.101.1.140",
    "oauth.reddit.com": "151.101.1.141",
    "api.github.com": "140.82.121.6",
    "hn.algolia.com": "34.107.5.5",
    "connectivitycheck.gstatic.com": "142.250.74.67",
    "detectportal.firefox.com": "34.107.221.82",
    "captive.apple.com": "17.253.57.197",
    "dns.google": "8.8.8.8",
    "one.one.one.one": "1.1.1.1",
}
INSIDE = {
    "proxy.corp.example": "10.9.9.3",
    "gateway.corp.example": "10.9.9.20",
    "portal.corp.example": "10.9.9.21",
    "login.hotel.example": "10.9.9.1",
}

_HOOKS = {"nat": "nat hook prerouting priority -100"}
_STOPPED = threading.Event()
_OPEN: set[str] = set()


class Stopped(RuntimeError):
    """The lab is being ended; nothing new is started."""


def stop() -> None:
    """Ctrl-C: end whatever runs in any of our namespaces, until all are gone; start nothing."""
    _STOPPED.set()
    ends = time.monotonic() + 15
    while _OPEN and time.monotonic() < ends:  # a command may be about to enter one
        for name in list(_OPEN):
            _kill_inside(name)
        time.sleep(0.2)


class Namespaces:
    """The three namespaces of one situation, and every process in them."""

    def __init__(self, tag: str) -> None:
        self.names = {place: f"{PREFIX}-{os.getpid()}-{tag}-{place[0]}" for place in PLACES}
        self._processes: list[subprocess.Popen[bytes]] = []

    def enter(self, place: str) -> list[str]:
        """The command that runs the rest in this namespace."""
        if _STOPPED.is_set():
            raise Stopped("the lab is being ended")
        return ["ip", "netns", "exec", self.names[place]]

    def start(self, place: str, command: Sequence[str], log: Path, env: dict[str, str]) -> None:
        """Start a program that stays until `close`."""
        with log.open("ab") as out:
            self._processes.append(
                subprocess.Popen(
                    [*self.enter(place), *command],
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    env=env,
                    start_new_session=True,
                )
            )

    def newest(self) -> int:
        """The process that was started last; `ip netns exec` has become the program itself."""
        return self._processes[-1].pid

    def ended(self) -> bool:
        """Whether the program that was started last is gone already."""
        return self._processes[-1].poll() is not None

    def run(self, place: str, command: Sequence[str], feed: str | None = None) -> None:
        """Run a short command; a failure is the lab's own fault and raises."""
        done = subprocess.run(
            [*self.enter(place), *command], input=feed, text=True, capture_output=True, timeout=30
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.strip()}")

    def open(self, net: Net) -> None:
        """Build it all."""
        client, middle, world = (self.names[place] for place in PLACES)
        for name in self.names.values():
            _OPEN.add(name)
            _ip("netns", "add", name)
        lines = [
            f"link add name eth0 mtu {net.mtu} netns {client} type veth"
            f" peer name lan netns {middle}",
            f"link add name wan netns {middle} type veth peer name eth0 netns {world}",
        ]
        _batch(None, lines)
        _batch(middle, _middle_lines())
        _batch(world, _world_lines())
        _batch(client, _client_lines(net))
        forward = "for name in 4/ip_forward 6/conf/all/forwarding; do echo 1 >$0$name; done"
        self.run("middle", ["sh", "-c", forward, "/proc/sys/net/ipv"])
        if net.closed or net.rules:
            self._filter(net)

    def _filter(self, net: Net) -> None:
        rules = list(net.rules)
        if net.closed:
            rules.append(("middle", "forward", 'iifname "lan" drop'))
        for place in {place for place, _, _ in rules}:
            mine = [(chain, rule) for where, chain, rule in rules if where == place]
            text = "table inet lab {\n"
            for chain in dict.fromkeys(chain for chain, _ in mine):
                hook = _HOOKS.get(chain, f"filter hook {chain} priority 0")
                text += f"chain {chain} {{ type {hook};\n"
                text += "".join(f"{rule}\n" for where, rule in mine if where == chain) + "}\n"
            self.run(place, ["nft", "-f", "-"], feed=text + "}\n")

    def close(self) -> None:
        """End every process and take the namespaces away."""
        for process in self._processes:
            end_group(process.pid)
        for name in self.names.values():
            remove(name)
            _OPEN.discard(name)
        for process in self._processes:
            process.wait(5)


def _middle_lines() -> list[str]:
    lan = [f"addr add 10.9.9.{last}/24 dev lan" for last in (1, 3, 20, 21)]
    return [
        "link set lo up",
        *lan,
        "-6 addr add fd00:9::1/64 dev lan nodad",
        "link set lan up",
        "addr add 172.31.9.1/30 dev wan",
        "-6 addr add fd00:31::1/64 dev wan nodad",
        "link set wan up",
        "route add default via 172.31.9.2",
        "-6 route add default via fd00:31::2",
    ]


def _world_lines() -> list[str]:
    """Every address that is not the LAN's is this one machine's: the world is a recorder."""
    return [
        "link set lo up",
        "addr add 172.31.9.2/30 dev eth0",
        "-6 addr add fd00:31::2/64 dev eth0 nodad",
        "link set eth0 up",
        "route add 10.9.9.0/24 via 172.31.9.1",
        "-6 route add fd00:9::/64 via fd00:31::1",
        "route add local default dev lo",
        "-6 route add local 2000::/3 dev lo",
        "-6 route add local 64:ff9b::/96 dev lo",
    ]


def _client_lines(net: Net) -> list[str]:
    lines = ["link set lo up"]
    if net.ipv4:
        lines.append("addr add 10.9.9.2/24 dev eth0")
    if net.ipv6:
        lines.append("-6 addr add fd00:9::2/64 dev eth0 nodad")
    if net.link:
        lines.append("link set eth0 up")
        lines += ["route add default via 10.9.9.1"] if net.ipv4 else []
        lines += ["-6 route add default via fd00:9::1"] if net.ipv6 else []
    return lines


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=30)


def _batch(namespace: str | None, lines: list[str]) -> None:
    inside = ["-n", namespace] if namespace else []
    feed = "".join(f"{line.removeprefix('-6 ')}\n" for line in lines if not line.startswith("-6"))
    six = "".join(f"{line.removeprefix('-6 ')}\n" for line in lines if line.startswith("-6"))
    for family, text in (("-4", feed), ("-6", six)):
        if text:
            done = subprocess.run(
                ["ip", *inside, family, "-batch", "-"], input=text, text=True, capture_output=True
            )
            if done.returncode:
                raise RuntimeError(f"ip {text!r}: {done.stderr}")


def end_group(group: int) -> None:
    """End a process group: asked first, then forced."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(group, word)
        except ProcessLookupError:
            return
        if word is signal.SIGTERM:
            time.sleep(0.02)


def remove(name: str) -> None:
    """Take a namespace away, and whatever still runs in it."""
    _kill_inside(name)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=30)


def _kill_inside(name: str) -> None:
    found = subprocess.run(["ip", "netns", "pids", name], text=True, capture_output=True)
    for pid in found.stdout.split():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue


def sweep() -> None:
    """Take away what a lab that was killed has left behind: its process does not live."""
    listed = subprocess.run(["ip", "netns", "list"], text=True, capture_output=True)
    for line in listed.stdout.splitlines():
        name = line.split()[0]
        parts = name.split("-")
        if parts[0] == PREFIX and len(parts) > 2 and not Path(f"/proc/{parts[1]}").exists():
            remove(name)
