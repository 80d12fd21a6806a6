"""The loopback world: every peer of a check on a port of its own on 127.0.0.1.

It runs in a daemon thread with its own event loop, and leaves nothing behind: not a socket, not
a thread, not a file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..outside.background import Background
from . import files
from .load import Load
from .roles import ROLES, Scenario
from .running import Running
from .stage import BACKLOG, Stage, instead_of
from .wire import Wire

_START_S, _STOP_S = 15.0, 5.0


def _listen(refused: bool, port: int) -> socket.socket:
    """A bound socket. One that is never listened on refuses connections and, unlike a closed
    one, keeps its port from being given to somebody else."""
    peer = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if port and os.name == "posix":  # on Windows it would take the port from who has it
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        peer.bind(("127.0.0.1", port))
        if not refused:
            peer.listen(BACKLOG)
        peer.setblocking(False)
    except OSError:
        peer.close()
        raise
    return peer


@contextlib.contextmanager
def serve(
    scenario: Scenario, port: int = 0, tls: Mapping[str, ssl.SSLContext] | None = None
) -> Iterator[Running]:
    """Serve a scenario; `port` is the API's, 0 for a free one. OSError, when it is taken, or this
    machine lacks what it takes.

    The roles in `tls` speak https with the caller's certificate."""
    with contextlib.ExitStack() as stack:
        peers: dict[str, socket.socket] = {}
        for role in ROLES:
            refused = instead_of(scenario, role) is Wire.REFUSED
            peers[role] = _listen(refused, port if role == "api" else 0)
            stack.callback(peers[role].close)
        folder = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="claude-doctor-", ignore_cleanup_errors=True)
            )
        )
        for name in ("claude", "cache", "data", "home"):
            (folder / name).mkdir()
        now = datetime.now(UTC)
        files.write(scenario, folder / "claude", folder / "data", now)
        tls = tls or {}
        urls = {
            role: f"http{'s' * (role in tls)}://127.0.0.1:{peer.getsockname()[1]}"
            for role, peer in peers.items()
        }
        running = Running(scenario, urls, folder)
        if scenario.api.capacity is not None:
            running.load = Load(scenario.api.capacity)
        files.plant(scenario, folder / "home", running.filled, now)
        stage = Stage(running, tls)
        open_ = {r: p for r, p in peers.items() if instead_of(scenario, r) is not Wire.REFUSED}
        thread = Background(lambda: stage.play(open_))
        try:
            if not stage.ready.wait(_START_S):
                raise OSError(errno.EAGAIN, "its thread has not begun")
            if stage.failed is not None:
                raise stage.failed
            yield running
        finally:
            stage.stop()
            thread.ended(_STOP_S if stage.ready.is_set() else 0)
