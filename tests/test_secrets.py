"""Recognisable secrets in every place there is, and peers that say them back: none comes through.

Everything that was printed and every file that was written is searched, for each secret as it is,
for its pieces, and for its Base64.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from claude_doctor.border import credentials
from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.answers import document
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Reply, Seen
from claude_doctor.fallbacks import all_providers
from tests.conftest import Run

MARK = "pLaNtEd"


def secret(name: str) -> str:
    """A value of no known form that names its place."""
    return f"{MARK}.{name}.9f8e7d6c"


KEYS = {key for provider in all_providers() for route in provider.routes for key in route.keys}
VARIABLES = {name: secret(name) for name in credentials.SECRET_VARIABLES}
VARIABLES |= {key: secret(key) for key in KEYS if credentials.holds_one(key, secret(key))}
OTHERS = {
    "ANTHROPIC_CUSTOM_HEADERS": f"X-Gateway-Auth: {secret('header')}\n"
    f"Authorization: Bearer {secret('bearer')}",
    "HTTPS_PROXY": f"http://anna:{secret('proxy')}@127.0.0.1:9",
    "https_proxy": f"http://anna:{secret('proxy-lower')}@127.0.0.1:9",
    "ALL_PROXY": f"http://anna:{secret('proxy-all').replace('.', '%2E')}@127.0.0.1:9",
    "NO_PROXY": "127.0.0.1",
}
SETTINGS = {
    "apiKeyHelper": f"/bin/echo {secret('helper')}",
    "env": {
        "ANTHROPIC_AUTH_TOKEN": secret("settings-token"),
        "MY_GATEWAY": secret("settings-unknown"),
        "HTTP_PROXY": f"http://anna:{secret('settings-proxy')}@127.0.0.1:9",
        "ANTHROPIC_BASE_URL": f"https://anna:{secret('settings-url')}@relay.example",
        "ANTHROPIC_CUSTOM_HEADERS": f"X-Key: {secret('settings-header')}",
    },
}
LOGIN = {
    "claudeAiOauth": {
        "accessToken": "sk-ant-oat01-" + secret("access"),
        "refreshToken": "sk-ant-ort01-" + secret("refresh"),
        "expiresAt": 1900000000000,
    }
}


def found(text: str) -> list[str]:
    """The secrets in a text: as they are, in Base64 (of a proxy's login, too)."""
    # Base64 depends on what stands before: the three possible offsets.
    coded = [base64.b64encode(b"x" * n + MARK.encode())[4:-4].decode() for n in range(3)]
    return [one for one in (MARK, MARK.lower(), "9f8e7d6c", *coded) if one in text]


def says_back(seen: Seen) -> Reply:
    """A gateway that refuses, and repeats every header that it was sent."""
    said = "; ".join(f"{name}: {value}" for name, value in seen.headers.items())
    error = {"type": "authentication_error", "message": f"refused: {said}"}
    return document({"type": "error", "error": error}, 401)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Running, dict[str, str]]]:
    """A world with secrets in the environment, in both files, in an address and in a transcript."""
    scenario = by_name("subscription-limit-in-transcript")
    with serve(dataclasses.replace(scenario, api=Api(says_back), front_door=Api())) as running:
        env = {**running.environ(), **VARIABLES, **OTHERS, "HOME": str(tmp_path)}
        env["ANTHROPIC_BASE_URL"] = running.api_url.replace("//", f"//anna:{secret('address')}@")
        claude = Path(env["CLAUDE_CONFIG_DIR"])
        (claude / "settings.json").write_text(json.dumps(SETTINGS))
        (claude / ".credentials.json").write_text(json.dumps(LOGIN))
        for transcript in claude.rglob("*.jsonl"):
            text = transcript.read_text().replace("session limit", f"limit {secret('MY_KEY')[:3]}")
            transcript.write_text(text)
        yield running, env


ALL = {**VARIABLES, **OTHERS, **SETTINGS["env"]}  # type: ignore[dict-item]
PASTED = "API Error: 500 " + " and ".join(str(value).splitlines()[-1] for value in ALL.values())

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("check", "--json"),
    ("check", "-v"),
    ("check", "-q"),
    ("check", "--offline", "--json"),
    ("check", "--error", PASTED, "-v"),
    ("check", "--error", PASTED, "--json"),
    ("check", "--only", VARIABLES["ANTHROPIC_AUTH_TOKEN"]),
    ("explain", PASTED),
    ("explain", "--json", PASTED),
    ("explain",),
    ("explain", "--json"),
    ("logs",),
    ("logs", "--json"),
    ("fallbacks", "--json"),
)  # fmt: skip


def test_no_secret_in_any_output_or_file(
    run: Run, world: tuple[Running, dict[str, str]], tmp_path: Path
) -> None:
    """Whatever is run, nothing of any secret is in stdout, stderr, cache, history or elsewhere."""
    running, env = world
    planted = {Path(env["CLAUDE_CONFIG_DIR"]) / name for name in ("settings.json",
                                                                  ".credentials.json")}  # fmt: skip
    for arguments in COMMANDS:
        piped = PASTED * 200 if arguments[0] == "explain" and len(arguments) < 3 else None
        done = run(*arguments, env={**env, "COLUMNS": "50"}, input=piped)
        typed = done.stdout + done.stderr
        assert [] == found(typed), arguments
        assert "Traceback" not in done.stderr
    for place in (tmp_path, running.folder):
        for file in place.rglob("*"):
            if file.is_file() and file not in planted:
                assert [] == found(file.read_text(errors="replace")), file


def test_each_secret_goes_to_its_own_origin_alone(
    run: Run, world: tuple[Running, dict[str, str]]
) -> None:
    """No other peer of the check receives anything of any secret, but each site its own key."""
    running, env = world
    run("check", "--json", env=env)
    run("fallbacks", "--json", env=env)
    for seen in running.log:
        allowed = {"admin": ("ANTHROPIC_ADMIN_KEY",)}.get(seen.role, ())
        sent = json.dumps([seen.path, dict(seen.headers), seen.body.decode("latin-1")])
        if seen.role == "api":  # the gateway's own
            continue
        if seen.path == "/api/v1/access_token":  # Reddit's own client id and secret, as Basic
            continue
        if seen.role == "admin":
            assert VARIABLES["ANTHROPIC_ADMIN_KEY"] == seen.headers["x-api-key"]
        for name in allowed:
            sent = sent.replace(VARIABLES[name], "")
        assert [] == found(sent), (seen.role, sent)


def test_what_is_never_sent(run: Run, world: tuple[Running, dict[str, str]]) -> None:
    """The stored login and what only settings.json holds reach nobody, not even the gateway."""
    running, env = world
    run("check", "--json", env={**env, "ANTHROPIC_BASE_URL": running.api_url})
    heads = json.dumps([dict(seen.headers) for seen in running.asked("api")])
    assert secret("ANTHROPIC_API_KEY") in heads
    for name in ("access", "refresh", "helper", "settings-token", "settings-unknown", "proxy"):
        assert secret(name) not in heads
