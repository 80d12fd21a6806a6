"""Amazon's event stream: whole, in drips, torn and hostile; and as botocore reads it."""

from __future__ import annotations

import json
import time
import tracemalloc
from struct import pack
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claude_doctor.sources.api.reply import document_of
from claude_doctor.sources.clouds.eventstream import LONGEST, Frames, Malformed, parse
from tests.sources.clouds.frames import chunk, error, exception, frame, text

START = {"type": "message_start", "message": {"usage": {"input_tokens": 9}}}
STOP = {"type": "message_stop"}
KINDS = st.sampled_from(["throttlingException", "internalServerException", "x"])


def fed(*parts: bytes) -> tuple[list[dict[str, object]], str | None]:
    """The events of a stream that comes in these parts, and what is wrong with it."""
    frames = Frames()
    events = [json.loads(event) for part in parts for event in frames.feed(part)]
    events += [json.loads(event) for event in frames.end()]
    return events, frames.broken


def in_drips(stream: bytes, size: int) -> list[bytes]:
    return [stream[at : at + size] for at in range(0, len(stream), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 11, 12, 13, 100, 10**6])
def test_events_come_out_whatever_the_parts(size: int) -> None:
    """Byte by byte or at once: the same events, in order, and nothing is wrong."""
    stream = chunk(START) + chunk({"type": "ping"}) + chunk(STOP)
    assert ([START, {"type": "ping"}, STOP], None) == fed(*in_drips(stream, size))


def test_a_failure_is_the_error_event_of_the_messages_api() -> None:
    """With the type and the words of the frame; an `error` keeps both in its headers."""
    wanted = {"type": "error", "error": {"type": "throttlingException", "message": "Slow down."}}
    for stream in (
        exception("throttlingException", message="Slow down."),
        exception("throttlingException", Message="Slow down."),
        error("throttlingException", "Slow down."),
    ):
        assert ([START, wanted], None) == fed(chunk(START) + stream)


def test_what_the_model_said_is_kept() -> None:
    """A `modelStreamErrorException` tells in its second text what happened."""
    stream = exception("modelStreamErrorException", message="No.", originalMessage="Overloaded")
    assert "No.: Overloaded" == fed(stream)[0][0]["error"]["message"]  # type: ignore[index]


def test_frames_of_other_events_are_passed_over() -> None:
    """What is no `chunk`, or a chunk without bytes, says nothing and breaks nothing."""
    other = frame(text(":event-type", "metadata") + text(":message-type", "event"), b"{}")
    empty = frame(text(":event-type", "chunk") + text(":message-type", "event"), b'{"p":"a"}')
    none = frame(b"", b"\x00\xff")
    blank = frame(text(":event-type", "chunk"), b'{"bytes":""}')
    assert ([STOP], None) == fed(other + empty + none + blank + chunk(STOP))


def test_every_type_of_header_is_read() -> None:
    """Flags, numbers, bytes, a time and a UUID before the text that counts."""
    headers = b"".join(
        bytes([1]) + name + kind
        for name, kind in (
            (b"a", b"\x00"), (b"b", b"\x01"), (b"c", b"\x02\x7f"), (b"d", b"\x03\x00\x01"),
            (b"e", b"\x04" + bytes(4)), (b"f", b"\x05" + bytes(8)), (b"g", b"\x06\x00\x02\xff\xfe"),
            (b"h", b"\x08" + bytes(8)), (b"i", b"\x09" + bytes(16)),
        )
    )  # fmt: skip
    read, payload = parse(frame(headers + text("j", "é"), b"x"))
    assert ("é", b"x", b"\xff\xfe") == (read["j"], payload, read["g"])


WHOLE = chunk(START)
BROKEN = {
    "the prelude's checksum": WHOLE[:8] + b"\0\0\0\0" + WHOLE[12:],
    "the frame's checksum": WHOLE[:-1] + bytes([WHOLE[-1] ^ 1]),
    "a flipped bit of the payload": WHOLE[:-9] + bytes([WHOLE[-9] ^ 1]) + WHOLE[-8:],
    "no frame at all": b"event: message_start\ndata: {}\n\n",
    "a web page": b"<!DOCTYPE html><html>" + b" " * 200,
    "shorter than its own headers": pack(">III", 20, 400, crc32(pack(">II", 20, 400))) + bytes(400),
    "shorter than any frame": pack(">III", 4, 0, crc32(pack(">II", 4, 0))) + bytes(16),
    "of a header's length that leads out": frame(b"\x01a\x07\xff\xff", b""),
    "of a header without a value": frame(b"\x05abcde", b""),
    "of a header of no type": frame(b"\x01a\x0a", b""),
    "of a header that is no text": frame(b"\x01\xff\x00", b""),
    "of a header twice": frame(text("a", "b") * 2, b""),
}


@pytest.mark.parametrize("stream", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("size", [1, 10**6])
def test_what_is_no_frame_ends_the_reading(stream: bytes, size: int) -> None:
    """The events before it stand, it is said what is wrong, and nothing after it is read."""
    events, broken = fed(*in_drips(chunk(STOP) + stream + chunk(START), size))
    assert [STOP] == events
    assert broken


@pytest.mark.parametrize("length", [LONGEST + 1, 2**31, 2**32 - 1])
def test_a_giant_length_is_not_waited_for(length: int) -> None:
    """A frame that announces more than any answer holds is broken at its beginning."""
    prelude = pack(">II", length, 0)
    assert "announces" in str(fed(prelude + pack(">I", crc32(prelude)))[1])


@pytest.mark.parametrize("kept", [1, 11, 12, 40, len(WHOLE) - 1])
def test_half_a_frame_is_no_event(kept: int) -> None:
    """What the end of the stream tears is not made up for."""
    assert ([STOP], "it stops inside a frame") == fed(chunk(STOP) + WHOLE[:kept])


def test_two_megabytes_of_the_smallest_frames_byte_by_byte_stay_cheap() -> None:
    """A hostile stream costs neither memory nor a run's time."""
    tiny = frame(b"", b"")
    stream = tiny * (LONGEST // len(tiny))
    drips = in_drips(stream[: 64 * 1024], 1) + in_drips(stream[64 * 1024 :], 4096)
    frames, began = Frames(), time.process_time()
    for part in drips:
        assert [] == list(frames.feed(part))
    assert frames.broken is None
    assert time.process_time() - began < 15
    frames = Frames()
    tracemalloc.start()  # it makes everything slow, and a leak shows in a part as well
    for part in drips[: 64 * 1024 + 64]:
        assert [] == list(frames.feed(part))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024 // 8


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_any_bytes_do_no_harm(parts: list[bytes]) -> None:
    """Whatever comes, in whatever parts: no exception, and no event that nobody sent."""
    assert [] == fed(*parts)[0]


@given(st.binary(max_size=200))
@example(b'""')
@example(b'"////////"')
def test_any_payload_and_any_header_behind_right_checksums_do_no_harm(noise: bytes) -> None:
    """Checksums are no proof of sense."""
    fed(frame(noise, b"{}") + frame(text(":message-type", "exception"), noise))
    made = frame(text(":event-type", "chunk"), b'{"bytes":' + noise + b"}")
    assert all(document_of(event) is not None for event in Frames().feed(made))


EVENTS = st.one_of(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3).map(chunk),
    st.binary(min_size=1, max_size=30).map(chunk),
    st.builds(lambda kind, said: exception(kind, message=said), KINDS, st.text(max_size=20)),
)


@given(st.lists(EVENTS, max_size=6), st.integers(1, 60), st.data())
def test_it_reads_what_botocore_reads(frames: list[bytes], size: int, data: st.DataObject) -> None:
    """The same frames, headers and payloads as AWS's own parser, also where a byte is changed, up
    to the same place."""
    theirs = pytest.importorskip("botocore.eventstream", reason="botocore is not installed")
    stream = bytearray(b"".join(frames))
    if stream and data.draw(st.booleans()):
        stream[data.draw(st.integers(0, len(stream) - 1))] ^= data.draw(st.integers(1, 255))
    buffer, expected, wrong = theirs.EventStreamBuffer(), [], False
    buffer.add_data(bytes(stream))
    try:
        for message in buffer:
            expected.append((message.headers, message.payload))
    except (theirs.ParserError, UnicodeDecodeError, KeyError):
        wrong = True
    ours = Frames()
    seen: list[tuple[dict[str, object], bytes]] = []
    for part in in_drips(bytes(stream), size):
        ours._kept += part
        while ours.broken is None and (one := ours._frame()) is not None:
            try:
                seen.append(parse(one))
            except Malformed as why:
                ours.broken = str(why)
    assert expected == seen
    assert wrong == (ours.broken is not None)
