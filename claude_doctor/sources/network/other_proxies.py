"""A proxy that fails: would another variable's do, the other scheme, or the direct way?

Each is tried with a tunnel, or a handshake, to the API's own host, without a key. A proxy's login
stays in its variable: the commands change the variable and never hold its value.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TypeAlias

from ...border import addresses
from ...border.addresses import origin
from ...outside.certificate import Stores
from ...phrases import phrase
from ...records import dataclass
from . import phases, tunnel
from .resolvers import listed
from .second import PROXIES, Second
from .trials import bounded

#: What was changed, what that showed, and the command.
Cure: TypeAlias = tuple[str, str, str]

_PLAIN = phrase(r"[\w.,:/-]*")  # what may stand in a command, and cannot be more than a list


@dataclass(frozen=True, slots=True)
class Target:
    """Where the calls go, the proxy that they take now (None: none), and what they trust."""

    host: str
    port: int
    proxy: str | None
    stores: Stores
    reached: bool = False  # a connection to the proxy came about
    alive: bool = False  # the proxy answered, if with a refusal


async def look(target: Target, env: Mapping[str, str], found: Second) -> None:
    """The change that works, the smallest first; all are tried at the same time."""
    if target.proxy is None:
        await _through_one(target, env, found)
        return
    culprits = holding(target.proxy, env)
    direct = asyncio.create_task(bounded(_direct, target))
    trials = (
        asyncio.create_task(bounded(_other_scheme, target, culprits, env)),
        *(
            asyncio.create_task(bounded(_other_variable, name, target, culprits, env))
            for name in _others(culprits, env)
        ),
    )
    try:
        for trial in trials:
            if (cure := await trial) is not None:
                found.found_cure(*cure)
                return
        works = await direct
        if works is not None:
            found.direct = "works" if works else "failed"
        if works:
            _go_direct(target, culprits, env, found)
    finally:
        for task in (direct, *trials):
            task.cancel()


def holding(proxy: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The variables whose value is this proxy."""
    return tuple(name for name in PROXIES if _origin(env.get(name, "")) == origin(proxy))


async def _other_scheme(
    target: Target, culprits: tuple[str, ...], env: Mapping[str, str]
) -> Cure | None:
    """`https://` before a proxy that speaks plain http is common; the reverse is rare."""
    scheme, host, port = origin(target.proxy or "")
    other = {"https": "http", "http": "https"}.get(scheme)
    if other is None or not culprits or not target.reached or target.alive:
        return None
    if not await _opens(f"{other}://{host}:{port}", target, env):
        return None
    speaks = "plain http" if other == "http" else "TLS"
    words = f"that proxy speaks {speaks}: with {other}:// in {listed(culprits)} it works"
    command = "; ".join(f'export {name}="{other}://${{{name}#*://}}"' for name in culprits)
    return "proxy-scheme", words, command


def _others(culprits: tuple[str, ...], env: Mapping[str, str]) -> list[str]:
    """The variables that name another proxy. They count only where it is known which one wins."""
    return [name for name in PROXIES if culprits and name not in culprits and env.get(name)]


async def _other_variable(
    name: str, target: Target, culprits: tuple[str, ...], env: Mapping[str, str]
) -> Cure | None:
    """Both cases of a variable with different values: the one that wins is dead."""
    if not await _opens(env[name].strip(), target, env):
        return None
    wins = f"{listed(culprits)} {'override' if len(culprits) > 1 else 'overrides'} {name}"
    return "proxy-variable", f"{wins}, whose proxy works", f"unset {' '.join(culprits)}"


async def _direct(target: Target) -> bool:
    """Whether the host answers without the proxy, certificate and all."""
    reached, _ = await phases.reach(target.host, target.port)
    if reached is None:
        return False
    opener = phases.direct(reached.address)
    return (await phases.handshake(opener, target.host, target.stores.used)).fault is None


def _go_direct(
    target: Target, culprits: tuple[str, ...], env: Mapping[str, str], found: Second
) -> None:
    """A proxy that lives serves other hosts, so this host alone goes round it; a dead one none."""
    if not target.alive and culprits:
        found.found_cure("direct", "without it the API answers", f"unset {' '.join(culprits)}")
    elif target.alive and _PLAIN.fullmatch(target.host):
        lists = [name for name in ("NO_PROXY", "no_proxy") if env.get(name, "").strip()]
        why = f"no entry of {listed(tuple(lists))} matches" if lists else "no NO_PROXY names"
        words = f"{target.host} answers without it, and {why} that host"
        command = "; ".join(
            f'export {name}="{target.host}${{{name}:+,${name}}}"' for name in lists or ["NO_PROXY"]
        )
        found.found_cure("round-proxy", words, command)


async def _through_one(target: Target, env: Mapping[str, str], found: Second) -> None:
    """NO_PROXY keeps the host away from a proxy that would have let it through."""
    lists = {name: env.get(name, "") for name in ("no_proxy", "NO_PROXY") if env.get(name)}
    catching = {name: _catching(value, target.host) for name, value in lists.items()}
    if not any(catching.values()):
        return
    named = [name for name in PROXIES if env.get(name, "").strip()]
    tried = await asyncio.gather(
        *(bounded(_opens, env[name].strip(), target, env) for name in named)
    )
    for name in (name for name, opens in zip(named, tried, strict=True) if opens):
        entry = next(one for entries in catching.values() for one in entries)
        holder = listed(tuple(n for n, entries in catching.items() if entries))
        words = f"{entry} in {holder} keeps it away from {name}, whose proxy works"
        command = "; ".join(
            _less(n, lists[n], entries) for n, entries in catching.items() if entries
        )
        found.found_cure("no-proxy", words, command)
        return


def _catching(value: str, host: str) -> tuple[str, ...]:
    """The entries that the host matches, as httpx and curl read them."""
    entries = (one for entry in value.split(",") if (one := entry.strip()))
    return tuple(
        entry
        for entry in entries
        if entry == "*"
        or f".{host}".endswith("." + entry.lower().lstrip("*").lstrip(".").partition(":")[0])
    )


def _less(name: str, value: str, entries: tuple[str, ...]) -> str:
    rest = ",".join(one for e in value.split(",") if (one := e.strip()) and one not in entries)
    return f'export {name}="{rest}"' if rest and _PLAIN.fullmatch(rest) else f"unset {name}"


async def _opens(url: str, target: Target, env: Mapping[str, str]) -> bool:
    """Whether this proxy opens a tunnel to the host."""
    if addresses.malformed(url, proxy=True):
        return False
    scheme, host, port = _origin(url)
    if scheme not in ("http", "https") or not host or port is None:
        return False
    reached, _ = await phases.reach(host, port)
    if reached is None:
        return False
    whole = f"{scheme}://{host}:{port}"
    proxy = tunnel.Proxy(scheme, host, port, tunnel.login_of(whole, env))
    opener = tunnel.through(proxy, reached.address, target.host, target.port, target.stores)
    return (await tunnel.knock(opener)).word == "works"


def _origin(value: str) -> tuple[str, str, int | None]:
    """Of a variable's value, which may lack its scheme."""
    value = value.strip()
    if not value or addresses.malformed(value, proxy=True):
        return "", "", None
    return origin(value if "://" in value else f"http://{value}")
