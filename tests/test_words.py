"""What the program prints is American English in the terms of one list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import words


def test_every_sentence_is_in_the_terms_of_the_list() -> None:
    """No rule, remark, fix, row, scenario, help or line of the README says what another word is
    for."""
    assert [] == words.faults()


def test_the_sentences_are_all_there() -> None:
    """Those of each kind are collected: rules, fixes, options, notes of the runner, prose."""
    found = list(words.sentences())
    places = {place.partition(" ")[0].partition(":")[0] for place, _ in found}
    assert {"rule", "remark", "fix", "row", "scenario", "probe", "README.md"} <= places
    assert {"commands/check.py", "engine/runner.py", "render/steps.py"} <= places
    said = " ".join(text for _, text in found)
    for part in ("Run only this probe.", "Find out whose fault it is", "not finished before"):
        assert part in said


@pytest.mark.parametrize("said", [
    "Mend it", "a back-off of 2 s", "by another route", "the front door answers", "a colour",
    "it was cancelled", "the organisation", "until it starts anew", "a behaviour", "a TIME-OUT",
])  # fmt: skip
def test_a_word_that_is_not_said_is_found(
    said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whatever file it is printed, and in parts of a text with values."""
    package = tmp_path / "claude_doctor"
    package.mkdir()
    (package / "new.py").write_text(f'WORDS = f"{said} {{1}} times"\n', encoding="utf-8")
    monkeypatch.setattr(words, "PACKAGE", package)
    assert any(fault.startswith("new.py:1: ") for fault in words.faults())
