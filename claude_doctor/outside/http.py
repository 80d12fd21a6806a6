"""One HTTP client for a run, and what may come out of it: bounded answers, no cookies."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .. import __version__
from ..border.addresses import is_loopback, origin
from ..border.bounds import load_json
from ..border.redact import plain
from ..records import dataclass
from .transport import Unavailable

if TYPE_CHECKING:
    import httpx

BODY_LIMIT = 2 * 1024 * 1024  # decoded bytes of any answer, by the contract
_CONNECTIONS = 20  # that one client keeps open
USER_AGENT = f"claude-doctor/{__version__}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer, at most BODY_LIMIT bytes decoded. Header names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed_ms: int

    @property
    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 become replacement characters."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Unavailable, when it is none."""
        try:
            return load_json(self.body)
        except ValueError:
            kind = self.headers.get("content-type", "no content type").split(";")[0]
            raise Unavailable(f"answered {self.status} with {kind}, not JSON") from None


def load() -> None:
    """Load what a client needs, a part of it that httpx would load in the loop, and nothing of its
    command line: where click is installed, that takes as long as all the rest."""
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # as if it could not
    for name in ("httpx", "http.cookiejar", "anyio._backends._asyncio"):
        import_module(name)


def client(
    trusted: ssl.SSLContext, way: Callable[[str], str | None] | None, idle_s: float | None = None
) -> httpx.AsyncClient:
    """A client whose requests go by the proxies that `way` names for their addresses; None: by
    what this system has set, if it has, where no variable does. `idle_s`: for how long it keeps a
    connection that is not used; None: not at all."""
    load()
    from http.cookiejar import DefaultCookiePolicy

    import httpx

    limits = httpx.Limits(
        max_keepalive_connections=0 if idle_s is None else _CONNECTIONS, keepalive_expiry=idle_s
    )
    options: dict[str, Any] = {
        "verify": trusted,
        "follow_redirects": False,
        "headers": {"user-agent": USER_AGENT, "accept-encoding": "gzip"},
        "timeout": None,  # every call has its own asyncio time-out
        "limits": limits,
    }
    if way is not None:
        options |= {"transport": _routed(trusted, limits, way), "trust_env": False}
    try:
        made = httpx.AsyncClient(**options)
    except Exception:  # httpx raises many kinds where the system's proxy is none
        made = httpx.AsyncClient(**options | {"trust_env": False})
    made.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return made


def _routed(
    trusted: ssl.SSLContext, limits: httpx.Limits, way: Callable[[str], str | None]
) -> httpx.AsyncBaseTransport:
    """A transport that asks for each request by which proxy it goes, and keeps one for each."""
    import httpx

    made: dict[str | None, httpx.AsyncHTTPTransport] = {}

    class Routed(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            proxy = way(str(request.url))
            if proxy not in made:
                made[proxy] = httpx.AsyncHTTPTransport(
                    verify=trusted, limits=limits, proxy=proxy, trust_env=False
                )
            return await made[proxy].handle_async_request(request)

        async def aclose(self) -> None:
            for transport in made.values():
                await transport.aclose()

    return Routed()


async def send(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | None,
    trace: Callable[[str], None] | None,
) -> httpx.Response:
    """The answer over a new connection, its head read. `trace` is told httpcore's events."""

    async def tell(event: str, _: Mapping[str, Any]) -> None:
        if trace is not None:
            trace(event)

    request = client.build_request(
        method, url, headers=headers, content=content, extensions={"trace": tell}
    )
    return await client.send(request, stream=True)


async def hang_up(client: httpx.AsyncClient | None) -> None:
    """Drop its connections without waiting for anybody."""
    if client is not None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(0.05):
                await client.aclose()


def same_site(one: str, other: str) -> bool:
    """Whether a redirect stays in the family: the same last two labels, never back to http."""
    a, b = origin(one), origin(other)
    if a[0] == "https" != b[0] or b[0] not in ("http", "https"):
        return False
    if is_loopback(one) or is_loopback(other):
        return a == b
    return a[1].split(".")[-2:] == b[1].split(".")[-2:]


def following(url: str, target: str, secrets: tuple[str, ...] = ()) -> str:
    """The address to which an answer of `url` redirects. Unavailable, when that is in another site,
    or none."""
    try:
        found = urljoin(url, target)
        host = urlsplit(found).hostname or "?"
    except ValueError:
        raise Unavailable("redirects to something that is not an address") from None
    if not same_site(url, found):
        raise Unavailable(f"redirects to another site ({plain(host, secrets, 80)})")
    return found


async def bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    """The decoded body in parts, at most BODY_LIMIT in all.

    The decoding is done here because httpx inflates a whole chunk at once: 64 KiB of a
    compression bomb are 64 MiB of memory. Unavailable, when there is more or it is not gzip.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise Unavailable(f"answered in an encoding that was not requested ({plain(coding)[:20]})")
    inflate = None if coding in ("identity", "") else zlib.decompressobj(wbits=47)
    left = BODY_LIMIT
    async for raw in response.aiter_raw():
        try:
            part = raw if inflate is None else inflate.decompress(raw, left + 1)
        except zlib.error:
            raise Unavailable("answered with a broken compressed body") from None
        left -= len(part)
        if left < 0:
            raise Unavailable(f"answered with more than {BODY_LIMIT // 1024 // 1024} MiB")
        yield part
