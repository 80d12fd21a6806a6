"""A flaw of a cloud's own variable, by the real command line against a cloud on loopback: never
told as health, named, and what is typed first cures it in a real bash."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from claude_doctor.chaos.wire import Reply
from tests.conftest import Run
from tests.peers import peer
from tests.sources.clouds.answers import CASES as ANSWERS
from tests.sources.clouds.answers import WHOLE

KEY = "pLaNtEd0key0of0the0cloud"
AWS = {"AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true",
       "ANTHROPIC_MODEL": "eu.anthropic.claude-haiku-4-5-20251001-v1:0"}  # fmt: skip
#: By cloud: what is set and sound there. {at}: the cloud's address.
SOUND: dict[str, dict[str, str]] = {
    "bedrock": {**AWS, "CLAUDE_CODE_USE_BEDROCK": "1", "AWS_BEARER_TOKEN_BEDROCK": KEY,
                "ANTHROPIC_BEDROCK_BASE_URL": "{at}"},
    "mantle": {**AWS, "CLAUDE_CODE_USE_MANTLE": "1", "AWS_BEARER_TOKEN_BEDROCK": KEY,
               "ANTHROPIC_BEDROCK_MANTLE_BASE_URL": "{at}",
               "ANTHROPIC_MODEL": "anthropic.claude-haiku-4-5"},
    "anthropic-aws": {**AWS, "CLAUDE_CODE_USE_ANTHROPIC_AWS": "1", "ANTHROPIC_AWS_API_KEY": KEY,
                      "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1", "ANTHROPIC_AWS_BASE_URL": "{at}",
                      "ANTHROPIC_MODEL": "claude-haiku-4-5"},
    "foundry": {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_API_KEY": KEY,
                "ANTHROPIC_FOUNDRY_BASE_URL": "{at}", "ANTHROPIC_MODEL": "claude-haiku-4-5"},
}  # fmt: skip
DEGRADED, DOWN = ("environment-conflict", "degraded"), ("key-rejected", "down")
FLAWS = (
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", KEY + "\n", DEGRADED),
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", KEY + "\r", DEGRADED),
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", f'"{KEY}"', DOWN),
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", f"Bearer {KEY}", DOWN),
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", f"{KEY[:9]}\n{KEY[9:]}", DOWN),
    ("bedrock", "AWS_BEARER_TOKEN_BEDROCK", f"{KEY}\u200b", DOWN),
    ("mantle", "AWS_BEARER_TOKEN_BEDROCK", f" {KEY}", DEGRADED),
    ("anthropic-aws", "ANTHROPIC_AWS_API_KEY", f"{KEY} ", DEGRADED),
    ("anthropic-aws", "ANTHROPIC_AWS_API_KEY", f"‘{KEY}’", DOWN),
    ("anthropic-aws", "ANTHROPIC_AWS_WORKSPACE_ID", "wrkspc_1\n", DEGRADED),
    ("foundry", "ANTHROPIC_FOUNDRY_API_KEY", f"\t{KEY}\n", DEGRADED),
    ("foundry", "ANTHROPIC_FOUNDRY_API_KEY", f"'{KEY}'", DOWN),
    ("foundry", "ANTHROPIC_FOUNDRY_API_KEY", f"ANTHROPIC_FOUNDRY_API_KEY={KEY}", DOWN),
    ("foundry", "ANTHROPIC_FOUNDRY_BASE_URL", "{at}\r", DEGRADED),
    ("anthropic-aws", "ANTHROPIC_AWS_BASE_URL", "{at} ", DEGRADED),
)  # fmt: skip


def there(cloud: str, key: str = KEY) -> Any:
    """The cloud: it serves who sends the key as it is, and refuses everybody else."""
    whole = WHOLE.get(cloud, WHOLE["anthropic-aws"])

    def answer(seen: Any) -> Reply:
        given = (seen.headers.get("authorization", "").removeprefix("Bearer "),
                 seen.headers.get("x-api-key", ""))  # fmt: skip
        return whole if key in given else ANSWERS[REFUSES[cloud]].answer

    return answer


REFUSES = {
    "bedrock": "bad key",
    "mantle": "bad key",
    "anthropic-aws": "no token",
    "foundry": "azure bad key",
}


def verdict(run: Run, env: Mapping[str, str], *more: str) -> dict[str, Any]:
    """What a check of Claude Code says here."""
    asked = ("--surface", "code", "--only", "environment", "--only", "ping", *more)
    ran = run("check", "--json", *asked, env=env)
    report: dict[str, Any] = json.loads(ran.stdout)
    assert "pLaNtEd" not in ran.stdout
    return report


def after(env: Mapping[str, str], command: str) -> dict[str, str]:
    """The environment that a real bash leaves behind."""
    left = subprocess.run(["bash", "-c", f"{command}\nenv -0"], env={"PATH": os.environ["PATH"],
                          **env}, capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    return dict(line.split("=", 1) for line in left.stdout.split("\0") if "=" in line)


@pytest.mark.parametrize(("cloud", "name", "value", "wanted"), FLAWS)
def test_a_flaw_of_a_clouds_variable_is_told_and_its_first_fix_cures(
    cloud: str, name: str, value: str, wanted: tuple[str, str], run: Run
) -> None:
    """One flaw where all else is sound: what is stripped caps the verdict, what is sent as it
    stands and refused is the variable's fault; after the first fix all is well."""
    with peer(there(cloud)) as at:
        sound = {n: v.format(at=at.url) for n, v in SOUND[cloud].items()}
        env = {**sound, name: value.replace("{at}", at.url), "CLAUDE_DOCTOR_CLOUD_URL": at.url}
        report = verdict(run, env)
        told = report["verdict"]
        assert wanted == (told["cause"], told["severity"]), told["summary"]
        assert name in told["summary"]
        again = verdict(run, after(env, report["fixes"][0]["command"]))["verdict"]
    assert "healthy" == again["cause"], again["summary"]


@pytest.mark.parametrize("held", ["YOUR_API_KEY", "<your-key>", "${KEY}", "changeme"])
def test_a_placeholder_is_no_key_of_a_clouds(held: str, run: Run) -> None:
    """It is refused, and why is told by the variable's name."""
    with peer(there("foundry")) as at:
        env = {n: v.format(at=at.url) for n, v in SOUND["foundry"].items()}
        env |= {"ANTHROPIC_FOUNDRY_API_KEY": held, "CLAUDE_DOCTOR_CLOUD_URL": at.url}
        told = verdict(run, env)["verdict"]
    assert DOWN == (told["cause"], told["severity"])
    assert "ANTHROPIC_FOUNDRY_API_KEY holds a placeholder" in told["summary"]


def test_a_flaw_of_a_cloud_that_nobody_calls_is_no_conflict(run: Run) -> None:
    """A key of AWS's with a line end, and no switch to AWS's."""
    with peer(there("foundry")) as at:
        env = {n: v.format(at=at.url) for n, v in SOUND["foundry"].items()}
        env |= {"AWS_SECRET_ACCESS_KEY": "pLaNtEd-x\n", "AWS_BEARER_TOKEN_BEDROCK": " pLaNtEd-y",
                "CLAUDE_DOCTOR_CLOUD_URL": at.url}  # fmt: skip
        told = verdict(run, env)["verdict"]
    assert "healthy" == told["cause"], told["summary"]


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_keys_that_sign_are_looked_over(name: str, run: Run) -> None:
    """A line end behind one of AWS's pair: every program signs with it, so it is never health."""
    with peer(there("bedrock")) as at:
        env = {n: v.format(at=at.url) for n, v in SOUND["bedrock"].items()}
        env |= {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": KEY,
                "CLAUDE_DOCTOR_CLOUD_URL": at.url}  # fmt: skip
        del env["AWS_BEARER_TOKEN_BEDROCK"]
        env[name] += "\n"
        report = verdict(run, env)
        assert name in report["verdict"]["summary"]
        assert report["verdict"]["cause"] in ("environment-conflict", "key-rejected")
        assert after(env, report["fixes"][0]["command"])[name] == env[name].strip()


@pytest.mark.parametrize(
    ("name", "value"), [("AWS_REGION", '"eu-west-1"'), ("AWS_REGION", "eu-\u200bwest-1")]
)
def test_a_flawed_place_is_cured_and_not_moved(name: str, value: str, run: Run) -> None:
    """A region in quotation marks: the command leaves the region that was meant."""
    env = {**SOUND["bedrock"], "ANTHROPIC_BEDROCK_BASE_URL": "", name: value}
    report = verdict(run, env, "--no-ping")
    assert "down" == report["verdict"]["severity"]
    assert "eu-west-1" == after(env, report["fixes"][0]["command"])[name]


def test_a_resource_in_quotation_marks_is_cured(run: Run) -> None:
    """Foundry's resource, and Google's project: what is left is what was meant."""
    env = {**SOUND["foundry"], "ANTHROPIC_FOUNDRY_BASE_URL": ""}
    for value in ('"my-team"', "my-team\n"):
        env["ANTHROPIC_FOUNDRY_RESOURCE"] = value
        report = verdict(run, env, "--skip", "ping")
        assert report["verdict"]["cause"] in ("wrong-endpoint", "environment-conflict")
        line = report["fixes"][0]["command"]
        assert "my-team" == after(env, line)["ANTHROPIC_FOUNDRY_RESOURCE"], line
