"""How well the reader reads the labelled corpus: accuracy and confusion, for both halves.

    python tests/corpus_report.py [PATH]

The corpus is split by a hash of the id. While the rules were written only the build half was
looked at; see the note in test_corpus.py on what was done with the other one, and when.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claude_doctor.failures.reader import Reading, read

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "dev.jsonl"


@dataclass(slots=True)
class Score:
    """What became of one half."""

    texts: int = 0
    fault: int = 0
    category: int = 0
    retryable: int = 0
    crossed: list[str] = field(default_factory=list)  # server read as client, or the reverse
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def share(self, right: int) -> float:
        """The share of the texts."""
        return right / self.texts if self.texts else 1.0


def rows(path: Path = CORPUS) -> list[dict[str, Any]]:
    """The labelled texts."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def in_build_half(row: dict[str, Any]) -> bool:
    """Which half a text is in, for good."""
    return hashlib.sha256(f"claude-doctor:{row['id']}".encode()).digest()[0] % 2 == 0


def score(texts: Iterable[dict[str, Any]], reader: Callable[[str], Reading] = read) -> Score:
    """Read the texts and compare with the labels."""
    result = Score()
    for row in texts:
        reading = reader(row["text"])
        result.texts += 1
        result.fault += reading.side == row["fault"]
        result.category += reading.category == row["category"]
        result.retryable += reading.retryable == row["retryable"]
        if {reading.side, row["fault"]} == {"server", "client"}:
            result.crossed.append(row["id"])
        if reading.category != row["category"]:
            result.confusion[row["category"], reading.category] += 1
    return result


def table(name: str, got: Score) -> str:
    """One half as text."""
    lines = [
        f"{name}: {got.texts} texts, fault {got.share(got.fault):.1%}, category "
        f"{got.share(got.category):.1%}, retryable {got.share(got.retryable):.1%}, "
        f"crossed {len(got.crossed)}"
    ]
    for (label, read_as), count in got.confusion.most_common():
        lines.append(f"    {count:3} × {label} read as {read_as}")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    labelled = rows(path)
    print(table("build half", score(r for r in labelled if in_build_half(r))))
    print(table("held-out half", score(r for r in labelled if not in_build_half(r))))
    print(table("all", score(labelled)))


if __name__ == "__main__":
    main()
