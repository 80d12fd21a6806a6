"""One set-up before one behavior: what is found, and what is wrong with that."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from claude_doctor.commands._run import conclude
from claude_doctor.engine.model import Evidence, Outcome
from claude_doctor.engine.runner import collecting
from claude_doctor.fallbacks._ranking import by_check, rank
from claude_doctor.outside.kept import Kept
from claude_doctor.probes import all_probes
from claude_doctor.render import formats
from claude_doctor.render.formats.json import document
from claude_doctor.render.screen import Screen

from .actors import Actor
from .talk import Behavior, End

ROOT = Path(__file__).parents[2]
#: Words of libraries and of Python: what is said to the user is the program's own.
_STRANGERS = re.compile(
    r"a bug in|traceback|errno|exception|h11|httpx|httpcore|anyio|ssl\.c|openssl|expecting value"
    r"|extra data|codec|illegal|nonetype|object has no|\bargument\b|<class|_ssl|0x[0-9a-f]{6}"
    r"|zlib|json\.decoder|max retries|urllib3|connection pool|invalid literal|\bpeer closed\b",
    re.IGNORECASE,
)
#: An empty 200 is what some proxies make of a 204: of a control host it counts as open.
_EMPTY = ("gzip-that-is-empty", "gzip-of-nothing", "json-only-blanks", "json-nothing",
          "hang-in-the-body", "a-body-of-drips")  # fmt: skip
#: What says of itself that it is the API's: at the API's own address it is believed.
_APIS = ("events-flood", "json-an-error-of-garbage", "json-a-message-of-garbage",
         "events-of-wrong-types", "events-with-an-error-of-garbage",
         "events-with-an-error-of-nothing")  # fmt: skip
#: Facts that say that something works or that somebody complains.
_GOOD = {
    ("ping", "works"): True, ("network", "control"): "open", ("ping", "front_door_up"): True,
}  # fmt: skip


class Peers:
    """The process of the peers, from the side of who asks them."""

    def __init__(self, certificate: Path | None = None) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.hostile.peer",
            *([str(certificate)] if certificate else []),
        ]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _tell(self, *words: str) -> Any:
        assert self._process.stdin and self._process.stdout
        print(*words, file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    @contextlib.contextmanager
    def open(self, name: str, tls: bool = False) -> Iterator[dict[str, str]]:
        """The address of each role while they behave so."""
        more = ("tls",) if tls else ()
        yield self._tell("open", name, *more)
        self._tell("close", name, *more)

    def seen(self) -> list[str]:
        """What the peer elsewhere was sent so far."""
        told: list[str] = self._tell("seen")
        return told

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate(timeout=10)


@dataclass(slots=True)
class Cell:
    """What came of it. `wrong`: each thing that must not be."""

    actor: str
    behavior: str
    seconds: float = 0.0
    verdict: str = ""
    asked: Any = None
    evidence: tuple[Evidence, ...] = ()
    wrong: list[str] = field(default_factory=list)


class Lag:
    """Seconds in which this loop came round in time: many cells share one loop, and what the others
    compute is not a cell's own."""

    def __init__(self) -> None:
        self.listened = 0.0

    async def beats(self) -> None:
        """Count for ever."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            self.listened += min(0.02, time.monotonic() - began)


async def run(actor: Actor, behavior: Behavior, urls: dict[str, str], timeout: float,
              more: dict[str, str], lag: Lag) -> Cell:  # fmt: skip
    """Ask as the program does."""
    cell = Cell(actor.name, behavior.name)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        for name in ("home", "cache", "data", "claude"):
            (Path(folder) / name).mkdir()
        env = {**actor.environ(urls, Path(folder)), **more}
        asked, probes = actor.settings(env, timeout), actor.probes()
        kept = Kept() if actor.rounds > 1 else None
        for _ in range(actor.rounds):
            began, ends = lag.listened, time.monotonic() + timeout
            found = await collecting(asked, probes, ends, kept=kept)
            cell.seconds = max(cell.seconds, lag.listened - began)
        if kept is not None:
            await kept.hang_up()
        cell.evidence = found.evidence
    cell.asked = asked
    return cell


def judge(cell: Cell, actor: Actor, behavior: Behavior) -> None:
    """Judge it as the program does, and note what is wrong with the result."""
    if not _new(cell.evidence):
        return
    own, others = cell.evidence[: len(all_probes())], cell.evidence[len(all_probes()) :]
    report = conclude("2026-11-30T12:00:00Z", 1000, own)
    verdict = report.verdict
    cell.verdict = f"{verdict.side}/{verdict.severity}/{verdict.cause}/{verdict.confidence}"
    told: dict[str, Any] = document(report)
    if actor.peers:
        report = replace(report, fallbacks=rank(others, cell.asked, by_check(own, verdict)))
        told = document(report)
    try:
        text = json.dumps(told, allow_nan=False, ensure_ascii=False)
        text.encode()
        formats.load("text").render(report, Screen()).encode()
    except ValueError as error:
        cell.wrong.append(f"document: {type(error).__name__}: {str(error)[:80]}")
    for one in cell.evidence:
        note = one.note or ""
        if one.outcome is Outcome.FAILED:
            cell.wrong.append(f"bug: {one.name}: {note[:150]}")
        for words in (note, one.summary):
            if found := _STRANGERS.search(words or ""):
                cell.wrong.append(f"words: {one.name}: {found[0]!r} in {words[:120]!r}")
        if behavior.end is not End.SOUND:
            cell.wrong += [f"certain: {one.name}.{what}" for what in _certain(one, behavior)]
    if behavior.end is not End.SOUND and verdict.side == "healthy":
        cell.wrong.append(f"certain: {cell.verdict}")


_SEEN: set[str] = set()


def _new(evidence: tuple[Evidence, ...]) -> bool:
    """Whether nothing like it was judged before: the same but for numbers."""
    told = [(one.name, one.outcome, one.note, one.summary, one.facts) for one in evidence]
    shape = re.sub(r"[0-9.]+", "0", repr(told))
    new = shape not in _SEEN
    _SEEN.add(shape)
    return new


def _certain(one: Evidence, behavior: Behavior) -> Iterator[str]:
    """What this evidence is sure of, of those things that no hostile answer can show."""
    for name, value in one.facts.items():
        if one.name == "aws" and behavior.name == "json-an-empty-list":
            continue  # that is how AWS says that nothing is wrong
        if one.name == "reddit" and behavior.name == "length-no-number":
            continue  # PRAW's client takes that for no length, and reads the whole true answer
        if behavior.name in {"control": _EMPTY, "front_door_up": _APIS}.get(name, ()):
            continue
        if _GOOD.get((one.name, name)) == value and (one.name, name) in _GOOD:
            yield f"{name}={value}"
        if name.endswith("_component") or name == "level":
            yield f"{name}={value}"
        if isinstance(value, dict) and value.get("state") == "up" and behavior.name not in _APIS:
            yield f"{name}: {value.get('words')}"


def peak(reset: bool = False) -> int:
    """The most memory that this process has had since the last reset, in kB; 0 where unknown."""
    with contextlib.suppress(OSError):
        if reset:
            gc.collect()
            Path("/proc/self/clear_refs").write_text("5")
        told = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", told)[1])  # type: ignore[index]
    return 0
