"""The files in `completions/`, made from the program: `python -m tests.completions` writes them.

They hold every name, so that a key press starts no Python. Each is read by its shell alone: bash
from 3.2 on, zsh, fish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claude_doctor.commands import DEFAULT, _app

FOLDER = Path(__file__).resolve().parent.parent / "completions"
NAME = "claude-doctor"
MADE = "# Made from the program by `python -m tests.completions`; do not edit."
_FILES = re.compile("FILE|PATH")


@dataclass(frozen=True)
class Taken:
    """An option, or with no `options` the arguments: what may be typed after it."""

    options: tuple[str, ...]
    help: str
    metavar: str
    flag: bool = False
    again: bool = False  # the option may come more than once
    several: bool = False  # a value takes more, after a comma
    files: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A command, its options and its arguments."""

    name: str
    help: str
    options: tuple[Taken, ...]
    arguments: Taken | None


def commands() -> list[Command]:
    """Every command as the program itself would complete it."""
    group = _app.group()
    outer = group.make_context(NAME, [DEFAULT], resilient_parsing=True)
    found = []
    for name in sorted(group.commands):
        command = group.resolve_command(outer, [name])[1]
        assert command is not None
        inner = command.make_context(name, [], outer, resilient_parsing=True)
        taken = [_taken(one, inner) for one in command.get_params(inner)]
        if name == DEFAULT:
            own = [_taken(one, outer) for one in group.get_params(outer)]
            taken += [one for one in own if one.options not in [t.options for t in taken]]
        arguments = [one for one in taken if not one.options]
        options = tuple(one for one in taken if one.options)
        text = (command.help or "").split("\n\n")[0].replace("\n", " ")
        found.append(Command(name, text, options, arguments[0] if arguments else None))
    return found


def _taken(parameter: Any, context: Any) -> Taken:
    flag = bool(getattr(parameter, "is_flag", False))
    option = parameter.param_type_name == "option"
    metavar = parameter.metavar or parameter.name.upper()
    words = () if flag else tuple(one.value for one in parameter.shell_complete(context, ""))
    text = " ".join((getattr(parameter, "help", None) or "").split())
    return Taken(
        tuple(sorted(parameter.opts, reverse=True)) if option else (),
        text.split(". ")[0].rstrip("."),
        metavar.strip("[].") or parameter.name,
        flag,
        bool(getattr(parameter, "multiple", False)),
        "," in metavar,
        not words and bool(_FILES.search(metavar)),
        words,
    )


def files() -> dict[str, str]:
    """The text of each file by its ending."""
    every = commands()
    return {"bash": bash(every), "zsh": zsh(every), "fish": fish(every)}


def bash(every: list[Command]) -> str:
    """For bash: one function, whose cases are `command:option before the word`."""
    names = "|".join(one.name for one in every)
    head = _BASH_HEAD.replace("NAMES", names).replace("LIST", names.replace("|", " "))
    lines = [MADE, "_claude_doctor() {", *head.splitlines()]
    lines += ["  case $command:$before in"]
    cases: dict[str, list[str]] = {}
    for command in every:
        for one in command.options:
            if not one.flag:
                heads = (f"{command.name}:{option}" for option in one.options)
                cases.setdefault(_bash_values(one), []).extend(heads)
    lines += [f"    {'|'.join(heads)})\n      {does}; return ;;" for does, heads in cases.items()]
    lines += ["  esac", "  case $command:$word in"]
    for command in every:
        options = " ".join(option for one in command.options for option in one.options)
        lines.append(f"    {command.name}:-*) _claude_doctor_words '{options}' ;;")
    for command in every:
        if command.arguments is not None:
            lines.append(f"    {command.name}:*) {_bash_values(command.arguments)} ;;")
    return "\n".join([*lines, "  esac", "}", "complete -F _claude_doctor claude-doctor", ""])


_BASH_HEAD = """\
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=DEFAULT
  local IFS=$' \\n'
  local names='LIST'
  COMPREPLY=()
  # bash takes --format=json for three words
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
  _claude_doctor_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }
  _claude_doctor_list() {
    local head=
    [[ $word == *,* ]] && head=${word%,*},
    COMPREPLY=($(compgen -P "$head" -W "$1" -- "${word##*,}"))
  }
  _claude_doctor_files() {
    local IFS=$'\\n'
    COMPREPLY=($(compgen -f -- "$word"))
    compopt -o filenames 2>/dev/null
  }
  if [[ $COMP_CWORD == 1 && $word != -* ]]; then
    _claude_doctor_words "$names"; return
  fi
  case ${COMP_WORDS[1]} in NAMES) command=${COMP_WORDS[1]} ;; esac""".replace("DEFAULT", DEFAULT)


def _bash_values(one: Taken) -> str:
    if one.files:
        return "_claude_doctor_files"
    if not one.words:
        return ":"
    return f"_claude_doctor_{'list' if one.several else 'words'} '{' '.join(one.words)}'"


def zsh(every: list[Command]) -> str:
    """For zsh: a function that autoloads."""
    lines = [f"#compdef {NAME}", MADE, "", "_claude-doctor() {", "  local command=" + DEFAULT]
    lines += ["  local -a commands=("]
    lines += [f"    {_zsh_quoted(f'{one.name}:{one.help}')}" for one in every]
    names = "|".join(one.name for one in every)
    lines += [
        "  )",
        "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then",
        "    _describe -t commands command commands",
        "    return",
        "  fi",
        "  case $words[2] in",
        f"    ({names}) command=$words[2]; shift words; (( CURRENT-- )) ;;",
        "  esac",
        "  case $command in",
    ]
    for command in every:
        lines.append(f"    ({command.name}) _arguments -s \\")
        lines += [f"      {_zsh_quoted(line)} \\" for line in _zsh_lines(command)]
        lines.append("      ;;")
    return "\n".join([*lines, "  esac", "}", "", *_ZSH_TAIL, ""])


_ZSH_TAIL = (
    "# as a file of a folder in $fpath, and where it is sourced",
    "if [[ $funcstack[1] == _claude-doctor ]]; then",
    '  _claude-doctor "$@"',
    "else",
    f"  compdef _claude-doctor {NAME}",
    "fi",
)


def _zsh_lines(command: Command) -> Iterator[str]:
    for one in command.options:
        text = re.sub(r"([\[\]:\\])", r"\\\1", one.help)
        for option in one.options:
            sign = "" if one.flag else "=" if option.startswith("--") else "+"
            yield f"{'*' * one.again}{option}{sign}[{text}]" + (
                "" if one.flag else _zsh_values(one)
            )
    if command.arguments is not None:
        yield "*" + _zsh_values(command.arguments)


def _zsh_values(one: Taken) -> str:
    metavar = re.sub(r"[\[\]:\\…]", "", one.metavar)
    if one.files:
        return f":{metavar}:_files"
    if not one.words:
        return f":{metavar}: "
    words = " ".join(one.words)
    return f":{metavar}:" + (f"_sequence compadd - {words}" if one.several else f"({words})")


def _zsh_quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def fish(every: list[Command]) -> str:
    """For fish: a line an option and a command."""
    others = " ".join(one.name for one in every if one.name != DEFAULT)
    lines = [MADE, f"complete -c {NAME} -f"]
    for one in every:
        told = f"-n __fish_use_subcommand -a {one.name} -d {_fish_quoted(one.help)}"
        lines.append(f"complete -c {NAME} {told}")
    for command in every:
        seen = f"__fish_seen_subcommand_from {command.name}"
        where = f"not __fish_seen_subcommand_from {others}" if command.name == DEFAULT else seen
        head = f"complete -c {NAME} -n '{where}'"
        lines += [f"{head} {' '.join(words)}" for words in _fish_lines(command)]
    return "\n".join([*lines, ""])


def _fish_lines(command: Command) -> Iterator[Iterable[str]]:
    for one in command.options:
        names = [f"-l {o[2:]}" if o.startswith("--") else f"-s {o[1:]}" for o in one.options]
        yield [*names, *([] if one.flag else _fish_values(one)), "-d", _fish_quoted(one.help)]
    if command.arguments is not None:
        yield [word for word in _fish_values(command.arguments) if word not in ("-r", "-x")]


def _fish_values(one: Taken) -> list[str]:
    if one.files:
        return ["-r", "-F"]
    if not one.words:
        return ["-x"]
    if one.several:
        return ["-x", "-a", f'"(__fish_append , {" ".join(one.words)})"']
    return ["-x", "-a", f"'{' '.join(one.words)}'"]


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


if __name__ == "__main__":
    for ending, text in files().items():
        (FOLDER / f"{NAME}.{ending}").write_text(text, encoding="utf-8")
