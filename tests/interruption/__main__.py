"""The whole matrix, outside CI: `python -m tests.interruption [WORD…]` runs the cases whose names
hold all these words, and prints the kinds of what did not hold."""

from __future__ import annotations

import dataclasses
import os
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.wire import Wire
from tests.conftest import ADDRESSES, ROOT

from . import cases, starting, surroundings, times
from .cases import UNREACHED, Case, Place
from .table import Line

AT_ONCE = 3


def main(asked: list[str]) -> int:
    """Run them; how many do not hold."""
    chosen = [one for one in (*cases.signals(), *surroundings.cases(), *times.cases())
              if all(word in one.name for word in asked)]  # fmt: skip
    mute = dataclasses.replace(by_name("overloaded"), everywhere=Wire.MUTE)
    kept = {k: v for k, v in os.environ.items() if k == "PATH"}
    nowhere = dict.fromkeys(ADDRESSES, "http://127.0.0.1:9")
    base = {**kept, **nowhere, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "TZ": "UTC"}
    found: dict[str, list[str]] = defaultdict(list)
    tried = unreached = 0
    with (
        serve(by_name("overloaded")) as world,
        serve(mute) as silent,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        Path(folder).chmod(0o755)

        def come_by(line: Line) -> set[str]:
            home = Path(folder) / f"moments-{line.words.replace('/', '-')}"
            home.mkdir()
            place = Place(home=home, env=base, world=world, mute=silent)
            argv = cases.words(line, place)
            argv = ["timeout", "-s", "INT", "6", *argv] if line.lasts else argv
            return starting.reached(argv, place.environ(world), line.stdin)

        lines = list({case.line.words: case.line for case in chosen if case.moment}.values())
        known = dict(zip([line.words for line in lines], pool.map(come_by, lines), strict=True))
        all_of_them = len(chosen)
        chosen = [c for c in chosen if not c.moment or c.moment in known[c.line.words]]
        unreached += all_of_them - len(chosen)

        def one(numbered: tuple[int, Case]) -> tuple[str, list[str]]:
            number, case = numbered
            home = Path(folder) / str(number) / "home"
            home.mkdir(parents=True)
            place = Place(home=home, env=base, world=world, mute=silent)
            try:
                return case.name, list(case.run(place))
            except Exception as error:
                return case.name, [f"the case itself failed: {type(error).__name__}: {error}"]

        for name, faults in pool.map(one, enumerate(chosen)):
            if UNREACHED in faults:
                unreached += 1
                continue
            tried += 1
            for fault in faults:
                found[fault].append(name)
                print(f"{name}: {fault}", flush=True)
    print(f"\n{tried} cases tried, {unreached} moments not reached, "
          f"{tried - len({n for names in found.values() for n in names})} held")  # fmt: skip
    for fault, names in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"{len(names):4}  {fault}   e.g. {names[0]}")
    return min(1, len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
