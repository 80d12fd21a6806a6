"""Send one Messages request, streamed and never retried."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import field, replace
from typing import Any
from urllib.parse import urlsplit

from ...engine import patience
from ...engine.sheet import DEAD_END, UNANSWERED
from ...outside import pulse
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from ...records import dataclass
from .models import thinking_stops
from .reply import Answer, Reply, Transport
from .stream import Dialect, follow, messages_api
from .waiting import retry_after_s

VERSION = "2023-06-01"  # keeps working beside 2026-10-21 (vendor's versioning page, 2026-10)
MAX_TOKENS = 10
#: What carried the request where a login in the address takes the token's place.
LOGIN = "login"
# The headers in which a key is sent; the first that is there is named.
_KEYS = ("x-api-key", "authorization", "api-key")


@dataclass(frozen=True, slots=True)
class Form:
    """One request for a completion as its service takes it: where below the address it goes, what
    it holds, and how the service answers."""

    model: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes
    dialect: Dialect


@dataclass(slots=True)
class _Path:
    """How far the connection has come; `alive`: its last sign of life, in seconds of listening."""

    connected: bool = False
    handshaking: bool = False
    secured: bool = False
    answered: bool = False
    alive: float = field(default_factory=pulse.heard)
    moved_at: float = field(default_factory=time.monotonic)  # the same by the wall's clock

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
            self.secured = True

    def moved(self) -> None:
        """Take in a sign of life."""
        self.alive = pulse.heard()
        self.moved_at = time.monotonic()


# Two full packets and more of blank lines. Real requests are larger (Claude Code's begin at 30 kB),
# and a path that loses large packets lets a tiny one pass. In JSON blanks are nothing: no tokens.
PADDING = b"\n" + (b" " * 79 + b"\n") * 40


def asked(model: str, known_as: str | None = None) -> dict[str, Any]:
    """The smallest useful request. `known_as`: Anthropic's own id of the model, where that is
    another.

    Thinking is on by default on Haiku 5.5 and counts against max_tokens (vendor's model page,
    2026-10), so it is switched off where the model takes that; elsewhere the tokens may all be
    thought, and a stream that reaches its end is still whole."""
    request: dict[str, Any] = {
        "model": model,
        "max_tokens": MAX_TOKENS,
        "stream": True,
        "messages": [{"role": "user", "content": "Answer with the one word: pong"}],
    }
    if thinking_stops(known_as or model):
        request["thinking"] = {"type": "disabled"}
    return request


def padded(request: Mapping[str, Any]) -> bytes:
    """The request, in packets as large as a real one's."""
    return b"{" + PADDING + json.dumps(request).encode()[1:]


def body(model: str) -> bytes:
    """What Anthropic's own API is sent."""
    return padded(asked(model))


async def send(
    world: World, base_url: str, model: str, auth: Mapping[str, str], timeout: float, relay: bool
) -> Reply:
    """Send it and follow the stream to its end. `relay`: base_url is not Anthropic's own."""
    headers = {"anthropic-version": VERSION, "content-type": "application/json", **auth}
    form = Form(model, "/v1/messages", headers, body(model), messages_api(relay))
    return await post(world, base_url, form, timeout)


async def post(world: World, base_url: str, form: Form, timeout: float) -> Reply:
    """Send a request of this form and follow the stream to its end."""
    carried = next((name for name in _KEYS if name in form.headers), None)
    # httpx makes Authorization of a login in the address, whatever the header holds.
    if carried == "authorization" and "@" in urlsplit(base_url).netloc:
        carried = LOGIN
    reply, path = Reply(form.model, carried=carried), _Path()
    await world.ready()  # what is loaded is no part of what is measured
    started = time.monotonic()

    def since() -> int:
        return int((time.monotonic() - started) * 1000)

    try:
        async with _watched(world, base_url, path), world.stream(
            "POST", f"{base_url}{form.path}", headers=form.headers, content=form.content,
            timeout=timeout, trace=path.told,
        ) as response:  # fmt: skip
            path.answered = True
            sent = {k.lower(): v for k, v in response.headers.items()}
            reply = replace(
                reply,
                ttfb_ms=since(),
                http_status=response.status_code,
                headers=sent,
                request_id=next((sent[n] for n in form.dialect.ids if n in sent), None),
                retry_after_s=retry_after_s(sent, world.now()),
            )
            async for so_far in follow(reply, response, since, form.dialect, path.moved):
                reply = so_far
    except Unreached as why:
        reply = _broken(reply, why, path, patience.least(world.busy))
    except Unavailable as why:
        reply = replace(reply, answer=Answer.FOREIGN, detail=str(why))
    return replace(reply, total_ms=since())


@contextlib.asynccontextmanager
async def _watched(world: World, base_url: str, path: _Path) -> AsyncIterator[None]:
    """While the request waits for its answer: tell of a long wait, and end it where the way is
    known to be a dead end. Raises Unreached."""
    if base_url != world.settings.base_url:
        yield
        return
    began = pulse.heard()
    try:
        async with asyncio.timeout(None) as timed:
            tasks = (
                asyncio.create_task(_tell_wait(world, path)),
                asyncio.create_task(_end_wait(world, path, timed)),
            )
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
    except TimeoutError:
        if not timed.expired():
            raise
        heard = pulse.heard() - began
        raise Unreached("silent", f"no answer within {heard:.1f} s", heard) from None


async def _tell_wait(world: World, path: _Path) -> None:
    """By the wall's clock: to look for a reason is no judgement, on a busy machine neither."""
    while (left := patience.UNANSWERED - (time.monotonic() - path.moved_at)) > 0:
        await asyncio.sleep(left)
    if path.secured and not path.answered:
        world.share(UNANSWERED, True)


async def _end_wait(world: World, path: _Path, timed: asyncio.Timeout) -> None:
    await world.shared(DEAD_END)
    await _quiet(path, patience.DEAD_END)
    if not path.answered:
        timed.reschedule(asyncio.get_running_loop().time())


async def _quiet(path: _Path, seconds: float) -> None:
    """Until there was no sign of life for so long."""
    while (left := seconds - (pulse.heard() - path.alive)) > 0:
        await asyncio.sleep(max(left, pulse.BEAT_S))


def _broken(reply: Reply, why: Unreached, path: _Path, least: float) -> Reply:
    """The connection failed: before an answer, or in the middle of one. `least`: the shortest
    silence that means something."""
    if reply.answer in (Answer.COMPLETE, Answer.ERROR):
        return reply
    reply = replace(reply, detail=why.detail, quiet=pulse.heard() - path.alive)
    status, silent = reply.http_status, why.kind == Transport.SILENT
    if why.kind == "local":
        return replace(reply, answer=Answer.UNHEARD, quiet=0.0)
    if silent and reply.quiet < least:
        met = "" if path.connected else ", and no connection until then"
        return replace(reply, answer=Answer.UNHEARD, detail=f"{why.detail}{met}")
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
