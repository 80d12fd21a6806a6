"""`python -m tests.fuzz --cases 1000000`: so many cases over all targets, and what did not hold.

`--seed` makes a run again, `--target` takes one alone (repeatable), `--growth` looks at how the
time grows with the length, `--guided` mutates by coverage where atheris is installed, and `--keep`
writes a file for each kind of finding into a folder.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import sys
import time
from pathlib import Path

from tests.fuzz import guided
from tests.fuzz.drive import Finding, Tally, fuzz
from tests.fuzz.growth import grown
from tests.fuzz.registry import TARGETS, by_name
from tests.fuzz.target import Target

SLOWER = 20  # a target whose case takes milliseconds gets so many times fewer


def shares(targets: list[Target], cases: int) -> dict[str, int]:
    """How many cases each gets."""
    whole = sum(1 if target.slow else SLOWER for target in targets)
    return {t.name: -(-cases * (1 if t.slow else SLOWER) // whole) for t in targets}


def kept(found: Finding, folder: Path) -> None:
    """A file that `test_fuzz` reads again for ever."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{found.target}-{found.kind[:50]}".translate(
        {ord(sign): "-" for sign in " :/\"'()[]{}=,.*<>|"}
    )
    held = {"target": found.target, "kind": found.kind,
            "data": base64.b64encode(found.data).decode()}  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def told(tally: Tally) -> str:
    """A line for a target, and one for each kind of finding."""
    speed = tally.cases / tally.took if tally.took else 0
    lines = [f"{tally.target:24} {tally.cases:8} cases {tally.took:7.1f} s {speed:8.0f}/s"]
    for kind, found in tally.found.items():
        lines.append(f"    {tally.times[kind]:6} × {kind}  ({len(found.data)} bytes)")
    return "\n".join(lines)


def main() -> int:
    """Exit code 1 where something did not hold."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("--cases", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=random.randrange(2**32))
    asked.add_argument("--target", action="append", choices=sorted(by_name()))
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--growth", action="store_true")
    asked.add_argument("--guided", action="store_true")
    options = asked.parse_args()
    targets = [t for t in TARGETS if not options.target or t.name in options.target]
    print(f"seed {options.seed}", flush=True)
    begun, tallies = time.monotonic(), []
    for target in targets:
        share = shares(targets, options.cases)[target.name]
        if options.growth:
            tallies.append(grown(target))
        elif options.guided:
            tallies.append(guided.fuzz(target, share, options.seed))
        else:
            tallies.append(fuzz(target, share, options.seed))
        print(told(tallies[-1]), flush=True)
        for found in tallies[-1].found.values():
            if options.keep:
                kept(found, options.keep)
    kinds = sum(len(one.found) for one in tallies)
    cases = sum(one.cases for one in tallies)
    print(f"{cases} cases, {len(tallies)} targets, {kinds} kinds of finding, "
          f"{time.monotonic() - begun:.0f} s, seed {options.seed}")  # fmt: skip
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
