"""Files as Windows writes them: whatever this program reads, line ends of two signs, a mark of the
byte order at the beginning, and PowerShell's UTF-16 change nothing of what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claude_doctor.chaos import Running, by_name, serve
from tests.conftest import Run

#: How a text becomes the bytes of a file.
FORMS: dict[str, Callable[[str], bytes]] = {
    "two signs": lambda text: text.replace("\n", "\r\n").encode(),
    "a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "both": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "PowerShell": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
}
FAILURE = (
    'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n'
    "anthropic.InternalServerError: Error code: 529 - {'type': 'error', 'error': "
    "{'type': 'overloaded_error', 'message': 'Overloaded'}}\n"
)
LOG = "2026-11-29T10:00:00Z start\n2026-11-29T10:00:05Z ERROR API Error: 529 Overloaded\n" * 3
TURN = json.dumps({
    "type": "assistant", "isApiErrorMessage": True, "timestamp": "2026-11-29T10:00:00.000Z",
    "error": "server_error", "apiErrorStatus": 529, "sessionId": "s", "uuid": "u",
    "message": {"role": "assistant", "model": "<synthetic>", "content": [
        {"type": "text", "text": "API Error: 529 Overloaded"}]},
}) + "\n"  # fmt: skip
SETTINGS = json.dumps({"env": {"ANTHROPIC_MODEL": "claude-opus-5-5"}, "model": "opus"}, indent=1)
LOGIN = json.dumps({"claudeAiOauth": {"accessToken": "x", "expiresAt": 1, "refreshToken": "y"}})

#: Where the text lies below the home, and the words that have it read.
FILES: dict[str, tuple[str, str, str]] = {
    "explain": ("failure.txt", FAILURE, "explain --json {file}"),
    "--error-file": ("failure.txt", FAILURE, "check --json --offline --error-file {file}"),
    "logs": ("app.log", LOG, "logs --json {file}"),
    "transcripts": ("claude/projects/p/s.jsonl", TURN, "logs --json"),
    "settings": ("claude/settings.json", SETTINGS, "check --json --offline --surface code"),
    "login": ("claude/.credentials.json", LOGIN, "check --json --offline --surface code"),
}
#: What Claude Code writes and reads itself is never UTF-16.
ONLY_UTF8 = ("transcripts", "settings", "login")
_CHANGES = re.compile(
    r'"(?:checked_at|\w+_ms|\w*age\w*|bytes|since|until|now)": [^,}]+|after \d+\.\d+ s'
)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A world whose report can be replayed."""
    with serve(by_name("overloaded")) as world:
        yield world


def said(run: Run, home: Path, name: str, data: bytes) -> str:
    """What it says of a file with these bytes, without times."""
    where, _, words = FILES[name]
    file = home / where
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    done = run(*words.format(file=file).split(), env={"HOME": str(home)})
    assert done.stdout and "" == done.stderr, done.stderr
    return f"{done.returncode} {_CHANGES.sub('', done.stdout)}"


@pytest.mark.parametrize("name", FILES)
def test_the_form_of_a_file_changes_nothing(run: Run, tmp_path: Path, name: str) -> None:
    """The same words about the same text in every form."""
    text = FILES[name][1]
    plain = said(run, tmp_path, name, text.encode())
    empty = said(run, tmp_path, name, b"")
    assert plain != empty, "the file is not read"
    for form, made in FORMS.items():
        if form != "PowerShell" or name not in ONLY_UTF8:
            assert plain == said(run, tmp_path, name, made(text)), form


def test_a_report_that_powershell_saved_is_judged_again(
    run: Run, running: Running, tmp_path: Path
) -> None:
    """`check --json > report.json` in every form is a report for --replay."""
    text = run("check", "--json", env=running.environ()).stdout
    saved = tmp_path / "report.json"
    for form, made in FORMS.items():
        saved.write_bytes(made(text))
        done = run("check", "--replay", str(saved), "--json")
        assert (10, "") == (done.returncode, done.stderr), form
        assert "overloaded" == json.loads(done.stdout)["verdict"]["cause"]
