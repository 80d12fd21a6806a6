"""`fallbacks` and `check --fallbacks` through the real command line, on the loopback world."""

from __future__ import annotations

import dataclasses
import json
import re
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from claude_doctor.border.settings import read
from claude_doctor.chaos import Running, by_name, serve
from claude_doctor.chaos.answers import CHALLENGE, WAF_CAPTCHA, WAF_CHALLENGE, page
from claude_doctor.chaos.roles import Local, Provider, Status
from claude_doctor.chaos.running import PROVIDERS
from claude_doctor.chaos.wire import Reply, Wire
from claude_doctor.fallbacks import all_providers
from tests import clock
from tests.changing import until
from tests.conftest import Run

HEALTHY = by_name("healthy")
ROUTES = tuple(route for provider in all_providers() for route in provider.routes)
DIRECT = read({})  # who calls Anthropic's own API
SLACK = 0.5  # seconds beyond --timeout, by the contract
OTHERS = (*PROVIDERS, "ollama", "lm_studio")
ROUTES_OF = {
    "openai": ("openai",), "google": ("vertex", "gemini"), "aws": ("bedrock", "anthropic-aws"),
    "azure": ("azure-openai", "foundry"), "openrouter": ("openrouter",), "mistral": ("mistral",),
    "groq": ("groq",), "ollama": ("ollama",), "lm_studio": ("lm-studio",),
}  # fmt: skip
KEYS = {
    "OPENAI_API_KEY": "sk-proj-" + "plantedopenai" * 3,
    "GEMINI_API_KEY": "AIza" + "plantedgemini" * 3,
    "GOOGLE_APPLICATION_CREDENTIALS": "/planted/google.json",
    "AWS_SECRET_ACCESS_KEY": "plantedaws" * 4,
    "AZURE_OPENAI_API_KEY": "plantedazure" * 3,
    "OPENROUTER_API_KEY": "sk-or-" + "plantedrouter" * 3,
    "MISTRAL_API_KEY": "plantedmistral" * 3,
    "GROQ_API_KEY": "gsk_" + "plantedgroq" * 3,
}


def asked(run: Run, running: Running, *options: str, **env: str) -> dict[str, Any]:
    """One `fallbacks --json` against a running world, its routes by id."""
    done = run("fallbacks", "--json", *options, env={**running.environ(), **env})
    assert (0, "") == (done.returncode, done.stderr)
    document: dict[str, Any] = json.loads(done.stdout)
    document["by_id"] = {one["id"]: one for one in document["fallbacks"]}
    assert [] == running.faults
    return document


def world(**changes: Any) -> Any:
    """The healthy world with changes."""
    return serve(dataclasses.replace(HEALTHY, **changes))


def test_a_good_day(run: Run) -> None:
    """Everything is up; the keys of this machine decide what is usable; exit code 0."""
    with world() as running:
        document = asked(run, running, OPENAI_API_KEY=KEYS["OPENAI_API_KEY"])
        text = run("fallbacks", env=running.environ()).stdout
    assert {"schema_version", "checked_at", "fallbacks", "best", "missing", "by_id"} == set(
        document
    )
    assert (1, [], "claude-sonnet-5-5") == tuple(
        document[key] for key in ("schema_version", "missing", "best")
    )
    assert {route.id for route in ROUTES if route.offered(DIRECT)} == set(document["by_id"])
    for one in document["fallbacks"]:
        assert list(one) == [
            "id", "name", "kind", "state", "key", "usable", "reason", "model", "url",
            "region", "configured", "needs", "endpoint", "ping",
        ]  # fmt: skip
        assert "up" == one["state"]
    assert document["by_id"]["openai"]["usable"] is True
    assert (False, False) == tuple(document["by_id"]["groq"][k] for k in ("key", "usable"))
    assert (None, True, "qwen3:8b") == tuple(
        document["by_id"]["ollama"][k] for k in ("key", "usable", "model")
    )
    assert (None, False) == tuple(document["by_id"]["lm-studio"][k] for k in ("key", "usable"))
    assert "Best now: claude-sonnet-5-5" in text


@pytest.mark.parametrize("state", ["degraded", "down"])
@pytest.mark.parametrize("role", PROVIDERS)
def test_a_provider_in_trouble(run: Run, role: str, state: str) -> None:
    """Its own routes show it, nobody else's."""
    with world(**{role: Provider(state=state)}) as running:
        routes = asked(run, running, **KEYS)["by_id"]
    for name, one in routes.items():
        if (role, name) == ("aws", "anthropic-aws"):  # only the region's trouble is known of it
            assert "degraded" == one["state"]
            continue
        assert (state if name in ROUTES_OF[role] else "up") == one["state"], name
        if name in ROUTES_OF[role] and one["key"]:
            assert (state != "down") is one["usable"]


BLOCKED: dict[str, Wire | Reply] = {
    "cloudflare": CHALLENGE,
    "captcha": WAF_CAPTCHA,
    "challenge": WAF_CHALLENGE,
    "portal": page("<html><body>Please log in</body></html>"),
    "not-found": Reply(404, (), b"gone"),
    "broken": Reply(500, (), b"[]"),
    "not-modified": Reply(304),
    "elsewhere": Reply(302, (("location", "http://192.0.2.1/"),)),
    "bomb": Wire.BOMB,
    "garbage": Wire.GARBAGE,
    "reset": Wire.RESET,
    "cut": Wire.CUT,
    "refused": Wire.REFUSED,
}


@pytest.mark.parametrize("how", BLOCKED)
def test_a_page_that_cannot_be_read_is_unknown(run: Run, how: str) -> None:
    """Every provider at once, and Anthropic's page: unknown with a reason, never up."""
    status = Status(BLOCKED[how])
    providers = {role: Provider(BLOCKED[how]) for role in PROVIDERS}
    with world(status=status, status_fallback=status, **providers) as running:
        document = asked(run, running, **KEYS)
    for one in document["fallbacks"]:
        if one["kind"] != "local":
            assert ("unknown", False) == (one["state"], one["usable"]), one
            assert one["reason"]
    assert "ollama" == document["best"]
    named = {entry.split(":")[0] for entry in document["missing"]}
    assert {"claude", *PROVIDERS} == named


@pytest.mark.parametrize("role", PROVIDERS)
def test_a_page_in_a_new_shape_is_unknown(run: Run, role: str) -> None:
    """Valid, friendly, and none of the known shapes."""
    with world(**{role: Provider(changed=True)}) as running:
        routes = asked(run, running, **KEYS)["by_id"]
    assert {"unknown"} == {routes[name]["state"] for name in ROUTES_OF[role]}


@pytest.mark.parametrize(
    ("ollama", "state", "usable"),
    [
        (Local(models=("llama4:8b",)), "up", True),
        (Local(models=()), "up", False),
        (Local(Wire.REFUSED), "down", False),
        (Local(Wire.MUTE), "unknown", False),
        (Local(Reply(401, (), b"")), "unknown", False),
        (Local(Reply(200, (), b"Ollama is running")), "unknown", False),
    ],
)
def test_local_servers(run: Run, ollama: Local, state: str, usable: bool) -> None:
    """With a model, without one, not running, silent, another program on the port."""
    with world(ollama=ollama, lm_studio=ollama) as running:
        routes = asked(run, running, "--timeout", "4")["by_id"]
    for name in ("ollama", "lm-studio"):
        assert (state, usable) == (routes[name]["state"], routes[name]["usable"])


def test_another_region_of_aws(run: Run) -> None:
    """The region is the environment's; UTF-16 comes over the wire."""
    with world() as running:
        ill = asked(run, running, AWS_REGION="me-central-1")["by_id"]["bedrock"]
        odd = asked(run, running, AWS_REGION="nowhere")["by_id"]["bedrock"]
    assert ("down", "unknown") == (ill["state"], odd["state"])
    assert "me-central-1" in ill["name"]


HANGS = (Wire.DEAF, Wire.MUTE, Wire.HANG, Wire.TRICKLE, Wire.TRICKLE_BODY)


@pytest.mark.parametrize("wire", HANGS)
def test_everything_hanging_never_breaks_the_deadline(run: Run, wire: Wire) -> None:
    """All peers at once: the process ends within --timeout + 0.5 s, and nothing is up."""
    with world(everywhere=wire) as running:
        started = time.monotonic()
        document = asked(run, running, "--timeout", "1.5", **KEYS)
        assert clock.soon(time.monotonic() - started, 1.5, SLACK)
    assert {"unknown"} == {one["state"] for one in document["fallbacks"]}
    assert document["best"] is None


@pytest.mark.parametrize("role", [*OTHERS, "status"])
def test_one_hanging_peer_costs_only_its_own_route(run: Run, role: str) -> None:
    """The others are told in time."""
    kinds: dict[str, Any] = {"ollama": Local, "lm_studio": Local, "status": Status}
    silent = kinds.get(role, Provider)(Wire.MUTE)
    both = {"status_fallback": silent} if role == "status" else {}
    with world(**{role: silent, **both}) as running:
        started = time.monotonic()
        routes = asked(run, running, "--timeout", "3", **KEYS)["by_id"]
        assert clock.soon(time.monotonic() - started, 3, SLACK)
    ill = {name for name, one in routes.items() if one["state"] == "unknown"}
    claude = {name for name, one in routes.items() if one["kind"] == "claude-model"}
    assert (claude if role == "status" else set(ROUTES_OF[role])) == ill


def test_no_key_travels_or_is_shown(run: Run) -> None:
    """Planted keys of every provider: in no request, in no output."""
    with world() as running:
        env = {**running.environ(), **KEYS, "AWS_BEARER_TOKEN_BEDROCK": "plantedbedrock" * 3,
               "ANTHROPIC_BEDROCK_BASE_URL": running.urls["elsewhere"]}  # fmt: skip
        for options in ((), ("--json",)):
            done = run("fallbacks", *options, env=env)
            assert "planted" not in done.stdout + done.stderr
        done = run("check", "--fallbacks", "--json", env=env)
        assert "planted" not in done.stdout
        for seen in running.log:
            assert "planted" not in json.dumps([seen.path, dict(seen.headers)])
            if seen.role in OTHERS:
                assert "authorization" not in seen.headers
                assert ("GET", b"") == (seen.method, seen.body)


HOSTILE = "\x1b]0;owned\x07\x1b[2J\r\nline\u202e sk-proj-" + "leakedleaked" * 3 + "A" * 900


def test_strangers_text_is_data(run: Run) -> None:
    """A local model's name full of escapes and keys reaches no output as it is."""
    with world(ollama=Local(models=(HOSTILE,))) as running:
        document = run("fallbacks", "--json", env=running.environ()).stdout
        text = run("fallbacks", env=running.environ()).stdout
    shown = json.dumps(json.loads(document), ensure_ascii=False) + text
    assert "leaked" not in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert all(len(one["reason"]) < 600 for one in json.loads(document)["fallbacks"])


@pytest.mark.parametrize(
    "arguments", [("--timeout", "0"), ("--timeout", "x"), ("--nonsense",), ("x",)]
)
def test_usage_errors(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit code 2, the message on stderr, nothing on stdout."""
    done = run("fallbacks", *arguments)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr and "Traceback" not in done.stderr


def check(run: Run, name: str, *options: str, **env: str) -> tuple[dict[str, Any], str, Running]:
    """One check of a scenario as JSON and as text, and the world that it met."""
    scenario = dataclasses.replace(by_name(name), env=())
    with serve(scenario) as running:
        env = {**running.environ(), **env}
        report = json.loads(run("check", "--json", *options, env=env).stdout)
        text = run("check", *options, env={**env, "COLUMNS": "100"}).stdout
    return report, text, running


def test_a_server_verdict_names_the_best_route_in_one_line(run: Run) -> None:
    """One model is overloaded: another that has answered. In the text one line, in the JSON the
    route itself."""
    report, text, running = check(run, "overloaded-with-fallback", "--fallbacks")
    assert ("overloaded", "claude-sonnet-5-5") == (
        report["verdict"]["cause"], report["fallback"]["id"],
    )  # fmt: skip
    line = next(line for line in text.splitlines() if "Meanwhile" in line)
    assert "claude-sonnet-5-5" in line and line.endswith(".")
    assert 12 == len(report["probes"])
    # The page is read once, by `status`, for the verdict and the models: JSON and history.
    assert 2 * 2 == len(running.asked("status"))


def test_a_failing_api_sends_elsewhere(run: Run) -> None:
    """A 500 is no model's own failure: the best route is not another Claude model."""
    report, text, _ = check(run, "server-error", "--fallbacks", AWS_PROFILE="work")
    assert "bedrock" == report["fallback"]["id"]
    assert "Meanwhile: Claude through Bedrock (us-east-1), operational per its status page" in text
    report, text, _ = check(run, "server-error", "--fallbacks", OLLAMA_HOST="127.0.0.1:9")
    assert report["fallback"] is None
    assert "Meanwhile: no other route" in text


def test_without_the_option_nobody_is_asked(run: Run) -> None:
    """No request, no line, no key in the JSON."""
    report, text, running = check(run, "overloaded")
    assert "fallback" not in report and "Meanwhile" not in text
    assert [] == [seen for seen in running.log if seen.role in OTHERS]


@pytest.mark.parametrize("name", ["healthy", "rate-limited"])
def test_other_verdicts_name_no_route(run: Run, name: str) -> None:
    """Where it is not the server's side, another route is not the matter."""
    report, text, _ = check(run, name, "--fallbacks")
    assert report["fallback"] is None
    assert "Meanwhile" not in text


@pytest.mark.parametrize("options", [("--only", "ping"), ("--skip", "status"), ("--skip", "ping")])
def test_only_and_skip_choose_among_the_checks_own_probes(
    run: Run, options: tuple[str, ...]
) -> None:
    """Other routes are asked all the same."""
    report, _, running = check(run, "overloaded-with-fallback", "--fallbacks", *options)
    assert {seen.role for seen in running.log} >= set(OTHERS)
    assert 12 == len(report["probes"])
    if "ping" not in options or options[0] == "--only":
        assert report["fallback"]["id"] == "claude-sonnet-5-5"


def test_offline_asks_nobody(run: Run) -> None:
    """--offline wins."""
    _, _, running = check(run, "overloaded", "--fallbacks", "--offline")
    assert [] == list(running.log)


def test_a_verdict_does_not_depend_on_the_option(run: Run) -> None:
    """A local server that answers is no internet: `offline` stays `offline`."""
    with world(everywhere=None) as running:
        local = {"OLLAMA_HOST": running.urls["ollama"]}
        done = run("check", "--json", "--fallbacks", env=local)
    assert "offline" == json.loads(done.stdout)["verdict"]["cause"]
    assert running.asked("ollama")


@pytest.mark.parametrize("wire", [Wire.MUTE, Wire.TRICKLE_BODY])
def test_a_check_with_fallbacks_keeps_its_deadline(run: Run, wire: Wire) -> None:
    """Everything hangs: the check ends within --timeout + 0.5 s."""
    with world(everywhere=wire) as running:
        started = time.monotonic()
        done = run("check", "--json", "--fallbacks", "--timeout", "2", env=running.environ())
        assert clock.soon(time.monotonic() - started, 2, SLACK)
    assert 12 == len(json.loads(done.stdout)["probes"])


def test_a_saved_report_with_a_fallback_is_judged_again(run: Run, tmp_path: Any) -> None:
    """The new key does not disturb --replay."""
    with serve(by_name("overloaded-with-fallback")) as running:
        saved = run("check", "--fallbacks", "--json", env=running.environ()).stdout
    (tmp_path / "report.json").write_text(saved)
    again = json.loads(run("check", "--json", "--replay", str(tmp_path / "report.json")).stdout)
    assert json.loads(saved)["verdict"] == again["verdict"]


def test_ctrl_c_prints_what_is_known(nowhere: dict[str, str]) -> None:
    """SIGINT in the middle: one JSON document with every route, exit code 130."""
    with world(openai=Provider(Wire.MUTE)) as running:
        process = subprocess.Popen(
            [sys.executable, "-m", "claude_doctor", "fallbacks", "--json"],
            env={**nowhere, **running.environ()}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8",
        )  # fmt: skip
        until(lambda: bool(running.asked("groq")))
        clock.pause(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (130, "") == (process.returncode, err)
    routes = {one["id"]: one["state"] for one in json.loads(out)["fallbacks"]}
    everything = len([route for route in ROUTES if route.offered(DIRECT)])
    assert ("unknown", "up", everything) == (routes["openai"], routes["groq"], len(routes))


def test_memory_stays_bounded_under_large_answers(nowhere: dict[str, str]) -> None:
    """Every page is two megabytes of small parts: the process stays under 150 MiB."""
    heavy = Reply(200, (), b"[" + b"{}," * 690_000 + b"{}]")
    tags = Reply(200, (), b"<html>" + b"<i>" * 690_000 + b"</html>")
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'claude_doctor', 'fallbacks', '--json'])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
    )
    others: dict[str, Any] = {role: Provider(heavy) for role in PROVIDERS}
    others |= {"azure": Provider(tags), "ollama": Local(heavy), "lm_studio": Local(heavy)}
    status = Status(heavy)
    with world(status=status, status_fallback=status, **others) as running:
        done = subprocess.run(
            [sys.executable, "-c", code], env={**nowhere, **running.environ()},
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
    assert {"unknown"} == {one["state"] for one in json.loads(done.stdout)["fallbacks"]}
    assert int(done.stderr) < 150 * 1024
