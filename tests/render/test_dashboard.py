"""The picture of `watch`: whole screens from saved evidence, and every size."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.engine.model import Report
from claude_doctor.render.dashboard import Picture, lines
from claude_doctor.watch.timeline import KEPT, Entry, Kind, Timeline
from tests.conftest import ROOT

CASES, GOLDEN = ROOT / "tests" / "cases", ROOT / "tests" / "golden" / "watch"
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
MET = [Kind.OK] * 9 + [Kind.SLOW] * 3 + [Kind.OVERLOADED] * 7 + [Kind.CUT] * 2 + [Kind.ANSWERS]
ENTRIES = tuple(
    Entry(NOW - timedelta(minutes=len(MET) - n), kind, 300.0 + 90 * n if n < 12 else None)
    for n, kind in enumerate(MET)
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The golden screens are those of a machine in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def report(name: str) -> Report:
    text = (CASES / f"{name}.json").read_text(encoding="utf-8")
    return _run.conclude(*saved.read(text))


def picture(name: str, works: bool = False) -> Picture:
    return Picture(
        now=NOW, report=report(name), works=works, since=NOW - timedelta(minutes=12),
        entries=ENTRIES, asked=22, metered=21, cost_usd=0.000123, next_s=42.4,
        keyless="no key is set" if "keyless" in name else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "width", "height", "ascii_only"),
    [
        ("overloaded", 80, 24, False),
        ("incident-posted", 120, 40, False),
        ("healthy-keyless", 80, 24, False),
        ("offline", 80, 24, True),
    ],
)
def test_whole_screens(name: str, width: int, height: int, ascii_only: bool) -> None:
    """What a person sees, to the sign: GOLDEN=1 writes it anew."""
    working = name.startswith(("healthy", "incident-posted"))
    made = lines(picture(name, working), width, height, ascii_only)
    text = "\n".join(line.plain.rstrip() for line in made) + "\n"
    golden = GOLDEN / f"picture-{name}.{width}.txt"
    if "GOLDEN" in os.environ:
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text
    assert text.isascii() == ascii_only


@pytest.mark.parametrize("name", sorted(Path(path).stem for path in CASES.glob("*.json")))
@pytest.mark.parametrize(("width", "height"), [(20, 5), (40, 12), (80, 24), (200, 60)])
def test_no_screen_is_overrun(name: str, width: int, height: int) -> None:
    """Whatever was measured, the picture stays within the terminal, however small."""
    made = lines(picture(name), width, height)
    assert len(made) <= height
    assert all(line.cell_len <= width for line in made)


@given(st.lists(st.tuples(st.sampled_from(Kind), st.none() | st.floats(0, 1e6)), max_size=700),
       st.integers(12, 140), st.integers(1, 60), st.booleans())  # fmt: skip
def test_any_time_line_fits(
    met: list[tuple[Kind, float | None]], width: int, height: int, ascii_only: bool
) -> None:
    """Any course of things, any size."""
    entries = [Entry(NOW, kind, ms) for kind, ms in met]
    made = lines(Picture(now=NOW, entries=entries), width, height, ascii_only)
    assert len(made) <= height
    assert all(line.cell_len <= width for line in made)


def test_the_time_line_forgets_the_oldest() -> None:
    """It stays bounded, and says what is a change: the first verdict is none."""
    line, verdict = Timeline(), report("overloaded").verdict
    changes = [line.add(ENTRIES[0], verdict) for _ in range(KEPT + 50)]
    assert not any(changes)
    assert len(line.entries) == KEPT
    assert line.add(ENTRIES[1], report("healthy").verdict)
    assert line.since == ENTRIES[1].at
