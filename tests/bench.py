"""How fast the program is: `python -m tests.bench` measures all that is promised, and prints it.

Each figure is the median of interleaved runs on this machine, and most are the ratio or difference
to something else that ran in the same minutes: a bare Python, a small Typer program, `grep`, a peer
that answers after 300 ms. `--quick`: fewer runs, and a log so small that
its rows tell nothing but that they work. `--imports`: only what is loaded
when the first packet leaves. `--readme`: also put the table into the README.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench_runs import (
    CHECK,
    ROOT,
    TYPER,
    World,
    environment,
    first_packet,
    python,
    run,
    world,
)
from tests.logs.benchmark import write

README = ROOT / "README.md"
MARK = "<!-- bench -->\n"
DELAY, LATENCY = 0.3, 0.08  # s until every peer answers; s each way on a line that is far

Samples = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `of` makes a figure of each turn's samples; `most`: what is promised."""

    what: str
    most: float | None
    unit: str
    of: Callable[[dict[str, float]], float]

    @property
    def asked(self) -> str:
        """The promise in words."""
        if not self.most:
            return "" if self.most is None else "none"
        return f"≤ {self.most:g}{self.unit}"


def _ratio(one: str, other: str) -> Callable[[dict[str, float]], float]:
    return lambda turn: turn[one] / turn[other]


def _less(one: str, other: str | float) -> Callable[[dict[str, float]], float]:
    return lambda turn: turn[one] - (turn[other] if isinstance(other, str) else other)


def _itself(one: str) -> Callable[[dict[str, float]], float]:
    return lambda turn: turn[one]


#: What is measured, in the table's order. Rows without a promise are there to compare with.
ROWS = (
    Row("`check`: first packet after the start", 0.12, " s", _itself("packet")),
    Row("`check --json` beyond its slowest peer", 0.25, " s", _less("json", DELAY)),
    Row("`check` on a terminal beyond `check --json`", 0.03, " s", _less("text", "json")),
    Row("`check`: the most memory", 80, " MiB", _itself("mib")),
    Row("`check`: processor time", None, " s", _itself("work")),
    Row("to import Typer and httpx: processor time", None, " s", _itself("two")),
    Row("four `curl` at once to the same peers", None, " s", _itself("curl")),
    Row("`--help`, to a Typer program of two commands", 0.7, "×", _ratio("help", "typer")),
    Row("`explain 529 --json`, to the same", 1.2, "×", _ratio("explain json", "typer")),
    Row("`explain 529`, to the same", 1.7, "×", _ratio("explain", "typer")),
    Row("`statusline`, to `python -c pass`", 2.5, "×", _ratio("bar", "pass")),
    Row("completions that start a program", 0, "", _itself("started")),
    Row("`logs`, 0.2 % failures, to `grep -cF`", 1.6, "×", _ratio("logs 0.002", "grep 0.002")),
    Row("`logs`, 10 % failures, to `grep -cF`", 2.0, "×", _ratio("logs 0.1", "grep 0.1")),
    Row("`check` over 160 ms: round trips", None, "", _itself("trips")),
    Row("… TCP connections to the API", None, "", _itself("api")),
    Row("… of these with a TLS handshake", None, "", _itself("tls")),
    Row("… TCP connections to the status page", None, "", _itself("status")),
    Row("… the most to any other host", None, "", _itself("other")),
)

#: What counts as an answer of the completion in bash, run where no program can be found.
_COMPLETE = """PATH=/nowhere; source {file}
COMP_WORDS=(claude-doctor ch); COMP_CWORD=1; _claude_doctor; echo "${{COMPREPLY[*]}}"
COMP_WORDS=(claude-doctor check --format js); COMP_CWORD=3; _claude_doctor; echo "${{COMPREPLY[*]}}"
"""


def started_by_completion(env: Mapping[str, str]) -> int:
    """How many of two completions need a program: in a shell that finds none they say nothing."""
    file = ROOT / "completions" / "claude-doctor.bash"
    shell = ["bash", "--norc", "--noprofile", "-c", _COMPLETE.format(file=file)]
    said = run(shell, env).out.splitlines()
    return sum(one not in said for one in ("chaos check", "json")) if len(said) == 2 else 2


def turn_of_commands(here: World, env: Mapping[str, str], small: Path) -> dict[str, float]:
    """One run of each command that takes less than a second."""
    urls = [url for name, url in here.env().items() if name in (
        "ANTHROPIC_BASE_URL", "CLAUDE_DOCTOR_STATUS_URL", "CLAUDE_DOCTOR_GITHUB_URL",
        "CLAUDE_DOCTOR_HN_URL")]  # fmt: skip
    curls = " & ".join(f"curl -s -o /dev/null {url}" for url in urls)
    ours = ("-m", "claude_doctor")
    found = {
        "pass": run(python("-c", "pass"), env).wall,
        "typer": run(python(str(small), "one", "529"), env).wall,
        "help": run(python(*ours, "--help"), env).wall,
        "explain json": run(python(*ours, "explain", "529", "--json"), env).wall,
        "explain": run(python(*ours, "explain", "529"), env).wall,
        "bar": run(python(*ours, "statusline", "--offline"), env, given="{}\n").wall,
        "two": run(python("-c", "import typer, httpx"), env).cpu,
        "curl": run(["sh", "-c", f"{curls} & wait"], env).wall,
        "text": run(python(*CHECK), here.env(), terminal=True).wall,
        "packet": first_packet(here.env(), "check", "--json")[0],
    }
    checked = run(python(*CHECK, "--json"), here.env())
    assert '"cause": "healthy"' in checked.out, checked.out[:2000]
    return {**found, "json": checked.wall, "work": checked.cpu, "mib": checked.mib}


def turn_of_logs(folder: Path, env: Mapping[str, str]) -> dict[str, float]:
    """`logs` and `grep` over the same files, for each density."""
    found = {}
    for density in ("0.002", "0.1"):
        home = folder / density
        files = sorted(map(str, (home / "projects").rglob("*.jsonl")))
        own = {**env, "CLAUDE_CONFIG_DIR": str(home)}
        found[f"grep {density}"] = run(["grep", "-cF", "isApiErrorMessage", *files], own).wall
        found[f"logs {density}"] = run(python("-m", "claude_doctor", "logs", "--json"), own).wall
    return found


def turn_of_the_line(far: World) -> dict[str, float]:
    """One check over the line: how long in round trips, and its connections."""
    far.connections()
    took = run(python(*CHECK, "--json"), far.env())
    assert '"http_status": 200' in took.out, took.out[:2000]
    counts = far.connections()
    api, status = counts.pop("api"), counts.pop("status")
    other = max(connections for connections, _ in counts.values())
    return {"trips": took.wall / (2 * LATENCY), "api": api[0], "tls": api[1], "status": status[0],
            "other": other}  # fmt: skip


def measured(quick: bool) -> list[dict[str, float]]:
    """The turns; a key is only in those that it was measured in."""
    turns, many, few = [], 5 if quick else 15, 3 if quick else 15
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = folder / "small.py"
        small.write_text(TYPER, encoding="utf-8")
        env = environment(folder)
        with world(folder, DELAY) as here:
            turn_of_commands(here, env, small)  # byte code and page cache
            turns += [turn_of_commands(here, env, small) for _ in range(many)]
        with world(folder, 0.0, LATENCY) as far:
            turns += [turn_of_the_line(far) for _ in range(few)]
        for density in (0.002, 0.1):
            write(folder / str(density), 64 if quick else 1024, density)
        turn_of_logs(folder, env)
        turns += [turn_of_logs(folder, env) for _ in range(few)]
        turns.append({"started": started_by_completion(env)})
    return turns


def table(turns: Sequence[dict[str, float]]) -> list[str]:
    """The rows in Markdown: what, asked, the median, the quartiles, whether it holds."""
    lines = ["| what | asked | measured | half of the runs | held |", "|---|---|---|---|---|"]
    for row in ROWS:
        values = []
        for turn in turns:
            try:
                values.append(row.of(turn))
            except KeyError:  # another kind of turn
                continue
        cells = ["–", "–", "–"]
        if values:
            median = statistics.median(values)
            low, _, high = (
                statistics.quantiles(values, method="inclusive") if len(values) > 1 else values * 3
            )
            held = "" if row.most is None else "yes" if median <= row.most else "no"
            cells = [f"{median:.3g}{row.unit}", f"{low:.3g} to {high:.3g}", held]
        lines.append(f"| {' | '.join((row.what, row.asked, *cells))} |")
    return lines


def in_readme(text: str, lines: Sequence[str]) -> str:
    """The README with this table behind the mark."""
    head, mark, rest = text.partition(MARK)
    assert mark, "the README has no place for the table"
    kept = rest.splitlines(keepends=True)
    while kept and kept[0].startswith("|"):
        del kept[0]
    return head + mark + "".join(f"{line}\n" for line in lines) + "".join(kept)


def main(arguments: Sequence[str]) -> int:
    """Measure, print; 1 where a promise is broken."""
    with tempfile.TemporaryDirectory() as name, world(Path(name), DELAY) as here:
        first_packet(here.env(), "check", "--json")  # byte code
        took, work, modules = first_packet(here.env(), "check", "--json")
    if "--imports" in arguments:
        print("\n".join(modules))
        print(f"{len(modules)} modules, {took:.3f} s, {work:.3f} s of work", file=sys.stderr)
        return 0
    before = os.getloadavg()[0]
    lines = table(measured("--quick" in arguments))
    print(*lines, sep="\n")
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors; "
          f"{before:.1f} programs ran before, {os.getloadavg()[0]:.1f} at the end; {len(modules)} "
          f"modules before the first packet. The line is a relay, not a network: it delays bytes "
          f"by {LATENCY * 1000:.0f} ms each way.")  # fmt: skip
    if "--readme" in arguments:
        text = in_readme(README.read_text(encoding="utf-8"), lines)
        README.write_text(text, encoding="utf-8")
    return int(any(line.endswith("| no |") for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
