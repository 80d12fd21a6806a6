"""Downdetector's paid API, for those who have a contract: token, company, its last 15 minutes.

Shapes as two public clients of 2026 read them (simstudioai/sim, 2026-06): `status` is success,
warning or danger, `last_15` is a bare number. The site documents them for customers only.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from ....engine import patience
from ....outside.transport import Unavailable
from ....outside.world import World
from .._refusals import check, is_html
from .chart import COLOURS, Chart, Slot, count_of


async def asked(
    world: World, base: str, slug: str, login: tuple[str, str], saw: Callable[[int], None]
) -> Chart:
    """One company's present state. `saw` is told the status of every answer."""
    if not world.key_may_travel(base):
        raise Unavailable("not asked: the credentials would travel unencrypted")
    basic = base64.b64encode(":".join(login).encode()).decode()
    ends = world.pulse.heard + patience.CROWD

    async def get(path: str, authorization: str, method: str = "GET") -> Any:
        answer = await world.fetch(
            base + path,
            method=method,
            headers={"authorization": authorization, "accept": "application/json"},
            timeout=max(0.05, ends - world.pulse.heard),
        )
        saw(answer.status)
        check(answer, world.now().timestamp())
        if is_html(answer):
            raise Unavailable("answered with a web page instead of JSON")
        return answer.json()

    told = await get("/tokens?grant_type=client_credentials", f"Basic {basic}", "POST")
    token = told.get("access_token") if isinstance(told, Mapping) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Unavailable("answered the token request in an unexpected format")
    bearer = f"Bearer {token}"
    name = quote(slug, safe="")
    found = await get(f"/companies/search?fields=id,slug,country_iso&slug={name}", bearer)
    number = _chosen(found, slug)
    company = await get(f"/companies/{number}?fields=id,slug,status,baseline_current", bearer)
    last = await get(f"/companies/{number}/last_15", bearer)
    if not isinstance(company, Mapping):
        raise Unavailable("answered in an unexpected format: no company")
    reports = count_of(last.get("count") if isinstance(last, Mapping) else last)
    usual = count_of(company.get("baseline_current"))
    colour = company.get("status")
    if reports is None or usual is None or colour not in COLOURS:
        raise Unavailable("answered in an unexpected format: no counts")
    return Chart((Slot(world.now().timestamp(), reports, usual),), str(colour))


def _chosen(found: object, slug: str) -> int:
    """The company's number: of the United States where there are several countries."""
    rows = [
        row
        for row in (found if isinstance(found, list) else [])
        if isinstance(row, Mapping) and row.get("slug") == slug and type(row.get("id")) is int
    ]
    rows.sort(key=lambda row: row.get("country_iso") != "US")
    if not rows:
        raise Unavailable(f"knows no company {slug}")
    return int(rows[0]["id"])
