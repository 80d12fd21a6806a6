"""What support asks for: the numbers of the requests."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.model import Report

_NAMES = {"request_id": "Request id", "cf_ray": "Cloudflare ray"}
_MOST = 20


def request_ids(report: Report) -> tuple[tuple[str, str], ...]:
    """Every number that an answer had, each once, with what it is; twenty at most."""
    found = (
        (_NAMES[name], value)
        for probe in report.probes
        for name, value in _named(probe.facts)
        if value
    )
    return tuple(dict.fromkeys(found))[:_MOST]


def _named(value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                if name in _NAMES and isinstance(inner, str):
                    yield name, inner
                else:
                    yield from _named(inner)
        case list():
            for inner in value:
                yield from _named(inner)
