"""D and C: names, the way, the clock."""

from __future__ import annotations

from ..situation import Net, Says, Situation, World
from ._pieces import KEYED, front

_API = "160.79.104.10"
_REGION = '{"error":{"type":"forbidden","message":"Request not allowed"}}'
_DENIED = ("client", "output", 'oif "lo" accept'), ("client", "output", "udp dport 53 accept")
_REJECT = ("client", "output", "reject with icmpx admin-prohibited")
_STORY_DNS = ("network/down/dns-failure",)


def _dropped(way: str) -> tuple[tuple[str, str, str], ...]:
    """A black hole for large packets on the way in or out; no ICMP tells."""
    return (("middle", "forward", f'iifname "{way}" meta length > 1400 drop'),)


ROWS = (
    Situation(
        "D1", "Pi-hole answers 0.0.0.0",
        Says(_STORY_DNS, (r"0\.0\.0\.0", "Pi-hole|AdGuard|block"),
             fix=("Pi-hole|AdGuard|block|allow",)),
        env=KEYED, net=Net(dns=("address=/anthropic.com/0.0.0.0",)), works=(), was="W",
    ),
    Situation(
        "D1b", "the resolver denies the name",
        Says(_STORY_DNS, ("does not resolve|does not exist",)),
        env=KEYED, net=Net(dns=("address=/anthropic.com/",)), works=(), was="R",
    ),
    Situation(
        "D2", "/etc/hosts holds 127.0.0.1 api.anthropic.com",
        Says(_STORY_DNS, ("/etc/hosts", r"127\.0\.0\.1"), fix=("/etc/hosts",)),
        env=KEYED, net=Net(hosts="127.0.0.1 api.anthropic.com\n"), works=(), was="W",
    ),
    Situation(
        "D4", "split DNS: a private address with another host's certificate",
        Says(("network/down/dns-failure", "network/down/tls-failure"), ("private",)),
        env=KEYED, net=Net(dns=("address=/api.anthropic.com/10.9.9.21",)),
        programs=(front(443, "middle", "10.9.9.21", leaf="public.others"),), works=(), was="R",
    ),
    Situation(
        "D5", "the first nameserver is dead, the second good",
        Says(("healthy/none/healthy", "network/degraded/*", "client/degraded/*"),
             anywhere=("slow|name resolution|nameserver|resolv",),
             nowhere=("the internet does not answer",)),
        env=KEYED, works=("sdk", "code"), was="W", slow=True,
        net=Net(resolv="nameserver 10.77.0.53\nnameserver 10.9.9.1\n",
                rules=(("middle", "forward", "ip daddr 10.77.0.53 drop"),)),
    ),
    Situation(
        "D6", "no nameserver answers, the line works",
        Says(("network/down/*",), ("resolve|nameserver|resolver",),
             never=("cable|Wi-?Fi",), fix=("resolv|nameserver|DNS",)),
        env=KEYED, works=(), was="W", slow=True,
        net=Net(resolv="nameserver 10.77.0.53\n",
                rules=(("middle", "forward", "ip daddr 10.77.0.53 drop"),)),
    ),
    Situation(
        "D7", "IPv6 half up: packets dropped",
        Says(("healthy/none/healthy",), anywhere=("IPv6",)),
        env=KEYED, works=("sdk", "code"), was="R",
        net=Net(ipv6=True, rules=(("middle", "forward", "meta nfproto ipv6 drop"),)),
    ),
    Situation(
        "D9a", "MTU black hole to the client",
        Says(("network/down/tls-failure", "network/down/connection-failed"), ("MTU",)),
        env=KEYED, net=Net(rules=_dropped("wan")), works=(), slow=True, was="W",
    ),
    Situation(
        "D9b", "MTU black hole to the server: only small requests pass",
        Says(("network/*/*", "client/degraded/*", "healthy/none/healthy"),
             anywhere=("MTU|larger request|large request|small request|tiny",)),
        env=KEYED, net=Net(rules=_dropped("lan")), slow=True, was="X",
    ),
    Situation(
        "D10", "container firewall: only the API allowed",
        Says(("healthy/none/healthy",), confidence=("medium", "low")),
        env=KEYED, works=("sdk", "code"), was="R",
        net=Net(rules=(*_DENIED, ("client", "output", f"ip daddr {_API} accept"), _REJECT)),
    ),
    Situation(
        "D10c", "container firewall rejects all but DNS",
        Says(("network/down/*",), ("firewall|reject|prohibit",), never=("offline",)),
        env=KEYED, net=Net(rules=(*_DENIED, _REJECT)), works=(), was="X",
    ),
    Situation(
        "D11", "a firewall drops the API, the rest is open",
        Says(("network/down/connection-failed",), (r"api\.anthropic\.com",)),
        env=KEYED, works=(), slow=True, was="R",
        net=Net(rules=(("middle", "forward", f"ip daddr {_API} drop"),)),
    ),
    Situation(
        "D12", "hotel: captive portal with DNS hijack",
        Says(("network/down/captive-portal",), ("log|browser",), fix=("browser",)),
        env=KEYED, net=Net(closed=True, dns=("address=/#/10.9.9.1",)), works=(), was="R",
        programs=(front(80, "middle", "0.0.0.0", all=True, instead=[
            302, {"location": "http://login.hotel.example/"}, ""]),),
    ),
    Situation(
        "D13", "the link is down",
        Says(("network/down/offline",), ("offline",)),
        env=KEYED, net=Net(link=False), works=(), was="R",
    ),
    Situation(
        "D14", "403 Request not allowed",
        Says(("network/down/region-blocked",), ("403|not allowed|region|where you connect",)),
        env=KEYED, works=(), was="R",
        world=World(instead=(403, {"server": "cloudflare", "cf-ray": "9a1b2c3d4e5f6071-HKG"},
                             _REGION)),
    ),
    Situation(
        "D15", "a filter resets the TLS handshake of the API",
        Says(("network/down/tls-failure", "network/down/connection-failed"),
             ("reset",), anywhere=("filter|firewall|middlebox",)),
        env=KEYED, works=(), was="W",
        net=Net(rules=(("middle", "forward", f"ip daddr {_API} tcp dport 443 tcp flags & psh != 0"
                        " reject with tcp reset"),)),
    ),
    Situation(
        "C1", "the clock is 400 days ahead",
        Says(("network/down/clock-skew",), ("clock",)),
        env=KEYED, clock=400, works=(), was="R",
    ),
    Situation(
        "C1c", "the clock is 3 days ahead, TLS still holds",
        Says(("healthy/none/healthy", "client/degraded/*", "network/degraded/*"),
             anywhere=("clock is|3 days",)),
        env=KEYED, clock=3, works=("sdk", "code"), was="W",
    ),
)  # fmt: skip
