"""The vocabulary: Probe, Evidence, Rule, Finding, Verdict, Report. Shapes only, no behaviour."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ..records import dataclass

if TYPE_CHECKING:
    from ..fixes.fix import Fix
    from ..outside.world import World
    from .facts import Expr
    from .fallback import Ranked
    from .sheet import Sheet


class Side(StrEnum):
    """Whose fault it is."""

    HEALTHY = "healthy"
    SERVER = "server"
    CLIENT = "client"
    ACCOUNT = "account"
    NETWORK = "network"
    UNKNOWN = "unknown"


#: The contract's exit codes at `down`; for `unknown` at any severity.
EXIT_CODES = {
    Side.HEALTHY: 0,
    Side.SERVER: 10,
    Side.CLIENT: 11,
    Side.ACCOUNT: 12,
    Side.NETWORK: 13,
    Side.UNKNOWN: 14,
}


class Severity(StrEnum):
    """How bad it is from here: nothing, works with a warning, does not work."""

    NONE = "none"
    DEGRADED = "degraded"
    DOWN = "down"


class Confidence(StrEnum):
    """How sure the verdict is. Apart from severity."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Outcome(StrEnum):
    """What became of a probe. Only `measured` says something about the world."""

    MEASURED = "measured"
    SKIPPED = "skipped"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed-out"
    FAILED = "failed"


class State(StrEnum):
    """What became of a rule."""

    CAUSE = "cause"
    CONTRIBUTING = "contributing"
    EXPLAINED = "explained"
    CLEAR = "clear"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Probe:
    """A question put to the outside. `run` writes what it learns on the sheet it is given.

    `close` adds what is known only when all probes have ended. `known` writes what needs no look,
    and stands also where the probe is not asked for.
    """

    name: str
    question: str
    run: Callable[[World, Sheet], Awaitable[None]]
    network: bool = True
    close: Callable[[World, Sheet], None] | None = None
    known: Callable[[World, Sheet], None] | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """A probe of which the name is known; its file is loaded when its turn comes, in a thread."""

    name: str
    load: Callable[[], Probe]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a probe brought home: facts by their short name, already redacted."""

    name: str
    outcome: Outcome
    duration_ms: int = 0
    summary: str = ""
    note: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a cause can show. The first case that holds speaks for its rule.

    `rank` orders the causes that hold at the same severity: the more direct the evidence, the
    higher. `says` may hold slots for facts, `{ping.model|the model}`. `explained_by` adds root
    causes for this case alone, however mild they are. `fixes` replace the rule's. `on`: the routes
    to Claude that it is about; where calls take another one it is no question.
    """

    severity: Severity
    rank: int
    when: Expr
    says: str
    confidence: Confidence = Confidence.HIGH
    explained_by: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    on: Expr | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A cause: what it needs, what it concludes, what it recommends, what explains it away.

    `explained_by` names root causes: where one of them holds, and at least as severely (a warning
    does not explain a failure), this one is only its symptom.
    `retryable` answers "would the same request, sent again, be likely to work?"; None: depends.
    """

    id: str
    side: Side
    cases: tuple[Case, ...]
    fixes: tuple[str, ...] = ()
    explained_by: tuple[str, ...] = ()
    retryable: bool | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside the verdict: what else is true. The first case that holds speaks.

    Its expressions may read the verdict and the findings, too (`judge.CAUSE`, `judge.finding`).
    """

    id: str
    cases: tuple[tuple[Expr, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one rule, with the facts for and against it."""

    id: str
    side: Side
    state: State
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer."""

    side: Side
    severity: Severity
    cause: str
    confidence: Confidence
    summary: str
    retryable: bool | None = None
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer may show. `interrupted`: Ctrl-C ended the check before its time;
    `replayed`: it is a saved report, judged again."""

    checked_at: str
    duration_ms: int
    verdict: Verdict
    fixes: tuple[Fix, ...]
    findings: tuple[Finding, ...]
    probes: tuple[Evidence, ...]
    missing: tuple[str, ...]
    context: tuple[str, ...] = ()
    fallbacks: Ranked | None = None  # None: not asked for
    interrupted: bool = False
    replayed: bool = False
