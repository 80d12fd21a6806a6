"""Past checks: small, tolerant, private."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claude_doctor.outside import history


def filled(folder: Path, *times: object) -> Path:
    for ttft in times:
        history.remember(folder, {"ttft_ms": ttft})
    return folder


def test_a_median_needs_ten_checks(tmp_path: Path) -> None:
    """Below ten there is no "usual"."""
    assert history.usual_ttft_ms(filled(tmp_path, *range(100, 1000, 100))) is None
    assert 550 == history.usual_ttft_ms(filled(tmp_path, 1000))


def test_odd_lines_are_passed_over(tmp_path: Path) -> None:
    """Broken lines, other types and missing times do not count."""
    filled(tmp_path, *[200] * 10, None, "fast", -5, True)
    with (tmp_path / "history.jsonl").open("a") as file:
        file.write('{"ttft_ms": \n[1, 2]\n\x00\nnull\n{"half')
    assert 200 == history.usual_ttft_ms(tmp_path)


def test_the_file_is_private_and_bounded(tmp_path: Path) -> None:
    """0600, and past a megabyte the older half goes."""
    filled(tmp_path, 1)
    file = tmp_path / "history.jsonl"
    assert 0 == file.stat().st_mode & 0o077
    file.write_text(json.dumps({"ttft_ms": 1, "pad": "x" * 1000}) + "\n")
    file.write_text(file.read_text() * 1100)
    filled(tmp_path, 77)
    assert file.stat().st_size < 700_000
    assert {"ttft_ms": 77} == json.loads(file.read_text().splitlines()[-1])
    assert 0 == file.stat().st_mode & 0o077


@pytest.mark.parametrize("blocked", ["file", "missing parent"])
def test_an_unwritable_folder_is_no_failure(tmp_path: Path, blocked: str) -> None:
    """History is never needed for a verdict."""
    place = tmp_path / "x"
    if blocked == "file":
        place.write_text("not a folder")
    else:
        place = Path("/proc/nonexistent/x")
    history.remember(place, {"ttft_ms": 1})
    assert history.usual_ttft_ms(place) is None
