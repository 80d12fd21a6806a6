"""What `-v` adds to the card: all evidence, all fixes, every cause that was considered, and all
that was measured, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.facts import NOT_MEASURED, in_words
from ..engine.model import Finding, Outcome, Report, State
from . import crowd
from .card import NOW, fix_lines
from .paint import Paint
from .steps import steps
from .why import remarks

_STATES = {
    State.CAUSE: "The cause",
    State.CONTRIBUTING: "Contributing",
    State.EXPLAINED: "Explained by the cause",
    State.CLEAR: "Ruled out",
    State.CANNOT_TELL: "Cannot tell: not measured",
}


def details(report: Report, paint: Paint) -> list[str]:
    """Blocks with a title each and a blank line between them."""
    blocks = (
        ("All evidence", list(_evidence(report, paint))),
        ("More steps", list(_fixes(report, paint))),
        ("Worth knowing", list(_remarks(report, paint))),
        *((title, list(_findings(report, state, paint))) for state, title in _STATES.items()),
        ("Measured", list(_measured(report, paint))),
    )
    lines = []
    for title, block in blocks:
        if block:
            lines += ["  " + paint.bold(title), *block, ""]
    return lines


def _evidence(report: Report, paint: Paint) -> Iterator[str]:
    for row in (*steps(report), *crowd.rows(report, everything=True)):
        took = "" if row.seconds is None else f" ({row.seconds:.2f} s)"
        yield from paint.wrap(
            f"{row.title}: {row.state or row.mark}{took}. {row.detail}".rstrip(". "),
            f"  {paint.sign(row.mark)} ", "    ",
        )  # fmt: skip
        if row.link:
            yield f"    {paint.link(row.link)}"


def _fixes(report: Report, paint: Paint) -> Iterator[str]:
    for number, fix in enumerate(report.fixes[NOW:], NOW + 1):
        yield from fix_lines(number, fix, paint)


def _remarks(report: Report, paint: Paint) -> Iterator[str]:
    for remark in remarks(report):
        yield from paint.wrap(remark, "  - ", "    ")


def _findings(report: Report, state: State, paint: Paint) -> Iterator[str]:
    for finding in report.findings:
        if finding.state is state:
            said = "; ".join(_because(finding))
            yield from paint.wrap(f"{finding.id}: {said}" if said else finding.id, "  - ", "    ")


def _because(finding: Finding) -> Iterator[str]:
    """The facts in words; of what cannot be told those that nobody measured, by name alone."""
    for one in finding.because:
        key, _, value = one.partition(": ")
        name = _named(key)
        yield name if value == NOT_MEASURED else f"{name}: {value}"


def _named(key: str) -> str:
    """A fact's name as words: `ping.http_status` is “ping http status”."""
    return key.replace(".", " ").replace("_", " ")


def _measured(report: Report, paint: Paint) -> Iterator[str]:
    for probe in report.probes:
        words = probe.outcome.value.replace("-", " ")
        if probe.outcome is not Outcome.SKIPPED:
            words += f" in {probe.duration_ms} ms"
        note = f" ({probe.note})" if probe.note else ""
        yield from paint.wrap(f"{paint.bold(probe.name)} {words}{note}", "  ", "    ")
        for name, value in probe.facts.items():
            yield from _fact(name.replace("_", " "), value, paint)


def _fact(name: str, value: object, paint: Paint) -> Iterator[str]:
    """One line; a list of records has a line each."""
    records = value if isinstance(value, list) and any(isinstance(v, dict) for v in value) else None
    if records is None:
        yield from paint.wrap(f"{name}: {in_words(value)}", "    ", "      ")
        return
    yield f"    {name}:"
    for record in records:
        yield from paint.wrap(in_words(record), "      - ", "        ")
