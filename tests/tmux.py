"""A real terminal for tests: tmux on a socket of its own."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = shutil.which("tmux") is not None


class Terminal:
    """One pane with a shell in it."""

    def __init__(self, socket: Path) -> None:
        self._socket = str(socket)

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", self._socket, *words],
            capture_output=True, encoding="utf-8", timeout=20, check=False,
        )  # fmt: skip
        return done.stdout

    def type(self, line: str) -> None:
        self.tmux("send-keys", "-t", "0", "-l", line)
        self.tmux("send-keys", "-t", "0", "Enter")

    def key(self, name: str) -> None:
        self.tmux("send-keys", "-t", "0", name)

    def screen(self) -> list[str]:
        return self.tmux("capture-pane", "-p", "-t", "0").split("\n")[:-1]

    def says(self, what: str) -> str:
        return self.tmux("display-message", "-p", "-t", "0", what).strip()


@contextlib.contextmanager
def terminal(
    folder: Path, env: Mapping[str, str], width: int = 80, height: int = 24
) -> Iterator[Terminal]:
    """A pane of this size in which a plain shell runs, with this environment."""
    made = Terminal(folder / "tmux")
    given = " ".join(f"{name}={shlex.quote(value)}" for name, value in env.items())
    shell = f"env -i {given} TERM=tmux-256color PS1='$ ' bash --norc --noprofile"
    made.tmux("new-session", "-d", "-x", str(width), "-y", str(height), shell)
    try:
        yield made
    finally:
        made.tmux("kill-server")
