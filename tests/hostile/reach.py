"""Which parts of the program ask somebody outside, by their source; which did in this process."""

from __future__ import annotations

import ast
import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import claude_doctor
from claude_doctor.outside.world import World

HOME = Path(claude_doctor.__file__).parent
#: A call of one of these asks somebody. `request` is that of PRAW's session.
_ASKS = {"fetch", "stream", "open_connection", "create_connection", "sock_connect", "getaddrinfo",
         "sock_sendall", "urlopen", "request", "create_datagram_endpoint"}  # fmt: skip
# Readers of pages that share `sources/_pages.fetch` are no places of their own: what they are is
# told by the registries, all of which is asked.
#: What serves, keeps or only passes on: the world for demonstrations; the client that all go by.
_NOT = ("chaos/", "outside/", "fixes/recipes/")
#: What asks for names alone: tests/sources/network/namespace.py has the hostile resolvers.
NAMES = {("sources/network/resolvers.py", "_exchange"),
         ("sources/conflicts/credential.py", "inside_a_private_network")}  # fmt: skip
#: A place: the file and the function that holds the call.
Place = tuple[str, str]


def places() -> set[Place]:
    """Every function of the program that asks somebody itself."""
    found = set()
    for path in HOME.rglob("*.py"):
        name = path.relative_to(HOME).as_posix()
        if not name.startswith(_NOT):
            found |= {(name, who) for who in _asking(ast.parse(path.read_bytes()), "")}
    return found - NAMES


def _asking(tree: ast.AST, inside: str) -> Iterator[str]:
    for one in ast.iter_child_nodes(tree):
        if isinstance(one, ast.Call):
            called = one.func
            name = getattr(called, "attr", None)
            if name in _ASKS and inside:
                yield inside
            passed = (getattr(arg, "attr", None) for arg in one.args)  # handed to a thread
            if inside and any(name == "getaddrinfo" for name in passed):
                yield inside
        own = isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _asking(one, one.name if own else inside)  # type: ignore[attr-defined]


def _frames(frame: FrameType | None) -> Iterator[Place]:
    while frame is not None:
        with contextlib.suppress(ValueError):
            file = Path(frame.f_code.co_filename).relative_to(HOME).as_posix()
            yield file, frame.f_code.co_name
        frame = frame.f_back


class Reached:
    """The places that asked somebody while it was on."""

    def __init__(self) -> None:
        self.places: set[Place] = set()
        self._on = False
        sys.addaudithook(self._heard)

    def _heard(self, event: str, _: Any) -> None:
        if self._on and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            self.places.update(_frames(sys._getframe(1)))

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Note them. What goes by httpx connects in a task of its own, so it is noted before."""
        usual, fetch, thread, reached = World.stream, World.fetch, World.in_thread, self

        def noted(self: World, *args: Any, **how: Any) -> Any:
            reached.places.update(_frames(sys._getframe(1)))
            return usual(self, *args, **how)

        def fetched(self: World, *args: Any, **how: Any) -> Any:
            reached.places.update(_frames(sys._getframe(1)))
            return fetch(self, *args, **how)

        async def handed(self: World, work: Any, *args: Any) -> Any:
            if work is socket.getaddrinfo:
                reached.places.update(_frames(sys._getframe(1)))
            return await thread(self, work, *args)

        World.stream, World.fetch, World.in_thread = noted, fetched, handed  # type: ignore
        self._on = True
        try:
            yield
        finally:
            World.stream, World.fetch, World.in_thread = usual, fetch, thread  # type: ignore
            self._on = False
