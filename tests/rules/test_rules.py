"""The rules as data: total, without dead ones, independent of their order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.engine.facts import (
    And,
    AtLeast,
    Expr,
    Fact,
    In,
    Is,
    Not,
    Or,
    all_of,
    holds,
    leaves,
)
from claude_doctor.engine.judge import asked, judge
from claude_doctor.engine.model import Case, Evidence, Outcome, Rule, Severity, Side, State
from claude_doctor.fixes.table import FIXES
from claude_doctor.rules import all_rules
from claude_doctor.rules.signs import CROWD_CONFIRMS
from claude_doctor.sources.crowd import all_sources
from claude_doctor.sources.crowd._counting import LEVELS

RULES = all_rules()
CASES = [(rule, n, case) for rule in RULES for n, case in enumerate(rule.cases)]

#: The contract's causes, by side.
CAUSES = {
    Side.HEALTHY: "healthy",
    Side.SERVER: "overloaded incomplete-response-loop server-error incomplete-stream "
    "incident-confirmed crowd-outage incident-posted model-incident crowd-reports slow-response "
    "recent-failures",
    Side.CLIENT: "key-rejected key-forbidden model-not-found bad-request request-too-large "
    "wrong-endpoint insecure-endpoint environment-conflict model-retiring",
    Side.ACCOUNT: "rate-limited spend-limit-reached credit-exhausted billing-problem "
    "organization-disabled subscription-limit quota-low",
    Side.NETWORK: "offline dns-failure connection-failed tls-failure clock-skew proxy-failure "
    "captive-portal region-blocked gateway-failure",
    Side.UNKNOWN: "silence not-enough-evidence",
}


def whole(case: Case) -> Expr:
    """When the case speaks: on which route, and of what."""
    return case.when if case.on is None else all_of(case.on, case.when)


def fired(rule: Rule, facts: dict[str, object]) -> Case | None:
    """The case that speaks for the rule."""
    return next(
        (one for one in asked([rule], facts)[rule.id] if holds(one.when, facts) is True), None
    )


def _facts() -> dict[str, Fact[object]]:
    return {leaf.fact.key: leaf.fact for _, _, case in CASES for leaf in leaves(whole(case))}


def _domains() -> dict[str, list[object]]:
    """Per fact: every value that a rule mentions, both sides of every bound, and another."""
    found: dict[str, dict[object, None]] = {key: {"something else": None} for key in _facts()}
    for _, _, case in CASES:
        for leaf in leaves(whole(case)):
            match leaf:
                case Is(fact, value):
                    found[fact.key][value] = None
                case In(fact, values):
                    found[fact.key].update(dict.fromkeys(values))
                case AtLeast(fact, bound):
                    found[fact.key].update(dict.fromkeys((bound - 1, bound)))
    return {key: list(values) for key, values in found.items()}


DOMAINS = _domains()
assignments = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(values) for key, values in DOMAINS.items()}
)


def evidence(facts: dict[str, object]) -> list[Evidence]:
    """Evidence with these facts, as the runner would hand it over."""
    by_probe: dict[str, dict[str, object]] = {}
    for key, value in facts.items():
        probe, name = key.split(".", 1)
        by_probe.setdefault(probe, {})[name] = value
    return [Evidence(name, Outcome.MEASURED, facts=found) for name, found in by_probe.items()]


def solutions(expr: Expr, wanted: bool = True) -> Iterator[dict[str, object]]:
    """Smallest sets of facts that give an expression a value; not all of them, but some."""
    match expr:
        case Is(fact, value):
            flipped = (not value) if isinstance(value, bool) else "something else"
            yield {fact.key: value if wanted else flipped}
        case In(fact, values):
            for value in values if wanted else ("something else",):
                yield {fact.key: value}
        case AtLeast(fact, bound):
            yield {fact.key: bound if wanted else bound - 1}
        case Not(part):
            yield from solutions(part, not wanted)
        case And(parts) | Or(parts):
            if isinstance(expr, And) is wanted:
                yield from _together(parts, wanted, {})
            else:
                for part in parts:
                    yield from solutions(part, wanted)


def _together(
    parts: tuple[Expr, ...], wanted: bool, so_far: dict[str, object]
) -> Iterator[dict[str, object]]:
    if not parts:
        yield so_far
        return
    for one in solutions(parts[0], wanted):
        if all(so_far.get(key, value) == value for key, value in one.items()):
            yield from _together(parts[1:], wanted, {**so_far, **one})


@given(assignments)
@settings(max_examples=100, deadline=None)
def test_every_set_of_facts_has_exactly_one_verdict(facts: dict[str, object]) -> None:
    """The judge is total, and its verdict is one of the contract's."""
    verdict = judge(evidence(facts), RULES)
    assert verdict.verdict.cause in CAUSES[verdict.verdict.side].split()
    assert sum(f.state is State.CAUSE for f in verdict.findings) <= 1
    if verdict.verdict.severity is Severity.DOWN:
        assert [verdict.verdict.cause] == [f.id for f in verdict.findings if f.state is State.CAUSE]
        assert verdict.fixes


@given(assignments, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_rules_and_probes_does_not_matter(
    facts: dict[str, object], shuffle: random.Random
) -> None:
    """Shuffled rules and shuffled evidence give the same judgement."""
    rules, shown = list(RULES), evidence(facts)
    shuffle.shuffle(rules)
    shuffle.shuffle(shown)
    assert judge(evidence(facts), RULES) == judge(shown, rules)


@given(assignments)
@settings(max_examples=100, deadline=None)
def test_a_missing_fact_never_fires_a_rule(facts: dict[str, object]) -> None:
    """A rule that fires without a fact fires the same with it: absence is never what decides. A
    fact that has a usual value is never absent."""
    for rule in RULES:
        case = fired(rule, facts)
        if case is None:
            continue
        needed = {leaf.fact.key for leaf in leaves(case.when) if leaf.fact.usual is None}
        missing = needed - facts.keys()
        for key in missing:
            for value in DOMAINS[key]:
                assert holds(case.when, {**facts, key: value}) is True


@given(st.dictionaries(st.sampled_from(sorted(DOMAINS)), st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()), st.none()
)))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_facts_of_any_type_are_judged(facts: dict[str, object]) -> None:
    """A saved report may hold anything; the judge does not raise."""
    judge(evidence(facts), RULES)


def test_nothing_known_is_not_enough_evidence() -> None:
    """Silence is never health."""
    verdict = judge([], RULES).verdict
    assert (Side.UNKNOWN, Severity.NONE, "not-enough-evidence") == (
        verdict.side,
        verdict.severity,
        verdict.cause,
    )


@pytest.mark.parametrize(
    ("rule", "number", "case"), CASES, ids=[f"{r.id}-{n}" for r, n, _ in CASES]
)
def test_no_case_is_dead(rule: Rule, number: int, case: Case) -> None:
    """For every case there are facts for which it is the one that speaks."""
    assert any(fired(rule, facts) is case for facts in solutions(whole(case))), (
        f"case {number} of {rule.id} never speaks: an earlier case covers it"
    )


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_no_rule_is_dead(rule: Rule) -> None:
    """For every rule there are facts for which it is the verdict."""
    tries = (facts for case in rule.cases for facts in solutions(whole(case)))
    assert any(judge(evidence(facts), RULES).verdict.cause == rule.id for facts in tries)


def test_the_rules_are_the_contracts_causes() -> None:
    """Every cause of the contract has a rule on its side, and there is no other."""
    assert {side: set(ids.split()) for side, ids in CAUSES.items()} == {
        side: {rule.id for rule in RULES if rule.side is side} for side in CAUSES
    }


def test_explanations_have_no_cycle() -> None:
    """`explained_by` is acyclic, and names rules that exist."""
    graph = {
        rule.id: {*rule.explained_by, *(i for case in rule.cases for i in case.explained_by)}
        for rule in RULES
    }
    list(TopologicalSorter(graph).static_order())
    assert set().union(*graph.values()) <= graph.keys()


def test_fixes_named_by_rules_exist_and_all_are_used() -> None:
    """No rule recommends a fix that is not there."""
    known = {fix.id for fix in FIXES}
    assert {fix for rule in RULES for fix in rule.fixes} <= known
    assert len(FIXES) == len(known)


def test_the_rule_of_the_crowd() -> None:
    """For every combination of levels, unknown ones too: two at spike, or a strong one and a
    watch, and nothing else."""
    for levels in product((None, *LEVELS), repeat=len(all_sources())):
        pairs = zip(all_sources(), levels, strict=True)
        facts = {source.level.key: level for source, level in pairs if level is not None}
        first, second = sorted((LEVELS.index(one) for one in levels if one), reverse=True)[:2] if (
            len(facts) > 1
        ) else (0, 0)  # fmt: skip
        confirmed = second >= 2 or (first == 3 and second == 1)
        assert confirmed is (holds(CROWD_CONFIRMS, facts) is True)


def test_a_down_verdict_always_has_a_fix() -> None:
    """Nobody is told that it does not work without being told what to do."""
    assert [] == [
        rule.id
        for rule in RULES
        if not rule.fixes and any(case.severity is Severity.DOWN for case in rule.cases)
    ]
