"""What is wrong with a variable is named by its place, nothing of its value is said, the command
that is told cures it in a real bash, and the Python SDK fails where it is said to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claude_doctor.border.addresses import repaired
from claude_doctor.border.flaw import KINDS, REFUSED, Kind
from claude_doctor.border.lint import lint
from claude_doctor.border.redact import plain
from claude_doctor.chaos.wire import Reply
from claude_doctor.fixes.commands import safe
from tests.peers import peer

API = "http://127.0.0.1:9"
SECRET = "sk-ant-api03-PLANTEDPLANTED"
PROXY = "http://127.0.0.1:3128"
FLAWS: list[tuple[str, str, str]] = [
    ("ANTHROPIC_BASE_URL", f"{API}\r", "ends with a carriage return"),
    ("ANTHROPIC_BASE_URL", f" {API}\n", "surrounding whitespace"),
    ("ANTHROPIC_BASE_URL", f'"{API}"', "quotation marks"),
    ("ANTHROPIC_BASE_URL", f"'{API}'\r", "carriage return"),
    ("ANTHROPIC_BASE_URL", f"“{API}”", "quotation marks"),
    ("ANTHROPIC_BASE_URL", f"{API}\u200b", "invisible character (its 19th)"),
    ("ANTHROPIC_BASE_URL", "http:// 127.0.0.1:9", "a space inside (its 8th character)"),
    ("ANTHROPIC_BASE_URL", "localhost:4000", "lacks http://"),
    ("ANTHROPIC_BASE_URL", "litellm:4000", "lacks http://"),
    ("ANTHROPIC_BASE_URL", "10.1.2.3", "lacks http://"),
    ("ANTHROPIC_BASE_URL", "//gateway.corp.example/x", "lacks https://"),
    ("ANTHROPIC_BASE_URL", f"export ANTHROPIC_BASE_URL={API}", "assignment"),
    ("ANTHROPIC_BASE_URL", "", "set but empty"),
    ("ANTHROPIC_BASE_URL", "https://anna:Pl@nted#77@gateway.example", "percent-encoded"),
    ("ANTHROPIC_API_KEY", f"{SECRET}\r\n", "surrounding whitespace"),
    ("ANTHROPIC_API_KEY", f"`{SECRET}`", "quotation marks"),
    ("ANTHROPIC_API_KEY", f"{SECRET}\ufeff", "invisible"),
    ("ANTHROPIC_API_KEY", f"{SECRET[:12]}\n{SECRET[12:]}", "inside"),
    ("ANTHROPIC_AUTH_TOKEN", f"ANTHROPIC_AUTH_TOKEN={SECRET}", "assignment"),
    ("HTTPS_PROXY", f'"{PROXY}"', "quotation marks"),
    ("https_proxy", f"{PROXY}\r", "carriage return"),
    ("HTTPS_PROXY", "proxy.corp.example:3128", "lacks http://"),
    ("HTTP_PROXY", "http://anna:Pl@nted#77@127.0.0.1:3128", "percent-encoded"),
    ("HTTP_PROXY", "anna:Pl/nted@127.0.0.1:3128", "percent-encoded"),
    ("HTTP_PROXY", "http://CORP\\anna:nted77@127.0.0.1:3128", "backslash"),
    ("ANTHROPIC_BASE_URL", "https//gateway.corp.example/x", "has https:// misspelled"),
    ("ANTHROPIC_BASE_URL", "http:/127.0.0.1:9", "has http:// misspelled"),
    ("ANTHROPIC_BASE_URL", "http:gateway.corp.example", "has http:// misspelled"),
    ("HTTPS_PROXY", "htpp://127.0.0.1:3128", "has http:// misspelled"),
    ("HTTP_PROXY", "http//127.0.0.1:3128", "has http:// misspelled"),
    ("ALL_PROXY", "socks5h://127.0.0.1:1080", "SOCKS"),
    ("NO_PROXY", "localhost gateway.corp.example", "spaces"),
    ("no_proxy", "localhost;gateway.corp.example", "semicolons"),
    ("NO_PROXY", '"localhost,127.0.0.1"', "quotation marks"),
    ("SSL_CERT_FILE", '"/tmp/ca.pem"', "quotation marks"),
    ("NODE_EXTRA_CA_CERTS", "~/ca.pem", "starts with ~"),
    ("ANTHROPIC_CUSTOM_HEADERS", '{"x-team": "Planted", "x-n": 7}', "JSON"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team=Planted", "no colon"),
    ("ANTHROPIC_CUSTOM_HEADERS", '"x-team: Planted"', "quotation marks"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team: Planted\\nx-n: 7", "instead of a line break"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team: bl\u200bue", "headers cannot have"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-n: 7\nx-team: “nted”", "line 2 that headers cannot have"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x team: Planted", "header names cannot have"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team Planted", "no colon"),
    ("ANTHROPIC_AUTH_TOKEN", f"Bearer {SECRET}", "starts with “Bearer”"),
    ("ANTHROPIC_API_KEY", f"bearer  {SECRET}", "starts with “Bearer”"),
    ("ANTHROPIC_MODEL", '"claude-opus-5-5"', "quotation marks"),
    ("ANTHROPIC_MODEL", "claude-opus-5-5\r", "carriage return"),
    ("CLAUDE_CODE_USE_BEDROCK", '"1"', "quotation marks"),
    ("AWS_REGION", "eu-west-1 ", "surrounding whitespace"),
]  # fmt: skip


def typed(name: str, value: str, commands: str) -> str | None:
    """The variable after the commands in a real bash; None where it is unset."""
    left = subprocess.run(
        ["bash", "-c", f"{commands}\nenv -0"], env={"PATH": os.environ["PATH"], name: value,
        "HOME": "/home/anna"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    after = dict(line.split("=", 1) for line in left.stdout.split("\0") if "=" in line)
    return after.get(name)


@pytest.mark.parametrize(("name", "value", "place"), FLAWS)
def test_each_flaw_is_placed_and_cured(name: str, value: str, place: str) -> None:
    """The place is told without the value, the command passes the gate of the screen, and what it
    leaves behind has no flaw any more."""
    found = lint(name, value, KINDS[name])
    said = " ".join(f"{one.place}: {one.effect} {one.cure}" for one in found)
    assert place in said
    for planted in ("PLANTED", "nted", "anna", "127.0.0.1", "corp.example", "Planted"):
        assert planted not in said
    commands = "; ".join(one.cure for one in found)
    assert safe("environment.broken_mend", plain(commands)), commands
    assert plain(commands) == commands
    after = typed(name, value, commands)
    assert [] == lint(name, after, KINDS[name]) if after is not None else "unset" in commands


SOUND = [
    ("ANTHROPIC_BASE_URL", "https://anna:Pl%40nted@gateway.example:8443/team"),
    ("ANTHROPIC_BASE_URL", "http://[::1]:4000"), ("ANTHROPIC_API_KEY", SECRET),
    ("ANTHROPIC_API_KEY", "YWJjZGVmZ2g=="), ("ANTHROPIC_AUTH_TOKEN", "dummy"),
    ("ANTHROPIC_API_KEY", ""), ("HTTPS_PROXY", "https://proxy:3129/"), ("HTTPS_PROXY", ""),
    ("NO_PROXY", "localhost, 127.0.0.1,.corp.example,10.0.0.0/8"), ("SSL_CERT_FILE", "/a b/ca.pem"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team: a b\r\nx-q: \"1\"\n"),
    ("ANTHROPIC_CUSTOM_HEADERS", "x-team: bl\u00fce"), ("ANTHROPIC_MODEL", "opus[1m]"),
    ("SSL_CERT_DIR", "/a:/b"),
    ("HTTPS_PROXY", "http://anna:Pl nted[7]@127.0.0.1:3128"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), SOUND)
def test_what_is_sound_has_no_flaw(name: str, value: str) -> None:
    """Odd and right: encoded logins, other ports, blanks where they may be."""
    assert [] == lint(name, value, KINDS[name])


WORDS = st.sampled_from(("Blue", "Horse77", "Qwxzy", "baTTery9", "Zürix"))
JUNK = st.text(" \t\r\n\"'“”\u200b\ufeff@#/?:\\%[]=,;${}<>", max_size=4)
VALUES = st.builds(
    lambda a, w, b, v, c: f"{a}{w}{b}{v}{c}", JUNK, WORDS, JUNK, WORDS, JUNK
) | st.builds(lambda a, w, b: f"{a}http://anna:{w}@127.0.0.1:9{b}", JUNK, WORDS, JUNK)


@given(name=st.sampled_from(sorted(KINDS)), value=VALUES)
@hypothesis_settings(max_examples=100)
def test_no_part_of_a_value_is_said(name: str, value: str) -> None:
    """Whatever a variable holds: no exception, and nothing of it in place, effect or command."""
    for one in lint(name, value, KINDS[name]):
        said = f"{one.place} {one.effect} {one.cure}".lower()
        for word in ("blue", "horse77", "qwxzy", "battery9", "zürix", "anna", "127.0"):
            assert word not in said
    assert repaired(repaired(value)) == repaired(value)


SDK = """
import json, os, sys
for env in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(env)
    names = []
    try:
        import anthropic
        client = anthropic.Anthropic(max_retries=0, timeout=2)
        client.messages.create(model="m", max_tokens=1, messages=[{"role": "user", "content": "x"}])
    except BaseException as error:
        while error is not None:
            names.append(type(error).__name__)
            error = error.__cause__ or error.__context__
    print(json.dumps(names))
"""
#: Failures that come before any answer, whoever is asked.
BEFORE = {"InvalidURL", "UnsupportedProtocol", "LocalProtocolError", "ImportError", "ValueError",
          "FileNotFoundError", "gaierror"}  # fmt: skip
TRIED = [(name, value) for name, value, _ in FLAWS if name == "SSL_CERT_FILE" or KINDS[name] in (
         Kind.ADDRESS, Kind.SECRET, Kind.PROXY, Kind.HEADERS)]  # fmt: skip


def test_the_sdk_fails_where_it_is_said_to(tmp_path: Path) -> None:
    """The SDK of this environment, in each of these situations: it fails where that is said, and
    where it is said to get along, it asks."""
    pytest.importorskip("anthropic")
    with peer(Reply(401)) as at:
        plain_env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path),
                     "ANTHROPIC_API_KEY": SECRET, "ANTHROPIC_BASE_URL": at.url}  # fmt: skip
        situations = [{**plain_env, name: value} for name, value in TRIED]
        for env in situations:
            if "ANTHROPIC_AUTH_TOKEN" in env:
                del env["ANTHROPIC_API_KEY"]
        done = subprocess.run(
            [sys.executable, "-c", SDK], input=json.dumps(situations),
            capture_output=True, encoding="utf-8", timeout=120, check=True,
        )  # fmt: skip
    for (name, value), line in zip(TRIED, done.stdout.splitlines(), strict=True):
        met = BEFORE & set(json.loads(line))
        errors = [one.sdk for one in lint(name, value, KINDS[name])]
        said = any(error and error != REFUSED for error in errors)
        assert bool(met) == said, (name, ascii(value), line)
