"""Facts to findings to one verdict. A pure function, and total.

Every set of facts has exactly one verdict: among the rules that fire and that no other fired
rule explains, the one with the worst severity, then the highest rank, then the first id.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..records import dataclass
from .facts import NOT_MEASURED, Expr, Fact, Facts, holds, leaves, trail
from .fill import fill
from .model import (
    Case,
    Confidence,
    Evidence,
    Finding,
    Outcome,
    Remark,
    Rule,
    Severity,
    Side,
    State,
    Verdict,
)

#: How long to wait: as the user's text says where that decided, else as the ping was told.
RETRY_AFTER = {"error": "error.retry_after_s", "ping": "ping.retry_after_s"}
#: The request that failed, in the same way.
_REQUEST = {True: "error.request_id", False: "ping.request_id"}

#: The verdict itself, for remarks and gates: they are judged when it stands.
SIDE: Fact[str] = Fact("verdict", "side", "whose fault it is")
SEVERITY: Fact[str] = Fact("verdict", "severity", "none, degraded or down")
CAUSE: Fact[str] = Fact("verdict", "cause", "the rule that decided")
TOLD: Fact[bool] = Fact("verdict", "told", "the text that the user gave decided")
WAIT: Fact[int] = Fact("verdict", "wait_s", "the wait that it names, in whole seconds")
WAIT_WORDS: Fact[str] = Fact("verdict", "wait", "the same in words")
REQUEST: Fact[str] = Fact("verdict", "request_id", "the id of the request that failed, or none")

#: The fix where the facts contradict every fix of the rule. No fact contradicts this one.
LAST_RESORT = "see-evidence"

_ORDER = {Severity.NONE: 0, Severity.DEGRADED: 1, Severity.DOWN: 2}
_UNMEASURED = (Outcome.UNAVAILABLE, Outcome.TIMED_OUT, Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its fixes by id, every rule's finding, what could not be measured, and what else
    is true. `told`: the text that the user gave decided."""

    verdict: Verdict
    fixes: tuple[str, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    context: tuple[str, ...] = ()
    told: bool = False


def finding(rule: str) -> Fact[str]:
    """The state of a rule's finding, for remarks."""
    return Fact("finding", rule, "what became of this rule")


def facts_of(evidence: Iterable[Evidence]) -> dict[str, object]:
    """All facts of a report under their full names."""
    return {
        f"{probe.name}.{name}": value
        for probe in evidence
        for name, value in probe.facts.items()
        if value is not None
    }


def asked(rules: Iterable[Rule], facts: Facts) -> dict[str, tuple[Case, ...]]:
    """By rule, its cases that are about the route that calls take. Hundreds of cases share a
    handful of expressions: each is looked at once."""
    known: dict[int, bool] = {}

    def is_about_it(case: Case) -> bool:
        if case.on is None:
            return True
        if id(case.on) not in known:
            known[id(case.on)] = holds(case.on, facts) is True
        return known[id(case.on)]

    return {rule.id: tuple(filter(is_about_it, rule.cases)) for rule in rules}


def explained(rules: Mapping[str, Rule], cases: Mapping[str, Case]) -> frozenset[str]:
    """The fired rules that another fired rule explains. `explained_by` has no cycles, so at
    least one fired rule always remains."""

    def by(name: str, case: Case, other: str) -> bool:
        severe = _ORDER[cases[other].severity] >= _ORDER[case.severity]
        return other in case.explained_by or (severe and other in rules[name].explained_by)

    return frozenset(
        name for name, case in cases.items() if any(by(name, case, other) for other in cases)
    )


def judge(
    evidence: Sequence[Evidence],
    rules: Sequence[Rule],
    remarks: Sequence[Remark] = (),
    gates: Mapping[str, Expr] | None = None,
) -> Judgement:
    """The verdict over this evidence, and what is remarked beside it. Never raises, whatever the
    facts are. `gates`: by a fix's id, when the facts contradict it; such a fix is left out."""
    facts = facts_of(evidence)
    judgement = _judged(evidence, rules, facts)
    known = known_by(judgement, facts)
    return replace(
        judgement,
        fixes=_uncontradicted(judgement, gates or {}, known),
        context=_context(remarks, known),
    )


def known_by(judgement: Judgement, facts: Facts) -> Facts:
    """The facts, and beside them the verdict and what became of each rule."""
    verdict = judgement.verdict
    wait = math.ceil(verdict.retry_after_s or 0)
    return {
        **facts,
        SIDE.key: verdict.side,
        SEVERITY.key: verdict.severity,
        CAUSE.key: verdict.cause,
        TOLD.key: judgement.told,
        **({WAIT.key: wait, WAIT_WORDS.key: _words(wait)} if wait > 0 else {}),
        REQUEST.key: facts.get(_REQUEST[judgement.told]) or "none",
        **{finding(one.id).key: one.state for one in judgement.findings},
    }


def _words(seconds: int) -> str:
    """A time to wait as a step names it: the number that the sentence of the verdict has, as long
    as people count in seconds."""
    if seconds <= 600:
        return f"{seconds} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes <= 120 else f"{math.ceil(minutes / 60)} h"


def _uncontradicted(
    judgement: Judgement, gates: Mapping[str, Expr], known: Facts
) -> tuple[str, ...]:
    """The fixes that no fact contradicts; what is not known contradicts nothing."""
    every = tuple(dict.fromkeys(judgement.fixes))
    kept = tuple(one for one in every if one not in gates or holds(gates[one], known) is not True)
    return kept or ((LAST_RESORT,) if every else ())


def _context(remarks: Sequence[Remark], known: Facts) -> tuple[str, ...]:
    spoken = (
        next((says for when, says in remark.cases if holds(when, known) is True), None)
        for remark in remarks
    )
    return tuple(fill(says, known) for says in spoken if says is not None)


def _judged(evidence: Sequence[Evidence], rules: Sequence[Rule], facts: Facts) -> Judgement:
    by_id = {rule.id: rule for rule in rules}
    about = asked(rules, facts)
    answers = {name: [holds(case.when, facts) for case in about[name]] for name in about}
    cases = {
        name: about[name][found.index(True)] for name, found in answers.items() if True in found
    }
    symptoms = explained(by_id, cases)
    roots = sorted(
        (name for name in cases if name not in symptoms),
        key=lambda name: (-_ORDER[cases[name].severity], -cases[name].rank, name),
    )
    root = roots[0] if roots else None
    states = {
        name: _state(name, root, cases, symptoms, holding) for name, holding in answers.items()
    }
    about |= {name: (case,) for name, case in cases.items()}
    findings = tuple(
        Finding(rule.id, rule.side, states[rule.id], _why(about[rule.id], states[rule.id], facts))
        for rule in sorted(rules, key=lambda rule: rule.id)
        if rule.side is not Side.HEALTHY or rule.id == root
    )
    missing = tuple(
        f"{probe.name}: {probe.note or probe.outcome}"
        for probe in evidence
        if probe.outcome in _UNMEASURED
    )
    if root is None:
        return Judgement(_UNDECIDED, ("add-evidence",), findings, missing)
    rule, case = by_id[root], cases[root]
    verdict = Verdict(
        rule.side,
        case.severity,
        rule.id,
        case.confidence,
        fill(case.says, facts),
        rule.retryable,
        _wait(rule, case, facts),
    )
    fixes, told = case.fixes or rule.fixes, _told(case)
    return Judgement(verdict, fixes, findings, missing, told=told)


def _told(case: Case) -> bool:
    """Whether the case is about the text that the user gave."""
    return any(leaf.fact.probe == "error" for leaf in leaves(case.when))


def _wait(rule: Rule, case: Case, facts: Facts) -> float | None:
    if rule.side not in (Side.ACCOUNT, Side.SERVER):
        return None
    wait = facts.get(RETRY_AFTER["error" if _told(case) else "ping"])
    return wait if isinstance(wait, int | float) and not isinstance(wait, bool) else None


_UNDECIDED = Verdict(
    Side.UNKNOWN,
    Severity.NONE,
    "not-enough-evidence",
    Confidence.LOW,
    "I can't tell: nothing failed here, but too little could be measured to call it healthy.",
)


def _state(
    rule: str,
    root: str | None,
    cases: Mapping[str, Case],
    symptoms: frozenset[str],
    answers: Sequence[bool | None],
) -> State:
    if rule == root:
        return State.CAUSE
    if rule in symptoms:
        return State.EXPLAINED
    if rule in cases:
        return State.CONTRIBUTING
    return State.CANNOT_TELL if None in answers else State.CLEAR


def _why(cases: Sequence[Case], state: State, facts: Facts) -> tuple[str, ...]:
    """The facts behind a finding: of the case that fired, else of every case; what is missing
    where the rule cannot tell, and what was measured elsewhere."""
    lines: dict[str, None] = {}
    for each in cases:
        lines.update(dict.fromkeys(trail(each.when, facts)))
    missing = state is State.CANNOT_TELL
    return tuple(line for line in lines if line.endswith(NOT_MEASURED) is missing)
