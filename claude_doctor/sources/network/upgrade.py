"""TLS over a connection that stands, where what is asyncio's own stays asyncio's own."""

from __future__ import annotations

import asyncio
import ssl


async def secure(writer: asyncio.StreamWriter, context: ssl.SSLContext, host: str) -> None:
    """Do the handshake. Raises OSError where it breaks, ValueError where the host is no name.

    Inside of a proxy's TLS that ends meanwhile, asyncio calls a method of its own wrongly
    (TypeError, Python 3.11: `SSLProtocol._abort`), or leaves the writer without its transport
    (AttributeError, every Python): then it could be neither aborted nor thrown away in silence."""
    under = writer.transport
    try:
        await writer.start_tls(context, server_hostname=host)
    except (AttributeError, TypeError):
        if writer.transport is None:
            writer._transport = under
        raise ConnectionAbortedError("the connection ended inside of the handshake") from None
