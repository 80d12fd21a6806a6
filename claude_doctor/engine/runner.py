"""All probes at once, one deadline, nothing escapes.

Whatever a probe does, hang, crash or be cancelled, becomes evidence with a reason.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..border.redact import plain
from ..border.settings import Settings
from ..outside import interrupt
from ..outside.kept import Kept
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from . import patience
from .model import Evidence, Outcome, Probe
from .sheet import Sheet, Skipped

#: Seconds after the world's deadline in which a probe may still write down what it has.
GRACE = 0.15

#: Told of every probe's start (None) and end (its evidence).
Observer = Callable[[str, Evidence | None], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """The evidence of one run, in the order of the probes, and whether Ctrl-C ended it."""

    evidence: tuple[Evidence, ...]
    interrupted: bool


def collect(
    settings: Settings, probes: Sequence[Probe], deadline: float, observer: Observer | None = None
) -> Collected:
    """Run the probes until the deadline (monotonic clock); those not asked for are skipped."""
    return asyncio.run(collecting(settings, probes, deadline, observer))


async def collecting(
    settings: Settings,
    probes: Sequence[Probe],
    deadline: float,
    observer: Observer | None = None,
    kept: Kept | None = None,
) -> Collected:
    """The same inside a loop. `kept`: what this run shares with others of the loop."""
    world = World(settings, deadline - GRACE, kept)
    observer = observer or (lambda name, what: None)
    reasons = {probe.name: why for probe in probes if (why := _not_asked(probe, settings))}
    world.running = frozenset(p.name for p in probes if p.name not in reasons)
    sheets = {probe.name: Sheet(probe.name, world.secrets) for probe in probes}
    ended: dict[str, Evidence] = {}

    async def one(probe: Probe) -> None:
        observer(probe.name, None)
        ended[probe.name] = await _guard(probe, world, sheets[probe.name])
        observer(probe.name, ended[probe.name])

    # Where loading took the whole time-out, asking the network would only overrun it further.
    asked = [p for p in probes if p.name in world.running and (world.left() or not p.network)]
    tasks = [asyncio.create_task(one(probe), name=probe.name) for probe in asked]
    interrupted = await _wait(tasks, world)
    for task in tasks:
        task.cancel()
    if tasks:
        # A probe that swallows its cancellation is left behind rather than waited for.
        await asyncio.wait(tasks, timeout=0.1)
    for probe in probes:
        if probe.close and probe.name in world.running:
            with contextlib.suppress(Exception):
                probe.close(world, sheets[probe.name])
    await world.close()
    note = "interrupted before it ended" if interrupted else "not finished before the deadline"
    note = note if interrupted else _deaf(world, world.pulse.heard) or note
    return Collected(
        tuple(
            _left_out(p, world, sheets[p.name], reasons[p.name])
            if p.name in reasons
            else ended.get(p.name) or _evidence(sheets[p.name], Outcome.TIMED_OUT, 0, note)
            for p in probes
        ),
        interrupted,
    )


def _left_out(probe: Probe, world: World, sheet: Sheet, why: str) -> Evidence:
    if probe.known:
        probe.known(world, sheet)
    return Evidence(probe.name, Outcome.SKIPPED, note=why, facts=sheet.facts)


def _not_asked(probe: Probe, settings: Settings) -> str | None:
    if settings.only and probe.name not in settings.only:
        return "not asked for (--only)"
    if probe.name in settings.skip:
        return "not asked for (--skip)"
    if settings.offline and probe.network:
        return "no network use (--offline)"
    return None


async def _wait(tasks: Iterable[asyncio.Task[None]], world: World) -> bool:
    """Until all have ended, the deadline, or Ctrl-C; True for the last."""
    everything = asyncio.create_task(_all(tasks))
    stopping = asyncio.create_task(_interrupted())
    try:
        await asyncio.wait(
            {everything, stopping},
            timeout=world.left() + GRACE,
            return_when=asyncio.FIRST_COMPLETED,
        )
    except asyncio.CancelledError:  # where nobody takes Ctrl-C, asyncio makes it this
        return True
    finally:
        stopping.cancel()
        everything.cancel()
    return interrupt.seen()


async def _interrupted() -> None:
    """Until Ctrl-C was noted. Looking costs nothing, and works on every system."""
    while not interrupt.seen():
        await asyncio.sleep(0.05)


async def _all(tasks: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


async def _guard(probe: Probe, world: World, sheet: Sheet) -> Evidence:
    """Run one probe and name what became of it. Raises nothing, cancellation included."""
    started, heard = time.monotonic(), world.pulse.heard
    outcome, note = Outcome.MEASURED, None
    try:
        await probe.run(world, sheet)
    except Skipped as why:
        outcome, note = Outcome.SKIPPED, str(why)
    except Unavailable as why:
        outcome, note = Outcome.UNAVAILABLE, str(why)
    except Unreached as why:
        outcome = Outcome.TIMED_OUT if why.kind == "silent" else Outcome.UNAVAILABLE
        note = f"could not be reached: {why.detail}"
    except (TimeoutError, asyncio.CancelledError):
        outcome = Outcome.TIMED_OUT
        end = "interrupted after" if interrupt.seen() else "no answer within"
        note = f"{end} {time.monotonic() - started:.1f} s"
    except Exception as error:  # a bug in one probe must not cost the verdict
        outcome, note = Outcome.FAILED, f"a bug in this probe: {type(error).__name__}: {error}"
    if outcome is Outcome.TIMED_OUT and not interrupt.seen():
        note = _deaf(world, world.pulse.heard - heard) or note
    taken = int((time.monotonic() - started) * 1000)
    return _evidence(sheet, outcome, taken, note)


def _deaf(world: World, heard: float) -> str | None:
    """Why nothing could have been heard in a wait that listened for so long and was ended by the
    deadline; None if it could."""
    if heard >= patience.least(world.busy) or world.left() > 0:
        return None
    gone = f"{world.loading - GRACE:.1f} s of the timeout were gone before the first request"
    if not world.busy:
        return f"too short: {gone}"
    share = f"{100 * world.pulse.share:.0f}%"
    return f"this machine was too busy: {gone}, and this program got {share} of a CPU"


def _evidence(sheet: Sheet, outcome: Outcome, taken_ms: int, note: str | None) -> Evidence:
    # The dictionary is the sheet's own on purpose: `close` may still add to it.
    clean = plain(note, sheet.secrets) if note else None
    return Evidence(sheet.probe, outcome, taken_ms, sheet.summary, clean, sheet.facts)
