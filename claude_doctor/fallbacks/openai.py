"""OpenAI by its own status page."""

from __future__ import annotations

from ..engine.fallback import Kind
from ._provider import Provider, Route
from ._statuspage import Vendor, asker

VENDOR = Vendor(
    route="openai",
    name="OpenAI",
    components=(
        ("01JMXBRMFE6N2NNT7DG6XZQ6PW", "Chat Completions"),
        ("01JP8CD9JR3HR6Y7G4Q75N4DVW", "Responses"),
    ),
)

PROVIDER = Provider(
    name="openai",
    question="What does OpenAI's status page say?",
    variable="CLAUDE_DOCTOR_OPENAI_URL",
    default="https://status.openai.com",
    routes=(
        Route(
            id="openai",
            name="OpenAI",
            kind=Kind.PROVIDER,
            keys=("OPENAI_API_KEY",),
            model="gpt-6.1-sol",  # likely, from the vendor's pages of autumn 2026
            rank=10,
        ),
    ),
    ask=asker(VENDOR),
)
