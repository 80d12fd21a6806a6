"""What the README says of the recipes is what they do, in every language that is here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from claude_doctor.chaos import DEMO_KEY, by_name, serve
from claude_doctor.fixes import recipe
from tests.readme import README
from tests.recipes.__main__ import row
from tests.recipes.measure import (
    TRIALS,
    Trial,
    languages,
    loaded,
    measured,
    node,
    shorter,
    within,
)
from tests.recipes.world import Plan, world

RECIPES = recipe.recipes()


@pytest.mark.parametrize("language", ["python", "typescript", "bash", "langchain", "litellm"])
def test_the_table_is_what_happens(language: str) -> None:
    """With each recipe as many calls are answered, with as many requests, as the table says."""
    if language not in languages():
        pytest.skip(f"no {language} here, or not its SDK")
    text = README.read_text(encoding="utf-8")
    with world(Plan(("healthy",))) as there:
        for trial in TRIALS:
            if trial.runs_in(language):
                without, using = (
                    measured(trial, language, using=using, there=there)[0]
                    for using in (False, True)
                )
                assert row(trial, without, using) in text


def test_every_recipe_in_code_is_tried() -> None:
    """No recipe that calls the API is left out of the table; `quota` has tests of its own."""
    tried = {*(trial.recipe for trial in TRIALS), "quota"}
    calling = {one.name for one in RECIPES if "/v1/messages" in one.text()
               or "messages.create" in one.text()}  # fmt: skip
    assert calling <= tried


def test_a_broken_stream_goes_on_from_what_arrived() -> None:
    """The next request holds what was kept as the model's own words, and asks it to go on."""
    if "python" not in languages():
        pytest.skip("not the SDK")
    trial = Trial("streaming", "", ("cut-stream", "healthy"), 1)
    count, plan = measured(trial, "python", using=True)
    assert (1, 2) == (count.answered, count.requests)
    first, second = (json.loads(body)["messages"] for body in plan.bodies)
    assert first == second[:1]
    assert ["assistant", "user"] == [message["role"] for message in second[1:]]
    assert second[1]["content"].strip()


@pytest.mark.parametrize("language", ["python", "typescript", "bash"])
def test_a_local_model_gets_no_credential(language: str) -> None:
    """Ollama is asked where Claude is overloaded, and is sent nobody's key, token or header."""
    if language not in languages():
        pytest.skip(f"no {language} here, or not its SDK")
    trial = Trial("fallback-route", "", ("overloaded",), 1)
    with serve(by_name("healthy")) as local:
        env = {"OLLAMA_HOST": local.api_url, "OLLAMA_MODEL": "claude-haiku-5-5",
               "ANTHROPIC_CUSTOM_HEADERS": "x-team: team-secret",
               "ANTHROPIC_AUTH_TOKEN": "token-secret"}  # fmt: skip
        count, _ = measured(trial, language, using=True, env=env)
        (seen,) = local.asked("api")
    assert 1 == count.answered
    assert "ollama" in str(seen.headers)
    assert "secret" not in str(seen)
    assert DEMO_KEY not in str(seen)


def test_every_wait_is_shortened() -> None:
    """The measuring waits no second: the words that it replaces stand in the recipes."""
    for one in RECIPES:
        text = one.text()
        if re.search(r"\bBASE_M?S\b", text):
            assert text != shorter(text), one.path.name


def test_bash_is_clean() -> None:
    """As shellcheck reads it by default."""
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    files = [str(one.path) for one in RECIPES if one.path.suffix == ".sh"]
    done = subprocess.run(["shellcheck", *files], capture_output=True, encoding="utf-8")
    assert (0, "") == (done.returncode, done.stdout)


def test_typescript_is_strict(tmp_path: Path) -> None:
    """As tsc --strict --noEmit reads it."""
    if node() is None:
        pytest.skip("no Node with the SDK")
    home = Path(os.environ["RECIPE_NODE"])
    (tmp_path / "node_modules").symlink_to(home / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    files = [shutil.copy(one.path, tmp_path) for one in RECIPES if one.path.suffix == ".ts"]
    tsc = ["node_modules/.bin/tsc", "--strict", "--noEmit", "--target", "es2022", "--module",
           "nodenext", "--types", "node"]  # fmt: skip
    done = subprocess.run([*tsc, *(Path(file).name for file in files)], cwd=tmp_path,
                          capture_output=True, encoding="utf-8")  # fmt: skip
    assert (0, "") == (done.returncode, done.stdout)


@pytest.mark.parametrize("language", ["python", "bash"])
def test_another_question_does_not_go_on_with_this_answer(language: str, tmp_path: Path) -> None:
    """What is left of one prompt is not taken for the beginning of another one's answer."""
    if language not in languages():
        pytest.skip(f"no {language} here, or not its SDK")
    (one,) = (one for one in RECIPES if (one.name, one.language) == ("streaming", language))
    here = tmp_path / one.path.name
    here.write_text(one.text().replace("TRIES = 6", "TRIES = 1").replace("TRIES=6", "TRIES=1"))
    prompts = ["Say much.", 'Say "more"\tof it.']
    plan = Plan(("cut-stream",))
    with world(plan) as running:
        env = {"PATH": os.environ["PATH"], **running.environ()}
        for prompt in prompts:
            if language == "python":
                with within(env):
                    module = loaded(here)
                with pytest.raises(module.httpx2.TransportError):
                    module.write(prompt, tmp_path / "goal")
            else:
                command = ["bash", str(here), prompt, str(tmp_path / "goal")]
                done = subprocess.run(command, env=env, capture_output=True, check=False)
                assert 1 == done.returncode
    assert 2 == len(list(tmp_path.glob("goal.*.partial")))
    asked = [json.loads(body)["messages"] for body in plan.bodies]
    assert [[{"role": "user", "content": prompt}] for prompt in prompts] == asked
