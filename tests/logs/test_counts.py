"""Reading in blocks gives the counts of a plain slow parser, whatever the bytes and the blocks."""

from __future__ import annotations

import io
import json
import pickle
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from claude_doctor.failures.classify import by_id
from claude_doctor.logs import transcripts, worker
from claude_doctor.logs.events import Counts, Event
from claude_doctor.logs.sources import Source
from claude_doctor.sources.claude_code import record
from tests.logs.benchmark import write as generate
from tests.logs.records import failure, read, retry, write

values = st.none() | st.booleans() | st.integers(-5, 10**12) | st.text(max_size=9)
values |= st.sampled_from(['"isApiErrorMessage":true', '"subtype":"api_error"', "api_error"])
fields = st.dictionaries(
    st.sampled_from(
        ["type", "subtype", "isApiErrorMessage", "timestamp", "message", "error", "api_error",
         "uuid", "retryAttempt", "retryInMs", "sessionId", "requestId", "content"]
    ),
    values | st.lists(values, max_size=2) | st.dictionaries(st.text(max_size=4), values),
    max_size=4,
)  # fmt: skip
bases = st.sampled_from([{}, failure(), retry(1, 500), {"type": "user"}, {"type": "assistant"}])
separators = st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "  :\t ")])
padding = st.sampled_from(["", "x" * 100, "y" * 700, '\\"isApiErrorMessage\\":true' * 20])


@st.composite
def drawn(draw: st.DrawFn) -> bytes:
    """Lines of records, quotations, halves and rubbish, with or without an end."""
    lines = []
    for _ in range(draw(st.integers(0, 12))):
        line = draw(bases) | draw(fields) | {"pad": draw(padding)}
        text = json.dumps(line, separators=draw(separators), ensure_ascii=draw(st.booleans()))
        raw = text.encode("utf-8", "surrogatepass")
        kind = draw(st.integers(0, 9))
        if kind == 0:
            raw = raw[: draw(st.integers(0, len(raw)))]
        elif kind == 1:
            raw = draw(st.binary(max_size=60)).replace(b"\n", b"")
        lines.append(raw)
    return b"\n".join(lines) + draw(st.sampled_from([b"", b"\n", b"\r\n"]))


def slowly(data: bytes) -> list[Any]:
    """Every line parsed, and the failures among them."""
    got = []
    for line in data.split(b"\n"):
        try:
            content = json.loads(line)
            if isinstance(content, dict) and record.is_failure(content):
                got.append(record.of(content))
        except (ValueError, RecursionError):
            continue
    return got


class InParts:
    """A file whose every read gives a part of what was asked for, as pipes do."""

    def __init__(self, data: bytes, part: int) -> None:
        self._file, self._part = io.BytesIO(data), part

    def readinto(self, view: memoryview) -> int:
        return self._file.readinto(view[: self._part])


@given(drawn(), st.integers(1, 5000))
def test_blocks_find_what_a_slow_parser_finds(data: bytes, part: int) -> None:
    """The same records in the same order, however the bytes arrive."""
    got = list(transcripts.records(InParts(data, part).readinto, bytearray(16384), Counts()))
    assert got == slowly(data)


@given(drawn(), st.integers(300, 3000), st.integers(1, 5000))
def test_lines_longer_than_a_block_cost_nothing_else(data: bytes, size: int, part: int) -> None:
    """Only the records in lines longer than a block are passed over, and those are counted."""
    lines = Counts()
    got = list(transcripts.records(InParts(data, part).readinto, bytearray(size), lines))
    short = b"\n".join(line for line in data.split(b"\n") if len(line) < size)
    # A line that just fills the block may be read or not, by how it lies in it.
    assert len(slowly(short)) <= len(got) + lines.long
    assert [one for one in got if one in slowly(data)] == got
    assert len(got) + lines.long + lines.half >= len(slowly(data))


def test_work_grows_with_the_bytes_alone(tmp_path: Any) -> None:
    """Of 8 MiB only the lines of failures are parsed, and the counts are those generated."""
    parsed = 0
    real = record.read

    def counting(line: bytes | bytearray) -> Any:
        nonlocal parsed
        parsed += 1
        return real(line)

    counts = generate(tmp_path, 8, 0.02)
    transcripts.record.read = counting  # the module's own name for it
    try:
        found = read(tmp_path / "projects")
    finally:
        transcripts.record.read = real
    causes = found.tally.causes.values()
    assert counts["failures"] == sum(c.failures for c in causes)
    assert counts["retries"] == sum(c.retries for c in causes)
    assert parsed == counts["failures"] + counts["retries"]
    assert found.counts.bytes >= 8 << 20


def test_a_second_process_that_was_killed() -> None:
    """Its finished files count; the others are named as not read."""
    sources = [Source(name) for name in "abc"]
    told = Event(by_id("overloaded"), 0.0, False)
    item = (told.row.id, *told[1:])
    whole = pickle.dumps([item, None]) + pickle.dumps([item] * 1000)
    for sent in (whole, whole[:-9]):
        got = list(worker._items(io.BytesIO(sent), sources))
        assert told == got[0]
        counts = got[-1]
        assert isinstance(counts, Counts)
        assert ["b", "c"] == [path for path, _ in counts.unreadable]


def test_two_processes_find_the_same(tmp_path: Any) -> None:
    """Half of the files read by a second process: the counts are those of one."""
    generate(tmp_path, 34, 0.01)
    alone, both = read(tmp_path), read(tmp_path, worth=1)
    assert alone.counts == both.counts
    assert alone.tally.sent == both.tally.sent
    assert alone.tally.bins == both.tally.bins
    for one, cause in alone.tally.causes.items():
        assert cause.failures == both.tally.causes[one].failures
        assert (cause.first, cause.last) == (
            both.tally.causes[one].first,
            both.tally.causes[one].last,
        )


def test_one_file_in_two_halves(tmp_path: Any) -> None:
    """A single large transcript is read by two processes: nothing at the cut is lost or doubled,
    nor is a request whose retries stand on both sides of it."""
    path = tmp_path / "a.jsonl"
    filler = {"type": "user", "sessionId": "s", "message": {"content": "x" * 3000}}
    lines: list[Any] = []
    for n in range(1, 41):
        lines += [filler, retry(n, 500.0, n // 9)]
    write(path, *lines, failure(5))
    alone, both = read(path), read(path, worth=1)
    assert alone.counts == both.counts
    assert alone.tally.sent == both.tally.sent == {41: 1}
    assert (1, 40) == tuple(
        sum(getattr(cause, what) for cause in both.tally.causes.values())
        for what in ("failures", "retries")
    )
