"""How well the reader reads the labelled texts: each set whole, and its build and held-out half.

    python -m tests.failures.corpus_report [--wrong] [NAME…]

A set is split by a hash of the id. While the reader was built only the build halves were looked
at; what was done with the others, and when, stands in test_corpus.py.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claude_doctor.failures.reader import Reading, read

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
CORPUS = SHARED / "corpus" / "dev.jsonl"
CLIENTS = SHARED / "samples" / "clients"

Row = dict[str, Any]

# What the README of the clients' outputs says that each must give.
_CLIENTS = {
    "01-py-sdk-debug-log-healthy-200.txt": ("none", "not_an_api_error"),
    "01-ts-sdk-debug-log-healthy-200.txt": ("none", "not_an_api_error"),
    "01-vercel-ai-cut-stream-inspect.txt": ("either", "incomplete_stream"),
    "03-cc-transcript-overloaded.jsonl": ("server", "overloaded"),
    "04-cc-gateway-overloaded.txt": ("server", "overloaded"),
    "04-cc-gateway-bad-gateway.txt": ("server", "gateway_error"),
    "05-own-503.txt": ("server", "server_error"),
    "06-cc-debug-overloaded-3-attempts.txt": ("server", "overloaded"),
    "06-py-debug-overloaded-3-attempts.txt": ("server", "overloaded"),
    "07-cc-egress-denied.txt": ("network", "proxy"),
    "07-py-egress-denied.txt": ("network", "proxy"),
    "07-curl-fail-529.txt": ("server", "overloaded"),
    "07-litellm-captive.txt": ("network", "proxy"),
    "07-litellm-overloaded-in-stream.txt": ("server", "overloaded"),
    "07-vercel-billing.txt": ("account", "quota_spend"),
    "07-vercel-timeout.txt": ("server", "timeout"),
}


@dataclass(slots=True)
class Score:
    """What became of some texts. `sure`: of each confidence, how many were right and how many."""

    texts: int = 0
    fault: int = 0
    category: int = 0
    retryable: int = 0
    crossed: list[str] = field(default_factory=list)  # server read as client or account, or back
    sure: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def share(self, right: int) -> float:
        """The share of the texts."""
        return right / self.texts if self.texts else 1.0


def rows(path: Path = CORPUS) -> list[Row]:
    """The labelled texts."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def codes(shape: str) -> Iterator[Row]:
    """The stable error codes, as one program or another writes them."""
    for row in rows(CORPUS.parent / "error-codes.jsonl"):
        yield row | {"id": f"{row['code']}/{shape}", "text": _coded(row, shape)}


def _coded(row: Row, shape: str) -> str:
    code, status, kind = row["code"], row["http_status"], row["error_type"]
    name = "".join(part.capitalize() for part in code.split("_"))
    error = {"type": kind, "message": "See details.", "details": {"error_code": code}}
    body = {"type": "error", "error": error, "request_id": "req_011Invented00000000"}
    return {
        "json": json.dumps(body),
        "python": f"anthropic.{name}Error: Error code: {status} - {body!r}",
        "screen": f"API Error: {status} {json.dumps(body, separators=(',', ':'))}",
        "class": f"{name}ErrorDetails(error_code={code!r})",
        "camel": f"{status} {{ errorCode: '{code}', type: '{kind}' }}",
        "bare": code,
    }[shape]


def clients() -> Iterator[Row]:
    """Outputs of real clients, with what the README says that they must give."""
    for name, (fault, category) in _CLIENTS.items():
        text = (CLIENTS / name).read_text(encoding="utf-8")
        yield {"id": name, "text": text, "fault": fault, "category": category}


SETS: dict[str, Callable[[], Iterable[Row]]] = {
    "dev": lambda: rows(CORPUS),
    "dev-2026-11": lambda: rows(CORPUS.parent / "dev-2026-11.jsonl"),
    "messages": lambda: rows(CORPUS.parent / "claude-code-messages.jsonl"),
    **{
        f"codes-{shape}": (lambda shape=shape: codes(shape))  # type: ignore[misc]
        for shape in ("json", "python", "screen", "class", "camel", "bare")
    },
    "clients": clients,
}


def in_build_half(row: Row) -> bool:
    """Which half a text is in, for good."""
    name = str(row["id"]).partition("/")[0]
    return hashlib.sha256(f"claude-doctor:{name}".encode()).digest()[0] % 2 == 0


def score(texts: Iterable[Row], reader: Callable[[str], Reading] = read) -> Score:
    """Read the texts and compare with the labels."""
    result = Score()
    for row in texts:
        reading = reader(row["text"])
        side, category = row["fault"] == reading.side, row["category"] == reading.category
        again = "retryable" not in row or reading.retryable == row["retryable"]
        result.texts += 1
        result.fault += side
        result.category += category
        result.retryable += again
        sure = result.sure.setdefault(reading.confidence, [0, 0])
        sure[0] += side and category
        sure[1] += 1
        pair = {reading.side, row["fault"]}
        if "server" in pair and pair & {"client", "account"}:
            result.crossed.append(row["id"])
        if not category:
            result.confusion[row["category"], reading.category] += 1
        if not (side and category and again):
            result.wrong.append(
                f"{row['id']}: {row['fault']}/{row['category']}/{row.get('retryable')} read as "
                f"{reading.side}/{reading.category}/{reading.retryable} ({reading.entry.id}, "
                f"{reading.confidence}): {' '.join(row['text'].split())[:300]}"
            )
    return result


def table(name: str, got: Score) -> str:
    """One line."""
    sure = ", ".join(
        f"{c} {got.sure[c][0]}/{got.sure[c][1]}" for c in ("high", "medium", "low") if c in got.sure
    )
    return (
        f"{name}: {got.texts} texts, fault {got.share(got.fault):.1%}, category "
        f"{got.share(got.category):.1%}, retryable {got.share(got.retryable):.1%}, "
        f"crossed {len(got.crossed)}; right when {sure}"
    )


def main(arguments: list[str]) -> None:
    """Print the table; with `--wrong` also what was read wrong in the build halves."""
    everything: list[Row] = []
    for name in [a for a in arguments if a in SETS] or SETS:
        texts = list(SETS[name]())
        everything += texts
        build = [row for row in texts if in_build_half(row)]
        held = [row for row in texts if not in_build_half(row)]
        print(table(name, score(texts)))
        got = score(build)
        print(table("    build half", got))
        print(table("    held-out half", score(held)))
        if "--wrong" in arguments or "--all-wrong" in arguments:
            for line in (score(texts) if "--all-wrong" in arguments else got).wrong:
                print("      ", line)
    print(table("all", score(everything)))


if __name__ == "__main__":
    main(sys.argv[1:])
