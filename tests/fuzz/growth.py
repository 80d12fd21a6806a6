"""How the time of a reader grows with the length of what it reads: twice as much, twice as long.

Patterns that backtrack show only on texts that are made for it: one part again and again, and then
something that does not fit. The parts are those of the seeds, and what patterns stumble over.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from tests.fuzz.drive import Finding, Tally, run
from tests.fuzz.target import Target

_BEGIN, _STEPS = 4_000, 4  # bytes, and how often they are doubled: 64,000 at last
#: Seconds below which a growth is none that a user would notice; and how many times as long a text
#: of four times the length may take (quadratic: 16).
_NOTICED, _GROWTH = 0.25, 11.0
LONGEST_S = 4.0
_PARTS = (
    b" ", b"\n", b"\r\n", b"\t", b"a", b"A", b"_", b"0", b"1", b"a ", b"a.", b"a-", b"a_", b"a,",
    b"a=",
    b"a:", b": ", b"[", b"]", b"{", b"}", b"(", b")", b"<", b">", b"</", b"<a ", b"<!--", b"&#",
    b"\"", b"'", b"\\", b"\\\"", b"\\n", b"\\u00", b"/", b"//", b"http://", b"http://a", b"a@",
    b"@",
    b"a.a", b"1.", b"1 ", b"1, ", b"4", b"42", b"429 ", b"529 ", b"error", b"error ", b"error: ",
    b'{"a":', b'"a":"', b'{"error":{', b"{'type': 'error', ", b"api error", b"(attempt 1/",
    b"retry ",
    b"retrying in ", b"https://api.anthropic.com/", b"api.anthropic.com ", b"req_0",
    b"at a (b:1:1)\n",
    b'File "a", line 1\n', b"[cause]: ", b"2026-11-22", b"12:00:00 ", b"data:", b"data: {}\n",
    b"event:",
    b"\x1b[", b"\x1b]8;;", "é".encode(), "\u202e".encode(), "\u200b".encode(), "…".encode(),
    b"\xff", b"\0",
    b"-----", b"==", b"=3D", b"%41", b"${a", b"$(", b"`", b"x-a: b\n", b"< x: y\n", b"models=[",
    b"claude-",
    b"anthropic.", b"model ", b"limit ", b"rate limit ", b"tokens ", b"not a, ",
)  # fmt: skip
_ENDS = (b"", b"!", b"\n", b'"', b"x")


def pumped(target: Target) -> Iterator[tuple[bytes, bytes, bytes]]:
    """What stands before, what repeats, what ends it."""
    random.seed(0)
    seeds = target.seeds()
    some = random.Random(7)
    for part in _PARTS:
        yield b"", part, some.choice(_ENDS)
        seed = some.choice(seeds)
        at = some.randrange(len(seed) + 1)
        yield seed[:at][-2000:], part, seed[at:][:2000]
    for seed in some.sample(seeds, min(len(seeds), 12)):
        yield b"", seed[:400] + b"\n", b""
        at = some.randrange(len(seed) + 1)
        yield seed[:at][-2000:], seed[at : at + some.choice((1, 3, 9, 30))] or b"x", b"!"


def grown(target: Target) -> Tally:
    """Every text that is made so, longer and longer."""
    tally = Tally(target.name)
    begun = time.process_time()
    for before, part, after in pumped(target):
        took: list[float] = []
        for step in range(_STEPS + 1):
            length = _BEGIN << step
            data = before + part * (length // len(part)) + after
            at = time.process_time()
            found = run(target, data, LONGEST_S)
            took.append(time.process_time() - at)
            tally.cases += 1
            slow = took[-1] > _NOTICED and len(took) > 2 and took[-1] > _GROWTH * took[-3]
            if slow and found is None:
                kind = f"grows: {took[-3]:.2f} s, {took[-1]:.2f} s for four times as much"
                found = Finding(target.name, data, kind, "")
            if found is not None:
                kind = f"{found.kind.partition(':')[0]} on {part[:20]!r}"
                tally.found[kind] = found
                tally.times[kind] = tally.times.get(kind, 0) + 1
                break
    tally.took = time.process_time() - begun
    return tally
