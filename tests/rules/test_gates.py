"""A fix that the facts contradict is not recommended; what is not known contradicts nothing."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.engine.facts import AtLeast, In, Is, holds, leaves
from claude_doctor.engine.judge import LAST_RESORT, TOLD, facts_of, judge, known_by
from claude_doctor.engine.model import Severity
from claude_doctor.fixes.table import FIXES, named
from claude_doctor.probes import environment
from claude_doctor.rules import all_gates, all_rules
from claude_doctor.rules.gates import GATES
from tests.rules.test_rules import DOMAINS, evidence, solutions

RULES, EVERY = all_rules(), all_gates()

#: What no fact can contradict, by the reason.
STANDING = {
    "only a text that the user gives asks for it": (
        "rephrase", "rewind", "feedback", "update-claude-code", "fix-variable",
        "read-execution-file", "ask-admin", "appeal", "not-claude", "other-provider-quota",
        "ask-other-provider",
    ),
    "a limit of the subscription is not measured here": ("wait-for-reset", "usage-credits"),
    "what a broken session left behind in the user's files is not looked at": ("commit-first",),
    "it shows what was measured": (LAST_RESORT,),
}  # fmt: skip


def _domains() -> dict[str, list[object]]:
    """Per measured fact: every value that a rule or a gate mentions, and another."""
    found = {key: list(values) for key, values in DOMAINS.items()}
    for expr in EVERY.values():
        for leaf in leaves(expr):
            if leaf.fact.probe in ("verdict", "finding"):
                continue
            values = found.setdefault(leaf.fact.key, ["something else"])
            match leaf:
                case Is(_, value):
                    values.append(value)
                case In(_, several):
                    values.extend(several)
                case AtLeast(_, bound):
                    values.extend((bound - 1, bound))
    return found


ALL = _domains()
assignments = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(values) for key, values in ALL.items()}
)


def test_each_fix_has_a_gate_or_a_reason_for_none() -> None:
    """Whoever adds a fix says what contradicts it: its routes, an expression, or a reason why
    nothing can. Nothing else is in either table."""
    standing = [fix for fixes in STANDING.values() for fix in fixes]
    known = {fix.id for fix in FIXES}
    assert [] == sorted(known - set(EVERY) - set(standing))
    assert set() == (set(EVERY) | set(standing)) - known
    assert set() == set(EVERY) & set(standing)
    assert Counter(standing) == Counter(set(standing))


def test_what_speaks_of_a_gateway_asks_whether_there_is_one() -> None:
    """A step that names the user's gateway is gone where none is configured."""
    none = {environment.GATEWAY.key: False, TOLD.key: False}
    gateways = [fix.id for fix in FIXES if "the gateway" in fix.title]
    assert len(gateways) > 10
    assert [] == [fix for fix in gateways if holds(EVERY[fix], none) is not True]


def test_no_gate_is_dead() -> None:
    """For each there are facts that contradict the fix, and others that do not."""
    for fix, gate in GATES.items():
        assert any(holds(gate, facts) is True for facts in solutions(gate)), fix
        assert any(holds(gate, facts) is not True for facts in solutions(gate, wanted=False)), fix


def test_nothing_known_contradicts_nothing() -> None:
    """Without a measured fact a fix is kept, but for those that hand over what was measured."""
    need_a_fact = {
        "report-request-id", "report-ray", "wait-retry-after", "apply-cure", "add-evidence",
    }  # fmt: skip
    assert {fix for fix, gate in EVERY.items() if holds(gate, {}) is True} <= need_a_fact


@given(assignments)
@settings(max_examples=100, deadline=None)
def test_a_verdict_keeps_a_fix(facts: dict[str, object]) -> None:
    """Whatever the facts are: a `down` verdict has a fix, none that is shown is contradicted, and
    none was added or moved but for the last resort."""
    shown = evidence(facts)
    plain, gated = judge(shown, RULES), judge(shown, RULES, (), EVERY)
    assert plain.verdict == gated.verdict
    known = known_by(gated, facts_of(shown))
    kept = [fix for fix in dict.fromkeys(plain.fixes)
            if fix not in EVERY or holds(EVERY[fix], known) is not True]  # fmt: skip
    assert list(gated.fixes) == kept or (LAST_RESORT,) == gated.fixes
    if gated.verdict.severity is Severity.DOWN:
        assert named(gated.fixes, known)


@given(st.dictionaries(st.sampled_from(sorted(ALL)), st.one_of(
    st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()), st.none()
)))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_facts_of_any_type_are_gated(facts: dict[str, object]) -> None:
    """A saved report may hold anything; no gate raises, and a fix is left."""
    judgement = judge(evidence(facts), RULES, (), EVERY)
    assert judgement.fixes or judgement.verdict.severity is not Severity.DOWN
