"""Changes to seeds: of bytes, of words, of numbers, and of JSON as a tree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

LARGEST = 64 * 1024  # bytes of a case; length is what `growth` looks at

_ODD = (
    b"", b"\0", b"\n", b"\r\n", b"\t", b"\x1b[31m", b"\x1b]8;;x\x07", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\\ud800", b"\\u0000", "\u202e".encode(), "\u2028".encode(), "\x85".encode(),
    "é".encode(), "１２".encode(), "٣".encode(), "²".encode(), "İ".encode(), "ß".encode(),
    b"\"", b"'", b"\\", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"&#0;", b"<![CDATA[", b"<!--",
    b"<!DOCTYPE", b":", b"=", b"@", b"/", b"//", b"?", b"#", b"%", b"%00", b"%zz", b"$", b"`", b"~",
    b"..", b"-", b"--", b"+", b"e", b"E", b"_", b"0x", b"inf", b"nan", b"NaN", b"Infinity", b"null",
    b"true", b"[::1]", b"[", b"fe80::1%eth0", b"::ffff:1.2.3.4", b"http://", b"socks5h://",
    b"user:pw@",
    b"9999-12-31T23:59:59Z", b"0001-01-01T00:00:00+23:59", b"+00:00", b"-0000", b"Feb 31", b"24:00",
    b"Sun, 06 Nov 1994 08:49:37 GMT", b"Mon, 99 Foo 99999 99:99:99 +9999",
    b"req_011C", b"529", b"overloaded_error", b"rate_limit_error", b"429", b"500", b"200", b"401",
)  # fmt: skip
_NUMBERS = (
    b"0", b"-0", b"-1", b"1", b"255", b"256", b"999", b"1000", b"65535", b"65536", b"2147483647",
    b"2147483648", b"4294967296", b"9223372036854775807", b"9223372036854775808", b"1e308",
    b"1e309",
    b"-1e309", b"1e-400", b"0.1", b"1" * 20, b"1" * 310, b"9" * 400, b"9" * 4301, b"1_000", b"1e5",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**400, 1e308, 0.5, -0.0, float("inf"),
    float("nan"), "", " ", "x", "\0", "\ud800", "x" * 300, "x" * 5000, [], {}, [[]], [None],
    {"": ""},
    {"a": {}}, "0", "1", "true", "2026-11-22T12:00:00Z", "operational", "major_outage", [1] * 50,
)  # fmt: skip
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(rb"[A-Za-z_]{2,40}")

Mutation = Callable[[bytes, Random, "Pool"], bytes]


class Pool:
    """The seeds of a target, and the words in them, for splicing."""

    def __init__(self, seeds: list[bytes]) -> None:
        self.seeds = seeds
        words = {word for seed in seeds for word in _WORD.findall(seed[:20_000])}
        self.words = sorted(words)[:2000] or [b"x"]


def mutated(random: Random, pool: Pool) -> bytes:
    """One case: a seed with a few changes, most often of one kind."""
    data = random.choice(pool.seeds)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        data = random.choice(_KINDS)(data, random, pool)
    return data[:LARGEST]


def _flip(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + random.randrange(2) :]


def _cut(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] if random.random() < 0.7 else data[at:]


def _drop(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.choice((1, 1, 2, 4, 16, 64)) :]


def _insert(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_ODD) + data[at:]


def _repeat(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    part = data[at : at + random.choice((1, 2, 5, 20, 100))]
    return data[:at] + part * random.choice((2, 3, 10, 50, 400)) + data[at:]


def _number(data: bytes, random: Random, pool: Pool) -> bytes:
    return _in_place(_NUMBER, data, random, random.choice(_NUMBERS))


def _word(data: bytes, random: Random, pool: Pool) -> bytes:
    return _in_place(_WORD, data, random, random.choice(pool.words))


def _in_place(form: re.Pattern[bytes], data: bytes, random: Random, new: bytes) -> bytes:
    """One of the form's places, near a random one, with something else in it."""
    found = form.search(data, random.randrange(len(data) + 1)) or form.search(data)
    return data[: found.start()] + new + data[found.end() :] if found else data + new


def _splice(data: bytes, random: Random, pool: Pool) -> bytes:
    other = random.choice(pool.seeds)
    here, there = random.randrange(len(data) + 1), random.randrange(len(other) + 1)
    return data[:here] + other[there:]


def _line(data: bytes, random: Random, pool: Pool) -> bytes:
    """Lines moved, doubled, taken out, joined."""
    rows = data.split(b"\n")
    at, to = random.randrange(len(rows)), random.randrange(len(rows))
    match random.randrange(4):
        case 0:
            rows[at], rows[to] = rows[to], rows[at]
        case 1:
            rows.insert(to, rows[at])
        case 2:
            del rows[at]
        case _:
            rows[at] = rows[at].strip() + rows[to]
    return b"\n".join(rows)


def _encoding(data: bytes, random: Random, pool: Pool) -> bytes:
    text = data.decode("utf-8", "replace")
    match random.randrange(5):
        case 0:
            return text.encode("utf-16", "replace")
        case 1:
            return text.encode("latin-1", "replace")
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return text.replace("\n", "\r\n").encode()
        case _:
            return (text.upper() if random.random() < 0.5 else text.swapcase()).encode()


def _deep(data: bytes, random: Random, pool: Pool) -> bytes:
    at = random.randrange(len(data) + 1)
    opened, closed = random.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b"(", b")"))
    )
    times = random.choice((3, 50, 1500))
    return data[:at] + opened * times + b"1" + closed * times + data[at:]


def _tree(data: bytes, random: Random, pool: Pool) -> bytes:
    """A JSON document, below any headers, with one value taken out, moved or of another type."""
    start = min((at for at in (data.find(b"{"), data.find(b"[")) if at >= 0), default=-1)
    if start < 0:
        return _word(data, random, pool)
    try:
        held, end = json.JSONDecoder().raw_decode(data[start:].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return _number(data, random, pool)
    rest = data[start:].decode("utf-8", "replace")[end:].encode("utf-8", "replace")
    changed = _change({"": held}, random)
    text = json.dumps(changed.get(""), ensure_ascii=random.random() < 0.5)
    return data[:start] + text.encode("utf-8", "surrogatepass") + rest


def _change(tree: Any, random: Random) -> Any:
    """Down by chance, then one change."""
    at = tree
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = random.choice(keys)
        below = at[key]
        if isinstance(below, dict | list) and below and random.random() < 0.85:
            at = below
            continue
        break
    match random.randrange(6):
        case 0:
            if at is not tree:
                del at[key]
        case 1 if isinstance(at, list):
            at.extend([below] * random.choice((1, 5, 60)))
        case 2 if isinstance(at, dict) and at is not tree:
            at[random.choice(("", "id", "name", "status", "type", "error", "\0"))] = at.pop(key)
        case _:
            at[key] = random.choice(_VALUES)
    return tree


_KINDS: tuple[Mutation, ...] = (
    _flip, _flip, _cut, _drop, _insert, _insert, _repeat, _number, _number, _word, _word, _splice,
    _line, _encoding, _deep, _tree, _tree, _tree, _tree,
)  # fmt: skip
