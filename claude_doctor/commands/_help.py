"""What `--help` shows: whole sentences, in the words of the commands' own files, at any width."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from ..outside import terminal
from ..records import dataclass

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer.core import TyperCommand, TyperGroup

#: Columns: fewer are taken for so many; longer lines are hard to read; and where two columns begin.
LEAST, MOST, BESIDE = 40, 100, 60
_WIDEST = 25  # columns for a name; behind a longer one the text begins on a line of its own
#: What the options of a command are for, in the order of --help.
CHECK, JUDGE, OUTPUT, EXIT = PANELS = (
    "What to check", "What to judge", "Output", "Exit code",
)  # fmt: skip
_HOLD = "\u00a0"  # a blank at which no line ends


@dataclass(frozen=True, slots=True)
class Example:
    """A command line that works as it stands, and what it is for."""

    line: str
    why: str


def of_command(command: TyperCommand, context: Context, examples: Sequence[Example]) -> str:
    """The help of one command: usage, what it does, its options by group, examples, notes."""
    taken = [one for one in command.get_params(context) if not getattr(one, "hidden", False)]
    panels = {getattr(one, "rich_help_panel", None) for one in taken} - {None}
    sections: dict[str, list[tuple[str, str]]] = {name: [] for name in ("Arguments", *PANELS)}
    for one in taken:
        panel = getattr(one, "rich_help_panel", None) if len(panels) > 1 else None
        section = panel or ("Other options" if len(panels) > 1 else "Options")
        if one.param_type_name == "argument":
            section = "Arguments"
        sections.setdefault(section, []).append((_name(one), _told(one, context)))
    sections["Examples"] = [(example.line, example.why) for example in examples]
    return page(
        _usage(command, context),
        inspect.cleandoc(command.help or ""),
        sections.items(),
        inspect.cleandoc(command.epilog or ""),
    )


def options(command: TyperCommand | TyperGroup, context: Context) -> list[tuple[str, str]]:
    """The options of a command or group, each with what is told of it."""
    return [(_name(one), _told(one, context)) for one in command.get_params(context)]


def _usage(command: TyperCommand, context: Context) -> str:
    taken = (one for one in command.get_params(context) if one.param_type_name == "argument")
    pieces = [_metavar(one) if one.required else f"[{_metavar(one)}]" for one in taken]
    return " ".join([context.command_path, "[OPTIONS]", *pieces])


def _metavar(one: Any) -> str:
    name = one.metavar or one.name.upper()
    return f"{name}…" if one.nargs == -1 else name


def _name(one: Any) -> str:
    """`-q, --quiet`, `--timeout SECONDS`, or an argument's own name."""
    if one.param_type_name == "argument":
        return _metavar(one)
    names = ", ".join(sorted(one.opts, key=len))
    return names if one.is_flag else f"{names} {one.metavar or one.name.upper()}"


def _told(one: Any, context: Context) -> str:
    """The option's sentences, with what it is by default and in which bounds."""
    extra = []
    default = one.get_default(context, call=False)
    flag = getattr(one, "is_flag", False)
    if one.show_default and not flag and default not in (None, "", []) and not callable(default):
        extra.append(f"default {_plain(default)}")
    low, high = getattr(one, "min", None), getattr(one, "max", None)
    if low is not None:
        extra.append(
            f"{_plain(low)} or more" if high is None else f"{_plain(low)} to {_plain(high)}"
        )
    text = " ".join((one.help or "").split())
    return f"{text} [{'; '.join(extra)}]" if extra else text


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}" if value < 1e5 else f"{value:.0f}"
    return str(value)


def page(
    usage: str, about: str, sections: Iterable[tuple[str, list[tuple[str, str]]]], foot: str
) -> str:
    """The help of a command, or of the program with its commands by group."""
    width = max(LEAST, min(MOST, terminal.width()))
    lines = _wrapped(f"Usage: {usage}", width, rest=" " * 7)
    lines += ["", *_paragraphs(about, width)]
    for title, rows in sections:
        if rows:
            widest = width * 6 // 10 if title == "Examples" else _WIDEST
            lines += ["", f"{title}:", *_table(rows, width, widest)]
    if foot:
        lines += ["", *_paragraphs(foot, width)]
    text = "\n".join(lines)
    return text if terminal.encodes("…") else text.replace("…", "...")


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `width` columns, `first` and `rest` before them. Names and addresses are
    never broken in two, nor what is between backticks where a line can hold it."""

    def held(command: re.Match[str]) -> str:
        fits = len(command[0]) <= width - len(rest)
        return command[0].replace(" ", _HOLD) if fits else command[0]

    lines = wrap(
        re.sub(r"`[^`]+`", held, text), width, initial_indent=first, subsequent_indent=rest,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_HOLD, " ") for line in lines]


def _paragraphs(text: str, width: int) -> Iterator[str]:
    for number, part in enumerate(text.split("\n\n")):
        if number:
            yield ""
        yield from _wrapped(" ".join(part.split()), width)


def _table(rows: Sequence[tuple[str, str]], width: int, widest: int) -> Iterator[str]:
    """Name and text beside each other; on a narrow screen below each other."""
    fits = [len(name) for name, _ in rows if len(name) <= widest]
    column = max(fits, default=0) + 4
    for name, text in rows:
        if width < BESIDE:
            yield from _wrapped(name, width, "  ", " " * 6)
            yield from _wrapped(text, width, " " * 6, " " * 6)
            continue
        told = _wrapped(text, width - column)
        first = told.pop(0) if told and len(name) <= column - 4 else ""
        yield f"  {name:{column - 2}}{first}".rstrip()
        yield from (" " * column + line for line in told)
