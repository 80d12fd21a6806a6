"""Targets: what people paste, what clients log, what Claude Code writes down."""

from __future__ import annotations

import base64
import io
import json
from functools import partial
from pathlib import Path
from typing import Any

from claude_doctor.border import dates, redact, traces
from claude_doctor.commands import _failed_turn, _statusline
from claude_doctor.failures import arguments, codes, reader
from claude_doctor.failures.classify import classify
from claude_doctor.failures.reading.statements import split
from claude_doctor.fixes import commands, shell
from claude_doctor.logs import sources
from claude_doctor.logs.collect import collect
from claude_doctor.render import explain as shown
from claude_doctor.render.logs import document
from claude_doctor.sources.claude_code import limit_reset, record, transcript
from tests.fuzz import seeds
from tests.fuzz.target import NOW, Target, in_file, text

_SIDES = {"server", "client", "network", "account", "either", "none", "unknown"}
_SURE = {"high", "medium", "low"}
_NO_LINE = "\n\r\x1b\x00\x85\u2028\u202e"


def _explained(data: bytes) -> Any:
    reading = reader.read(data)
    return reading, shown.to_json(reading)


def _reading(_: bytes, result: Any) -> None:
    """Side, category and confidence are ours; every text that is shown is one clean line."""
    reading, told = result
    assert told["side"] in _SIDES and told["confidence"] in _SURE
    assert reading.http_status is None or 100 <= reading.http_status <= 599
    assert reading.retry_after_s is None or 0 <= reading.retry_after_s
    for words in (reading.message, reading.line, reading.meaning, reading.resets, reading.field,
                  reading.request_id, reading.model, reading.successor,
                  *(one.excerpt for one in reading.matches)):  # fmt: skip
        assert words is None or (len(words) < 2000 and not set(words) & set(_NO_LINE)), words
    json.dumps(told, allow_nan=False)


def _as_file(data: bytes) -> Any:
    """A text read as a file, as an argument and in two parts says the same."""
    found = arguments.read_arguments((), lambda: io.BytesIO(data), str)
    return found, shown.to_json(found)


def _pieces(data: bytes) -> Any:
    told = text(data)
    return (
        list(split(told)), codes.found(told), codes.of_code(told.strip()),
        classify(None, told[:60], told), limit_reset.when(told, NOW),
        limit_reset.is_over(told, NOW, NOW), dates.of_line(told, NOW), dates.any_in(told),
    )  # fmt: skip


def _logged(path: Path) -> Any:
    found = collect(partial(sources.given, [str(path)], None), None, NOW, 1 << 60)
    return document(found)


def _counted(_: bytes, told: Any) -> None:
    """Counts are numbers that add up, whatever the log holds."""
    json.dumps(told, allow_nan=False)
    assert told["failures"] == sum(one["failures"] for one in told["causes"])
    assert all(one["side"] in _SIDES for one in told["causes"])


def _transcribed(path: Path) -> Any:
    from datetime import UTC, datetime

    found = transcript.recent(path.parent, datetime.fromtimestamp(0, UTC), NOW, 5.0)
    told = [(one, record.understood(one.text, one.status, one.kind)) for one in found.records[:5]]
    return found, told, transcript.last_word(found)


def _records(data: bytes) -> Any:
    found = list(record.records(data, 0, len(data)))
    return found, [record.is_half(line) for line in data.split(b"\n")[:20]]


def _session(data: bytes) -> Any:
    """What the status bar makes of Claude Code's JSON, by the part of the parser in C."""
    if not data.lstrip().startswith(b"{"):
        return []
    try:
        found = _statusline._parsed(data.decode().lstrip())
    except (ValueError, RecursionError, StopIteration):
        return []
    whole = isinstance(found, dict) and _statusline._whole([data])
    return [
        whole,
        *(_statusline._limits(found, NOW.timestamp()) if isinstance(found, dict) else ()),
    ]


def _turn(data: bytes) -> Any:
    payload = _failed_turn._payload(data)
    if payload is None:
        return None
    said = {n: v[: _failed_turn._CUT] for n in _failed_turn._TEXTS
            if isinstance(v := payload.get(n), str)}  # fmt: skip
    found = reader.read(json.dumps({"hook_event_name": _failed_turn.EVENT, **said}))
    return found, shown.to_json(found)


def _told(data: bytes, result: Any) -> None:
    if result is not None:
        _reading(data, result)


def _hidden(data: bytes) -> Any:
    told = text(data)
    secrets = ("hunter2-secret", "x" * 30)
    return redact.plain(told, secrets), redact.mask(told, secrets), redact.inert(told), told


def _plain(_: bytes, result: Any) -> None:
    """Nothing of a secret, no control characters, one line of bounded length; plain twice is
    plain once."""
    plain, mask, _inert, _told = result
    assert "hunter2-secret" not in plain and "hunter2-secret" not in mask
    assert len(plain) <= redact.LIMIT + 1 and not set(plain) & set(_NO_LINE)
    assert redact.plain(plain) == plain, "plain again is something else"


#: A credential, and its part that no word is like.
_KEY = "sk-ant-api03-Zq7Xw2Vb9Kd4Tn8Rm5Yc1Lf6Hs3Jp0Ga"
_RANDOM = _KEY.rpartition("-")[2].lower()
_LEFT = 8  # characters of it in one word


def _left(_: bytes, result: Any) -> None:
    """No word holds a piece of the credential, and it does not stand there in other letters."""
    cuts = [_RANDOM[at : at + _LEFT] for at in range(len(_RANDOM) - _LEFT + 1)]
    assert not any(cut in word for word in result.lower().split() for cut in cuts), result
    assert _RANDOM not in "".join(one for one in result.lower() if one.isalnum()), result


def _ends() -> list[bytes]:
    """A credential by its ends, folded, spaced, in Base64, and beside words that are none."""
    folded = "\n".join(_KEY[at : at + 11] for at in range(0, len(_KEY), 11))
    coded = base64.b64encode(f"user:{_KEY}".encode()).decode()
    return [one.encode() for one in (
        f"Incorrect API key provided: {_KEY[:17]}...{_KEY[-6:]}.", folded, " ".join(_KEY),
        f"proxy-authorization: Basic {coded}", _KEY.upper(), f"?key={_KEY[9:30]}&model=opus-4-5",
    )]  # fmt: skip


def _typed(data: bytes) -> Any:
    told = text(data)
    return [shell.for_shell(told, one) for one in ("posix", "fish", "powershell")], [
        commands.safe(slot, told) for slot in ("error.model", "ping.model", "x.y")
    ]


def _commands() -> list[bytes]:
    from claude_doctor.fixes.table import named  # noqa: F401
    from claude_doctor.rules import all_rules

    assert all_rules()
    return [b"export ANTHROPIC_MODEL=claude-haiku-5-5", b"env -u HTTPS_PROXY -u http_proxy claude",
            b"curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null | head -c 300",
            b"unset A B && gcloud auth application-default login; aws sso login --profile x",
            b'export no_proxy="${no_proxy:+$no_proxy,}localhost"', b"claude-haiku-4-5"]  # fmt: skip


def _pasted() -> list[bytes]:
    return [
        b"token hunter2-secret in https://user:pw@host/x?key=AKIAABCDEFGHIJKLMNOP",
        b"\x1b]8;;http://x\x07click\x1b]8;;\x07 ::set-output name=x::y ##[error]z",
        b"Authorization: Bearer sk-ant-api03-demo\r\nx: \xe2\x80\xaeabc",
        *seeds.texts()[:30],
    ]


TARGETS = (
    Target("explain",
           ("failures.reader", "failures.codes", "failures.meaning", "failures.row",
            "failures.classify", "failures.route", "failures.reading.big",
            "failures.reading.callee", "failures.reading.confidence",
            "failures.reading.decide", "failures.reading.gist",
            "failures.reading.headers", "failures.reading.judge", "failures.reading.lift",
            "failures.reading.other", "failures.reading.pages", "failures.reading.records",
            "failures.reading.speaker", "failures.reading.statements",
            "failures.reading.status", "failures.reading.unpack", "failures.reading.view",
            "failures.reading.whose", "failures.reading.alike", "render.explain"),
           _explained, seeds.texts, (), _reading, slow=True),
    Target("explain:file", ("failures.arguments",), _as_file, seeds.logs, (), _reading, slow=True),
    Target("pieces", ("failures.reading.statements", "sources.claude_code.limit_reset",
                      "failures.codes", "failures.classify", "border.dates"), _pieces, seeds.texts),
    Target("logs",
           ("logs.lines", "logs.content", "logs.events", "logs.groups", "logs.kinds",
            "logs.sources", "logs.transcripts", "logs.tally", "logs.outages", "logs.worker"),
           in_file("app.log", _logged), seeds.logs, (), _counted, slow=True),
    Target("logs:claude", ("logs.transcripts",), in_file("projects/a/claude.jsonl", _logged),
           seeds.logs, (), _counted, slow=True),
    Target("transcript", ("sources.claude_code.transcript", "sources.claude_code.record"),
           in_file("projects/a/b.jsonl", _transcribed), seeds.logs, slow=True),
    Target("records", ("sources.claude_code.record",), _records, seeds.logs),
    Target("statusline:stdin", ("commands._statusline",), _session,
           lambda: [b'{"model":{"id":"x"},"rate_limits":{"five_hour":{"used_percentage":91.5,'
                    b'"resets_at":1795348800},"seven_day":{"used_percentage":3,"resets_at":'
                    b'"2026-11-25T00:00:00Z"}}}', b'{"session_id":"a"}']),
    Target("hook:stdin", ("commands._failed_turn",), _turn,
           lambda: [json.dumps({"hook_event_name": _failed_turn.EVENT, "cwd": "/x", "error": one,
                                "error_details": "529", "last_assistant_message":
                                "API Error: 529 overloaded_error"}).encode()
                    for one in ("overloaded", "rate_limit")], (), _told, slow=True),
    Target("strangers-text", ("border.redact",), _hidden, _pasted, (), _plain),
    Target("what-is-left-of-a-credential", ("border.traces",),
           lambda data: traces.hide(text(data), (_KEY,)), _ends, (), _left),
    Target("commands", ("fixes.shell", "fixes.commands"), _typed, _commands, slow=True),
)  # fmt: skip
