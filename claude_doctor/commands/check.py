"""The command `check`: what is measured, judged and printed is in `_run`, loaded after parsing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..outside import terminal
from . import _app, _help, _options

if TYPE_CHECKING:
    from ._run import Show

TEXT_LIMIT = 8 * 1024 * 1024  # bytes of --error-file, from its end: the newest failure is there


def _probes() -> Iterable[str]:
    from ..probes import all_probes

    return (probe.name for probe in all_probes())


#: Headings in --help.
_WHAT: dict[str, Any] = {"rich_help_panel": _help.CHECK}
_SEEN = _help.JUDGE
_PROBE: dict[str, Any] = {**_options.one_of("probe", _probes), "metavar": "PROBE"}


@_app.command(
    group="Diagnose",
    epilog="Exit codes: 0 healthy or degraded, 10 server, 11 client, 12 account, 13 network, "
    "14 unknown; 1 bug in claude-doctor, 2 usage error, 130 interrupted. "
    "With --format nagios: 0 to 3, as its plugins have them.",
    examples=(
        _app.Example("claude-doctor check", "One verdict, with what to do now."),
        _app.Example("claude-doctor check --error-file FILE", "Judge a failure that you saw, too."),
        _app.Example("claude-doctor check -q --fail-on client,account", "For CI."),
    ),
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
        list[str],
        typer.Option("--only", help="Run only this probe. Repeatable.", **_PROBE, **_WHAT),
    ] = [],  # noqa: B006
    skip: Annotated[
        list[str],
        typer.Option("--skip", help="Do not run this probe. Repeatable.", **_PROBE, **_WHAT),
    ] = [],  # noqa: B006
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not use the network at all.", **_WHAT)
    ] = False,
    model: Annotated[
        list[str],
        typer.Option("--model", **_options.hints(_options.models), metavar="ID", **_WHAT,
                     help="Ping this model, too, and look up when it retires (one free request "
                          "for all models). Repeatable."),
    ] = [],  # noqa: B006
    no_ping: Annotated[
        bool,
        typer.Option("--no-ping", help="Send no metered request: ask the API endpoint without a "
                                       "key.", **_WHAT),
    ] = False,
    error: Annotated[
        str | None,
        typer.Option("--error", metavar="MESSAGE", rich_help_panel=_SEEN,
                     help="The error message that you saw: judged together with the live "
                          "evidence."),
    ] = None,
    error_file: Annotated[
        str | None,
        typer.Option("--error-file", metavar="FILE|-", rich_help_panel=_SEEN,
                     help="The same from a file, such as a log; - reads standard input."),
    ] = None,
    strict: _options.Strict = False,
    surface: Annotated[
        str | None,
        typer.Option("--surface", metavar="api|code|chat", **_options.SURFACE, **_WHAT,
                     show_default=False,
                     help="What you use: api (the SDK in this shell), code (Claude Code with its "
                          "settings files) or chat (claude.ai). Its configuration and its state "
                          "on the status page decide. Default: what is set up here."),
    ] = None,
    route: Annotated[
        str,
        typer.Option("--route", metavar="ROUTE", **_options.ROUTE, **_WHAT,
                     help="Who serves Claude: anthropic; a cloud (bedrock, vertex or foundry, with "
                          "the region and credentials that are set); gateway, the one of "
                          "ANTHROPIC_BASE_URL; or auto, what is configured here."),
    ] = "auto",
    fallbacks: Annotated[
        bool,
        typer.Option("--fallbacks",
                     help="If the fault is the service's, name the best other route, and ping the "
                          "best other Claude model that this key can use: one more metered "
                          "request.", **_WHAT),
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", metavar="FILE", rich_help_panel=_SEEN,
                     help="Judge a saved --json report again, without the network."),
    ] = None,
) -> None:  # fmt: skip
    """Find out whose fault it is: one verdict with evidence and fixes."""
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
    from ..failures.reading.unpack import decoded
    from . import _run

    try:
        with path.open("rb") as file:
            text = "".join(decoded([file.read(saved.MOST)]))
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
            head = tail = b""
            while part := terminal.stdin().read(1024 * 1024):
                head, tail = head or part[:2], (tail + part)[-TEXT_LIMIT:]
            return _decoded(head, tail)
        with Path(path).open("rb") as file:
            head, size = file.read(2), file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TEXT_LIMIT))
            return _decoded(head, file.read(TEXT_LIMIT))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be read"
        raise typer.BadParameter(f"--error-file: {reason}") from None


def _decoded(head: bytes, tail: bytes) -> str:
    """The end of a text that begins with `head`, whose mark tells that PowerShell wrote it."""
    from ..failures.reading.unpack import decoded

    cut = len(tail) >= TEXT_LIMIT and not tail.startswith(head)
    return "".join(decoded([head + tail if cut and b"\xff" in head else tail]))
