"""What the crowd tests share: a loopback peer, invented payloads, and one probe's run."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claude_doctor.border import settings
from claude_doctor.chaos import wire
from claude_doctor.chaos.wire import Seen as Asked
from claude_doctor.engine.model import Probe
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.transport import Unavailable, Unreached
from claude_doctor.outside.world import World
from tests import peers
from tests.peers import Peer, refusing_port

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "crowd"

QUIET = "How do I change the theme of the terminal, please"
OUTAGE = "Claude is down again"


@dataclass(frozen=True)
class Reply:
    """What the peer says. `hang`: seconds of silence before; `trickle`: seconds a byte."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    trickle: float = 0.0

    def sent(self) -> wire.Reply:
        """The same for the loopback world."""
        body = self.body.encode() if isinstance(self.body, str) else self.body
        parts = tuple((self.trickle, bytes([byte])) for byte in body) if self.trickle else None
        return wire.Reply(
            self.status, tuple(self.headers.items()), body, parts, silence_s=self.hang
        )


@contextlib.contextmanager
def peer(answer: Callable[[Asked], Reply] | Reply) -> Iterator[Peer]:
    """Serve on a free port of 127.0.0.1; every request is recorded."""
    give = (lambda asked: answer(asked).sent()) if callable(answer) else answer.sent()
    with peers.peer(give) as at:
        yield at


@dataclass(frozen=True)
class Told:
    """What a probe left behind: its facts, its line, and why it could not measure (or None)."""

    facts: dict[str, Any]
    says: str
    why: str | None
    took: float


def measure(probe: Probe, env: dict[str, str], seconds: float = 6.0) -> Told:
    """Run one probe in a world of its own, as the runner would."""

    async def inside() -> Told:
        world = World(settings.read(env), time.monotonic() + seconds)
        sheet = Sheet(probe.name, world.secrets)
        started = time.monotonic()
        why = None
        try:
            await probe.run(world, sheet)
        except (Unavailable, Unreached) as error:
            why = str(error)
        took = time.monotonic() - started
        await world.close()
        return Told(sheet.facts, sheet.summary, why, took)

    return asyncio.run(inside())


def dead_address() -> str:
    """An address of this machine that refuses connections."""
    return f"http://127.0.0.1:{refusing_port()}"


def iso(at: float) -> str:
    """A moment as GitHub writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def posts(outage: int, quiet: int = 80, span: float = 8 * 3600) -> list[tuple[float, str, str]]:
    """(moment, author, title): quiet ones over the span, outage reports in the last half hour."""
    now = time.time()
    calm = [(now - 60 - span * i / quiet, f"calm{i}", QUIET) for i in range(quiet)]
    loud = [(now - 30 - 1700 * i / max(outage, 1), f"loud{i}", OUTAGE) for i in range(outage)]
    return sorted(calm + loud, reverse=True)


def issues(outage: int, quiet: int = 80, span: float = 8 * 3600) -> str:
    """GitHub's issue list."""
    return json.dumps(
        [
            {
                "number": 1000 - i,
                "title": title,
                "user": {"login": author, "type": "User"},
                "created_at": iso(at),
                "body": "",
                "html_url": "https://elsewhere.example/x",
            }
            for i, (at, author, title) in enumerate(posts(outage, quiet, span))
        ]
    )


def stories(outage: int, quiet: int = 80, span: float = 23 * 3600) -> str:
    """Algolia's answer."""
    hits = [
        {
            "objectID": str(5000 - i),
            "title": title if title == OUTAGE else "Claude writes a compiler",
            "author": author,
            "created_at_i": int(at),
        }
        for i, (at, author, title) in enumerate(posts(outage, quiet, span))
    ]
    return json.dumps({"hits": hits, "nbHits": len(hits)})


def feed(outage: int, quiet: int = 80, span: float = 8 * 3600, more: str = "") -> str:
    """Reddit's Atom feed."""
    entries = "".join(
        f"<entry><author><name>/u/{author}</name></author><category term='ClaudeAI'/>"
        f"<id>t3_a{i}</id><link href='https://elsewhere.example/'/>"
        f"<updated>{iso(at)}</updated><published>{iso(at)}</published><title>{title}</title></entry>"
        for i, (at, author, title) in enumerate(posts(outage, quiet, span))
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    return f"{head}{entries}{more}</feed>"


def listing(outage: int, quiet: int = 80, span: float = 8 * 3600) -> str:
    """A listing of Reddit's OAuth API."""
    children = [
        {
            "kind": "t3",
            "data": {
                "id": f"a{i}",
                "title": title,
                "author": author,
                "created_utc": at,
                "subreddit": "ClaudeAI",
            },
        }
        for i, (at, author, title) in enumerate(posts(outage, quiet, span))
    ]
    return json.dumps({"kind": "Listing", "data": {"after": "t3_zz", "children": children}})
