"""The recipes that make no call of the table's kind, each where it is meant to help."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from claude_doctor.chaos import DEMO_KEY, by_name, serve
from claude_doctor.fixes import recipe
from tests.recipes.measure import loaded

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
PATH = os.environ["PATH"]


def file(name: str, language: str = "bash") -> Path:
    (one,) = (one for one in recipe.of(name) if one.language == language)
    return one.path


def bash(
    script: Path, *arguments: str, place: Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The recipe in this folder; no key is ever in what it prints."""
    done = subprocess.run(
        ["bash", str(script), *arguments], cwd=place, capture_output=True, encoding="utf-8",
        env={"PATH": PATH, "HOME": str(place), **(env or {})}, timeout=60, check=False,
    )  # fmt: skip
    assert DEMO_KEY not in done.stdout + done.stderr
    return done


def stand_in(place: Path, name: str, lines: str) -> str:
    """A program of this name for the script; the PATH with it."""
    folder = place / "bin"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return f"{folder}:{PATH}"


def test_what_an_agent_broke_is_found_and_comes_back(tmp_path: Path) -> None:
    """Half-written, emptied, new and lost files are named; branch, index and stash are as before;
    each file comes back as it was, an untracked one too."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    place = tmp_path / "a place"
    (place / "in").mkdir(parents=True)

    def git(*arguments: str) -> str:
        name = ["-c", "user.name=a", "-c", "user.email=a@localhost"]
        return subprocess.run(["git", *name, *arguments], cwd=place, capture_output=True,
                              encoding="utf-8", check=True).stdout  # fmt: skip

    git("init", "-q")
    before = {"whole.py": "x = 1\n", "data.json": '{"a": 1}\n', "in/ü b.txt": "mine\n"}
    for name, text in before.items():
        (place / name).write_text(text, encoding="utf-8")
    git("add", "whole.py")
    git("commit", "-qm", "first")
    (place / "staged.txt").write_text("staged\n", encoding="utf-8")
    git("add", "staged.txt")
    state = git("status", "--porcelain=v2", "--branch"), git("stash", "list")
    script = file("commit-first")
    assert bash(script, "save", place=place).stdout.startswith("saved as ")
    assert state == (git("status", "--porcelain=v2", "--branch"), git("stash", "list"))
    (place / "whole.py").write_text("def f(\n", encoding="utf-8")
    (place / "data.json").write_text("", encoding="utf-8")
    (place / "new.sh").write_text("if true\n", encoding="utf-8")
    (place / "in/ü b.txt").unlink()
    assert {
        "changed, does not parse: whole.py", "changed, empty: data.json",
        "new, does not parse: new.sh", "gone: in/ü b.txt",
    } == set(bash(script, "broken", place=place / "in").stdout.splitlines())  # fmt: skip
    for name, text in before.items():
        git("checkout", "refs/claude-doctor/before", "--", name)
        assert text == (place / name).read_text(encoding="utf-8")
    hook = json.loads(bash(script, "hook", place=place).stdout)
    (entry,) = hook["hooks"]["UserPromptSubmit"][0]["hooks"]
    done = subprocess.run(entry["command"], shell=True, cwd=place, capture_output=True, check=False)
    assert (0, b"") == (done.returncode, done.stdout)  # what a hook prints goes to the model


def test_without_a_repository_nothing_is_saved(tmp_path: Path) -> None:
    """It says so, with exit code 2."""
    done = bash(file("commit-first"), "save", place=tmp_path,
                env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})  # fmt: skip
    assert (2, "") == (done.returncode, done.stdout)


@pytest.mark.parametrize("der", [False, True])
def test_python_trusts_the_companys_ca(der: bool, tmp_path: Path) -> None:
    """What the recipe exports lets the client verify a proxy's certificate, which it did not."""
    if shutil.which("openssl") is None or shutil.which("curl") is None:
        pytest.skip("openssl or curl is not installed")
    company, given = trustme.CA(), tmp_path / "company ca.crt"
    company.cert_pem.write_to_path(given)
    if der:
        subprocess.run(["openssl", "x509", "-in", given, "-outform", "DER", "-out", given],
                       check=True)  # fmt: skip
    context = server_context(company)
    with serve(by_name("healthy"), tls={"api": context}) as running:
        script, url = file("proxy-ca"), running.api_url
        done = bash(script, str(given), url, place=tmp_path)
        assert 0 == done.returncode, done.stderr
        ask = f"curl -sS -o {tmp_path}/answer {url}/v1/models"
        (tmp_path / "with.sh").write_text(f"{done.stdout}\n{ask}\n", encoding="utf-8")
        (tmp_path / "without.sh").write_text(f"{ask}\n", encoding="utf-8")
        assert 60 == bash(tmp_path / "without.sh", place=tmp_path).returncode  # not verified
        assert 0 == bash(tmp_path / "with.sh", place=tmp_path).returncode
        names = {line.split("=")[0] for line in done.stdout.splitlines() if line[:1] != "#"}
        assert {"export SSL_CERT_FILE", "export NODE_EXTRA_CA_CERTS"} < names
        trustme.CA().cert_pem.write_to_path(given)
        wrong = bash(script, str(given), url, place=tmp_path)
        assert (1, "") == (wrong.returncode, wrong.stdout)
        assert "another CA" in wrong.stderr


def server_context(company: trustme.CA):  # type: ignore[no-untyped-def]
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    company.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.mark.parametrize(
    ("version", "known", "lacks"),
    [("2.1.197 (Claude Code)", 0, 4), ("2.1.292 (Claude Code)", 2, 2), ("2.2.0", 4, 0)],
)
def test_claude_code_gets_what_its_version_knows(
    version: str, known: int, lacks: int, tmp_path: Path
) -> None:
    """Names that came later are left out and told; what is printed is shell."""
    path = stand_in(tmp_path, "claude", f"echo '{version}'")
    done = bash(file("claude-code"), place=tmp_path, env={"PATH": path})
    assert 0 == done.returncode
    exported = [line for line in done.stdout.splitlines() if line.startswith("export ")]
    assert (known + 1, lacks) == (len(exported), done.stderr.count("needs Claude Code"))
    assert 0 == subprocess.run(["bash", "-n", "-c", done.stdout], check=False).returncode


def test_without_claude_code_it_says_so(tmp_path: Path) -> None:
    """No variables for a program that is not there."""
    done = bash(file("claude-code"), place=tmp_path,
                env={"PATH": stand_in(tmp_path, "claude", "exit 127")})  # fmt: skip
    assert (1, "") == (done.returncode, done.stdout)


@pytest.mark.parametrize(
    ("check", "code", "ran"), [(0, 3, True), (10, 0, False), (11, 11, False), (12, 12, False),
                               (13, 13, False), (14, 3, True)],
)  # fmt: skip
def test_the_gate(check: int, code: int, ran: bool, tmp_path: Path) -> None:
    """Theirs: skipped softly. Ours, the way too: failed. Well or unknown: the command decides."""
    path = stand_in(tmp_path, "claude-doctor", f"[ $1 = check ] && exit {check}; echo {{}}")
    output = tmp_path / "output"
    done = bash(file("ci-gate"), "bash", "-c", "touch ran; exit 3", place=tmp_path,
                env={"PATH": path, "GITHUB_OUTPUT": str(output)})  # fmt: skip
    assert (code, ran) == (done.returncode, (tmp_path / "ran").exists())
    assert (check == 10) is output.exists()


def test_the_gate_runs_it_once_more(tmp_path: Path) -> None:
    """A command that met an overload is run again when the service answers; no other is."""
    real = f'exec {sys.executable} -m claude_doctor "$@"'
    said = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
    for explain, times in ((real, 2), ("""echo '{"side": "none", "retryable": null}'""", 1)):
        path = stand_in(tmp_path, "claude-doctor", f'[ "$1" = explain ] || exit 0\n{explain}')
        (tmp_path / "ran").unlink(missing_ok=True)
        done = bash(file("ci-gate"), "bash", "-c", f"echo x >>ran; echo '{said}'; exit 4",
                    place=tmp_path, env={"PATH": path})  # fmt: skip
        assert (4, times) == (done.returncode, (tmp_path / "ran").read_text().count("x"))


def test_what_is_left_is_shown(tmp_path: Path) -> None:
    """Each limit of the answer's headers, and where it failed why."""
    with serve(by_name("quota-low")) as running:
        env = {k: v for k, v in running.environ().items() if k.startswith("ANTHROPIC")}
        done = bash(file("quota"), place=tmp_path, env=env)
    assert 0 == done.returncode, done.stderr
    assert ["requests", "tokens", "input-tokens", "output-tokens"] == [
        line.split()[0] for line in done.stdout.splitlines()
    ]
    with serve(by_name("rate-limited")) as running:
        env = {k: v for k, v in running.environ().items() if k.startswith("ANTHROPIC")}
        done = bash(file("quota"), place=tmp_path, env=env)
    assert 1 == done.returncode
    assert "retry-after" in done.stdout
    assert "HTTP 429" in done.stderr


def test_it_waits_before_the_limit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With three per cent left the next call waits for the reserve, with enough left it does not;
    headers that are absent or odd are no limit."""
    pytest.importorskip("anthropic")
    pauses = {}
    for name in ("healthy", "quota-low"):
        with serve(by_name(name)) as running:
            for key, value in running.environ().items():
                if key.startswith("ANTHROPIC"):
                    monkeypatch.setenv(key, value)
            module = loaded(file("quota", "python"))
            module.ask("Say hello.")
            pauses[name] = module.pause_until > 0 and module.pause_until
            shown = capsys.readouterr().out
            assert "input-tokens: " in shown
            assert DEMO_KEY not in shown
    assert pauses["quota-low"] > pauses["healthy"]
    odd = {"anthropic-ratelimit-requests-limit": "x", "anthropic-ratelimit-tokens-remaining": "1"}
    assert (0.0, {}) == (module.pause(odd), module.left(odd))


def test_a_cut_piece_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reaches max_tokens is asked again in two halves, first the first; where even a short
    piece reaches it the work ends with a word about that."""
    pytest.importorskip("anthropic")
    with serve(by_name("healthy")) as running:
        for key, value in running.environ().items():
            if key.startswith("ANTHROPIC"):
                monkeypatch.setenv(key, value)
        module = loaded(file("shorter-output", "python"))
        monkeypatch.setattr(module, "MAX_TOKENS", 5)
        piece = "one " * 50 + "two " * 50
        assert piece == "".join(module.halves(piece))
        with pytest.raises(ValueError, match="no room"):
            module.done(piece)
        bodies = [seen.body.decode() for seen in running.asked("api")]
    assert [piece, module.halves(piece)[0]] == [
        json.loads(body)["messages"][0]["content"].split("<text>\n")[1].split("\n</text>")[0]
        for body in bodies[:2]
    ]
