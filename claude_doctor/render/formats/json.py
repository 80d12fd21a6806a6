"""JSON, schema version 1: keys are added, never renamed. Strings are ASCII-escaped, so that the
document survives every terminal and pipe."""

from __future__ import annotations

import json
from typing import Any

from ... import __version__
from ...engine.model import Report
from ..fallbacks import meanwhile
from ..screen import Screen

SCHEMA_VERSION = 1


def render(report: Report, screen: Screen) -> str:
    """The report as one JSON document, the same for every screen."""
    return json.dumps(document(report), indent=1) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report in the shape of schema version 1."""
    verdict = report.verdict
    asked = {} if report.fallbacks is None else {"fallback": meanwhile(report)}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "claude-doctor", "version": __version__},
        "checked_at": report.checked_at,
        "duration_ms": report.duration_ms,
        "interrupted": report.interrupted,
        "verdict": {
            "side": verdict.side,
            "severity": verdict.severity,
            "cause": verdict.cause,
            "confidence": verdict.confidence,
            "summary": verdict.summary,
            "retryable": verdict.retryable,
            "retry_after_s": verdict.retry_after_s,
        },
        "fixes": [fix.document() for fix in report.fixes],
        "findings": [
            {"id": f.id, "side": f.side, "state": f.state, "because": list(f.because)}
            for f in report.findings
        ],
        "probes": [
            {
                "name": p.name,
                "outcome": p.outcome,
                "duration_ms": p.duration_ms,
                "summary": p.summary,
                "note": p.note,
                "facts": p.facts,
            }
            for p in report.probes
        ],
        "missing": list(report.missing),
        "context": list(report.context),
        **asked,
    }
