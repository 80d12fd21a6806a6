"""What `explain` makes of a client's own words, held against what the scenario is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from claude_doctor.chaos import by_name
from claude_doctor.engine.model import Side
from claude_doctor.failures.reader import read

HOST = "api.anthropic.com"
#: What is met on the way: a client's words for it cannot tell whose failure it is, so that
#: undecided is right, too.
_OPEN = (
    "refused", "close", "reset", "mute", "cut", "stalled", "ended", "redirect", "redirect away",
    "no tls", "no name", "proxy refused", "google login", "cut at load",
)  # fmt: skip
#: What only the client's own configuration can mend, whatever else the scenario shows.
_OWN = ("no key", "odd key", "no login", "no project", "no place", "no host", "login expired")


@dataclass(frozen=True, slots=True)
class Heard:
    """One text of a client as `explain` reads it: `right`, `undecided`, `missed` (no failure seen)
    or `wrong`."""

    mark: str
    side: str
    category: str
    confidence: str


def sides(scenario: str, kind: str) -> frozenset[str]:
    """Whose fault a text of this scenario may be called: the scenario's own side; where the
    scenario has no fault that the client met, that of the answer's kind."""
    if kind in ("google login", "no host"):  # no way to Google, or to a name that nobody has
        return frozenset(("client", "network", "either"))
    if kind in _OWN:
        return frozenset(("client",))
    row = by_name(scenario)
    own = {str(row.side)} - {Side.HEALTHY, Side.UNKNOWN}
    if kind == "status 404" and row.side in (Side.HEALTHY, Side.UNKNOWN, Side.SERVER):
        own = {"client"}  # a model that there is not
    if kind.startswith("page 5") and row.side == "network":  # whose gateway it is, no page says
        own.add("either")
    return frozenset(own | ({"either"} if kind in _OPEN else set()))


def addressed(text: str, scenario: str) -> str:
    """The text as it would be at the real address, where the world plays the API itself; a gateway
    is as likely to be on this machine."""
    row = by_name(scenario)
    if row.cloud or row.front_door or row.api.relay:
        return text
    text = re.sub(r"\bx*[.\w-]*\.invalid\b", HOST, text)
    text = re.sub(r"http://127\.0\.0\.1:\d+", f"https://{HOST}", text)
    text = re.sub(r"\b127\.0\.0\.1:\d+", f"{HOST}:443", text)
    text = re.sub(r"\b127\.0\.0\.1 port \d+", f"{HOST} port 443", text)
    return re.sub(r", port=\d+", ", port=443", text.replace("127.0.0.1", HOST))


@cache
def heard(text: str, scenario: str, kind: str) -> Heard:
    """What `explain` says of the text."""
    reading = read(addressed(text, scenario))
    if reading.side in sides(scenario, kind):
        mark = "right"
    elif reading.side in ("none", "unknown"):
        mark = "missed"
    else:
        mark = "undecided" if reading.side == "either" else "wrong"
    return Heard(mark, reading.side, reading.category, reading.confidence)
