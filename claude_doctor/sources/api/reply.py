"""What came of one Messages request, typed: the answer, who wrote it, what broke on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum
from re import search
from typing import TYPE_CHECKING, Any

from ...border.bounds import load_json
from ...outside.world import Slot
from ...records import dataclass
from .models import cost_usd

if TYPE_CHECKING:
    from ...failures.classify import ApiError

_NOTHING, _MUTE = "no usable answer", "without a message"
SAID = 140  # characters of a stranger's words that a sentence holds


class Answer(StrEnum):
    """What an answer is; the words are those of the report."""

    COMPLETE = "complete"
    ERROR = "error"  # refused, or a failure inside the stream
    CUT = "cut"  # began, then stopped before message_stop
    NONE = "none"  # connected, silent
    UNHEARD = "unheard"  # the end came too soon to call it silence
    UNREACHED = "unreached"  # `transport` says why
    DECLINED = "declined"  # refused for what the ping itself chose: nothing about the user's call
    # Not the API's answer at all:
    WEB_PAGE = "web-page"
    EMPTY = "empty"
    FOREIGN = "foreign"
    RELAY_ERROR = "relay-error"  # a gateway's own failure


class Author(StrEnum):
    """Who wrote an answer."""

    ANTHROPIC = "anthropic"
    CDN = "cdn"
    RELAY = "relay"
    PORTAL = "portal"
    FILTER = "filter"
    PROXY = "proxy"
    CLOUD = "cloud"  # the cloud that serves Claude here
    UNKNOWN = "unknown"


class Refusal(StrEnum):
    """What exactly is refused or has failed, where its author's words tell."""

    NONE = "none"
    # By what stands before the API:
    CHALLENGE = "challenge"  # Cloudflare asks for a browser
    EDGE_BLOCK = "edge-block"  # Cloudflare refuses the caller's address
    BLOCK_PAGE = "block-page"  # a filter blocks the site
    LOGIN = "login"  # a person is to log in
    HOST = "host"  # a proxy does not let the host through
    SIZE = "size"  # the request is too large for it
    # By a gateway, about the caller:
    KEY = "key"  # it does not know the key
    MISSING_KEY = "missing-key"  # it finds no key in the request
    LIMIT = "limit"  # its own rate limit
    BUDGET = "budget"  # what the caller may spend there
    MODEL = "model"  # it has no such model
    MODEL_ACCESS = "model-access"  # it does not let this key use the model
    # By a gateway, about itself and its provider:
    NO_DEPLOYMENT = "no-deployment"  # it has nothing left to send the call to
    UPSTREAM_DOWN = "upstream-down"  # it does not reach what is behind it
    UPSTREAM_KEY = "upstream-key"  # its own key is refused
    UPSTREAM_LIMIT = "upstream-limit"  # its own account is limited
    UPSTREAM_ACCOUNT = "upstream-account"  # its own account has no credit
    TORN = "torn"  # its answer is the API's and stops in its middle
    OTHER_API = "other-api"  # it answers in the shape of another provider's API
    FAILED = "failed"  # it fails, and its words do not say why


class Transport(StrEnum):
    """What broke on the way to the API: the kinds of `outside.transport`."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    DROPPED = "dropped"
    SILENT = "silent"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is known of one request. Times are in milliseconds from its start; `events` counts
    those of the stream; `details`: the error carried some; `quiet`: seconds of listening since the
    last sign of life, where it broke; `carried`: the header in which a key was sent; `program`: its
    author's name; `title` and `redirect` are a web page's, `category` is a filter's; `served`: the
    models that a gateway names as those it serves; `cloud`: what a cloud's own error is about;
    `binary`: what came is no text."""

    model: str
    answer: Answer = Answer.NONE
    transport: Transport | None = None
    detail: str = ""
    http_status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answered_by: Author | None = None
    request_id: str | None = None
    error: ApiError | None = None
    error_type: str | None = None
    message: str | None = None
    details: bool = False
    retry_after_s: float | None = None
    events: int = 0
    quiet: float = 0.0
    carried: str | None = None
    refusal: Refusal = Refusal.NONE
    program: str | None = None
    title: str | None = None
    redirect: str | None = None
    category: str | None = None
    served: tuple[str, ...] = ()
    cloud: str | None = None
    binary: bool = False
    stop_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    ttfb_ms: int | None = None
    ttft_ms: int | None = None
    total_ms: int | None = None

    @property
    def works(self) -> bool | None:
        """Whether a completion came back whole; None where that was not tested."""
        untested = self.answer in (Answer.DECLINED, Answer.UNHEARD)
        return None if untested else self.answer is Answer.COMPLETE

    @property
    def lacks_model(self) -> bool:
        """Whether the model alone is refused: unknown, or not for this key."""
        unknown = self.error is not None and self.error.category == "model_not_found"
        return unknown or self.refusal is Refusal.MODEL_ACCESS

    @property
    def stream_complete(self) -> bool | None:
        """Whether the stream came to its end; None where none began."""
        return self.works if self.http_status == 200 else None

    @property
    def cost_usd(self) -> float | None:
        """What it cost, where tokens and price are known."""
        if self.input_tokens is None or self.output_tokens is None:
            return None
        return cost_usd(self.model, self.input_tokens, self.output_tokens)

    @property
    def retry_told(self) -> bool | None:
        """Whether a 429 said how long to wait, or why."""
        told = self.retry_after_s is not None or self.details
        return told if self.http_status == 429 else None

    @property
    def ray(self) -> str | None:
        """Cloudflare's number of the request: for its support, and for that of the site behind."""
        return self.headers.get("cf-ray")

    @property
    def shows(self) -> str | None:
        """A foreign answer as it is: status, title or words or where it leads, and whose it is."""
        if self.http_status is None:
            return None
        status, said = str(self.http_status), _inner(self.title or self.message or "")
        if self.redirect:
            told = f"{status} to {self.redirect[:SAID]}"
        elif not said:
            told = f"{status} with a binary body" if self.binary else f"{status} {_MUTE}"
        else:
            cut = said if len(said) <= SAID else said[: SAID - 1] + "…"
            told = f"“{cut}”" if cut.startswith(status) else f"{status} “{cut}”"
        named = self.program and self.program.lower() not in told.lower()
        return f"{told}, {self.program}" if named else told

    @property
    def failure(self) -> str:
        """How a request failed, in a few words. Never empty."""
        told = self.title or self.message or self.redirect
        if self.http_status is not None and (told or not self.detail):
            return self.shows or _NOTHING
        status = None if self.http_status is None else str(self.http_status)
        return ", ".join(part for part in (status, self.detail or None) if part) or _NOTHING

    @property
    def words(self) -> str:
        """What came of it, for the reader."""
        if self.works:
            first = "" if self.ttft_ms is None else f" · first token {self.ttft_ms} ms"
            return f"complete · {self.model}{first}"
        if self.answer is Answer.DECLINED:
            return f"{self.model} was not tested: it does not accept the test request"
        if self.answer in (Answer.WEB_PAGE, Answer.RELAY_ERROR):
            return f"{self.detail or _NOTHING}: {self.shows}"
        if self.answer not in (Answer.ERROR, Answer.CUT):
            tls = self.transport is Transport.TLS
            return f"TLS: {self.detail.replace('-', ' ')}" if tls else self.detail or _NOTHING
        cut = self.answer is Answer.CUT
        kind = "the stream stopped before message_stop" if cut else self.error_type or self.message
        return " · ".join(p for p in (kind or "an error", self.model, self.request_id) if p)


#: The ping's answer, for who reads the limits off it; None: no metered request was answered.
METERED: Slot[Reply | None] = Slot("metered answer")


def _inner(words: str) -> str:
    """A gateway's words, or those of the answer that they quote."""
    quoted = search(r'"message\\?"\s*:\s*\\?"(.{3,300}?)\\?"\s*[,}]', words)
    return (quoted[1] if quoted else words).strip()


def refused(reply: Reply, document: Mapping[str, Any], status: int | None) -> Reply:
    """An error in the API's own shape, or in one close to it."""
    from ...failures.classify import classify  # here and elsewhere: when there is one to read

    outer = document.get("error")
    inner = mapping(outer)
    kind = string(inner.get("type"))
    message = inner.get("message") or document.get("message") or document.get("detail")
    text = outer if isinstance(outer, str) else string(message)
    details = mapping(inner.get("details"))
    row = classify(status, kind, text or "", details=details, headers=reply.headers)
    # The ping alone chose how to think, so a refusal for that is no fault of the user's request.
    declined = row.cause == "bad-request" and search(r"\bthinking\b", text or "") is not None
    request_id = reply.request_id or string(document.get("request_id"))
    own = document.get("type") == "error" or request_id is not None
    return replace(
        reply,
        answer=Answer.DECLINED if declined else Answer.ERROR,
        answered_by=reply.answered_by or (Author.ANTHROPIC if own else None),
        request_id=request_id,
        error=row,
        error_type=kind,
        message=text,
        details=bool(details),
    )


def document_of(data: bytes) -> dict[str, Any]:
    """A JSON object; empty where it is none."""
    try:
        return mapping(load_json(data))
    except ValueError:
        return {}


def mapping(value: object) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def string(value: object) -> str | None:
    """The value where it is a text."""
    return value if isinstance(value, str) else None


def count(value: object) -> int | None:
    """The value where it can be a number of tokens."""
    plain = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return value if plain and isinstance(value, int) else None
