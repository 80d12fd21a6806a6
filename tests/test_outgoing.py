"""Whom the program asks by default: SECURITY.md says all of it, and nothing that is not so.

Every run here is a process of its own with no address set, in which an audit hook of Python's
notes whom it would ask and lets nothing out: neither a name's question nor a packet.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from claude_doctor.border import cloud_table, programs, settings
from claude_doctor.fallbacks import all_providers
from claude_doctor.sources.clouds import signing
from claude_doctor.sources.crowd import downdetector, reddit
from claude_doctor.sources.network import resolvers, way_out
from tests.conftest import ADDRESSES, ROOT

HOOK = Path(__file__).parent / "outgoing"
KEYED = {
    "ANTHROPIC_API_KEY": "sk-ant-api03-none", "ANTHROPIC_ADMIN_KEY": "sk-ant-admin01-none",
    "ANTHROPIC_MODEL": "claude-haiku-5-5", "GITHUB_TOKEN": "ghp_none",
}  # fmt: skip
PLACED = {
    "AWS_REGION": "eu-west-1", "AWS_BEARER_TOKEN_BEDROCK": "none", "CLOUD_ML_REGION": "us-east5",
    "ANTHROPIC_VERTEX_PROJECT_ID": "none", "ANTHROPIC_FOUNDRY_RESOURCE": "mine",
    "ANTHROPIC_FOUNDRY_API_KEY": "none", "ANTHROPIC_AWS_API_KEY": "none",
}  # fmt: skip
OTHERS = {"OPENAI_API_KEY": "sk-none", "OPENROUTER_API_KEY": "sk-or-none", "GROQ_API_KEY": "none"}
LOGINS = {
    "REDDIT_CLIENT_ID": "none", "REDDIT_CLIENT_SECRET": "none",
    "DOWNDETECTOR_CLIENT_ID": "none", "DOWNDETECTOR_CLIENT_SECRET": "none",
}  # fmt: skip
CLOUDS = ("BEDROCK", "MANTLE", "ANTHROPIC_AWS", "VERTEX", "FOUNDRY")

#: Whom a command would ask, with these variables.
Asked = Callable[..., set[str]]


def table() -> dict[str, str]:
    """The hosts of SECURITY.md's table, each with the variables that move it."""
    rows = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("<!-- hosts -->")[2]
    found = (line.split("|") for line in rows.split("\n\n")[0].splitlines() if "`" in line)
    return {cells[1].strip().strip("`"): cells[-2] for cells in found}


def listed(host: str) -> bool:
    """Whether the table has the host, or the form of the host."""
    forms = (re.escape(one).replace(r"\{", "{").replace(r"\}", "}") for one in table())
    return any(re.fullmatch(re.sub(r"\{\w+\}", r"[a-z0-9-]+", form), host) for form in forms)


def declared() -> set[str]:
    """The hosts that the program's own tables have as defaults."""
    usual = settings.read({})
    urls = [
        usual.base_url, usual.front_door_url, usual.admin_url, usual.status_url,
        usual.status_fallback_url or "", *usual.control_urls, programs.API,
        *(provider.default for provider in all_providers()),
        downdetector.PAGE[1], downdetector.API[1], reddit.ATOM[1], reddit.OAUTH[1],
        *cloud_table.VERTEX_PLACES.values(), signing.TOKEN_URI,
    ]  # fmt: skip
    hosts = {str(urlsplit(url).hostname) for url in urls if url}
    for cloud in cloud_table.CLOUDS.values():
        place = "resource" if cloud.id == "foundry" else "region"
        hosts.add(cloud.address.format(f"{{{place}}}").split("/")[2])
    return hosts | {str(address.sockaddr[0]) for address in way_out.LITERALS}


@pytest.fixture
def asked(nowhere: dict[str, str], tmp_path: Path) -> Asked:
    """Run a command with no address set; the hosts that it would have asked."""

    def ran(*words: str, pause: float = 0, **env: str) -> set[str]:
        notes = tmp_path / "asked"
        notes.write_text("")
        kept = {name: value for name, value in nowhere.items() if name not in ADDRESSES}
        told = {"PYTHONPATH": str(HOOK), "OUTGOING": str(notes)}
        done = subprocess.run(
            [sys.executable, "-m", "claude_doctor", *words], env={**kept, **told, **env},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode not in (1, 2) and "Traceback" not in done.stderr, done.stderr
        time.sleep(pause)
        return {_host(line) for line in notes.read_text().splitlines()}

    return ran


def _host(line: str) -> str:
    kind, _, rest = line.partition(" ")
    return rest if kind == "name" else str(eval(rest, {"__builtins__": {}})[0])


def test_the_hook_lets_nothing_out_and_hears_of_it(tmp_path: Path) -> None:
    """A name is not looked up and a packet not sent, and both are noted: or the rest of this file
    would prove nothing."""
    notes = tmp_path / "asked"
    program = (
        "import socket\n"
        "for what in (lambda: socket.create_connection(('127.0.0.1', 9)),\n"
        "             lambda: socket.socket().connect(('127.0.0.1', 9)),\n"
        "             lambda: socket.socket(type=2).sendto(b'', ('127.0.0.1', 9))):  # UDP\n"
        "    try: what(); print('out')\n"
        "    except OSError: pass\n"
    )
    env = {**os.environ, "PYTHONPATH": str(HOOK), "OUTGOING": str(notes)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True)
    assert b"" == done.stdout
    address = "address ('127.0.0.1', 9)"
    assert ["name 127.0.0.1", address, address] == notes.read_text().splitlines()


def test_the_table_has_every_default_and_nothing_else(asked: Asked) -> None:
    """The hosts of the table are the program's own defaults and what a check asks: no more, no
    fewer."""
    servers = set(resolvers.configured())
    seen = asked("check", "--timeout", "25") - servers
    assert seen | declared() == set(table())


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words, env",
    [
        (("check", "--timeout", "25"), KEYED | OTHERS),
        (("check", "--timeout", "25", "--fallbacks"), KEYED | LOGINS | PLACED),
        (("fallbacks", "--timeout", "25"), KEYED | OTHERS | PLACED),
        (("fallbacks", "--timeout", "25", "--ping"), KEYED | OTHERS | PLACED),
        *(
            (("check", "--timeout", "25"), PLACED | {f"CLAUDE_CODE_USE_{one}": "1"})
            for one in CLOUDS
        ),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, tuple) else "",
)
def test_nobody_is_asked_who_is_not_in_the_table(
    asked: Asked, words: tuple[str, ...], env: dict[str, str]
) -> None:
    """Whatever keys and routes are set up: the hosts of the table, and this machine's own
    nameservers."""
    seen = asked(*words, **env) - set(resolvers.configured())
    assert seen
    assert set() == {host for host in seen if not listed(host)}


def test_a_bar_asks_the_status_page_alone(asked: Asked) -> None:
    """`statusline` starts one look at the page, in the background."""
    seen = asked("statusline", pause=3)
    assert seen <= {"status.claude.com", "anthropic.statuspage.io"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words",
    [("explain", "529"), ("logs",), ("history",), ("fixes", "backoff"), ("storm",), ("rules",),
     ("--help",), ("check", "--offline"), ("demo",), ("statusline", "--offline")],
    ids="-".join,
)  # fmt: skip
def test_what_is_said_to_be_offline_asks_nobody(asked: Asked, words: tuple[str, ...]) -> None:
    """Not a name, not a packet, with every key set."""
    assert set() == asked(*words, **KEYED, **OTHERS)


def test_every_variable_of_the_table_is_one_that_the_program_reads() -> None:
    """What moves an address is spelled as the program reads it."""
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "claude_doctor").rglob("*.py"))
    named = {name for cell in table().values() for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert set() == {name for name in named if f'"{name}"' not in text}
