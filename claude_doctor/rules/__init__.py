"""Every rule there is, as data. One file a side; `between` is the network's as well, `reports` the
server's."""

from __future__ import annotations

from functools import cache

from ..engine.model import Remark, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of every side, and the judge's `healthy`."""
    from . import account, between, client, network, reports, server, unknown
    from .signs import advised

    service = (*server.RULES, *reports.RULES)
    plain = (*service, *client.RULES, *account.RULES, *network.RULES, *between.RULES)
    causes = tuple(map(advised, plain))
    ids = tuple(rule.id for rule in causes)
    return (*causes, *unknown.RULES, *unknown.rules(ids))


@cache
def all_remarks() -> tuple[Remark, ...]:
    """What may be said beside a verdict, in the order in which it is read."""
    from .context import REMARKS

    return REMARKS
