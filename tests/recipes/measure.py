"""Run a recipe and what people write without one against the same world, and count.

A recipe is run as it is printed, but for its waits, which are a thousand times shorter, in a
folder of its own, with the demo world's key.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from claude_doctor.chaos import DEMO_KEY
from claude_doctor.chaos.roles import DEMO_BEDROCK_KEY
from claude_doctor.chaos.running import Running
from claude_doctor.fixes import recipe
from tests.recipes.programs import PROGRAMS
from tests.recipes.world import Plan, planned, world

_HERE = Path(__file__).parent / "programs"

#: Waits that a test does not wait, as they stand in the recipes.
SHORTER = (
    ("BASE_S = 1.0", "BASE_S = 0.001"),
    ("BASE_S = 1;", "BASE_S = 0.001;"),
    ("BASE_MS=1000", "BASE_MS=1"),
    ("anthropic.Anthropic(max_retries=5)", "anthropic.Anthropic(max_retries=0)"),  # all spent
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A recipe in a world: the scenarios of its requests, and what is done without the recipe."""

    recipe: str
    api: str
    plan: tuple[str, ...]
    calls: int
    without: str = "one try"
    languages: tuple[str, ...] = ("python", "typescript", "bash")
    bedrock: bool = False  # whether the environment has a login of AWS, too

    def runs_in(self, language: str) -> bool:
        """Whether there is a file of the recipe in it, that this trial is for."""
        return language in self.languages and any(
            one.language == language for one in recipe.of(self.recipe)
        )


@dataclass(frozen=True, slots=True)
class Count:
    """What came of it: how many of the calls were answered, with how many requests."""

    answered: int
    requests: int


TRIALS = (
    Trial("backoff", "refuses 3 requests of 11 (529)",
          ("healthy",) * 8 + ("overloaded",) * 3, 13),
    Trial("backoff", "refuses everything (529)", ("overloaded",), 4, "6 tries at once"),
    Trial("backoff", "has reached a spend limit (429)", ("spend-limit",), 3, "6 tries at once"),
    Trial("streaming", "breaks off 3 streams of 5, each in another way",
          ("healthy", "cut-stream", "ended-stream", "overloaded-in-stream", "healthy"), 5),
    Trial("fallback-route", "refuses everything (529), Bedrock does not", ("overloaded",), 8,
          bedrock=True, languages=("python", "typescript")),
    Trial("fallback-route", "refuses everything (529), Bedrock does not", ("overloaded",), 3,
          bedrock=True, languages=("bash",)),
    Trial("fallback-route", "has no capacity for Sonnet (529)", ("sonnet-overloaded",), 4,
          languages=("langchain", "litellm")),
    Trial("lighter-model", "has no capacity for Opus (529)", ("opus-overloaded",), 8,
          languages=("python", "typescript")),
    Trial("lighter-model", "has no capacity for Opus (529)", ("opus-overloaded",), 4,
          languages=("bash",)),
    Trial("circuit-breaker", "refuses everything (529)", ("overloaded",), 8, "6 tries at once"),
    Trial("shorter-output", "refuses every sixth request (529), in a work of 12 parts",
          (*["healthy"] * 5, "overloaded"), 12, "started over 3 times"),
)  # fmt: skip


def languages() -> list[str]:
    """The languages whose runtime is here. TypeScript: Node 22.18 or later, and in the folder that
    RECIPE_NODE names the package @anthropic-ai/sdk. LangChain and LiteLLM: the interpreter that
    RECIPE_PYTHON names has them."""
    found = []
    with contextlib.suppress(ImportError):
        import anthropic  # noqa: F401
        import tenacity  # noqa: F401

        found.append("python")
    if node() is not None:
        found.append("typescript")
    if all(map(shutil.which, ("bash", "curl", "jq"))):
        found.append("bash")
    if os.environ.get("RECIPE_PYTHON"):
        found += ["langchain", "litellm"]
    return found


def node() -> str | None:
    """The Node of RECIPE_NODE, else the one on the path; None where the SDK is not there."""
    home = os.environ.get("RECIPE_NODE")
    if not home or not (Path(home) / "node_modules/@anthropic-ai/sdk").is_dir():
        return None
    own = Path(home) / "node_modules/.bin/node"
    return str(own) if own.exists() else shutil.which("node")


def measured(
    trial: Trial,
    language: str,
    *,
    using: bool,
    env: Mapping[str, str] | None = None,
    there: Running | None = None,
) -> tuple[Count, Plan]:
    """Make the calls in this language, with the recipe or without; `env` is added to theirs.

    `there`: a world to do it in, which costs less than a new one each time."""
    (one,) = (r for r in recipe.of(trial.recipe) if r.language == language)
    plan = Plan(trial.plan)
    way = "recipe" if using else trial.without
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(TemporaryDirectory())
        running = there or stack.enter_context(world(plan))
        running.scenario = planned(plan)
        running.log.clear()
        file = Path(place) / one.path.name
        file.write_text(shorter(one.text()), encoding="utf-8")
        own = {"PATH": os.environ["PATH"], **running.environ(), "HOME": place}
        del own["OLLAMA_HOST"]  # what is a route for a recipe is not meant here
        if trial.bedrock:
            own |= {"AWS_REGION": "us-east-1", "AWS_BEARER_TOKEN_BEDROCK": DEMO_BEDROCK_KEY,
                    "ANTHROPIC_CUSTOM_HEADERS": "x-team: team-secret",
                    "ANTHROPIC_BEDROCK_BASE_URL": running.urls["bedrock"]}  # fmt: skip
        answered = _RUN[language](file, way, trial.calls, {**own, **(env or {})})
        elsewhere = running.asked("bedrock")
    # neither the key nor a gateway's login goes to another route
    assert not any(DEMO_KEY in str(seen) or "team-secret" in str(seen) for seen in elsewhere)
    return Count(answered, plan.asked + len(elsewhere)), plan


def shorter(text: str) -> str:
    """The recipe with its waits a thousandth."""
    for long, short in SHORTER:
        text = text.replace(long, short)
    return text


def _python(file: Path, way: str, calls: int, env: dict[str, str]) -> int:
    """In this process: the SDK takes a second to load."""
    with within(env):
        return PROGRAMS[file.stem](loaded(file), way, calls, file.parent)


@contextlib.contextmanager
def within(env: Mapping[str, str]) -> Iterator[None]:
    """Nothing but this environment."""
    kept = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def loaded(file: Path) -> ModuleType:
    """The file as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"recipe_{file.stem.replace('-', '_')}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _typescript(file: Path, way: str, calls: int, env: dict[str, str]) -> int:
    program = node()
    assert program is not None
    (file.parent / "node_modules").symlink_to(Path(os.environ["RECIPE_NODE"]) / "node_modules")
    (file.parent / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    shutil.copy(_HERE / f"{file.stem}.ts", file.parent / "program.ts")
    shutil.copy(_HERE / "_calls.ts", file.parent)
    command = [program, "--no-warnings", "program.ts", way, str(calls)]
    return _counted(command, file.parent, env)


def _bash(file: Path, way: str, calls: int, env: dict[str, str]) -> int:
    command = ["bash", str(_HERE / f"{file.stem}.sh"), file.name, way, str(calls)]
    return _counted(command, file.parent, env)


def _library(file: Path, way: str, calls: int, env: dict[str, str]) -> int:
    """LangChain or LiteLLM, in the interpreter that has it."""
    command = [os.environ["RECIPE_PYTHON"], str(_HERE / "libraries.py"), file.name, way, str(calls)]
    # LiteLLM asks the internet for prices otherwise
    return _counted(command, file.parent, {**env, "LITELLM_LOCAL_MODEL_COST_MAP": "True"})


def _counted(command: list[str], place: Path, env: dict[str, str]) -> int:
    done = subprocess.run(
        command, cwd=place, env=env, capture_output=True, encoding="utf-8", timeout=120,
        check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    assert DEMO_KEY not in done.stdout + done.stderr
    return int(done.stdout.splitlines()[-1])


_RUN: dict[str, Callable[[Path, str, int, dict[str, str]], int]] = {
    "python": _python,
    "typescript": _typescript,
    "bash": _bash,
    "langchain": _library,
    "litellm": _library,
}
