"""The command line: parses, calls `app`, picks the exit code. Nothing heavy is imported here."""

from __future__ import annotations

import os
import sys
import time

STARTED = time.monotonic()  # before typer: the time-out counts from here

from .outside import interrupt  # noqa: E402

if sys.argv[1:2] in (["check"], ["demo"], ["fallbacks"]):
    interrupt.take()

from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING, Annotated  # noqa: E402

import typer  # noqa: E402

from . import __version__  # noqa: E402
from .commands import _options  # noqa: E402
from .outside import terminal  # noqa: E402

if TYPE_CHECKING:
    from .commands._run import Show

TEXT_LIMIT = 8 * 1024 * 1024  # bytes of --error-file, from its end: the newest failure is there

cli = typer.Typer(
    name="claude-doctor",
    help="Is it Anthropic, your request, your account or your network? And what to do now.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claude-doctor {__version__}")
        raise typer.Exit


@cli.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...


def _show(
    json: bool, form: str, quiet: bool, verbose: bool, strict: bool, fail_on: list[str]
) -> Show:
    from .commands._run import Show

    return Show(
        "json" if json else form, quiet, verbose, strict, frozenset(fail_on) if fail_on else None
    )


@cli.command(
    epilog="Exit codes: 0 fine (or degraded), 10 server, 11 client, 12 account, 13 network, "
    "14 unknown; 1 a bug in claude-doctor, 2 usage, 130 interrupted."
)
def check(
    fail_on: _options.FailOn,
    json: _options.Json = False,
    form: _options.Format = "text",
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    timeout: _options.Timeout = 20.0,
    only: Annotated[
        list[str], typer.Option("--only", callback=_options.known_probes,
                                autocompletion=_options.probes, metavar="PROBE",
                                help="Ask only this probe. Repeatable.")
    ] = [],  # noqa: B006
    skip: Annotated[
        list[str], typer.Option("--skip", callback=_options.known_probes,
                                autocompletion=_options.probes, metavar="PROBE",
                                help="Leave this probe out. Repeatable.")
    ] = [],  # noqa: B006
    offline: Annotated[bool, typer.Option("--offline", help="No network at all.")] = False,
    model: Annotated[
        list[str], typer.Option("--model", metavar="ID", help="Ping this model too. Repeatable.")
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
    surface: _options.Surface = "api",
    fallbacks: _options.Fallbacks = False,
    replay: Annotated[
        Path | None,
        typer.Option("--replay", metavar="FILE", help="Judge a saved --json report; no network."),
    ] = None,
) -> None:  # fmt: skip
    """Measure, judge, and print one verdict with fixes."""
    show = _show(json, form, quiet, verbose, strict, fail_on)
    if replay is not None:
        _replay(replay, show)
    if error is not None and error_file is not None:
        raise typer.BadParameter("give --error or --error-file, not both")
    if error_file is not None:
        error = _read(error_file)
    from .border.settings import Asked, read
    from .commands import _run

    asked = Asked(
        timeout=timeout,
        only=tuple(only),
        skip=tuple(skip),
        offline=offline,
        models=tuple(model),
        ping=not no_ping,
        error_text=error,
        surface=surface,
        fallbacks=fallbacks,
    )
    raise typer.Exit(_run.check(read(os.environ, asked), show, STARTED))


def _replay(path: Path, show: Show) -> None:
    from .commands import _run
    from .engine import saved

    try:
        with path.open("rb") as file:
            text = file.read(saved.MOST).decode("utf-8", "replace")
        code = _run.replay(text, show)
    except OSError as error:
        raise typer.BadParameter(f"--replay: {error.strerror}") from None
    except saved.NotAReport as error:
        raise typer.BadParameter(f"--replay: {error}") from None
    raise typer.Exit(code)


def _read(path: str) -> str:
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


@cli.command()
def demo(
    fail_on: _options.FailOn,
    scenario: Annotated[
        str | None, typer.Argument(callback=_options.known_scenario,
                                   autocompletion=_options.scenarios, metavar="[SCENARIO]",
                                   help="Without one: the list.")
    ] = None,
    json: _options.Json = False,
    form: _options.Format = "text",
    quiet: _options.Quiet = False,
    verbose: _options.Verbose = False,
    strict: _options.Strict = False,
) -> None:  # fmt: skip
    """Run a real check against the built-in loopback world: no key, no internet."""
    from .commands import _world

    if scenario is None:
        _world.list_scenarios(as_json=json or form == "json")
        return
    passed = ["--format", "json" if json else form]
    passed += ["--quiet"] * quiet + ["--verbose"] * verbose + ["--strict"] * strict
    passed += [f"--fail-on={','.join(fail_on)}"] * bool(fail_on)
    with _world.world(scenario) as arguments:
        # The very command that a user runs, with the scenario's own passed.
        raise typer.Exit(_run(["check", *arguments, *passed]))


def _run(arguments: list[str]) -> int:
    code = typer.main.get_command(cli).main(arguments, "claude-doctor", standalone_mode=False)
    return code if isinstance(code, int) else 0


@cli.command()
def chaos(
    scenario: Annotated[
        str, typer.Argument(callback=_options.known_scenario, autocompletion=_options.scenarios,
                            metavar="[SCENARIO]", help="`claude-doctor demo` lists them.")
    ] = "healthy",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The API's port; 0: a free one.")
    ] = 0,
) -> None:  # fmt: skip
    """Serve that loopback world until Ctrl-C, to test your own client against it."""
    from .commands import _world

    raise typer.Exit(_world.chaos(scenario, port))


@cli.command()
def explain(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CODE or TEXT]", help="Without it, or with -: standard input."),
    ] = None,
    json: _options.Json = False,
) -> None:
    """What an error code, a message, a traceback or a log means, whose fault, what to do."""
    from json import dumps

    from .failures.reader import read, read_file
    from .render import explain

    if not text and (sys.stdin is None or sys.stdin.isatty()):
        raise typer.BadParameter("give a code or a text, or pipe one in")
    try:
        if text in (None, [], ["-"]):
            reading = read_file(terminal.stdin(), terminal.hidden)
        else:
            reading = read(terminal.hidden(" ".join(text)))
    except OSError as error:
        raise typer.BadParameter(f"standard input: {error.strerror}") from None
    document = dumps(explain.to_json(reading), indent=1) + "\n" if json else None
    terminal.out(terminal.masked(document or explain.to_text(reading, terminal.width())))


@cli.command()
def fallbacks(json: _options.Json = False, timeout: _options.Timeout = 10.0) -> None:
    """Which other models and providers are up now, and which this machine could use."""
    from .border.settings import Asked, read
    from .commands import _run

    settings = read(os.environ, Asked(timeout=timeout))
    raise typer.Exit(_run.fallbacks(settings, json, STARTED))


@cli.command()
def logs(
    paths: _options.Logs = [],  # noqa: B006
    since: _options.Since = None,
    json: _options.Document = False,
) -> None:
    """Failures in Claude Code's transcripts, or in any logs: by cause, over time."""
    from .border import settings
    from .commands import _logs

    raise typer.Exit(_logs.logs(settings.read(os.environ), paths, since, json))


@cli.command()
def rules(
    rule: Annotated[
        str | None,
        typer.Argument(autocompletion=_options.rules, metavar="[ID]", help="Only this rule."),
    ] = None,
) -> None:
    """Every rule: what it needs, what it concludes, what it recommends."""
    from .render import tables

    _options.known(rule, _options.rules(), "rule")
    terminal.out(tables.rules(rule))


@cli.command()
def fixes(
    name: Annotated[
        str | None,
        typer.Argument(autocompletion=_options.fixes, metavar="[NAME]", help="Only this fix."),
    ] = None,
) -> None:
    """The recommended fixes: what to do, how and why."""
    from .render import tables

    _options.known(name, _options.fixes(), "fix")
    terminal.out(tables.fixes(name))


def main() -> None:
    """The console script. A bug is one line on stderr and exit code 1, never a traceback."""
    sys.stderr = terminal.Masked(sys.stderr)
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from .border.redact import plain

        what = plain(f"{type(error).__name__}: {error}")
        print(f"claude-doctor: a bug in claude-doctor, please report it: {what}", file=sys.stderr)
        sys.exit(1)
