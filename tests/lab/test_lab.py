"""What users really meet, played with the real programs in network namespaces.

These are the rows that need Debian's packages and the SDK alone and that are quick; the rest is
played by `python -m tests.lab`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import authority, net, place, programs
from .play import play
from .rows import ROWS
from .situation import Net, Situation

#: Debian's packages; what is named otherwise is looked for by `programs.find`.
_DEBIAN = {"dnsmasq", "nft", "squid", "tinyproxy", "nginx", "microsocks"}
QUICK = tuple(row for row in ROWS if not row.slow and set(row.needs) <= _DEBIAN)
#: What a usual run plays, of each kind some: a quarter of a minute of work. Those with a cure
#: ask the SDK twice, which costs more than all the rest. With --everything each quick row.
_USUAL = frozenset(
    {"S0", "P1", "P10c", "T8", "T13", "D1", "D10c", "C1", "G14", "G20c", "K10", "B5c"}
)
_PLAYED = [
    pytest.param(row, id=row.id, marks=() if row.id in _USUAL else pytest.mark.thorough)
    for row in QUICK
]
#: Rows that are not right yet, each a mend that somebody owes.
NOT_YET: frozenset[str] = frozenset()


def _refused() -> str | None:
    """Why this machine cannot play at all; None where it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "`ip` (iproute2) is missing"
    try:
        spaces = net.Namespaces("probe")
        try:
            spaces.open(Net())
        finally:
            spaces.close()
    except Exception as error:
        return f"no network namespace here: {error}"
    return None


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The lab's CAs and commands, once a worker."""
    reason = _refused()
    if reason:
        pytest.skip(reason)
    net.sweep()
    folder = tmp_path_factory.mktemp("lab")
    authority.make(folder)
    place.tools(folder)
    yield folder
    net.sweep()


@pytest.mark.parametrize("row", _PLAYED)
def test_a_situation_is_told_rightly(row: Situation, shared: Path, tmp_path: Path) -> None:
    """Side, severity, cause, the words and the first fix are what this row demands; no credential
    leaves for a foreign host, none is printed, and the deadline holds."""
    lacking = programs.missing(row.needs)
    if lacking:
        pytest.skip(f"not on this machine: {', '.join(lacking)}")
    played = play(row, tmp_path, shared, quick=True)
    if row.id in NOT_YET and played.grade in ("weak", "wrong") and not played.leaks:
        pytest.xfail("; ".join(played.why))
    assert played.grade == "right", f"{played.summary} | {played.fix} | {played.why}"
