"""A flawed variable, seen through the command line: never healthy and never offline, the variable
is named, and the first fix, typed in a real bash, is what cures."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import DEMO_KEY, Running, by_name, serve
from claude_doctor.chaos.wire import Reply
from tests.command import inside
from tests.peers import peer

Shell = Callable[..., dict[str, Any]]

#: The variable, its value, the cause that is the verdict, and the severity. {api}: the world's.
CASES: list[tuple[str, str, str, str]] = [
    ("ANTHROPIC_BASE_URL", "{api}\r", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "\t{api}\n", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", '"{api}"', "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "'{api}'\r", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "{api}\u200b", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "{host}", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "ANTHROPIC_BASE_URL={api}", "wrong-endpoint", "down"),
    ("ANTHROPIC_API_KEY", f"{DEMO_KEY}\r", "environment-conflict", "degraded"),
    ("ANTHROPIC_API_KEY", f"{DEMO_KEY}\u00a0", "environment-conflict", "down"),
    ("ANTHROPIC_API_KEY", f'"{DEMO_KEY}"', "environment-conflict", "degraded"),
    ("ANTHROPIC_API_KEY", f"{DEMO_KEY[:20]}\n{DEMO_KEY[20:]}", "key-rejected", "down"),
    ("ANTHROPIC_API_KEY", f"{DEMO_KEY}\ufeff", "key-rejected", "down"),
    ("ANTHROPIC_CUSTOM_HEADERS", '{"x-team": "blue"}', "environment-conflict", "down"),
    ("ANTHROPIC_API_KEY", f"Bearer {DEMO_KEY}", "environment-conflict", "degraded"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team: bl\u200bue", "environment-conflict", "degraded"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x team: blue", "environment-conflict", "down"),
    ("ANTHROPIC_CUSTOM_HEADERS", '"x-team: blue"', "environment-conflict", "down"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team=blue", "environment-conflict", "degraded"),
    ("SSL_CERT_FILE", "/nowhere/ca.pem", "environment-conflict", "down"),
    ("NODE_EXTRA_CA_CERTS", "/nowhere/ca.pem", "environment-conflict", "degraded"),
    ("HTTP_PROXY", '"http://127.0.0.1:9"', "proxy-failure", "down"),
    ("http_proxy", "http://127.0.0.1:9\r", "proxy-failure", "down"),
    ("HTTP_PROXY", "http://anna:Blue#Horse@127.0.0.1:9", "proxy-failure", "down"),
    ("HTTP_PROXY", "http://CORP\\anna:Horse@127.0.0.1:9", "environment-conflict", "degraded"),
    ("https_proxy", "socks5://127.0.0.1:9", "proxy-failure", "down"),
    ("ANTHROPIC_BASE_URL", "http:/{host}", "wrong-endpoint", "down"),
    ("ANTHROPIC_BASE_URL", "http//{host}", "wrong-endpoint", "down"),
    ("ALL_PROXY", "ftp://127.0.0.1:9", "proxy-failure", "down"),
    ("ANTHROPIC_MODEL", '"claude-haiku-5-5"', "environment-conflict", "down"),
    ("ANTHROPIC_MODEL", " claude-haiku-5-5", "environment-conflict", "down"),
    ("ANTHROPIC_MODEL", "claude-haiku-5-5\r", "environment-conflict", "down"),
]  # fmt: skip


@pytest.fixture
def shell(nowhere: dict[str, str]) -> Shell:
    """`check --json` in the environment that a real bash leaves behind after the command."""

    def check(running: Running, command: str, *options: str, **env: str) -> dict[str, Any]:
        kept = {**nowhere, **running.environ(), **env}
        left = subprocess.run(["bash", "-c", f"{command}\nenv -0"], env=kept, capture_output=True,
                              encoding="utf-8", check=True)  # fmt: skip
        after = dict(line.split("=", 1) for line in left.stdout.split("\0") if "=" in line)
        done = inside(("check", "--json", "--timeout", "10", *options), after, None)
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return check


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "value", "cause", "severity"), CASES)
def test_a_flaw_is_told_and_its_first_fix_cures(
    name: str, value: str, cause: str, severity: str, shell: Shell
) -> None:
    """One flaw in a world where all is well."""
    with serve(by_name("healthy")) as running:
        api = running.api_url
        env = {name: value.replace("{api}", api).replace("{host}", api.removeprefix("http://"))}
        report = shell(running, "true", **env)
        verdict = report["verdict"]
        assert (cause, severity) == (verdict["cause"], verdict["severity"]), verdict["summary"]
        assert name in verdict["summary"]
        for planted in ("demodemo", "Horse", "anna", "nowhere/ca"):
            assert planted not in json.dumps(report)
        command = report["fixes"][0]["command"]
        again = shell(running, command, **env)["verdict"]
        assert "healthy" == again["cause"], again["summary"]


def test_claude_code_gets_along_where_the_sdk_does_not(shell: Shell) -> None:
    """A carriage return behind the address: down for the SDK, degraded for Claude Code."""
    with serve(by_name("healthy")) as running:
        env = {"ANTHROPIC_BASE_URL": f"{running.api_url}\r"}
        told = shell(running, "true", "--surface", "code", **env)["verdict"]
    assert ("environment-conflict", "degraded") == (told["cause"], told["severity"])
    assert "Claude Code does not" in told["summary"]


#: What a closed network looks like: a proxy that answers, or refuses, and nothing else.
GATEWAY = "https://gateway.corp.example"


def test_a_gateway_that_the_proxy_does_not_let_through(shell: Shell) -> None:
    """NO_PROXY is named as what lacks the gateway, and the fix puts it there."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": at.url}
        report = shell(running, "unset NO_PROXY no_proxy", **env)
    assert "add it to NO_PROXY" in report["verdict"]["summary"]
    assert f"127.0.0.1:{at.port}" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"] == (
        'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}gateway.corp.example"'
    )


def test_an_entry_that_means_the_gateway_and_misses_it(shell: Shell) -> None:
    """A port in NO_PROXY, or a star: the entry itself is named."""
    for entry in ("corp.example:443", "*.corp.example"):
        with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
            env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": at.url, "NO_PROXY": entry}
            report = shell(running, "unset no_proxy", **env)
        assert f"NO_PROXY={entry} does not match" in report["verdict"]["summary"]


def test_the_losing_variable_is_left_alone(shell: Shell, closed_port: int) -> None:
    """The lower-case proxy is dead and wins: the fix takes that one away and no other."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": at.url,
               "https_proxy": f"http://127.0.0.1:{closed_port}"}  # fmt: skip
        report = shell(running, "true", **env)
    assert "https_proxy overrides HTTPS_PROXY" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"] == "unset https_proxy"


def test_a_proxy_that_speaks_plain_http(shell: Shell) -> None:
    """https:// in front of the proxy's name: the first fix writes http:// there."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": at.url.replace("http:", "https:")}
        report = shell(running, "unset NO_PROXY no_proxy", **env)
    assert "HTTPS_PROXY starts with https://" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"] == 'export HTTPS_PROXY="http${HTTPS_PROXY#https}"'


def test_no_proxy_that_keeps_the_api_from_the_only_way(shell: Shell, closed_port: int) -> None:
    """The entry is named, and the fix takes away that entry alone."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        env = {"ANTHROPIC_BASE_URL": f"https://127.0.0.1:{closed_port}", "HTTPS_PROXY": at.url,
               "NO_PROXY": "x.example,127.0.0.1,y.example"}  # fmt: skip
        report = shell(running, "unset no_proxy", **env)
    assert "NO_PROXY holds 127.0.0.1" in report["verdict"]["summary"]
    assert report["fixes"][0]["command"] == 'export NO_PROXY="x.example,y.example"'


def test_an_empty_key_in_ci(shell: Shell) -> None:
    """In a pipeline the first fix is about its secrets, elsewhere about the key; an empty variable
    beside another credential is no fault."""
    with serve(by_name("healthy")) as running:
        for name in ("ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"):
            env = {"ANTHROPIC_API_KEY": "", name: ""}
            told = shell(running, "true", CI="true", **env)
            assert "ANTHROPIC_API_KEY is set but empty" in told["verdict"]["summary"]
            assert "set-secret" == told["fixes"][0]["id"]
        alone = shell(running, "unset ANTHROPIC_API_KEY", CI="1", CLAUDE_CODE_OAUTH_TOKEN="")
        assert "CLAUDE_CODE_OAUTH_TOKEN is set but empty" in alone["verdict"]["summary"]
        told = shell(running, "unset CI", ANTHROPIC_API_KEY="")
        assert "ANTHROPIC_API_KEY is set but empty" in told["verdict"]["summary"]
        assert "check-key" == told["fixes"][0]["id"]
        env = {"ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": DEMO_KEY}
        assert "healthy" == shell(running, "true", CI="true", **env)["verdict"]["cause"]


@pytest.mark.parametrize(
    ("model", "whose", "own"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "Amazon Bedrock's",
         "claude-sonnet-4-5-20250929"),
        ("claude-opus-4-1@20250805", "Google Vertex AI's", "claude-opus-4-1-20250805"),
        ("anthropic/claude-sonnet-4.5", "OpenRouter's or LiteLLM's", "claude-sonnet-4-5"),
        ("gpt-4o", "OpenAI's", None),
        ("gemini-2.5-pro", "Google's", None),
    ],
)  # fmt: skip
def test_another_providers_model_id(model: str, whose: str, own: str | None, shell: Shell) -> None:
    """Whose id it is is told, and Anthropic's own for it is the first fix, where there is one."""
    with serve(by_name("model-not-found")) as running:
        report = shell(running, "true", ANTHROPIC_MODEL=model)
    assert f"{model} is an id of {whose}" in report["verdict"]["summary"]
    wanted = f'export ANTHROPIC_MODEL="{own}"' if own else "unset ANTHROPIC_MODEL"
    assert wanted == report["fixes"][0]["command"]


def test_a_der_file(shell: Shell, tmp_path: Path) -> None:
    """The binary form where PEM belongs: down for the SDK, and the fix converts it."""
    import ssl

    import trustme

    ca = tmp_path / "ca.der"
    ca.write_bytes(ssl.PEM_cert_to_DER_cert(trustme.CA().cert_pem.bytes().decode()))
    with serve(by_name("healthy")) as running:
        env = {"SSL_CERT_FILE": str(ca), "HOME": str(tmp_path)}
        report = shell(running, "true", **env)
        assert "SSL_CERT_FILE names a DER file" in report["verdict"]["summary"]
        again = shell(running, report["fixes"][0]["command"], **env)
    assert again["verdict"]["cause"] == "healthy"


@pytest.mark.parametrize(
    ("value", "severity", "said"),
    [
        ("{api}\r", "none", "Claude Code ignores it"),
        (" {api}", "none", "Claude Code ignores it"),
        ('"{api}"', "down", "Claude Code fails on it"),
    ],
)
def test_a_flaw_in_claude_codes_settings(
    value: str, severity: str, said: str, shell: Shell, tmp_path: Path
) -> None:
    """What stands in settings.json is read as it stands there: blanks and line ends around a value
    do Claude Code no harm and are a remark, quotation marks make it fail (2.1.197, tried)."""
    with serve(by_name("healthy")) as running:
        env = {"ANTHROPIC_BASE_URL": value.replace("{api}", running.api_url),
               "ANTHROPIC_AUTH_TOKEN": DEMO_KEY}  # fmt: skip
        (tmp_path / "settings.json").write_text(json.dumps({"env": env}))
        own = {"CLAUDE_CONFIG_DIR": str(tmp_path)}
        left = "unset ANTHROPIC_API_KEY ANTHROPIC_BASE_URL"
        report = shell(running, left, "--surface", "code", **own)
    assert severity == report["verdict"]["severity"], report["verdict"]
    assert said in json.dumps(report)


def test_one_setting_that_is_wrong_by_itself_contradicts_none(shell: Shell) -> None:
    """A flaw of one variable has a sentence of its own; two credentials contradict each other."""
    with serve(by_name("healthy")) as running:
        one = shell(running, "true", NODE_EXTRA_CA_CERTS="/nowhere/ca.pem")["verdict"]
        two = shell(running, "true", ANTHROPIC_AUTH_TOKEN="another")["verdict"]
    assert one["summary"].startswith("It's a setting: NODE_EXTRA_CA_CERTS ")
    assert two["summary"].startswith("Your settings conflict: ")


@pytest.mark.parametrize("login", ["anna:Blue Horse", "anna:Blue[Horse", "anna:]Blue]"])
def test_a_proxys_login_that_every_program_takes(login: str, shell: Shell) -> None:
    """Blanks and brackets in a password: no flaw, and the proxy is sent the login as it is."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        proxy = f"http://{login}@127.0.0.1:{at.port}"
        env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": proxy}
        report = shell(running, "unset NO_PROXY no_proxy", **env)
        sent = {seen.headers.get("proxy-authorization") for seen in at.asked}
    assert f"Basic {base64.b64encode(login.encode()).decode()}" in sent
    assert "add it to NO_PROXY" in report["verdict"]["summary"]


def test_the_address_of_every_interface_is_this_machine(shell: Shell) -> None:
    """Who calls 0.0.0.0 comes to this machine: the key is sent, and nothing is wrong."""
    with serve(by_name("healthy")) as running:
        base = running.api_url.replace("127.0.0.1", "0.0.0.0")
        report = shell(running, "true", ANTHROPIC_BASE_URL=base)
    assert report["verdict"]["cause"] == "healthy"


@pytest.mark.parametrize(("key", "kind"), [
    ("sk-proj-Blue5Horse9Blue5Horse9", "an OpenAI key"),
    ("sk-or-v1-Blue5Horse9Blue5Horse9", "an OpenRouter key"),
    ("sk-ant-admin01-Blue5Horse9", "an admin key"),
    ("your-api-key-here", "a placeholder"),
    ("sk-ant-api03-xxxxxxxxxxxx", "a placeholder"),
    ("${MY_KEY}", "a variable name"),
    ("sk-ant-api03-Blue5Horse9", ""),
])  # fmt: skip
def test_a_refused_key_is_told_by_its_kind(key: str, kind: str, shell: Shell) -> None:
    """Whose it is stands in the sentence, and the fix asks for a key of Anthropic's."""
    with serve(by_name("key-rejected")) as running:
        front = {"CLAUDE_DOCTOR_FRONT_DOOR_URL": running.api_url}
        report = shell(running, "true", ANTHROPIC_API_KEY=key, **front)
    assert "key-rejected" == report["verdict"]["cause"]
    told = report["verdict"]["summary"]
    assert f"ANTHROPIC_API_KEY holds {kind}" in told if kind else "holds" not in told
    assert "Horse9" not in json.dumps(report)
    assert report["fixes"][0]["command"].startswith("export ANTHROPIC_API_KEY=")


@pytest.mark.parametrize("begun", ["htpp://", "http:/", "http//"])
def test_a_misspelled_proxy_is_not_taken_away(begun: str, shell: Shell) -> None:
    """It may be the only way out: the first fix writes its scheme right."""
    with serve(by_name("healthy")) as running, peer(Reply(403)) as at:
        env = {"ANTHROPIC_BASE_URL": GATEWAY, "HTTPS_PROXY": f"{begun}127.0.0.1:{at.port}"}
        report = shell(running, "unset NO_PROXY no_proxy", **env)
        command = report["fixes"][0]["command"]
        after = shell(running, f"unset NO_PROXY no_proxy; {command}", **env)
    assert "HTTPS_PROXY has http:// misspelled" in report["verdict"]["summary"]
    assert "add it to NO_PROXY" in after["verdict"]["summary"]


def test_a_range_of_addresses_keeps_one_program_from_the_proxy(shell: Shell) -> None:
    """Python reads 10.0.0.0/8 and Claude Code does not: NO_PROXY is named, and what it lacks."""
    with serve(by_name("healthy")) as running:
        env = {"ANTHROPIC_BASE_URL": "http://10.9.9.20:4000", "NO_PROXY": "10.0.0.0/8",
               "HTTP_PROXY": "http://10.9.9.1:3128"}  # fmt: skip
        report = shell(running, "unset no_proxy", "--offline", **env)
    facts = next(p["facts"] for p in report["probes"] if p["name"] == "environment")
    assert "NO_PROXY covers 10.9.9.20 by a range" in facts["first_conflict"]
    assert facts["mend"] == 'export NO_PROXY="${NO_PROXY:+$NO_PROXY,}10.9.9.20"'
