"""Drawings for the page: how long each probe took, and what others reported over the hours.

Colors are classes of the page's style sheet, and every bar is also told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ...engine.judge import facts_of
from ...engine.model import Evidence, Outcome, Report
from ...sources.crowd import all_sources
from ...sources.crowd._source import facts_of as shared_facts

_WIDTH, _ROW = 720, 22
_LEFT, _RIGHT = 120, 150  # room for names and for what stands behind a bar
_SPAN = _WIDTH - _LEFT - _RIGHT
_STEPS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000)
_TICKS = 6
_BINS = 60  # of a crowd's hours, the newest; our sources have 14


def probes(report: Report) -> str:
    """A line a probe on one scale: all begin together, and a bar ends when its answer was there."""
    asked = [p for p in report.probes if p.outcome is not Outcome.SKIPPED]
    longest = max([1, *(p.duration_ms for p in asked)])
    step = next((s for s in _STEPS if longest / s <= _TICKS), longest)
    height = len(asked) * _ROW + 30
    parts = [
        f'<line class="grid" x1="{_x(at, longest)}" y1="4" x2="{_x(at, longest)}" '
        f'y2="{height - 22}"/><text class="tick" x="{_x(at, longest)}" y="{height - 8}">'
        f"{at / 1000:g} s</text>"
        for at in range(0, longest + 1, step)
    ]
    parts += [_bar(row, probe, longest) for row, probe in enumerate(asked)]
    return _svg(height, "How long each probe took", parts)


def _x(at: float, longest: float) -> str:
    return f"{_LEFT + _SPAN * at / longest:.1f}"


def _bar(row: int, probe: Evidence, longest: int) -> str:
    y = row * _ROW + 8
    width = max(2.0, _SPAN * probe.duration_ms / longest)
    words = f"{probe.duration_ms} ms"
    words += "" if probe.outcome is Outcome.MEASURED else f", {probe.outcome}"
    return (
        f'<text class="name" x="{_LEFT - 8}" y="{y + 12}">{escape(probe.name[:16])}</text>'
        f'<rect class="{probe.outcome}" x="{_LEFT}" y="{y}" width="{width:.1f}" height="15" '
        f'rx="2"/><text class="after" x="{_LEFT + width + 6:.1f}" y="{y + 12}">{words}</text>'
    )


def crowd(report: Report) -> str:
    """What each source counted, the oldest at the left and now at the right; "" without any."""
    facts = facts_of(report.probes)
    parts: list[str] = []
    row = 0
    for source in sorted(all_sources(), key=lambda one: one.title):
        shared = shared_facts(source.name)
        counts = _counts(shared.spark.of(facts))
        if not counts:
            continue
        minutes = _counts([shared.spark_min.of(facts)])
        hours = f", {minutes[0] * len(counts) / 60:.0f} h" if minutes else ""
        parts.append(_columns(row * 2 * _ROW + 8, source.title, counts, hours))
        row += 1
    height = row * 2 * _ROW + 12
    return _svg(height, "What others reported over the hours", parts) if parts else ""


def _counts(found: object) -> list[float]:
    if not isinstance(found, list) or not all(_number(one) for one in found):
        return []
    return [float(one) for one in found[-_BINS:]]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9


def _columns(top: int, title: str, counts: Sequence[float], hours: str) -> str:
    most, width, tall = max([1.0, *counts]), _SPAN / len(counts), 2 * _ROW - 10
    bars = "".join(
        f'<rect class="count" x="{_LEFT + at * width:.1f}" '
        f'y="{top + tall - max(1, tall * count / most):.1f}" width="{max(1, width - 2):.1f}" '
        f'height="{max(1, tall * count / most):.1f}"/>'
        for at, count in enumerate(counts)
    )
    middle = top + tall / 2 + 4
    return (
        f'<text class="name" x="{_LEFT - 8}" y="{middle}">{escape(title)}</text>{bars}'
        f'<text class="after" x="{_LEFT + _SPAN + 6}" y="{middle}">'
        f"most {max(counts):g}{hours}</text>"
    )


def _svg(height: int, title: str, parts: Iterable[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
