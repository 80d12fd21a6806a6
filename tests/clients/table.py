"""Filling the table of clients and scenarios."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from claude_doctor.chaos import SCENARIOS, by_name, serve

from .calling import CODE_LIMIT_S, LIMIT_S, TIMEOUT_S, calls
from .clients import CLIENTS, Client
from .expected import expected
from .kinds import MODEL, kind, model_of, role_of, worlds
from .readings import Heard, heard


@dataclass(frozen=True, slots=True)
class Row:
    """One call: what came of it, and the texts that its user sees. `asked`: requests."""

    client: str
    version: str
    scenario: str
    way: str
    kind: str
    got: str
    asked: int
    texts: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What would come of it at the API."""
        return expected(self.client, self.way, self.kind)

    @property
    def ok(self) -> bool:
        """Whether the world was believed."""
        return self.got == self.expected

    @property
    def heard(self) -> list[Heard]:
        """What `explain` says of its texts; a text that says nothing is none."""
        said = [text for text in self.texts if text.strip()]
        return [heard(text, self.scenario, self.kind) for text in said]


def fill(
    client: Client, home: Path | None, only: Container[str] | None = None, patience: int = 1
) -> Iterator[Row]:
    """Call the client in every scenario in which it can tell a difference: whole and streamed;
    on a good day also for a form, and in an overload also with its own retries."""
    version = client.version(home) if home else ""
    with calls(client, home) as call:
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
                        "timeout_s": TIMEOUT_S * patience,
                        "limit_s": (CODE_LIMIT_S if client.code else LIMIT_S) * patience,
                        "named": model != MODEL and not client.cloud,
                    }
                    outcome = call({**env, "CLIENT_MODEL": model}, task)
                    role = role_of(running.scenario) if client.cloud else "api"
                    asked = len(running.asked(role))
                    faults = running.faults
                if faults:
                    raise RuntimeError(faults[0])
                met = kind(by_name(name), task["stream"] is True or client.ways == (True,))
                ended = way == "retries" and outcome.got != "no end"
                got = outcome.got + (f", {asked} requests" if ended else "")
                yield Row(client.name, version, name, way, met, got, asked, outcome.texts)


def kept(rows: Iterable[Row]) -> str:
    """The rows as lines of JSON: what the clients printed can be read again without them."""
    return "".join(json.dumps(asdict(row)) + "\n" for row in rows)


def loaded(files: Iterable[Path]) -> list[Row]:
    """Rows that were kept, in the order of the tables of clients and scenarios; of the same call
    the last one."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    calls = {(row["client"], row["scenario"], row["way"]): row for row in rows}
    ways = {client.name: client.ways for client in CLIENTS}
    for row in calls.values():  # what was met is the scenario's own, and may be known better now
        streamed = row["way"] == "stream" or ways[row["client"]] == (True,)
        row |= {"texts": tuple(row["texts"]), "kind": kind(by_name(row["scenario"]), streamed)}
    return ordered(Row(**row) for row in calls.values())


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Clients and scenarios in the order of their tables, ways as they are asked."""
    clients = [client.name for client in CLIENTS]
    scenarios = [scenario.name for scenario in SCENARIOS]
    ways = ("whole", "stream", "form", "retries")
    return sorted(
        rows,
        key=lambda row: (
            clients.index(row.client), scenarios.index(row.scenario), ways.index(row.way),
        ),
    )  # fmt: skip
