"""S0 and P: nothing is wrong, and what proxies do."""

from __future__ import annotations

from ..situation import Net, Program, Says, Situation
from ._pieces import KEYED, PROXY, SQUID, SQUID_LOGIN, TINYPROXY, front, squid_for

CLOSED = Net(closed=True)
_HASH, _AT = "tro#ub4dor", "horse77@stap#le9"
_LOCAL = KEYED | {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_API_KEY": "{gateway}",
                  "HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY}  # fmt: skip
_GATEWAY = front(4000, keys=["{gateway}"])
_BOUND = {"gateway": ("client:4000", "middle:443")}
_CORP = {"ANTHROPIC_BASE_URL": "https://gateway.corp.example", "ANTHROPIC_API_KEY": "{gateway}",
         "HTTPS_PROXY": PROXY}  # fmt: skip
_OUTWARD = squid_for(".anthropic.com", ".claude.com", ".gstatic.com", ".firefox.com")
_CORP_GATEWAY = front(443, "middle", "10.9.9.20", leaf="public.hosts", keys=["{gateway}"])
_PROXIED = ("network/down/proxy-failure",)
_EITHER = ("network/down/proxy-failure", "client/down/*")
_CAUGHT = ("client/down/*", "network/down/proxy-failure", "network/down/gateway-failure")
_MISSPELT = "HTTPS_PROXY|proxxy"

ROWS = (
    Situation(
        "S0", "Nothing is wrong",
        Says(("healthy/none/healthy",), confidence=("high",)),
        env=KEYED, works=("sdk", "code"), was="R",
    ),
    Situation(
        "P1", "squid wants a login, HTTPS_PROXY has none, no direct way",
        Says(_PROXIED, (r"proxy\.corp\.example:3128", "407", "login|credentials"),
             never=("offline",), fix=("HTTPS_PROXY=",), cures=True),
        env=KEYED | {"HTTPS_PROXY": PROXY}, net=CLOSED, programs=(SQUID_LOGIN,),
        works=(), was="R",
    ),
    Situation(
        "P2", "a # in the proxy's password, no direct way",
        Says(_EITHER, ("HTTPS_PROXY", "password|%"), never=("offline",)),
        env=KEYED | {"HTTPS_PROXY": f"http://joe:{_HASH}@proxy.corp.example:3128"},
        net=CLOSED, programs=(SQUID_LOGIN,), secrets=(_HASH,), works=(), was="X",
    ),
    Situation(
        "P2b", "@ and # in the proxy's password, no direct way",
        Says(_EITHER, ("HTTPS_PROXY", "password|%"), never=("offline", "horse77", "stap")),
        env=KEYED | {"HTTPS_PROXY": f"http://joe:{_AT}@proxy.corp.example:3128"},
        net=CLOSED, programs=(SQUID_LOGIN,), secrets=(_AT,), works=(), was="X",
    ),
    Situation(
        "P3", "squid's list lacks api.anthropic.com",
        Says(_PROXIED, (r"api\.anthropic\.com", r"proxy\.corp\.example:3128"),
             fix=("allow", "administrator|admin|runs the proxy|list")),
        env=KEYED | {"HTTPS_PROXY": PROXY}, net=CLOSED,
        programs=(squid_for(".corp.example", ".gstatic.com", ".firefox.com"),),
        works=(), was="W",
    ),
    Situation(
        "P5", "HTTPS_PROXY names a dead local proxy, direct way open",
        Says(_PROXIED, (r"127\.0\.0\.1:7890",), fix=("unset .*HTTPS_PROXY",), cures=True),
        env=KEYED | {"HTTPS_PROXY": "http://127.0.0.1:7890"}, works=(), was="R",
    ),
    Situation(
        "P6", "https_proxy is dead, HTTPS_PROXY good, no direct way",
        Says(_EITHER, ("(?-i:https_proxy)", r"127\.0\.0\.1:7890"),
             never=("unset[^;]*(?-i:HTTPS_PROXY)",), fix=("(?-i:https_proxy)",), cures=True),
        env=KEYED | {"https_proxy": "http://127.0.0.1:7890", "HTTPS_PROXY": PROXY},
        net=CLOSED, programs=(SQUID,), works=(), was="X",
    ),
    Situation(
        "P7", "https_proxy is SOCKS, direct way open",
        Says(("client/down/*", "network/down/proxy-failure"), ("https_proxy", "SOCKS"),
             fix=("unset",), cures=True),
        env=KEYED | {"https_proxy": "socks5://127.0.0.1:1080"},
        programs=(Program("microsocks", "client", args=("-i", "127.0.0.1", "-p", "1080"),
                          port=1080),),
        works=(), was="X",
    ),
    Situation(
        "P7c", "https_proxy is SOCKS, the only way out",
        Says(_EITHER, ("https_proxy", "SOCKS"), never=("offline",)),
        env=KEYED | {"https_proxy": "socks5://10.9.9.3:1080"}, net=CLOSED,
        programs=(Program("microsocks", args=("-i", "10.9.9.3", "-p", "1080"), port=1080),),
        works=(), was="X",
    ),
    Situation(
        "P8b", "HTTPS_PROXY in quotation marks (docker --env-file)",
        Says(_EITHER, ("HTTPS_PROXY", "quot"), never=("offline",), cures=True),
        env=KEYED | {"HTTPS_PROXY": f'"{PROXY}"'}, net=CLOSED, programs=(TINYPROXY,),
        works=(), was="X",
    ),
    Situation(
        "P9a", "local gateway, company proxy, NO_PROXY with blanks between the hosts",
        Says(_CAUGHT, ("NO_PROXY", "comma|blank|catch|route"), cures=True),
        env=_LOCAL | {"NO_PROXY": "localhost 127.0.0.1"}, net=CLOSED,
        programs=(SQUID, _GATEWAY), bound=_BOUND, was="R",
    ),
    Situation(
        "P9b", "local gateway, company proxy, no NO_PROXY",
        Says(_CAUGHT, ("NO_PROXY",), cures=True),
        env=_LOCAL, net=CLOSED, programs=(SQUID, _GATEWAY), bound=_BOUND, was="R",
    ),
    Situation(
        "P9e", "local gateway, NO_PROXY right, no_proxy lacks it",
        Says(_CAUGHT, ("(?-i:no_proxy)",), cures=True),
        env=_LOCAL | {"NO_PROXY": "localhost,127.0.0.1", "no_proxy": "corp.example"}, net=CLOSED,
        programs=(SQUID, _GATEWAY), bound=_BOUND, was="R",
    ),
    Situation(
        "P10a", "the company's own gateway must go direct; no NO_PROXY",
        Says(_CAUGHT, (r"proxy\.corp\.example:3128", "(?-i:NO_PROXY|no_proxy)")),
        env=_CORP, net=CLOSED, programs=(_OUTWARD, _CORP_GATEWAY), bound=_BOUND, works=(),
        was="X",
    ),
    Situation(
        "P10c", "the company's own gateway must go direct; NO_PROXY=corp.example:443",
        Says(_CAUGHT, (r"proxy\.corp\.example:3128", "(?-i:NO_PROXY|no_proxy)")),
        env=_CORP | {"NO_PROXY": "corp.example:443"}, net=CLOSED,
        programs=(_OUTWARD, _CORP_GATEWAY), bound=_BOUND, was="X",
    ),
    Situation(
        "P11", "NO_PROXY holds anthropic.com, no direct way",
        Says(("network/down/*", "client/down/*"), ("NO_PROXY", "anthropic"), never=("offline",),
             fix=("NO_PROXY",), cures=True),
        env=KEYED | {"HTTPS_PROXY": PROXY, "NO_PROXY": "localhost,anthropic.com"}, net=CLOSED,
        programs=(SQUID,), works=(), was="W",
    ),
    Situation(
        "P12", "company net without a way out, no proxy variable at all",
        Says(("network/down/*",), ("prox", "HTTPS_PROXY")),
        env=KEYED, net=CLOSED, programs=(SQUID,), works=(), was="W",
    ),
    Situation(
        "P13", "a local proxy whose own proxy is dead",
        Says(_PROXIED, ("localhost:3128", r"50\d")),
        env=KEYED | {"HTTPS_PROXY": "http://localhost:3128"}, net=CLOSED,
        programs=(Program("tinyproxy", "client", "Port 3128\nListen 127.0.0.1\nTimeout 20\n"
                          "Upstream http 10.9.9.3:3128\n", port=3128),),
        works=(), was="R",
    ),
    Situation(
        "P14", "a proxy that accepts and says nothing",
        Says(_PROXIED, (r"proxy\.corp\.example:3128",)),
        env=KEYED | {"HTTPS_PROXY": PROXY}, net=CLOSED,
        programs=(front(3128, "middle", "10.9.9.3", mute=True),), works=(), slow=True, was="R",
    ),
    Situation(
        "P15", "HTTPS_PROXY=https://... and the proxy speaks plain http",
        Says(_EITHER, ("http", r"proxy\.corp\.example:3128"), fix=("http://",), cures=True),
        env=KEYED | {"HTTPS_PROXY": "https://proxy.corp.example:3128"}, net=CLOSED,
        programs=(TINYPROXY,), works=(), was="W",
    ),
    Situation(
        "P15c", "HTTPS_PROXY misspells the host",
        Says(_PROXIED, (r"proxxy\.corp\.example",), fix=(_MISSPELT,), cures=True),
        env=KEYED | {"HTTPS_PROXY": "http://proxxy.corp.example:3128"}, works=(), was="R",
    ),
)  # fmt: skip
