"""The command line as a user meets it: options, exit codes, usage errors, saved reports."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claude_doctor import __version__
from claude_doctor.chaos import DEMO_KEY, SCENARIOS, by_name, serve
from claude_doctor.fixes.table import FIXES
from claude_doctor.probes import all_probes
from claude_doctor.rules import all_rules
from tests import clock
from tests.conftest import ROOT, Run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "--fail-on", ","), "network"),
        (("check", "--timeout", "0"), "1"),
        (("check", "--timeout", "301"), "300"),
        (("check", "--timeout", "soon"), "--timeout"),
        (("check", "--error", "x", "--error-file", "y"), "not both"),
        (("check", "--error-file", "/nonexistent/file"), "No such file"),
        (("check", "--replay", "/nonexistent/file"), "No such file"),
        (("check", "--nonsense"), "--nonsense"),
        (("check", "too", "much"), "too"),
        (("fixes", "nonsense"), "backoff"),
        (("nonsense",), "nonsense"),
    ],
)
def test_usage_errors(run: Run, arguments: tuple[str, ...], says: str) -> None:
    """Exit code 2, the message on stderr, nothing on stdout; it names what is possible."""
    done = run(*arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", [(), ("--only",), ("--timeout",), ("--format",), ("--replay",)])
def test_a_key_typed_by_mistake_is_not_repeated(run: Run, option: tuple[str, ...]) -> None:
    """A usage error repeats what was typed, credentials apart."""
    done = run("check", *option, DEMO_KEY)
    assert 2 == done.returncode
    assert "demodemo" not in done.stdout + done.stderr


def test_version_and_help(run: Run) -> None:
    """Both answer on stdout, and --help names every option of the contract."""
    assert f"claude-doctor {__version__}\n" == run("--version").stdout
    text = run("check", "--help").stdout
    for option in (
        "--json", "--format", "--quiet", "--verbose", "--timeout", "--only", "--skip", "--offline",
        "--model", "--no-ping", "--error", "--error-file", "--strict", "--fail-on", "--replay",
        "--surface", "--fallbacks",
    ):  # fmt: skip
        assert option in text


def test_offline_machine(run: Run) -> None:
    """Every peer refuses: network / offline, exit 13, quickly."""
    started = time.monotonic()
    done = run("check", "--json")
    assert clock.soon(time.monotonic() - started, 0, 3)
    verdict = json.loads(done.stdout)["verdict"]
    assert (13, "network", "down", "offline") == (
        done.returncode,
        verdict["side"],
        verdict["severity"],
        verdict["cause"],
    )


def test_offline_option_uses_no_network(run: Run) -> None:
    """--offline asks nobody, and what is not known is not called healthy."""
    with serve(by_name("healthy")) as running:
        done = run("check", "--offline", "--json", env=running.environ())
        assert not running.log
    report = json.loads(done.stdout)
    assert (14, "not-enough-evidence", "none") == (
        done.returncode,
        report["verdict"]["cause"],
        report["verdict"]["severity"],
    )
    asked = {p["name"] for p in report["probes"] if p["outcome"] != "skipped"}
    assert asked <= {"environment", "transcripts", "error"}


def test_only_and_skip(run: Run) -> None:
    """A green page alone decides nothing; a skipped probe is skipped."""
    with serve(by_name("healthy")) as running:
        only = run("check", "--only", "status", "--json", env=running.environ())
        assert {"status", "status_fallback"} >= {seen.role for seen in running.log}
        skip = run("check", "--skip", "reddit", "--skip", "github", "--json", env=running.environ())
        assert not running.asked("reddit")
    verdict = json.loads(only.stdout)["verdict"]
    assert ("unknown", "none", "not-enough-evidence") == (
        verdict["side"],
        verdict["severity"],
        verdict["cause"],
    )
    assert 0 == skip.returncode


def test_quiet_is_one_sentence(run: Run) -> None:
    """-q prints the verdict's sentence alone."""
    done = run("demo", "overloaded", "-q")
    assert 1 == done.stdout.count("\n")
    assert "Anthropic" in done.stdout


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the reports of scenarios that several tests judge again."""
    return tmp_path_factory.mktemp("reports")


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("incident-posted", (), 0),
        ("incident-posted", ("--strict",), 10),
        ("incident-posted", ("--strict", "--fail-on", "client"), 0),
        ("overloaded", ("--fail-on", "client,account,network"), 0),
        ("overloaded", ("--fail-on", "client,server"), 10),
        ("key-rejected", ("--fail-on", "client"), 11),
        ("silence", ("--fail-on", "server"), 0),
        ("silence", ("--fail-on", "unknown"), 14),
        ("healthy", ("--strict",), 0),
    ],
)
def test_exit_codes(
    run: Run, reports: Path, name: str, options: tuple[str, ...], code: int
) -> None:
    """--strict and --fail-on decide the exit code, the same for text and JSON."""
    report = reports / f"{name}.json"
    if not report.exists():
        report.write_text(run("demo", name, "--json").stdout)
    for form in ((), ("--json",), ("-q",)):
        assert code == run("check", "--replay", str(report), *options, *form).returncode


def test_demo_passes_its_options_on(run: Run) -> None:
    """--strict and --fail-on of `demo` are those of `check`."""
    assert 10 == run("demo", "incident-posted", "--strict").returncode
    assert 0 == run("demo", "key-rejected", "--fail-on", "server", "-q").returncode


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"schema_version": 2, "checked_at": "2026-11-22T12:00:00Z", "probes": []}',
        '{"schema_version": 1, "checked_at": "soon", "probes": []}',
        '{"schema_version": 1, "checked_at": "2026-11-22T12:00:00Z", "probes": [{"name": 1}]}',
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_replay_of_something_else(run: Run, content: str, tmp_path: Path) -> None:
    """What is no report is a usage error that says so."""
    saved = tmp_path / "report.json"
    saved.write_text(content)
    done = run("check", "--replay", str(saved))
    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr


def test_a_replay_says_so_and_of_when(run: Run) -> None:
    """In every format that people read: it is no check of now. The JSON stays the saved one."""
    case = ROOT / "tests" / "cases" / "overloaded.json"
    at = json.loads(case.read_text())["checked_at"].replace("T", " ").replace("Z", " UTC")
    for form in ("text", "markdown", "html"):
        shown = " ".join(run("check", "--replay", str(case), "--format", form).stdout.split())
        assert f"Replay of a report of {at}." in shown
    assert "Replay" not in run("demo", "overloaded").stdout


def test_replayed_strangers_text_is_cleaned_again(run: Run, tmp_path: Path) -> None:
    """A report from elsewhere cannot carry an escape sequence or a key to the screen."""
    probe = {"name": "ping", "outcome": "unavailable", "note": f"\x1b[2J{DEMO_KEY}", "facts": {
        "message": f"\x1b]0;x\x07 {DEMO_KEY}"}}  # fmt: skip
    saved = tmp_path / "report.json"
    saved.write_text(
        json.dumps({"schema_version": 1, "checked_at": "2026-11-22T12:00:00Z", "probes": [probe]})
    )
    for options in (("-v",), ("--json",)):
        shown = run("check", "--replay", str(saved), *options).stdout
        assert "\x1b" not in shown
        assert "demodemo" not in shown


def test_error_file_and_standard_input(run: Run, tmp_path: Path) -> None:
    """The user's text may come from a file or from a pipe; megabytes and binary do no harm."""
    text = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    file = tmp_path / "log"
    file.write_bytes(b"\xff\x00 ordinary line\n" * 200_000 + text.encode())
    with serve(by_name("healthy")) as running:
        for done in (
            run("check", "--json", "--error-file", str(file), env=running.environ()),
            run("check", "--json", "--error-file", "-", env=running.environ(), input=text),
        ):
            verdict = json.loads(done.stdout)["verdict"]
            assert ("overloaded", "degraded") == (verdict["cause"], verdict["severity"])


@pytest.mark.parametrize(
    ("text", "side", "category"),
    [
        ("529", "server", "overloaded"),
        ("overloaded_error", "server", "overloaded"),
        ("400-4", "unknown", "unknown"),
        ("Request timed out.", "either", "timeout"),
        ("", "unknown", "unknown"),
    ],
)
def test_explain(run: Run, text: str, side: str, category: str) -> None:
    """From an argument and from a pipe, with the contract's keys, always exit code 0."""
    for done in (
        run("explain", text, "--json"),
        run("explain", "--json", input=text),
        run("explain", "-", "--json", input=text),
    ):
        document = json.loads(done.stdout)
        assert (0, "") == (done.returncode, done.stderr)
        assert (1, side, category) == (
            document["schema_version"],
            document["side"],
            document["category"],
        )
        assert {
            "http_status", "error_type", "retryable", "confidence", "meaning", "fixes", "matches"
        } <= document.keys()  # fmt: skip


def test_explain_reads_any_length_in_little_memory(
    run: Run, nowhere: dict[str, str], tmp_path: Path
) -> None:
    """Of 64 MiB, with letters that take four bytes each, the last line is read as well."""
    log = tmp_path / "big.log"
    line = "2026-11-22 12:00:00 API Error: 529 Overloaded \U0001f600\n".encode()
    log.write_bytes(line * ((64 << 20) // len(line)) + b"API Error: 401 Invalid API key")
    program = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'claude_doctor', 'explain', '--json'], check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
    )
    with log.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=nowhere,
            stdin=file,
            capture_output=True,
            check=True,
        )
    document = json.loads(done.stdout)
    assert "auth" == document["category"]
    assert (64 << 20) // len(line) == document["matches"][1]["count"]
    assert int(done.stderr) < 150 * 1024


@pytest.mark.parametrize(
    "arguments", [["explain", "-"], ["explain"], ["check", "--error-file", "-"], ["logs", "-"]]
)
def test_a_closed_standard_input_is_a_usage_error(
    nowhere: dict[str, str], arguments: list[str]
) -> None:
    """Said on stderr, nothing on stdout."""
    command = [sys.executable, "-m", "claude_doctor", *arguments]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", *command],
        env=nowhere, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (2, "") == (done.returncode, done.stdout)
    assert "closed" in done.stderr or "pipe one in" in done.stderr


def test_explain_says_that_a_code_is_nobodys(run: Run) -> None:
    """400-4 is in no official source: told, with what an article claims."""
    text = run("explain", "400-4").stdout
    assert "no official source" in text
    assert "unconfirmed" in text


def test_explain_loads_nothing_heavy(nowhere: dict[str, str]) -> None:
    """For `explain 529` neither httpx nor rich, bs4, PRAW or asyncio is loaded."""
    program = (
        "import sys; sys.argv = ['claude-doctor', 'explain', '529', '--json']\n"
        "from claude_doctor.cli import main\n"
        "try: main()\n"
        "finally: print(*{m.split('.')[0] for m in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=nowhere, capture_output=True, encoding="utf-8",
        check=True,
    )  # fmt: skip
    assert set() == {"httpx", "rich", "bs4", "praw", "asyncio"} & set(done.stderr.split())


@pytest.mark.parametrize("words", [
    ("explain", "529", "--json"), ("rules", "dns-failure"), ("nothing",), ("statusline",),
    ("fallbacks", "--json", "--timeout", "1"),
])  # fmt: skip
def test_a_process_ends_where_all_is_said(words: tuple[str, ...], nowhere: dict[str, str]) -> None:
    """It calls what was registered for its end, such as what removes the draft of a cached answer,
    and waits for no thread, nor takes anything apart beside one: where a thread is loading
    certificates, OpenSSL's own end crashes."""
    program = (
        "import atexit, sys, threading; sys.argv[0] = 'claude-doctor'\n"
        "from claude_doctor.__main__ import run\n"
        "threading.Thread(target=threading.Event().wait).start()\n"
        "atexit.register(print, 'cleared up'); run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=nowhere, capture_output=True,
        stdin=subprocess.DEVNULL, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.endswith("cleared up\n") and "Traceback" not in done.stderr
    assert (2 if words == ("nothing",) else 0) == done.returncode


def test_demo_and_rules_and_fixes_list_everything(run: Run) -> None:
    """The lists hold every scenario, rule and fix."""
    for command, names in (
        ("demo", [s.name for s in SCENARIOS]),
        ("rules", [rule.id for rule in all_rules()]),
        ("fixes", [fix.id for fix in FIXES]),
    ):
        text = run(command).stdout
        assert [] == [name for name in names if name not in text]
        one = run(command, names[1])
        assert names[1] in one.stdout if command == "rules" else one.stdout
    assert len(SCENARIOS) == len(json.loads(run("demo", "--json").stdout)["scenarios"])


def test_chaos_serves_until_interrupted(nowhere: dict[str, str]) -> None:
    """The first line exports the address, and the API answers there."""
    import httpx

    process = subprocess.Popen(
        [sys.executable, "-m", "claude_doctor", "chaos", "overloaded"],
        env=nowhere, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line.startswith("export ANTHROPIC_BASE_URL=http://127.0.0.1:")
    url = line.partition("=")[2]
    headers = {"x-api-key": DEMO_KEY, "anthropic-version": "2023-06-01"}
    body = {"model": "claude-haiku-5-5", "max_tokens": 5, "messages": [
        {"role": "user", "content": "x"}]}  # fmt: skip
    # Patient: that a loaded machine takes its time is no fault of the program's.
    with process:
        try:
            answer = httpx.post(f"{url}/v1/messages", json=body, headers=headers,
                                trust_env=False, verify=False, timeout=60)  # fmt: skip
            process.send_signal(2)
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert (529, 0) == (answer.status_code, process.returncode)


def test_a_reader_that_leaves_is_no_error(nowhere: dict[str, str]) -> None:
    """`| head -1` ends without a traceback."""
    done = subprocess.run(
        f"{sys.executable} -m claude_doctor rules | head -1",
        shell=True, env=nowhere, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "" == done.stderr


def test_a_terminal_without_unicode_and_a_narrow_one(run: Run) -> None:
    """An ASCII locale gets ASCII signs; 40 columns lose no words."""
    plain = run("demo", "overloaded", env={"PYTHONIOENCODING": "ascii", "COLUMNS": "80"})
    assert (10, "") == (plain.returncode, plain.stderr)
    assert plain.stdout.isascii()
    narrow = run("demo", "overloaded", env={"COLUMNS": "40"})
    long = [line for line in narrow.stdout.splitlines() if len(line) > 40]
    assert long == ["      client = anthropic.Anthropic(max_retries=5)"]  # code is never broken


def test_piped_output_has_no_colour(run: Run) -> None:
    """No escape sequence reaches a pipe, even on a forced-colour terminal type."""
    assert "\x1b" not in run("demo", "overloaded", env={"TERM": "xterm-256color"}).stdout


def test_the_twelve_probes() -> None:
    """The contract's names, no more and no fewer."""
    assert {
        "environment", "network", "status", "downdetector", "reddit", "github", "hackernews",
        "ping", "quota", "transcripts", "error", "cloud",
    } == {probe.name for probe in all_probes()}  # fmt: skip
