"""All probes at once, one deadline, nothing escapes.

Whatever a probe does, hang, crash or be cancelled, becomes evidence with a reason. One that is not
loaded yet begins when it is, and the others have sent their packets meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import warnings
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from ..border.settings import Settings
from ..outside import interrupt, terminal
from ..outside.local import HERE, hush, lacked
from ..outside.transport import Unavailable
from ..outside.world import World
from ..records import dataclass
from .guard import GRACE, deaf, evidence, guard
from .model import Evidence, Later, Outcome, Probe
from .sheet import Sheet

if TYPE_CHECKING:
    from ..outside.kept import Kept

#: Seconds for which a thread that loads may keep the interpreter from who listens. Python's own
#: 5 ms would be in every time that is measured meanwhile.
_SWITCH_S = 0.0005

#: Told of every probe's start (None) and end (its evidence).
Observer = Callable[[str, Evidence | None], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """The evidence of one run, in the order of the probes, and whether Ctrl-C ended it."""

    evidence: tuple[Evidence, ...]
    interrupted: bool


#: What keeps a loop from being made, or kept up: no sockets, no memory, no threads.
LOCAL = (OSError, RuntimeError, MemoryError)


def unable(probes: Sequence[Probe | Later], error: BaseException) -> Collected:
    """What is known where there is no loop; the error again where this machine is not at fault."""
    why = lacked(error)
    if why is None and isinstance(error, OSError) and error.strerror:
        why = error.strerror.lower()  # a sandbox that allows no socket; no probe's error comes here
    if why is None:
        raise error
    note = f"{HERE}{why}"
    hush()
    return Collected(tuple(Evidence(p.name, Outcome.UNAVAILABLE, note=note) for p in probes), False)


def collect(
    settings: Settings,
    probes: Sequence[Probe | Later],
    deadline: float,
    observer: Observer | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Collected:
    """Run the probes until the deadline (monotonic clock); those not asked for are skipped. Those
    that are loaded later begin in the order given. `meanwhile`: work for a thread while answers are
    waited for, which nobody waits for."""
    pause = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_S)
    run = collecting(settings, probes, deadline, observer, meanwhile=meanwhile)
    found: list[Collected] = []
    whole = _into(found, run)
    try:
        asyncio.run(whole)
    except LOCAL as error:
        whole.close(), run.close()
        if not found:
            return unable(probes, error)
        hush()  # only the closing of the loop failed
    finally:
        sys.setswitchinterval(pause)
    return found[0]


async def _into(found: list[Collected], run: Coroutine[Any, Any, Collected]) -> None:
    found.append(await run)


async def collecting(
    settings: Settings,
    probes: Sequence[Probe | Later],
    deadline: float,
    observer: Observer | None = None,
    kept: Kept | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Collected:
    """The same inside a loop. `kept`: what this run shares with others of the loop."""
    asyncio.get_running_loop().set_exception_handler(_bug)
    warnings.simplefilter("ignore", RuntimeWarning)  # what a library does not await when it fails
    world = World(settings, deadline - GRACE, kept)
    if settings.offline:  # who uses the network is known when it is loaded
        probes = [_loaded(probe) for probe in probes]
    reasons = {probe.name: why for probe in probes if (why := _not_asked(probe, settings))}
    world.running = frozenset(p.name for p in probes if p.name not in reasons)
    run = _Run(world, observer or (lambda name, what: None), probes)
    interrupted = await _wait(asyncio.create_task(run.whole(meanwhile)), world)
    await run.end()
    await world.close()
    note = "interrupted before it ended" if interrupted else "not finished before the deadline"
    note = note if interrupted else deaf(world, world.pulse.heard) or note
    return Collected(
        tuple(
            _left_out(p, world, run.sheets[p.name], reasons[p.name])
            if p.name in reasons
            else run.ended.get(p.name) or evidence(run.sheets[p.name], Outcome.TIMED_OUT, 0, note)
            for p in probes
        ),
        interrupted,
    )


class _Run:
    """The probes of one run: what each has written so far, and how those ended that have."""

    def __init__(self, world: World, observer: Observer, probes: Sequence[Probe | Later]) -> None:
        self.sheets = {probe.name: Sheet(probe.name, world.secrets) for probe in probes}
        self.ended: dict[str, Evidence] = {}
        self._world, self._observer = world, observer
        self._asked = [probe for probe in probes if probe.name in world.running]
        self._begun: dict[str, Probe] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def whole(self, meanwhile: Callable[[], None] | None) -> None:
        """Until the last of them has ended. Those that are loaded begin at once, each of the others
        as soon as it is: loading in a thread, which leaves the loop to those that wait already."""
        self._world.begun.clear()
        try:
            await self._begin_all()
        finally:
            self._world.begun.set()
        if meanwhile is not None:
            with contextlib.suppress(RuntimeError):  # no thread: it is loaded when it is needed
                asyncio.get_running_loop().run_in_executor(None, _quietly, meanwhile)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin_all(self) -> None:
        for probe in self._asked:
            if isinstance(probe, Probe):
                self._begin(probe)
        ready = False
        for probe in self._asked:
            if isinstance(probe, Later):
                try:
                    loaded = await self._world.in_thread(probe.load)
                except Exception as error:
                    self.ended[probe.name] = _unloaded(probe, error)
                    continue
                self._begin(loaded)
                await asyncio.sleep(0)  # it sends what it has to before the next is loaded
                if loaded.network and not ready:  # before the next, or both would take longer
                    ready = await self._world.ready()

    def _begin(self, probe: Probe) -> None:
        self._begun[probe.name] = probe
        # Where loading took the whole time-out, asking the network would only overrun it further.
        if self._world.left() or not probe.network:
            self._tasks.append(asyncio.create_task(self._one(probe), name=probe.name))

    async def _one(self, probe: Probe) -> None:
        self._observer(probe.name, None)
        self.ended[probe.name] = await guard(probe, self._world, self.sheets[probe.name])
        self._observer(probe.name, self.ended[probe.name])

    async def end(self) -> None:
        """Cancel what still runs, and let each write down what is known only now."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            # A probe that swallows its cancellation is left behind rather than waited for.
            await asyncio.wait(self._tasks, timeout=0.1)
        for probe in self._asked:
            with contextlib.suppress(Exception):  # also one that cannot be loaded
                begun = self._begun.get(probe.name) or _loaded(probe)
                if begun.close:
                    begun.close(self._world, self.sheets[probe.name])


def _quietly(work: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):  # whoever needs what could not be loaded will say so
        work()


def _loaded(probe: Probe | Later) -> Probe:
    return probe.load() if isinstance(probe, Later) else probe


def _bug(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A line on stderr for what nobody awaited, in the place of asyncio's traceback. A connection
    that breaks is no bug of ours, whatever a library's protocol makes of it (Python 3.11: a
    TypeError of asyncio's, for TLS that ends inside of a proxy's TLS)."""
    error = context.get("exception")
    outside = isinstance(error, OSError | Unavailable) or (error and lacked(error))
    if outside or "protocol" in context:
        return
    what = f"{type(error).__name__}: {error}" if error else str(context.get("message"))
    with contextlib.suppress(Exception):  # nobody there to read it
        print(f"claude-doctor: {terminal.bug(what)}", file=sys.stderr)


def _unloaded(probe: Later, error: Exception) -> Evidence:
    """Raises the error again where this machine is not at fault: that is a bug of nobody's own."""
    if (why := lacked(error)) is None:
        raise error
    return Evidence(probe.name, Outcome.UNAVAILABLE, note=f"{HERE}{why}")


def _left_out(probe: Probe | Later, world: World, sheet: Sheet, why: str) -> Evidence:
    with contextlib.suppress(OSError, ImportError):  # it cannot be loaded, and need not be
        if (known := _loaded(probe).known) is not None:
            known(world, sheet)
    return Evidence(probe.name, Outcome.SKIPPED, note=why, facts=sheet.facts)


def _not_asked(probe: Probe | Later, settings: Settings) -> str | None:
    if settings.only and probe.name not in settings.only:
        return "not asked for (--only)"
    if probe.name in settings.skip:
        return "not asked for (--skip)"
    if settings.offline and isinstance(probe, Probe) and probe.network:
        return "no network use (--offline)"
    return None


async def _wait(everything: asyncio.Task[None], world: World) -> bool:
    """Until all have ended, the deadline, or Ctrl-C; True for the last."""
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
    if everything.done() and not everything.cancelled():
        everything.result()  # a bug in what loads the probes is none of theirs
    return interrupt.seen()


async def _interrupted() -> None:
    """Until Ctrl-C was noted. Looking costs nothing, and works on every system."""
    while not interrupt.seen():
        await asyncio.sleep(0.05)
