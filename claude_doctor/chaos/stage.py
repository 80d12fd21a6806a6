"""The loopback world's thread: one loop, a listener for each role, and who answers there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ..outside.local import lacked
from . import admin, api, clouds, crowd, downdetector, providers, status_page
from .load import is_completion
from .roles import Scenario
from .running import KEPT, PROVIDERS, Running
from .sending import send, tunnel
from .store import Store
from .wire import Instead, Reply, Seen, Wire, read_request

BACKLOG = 512  # connections that may queue while the loop is busy


def _control(_: Any, seen: Seen, now: datetime) -> Reply:
    return Reply(204)


def _proxy(_: Any, seen: Seen, now: datetime) -> Reply:
    return Reply(502, (("content-type", "text/plain"),), b"This proxy forwards nothing.\n")


_ANSWERS: dict[str, Callable[[Any, Seen, datetime], Reply]] = {
    "status": status_page.answer,
    "status_fallback": status_page.answer,
    "downdetector": downdetector.answer,
    "reddit": crowd.reddit,
    "reddit_oauth": crowd.reddit_oauth,
    "github": crowd.github,
    "hn": crowd.hacker_news,
    "control": _control,
    "admin": admin.answer,
    "proxy": _proxy,
    **dict.fromkeys(PROVIDERS, providers.answer),
    "ollama": providers.local,
    "lm_studio": providers.local,
    **clouds.ANSWERS,
}


def state_of(scenario: Scenario, role: str) -> Any:
    """What the scenario says of a role."""
    match role:
        case "front_door":
            return scenario.front_door or replace(scenario.api, instead=None)
        case "status_fallback":
            return scenario.status_fallback or replace(scenario.status, instead=None)
        case "reddit_oauth":
            return scenario.reddit
        case _:
            return getattr(scenario, role)


def instead_of(scenario: Scenario, role: str) -> Instead | None:
    """What replaces a role's ordinary answer, or its way of travelling."""
    if role == "elsewhere":
        return Wire.REFUSED
    instead: Instead | None = state_of(scenario, role).instead
    if role == "proxy" or scenario.everywhere is None:
        return instead
    return scenario.everywhere


def _odd(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody awaits: a connection that this machine could not keep or close is no bug."""
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)


class Stage:
    """The thread's side: one loop, one listener a role, one task a connection."""

    def __init__(self, running: Running, tls: Mapping[str, ssl.SSLContext]) -> None:
        self.running = running
        self._tls = tls
        self._stores = {role: Store(running.urls[role]) for role in ("api", "front_door")}
        self.ready = threading.Event()
        self.failed: Exception | None = None  # why nothing is served
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_odd)
        self._over = asyncio.Event()
        self._talks: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def play(self, peers: dict[str, socket.socket]) -> None:
        """Serve until `stop`."""
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._main(peers))
        except Exception as error:
            if self.ready.is_set() and lacked(error) is None:
                raise
            self.failed = error
            self.ready.set()

    def stop(self) -> None:
        """Ask the thread to end; every open connection is dropped."""
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            self._loop.call_soon_threadsafe(self._over.set)

    async def _main(self, peers: dict[str, socket.socket]) -> None:
        servers = [
            await asyncio.start_server(
                self._talker(role), sock=peer, backlog=BACKLOG, ssl=self._tls.get(role)
            )
            for role, peer in peers.items()
        ]
        self.ready.set()
        await self._over.wait()
        for server in servers:
            server.close()
        await asyncio.sleep(0)  # what was just accepted becomes a task of its own
        while talks := list(self._talks.items()):
            for task, writer in talks:
                writer.transport.abort()
                task.cancel()
            await asyncio.gather(*(task for task, _ in talks), return_exceptions=True)
        if self.running.load is not None:
            self.running.load.advance(self._loop.time())
        await asyncio.sleep(0)  # lets the aborted transports close their sockets

    def _talker(self, role: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._talks[task] = writer
            self.running.accepted[role] += 1
            try:
                await self._converse(role, reader, writer)
            except (OSError, EOFError, asyncio.CancelledError):
                pass  # the peer left, or the play is over
            except Exception:  # a bug of ours; tests look here
                self.running.faults.append(traceback.format_exc())
            finally:
                del self._talks[task]
                writer.close()
                with contextlib.suppress(OSError, asyncio.CancelledError):
                    await writer.wait_closed()

        return talk

    async def _converse(
        self, role: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        instead = instead_of(self.running.scenario, role)
        if instead is Wire.DEAF:
            with contextlib.suppress(NotImplementedError, RuntimeError):
                writer.transport.pause_reading()  # type: ignore[attr-defined]
            await self._over.wait()
            return
        while (request := await read_request(role, reader)) is not None:
            if isinstance(request, Reply):  # no HTTP, such as a TLS hello; a mute port stays mute
                wire = instead if isinstance(instead, Wire) else Wire.FINE
                await send(reader, writer, replace(request, wire=wire))
                return
            self.running.log.append(replace(request, body=request.body[:KEPT]))
            reply = self._reply(role, instead, request)
            if reply.wire is Wire.TUNNEL and request.method == "CONNECT":
                await tunnel(request.path, reader, writer)
                return
            last = request.headers.get("connection", "").lower() == "close"
            if last and ("connection", "close") not in reply.headers:  # a pool must know of it
                reply = replace(reply, headers=(*reply.headers, ("connection", "close")))
            load = self.running.load
            if load is not None and role == "api" and is_completion(request, reply):
                kept = await load.serve(self.running.scenario.api, request, reply, (reader, writer))
            else:
                kept = await send(reader, writer, reply, bodiless=request.method == "HEAD")
            if not kept or last:
                return

    def _reply(self, role: str, instead: Instead | None, seen: Seen) -> Reply:
        now = datetime.now(UTC)
        if callable(instead):
            return instead(seen)
        if isinstance(instead, Reply):
            soon = str(int((now + timedelta(minutes=30)).timestamp()))
            fill = self.running.filled
            headers = [(n, fill(v.replace("{in_half_an_hour}", soon))) for n, v in instead.headers]
            return replace(instead, headers=tuple(headers))
        if seen.method == "CONNECT" and role != "proxy":
            return Reply(405, (("content-type", "text/plain"), ("connection", "close")), b"")
        state = state_of(self.running.scenario, role)
        if role in self._stores:
            reply = api.answer(state, seen, now, self._stores[role])
        else:
            reply = _ANSWERS[role](state, seen, now)
        return replace(reply, wire=instead) if instead is not None else reply
