"""The outside as one object: addresses, environment, clock, HTTP, daemon threads.

Probes reach the world only through here, so the rules that must always hold live here: no
redirect carries a key, nothing reads more than `BODY_LIMIT`, nothing outlives the deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import io
import ssl
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..border.addresses import is_loopback, origin
from ..border.programs import Surface
from ..border.proxies import Program
from ..border.settings import Settings
from ..records import dataclass
from . import certificate, pulse
from .http import Answer, bounded, client, following, hang_up, load, send
from .threads import use
from .transport import Unavailable, Unreached, of_exception
from .trust import Trust
from .ways import Ways, shown, systems

if TYPE_CHECKING:
    import httpx

    from .kept import Kept

T = TypeVar("T")

#: What came after the head of an answer was not encrypted as agreed.
BROKEN_TLS = "the connection's encryption broke in the middle of the answer"
BUSY = 0.75  # of a run's seconds; on an idle machine more than nine tenths of them are listened


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """A value that one probe hands to another, named for the reader of the code."""

    name: str


class World:
    """One run's view of the outside. Build it inside the running loop."""

    def __init__(self, settings: Settings, deadline: float, kept: Kept | None = None) -> None:
        """`kept`: what it shares with the other rounds of this process."""
        self.settings = settings
        self.env = settings.env
        self.surface = settings.program.surface  # whose proxies and certificates are used
        self.secrets = settings.secrets
        self.deadline = deadline  # on the monotonic clock
        self.loading = settings.timeout - self.left()  # seconds that were gone before this run
        self.answers = 0  # peers that answered anything, control hosts apart
        self.names: dict[str, bool] = {}  # hosts that were asked for directly: whether they resolve
        self.running: frozenset[str] = frozenset()  # the probes of this run
        self.begun = asyncio.Event()  # none is about to begin: there is time for what can wait
        self.begun.set()
        self._shared: dict[Slot[Any], asyncio.Future[Any]] = {}
        self._client: httpx.AsyncClient | None = None
        self._kept, self._trust = kept, kept.trust if kept else Trust()
        use(asyncio.get_running_loop())
        self._began = time.monotonic()
        self.pulse = pulse.Pulse()
        self._beats = pulse.start(self.pulse)

    def left(self, at_most: float = 3600.0) -> float:
        """Seconds until the deadline, or `at_most` if that is less; never below zero."""
        return max(0.0, min(at_most, self.deadline - time.monotonic()))

    @property
    def busy(self) -> bool:
        """Whether this machine had so much other work that silence may be its own."""
        return self.pulse.heard < BUSY * (time.monotonic() - self._began)

    @staticmethod
    def now() -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """Run a blocking call in a daemon thread. Cancelling leaves the thread behind."""
        return await asyncio.get_running_loop().run_in_executor(None, work, *args)

    def share(self, slot: Slot[T], value: T) -> None:
        """Hand something to another probe. The first value stays."""
        future = self._slot(slot)
        if not future.done():
            future.set_result(value)

    async def shared(self, slot: Slot[T]) -> T:
        """Wait for what another probe hands over."""
        return await asyncio.shield(self._slot(slot))

    def _slot(self, slot: Slot[T]) -> asyncio.Future[T]:
        return self._shared.setdefault(slot, asyncio.get_running_loop().create_future())

    def proxy_for(self, url: str) -> str | None:
        """The proxy by which requests for this address go, without its login."""
        if not origin(url)[1]:  # no address
            return None
        address = self._ways.of(url) if self._ways.set else systems(self.client, url)
        return shown(address) if address else None

    @cached_property
    def _ways(self) -> Ways:
        code = self.surface is Surface.CODE
        return Ways(self.env, Program.CODE if code else Program.PYTHON)

    def client(self) -> httpx.AsyncClient:
        """The shared HTTP client: the user's proxy and CA settings, no redirects, no cookies."""
        if self._client is None:
            self._client = client(self._trust.requests(self.env), self._way)
        return self._client

    async def ready(self) -> bool:
        """What a first request needs: httpx and the stores, each loaded in a thread, so that
        whoever listens meanwhile hears. True at last."""
        if self._client is None:
            stores = self.in_thread(self._trust.requests, self.env)  # OpenSSL's work, not Python's
            await asyncio.gather(stores, self.in_thread(load))
        return True

    @property
    def _way(self) -> Callable[[str], str | None] | None:
        return self._ways.of if self._ways.set else None

    async def stores(self) -> certificate.Stores:
        """The certificate stores of this environment; loaded once."""
        return await self.in_thread(self._trust.stores, self.env)

    def key_may_travel(self, url: str) -> bool:
        """Whether a credential sent there stays readable to that peer alone.

        Plain http is allowed on loopback, and only when no proxy elsewhere would carry it.
        """
        scheme, host, _ = origin(url)
        if scheme == "https":
            return bool(host)
        if not is_loopback(url):
            return False
        proxy = self.proxy_for(url)
        return proxy is None or is_loopback(proxy)

    @contextlib.asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout: float = 4.0,
        trace: Callable[[str], None] | None = None,
        counts: bool = True,
        kept: bool = False,
    ) -> AsyncIterator[httpx.Response]:
        """An open answer, headers read; raises Unreached for every failure of the path.

        `timeout`, in seconds of listening, bounds everything inside the block, too, and so does
        the deadline. `trace` is told httpcore's events ("connection.connect_tcp.complete" …).
        `kept`, of a GET: only the content matters, so a connection of an earlier round will do.
        What comes over that is an answer as any other: packets go there and back at this moment.
        """
        await self.ready()
        import httpx

        via_proxy = self.proxy_for(url) is not None
        began, heard = time.monotonic(), self.pulse.heard
        try:
            async with pulse.patience(timeout, self.left()) as timed:
                try:
                    response = None
                    if kept and self._kept is not None:
                        trusted = self._trust.requests(self.env)
                        response = await self._kept.get(url, headers or {}, trusted, self._way)
                    if response is None:
                        response = await send(
                            self.client(), method, url, headers or {}, content, trace
                        )
                except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, OverflowError,
                        ExceptionGroup) as error:  # fmt: skip
                    why = of_exception(error, via_proxy)
                    self._name(url, via_proxy, why.kind)
                    raise why from error
                self._name(url, via_proxy)
                if counts:
                    self.answers += 1
                try:
                    yield response
                except httpx.HTTPError as error:
                    raise of_exception(error, via_proxy) from error
                except ssl.SSLError as error:  # anyio hands on what is no end of a connection
                    raise Unreached("dropped", BROKEN_TLS) from error
                finally:
                    with contextlib.suppress(Exception):
                        await response.aclose()
        except TimeoutError:
            if timed.expired():
                words = f"no answer within {time.monotonic() - began:.1f} s"
                raise Unreached("silent", words, self.pulse.heard - heard) from None
            raise

    def _name(self, url: str, via_proxy: bool, broke: str | None = None) -> None:
        """Note whether the host's name resolves: `broke` tells how far the request came. Behind a
        proxy, resolving is the proxy's."""
        if not via_proxy and broke not in ("silent", "proxy", "address", "local"):
            self.names[origin(url)[1]] = broke != "dns"

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout: float = 4.0,
        redirects: int = 0,
        counts: bool = True,
        kept: bool = False,
    ) -> Answer:
        """A whole answer. Unreached when there is none, Unavailable when it is too large.

        `redirects` are followed only inside the same site and only without credentials: never
        pass headers that carry one together with it.
        """
        await self.ready()  # what is loaded is no part of what is measured
        started, ends = time.monotonic(), self.pulse.heard + timeout
        for _ in range(redirects + 1):
            async with self.stream(
                method, url, headers=headers, content=content,
                timeout=max(0.0, ends - self.pulse.heard), counts=counts, kept=kept,
            ) as response:  # fmt: skip
                target = response.headers.get("location")
                if redirects and target and response.is_redirect:
                    url = following(url, target, self.secrets)
                    continue
                whole = io.BytesIO()  # one copy: two dozen peers may send 2 MiB at once
                async for part in bounded(response):
                    whole.write(part)
                body = whole.getvalue()
                taken = int((time.monotonic() - started) * 1000)
                return Answer(url, response.status_code, dict(response.headers), body, taken)
        raise Unavailable("redirects endlessly")

    def beside(self, env: Mapping[str, str], surface: Surface) -> World:
        """The same run in another program's environment: its proxies, its certificates. Who asks
        for it ends it with `hang_up`."""
        other = copy.copy(self)
        other.__dict__.pop("_ways", None)  # what was worked out for this run's program
        other.env, other.surface, other._client, other._kept = env, surface, None, None
        return other

    def at(self, base_url: str | None) -> World:
        """The same run with another address for the user's calls; the connections are shared."""
        if base_url is None:
            return self
        self.client()
        other = copy.copy(self)
        other.settings = replace(self.settings, base_url=base_url)
        return other

    def under(self, settings: Settings, seconds: float) -> World:
        """The same run with another configuration of the program, for at most so many seconds; the
        connections are shared. Who answers there is not counted among this run's peers."""
        self.client()
        other = copy.copy(self)
        other.settings, other.env, other._kept = settings, settings.env, None
        other.deadline = min(self.deadline, time.monotonic() + seconds)
        return other

    async def hang_up(self) -> None:
        """Drop the connections without waiting for anybody."""
        await hang_up(self._client)

    async def close(self) -> None:
        """End the run: nothing of it waits for anybody."""
        self._beats.cancel()
        await self.hang_up()
