"""The command `check`: what is measured, judged and printed is in `_run`, loaded after parsing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..outside import terminal
from . import _app, _options

if TYPE_CHECKING:
    from ._run import Show

TEXT_LIMIT = 8 * 1024 * 1024  # bytes of --error-file, from its end: the newest failure is there


def _probes() -> Iterable[str]:
    from ..probes import all_probes

    return (probe.name for probe in all_probes())


_PROBE = {**_options.one_of("probe", _probes), "metavar": "PROBE"}


@_app.command(
    epilog="Exit codes: 0 fine (or degraded), 10 server, 11 client, 12 account, 13 network, "
    "14 unknown; 1 a bug in claude-doctor, 2 usage, 130 interrupted. "
    "With --format nagios 0 to 3, as its plugins have them."
)
def check(
    context: typer.Context,
    fail_on: _options.FailOn,
    json: _options.Json = False,
    form: _options.Format = "text",
    output: _options.Output = None,
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    timeout: _options.Timeout = 20.0,
    only: Annotated[
        list[str], typer.Option("--only", help="Ask only this probe. Repeatable.", **_PROBE)
    ] = [],  # noqa: B006
    skip: Annotated[
        list[str], typer.Option("--skip", help="Leave this probe out. Repeatable.", **_PROBE)
    ] = [],  # noqa: B006
    offline: Annotated[bool, typer.Option("--offline", help="No network at all.")] = False,
    model: Annotated[
        list[str],
        typer.Option("--model", **_options.hints(_options.models), metavar="ID",
                     help="Ping this model too, and look up when it is retired (one free request "
                          "for all). Repeatable."),
    ] = [],  # noqa: B006
    no_ping: Annotated[
        bool, typer.Option("--no-ping", help="No metered request: ask the front door keyless.")
    ] = False,
    error: Annotated[
        str | None, typer.Option("--error", metavar="TEXT", help="The failure that you saw.")
    ] = None,
    error_file: Annotated[
        str | None, typer.Option("--error-file", metavar="PATH|-", help="The same, from a file.")
    ] = None,
    strict: _options.Strict = False,
    surface: Annotated[
        str | None,
        typer.Option("--surface", metavar="NAME", **_options.SURFACE, show_default=False,
                     help="What you use: api (the SDK in this shell), code (Claude Code with its "
                          "settings files) or chat (claude.ai). That one's configuration and its "
                          "state on the status page decide. Default: what is set up here."),
    ] = None,
    route: Annotated[
        str,
        typer.Option("--route", metavar="NAME", **_options.ROUTE,
                     help="Who serves Claude: anthropic, a cloud (bedrock, vertex, foundry, with "
                          "region and credentials as they are set), the gateway of "
                          "ANTHROPIC_BASE_URL, or auto: what is configured here."),
    ] = "auto",
    fallbacks: Annotated[
        bool,
        typer.Option("--fallbacks",
                     help="In a server verdict, name the best other route. Where the ping fails by "
                          "the service's fault, the best other Claude model for this key is pinged "
                          "too: one more metered request, and the list of models, which is free."),
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", metavar="FILE", help="Judge a saved --json report; no network."),
    ] = None,
) -> None:  # fmt: skip
    """Measure, judge, and print one verdict with fixes."""
    from ..border.settings import Asked
    from . import _run

    show = _run.Show(
        format="json" if json else form,
        quiet=quiet,
        verbose=verbose,
        strict=strict,
        fail_on=frozenset(fail_on) or None,
        output=output,
    )
    if replay is not None:
        _replay(replay, show)
    if error is not None and error_file is not None:
        raise typer.BadParameter("give --error or --error-file, not both")
    asked = Asked(
        timeout=timeout,
        only=tuple(only),
        skip=tuple(skip),
        offline=offline,
        models=tuple(model),
        ping=not no_ping,
        error_text=error if error_file is None else _text(error_file),
        surface=surface,
        route=None if route == "auto" else route,
        fallbacks=fallbacks,
    )
    settings = _options.settings_of(asked)
    raise typer.Exit(_run.check(settings, show, context.obj))


def _replay(path: Path, show: Show) -> None:
    from ..engine import saved
    from . import _run

    try:
        with path.open("rb") as file:
            text = file.read(saved.MOST).decode("utf-8", "replace")
        code = _run.replay(text, show)
    except OSError as error:
        raise typer.BadParameter(f"--replay: {error.strerror}") from None
    except saved.NotAReport as error:
        raise typer.BadParameter(f"--replay: {error}") from None
    raise typer.Exit(code)


def _text(path: str) -> str:
    """A file's or standard input's end, as text."""
    try:
        if path == "-":
            tail = b""
            while part := terminal.stdin().read(1024 * 1024):
                tail = (tail + part)[-TEXT_LIMIT:]
            return tail.decode("utf-8", "replace")
        with Path(path).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TEXT_LIMIT))
            return file.read(TEXT_LIMIT).decode("utf-8", "replace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be read"
        raise typer.BadParameter(f"--error-file: {reason}") from None
