"""Prints how real clients and the simulated storm agree: `python -m tests.chaos.agreement`.

Each policy is played `RUNS` times over real sockets, six seconds each, and simulated with
`SEEDS` seeds; the means stand side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

from claude_doctor.chaos.capacity import places
from claude_doctor.storm.policies import by_name
from claude_doctor.storm.simulate import Setup

from .storming import Seen, real, simulated

RUNS, SEEDS, PACE = 6, 24, 10.0
POLICIES = ("immediate", "full-jitter", "sdk", "retry-budget")
#: Full, the service is slower than the clients' patience, and stays so.
STORM = Setup(
    server=places(100, 0.8), clients=200, every_s=8, spike=16, spike_from_s=8, spike_s=5,
    lasts_s=60, tick_s=0.05,
)  # fmt: skip


def mean(values: Sequence[float | None]) -> float | None:
    """None, where any is None."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


def row(policy: str, told: list[Seen], seen: list[Seen]) -> str:
    """One policy's line."""
    cells = [f"{policy:14}"]
    pairs = (
        (mean([one.amplification for one in told]), mean([one.amplification for one in seen])),
        (
            mean([one.recovery_s(STORM) for one in told]),
            mean([one.recovery_s(STORM) for one in seen]),
        ),
    )
    for one, other in pairs:
        if one is None or other is None:
            cells.append(f"{'never' if one is None else f'{one:.2f}':>9}")
            cells.append(f"{'never' if other is None else f'{other:.2f}':>9}{'':8}")
        else:
            cells.append(f"{one:9.2f}{other:9.2f}{100 * (other / one - 1):+7.1f}%")
    cells.append(f"{max(one.lag_s for one in seen) / PACE * 1000:6.0f} ms late at most")
    return " ".join(cells)


def main() -> None:
    """The table."""
    print(f"{'':14}   amplification             seconds to recovery")
    print(f"{'policy':14} simulated    real   apart  simulated    real   apart")
    for name in POLICIES:
        told = [simulated(STORM, by_name(name), seed) for seed in range(SEEDS)]
        seen = [real(STORM, by_name(name), seed, PACE) for seed in range(RUNS)]
        print(row(name, told, seen), flush=True)


if __name__ == "__main__":
    main()
