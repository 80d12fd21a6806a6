"""The clouds that serve Claude, each with its own paths, credentials, streams and errors.

What the official SDK sends and reads is from its sources (anthropic 2.14: `lib/bedrock`,
`lib/vertex`, `lib/foundry.py`, `lib/aws`), the names, statuses and stream of Bedrock from the
service model of botocore 1.44 (`bedrock-runtime`, `service-2.json`). Texts of refusals are those
that issues of 2024 to 2026 quote; each module marks what is from memory.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ..roles import Cloud
from ..wire import Reply, Seen
from . import bedrock, foundry, messages, relay, vertex

#: What answers for each role.
ANSWERS: dict[str, Callable[[Cloud, Seen, datetime], Reply]] = {
    "bedrock": bedrock.answer,
    "mantle": messages.mantle,
    "anthropic_aws": messages.anthropic_aws,
    "vertex": vertex.answer,
    "foundry": foundry.answer,
    "relay": relay.answer,
}
