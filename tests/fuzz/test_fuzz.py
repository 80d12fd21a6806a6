"""Every parser is in the table, holds under some thousands of cases, and grows as it should."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.fuzz.drive import fuzz, run
from tests.fuzz.registry import EXCLUDED, TARGETS, by_name, covered, excluded, parsing
from tests.layers import modules

PACKAGE = ROOT / "claude_doctor"
FOUND = sorted(Path(__file__).with_name("found").glob("*.json"))
CASES, SLOW_CASES = 60, 12  # of each target, seeds first: some thousands in all
_NAMES = [target.name for target in TARGETS]


def test_every_parser_has_a_target() -> None:
    """Whoever adds a module that takes outside text apart is told that no target reads it."""
    missing = [name for name in parsing(PACKAGE) if name not in covered() and not excluded(name)]
    assert [] == missing, "tests/fuzz: no target reads it, and registry.EXCLUDED has no reason"


def test_the_table_speaks_of_what_there_is() -> None:
    """No target and no exclusion names a module that is gone, or one that both name."""
    known = set(modules(PACKAGE))
    assert set() == covered() - known
    assert [] == [name for name in EXCLUDED if name in covered()]
    gone = [n for n in EXCLUDED if not any(k == n or k.startswith(f"{n}.") for k in known)]
    assert [] == [name for name in gone if not (PACKAGE / name.replace(".", "/")).is_dir()]
    assert len(_NAMES) == len(set(_NAMES))


@pytest.mark.parametrize("name", _NAMES)
def test_a_parser_holds(name: str) -> None:
    """Some mutated seeds: no exception but its own, in time, bounded, its own words."""
    target = by_name()[name]
    tally = fuzz(target, SLOW_CASES if target.slow else CASES, seed=1)
    assert {} == {kind: found.data[:300] for kind, found in tally.found.items()}


@given(data=st.data())
@settings(max_examples=60)
def test_any_bytes_are_survived(data: st.DataObject) -> None:
    """What is no seed at all, by Hypothesis."""
    target = data.draw(st.sampled_from(TARGETS))
    if target.name != "command-line":
        found = run(target, data.draw(st.binary(max_size=300)))
        assert found is None, found.trace


@pytest.mark.parametrize("path", FOUND, ids=[path.stem for path in FOUND])
def test_what_was_found_stays_mended(path: Path) -> None:
    """A case that once did not hold."""
    held = json.loads(path.read_text(encoding="utf-8"))
    before, part, after = (base64.b64decode(held.get(n, "")) for n in ("before", "part", "data"))
    found = run(by_name()[held["target"]], before + part * held.get("times", 0) + after)
    assert found is None, found.trace
