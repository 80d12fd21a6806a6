"""The README's blocks and picture, made by the program: `python -m tests.readme` renews them."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

from claude_doctor.failures import codes
from claude_doctor.failures.classify import CATALOGUE
from tests import picture
from tests.command import inside

README = Path(__file__).resolve().parent.parent / "README.md"
_BLOCK = re.compile(r"(<!-- (run|json): (.+?) -->\n)(?:```\w*\n.*?\n```\n)?", re.DOTALL)
_TABLE = re.compile(r"(<!-- errors -->\n)(?:\|.*\n)*")


def output(command: str) -> str:
    """What a `claude-doctor …` command prints, 80 columns wide, without colour."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR")}
    arguments = tuple(shlex.split(command)[1:])
    return inside(arguments, {**kept, "COLUMNS": "80", "LANG": "C.UTF-8"}, None).stdout


def block(kind: str, command: str) -> str:
    """A fenced block: the command and what it prints; of JSON only the head of each part."""
    if kind == "run":
        return f"```console\n$ {command}\n{output(command).rstrip()}\n```\n"
    report = json.loads(output(command))
    report["fixes"] = report["fixes"][:1]
    report["findings"] = [f for f in report["findings"] if f["state"] == "cause"]
    report["probes"] = [p for p in report["probes"] if p["name"] == "ping"]
    return f"```json\n{json.dumps(report, indent=1)}\n```\n"


def error_table() -> str:
    """The documented errors and their variants, out of the catalogue."""
    rows = ["| status | type | side | retry | what it means | codes |", "|---|---|---|---|---|---|"]
    codes_of: dict[str, list[str]] = {}
    for code in codes.listed():
        codes_of.setdefault((codes.of_code(code) or ("",))[0], []).append(f"`{code}`")
    retry = {True: "yes", False: "no", None: "depends"}
    documented = [row for row in CATALOGUE if row.http_status and row.error_type]
    for row in sorted(documented, key=lambda row: (row.http_status or 0, row.id)):
        cells = (row.http_status, f"`{row.error_type}`", row.side, retry[row.retryable])
        stable = ", ".join(codes_of.get(row.id, ()))
        rows.append(f"| {' | '.join(map(str, cells))} | {row.meaning} | {stable} |")
    return "\n".join(rows) + "\n"


def filled(text: str) -> str:
    """The README with every block as the program prints it now."""
    text = _TABLE.sub(lambda m: m[1] + error_table(), text)
    return _BLOCK.sub(lambda m: m[1] + block(m[2], m[3]), text)


def steady(text: str) -> list[str]:
    """The words, in no order and without numbers and ids: a time with one digit more moves a word
    to the next line of its cell."""
    text = re.sub(r"req_\w+", "", text)
    return sorted(re.sub(r"[\d.:TZ-]*\d[\d.:TZ-]*", "", text).split())


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
    drawn = picture.picture(output(f"{picture.COMMAND} --json"))
    picture.PICTURE.write_text(drawn, encoding="utf-8")
