"""Every fact is used: a rule judges it, a sentence or a screen shows it, or it says that it is
there for the report alone. Renderers name facts by their `Fact`, never by a string."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

import claude_doctor
from claude_doctor import probes, sources
from claude_doctor.engine.facts import Expr, Fact, leaves
from claude_doctor.engine.fill import slots
from claude_doctor.fixes.table import FIXES
from claude_doctor.rules import all_gates, all_remarks, all_rules
from claude_doctor.sources.crowd._source import Facts

PACKAGE = Path(claude_doctor.__file__).parent


def _of(value: object, name: str) -> Iterator[tuple[str, Fact[object]]]:
    """The facts in a module's name: itself, or the fields of a record of facts."""
    if isinstance(value, Fact):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, Fact):
                yield f"{name}[{key!r}]", one
    elif isinstance(value, Facts):
        for field in fields(value):  # the crowd's sources have these in common
            yield f"shared.{field.name}", getattr(value, field.name)


def declared() -> dict[str, tuple[str, Fact[object]]]:
    """Every fact of every probe by its key, with where it stands: `ping.WORKS`. They stand in the
    probe's own file or with the source that measures them."""
    found: dict[str, tuple[str, Fact[object]]] = {}
    for folder in (sources, probes):
        for info in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            module = importlib.import_module(info.name)
            home = info.name.rpartition(".")[2]
            for name, value in vars(module).items():
                for place, fact in _of(value, f"{home}.{name}"):
                    # Who has it from elsewhere does not declare it; a name of its own comes first.
                    here = folder is not probes or fact.probe == home
                    if here and (fact.key not in found or "[" not in place):
                        found[fact.key] = (place, fact)
    return found


def _expressions() -> Iterator[tuple[Expr, str]]:
    for rule in all_rules():
        for case in rule.cases:
            yield case.when, case.says
            if case.on is not None:
                yield case.on, ""
    for remark in all_remarks():
        yield from remark.cases
    for gate in all_gates().values():
        yield gate, ""


def spoken() -> set[str]:
    """The keys that a rule, a remark or a fix reads or says."""
    keys: set[str] = set()
    for when, says in _expressions():
        keys |= {leaf.fact.key for leaf in leaves(when)} | set(slots(says))
    for fix in FIXES:
        slotted = f"{fix.measured or ''} {fix.headline or ''}"
        keys |= set(re.findall(r"\{([a-z_]+\.[a-z0-9_]+)\}", slotted))
    return keys


def shown(package: Path = PACKAGE) -> set[str]:
    """Where a renderer reads a fact, by the name that the code has for it: `ping.WORKS`."""
    found = set()
    for path in (package / "render").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                found.add(ast.unparse(node))
    return found


def test_each_fact_is_judged_shown_or_marked() -> None:
    """None is measured for nothing, and none that is used is marked as unused."""
    told, seen = spoken(), shown()
    used = {key for key, (place, _) in declared().items() if key in told or place in seen}
    marked = {key for key, (_, fact) in declared().items() if fact.report_only}
    assert len(declared()) > 150
    assert [] == sorted(set(declared()) - used - marked)
    assert [] == sorted(used & marked)


def test_rules_and_sentences_speak_of_declared_facts() -> None:
    """A slot or a leaf whose fact no probe declares would never be filled."""
    own = {"verdict", "finding"}
    assert set() == {key for key in spoken() if key.partition(".")[0] not in own} - set(declared())


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "render").rglob("*.py")), ids=lambda path: path.name
)
def test_renderers_read_facts_by_their_name_in_the_code(path: Path) -> None:
    """No `facts.get("…")` and no `facts["…"]`: a fact that is renamed is an error of types."""
    facts = ("facts", "probe.facts", "evidence.facts")
    wrong = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        asked = node.func if isinstance(node, ast.Call) else node
        if isinstance(asked, ast.Attribute) and asked.attr == "get":
            wrong += [node.lineno] * (ast.unparse(asked.value) in facts)
        elif isinstance(node, ast.Subscript):
            wrong += [node.lineno] * (ast.unparse(node.value) in facts)
    assert [] == wrong
