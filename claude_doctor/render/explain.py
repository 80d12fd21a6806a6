"""A reading for people and for programs: whose failure, what it means, what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..failures.meaning import duration
from ..failures.reader import Reading
from ..fixes.fix import Fix
from ..fixes.shell import POSIX, for_shell
from ..fixes.table import named
from .paint import Paint

if TYPE_CHECKING:
    from ..failures.route import Route

SCHEMA_VERSION = 1

_WHOSE = {
    "server": "It's Anthropic's side.",
    "client": "It's your side: the request, the key or the configuration.",
    "network": "It's the network between you and Anthropic.",
    "account": "It's the account: a limit, the credit or a permission.",
    "either": "The text alone cannot tell whose side it is.",
    "none": "It's not a failure of the Claude API.",
    "unknown": "Not recognized.",
}
# What serves Claude there, and fails.
_CLOUDS = {
    "bedrock": "It's Amazon Bedrock's side.",
    "vertex": "It's Vertex AI's side.",
    "foundry": "It's Microsoft Foundry's side.",
}
# Of another provider's message the side is that provider's.
_ELSEWHERE = "It's another provider's or a gateway's message, not Anthropic's."
_SIGNS = {
    "server": "bad", "client": "warn", "network": "warn", "account": "warn",
    "either": "unknown", "none": "none", "unknown": "unknown",
}  # fmt: skip
_RETRY = {
    True: "yes, with backoff: the same request may well work later",
    False: "no: the same request will fail again until something changes",
    None: "it depends",
}


def to_json(reading: Reading, route: Route | None = None, shell: str = POSIX) -> dict[str, Any]:
    """The document of `explain --json`, as the contract has it. `route`: the cloud whose advice it
    is, because the text does not tell and the configuration does; `shell`: whose commands."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": reading.entry.id,
        "side": reading.side,
        "category": reading.category,
        "cause": reading.entry.cause,
        "http_status": reading.http_status,
        "error_type": reading.error_type,
        "error_code": reading.error_code,
        "request_id": reading.request_id,
        "model": reading.model,
        "speaker": reading.speaker,
        "route": route and route.id,
        "route_from": route and route.source,
        "field": reading.field,
        "numbers": reading.numbers,
        "retryable": reading.retryable,
        "retry_after_s": reading.retry_after_s,
        "resets": reading.resets,
        "confidence": reading.confidence,
        "meaning": reading.meaning,
        "line": reading.line,
        "message": reading.message,
        "doc": reading.entry.doc,
        "fixes": [fix.document() for fix in _fixes(reading, route, shell)],
        "matches": [
            {
                "id": match.id,
                "category": match.category,
                "side": match.side,
                "count": match.count,
                "excerpt": match.excerpt,
            }
            for match in reading.matches
        ],
    }


def to_text(reading: Reading, paint: Paint, route: Route | None = None) -> str:
    """The same for a terminal; commands and addresses are never broken."""
    whose = _ELSEWHERE if reading.category == "other_provider" else _WHOSE[reading.side]
    if reading.side == "server":
        whose = _CLOUDS.get(reading.speaker, whose)
    sign = paint.sign(_SIGNS[reading.side])
    lines = paint.wrap(f"{paint.bold(whose)} {reading.meaning}", f"{sign} ", "  ")
    if route is not None:
        lines += ["", *paint.wrap(_by_route(route), "  ")]
    lines += ["", *paint.pairs(_facts(reading))]
    fixes = _fixes(reading, route, paint.screen.shell)
    if fixes:
        lines += ["", paint.bold("What to do")]
        for number, fix in enumerate(fixes, 1):
            lines += paint.wrap(fix.title, f"  {number}. ", "     ")
            if fix.command:
                lines.append(f"     {paint.command(fix.command)}")
            if fix.url:
                lines.append(f"     {paint.link(fix.url)}")
    if reading.entry.doc and route is None:
        lines += ["", *paint.wrap(f"Documented at {paint.link(reading.entry.doc)}")]
    if len(reading.matches) > 1 or any(match.count > 1 for match in reading.matches):
        lines += ["", paint.bold("Found in the text")]
        for match in reading.matches:
            lines += paint.wrap(f"{match.count} × {match.id}: {match.excerpt}", "  ", "    ")
    return paint.text(lines)


def _fixes(reading: Reading, route: Route | None, shell: str) -> tuple[Fix, ...]:
    """What to do: by the text, or by the route that the configuration tells."""
    if route is None:
        fixes = tuple(_set(fix, reading) for fix in named(reading.fixes))
    else:
        from ..failures.route import advice

        fixes = advice(route, reading.category, reading.fixes)
    return tuple(
        replace(fix, command=fix.command and for_shell(fix.command, shell)) for fix in fixes
    )


_VARIABLE = r"\b(?:ANTHROPIC|AWS|CLOUD_ML|GOOGLE_CLOUD)_[A-Z_]{2,40}[A-Z]\b"
# In which each cloud is given its region, where the text names none.
_REGIONS = {"bedrock": "AWS_REGION", "vertex": "CLOUD_ML_REGION"}


def _set(fix: Fix, reading: Reading) -> Fix:
    """The fix that sets a cloud's place, with the variable that the deciding line asks for."""
    asked = re.search(_VARIABLE, reading.line or "")
    variable = asked[0] if asked else _REGIONS.get(reading.speaker)
    if fix.id != "mend-place" or variable is None:
        return fix
    return replace(fix, command=f"export {variable}=…")


def _by_route(route: Route) -> str:
    return (
        f"The text does not say who wrote it. Claude Code's calls from here go to {route.service} "
        f"({route.source} says so), so the advice is for that service."
    )


def _facts(reading: Reading) -> list[tuple[str, str]]:
    wait = reading.retry_after_s
    facts = (
        ("what", _named(reading)),
        ("line", reading.line),
        ("retry", _RETRY[reading.retryable]),
        ("wait", duration(wait) if wait else None),
        ("resets", reading.resets),
        ("field", reading.field),
        ("numbers", reading.numbers),
        ("model", reading.model),
        ("request id", reading.request_id),
        ("confidence", reading.confidence),
    )
    return [(label, value) for label, value in facts if value]


def _named(reading: Reading) -> str:
    """The row's name, and the status, type and code that the text itself shows."""
    shown = [f"HTTP {reading.http_status}"] if reading.http_status else []
    shown += [name for name in (reading.error_type, reading.error_code) if name]
    return reading.entry.id + (f" ({', '.join(shown)})" if shown else "")
