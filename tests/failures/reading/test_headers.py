"""Headers come with every answer: by their names nothing has failed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.failures.reader import read
from claude_doctor.failures.reading.headers import without
from tests.conftest import Run
from tests.failures.answers import HEADERS, cut_streams, dumps

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "samples" / "clients"
WORKED = dict(dumps(200))
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are absent")


@pytest.mark.parametrize("text", WORKED.values(), ids=WORKED)
def test_an_answer_that_came_is_no_failure(text: str) -> None:
    """Whatever client wrote it down: nothing in it tells of a failure, and that is said."""
    reading = read(text)
    assert ("none", "not_an_api_error") == (reading.side, reading.category)
    assert "Nothing in the text shows a failure." == reading.entry.meaning


def test_one_line_about_success_is_no_failure() -> None:
    """A status of success alone is enough to say so."""
    line = 'HTTP Request: POST https://api.anthropic.com/v1/messages "HTTP/1.1 200 OK"'
    assert "no-failure" == read(line).entry.id


@pytest.mark.parametrize(
    ("status", "category", "side"),
    [(429, "rate_limit", "account"), (529, "overloaded", "server"), (401, "auth", "client")],
)
def test_the_status_decides_beside_any_headers(status: int, category: str, side: str) -> None:
    """Of a refused answer the status is read in every client's shape, not the headers' names."""
    for shape, text in dumps(status):
        reading = read(text)
        assert (category, side) == (reading.category, reading.side), shape
        assert status == reading.http_status, shape


# Where a header's name and value stand together; elsewhere they are read as any other 429.
TOGETHER = ("python-sdk", "typescript-sdk", "curl -v", "curl -i", "requests", "json")


@pytest.mark.parametrize("shape", TOGETHER)
def test_headers_inform_a_failure_that_is_there(shape: str) -> None:
    """Of a 429, a short wait is a limit that refills; one of hours and a refused plan are not."""
    assert "rate-limited" == read(dict(dumps(429))[shape]).entry.id
    for name, value in (
        ("retry-after", "9000"),
        ("anthropic-ratelimit-unified-status", "rejected"),
    ):
        text = dict(dumps(429, HEADERS | {name: value}))[shape]
        assert "subscription_limit" == read(text).category, name


def test_headers_alone_that_say_nothing_is_left() -> None:
    """Who pastes no more than that nothing remains asks about their limit."""
    assert (
        "rate_limit" == read("anthropic-ratelimit-requests-remaining: 0\nretry-after: 5").category
    )


@pytest.mark.parametrize("text", dict(cut_streams()).values(), ids=dict(cut_streams()))
def test_an_answer_that_broke_off_is_a_cut_stream(text: str) -> None:
    """Status 200 and a broken connection: the answer had begun; its headers are no reason."""
    assert "incomplete_stream" == read(text).category


@pytest.mark.parametrize(
    "text",
    [
        "anthropic-version: header is required",
        "x-api-key: header is required",
        "ratelimit: please slow down",
        "x-ratelimit-limit was exceeded",
    ],
)
def test_sentences_about_headers_stay(text: str) -> None:
    """What the API says of a header of the request is no header."""
    assert text == without(text, failed=True)


@pytest.mark.parametrize(
    "piece", ['"x-ratelimit-a": "', "a-", "\\", '"', "x-ratelimit-", '"' + "\\" * 8, "nel:["]
)
def test_no_text_takes_long(piece: str) -> None:
    """The longest statement made of anything is looked through in a tenth of a second."""
    text = ("limit " + piece * 20_000)[:20_000]
    began = time.process_time()
    without(text, failed=True)
    assert time.process_time() - began < 0.1


def test_the_commands_say_so(run: Run, tmp_path: Path) -> None:
    """`explain` on standard input and `check --error-file`: a log of a call that worked."""
    text = WORKED["python-sdk"]
    explained = json.loads(run("explain", "--json", input=text).stdout)
    assert ("none", "not_an_api_error") == (explained["side"], explained["category"])
    assert "Nothing in the text shows a failure." in run("explain", input=text).stdout
    path = tmp_path / "debug.log"
    path.write_text(text)
    with serve(by_name("healthy")) as running:
        done = run("check", "--json", "--error-file", str(path), env=running.environ())
    report = json.loads(done.stdout)
    assert "healthy" == report["verdict"]["side"]
    facts = next(probe["facts"] for probe in report["probes"] if probe["name"] == "error")
    assert ("none", "not_an_api_error") == (facts["side"], facts["category"])


@needs_samples
@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("01-py-sdk-debug-log-healthy-200.txt", "not_an_api_error"),
        ("01-ts-sdk-debug-log-healthy-200.txt", "not_an_api_error"),
        ("01-vercel-ai-cut-stream-inspect.txt", "incomplete_stream"),
        ("06-py-debug-overloaded-3-attempts.txt", "overloaded"),
    ],
)
def test_what_real_clients_wrote(name: str, category: str) -> None:
    """Real debug logs are read for what happened."""
    assert category == read((SAMPLES / name).read_text(encoding="utf-8")).category
