"""A reading for people and for programs: whose failure, what it means, what to do."""

from __future__ import annotations

import textwrap
from typing import Any

from ..failures.classify import ApiError
from ..failures.reader import Reading
from ..fixes.table import named

SCHEMA_VERSION = 1

_WHOSE = {
    "server": "It's Anthropic's side.",
    "client": "It's your side: the request, the key or the configuration.",
    "network": "It's the network between you and Anthropic.",
    "account": "It's the account: a limit, the credit or a permission.",
    "either": "The text alone cannot tell whose side it is.",
    "none": "It's not a failure of the Claude API.",
    "unknown": "Not recognised.",
}
_RETRY = {
    True: "yes, with back-off: the same request may well work later",
    False: "no: the same request will fail again until something is changed",
    None: "it depends",
}


def to_json(reading: Reading) -> dict[str, Any]:
    """The document of `explain --json`, as the contract has it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": reading.entry.id,
        "side": reading.side,
        "category": reading.category,
        "cause": reading.entry.cause,
        "http_status": reading.http_status,
        "error_type": reading.error_type,
        "request_id": reading.request_id,
        "retryable": reading.retryable,
        "confidence": reading.confidence,
        "meaning": reading.entry.meaning,
        "message": reading.message,
        "doc": reading.entry.doc,
        "fixes": [fix.document() for fix in named(reading.entry.fixes)],
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


def to_text(reading: Reading, width: int = 80) -> str:
    """The same for a terminal; commands and addresses are never broken."""
    width = max(width, 40)
    lines = _wrapped(f"{_WHOSE[reading.side]} {reading.entry.meaning}", width, "")
    lines.append("")
    for label, value in _facts(reading):
        lines += _wrapped(f"{label:<12}{value}", width, "  ", " " * 14)
    fixes = named(reading.entry.fixes)
    if fixes:
        lines += ["", "What to do"]
        for number, fix in enumerate(fixes, 1):
            lines += _wrapped(f"{number}. {fix.title}", width, "  ", "     ")
            lines += [f"     {extra}" for extra in (fix.command, fix.url) if extra]
    if reading.entry.doc:
        lines += ["", f"Documented at {reading.entry.doc}"]
    if len(reading.matches) > 1 or any(match.count > 1 for match in reading.matches):
        lines += ["", "Found in the text"]
        for match in reading.matches:
            lines += _wrapped(f"{match.count} × {match.id}: {match.excerpt}", width, "  ", "    ")
    return "\n".join(lines) + "\n"


def _facts(reading: Reading) -> list[tuple[str, str]]:
    facts = [("what", _named(reading)), ("retry", _RETRY[reading.retryable])]
    facts.append(("confidence", reading.confidence))
    if reading.request_id:
        facts.append(("request id", reading.request_id))
    if reading.message:
        facts.append(("read", reading.message))
    return facts


def _named(reading: Reading) -> str:
    """The row's name, and the status and type that the text itself shows."""
    row: ApiError = reading.entry
    shown = [f"HTTP {reading.http_status}"] if reading.http_status else []
    shown += [reading.error_type] if reading.error_type else []
    return row.id + (f" ({', '.join(shown)})" if shown else "")


def _wrapped(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=True,
        break_on_hyphens=False,
    )
