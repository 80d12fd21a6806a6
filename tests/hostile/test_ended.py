"""A run that was interrupted is over: nothing of it asks anybody any more."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claude_doctor.engine.runner import collecting
from claude_doctor.outside import interrupt

from .actors import ACTORS, Actor
from .cells import Peers

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there resets and half-closed connections look otherwise"
)
_SOME = ("keyed", "gateway", "proxied", "beside", "vertex", "foundry-gateway")
_TIMEOUT = 20.0


@pytest.fixture(scope="module")
def peers() -> Iterator[Peers]:
    """The process of the peers."""
    running = Peers()
    yield running
    running.end()


async def left_behind(actor: Actor, urls: dict[str, str], folder: Path) -> list[str]:
    """What still runs behind a check that Ctrl-C ended in the middle."""
    for name in ("home", "cache", "data", "claude"):
        (folder / name).mkdir(exist_ok=True)
    asked = actor.settings(actor.environ(urls, folder), _TIMEOUT)
    loop = asyncio.get_running_loop()
    loop.call_later(0.3, lambda: setattr(interrupt, "_seen", True))  # as the signal's handler does
    found = await collecting(asked, actor.probes(), time.monotonic() + _TIMEOUT)
    assert found.interrupted
    ends = time.monotonic() + 1  # to come to an end; what goes on would take five times as long
    while (others := asyncio.all_tasks() - {asyncio.current_task()}) and time.monotonic() < ends:
        await asyncio.sleep(0.01)
    return sorted(str(task.get_coro()) for task in others if task is not None)


@pytest.mark.parametrize(
    "actor", [one for one in ACTORS if one.name in _SOME], ids=lambda a: a.name
)
def test_nothing_outlives_its_run(
    actor: Actor, peers: Peers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every probe ends what it began: `wait` and `watch` ask again in the same loop, and a request
    that is left over would go out in another round, or over a client that is closed."""
    monkeypatch.setattr(interrupt, "_seen", False)
    with peers.open("hang-at-headers") as urls:
        assert [] == asyncio.run(left_behind(actor, urls, tmp_path))
