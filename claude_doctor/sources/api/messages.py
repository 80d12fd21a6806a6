"""Send one Messages request, streamed and never retried."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...engine import patience
from ...outside import pulse
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from .models import thinking_stops
from .reply import Answer, Reply, Transport
from .stream import follow
from .waiting import retry_after_s

VERSION = "2023-06-01"  # keeps working beside 2026-10-21 (vendor's versioning page, 2026-10)
MAX_TOKENS = 10


@dataclass(slots=True)
class _Path:
    """How far the connection has come; `alive`: its last sign of life, in seconds of listening."""

    connected: bool = False
    handshaking: bool = False
    alive: float = field(default_factory=pulse.heard)

    def told(self, event: str) -> None:
        """Take in an event of httpcore's."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete", "_headers.complete")):
            self.moved()
        if event.endswith(("connect_tcp.complete", "connect_unix_socket.complete")):
            self.connected = True
        if event.endswith("start_tls.started"):
            self.handshaking = True
        elif event.endswith("start_tls.complete"):
            self.handshaking = False

    def moved(self) -> None:
        """Take in a sign of life."""
        self.alive = pulse.heard()


def body(model: str) -> bytes:
    """The smallest useful request. Thinking is on by default on Haiku 5.5 and counts against
    max_tokens (vendor's model page, 2026-10), so it is switched off where the model takes that;
    elsewhere the tokens may all be thought, and a stream that reaches its end is still whole."""
    asked = {
        "model": model,
        "max_tokens": MAX_TOKENS,
        "stream": True,
        "messages": [{"role": "user", "content": "Answer with the one word: pong"}],
    }
    if thinking_stops(model):
        asked["thinking"] = {"type": "disabled"}
    return json.dumps(asked).encode()


async def send(
    world: World, base_url: str, model: str, auth: Mapping[str, str], timeout: float, relay: bool
) -> Reply:
    """Send it and follow the stream to its end. `relay`: base_url is not Anthropic's own."""
    carried = next((name for name in ("x-api-key", "authorization") if name in auth), None)
    reply, path = Reply(model, carried=carried), _Path()
    started = time.monotonic()

    def since() -> int:
        return int((time.monotonic() - started) * 1000)

    headers = {"anthropic-version": VERSION, "content-type": "application/json", **auth}
    try:
        async with world.stream(
            "POST", f"{base_url}/v1/messages", headers=headers, content=body(model),
            timeout=timeout, trace=path.told,
        ) as response:  # fmt: skip
            sent = {k.lower(): v for k, v in response.headers.items()}
            reply = replace(
                reply,
                ttfb_ms=since(),
                http_status=response.status_code,
                headers=sent,
                request_id=sent.get("request-id"),
                retry_after_s=retry_after_s(sent, world.now()),
            )
            async for so_far in follow(reply, response, since, relay, path.moved):
                reply = so_far
    except Unreached as why:
        reply = _broken(reply, why, path, patience.least(world.busy))
    except Unavailable as why:
        reply = replace(reply, answer=Answer.FOREIGN, detail=str(why))
    return replace(reply, total_ms=since())


def _broken(reply: Reply, why: Unreached, path: _Path, least: float) -> Reply:
    """The connection failed: before an answer, or in the middle of one. `least`: the shortest
    silence that means something."""
    if reply.answer in (Answer.COMPLETE, Answer.ERROR):
        return reply
    reply = replace(reply, detail=why.detail, quiet=pulse.heard() - path.alive)
    status, silent = reply.http_status, why.kind == Transport.SILENT
    if silent and reply.quiet < least:
        return replace(reply, answer=Answer.UNHEARD)
    if reply.events:
        return replace(reply, answer=Answer.CUT)
    if status is not None and why.kind == Transport.DROPPED:
        return replace(reply, answer=Answer.CUT if status == 200 else Answer.EMPTY)
    if silent and path.handshaking:
        return replace(
            reply, answer=Answer.UNREACHED, transport=Transport.TLS, detail=Transport.SILENT.value
        )
    if silent and (path.connected or status is not None):
        return replace(reply, answer=Answer.NONE)
    broke = Transport.CONNECT if silent else Transport(why.kind)
    return replace(reply, answer=Answer.UNREACHED, transport=broke)
