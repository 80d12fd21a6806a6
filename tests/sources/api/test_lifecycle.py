"""How long the user's models live: Anthropic's own list beside the ping, else the table."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import programs, settings
from claude_doctor.chaos import Running, api, by_name, serve
from claude_doctor.chaos.answers import OTHER_SERVICE, document, page
from claude_doctor.chaos.roles import Api, Lifecycle
from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.sources.api.lifecycle import of
from claude_doctor.sources.api.listing import read
from claude_doctor.sources.api.models import MODELS
from claude_doctor.sources.api.other_model import fault
from tests.conftest import Run

MODEL = "claude-opus-4-8"  # the table knows no end of it
ENDING = "claude-opus-4-5-20251101"  # the table has a day for it
TODAY = datetime.now(UTC).date()


def day(days: int) -> str:
    """A day so far from today, as the API writes it."""
    return f"{TODAY + timedelta(days=days)}T00:00:00Z"


def row(model: str, stage: object, retires: object = None, line: object = "opus") -> dict[str, Any]:
    """A model as the list shows it."""
    return {"type": "model", "id": model, "lifecycle": stage, "retires_at": retires, "line": line}


NEWEST = row("claude-opus-9", "active")


def listing(*rows: object, more: object = False) -> Reply:
    """A whole list, the newest first."""
    return document({"data": [NEWEST, *rows], "has_more": more})


@contextmanager
def world(
    listed: Reply, gone: tuple[str, ...] = (), first_token_s: float = 0.15
) -> Iterator[Running]:
    """A world whose API answers so to who asks for the list of models."""
    # Served by this world after its day, too.
    kept = (Lifecycle(ENDING, "active"),)
    state = Api(gone=gone, first_token_s=first_token_s, lifecycles=kept)

    def answer(seen: Seen) -> Reply:
        if seen.path.startswith("/v1/models"):
            return listed
        return api.answer(state, seen, datetime.now(UTC))

    with serve(replace(by_name("healthy"), api=Api(answer))) as running:
        yield running
        assert [] == running.faults


def checked(
    run: Run, running: Running, *models: str, env: dict[str, str] | None = None
) -> dict[str, Any]:
    """The report of a check that pings alone, with its ping's facts at `ping`."""
    options = [part for model in models for part in ("--model", model)]
    done = run("check", "--json", "--only", "ping", *options, env=running.environ() | (env or {}))
    assert "" == done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    report["ping"] = next(p["facts"] for p in report["probes"] if p["name"] == "ping")
    return report


@pytest.mark.parametrize(
    ("listed", "cause", "says"),
    [
        (row(MODEL, "active"), "healthy", ()),
        (row(MODEL, "deprecated", day(30)), "model-retiring",
         (MODEL, "in 30 days", day(30)[:10])),
        (row(MODEL, "deprecated", day(60)), "model-retiring", ("in 60 days",)),
        (row(MODEL, "deprecated", day(1)), "model-retiring", ("retires in 1 day (",)),
        (row(MODEL, "deprecated", day(0)), "model-retiring", ("retires today (",)),
        (row(MODEL, "deprecated", day(0)[:19]), "model-retiring", ("retires today (",)),
        (row(MODEL, "deprecated", day(-20)), "model-retiring",
         ("overdue", day(-20)[:10], "any day")),
        (row(MODEL, "retired", day(-20)), "model-retiring", ("overdue",)),
        (row(MODEL, "deprecated", day(61)), "healthy", ()),
        (row(MODEL, "deprecated"), "healthy", ()),
    ],
)  # fmt: skip
def test_the_list_tells_how_a_model_ends(
    listed: dict[str, Any], cause: str, says: tuple[str, ...], run: Run
) -> None:
    """Near, overdue and further away are told apart by the list's word and date; the successor is
    the newest active model of the same line."""
    with world(listing(listed)) as running:
        report = checked(run, running, MODEL)
    verdict = report["verdict"]
    assert cause == verdict["cause"]
    assert [] == [word for word in says if word not in verdict["summary"]], verdict["summary"]
    assert {"model": MODEL, "source": "models"}.items() <= _listed(report, MODEL).items()
    if cause == "model-retiring":
        assert "degraded" == verdict["severity"]
        assert 'claude-doctor check --model "claude-opus-9"' == report["fixes"][0]["command"]


def _listed(report: dict[str, Any], model: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = report["ping"]["lifecycles"]
    return next(one for one in rows if one["model"] == model)


@pytest.mark.parametrize(
    ("retires", "says"),
    [
        (day(200), f"is deprecated and retires on {day(200)[:10]}"),
        (None, "no retirement date is published"),
    ],
)
def test_a_far_end_is_a_remark(retires: str | None, says: str, run: Run) -> None:
    """Deprecated with a far date, or with none: healthy, and said beside it."""
    with world(listing(row(MODEL, "deprecated", retires))) as running:
        done = run("check", "--only", "ping", "--model", MODEL, env=running.environ())
    assert says in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        (listing(row("claude-opus-4", "retired", day(-300))),
         ("was retired on " + day(-300)[:10], "claude-opus-9")),
        (listing(row("claude-opus-4", "retired")), ("is retired", "claude-opus-9")),
        (listing(row("claude-opus-4", "deprecated", day(-3))),
         ("was retired on " + day(-3)[:10],)),
        (listing(row("claude-opus-3", "active")), ("not in this key's model list",)),
        (listing(row("claude-opus-4", "active")), ("does not know claude-opus-4.",)),
        (listing(more=True), ("does not know claude-opus-4.",)),
        (document({"data": [{"id": "claude-opus-9"}], "has_more": False}),
         ("does not know claude-opus-4.",)),
        (page("<h1>No</h1>", 503), ("does not know claude-opus-4.",)),
    ],
)  # fmt: skip
def test_a_model_that_is_not_there(listed: Reply, says: tuple[str, ...], run: Run) -> None:
    """A 404 is a retirement where the list says so, with its day and the successor; it is an id
    that is not listed where the list is whole; and else what it was without the list."""
    with world(listed, gone=("claude-opus-4",)) as running:
        report = checked(run, running, "claude-opus-4")
    verdict = report["verdict"]
    assert ("model-not-found", "down") == (verdict["cause"], verdict["severity"])
    assert [] == [word for word in says if word not in verdict["summary"]], verdict["summary"]


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ("claude-3-5-sonnet-20241022", "is retired"),
        ("claude-2.1", "is retired"),
        ("claude-opus-4-20250514", "is retired"),
        ("claude-opus-4-1", "is retired"),
        ("claude-opus-9-9", "not in this key's model list"),
        ("claude-opsu-4-8", "not in this key's model list"),
        ("my-own-model", "not in this key's model list"),
    ],
)
def test_an_id_older_than_the_list_is_retired(model: str, word: str, run: Run) -> None:
    """Older than all of its line that are listed: retired. Another form: mistyped."""
    listed = listing(row("claude-opus-4-5-20251101", "active"))
    with world(listed, gone=(model,)) as running:
        report = checked(run, running, model)
    assert word in report["verdict"]["summary"], report["verdict"]["summary"]


_ROW = row(MODEL, "deprecated", day(5))
HOSTILE: dict[str, Reply] = {
    "hung": Reply(wire=Wire.MUTE),
    "late": Reply(silence_s=30),
    "half": replace(listing(_ROW), wire=Wire.HANG),
    "trickle": replace(listing(_ROW), wire=Wire.TRICKLE_BODY),
    "closed": Reply(wire=Wire.CLOSE),
    "cut": replace(listing(_ROW), wire=Wire.CUT),
    "reset": Reply(wire=Wire.RESET),
    "garbage": Reply(wire=Wire.GARBAGE),
    "bomb": replace(listing(_ROW), wire=Wire.BOMB),
    "refused-401": replace(listing(_ROW), status=401),
    "refused-403": replace(listing(_ROW), status=403),
    "refused-429": replace(listing(_ROW), status=429),
    "failed-500": replace(listing(_ROW), status=500),
    "html": page("<html><body>Log in</body></html>"),
    "empty": Reply(),
    "a-list": document([_ROW]),
    "a-word": document("models"),
    "null": document(None),
    "no-rows": document({"data": None, "has_more": False}),
    "odd-rows": document({"data": [None, 7, "x", [], {"id": None}, {"id": {"a": 1}}]}),
    "openai": document({"object": "list", "data": [{"id": MODEL, "object": "model"}]}),
    "absent-field": document({"data": [{"id": MODEL, "type": "model"}], "has_more": False}),
    "new-stage": listing(row(MODEL, "sunset", day(5))),
    "odd-stage": listing(row(MODEL, ["deprecated"], day(5))),
    "huge": Reply(200, (("content-type", "application/json"),), b'{"data":[' + b" " * (50 << 20)),
    "other-service": OTHER_SERVICE,
    "escapes": document({"data": [row("claude\x1b[31m\u202e", "deprecated", day(5))]}),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_list_that_is_none_changes_nothing(kind: str, run: Run) -> None:
    """Late, refused, hung, broken, too large or of another shape: the verdict is that of the ping,
    the table is what is left, and nobody waits."""
    listed = HOSTILE[kind]
    with world(listed) as running:
        began = time.monotonic()
        report = checked(run, running, MODEL)
        took = time.monotonic() - began
    assert ("healthy", "none") == (report["verdict"]["cause"], report["verdict"]["severity"])
    assert "table" == _listed(report, MODEL)["source"]
    assert took < 5 and "none" == report["ping"]["lifecycle_differs"]
    with world(listed) as running:
        report = checked(run, running, ENDING)
    known = next(model for model in MODELS if model.id == ENDING)
    assert known.retires is not None
    near = TODAY <= known.retires[0] <= TODAY + timedelta(days=60)
    assert not near or "model-retiring" == report["verdict"]["cause"]


@pytest.mark.parametrize(
    "retires",
    [None, "", "soon", "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
     5, 1e300, True, [], {"at": 1}, "2026-13-45", "x" * 9999, "2027-01-22T00:00:00Z garbage"],
)  # fmt: skip
def test_a_date_that_is_none(retires: object) -> None:
    """What cannot be a date of a retirement is none: the model is deprecated, the day not known."""
    found = read({"data": [row(MODEL, "deprecated", retires)], "has_more": False})
    end = of(MODEL, found, TODAY, works=True)
    assert end is not None
    assert ("deprecated", None, True) == (end.stage, end.day, end.listed)


@pytest.mark.parametrize(
    ("listed", "cause", "says"),
    [
        (row(ENDING, "active"), "healthy", "is active"),
        (row(ENDING, "deprecated", day(400)), "healthy", f"retires on {day(400)[:10]}"),
        (row(ENDING, "deprecated", day(2)), "model-retiring", f"retires on {day(2)[:10]}"),
        (row(ENDING, "deprecated"), "healthy", "without a date"),
    ],
    ids=["active", "deprecated", "soon", "dateless"],  # the same on both sides of midnight
)
def test_the_list_wins_over_the_table(
    listed: dict[str, Any], cause: str, says: str, run: Run
) -> None:
    """Where they differ the list decides, and the report says that they do."""
    known = next(model for model in MODELS if model.id == ENDING)
    assert known.retires is not None
    with world(listing(listed)) as running:
        report = checked(run, running, ENDING)
        done = run("check", "--only", "ping", "--model", ENDING, env=running.environ())
    assert cause == report["verdict"]["cause"]
    assert says in report["ping"]["lifecycle_differs"]
    assert str(known.retires[0]) in report["ping"]["lifecycle_differs"]
    assert report["ping"]["lifecycle_differs"] in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("content", "env", "named", "command"),
    [
        ({}, {"ANTHROPIC_MODEL": MODEL}, "ANTHROPIC_MODEL", "export ANTHROPIC_MODEL="),
        ({}, {"ANTHROPIC_MODEL": f"{MODEL}[1m]"}, "ANTHROPIC_MODEL", "export ANTHROPIC_MODEL="),
        ({}, {"ANTHROPIC_DEFAULT_OPUS_MODEL": MODEL}, "ANTHROPIC_DEFAULT_OPUS_MODEL",
         "export ANTHROPIC_DEFAULT_OPUS_MODEL="),
        ({}, {"CLAUDE_CODE_SUBAGENT_MODEL": MODEL}, "CLAUDE_CODE_SUBAGENT_MODEL",
         "export CLAUDE_CODE_SUBAGENT_MODEL="),
        ({"model": MODEL}, {}, "`model` of Claude Code's settings.json", "claude --model"),
        ({"env": {"ANTHROPIC_DEFAULT_SONNET_MODEL": MODEL}}, {},
         "ANTHROPIC_DEFAULT_SONNET_MODEL of Claude Code's settings.json", "claude --model"),
        ({"model": "opus", "env": {"ANTHROPIC_DEFAULT_OPUS_MODEL": MODEL}}, {},
         "Claude Code's settings.json", "claude --model"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stage", ["deprecated", "retired"])
def test_every_place_that_names_a_model(
    content: dict[str, Any], env: dict[str, str], named: str, command: str, stage: str,
    run: Run, tmp_path: Path,
) -> None:  # fmt: skip
    """The models of the shell and of Claude Code's settings are looked up, pinged or not; the place
    stands in the sentence and the fix."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "settings.json").write_text(json.dumps(content))
    with world(listing(row(MODEL, stage, day(9)))) as running:
        env = {"CLAUDE_CONFIG_DIR": str(tmp_path / "c"), **env}
        report = checked(run, running, env=env)
    assert "model-retiring" == report["verdict"]["cause"]
    assert f"{MODEL} (" in report["verdict"]["summary"]
    assert named in report["verdict"]["summary"]
    assert report["fixes"][0]["command"].startswith(command)


@pytest.mark.parametrize("model", ["claude-3-5-sonnet-20241022", "claude-sonnet-4-20250514"])
def test_a_model_that_is_only_named_and_too_old_for_the_list(model: str, run: Run) -> None:
    """It is not pinged, and a whole list no longer has it: retired, at the place that names it."""
    listed = listing(row("claude-sonnet-4-5-20250929", "active", None, "sonnet"))
    with world(listed) as running:
        report = checked(run, running, env={"ANTHROPIC_DEFAULT_SONNET_MODEL": model})
    assert "model-retiring" == report["verdict"]["cause"]
    said = f"{model} (ANTHROPIC_DEFAULT_SONNET_MODEL) is retired"
    assert said in report["verdict"]["summary"]


def test_a_gateways_list_tells_no_ends(run: Run) -> None:
    """Where a gateway is configured its own list is asked, with its key; in OpenAI's form nothing
    is known by it, and Anthropic's front door gets neither the question nor the key."""
    openai = document({"object": "list", "data": [{"id": "claude-opus-9", "object": "model"}]})
    with world(openai) as running, world(listing(row(MODEL, "retired"))) as anthropics:
        env = {"CLAUDE_DOCTOR_FRONT_DOOR_URL": anthropics.api_url}
        report = checked(run, running, MODEL, env=env)
        assert 1 == _paths(running).count("GET /v1/models")
        assert 0 == _paths(anthropics).count("GET /v1/models")
        for seen in anthropics.log:
            assert "x-api-key" not in seen.headers and "authorization" not in seen.headers
    assert "table" == _listed(report, MODEL)["source"]
    assert "none" == report["ping"]["lifecycle_differs"]


def _paths(running: Running) -> list[str]:
    return [f"{seen.method} {seen.path.partition('?')[0]}" for seen in running.asked("api")]


@pytest.mark.parametrize(
    ("models", "env", "lists"),
    [
        ((), {}, 0),
        ((), {"ANTHROPIC_MODEL": "opus"}, 0),
        ((MODEL,), {}, 1),
        ((MODEL, ENDING), {"ANTHROPIC_MODEL": MODEL}, 1),
        ((MODEL,), {"ANTHROPIC_API_KEY": ""}, 0),
    ],
)
def test_how_many_requests(
    models: tuple[str, ...], env: dict[str, str], lists: int, run: Run
) -> None:
    """One more free request where a key is sent and a model is named, and else none."""
    with world(listing(row(MODEL, "active"))) as running:
        checked(run, running, *models, env=env)
        assert lists == _paths(running).count("GET /v1/models")


def test_one_list_for_both_questions(run: Run) -> None:
    """Where the default model is unknown the same list names the one that is pinged instead, and a
    retired Haiku is not it."""
    listed = listing(
        row("claude-haiku-5", "retired", day(-9), "haiku"),
        row("claude-haiku-4-5-20251001", "active", None, "haiku"),
        row(MODEL, "deprecated", day(9)),
    )
    with world(listed, gone=("claude-haiku-5-5",)) as running:
        report = checked(run, running, MODEL)
        assert 1 == _paths(running).count("GET /v1/models")
        assert 3 == _paths(running).count("POST /v1/messages")
    assert "claude-haiku-4-5-20251001" == report["ping"]["model"]
    assert "model-retiring" == report["verdict"]["cause"]


def test_the_list_is_asked_where_the_ping_goes(run: Run) -> None:
    """The same origin, the same credential and headers; a redirect is not followed."""
    with world(Reply(302, (("location", "{elsewhere}"),))) as other:
        moved = Reply(302, (("location", f"{other.api_url}/v1/models"),))
        with world(moved) as running:
            env = {"ANTHROPIC_CUSTOM_HEADERS": "x-team: seven"}
            report = checked(run, running, MODEL, env=env)
            asked = {seen.path.partition("?")[0]: seen for seen in running.asked("api")}
        assert [] == list(other.log)
    listed, ping = asked["/v1/models"], asked["/v1/messages"]
    for name in ("x-api-key", "authorization", "x-team", "anthropic-version", "host"):
        assert ping.headers.get(name) == listed.headers.get(name)
    assert "seven" == listed.headers["x-team"]
    assert "healthy" == report["verdict"]["cause"]


def test_a_ping_never_waits_for_the_list(run: Run) -> None:
    """A hung list costs a working check no time: the medians of both are the same."""

    def median(listed: Reply) -> float:
        took = []
        with world(listed, first_token_s=0.02) as running:
            for _ in range(5):
                began = time.monotonic()
                checked(run, running, MODEL)
                took.append(time.monotonic() - began)
        return sorted(took)[2]

    assert median(Reply(wire=Wire.MUTE)) < median(listing(row(MODEL, "active"))) + 0.3


@pytest.mark.parametrize("cloud", ["BEDROCK", "VERTEX", "FOUNDRY", "MANTLE", "ANTHROPIC_AWS"])
def test_a_cloud_is_not_asked_for_anthropics_list(cloud: str, run: Run) -> None:
    """On a cloud's route nothing goes out for the list, and Anthropic's dates are not the cloud's:
    neither with a model of its form, nor by the table."""
    env = {f"CLAUDE_CODE_USE_{cloud}": "1", "AWS_BEARER_TOKEN_BEDROCK": "made-up-token",
           "ANTHROPIC_FOUNDRY_API_KEY": "made-up", "ANTHROPIC_AWS_API_KEY": "made-up",
           "ANTHROPIC_API_KEY": "", "AWS_REGION": "eu-west-1",
           "ANTHROPIC_MODEL": ENDING}  # fmt: skip
    with world(listing(row(ENDING, "deprecated", day(5)))) as running:
        for name in ("BEDROCK", "VERTEX", "FOUNDRY", "BEDROCK_MANTLE", "AWS"):
            env[f"ANTHROPIC_{name}_BASE_URL"] = running.api_url
        report = checked(run, running, ENDING, env=env)
        assert 0 == _paths(running).count("GET /v1/models")
    assert not report["ping"].get("retiring")
    assert "model-retiring" != report["verdict"]["cause"]


@pytest.mark.parametrize(
    ("key", "told"), [("sk-ant-api03-made-up", False), ("sk-ant-oat01-made-up", True), ("", True)]
)
def test_a_past_day_of_the_table_is_no_conflict_where_the_list_is_asked(
    key: str, told: bool, tmp_path: Path
) -> None:
    """A model of Claude Code's settings that the table takes for retired: the list knows whether it
    is; the environment alone says so where no key goes out."""
    (tmp_path / "settings.json").write_text(json.dumps({"model": ENDING}))
    env = {"CLAUDE_CONFIG_DIR": str(tmp_path), "ANTHROPIC_API_KEY": key}
    found = settings.read(env, settings.Asked(surface="api"))
    code = programs.claude_code(env, found.files)
    assert told == (fault(found, code, TODAY + timedelta(days=3650)) is not None)
