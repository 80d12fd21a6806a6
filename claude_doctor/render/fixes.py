"""What the fixes say, for `fixes` without a recipe's name: a line each, or one in words."""

from __future__ import annotations

from collections.abc import Iterable

from ..fixes import (
    account,
    between,
    clouds,
    configuration,
    grants,
    path,
    proxies,
    recipe,
    request,
    service,
    texts,
)
from ..fixes.fix import Fix
from .lists import Group, Line, grouped
from .paint import Paint

#: The subjects, in the order of `fixes.table`.
_SUBJECTS = (
    ("The service's own trouble", service.SERVICE),
    ("The request, the key, the model", request.REQUEST),
    ("Addresses, variables, settings files", configuration.CONFIGURATION),
    ("Limits, credit, billing", account.ACCOUNT),
    ("Names, connections, certificates, the clock", path.PATH),
    ("Proxies", proxies.PROXIES),
    ("Gateways, filters and what else stands between", between.BETWEEN),
    ("Claude through a cloud: login, region, quota", clouds.CLOUDS),
    ("What a cloud denies: roles, policies, billing", grants.GRANTS),
    ("What the text of a failure asks for", texts.TEXTS),
)
_FOOT = (
    "`claude-doctor fixes NAME` prints the recipe, or what to do; "
    "`claude-doctor fixes --for CAUSE` all for one cause. With code: "
)


def listed(paint: Paint, whole: bool) -> str:
    """Every fix by subject, a line each, and the names of the recipes."""
    groups = (Group(title, [Line(f.id, f.title) for f in fixes]) for title, fixes in _SUBJECTS)
    names = dict.fromkeys(one.name for one in recipe.recipes())
    return grouped(paint, groups, f"{_FOOT}{', '.join(names)}.", whole)


def all_in_words(paint: Paint, fixes: Iterable[Fix]) -> str:
    """These fixes one after another."""
    return "\n".join(in_words(paint, fix) for fix in fixes)


def in_words(paint: Paint, fix: Fix) -> str:
    """One fix: what to do, why, the command, the page, how its recipes are printed."""
    lines = [*paint.wrap(f"{paint.bold(fix.id)} · {fix.title}"), *paint.wrap(fix.detail, "  ")]
    own = f"claude-doctor fixes {fix.id}"  # a fix that points at this very page says nothing new
    if fix.command and fix.command != own:
        lines.append(f"  $ {paint.command(fix.command)}")
    if fix.url:
        lines.append(f"  {paint.link(fix.url)}")
    for name in recipe.behind(fix.id):
        code = paint.command(f"claude-doctor fixes {name}")
        lines += paint.wrap(f"recipe: {code} ({languages(name)})", "  ", "    ")
    return paint.text(lines)


def languages(name: str) -> str:
    """The languages of a recipe, with commas."""
    return ", ".join(one.language for one in recipe.of(name))
