"""Of which cloud the advice is, for the causes in Claude Code's records: the one that the record
names, else the one that its calls go to from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..border.programs import CLOUD_NAMES
from ..failures.route import Route, advice, of_the_clouds_own
from ..fixes.fix import Fix
from ..logs.tally import Cause
from ..records import dataclass


@dataclass(frozen=True, slots=True)
class Routes:
    """The route of each cause, by its row's id; `active`: the configuration's, where it counted;
    `spoken`: the causes of which the record itself names the cloud."""

    of: Mapping[str, Route] = field(default_factory=dict)
    active: Route | None = None
    spoken: frozenset[str] = frozenset()

    def fixes(self, cause: Cause) -> tuple[Fix, ...]:
        """What to do on this cause's route; nothing where none matters."""
        row = cause.row
        route = self.of.get(row.id)
        if route is None:
            return ()
        if row.id in self.spoken:
            return of_the_clouds_own(route, row, cause.example)
        return advice(route, row.category, row.fixes)


def routes(named: Mapping[str, str | None], active: Route | None) -> Routes:
    """`named`: the cloud that a cause's record names, "" where it may be any, None where none
    matters. Records are of the past: a cloud that they name is not asked what is set here now."""
    found: dict[str, Route] = {}
    for row, cloud in named.items():
        if cloud and (active is None or cloud != active.id):
            found[row] = Route(cloud, CLOUD_NAMES[cloud], "its own words")
        elif cloud is not None and active is not None:
            found[row] = active
    spoken = frozenset(row for row, cloud in named.items() if cloud)
    return Routes(found, active if found.keys() - spoken else None, spoken)
