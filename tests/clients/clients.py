"""The clients: how each is installed in a scratch place, and how one call of it is made."""

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

PROGRAMS = Path(__file__).parent / "programs"
LIMIT_S = 25  # of one call; the clients' own time limits are far below
TIMEOUT_S = 4  # what a client waits for the API

#: A call: its environment, and how it asks. It gives the outcome in words.
Call = Callable[[dict[str, str], dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Client:
    """One client. `packages` of pip or npm; `forced`: it can ask for a form of its answer; `cloud`:
    the role of the cloud that it calls."""

    name: str
    packages: tuple[str, ...]
    program: str
    forced: bool = False
    ways: tuple[bool, ...] = (False, True)
    cloud: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def node(self) -> bool:
        """Whether it comes from npm."""
        return self.program.endswith(".mjs") or self.program == "claude"

    def place(self, home: Path) -> Path:
        """Its folder; what serves several clouds is there once."""
        name = self.name.removesuffix(f"-{self.cloud}") if self.cloud else self.name
        return home / ("node" if self.node else "py") / name

    def installed(self, home: Path) -> bool:
        """Whether it is there."""
        if self.program == "curl":
            return True
        inside = "node_modules" if self.node else "bin/python"
        return (self.place(home) / inside).exists()

    def install(self, home: Path) -> None:
        """Fetch it by its ordinary package manager."""
        place = self.place(home)
        place.mkdir(parents=True, exist_ok=True)
        if self.node:
            command = ["npm", "install", "--prefix", str(place), "--no-audit", *self.packages]
        else:
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            command = [str(place / "bin/pip"), "install", "-q", *self.packages]
        subprocess.run(command, check=True, timeout=900)

    @contextmanager
    def calls(self, home: Path | None) -> Iterator[Call]:
        """A way to call it; what was loaded for it is gone afterwards. Without a home it is the
        one that this Python has."""
        if self.program.endswith(".py"):
            python = str(self.place(home) / "bin/python") if home else sys.executable
            with _forked([python, self.program]) as call:
                yield call
        else:
            one = {"curl": _curl, "claude": _claude}.get(self.program, _node)
            place = self.place(home) if home else Path()
            yield lambda env, task: one(self, place, env, task)


EXTRAS = "bedrock,vertex,aws"
CLOUDS = ("bedrock", "vertex", "foundry", "mantle", "anthropic_aws")
CLIENTS = (
    Client("py-sdk", ("anthropic",), "python_sdk.py"),
    Client("py-sdk-0.40", ("anthropic==0.40.0", "httpx<0.28"), "python_sdk.py"),
    Client("ts-sdk", ("@anthropic-ai/sdk",), "typescript_sdk.mjs"),
    Client("claude-code", ("@anthropic-ai/claude-code",), "claude", ways=(True,)),
    Client("litellm", ("litellm",), "litellm_.py"),
    Client("langchain", ("langchain-anthropic",), "langchain_.py", forced=True),
    Client("pydantic-ai", ("pydantic-ai-slim[anthropic]",), "pydantic_ai_.py", forced=True),
    Client("ai-sdk", ("ai", "@ai-sdk/anthropic"), "ai_sdk.mjs", forced=True),
    Client("curl", (), "curl"),
    *(
        Client(f"py-clouds-{cloud}", (f"anthropic[{EXTRAS}]",), "cloud_sdk.py", cloud=cloud)
        for cloud in CLOUDS
    ),
    *(
        Client(f"claude-code-{cloud}", ("@anthropic-ai/claude-code",), "claude", ways=(True,),
               cloud=cloud)
        for cloud in CLOUDS
    ),
)  # fmt: skip


@contextmanager
def _forked(command: list[str]) -> Iterator[Call]:
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        command, cwd=PROGRAMS, env=env, text=True, bufsize=1, stderr=subprocess.DEVNULL,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdin and running.stdout
        if running.stdout.readline() != "ready\n":
            raise RuntimeError(f"{command[-1]} does not start")
        asked, told = running.stdin, running.stdout

        def call(env: dict[str, str], task: dict[str, Any]) -> str:
            asked.write(json.dumps({**task, "env": env, "limit_s": LIMIT_S}) + "\n")
            return str(json.loads(told.readline()))

        try:
            yield call
        finally:
            asked.close()


def _run(
    command: list[str], env: dict[str, str], limit_s: int = LIMIT_S
) -> subprocess.CompletedProcess[str] | None:
    env = {"PATH": os.environ["PATH"], **env}
    try:
        return subprocess.run(
            command, env=env, text=True, capture_output=True, timeout=limit_s,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None


def _node(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> str:
    program = str(PROGRAMS / client.program)
    env = {**env, "CLIENT_HOME": str(place), "HOME": "/nonexistent"}
    # Node 24 and later reads the proxy's variables when it is told to.
    done = _run(["node", program, json.dumps(task)], {**env, "NODE_USE_ENV_PROXY": "1"})
    if done is None:
        return "no end"
    return str(json.loads(done.stdout)) if done.stdout else f"exit {done.returncode}"


def _claude(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> str:
    program = place / "node_modules/@anthropic-ai/claude-code/bin/claude.exe"
    env = {
        **env,
        "HOME": env.get("HOME", env["CLAUDE_CONFIG_DIR"]),
        "API_TIMEOUT_MS": str(TIMEOUT_S * 1000),
        "CLAUDE_STREAM_IDLE_TIMEOUT_MS": str(TIMEOUT_S * 1000),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_MAX_RETRIES": str(2 if task["retries"] is None else task["retries"]),
    }
    named = ["--model", env["CLIENT_MODEL"]] if task["named"] else []
    if client.cloud:  # its address is the cloud's
        env.pop("ANTHROPIC_BASE_URL")
    done = _run([str(program), "-p", "Say pong", "--output-format", "json", *named], env, 90)
    if done is None:
        return "no end"
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return f"exit {done.returncode} {(done.stdout or done.stderr).strip()[:60]}"
    if not told.get("is_error"):
        return "ok"
    status = told.get("api_error_status")
    return f"exit {done.returncode} {status or told.get('api_error') or told['result'][:40]}"


def _curl(client: Client, place: Path, env: dict[str, str], task: dict[str, Any]) -> str:
    body = {
        "model": env["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
        "stream": task["stream"],
    }
    done = _run(
        [
            "curl", "-sSN", "-m", str(TIMEOUT_S), "-w", "\n%{http_code}", "-d", json.dumps(body),
            "-H", "content-type: application/json", "-H", "anthropic-version: 2023-06-01",
            "-H", f"x-api-key: {env.get('ANTHROPIC_API_KEY', '')}",
            env["ANTHROPIC_BASE_URL"] + "/v1/messages",
        ],
        env,
    )  # fmt: skip
    if done is None:
        return "no end"
    text, _, status = done.stdout.rpartition("\n")
    whole = "message_stop" if task["stream"] else "stop_reason"
    if (done.returncode, status) == (0, "200"):
        return "ok" if whole in text else "200 in part"
    return f"exit {done.returncode} {status}"
