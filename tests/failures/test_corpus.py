"""The floors on the labelled corpus of real error reports.

The rules were written from one half of the texts. Read blind, the other half then had 84 % of
the faults right. Only after that its wrong answers were looked at, in two portions, and the
rules made more general; so what it shows now is no longer blind. The floors guard against
steps back; they do not say how well unseen texts are read.

That was measured in November 2026 with 268 further texts from public threads, in eight rounds:
labelled first, then read, learnt from only afterwards. Blind, the fault was right in 97, 84, 91,
76, 86, 78, 90 and 82 % of a round, 87 % of all; one text crossed the sides. After the first round
the unusual was sought out, so ordinary pastes fare better than that.

A second series, nine rounds of 410 texts in the mix of the corpus, had 91, 90, 93, 91, 71, 90, 96,
100 and 95 % of the faults right when read blind, 91 % of all, and the category in 84 %; the sides
were never crossed. The fifth was far from the mix after all; the last three came nearest to it.

A third series had other people's labels: six rounds of 1,043 texts in the corpus's mix and by its
conventions, labelled by readers who had not seen the program, each learnt from only afterwards.
Blind, per round: fault 94, 93, 92, 95, 93, 94 %, category 88, 89, 91, 93, 91, 88 %, retryable 96,
94, 93, 95, 97, 95 %; six texts crossed the sides. Most of what was wrong was another provider's
message taken for Anthropic's.

In November 2026 the reader was rebuilt. First figures of the fault in what it had not seen, before
and after: the held-out half of 26 fresh texts 85 and 85 %; four rounds of 42, 39, 32 and 24 texts
of public threads and of programs that share the API's words (a third of the second and fourth) 98,
67, 84 and 79 % before, 95, 72, 88 and 83 % after. What was learnt from a round was learnt after it.
One text crossed the sides: another provider's limit, in words of high demand.
"""

from __future__ import annotations

import pytest

from tests.failures.corpus_report import CORPUS, SETS, Score, score, table

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")

# One of the fresh texts has another provider's own outage, which we call undecided.
LEAST = {"dev-2026-11": 0.98}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    """Each set, read once."""
    return {name: score(texts()) for name, texts in SETS.items()}


@pytest.mark.parametrize("name", SETS)
def test_floors(name: str, scores: dict[str, Score]) -> None:
    """Whose fault, which category, retry or not: as right as promised; no side is crossed."""
    got = scores[name]
    told = table(name, got)
    assert got.share(got.fault) >= LEAST.get(name, 0.99), told
    assert got.share(got.category) >= 0.97, told
    assert got.share(got.retryable) >= 0.94, told
    assert not got.crossed, told


def test_confidence_is_honest(scores: dict[str, Score]) -> None:
    """Over all labelled texts: of the sure answers nearly all are right, of the half sure most."""
    for confidence, least in (("high", 0.99), ("medium", 0.93)):
        pairs = [got.sure.get(confidence, [0, 0]) for got in scores.values()]
        right, of = (sum(pair[at] for pair in pairs) for at in (0, 1))
        assert right / of >= least, (confidence, right, of)
