"""Each program's effective configuration in words and as a record: addresses without logins, names
of variables and of files, never a value of a variable that may hold a credential."""

from __future__ import annotations

from typing import Any

from ...border import programs
from ...border.addresses import shown
from ...border.claude_settings import MANAGED
from ...border.programs import HEADERS, MODEL, Program, text
from ...outside.world import World

_FILE = '"${CLAUDE_CONFIG_DIR:-$HOME/.claude}/settings.json"'
#: Opens Claude Code's own settings.
EDIT = f'"${{EDITOR:-nano}}" {_FILE}'
# Takes variables out of the settings' `env`, whatever else is in the file.
_FORGET = (
    "python3 -c 'import json,sys;f=sys.argv[1];d=json.load(open(f));"
    '[d["env"].pop(n,0) for n in sys.argv[2:]];json.dump(d,open(f,"w"),indent=2)\' ' + _FILE
)

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
    its file; an organization's file is not the user's to change."""
    shell = [name for name in names if name not in program.places]
    parts = [f"unset {' '.join(shell)}"] if shell else []
    theirs = [name for name in names if program.places.get(name, MANAGED) != MANAGED]
    if theirs:
        parts.append(" ".join((_FORGET, *theirs)))
    return "; ".join(parts)
