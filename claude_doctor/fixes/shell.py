"""Commands for the shell at hand. They are written for a POSIX shell, in the few shapes that are
composed here; what has no counterpart in another shell becomes no command rather than a wrong one.
"""

from __future__ import annotations

import re

from ..phrases import phrase
from ..records import dataclass

POSIX, FISH, POWERSHELL = "posix", "fish", "powershell"
LINUX, MACOS, WINDOWS = "linux", "macos", "windows"


@dataclass(frozen=True, slots=True)
class System:
    """Where a command is pasted: `name` is the operating system, `shell` the kind of shell."""

    name: str = LINUX
    shell: str = POSIX


POSIX_LINUX = System()
POWERSHELL_WINDOWS = System(WINDOWS, POWERSHELL)

#: What a text in quotes may hold.
_QUOTED = r"\"(?:[^\"\\$`]|\\.|\$(?!\()|\$\([^()]*\))*\"|'[^']*'"
_WORD = phrase(rf"(?:{_QUOTED}|[^\s'\"|&;<>()`])+")
_BETWEEN = phrase(rf"({_QUOTED})|\s*(&&|\|\||;|\|)\s*")
_SET = phrase(rf"(\w+)=((?:{_QUOTED}|[^\s'\"|&;<>()`])*)")
_EXPANDED = phrase(r"\$\{(?!\w+\})")
#: A value that is worked out by a program that is the same everywhere.
_ASKED = phrase(r"\$\((?:gcloud|az) [^()`\\]*\)")
#: Programs that take their arguments alike on every system.
_ALIKE = ("claude-doctor", "claude", "aws", "gcloud", "az", "gh", "git", "nslookup", "echo", "npm")
_NULL = {"-o /dev/null": "-o NUL", ">/dev/null": "> $null"}
#: What works a variable's new value out of its old one: in PowerShell, and in fish.
_WORKED_OUT = tuple(
    (phrase(f"export {posix}"), powershell, fish)
    for posix, powershell, fish in (
        (
            r'(\w+)="https\$\{\1#http\}"',
            '$env:{0} = $env:{0} -replace "^http", "https"',
            "set -gx {0} (string replace -r '^http' https -- ${0})",
        ),
        (
            r'(\w+)="http\$\{\1#https\}"',
            '$env:{0} = $env:{0} -replace "^https", "http"',
            "set -gx {0} (string replace -r '^https' http -- ${0})",
        ),
        (
            r'(\w+)="\$\{\1%/v1\*\}"',
            '$env:{0} = $env:{0} -replace "/v1.*", ""',
            "set -gx {0} (string replace -r '/v1.*' '' -- ${0})",
        ),
        (
            r"""(\w+)="\$\(printf %s "\$\1" \| tr -d '\[:space:\]'\)\"""",
            '$env:{0} = $env:{0} -replace "\\s", ""',
            "set -gx {0} (string replace -ra '\\s' '' -- ${0} | string collect)",
        ),
        (
            r'(NO_PROXY|no_proxy)="\$\{\1:\+\$\1,\}([\w.,:-]+)"',
            '$env:{0} = (@($env:{0}) + "{1}" -ne $null) -join ","',
            "set -gx {0} (string join , -- ${0} {1})",
        ),
    )
)


def for_shell(command: str, shell: str) -> str | None:
    """The command as this shell takes it; None where it has no such form."""
    if shell == FISH:
        return _fish(command)
    return _powershell(command) if shell == POWERSHELL else command


def _fish(command: str) -> str | None:
    """fish knows `export`, `$(…)`, `&&` and `A=b program`, and neither `unset` nor `${…}`."""
    said = []
    for text in _pieces(command):
        one = _worked_out(text, 1) or text
        if text.startswith("unset "):
            one = "; ".join(f"set -e {name}" for name in text.split()[1:])
        if "${" in one or re.fullmatch(r"\w+=\S+", one):
            return None
        said.append(one)
    return "".join(said)


def _worked_out(text: str, which: int) -> str | None:
    """PowerShell's (0) or fish's (1) form of a value that comes of the old one."""
    for posix, *forms in _WORKED_OUT:
        if found := posix.fullmatch(text):
            return forms[which].format(*found.groups())
    return None


def _pieces(command: str) -> list[str]:
    """The simple commands, and between them the operators with their blanks."""
    pieces, begin = [], 0
    for found in _BETWEEN.finditer(command):
        if found[2]:
            pieces += [command[begin : found.start()], found[0]]
            begin = found.end()
    return [*pieces, command[begin:]]


def _powershell(command: str) -> str | None:
    """`a; b` stays, `a && b` and `a || b` ask for `$?` (PowerShell 5 knows neither); of pipes those
    that cut an answer short are left out."""
    first, *rest = _pieces(command)
    said = _simple(first)
    if said is None:
        return None
    for operator, text in zip(rest[::2], rest[1::2], strict=True):
        if operator.strip() == "|":
            if not re.fullmatch(r"head -c \d+", text):
                return None
            continue
        one = _simple(text)
        if one is None:
            return None
        said += {
            ";": f"; {one}", "&&": f"; if ($?) {{ {one} }}", "||": f"; if (-not $?) {{ {one} }}",
        }[operator.strip()]  # fmt: skip
    return said


def _simple(text: str) -> str | None:
    """One simple command."""
    if (own := _worked_out(text, 0)) is not None:
        return own
    for posix, own in _NULL.items():
        text = text.replace(posix, own)
    program, _, arguments = text.partition(" ")
    if program == "unset":
        names = ", ".join(f"Env:{name}" for name in arguments.split())
        return f"Remove-Item {names} -ErrorAction Ignore"
    if program == "export":
        return _assigned(arguments, "")
    if program == "sleep":
        return f"Start-Sleep {arguments}"
    if program == "env" and arguments.startswith("-u "):
        return _without(arguments)
    if _SET.match(text):
        assigned = re.match(rf"(?:{_SET.pattern}\s+)+", text)
        return _assigned(assigned[0], text[assigned.end() :]) if assigned else None
    if program == "curl":
        return _words(f"curl.exe {arguments}")
    if text.startswith("python3 -m pip "):
        return _words(text.replace("python3", "python", 1))
    return _words(text) if program in _ALIKE else None


def _without(arguments: str) -> str | None:
    """A program without some variables: in a shell of its own, so that they stay set in this."""
    names = re.findall(r"-u (\w+)", arguments)
    program = re.sub(r"^(?:-u \w+ ?)+", "", arguments)
    if not re.fullmatch(r"[\w -]+", program):
        return None
    return f'cmd /c "{"".join(f"set {name}=& " for name in names)}{program}"'


def _assigned(pairs: str, program: str) -> str | None:
    said = []
    for found in _SET.finditer(pairs):
        value = _value(found[2])
        if value is None:
            return None
        said.append(f"$env:{found[1]} = {value}")
    if " ".join(found[0] for found in _SET.finditer(pairs)) != " ".join(pairs.split()):
        return None
    own = _simple(program) if program else ""
    return None if own is None else "; ".join([*said, *([own] if own else [])])


def _value(text: str) -> str | None:
    """A value in double quotes, with PowerShell's own way to name a variable."""
    if "'" in text or "`" in text or (text.strip('"').find('"') >= 0 and not _ASKED.search(text)):
        return None
    return f'"{said}"' if (said := _named(text.strip('"'))) is not None else None


def _words(text: str) -> str | None:
    """A program and its arguments, where PowerShell reads them as they stand."""
    rest = _WORD.sub("", text).replace("> $null", "").strip()
    if rest and rest != ">":
        return None
    if re.search(r"'[^']*\"[^']*'|\\[\"$`]|(?<![\w$])~|\*", text):  # PowerShell 5 drops such quotes
        return None
    return _named(text)


def _named(text: str) -> str | None:
    """`$NAME` and `${NAME}` as `$env:NAME`; None where the value is worked out on the way."""
    bare = _ASKED.sub("", text)
    if _EXPANDED.search(bare) or "$(" in bare or "\\" in bare:
        return None
    kept = {"HOME": "$HOME", "null": "$null"}
    return re.sub(
        r"\$(?:\{(\w+)\}|([A-Za-z_]\w*))",
        lambda found: kept.get(found[1] or found[2], f"$env:{found[1] or found[2]}"),
        text,
    )
