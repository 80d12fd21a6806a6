"""Work in a thread of its own: nobody waits longer for it than was said, begun or not."""

from __future__ import annotations

import _thread
import os
import re
import subprocess
import sys
import threading
import time

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.outside import background
from tests.conftest import ROOT


def test_it_ends_and_that_is_known() -> None:
    """Not before the work has ended, also where that raises; and then at once."""
    go = threading.Event()
    work = background.Background(go.wait)
    assert not work.ended(0) and not work.ended(0.05) and not work.ended(-1)
    go.set()
    assert work.ended(30) and work.ended(0)


def test_after_a_time() -> None:
    """It is done when the time has passed, and not before."""
    began, done = time.monotonic(), threading.Event()
    background.after(0.2, done.set)
    assert done.wait(30) and time.monotonic() - began >= 0.2


def test_a_thread_that_never_says_that_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what one does that finds no memory: whoever began it goes on all the same."""
    monkeypatch.setattr(_thread, "start_new_thread", lambda *_: 0)
    assert not background.Background(lambda: None).ended(0.05)
    background.after(0, lambda: None)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is not kept")
@pytest.mark.parametrize("kb", [170_000, 200_000, 240_000, 300_000, 380_000])
def test_a_limited_address_space(kb: int, nowhere: dict[str, str]) -> None:
    """`ulimit -v` takes nothing from a check that fits in: threads reserve next to none of it. Of
    55 checks under 200 to 400 MB 25 had ended in memory errors, a crash or never."""
    with serve(by_name("overloaded")) as world:
        done = limited(kb, {**nowhere, **world.environ()})
    assert (10, "") == (done.returncode, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is not kept")
def test_a_document_nested_too_deep_in_a_thread() -> None:
    """Under such a limit it is refused as ever: the stack is deep enough for Python to notice."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))\n"
        "from claude_doctor.border.bounds import load_json\n"
        "from claude_doctor.outside.background import Background\n"
        "def read():\n"
        "    for text in ('[' * 99_000, '{\"a\":' * 49_000):\n"
        "        try: load_json(text)\n"
        "        except ValueError as error: print(error)\n"
        "Background(read).ended(30)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert 2 == done.stdout.count("a document ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is not kept")
@pytest.mark.parametrize("kb", [52_000, 90_000, 150_000])
def test_too_little_address_space(kb: int, nowhere: dict[str, str]) -> None:
    """Where it does not fit in, no thread begins, and the report says so."""
    with serve(by_name("overloaded")) as world:
        done = limited(kb, {**nowhere, **world.environ()})
    assert (14, "") == (done.returncode, done.stderr)
    assert "no thread can be started" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is not kept")
def test_no_thread_to_draw_with(nowhere: dict[str, str]) -> None:
    """On a terminal the report comes as well: only what is drawn meanwhile is left out."""
    import pty  # not on Windows

    terminal, ours = pty.openpty()
    try:
        with serve(by_name("overloaded")) as world:
            done = limited(90_000, {**nowhere, **world.environ(), "TERM": "xterm"}, stderr=ours)
    finally:
        os.close(ours), os.close(terminal)
    assert 14 == done.returncode
    assert "no thread can be started" in done.stdout


def limited(
    kb: int, env: dict[str, str], stderr: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """A check in so much address space."""
    return subprocess.run(
        ["bash", "-c", 'ulimit -v "$0"; exec "$@"', str(kb),
         sys.executable, "-m", "claude_doctor", "check", "--json"],
        env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_no_other_thread_is_begun() -> None:
    """Nowhere in what a user runs does a thread begin that whoever begins it waits for. The
    recipes are the users' own programs."""
    waits = re.compile(
        r"\bthreading\.(?:Thread|Timer)\b|\bimport .*\b(?:Thread|Timer)\b"
        r"|\bThreadPoolExecutor\(|\bauto_refresh=True|\brefresh_per_second"
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "claude_doctor").rglob("*.py"))
        if "recipes" not in path.parts and waits.search(path.read_text(encoding="utf-8"))
    ]
    assert [] == found
