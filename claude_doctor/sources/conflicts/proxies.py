"""The proxy variables against each other, against NO_PROXY and against the address: who goes where.

What each program makes of them: `border.proxies`. What is wrong with one value: `border.lint`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...border import proxies
from ...border.addresses import is_loopback, origin, private_number
from ...border.programs import text
from ...border.proxies import Program
from ...border.settings import Settings
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...phrases import phrase
from ...records import dataclass
from .conflict import Conflict, conflict, fault, own, remark

BASE = "ANTHROPIC_BASE_URL"
_RANGE = phrase(r"\d\.\d+(?:\.\d+)*/\d+|:[0-9a-f:]*/\d+")

PROXY_SET: Fact[bool] = Fact("environment", "proxy_set", "a proxy variable is set")
PROXY_VARIABLE: Fact[str] = Fact(
    "environment", "proxy_variable", "the variable that gives the proxy for calls to the API"
)
PROXY_RIVAL: Fact[str] = Fact(
    "environment", "proxy_rival", "the other variable that names another proxy, or none"
)
PROXY_DROP_MEND: Fact[str] = Fact(
    "environment", "proxy_drop_mend", "what takes away the proxy that counts, and no other"
)
PROXY_KEPT: Fact[bool] = Fact(
    "environment", "proxy_kept", "NO_PROXY keeps the API's host away from the proxy"
)
PROXY_KEPT_BY: Fact[str] = Fact("environment", "proxy_kept_by", "by which entry")
NO_PROXY_SHORTEN_MEND: Fact[str] = Fact(
    "environment", "no_proxy_shorten_mend", "what takes that entry away"
)
NO_PROXY_EXTEND_MEND: Fact[str] = Fact(
    "environment", "no_proxy_extend_mend", "what puts the API's host on NO_PROXY's list"
)
NO_PROXY_NEAR: Fact[str] = Fact(
    "environment", "no_proxy_near", "an entry of NO_PROXY that means the host and does not match"
)
PROXY_SECURE: Fact[bool] = Fact(
    "environment", "proxy_secure", "the proxy's own address begins with https://"
)
PROXY_PLAIN_MEND: Fact[str] = Fact("environment", "proxy_plain_mend", "what writes http:// there")


def conflicts(env: Mapping[str, str], base_url: str, proxy: str | None) -> Iterator[Conflict]:
    """Everything at once; `proxy` is the one that catches the base URL."""
    yield from own(_cases(env, base_url))
    yield from own(_programs(env, base_url))
    yield from own(_lists(env))
    yield from _ranges(env, base_url)
    if proxy is not None:
        yield from _caught(env, base_url, proxy)


def _cases(env: Mapping[str, str], base_url: str) -> Iterator[Conflict]:
    """A variable in both cases."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        upper, lower = text(env, name), text(env, name.lower())
        # Plain http matters only where calls go by it.
        ours = name == f"{origin(base_url)[0]}_PROXY".upper()
        weigh = conflict if ours else remark
        if upper and lower and _bare(upper) != _bare(lower):
            yield weigh(f"{name} and {name.lower()} differ: Python and Claude Code use "
                        f"{name.lower()}", f"unset {name}")  # fmt: skip
        elif upper and env.get(name.lower()) == "":
            yield weigh(
                f"{name.lower()} is set but empty: the Python SDK uses neither it nor {name}, "
                f"Claude Code and curl use {name}",
                f"unset {name.lower()}",
            )


def _programs(env: Mapping[str, str], base_url: str) -> Iterator[Conflict]:
    """Python takes a proxy for each kind of address; Claude Code one for all, never ALL_PROXY."""
    python = proxies.winner(env, origin(base_url)[0])
    code = proxies.winner(env, origin(base_url)[0], Program.CODE)
    if python and python.lower() == "all_proxy" and code is None:
        yield remark(f"{python} is for Python and curl only: Claude Code does not read it",
                     f'export HTTPS_PROXY="${python}"')  # fmt: skip
    elif code and python is None and text(env, code) and env.get(code.lower()) != "":
        yield remark(f"{code} does not apply to https in Python and curl, but Claude Code uses it",
                     f'export HTTPS_PROXY="${code}"')  # fmt: skip


def _lists(env: Mapping[str, str]) -> Iterator[Conflict]:
    upper, lower = text(env, "NO_PROXY"), text(env, "no_proxy")
    if upper and lower and upper != lower:
        yield remark("NO_PROXY and no_proxy differ: Python and Claude Code use no_proxy")
    elif upper and env.get("no_proxy") == "" and any(text(env, name) for name in proxies.NAMES):
        yield conflict("no_proxy is set but empty: the Python SDK reads neither it nor NO_PROXY, "
                       "Claude Code and curl read NO_PROXY", "unset no_proxy")  # fmt: skip
    if _RANGE.search(lower or upper) and any(text(env, name) for name in proxies.NAMES):
        yield remark(
            f"{'no_proxy' if lower else 'NO_PROXY'} holds a range of addresses, which Claude Code "
            "and the Python SDK before httpx 2 do not read: list each address"
        )


def _ranges(env: Mapping[str, str], base_url: str) -> Iterator[Conflict]:
    """A range on NO_PROXY's list that keeps the address from the proxy in Python alone."""
    python, code = (proxies.choose(env, base_url, one) for one in (Program.PYTHON, Program.CODE))
    if python.kept is None or code.direct or is_loopback(text(env, code.name or "")):
        return
    entries = [one.strip() for one in env[python.kept].split(",")]
    if any(_RANGE.search(one) and proxies.covers(one, base_url) for one in entries):
        yield fault(
            f"{python.kept} covers {origin(base_url)[1]} by a range of addresses, which Claude "
            f"Code does not read: it goes through the proxy in {code.name}",
            proxies.adding(env, [origin(base_url)[1]]),
        )


def _caught(env: Mapping[str, str], base_url: str, proxy: str) -> Iterator[Conflict]:
    """An address near here that goes by the proxy."""
    host = origin(base_url)[1]
    if is_loopback(base_url):
        # A proxy on this machine reaches it, too: a debugging proxy is there on purpose.
        weigh = remark if is_loopback(proxy) else conflict
        yield weigh(
            f"the proxy variables also route {BASE} (this machine) through the proxy; NO_PROXY "
            "lacks its host",
            proxies.adding(env, _hosts(base_url)),
        )
    elif _private(host):
        yield remark(f"{BASE} is in a private network, and calls to it go to the proxy (NO_PROXY)",
                     proxies.adding(env, [host]))  # fmt: skip


def _hosts(base_url: str) -> list[str]:
    """What NO_PROXY lacks for this address: its host, and for this machine all its usual names."""
    own = ["localhost", "127.0.0.1", "::1"] if is_loopback(base_url) else []
    return list(dict.fromkeys([*own, origin(base_url)[1]]))


@dataclass(frozen=True, slots=True)
class Way:
    """How the checked program's calls go, and what to type where that is the fault.

    `variable`: the one that gives the proxy. `rival`: the other variable that would give one if
    that were not there, `drop` takes away the winner alone. `kept_by`: NO_PROXY's entry that keeps
    the address from the proxy, `shorten` takes it off. `extend` puts the address on the list,
    `near`: an entry that means it and misses. `plain`: writes http:// where the proxy's address
    has https://."""

    any_set: bool
    variable: str | None = None
    rival: str | None = None
    drop: str | None = None
    kept_by: str | None = None
    shorten: str | None = None
    extend: str | None = None
    near: str | None = None
    plain: str | None = None


def way(env: Mapping[str, str], base_url: str, program: Program = Program.PYTHON) -> Way:
    """The proxy variables of one program for one address."""
    scheme, host = origin(base_url)[:2]
    any_set = any(text(env, name) for name in proxies.NAMES)
    chosen = proxies.choose(env, base_url, program)
    if chosen.name is None or not host:
        return Way(any_set)
    if chosen.kept is not None:
        entries = (one.strip() for one in env[chosen.kept].split(","))
        entry = next(one for one in entries if proxies.covers(one, base_url, program))
        return Way(any_set, chosen.name, kept_by=f"{chosen.kept} holds {entry}",
                   shorten=proxies.lacking(env, base_url, program))  # fmt: skip
    without = {name: value for name, value in env.items() if name != chosen.name}
    rival = proxies.winner(without, scheme, program)
    same = rival is not None and _bare(text(env, rival)) == _bare(text(env, chosen.name))
    near = proxies.near(env, base_url, program)
    list_name = proxies.exceptions(env, program)
    secure = text(env, chosen.name).lower().startswith("https://")
    name = chosen.name
    return Way(
        any_set,
        variable=name,
        rival=None if same else rival,
        drop=f"unset {name} {rival}" if same else f"unset {name}",
        extend=proxies.adding(env, _hosts(base_url)),
        near=f"{list_name}={near}" if near else None,
        plain=f'export {name}="http${{{name}#https}}"' if secure else None,
    )


def put(sheet: Sheet, settings: Settings) -> None:
    """Which variable gives the proxy to the checked program, and what NO_PROXY makes of it."""
    program = Program.CODE if settings.surface == "code" else Program.PYTHON
    found = way(settings.env, settings.base_url, program)
    sheet.put(PROXY_SET, found.any_set)
    sheet.put(PROXY_VARIABLE, found.variable)
    sheet.put(PROXY_RIVAL, found.rival or "none")
    sheet.put(PROXY_DROP_MEND, found.drop)
    sheet.put(PROXY_KEPT, found.kept_by is not None)
    sheet.put(PROXY_KEPT_BY, found.kept_by)
    sheet.put(NO_PROXY_SHORTEN_MEND, found.shorten)
    sheet.put(NO_PROXY_EXTEND_MEND, found.extend)
    sheet.put(NO_PROXY_NEAR, found.near or "none")
    sheet.put(PROXY_SECURE, found.plain is not None)
    sheet.put(PROXY_PLAIN_MEND, found.plain)


def _bare(proxy: str) -> str:
    return proxy.removeprefix("http://").rstrip("/").lower()


def _private(host: str) -> bool:
    if (number := private_number(host)) is not None:
        return number
    return "." not in host or host.endswith((".local", ".internal", ".lan", ".intranet"))
