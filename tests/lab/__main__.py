"""`python -m tests.lab [ID…]`: play situations and print the table."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from . import authority, net, place, programs
from .judge import Played
from .play import play
from .rows import ROWS
from .situation import Situation


def main() -> int:
    """Play what was asked; exit 1 where one row is not right."""
    asked = _parser().parse_args()
    rows = _rows(asked.file) if asked.file else ROWS
    if asked.ids:
        unknown = set(asked.ids) - {row.id for row in rows}
        if unknown:
            sys.exit(f"no such situation: {', '.join(sorted(unknown))}")
        rows = tuple(row for row in rows if row.id in asked.ids)
    if os.geteuid() != 0:
        sys.exit("the lab needs root: it makes network namespaces")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    done = []
    try:
        for one in playing(rows, asked.jobs, asked.witness, asked.keep):
            done.append(one)
            row = json.dumps(asdict(one), ensure_ascii=False) if asked.json else line(one)
            print(row, flush=True)
    except KeyboardInterrupt:
        return 130
    counts = Counter(one.grade for one in done)
    if not asked.json:
        print(", ".join(f"{counts[word]} {word}" for word in sorted(counts)))
    return 0 if set(counts) <= {"right", "skipped"} else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="situations; without: all")
    parser.add_argument("--witness", action="store_true", help="ask Claude Code, too")
    parser.add_argument("--json", action="store_true", help="one JSON object a row")
    parser.add_argument("--jobs", type=int, default=3, help="situations at once")
    parser.add_argument("--file", type=Path, help="a Python file with ROWS of its own")
    parser.add_argument("--keep", type=Path, help="keep the folders of the plays here")
    return parser


def _rows(file: Path) -> tuple[Situation, ...]:
    spec = importlib.util.spec_from_file_location("rows_of_its_own", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.ROWS)


def playing(
    rows: tuple[Situation, ...], jobs: int = 3, code: bool = False, keep: Path | None = None
) -> Iterator[Played]:
    """Play several at once, in order; nothing stays behind, also after Ctrl-C."""
    net.sweep()
    folder = Path(tempfile.mkdtemp(prefix="lab-"))
    folder.chmod(0o755)
    pool = ThreadPoolExecutor(jobs)
    try:
        shared = folder / "shared"
        shared.mkdir()
        authority.make(shared)
        place.tools(shared)
        todo: Callable[[Situation], Played] = lambda row: _one(row, folder, shared, code)  # noqa: E731
        yield from pool.map(todo, rows)
    except BaseException:
        net.stop()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        if keep:
            shutil.copytree(folder, keep, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(folder, ignore_errors=True)


def _one(row: Situation, folder: Path, shared: Path, code: bool) -> Played:
    lacking = programs.missing(row.needs)
    if lacking:
        return Played(row.id, row.story, grade="skipped", why=[f"not here: {', '.join(lacking)}"])
    return play(row, folder, shared, code)


def line(one: Played) -> str:
    """A row of the table, as text."""
    parts = [f"{one.id:5} {one.grade.upper():7} {one.verdict} {one.confidence} {one.seconds:.1f}s"]
    parts += [f"      said  {one.summary}"] if one.summary else []
    parts += [f"      fix   {one.fix or one.title}"] if one.title else []
    parts += [f"      cured {one.cured}"] if one.cured else []
    parts += [f"      sdk   {one.sdk}"] if one.sdk else []
    parts += [f"      code  {one.code}"] if one.code else []
    parts += [f"      why   {why}" for why in one.why]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
