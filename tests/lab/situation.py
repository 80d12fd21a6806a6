"""What a situation is made of: data only. One literal a row, in `tests/lab/rows`.

Texts may hold `{name}`: a path, a credential or a moment of the lab (`Place.words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The credentials of the lab, put together so that no scanner takes them for real ones.
GOOD_KEY = "sk-ant-api03-" + "laboratory" * 9 + "-AA"
STALE_KEY = "sk-ant-api03-" + "yesterday" * 10 + "-AA"
GATEWAY_KEY = "sk-lab-gateway-" + "0123456789abcdef" * 2
SUBSCRIPTION = "sk-ant-oat01-" + "subscriber" * 9 + "-AA"
PROXY_PASSWORD = "correct-horse"


@dataclass(frozen=True, slots=True)
class Program:
    """A real program. `where`: a namespace (`client`, `middle` or `world`); `config` is its
    configuration file, or for `front` the JSON of what it serves."""

    name: str
    where: str = "middle"
    config: str = ""
    args: tuple[str, ...] = ()
    port: int = 0


@dataclass(frozen=True, slots=True)
class Net:
    """The network between the client and the world.

    `closed`: the middle forwards nothing; `rules`: nftables rules, each with namespace and chain;
    `dns`: further lines of the company's dnsmasq; `resolv`: the client's nameservers.
    """

    closed: bool = False
    rules: tuple[tuple[str, str, str], ...] = ()
    dns: tuple[str, ...] = ()
    hosts: str = ""
    resolv: str = "nameserver 10.9.9.1\n"
    ipv6: bool = False
    ipv4: bool = True
    link: bool = True
    mtu: int = 1500


@dataclass(frozen=True, slots=True)
class Stores:
    """Which CAs each store of the client's machine holds: the system's, and Python's bundle."""

    system: tuple[str, ...] = ("public",)
    bundle: tuple[str, ...] = ("public",)


@dataclass(frozen=True, slots=True)
class World:
    """The internet: who signs there, what the API answers in place of its own (status, headers,
    body), which scenario of the loopback world it plays."""

    signer: str = "public"
    leaf: str = "hosts"
    scenario: str = "healthy"
    instead: tuple[int, Mapping[str, str], str] | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """What must be said. Patterns are regular expressions, case ignored.

    `verdicts`: allowed `side/severity/cause`, each part may be `*`, a `!` before refuses;
    `weakly`: those that are not wrong, but say too little; `words`: all of them in the summary or
    the first fix; `anywhere`: in the whole report; `never`: neither in the summary nor in the
    first fix; `nowhere`: not in the report; `fix`: in the first fix; `cures`: the literal first
    fix must cure it; `confidence`: allowed words of it, without: any.
    """

    verdicts: tuple[str, ...]
    words: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    cures: bool = False
    confidence: tuple[str, ...] = ()
    weakly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One row. `fill`: what a user would write in the place of a placeholder of the first fix;
    `works`: the programs (`sdk`, `code`) that really work here, for the witnesses; `bound`: for
    each credential the hosts that it may travel to; `slow`: left out of the default test; `was`:
    right (R), weak (W) or wrong (X) on 2026-11-29; `warm`: somebody asked a moment ago;
    `clock`: days that this machine is ahead of everybody else (its peers are set back: libfaketime
    breaks Python 3.11's `sleep`, and to the machine it is the same)."""

    id: str
    story: str
    says: Says
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    net: Net = Net()
    stores: Stores = Stores()
    world: World = World()
    programs: tuple[Program, ...] = ()
    args: tuple[str, ...] = ()
    fill: Mapping[str, str] = field(default_factory=dict)
    works: tuple[str, ...] | None = None
    bound: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    clock: int = 0
    slow: bool = False
    was: str = ""
    warm: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """The programs that must be installed."""
        own = tuple(one.name for one in self.programs if one.name not in ("front", "listener"))
        return ("dnsmasq", "nft", *own)
