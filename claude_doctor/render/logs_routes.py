"""Of which cloud the advice is, for the causes in Claude Code's records: the one that the record
names, else the one that its calls go to from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..border.programs import CLOUD_NAMES
from ..failures.classify import ApiError
from ..failures.route import Route, advice
from ..fixes.fix import Fix


@dataclass(frozen=True, slots=True)
class Routes:
    """The route of each cause, by its row's id; `active`: the configuration's, where it counted."""

    of: Mapping[str, Route] = field(default_factory=dict)
    active: Route | None = None

    def fixes(self, row: ApiError) -> tuple[Fix, ...]:
        """What to do on this cause's route; nothing where none matters."""
        route = self.of.get(row.id)
        return () if route is None else advice(route, row.category, row.fixes)


def routes(named: Mapping[str, str | None], active: Route | None) -> Routes:
    """`named`: the cloud that a cause's record names, "" where it may be any, None where none
    matters. Records are of the past: a cloud that they name is not asked what is set here now."""
    found: dict[str, Route] = {}
    used = False
    for row, cloud in named.items():
        if cloud is None or (cloud == "" and active is None):
            continue
        if active is not None and cloud in ("", active.id):
            found[row], used = active, used or not cloud
        else:
            found[row] = Route(cloud, CLOUD_NAMES[cloud], "its own words")
    return Routes(found, active if used else None)
