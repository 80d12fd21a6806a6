"""Which other model is the best for a key: the rule alone, without any request."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures.classify import CATALOGUE
from claude_doctor.sources.api import listing, models
from claude_doctor.sources.api.alternative import LINES, best, is_servers
from claude_doctor.sources.api.reply import Answer, Author, Reply

TODAY = date(2026, 11, 29)
IDS = sorted(name for m in models.MODELS for name in (m.id, m.alias) if name)


def listed(*ids: str, **stages: str) -> listing.Listing:
    """A list of models that has these; a keyword gives one its stage."""
    rows = [{"id": name, "lifecycle": stages.get(name.replace("-", "_"), "active")} for name in ids]
    return listing.read({"data": rows, "has_more": False})


@pytest.mark.parametrize(
    ("model", "unfit", "expected"),
    [
        (None, ["claude-haiku-5-5"], "claude-sonnet-5-5"),
        (None, ["claude-haiku-5-5", "claude-sonnet-5-5"], "claude-sonnet-5"),
        ("claude-opus-5-5", [], "claude-opus-5"),
        ("claude-opus-4-6", [], "claude-opus-5-5"),
        ("claude-sonnet-5-5", [], "claude-sonnet-5"),
        ("claude-haiku-5-5", [], "claude-haiku-4-5"),
        ("claude-haiku-4-5-20251001", ["claude-haiku-5-5"], "claude-sonnet-5-5"),
        ("claude-fable-5-2", ["claude-fable-5-1", "claude-fable-5"], "claude-opus-5-5"),
        ("a-name-of-the-gateways", [], "claude-sonnet-5-5"),
    ],
)
def test_the_same_line_first_then_the_next_below(
    model: str | None, unfit: list[str], expected: str
) -> None:
    """By the table: the newest other of the line; then less capable; then more. Who has named no
    model gets the middle."""
    assert expected == best(model, unfit, None, TODAY)


@pytest.mark.parametrize(
    ("model", "found", "expected"),
    [
        (None, listed("claude-haiku-6", "claude-sonnet-6", "claude-sonnet-5-5"), "claude-sonnet-6"),
        ("claude-opus-5-5", listed("claude-opus-5-5", "claude-haiku-5-5"), "claude-haiku-5-5"),
        ("claude-opus-5-5", listed("claude-opus-5-5"), None),
        ("claude-opus-5-5", listed("claude-opus-5", claude_opus_5="retired"), None),
        (
            "claude-opus-5-5",
            listed("claude-opus-5", "claude-sonnet-5-5", claude_opus_5="deprecated"),
            "claude-sonnet-5-5",
        ),
        ("claude-opus-5-5", listed("claude-opus-5", claude_opus_5="deprecated"), "claude-opus-5"),
        ("claude-fable-5-2", listed("gpt-9", "anthropic/claude-sonnet-5-5"),
         "anthropic/claude-sonnet-5-5"),
        ("claude-fable-5-2", listed("gpt-9"), None),
        ("claude-fable-5-2", listed("claude-mythos-5-2"), "claude-mythos-5-2"),
        ("claude-opus-5-5", listed(), "claude-opus-5"),
    ],
)  # fmt: skip
def test_the_list_of_this_key_wins(
    model: str | None, found: listing.Listing, expected: str | None
) -> None:
    """Only what the key can use is asked, the retired never, the deprecated where nothing else is;
    an empty list is none."""
    assert expected == best(model, [], found, TODAY)


@given(
    st.sampled_from([None, *IDS]),
    st.sets(st.sampled_from(IDS)),
    st.booleans(),
    st.dates(date(2026, 10, 1), date(2027, 6, 1)),
)
def test_it_is_never_one_that_failed_or_is_over(
    model: str | None, unfit: set[str], from_list: bool, today: date
) -> None:
    """Whatever has failed, under either of its ids: another model that is served, or none; and by
    the table none by invitation."""
    found = listed(*(m.id for m in models.MODELS)) if from_list else None
    chosen = best(model, unfit, found, today)
    if chosen is None:
        return
    known = models.find(chosen)
    assert known is not None and known.line in LINES
    assert not {known.id, known.alias or known.id} & {*unfit, model}
    if not from_list:
        assert known.id not in models.retired(today)
        assert "mythos" not in chosen


def reply(row: str, **more: Any) -> Reply:
    """A ping that failed with this row of the catalogue."""
    error = next(one for one in CATALOGUE if one.id == row)
    return Reply("m", **{"answer": Answer.ERROR, "error": error, **more})


@pytest.mark.parametrize(
    ("one", "straight", "gateway"),
    [
        (reply("overloaded"), True, True),
        (reply("api-error"), True, True),
        (reply("gateway-error"), True, False),
        (reply("gateway-error", answered_by=Author.CDN), True, True),
        (Reply("m", answer=Answer.CUT, http_status=200), True, True),
        (reply("rate-limited"), False, False),
        (reply("key-rejected"), False, False),
        (reply("invalid-request", answer=Answer.DECLINED), False, False),
        (Reply("m", answer=Answer.COMPLETE), False, False),
        (Reply("m", answer=Answer.NONE), False, False),
        (Reply("m", answer=Answer.UNREACHED), False, False),
        (Reply("m", answer=Answer.WEB_PAGE), False, False),
        (Reply("m", answer=Answer.UNHEARD), False, False),
    ],
)
def test_whose_fault_a_failed_ping_is(one: Reply, straight: bool, gateway: bool) -> None:
    """The service's: overload, internal error, a stream cut off. What a gateway may have written
    itself is not."""
    assert (straight, gateway) == (is_servers(one, False), is_servers(one, True))
