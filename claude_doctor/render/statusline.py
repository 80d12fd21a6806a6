"""One line for a status bar, from the newest check, the status page and one's own limits.

Only words of this program are in it. Nothing is imported: a bar has some milliseconds.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..outside.newest import Check

#: Seconds. For so long a check speaks for now; for so long more it is told with its age.
FRESH = 15 * 60
KNOWN = 60 * 60
PAGE_KNOWN = 10 * 60
#: Percent of a limit that are used before it is worth a place in the bar.
NEAR = 90.0

_SIGNS = {"down": "✗", "degraded": "▲", "healthy": "●", "unknown": "?", "none": "○"}
_ASCII = {"✗": "x", "▲": "!", "●": "*", "○": "-", "·": "-"}
_COLORS = {"✗": "31", "▲": "33", "●": "32", "?": "33", "○": "2"}
_WHO = {"client": "your side", "account": "your account", "network": "your network"}
_CLOUDS = {"bedrock": "Amazon Bedrock", "vertex": "Google Cloud", "foundry": "Microsoft Foundry"}
_PAGES = {
    "operational": "green",
    "under_maintenance": "maintenance",
    "degraded_performance": "degraded",
    "partial_outage": "partial outage",
    "major_outage": "major outage",
    "incident": "incident",
}
_GREEN = "operational"


class Limit:
    """One of the session's own limits: `name`, percent used, seconds until it begins anew (None:
    not told)."""

    __slots__ = ("left", "name", "used")

    def __init__(self, name: str, used: float, left: float | None) -> None:
        self.name, self.used, self.left = name, used, left


def line(
    check: Check | None,
    page: tuple[float, str] | None,
    limits: list[Limit],
    now: float,
    *,
    color: bool = False,
    signs: bool = True,
) -> str:
    """The line, without its end. Without `signs` it is ASCII."""
    word = page[1] if page is not None and 0 <= now - page[0] < PAGE_KNOWN else ""
    sign, parts = _check(check, now)
    if sign in (_SIGNS["healthy"], _SIGNS["none"]) and word in _PAGES and word != _GREEN:
        sign = _SIGNS["degraded"]
    near = [one for one in limits if one.used >= NEAR]
    if any(one.used >= 100 for one in near):  # whatever the service does, that ends the work
        sign = _SIGNS["down"]
        parts = [*map(_limit, near), *parts]
    else:
        parts = [*parts, *map(_limit, near)]
    if word in _PAGES:
        parts.append(f"page {_PAGES[word]}")
    text = f"{sign} {' · '.join(parts)}"
    if color:
        text = f"\x1b[{_COLORS[sign]}m{sign}\x1b[0m{text[len(sign) :]}"
    return "".join(_ASCII.get(letter, letter) for letter in text) if not signs else text


def _check(check: Check | None, now: float) -> tuple[str, list[str]]:
    """The sign and the words for the newest check. An old one says nothing of now."""
    age = now - check.at if check is not None else 0.0
    if check is None or not -60 < age < KNOWN:
        return _SIGNS["none"], ["no check yet" if check is None else "no check in the last hour"]
    bad = check.side != "healthy"
    if age >= FRESH:
        return _SIGNS["unknown" if bad else "none"], [_what(check), f"{span(age)} ago"]
    if check.side == "unknown":
        return _SIGNS["unknown"], [_what(check), f"{span(age)} ago"]
    if not bad:
        return _SIGNS["healthy"], [_what(check), f"{span(age)} ago"]
    return _SIGNS["down" if check.severity == "down" else "degraded"], [
        _what(check),
        span(now - check.since),
    ]


def _what(check: Check) -> str:
    if check.side == "healthy":
        return "Claude ok"
    cause = check.cause.replace("-", " ")
    if check.side != "server":
        return f"{_WHO[check.side]}: {cause}" if check.side in _WHO else cause
    who = _CLOUDS.get(check.route, "Anthropic")
    return f"{who} {check.status}" if 500 <= check.status < 600 else f"{who}: {cause}"


def _limit(limit: Limit) -> str:
    used = "reached" if limit.used >= 100 else f"{int(limit.used)} %"
    ends = f", new in {span(limit.left)}" if limit.left is not None else ""
    return f"{limit.name} limit {used}{ends}"


def span(seconds: float) -> str:
    """A span in one number and a unit."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
