"""Reading what people paste: codes, messages, tracebacks, logs, in every broken shape."""

from __future__ import annotations

import html
import io
import json
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claude_doctor.failures.reader import Reading, read, read_file
from tests import clock
from tests.failures.said import SAID, envelope

CASES = [
    pytest.param(text, category, side, id=f"{category}-{side}-{number}")
    for (category, side), texts in SAID.items()
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("text", "category", "side"), CASES)
def test_what_is_said_is_understood(text: str, category: str, side: str) -> None:
    """Each phrase has its category and its side."""
    reading = read(text)
    assert (category, side) == (reading.category, reading.side), reading.entry.id


def _wrapped(text: str, width: int = 37) -> str:
    return "\n     ".join(text[i : i + width] for i in range(0, len(text), width))


SHAPES: dict[str, Callable[[str], str]] = {
    "as JSON in a string": lambda t: json.dumps({"error": f"Error: {t}"}),
    "escaped three times": lambda t: json.dumps(json.dumps(json.dumps(t))),
    "as a Python repr": lambda t: f"RuntimeError: {t!r}",
    "wrapped inside words": _wrapped,
    "in a frame": lambda t: "\n".join(f"│ {part} │" for part in textwrap.wrap(t, 30)),
    "as a quotation": lambda t: "\n".join(f"> {part}" for part in textwrap.wrap(t, 40)),
    "with typographic quotes": lambda t: t.replace('"', "”").replace("'", "’"),
    "in colour": lambda t: f"\x1b[31m{t}\x1b[0m",
    "behind a log prefix": lambda t: f"2026-11-22T12:00:00.000Z [ERROR] call: {t}",
    "with a logger's prefix on every line": lambda t: "\n".join(
        f"2026-11-22 12:00:00,{at:03} ERROR app: {part}"
        for at, part in enumerate(textwrap.wrap(t, 40))
    ),
    "as HTML": html.escape,
    "after padding": lambda t: "❯ go" + " " * 200 + "⎿  API Error: " + t,
}
PLAIN = [
    (envelope("overloaded_error", "Overloaded", 529), "overloaded"),
    (envelope("invalid_request_error", "messages: Field required", 400), "bad_request"),
    (envelope("invalid_request_error", "Your credit balance is too low", 400), "quota_spend"),
    (envelope("authentication_error", "invalid x-api-key", 401), "auth"),
    (envelope("not_found_error", "model: claude-nobody-1", 404), "model_not_found"),
    (envelope("rate_limit_error", "This would exceed your rate limit", 429), "rate_limit"),
    (envelope("api_error", "Internal server error", 500), "server_error"),
    ("prompt is too long: 208310 tokens > 200000 maximum", "context_too_long"),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("text", "category"), PLAIN)
def test_shape_does_not_matter(shape: str, text: str, category: str) -> None:
    """The same failure is read the same, whatever the way it took into the paste."""
    assert category == read(SHAPES[shape](text)).category


def test_frames_cut_inside_the_envelope() -> None:
    """A JSON that ends in the middle still tells its type."""
    whole = f"API Error: {envelope('overloaded_error', 'Overloaded', 529)}"
    assert {"overloaded"} == {read(whole[:end]).category for end in range(20, len(whole))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The screen over older records.
        (
            "overloaded 529\n"
            f'[{{"error":"Error: {envelope("authentication_error", "no", 401)}","timestamp":""}}]',
            "overloaded",
        ),
        # The API over tool output.
        (
            "⏺ Fetch(https://example.com)\n  ⎿  Received 4 KB (200 OK)\n"
            f"  ⎿  API Error: {envelope('authentication_error', 'expired', 401)}",
            "key-rejected",
        ),
        # The cause over the abort that follows.
        (f"Error: {envelope('api_error', 'Internal', 500)}\nAPI Error: Request was aborted.",
         "api-error"),
        # A named reason over a bare time-out.
        ("API Error (529 Overloaded) · Retrying in 1 seconds… (attempt 1/10)\n"
         "API Error: Request timed out.", "overloaded"),
        # The answer over the dropped stream before it.
        ("API Error: Connection closed mid-response.\nAPI Error: 403 Request not allowed",
         "region-blocked"),
        # The limit's own notice over the 429 behind it.
        (
            "You've hit your limit · resets 7pm\n"
            f'[{{"error":"Error: {envelope("rate_limit_error", "x", 429)}","timestamp":""}}]',
            "subscription-limit",
        ),
        # The line that explains over the headline that guesses.
        ("Bad request - please check your parameters\nYour credit balance is too low to access",
         "credit-exhausted"),
        # A failure over the warning before it.
        ("Warning: ANTHROPIC_API_KEY not set, checks are off\n"
         "Failed to connect to api.anthropic.com: ERR_BAD_REQUEST", "service-check-failed"),
        # What is noticed is not what fails.
        ("⏺ Claude Opus limit reached, now using Sonnet 4\n"
         f"  ⎿  API Error: {envelope('authentication_error', 'no', 401)}", "key-rejected"),
    ],
)  # fmt: skip
def test_of_two_failures_the_decisive_one(text: str, expected: str) -> None:
    """The reading follows the failure that the user is stopped by."""
    assert expected == read(text).entry.id


@pytest.mark.parametrize(
    "text",
    [
        "see cli.js:529:12",
        "exit code 500",
        "used 429 tokens of 1000",
        "progress 40.4%, 401 lines changed",
        "listening on port 4040",
    ],
)
def test_numbers_that_are_no_statuses(text: str) -> None:
    """A number counts only beside a word that makes it a status."""
    assert read(text).http_status is None
    assert read(text).side in ("unknown", "none")


def test_article_code() -> None:
    """`400-4` is in no official source, and the reading says so."""
    reading = read("400-4")
    assert ("unknown", "low") == (reading.side, reading.confidence)
    assert "no official source" in reading.entry.meaning
    assert "unconfirmed" in reading.entry.meaning


def test_structure_outranks_words() -> None:
    """What the user sent, quoted back in a refusal, is no evidence of an outage."""
    told = envelope("invalid_request_error", "messages.0: 529 overloaded ECONNRESET timed out", 400)
    reading = read(f"API Error: {told}")
    assert ("client", 400, "invalid_request_error", "high") == (
        reading.side,
        reading.http_status,
        reading.error_type,
        reading.confidence,
    )


def test_words_outrank_a_bare_number() -> None:
    """A phrase that is enough says more than the status beside it."""
    assert "client" == read("API Error: 500 prompt is too long: 9 tokens > 8 maximum").side


def test_request_id_is_found() -> None:
    """The decisive failure's own request id is kept."""
    assert "req_011Invented00000000" == read(envelope("api_error", "x", 500)).request_id


def test_matches_count_every_kind() -> None:
    """All distinct failures are listed with their counts, the decisive one first."""
    text = "\n".join(
        ["API Error: Request timed out."] * 3
        + [f"API Error: {envelope('overloaded_error', 'Overloaded', 529)}"] * 2
    )
    matches = read(text).matches
    assert [("overloaded", 2), ("timed-out", 3)] == [(m.id, m.count) for m in matches]


def test_secrets_do_not_come_back() -> None:
    """Excerpts are redacted and short."""
    key = "sk-ant-api03-" + "A" * 40
    reading = read(f"API Error: 401 invalid x-api-key x-api-key: {key} " + "tail " * 500)
    shown = reading.message + "".join(m.excerpt for m in reading.matches)
    assert "AAAA" not in shown
    assert len(reading.message) <= 300


def test_bytes_and_powershell() -> None:
    """Bytes are read too, UTF-16 with its mark included."""
    text = "API Error: Connection closed mid-response."
    assert "incomplete_stream" == read(text.encode()).category
    assert "incomplete_stream" == read(text.encode("utf-16")).category
    assert "unknown" == read(bytes(range(256))).side


PIECES = st.sampled_from(
    [
        *(text for texts in SAID.values() for text in texts),
        "\n", " ", "⎿ ", '[{"error":"', "{" * 50, "\\" * 50, "> ", "│", "\x1b[31m", "\ud800", "\0",
        "error " * 20, "5" * 30, "message:", "type:", "<html", "a." * 70,
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=2000)
@given(st.lists(PIECES | st.text(max_size=40), max_size=12))
def test_reading_is_total(pieces: list[str]) -> None:
    """Whatever is pasted, there is a reading with known words, and no exception."""
    reading = read("".join(pieces))
    assert isinstance(reading, Reading)
    assert reading.confidence in ("high", "medium", "low")
    assert all(match.count > 0 for match in reading.matches)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_binary_is_read(content: bytes) -> None:
    """Binary input gives a reading as well."""
    assert isinstance(read(content), Reading)


MEGABYTES = 10
HOSTILE = {
    "one line": "x" * 1000,
    "braces": "{",
    "backslashes": "\\",
    "blanks": " ",
    "line ends": "\n",
    "errors": "error ",
    "codes": "api error: 5",
    "records": '[{"error":"',
    "statuses": "status code: 529 ",
    "marks": "⎿ API Error: ",
    "hosts": "a.b-c.",
    "stamped lines": "2026-11-22 12:00:00,001 ERROR app: x\n",
    "an overloaded line": envelope("overloaded_error", "Overloaded", 529) + "\n",
}


def seconds(text: str, enough: float) -> float:
    """Processor time of reading, the best of up to three runs: others use the machine too."""
    times = []
    while len(times) < 3 and (not times or min(times) > enough):
        began = time.process_time()
        read(text)
        times.append(time.process_time() - began)
    return min(times) if min(times) <= enough else clock.quiet(min(times))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("size", [60_000, MEGABYTES * 1_000_000])
def test_no_input_takes_long(name: str, size: int) -> None:
    """Ten megabytes of anything are read in a second."""
    text = (HOSTILE[name] * (size // len(HOSTILE[name]) + 1))[:size]
    assert seconds(text, enough=1) <= 1


NO_TWO_ALIKE = {
    "stamped": "2026-11-22T{:02}:{:02}:{:02}.{:03}Z ERROR API Error: 529 Overloaded, attempt {}",
    "ids": "error {:x}-{:x}-{:x}{:x} request req_01{:016x} timed out",
    "numbers": "error {}.{} {} {} {}",
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NO_TWO_ALIKE)
def test_failing_lines_that_all_differ_take_no_longer(name: str) -> None:
    """Times, ids and counters make no new kind of line: each is counted, in the same second."""
    rng = random.Random(1)
    lines, size = [], 0
    while size < MEGABYTES * 1_000_000:
        lines.append(NO_TWO_ALIKE[name].format(*(rng.randrange(60) for _ in range(4)), len(lines)))
        size += len(lines[-1]) + 1
    assert len(set(lines)) == len(lines)
    text = "\n".join(lines)
    assert seconds(text, enough=1) <= 1
    if name != "numbers":  # those are no failures of a call
        assert len(lines) == sum(match.count for match in read(text).matches)


def test_short_lines_that_are_all_unlike_take_no_longer() -> None:
    """They are judged in samples; what is rare among them is found, and the newest of it too."""
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghij", k=5)) for _ in range(700_000)]
    lines = [f"529 {word}" for word in words]
    lines[300_000] = "error: certificate has expired, anthropic"
    lines[-1] = "API Error: 401 Invalid API key"
    text = "\n".join(lines)
    assert seconds(text, enough=1) <= 1
    reading = read(text)
    assert "key-rejected" == reading.entry.id
    assert {"overloaded", "certificate-expired"} <= {match.id for match in reading.matches}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("lines", [1, 40, 900, 40_000])
def test_a_file_is_read_as_its_text_is(lines: int, encoding: str) -> None:
    """Wherever its slices end, and whatever a letter's bytes are."""
    text = "".join(f"2026-11-22 ä {n} API Error: 529 Overloaded für {n}\n" for n in range(lines))
    assert read(text) == read_file(io.BytesIO(text.encode(encoding)))


def test_a_big_log_is_counted() -> None:
    """In a log of megabytes the failures are found, told apart and counted."""
    rng = random.Random(1)
    quiet = [" ".join(rng.choices(["alpha", "beta", "gamma"], k=12)) for _ in range(40_000)]
    stamp = "2026-11-22T12:00:0{}Z [ERROR] "
    over = envelope("overloaded_error", "Overloaded", 529)
    for at in range(0, 40_000, 100):
        quiet[at] = stamp.format(at % 10) + over.replace("Invented", f"Inv{at:05}")
    for at in range(50, 40_000, 1000):
        quiet[at] = stamp.format(at % 10) + "anthropic.APITimeoutError: Request timed out."
    reading = read("\n".join(quiet))
    assert {"overloaded": 400, "timed-out": 40} == {m.id: m.count for m in reading.matches}
    assert "overloaded" == reading.entry.id


def test_the_last_failure_of_a_big_log_decides() -> None:
    """Of failures that weigh the same, the newest is what stops the user."""
    old = f"2026-11-22T12:00:00Z [ERROR] {envelope('overloaded_error', 'Overloaded', 529)}\n"
    new = f"2026-11-22T13:00:00Z [ERROR] {envelope('authentication_error', 'invalid', 401)}\n"
    assert "key-rejected" == read(old * 1000 + new).entry.id


def test_the_import_is_light() -> None:
    """The reader needs the standard library and our core only."""
    program = (
        "import sys, claude_doctor.failures.reader; "
        "print(sorted({'pydantic', 'httpx', 'rich', 'bs4', 'praw', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert b"[]" == done.stdout.strip()


@pytest.mark.parametrize("rule", ["```", "~~~", "-----", "│", "**"])
def test_the_deciding_line_says_something(rule: str) -> None:
    """A fence or a rule around a message is not the line that decided."""
    text = f"{rule}\nAPI Error: 529 Overloaded\n{rule}"
    assert "API Error: 529 Overloaded" == read(text).line
