"""The command `demo`: a real check against the loopback world."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ..border import claude_settings, credentials
from ..chaos import SCENARIOS, by_name
from ..fallbacks import all_providers
from ..outside import terminal
from ..render import demo as render
from ..render.paint import Paint
from ..sources.crowd import all_sources
from . import _app, _here, _options
from ._world import served

# What a demo must not inherit, besides credentials and proxies: the user's own configuration.
_OWN = (
    "ANTHROPIC_", "CLAUDE_", "REDDIT_", "GITHUB_", "DOWNDETECTOR_", "AWS_", "GOOGLE_", "AZURE_",
    "CLOUD_ML_", "CLOUDSDK_", "GCLOUD_", "VERTEX_",
)  # fmt: skip
# ... but for the files that a format adds to, if a build runs the demo.
_KEPT = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")


@_app.command(
    group="Practice",
    examples=(
        _app.Example("claude-doctor demo", "List the scenarios."),
        _app.Example("claude-doctor demo overloaded", "What a check shows during an overload."),
    ),
)
def demo(
    context: typer.Context,
    fail_on: _options.FailOn,
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="Which one to check. Default: list all.",
                       **_options.one_of("scenario", _options.scenarios)),
    ] = None,
    json: _options.Json = False,
    form: _options.Format = "text",
    output: _options.Output = None,
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    strict: _options.Strict = False,
) -> None:  # fmt: skip
    """Run a real check against a simulated API on this machine: no key, no internet."""
    if scenario is None:
        if output is not None:
            raise typer.BadParameter("it takes a scenario", param_hint="'--output'")
        if json or form == "json":
            terminal.out(render.to_json(SCENARIOS))
        else:
            paint = Paint(_here.screen())
            terminal.out(render.listed(paint, SCENARIOS, terminal.piped()))
        return
    passed = ["--format", "json" if json else form]
    passed += [f"--output={output}"] * (output is not None)
    passed += ["--quiet"] * quiet + ["--verbose"] * verbose + ["--strict"] * strict
    passed += [f"--fail-on={','.join(fail_on)}"] * bool(fail_on)
    chosen = by_name(scenario)
    with served(chosen) as running:
        _scrub()
        # Whom the world does not play must not be asked where they really are.
        elsewhere = running.urls["elsewhere"]
        names = [name for source in all_sources() for name in source.variables]
        names += [provider.variable for provider in all_providers()]
        os.environ.update(dict.fromkeys(names, elsewhere))
        os.environ.update(running.environ())
        # The very command that a user runs, with the scenario's own options.
        raise typer.Exit(_app.run(["check", *chosen.options, *passed], context.obj))


def _scrub() -> None:
    """Take the user's own settings, and an organization's, out of the sight of this process."""
    claude_settings.MANAGED_DIR = Path(os.devnull)  # no folder, so nothing is in it
    keys = {key for provider in all_providers() for route in provider.routes for key in route.keys}
    for variable, value in list(os.environ.items()):
        own = variable.startswith(_OWN) or variable in keys
        proxy = variable.lower().endswith("_proxy")
        if variable in _KEPT:
            continue
        if own or proxy or credentials.holds_one(variable, value):
            del os.environ[variable]
