"""What `logs` found, for a terminal: the answer first, then causes, plot, requests, and what
could not be read. Times are UTC, as on the status page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..border.redact import plain
from ..logs.collect import Collected
from .logs import NAMED, clock, ordered, plotted, sides, span, whose
from .logs_routes import Routes

_ASCII = {ord("…"): "~", ord("·"): "-"}
_BARS = {False: ("█", "░", "·"), True: ("#", "-", ".")}


def render(
    found: Collected,
    width: int,
    secrets: tuple[str, ...] = (),
    ascii_only: bool = False,
    routes: Routes | None = None,
) -> str:
    """Plain text for this width; `ascii_only`: the plot needs no more than ASCII."""
    width = min(120, max(40, width))
    lines = [*_head(found, width), *_causes(found, width, secrets)]
    lines += _advice(found, width, routes or Routes())
    lines += [*_plot(found, width, ascii_only), *_requests(found, width)]
    lines += _read(found, width, secrets)
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    return text.translate(_ASCII) if ascii_only else text


def _head(found: Collected, width: int) -> list[str]:
    causes = ordered(found)
    first, last = span(causes)
    failures, retries = sum(c.failures for c in causes), sum(c.retries for c in causes)
    asked = f" since {clock(found.since.timestamp())} UTC" if found.since else ""
    if not failures and not retries:
        if not found.counts.transcripts + found.counts.logs and not found.partial:
            return _wrapped(f"Nothing to read{asked}: no transcripts or logs there.", width)
        so_far = " so far" if found.partial else ""
        return _wrapped(f"No failure found{asked}{so_far}.", width)
    said = f"{_many(failures, 'failure')} and {_many(retries, 'retry', 'retries')}{asked}"
    if first is not None:
        said += f", first seen {clock(first)}, last {clock(last)} UTC"
    by = ", ".join(f"{count} {whose(side)}" for side, count in sides(causes).items())
    return _wrapped(f"{said}.", width) + (_wrapped(f"Whose: {by}.", width) if by else [])


def _causes(found: Collected, width: int, secrets: tuple[str, ...]) -> Iterator[str]:
    causes = ordered(found)
    if not causes:
        return
    longest = max(len("cause"), *(len(c.row.id) for c in causes))
    longest = min(longest, max(12, width - 52))
    yield ""
    yield f"  {'cause':<{longest}} {'side':<8} {'failures':>8} {'retries':>7}  first … last"
    for c in causes:
        name = c.row.id if len(c.row.id) <= longest else c.row.id[: longest - 1] + "…"
        first, last = clock(c.first), clock(c.last)
        times = first[5:] if first[:10] == last[:10] else f"{first[5:]} … {last[5:]}"
        if first[:10] == last[:10] and first != last:
            times += f" … {last[11:]}"
        yield f"  {name:<{longest}} {c.row.side:<8} {c.failures:>8} {c.retries:>7}  {times}"
        if c.example:
            room = max(20, width - 6)
            yield f"    {plain(c.example, secrets, limit=room)}"


def _advice(found: Collected, width: int, routes: Routes) -> Iterator[str]:
    """What to do on the cloud that a cause is about."""
    shown = [cause for cause in ordered(found) if cause.row.id in routes.of]
    if shown:
        yield ""
    for cause in shown:
        for fix in routes.fixes(cause)[:1]:
            service = routes.of[cause.row.id].service
            yield from _wrapped(f"{cause.row.id}, {service}: {fix.title}", width, "  ")
            yield from (f"    {extra}" for extra in (fix.command or fix.url,) if extra)
    if routes.active is not None:
        yield from _wrapped(
            f"Where the records do not name who serves Claude, that is {routes.active.service}: "
            f"Claude Code's calls go there now ({routes.active.source} says so).",
            width, "  ",
        )  # fmt: skip


def _plot(found: Collected, width: int, ascii_only: bool) -> Iterator[str]:
    bin_width, early, bars = plotted(found)
    if not bars:
        return
    full, light, nothing = _BARS[ascii_only]
    most = max(failed + again for _, failed, again in bars)
    room = max(10, width - 36)
    yield ""
    yield f"  Over time, {_span(bin_width)} a line: {full} failures {light} retries"
    if early:
        yield f"  {'earlier':<16} {early}"
    for at, failed, again in bars:
        label = clock(at) if bin_width < 86400 else clock(at)[:10]
        bar = full * _cells(failed, most, room) + light * _cells(again, most, room)
        counts = f"{failed} + {again}" if again else f"{failed}" if failed else ""
        yield f"  {label:<16} {bar or nothing} {counts}"


def _cells(count: int, most: int, room: int) -> int:
    """What is not nothing has at least one cell."""
    return max(1, round(count * (room - 1) / most)) if count else 0


def _span(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return _many(seconds // unit, name)
    return f"{seconds} s"


def _requests(found: Collected, width: int) -> Iterator[str]:
    tally = found.tally
    if not tally.sent:
        return
    sent = sum(times * count for times, count in tally.sent.items())
    most = max(tally.sent)
    said = f"Requests: {tally.failed} failed"
    if tally.recovered:
        said += f", {tally.recovered} went through or were given up after retries"
    said += f"; sent {_many(sent, 'time')} in all"
    if most > 1:
        said += ", one of them " if tally.sent[most] == 1 else f", {tally.sent[most]} of them "
        said += f"{most} times"
    if tally.request_ids:
        said += f"; {_many(tally.request_ids, 'distinct request id')}"
    yield ""
    yield from _wrapped(f"{said}.", width, "  ")
    if tally.steady and tally.worst is not None:
        pauses = ", ".join(f"{p / 1000:.1f}" for p in tally.worst.pauses[:6])
        yield from _wrapped(
            f"This machine feeds the loop: {tally.steady} of {_many(tally.chains, 'request')} "
            f"with {'three'} retries or more went out again without growing pauses "
            f"(one was sent {tally.worst.sent} times, after {pauses} s). "
            "See: claude-doctor fixes backoff",
            width, "  ",
        )  # fmt: skip
    elif tally.chains:
        yield from _wrapped(
            "This machine does not feed the loop: the pauses between retries grow, or are long.",
            width, "  ",
        )  # fmt: skip


def _read(found: Collected, width: int, secrets: tuple[str, ...]) -> Iterator[str]:
    looked, counts, tally = found.looked, found.counts, found.tally
    said = [
        f"{_many(counts.transcripts, 'transcript')}, {_many(counts.logs, 'other log')}, "
        f"{_size(counts.bytes)}"
    ]
    without = "left out" if found.since else "counted, not in the plot"
    for count, one, many in (
        (counts.broken, "broken line with a failure", "broken lines with a failure"),
        (counts.half, "half line, being written", "half lines, being written"),
        (counts.long, "line too long to be read whole", "lines too long to be read whole"),
        (tally.copies, "copy of a record, counted once", "copies of records, counted once"),
        (
            tally.undated,
            f"failure without a time, {without}",
            f"failures without a time, {without}",
        ),
        (looked.older, "file older than that", "files older than that"),
        (
            looked.covered,
            "debug log whose transcript was read",
            "debug logs whose transcripts were",
        ),
        (looked.passed_over, "file that is no log", "files that are no logs"),
        (len(counts.not_text), "file that is not text", "files that are not text"),
        (
            len(found.unreadable),
            "that cannot be read, or not to its end",
            "that cannot be read, or not to their end",
        ),
    ):
        if count:
            said.append(_many(count, one, many))
    if not tally.complete:
        said.append("too many records to tell every copy")
    if found.partial:
        said.append("interrupted: not all was read")
    yield ""
    yield from _wrapped(f"Read {'; '.join(said)}.", width, "  ")
    for path, why in found.unreadable[:NAMED]:
        yield f"    {plain(path, secrets)}: {plain(why)}"
    for path in counts.not_text[:NAMED]:
        yield f"    {plain(path, secrets)}: not text"


def _size(count: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return _many(count, "byte")


def _many(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
