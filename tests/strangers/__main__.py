"""Strangers' text through certificates, a proxy's refusal, settings and what other programs hand
over, on a real pseudo-terminal and in every format: `python -m tests.strangers [COLUMNS …]`."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import trustme

from claude_doctor.border.redact import inert
from claude_doctor.chaos import by_name, serve
from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.render import formats
from claude_doctor.render.paint import width_of
from claude_doctor.render.screen import Screen
from tests.peers import certificate
from tests.render.hostile import commands
from tests.strangers.terminal import sequences, shown
from tests.strangers.texts import MARK, TEXTS, stray

ROOT = Path(__file__).parents[2]
#: Nothing in it is more than text.
HARMLESS = "Harmless Inspection Inc"


@contextlib.contextmanager
def signed_by(text: str, trusted: bool) -> Iterator[dict[str, str]]:
    """A world whose API's certificate was issued by an organization of this name: its variables."""
    with tempfile.TemporaryDirectory(
        ignore_cleanup_errors=True
    ) as folder:  # a bar renews behind itself
        ca = trustme.CA(organization_name=text[:64])  # RFC 5280: no organization is longer
        ca.cert_pem.write_to_path(f"{folder}/ca.pem")
        for name in ("home", "cache", "data", "claude"):
            (Path(folder) / name).mkdir()
        with serve(by_name("healthy"), tls={"api": certificate(ca, "127.0.0.1")}) as running:
            env = {**running.environ(), "HOME": f"{folder}/home", "LANG": "C.UTF-8", "TZ": "UTC",
                   "PATH": os.environ["PATH"], "CLAUDE_CONFIG_DIR": f"{folder}/claude",
                   "CLAUDE_DOCTOR_CACHE_DIR": f"{folder}/cache",
                   "CLAUDE_DOCTOR_DATA_DIR": f"{folder}/data"}  # fmt: skip
            yield {**env, **({"SSL_CERT_FILE": f"{folder}/ca.pem"} if trusted else {})}


def played(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """What was printed on the terminal, by what was run."""
    typed = f"API Error: 529 {text} overloaded_error {text}"
    session = json.dumps({"session_id": text, "model": {"display_name": text}, "cwd": text})
    safe = text.replace("\0", "").encode("utf-8", "replace").decode()
    for trusted in (False, True):
        with signed_by(text.encode("utf-8", "replace").decode(), trusted) as env:
            yield f"check issuer {trusted}", shown(("check", "-v"), env, columns)
            if trusted:
                continue
            done = subprocess.run(
                [sys.executable, "-m", "claude_doctor", "check", "--json"], env=env, cwd=ROOT,
                capture_output=True, encoding="utf-8", check=False,
            )  # fmt: skip
            yield "json issuer", done.stdout
            env = {**env, "ANTHROPIC_MODEL": safe[:200], "TERM_PROGRAM": safe[:99],
                   "COLORTERM": safe[:99]}  # fmt: skip
            yield "check typed", shown(("check", "--error", safe[:20_000]), env, columns)
            yield "explain", shown(("explain", "-"), env, columns, typed)
            yield "statusline", shown(("statusline",), env, columns, session)
            yield "nothing", shown((safe[:2000],), env, columns)


def wrong(what: str, printed: str, columns: int, ours: set[str]) -> Iterator[str]:
    """What is more than text in it, or wider than the terminal."""
    if what.startswith("json"):
        report = _run.conclude(*saved.read(printed))
        for name in formats.names():
            form = formats.load(name)
            told = form.render(report, Screen(width=columns))
            yield from (f"{name}: {one}" for one in stray(told))
            if int(form.commands) != len(commands(told if form.commands else inert(told))):
                yield f"{name}: a build's command"
        return
    if what != "nothing":
        yield from (f"a sequence {one!r}" for one in sequences(printed) - ours)
    bare = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)", "", printed)
    yield from stray(bare.replace("\r\n", "\n").replace("\r", ""))
    for line in re.split(r"[\r\n]+", bare):
        # A command that is to be copied and a link stay whole: they are ours, and of one piece.
        if width_of(line) > columns and what != "nothing" and (MARK in line or "AAAA" in line):
            yield f"wider than {columns}"


def main(widths: tuple[int, ...]) -> None:
    """Play it all."""
    kinds: collections.Counter[str] = collections.Counter()
    examples: dict[str, str] = {}
    tried = bad = 0
    for columns in widths:
        ours: set[str] = set()
        for _, printed in played(HARMLESS, columns):
            ours |= sequences(printed)
        for at, text in enumerate(TEXTS):
            for what, printed in played(text, columns):
                found = dict.fromkeys(wrong(what, printed, columns, ours))
                tried, bad = tried + 1, bad + bool(found)
                for one in found:
                    kind = f"{what}: {one[:60]}"
                    kinds[kind] += 1
                    examples.setdefault(kind, f"text {at}, {columns} columns: {one[:150]}")
            print(columns, at, tried, bad, flush=True)
    for kind, count in kinds.most_common():
        print(count, kind, "|", examples[kind])
    print(f"{tried} screens, {tried - bad} held")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or (40, 100))
