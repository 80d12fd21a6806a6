"""The command `fixes`: the recommended fixes in words, and their recipes as code."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..fixes import recipe
from ..fixes.recipe import LANGUAGES, Recipe
from ..fixes.table import FIXES, named
from ..outside import files, terminal
from ..render import fixes as render
from ..render.paint import Paint
from . import _app, _here, _typos


def _names(incomplete: str) -> list[str]:
    with_code = (one.name for one in recipe.recipes())
    known = sorted({*(fix.id for fix in FIXES), *with_code, *recipe.ALSO})
    return [name for name in known if name.startswith(incomplete)]


def _causes(incomplete: str) -> list[str]:
    from ..rules import all_rules  # the table of rules is read for --for alone

    return [rule.id for rule in all_rules() if rule.id.startswith(incomplete)]


def _languages(incomplete: str) -> list[str]:
    known = dict.fromkeys([*LANGUAGES.values(), *(one.language for one in recipe.recipes())])
    return [name for name in known if name.startswith(incomplete)]


@_app.command(
    group="Reference",
    examples=(
        _app.Example("claude-doctor fixes backoff", "Print this recipe, to paste or to run."),
        _app.Example("claude-doctor fixes --for overloaded", "All fixes for one cause, in order."),
        _app.Example("claude-doctor fixes streaming --lang typescript", "Another language."),
    ),
)
def fixes(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", autocompletion=_names,
                       help="Print this recipe, or for a fix without code, what to do. Default: "
                            "list all."),
    ] = None,
    cause: Annotated[
        str | None,
        typer.Option("--for", metavar="CAUSE", autocompletion=_causes, show_default=False,
                     help="Print the fixes for this cause and their recipes, in order."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="LANG", autocompletion=_languages, show_default=False,
                     help="python, typescript or bash; a few recipes have others, for one library "
                          "or product. Default: the recipe's first."),
    ] = None,
    copy_to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False,
                     help="Write the recipe to this file or folder and print nothing. An "
                          "existing file is never replaced."),
    ] = None,
) -> None:  # fmt: skip
    """List the recommended fixes, or print one as code to paste and run."""
    if name is not None and cause is not None:
        raise typer.BadParameter("give a NAME or --for CAUSE, not both")
    if lang is not None:
        lang = _known_language(lang)
    if name is not None:
        return _one(name, lang, copy_to)
    if copy_to is not None:
        raise typer.BadParameter("--copy-to takes the NAME of one recipe")
    if cause is not None:
        return _for_cause(cause, lang)
    if lang is not None:
        raise typer.BadParameter("--lang takes the NAME of a recipe, or --for CAUSE")
    terminal.out(render.listed(Paint(_here.screen()), terminal.piped()))
    return None


def _one(name: str, lang: str | None, copy_to: Path | None) -> None:
    found = recipe.of(name)
    if not found:
        if name not in _names(""):
            _unknown("fix", name, _names(""), "claude-doctor fixes")
        if lang is not None or copy_to is not None:
            behind = [f"claude-doctor fixes {other}" for other in recipe.behind(name)]
            see = f"; see {' and '.join(behind)}" if behind else ""
            raise typer.BadParameter(f"{name} is advice without code of its own{see}")
        terminal.out(
            render.all_in_words(Paint(_here.screen()), named((name,), None, _here.system()))
        )
        return
    if lang is None and copy_to is not None:
        meant = LANGUAGES.get(copy_to.suffix)
        lang = meant if any(one.language == meant for one in found) else None
    chosen = _chosen(found, lang)
    if copy_to is None:
        # Raw, so that it can be pasted: no wrapping, and nothing in it comes from outside.
        terminal.out(chosen.text(), commands=True)
        _offer_others(found, chosen)
    else:
        _copy(chosen, copy_to)


def _for_cause(cause: str, lang: str | None) -> None:
    from ..rules import all_rules

    rule = next((one for one in all_rules() if one.id == cause), None)
    if rule is None:
        _unknown("cause", cause, _causes(""), "claude-doctor rules")
    ids = dict.fromkeys((*rule.fixes, *(fix for case in rule.cases for fix in case.fixes)))
    shown: set[str] = set()
    paint = Paint(_here.screen())
    for number, fix in enumerate(named(tuple(ids), None, _here.system()) if ids else ()):
        parts = ["\n" if number else "", render.in_words(paint, fix)]
        for name in recipe.behind(fix.id):
            found = [one for one in recipe.of(name) if lang in (None, one.language)]
            if found and name not in shown:
                shown.add(name)
                parts.append(f"\n{found[0].text()}")
        if not terminal.out("".join(parts), commands=True):
            return
    if not ids:
        terminal.out(f"{cause}: nothing to do.\n")


def _chosen(found: list[Recipe], lang: str | None) -> Recipe:
    for one in found:
        if lang in (None, one.language):
            return one
    has = ", ".join(one.language for one in found)
    raise typer.BadParameter(f"{found[0].name} has no {lang}; it has: {has}", param_hint="'--lang'")


def _known_language(lang: str) -> str:
    known = _languages("")
    lang = LANGUAGES.get(f".{lang}", lang)  # ts means typescript
    if lang not in known:
        told = f"unknown language {lang[: _typos.CUT]!r}; {_typos.instead(lang, known, '')}"
        raise typer.BadParameter(told, param_hint="'--lang'")
    return lang


def _unknown(what: str, given: str, known: Iterable[str], listing: str) -> NoReturn:
    mean = _typos.meant(given, list(known))
    if not mean and what == "fix":
        with_code = dict.fromkeys(one.name for one in recipe.recipes())
        mean = f"recipes: {', '.join(with_code)}."
    raise typer.BadParameter(
        f"no {what} is called {given[: _typos.CUT]!r}; {mean} `{listing}` lists all."
    )


def _offer_others(found: list[Recipe], chosen: Recipe) -> None:
    """Beside what is pasted, on a terminal alone: the languages that there are, too."""
    others = ", ".join(one.language for one in found if one is not chosen)
    if others and sys.stdout.isatty() and sys.stderr.isatty():
        print(f"\nalso with --lang: {others}", file=sys.stderr)


def _copy(chosen: Recipe, goal: Path) -> None:
    try:
        if goal.is_dir():
            goal = goal / chosen.path.name
        files.create(goal, chosen.text())
    except FileExistsError:
        raise typer.BadParameter(f"{goal} is there already; nothing was written",
                                 param_hint="'--copy-to'") from None  # fmt: skip
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise typer.BadParameter(f"{goal}: {why}; nothing was written",
                                 param_hint="'--copy-to'") from None  # fmt: skip
