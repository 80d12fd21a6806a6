"""What an incident's words name: models by family and version, the API, money."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.sources.statuspage.words import (
    Named,
    model,
    names_api,
    names_models,
    names_money,
    spreads,
    touched,
)


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("claude-opus-5-5", ("opus", (5, 5))),
        ("claude-opus-4-20250514", ("opus", (4,))),
        ("claude-opus-4-0", ("opus", (4,))),
        ("claude-3-5-sonnet-20241022", ("sonnet", (3, 5))),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", ("opus", (4, 5))),
        ("claude-opus-4-5@20251101", ("opus", (4, 5))),
        ("anthropic/claude-sonnet-5.5", ("sonnet", (5, 5))),
        ("claude-sonnet-5[1m]", ("sonnet", (5,))),
        ("claude-fable-5-2", ("fable", (5, 2))),
        ("claude-saga-6-1", ("saga", (6, 1))),
        ("opus", ("opus", None)),
        ("opusplan", ("opus", None)),
        ("default", None),
        ("gpt-4o", None),
        ("", None),
    ],
)
def test_a_model_id_has_a_family_and_a_version(identity: str, expected: Named | None) -> None:
    """Ids, aliases and the names of Bedrock and Vertex; a date is no version."""
    assert model(identity) == expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Opus 5.5 errors", "claude-opus-5-5", True),
        ("opus 5.5 elevated errors", "claude-opus-5-5", True),
        ("Opus-55 errors", "claude-opus-5-5", True),
        ("Elevated errors on Claude Opus", "claude-opus-5-5", True),
        ("Opus 5.x errors", "claude-opus-5-5", True),
        ("Opus 5 errors", "claude-opus-5-5", False),
        ("Opus 5.5 errors", "claude-opus-5", False),
        ("Opus 5.5 errors", "claude-sonnet-5-5", False),
        ("Opus 5.5 errors", "opus", True),
        ("Sonnet 4.6 and 5 are slow", "claude-sonnet-5", True),
        ("Opus 4.7, 4.8 and Sonnet 5 on the API", "claude-opus-4-8", True),
        ("Sonnet 4.6, 5 minutes ago", "claude-sonnet-5", False),
        ("Claude 3.5 Sonnet is down", "claude-3-5-sonnet-latest", True),
        ("Elevated errors across all models", "claude-haiku-5-5", True),
        ("Elevated errors across all models", "default", True),
        ("Elevated errors across many models", "claude-haiku-5-5", False),
        ("All models except Opus 5 have recovered.", "claude-opus-5", True),
        ("All models except Opus 5 have recovered.", "claude-haiku-5-5", False),
        ("Errors on Sonnet 5.5. Opus 5.5 is not affected.", "claude-opus-5-5", False),
        ("Sonnet 5 has recovered and we are working on Opus 5.5.", "claude-opus-5-5", True),
        ("Sonnet 5 has recovered and we are working on Opus 5.5.", "claude-sonnet-5", False),
        ("Magnum opuses", "claude-opus-5-5", False),
    ],
)
def test_a_text_names_a_model(text: str, asked: str, expected: bool) -> None:
    """Families and versions as people write them; what is well is not named."""
    assert (touched(text, (), [asked]) == asked) is expected


def test_the_newest_post_that_names_a_model_speaks_beside_the_name() -> None:
    """A boilerplate post hides nothing; an older list of models is replaced by a newer one."""
    posts = ("We are still investigating.", "Only Opus 5.5 now.", "Opus 5.5 and Haiku 5.5.")
    assert touched("Elevated errors", posts, ["claude-opus-5-5"]) == "claude-opus-5-5"
    assert None is touched("Elevated errors", posts, ["claude-haiku-5-5"])
    assert touched("Haiku errors", posts, ["claude-haiku-5-5"]) == "claude-haiku-5-5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Elevated errors on the API", True),
        ("Requests to api.anthropic.com fail", True),
        ("Claude.ai, API, Claude Code", True),
        ("Not all requests on the API are affected", True),
        ("GitHub API failures", False),
        ("Workspaces in the Console and the admin API", False),
        ("Chat and API access are not affected.", False),
        ("The Claude API has fully recovered.", False),
        ("The API isn’t impacted", False),
        ("Rapid growth", False),
    ],
)
def test_a_text_names_the_api(text: str, expected: bool) -> None:
    """The Claude API as touched: not other people's interfaces, not what is unaffected."""
    assert names_api(text) is expected


def test_models_in_general_and_money() -> None:
    """ "Many models" names models; credits and spend limits are money."""
    assert names_models("Elevated errors across many models")
    assert not names_models("Modelling is slow")
    assert names_money("Usage credits wrongly required")
    assert not names_money("Elevated errors")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Elevated errors", True),
        ("Haiku 5.5", True),
        ("Claude.ai unavailable", True),
        ("Service disruption", True),
        ("Errors uploading to Google Drive", False),
        ("Claude Code IDE extension errors", False),
        ("Email login down", False),
        ("New colours", False),
    ],
)
def test_trouble_that_may_spread(title: str, expected: bool) -> None:
    """Error rates and outages may reach the API; a broken button stays where it is."""
    assert spreads(title) is expected


WORDS = st.sampled_from(
    ("Opus", "Claude", "4", "4.8", ",", "and", "all", "models", "the", "API", "not", "except")
)


@given(st.text() | st.lists(WORDS, max_size=400).map(" ".join), st.text())
def test_any_text_is_read_quickly(text: str, identity: str) -> None:
    """Whatever a page or a user writes: an answer, no exception, no catastrophic pattern."""
    began = time.process_time()
    assert touched(text, (text,), [identity]) in (None, identity)
    names_api(text), names_models(text), names_money(text), spreads(text), model(identity)
    assert time.process_time() - began < 1
