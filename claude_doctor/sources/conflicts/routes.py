"""Settings that lead calls astray: addresses and proxies.

Precedence of the proxy variables: CPython's `urllib.request.getproxies_environment`, which httpx
asks; Claude Code's docs page "Enterprise network configuration" (read 2026-08).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from ...border.addresses import UNUSABLE, malformed
from ...border.settings import API, is_loopback, origin
from .conflict import Conflict, conflict, remark, text

BASE = "ANTHROPIC_BASE_URL"

# Anthropic's sites that people take for the API; the first two redirect (research, 2026-11).
_PAGES = ("console.anthropic.com", "anthropic.com", "www.anthropic.com", "platform.claude.com",
          "claude.ai", "claude.com", "www.claude.com", "docs.anthropic.com", "docs.claude.com",
          "status.claude.com", "status.anthropic.com")  # fmt: skip
_PROXIES = ("https_proxy", "http_proxy", "all_proxy")
_ENCODE = (
    "is not a usable address: its password holds characters that must be percent-encoded "
    "(@ as %40, # as %23, / as %2F)"
)
_RANGE = re.compile(r"\d\.\d+(?:\.\d+)*/\d+|:[0-9a-f:]*/\d+")


def conflicts(env: Mapping[str, str], base_url: str, proxy: str | None) -> Iterator[Conflict]:
    """Everything at once; `proxy` is the one that catches the base URL."""
    yield from address(base_url)
    yield from _proxies(env, base_url, proxy)
    scheme = origin(base_url)[0]
    yield from _astray(env, scheme)
    yield from _unusable_proxies(env, scheme)


def address(base_url: str) -> Iterator[Conflict]:
    """What is wrong with the address that calls go to."""
    if base_url == UNUSABLE:
        yield conflict(f"{BASE} {_ENCODE}: every call may fail, and this check sends nothing there",
                       f"export {BASE}=https://USER:PASSWORD@HOST")  # fmt: skip
        return
    scheme, host, port = origin(base_url)
    if scheme not in ("http", "https") or not host or port is None:
        marks = base_url[:1] in "\"'`“‘"
        how = "has quotation marks around it" if marks else "is not an http or https address"
        yield conflict(f"{BASE} {how}: every call fails", f"unset {BASE}")
        return
    parts = urlsplit(base_url)
    if host in _PAGES:
        yield conflict(f"{BASE} names a web site of Anthropic's, not its API", f"unset {BASE}")
    elif re.search(r"/v1(/messages)?/*$", parts.path):
        yield conflict(
            f"{BASE} ends in /v1 or /v1/messages: the SDK adds that and gets a 404",
            f'export {BASE}="${{{BASE}%/v1*}}"',
        )
    elif parts.path.strip("/") and host == origin(API)[1]:
        yield conflict(f"{BASE} has a path behind Anthropic's host: every call gets a 404",
                       f"unset {BASE}")  # fmt: skip
    elif parts.path.strip("/"):
        yield remark(f"{BASE} has a path; calls go to that path and /v1/messages behind it")
    if parts.query or parts.fragment:
        yield conflict(f"{BASE} has a query or a fragment, which cuts off what is added to it",
                       f'export {BASE}="${{{BASE}%%[?#]*}}"')  # fmt: skip


def _proxies(env: Mapping[str, str], base_url: str, proxy: str | None) -> Iterator[Conflict]:
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        upper, lower = text(env, name), text(env, name.lower())
        if upper and lower and _bare(upper) != _bare(lower):
            # Plain http matters only where calls go by it.
            ours = name == f"{origin(base_url)[0]}_PROXY".upper()
            weigh = conflict if ours else remark
            yield weigh(f"{name} and {name.lower()} differ: Python and Claude Code use "
                        f"{name.lower()}", f"unset {name}")  # fmt: skip
    upper, lower = text(env, "NO_PROXY"), text(env, "no_proxy")
    if upper and lower and upper != lower:
        yield remark("NO_PROXY and no_proxy differ: Python uses no_proxy")
    if _RANGE.search(lower or upper) and any(n.lower() in _PROXIES and env[n] for n in env):
        yield remark(
            f"{'no_proxy' if lower else 'NO_PROXY'} holds a range of addresses, which httpx (the "
            "Python SDK, this check) does not read: name each address"
        )
    if proxy is None:
        return
    if is_loopback(base_url):
        # A proxy on this machine reaches it, too: a debugging proxy is there on purpose.
        weigh = remark if is_loopback(proxy) else conflict
        yield weigh(
            f"the proxy variables catch {BASE} too, which is this machine: calls go to the proxy; "
            "NO_PROXY lacks its host",
            around_loopback(env),
        )
    elif _private(origin(base_url)[1]):
        yield remark(f"{BASE} is in a private network, and calls to it go to the proxy (NO_PROXY)")


def around_loopback(env: Mapping[str, str]) -> str:
    """What keeps this machine's own addresses from the proxy. Python prefers the lower case."""
    name = "no_proxy" if text(env, "no_proxy") else "NO_PROXY"
    return f'export {name}="localhost,127.0.0.1,::1${{{name}:+,${name}}}"'


def _astray(env: Mapping[str, str], scheme: str) -> Iterator[Conflict]:
    """Proxies whose host cannot be told from their password; `scheme` is the base URL's."""
    for name, value in env.items():
        if name.lower() in _PROXIES and malformed(value, proxy=True):
            # Another scheme's proxy matters only where calls go by it.
            ours = name.lower() in (f"{scheme}_proxy", "all_proxy") or not scheme
            weigh = conflict if ours else remark
            yield weigh(f"{name} {_ENCODE}: this check goes without it",
                        f"export {name}=http://USER:PASSWORD@PROXY:PORT")  # fmt: skip


def _unusable_proxies(env: Mapping[str, str], scheme: str) -> Iterator[Conflict]:
    """Proxies of a kind that httpx refuses at once; `scheme` is the base URL's."""
    own = text(env, f"{scheme}_proxy") or text(env, f"{scheme.upper()}_PROXY")
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        value = text(env, name)
        kind = origin(value)[0] if "://" in value else "http"
        if not value or kind in ("http", "https") or malformed(value, proxy=True):
            continue
        weigh = remark if own and name.lower() == "all_proxy" else conflict
        if not kind.startswith("socks"):
            yield weigh(
                f"{name} is not a proxy's address: this check goes without it", f"unset {name}"
            )
        elif find_spec("socksio") is None:
            yield weigh(
                f"{name} names a SOCKS proxy: Claude Code speaks no SOCKS, Python only with the "
                "package socksio, and this check goes without it",
                f"unset {name}",
            )


def _bare(proxy: str) -> str:
    return proxy.removeprefix("http://").rstrip("/").lower()


def _private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".intranet"))
