"""Whose is the key? The origin that a configuration binds it to, and what makes that doubtful.

A key that another configuration sends elsewhere may be a gateway's own, and in doubt it stays
here. A base URL and a key that are set in the same place are a pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..phrases import phrase
from . import clouds
from .addresses import origin
from .claude_settings import Given
from .programs import BASE, CLOUD_NAMES, CLOUDS, KEY, TOKEN, Program, Surface, switches, text

# The prefix of tokens of a Claude subscription. The vendor's terms keep them for its own
# programs (legal page of the Claude Code documentation, read 2026-08): they are never sent.
SUBSCRIPTION_PREFIX = "sk-ant-oat"
# What a key of Anthropic's API begins with.
_ANTHROPICS = "sk-ant-api"

# Every variable that leads a cloud's calls elsewhere, those of clouds to come included: a name too
# many costs a completion, one too few gives a key away.
_ELSEWHERE = phrase(r"ANTHROPIC_[A-Z0-9_]+_BASE_URL|ANTHROPIC_FOUNDRY_RESOURCE")


def anthropics(program: Program) -> bool:
    """Whether the first credential of the program's calls is a key of Anthropic's by its form."""
    name = next(iter(program.credentials.values()), None)
    return name == KEY and text(program.env, KEY).startswith(_ANTHROPICS)


def strangers(program: Program) -> list[str]:
    """The credentials of the program's calls that are not Anthropic's by their form, whatever
    stands around the key: quotation marks, a scheme."""
    return [n for n in program.credentials.values() if _ANTHROPICS not in program.env[n]]


def doubt(program: Program, shell: Program, files: Given) -> str | None:
    """To whom else the credential of the program's calls may belong, in words; None where there is
    no doubt. `shell`: what the shell alone says.

    A token beside a cloud is for the gateway before it, and so may a key be that has not
    Anthropic's form.
    """
    name = next(iter(program.credentials.values()), None)
    if name is None:
        return None
    ours, gateway = origin(program.base_url), program.route == "gateway"
    if program.forced and program.route == "anthropic":
        own = text(program.env, BASE)
        if own and origin(own) != ours:
            return f"{name} belongs to the address in {program.where(BASE)}"
    base = text(files.env, BASE)
    if program.surface is Surface.CODE:
        if name in program.places and program.base in program.places:
            return None
        if name not in program.places and shell.base and origin(shell.base_url) != ours:
            return f"{name} may belong to the address in {BASE} of the shell"
    elif base and origin(base) != ours and not gateway and not _replaced(program, files):
        return f"{name} may belong to the address in {_where(BASE, files.places[BASE])}"
    for one in files.broken if not gateway else ():
        if one.leads or not anthropics(program):
            return f"{name} may belong to an address in Claude Code's {one.place}, which {one.how}"
    if anthropics(program):
        return None
    for variable, address, place in _set(shell, files):
        if _ELSEWHERE.fullmatch(variable) and origin(address) != ours:
            return f"{name} may belong to the address in {_where(variable, place)}"
    for variable, value, place in _set(shell, files):
        # A gateway that is named beside the token is the one that the token is for.
        if variable in CLOUDS and switches({variable: value}) and not gateway:
            return f"{name} may be for the cloud that {_where(variable, place)} switches on"
    return None


def cloud_doubt(name: str, program: Program, shell: Mapping[str, str], files: Given) -> str | None:
    """To whom else a credential of a cloud's program may belong, in words; None where there is no
    doubt: it is set beside the address, or nothing here gives another address to it. `shell`: the
    shell's own environment."""
    if name in (KEY, TOKEN) and not program.before_cloud:
        return f"{name} is not {CLOUD_NAMES[program.route]}'s"
    if name == KEY and _ANTHROPICS in program.env[name]:
        return f"{name} looks like an Anthropic key, not the gateway's"
    if name in program.places and program.base in program.places:
        return None
    takers = [one.base for one in clouds.CLOUDS.values() if name in one.keys]
    for env in (shell, files.env):
        for base in takers or (clouds.CLOUDS[program.route].base, BASE):
            if (other := text(env, base)) and origin(other) != origin(program.base_url):
                place = files.places[base] if env is files.env else None
                return f"{name} may belong to the address in {_where(base, place)}"
    for one in files.broken:
        if one.leads:
            return f"{name} may belong to an address in Claude Code's {one.place}, which {one.how}"
    return None


def _replaced(program: Program, files: Given) -> bool:
    """Whether Claude Code's files hold a credential for their address, and the shell's is a key of
    Anthropic's by its form: then each address has its own."""
    return anthropics(program) and any(text(files.env, name) for name in (KEY, TOKEN))


def _set(shell: Program, files: Given) -> Iterator[tuple[str, str, str | None]]:
    """Every variable that is set, its value, and the file of Claude Code's that sets it. Where
    shell and file both set one, both count: which program the key is for is not known."""
    for env in (shell.env, files.env):
        for name in env:
            if value := text(env, name):
                yield name, value, files.places[name] if env is files.env else None


def _where(variable: str, place: str | None) -> str:
    return variable if place is None else f"{variable} of Claude Code's {place}"
