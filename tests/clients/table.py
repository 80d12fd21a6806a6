"""Filling the table of clients and scenarios, and printing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claude_doctor.chaos import by_name, serve

from .clients import CLOUDS, TIMEOUT_S, Client
from .expected import expected
from .kinds import MODEL, kind, model_of, role_of, worlds


@dataclass(frozen=True, slots=True)
class Row:
    """One call: what came of it and what would come of it at the API. `asked`: requests."""

    client: str
    scenario: str
    way: str
    kind: str
    got: str
    expected: str
    asked: int

    @property
    def ok(self) -> bool:
        """Whether the world was believed."""
        return self.got == self.expected


def fill(client: Client, home: Path | None, only: list[str] | None = None) -> Iterator[Row]:
    """Call the client in every scenario in which it can tell a difference: whole and streamed;
    on a good day also for a form, and in an overload also with its own retries."""
    with client.calls(home) as call:
        for name in worlds(client.cloud):
            if only and name not in only:
                continue
            ways = ["stream" if stream else "whole" for stream in client.ways]
            ways += ["form"] * (client.forced and name == "healthy")
            ways += ["retries"] * (name in ("overloaded", f"{client.cloud}-overloaded"))
            for way in ways:
                with serve(by_name(name)) as running:
                    env = {
                        key: value
                        for key, value in running.environ().items()
                        if not key.startswith(("CLAUDE_DOCTOR", "OLLAMA", "LM_", "ANTHROPIC_ADMIN"))
                    }
                    model = model_of(running.scenario)
                    task = {
                        "stream": way == "stream",
                        "forced": way == "form",
                        "retries": None if way == "retries" else 0,
                        "timeout_s": TIMEOUT_S,
                        "named": model != MODEL and not client.cloud,
                    }
                    got = call({**env, "CLIENT_MODEL": model}, task)
                    role = role_of(running.scenario) if client.cloud else "api"
                    asked = len(running.asked(role))
                    faults = running.faults
                if faults:
                    raise RuntimeError(faults[0])
                met = kind(by_name(name), task["stream"] is True or client.ways == (True,))
                if way == "retries":
                    got += f", {asked} requests"
                wanted = expected(client.name, way, met)
                yield Row(client.name, name, way, met, got, wanted, asked)


def shown(rows: list[Row]) -> str:
    """The table: clients across, scenarios down; then each outcome with where it came."""
    clients = list(dict.fromkeys(row.client for row in rows))
    same = {name: names for cloud in ("", *CLOUDS) for name, names in worlds(cloud).items()}
    lines = ["A mark for each way of asking (whole, stream, form, retries): + as from the API, "
             "- not.", ""]  # fmt: skip
    width = max([len(row.scenario) for row in rows], default=0) + 5
    lines.append(" " * width + "  ".join(clients))
    for name in dict.fromkeys(row.scenario for row in rows):
        marks = [
            "".join("-+"[r.ok] for r in rows if (r.client, r.scenario) == (client, name))
            for client in clients
        ]
        more = f" +{len(same[name]) - 1}" if len(same[name]) > 1 else ""
        cells = [mark.ljust(len(client)) for mark, client in zip(marks, clients, strict=True)]
        lines.append(f"{name + more:<{width}}" + "  ".join(cells))
    good = sum(row.ok for row in rows)
    lines += ["", f"{good} of {len(rows)} as from the API.", ""]
    lines += [f"{name} stands for: {', '.join(names[1:])}"
              for name, names in same.items() if len(names) > 1]  # fmt: skip
    for client in clients:
        lines += ["", client]
        groups: dict[tuple[str, str, str, str], list[str]] = {}
        for row in rows:
            if row.client == client:
                at = (row.kind, row.way, row.got, row.expected)
                groups.setdefault(at, []).append(row.scenario)
        for (met, way, got, wanted), names in sorted(groups.items()):
            mark = "ok     " if got == wanted else "differs"
            would = "" if got == wanted else f" (the API: {wanted})"
            lines.append(f"  {mark} {met:<28} {way:<8} {got}{would}  [{', '.join(names)}]")
    return "\n".join(lines)
