"""A report that may be shown to strangers: without what tells whose machine it came from.

Credentials are masked long before. Here go the user's home folder, addresses of mail, private
addresses and the names of hosts that are the user's own: a gateway, a proxy, a cloud's resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ..engine.judge import facts_of
from ..engine.model import Report
from ..phrases import phrase
from ..probes import environment, network

_HOME = phrase(r"(?:/home|/Users|[A-Za-z]:\\+Users)[/\\]+[^/\\\s'\":;,)]+|/root(?=/|\b)")
_MAIL = phrase(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PRIVATE = phrase(
    r"\b(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b"
    r"|\b[fF][cCdD][0-9a-fA-F]{2}:[0-9a-fA-F:]+"
)
_ACCOUNT = phrase(r"(?<=:)\d{12}(?=:)")  # of an ARN
#: Hosts that everybody has.
_COMMON = (
    "anthropic.com", "claude.com", "claude.ai", "amazonaws.com", "googleapis.com", "api.aws",
    "localhost", "127.0.0.1", "::1", "none",
)  # fmt: skip


def public(report: Report) -> Report:
    """The same report, every text in it without those."""
    clean = _cleaner(_own_hosts(report))
    return replace(
        report,
        verdict=replace(report.verdict, summary=clean(report.verdict.summary)),
        fixes=tuple(
            replace(fix, title=clean(fix.title), command=fix.command and clean(fix.command))
            for fix in report.fixes
        ),
        findings=tuple(
            replace(one, because=tuple(clean(why) for why in one.because))
            for one in report.findings
        ),
        probes=tuple(
            replace(
                probe,
                summary=clean(probe.summary),
                note=probe.note and clean(probe.note),
                facts={name: _value(value, clean) for name, value in probe.facts.items()},
            )
            for probe in report.probes
        ),
        missing=tuple(clean(words) for words in report.missing),
        context=tuple(clean(words) for words in report.context),
    )


def _value(value: Any, clean: Callable[[str], str]) -> Any:
    match value:
        case str():
            return clean(value)
        case list():
            return [_value(one, clean) for one in value]
        case dict():
            return {name: _value(one, clean) for name, one in value.items()}
    return value


def _cleaner(hosts: list[str]) -> Callable[[str], str]:
    # A name inside a longer one is another host's.
    names = "|".join(re.escape(host) for host in sorted(hosts, key=len, reverse=True))
    own = re.compile(rf"(?i)(?<![\w.-])(?:{names})(?![\w-]|\.\w)") if names else None

    def clean(text: str) -> str:
        text = _HOME.sub("~", text)
        text = own.sub("[own host]", text) if own else text
        text = _MAIL.sub("[address]", text)
        return _ACCOUNT.sub("[account]", _PRIVATE.sub("[private address]", text))

    return clean


def _own_hosts(report: Report) -> list[str]:
    """Where calls go here, and through which proxy, but for what everybody has."""
    found = {host for host in _hosts(report) if host and len(host) > 3}
    return [
        host for host in found
        if not any(host == one or host.endswith(f".{one}") for one in _COMMON)
    ]  # fmt: skip


def _hosts(report: Report) -> Iterator[str]:
    facts = facts_of(report.probes)
    named = [environment.BASE_URL.of(facts), environment.PROXY_HOST.of(facts)]
    named += [network.HOST.of(facts)]
    programs = environment.PROGRAMS.of(facts)
    for program in programs if isinstance(programs, list) else []:
        if isinstance(program, dict):
            named += [program.get("address"), program.get("proxy")]
            # a resource of Foundry's is named where others have a region
            named += [program.get("region")] * (program.get("route") == "foundry")
    for name in named:
        if isinstance(name, str):
            try:
                host = urlsplit(name if "://" in name else f"//{name}").hostname
            except ValueError:
                continue
            yield (host or "").lower()
