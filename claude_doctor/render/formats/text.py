"""Text for a person: the sentence to repeat, what to do, then the steps. Colour only doubles
what the words and signs say."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...engine.judge import facts_of
from ...engine.model import Outcome, Report, Severity, State
from ...probes import environment, network, ping
from .. import fallbacks
from ..screen import Screen
from ..steps import Step, reports, steps

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_SIGN = {"good": "●", "warn": "▲", "bad": "✗", "unknown": "?"}
_PLAIN_SIGN = {"good": "*", "warn": "!", "bad": "x", "unknown": "?"}
REMARKS = 3  # that are shown unasked
_STYLE = {"good": "green", "warn": "yellow", "bad": "bold red", "unknown": "dim"}
_MARK_OF = {Severity.NONE: "good", Severity.DEGRADED: "warn", Severity.DOWN: "bad"}


def render(report: Report, screen: Screen) -> str:
    """The report for a person at this screen; the one-sentence verdict alone if it is `quiet`."""
    if screen.quiet:
        return report.verdict.summary + "\n"
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=max(40, screen.width), force_terminal=screen.color,
        no_color=not screen.color, color_system="standard" if screen.color else None,
        highlight=False, markup=False, emoji=False, legacy_windows=False, _environ={},
    )  # fmt: skip
    signs = _PLAIN_SIGN if screen.ascii else _SIGN
    _verdict(console, report, signs)
    _steps(console, steps(report), signs)
    if others := reports(report, everything=screen.verbose, bars=not screen.ascii):
        for line in others:
            _indented(console, 2, _text(line, "dim"))
        console.print()
    _fixes(console, report)
    _remarks(console, report, screen.verbose)
    if (meanwhile := fallbacks.line(report)) is not None:
        _indented(console, 2, _text(meanwhile))
        console.print()
    _foot(console, report)
    if screen.verbose:
        _why(console, report)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines).rstrip("\n") + "\n"


def _text(words: str, style: str = "") -> RenderableType:
    from rich.text import Text

    return Text(words, style=style, overflow="fold")


def _verdict(console: Console, report: Report, signs: dict[str, str]) -> None:
    from rich.table import Table

    verdict = report.verdict
    mark = "unknown" if verdict.side == "unknown" else _MARK_OF[verdict.severity]
    sign = signs[mark] if verdict.severity is not Severity.NONE or mark == "unknown" else (
        "✓" if signs is _SIGN else "*"
    )  # fmt: skip
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=1)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    bold = "" if mark == "unknown" else _STYLE[mark]
    grid.add_row(
        _text(sign, bold), _text(verdict.summary, "bold"),
        _text(f"confidence {verdict.confidence}", "dim"),
    )  # fmt: skip
    console.print(grid)
    if report.context:
        _indented(console, 2, _text(" ".join(report.context)))
    console.print()


def _indented(console: Console, by: int, what: RenderableType) -> None:
    from rich.padding import Padding

    console.print(Padding(what, (0, 0, 0, by)))


def _steps(console: Console, rows: Iterable[Step], signs: dict[str, str]) -> None:
    from rich.table import Table

    grid = Table.grid(padding=(0, 1), expand=True, pad_edge=False)
    grid.add_column(width=1)
    grid.add_column(no_wrap=True)
    grid.add_column(width=1)
    grid.add_column(no_wrap=True, min_width=13)
    grid.add_column(ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    for row in rows:
        grid.add_row(
            _text(row.number, "dim"),
            _text(row.title + " "),
            _text(signs[row.mark], _STYLE[row.mark]),
            _text(row.state, "" if row.mark == "unknown" else _STYLE[row.mark]),
            _text(row.detail),
            _text("" if row.seconds is None else f"{row.seconds:.2f} s", "dim"),
        )
    _indented(console, 2, grid)
    console.print()


def _fixes(console: Console, report: Report) -> None:
    from rich.table import Table

    if not report.fixes:
        return
    _indented(console, 2, _text("Do now", "bold"))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(ratio=1)
    for number, fix in enumerate(report.fixes, 1):
        grid.add_row(_text(f"{number}."), _text(fix.title))
        if fix.command or fix.url:
            grid.add_row("", _text(f"{fix.command or fix.url}", "cyan"))
    _indented(console, 2, grid)
    console.print()


def _remarks(console: Console, report: Report, everything: bool) -> None:
    """What is odd though it may work: with a command the first few, on demand all of it."""
    facts = facts_of(report.probes)
    own = environment.REMARKS if everything else environment.ADVICE
    lists = (own.of(facts), network.REMARKS.of(facts))
    remarks = [str(remark) for one in lists if isinstance(one, list) for remark in one]
    if not remarks:
        return
    _indented(console, 2, _text("Worth knowing", "bold"))
    for remark in remarks if everything else remarks[:REMARKS]:
        _indented(console, 2, _text(f"- {remark}"))
    console.print()


def _foot(console: Console, report: Report) -> None:
    """What it cost, and what could not be asked (the crowd's row names its own)."""
    facts = facts_of(report.probes)
    sent, cost = ping.INPUT_TOKENS.of(facts), ping.COST_USD.of(facts)
    said = [f"Checked {report.checked_at} in {report.duration_ms / 1000:.1f} s."]
    if isinstance(cost, int | float):
        tokens = f"{sent} + {ping.OUTPUT_TOKENS.of(facts)} tokens"
        said.append(f"The ping used {tokens}, ${cost:.6f}.")
    elif sent is not None or ping.ANSWER.of(facts) in ("none", "cut"):
        used = "" if sent is None else f"The ping sent {sent} tokens. "
        said.append(f"{used}What it cost is not known.")
    elif ping.WORKS.of(facts) is False:
        said.append("The ping cost nothing.")
    _indented(console, 2, _text(" ".join(said), "dim"))


def _why(console: Console, report: Report) -> None:
    """Every rule by what became of it, with the facts for and against; then the probes."""
    by_state: defaultdict[State, list[str]] = defaultdict(list)
    for finding in report.findings:
        by_state[finding.state].append(
            f"{finding.id} ({finding.side}): " + "; ".join(finding.because)
        )
    console.print()
    for state in State:
        if by_state[state]:
            _indented(console, 2, _text(state.value.replace("-", " "), "bold"))
            for line in by_state[state]:
                _indented(console, 4, _text(line))
    console.print()
    _indented(console, 2, _text("probes", "bold"))
    for probe in report.probes:
        words = probe.outcome.value
        if probe.outcome is not Outcome.SKIPPED:
            words += f" in {probe.duration_ms} ms"
        note = f": {probe.note}" if probe.note else ""
        _indented(console, 4, _text(f"{probe.name} {words}{note}"))
        for name, value in probe.facts.items():
            _indented(console, 6, _text(f"{name} = {value}", "dim"))
