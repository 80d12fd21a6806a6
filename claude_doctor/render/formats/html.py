"""One page for a post-mortem: it loads nothing, runs nothing, and prints well.

Whatever was written elsewhere is escaped, and a content policy forbids what could slip through.
The only links lead to this program's own list of documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape

from ... import __version__
from ...engine.model import Evidence, Outcome, Report, Severity, Side, State
from .. import fallbacks
from ..crowd import reports
from ..evidence import request_ids
from ..provenance import notes
from ..public import public
from ..screen import Screen
from ..steps import steps
from . import _svg

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_RETRY = {True: "yes, with backoff", False: "no, not before something is changed", None: "depends"}
_TONES = {Severity.NONE: "good", Severity.DEGRADED: "warn", Severity.DOWN: "bad"}
_SIGNS = {"good": "●", "warn": "▲", "bad": "✗", "unknown": "?"}
_LONGEST = 2000  # characters of a fact

_STYLE = """
:root{color-scheme:light dark;--ink:#1d2126;--soft:#5b636d;--page:#fff;--card:#f5f6f8;
--line:#d5d9df;--good:#1a7f4b;--warn:#9a6700;--bad:#c1272d;--unknown:#5b636d;--bar:#3b6fb6}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4b0;--page:#15181c;--card:#1e2329;
--line:#353c45;--good:#4cc38a;--warn:#e3b341;--bad:#ff7b72;--unknown:#9aa4b0;--bar:#79a8e8}}
body{margin:0 auto;padding:1.5rem;max-width:52rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header{border-left:.4rem solid var(--tone);padding:.2rem 1rem;background:var(--card)}
h1{font-size:1.4rem;margin:.4rem 0}h2{font-size:1.1rem;margin:1.8rem 0 .5rem}
.good{--tone:var(--good)}.warn{--tone:var(--warn)}.bad{--tone:var(--bad)}
.unknown{--tone:var(--unknown)}.tone{color:var(--tone);font-weight:600}
.soft,dt,th{color:var(--soft)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem}
dd{margin:0}code{font:.9em ui-monospace,monospace;background:var(--card);padding:.1em .3em}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;
padding:.3rem .6rem .3rem 0;border-top:1px solid var(--line)}th{font-weight:400;width:9rem}
td.tone{white-space:nowrap}a{color:var(--bar)}
svg{width:100%;height:auto;background:var(--card)}svg text{font:12px system-ui,sans-serif;
fill:var(--ink)}svg .name{text-anchor:end}svg .tick{text-anchor:middle;fill:var(--soft)}
svg .grid{stroke:var(--line)}svg .measured,svg .count{fill:var(--bar)}
svg .unavailable{fill:var(--unknown)}svg .timed-out{fill:var(--warn)}svg .failed{fill:var(--bad)}
details{border-top:1px solid var(--line);padding:.3rem 0}summary{cursor:pointer}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:11pt}
h2{break-after:avoid}li,tr,svg{break-inside:avoid}
details::details-content{content-visibility:visible;block-size:auto}}
"""


def render(report: Report, screen: Screen) -> str:
    """The whole page, the same for every screen, in UTF-8 or where the output has not that in
    ASCII. It may be shown to strangers."""
    report = public(report)
    verdict = report.verdict
    tone = "unknown" if verdict.side is Side.UNKNOWN else _TONES[verdict.severity]
    title = f"claude-doctor: {verdict.cause}, {report.checked_at}"
    parts = (_head(report, tone), _fixes(report), _time(report), _evidence(report), _why(report),
             _unmeasured(report), _probes(report))  # fmt: skip
    body = "\n".join(line for part in parts for line in part)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        f'<footer class="soft"><p>Made by claude-doctor {escape(__version__)}. Times are UTC.'
        "</p></footer>\n</body>\n</html>\n"
    )
    return page.encode("ascii", "xmlcharrefreplace").decode() if screen.ascii else page


def _head(report: Report, tone: str) -> Iterator[str]:
    verdict = report.verdict
    wait = verdict.retry_after_s
    retry = _RETRY[verdict.retryable] + (f", in {wait:g} s" if wait is not None else "")
    yield f'<header class="{tone}"><h1>{escape(verdict.summary)}</h1>'
    yield f"<p>{escape(' '.join(report.context))}</p>" if report.context else ""
    rows = [
        ("Whose", f"{verdict.side}, {verdict.severity}"),
        ("Cause", f"{verdict.cause}, confidence {verdict.confidence}"),
        ("Retry", retry),
        ("Checked", f"{report.checked_at}, in {report.duration_ms / 1000:.1f} s"),
        *(("Note", words) for words in notes(report)),
        *request_ids(report),
    ]
    yield "<dl>"
    yield from (f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in rows)
    yield "</dl></header>"


def _fixes(report: Report) -> Iterator[str]:
    meanwhile = fallbacks.line(report)
    if not report.fixes and meanwhile is None:
        return
    yield "<h2>What to do</h2>"
    yield "<ol>"
    for fix in report.fixes:
        more = f"<br><code>{escape(fix.command)}</code>" if fix.command else ""
        if fix.url:
            more += f'<br><a rel="noreferrer" href="{escape(fix.url)}">{escape(fix.url)}</a>'
        yield f"<li>{escape(fix.title)}{more}</li>"
    yield "</ol>"
    if meanwhile is not None:
        yield f"<p>{escape(meanwhile)}</p>"


def _time(report: Report) -> Iterator[str]:
    if any(probe.outcome is not Outcome.SKIPPED for probe in report.probes):
        yield "<h2>The check, from its beginning</h2>"
        yield _svg.probes(report)
    if drawn := _svg.crowd(report):
        yield "<h2>What others reported, up to then</h2>"
        yield drawn


def _evidence(report: Report) -> Iterator[str]:
    yield "<h2>Evidence</h2>"
    yield "<table>"
    for row in steps(report):
        yield (
            f'<tr class="{row.mark}"><th scope="row">{escape(row.title)}</th>'
            f'<td class="tone">{_SIGNS[row.mark]} {escape(row.state)}</td>'
            f"<td>{escape(row.detail)}</td></tr>"
        )
    yield "</table>"
    yield from _list(reports(report, everything=True))


def _why(report: Report) -> Iterator[str]:
    """Every rule: what decided in full view, the others folded."""
    yield "<h2>Why</h2>"
    for state in State:
        found = [one for one in report.findings if one.state is state]
        if not found:
            continue
        opened = " open" if state in (State.CAUSE, State.CONTRIBUTING) else ""
        yield f"<details{opened}><summary>{state.replace('-', ' ')} ({len(found)})</summary>"
        yield from _list(f"{one.id} ({one.side}): {'; '.join(one.because)}" for one in found)
        yield "</details>"


def _unmeasured(report: Report) -> Iterator[str]:
    skipped = [p for p in report.probes if p.outcome is Outcome.SKIPPED]
    if report.missing or skipped:
        yield "<h2>Not measured</h2>"
        yield from _list(
            (*report.missing, *(f"{p.name}: {p.note or 'not asked'}" for p in skipped))
        )


def _probes(report: Report) -> Iterator[str]:
    yield "<h2>Facts</h2>"
    for probe in report.probes:
        yield f"<details><summary>{escape(_outcome(probe))}</summary><table>"
        for name, value in probe.facts.items():
            words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            yield f"<tr><th>{escape(name)}</th><td>{escape(words[:_LONGEST])}</td></tr>"
        yield "</table></details>"


def _outcome(probe: Evidence) -> str:
    words = f"{probe.name}: {probe.outcome}"
    words += "" if probe.outcome is Outcome.SKIPPED else f" in {probe.duration_ms} ms"
    return words + (f", {probe.note}" if probe.note else "")


def _list(lines: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    if items:
        yield f"<ul>{items}</ul>"
