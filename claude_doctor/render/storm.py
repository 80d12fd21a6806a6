"""The storm simulated, for a terminal and for programs.

The document of `storm --json`, schema version 1; keys are added, never renamed:

- `schema_version`, `tool`, `seed`; `setup`: what was played (seconds, places, clients)
- `policies`, in the order asked for: `policy`, `amplification` (requests sent for each answer
  wanted), `goodput_before`, `goodput_end` (good answers a second), `recovery_s` (from the spike's
  end; null: never), `wasted` (the share of the service's work that was cut or heard by nobody),
  `given_up` (the share of the answers wanted), `requests` (sent = answered + cut + refused +
  in_flight), `goodput` (each second), `says`
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from typing import Any, Final

from .. import __version__
from ..storm.outcome import Outcome
from ..storm.simulate import Setup
from .paint import Paint, bars

SCHEMA_VERSION: Final = 1
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
_STYLE: Final = """:root{color-scheme:light dark}body{margin:0 auto;padding:1.5rem;max-width:60rem;
font:16px/1.5 system-ui,sans-serif}table{border-collapse:collapse;width:100%}
td,th{text-align:right;padding:.3rem .5rem;border-top:1px solid #8884}
td:first-child,th:first-child{text-align:left}svg{width:14rem;height:2rem}
polyline{fill:none;stroke:#3b6fb6;stroke-width:1.5}.spike{fill:#c1272d44}"""


def render(setup: Setup, outcomes: Sequence[Outcome], paint: Paint) -> str:
    """The setting, a line and a plot a policy, and what the numbers mean."""
    lines = [*paint.wrap(setting(setup)), ""]
    lines += _stacked(outcomes, paint) if paint.stacked else _table(outcomes, paint)
    return paint.text([*lines, "", *paint.wrap(_LEGEND)])


def _table(outcomes: Sequence[Outcome], paint: Paint) -> Iterator[str]:
    columns = max(10, min(60, paint.width - 63))
    yield paint.bold(
        f"  {'POLICY':<15} {'REQUESTS':>8} {'AT END':>9} {'BACK AFTER':>10} {'WASTED':>7}  GOODPUT"
    )
    for one in outcomes:
        name = paint.pad(paint.bold(paint.cut(one.name, 15)), 15)
        yield (
            f"{_sign(one, paint)} {name} {f'x {one.amplification:.2f}':>8} "
            f"{f'{rate(one.at_end)}/s':>9} {_back(one):>10} {f'{100 * one.wasted:.0f} %':>7}  "
            f"{_plot(one, columns)}"
        )
    yield ""
    for one in outcomes:
        yield from paint.wrap(f"- {says(one)}", "", "  ")


def _stacked(outcomes: Sequence[Outcome], paint: Paint) -> Iterator[str]:
    """On a narrow screen a policy's plot and its sentence stand below its name."""
    for one in outcomes:
        yield f"{_sign(one, paint)} {paint.bold(one.name)}"
        yield f"    {_plot(one, paint.width - 6)}"
        words = says(one).partition(": ")[2].rstrip(".")
        yield from paint.wrap(f"{words}; {100 * one.wasted:.0f} % wasted.", "    ")


def _sign(one: Outcome, paint: Paint) -> str:
    """Whether the service is back: the sign of its policy."""
    if one.recovery_s is not None:
        return paint.sign("good")
    return paint.sign("bad" if one.at_end < one.before / 2 or one.before == 0 else "warn")


_LEGEND: Final = (
    "REQUESTS: sent for each answer wanted. AT END: good answers a second in the last tenth of the "
    "time. BACK AFTER: from the end of the spike until goodput is back to 90 %. WASTED: the share "
    "of the service's work on answers that were cut off or that nobody waited for."
)


def setting(setup: Setup) -> str:
    """What was played, in words."""
    server = setup.server
    full = server.seconds(max(0, server.capacity - 1))
    return (
        f"{setup.clients:,} clients each want an answer every {setup.every_s:g} s: "
        f"{rate(setup.clients / setup.every_s)} a second. The service can handle "
        f"{server.capacity:,} requests at once; an answer takes {server.base_s:g} s when it is "
        f"idle, {full:.1f} s when it is full. Clients time out after {setup.timeout_s:g} s. At "
        f"second {setup.spike_from_s:g} they ask {setup.spike:g} times as often for "
        f"{setup.spike_s:g} s; {setup.lasts_s:g} s are simulated."
    )


def says(one: Outcome) -> str:
    """What a policy's numbers mean, in a sentence."""
    usual = rate(one.before)
    sent = f"{one.amplification:.1f} requests are sent for each answer wanted"
    if one.before == 0:
        return f"{one.name}: the service is down even before the spike; {sent}."
    if one.recovery_s is None:
        down = "stays down" if one.at_end < one.before / 2 else "only partly recovers"
        left = "0" if one.at_end == 0 else rate(one.at_end)
        return (
            f"{one.name}: the service {down} after the spike: {left} of {usual} requests a second "
            f"get through at the end; {sent}."
        )
    if one.recovery_s == 0:
        return f"{one.name}: the service is back to normal right after the spike; {sent}."
    return (
        f"{one.name}: the service is back {one.recovery_s:.0f} s after the spike, with "
        f"{rate(min(one.at_end, one.before))} of {usual} requests a second at the end; {sent}."
    )


def rate(value: float) -> str:
    """A number of requests a second."""
    return f"{value:,.0f}" if value >= 9.95 or value == 0 else f"{value:.1f}"


def document(setup: Setup, outcomes: Sequence[Outcome], seed: int) -> dict[str, Any]:
    """The JSON document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "claude-doctor", "version": __version__},
        "seed": seed,
        "setup": asdict(setup),
        "policies": [
            {
                "policy": one.name,
                "amplification": round(one.amplification, 4),
                "goodput_before": round(one.before, 3),
                "goodput_end": round(one.at_end, 3),
                "recovery_s": one.recovery_s,
                "wasted": round(one.wasted, 4),
                "given_up": round(one.given_up, 4),
                "requests": asdict(one.tally),
                "goodput": [round(value, 2) for value in one.goodput],
                "says": says(one),
            }
            for one in outcomes
        ],
    }


def to_json(setup: Setup, outcomes: Sequence[Outcome], seed: int) -> str:
    """One JSON document; strings are ASCII-escaped."""
    return json.dumps(document(setup, outcomes, seed), indent=2) + "\n"


def page(setup: Setup, outcomes: Sequence[Outcome], seed: int) -> str:
    """The same as one page, which loads nothing and runs nothing."""
    heads = ("policy", "requests", "at end", "back after", "wasted", "given up", "goodput")
    rows = "\n".join(
        f"<tr><td>{escape(one.name)}<td>&times; {one.amplification:.2f}<td>{rate(one.at_end)}/s"
        f"<td>{_back(one)}<td>{100 * one.wasted:.0f} %<td>{100 * one.given_up:.0f} %"
        f"<td>{_curve(setup, one)}</tr>"
        for one in outcomes
    )
    words = "\n".join(f"<li>{escape(says(one))}</li>" for one in outcomes)
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>claude-doctor: a retry storm</title>\n<style>{_STYLE}</style>\n"
        f"<h1>A retry storm</h1>\n<p>{escape(setting(setup))} Seed {seed}.</p>\n"
        f"<table><tr>{''.join(f'<th>{head}' for head in heads)}</tr>\n{rows}\n</table>\n"
        f"<ul>\n{words}\n</ul>\n<p>{escape(_LEGEND)}</p>\n</html>\n"
    )


def _back(one: Outcome) -> str:
    return "never" if one.recovery_s is None else f"{one.recovery_s:.0f} s"


def _means(values: Sequence[float], count: int) -> Iterator[float]:
    """The values as so many means of neighbors."""
    count = min(count, len(values))
    for number in range(count):
        part = values[number * len(values) // count : (number + 1) * len(values) // count]
        yield sum(part) / len(part)


def _plot(one: Outcome, columns: int) -> str:
    """Goodput over the time; the highest step is what it was before the spike, or more."""
    return bars(_means(one.goodput, columns), max(one.before, 1e-9))


def _curve(setup: Setup, one: Outcome) -> str:
    values = list(_means(one.goodput, 200))
    high = max(*values, 1e-9)
    points = " ".join(
        f"{200 * n / len(values):.1f},{29 - 28 * v / high:.1f}" for n, v in enumerate(values)
    )
    left, wide = (200 * s / setup.lasts_s for s in (setup.spike_from_s, setup.spike_s))
    return (
        f'<svg viewBox="0 0 200 30" role="img" preserveAspectRatio="none"><title>goodput of '
        f'{escape(one.name)}</title><rect class="spike" x="{left:.1f}" y="0" width="{wide:.1f}" '
        f'height="30"/><polyline points="{points}"/></svg>'
    )
