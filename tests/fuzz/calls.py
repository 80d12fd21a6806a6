"""Targets: the API's answers and streams, errors of clouds and gateways, what travels with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx

from claude_doctor.border import dates
from claude_doctor.outside.transport import Unavailable
from claude_doctor.probes import quota
from claude_doctor.sources._cloud_replies import dialect
from claude_doctor.sources.api import (
    admin,
    alternative,
    author,
    gateway,
    listing,
    pages,
    programs,
    served,
    waiting,
)
from claude_doctor.sources.api.reply import Answer, Reply, document_of
from claude_doctor.sources.api.stream import Dialect, follow, messages_api
from claude_doctor.sources.clouds import eventstream, grants, meanings, reading
from claude_doctor.sources.clouds.services import service
from claude_doctor.sources.network import controls, phases, resolvers
from tests.fuzz import seeds
from tests.fuzz.target import NOW, Target, answer, headers, text

CLOUDS = ("bedrock", "vertex", "foundry")


class _Parts(httpx.AsyncByteStream):
    """A body that arrives in parts."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.data), self.size):
            yield self.data[at : at + self.size]


def followed(how: Dialect, data: bytes, size: int, status: int = 200, **named: str) -> Reply:
    """The last reply of a stream that comes in parts of this size."""

    async def run() -> Reply:
        reply = Reply("claude-haiku-5-5", http_status=status, headers=named)
        response = httpx.Response(status, headers=named, stream=_Parts(data, size))
        async for one in follow(reply, response, lambda: 7, how, lambda: None):
            reply = one
        return reply

    return asyncio.run(run())


def _streamed(how: Dialect) -> Any:
    def read(data: bytes) -> Any:
        return [followed(how, data, size) for size in (max(1, len(data)), 7)]

    return read


def _alike(data: bytes, result: Any) -> None:
    """In whatever parts a stream comes, it says the same; complete it is only with its own end."""
    whole, parts = result
    assert whole == parts, "it depends on where the parts are cut"
    assert len(whole.words) < 100_000


def _ended(data: bytes, result: Any) -> None:
    """The same, and complete it is only with its own end."""
    _alike(data, result)
    assert result[0].answer is not Answer.COMPLETE or b"message" in data


def _program(cloud: str) -> Any:
    from claude_doctor.border import programs as border

    switch = {"bedrock": "CLAUDE_CODE_USE_BEDROCK", "vertex": "CLAUDE_CODE_USE_VERTEX",
              "foundry": "CLAUDE_CODE_USE_FOUNDRY"}[cloud]  # fmt: skip
    from claude_doctor.border.claude_settings import Given

    env = {switch: "1", "AWS_REGION": "us-east-1", "ANTHROPIC_FOUNDRY_RESOURCE": "demo"}
    return border.claude_code(env, Given(env={}, places={}, key_helper=False))


def _whole(data: bytes) -> Any:
    given = answer(data)
    reply = Reply("claude-haiku-5-5", http_status=given.status, headers=given.headers)
    found = [author.whole(reply, given.body, relay) for relay in (False, True)]
    return found, [(one.words, one.shows, one.retry_told, one.lacks_model) for one in found]


def _errors(_: bytes, result: Any) -> None:
    """An answer that is no stream is complete only where a message came back; its words have an
    end."""
    for reply, (words, shows, *_) in zip(*result, strict=True):
        assert reply.answer in Answer
        assert reply.answer is not Answer.COMPLETE or reply.http_status == 200
        assert len(words) < 70_000 and len(shows or "") < 70_000


def _of_cloud(data: bytes) -> Any:
    given = answer(data)
    found = []
    for cloud in CLOUDS:
        error = reading.error(given.body, given.headers)
        meant = meanings.meaning(cloud, given.status, error.kind, error.words, error.reason)
        signed = reading.signed(cloud, given.headers, error, True)
        lack = grants.grant(cloud, error.kind, error.words, "us-east-1", "p")
        again = reading.quoted(cloud, given.text[:4000])
        reply = Reply("claude-haiku-5-5", http_status=given.status, headers=given.headers)
        how = dialect(_program(cloud), service(cloud))
        found.append((error, meant, signed, lack, again, how.whole(reply, given.body)))
    return found


def _meant(_: bytes, result: Any) -> None:
    assert all(one[1].row.id for one in result)


def _gateway(data: bytes) -> Any:
    words = text(data)
    kinds = ("authentication_error", None, "budget_exceeded")
    return [gateway.meaning(status, kind, words, None)
            for status, kind in zip((401, 429, 500), kinds, strict=True)]  # fmt: skip


def _words(data: bytes) -> Any:
    given = answer(data)
    words = pages.readable(given.body)
    html = "<" in words
    return (
        pages.title_of(words), pages.target_of(given.headers), pages.words_of(words),
        pages.edge(given.headers, words), pages.edge_words(words),
        pages.blocked(given.headers, words, html), pages.category_of(words),
        pages.wants_login(given.status, given.headers, words, html),
        programs.program_of(given.headers, words), programs.filter_of(given.headers, words),
        served.told(words), bool(document_of(given.body)),
    )  # fmt: skip


def _admin(data: bytes) -> Any:
    from claude_doctor.border.bounds import load_json

    limits, _, usage = data.partition(b"\n\n")
    found = admin.loads(load_json(limits), load_json(usage or b"null"))
    return [(one, one.words, one.share) for one in found]


def _listing(data: bytes) -> Any:
    from claude_doctor.border.bounds import load_json

    document = load_json(data)
    found = listing.read(document)
    model = "claude-haiku-4-5"
    return (
        found.find(model), found.lacks(model), found.outgrew(model), found.newest("haiku"),
        served.listed(document), alternative.best(model, (), found, NOW.date()),
    )  # fmt: skip


def _limits(data: bytes) -> Any:
    named, _ = headers(data)
    found = quota.read_headers(named, NOW)
    told = waiting.retry_after_s(named, NOW)
    return found, [one.percent for one in found], quota._words(found), told


def _sane(_: bytes, result: Any) -> None:
    assert result[3] is None or 0 <= result[3] <= waiting.LONGEST_S
    assert all(0 <= one <= 100 for one in result[1])


def _limit_headers() -> list[bytes]:
    from claude_doctor.chaos.envelope import limits
    from claude_doctor.chaos.roles import Quota

    rows = [limits(one, NOW) for one in (Quota(), Quota((50, 0), (10_000, 1), (8000, 7000)))]
    more = (("retry-after", "17"),), (("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT"),
                                      ("date", "Sun, 22 Nov 2026 12:00:00 GMT"))  # fmt: skip
    return ["\n".join(f"{n}: {v}" for n, v in one).encode() for one in (*rows, *more)]


def _clock(data: bytes) -> Any:
    given = answer(data)
    return (controls.clock_skew(given.headers, 0.1, NOW), controls._word(given),
            controls._leads_to(given), dates.cache_age(given.headers),
            dates.sent_at(given.headers))  # fmt: skip


def _control(_: bytes, result: Any) -> None:
    assert result[1] in ("open", "portal", "failed")


def _head(data: bytes) -> Any:
    async def run() -> Any:
        reader = asyncio.StreamReader(limit=phases.HEAD_LIMIT)
        reader.feed_data(data)
        reader.feed_eof()
        return await phases.head(reader)

    return asyncio.run(run())


_QUESTION = b"\x12\x34\x01\x00\0\1\0\0\0\0\0\0\x03api\x09anthropic\x03com\0\0\1\0\1"
_ANSWERED = (
    _QUESTION[:2] + b"\x81\x80\0\1\0\2\0\0\0\0" + _QUESTION[12:]
    + b"\xc0\x0c\0\1\0\1\0\0\0\x05\0\x04\xa0\x4f\x68\x0a\xc0\x0c\0\x05\0\1\0\0\0\x05\0\2\xc0\x0c"
)  # fmt: skip


def _resolver(data: bytes) -> Any:
    if len(data) < 12:  # `_exchange` passes no shorter one on
        return None
    return resolvers._read("192.0.2.1", _QUESTION, data)


TARGETS = (
    Target("stream:messages", ("sources.api.stream", "sources.api.messages"),
           _streamed(messages_api(False)), seeds.streams, (Unavailable,), _ended, slow=True),
    Target("stream:relay", ("sources.api.stream",), _streamed(messages_api(True)),
           lambda: [*seeds.streams(), b'{"object":"chat.completion","choices":[]}'],
           (Unavailable,), _ended, slow=True),
    Target("stream:bedrock", ("sources.clouds.eventstream", "sources._cloud_replies"),
           _streamed(dialect(_program("bedrock"), service("bedrock"))), seeds.frames,
           (Unavailable,), _alike, slow=True),
    Target("frame", ("sources.clouds.eventstream",), eventstream.parse,
           lambda: [one for one in seeds.frames() if len(one) < 400], (eventstream.Malformed,)),
    Target("answer:api",
           ("sources.api.author", "sources.api.reply", "sources.api.gateway",
            "failures.classify"), _whole, seeds.replies, (), _errors, slow=True),
    Target("answer:between", ("sources.api.pages", "sources.api.programs", "sources.api.served"),
           _words, seeds.replies, slow=True),
    Target("answer:cloud",
           ("sources.clouds.reading", "sources.clouds.meanings", "sources.clouds.grants",
            "sources._cloud_replies"), _of_cloud, seeds.clouds, (), _meant, slow=True),
    Target("answer:gateway", ("sources.api.gateway",), _gateway,
           lambda: [one.partition(b"\n\n")[2] for one in seeds.replies()], slow=True),
    Target("admin", ("sources.api.admin",), _admin, seeds.admins, (ValueError,)),
    Target("models", ("sources.api.listing", "sources.api.alternative", "sources.api.served"),
           _listing, seeds.models, (ValueError,)),
    Target("limits", ("probes.quota", "sources.api.waiting", "border.dates"), _limits,
           _limit_headers, (), _sane),
    Target("clock", ("sources.network.controls", "border.dates"), _clock,
           lambda: [*seeds.replies()[:12], b"200\ndate: Sun, 22 Nov 2026 12:00:00 GMT\nage: 7\n\n",
                    b"302\nlocation: //portal.example/login\n\n"], (), _control),
    Target("head", ("sources.network.phases", "sources.network.tunnel"), _head,
           lambda: [b"HTTP/1.1 407 No\r\nx-deny-reason: host_not_allowed\r\n\r\n",
                    b"HTTP/1.0 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n"],
           (ValueError, EOFError)),
    Target("nameserver", ("sources.network.resolvers",), _resolver, lambda: [_ANSWERED]),
)  # fmt: skip
