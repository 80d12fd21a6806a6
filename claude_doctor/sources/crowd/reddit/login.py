"""The credentials of an app at Reddit, for PRAW. Apart from it, because PRAW is slow to load."""

from __future__ import annotations

from dataclasses import field

from ....records import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """Where Reddit is asked with credentials, and with which CA certificates: a path, or True."""

    reddit_url: str
    oauth_url: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    verify: str | bool = True
