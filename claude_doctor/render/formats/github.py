"""For a step of GitHub Actions: one annotation, the step's summary, and its outputs.

Commands are escaped as the runner unescapes them (docs/commands.md of actions/toolkit): in the
message percent, CR and LF, in a property colon and comma, too. Outputs are written with a
delimiter that nobody can guess.
"""

from __future__ import annotations

from ...engine.model import Report, Severity, Side, Verdict
from ..evidence import request_ids
from ..public import public
from ..screen import Screen
from . import _markdown

#: It prints a command to the runner.
COMMANDS = True
#: Bytes of a step's summary; above them the runner drops all of it.
MOST = {"GITHUB_STEP_SUMMARY": 1024 * 1024}
#: Fixes in an annotation, which shows some lines; the summary has all of them.
_FIXES = 3
_RETRY = {True: "true", False: "false", None: ""}


def render(report: Report, screen: Screen) -> str:
    """One annotation: an error where the exit code is a fault, a warning where something is wrong
    all the same, else a notice."""
    report = public(report)
    verdict = report.verdict
    said = [verdict.summary, *report.context]
    said += [
        f"{number}. {fix.title}" + (f": {fix.command}" if fix.command else "")
        for number, fix in enumerate(report.fixes[:_FIXES], 1)
    ]
    title = f"claude-doctor: {verdict.cause} ({verdict.side}, {verdict.severity})"
    message = "\n".join(" ".join(words.split()) for words in said)
    return f"::{_level(verdict, screen)} title={_property(title)}::{_data(message)}\n"


def files(report: Report, screen: Screen, word: str) -> dict[str, str]:
    """What is added to the summary and to the outputs, on a line of its own."""
    return {
        "GITHUB_STEP_SUMMARY": f"\n{_markdown.page(report)}\n",
        "GITHUB_OUTPUT": "\n"
        + "".join(f"{name}<<{word}\n{value}\n{word}\n" for name, value in _outputs(report).items()),
    }


def _level(verdict: Verdict, screen: Screen) -> str:
    if screen.fails(verdict):
        return "error"
    wrong = verdict.severity is not Severity.NONE or verdict.side is Side.UNKNOWN
    return "warning" if wrong else "notice"


def _outputs(report: Report) -> dict[str, str]:
    """By name; what the report does not tell is empty."""
    report = public(report)
    verdict = report.verdict
    wait = verdict.retry_after_s
    values = {
        "side": verdict.side,
        "severity": verdict.severity,
        "cause": verdict.cause,
        "confidence": verdict.confidence,
        "summary": verdict.summary,
        "retryable": _RETRY[verdict.retryable],
        "retry_after_s": f"{wait:g}" if wait is not None else "",
        "request_id": next((number for _, number in request_ids(report)), ""),
    }
    return {name: " ".join(str(value).split()) for name, value in values.items()}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
