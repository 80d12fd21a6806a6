"""Plays one situation: set up, check, the witnesses, the first fix by its letter, the grade."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import judge, witness
from .judge import Played
from .place import Ended, Place, setup
from .situation import GATEWAY_KEY, GOOD_KEY, PROXY_PASSWORD, STALE_KEY, SUBSCRIPTION, Situation

_CREDENTIALS = (GOOD_KEY, STALE_KEY, GATEWAY_KEY, SUBSCRIPTION)
_LIMIT_S = judge.DEADLINE_S + 15
# Commands that only look: they change nothing, so they cannot cure.
_LOOKS = re.compile(
    r"(curl|ping|nslookup|openssl|open|xdg-open|traceroute|claude-doctor|env -u|dig|getent|ip"
    r"|env \||grep|cat|resolvectl (status|query))\b"
)
# Commands that fetch something: here is no internet to fetch it from.
_FETCHES = re.compile(r"\b(pip3?|npm|apt-get|apt|brew|dnf|apk)\b.*\b(install|add|update|i)\b")
_PLACEHOLDERS = {
    "USER:PASSWORD": f"joe:{PROXY_PASSWORD}",
    "/path/ca.pem": "{folder}/company.pem",
    "=…": "={key}",
    "='…'": "={key}",
}


def play(
    row: Situation, folder: Path, shared: Path, code: bool = False, quick: bool = False
) -> Played:
    """Play it; a fault of the lab's own is graded `broken`. `code`: ask Claude Code, too;
    `quick`: try the first fix and ask the SDK only where that decides."""
    played = Played(row.id, row.story, was=row.was)
    try:
        with setup(row, folder / row.id, shared) as place:
            if row.warm:
                for _ in range(2):
                    witness.sdk(place, "export ANTHROPIC_MODEL=claude-haiku-5-5")
                    witness.sdk(place)
            _play(place, played, code, quick)
    except Exception as error:
        played.grade, played.why = "broken", [f"{type(error).__name__}: {error}"]
    return played


def check(place: Place, before: str = "") -> tuple[dict[str, Any] | None, Ended]:
    """Run `check` after a shell's command; the report, or None where there is none."""
    words = " ".join(f"'{word}'" for word in place.row.args)
    line = f"{before}\nexec claude-doctor check --json --timeout 20 {words}"
    done = place.run(["bash", "-c", line], _LIMIT_S)
    try:
        return json.loads(done.out), done
    except ValueError:
        return None, done


def _play(place: Place, played: Played, code: bool, quick: bool) -> None:
    row = place.row
    before = _lines(place)
    report, done = check(place)
    record = _lines(place)[len(before) :]
    played.seconds = done.seconds
    (place.folder / "report.json").write_text(done.out)  # for `--keep`
    if report is None:
        played.grade, played.why = "wrong", [f"no report: {(done.err or done.out)[-300:]}"]
        return
    _take(played, report)
    secrets = (*_CREDENTIALS, *row.secrets)
    printed = done.out + done.err
    bound = {_word(name): hosts for name, hosts in row.bound.items()}
    played.leaks = judge.leaks(secrets, bound, record, printed)
    for secret in row.secrets:
        shown = [part for part in judge.parts_of(secret) if part.lower() in printed.lower()]
        played.leaks += ["a part of the password was printed"] if shown else []
    needed = not quick or row.says.cures or played.verdict.startswith("healthy")
    truth = witness.sdk(place) if needed else None
    played.sdk = _said(truth)
    if code:
        played.code = _said(witness.code(place))
    lie = judge.contradiction(played.verdict, played.confidence, truth)
    played.leaks += [lie] if lie else []
    if row.says.cures or not quick:
        _cure(place, played, truth, code)
    judge.grade(row, _screen(place) if row.says.anywhere or row.says.nowhere else "", played)
    _witnessed(row, played)
    program = (
        "sdk" if "ANTHROPIC_API_KEY" in row.env or "ANTHROPIC_AUTH_TOKEN" in row.env else "code"
    )
    parted = judge.disagreement(played, program)
    played.why += [f"WITNESS: {parted}"] if parted else []


def _take(played: Played, report: dict[str, Any]) -> None:
    verdict, first = report["verdict"], (report["fixes"] or [{}])[0]
    played.verdict = "/".join((verdict["side"], verdict["severity"], verdict["cause"]))
    played.confidence = verdict["confidence"]
    played.summary = verdict["summary"]
    played.title = first.get("title") or ""
    played.fix = first.get("command") or ""


def _cure(place: Place, played: Played, truth: witness.Testimony | None, code: bool) -> None:
    """Run the first fix by its letter in a shell; then ask again."""
    if not played.fix:
        played.cured = "no command"
        return
    if _LOOKS.match(played.fix):
        played.cured = "only looks"
        return
    if _FETCHES.search(played.fix):
        played.cured = "needs the internet"
        return
    fix = played.fix
    for hole, text in (_PLACEHOLDERS | dict(place.row.fill)).items():
        fix = fix.replace(hole, text)
    for name, word in place.words.items():
        fix = fix.replace("{" + name + "}", word)
    before = f"{{ {fix}\n}} >/dev/null 2>&1 </dev/null"
    after, _ = check(place, before)
    asked = witness.sdk(place, before)
    severity = after["verdict"]["severity"] if after else "down"
    cause = after["verdict"]["cause"] if after else ""
    was = played.verdict.split("/")
    better = severity == "none" or (severity == "degraded" and was[1] == "down")
    better = better or (severity == "degraded" and was[1] == "degraded" and cause != was[2])
    works = asked.works if asked else None
    login = ".claude/.credentials.json" in place.row.files
    if works is None and truth is not None and truth.works is False and not login:
        better = False  # it took the credential away, and nothing is asked with any more
    if code and place.row.says.cures and better:
        told = witness.code(place, before)
        played.code += f"; after the fix {_said(told)}"
    if truth is not None and truth.works and works is False:
        played.cured = "worse"
    elif better and works is not False:
        played.cured = "yes"
    else:
        played.cured = f"no: {severity}, SDK {_said(asked)}"


def _screen(place: Place) -> str:
    """The report as a user reads it, in one line."""
    command = [sys.executable, "-m", "claude_doctor", "check", "--replay", "report.json"]
    env = place.env | {"PYTHONPATH": place.words["root"], "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=place.folder, env=env, text=True, capture_output=True, timeout=30
    )
    return " ".join(re.sub("[│╭╮╰╯─]", " ", done.stdout).split())


def _witnessed(row: Situation, played: Played) -> None:
    """What the row says of the programs must be what they really do, else the lab is wrong."""
    if row.works is None:
        return
    for name, said in (("sdk", played.sdk), ("code", played.code)):
        works = said.startswith("works")
        if said and not said.startswith("nothing") and works != (name in row.works):
            played.why.append(f"LAB: {name} {said[:60]}")


def _said(one: witness.Testimony | None) -> str:
    if one is None:
        return ""
    if one.works is None:
        return "nothing to ask with"
    return "works" if one.works else f"fails: {one.words}"


def _lines(place: Place) -> list[str]:
    return place.record().read_text().splitlines() if place.record().exists() else []


def _word(name: str) -> str:
    return {"key": GOOD_KEY, "stale": STALE_KEY, "gateway": GATEWAY_KEY,
            "subscription": SUBSCRIPTION}.get(name, name)  # fmt: skip
