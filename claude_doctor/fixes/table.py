"""What to do now: the recommended fixes. Rules and catalogue rows name them by id; each file
beside this one holds those of one subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..phrases import phrase
from .account import ACCOUNT
from .between import BETWEEN
from .clouds import CLOUDS
from .commands import safe
from .configuration import CONFIGURATION
from .fix import ANTHROPIC, PLATFORM, Fix
from .grants import GRANTS
from .path import PATH
from .proxies import PROXIES
from .request import REQUEST
from .service import SERVICE
from .shell import MACOS, POSIX_LINUX, POWERSHELL_WINDOWS, System, for_shell
from .texts import TEXTS

FIXES: tuple[Fix, ...] = (
    *SERVICE, *REQUEST, *CONFIGURATION, *ACCOUNT, *PATH, *PROXIES, *BETWEEN, *CLOUDS, *GRANTS,
    *TEXTS,
)  # fmt: skip

_BY_ID = {fix.id: fix for fix in FIXES}

_SLOT = phrase(r"\{([a-z]+\.[a-z_]+)\}")


_ROUTE = "environment.route"
_SURFACE = "environment.surface"
_WAIT = "verdict.wait"  # two words, and of this program's making
_PLACE = "environment.place"


def named(
    ids: tuple[str, ...],
    facts: Mapping[str, object] | None = None,
    system: System = POSIX_LINUX,
) -> tuple[Fix, ...]:
    """The fixes with these ids, in this order, each with the command for this system; with facts,
    commands about what was measured, and without those that do not help on the route that calls
    take (unless none does: the text that somebody gave may be of another one)."""
    every = tuple(map(_BY_ID.__getitem__, ids))
    if facts is None:
        return tuple(replace(fix, command=_general(fix, system)) for fix in every)
    route = facts.get(_ROUTE, ANTHROPIC[0])
    fit = tuple(fix for fix in every if helps(fix, route))
    return tuple(_filled(fix, facts, system) for fix in fit or every)


def helps(fix: Fix, route: object) -> bool:
    """Whether the fix is one for this route."""
    return not fix.routes or route in fix.routes


def on_route(ids: tuple[str, ...], route: object) -> tuple[str, ...]:
    """Those of the ids whose fix helps on this route."""
    return tuple(one for one in ids if helps(_BY_ID[one], route))


def _filled(fix: Fix, facts: Mapping[str, object], system: System) -> Fix:
    measured, title = _measured(fix.measured, facts), _measured(fix.headline, facts)
    if _slots(fix.measured) <= _slots(fix.headline) and title is None:
        measured = None  # the title says what the command is worth
    return replace(
        fix,
        command=for_shell(measured, system.shell) if measured else _general(fix, system),
        title=title or fix.title,
        url=_page(fix, facts),
        code=fix.code if facts.get(_SURFACE, "api") == "api" else None,
    )


def _general(fix: Fix, system: System) -> str | None:
    """The command where nothing was measured for a better one."""
    if system == POWERSHELL_WINDOWS and fix.windows is not None:
        return fix.windows or None
    own = fix.macos if system.name == MACOS and fix.macos is not None else fix.command
    return for_shell(own, system.shell) if own else None


def _slots(template: str | None) -> set[str]:
    return set(_SLOT.findall(template or ""))


def _page(fix: Fix, facts: Mapping[str, object]) -> str | None:
    """The page; AWS's GovCloud has consoles of its own, and what Anthropic says of its own API and
    its accounts is not so on a cloud's route."""
    url = fix.url
    if url is None:
        return None
    route = facts.get(_ROUTE, ANTHROPIC[0])
    if url.startswith(PLATFORM) and route not in (fix.routes or ANTHROPIC):
        return None
    if not str(facts.get(_PLACE)).startswith("us-gov-"):
        return url
    return url.replace("//console.aws.amazon.com/", "//console.amazonaws-us-gov.com/")


def _measured(template: str | None, facts: Mapping[str, object]) -> str | None:
    """The template filled; None where a slot was not measured, or measured as "none", or may not be
    typed."""
    if template is None:
        return None
    slots = _slots(template)
    values = {slot: str(facts[slot]) for slot in slots if isinstance(facts.get(slot), str | int)}
    known = len(values) == len(slots) and "none" not in values.values()
    if not known or not all(slot == _WAIT or safe(slot, value) for slot, value in values.items()):
        return None
    return _SLOT.sub(lambda slot: values[slot[1]], template)
