"""One HTTP client for a run, and what may come out of it: bounded answers, no cookies."""

from __future__ import annotations

import os
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..border import addresses
from ..border.bounds import load_json
from ..border.redact import plain
from ..border.settings import is_loopback, origin
from .transport import Unavailable

if TYPE_CHECKING:
    import httpx

BODY_LIMIT = 2 * 1024 * 1024  # decoded bytes of any answer, by the contract
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


def client(trusted: ssl.SSLContext) -> httpx.AsyncClient:
    """A client by the environment's proxies; a variable that httpx refuses is left out alone.

    `ALL_PROXY=socks5://…` without the socks package is common, and must not cost HTTPS_PROXY.
    A malformed login httpx takes for a host: that variable is always left out.
    """
    import httpx

    proxies = [name for name in os.environ if name.lower().endswith("_proxy")]
    socks = [name for name in proxies if "socks" in os.environ[name].lower()]
    astray = {name for name in proxies if addresses.malformed(os.environ[name], proxy=True)}
    for hidden in ([], socks, [n for n in proxies if n.lower() == "all_proxy"], proxies):
        kept = {name: os.environ.pop(name) for name in astray | set(hidden)}
        try:
            client = httpx.AsyncClient(
                verify=trusted,
                follow_redirects=False,
                headers={"user-agent": USER_AGENT, "accept-encoding": "gzip"},
                timeout=None,  # every call has its own asyncio time-out
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        except Exception:  # httpx raises many kinds here; `environment` tells the user
            continue
        finally:
            os.environ.update(kept)
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return client
    raise AssertionError("httpx refuses even an environment without proxies")


def same_site(one: str, other: str) -> bool:
    """Whether a redirect stays in the family: the same last two labels, never back to http."""
    a, b = origin(one), origin(other)
    if a[0] == "https" != b[0] or b[0] not in ("http", "https"):
        return False
    if is_loopback(one) or is_loopback(other):
        return a == b
    return a[1].split(".")[-2:] == b[1].split(".")[-2:]


async def bounded(response: httpx.Response) -> AsyncIterator[bytes]:
    """The decoded body in parts, at most BODY_LIMIT in all.

    The decoding is done here because httpx inflates a whole chunk at once: 64 KiB of a
    compression bomb are 64 MiB of memory. Unavailable, when there is more or it is not gzip.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise Unavailable(f"answered in an encoding that was not asked for ({plain(coding)[:20]})")
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
