"""What a text was found to mean: one reading, with its sentence and its advice."""

from __future__ import annotations

from ..border.redact import plain
from ..records import dataclass
from . import codes
from .classify import ApiError
from .meaning import advice, sentence
from .reading import speaker
from .reading.lift import Facts

OF_A_FIELD = ("bad_request", "context_too_long", "content_policy", "request_too_large")


@dataclass(frozen=True, slots=True)
class Match:
    """One kind of failure found in the text, and how often."""

    id: str
    category: str
    side: str
    count: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text means. `entry` is the decisive failure; `matches` are all of them.

    `line` is the line that decided, `error_code` the API's stable code, `meaning` what it says of
    this case, `numbers` those that decided, as the text has them, `speaker` who made the message.
    `retry_after_s` is in seconds, `resets` as the text names it. None where the text does not tell.
    """

    entry: ApiError
    confidence: str
    http_status: int | None = None
    error_type: str | None = None
    request_id: str | None = None
    message: str = ""
    matches: tuple[Match, ...] = ()
    error_code: str | None = None
    line: str | None = None
    retry_after_s: float | None = None
    resets: str | None = None
    field: str | None = None
    model: str | None = None
    successor: str | None = None
    numbers: str | None = None
    speaker: str = speaker.UNKNOWN
    meaning: str = ""
    fixes: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        """Whose side it is on."""
        return self.entry.side

    @property
    def category(self) -> str:
        """The contract's category."""
        return self.entry.category

    @property
    def retryable(self) -> bool | None:
        """Whether the same request, sent again, is likely to work."""
        return self.entry.retryable


def told(
    row: ApiError,
    sure: str,
    *,
    lifted: Facts | None = None,
    status: int | None = None,
    error_type: str | None = None,
    code: str | None = None,
    who: str = speaker.UNKNOWN,
    text: str = "",
    line: str | None = None,
    message: str = "",
    matches: tuple[Match, ...] = (),
) -> Reading:
    """A reading with its sentence and its advice."""
    lifted = lifted or Facts()
    known = codes.of_code(code) if code else None
    if row.category == "not_an_api_error" and row.id in ("no-call", "tool-error"):
        who = speaker.NO_CALL
    return Reading(
        entry=row,
        confidence=sure,
        http_status=status,
        error_type=error_type,
        request_id=lifted.request_id,
        message=message,
        matches=matches,
        error_code=code,
        line=line or message or None,
        retry_after_s=lifted.wait,
        resets=lifted.resets and plain(lifted.resets, limit=80),
        field=lifted.field if row.category in OF_A_FIELD else None,
        numbers=lifted.numbers,
        model=lifted.model,
        successor=lifted.successor,
        speaker=who,
        meaning=sentence(row, known[1] if known else None, lifted),
        fixes=advice(row, lifted, who, sure, text),
    )
