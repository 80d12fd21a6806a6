"""Logs in which nearly every line fails: the counts of a slow reader, in bounded work."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from claude_doctor.failures import reader
from claude_doctor.failures.reading import big
from claude_doctor.logs import groups, kinds
from claude_doctor.sources.claude_code import record
from tests.logs.records import found

SAID = (
    "Error code: 529 - {{'type': 'error', 'error': {{'type': 'overloaded_error', 'message': "
    "'Overloaded'}}, 'request_id': 'req_011C{id}'}}",
    "API Error: 500 Internal server error. trace={id}",
    "anthropic.RateLimitError: Error code: 429 rate_limit_error, retry-after: {small}",
    "anthropic.RateLimitError: Error code: 429 rate_limit_error, retry-after: {large}",
    "anthropic: 401 authentication_error: invalid x-api-key (worker {small})",
    "claude: prompt is too long: {large} tokens > 200000 maximum",
    "anthropic: Your credit balance is too low to access the Anthropic API ({word})",
    "anthropic.APIConnectionError: connect ECONNREFUSED, {word} {word}",
    "all went well with anthropic, {word}",
    '{{"level": "error", "msg": "anthropic: 404 not_found_error: model: claude-{word}-9"}}',
)


def lines(count: int, seed: int = 1) -> list[str]:
    """Invented lines, ten seconds apart, of which hardly two are alike."""
    dice = random.Random(seed)
    made = []
    for n in range(count):
        text = dice.choice(SAID).format(
            id=f"{dice.getrandbits(80):020x}", small=dice.randrange(2, 99),
            large=dice.randrange(3600, 90_000),
            word="".join(dice.choices("bcdfghklmnprstvwz", k=7)),
        )  # fmt: skip
        minute, second = divmod(10 * n, 60)
        clock = f"2020-01-{minute // 1440 % 28 + 1:02}T{minute // 60 % 24:02}:{minute % 60:02}"
        made.append(
            f"{clock}:{second:02}.{dice.randrange(1000):03}Z [{dice.randrange(9999)}] {text}"
        )
    return made


def test_the_counts_of_a_slow_reader(tmp_path: Path) -> None:
    """Every line read by itself, one after the other, gives the same counts by cause."""
    texts = lines(600)
    slow = Counter(reader.read(text).entry for text in texts)
    path = tmp_path / "app.log"
    path.write_text("\n".join(texts))
    got = {cause["id"]: cause["failures"] for cause in found(path)["causes"]}
    assert {row.id: n for row, n in slow.items() if row.side not in ("none", "unknown")} == got
    assert len(got) >= 8


def test_judgements_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines differ, few are judged; the others count with those that are alike."""
    judged = 0
    real = big.first

    def counting(*what: object) -> object:
        nonlocal judged
        judged += 1
        return real(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(big, "first", counting)
    texts = lines(6000)
    path = tmp_path / "app.log"
    path.write_text("\n".join(texts))
    got = {cause["id"]: cause["failures"] for cause in found(path)["causes"]}
    assert judged <= kinds.EXACT + kinds.ALIKE
    told = Counter(
        one for text in texts for one in ("529", "401", "500", "404") if one in text[30:]
    )
    assert abs(got["overloaded"] - sum("Overloaded" in text for text in texts)) <= 2
    assert abs(got["key-rejected"] - sum("x-api-key" in text for text in texts)) <= 2
    assert told["404"] >= got["model-not-found"] > 500
    assert sum(got.values()) >= 0.99 * sum("went well" not in text for text in texts)


MANY: dict[str, Callable[[], str]] = {
    "one short line": lambda: "529\n" * 2_000_000,
    "one line of one second": lambda: "2020-01-01T12:00:00Z anthropic 529 overload\n" * 160_000,
    "one short failure": lambda: "claude: overloaded_error\n" * 300_000,
    "all of one second": lambda: "".join(
        f"2020-01-01T12:00:00Z anthropic 529 overloaded_error {n:x}\n" for n in range(50_000)
    ),
    "without a line end": lambda: "anthropic 529 overloaded_error " * 260_000,
    "undated words": lambda: "\n".join(
        " ".join(random.Random(n).choices(("error", "529", "claude", "limit", "api_", "foo"), k=9))
        for n in range(40_000)
    ),
}  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is in KiB there")
@pytest.mark.parametrize("name", MANY)
def test_megabytes_of_failing_lines(name: str, nowhere: dict[str, str], tmp_path: Path) -> None:
    """Some MB of failures take seconds of the processor at most, and less than 100 MiB."""
    path = tmp_path / "app.log"
    path.write_text(MANY[name]())
    program = (
        "import resource,subprocess,sys; subprocess.run(sys.argv[1:], stdout=-3, check=True); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_maxrss // 1024, used.ru_utime)"
    )
    command = [sys.executable, "-m", "claude_doctor", "logs", str(path)]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        env=nowhere, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    memory, seconds = done.stdout.split()
    assert int(memory) < 100
    assert float(seconds) < 6  # 0.5 to 2 s on a quiet machine; 10 MB took 4 to 59 s once


def test_what_waits_is_bounded() -> None:
    """Failures of one moment are let go in time, each once."""
    from claude_doctor.failures.classify import by_id
    from claude_doctor.logs.events import Event

    many = groups.Groups()
    seen = 0
    for n in range(5000):
        seen += len(many.failure(Event(by_id("overloaded"), 0.0, False), n))
        assert sum(len(group.waiting) for group in many.open.values()) <= groups.HELD
    assert 5000 == seen + len(many.flush())


TEXTS = (
    ("API Error: 529 Overloaded. {}", "overloaded", 529),
    ("API Error: 401 invalid x-api-key {}", "authentication_failed", None),
    ("You've hit your session limit · resets 9:50pm ({})", "rate_limit", 429),
    ("{} something that nobody foresaw", "server_error", None),
    ("{}", "overloaded", None),
)


@pytest.mark.parametrize(("text", "kind", "status"), TEXTS)
def test_texts_of_records_beyond_the_bound(text: str, kind: str, status: int | None) -> None:
    """Texts of which no two are alike mean the same when they are no longer read one by one."""
    many = kinds.Kinds(left=0)
    for n in range(20):
        word = "".join(random.Random(n).choices("bcdfghklmnprstvwz", k=9))
        one = record.Record(None, False, text.format(word), kind, status)
        exact, told = record.understood(one.text, kind=kind, status=status)
        row, seen = many.of_record(one)
        assert exact.id == row.id
        assert told == seen


def test_a_text_known_by_heart_means_what_it_did() -> None:
    """Records in any order, most of them again and again, mean what they mean where no text is
    kept; what is kept is bounded, and a long text is none of it."""
    dice = random.Random(4)
    told = [
        record.Record(None, False, text.format(word) + more, kind, status)
        for text, kind, status in TEXTS
        for word in ("", "529 500", "req_011Cabc123", "x" * 3000)
        for more in ("", " 401", "\n")
    ]
    by_heart, by_words = kinds.Kinds(), kinds.Kinds()
    for one in dice.choices(told, k=400):
        slow = by_words._of_words(one.text, one.status, one.kind)
        assert slow == by_heart.of_record(one)
    for n in range(2 * kinds.REPEATED):
        by_heart.of_record(record.Record(None, False, f"API Error: 529 Overloaded. {n}"))
    kept = by_heart._meaning.cache_info()
    assert kept.hits > 200
    assert kept.currsize <= kinds.REPEATED
    count = kept.currsize
    by_heart.of_record(record.Record(None, False, "API Error: 529 " + "x" * kinds.SHOWN))
    assert by_heart._meaning.cache_info().misses == kept.misses
    assert by_heart._meaning.cache_info().currsize == count
