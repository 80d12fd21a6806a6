"""What became of one probe, as evidence with a reason. Nothing that it raises gets past this."""

from __future__ import annotations

import asyncio
import time

from ..border.redact import plain
from ..outside import interrupt
from ..outside.local import HERE, lacked
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from . import patience
from .model import Evidence, Outcome, Probe
from .sheet import Sheet, Skipped

#: Seconds after the world's deadline in which a probe may still write down what it has.
GRACE = 0.15


async def guard(probe: Probe, world: World, sheet: Sheet) -> Evidence:
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
        note = why.detail if why.kind == "local" else f"could not be reached: {why.detail}"
    except (TimeoutError, asyncio.CancelledError):
        outcome = Outcome.TIMED_OUT
        end = "interrupted after" if interrupt.seen() else "no answer within"
        note = f"{end} {time.monotonic() - started:.1f} s"
    except Exception as error:  # a bug in one probe must not cost the verdict
        outcome, note = Outcome.FAILED, f"a bug in this probe: {type(error).__name__}: {error}"
        if (missing := lacked(error)) is not None:
            outcome, note = Outcome.UNAVAILABLE, f"{HERE}{missing}"
    if outcome is Outcome.TIMED_OUT and not interrupt.seen():
        note = deaf(world, world.pulse.heard - heard) or note
    taken = int((time.monotonic() - started) * 1000)
    return evidence(sheet, outcome, taken, note)


def deaf(world: World, heard: float) -> str | None:
    """Why nothing could have been heard in a wait that listened for so long and was ended by the
    deadline; None if it could."""
    if heard >= patience.least(world.busy) or world.left() > 0:
        return None
    gone = f"{world.loading - GRACE:.1f} s of the timeout were gone before the first request"
    if not world.busy:
        return f"too short: {gone}"
    share = f"{100 * world.pulse.share:.0f}%"
    return f"this machine was too busy: {gone}, and this program got {share} of a CPU"


def evidence(sheet: Sheet, outcome: Outcome, taken_ms: int, note: str | None) -> Evidence:
    """What is on the sheet, and what became of the probe."""
    # The dictionary is the sheet's own on purpose: `close` may still add to it.
    clean = plain(note, sheet.secrets) if note else None
    return Evidence(sheet.probe, outcome, taken_ms, sheet.summary, clean, sheet.facts)
