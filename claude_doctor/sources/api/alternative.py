"""The best other Claude model for a key whose model fails by the service's own fault: one more
ping, where `--fallbacks` asks for it. Which model that is, `best` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.world import World
from ...phrases import phrase
from ...records import dataclass
from . import models
from .listing import Listing, Question
from .pings import one
from .reply import Answer, Author, Reply

OTHER_MODEL: Fact[str] = Fact(
    "ping",
    "other_model",
    "with --fallbacks, where the service fails: the best other model for this key, or none",
)
OTHER_SENT: Fact[bool] = Fact(
    "ping", "other_sent", "one more metered request was sent for it; else it was pinged anyhow"
)
OTHER_WORKS: Fact[bool] = Fact("ping", "other_works", "whether that one answered")
OTHER_STATUS: Fact[int] = Fact("ping", "other_status", "its HTTP status", report_only=True)
OTHER_ERROR: Fact[str] = Fact(
    "ping", "other_error", "the catalog's id for its failure, or none", report_only=True
)
OTHER_MS: Fact[int] = Fact("ping", "other_ms", "time to the end of its answer, in ms")

# Looked for and not there: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"

#: From the least capable to the most. Mythos is by invitation: only a list can name it.
LINES = ("haiku", "sonnet", "opus", "fable", "mythos")
#: For who has named no model: near in quality to the larger ones, and lighter.
MIDDLE = "sonnet"
_INVITED = "mythos"
_VERSION = phrase(r"(?<!\d)(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)")
#: Seconds that the rest of the run needs behind it.
_REST_S = 0.3


@dataclass(frozen=True, slots=True)
class Choice:
    """What came of it: the reply; without one there is no other model. `sent`: for it a request
    more went out than the check sends anyhow."""

    reply: Reply | None = None
    sent: bool = False


def is_servers(reply: Reply, gateway: bool) -> bool:
    """Whether a ping failed by the service's own fault: an overload, an internal error, a stream
    that breaks off. `gateway`: somebody else may have written what names nobody."""
    if reply.answer is Answer.CUT:
        return True
    if reply.works is not False or reply.error is None:
        return False
    if reply.error.cause in ("overloaded", "server-error"):
        return True
    # A bare 502, 503, 504 or 52x does not say whose it is.
    bare = reply.error.category == "gateway_error" and reply.error.cause is None
    return bare and (reply.answered_by in (Author.ANTHROPIC, Author.CDN) or not gateway)


async def ask(
    world: World,
    auth: Mapping[str, str],
    replies: Sequence[Reply],
    question: Question,
) -> Choice | None:
    """Ping the best other model, once and never again; None where that is not the matter: nobody
    asked for it, no key is sent, no ping failed by the service's fault, or no time is left.

    `replies`: all there are. The first that failed so among the user's own models is what another
    is looked for, else the first; a model that has answered already is not asked again."""
    settings = world.settings
    if not (settings.fallbacks and auth) or settings.single:
        return None
    own = [reply for reply in replies if reply.model in settings.models]
    failing = [r for r in (*own, *replies) if is_servers(r, settings.gateway)]
    if not failing or world.left() < patience.OTHER_LEAST:
        return None
    listing = await question.rows()
    failed = failing[0].model
    base = failed if failing[0] in own else None
    model = best(base, _unfit(replies), listing, world.now().date())
    if model is None:
        return Choice()
    known = next((r for r in replies if _same(r.model, model)), None)
    if known is not None:
        return Choice(known)
    seconds = min(patience.OTHER, world.left() - _REST_S)
    if seconds <= 0:
        return None
    return Choice(await one(world, model, auth, seconds), sent=True)


def put(sheet: Sheet, choice: Choice | None) -> None:
    """Put which model it was and what it answered; nothing of what was not heard out."""
    if choice is None:
        return
    reply = choice.reply
    sheet.put(OTHER_MODEL, reply.model if reply else NONE)
    sheet.put(OTHER_SENT, choice.sent)
    if reply is None or reply.works is None:
        return
    sheet.put(OTHER_WORKS, reply.works)
    sheet.put(OTHER_STATUS, reply.http_status)
    sheet.put(OTHER_ERROR, reply.error.id if reply.error else NONE)
    sheet.put(OTHER_MS, reply.total_ms)


def best(
    model: str | None, unfit: Iterable[str], listing: Listing | None, today: date
) -> str | None:
    """The best other model for who cannot use `model`; None where there is none.

    Candidates are the models that this key can use: those of `/v1/models` where that was read,
    else the table in this program without those by invitation. Left out is what is `unfit` (it
    has failed in this report) and what is retired; what is deprecated comes last.

    Of them the newest of the same line; then, as another capability: the newest of each line
    below, the nearest first, then of each line above. Where the user has named no model (None),
    what failed was this program's own choice, the smallest: then it is the middle of the lines,
    and from there the same way.
    """
    out = {_plain(name) for name in (*unfit, *([model] if model else []))}
    found = [one for one in _candidates(listing, today) if _plain(one.id) not in out]
    order = _lines(models.line_of(model) if model else MIDDLE)
    found = [one for one in found if one.line in order]
    found.sort(key=lambda one: (one.ends, order.index(one.line), one.age))
    return found[0].id if found else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A model that may be it. `ends`: its retirement is published; `age`: the newest is least."""

    id: str
    line: str
    ends: bool
    age: tuple[int, ...]


def _candidates(listing: Listing | None, today: date) -> list[_Candidate]:
    if listing is None or not listing.rows:
        over = models.retired(today)
        return [
            _Candidate(m.alias or m.id, m.line, m.deprecated is not None, _age(m.alias or m.id))
            for m in models.MODELS
            if m.id not in over and m.line != _INVITED
        ]
    return [
        _Candidate(row.id, line, row.stage == "deprecated", _age(row.id))
        for row in listing.rows.values()
        if row.stage != "retired" and "claude" in row.id
        and (line := row.line or models.line_of(row.id)) is not None
    ]  # fmt: skip


def _age(model: str) -> tuple[int, ...]:
    """By the version in its id: the newest is least. An id without one is the oldest."""
    found = _VERSION.search(model)
    return tuple(-int(part or 0) for part in found.groups()) if found else (0, 0)


def _lines(line: str | None) -> tuple[str, ...]:
    """The lines by how near they are: this one, those below, those above."""
    at = LINES.index(line) if line in LINES else LINES.index(MIDDLE)
    return (*reversed(LINES[: at + 1]), *LINES[at + 1 :])


def _unfit(replies: Iterable[Reply]) -> list[str]:
    return [reply.model for reply in replies if not reply.works]


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(model: str) -> str:
    """The id of the table for an id or an alias; any other as it is."""
    known = models.find(model)
    return known.id if known else model
