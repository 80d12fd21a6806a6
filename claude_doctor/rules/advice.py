"""Which fixes a rule recommends where the user's own text decides: those of the catalogue's row."""

from __future__ import annotations

from dataclasses import replace

from ..engine.facts import Is, all_of, leaves
from ..engine.model import Case, Rule
from ..failures.classify import CATALOGUE
from ..probes import error

#: What a run here may have found to answer: no text asks for it.
TRIED = ("other-model", "lighter-model", "other-aws-region", "other-google-region")


def _begins(rule: Rule) -> str:
    """The first of its fixes that a text may ask for as well."""
    if rule.fixes[0] not in TRIED:
        return rule.fixes[0]
    return next(fix for fix in rule.fixes if fix not in (*TRIED, "wait-retry-after"))


def advised(rule: Rule) -> Rule:
    """The rule with its cases about the user's text split, where what helps is another thing.

    One cause has several failures: a login that has expired and a key that was mistyped. The
    catalogue names for each what to do; where that begins otherwise than the rule's, it counts."""
    apart: dict[tuple[str, ...], list[str]] = {}
    for row in CATALOGUE:
        if row.cause == rule.id and row.fixes and row.fixes[0] != _begins(rule):
            apart.setdefault(row.fixes, []).append(row.id)
    cases: list[Case] = []
    settled: set[object] = set()
    for case in rule.cases:
        left = _rows_of(case) - settled
        for fixes, rows in apart.items():
            if both := [row for row in rows if row in left]:
                when = all_of(case.when, error.ERROR.in_(*both))
                cases.append(replace(case, when=when, fixes=case.fixes or fixes))
        if not _rows_of(case) or left.difference(*apart.values()):
            cases.append(case)
        if isinstance(case.when, Is):  # of whose row the later cases need say nothing
            settled |= left
    return replace(rule, cases=tuple(cases))


def _rows_of(case: Case) -> set[object]:
    """The rows of the catalogue of which a case speaks."""
    asked = [leaf for leaf in leaves(case.when) if leaf.fact == error.ERROR]
    return {
        value
        for leaf in asked
        for value in ((leaf.value,) if isinstance(leaf, Is) else getattr(leaf, "values", ()))
    }
