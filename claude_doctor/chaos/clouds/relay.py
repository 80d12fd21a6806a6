"""A gateway before a cloud, as LiteLLM's pass-through is: it speaks in the cloud's own way, has
the cloud's credential, and adds headers of its own, unless it is a quiet one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from ..roles import Cloud
from ..wire import Reply, Seen
from . import bedrock, foundry, messages, vertex

HEADERS = (("x-litellm-version", "1.108.7"), ("x-litellm-call-id", "loopback-demo"))
_WAYS = (("/model/", bedrock.answer), ("/v1/projects/", vertex.answer),
         ("/anthropic/", foundry.answer), ("/", messages.anthropic_aws))  # fmt: skip


def answer(cloud: Cloud, seen: Seen, now: datetime) -> Reply:
    """Answer in the way of the cloud whose path is asked for."""
    path = urlsplit(seen.path).path
    reply = next(way for start, way in _WAYS if path.startswith(start))(cloud, seen, now)
    return reply if cloud.quiet else replace(reply, headers=(*reply.headers, *HEADERS))
