"""The command `chaos`: it serves until it is told to end, and then leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Signals at a moment of the command's own: the first event of the interpreter that begins so.
_PROGRAM = """
import os, signal, sys
sys.argv = ["claude-doctor", "chaos", "overloaded"]
sent = []
def watch(event, arguments):
    told = " ".join([event, *(str(one) for one in arguments)])
    if told.startswith({moment!r}) and not sent:
        sent.append(os.kill(os.getpid(), signal.{name}))
sys.addaudithook(watch)
class Out:
    encoding = "utf-8"
    def write(self, text):
        sys.__stdout__.write(text)
        sys.audit("printed")
    def flush(self):
        sys.__stdout__.flush()
sys.stdout = Out()
from claude_doctor.cli import main; main()
"""


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("import typer", "SIGINT"),
        ("socket.bind", "SIGTERM"),
        ("tempfile.mkdtemp", "SIGINT"),
        ("printed", "SIGINT"),
        ("printed", "SIGTERM"),
    ],
)
def test_it_ends_quietly_at_any_moment(
    moment: str, name: str, nowhere: dict[str, str], tmp_path: Path
) -> None:
    """Told to end while it loads, opens its ports, makes its folder or prints: it ends with code
    0, no word on stderr, and no folder of its own left."""
    program = _PROGRAM.format(moment=moment, name=name)
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere | {"TMPDIR": str(tmp_path)},
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    assert [] == list(tmp_path.glob("claude-doctor-*"))
