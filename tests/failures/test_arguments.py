"""What `explain` is given: files by name, several of them, texts with dashes, foreign line ends."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from claude_doctor.failures.arguments import read_arguments
from claude_doctor.failures.reader import Reading

OVERLOADED = "API Error: 529 Overloaded"
NO_KEY = "API Error: 401 Invalid API key"


def explained(*words: str, piped: str = "") -> Reading:
    """The reading of these words."""
    return read_arguments(words, lambda: io.BytesIO(piped.encode()), str)


def test_a_file_is_read_where_one_of_that_name_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the name is a code; without such a file the word is what is explained."""
    monkeypatch.chdir(tmp_path)
    assert "overloaded" == explained("529").entry.id
    Path("529").write_text(NO_KEY)
    assert "key-rejected" == explained("529").entry.id


def test_several_files_and_standard_input_are_one_text(tmp_path: Path) -> None:
    """What each holds is found; a line never goes on in the next file."""
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(OVERLOADED)
    two.write_text(NO_KEY)
    found = explained(str(one), "-", str(two), piped="API Error: Request timed out.")
    assert {"overloaded", "key-rejected", "timed-out"} == {m.id for m in found.matches}


@pytest.mark.parametrize("text", [OVERLOADED, "--bg and --print conflict", "no/such file at all"])
def test_other_words_are_a_text(text: str) -> None:
    """Quoted or not."""
    assert explained(text) == explained(*text.split(" "))


def test_a_file_that_is_missing_is_said() -> None:
    """A word that can only be a path is not explained as a word."""
    with pytest.raises(FileNotFoundError):
        explained("/nowhere/at-all.log")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(end: str) -> None:
    """Windows and old Macs end lines in their own way."""
    reading = explained(f"noise{end}{OVERLOADED}{end}noise{end}")
    assert ("overloaded", OVERLOADED) == (reading.entry.id, reading.line)
