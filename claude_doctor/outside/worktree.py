"""Whether uncommitted work lies in a folder: git is asked, and nothing is changed by that."""

from __future__ import annotations

import os
import shutil
import subprocess
import time

from .background import perhaps

#: What of the environment would have git look at another repository.
_ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE")
#: No index is refreshed on disk, no hook and no monitor of the repository's is run.
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_STATUS = ("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty")


class Question:
    """`git status` in a folder, running in the background; `answer` waits for it."""

    def __init__(self, folder: str) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._found: bool | None = None
        # a folder on a network that is gone holds whoever looks at it
        self._work = perhaps(lambda: self._ask(folder))

    def answer(self, until: float) -> bool | None:
        """Whether there is uncommitted work; None where that is not known by then (monotonic)."""
        ended = self._work is None or self._work.ended(until - time.monotonic())
        found = self._found
        if not ended and self._running is not None:
            self._running.kill()
        return found

    def _ask(self, folder: str) -> None:
        git = shutil.which("git")
        try:
            # a git that lies in the folder is a stranger's program
            if git is None or not os.path.isabs(folder) or _within(git, folder):  # noqa: PTH117
                return
            env = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
            with subprocess.Popen(
                [git, *_OPTIONS, "-C", folder, *_STATUS],
                env={**env, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True,
            ) as running:  # fmt: skip
                self._running = running
                assert running.stdout is not None
                if running.stdout.read(1):  # one letter is enough, of however many files
                    self._found = True
                    running.kill()
                elif running.wait() == 0:
                    self._found = False
        except (OSError, ValueError):
            return


def _within(path: str, folder: str) -> bool:
    real = os.path.realpath(folder)
    return os.path.realpath(path).startswith(os.path.join(real, ""))  # noqa: PTH118
