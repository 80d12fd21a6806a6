"""Which proxy variable wins, for which program, and what NO_PROXY takes from it. Pure.

Tried on loopback (2026-11-29): the Python SDK 2.14 (httpx 2), httpx 0.28, Claude Code 2.1.197 and
curl. Python: CPython's `getproxies_environment`, where a lower-case variable that is set but empty
takes the upper-case one away, too. Claude Code: one proxy for http and https, never ALL_PROXY.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from ipaddress import ip_address, ip_network

from ..records import dataclass
from .addresses import encoded, malformed, origin, repaired, spelled

STEMS = ("https", "http", "all")
#: Every variable that names a proxy, in both cases.
NAMES = tuple(name for stem in STEMS for name in (f"{stem}_proxy", f"{stem.upper()}_PROXY"))


class Program(StrEnum):
    """Who reads the variables."""

    PYTHON = "the Python SDK"
    CODE = "Claude Code"


@dataclass(frozen=True, slots=True)
class Choice:
    """`name`: the variable that gives the proxy; None: none does. `kept`: NO_PROXY's variable
    that keeps this address away from it, with what follows for `direct`."""

    name: str | None = None
    kept: str | None = None

    @property
    def direct(self) -> bool:
        """Whether calls go without a proxy."""
        return self.name is None or self.kept is not None


def choose(env: Mapping[str, str], url: str, program: Program = Program.PYTHON) -> Choice:
    """What this program does for this address."""
    name = winner(env, origin(url)[0], program)
    no_proxy = exceptions(env, program)
    kept = name and no_proxy and any(
        covers(entry, url, program) for entry in env[no_proxy].split(","))  # fmt: skip
    return Choice(name, no_proxy if kept else None)


def winner(env: Mapping[str, str], scheme: str, program: Program = Program.PYTHON) -> str | None:
    """The variable whose proxy this program takes for addresses of this scheme."""
    if program is Program.CODE:
        order = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")
        return next((name for name in order if env.get(name)), None)
    return next((name for stem in (scheme, "all") if (name := _python(env, stem))), None)


def read(env: Mapping[str, str], program: Program = Program.PYTHON) -> tuple[str, ...]:
    """Every variable that the program reads, be it for the address at hand or not: the SDK builds
    all its proxies at its start, and fails on each of them."""
    if program is Program.CODE:
        first = winner(env, "https", program)
        return (first,) if first else ()
    return tuple(name for stem in STEMS if (name := _python(env, stem)))


def exceptions(env: Mapping[str, str], program: Program = Program.PYTHON) -> str | None:
    """The variable whose list of hosts without a proxy the program reads."""
    if program is Program.CODE:
        return next((name for name in ("no_proxy", "NO_PROXY") if env.get(name)), None)
    return _python(env, "no")


def _python(env: Mapping[str, str], stem: str) -> str | None:
    lower, upper = f"{stem}_proxy", f"{stem.upper()}_PROXY"
    if lower in env:
        return lower if env[lower] else None
    return upper if env.get(upper) else None


def usable(env: Mapping[str, str], socks: bool) -> dict[str, str]:
    """The variables as they can be used: what stands around a value is taken away, and a variable
    that names no proxy is left out alone. `socks`: whether SOCKS can be spoken."""
    kept = {name: env[name] for name in ("NO_PROXY", "no_proxy") if name in env}
    for name in NAMES:
        value = encoded(spelled(repaired(env[name]))) if name in env else ""
        scheme = value.partition("://")[0].lower() if "://" in value else "http"
        value = value if "://" in value else f"http://{value}"
        spoken = scheme in ("http", "https") or (socks and scheme in ("socks5", "socks5h"))
        if (
            not value.endswith("://")
            and spoken
            and not malformed(value, proxy=True)
            and (origin(value)[1])
        ):
            kept[name] = value
        elif env.get(name) == "":
            kept[name] = ""
    return kept


def covers(entry: str, url: str, program: Program = Program.PYTHON) -> bool:
    """Whether an entry of NO_PROXY keeps this address away from the proxy."""
    entry = entry.strip().lower()
    scheme, host, port = origin(url)
    if not entry or not host:
        return False
    if entry == "*":
        return True
    if program is Program.CODE:
        # A port only beside the whole name; ".corp" and "corp" both cover the names below.
        domain = entry.lstrip(".")
        return entry == f"{host}:{port}" or host == domain or host.endswith(f".{domain}")
    only, _, entry = entry.rpartition("://")
    name, number = _port(entry)
    usual = {"http": 80, "https": 443}.get(scheme)
    # httpx compares with the port that the address names, and the usual one is not named.
    if (only and only not in (scheme, "all")) or number not in (None, port if port != usual else 0):
        return False
    with suppress(ValueError):
        return ip_address(host) in ip_network(name.strip("[]"), strict=False)
    with suppress(ValueError):
        ip_address(host)
        return name.strip("[]") == host
    if only or name == "localhost":
        return host == name
    # ".corp" covers only what is below it, and a star inside an entry covers nothing.
    domain = name.lstrip(".")
    below = host.endswith(f".{domain}")
    return bool(domain) and (below or (host == domain and name == domain))


def _port(entry: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\[.*\]|[^:]*):([0-9]{1,9})", entry)
    return (found[1], int(found[2])) if found else (entry, None)


def near(env: Mapping[str, str], url: str, program: Program = Program.PYTHON) -> str | None:
    """The entry of NO_PROXY that means this host and does not cover it: with a port, a star."""
    name, host = exceptions(env, program), origin(url)[1]
    for entry in env[name].split(",") if name else ():
        meant = _port(entry.strip().lower().rpartition("://")[2])[0].lstrip("*.")
        named = meant and (host == meant or host.endswith(f".{meant}"))
        if named and not covers(entry, url, program):
            return entry.strip()
    return None


def adding(env: Mapping[str, str], hosts: Iterable[str]) -> str:
    """What puts hosts on the list that programs read, without losing what is on it."""
    name = "no_proxy" if "no_proxy" in env else "NO_PROXY"
    return f'export {name}="${{{name}:+${name},}}{",".join(hosts)}"'


def lacking(env: Mapping[str, str], url: str, program: Program = Program.PYTHON) -> str:
    """What takes off the list that programs read whatever covers this address."""
    name = exceptions(env, program) or "NO_PROXY"
    left = [one.strip() for one in env.get(name, "").split(",")]
    left = [one for one in left if one and not covers(one, url, program)]
    return f'export {name}="{",".join(left)}"' if left else f"unset {name}"
