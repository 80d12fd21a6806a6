"""What is not known is said by what is not known, and never by another request's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claude_doctor.engine.judge import Judgement, judge
from claude_doctor.engine.model import Evidence, Outcome
from claude_doctor.engine.saved import read
from claude_doctor.engine.sheet import Sheet
from claude_doctor.failures.classify import classify
from claude_doctor.probes import ping
from claude_doctor.rules import all_rules
from claude_doctor.sources.api import own_models
from claude_doctor.sources.api.reply import Answer, Author, Reply, Transport, refused
from tests.conftest import ROOT

#: What fills a slot for something that nobody measured, and says nothing.
HOLLOW = ("no status", "no message", "unknown way", "()", ": )", "?)", "not measured")
GOOD = Reply("haiku", answer=Answer.COMPLETE, http_status=200, answered_by=Author.ANTHROPIC)
WAITED = "no answer within 3.9 s, and no connection until then"


def unsigned(status: int, words: str | None = None) -> Reply:
    """A refusal in nobody's shape."""
    return Reply(
        "opus", answer=Answer.ERROR, http_status=status, answered_by=Author.UNKNOWN,
        error=classify(status, None, words or "", headers={}), message=words,
    )  # fmt: skip


def signed(status: int, words: str | None = None) -> Reply:
    """A refusal in the API's own shape; without words there is no message in it."""
    told = {"type": "odd_error"} | ({} if words is None else {"message": words})
    bare = Reply("opus", http_status=status, answered_by=Author.ANTHROPIC)
    return refused(bare, {"type": "error", "error": told}, status)


REPLIES = {
    "unheard": Reply("opus", answer=Answer.UNHEARD, detail=WAITED, quiet=0.3),
    "silent": Reply("opus", answer=Answer.NONE, detail="no answer within 3.9 s", total_ms=3900),
    "no name": Reply("opus", answer=Answer.UNREACHED, transport=Transport.DNS,
                     detail="the name does not resolve"),
    "reset": Reply("opus", answer=Answer.UNREACHED, transport=Transport.DROPPED,
                   detail="connection reset"),
    "cut": Reply("opus", answer=Answer.CUT, http_status=200, detail="an empty stream"),
    "bomb": Reply("opus", answer=Answer.FOREIGN, http_status=200,
                  detail="answered with more than 2 MiB"),
    **{f"empty {n}": Reply("opus", answer=Answer.EMPTY, http_status=n, answered_by=Author.UNKNOWN,
                           detail="an empty answer") for n in (200, 502)},
    **{f"unsigned {n}": unsigned(n) for n in (400, 402, 403, 404, 405, 408, 418, 429, 522)},
    **{f"signed {n}": signed(n) for n in (400, 401, 402, 403, 404, 408, 413, 418, 429, 500, 529)},
    "said": signed(418, "I am a teapot"),
}  # fmt: skip


def judged(first: Reply, own: Reply | None = None, **network: object) -> Judgement:
    """The verdict where the ping came to this, the request for the user's own model to that, and
    nobody else saw anything."""
    saved = (ROOT / "tests/cases/healthy.json").read_text(encoding="utf-8")
    evidence = {one.name: one for one in read(saved)[2]}
    sheet = Sheet("ping")
    for fact, value in ((ping.GATEWAY, False), (ping.KEYED, True)):
        sheet.put(fact, value)
    ping._put(sheet, first)
    failed = own if own is not None and own.works is False else None
    sheet.put(own_models.MODEL_ANSWER, failed.answer if failed else Answer.COMPLETE)
    sheet.put(own_models.MODEL_ERROR, own_models.error(failed) if failed else "none")
    if failed is not None:
        own_models.put_words(sheet, failed)
    evidence["ping"] = Evidence("ping", Outcome.MEASURED, facts=sheet.facts)
    evidence["network"] = replace(evidence["network"], facts=network)
    here = {**evidence["environment"].facts, "base_url": "https://api.anthropic.com"}
    evidence["environment"] = replace(evidence["environment"], facts=here)
    return judge(tuple(evidence.values()), all_rules())


@pytest.mark.parametrize("name", REPLIES)
def test_no_sentence_is_hollow(name: str) -> None:
    """Whatever a request came to, the verdict says it, or what of it is not known: of the ping, and
    of the request for the user's own model beside a ping that works."""
    alone = judged(REPLIES[name]).verdict
    beside = judged(GOOD, REPLIES[name]).verdict
    for verdict in (alone, beside):
        assert [] == [words for words in HOLLOW if words in verdict.summary], verdict.summary
    status = REPLIES[name].http_status
    assert status == 200 or "200" not in beside.summary, beside.summary


def test_nothing_heard_says_so_and_why() -> None:
    """Nothing was heard before the deadline: for how long, how far it came, and whether this
    machine was too busy to hear or the time too short."""
    busy = judged(REPLIES["unheard"], busy=True).verdict
    short = judged(REPLIES["unheard"], busy=False).verdict
    for verdict in (busy, short):
        assert ("unknown", "down") == (verdict.side, verdict.severity)
        assert (
            f"nothing was heard from https://api.anthropic.com before the deadline ({WAITED})"
            in (verdict.summary)
        )
    assert "too busy" in busy.summary and "too busy" not in short.summary


def test_an_address_that_nobody_set_is_not_wrong() -> None:
    """A 404 in nobody's shape from the API's own address is no mistake of the user's."""
    verdict = judged(unsigned(404)).verdict
    assert ("unknown", "not-enough-evidence") == (verdict.side, verdict.cause)
    assert "not in the API's format (404 without a message)" in verdict.summary
