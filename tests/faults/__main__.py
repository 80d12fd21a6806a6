"""`python -m tests.faults --runs 3000`: so many runs, each with one call that fails.

`--seed` makes a run again, `--command` takes one alone (repeatable), `--kind` a kind of call,
`--whole` starts an interpreter for each run, so that its loading can fail, too.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.faults import plan
from tests.faults.runs import COMMANDS, LATE, Ran, place, wrong
from tests.faults.shim import library


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("--runs", type=int, default=300)
    asked.add_argument("--seed", type=int, default=random.randrange(2**32))
    asked.add_argument("--command", action="append", choices=[one.name for one in COMMANDS])
    asked.add_argument("--kind", action="append", choices=list(plan.ERRORS))
    asked.add_argument("--whole", action="store_true")
    asked.add_argument("--keep", type=Path, help="a file for the output of what does not hold")
    return asked.parse_args()


def _shown(ran: Ran, said: list[str]) -> str:
    head = f"== {ran.command.name} {ran.fault} {ran.counted.what}"
    return "\n".join((head, *said, ran.err[-800:], ran.out[-300:]))


def main() -> int:
    """Exit code 1 where something did not hold."""
    options = _asked()
    if library() is None:
        sys.exit("no C compiler here, or no LD_PRELOAD")
    commands = {one.name: one for one in COMMANDS
                if not options.command or one.name in options.command}  # fmt: skip
    print(f"seed {options.seed}", flush=True)
    begun, runs, came, kinds = time.monotonic(), 0, Counter[str](), Counter[str]()
    first: dict[str, Ran] = {}
    with place() as where, contextlib.suppress(KeyboardInterrupt):  # what was run is told
        by_command = {}
        for name, command in commands.items():
            ran = where.run(command, None, options.whole)
            bad = list(wrong(ran, where.here))
            assert not bad, (name, bad, ran.err)
            found = plan.faults(ran.counted.counts)
            by_command[name] = [f for f in found if not options.kind or f.kind in options.kind]
            print(f"{name}: {len(by_command[name])} faults, {ran.used:.2f} s", flush=True)
        for name, fault in plan.mixed(by_command, options.seed):
            if runs >= options.runs:
                break
            ran = where.run(commands[name], fault, options.whole)
            runs += 1
            came[fault.kind] += ran.counted.failed > 0
            if [LATE] == (
                said := list(wrong(ran, where.here))
            ):  # a machine with other work, or not
                ran = where.run(commands[name], fault, options.whole)
                said = list(wrong(ran, where.here))
            for one in said:
                kind = f"{name}: {fault.kind}: {one}"
                kinds[kind] += 1
                if kind not in first:
                    first[kind] = ran
                    print(f"  {fault} [{ran.counted.what}] {kind}", flush=True)
                    if options.keep:
                        with options.keep.open("a", encoding="utf-8") as file:
                            file.write(_shown(ran, said) + "\n")
    print(f"{runs} runs, {sum(came.values())} with a failed call, {len(kinds)} kinds of finding, "
          f"{time.monotonic() - begun:.0f} s, seed {options.seed}")  # fmt: skip
    print("failed: " + ", ".join(f"{kind} {n}" for kind, n in came.most_common()))
    for kind, n in kinds.most_common():
        print(f"{n:6} × {kind}  first: {first[kind].fault}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
