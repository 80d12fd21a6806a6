"""Three-valued logic: what is not measured is neither true nor false."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.engine.facts import (
    Expr,
    Fact,
    Facts,
    all_of,
    any_of,
    holds,
    leaves,
    no,
    sentence,
    trail,
)
from claude_doctor.engine.fill import fill

A: Fact[str] = Fact("probe", "a", "a word")
B: Fact[int] = Fact("probe", "b", "a number")
C: Fact[bool] = Fact("probe", "c", "a flag")

leaf = st.one_of(
    st.sampled_from(["x", "y"]).map(A.is_),
    st.just(A.in_("x", "z")),
    st.integers(-1, 1).map(B.at_least),
    st.booleans().map(C.is_),
)
exprs: st.SearchStrategy[Expr] = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: all_of(*parts)),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: any_of(*parts)),
        inner.map(no),
    ),
    max_leaves=8,
)
anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
)
facts = st.dictionaries(st.sampled_from([A.key, B.key, C.key]), anything)


@given(exprs)
def test_nothing_measured_decides_nothing(expr: Expr) -> None:
    """Over no facts at all every expression is None."""
    assert holds(expr, {}) is None


@given(exprs, facts)
def test_expressions_are_total(expr: Expr, measured: Facts) -> None:
    """Whatever the facts are, the answer is True, False or None, and the words can be told."""
    assert holds(expr, measured) in (True, False, None)
    assert sentence(expr)
    assert trail(expr, measured)


@given(exprs, facts, st.sampled_from([A.key, B.key, C.key]), anything)
def test_learning_more_never_turns_a_decision(
    expr: Expr, measured: dict[str, object], key: str, value: object
) -> None:
    """What was decided without a fact stays decided the same way when the fact comes in."""
    known = {k: v for k, v in measured.items() if k != key}
    before = holds(expr, known)
    assert before in (None, holds(expr, {**known, key: value}))


@given(exprs, facts)
def test_no_is_an_involution_and_de_morgan_holds(expr: Expr, measured: Facts) -> None:
    """Not not x is x; not (x and y) is (not x or not y)."""
    assert holds(no(no(expr)), measured) == holds(expr, measured)
    assert holds(no(all_of(expr, C.is_(True))), measured) == holds(
        any_of(no(expr), no(C.is_(True))), measured
    )


@pytest.mark.parametrize(
    ("expr", "measured", "expected"),
    [
        (A.is_("x"), {A.key: "x"}, True),
        (A.is_("x"), {A.key: "y"}, False),
        (B.is_(1), {B.key: True}, False),
        (C.is_(True), {C.key: 1}, False),
        (B.at_least(3), {B.key: 3}, True),
        (B.at_least(3), {B.key: "3"}, None),
        (B.at_least(3), {B.key: True}, None),
        (all_of(A.is_("x"), C.is_(True)), {A.key: "y"}, False),
        (all_of(A.is_("x"), C.is_(True)), {A.key: "x"}, None),
        (any_of(A.is_("x"), C.is_(True)), {A.key: "x"}, True),
        (any_of(A.is_("x"), C.is_(True)), {A.key: "y"}, None),
    ],
)
def test_truth_tables(expr: Expr, measured: Facts, expected: bool | None) -> None:
    """Kleene's tables, and a count is not a flag."""
    assert holds(expr, measured) is expected


def test_leaves_are_what_a_rule_needs() -> None:
    """The facts of an expression are read off it, nested or not."""
    expr = all_of(A.is_("x"), no(any_of(B.at_least(1), C.is_(True))))
    assert [A.key, B.key, C.key] == [leaf.fact.key for leaf in leaves(expr)]


def test_sentences_take_values_as_data() -> None:
    """A value with braces in it is not filled again; a missing one has its own words."""
    assert "a {probe.b|7} b none" == fill("a {probe.a|?} b {probe.b|none}", {A.key: "{probe.b|7}"})
