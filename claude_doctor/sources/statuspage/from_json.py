"""A Statuspage from its JSON: `summary.json` whole, or `incidents.json` alone.

Lenient on purpose: one field of another type must not hide the rest of the page, so each field
that is not what it should be becomes None, "not said". Only a page without any component is
refused. Loaded when a page has arrived; pydantic costs time at start-up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ...border import dates
from ...border.bounds import load_json
from .page import (
    IMPACTS,
    INDICATORS,
    PARTS_LIMIT,
    POSTS_LIMIT,
    STATUSES,
    Component,
    Incident,
    NotAStatusPage,
    Page,
    link,
    words,
)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _items(value: object) -> list[object] | None:
    # An item of another type stays, as an empty one: something is there that cannot be read,
    # which is not the same as nothing.
    if not isinstance(value, list):
        return None
    return [item if isinstance(item, dict) else {} for item in value[:PARTS_LIMIT]]


def _one(value: object) -> object:
    return value if isinstance(value, dict) else {}


Text = Annotated[str | None, BeforeValidator(_text)]
Stamp = Annotated[datetime | None, BeforeValidator(dates.of_iso)]
Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ComponentJson(_Model):
    """A component as served, at the top of the page or inside an incident."""

    id: Text = None
    code: Text = None  # what an update's `affected_components` calls the id
    name: Text = None
    status: Text = None
    new_status: Text = None
    updated_at: Stamp = None
    group: Flag = False


class UpdateJson(_Model):
    """One post of an incident."""

    status: Text = None
    body: Text = None
    created_at: Stamp = None
    display_at: Stamp = None
    affected_components: Annotated[list[ComponentJson] | None, BeforeValidator(_items)] = None


class IncidentJson(_Model):
    """An incident or a maintenance as served."""

    id: Text = None
    name: Text = None
    status: Text = None
    impact: Text = None
    created_at: Stamp = None
    started_at: Stamp = None
    updated_at: Stamp = None
    resolved_at: Stamp = None
    shortlink: Text = None
    incident_updates: Annotated[list[UpdateJson] | None, BeforeValidator(_items)] = None
    components: Annotated[list[ComponentJson] | None, BeforeValidator(_items)] = None


class StatusJson(_Model):
    """The page's own one-word summary of all its components."""

    indicator: Text = None


class PageJson(_Model):
    """`summary.json` or `incidents.json`."""

    status: Annotated[StatusJson, BeforeValidator(_one)] = StatusJson()
    components: Annotated[list[ComponentJson] | None, BeforeValidator(_items)] = None
    incidents: Annotated[list[IncidentJson] | None, BeforeValidator(_items)] = None
    scheduled_maintenances: Annotated[list[IncidentJson] | None, BeforeValidator(_items)] = None


def read_json(text: str, base: str) -> Page:
    """The page in a JSON text. NotAStatusPage, when there is none in it."""
    try:
        return read_document(load_json(text), base)
    except ValueError:
        raise NotAStatusPage("broken or cut-off JSON") from None


def read_document(data: object, base: str) -> Page:
    """The page in a JSON document. NotAStatusPage, when there is none in it."""
    if not isinstance(data, dict) or not {"components", "incidents"} & data.keys():
        raise NotAStatusPage("JSON, but not a status page's")
    page = PageJson.model_validate(data)
    incidents = None if page.incidents is None else [_incident(i, base) for i in page.incidents]
    components = tuple(_component(c) for c in page.components or ())
    if not components:
        # In `incidents.json` each incident carries its components as they are now, also where
        # it was resolved weeks ago (archive 2026-04 to 2026-08).
        components = tuple(_component(c) for i in page.incidents or () for c in i.components or ())
    if not any(c.id or c.name for c in components):
        raise NotAStatusPage("JSON without a single component")
    indicator = page.status.indicator
    return Page(
        components=components,
        incidents=None if incidents is None else tuple(incidents),
        maintenances=tuple(_incident(m, base) for m in page.scheduled_maintenances or ()),
        indicator=indicator if indicator in INDICATORS else None,
    )


def _component(served: ComponentJson) -> Component:
    status = "_".join((served.status or served.new_status or "").lower().split())
    return Component(
        id=served.id or served.code,
        name=served.name,
        status=status if status in STATUSES else None,
        updated=served.updated_at,
        group=served.group,
    )


def _incident(served: IncidentJson, base: str) -> Incident:
    posts = list(served.incident_updates or ())[:POSTS_LIMIT]
    # The service lists the newest first; maintenances were seen the other way round.
    posts.sort(key=lambda p: p.created_at.timestamp() if p.created_at else 0.0, reverse=True)
    told = [moment for p in posts if (moment := p.created_at or p.display_at)]
    on = None if served.components is None else [_component(c) for c in served.components]
    if on == [] and served.resolved_at:
        # At resolve the list may be emptied; the posts still name what was touched.
        on = [_component(c) for p in posts for c in p.affected_components or ()]
    state = (served.status or "").lower() or None
    return Incident(
        id=served.id,
        name=words(served.name) or "an incident without a name",
        state=state,
        impact=served.impact if served.impact in IMPACTS else None,
        first=min(told) if told else served.created_at or served.started_at,
        # `updated_at` moves when another incident recolours a shared component (2026-06-16:
        # a notice of three days before), so the posts speak where there are any.
        last=max(told) if told else served.updated_at or served.created_at,
        resolved=served.resolved_at,
        on=None if on is None else tuple(on),
        posts=tuple(body for p in posts if (body := words(p.body))),
        url=link(served.shortlink) or link(f"{base}/incidents/{served.id}"),
    )
