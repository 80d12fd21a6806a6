"""The table as it is printed: the summary for a note, what cannot be shown, and each outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from claude_doctor.chaos import by_name

from .clients import CLOUDS
from .kinds import unshown, worlds
from .table import Row

_COLUMNS = ("client", "version", "scenarios", "calls", "as the API", "no end", "texts", "right",
            "undecided", "missed", "wrong", "high", "wrong, high")  # fmt: skip
_LONG = 150  # characters of a text that are shown


def summary(rows: list[Row]) -> str:
    """A row for each client, in Markdown: the scenarios tried, its calls, how many of them went as
    at the API and how many never ended; the texts that it printed, whether `explain` has the fault
    right, and of how many it is sure."""
    table = [_COLUMNS, *_counts(rows)]
    widths = [max(len(str(row[at])) for row in table) for at in range(len(_COLUMNS))]
    lines = [
        "| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True))
        + " |"
        for row in table
    ]  # fmt: skip
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _counts(rows: list[Row]) -> Iterable[tuple[object, ...]]:
    clients = list(dict.fromkeys(row.client for row in rows))
    for name in (*clients, "all"):
        mine = [row for row in rows if name in (row.client, "all")]
        heard = [one for row in mine for one in row.heard]
        marks = Counter(one.mark for one in heard)
        sure = Counter(one.mark for one in heard if one.confidence == "high")
        version = mine[0].version if mine and name != "all" else ""
        yield (
            name, version, len({row.scenario for row in mine}), len(mine),
            sum(row.ok for row in mine), sum(map(endless, mine)), len(heard), marks["right"],
            marks["undecided"], marks["missed"], marks["wrong"], sure.total(), sure["wrong"],
        )  # fmt: skip


def endless(row: Row) -> bool:
    """Whether the client was still waiting when the call's time was over."""
    return row.got.startswith("no end")


def waiting(rows: list[Row]) -> str:
    """The calls that did not end, each with what the client met."""
    lines = ["Calls that did not end:"]
    for row in filter(endless, rows):
        lines.append(f"  {row.client} {row.scenario} {row.way} ({row.kind}; {row.asked} requests)")
    return "\n".join(lines)


def hidden() -> str:
    """The scenarios that no client can be shown, each kind with its reason."""
    lines = ["Scenarios that no client can be shown:"]
    for reason, names in unshown().items():
        lines.append(f"  {reason}: {', '.join(names)}")
    return "\n".join(lines)


def grid(rows: list[Row]) -> str:
    """Clients across, scenarios down: a mark for each way of asking."""
    clients = list(dict.fromkeys(row.client for row in rows))
    same = {name: names for cloud in ("", *CLOUDS) for name, names in worlds(cloud).items()}
    lines = ["A mark for each way of asking (whole, stream, form, retries): + as from the API, "
             "- not.", ""]  # fmt: skip
    width = max([len(row.scenario) for row in rows], default=0) + 5
    lines.append(" " * width + "  ".join(clients))
    for name in dict.fromkeys(row.scenario for row in rows):
        marks = [
            "".join("-+"[r.ok] for r in rows if (r.client, r.scenario) == (client, name))
            for client in clients
        ]
        more = f" +{len(same[name]) - 1}" if len(same[name]) > 1 else ""
        cells = [mark.ljust(len(client)) for mark, client in zip(marks, clients, strict=True)]
        lines.append(f"{name + more:<{width}}" + "  ".join(cells).rstrip())
    lines += ["", f"{sum(row.ok for row in rows)} of {len(rows)} as from the API.", ""]
    lines += [f"{name} stands for: {', '.join(names[1:])}"
              for name, names in same.items() if len(names) > 1]  # fmt: skip
    return "\n".join(lines)


def outcomes(rows: list[Row]) -> str:
    """Each outcome of each client, with where it came."""
    lines = []
    for client in dict.fromkeys(row.client for row in rows):
        lines += ["", client]
        groups: dict[tuple[str, str, str, str], list[str]] = {}
        for row in rows:
            if row.client == client:
                at = (row.kind, row.way, row.got, row.expected)
                groups.setdefault(at, []).append(row.scenario)
        for (met, way, got, wanted), names in sorted(groups.items()):
            mark = "ok     " if got == wanted else "differs"
            would = "" if got == wanted else f" (the API: {wanted})"
            lines.append(f"  {mark} {met:<28} {way:<8} {got}{would}  [{', '.join(names)}]")
    return "\n".join(lines[1:])


def misread(rows: list[Row]) -> str:
    """Every text whose fault `explain` does not have right, with what it should say."""
    lines = []
    for row in rows:
        said = [text for text in row.texts if text.strip()]
        for text, one in zip(said, row.heard, strict=True):
            if one.mark != "right":
                words = " ".join(text.split())
                words = words if len(words) <= _LONG else "… " + words[-_LONG:]
                lines.append(
                    f"  {one.mark:<9} {one.confidence:<6} {row.client} {row.scenario} {row.way} "
                    f"({row.kind}; {by_name(row.scenario).side}): {one.side}, {one.category}: "
                    f"{words}"
                )
    return "\n".join(lines)
