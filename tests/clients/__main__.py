"""Every client in every scenario: what it gets, what the API would give it, what `explain` says.

    python -m tests.clients [--client C] [--scenario S] [--home DIR] [--install]
                            [--keep FILE] [--from FILE… [--again]] [--summary] [--patience N]

Nothing leaves this machine; in a network namespace of its own nothing could:
`unshare -n sh -c 'ip link set lo up; python -m tests.clients'`. With --keep the rows are kept,
and --from prints kept rows again, read anew by `explain`, without any client.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from .clients import CLIENTS
from .kinds import worlds
from .shown import grid, hidden, misread, outcomes, summary, waiting
from .table import Row, fill, kept, loaded, ordered


def main() -> int:
    """Print the table; 1 when a client got what it would not get from the API, or `explain` is
    sure of the wrong side."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients")
    parser.add_argument("--client", action="append", choices=[c.name for c in CLIENTS])
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--home", type=Path, default=Path("/tmp/claude-doctor-clients"))
    parser.add_argument("--install", action="store_true", help="fetch what is missing first")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the rows there")
    parser.add_argument("--from", type=Path, nargs="+", dest="files", metavar="FILE")
    parser.add_argument(
        "--patience",
        type=int,
        default=1,
        metavar="FACTOR",
        help="of every time limit, on a busy machine",
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="with --from and --keep: call what is missing there, or differs",
    )
    parser.add_argument("--summary", action="store_true", help="without each outcome")
    given = parser.parse_args()
    rows = loaded(given.files) if given.files else ordered(_called(given, []))
    if given.again:
        list(_called(given, rows))
        rows = loaded([*given.files, given.keep])
    if not given.summary:
        print(grid(rows), outcomes(rows), "", misread(rows), "", sep="\n")
    print(summary(rows), "", waiting(rows), "", hidden(), sep="\n")
    present = {row.client for row in rows}
    missing = [client.name for client in CLIENTS if client.name not in present]
    if missing and not given.client:
        print(f"not called here: {', '.join(missing)}")
    sure = any((one.mark, one.confidence) == ("wrong", "high") for r in rows for one in r.heard)
    return int(sure or any(not row.ok for row in rows))


def _called(given: argparse.Namespace, known: list[Row]) -> Iterator[Row]:
    """New rows: of all that was asked for, or of what is not known to be well."""
    for client in CLIENTS:
        if given.client and client.name not in given.client:
            continue
        if given.install and not client.installed(given.home):
            client.install(given.home)
        if not client.installed(given.home):
            continue
        differ = {row.scenario for row in known if row.client == client.name and not row.ok}
        well = {row.scenario for row in known if row.client == client.name} - differ
        only = set(given.scenario or worlds(client.cloud)) - well
        for row in fill(client, given.home, only, given.patience):
            if given.keep:
                with given.keep.open("a", encoding="utf-8") as file:
                    file.write(kept([row]))
            mark = "ok" if row.ok else f"differs from {row.expected}"
            print(f"{row.client} {row.scenario} {row.way}: {row.got} ({mark})", file=sys.stderr)
            yield row


if __name__ == "__main__":
    sys.exit(main())
