"""The clouds' public pages, read for Claude in one place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources.clouds.feeds import aws, azure, feed, google

GEMINI = {"id": google.GEMINI, "title": "Gemini on Agent Platform"}
PREDICTION = {"id": google.PREDICTION, "title": "Online Prediction"}
DISK = {"id": "demoDemoDemoDemo0000", "title": "Persistent Disk"}


def incident(*products: Any, at: Any = None, impact: str = "SERVICE_DISRUPTION") -> bytes:
    """Google's list with one open incident."""
    one = {"external_desc": "Requests fail.", "end": None, "status_impact": impact,
           "affected_products": list(products), "currently_affected_locations": at}  # fmt: skip
    return json.dumps([one]).encode()


def places(*ids: str) -> list[dict[str, str]]:
    """Locations as the page has them."""
    return [{"id": one, "title": f"Somewhere ({one})"} for one in ids]


@pytest.mark.parametrize(
    ("at", "region", "state"),
    [
        (places("us-east5"), "us-east5", "degraded"),
        (places("us-east5-b"), "us-east5", "degraded"),  # a zone of it
        (places("us"), "us-east5", "degraded"),  # a multi-region around it
        (places("europe-west1"), "eu", "degraded"),  # the multi-region endpoint
        (places("global"), "us-east5", "degraded"),
        (places("europe-west1", "us-east5"), "us-east5", "degraded"),
        (None, "us-east5", "degraded"),  # no region named: it may be this one
        ([], "us-east5", "degraded"),
        ([{"title": "South Carolina"}], "us-east5", "degraded"),
        (places("europe-west1"), "us-east5", "up"),
        (places("us-east1"), "us-east5", "up"),
        (places("us-east5"), "global", "up"),  # the global endpoint routes around it
        (places("global"), "global", "degraded"),
        (places("europe-west1"), None, "degraded"),
    ],
)
def test_google_is_judged_by_region(at: Any, region: str | None, state: str) -> None:
    """Another region's incident is nobody's here; one that names none may be here."""
    said = google.read(incident(GEMINI, at=at), region)
    assert state == said.state
    assert region is None or region in said.words or "no region named" in said.words


@pytest.mark.parametrize(
    ("product", "state"),
    [
        (GEMINI, "degraded"),
        (PREDICTION, "degraded"),
        ({"id": "demoDemoDemoDemo0001", "title": "Vertex AI"}, "degraded"),
        ({"id": "demoDemoDemoDemo0001", "title": "Agent Platform"}, "degraded"),
        ({"id": "demoDemoDemoDemo0001", "title": "Vertex AI Training"}, "up"),
        ({"id": "demoDemoDemoDemo0001", "title": "Vertex AI Search"}, "up"),
        (DISK, "up"),
    ],
)
def test_googles_products(product: Any, state: str) -> None:
    """The platform's own products speak for Claude; its trainings and searches do not."""
    assert state == google.read(incident(product), "us-east5").state
    assert "down" == google.read(incident(DISK, GEMINI, impact="SERVICE_OUTAGE"), None).state


def event(service: str, level: str, region: str = "eu-west-1", **services: str) -> bytes:
    """AWS's list with one event."""
    one = {"status": level, "service": service, "summary": "Increased errors",
           "arn": f"arn:aws:health:{region}::event/X",
           "impacted_services": {f"{name}-{region}": {"current": now}
                                 for name, now in services.items()}}  # fmt: skip
    return json.dumps([one]).encode()


def test_claude_on_aws_has_no_line_of_its_own() -> None:
    """An event counts for it by its name or by the region's disruption, never Bedrock's line."""
    named = event("multipleservices-eu-west-1", "3", anthropicclaude="3")
    assert "down" == aws.read(named, "eu-west-1", "anthropic-aws").state
    bedrock = event("multipleservices-eu-west-1", "1", bedrock="3")
    assert "down" == aws.read(bedrock, "eu-west-1", "mantle").state
    assert "up" == aws.read(bedrock, "eu-west-1", "anthropic-aws").state
    region = event("multipleservices-eu-west-1", "3", ec2="3")
    assert "degraded" == aws.read(region, "eu-west-1", "anthropic-aws").state
    assert "up" == aws.read(region, "eu-west-3", "anthropic-aws").state


def test_a_neighbor_of_bedrocks_name_is_not_bedrock() -> None:
    """`bedrockagents-eu-west-1` and `bedrock-us-eu-west-1` are other services."""
    for other in ("bedrockagents", "bedrock-us"):
        body = event("x-eu-west-1", "1", **{other: "3"})
        assert "up" == aws.read(body, "eu-west-1").state


def page(*rows: tuple[str, str]) -> bytes:
    """Azure's page with these rows, a sign each."""
    cells = "".join(
        f'<tr class="capability-row"><td>{name}</td><td>'
        f'<span class="status-icon" data-label="{sign}"></span></td></tr>'
        for name, sign in rows
    )
    return f"<html><body><table>{cells}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ((("Foundry Models", "Good"), ("Azure OpenAI Service", "Critical")), "up"),
        ((("Foundry Models", "Critical"), ("Azure OpenAI Service", "Good")), "down"),
        ((("Microsoft Foundry", "Warning"), ("Cognitive Services", "Good")), "degraded"),
        ((("Azure OpenAI Service", "Critical"),), "down"),
        ((("Cognitive Services", "Warning"), ("Virtual Machines", "Critical")), "degraded"),
    ],
)
def test_foundrys_row(rows: tuple[tuple[str, str], ...], state: str) -> None:
    """The nearest name that has a row speaks for Claude on Foundry."""
    assert state == azure.read_rows(page(*rows), "foundry").state
    with pytest.raises(Unavailable, match="Foundry"):
        azure.read_rows(page(("Virtual Machines", "Good")), "foundry")


def rss(title: str, *categories: str) -> bytes:
    """Azure's feed with one item."""
    inside = "".join(f"<category>{one}</category>" for one in categories)
    return (
        "<rss><channel><title>Azure Status</title><item>"
        f"<title>{title}</title>{inside}</item></channel></rss>"
    ).encode()


def test_an_item_that_names_other_services() -> None:
    """It is neither trouble here nor a clean page: the rows must tell. A resolved one is over."""
    for ours in (
        rss("Microsoft Foundry - East US 2 - errors"),
        rss("Issues connecting to resources in West US", "Network Infrastructure"),
        rss("Azure AI services"),
        rss("Multiple services - Sweden Central"),
    ):
        assert "degraded" == azure.read_feed(ours).state
    with pytest.raises(Unavailable, match="may not affect"):
        azure.read_feed(rss("Virtual Machines - West Europe", "Virtual Machines"))
    assert "up" == azure.read_feed(rss("[RESOLVED] Azure OpenAI - errors")).state


def test_each_cloud_has_a_page() -> None:
    """Every cloud's id leads to its vendor's page, which says what it cannot tell."""
    pages = {one: feed(one) for one in ("bedrock", "mantle", "anthropic-aws", "vertex", "foundry")}
    assert ["AWS", "AWS", "AWS", "Google Cloud", "Azure"] == [p.vendor for p in pages.values()]
    assert all(one.coarse and one.variable.startswith("CLAUDE_DOCTOR_") for one in pages.values())
