"""The command `storm`: what retries do to a service that is too full. It asks nobody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..outside import files, terminal
from ..storm.policies import JITTERS, POLICIES
from . import _app, _here, _options

if TYPE_CHECKING:
    from ..storm.policies import Policy
    from ..storm.simulate import Setup

OWN = "own"
_POLICY = _options.one_of("policy", lambda: (policy.name for policy in POLICIES))
_JITTER = _options.one_of("jitter", lambda: JITTERS)
_LONGEST_S = 86400.0
_SPIKE_FROM = 0.2  # of the time that is played


@_app.command(
    group="Practice",
    epilog="--base, --cap, --retries, --jitter and --budget describe a policy of your own. It is "
    "simulated together with those of --policy; without --policy, alone. All clients share a "
    "budget or throttle; each has its own circuit breaker.",
    examples=(
        _app.Example("claude-doctor storm", "All policies against each other."),
        _app.Example("claude-doctor storm --base 1 --jitter full", "A policy of your own."),
    ),
)
def storm(
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", metavar="POLICY", show_default=False, **_POLICY,
                     help="Simulate only this policy. Repeatable. Default: all of "
                          f"{', '.join(one.name for one in POLICIES)}."),
    ] = None,
    clients: Annotated[
        int, typer.Option("--clients", min=1, max=1_000_000, metavar="N", help="How many clients.")
    ] = 1000,
    every: Annotated[
        float,
        typer.Option("--every", min=0.1, max=_LONGEST_S, metavar="SECONDS",
                     help="How often each client wants an answer."),
    ] = 25.0,
    capacity: Annotated[
        int | None,
        typer.Option("--capacity", min=1, max=10_000_000, metavar="N", show_default=False,
                     help="How many requests the service can hold; when full, it takes four "
                          "times as long and answers 529. Default: 0.4 per client."),
    ] = None,
    latency: Annotated[
        float,
        typer.Option("--latency", min=0.01, max=600, metavar="SECONDS",
                     help="How long an answer takes while the service is idle."),
    ] = 1.0,
    timeout: Annotated[
        float,
        typer.Option("--timeout", min=0.1, max=3600, metavar="SECONDS",
                     help="How long a client waits for an answer."),
    ] = 3.0,
    spike: Annotated[
        float,
        typer.Option("--spike", min=1, max=1000, metavar="TIMES",
                     help="How many times as often clients ask during the spike."),
    ] = 10.0,
    spike_seconds: Annotated[
        float,
        typer.Option("--spike-seconds", min=0, max=3600, metavar="SECONDS",
                     help="How long the spike lasts."),
    ] = 5.0,
    duration: Annotated[
        float,
        typer.Option("--duration", min=10, max=_LONGEST_S, metavar="SECONDS",
                     help="How long to simulate; the spike begins after a fifth of it."),
    ] = 300.0,
    base: Annotated[
        float | None,
        typer.Option("--base", min=0, max=3600, metavar="SECONDS", show_default=False,
                     help="Your own policy: the first pause. Default: 0.5."),
    ] = None,
    cap: Annotated[
        float | None,
        typer.Option("--cap", min=0, max=3600, metavar="SECONDS", show_default=False,
                     help="Your own policy: the longest pause. Default: 20."),
    ] = None,
    retries: Annotated[
        int | None,
        typer.Option("--retries", min=0, max=100, metavar="N", show_default=False,
                     help="Your own policy: the number of retries. Default: 10."),
    ] = None,
    jitter: Annotated[
        str | None,
        typer.Option("--jitter", metavar="KIND", show_default=False, **_JITTER,
                     help=f"Your own policy: {', '.join(JITTERS)}. Default: none."),
    ] = None,
    budget: Annotated[
        float | None,
        typer.Option("--budget", min=0, max=100, metavar="TOKENS", show_default=False,
                     help="Your own policy: retries per success, such as 0.1. Default: no budget."),
    ] = None,
    seed: Annotated[
        int,
        typer.Option("--seed", min=0, metavar="N", help="The same seed gives the same numbers."),
    ] = 0,
    json: _options.Document = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", show_default=False,
                     help="Also write a page with plots to this file."),
    ] = None,
) -> None:  # fmt: skip
    """Simulate a retry storm: which retry policies keep a service down."""
    from ..storm.model import Server
    from ..storm.simulate import Setup

    places = max(1, round(0.4 * clients)) if capacity is None else capacity
    began = round(_SPIKE_FROM * duration, 1)
    if began + spike_seconds >= duration:
        raise typer.BadParameter("the spike lasts longer than what is played")
    setup = Setup(
        server=Server(places, latency, 3 * latency / places),
        clients=clients, every_s=every, timeout_s=timeout,
        spike=spike, spike_from_s=began, spike_s=spike_seconds, lasts_s=duration,
    )  # fmt: skip
    own = _own(base, cap, retries, jitter, budget)
    named = [one for one in POLICIES if one.name in (policy or ())]
    chosen = [*named, *([] if own is None else [own])] or list(POLICIES)
    _play(setup, chosen, seed, json=json, html=html)


def _own(
    base: float | None, cap: float | None, retries: int | None, jitter: str | None,
    budget: float | None,
) -> Policy | None:  # fmt: skip
    """The policy of the user's own numbers; None where there is no such number."""
    from ..storm.policies import Policy

    if (base, cap, retries, jitter, budget) == (None,) * 5:
        return None
    return Policy(
        name=OWN,
        retries=10 if retries is None else retries,
        base_s=0.5 if base is None else base,
        cap_s=20.0 if cap is None else cap,
        jitter=jitter or "none",
        budget=budget,
    )


def _play(
    setup: Setup, policies: list[Policy], seed: int, *, json: bool, html: Path | None
) -> None:
    from ..render import storm as screens
    from ..render.paint import Paint
    from ..storm.outcome import measure
    from ..storm.simulate import Storm

    outcomes = [measure(Storm(setup, policy, seed).run()) for policy in policies]
    if html is not None:
        try:
            files.replace(html, screens.page(setup, outcomes, seed))
        except OSError as error:
            why = f"{html}: {error.strerror or error}"
            raise typer.BadParameter(why, param_hint="'--html'") from None
    if json:
        terminal.out(screens.to_json(setup, outcomes, seed))
        return
    terminal.out(screens.render(setup, outcomes, Paint(_here.screen())))
