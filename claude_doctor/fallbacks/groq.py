"""Groq by its own status page."""

from __future__ import annotations

from ..engine.fallback import Kind
from ._provider import Provider, Route
from ._statuspage import Vendor, asker

# Most components there are models; "API" is the whole (research of autumn 2026, likely).
VENDOR = Vendor(route="groq", name="Groq", components=((None, "API"),))

PROVIDER = Provider(
    name="groq",
    question="What does Groq's status page say?",
    variable="CLAUDE_DOCTOR_GROQ_URL",
    default="https://groqstatus.com",
    routes=(Route(id="groq", name="Groq", kind=Kind.PROVIDER, keys=("GROQ_API_KEY",), rank=60),),
    ask=asker(VENDOR),
)
