"""`python -m tests.taint`: all of it, outside CI; prints what came out where, and the counts."""

from __future__ import annotations

import collections
import sys
import tempfile
import time
from pathlib import Path

from tests.taint import place, runs
from tests.taint.echo import MODES

SCENARIOS = (
    "healthy", "gateway-healthy", "bedrock-healthy", "vertex-healthy", "foundry-healthy",
    "anthropic-aws-healthy", "subscription-limit-in-transcript",
)  # fmt: skip


def main(modes: tuple[str, ...], scenarios: tuple[str, ...]) -> None:
    """Run the matrix."""
    kinds: collections.Counter[tuple[str, str]] = collections.Counter()
    examples: dict[tuple[str, str], str] = {}
    places, began = 0, time.process_time()
    for scenario in scenarios:
        for at, mode in enumerate(modes):
            with (
                tempfile.TemporaryDirectory() as folder,
                place.placed(scenario, mode, Path(folder)) as here,
            ):
                for where, what in runs.leaks(here, at=at):
                    key = (where, what.partition(" ")[0])
                    kinds[key] += 1
                    examples.setdefault(key, f"{scenario}/{mode}: {what}")
                places += sum(here.search.places.values())
                secrets = len(here.search.secrets)
                assert not here.running.faults, here.running.faults
        print(scenario, sum(kinds.values()), f"{time.process_time() - began:.0f} s", flush=True)
    streams = collections.Counter({})
    for (where, _), count in kinds.items():
        streams[where] += count
    print(*(f"{count} {where}" for where, count in streams.most_common()), sep="\n")
    for key, count in kinds.most_common():
        print(count, *key, examples[key][-200:])
    print(f"{places} texts searched for {secrets} secrets: {sum(kinds.values())} finds")


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one in MODES]
    named = [one for one in sys.argv[1:] if one not in MODES]
    main(tuple(given) or MODES, tuple(named) or SCENARIOS)
