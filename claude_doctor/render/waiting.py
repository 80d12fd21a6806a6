"""What `wait` says: a line a change, a line in place while it waits, a sentence at the end."""

from __future__ import annotations

from ..border import dates
from ..engine.model import Severity, Side, Verdict
from ..records import dataclass
from .paint import Paint

#: What the end of a wait is in its notice's title.
READY, GIVEN_UP = "Claude answers again", "Claude does not answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a wait is. Times in seconds; `next_s` None: it is asking now."""

    verdict: Verdict
    works: bool
    asked: int
    waited_s: float
    failing_s: float
    cost_usd: float
    next_s: float | None = None


def kind(verdict: Verdict, works: bool) -> str:
    """The kind of a verdict's sign."""
    if verdict.side is Side.UNKNOWN:
        return "unknown"
    if verdict.severity is Severity.DOWN or not works:
        return "bad"
    return "warn" if verdict.severity is Severity.DEGRADED else "good"


def change(at: str, verdict: Verdict, works: bool, paint: Paint) -> str:
    """The line of a change: when, its sign, the sentence."""
    return f"{at}  {paint.sign(kind(verdict, works))}  {paint.plain(verdict.summary)}\n"


def keyless(at: str, untested: str) -> str:
    """What is waited for where no completion can be asked for."""
    return (
        f"{at}  No completion can be tested: {untested}. Here "
        "\"answers\" means: the service answers a request without a key, and neither its status "
        "page nor the crowd reports trouble.\n"
    )  # fmt: skip


def folded(line: str, paint: Paint) -> str:
    """A line for a terminal, what is too long set in below."""
    at, gap, rest = line.partition("  ")
    if not gap or not at[:1].isdigit():
        return paint.text(paint.wrap(line, "", " " * 5))
    return paint.text(paint.wrap(rest.strip(), f"{at}  ", " " * 5))


def progress(now: Standing, paint: Paint) -> str:
    """The line that is drawn in place, no longer than the terminal is wide."""
    between = paint.plain(" · ")
    parts = ["answered once" if now.works else now.verdict.cause]
    if now.failing_s >= 1:
        parts.append(f"for {clock(now.failing_s)}")
    parts.append("asking now" if now.next_s is None else f"asks again in {clock(now.next_s)}")
    parts.append(_asked(now.asked))
    if now.cost_usd:
        parts.append(f"${now.cost_usd:.6f}")
    sign = paint.sign(kind(now.verdict, now.works))
    return f"{sign} {paint.cut(between.join(parts), paint.width - 3)}"


def _asked(times: int) -> str:
    return "asked once" if times == 1 else f"asked {times} times"


def clock(seconds: float) -> str:
    """A time to come or gone by: 0:07, 12:40, 1:02:03."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def spent(now: Standing) -> str:
    """What the wait took."""
    cost = f", ${now.cost_usd:.6f}" if now.cost_usd else ""
    return f"{_asked(now.asked)} in {dates.lasting(now.waited_s)}{cost}"


def ready(now: Standing, untested: str | None, fallback: str | None) -> str:
    """The sentence of a wait that came to its end."""
    if fallback is not None:
        said = f"A fallback is usable: {fallback}"
    elif untested:
        said = "The service answers, twice in a row; no completion was tested"
    else:
        said = "Claude answers: two complete answers in a row"
    return f"{said} ({spent(now)})."


def stopped(now: Standing, fix: str | None) -> str:
    """The sentence where waiting cures nothing."""
    todo = f" Do now: {fix}." if fix else ""
    return f"Waiting will not fix this, so no more requests are sent ({spent(now)}).{todo}"


def gave_up(now: Standing, told_s: float | None) -> str:
    """The sentence of a wait that ends without an answer."""
    if told_s:
        told = dates.lasting(told_s)
        return f"Gave up: the next try is due in {told}, after the timeout ({spent(now)})."
    return f"Gave up: no two complete answers in a row before the timeout ({spent(now)})."
