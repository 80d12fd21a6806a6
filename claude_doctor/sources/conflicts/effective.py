"""Each program's effective configuration in words and as a record: addresses without logins, names
of variables and of files, never a value of a variable that may hold a credential."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from typing import Any

from ...border import binding, clouds, programs
from ...border.addresses import shown
from ...border.claude_settings import STATE, USER, managed
from ...border.programs import BASE, HEADERS, MODEL, Program, text
from ...outside.world import World

_FILES = {
    USER: '"${CLAUDE_CONFIG_DIR:-$HOME/.claude}/settings.json"',
    STATE: '"${CLAUDE_CONFIG_DIR:-$HOME}/.claude.json"',
}
# Changes a settings file's `env`, whatever else is in the file.
_CHANGE = (
    'python3 -c \'import json,sys;f=sys.argv[1];d=json.load(open(f));e=d["env"];'
    '{};json.dump(d,open(f,"w"),indent=2)\' '
)
_FORGET = _CHANGE.format("[e.pop(n,0) for n in sys.argv[2:]]")
_SET = _CHANGE.format("e[sys.argv[2]]=sys.argv[3]")


def edit(place: str) -> str:
    """Opens a file of Claude Code's; an organization's only its administrator can change."""
    return f'{_rights(place)}"${{EDITOR:-nano}}" {_file(place)}'


def _file(place: str) -> str:
    return _FILES.get(place) or shlex.quote(place)


def _rights(place: str) -> str:
    return "sudo " if managed(place) and sys.platform != "win32" else ""


#: Opens Claude Code's own settings.
EDIT = edit(USER)

# A scheme's proxy variables in the order in which they are looked at.
_PROXIES = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")


def document(world: World, program: Program, checked: bool) -> dict[str, Any]:
    """The record of one program for the JSON report; what is not set is left out."""
    proxy = proxy_of(world, program)
    variable = proxy_variable(program) if proxy else None
    named = programs.headers(program.env.get(HEADERS, ""))
    told: dict[str, Any] = {
        "surface": str(program.surface),
        "name": program.name,
        "checked": checked,
        "route": program.route,
        "region": program.region,
        "address": shown(program.base_url) if program.base_url else None,
        "address_from": program.where(program.base) if program.base else None,
        "credentials": [
            {"header": header, "from": program.where(name)}
            for header, name in program.credentials.items()
        ],
        "model_from": program.where(MODEL) if text(program.env, MODEL) else None,
        "proxy": shown(proxy) if proxy else None,
        "proxy_from": program.where(variable) if variable else None,
        "no_proxy_from": next((program.where(n) for n in ("no_proxy", "NO_PROXY")
                               if text(program.env, n)), None),
        "certificates_from": [program.where(name) for name in program.certificates],
        "headers": sorted({name for name, _ in named}),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in (None, [])}


def proxy_of(world: World, program: Program) -> str | None:
    """The proxy that the program's calls go through."""
    if not program.base_url:
        return None
    if program is world.settings.program:
        return world.proxy_for(program.base_url)
    return world.beside(program.env, program.surface).proxy_for(program.base_url)


def proxy_variable(program: Program) -> str | None:
    """The variable that names that proxy."""
    scheme = program.base_url.partition("://")[0]
    names = [n for n in _PROXIES if n.lower() in (f"{scheme}_proxy", "all_proxy")]
    return next((name for name in names if text(program.env, name)), None)


def without(program: Program, *names: str) -> str:
    """What takes these variables away from a program: the shell's by `unset`, Claude Code's out of
    its file, an organization's with an administrator's rights. A credential that is not Anthropic's
    by its form goes with a gateway's address, where no other address lies beneath that: the next
    call would give it to Anthropic."""
    if BASE in names and program.route == "gateway" and not program.beneath:
        names = tuple(dict.fromkeys((*names, *binding.strangers(program))))
    shell = [name for name in names if name not in program.places]
    parts = [f"unset {' '.join(shell)}"] if shell else []
    for place in dict.fromkeys(program.places[name] for name in names if name in program.places):
        theirs = [name for name in names if program.places.get(name) == place]
        parts.append(f"{_rights(place)}{_FORGET}{_file(place)} {' '.join(theirs)}")
    return "; ".join(parts)


def round_gateway(program: Program, *names: str) -> str:
    """What takes the address of a gateway before a cloud away, with these variables; and the switch
    that leaves the cloud's login to the gateway, without which nothing would log in."""
    cloud = clouds.CLOUDS.get(program.cloud or "")
    skips = [cloud.skips] if cloud and text(program.env, cloud.skips) else []
    return without(program, *([program.base] if program.base else []), *skips, *names)


def taken_along(code: Program, shell: Mapping[str, str]) -> str:
    """That Claude Code takes a key of the shell's to its file's address, which is for the
    shell's own: the end of a sentence, or nothing."""
    name = next(iter(code.credentials.values()), None)
    if not code.beneath or name is None or name in code.places or binding.anthropics(code):
        return ""
    return f"; it takes {name} along, which may be for {shown(text(shell, BASE))}"


def safely(program: Program, mend: str) -> str:
    """The same command, where a key goes with the address that it is for: without the address the
    next call would give it to Anthropic."""
    away = f"unset {BASE}"
    names = [n for n in binding.strangers(program) if n not in program.places]
    return re.sub(rf"{away}(?![\w ])", " ".join((away, *names)), mend)


def holding(program: Program, name: str, value: str) -> str:
    """What gives a variable this address where it stands."""
    place = program.places.get(name)
    if place is None:
        return f'export {name}="{value}"'
    return f"{_rights(place)}{_SET}{_file(place)} {name} {shlex.quote(value)}"


def over_https(program: Program) -> str | None:
    """What makes the address of a cloud's route one of https, where it stands. One that holds a
    login is not written out."""
    if program.cloud is None or program.base is None:
        return None
    if program.base not in program.places:
        return f'export {program.base}="https${{{program.base}#http}}"'
    held = text(program.env, program.base)
    if not held.lower().startswith("http://") or "@" in held:
        return None
    return holding(program, program.base, f"https{held[4:]}")
