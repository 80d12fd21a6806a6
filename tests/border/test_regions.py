"""A region that is well formed and not there: what it may be meant for."""

from __future__ import annotations

import pytest

from claude_doctor.border import regions


@pytest.mark.parametrize(
    ("cloud", "region", "meant"),
    [
        ("bedrock", "eu-west-9", ("eu-west-1", "eu-west-2", "eu-west-3")),
        ("bedrock", "us-central-1", ("eu-central-1", "mx-central-1", "me-central-1")),
        ("mantle", "us-east-5", ("us-east-1", "us-east-2")),
        ("vertex", "europe-west5", ("europe-west1", "europe-west10", "europe-west12")),
        ("vertex", "us-east2", ("us-east1", "us-east4", "us-east5")),
    ],
)
def test_the_nearest_are_those_that_differ_in_least(
    cloud: str, region: str, meant: tuple[str, ...]
) -> None:
    """First those with another number, else what is spelled nearly so."""
    assert set(meant) == set(regions.near(cloud, region))


@pytest.mark.parametrize(
    ("cloud", "region"),
    [("bedrock", "eu-west-1"), ("vertex", "us-east5"), ("vertex", "global"), ("foundry", "team"),
     ("bedrock", "us-iso-east-1"), ("anthropic-aws", "US-EAST-1")],
)  # fmt: skip
def test_of_what_is_there_nothing_is_said(cloud: str, region: str) -> None:
    """A region that is known, one of a closed partition, and what is no region."""
    assert () == regions.near(cloud, region)
