"""A copy of the package with more in it, run by its own command line."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import claude_doctor

PACKAGE = Path(claude_doctor.__file__).parent


class Copy:
    """The package, copied into a folder: what is planted there concerns nobody else."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, env
        half = shutil.ignore_patterns("*.pyc.*")  # compiled files that another test is writing
        shutil.copytree(PACKAGE, folder / "claude_doctor", ignore=half)

    def plant(self, path: str, text: str) -> None:
        """Write a file that is not there yet."""
        target = self.folder / "claude_doctor" / path
        assert not target.exists(), path
        target.write_text(text, encoding="utf-8")

    def insert(self, path: str, behind: str, text: str) -> None:
        """Write this behind the first place where that stands in a file."""
        target = self.folder / "claude_doctor" / path
        head, found, rest = target.read_text(encoding="utf-8").partition(behind)
        assert found, f"{behind!r} is not in {path}"
        target.write_text(f"{head}{found}{text}{rest}", encoding="utf-8")

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """The copy's command line; the folder that one is in comes first in Python's path."""
        return self._python("-m", "claude_doctor", *arguments, env={**self.env, **env})

    def completed(self, words: str) -> set[str]:
        """What the shell is told that the last of these words may become."""
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
        program = (
            "import sys; sys.argv[0] = 'claude-doctor'; from claude_doctor.cli import main; main()"
        )
        env = {**self.env, **asked, "_CLAUDE_DOCTOR_COMPLETE": "complete_bash"}
        return set(self._python("-c", program, env=env).stdout.split())

    def _python(self, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=env, stdin=subprocess.DEVNULL,
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip


def plant(file: str, text: str, folder: Path, env: dict[str, str]) -> Copy:
    """The package copied into a folder, with this one file added."""
    copy = Copy(folder, env)
    copy.plant(file, text)
    return copy


@dataclass(slots=True)
class Site:
    """A small loopback server: what it answers, always 200, and what it was asked."""

    body: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """The site on a port of its own; its address."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                body = site.body.encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
