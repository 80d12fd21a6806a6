"""The command `chaos`: the loopback world, served for the user's own client."""

from __future__ import annotations

import os
import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from ..chaos import by_name
from ..chaos.scenarios.storm import STORM, measured
from ..outside import interrupt, terminal
from . import _app, _options
from ._world import served

if TYPE_CHECKING:
    from ..chaos.running import Running

_PID = "CLAUDE_DOCTOR_CHAOS_PID"  # what ends a world that serves in the background
_WIDTH = 77  # columns of a comment
_HOUR_S = 3600.0
_MOST = 100_000  # places; far above what one machine asks for at a time


@_app.command(
    group="Practice",
    epilog="--capacity, --latency and --seed are for the scenario storm alone. When a storm ends, "
    "it prints what became of the requests: sent = answered + cut + refused + in flight.\n\n"
    "--export ends the block, so that the shell goes on while this serves. Stop it with "
    "`kill $CLAUDE_DOCTOR_CHAOS_PID`.",
    examples=(
        _app.Example("claude-doctor chaos overloaded", "Serve it, and say what to do next."),
        _app.Example(
            'eval "$(claude-doctor chaos overloaded --export &)"',
            "Set every variable in this shell (bash, zsh) and serve it in the background.",
        ),
        _app.Example("claude-doctor chaos storm --capacity 20", "An API that your load slows."),
    ),
)
def chaos(
    scenario: Annotated[
        str,
        typer.Argument(metavar="SCENARIO", help="Which one to serve; `claude-doctor demo` lists "
                                                "them.",
                       **_options.one_of("scenario", _options.scenarios)),
    ] = "healthy",
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, metavar="PORT",
                     help="The port of the simulated API; 0: any free one."),
    ] = 0,
    export: Annotated[
        bool,
        typer.Option("--export", help="Print every variable of the scenario as a block for eval, "
                                      "instead of what to do next."),
    ] = False,
    capacity: Annotated[
        int | None,
        typer.Option("--capacity", min=1, max=_MOST, metavar="N", show_default=False,
                     help="Storm: how many requests the API can hold. The fuller it is, the "
                          "slower; nearly full, it cuts answers; full, it answers 529. "
                          "Default: 20."),
    ] = None,
    latency: Annotated[
        float | None,
        typer.Option("--latency", min=0.01, max=600, metavar="SECONDS", show_default=False,
                     help="Storm: how long an answer takes while the API is idle; four times as "
                          "long when it is full. Default: 0.5."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", min=0, metavar="N", show_default=False,
                     help="Storm: which answers are cut. Default: 0."),
    ] = None,
) -> None:  # fmt: skip
    """Serve a simulated API on this machine until Ctrl-C, to test your own client."""
    chosen = by_name(scenario)
    asked = {"--capacity": capacity, "--latency": latency, "--seed": seed}
    given = [name for name, value in asked.items() if value is not None]
    if given:
        if scenario != STORM:
            raise typer.BadParameter(f"only with {STORM}", param_hint=f"'{given[0]}'")
        chosen = measured(capacity, latency, seed)
    with served(chosen, port) as running:
        if export:
            _export(running)
        else:  # the first line sets the address, and a shell skips the others
            terminal.out("\n".join([running.exports()[0], *_next(running)]) + "\n")
        while not interrupt.sleep(_HOUR_S):
            pass
    if running.load is not None:  # behind a sign that a shell skips, as all else is for one
        terminal.out("".join(f"# {line}\n" for line in running.load.told()))


def _next(running: Running) -> list[str]:
    """What to do now, as comments."""
    name = running.scenario.name
    story = wrap(f"Serving {name} until Ctrl-C: {running.scenario.story}", _WIDTH)
    return [f"# {line}" for line in (
        *story,
        "Next, in another terminal: paste the line above, and run your client there.",
        "Every variable of the scenario, also for `claude-doctor check`:",
        f'  eval "$(claude-doctor chaos {name} --export &)"',
    )]  # fmt: skip


def _export(running: Running) -> None:
    """Print the block and end it there: a shell that evaluates it waits for its end."""
    pid = os.getpid()
    terminal.out("\n".join([*running.exports(), f"export {_PID}={pid}"]) + "\n")
    if sys.stdout is None or sys.stdout.isatty():
        return
    sys.stdout.flush()
    interrupt.leave_to_the_shell()  # before the block ends: from then on Ctrl-C is the shell's
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    if sys.stderr is not None and sys.stderr.isatty():
        name = running.scenario.name
        print(f"claude-doctor: serving {name} at {running.api_url}; stop it with: kill {pid}",
              file=sys.stderr)  # fmt: skip
