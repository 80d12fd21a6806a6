"""What outlives a round of `watch` and `wait`: the certificate stores, and a few connections.

A connection stays open only for what is asked for its content: a status page. Where the way itself
is measured (the ping, the front door, the control hosts) each round connects anew, or a connection
that stands would hide that names do not resolve or certificates do not hold any more.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from .http import client, hang_up
from .trust import Trust

if TYPE_CHECKING:
    import httpx

#: Seconds that a connection may lie idle: longer than the pause of `watch` while all is well.
_IDLE: Final = 90.0
#: Seconds until the head of an answer over a connection that stood. A laptop that slept or a
#: router that forgot leaves it silent for good; another one is then opened, and judged by.
_SILENT: Final = 1.0


class Kept:
    """It belongs to one event loop, and to one configuration of the user's."""

    def __init__(self) -> None:
        self.trust = Trust()
        self._client: httpx.AsyncClient | None = None
        self._made_for: tuple[object, ...] = ()

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        trusted: ssl.SSLContext,
        way: Callable[[str], str | None] | None,
    ) -> httpx.Response | None:
        """The answer, its head read. None where a connection that stood brought none: that says
        only that it had stood for too long. Raises what httpx does for a new one."""
        new = False

        async def tell(event: str, _: Mapping[str, Any]) -> None:
            nonlocal new
            new = new or ".connect_" in event
            if event.endswith("send_request_headers.started") and not new:
                limit.reschedule(asyncio.get_running_loop().time() + _SILENT)

        own = await self._ready(trusted, way)
        try:
            request = own.build_request("GET", url, headers=headers, extensions={"trace": tell})
            async with asyncio.timeout(None) as limit:
                return await own.send(request, stream=True)
        except Exception:  # httpx raises many kinds
            if new:
                raise
            return None

    async def _ready(
        self, trusted: ssl.SSLContext, way: Callable[[str], str | None] | None
    ) -> httpx.AsyncClient:
        """The client; another one where the stores or the system's proxies are others now."""
        from urllib.request import getproxies

        made_for = (trusted, way is None, *sorted(getproxies().items()))
        if self._client is None or self._made_for != made_for:
            await self.hang_up()
            self._client, self._made_for = client(trusted, way, _IDLE), made_for
        return self._client

    async def hang_up(self) -> None:
        """Drop the connections without waiting for anybody."""
        await hang_up(self._client)
        self._client = None
