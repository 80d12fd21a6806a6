"""Every rule there is, as data. One file a side; `reports` is the server's as well, `keys` the
client's, `names`, `between` and `tls` the network's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..engine.facts import Expr
from ..engine.model import Remark, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules of every side, and the judge's `healthy`."""
    from . import account, between, client, keys, names, network, reports, server, tls, unknown
    from .advice import advised
    from .other_request import told_by_its_own

    sides = (server, reports, keys, client, account, network, names, between, tls)
    causes = tuple(told_by_its_own(advised(rule)) for side in sides for rule in side.RULES)
    ids = tuple(rule.id for rule in causes)
    return (*causes, *unknown.RULES, *unknown.rules(ids))


@cache
def all_remarks() -> tuple[Remark, ...]:
    """What may be said beside a verdict, in the order in which it is read."""
    from .context import REMARKS

    return REMARKS


@cache
def all_gates() -> Mapping[str, Expr]:
    """By a fix's id, when the facts contradict it."""
    from .gates import gates

    return gates()
