"""Archived pages of other providers: file, what is true, what the reader says.

The payloads are the services' own and are read from where they lie; without them these tests
are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from claude_doctor.fallbacks import mistral, openrouter
from claude_doctor.fallbacks._provider import Said
from claude_doctor.fallbacks._statuspage import read
from claude_doctor.fallbacks.openai import VENDOR as OPENAI
from claude_doctor.sources.clouds.feeds import aws, azure, google
from tests.conftest import SHARED

SAMPLES = SHARED / "samples" / "status" / "providers"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")
THEN = datetime(2026, 9, 4, 12, tzinfo=UTC)

TABLE: tuple[tuple[str, str, str, Callable[[bytes], Said]], ...] = (
    # Neither Chat Completions nor Responses is among its 25 components, but all of it is green.
    ("openai/summary_2026-09-15_operational_no_incidents_key.json", "up", "without listing",
     lambda body: read(body, OPENAI)),
    ("openai/summary_2026-09-29T1829_degraded_2_incidents.json", "degraded", "Chat Completions",
     lambda body: read(body, OPENAI)),
    ("google/incidents_2026-02-27_vertex_gemini_trimmed.json", "up", "no open incident",
     google.read),
    ("aws/currentevents_2026-09-03_utf8_trimmed.json", "up", "no open event",
     lambda body: aws.read(body, "us-east-1")),
    ("aws/currentevents_2026-09-03_utf8_trimmed.json", "up", "no open event",
     lambda body: aws.read(body, "us-west-2")),  # another service's event there is resolved
    ("aws/currentevents_2026-09-03_utf8_trimmed.json", "down", "“Increased Error Rates”",
     lambda body: aws.read(body, "me-central-1")),
    ("aws/currentevents_2026-09-03_utf8_trimmed.json", "down", "me-south-1",
     lambda body: aws.read(body, "me-south-1")),
    ("aws/currentevents_empty_utf16_bom.json", "up", "no open event",
     lambda body: aws.read(body, "eu-central-1")),
    ("azure/status_rows_2026-09_trimmed.html", "up", "operational in every region",
     azure.read_rows),
    ("azure/feed_2026-09-23_healthy.rss", "up", "no widespread incident", azure.read_feed),
    ("openrouter/datadog_config_2026-09-12_operational.json", "up", "chat completions operational",
     openrouter.read),
    ("mistral/checkly_uptime_2026-09-04_trimmed.json", "up", "no open incident",
     lambda body: mistral.read(body, None, THEN)),
)  # fmt: skip


@pytest.mark.parametrize(("file", "state", "says", "reader"), TABLE)
def test_sample(file: str, state: str, says: str, reader: Callable[[bytes], Said]) -> None:
    """The archived page is read as what it was."""
    said = reader((SAMPLES / file).read_bytes())
    assert state == said.state
    assert says in said.words


def test_every_sample_is_in_the_table() -> None:
    """No archived page is left out."""
    there = {str(p.relative_to(SAMPLES)) for p in SAMPLES.rglob("*.*") if p.is_file()}
    assert there == {file for file, *_ in TABLE}
