"""Calling a client once: in a process of its own, with the environment of a scenario."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .clients import PROGRAMS, Client

LIMIT_S = 25  # of one call; the clients' own time limits are far below
CODE_LIMIT_S = 90  # of Claude Code, which asks a cloud for its models first
TIMEOUT_S = 4  # what a client waits for the API; a busy machine needs a multiple of these


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call, in words; and what its user sees of a failure, as a program prints it:
    whole, and as the message alone."""

    got: str
    texts: tuple[str, ...] = ()


#: A call: its environment, and how it asks.
Call = Callable[[dict[str, str], dict[str, Any]], Outcome]


@contextmanager
def calls(client: Client, home: Path | None) -> Iterator[Call]:
    """A way to call it; what was loaded for it is gone afterwards. Without a home it is the one
    that this Python has."""
    place = client.place(home) if home else Path()
    if client.file.endswith(".py"):
        python = str(place / "bin/python") if home else sys.executable
        with _forked([python, *client.program.split()], client) as call:
            yield call
    else:
        one = {"curl": _curl, "claude": _claude, "go": _go}.get(client.file, _node)
        yield lambda env, task: one(client, place, env, task)


@contextmanager
def _forked(command: list[str], client: Client) -> Iterator[Call]:
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=PROGRAMS, env=env, text=True, bufsize=1, stderr=subprocess.DEVNULL,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdin and running.stdout
        if running.stdout.readline() != "ready\n":
            raise RuntimeError(f"{' '.join(command[1:])} does not start")
        asked, told = running.stdin, running.stdout

        def call(env: dict[str, str], task: dict[str, Any]) -> Outcome:
            env = _code_env(env, task) if client.code else env
            asked.write(json.dumps({**task, "env": env}) + "\n")
            return _outcome(told.readline())

        try:
            yield call
        finally:
            asked.close()


def _outcome(line: str) -> Outcome:
    got, *texts = json.loads(line)
    return Outcome(str(got), tuple(texts))


def _run(
    command: list[str], env: dict[str, str], limit_s: float
) -> subprocess.CompletedProcess[str] | None:
    env = {"PATH": os.environ["PATH"], **env}
    try:
        return subprocess.run(
            command, env=env, text=True, capture_output=True, timeout=limit_s,
            stdin=subprocess.DEVNULL, errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None


def _node(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> Outcome:
    newest = place.parent / "node/node_modules/.bin/node"
    env = _code_env(env, task) if client.code else {**env, "HOME": "/nonexistent"}
    # Node 24 and later reads the proxy's variables when it is told to.
    env |= {"CLIENT_HOME": str(place), "NODE_USE_ENV_PROXY": "1"}
    env["NODE_COMPILE_CACHE"] = str(place / "cache")
    node = str(newest) if newest.exists() else "node"
    command = [node, str(PROGRAMS / client.program), json.dumps(task)]
    done = _run(command, env, task["limit_s"])
    if done is None:
        return Outcome("no end")
    if not done.stdout:
        return Outcome(f"exit {done.returncode}", (done.stderr,))
    return _outcome(done.stdout.splitlines()[-1])


def _go(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> Outcome:
    built = place / "client"
    if not built.exists():
        place.mkdir(parents=True, exist_ok=True)
        told = {**os.environ, "GO111MODULE": "off", "GOTOOLCHAIN": "local"}
        source = str(PROGRAMS / "client.go")
        subprocess.run(["go", "build", "-o", str(built), source], env=told, check=True)
    done = _run([str(built), json.dumps(task)], env, task["limit_s"])
    return Outcome("no end") if done is None else _outcome(done.stdout)


def _code_env(env: dict[str, str], task: dict[str, Any]) -> dict[str, str]:
    """What keeps Claude Code to one question and to this machine."""
    if any(name.startswith("CLAUDE_CODE_USE_") for name in env):  # its address is the cloud's
        env = {name: value for name, value in env.items() if name != "ANTHROPIC_BASE_URL"}
    return {
        **env,
        "HOME": env.get("HOME", env["CLAUDE_CONFIG_DIR"]),
        "API_TIMEOUT_MS": str(task["timeout_s"] * 1000),
        "CLAUDE_STREAM_IDLE_TIMEOUT_MS": str(task["timeout_s"] * 1000),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_MAX_RETRIES": str(2 if task["retries"] is None else task["retries"]),
    }


def _claude(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> Outcome:
    program = place / "node_modules/@anthropic-ai/claude-code/bin/claude.exe"
    named = ["--model", env["CLIENT_MODEL"]] if task["named"] else []
    asked = [str(program), "-p", "Say pong", "--output-format", "json", *named]
    done = _run(asked, _code_env(env, task), task["limit_s"])
    if done is None:
        return Outcome("no end")
    try:
        told = json.loads(done.stdout)
    except ValueError:
        said = (done.stdout or done.stderr).strip()
        return Outcome(f"exit {done.returncode} {said[:60]}", (said,))
    if not told.get("is_error"):
        return Outcome("ok")
    status = told.get("api_error_status")
    why = status or told.get("api_error") or told["result"][:40]
    return Outcome(f"exit {done.returncode} {why}", (told["result"],))


def _curl(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> Outcome:
    body = {
        "model": env["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
        "stream": task["stream"],
    }
    done = _run(
        [
            *client.program.split(), "-sSN", "-m", str(task["timeout_s"]), "-w", "\n%{http_code}",
            "-d", json.dumps(body),
            "-H", "content-type: application/json", "-H", "anthropic-version: 2023-06-01",
            "-H", f"x-api-key: {env.get('ANTHROPIC_API_KEY', '')}",
            env["ANTHROPIC_BASE_URL"] + "/v1/messages",
        ],
        env,
        task["limit_s"],
    )  # fmt: skip
    if done is None:
        return Outcome("no end")
    text, _, status = done.stdout.rpartition("\n")
    whole = "message_stop" if task["stream"] else "stop_reason"
    if (done.returncode, status) == (0, "200") and whole in text:
        return Outcome("ok")
    texts = (text + done.stderr, done.stderr if done.stderr else text)
    if (done.returncode, status) == (0, "200"):
        return Outcome("200 in part", texts)
    return Outcome(f"exit {done.returncode} {status}", texts)
