"""Claude Code's files: read once, whatever they are."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from claude_doctor.border import claude_settings


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "3", '"x"', "\x00", "[" * 99999, '{"env": 3}', '{"env": ["A"]}',
     '{"env": {"A": null, "B": {}, "C": []}}'],
)  # fmt: skip
def test_odd_files_give_nothing(content: str, tmp_path: Path) -> None:
    """No shape raises, and nothing is read into it."""
    for name in ("settings.json", "managed-settings.json"):
        (tmp_path / name).write_text(content)
    given = claude_settings.given(tmp_path, tmp_path)
    assert ({}, {}, False) == (given.env, given.places, given.key_helper)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_folder_hold_nobody(tmp_path: Path) -> None:
    """A pipe of that name would be waited at for ever, were it opened."""
    os.mkfifo(tmp_path / "settings.json")
    (tmp_path / "managed-settings.json").mkdir()
    assert {} == claude_settings.given(tmp_path, tmp_path).env


def test_no_such_user(tmp_path: Path) -> None:
    """A home that this machine does not know is no failure."""
    folder = Path("~nobody-of-that-name/x")
    assert claude_settings.load(folder / "settings.json") is None
    assert claude_settings.given(folder, tmp_path).env == {}


def test_values_are_not_in_a_repr(tmp_path: Path) -> None:
    """What the files give may be a credential."""
    (tmp_path / "settings.json").write_text(json.dumps({"env": {"K": " planted ", "N": 1}}))
    given = claude_settings.given(tmp_path, tmp_path / "none")
    assert {"K": " planted ", "N": "1"} == given.env
    assert "planted" not in repr(given)
