"""A proxy of the environment: its login, and the tunnel through it to a TLS host."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import unquote, urlsplit

from ...border import addresses
from ...border.addresses import origin, repaired
from ...engine import patience
from ...outside import pulse
from ...outside.certificate import Stores
from ...outside.transport import not_local, tls_fault
from ...records import dataclass
from .phases import Address, Opener, Streams, head, tcp, words
from .upgrade import secure


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy of the environment. The login never shows in a repr."""

    scheme: str
    host: str
    port: int
    login: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of a tunnel: works, failed, login-required or refused."""

    word: str
    status: int | None = None
    reason: str | None = None


class Refused(ConnectionError):
    """The proxy will not open a way: its status and, where it gave one, its reason."""

    def __init__(self, status: int, reason: str | None) -> None:
        super().__init__(f"the proxy answered {status}")
        self.status = status
        self.reason = reason


def through(proxy: Proxy, address: Address, host: str, port: int, stores: Stores) -> Opener:
    """Connections to the host through the proxy's tunnel (RFC 9110, section 9.3.6)."""

    async def open_tunnel(segment: int | None = None) -> Streams:
        reader, writer = await tcp(address, segment)
        try:
            async with pulse.patience(patience.PROXY):
                if proxy.scheme == "https":
                    await secure(writer, stores.used, proxy.host)
                writer.write(_connect_request(proxy, host, port))
                await writer.drain()
                status, headers = await head(reader)
            if not 200 <= status < 300:
                raise Refused(status, headers.get("x-deny-reason"))
        except BaseException:
            writer.transport.abort()
            raise
        return reader, writer

    return open_tunnel


async def knock(opener: Opener) -> Passage:
    """Open the tunnel once and close it: what does the proxy say?"""
    try:
        _, writer = await opener()
    except Refused as no:
        # 502 to 504: it would, but cannot. Everything else below 500 is its own will.
        word = "login-required" if no.status == 407 else "failed" if no.status >= 500 else "refused"
        return Passage(word, no.status, no.reason)
    except TimeoutError:
        return Passage("failed", reason=f"no answer within {patience.PROXY:g} s")
    except ssl.SSLError as error:
        fault = tls_fault(error)
        return Passage("failed", reason="no TLS there" if fault == "not-tls" else f"TLS: {fault}")
    except OSError as error:
        not_local(error)
        return Passage("failed", reason=words(error))
    except (EOFError, ValueError):
        return Passage("failed", reason="no answer of a proxy")
    writer.transport.abort()
    return Passage("works")


def login_of(proxy_url: str, env: Mapping[str, str]) -> str | None:
    """The login that the environment's variables hold for this proxy, as `user:password`."""
    wanted = origin(proxy_url)[1:]
    for name, value in env.items():
        url = addresses.encoded(repaired(value))
        if not name.lower().endswith("_proxy") or addresses.malformed(url, proxy=True):
            continue
        url = url if "://" in url else f"http://{url}"
        host, port = origin(url)[1:]
        if (host, port) == wanted and "@" in url:
            parts = urlsplit(url)
            return f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return None


def _connect_request(proxy: Proxy, host: str, port: int) -> bytes:
    name = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    lines = [f"CONNECT {name}:{port} HTTP/1.1", f"Host: {name}:{port}"]
    if proxy.login is not None:
        token = base64.b64encode(proxy.login.encode()).decode("ascii")
        lines.append(f"Proxy-Authorization: Basic {token}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
