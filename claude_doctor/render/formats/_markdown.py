"""A report as Markdown, for whoever pastes it and for the summary of a build.

What a stranger wrote is text: whatever is more than letters and harmless signs stands in a code
span, in which nothing is markup, an address, a mention or a tag, for CommonMark as for GitHub and
Slack. Only lists and headings are used, which all of them have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ... import __version__
from ...engine.model import Outcome, Report, State
from ...phrases import phrase
from .. import fallbacks
from ..crowd import reports
from ..evidence import request_ids
from ..provenance import moment, notes
from ..public import public
from ..steps import steps

#: What is text wherever it stands in a line or an entry, if no address or reference is made of it.
_HARMLESS = phrase(r"(?!\d+[.)])[^\W_][\w ,.;?'\"“”‘’()%/·…–—×:-]*")
_MADE = phrase(r"(?<![^\W_])_|_(?![^\W_])|://|www\.|:\w+:|\bGH-\d", re.IGNORECASE)
_RETRY = {True: "yes, with backoff", False: "no, not before something is changed", None: "depends"}
_MARKS = {"good": "✅", "warn": "⚠️", "bad": "❌", "unknown": "❔"}


def page(report: Report) -> str:
    """The whole document. It may be shown to strangers: what tells whose machine it is, is gone."""
    report = public(report)
    return "\n".join(line.rstrip() for line in _lines(report)) + "\n"


def literal(words: str) -> str:
    """A stranger's words as one piece of inline Markdown that shows just them."""
    words = " ".join(words.split())
    if not words or (_HARMLESS.fullmatch(words) and not _MADE.search(words)):
        return words
    runs = {len(run) for run in re.findall(r"`+", words)}
    fence = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _lines(report: Report) -> Iterator[str]:
    verdict = report.verdict
    yield f"### claude-doctor: {verdict.cause} ({verdict.side}, {verdict.severity})"
    yield ""
    yield f"**Verdict:** {literal(verdict.summary)}"
    if report.context:
        yield from ("", f"**Beside it:** {' '.join(literal(words) for words in report.context)}")
    yield ""
    yield f"- **Confidence:** {verdict.confidence}"
    wait = verdict.retry_after_s
    after = f", in {wait:g} s" if wait is not None else ""
    yield f"- **Retry:** {_RETRY[verdict.retryable]}{after}"
    yield f"- **Checked:** {moment(report)}, in {report.duration_ms / 1000:.1f} s"
    yield from (f"- **Note:** {words}" for words in notes(report))
    for what, number in request_ids(report):
        yield f"- **{what}:** {literal(number)}"
    yield f"- **Version:** claude-doctor {__version__}"
    yield from _evidence(report)
    if (meanwhile := fallbacks.line(report)) is not None:
        yield from ("", f"**Meanwhile:** {literal(meanwhile)}")
    yield from _findings(report)
    yield from _unmeasured(report)
    yield from _fixes(report)


def _evidence(report: Report) -> Iterator[str]:
    yield from ("", "#### Evidence", "")
    for row in steps(report):
        detail = f": {literal(row.detail)}" if row.detail else ""
        yield f"- {_MARKS[row.mark]} **{row.title}**, {literal(row.state)}{detail}"
    for line in reports(report, everything=False):
        yield f"- {literal(line)}"


def _findings(report: Report) -> Iterator[str]:
    """What decided and what else holds, with the facts; the rest is counted."""
    shown = [f for f in report.findings if f.state in (State.CAUSE, State.CONTRIBUTING)]
    shown += [f for f in report.findings if f.state is State.EXPLAINED]
    if not shown:
        return
    yield from ("", "#### Why", "")
    for one in shown:
        because = literal("; ".join(one.because))
        yield f"- **{literal(one.id)}** ({one.side}, {one.state}): {because}"
    counts = {
        state: sum(f.state is state for f in report.findings)
        for state in (State.CLEAR, State.CANNOT_TELL)
    }
    yield (
        f"- {counts[State.CLEAR]} other causes were ruled out; of "
        f"{counts[State.CANNOT_TELL]} the evidence cannot tell"
    )


def _unmeasured(report: Report) -> Iterator[str]:
    skipped = [p for p in report.probes if p.outcome is Outcome.SKIPPED]
    if not report.missing and not skipped:
        return
    yield from ("", "#### Not measured", "")
    for entry in report.missing:
        yield f"- {literal(entry)}"
    for probe in skipped:
        yield f"- {literal(f'{probe.name}: {probe.note}' if probe.note else probe.name)}"


def _fixes(report: Report) -> Iterator[str]:
    if not report.fixes:
        return
    yield from ("", "#### What to do", "")
    for number, fix in enumerate(report.fixes, 1):
        more = f": {_code(fix.command)}" if fix.command else f": <{fix.url}>" if fix.url else ""
        yield f"{number}. {literal(fix.title)}{more}"


def _code(words: str) -> str:
    """Always a code span, for what is typed."""
    made = literal(words)
    return made if made.startswith("`") else f"`{made}`"
