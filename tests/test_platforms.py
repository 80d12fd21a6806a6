"""macOS and Windows: each place that only some systems can run has its other branch, and the
commands work where nothing of POSIX is to be had.

No such system is here. What is: a scan of the package's own files, and a Python in which
claude-doctor's modules see `os`, `sys`, `signal`, `socket`, `select` and `time` as Windows has them
(`tests/windows`), through the real command line.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name, serve
from tests.conftest import ROOT, Run, busy
from tests.platforms import found
from tests.windows.lacks import GONE, LACKS

#: Every such place, and what happens there on a system that has not what it uses.
OTHER_BRANCH = {
    ("border/claude_login.py", "/usr/bin/security"): "asked on macOS alone",
    ("border/claude_settings.py", "/etc/claude-code"): "a table by system has Windows' and macOS'",
    ("chaos/files.py", "/home/demo/shop"): "a word in a made transcript, never opened",
    ("chaos/running.py", "shlex.quote"): "`export` lines: what `chaos` prints is for a POSIX shell",
    ("commands/_app.py", "shlex.join"): "a command to paste, for a POSIX shell",
    ("commands/_statusline.py", "select.select"): "a thread listens where this is no POSIX system",
    ("logs/worker.py", "os.fork"): "hasattr: one process reads all",
    ("logs/worker.py", "os.sched_getaffinity"): "AttributeError is suppressed: os.cpu_count",
    ("logs/worker.py", "signal.SIGKILL"): "the child's, and there is none without fork",
    ("outside/background.py", "import resource"): "ImportError: there is no such limit",
    ("outside/cache.py", "os.getuid"): "hasattr: a folder of the user's own is trusted",
    ("outside/certificate.py", "/etc/pki/tls/certs/ca-bundle.crt"): "taken where it is a file",
    ("outside/certificate.py", "/etc/ssl/certs/ca-certificates.crt"): "taken where it is a file",
    ("outside/files.py", "os.link"): "OSError: a file system without links, made anew",
    ("outside/files.py", "os.set_blocking"): "only where O_NONBLOCK was set, which Windows has not",
    ("outside/history_file.py", "import fcntl"): "ImportError: open files are not renamed",
    ("outside/history_file.py", "os.fchmod"): "on a POSIX system alone",
    ("outside/interrupt.py", "os.getsid"): "AttributeError: Ctrl-C stays as it is",
    ("outside/pulse.py", "/proc/thread-self/schedstat"): "OSError: late beats alone tell",
    ("sources/clouds/logins/files.py", "/sys/class/dmi/id"): "OSError: the firmware says nothing",
    ("sources/clouds/logins/login.py", "shlex.quote"): "a command to paste, for a POSIX shell",
    ("sources/clouds/signers/run.py", "os.killpg"): "hasattr: the signer alone is ended",
    ("sources/clouds/signers/run.py", "signal.SIGKILL"): "behind the same",
    ("sources/conflicts/effective.py", "shlex.quote"): "a command to paste, for a POSIX shell",
    ("sources/network/names.py", "/etc/hosts"): "by system: Windows' own file",
    ("sources/network/other_stores.py", "/etc/pki/ca-trust/source/anchors"): "OSError: no files",
    ("sources/network/other_stores.py", "/usr/local/share/ca-certificates"): "OSError: no files",
    ("sources/network/resolvers.py", "/etc/resolv.conf"): "OSError: no nameserver is asked",
    ("sources/network/way_out.py", "/proc/net/route"): "OSError: the route is unknown",
}  # fmt: skip

#: Runs a command; fails where it ends with another code than `code`, if one is given.
Windows = Callable[..., "subprocess.CompletedProcess[str]"]


def test_every_place_that_not_all_systems_run_is_known() -> None:
    """A new one fails this test until it has another branch, and a line above that says which."""
    assert set(OTHER_BRANCH) == found(ROOT / "claude_doctor")


PLANTED = '''
"""/etc/in-a-docstring is nothing."""
import fcntl
import os, signal, socket, select, asyncio, subprocess
from os import getuid
from termios import tcgetattr
os.fork(); os.rename("a", "b"); os.open("x", os.O_NOFOLLOW)
signal.signal(signal.SIGHUP, None); signal.SIGTERM
socket.AF_UNIX
loop.add_signal_handler(1, None)
open("x"); open("x", "rb"); open("x", encoding="utf-8"); path.read_text(); path.open("wb")
subprocess.run([], text=True); subprocess.run([], text=True, encoding="utf-8")
"/proc/self/status"; "see /proc for more"; now.strftime("%-d %Y")
getattr(os, "O_NONBLOCK", 0); hasattr(os, "killpg")
'''


def test_the_scan_finds_what_is_planted(tmp_path: Path) -> None:
    """Calls, names, imports, paths and encodings; not what is asked for by getattr, not a word in
    a docstring."""
    (tmp_path / "planted.py").write_text(PLANTED)
    seen = {what for _, what in found(tmp_path)}
    assert {
        "import fcntl", "import termios", "os.getuid", "os.fork", "os.rename", "os.O_NOFOLLOW",
        "signal.SIGHUP", "socket.AF_UNIX", "loop.add_signal_handler", "open without an encoding",
        "read_text without an encoding", "run with text and without an encoding",
        "/proc/self/status", "strftime %-",
    } == seen  # fmt: skip


def test_the_tables_of_what_windows_lacks_are_of_this_library() -> None:
    """Each name is one that some system's library has: none is mistyped."""
    if sys.platform == "win32":
        for module, lacked in LACKS.items():
            assert not lacked & set(dir(importlib.import_module(module)))
        return
    assert GONE <= sys.stdlib_module_names | {"crypt", "curses"}
    foreign = {"kqueue", "getsid", "pthread_getcpuclockid", "AF_NETLINK", "AF_PACKET"}
    for module, lacked in LACKS.items():
        unknown = lacked - set(dir(importlib.import_module(module))) - foreign
        assert unknown <= {"MSG_NOSIGNAL", "O_NDELAY"} or sys.platform == "darwin", unknown


@pytest.fixture
def windows(nowhere: dict[str, str]) -> Windows:
    """The real command line, in a process whose claude-doctor sees Windows' library."""

    def call(*words: str, env: dict[str, str] | None = None, input: str = "", code: int | None = 0
             ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        path = {"PYTHONPATH": str(Path(__file__).parent / "windows")}
        done = subprocess.run(
            [sys.executable, "-m", "claude_doctor", *words],
            env={**nowhere, **path, **(env or {})}, input=input, capture_output=True,
            encoding="utf-8", timeout=90, check=False,
        )  # fmt: skip
        assert "bug" not in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert code in (None, done.returncode), done.stdout + done.stderr
        return done

    return call


def test_the_mask_is_seen_by_our_modules_and_by_no_other(nowhere: dict[str, str]) -> None:
    """What the tests below run in: no fork and no uid for us, and a library that has both."""
    program = """
        import os, claude_doctor.logs.worker as ours, claude_doctor.outside.interrupt as signals
        assert os.name == "posix" and hasattr(os, "fork")
        assert ours.os.name == "nt" and not hasattr(ours.os, "fork")
        assert not hasattr(signals.signal, "SIGHUP") and not ours._possible()
        namespace = {"__name__": "claude_doctor.planted"}
        for line in ("import fcntl", "import termios", "from os import getuid", "import pwd",
                     "import sys; assert sys.platform != 'win32'"):
            try:
                exec(line, namespace)
            except (ImportError, AssertionError):
                continue
            raise SystemExit(line)
    """
    path = {"PYTHONPATH": os.pathsep.join((str(Path(__file__).parent / "windows"), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env={**nowhere, **path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)


SCENARIOS = ("healthy", "overloaded", "rate-limited", "cut-stream", "dns-failure",
             "connection-failed", "key-rejected", "environment-conflict")  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_check_gives_the_verdict_that_it_gives_elsewhere(windows: Windows, name: str) -> None:
    """One scenario a side: the cause and the exit code are those of the table."""
    scenario = by_name(name)
    done = windows("demo", name, "--json", code=None)
    report = json.loads(done.stdout)
    found = (report["verdict"]["cause"], done.returncode)
    assert busy(report) or (scenario.cause, scenario.exit_code) == found
    assert "" == done.stderr


def test_a_check_writes_its_file_and_its_history(windows: Windows, tmp_path: Path) -> None:
    """`--output` and the history, both by other calls than on POSIX; and a second check over the
    first one's file."""
    page = tmp_path / "page.html"
    with serve(by_name("healthy")) as running:
        env = {**running.environ(), "CLAUDE_DOCTOR_DATA_DIR": str(tmp_path / "kept")}
        for _ in range(2):
            assert (
                ""
                == windows("check", "--format=html", f"--output={page}", env=env, code=None).stdout
            )
        assert "<html" in page.read_text(encoding="utf-8")
        assert 2 == json.loads(windows("history", "--json", env=env).stdout)["checks"]
        assert "min ago" in windows("statusline", "--offline", env=env).stdout


def test_an_explanation_reads_every_way_in(windows: Windows, tmp_path: Path) -> None:
    """A code, standard input with Windows' line ends, and a file."""
    text = "Traceback (most recent call last):\r\nanthropic.OverloadedError: Error code: 529\r\n"
    log = tmp_path / "app.log"
    log.write_bytes(text.encode())
    for words, given in ((("529",), ""), (("-",), text), ((str(log),), "")):
        done = windows("explain", "--json", *words, input=given)
        assert "overloaded" == json.loads(done.stdout)["category"]


@pytest.mark.thorough
def test_logs_are_read_by_one_process(windows: Windows, process: Run, tmp_path: Path) -> None:
    """Transcripts so large that elsewhere two processes share them: the counts are the same."""
    line = {"type": "assistant", "isApiErrorMessage": True, "error": "overloaded"}
    said = 'API Error: 529 {"type":"error","error":{"type":"overloaded_error"}}'
    folder = tmp_path / "claude" / "projects" / "shop"
    folder.mkdir(parents=True)
    for number in range(4):
        with (folder / f"{number}.jsonl").open("w", encoding="utf-8") as file:
            for second in range(20_000):
                when = datetime(2026, 11, 1 + number) + timedelta(seconds=second)
                message = {"role": "assistant", "content": [{"type": "text", "text": said}]}
                at = f"{when:%Y-%m-%dT%H:%M:%SZ}"
                one = {**line, "uuid": f"{number}-{second}", "timestamp": at, "message": message}
                file.write(json.dumps(one) + "\n")
    here, there = (json.loads(run("logs", "--json").stdout) for run in (process, windows))
    for report in (here, there):
        del report["until"]  # now
    assert here == there
    assert 80_000 == sum(one["failures"] for one in there["causes"])


def test_a_wait_ends_when_it_works_again(windows: Windows) -> None:
    """`wait` against a service that works: two answers, and exit code 0."""
    with serve(by_name("healthy")) as running:
        windows("wait", "--every", "0.2", env=running.environ())


@pytest.mark.parametrize(
    "words",
    [("fixes", "backoff"), ("rules",), ("storm",), ("history",), ("demo",), ("--help",),
     ("hook",), ("fallbacks", "--timeout", "2"), ("statusline", "--offline"), ("logs",)],
    ids="-".join,
)  # fmt: skip
def test_all_other_commands_run(windows: Windows, words: tuple[str, ...]) -> None:
    """Each says something, with exit code 0."""
    assert windows(*words).stdout


def test_commands_are_printed_for_the_shell_that_is_there(windows: Windows) -> None:
    """A check and an explanation name PowerShell's commands; in Git Bash those of a POSIX shell."""
    asked = (("demo", "environment-conflict", "--json"),
             ("explain", "--json", "401 x-api-key header is required"))  # fmt: skip
    for words in asked:
        for env, theirs in (({}, True), ({"MSYSTEM": "MINGW64"}, False)):
            report = json.loads(windows(*words, code=None, env=env).stdout)
            fixes = report["fixes"]
            if "probes" in report and busy(report):
                continue
            commands = " ".join(fix["command"] or "" for fix in fixes)
            assert theirs == ("Env:" in commands or "$env:" in commands), commands
            assert theirs != ("unset " in commands or "export " in commands), commands
