"""What `logs` found, for a terminal: the answer first, then causes, plot, requests, and what
could not be read. Times are local, with UTC beside the last one."""

from __future__ import annotations

from collections.abc import Iterator

from ..border.redact import plain
from ..fixes.shell import for_shell
from ..logs.collect import Collected
from ..logs.tally import Cause
from . import when
from .logs import NAMED, WHOSE, clock, moment, ordered, plotted, sides, span
from .logs_routes import Routes
from .paint import Paint

_ROOM = 52  # columns of the table of causes beside their names


def render(
    found: Collected, paint: Paint, secrets: tuple[str, ...] = (), routes: Routes | None = None
) -> str:
    """The text for this screen."""
    lines = [*_head(found, paint), *_causes(found, paint, secrets)]
    lines += _advice(found, paint, routes or Routes())
    lines += [*_plot(found, paint), *_requests(found, paint)]
    lines += _read(found, paint, secrets)
    return paint.text(lines)


def _head(found: Collected, paint: Paint) -> list[str]:
    causes = ordered(found)
    first, last = span(causes)
    failures, retries = sum(c.failures for c in causes), sum(c.retries for c in causes)
    asked = f" since {when.both(found.since)}" if found.since else ""
    if not failures and not retries:
        if not found.counts.transcripts + found.counts.logs and not found.partial:
            return paint.wrap(f"Nothing to read{asked}: no transcripts or logs there.")
        so_far = " so far" if found.partial else ""
        return paint.wrap(f"{paint.sign('healthy')} No failure found{asked}{so_far}.")
    said = paint.bold(f"{_many(failures, 'failure')} and {_many(retries, 'retry', 'retries')}")
    said += asked
    if first is not None and last is not None:
        said += f", first seen {clock(first)}, last {when.both(moment(last))}"
    by = ", ".join(f"{count} {WHOSE[side]}" for side, count in sides(causes).items())
    return paint.wrap(f"{said}.") + (paint.wrap(f"Whose: {paint.bold(by)}.") if by else [])


def _causes(found: Collected, paint: Paint, secrets: tuple[str, ...]) -> Iterator[str]:
    causes = ordered(found)
    if not causes:
        return
    longest = max(len("cause"), *(len(c.row.id) for c in causes))
    longest = min(longest, max(12, paint.width - _ROOM))
    yield ""
    if not paint.stacked:
        head = f"  {'cause':<{longest}} {'side':<8} {'failures':>8} {'retries':>7}  first … last"
        yield paint.bold(head)
    for c in causes:
        if paint.stacked:
            counts = _many(c.failures, "failure")
            counts += f", {_many(c.retries, 'retry', 'retries')}" if c.retries else ""
            yield from paint.wrap(f"{paint.bold(c.row.id)} ({c.row.side}): {counts}", "  ", "    ")
            yield from paint.wrap(_times(c), "    ")
        else:
            name = paint.pad(paint.bold(paint.cut(c.row.id, longest)), longest)
            yield f"  {name} {c.row.side:<8} {c.failures:>8} {c.retries:>7}  {_times(c)}"
        if c.example:
            yield f"    {paint.cut(plain(c.example, secrets), paint.width - 4)}"


def _times(c: Cause) -> str:
    """When it was seen, first and last."""
    if c.first is None:
        return ""
    first, last = clock(c.first), clock(c.last)
    if first[:10] != last[:10]:
        return f"{first[5:]} … {last[5:]}"
    return first[5:] if first == last else f"{first[5:]} … {last[11:]}"


def _advice(found: Collected, paint: Paint, routes: Routes) -> Iterator[str]:
    """What to do on the cloud that a cause is about."""
    shown = [cause for cause in ordered(found) if cause.row.id in routes.of]
    if shown:
        yield ""
    for cause in shown:
        for fix in routes.fixes(cause)[:1]:
            service = routes.of[cause.row.id].service
            yield from paint.wrap(f"{cause.row.id}, {service}: {fix.title}", "  ")
            if fix.command and (command := for_shell(fix.command, paint.screen.shell)):
                yield f"    {paint.command(command)}"
            elif fix.url:
                yield f"    {paint.link(fix.url)}"
    if routes.active is not None:
        yield from paint.wrap(
            f"Where the records do not name who serves Claude, that is {routes.active.service}: "
            f"Claude Code's calls go there now ({routes.active.source} says so).",
            "  ",
        )


def _plot(found: Collected, paint: Paint) -> Iterator[str]:
    bin_width, early, bars = plotted(found)
    if not bars:
        return
    most = max(failed + again for _, failed, again in bars)
    room = max(10, paint.width - 36)
    full, light = paint.style("█", "red"), paint.style("░", "yellow")
    title = paint.bold(f"Over time, {_span(bin_width)} a line")
    yield ""
    yield from paint.wrap(f"{title}: {full} failures {light} retries", "  ")
    if early:
        yield f"  {'earlier':<16} {early}"
    for at, failed, again in bars:
        label = clock(at) if bin_width < 86400 else clock(at)[:10]
        bar = paint.style("█" * _cells(failed, most, room), "red")
        bar += paint.style("░" * _cells(again, most, room), "yellow")
        counts = f"{failed} + {again}" if again else f"{failed}" if failed else ""
        yield f"  {label:<16} {bar or '·'} {counts}"


def _cells(count: int, most: int, room: int) -> int:
    """What is not nothing has at least one cell."""
    return max(1, round(count * (room - 1) / most)) if count else 0


def _span(seconds: int) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            return _many(seconds // unit, name)
    return f"{seconds} s"


def _requests(found: Collected, paint: Paint) -> Iterator[str]:
    tally = found.tally
    if not tally.sent:
        return
    sent = sum(times * count for times, count in tally.sent.items())
    most = max(tally.sent)
    said = f"Requests: {tally.failed} failed"
    if tally.recovered:
        said += f", {tally.recovered} succeeded or were given up after retries"
    said += f"; sent {_many(sent, 'time')} in all"
    if most > 1:
        said += ", one of them " if tally.sent[most] == 1 else f", {tally.sent[most]} of them "
        said += f"{most} times"
    if tally.request_ids:
        said += f"; {_many(tally.request_ids, 'distinct request id')}"
    yield ""
    yield from paint.wrap(f"{said}.", "  ")
    if tally.steady and tally.worst is not None:
        pauses = ", ".join(f"{p / 1000:.1f}" for p in tally.worst.pauses[:6])
        title = paint.bold("This machine feeds the retry storm:")
        yield from paint.wrap(
            f"{paint.sign('warn')} {title} {tally.steady} of "
            f"{_many(tally.chains, 'request')} with three retries or more went out again without "
            f"growing pauses (one was sent {tally.worst.sent} times, after {pauses} s). "
            f"See: {paint.command('claude-doctor fixes backoff')}",
            "  ",
        )
    elif tally.chains:
        yield from paint.wrap(
            "This machine does not feed the retry storm: the pauses between retries grow, or are "
            "long.",
            "  ",
        )


def _read(found: Collected, paint: Paint, secrets: tuple[str, ...]) -> Iterator[str]:
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
        said.append("too many records to detect every copy")
    if found.partial:
        said.append("interrupted: not all was read")
    yield ""
    yield from paint.wrap(f"Read {'; '.join(said)}.", "  ")
    for path, why in found.unreadable[:NAMED]:
        yield from paint.wrap(f"{plain(path, secrets)}: {plain(why)}", "    ", "      ")
    for path in counts.not_text[:NAMED]:
        yield from paint.wrap(f"{plain(path, secrets)}: not text", "    ", "      ")


def _size(count: int) -> str:
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return _many(count, "byte")


def _many(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
