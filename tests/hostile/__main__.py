"""All behaviors before all set-ups: `python -m tests.hostile [--timeout S] [NAME …]`."""

from __future__ import annotations

import argparse
import collections
import sys
import tempfile
import time
from pathlib import Path

import trustme

from .actors import ACTORS, TLS_ACTORS
from .cells import Peers
from .matrix import REFUSED, Result, play
from .reach import Reached, places
from .ssl_wires import TLS
from .table import ALL
from .talk import End


def main() -> int:
    """Play it; 1 where a cell is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("names", nargs="*", help="behaviors; without: all")
    parser.add_argument("--timeout", type=float, default=2.0)
    parser.add_argument("--actors", default="", help="set-ups, with commas; without: all")
    given = parser.parse_args()
    actors = [
        a for a in (*ACTORS, *TLS_ACTORS) if not given.actors or a.name in given.actors.split(",")
    ]
    todo = [one for one in (REFUSED, *ALL, *TLS) if not given.names or one.name in given.names]
    todo.sort(key=lambda one: one.end is not End.WAITS)
    with tempfile.TemporaryDirectory() as folder:
        made = trustme.CA()
        made.cert_pem.write_to_path(f"{folder}/ca.pem")
        leaf = made.issue_cert("127.0.0.1")
        leaf.private_key_and_cert_chain_pem.write_to_path(f"{folder}/leaf.pem")
        peers, reached = Peers(Path(folder, "leaf.pem")), Reached()
        began, cpu = time.monotonic(), time.process_time()
        whole = Result()
        with reached.watching():
            for at in range(0, len(todo), 6):
                part = play(peers, todo[at : at + 6], given.timeout, actors,
                            {"SSL_CERT_FILE": f"{folder}/ca.pem"})  # fmt: skip
                whole.cells += part.cells
                whole.noise += part.noise
                whole.grown = max(whole.grown, part.grown)
                print(f"{at + 6:4} {time.monotonic() - began:5.0f} s  CPU "
                      f"{time.process_time() - cpu:5.1f} s +{part.grown // 1024} MB  "
                      f"{todo[at].name} …", file=sys.stderr)  # fmt: skip
        seen = peers.seen()
        peers.end()
    _tell(whole, seen)
    if not given.names:
        print("not reached:", sorted(places() - reached.places))
    print(f"{time.monotonic() - began:.0f} s, CPU {time.process_time() - cpu:.0f} s")
    return int(bool(whole.wrong or seen))


def _tell(whole: Result, seen: list[str]) -> None:
    kinds: dict[str, list[str]] = collections.defaultdict(list)
    for cell in whole.cells:
        for wrong in cell.wrong:
            kinds[wrong].append(f"{cell.actor}<{cell.behavior}")
    for wrong, where in sorted(kinds.items(), key=lambda one: -len(one[1])):
        print(f"{len(where):4}  {wrong}\n        {' '.join(where[:8])}")
    for words, count in collections.Counter(whole.noise).most_common(20):
        print(f"{count:4}  printed: {words}")
    for word, count in collections.Counter(c.verdict for c in whole.cells).most_common(40):
        print(f"{count:4}  {word}")
    asked = sum(len(c.evidence) for c in whole.cells)
    notes = [e.note or "" for c in whole.cells for e in c.evidence]
    deaf = sum("too busy" in note for note in notes)
    print(f"{deaf} answers were not heard: this machine was too busy")
    bad = sum(bool(c.wrong) for c in whole.cells)
    print(f"elsewhere was asked {len(seen)} times; +{whole.grown // 1024} MB at most")
    print(f"{len(whole.cells)} cells, {asked} answers of probes, {bad} cells wrong")


if __name__ == "__main__":
    sys.exit(main())
