"""Quick: what is loaded when the first packet leaves, and that the README's table is the bench's.

The times themselves are measured by `python -m tests.bench`, on a machine with nothing else to do.
"""

from __future__ import annotations

import sys

from tests import bench
from tests.bench_runs import first_packet

#: What may be loaded by then besides Python's own modules, by the beginning of the name.
ALLOWED = (
    "claude_doctor.border", "claude_doctor.cli", "claude_doctor.commands._here",
    "claude_doctor.commands._quick", "claude_doctor.commands._run", "claude_doctor.engine.facts",
    "claude_doctor.engine.guard", "claude_doctor.engine.model", "claude_doctor.engine.patience",
    "claude_doctor.engine.runner", "claude_doctor.engine.sheet", "claude_doctor.outside",
    "claude_doctor.phrases", "claude_doctor.probes.network", "claude_doctor.records",
    "claude_doctor.sources.network",
)  # fmt: skip
#: The next probe is being loaded beside the first packet, and httpx, which the first request needs:
#: how much of them is there differs.
BESIDE = (
    "claude_doctor.probes.ping", "claude_doctor.sources.api", "claude_doctor.sources.conflicts",
    "claude_doctor.failures", "anyio", "certifi", "h11", "httpcore", "httpx", "idna", "sniffio",
)  # fmt: skip
MOST, MOST_OURS = 300, 70  # all of them; this program's own without those beside


def test_little_is_loaded_when_the_first_packet_leaves(nowhere: dict[str, str]) -> None:
    """Neither Typer, Rich, pydantic nor anything that judges, reads or prints."""
    modules = set(first_packet(nowhere, "check", "--json")[2])
    ours = {name for name in modules if not name.startswith(BESIDE)}
    foreign = {name.partition(".")[0] for name in ours} - set(sys.stdlib_module_names)
    assert foreign <= {"claude_doctor", "__main__", "_distutils_hack", "_virtualenv"}
    inside = {name for name in ours if name.startswith("claude_doctor")}
    rooms = {name.rpartition(".")[0] for name in inside} | {
        "claude_doctor",
        "claude_doctor.sources.crowd",
    }
    assert [] == [name for name in inside - rooms if not name.startswith(ALLOWED)]
    assert len(modules) <= MOST
    assert len(inside) <= MOST_OURS


def test_the_readme_has_the_rows_of_the_bench() -> None:
    """What is measured and what is asked, in the bench's order."""
    _, _, rest = bench.README.read_text(encoding="utf-8").partition(bench.MARK)
    rows = [line.split(" | ")[:2] for line in rest.partition("\n\n")[0].splitlines()]
    told = [(what.removeprefix("| "), asked) for what, asked in rows[2:]]
    assert told == [(row.what, row.asked) for row in bench.ROWS]


def test_a_table_goes_where_the_old_one_was() -> None:
    """What stands before and behind it stays."""
    text = f"before\n{bench.MARK}| old |\n| older |\n\nbehind\n"
    assert bench.in_readme(text, ["| new |"]) == f"before\n{bench.MARK}| new |\n\nbehind\n"


def test_a_figure_that_breaks_its_promise_is_told() -> None:
    """The median decides; a turn in which a row was not measured is left out."""
    turns = [{"packet": 0.1}, {"packet": 0.11}, {"packet": 0.5}, {"mib": 90.0}]
    lines = {line.split(" | ")[0]: line for line in bench.table(turns)}
    assert lines["| `check`: first packet after the start"].endswith("| yes |")
    assert lines["| `check`: the most memory"].endswith("| no |")
    assert lines["| `check`: processor time"].endswith("| – | – | – |")


def test_a_completion_starts_no_program(nowhere: dict[str, str]) -> None:
    """A shell that can find none completes a command and a format all the same."""
    assert 0 == bench.started_by_completion(nowhere)
