"""Every client in every scenario: what it gets, and what the API would give it.

    python -m tests.clients [--client C] [--scenario S] [--home DIR] [--install]

Nothing leaves this machine; in a network namespace of its own nothing could:
`unshare -n sh -c 'ip link set lo up; python -m tests.clients'`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .clients import CLIENTS
from .table import Row, fill, shown


def main() -> int:
    """Print the table; 1 when a client got what it would not get from the API."""
    parser = argparse.ArgumentParser(prog="python -m tests.clients")
    parser.add_argument("--client", action="append", choices=[c.name for c in CLIENTS])
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--home", type=Path, default=Path("/tmp/claude-doctor-clients"))
    parser.add_argument("--install", action="store_true", help="fetch what is missing first")
    given = parser.parse_args()
    rows: list[Row] = []
    missing = []
    for client in CLIENTS:
        if given.client and client.name not in given.client:
            continue
        if given.install and not client.installed(given.home):
            client.install(given.home)
        if not client.installed(given.home):
            missing.append(client.name)
            continue
        for row in fill(client, given.home, given.scenario):
            rows.append(row)
            mark = "ok" if row.ok else "differs"
            print(f"{row.client} {row.scenario} {row.way}: {row.got} ({mark})", file=sys.stderr)
    print(shown(rows))
    for name in missing:
        print(f"{name} is not installed: --install fetches it")
    return int(any(not row.ok for row in rows))


if __name__ == "__main__":
    sys.exit(main())
