"""Every command in every format in such a place, and all that comes out of it."""

from __future__ import annotations

import json
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claude_doctor import commands
from claude_doctor.render import formats
from tests.command import inside
from tests.taint.echo import FORMS
from tests.taint.place import Place

_STARTED: list[str] | None = None


def _audit(event: str, given: tuple[object, ...]) -> None:
    if _STARTED is not None and event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        _STARTED.append(repr(given[:2]))


sys.addaudithook(_audit)


def pasted(place: Place, at: int) -> str:
    """What a user may paste: an error with secrets of all places in it, in one form."""
    form = list(FORMS.values())[at % len(FORMS)]
    some = place.known[at % 7 :: 7]
    return "API Error: 500 " + " and ".join(form(one) for one in some)


def lines(place: Place, at: int) -> dict[str, tuple[tuple[str, ...], str | None]]:
    """What is typed and piped, by a name; every command is here."""
    text = pasted(place, at)
    log = place.home / "build.log"
    log.write_text("".join(f"2026-11-29T10:00:00Z {pasted(place, at + n)}\n" for n in range(15)))
    place.planted.add(log)
    turn = json.dumps({"hook_event_name": "StopFailure", "error": text, "error_details": text,
                       "last_assistant_message": text, "cwd": str(place.home)})  # fmt: skip
    made: dict[str, tuple[tuple[str, ...], str | None]] = {
        f"check {name}": (("check", "--format", name, "-v", "--fallbacks"), None)
        for name in formats.names()
    }
    goal = str(place.home / "report.html")
    return made | {
        "check -q": (("check", "-q", "--error", text), None),
        "check offline": (("check", "--offline", "--json", "--error-file", "-"), text),
        "check output": (("check", "--format", "html", "--output", goal, "--error", text), None),
        "check wrong": (("check", "--only", text), None),
        "explain": (("explain", text), None),
        "explain json": (("explain", "--json"), text),
        "explain file": (("explain", str(log)), None),
        "logs": (("logs", str(log)), None),
        "logs json": (("logs", "--json"), None),
        "logs wrong": (("logs", text), None),
        "fallbacks": (("fallbacks", "--ping"), None),
        "fallbacks json": (("fallbacks", "--json"), None),
        "watch": (("watch", "--count", "1", "--exec", "true"), None),
        "watch json": (("watch", "--count", "1", "--json"), None),
        "wait": (("wait", "--timeout", "1", "--every", "0.1", "--for", "any"), None),
        "history": (("history", "--plot", "--outages"), None),
        "history json": (("history", "--json"), None),
        "history csv": (("history", "--csv"), None),
        "fixes": (("fixes", text), None),
        "rules": (("rules", text[:200]), None),
        "storm": (("storm", "--policy", text), None),
        "statusline": (("statusline",), json.dumps({"session_id": text, "rate_limits": text})),
        "hook": (("hook",), turn),
        "demo": (("demo", "overloaded", "--json"), None),
        "demo wrong": (("demo", text), None),
        "chaos": (("chaos", text), None),
        "nothing": ((text,), None),
    }


def every_command() -> set[str]:
    """Their names."""
    return {m.name for m in pkgutil.iter_modules(commands.__path__) if not m.name.startswith("_")}


@contextmanager
def _temporary(place: Place) -> Iterator[Path]:
    kept, tempfile.tempdir = tempfile.tempdir, place.env["TMPDIR"]
    try:
        yield Path(place.env["TMPDIR"])
    finally:
        tempfile.tempdir = kept


def leaks(place: Place, names: tuple[str, ...] = (), at: int = 0) -> Iterator[tuple[str, str]]:
    """Where something of a secret came out: the place, and which."""
    global _STARTED
    todo = lines(place, at)
    for name in names or tuple(todo):
        words, piped = todo[name]
        _STARTED = []
        with _temporary(place) as temporary:
            for variable in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
                place.env[variable] = str(temporary / variable)
            done = inside(words, {**place.env, "COLUMNS": "60"}, piped)
        started, _STARTED = _STARTED, None
        streams = {"stdout": done.stdout, "stderr": done.stderr, "argv": "\n".join(started)}
        for stream, text in streams.items():
            for one in place.search.found(text, f"{name} {stream}"):
                yield f"{name}: {stream}", one
        if "Traceback" in done.stderr:
            yield f"{name}: traceback", done.stderr[-300:]
        for file in sorted(temporary.rglob("*")):
            if file.is_file():
                for one in place.search.found(file.read_text(errors="replace"), f"{name} temp"):
                    yield f"{name}: temporary file", one
                file.unlink()
    for file_name, text in place.left():
        for one in place.search.found(text, file_name):
            yield f"file {file_name}", one
    for role, text in place.sent():
        for one in place.search.found(text, f"wire {role}"):
            if one.partition(" ")[0] not in place.allowed.get(role, set()):
                yield f"wire {role}", one
