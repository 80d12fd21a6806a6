"""What a check says of a cloud's setup as a whole: where calls go, what is typed, who is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import model_ids, programs
from claude_doctor.border.claude_settings import Given
from claude_doctor.border.clouds import CLOUDS
from claude_doctor.chaos.wire import Reply
from claude_doctor.sources.clouds import signing
from tests.conftest import Run
from tests.peers import peer
from tests.sources.clouds.answers import WHOLE
from tests.sources.conflicts.test_cloud_settings import BEDROCK, told

ANTHROPICS = "sk-ant-api03-pLaNtEd-pLaNtEd"


def checked(run: Run, env: dict[str, str], *more: str) -> dict[str, Any]:
    """The report of a check."""
    ran = run("check", "--json", *more, env=env)
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


@pytest.mark.parametrize("cloud", ["foundry", "bedrock", "anthropic-aws"])
def test_https_is_written_where_the_address_stands(cloud: str, run: Run) -> None:
    """A gateway before a cloud over plain http: the variable of that cloud is mended."""
    one = CLOUDS[cloud]
    env = {one.switch: "1", one.base: "http://gateway.corp.example/x", "AWS_REGION": "eu-west-1",
           next(iter(one.keys)): "key-of-the-gateway", "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_1",
           "ANTHROPIC_MODEL": "claude-haiku-5-5"}  # fmt: skip
    report = checked(run, env, "--surface", "code", "--only", "environment", "--only", "ping")
    assert "insecure-endpoint" == report["verdict"]["cause"]
    assert f'export {one.base}="https${{{one.base}#http}}"' == report["fixes"][0]["command"]


PLACES = (
    ("https://bedrock-runtime.us-east-1.amazonaws.com", "us-east-1"),
    ("https://vpce-1-x.bedrock-runtime.ap-south-1.vpce.amazonaws.com", "ap-south-1"),
    ("https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
    ("https://bedrock-runtime.eu-west-1.amazonaws.com", "eu-west-1"),
)


@pytest.mark.parametrize(("base", "region"), PLACES)
def test_an_address_of_the_clouds_own_tells_where_calls_go(
    base: str, region: str, tmp_path: Path
) -> None:
    """The sentence names that region, and another one that is set is told as a conflict."""
    env = {**BEDROCK, "ANTHROPIC_BEDROCK_BASE_URL": base}
    code = programs.claude_code(env, Given())
    assert (f"Amazon Bedrock in {region}", "eu-west-1") == (code.service, code.region)
    for login in ({"AWS_BEARER_TOKEN_BEDROCK": "x"}, {"AWS_PROFILE": "dev"}):
        sentences, mends = told({**env, **login}, tmp_path)
        if region == "eu-west-1":
            assert not sentences
            continue
        assert f"calls go to {region}" in sentences[0]
        assert ("signed for the other" in sentences[0]) == ("AWS_PROFILE" in login)
        assert f'export AWS_REGION="{region}"' == mends[0]


def test_vertexs_own_address_tells_its_region() -> None:
    """The host is the region's; a gateway's tells nothing."""
    env = {
        "CLAUDE_CODE_USE_VERTEX": "1",
        "CLOUD_ML_REGION": "us-east5",
        "ANTHROPIC_VERTEX_BASE_URL": "https://europe-west1-aiplatform.googleapis.com/v1",
    }
    assert programs.claude_code(env, Given()).service.endswith("in europe-west1")
    env["ANTHROPIC_VERTEX_BASE_URL"] = "https://europe-west1.corp.example/v1"
    assert programs.claude_code(env, Given()).place == "us-east5"


def test_a_route_that_was_asked_for_is_not_taken_away(run: Run) -> None:
    """Anthropic's key beside the cloud that `--route` names: what is checked works, and no fix
    switches it off."""
    with peer(lambda _: WHOLE["bedrock"]) as at:
        env = {**BEDROCK, "AWS_BEARER_TOKEN_BEDROCK": "x", "ANTHROPIC_BEDROCK_BASE_URL": at.url,
               "CLAUDE_DOCTOR_CLOUD_URL": at.url, "ANTHROPIC_API_KEY": ANTHROPICS,
               "ANTHROPIC_MODEL": "eu.anthropic.claude-opus-4-6-v1"}  # fmt: skip
        report = checked(run, env, "--route", "bedrock")
        assert any(seen.path.startswith("/model/") for seen in at.asked)
    assert "healthy" == report["verdict"]["cause"], report["verdict"]["summary"]
    assert not any("CLAUDE_CODE_USE" in str(one["command"]) for one in report["fixes"])


def test_a_switch_in_claude_codes_own_file_stays(run: Run, tmp_path: Path) -> None:
    """Bedrock in settings.json, a key in the shell: both may be meant, nothing is taken away."""
    (tmp_path / "settings.json").write_text(json.dumps({"env": BEDROCK}))
    env = {"CLAUDE_CONFIG_DIR": str(tmp_path), "ANTHROPIC_API_KEY": ANTHROPICS}
    report = checked(run, env, "--only", "environment")
    assert "environment-conflict" == report["verdict"]["cause"]
    assert "claude-doctor check --surface code" == report["fixes"][0]["command"]


def test_claude_ai_is_no_question_to_a_cloud(run: Run) -> None:
    """--surface chat with a cloud switched on: the cloud is asked nothing."""
    with peer(lambda _: WHOLE["bedrock"]) as at:
        env = {**BEDROCK, "AWS_BEARER_TOKEN_BEDROCK": "x", "ANTHROPIC_BEDROCK_BASE_URL": at.url,
               "CLAUDE_DOCTOR_CLOUD_URL": at.url, "ANTHROPIC_MODEL": "opus"}  # fmt: skip
        report = checked(run, env, "--surface", "chat", "--timeout", "5")
        assert not at.asked
    assert "Bedrock" not in report["verdict"]["summary"]


def test_a_gateway_that_has_nothing_there(run: Run) -> None:
    """Before Foundry, 404 in JSON: the address is named."""
    missing = Reply(404, (("content-type", "application/json"),), b'{"message": "Not Found"}')
    with peer(missing) as at:
        env = {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_API_KEY": "x",
               "ANTHROPIC_FOUNDRY_BASE_URL": at.url, "ANTHROPIC_MODEL": "opus-here"}  # fmt: skip
        verdict = checked(run, env)["verdict"]
    assert ("wrong-endpoint", "down") == (verdict["cause"], verdict["severity"])
    assert at.url in verdict["summary"]


@pytest.mark.parametrize(
    ("model", "own"),
    [
        ("claude-sonnet-5-5@20261007", "claude-sonnet-5-5"),
        ("eu.anthropic.claude-opus-4-8-20260801-v1:0", "claude-opus-4-8"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1-20250805"),
        ("claude-3-5-haiku@20241022", "claude-3-5-haiku-20241022"),
        ("claude-sonnet-4@20250514", "claude-sonnet-4-20250514"),
    ],
)
def test_no_dated_id_is_invented(model: str, own: str) -> None:
    """From 4.6 on Anthropic's models have ids without a date."""
    found = model_ids.foreign(model)
    assert found is not None and own == found[1]


def test_a_package_that_ends_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An optional package whose first line is sys.exit: it is there, and the program goes on."""
    (tmp_path / "ends_the_program").mkdir()
    (tmp_path / "ends_the_program" / "__init__.py").write_text("import sys; sys.exit(3)")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert signing._installed("ends_the_program.auth")
