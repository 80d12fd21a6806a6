"""Another route for a call, as it is now: the shapes that a report carries."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from ..records import dataclass


class Health(StrEnum):
    """How a route is by its own page. `unknown`: nobody can tell, so it never counts as up."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """What a route is; the order is that of the change that it costs."""

    MODEL = "claude-model"
    CLOUD = "claude-cloud"
    PROVIDER = "provider"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Fallback:
    """One route as it is now. `key` None: none is needed. `brief`: a few words for one line.

    `configured`: it is set up on this machine, `needs`: what it takes where it is not. `endpoint`:
    how its own endpoint answers from here without a credential; None: it was not asked. `ping`:
    what came of a metered request, where one was asked for. `why`: by what its state is known, and
    `how`: what the change to it is; both stand in `reason`, too.
    """

    id: str
    name: str
    kind: Kind
    state: Health
    key: bool | None
    usable: bool
    reason: str
    model: str | None
    url: str
    brief: str
    region: str | None = None
    configured: bool = False
    needs: str | None = None
    endpoint: Health | None = None
    ping: Mapping[str, Any] | None = None
    why: str = ""
    how: str = ""

    def document(self) -> dict[str, Any]:
        """The shape of schema version 1."""
        return {
            "id": self.id, "name": self.name, "kind": self.kind, "state": self.state,
            "key": self.key, "usable": self.usable, "reason": self.reason, "model": self.model,
            "url": self.url, "region": self.region, "configured": self.configured,
            "needs": self.needs, "endpoint": self.endpoint,
            "ping": None if self.ping is None else dict(self.ping),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """The routes, the best first, and what could not be asked."""

    fallbacks: tuple[Fallback, ...]
    missing: tuple[str, ...]

    @property
    def best(self) -> Fallback | None:
        """The first route that this machine can use; None where there is none."""
        return next((one for one in self.fallbacks if one.usable), None)
