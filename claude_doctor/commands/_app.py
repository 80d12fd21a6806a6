"""The group of commands, which loads only the one that is asked for."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from .. import __version__
from ..border.redact import plain
from . import DEFAULT, _help, names
from ._help import Example as Example
from ._typos import CUT, near

if TYPE_CHECKING:
    # Typer brings a click of its own from 0.29 on.
    from typer._click.core import Context
    from typer._click.shell_completion import CompletionItem


#: What --help lists the commands by, in this order; a command without a group is the last.
GROUPS = ("Diagnose", "During an outage", "In Claude Code and the shell", "Practice", "Reference")
_OTHERS = "Commands"
_LONGEST = 2000  # characters of a usage error: some list all names that are known


def command(
    group: str = _OTHERS,
    epilog: str | None = None,
    examples: Sequence[Example] = (),
    dashes: bool = False,
) -> Callable[[Callable[..., None]], TyperCommand]:
    """Make a function the command of its name.

    `group`: one of GROUPS, as a literal, because the file is read for it and not run. `epilog`:
    what --help says at the end. `dashes`: a word that begins with dashes and is no option is an
    argument.
    """
    del group  # `_Listed` reads it

    def made(function: Callable[..., None]) -> TyperCommand:
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        settings = {"ignore_unknown_options": True} if dashes else None
        app.command(cls=_Command, epilog=epilog, context_settings=settings)(function)
        found = cast(_Command, typer.main.get_command(app))
        found.examples = tuple(examples)
        return found

    return made


def group() -> TyperGroup:
    """All commands. Its `main` takes as `obj` the moment (monotonic) that time-outs count from."""
    app = typer.Typer(
        name="claude-doctor",
        cls=_Group,
        callback=_options,
        help="A Claude call fails: is it Anthropic, your request, your account or your network? "
        "And what to do now.",
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    return cast(TyperGroup, typer.main.get_command(app))


def run(arguments: list[str], started: float) -> int:
    """Run these words of a command line in this process; the exit code. Raises usage errors."""
    code = group().main(arguments, "claude-doctor", standalone_mode=False, obj=started)
    return code if isinstance(code, int) else 0


_USAGE = "claude-doctor [COMMAND] [OPTIONS]"
_EXAMPLES = (
    Example("claude-doctor", "Check now: the same as `claude-doctor check`."),
    Example("claude-doctor explain 529", "What an error means and what to do."),
    Example("claude-doctor wait && ./deploy.sh", "Go on as soon as Claude works again."),
)
_FOOT = "`claude-doctor COMMAND --help` explains a command; options alone are those of check."


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claude-doctor {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...


def _loaded(name: str) -> TyperCommand:
    return cast(TyperCommand, getattr(import_module(f"{__package__}.{name}"), name))


class _Command(TyperCommand):
    """A command with a help of our own."""

    examples: tuple[Example, ...] = ()

    def get_help(self, ctx: Context) -> str:
        return _help.of_command(self, ctx, self.examples)


class _Listed(TyperCommand):
    """A command of which nothing but the name is known; its file is read to list it, not run."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence of its docstring, whole."""
        return self.listed()[1]

    def listed(self) -> tuple[str, str]:
        """Its group, and what it does in a sentence."""
        tree = ast.parse(Path(__file__).with_name(f"{self.name}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == self.name:
                text = (ast.get_docstring(node) or "").partition("\n\n")[0]
                first, more, _ = " ".join(text.split()).partition(". ")
                return _group_of(node), first + more.rstrip()
        return _OTHERS, ""


def _unknown(words: list[str]) -> str:
    """What is said of a first word that is no command: the near ones, or that errors are looked up
    by `explain`."""
    said = f"No such command {words[0][:CUT]!r}."
    found = [f"--{words[0]}"] if words[0] in ("help", "version") else near(words[0], names())
    if found:
        return f"{said} Did you mean {', '.join(map(repr, found))}?"
    typed = shlex.join(words)
    same = len(typed) <= CUT and plain(typed) == typed  # what is shown is what it would look up
    what = typed if same else "ERROR"
    return f"{said} To look up an error: claude-doctor explain {what}"


@contextmanager
def _as_text() -> Iterator[None]:
    """A usage error repeats what was typed, which may come from elsewhere: as text, whatever a
    terminal would make of it."""
    try:
        yield
    except Exception as error:  # of the click that Typer brings, or click's
        message = getattr(error, "message", None)
        if isinstance(message, str) and hasattr(error, "format_message"):
            error.message = plain(message, limit=_LONGEST)  # type: ignore[attr-defined]
        raise


def _group_of(node: ast.FunctionDef) -> str:
    given = (one for made in node.decorator_list if isinstance(made, ast.Call)
             for one in made.keywords if one.arg == "group")  # fmt: skip
    values = (one.value.value for one in given if isinstance(one.value, ast.Constant))
    return str(next(values, _OTHERS))


class _Group(TyperGroup):
    """`check` is understood where no command is named. The folder is read, not the commands."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: _Listed(name) for name in names()}

    def get_help(self, ctx: Context) -> str:
        groups: dict[str, list[tuple[str, str]]] = {name: [] for name in (*GROUPS, _OTHERS)}
        for name, listed in self.commands.items():
            group, text = cast(_Listed, listed).listed()
            groups.setdefault(group, []).append((name, text))
        shown = [(one.line, one.why) for one in _EXAMPLES]
        sections = [("Examples", shown), *groups.items(), ("Options", _help.options(self, ctx))]
        return _help.page(_USAGE, self.help or "", sections, _FOOT)

    def make_context(self, *args: Any, **more: Any) -> Context:
        with _as_text():
            return super().make_context(*args, **more)

    def invoke(self, ctx: Context) -> Any:
        with _as_text():
            return super().invoke(ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        own = {"--", *(option for one in self.get_params(ctx) for option in one.opts)}
        named = args and (not args[0].startswith("-") or args[0] in own)
        # where a shell asks what may come next, nothing typed yet is no `check` yet
        if not named and (args or not ctx.resilient_parsing):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, TyperCommand | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(_unknown(args))
        name, listed, rest = super().resolve_command(ctx, args)
        return name, _loaded(name) if name and listed else None, rest

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        if incomplete.startswith("-"):
            inner = _loaded(DEFAULT).make_context(DEFAULT, [], ctx, resilient_parsing=True)
            known = {item.value for item in found}
            more = inner.command.shell_complete(inner, incomplete)
            found += [item for item in more if item.value not in known]
        return found
