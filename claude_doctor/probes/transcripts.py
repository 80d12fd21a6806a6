"""Claude Code's transcripts: which calls of this machine have failed in the last minutes?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet, Skipped
from ..outside.transport import Unavailable
from ..outside.world import World
from ..sources.claude_code import limit_reset, record, transcript

SERVER_FAILURES: Fact[int] = Fact(
    "transcripts", "server_failures", "failures of the last 15 minutes that were Anthropic's"
)
WAY_FAILURES: Fact[int] = Fact(
    "transcripts",
    "way_failures",
    "those in which no answer came: no connection, no name, TLS, a proxy",
)
BARE_FAILURES: Fact[int] = Fact(
    "transcripts", "bare_failures", "those with a gateway's status that names nobody: 502, 503, 52x"
)
FAILURES: Fact[int] = Fact("transcripts", "failures", "all failures of the last 15 minutes")
BY_CATEGORY: Fact[dict[str, int]] = Fact(
    "transcripts", "by_category", "how many of which kind", report_only=True
)
SUBSCRIPTION_LIMIT: Fact[bool] = Fact(
    "transcripts", "subscription_limit", "the newest failure is a limit that has not been reset"
)
RESETS_IN_S: Fact[int] = Fact(
    "transcripts", "resets_in_s", "when that limit is reset, in seconds", report_only=True
)
RETRIES: Fact[int] = Fact(
    "transcripts", "retries", "requests that were sent again", report_only=True
)
LATEST_MIN: Fact[float] = Fact("transcripts", "latest_min", "minutes since the newest failure")
LATEST_TEXT: Fact[str] = Fact("transcripts", "latest_text", "what the newest failure says")
FILES: Fact[int] = Fact("transcripts", "files", "transcripts that were read", report_only=True)
UNREADABLE: Fact[int] = Fact(
    "transcripts", "unreadable", "files and folders that cannot be read", report_only=True
)
SKIPPED_LINES: Fact[int] = Fact(
    "transcripts",
    "skipped_lines",
    "broken, half or undated lines that may hold a failure",
    report_only=True,
)

_WAY = ("connection", "dns", "tls", "proxy")
_LIMIT = "subscription-limit"
WINDOW = timedelta(minutes=15)  # the contract's
AHEAD = timedelta(minutes=1)  # clocks of one machine agree; a record from later is misdated
SECONDS = 0.5  # of reading: some hundred files of a busy machine


async def run(world: World, sheet: Sheet) -> None:
    """Read the tails of the transcripts that were written to in the window."""
    root = world.settings.claude_dir / "projects"
    now = world.now()
    found = await world.in_thread(_read, root, now)
    if found is None:
        raise Skipped("no Claude Code transcripts here")
    if found.unreadable and not found.files:
        raise Unavailable("Claude Code's transcripts cannot be read")
    failures = [one for one in found.records if not one.retry]
    rows = [record.meaning(one.text, one.status, one.kind) for one in failures]
    servers = sum(row.side == "server" for row in rows)
    # A part of the files can show failures, but not that there are none.
    way = sum(row.category in _WAY for row in rows)
    bare = sum(row.category == "gateway_error" and row.side != "server" for row in rows)
    for fact, count in ((SERVER_FAILURES, servers), (WAY_FAILURES, way), (BARE_FAILURES, bare),
                        (FAILURES, len(rows))):  # fmt: skip
        sheet.put(fact, count if count or found.whole else None)
    sheet.put(BY_CATEGORY, dict(Counter(row.category for row in rows)))
    sheet.put(RETRIES, len(found.records) - len(failures))
    sheet.put(FILES, found.files)
    sheet.put(UNREADABLE, found.unreadable or None)
    sheet.put(SKIPPED_LINES, found.skipped_lines)
    if failures:
        newest, row = failures[-1], rows[-1]
        limited = row.cause == _LIMIT
        stands = limited and not limit_reset.is_over(newest.text, newest.at, now)
        sheet.put(SUBSCRIPTION_LIMIT, stands)
        sheet.put(RESETS_IN_S, _resets_in_s(newest, now) if stands else None)
        sheet.put(LATEST_MIN, round((now - newest.at).total_seconds() / 60, 1))
        sheet.put(LATEST_TEXT, newest.text or newest.kind)
    elif found.whole:
        standing = await world.in_thread(_standing, found, now)
        sheet.put(SUBSCRIPTION_LIMIT, standing is not None)
        if standing is not None:
            sheet.put(RESETS_IN_S, _resets_in_s(standing, now))
            sheet.put(LATEST_MIN, round((now - standing.at).total_seconds() / 60, 1))
            sheet.put(LATEST_TEXT, standing.text)
    sheet.says(_line(len(rows), servers, found.whole))


def _resets_in_s(limit: record.Record, now: datetime) -> int | None:
    at = limit_reset.when(limit.text, limit.at)
    return None if at is None else max(0, round((at - now).total_seconds()))


def _standing(found: transcript.Found, now: datetime) -> record.Record | None:
    """An older limit that is still in force: the last that Claude Code wrote, to be reset yet."""
    last = transcript.last_word(found)
    if last is None or record.meaning(last.text, last.status, last.kind).cause != _LIMIT:
        return None
    reset = limit_reset.when(last.text, last.at)
    return last if reset is not None and reset > now else None


def _read(root: Path, now: datetime) -> transcript.Found | None:
    try:
        if not root.is_dir():
            return None
    except OSError:  # the folder above may not be entered
        return transcript.Found(unreadable=1)
    return transcript.recent(root, now - WINDOW, now + AHEAD, SECONDS)


def _line(failures: int, servers: int, whole: bool) -> str:
    if not failures:
        return "no failure in the last 15 minutes" if whole else "not all could be read in time"
    some = f"{failures} failure{'s' if failures > 1 else ''} in the last 15 minutes"
    return f"{some}, {servers} of them Anthropic's" if servers else some


PROBE = Probe(
    "transcripts", "Have calls of Claude Code failed here in the last minutes?", run, network=False
)
