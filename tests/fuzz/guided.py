"""The same cases guided by coverage: atheris, where it is installed, in a process for each target.

What it finds is told as by `drive`; without atheris a run ends with a word for it.
"""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.drive import Finding, Tally
from tests.fuzz.target import Target


def fuzz(target: Target, cases: int, seed: int) -> Tally:
    """So many cases of a target, guided by what its modules execute."""
    if importlib.util.find_spec("atheris") is None:
        sys.exit("atheris is not installed: pip install atheris")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        random.seed(seed)
        for number, data in enumerate(target.seeds()):
            (corpus / str(number)).write_bytes(data)
        subprocess.run(
            [sys.executable, "-m", "tests.fuzz.guided", target.name, str(cases), str(seed),
             str(corpus), str(told)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        if not told.exists():
            return Tally(target.name, found={"it ended early": Finding(target.name, b"", "", "")},
                         times={"it ended early": 1})  # fmt: skip
        held = json.loads(told.read_text(encoding="utf-8"))
    found = {kind: Finding(target.name, bytes.fromhex(data), kind, trace)
             for kind, (data, trace) in held["found"].items()}  # fmt: skip
    return Tally(target.name, held["cases"], held["took"], found, held["times"])


def _main(name: str, cases: int, seed: int, corpus: str, told: str) -> None:
    import time

    import atheris

    with atheris.instrument_imports(include=["claude_doctor"]):
        from tests.fuzz.drive import run
        from tests.fuzz.mutate import Pool, mutated
        from tests.fuzz.registry import by_name

    target = by_name()[name]
    random.seed(seed)
    pool, some = Pool(target.seeds()), random.Random(seed)
    tally, begun = Tally(name), time.process_time()

    def write() -> None:
        held = {"cases": tally.cases, "took": time.process_time() - begun, "times": tally.times,
                "found": {k: (f.data.hex(), f.trace) for k, f in tally.found.items()}}  # fmt: skip
        Path(told).write_text(json.dumps(held), encoding="utf-8")

    def one(data: bytes) -> None:
        tally.cases += 1
        found = run(target, data, 20.0)
        if found is not None:
            tally.times[found.kind] = tally.times.get(found.kind, 0) + 1
            tally.found.setdefault(found.kind, found)
        if tally.cases % 200 == 0 or tally.cases >= cases or found is not None:
            write()

    def mutate(data: bytes, most: int, number: int) -> bytes:
        if number % 3 == 0:
            return atheris.Mutate(data, most)
        here = Pool([data or b"x", *some.sample(pool.seeds, min(3, len(pool.seeds)))])
        return mutated(some, here)[:most]

    arguments = [sys.argv[0], f"-runs={cases}", f"-seed={seed % 2**31}", "-max_len=65536",
                 "-timeout=60", "-rss_limit_mb=2048", corpus]  # fmt: skip
    atheris.Setup(arguments, one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:6])
