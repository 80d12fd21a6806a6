"""The ping on a cloud route, by the real command line: who is asked for what, and what is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos.wire import Reply as Wired
from tests.conftest import Run
from tests.peers import Peer, peer
from tests.sources.clouds.answers import AMZN, CASES, WHOLE, answer

MODEL = "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
KEY = {"AWS_BEARER_TOKEN_BEDROCK": "key-of-bedrock-1"}


def route(url: str, gateway: bool = False) -> dict[str, str]:
    """Claude Code on Bedrock, which is at this address or behind it."""
    return {
        "CLAUDE_CODE_USE_BEDROCK": "1",
        "AWS_REGION": "eu-west-1",
        "ANTHROPIC_BEDROCK_BASE_URL": url,
        **({} if gateway else {"CLAUDE_DOCTOR_CLOUD_URL": url}),
    }


def pinged(run: Run, env: dict[str, str], *more: str) -> dict[str, Any]:
    """The ping's part of the report."""
    ran = run("check", "--json", "--only", "ping", *more, env=env)
    assert not ran.stderr.startswith("Traceback"), ran.stderr
    (probe,) = (one for one in json.loads(ran.stdout)["probes"] if one["name"] == "ping")
    return {**probe["facts"], "note": probe["note"], "summary": probe["summary"]}


def posts(at: Peer) -> list[str]:
    return [seen.path for seen in at.asked if seen.method == "POST"]


def test_with_key_and_model_one_metered_request_and_all_that_it_says(run: Run) -> None:
    """The completion works, and it is the cloud that served it."""
    with peer(lambda _: WHOLE["bedrock"]) as at:
        facts = pinged(run, {**route(at.url), **KEY}, "--model", MODEL)
        assert [f"/model/{MODEL}/invoke-with-response-stream"] == posts(at)
    wanted = {
        "keyed": True, "key_withheld": "none", "cloud_answer": "works", "works": True,
        "answered_by": "cloud", "answer": "complete", "stream_complete": True, "error": "none",
        "model": MODEL, "http_status": 200, "carried": "authorization",
    }  # fmt: skip
    assert wanted == {name: facts[name] for name in wanted}
    assert "untested" not in facts


def test_without_a_key_the_documented_refusal_shows_that_it_answers(run: Run) -> None:
    """It is no failure of the user's, and it is said why no completion was tested."""
    with peer(lambda _: CASES["no token"].answer) as at:
        facts = pinged(run, route(at.url), "--model", MODEL)
        (sent,) = (seen for seen in at.asked if seen.method == "POST")
        assert b"{}" == sent.body
    assert ("answers", "cloud", 403, False) == (
        facts["cloud_answer"], facts["answered_by"], facts["http_status"], facts["keyed"]
    )  # fmt: skip
    assert facts["untested"]
    assert not {"error", "works", "answer"} & set(facts)
    assert "answers; no completion was tested" in facts["summary"]


def test_a_key_that_is_sent_and_not_found_is_another_matter(run: Run) -> None:
    """The refusal for a missing credential, to a request that carried one."""
    with peer(lambda _: CASES["no token"].answer) as at:
        facts = pinged(run, {**route(at.url), **KEY}, "--model", MODEL)
    assert ("no-credential", "aws-credentials", False) == (
        facts["cloud_answer"], facts["error"], facts["works"]
    )  # fmt: skip


@pytest.mark.parametrize("gateway", [False, True])
def test_no_metered_request_is_made_unasked(run: Run, gateway: bool) -> None:
    """With --no-ping nothing that could be charged goes out, to a gateway with a key neither."""
    skips = {"CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1"} if gateway else {}
    with peer(lambda _: answer(400, {"message": "No"}, AMZN)) as at:
        facts = pinged(
            run, {**route(at.url, gateway), **KEY, **skips}, "--no-ping", "--model", MODEL
        )
        assert [b"{}"] == [seen.body for seen in at.asked if seen.method == "POST"]
        assert not any("authorization" in seen.headers for seen in at.asked)
    assert "no-ping" == facts["key_withheld"]


def test_each_model_is_asked_for_once_and_the_one_that_fails_is_named(run: Run) -> None:
    """What works does not hide what does not."""

    def one_works(seen: Any) -> Wired:
        return WHOLE["bedrock"] if "haiku" in seen.path else CASES["no model access"].answer

    with peer(one_works) as at:
        facts = pinged(run, {**route(at.url), **KEY}, "--model", MODEL, "--model", "eu.opus")
        assert 2 == len(posts(at)) == len(set(posts(at)))
    assert ("access", "eu.opus", "cloud-model-access", 2) == (
        facts["cloud_answer"], facts["failed_model"], facts["failed_model_error"],
        len(facts["models"]),
    )  # fmt: skip


def test_nobody_there(run: Run, closed_port: int) -> None:
    """A port that refuses is the way's matter."""
    facts = pinged(run, {**route(f"http://127.0.0.1:{closed_port}"), **KEY}, "--model", MODEL)
    assert ("unreached", "connect") == (facts["cloud_answer"], facts["transport"])


def test_a_silence(run: Run, silent_port: int) -> None:
    """Connected, and then nothing."""
    env = {**route(f"http://127.0.0.1:{silent_port}"), **KEY}
    facts = pinged(run, env, "--model", MODEL, "--timeout", "4")
    assert "silent" == facts["cloud_answer"]


def test_a_resource_that_azure_does_not_know(run: Run) -> None:
    """A name that does not resolve, and what that means at Azure."""
    at = "https://nobodys-own.azure.invalid/anthropic"  # never resolves (RFC 6761)
    env = {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_BASE_URL": at}
    env |= {"CLAUDE_DOCTOR_CLOUD_URL": at}
    facts = pinged(run, env, "--model", "x")
    assert ("unreached", "dns") == (facts["cloud_answer"], facts["transport"])
    assert "no resource is named nobodys-own" in facts["cloud_words"]


def test_without_an_address_nothing_is_asked(run: Run) -> None:
    """A region that is none gives no address, and none is guessed."""
    env = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "Frankfurt", **KEY}
    facts = pinged(run, env, "--model", MODEL)
    assert "is unknown" in facts["note"]
    assert "cloud_answer" not in facts


def test_no_key_of_anthropics_goes_to_a_cloud(run: Run) -> None:
    """Nor a gateway's token: to the cloud's own host goes what is the cloud's."""
    others = {
        "ANTHROPIC_API_KEY": "sk-ant-api03-abcdefgh",
        "ANTHROPIC_AUTH_TOKEN": "token-abcdefgh",
    }
    with peer(lambda _: CASES["no token"].answer) as at:
        pinged(run, {**route(at.url), **others}, "--surface", "code", "--model", MODEL)
        held = [v for seen in at.asked for v in seen.headers.values()]
    assert not any(secret in value for secret in others.values() for value in held)


def test_what_the_cloud_quotes_of_a_key_is_masked(run: Run) -> None:
    """Whatever it writes into its error."""
    words = {"message": f"The key {KEY['AWS_BEARER_TOKEN_BEDROCK']} is bad"}
    with peer(lambda _: answer(403, words, AMZN)) as at:
        facts = pinged(run, {**route(at.url), **KEY}, "--model", MODEL)
    assert KEY["AWS_BEARER_TOKEN_BEDROCK"] not in json.dumps(facts)


OWN = ("_cloud_calls", "_cloud_replies", "clouds.bedrock", "clouds.eventstream", "clouds.meanings",
       "clouds.reading", "clouds.services")  # fmt: skip


def test_another_route_loads_nothing_of_this(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """A plain check is as fast as before: it knows no cloud's wire."""
    code = (
        "import sys; from claude_doctor import cli\n"
        "sys.argv = ['x', 'check', '--json', '--only', 'ping']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=nowhere, capture_output=True, encoding="utf-8",
        timeout=60, check=False,
    )  # fmt: skip
    assert "ping" in ran.stdout
    loaded = ran.stderr.split()
    assert "claude_doctor.sources.api.pings" in loaded
    assert not {f"claude_doctor.sources.{name}" for name in OWN} & set(loaded)


@pytest.mark.parametrize("login", ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"])
def test_anthropic_is_asked_for_the_sdk_alone_and_where_the_settings_have_it(
    run: Run, login: str
) -> None:
    """A token for the gateway before the cloud sets up no SDK. A key of another kind does, and that
    way is looked at by its front door's address, keyless."""
    skips = {
        "CLAUDE_CODE_SKIP_FOUNDRY_AUTH": "1",
        login: "planted-token-1",
        "ANTHROPIC_BASE_URL": "",
    }
    with peer(lambda _: answer(404, {})) as front, peer(lambda _: WHOLE["foundry"]) as at:
        env = {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_BASE_URL": at.url, **skips,
               "CLAUDE_DOCTOR_FRONT_DOOR_URL": front.url}  # fmt: skip
        facts = pinged(run, env, "--surface", "code", "--model", MODEL)
        asked = [(seen.method, seen.path) for seen in front.asked]
        assert not any("planted" in str(dict(seen.headers)) for seen in front.asked)
    sdk = login == "ANTHROPIC_API_KEY"
    assert ([("GET", "/")] if sdk else []) == asked
    assert ("works" if sdk else "none") == facts["other_program"]
