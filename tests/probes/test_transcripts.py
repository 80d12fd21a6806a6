"""The transcripts probe on real folders of Claude Code's records."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.border import settings
from claude_doctor.engine.sheet import Sheet, Skipped
from claude_doctor.outside.transport import Unavailable
from claude_doctor.outside.world import World
from claude_doctor.probes import transcripts


def stamp(minutes_ago: float) -> str:
    """A timestamp as Claude Code writes it."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def failure(
    minutes_ago: float, text: str, status: int | None = None, **more: Any
) -> dict[str, Any]:
    """A final failure's record."""
    record = {
        "type": "assistant",
        "uuid": f"u-{minutes_ago}-{text[:9]}",
        "timestamp": stamp(minutes_ago),
        "isApiErrorMessage": True,
        "message": {"model": "<synthetic>", "content": [{"type": "text", "text": text}]},
        "apiErrorStatus": status,
        **more,
    }
    return {name: value for name, value in record.items() if value is not None}


def retry(minutes_ago: float, attempt: int) -> dict[str, Any]:
    """The record of a request that is sent again."""
    return {
        "type": "system",
        "subtype": "api_error",
        "uuid": f"r-{minutes_ago}-{attempt}",
        "timestamp": stamp(minutes_ago),
        "error": {"status": 529, "message": "overloaded"},
        "retryAttempt": attempt,
    }


def write(root: Path, *records: object, name: str = "one.jsonl", project: str = "-home-x") -> Path:
    """A transcript; strings are written as they stand."""
    path = root / "projects" / project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def measure(root: Path) -> dict[str, Any]:
    """The probe's facts on this folder."""

    async def go() -> dict[str, Any]:
        world = World(settings.read({"CLAUDE_CONFIG_DIR": str(root)}), time.monotonic() + 60)
        sheet = Sheet("transcripts", world.secrets)
        await transcripts.run(world, sheet)
        return {**sheet.facts, "summary": sheet.summary}

    return asyncio.run(go())


def test_no_transcripts_is_skipped(tmp_path: Path) -> None:
    """A machine without Claude Code has nothing to say, and says so."""
    with pytest.raises(Skipped, match="no Claude Code transcripts"):
        measure(tmp_path)


def test_a_quiet_quarter_of_an_hour(tmp_path: Path) -> None:
    """Transcripts without failures are known to hold none."""
    write(tmp_path, {"type": "user", "timestamp": stamp(1), "message": {"content": "hello"}})
    facts = measure(tmp_path)
    assert (facts["server_failures"], facts["failures"], facts["retries"]) == (0, 0, 0)
    assert facts["subscription_limit"] is False
    assert facts["files"] == 1
    assert "latest_text" not in facts


def test_failures_are_counted_by_side(tmp_path: Path) -> None:
    """Final failures count, by whose they are; retries are told apart."""
    write(
        tmp_path,
        retry(6, 1),
        retry(5.5, 2),
        failure(5, "API Error: 529 Overloaded.", 529, error="overloaded"),
        failure(4, "API Error: 500 Internal server error.", 500, error="server_error"),
        failure(3, "Invalid API key · Fix external API key", 401, error="authentication_failed"),
    )
    facts = measure(tmp_path)
    assert (facts["server_failures"], facts["failures"], facts["retries"]) == (2, 3, 2)
    assert facts["by_category"] == {"overloaded": 1, "server_error": 1, "auth": 1}
    assert facts["latest_text"].startswith("Invalid API key")
    assert facts["latest_min"] == pytest.approx(3, abs=0.2)
    assert facts["subscription_limit"] is False
    assert "2 of them Anthropic's" in facts["summary"]


def test_only_the_last_quarter_of_an_hour_counts(tmp_path: Path) -> None:
    """Older records, and records from the future, are not this outage."""
    write(tmp_path, *(failure(m, "API Error: 529 Overloaded.", 529) for m in (16, 14, -30)))
    assert measure(tmp_path)["server_failures"] == 1


def test_a_quotation_is_no_failure(tmp_path: Path) -> None:
    """What users, tools and the model itself quote does not count, in whichever record."""
    told = failure(1, "API Error: 529 Overloaded.", 529)
    write(
        tmp_path,
        {"type": "user", "timestamp": stamp(1), "message": {"content": json.dumps(told)}},
        {**told, "type": "user"},
        {**told, "isApiErrorMessage": False, "toolUseResult": {"isApiErrorMessage": True}},
        {**told, "isApiErrorMessage": "true"},
        {"type": "assistant", "subtype": "api_error", "timestamp": stamp(1), "message": {}},
    )
    facts = measure(tmp_path)
    assert facts["failures"] == 0
    assert facts["retries"] == 0


@pytest.mark.parametrize(
    ("text", "minutes_ago", "limited"),
    [
        ("You've hit your session limit · resets in a while", 2, True),
        ("You've hit your weekly limit · resets {later}", 2, True),
        ("You've hit your session limit · resets {passed}", 10, False),
        ("API Error: 529 Overloaded.", 2, False),
    ],
)
def test_a_subscription_limit(text: str, minutes_ago: float, limited: bool, tmp_path: Path) -> None:
    """The newest failure is a limit, and its reset is still to come as far as the text tells."""
    now = datetime.now(UTC)
    times = {"later": now + timedelta(hours=2), "passed": now - timedelta(minutes=4)}
    words = {
        name: f"{at:%I:%M%p} (UTC)".lower().replace("utc", "UTC") for name, at in times.items()
    }
    write(tmp_path, failure(minutes_ago, text.format(**words), 429, error="rate_limit"))
    assert measure(tmp_path)["subscription_limit"] is limited


@pytest.mark.parametrize(
    ("resets_in_s", "after_s", "limited"), [(7200, 1, True), (-60, 1, False), (7200, 600, False)]
)
def test_an_older_limit_still_stands(
    resets_in_s: int, after_s: int, limited: bool, tmp_path: Path
) -> None:
    """Until its reset, if it is the last that Claude Code wrote; other failures are past."""
    now = time.time()
    text = f"Claude AI usage limit reached|{now + resets_in_s:.0f}"
    path = write(tmp_path, failure(60, text, 429))
    os.utime(path, (now, now - 3600 + after_s))
    older = write(tmp_path, failure(70, "API Error: 529 Overloaded", 529), name="b.jsonl")
    os.utime(older, (now, now - 4200))
    facts = measure(tmp_path)
    assert (limited, 0) == (facts["subscription_limit"], facts["failures"])
    assert limited == ("latest_text" in facts)


def test_subagents_and_copies(tmp_path: Path) -> None:
    """A subagent's transcript counts; a record that a resumed conversation copies counts once."""
    one = failure(2, "API Error: 529 Overloaded.", 529)
    write(tmp_path, one)
    write(tmp_path, one, name="resumed.jsonl")
    write(
        tmp_path, failure(3, "API Error: 500 Internal server error.", 500),
        project="-home-x/conversation/subagents", name="agent-1.jsonl",
    )  # fmt: skip
    facts = measure(tmp_path)
    assert facts["failures"] == 2
    assert facts["files"] == 3


def test_broken_lines_are_counted(tmp_path: Path) -> None:
    """Half, undated and mangled lines are told and cost nothing else."""
    good = failure(2, "API Error: 529 Overloaded.", 529)
    whole = json.dumps(good)
    path = write(
        tmp_path,
        '{"isApiErrorMessage":true,',
        {**good, "timestamp": "yesterday"},
        {**good, "timestamp": 5},
        '"isApiErrorMessage":true',
        "[" * 100_000 + '"subtype":"api_error"',
        good,
    )
    with path.open("ab") as file:
        file.write(b'\xff\xfe"isApiErrorMessage":true\n' + whole[: len(whole) - 9].encode())
    facts = measure(tmp_path)
    assert facts["failures"] == 1
    assert facts["skipped_lines"] == 7


@pytest.mark.parametrize(
    "more",
    [
        {"error": {"type": "overloaded", "message": "x"}},
        {"error": None, "message": "API Error: 529 Overloaded."},
        {"error": 7, "message": {"content": "API Error: 529 Overloaded."}},
        {"message": {"content": [1, None, {"text": 3}]}, "error": "overloaded"},
        {"message": None, "error": ["x"], "uuid": 9},
        {"requestId": {}, "apiErrorStatus": "529"},
    ],
)
def test_other_shapes(more: dict[str, Any], tmp_path: Path) -> None:
    """Every field of a failure may be missing or of another kind."""
    write(tmp_path, failure(1, "API Error: 529 Overloaded.", 529) | more)
    facts = measure(tmp_path)
    assert facts["failures"] == 1
    assert facts["server_failures"] == 1


def test_only_the_tail_of_a_long_transcript_is_read(tmp_path: Path) -> None:
    """A failure at the end of a long file is found; that none stood before it is not claimed."""
    filler = {"type": "user", "timestamp": stamp(3), "message": {"content": "x" * 9000}}
    write(tmp_path, *[filler] * 400, failure(1, "API Error: 529 Overloaded.", 529))
    facts = measure(tmp_path)
    assert facts["server_failures"] == 1
    write(tmp_path, *[filler] * 400)
    facts = measure(tmp_path)
    assert "server_failures" not in facts
    assert "subscription_limit" not in facts
    assert facts["summary"] == "not all could be read in time"


def test_an_old_long_transcript_is_known_to_be_quiet(tmp_path: Path) -> None:
    """Where the tail begins before the window, all of the window was read."""
    old = {"type": "user", "timestamp": stamp(60), "message": {"content": "x" * 9000}}
    write(tmp_path, *[old] * 400)
    assert measure(tmp_path)["server_failures"] == 0


def test_one_endless_line(tmp_path: Path) -> None:
    """A line longer than all that is read leaves the rest unknown, and costs no memory."""
    write(tmp_path, '{"type":"user","content":"' + "y" * 5_000_000 + '"}')
    facts = measure(tmp_path)
    assert "failures" not in facts


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs a file that opens and fails"
)
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """It is counted beside the others; alone, the transcripts are unavailable."""
    (tmp_path / "projects").mkdir()
    (tmp_path / "projects" / "bad.jsonl").symlink_to("/proc/self/mem")
    with pytest.raises(Unavailable):
        measure(tmp_path)
    write(tmp_path, failure(1, "API Error: 529 Overloaded.", 529))
    facts = measure(tmp_path)
    assert facts["unreadable"] == 1
    assert facts["failures"] == 1


def test_things_that_are_no_transcripts(tmp_path: Path) -> None:
    """A pipe, a folder and a dead link with such a name hold nobody up."""
    folder = tmp_path / "projects"
    (folder / "folder.jsonl").mkdir(parents=True)
    (folder / "dead.jsonl").symlink_to(folder / "nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.jsonl")
    assert measure(tmp_path)["files"] == 0


def test_no_secret_leaves_a_transcript(tmp_path: Path) -> None:
    """A key in a failure's text is masked."""
    write(tmp_path, failure(1, "API Error: 401 bad key sk-ant-api03-PLANTEDPLANTED", 401))
    assert "PLANTED" not in str(measure(tmp_path))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("API Error: Unable to connect to API (ConnectionRefused)", (0, 1, 0)),
        ("API Error: Unable to connect to API (ENOTFOUND)", (0, 1, 0)),
        ("API Error: SSL certificate verification failed", (0, 1, 0)),
        ("API Error: 502 Bad Gateway", (0, 0, 1)),
        # an error of the API's own stays its own, whoever passed it on
        ("API Error: 529 Overloaded. If it persists, check your inference gateway (localhost).",
         (1, 0, 0)),
    ],
)  # fmt: skip
def test_the_text_outranks_claude_codes_word(
    tmp_path: Path, text: str, counts: tuple[int, int, int]
) -> None:
    """Claude Code calls all of these `server_error`; only one of them is Anthropic's for sure."""
    write(tmp_path, failure(2, text, error="server_error"))
    facts = measure(tmp_path)
    assert counts == (facts["server_failures"], facts["way_failures"], facts["bare_failures"])
