"""What each cloud says of itself in public: a file a vendor's page, read for Claude in one place.

How fine each is: AWS names service and region; Google names products and regions, but no product
is Claude; Azure names services, and of a resource's region nothing is known here.
"""

from __future__ import annotations

from importlib import import_module

from ._feed import Feed

#: The file of the page that speaks for a cloud's service.
_FILES = {
    "bedrock": "aws",
    "mantle": "aws",
    "anthropic-aws": "aws",
    "vertex": "google",
    "foundry": "azure",
}


def feed(cloud: str) -> Feed:
    """The page that speaks for this cloud."""
    found: Feed = import_module(f"{__name__}.{_FILES[cloud]}").FEED
    return found
