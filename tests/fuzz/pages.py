"""Targets: status pages of each kind, crowd signals, charts, lists of models."""

from __future__ import annotations

from typing import Any

from claude_doctor.engine.fallback import Health
from claude_doctor.fallbacks import claude, mistral, openrouter
from claude_doctor.fallbacks._local import read as read_local
from claude_doctor.fallbacks._statuspage import read as read_statuspage
from claude_doctor.fallbacks.groq import VENDOR as GROQ
from claude_doctor.fallbacks.lm_studio import SERVER as LM_STUDIO
from claude_doctor.fallbacks.ollama import SERVER as OLLAMA
from claude_doctor.fallbacks.openai import VENDOR as OPENAI
from claude_doctor.outside.transport import Unavailable
from claude_doctor.sources import _pages
from claude_doctor.sources.clouds.feeds import aws, azure, google
from claude_doctor.sources.crowd import _counting, _refusals, github, hackernews, reddit
from claude_doctor.sources.crowd.downdetector import chart, paid
from claude_doctor.sources.statuspage import page, reading, sentence, words
from claude_doctor.sources.statuspage.parse import read as read_page
from tests.fuzz import seeds
from tests.fuzz.target import NOW, Target, answer, headers, http, text

BASE = "https://status.example"
_LEVELS = {"none", "watch", "elevated", "spike", "strong"}


def said(_: bytes, result: Any) -> None:
    """A provider's state is one of ours."""
    assert result.state in Health


def _status(data: bytes) -> Any:
    """Everything that is made of Claude's page: its parts, the reading, the sentence."""
    found = read_page(data, BASE, NOW)
    seen = reading.read_at(found, NOW, ("claude-haiku-5-5", "claude-opus-5"), 12)
    model = claude.read(found, NOW, "claude-haiku-5-5")
    return found, seen, sentence.sentence(found, seen, 12), model


def _judged(_: bytes, result: Any) -> None:
    said(_, result[3])
    assert isinstance(result[2], str) and len(result[2]) < 2000


def _crowd(understood: Any, *more: Any) -> Any:
    def read(data: bytes) -> Any:
        given = answer(data)
        _refusals.check(given, NOW.timestamp())
        found = understood(given, NOW.timestamp(), *more)
        return found, _counting.read(found, NOW.timestamp(), 3600.0)

    return read


def _level(_: bytes, result: Any) -> None:
    counted = result[1]
    assert counted.level in _LEVELS
    assert counted.authors >= 0 and counted.expected >= 0 and 0 <= counted.chance <= 1


def _downdetector(data: bytes) -> Any:
    given = answer(http(data))
    _refusals.check(given, NOW.timestamp())
    chart.refused(given)
    found = chart.understood(given.text, "claude-ai")
    return found, chart.level(found)


def _paid(data: bytes) -> Any:
    import json

    return paid._chosen(json.loads(data), "claude-ai"), chart.count_of(json.loads(data)[0]["id"])


def _waiting(data: bytes) -> Any:
    named, _ = headers(data)
    now = NOW.timestamp()
    return _refusals.waiting(named, now), _refusals.offset(named, now)


def _awaited(_: bytes, result: Any) -> None:
    assert result[0] is None or 1.0 <= result[0] <= 3600.0


def _title(data: bytes) -> Any:
    name = page.words(text(data))  # as every title and post is before it is looked through
    return (
        list(words.clauses(name)), words.names_api(name), words.names_models(name),
        words.names_money(name), words.elsewhere(name, name), words.says_over(name),
        words.spreads(name), words.model(name), words.touched(name, [name], ["claude-opus-5"]),
        page.link(text(data)), _counting.weight(name), _counting.weight(name, True),
        _counting.says_nothing(name),
    )  # fmt: skip


def _titles() -> list[bytes]:
    names = ("Elevated errors on Claude Opus 5 and Haiku 4.5", "Claude is down again",
             "Resolved: API unavailable", "Billing page is slow; usage limits wrong",
             "claude-haiku-4-5-20251001, claude-3-opus: degraded performance on Bedrock, Vertex AI",
             "https://stspg.example/1",
             "Is Claude down for anyone else?? 529 overloaded")  # fmt: skip
    return [one.encode() for one in names]


_AZURE = ("/en-us/status/", "/en-us/status/feed/")
_REFUSE = (Unavailable,)


def _vendor(name: str, read: Any, *paths: str, **more: Any) -> Target:
    module = more.pop("module")
    return Target(
        f"page:{name}", (module, "sources._pages", "border.bounds"), read,
        lambda: seeds.provider(name, *paths), _REFUSE, said, **more,
    )  # fmt: skip


_SUMMARY = "/api/v2/summary.json"

TARGETS = (
    Target("page:claude",
           ("sources.statuspage.parse", "sources.statuspage.from_json",
            "sources.statuspage.from_html", "sources.statuspage.page",
            "sources.statuspage.incident", "fallbacks.claude"),
           _status, seeds.status_pages, (page.NotAStatusPage,), _judged, slow=True),
    _vendor("openai", lambda body: read_statuspage(body, OPENAI), _SUMMARY,
            module="fallbacks._statuspage"),
    _vendor("groq", lambda body: read_statuspage(body, GROQ), _SUMMARY,
            module="fallbacks._statuspage"),
    _vendor("google", lambda body: google.read(body, "us-east5"), "/incidents.json",
            module="sources.clouds.feeds.google"),
    _vendor("aws", lambda body: aws.read(body, "us-east-1"), "/public/currentevents",
            module="sources.clouds.feeds.aws"),
    _vendor("azure", azure.read_rows, _AZURE[0], slow=True,
            module="sources.clouds.feeds.azure"),
    Target("feed:azure", ("sources.clouds.feeds.azure",), azure.read_feed,
           lambda: seeds.provider("azure", _AZURE[1]), _REFUSE, said),
    _vendor("openrouter", openrouter.read, "/config.json", module="fallbacks.openrouter"),
    _vendor("mistral", lambda body: mistral.read(body, None, NOW),
            "/api/status-page/mistral-ai/uptime", module="fallbacks.mistral"),
    Target("page:mistral-unresolved", ("fallbacks.mistral",),
           lambda body: mistral.read(seeds.provider("mistral",
                                     "/api/status-page/mistral-ai/uptime")[1], body, NOW),
           lambda: [*seeds.provider("mistral", "/api/status-page/mistral-ai/uptime"), b"[]"],
           _REFUSE, said),
    Target("models:ollama", ("fallbacks._local",), lambda body: read_local(body, OLLAMA),
           lambda: seeds.local("ollama", "/api/tags"), _REFUSE, said),
    Target("models:lm-studio", ("fallbacks._local",), lambda body: read_local(body, LM_STUDIO),
           lambda: seeds.local("lm_studio", "/v1/models"), _REFUSE, said),
    Target("refusal:page", ("sources._pages",), lambda data: _pages.refusal(answer(data)),
           seeds.replies, shown=True),
    Target("crowd:github",
           ("sources.crowd.github", "sources.crowd._shapes", "sources.crowd._long",
            "sources.crowd._filter", "sources.crowd._counting", "sources.crowd._refusals"),
           _crowd(github.understood), lambda: seeds.crowds("github"), _REFUSE, _level, slow=True),
    Target("crowd:hackernews", ("sources.crowd.hackernews",),
           _crowd(hackernews.understood, NOW.timestamp() - 86400), lambda: seeds.crowds("hn"),
           _REFUSE, _level, slow=True),
    Target("crowd:reddit-atom", ("sources.crowd.reddit",), _crowd(reddit.fed),
           lambda: seeds.crowds("reddit"), _REFUSE, _level, slow=True),
    Target("crowd:reddit-json", ("sources.crowd.reddit", "sources.crowd.reddit.by_praw"),
           _crowd(reddit.listed), lambda: seeds.crowds("reddit_oauth"), _REFUSE, _level, slow=True),
    Target("crowd:downdetector", ("sources.crowd.downdetector.chart",), _downdetector, seeds.chart,
           _REFUSE, slow=True),
    Target("crowd:downdetector-paid", ("sources.crowd.downdetector.paid",), _paid,
           lambda: [b'[{"id":17,"slug":"claude-ai","country_iso":"US"},{"id":2,"slug":"x"}]'],
           (Unavailable, ValueError, KeyError, TypeError, IndexError, RecursionError)),
    Target("crowd:waiting", ("sources.crowd._refusals",), _waiting,
           lambda: [one.partition(b"\n")[2] for one in seeds.crowds("github")[-2:]]
           + [b"retry-after: Sun, 22 Nov 2026 12:00:30 GMT\ndate: Sun, 22 Nov 2026 12:00:00 GMT\n"
              b"age: 3, 12\n"], (), _awaited),
    Target("titles", ("sources.statuspage.words", "sources.crowd._filter"), _title, _titles,
    slow=True),
)  # fmt: skip
