"""Settings that lead calls astray: addresses, proxies, files of certificates.

Precedence of the proxy variables: CPython's `urllib.request.getproxies_environment`, which httpx
asks; Claude Code's docs page "Enterprise network configuration" (read 2026-08).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from ..settings import is_loopback, origin

BASE = "ANTHROPIC_BASE_URL"

#: A sentence, and whether it is a conflict or only a remark.
Told: TypeAlias = tuple[bool, str]


def conflict(sentence: str) -> Told:
    """Something that sends calls elsewhere than the user may think, or makes them fail."""
    return True, sentence


def remark(sentence: str) -> Told:
    """Something that may explain a difference."""
    return False, sentence


def text(env: Mapping[str, str], name: str) -> str:
    """A variable without the blanks around it. An empty one is an unset one."""
    return env.get(name, "").strip()


def told(env: Mapping[str, str], base_url: str, proxy: str | None) -> Iterator[Told]:
    """Everything at once; `proxy` is the one that catches the base URL."""
    yield from _address(base_url)
    yield from _proxies(env, base_url, proxy)
    yield from _unusable_proxies(env, origin(base_url)[0])
    yield from _certificates(env)


def _address(base_url: str) -> Iterator[Told]:
    scheme, host, port = origin(base_url)
    if scheme not in ("http", "https") or not host or port is None:
        yield conflict(f"{BASE} is not an http or https address: every call fails")
    elif re.search(r"/v1(/messages)?/*$", urlsplit(base_url).path):
        yield conflict(f"{BASE} ends in /v1 or /v1/messages: the SDK adds that and gets a 404")


def _proxies(env: Mapping[str, str], base_url: str, proxy: str | None) -> Iterator[Told]:
    upper, lower = text(env, "HTTPS_PROXY"), text(env, "https_proxy")
    if upper and lower and _bare(upper) != _bare(lower):
        yield conflict("HTTPS_PROXY and https_proxy differ: Python and Claude Code use https_proxy")
    upper, lower = text(env, "NO_PROXY"), text(env, "no_proxy")
    if upper and lower and upper != lower:
        yield remark("NO_PROXY and no_proxy differ: Python uses no_proxy")
    if proxy is None:
        return
    if is_loopback(base_url):
        # A proxy on this machine reaches it, too: a debugging proxy is there on purpose.
        weigh = remark if is_loopback(proxy) else conflict
        yield weigh(
            f"the proxy variables catch {BASE} too, which is this machine: calls go to the proxy; "
            "NO_PROXY lacks its host"
        )
    elif _private(origin(base_url)[1]):
        yield remark(f"{BASE} is in a private network, and calls to it go to the proxy (NO_PROXY)")


def _unusable_proxies(env: Mapping[str, str], scheme: str) -> Iterator[Told]:
    """Proxies of a kind that httpx refuses at once; `scheme` is the base URL's."""
    own = text(env, f"{scheme}_proxy") or text(env, f"{scheme.upper()}_PROXY")
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        value = text(env, name)
        kind = origin(value)[0] if "://" in value else "http"
        if not value or kind in ("http", "https"):
            continue
        weigh = remark if own and name.lower() == "all_proxy" else conflict
        if not kind.startswith("socks"):
            yield weigh(f"{name} is not a proxy's address: this check goes without it")
        elif find_spec("socksio") is None:
            yield weigh(
                f"{name} names a SOCKS proxy: Claude Code speaks no SOCKS, Python only with the "
                "package socksio, and this check goes without it"
            )


def _bare(proxy: str) -> str:
    return proxy.removeprefix("http://").rstrip("/").lower()


def _private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".intranet"))


def _certificates(env: Mapping[str, str]) -> Iterator[Told]:
    for name, reader in (
        ("SSL_CERT_FILE", "Python programs"),
        ("SSL_CERT_DIR", "Python programs"),
        ("NODE_EXTRA_CA_CERTS", "Claude Code and Node programs"),
    ):
        value = text(env, name)
        if value and not _exists(value):
            yield conflict(f"{name} names a file that does not exist: {reader} fail or ignore it")
    python = text(env, "SSL_CERT_FILE") or text(env, "SSL_CERT_DIR")
    if text(env, "NODE_EXTRA_CA_CERTS") and not python:
        yield remark(
            "NODE_EXTRA_CA_CERTS gives Claude Code another CA; Python has no SSL_CERT_FILE"
        )


def _exists(path: str) -> bool:
    """Whether the path is there; SSL_CERT_DIR may list several."""
    try:
        return any(Path(one).exists() for one in (path, *path.split(":")) if one)
    except (OSError, ValueError):
        return False
