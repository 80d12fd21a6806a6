"""By which proxy a request goes: what the variables, or the system's own settings, name for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..border import proxies
from ..border.addresses import origin

if TYPE_CHECKING:
    import httpx


class Ways:
    """The proxies of one environment, as one program takes them. Where a value is malformed beyond
    doubt (quotation marks, line ends) it is used as it is meant; `environment` tells the user."""

    def __init__(self, env: Mapping[str, str], program: proxies.Program) -> None:
        #: Whether a variable decides. In Python a list of exceptions alone does, too.
        self.set = any(name.lower().endswith("_proxy") for name in env)
        self._program = program
        self._usable = proxies.usable(env, socks=find_spec("socksio") is not None)

    def of(self, url: str) -> str | None:
        """The proxy for this address, with its login; None: none."""
        chosen = proxies.choose(self._usable, url, self._program)
        return None if chosen.direct or chosen.name is None else self._usable[chosen.name]


def systems(made: Callable[[], httpx.AsyncClient], url: str) -> str | None:
    """The proxy that httpx has found in the settings of macOS or Windows. `made` makes the client:
    where neither settings nor variables name one, it is not needed for that."""
    if sys.platform not in ("darwin", "win32") and not any(
        name.lower().endswith("_proxy") for name in os.environ
    ):
        return None
    import httpx

    client = made()

    try:
        transport = client._transport_for_url(httpx.URL(url))
    except (httpx.InvalidURL, ValueError):
        return None
    address = getattr(getattr(transport, "_pool", None), "_proxy_url", None)
    if address is None:
        return None
    host = address.host.decode("ascii", "replace")
    host = f"[{host}]" if ":" in host else host
    return f"{address.scheme.decode()}://{host}" + (f":{address.port}" if address.port else "")


def shown(proxy: str) -> str:
    """Scheme, host and port of a proxy's address."""
    scheme, host, port = origin(proxy)
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}:{port or 80}"
