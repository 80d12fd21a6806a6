"""What a Statuspage says, in one small frozen shape, whichever way it was read.

The page's own fields only; what they are worth for a failing Claude call is
`reading`. Everything a page leaves out stays None: "the page does not say".
Source: Atlassian's public status API, and archived answers of status.claude.com from
April to October 2026.
"""

from __future__ import annotations

import re
from datetime import datetime

from ...phrases import phrase
from ...records import dataclass

# Component ids never changed in three years, names did (archive 2023-03 to 2026-10): key on ids.
API_ID = "k8w3r06qmzrp"
CHAT_ID = "rwppv331jlwc"
CONSOLE_ID = "0qbwn08sd68x"
CODE_ID = "yyzkbfz2thpt"

API_HOST = "api.anthropic.com"  # in every name the API component ever had

#: From good to bad. Maintenance stands first after health: it is announced, not broken.
STATUSES = (
    "operational",
    "under_maintenance",
    "degraded_performance",
    "partial_outage",
    "major_outage",
)
OPEN = ("investigating", "identified", "monitoring")
CLOSED = ("resolved", "postmortem", "completed")
IMPACTS = ("none", "minor", "major", "critical", "maintenance")
INDICATORS = ("none", "minor", "major", "critical", "maintenance")

PARTS_LIMIT = 300  # components or incidents read; the page has six and lists fifty
POSTS_LIMIT = 40
TEXT_LIMIT = 2000  # characters of a post that are looked at


class NotAStatusPage(Exception):
    """The answer is no Statuspage that can be read; the text says what it is instead."""


@dataclass(frozen=True, slots=True)
class Component:
    """One product on the page. `status` is None where the page's word is not a known one."""

    id: str | None
    name: str | None
    status: str | None
    updated: datetime | None = None
    group: bool = False

    @property
    def label(self) -> str:
        """The name that a reader knows it by."""
        return LABELS.get(self.id or "") or self.name or "a component"


LABELS = {
    API_ID: "Claude API",
    CHAT_ID: "claude.ai",
    CONSOLE_ID: "Claude Console",
    CODE_ID: "Claude Code",
}


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident or maintenance. `on` is None where the page does not say what it touches."""

    id: str | None
    name: str
    state: str | None
    impact: str | None = None
    first: datetime | None = None  # the first post; what the page calls created may be back-dated
    last: datetime | None = None  # the newest post
    resolved: datetime | None = None
    on: tuple[Component, ...] | None = None
    posts: tuple[str, ...] = ()  # newest first
    url: str | None = None

    @property
    def open(self) -> bool | None:
        """Whether it is unresolved; None where the state is not a known word."""
        if self.state in OPEN:
            return True
        return False if self.state in CLOSED else None


@dataclass(frozen=True, slots=True)
class Page:
    """A status page at one moment. `incidents` is None where the page does not list them."""

    components: tuple[Component, ...]
    incidents: tuple[Incident, ...] | None
    maintenances: tuple[Incident, ...] = ()
    indicator: str | None = None
    html: bool = False


def is_api(component: Component) -> bool:
    """Whether it is the Claude API: by id, or, where the id is missing or new, by its host.

    "api.anthropic.com - Beta Features" was a component of its own until July 2025.
    """
    if component.id == API_ID:
        return True
    name = (component.name or "").lower()
    return component.id not in LABELS and API_HOST in name and "beta" not in name


def is_claudes(page: Page) -> bool:
    """Whether it is Claude's page at all, and not another vendor's at a wrong address."""
    return any(
        c.id in LABELS or re.search("claude|anthropic", c.name or "", re.IGNORECASE)
        for c in page.components
    )


def _is_named(component: Component, wanted: str) -> bool:
    if component.id in LABELS:
        return component.id == wanted
    name = (component.name or "").strip().lower()
    if wanted == CONSOLE_ID:
        return name.startswith(("claude console", "platform.claude.com", "console.anthropic.com"))
    return name == LABELS[wanted].lower()


def find(components: tuple[Component, ...], wanted: str) -> Component | None:
    """The component with this id; by its name where no component has the id.

    Where a page holds it twice, the worst speaks, and one that cannot be read is worse than
    health: two copies never add up to "operational" by chance.
    """
    named = is_api if wanted == API_ID else lambda c: _is_named(c, wanted)
    found = [c for c in components if c.id == wanted]
    found = found or [c for c in components if not c.group and named(c)]
    return max(found, key=badness) if found else None


def badness(component: Component) -> float:
    """For the worst of several; a state that is not known is worse than health."""
    return STATUSES.index(component.status) if component.status in STATUSES else 0.5


_TAG = phrase(r"<[^<>]{0,500}>")


def words(value: object) -> str:
    """A post as plain words: JSON bodies may hold markup such as line breaks and links."""
    return " ".join(_TAG.sub(" ", value[:TEXT_LIMIT]).split()) if isinstance(value, str) else ""


def link(value: object) -> str | None:
    """A web address that may be shown to a person; None for any other scheme."""
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'\x00-\x1f]{3,200}", value):
        return value
    return None
