"""What a report says twice must agree: its facts against the steps that it recommends.

Written apart from the table of gates: it knows no fix by its id, and reads what a person reads, the
title, the command and the address of a step. `python -m tests.contradictions FOLDER` prints the
first steps of every saved report in a folder as a table, with the facts that gate them.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]
_MODEL = re.compile(r"(?<![\w.])claude-(?:haiku|sonnet|opus|fable|mythos)-[\d-]+\d(?![\w.@-])")
_VENDORS = {
    r"\bAWS\b|Bedrock|health\.aws": ("bedrock", "mantle", "anthropic-aws"),
    r"Vertex|Google|gcloud": ("vertex",),
    r"Azure|Foundry": ("foundry",),
    r"platform\.claude\.com/(?:docs/en/api|settings|usage)|status\.claude\.com": (
        "anthropic",
        "gateway",
    ),
}
_OWN_ERROR = "failed_model_error"
_TROUBLE = ("api_incident", "code_incident", "chat_incident", "billing_incident", "model_incident")


def contradictions(report: Mapping[str, Any]) -> list[str]:
    """Each step that a fact of the same report contradicts, with the kind of contradiction. What
    the user's own text decided is another machine's, perhaps: there only times and ids count."""
    facts = facts_of(report)
    kinds = _ALWAYS if told(report) else _ALWAYS + _HERE
    return [
        f"{kind.__doc__} {step['title']} ({step['command'] or step['url']})"
        for step in report["fixes"]
        for kind in kinds
        if kind(_said(step), facts, report["verdict"])
    ]


def facts_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """All that was measured, by its full name."""
    return {
        f"{probe['name']}.{name}": value
        for probe in report["probes"]
        for name, value in probe["facts"].items()
        if value is not None
    }


def told(report: Mapping[str, Any]) -> bool:
    """Whether the text that the user gave is among the reasons of the verdict's cause."""
    cause = report["verdict"]["cause"]
    because = [w for one in report["findings"] if one["id"] == cause for w in one["because"]]
    return any(w.startswith("error.") and not w.endswith(": none") for w in because)


def _said(step: Mapping[str, Any]) -> str:
    return "\n".join(str(step[part] or "") for part in ("title", "command", "url"))


def _key(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A key to set, though the key was taken:"""
    asks = re.search(r"Set ANTHROPIC_API_KEY|valid (?:API )?key|export ANTHROPIC_API_KEY=…", said)
    answered = facts.get("ping.answered_by") == "anthropic" and "ping.http_status" in facts
    taken = answered and facts.get("ping.keyed") is True and facts["ping.http_status"] != 401
    return bool(asks) and (taken or facts.get("ping.works") is True)


def _proxy(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A proxy to fix or to ask for, against what is set:"""
    is_set = facts.get("environment.proxy_set")
    if re.search(r"Ask for this network's proxy", said):
        return is_set is True
    about = re.search(r"(?i)\bproxy\b", said.split("\n")[0])
    on_the_way = (
        facts.get("ping.answered_by") == "proxy"
        or facts.get("ping.transport") == "proxy"
        or any(str(facts.get(f"ping.{one}")).startswith("proxy") for one in ("error", _OWN_ERROR))
    )
    beside = "without a VPN or proxy" in said or (on_the_way and "setting" not in said)
    return bool(about) and is_set is False and not beside


def _request(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A number for support that was not measured:"""
    known = {str(facts.get(f"{where}.request_id")) for where in ("ping", "error")}
    if "request id" in said:
        return not any(one in said for one in known - {"None", ""}) and known <= {"None", ""}
    return "cf-ray" in said and "ping.cf_ray" not in facts


def _incident(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A page to follow on which nothing is wrong:"""
    if "status.claude.com" in said:
        if "status.api_component" not in facts:
            return False
        shows = [facts.get(f"status.{one}") is True for one in _TROUBLE]
        return not any(shows) and facts["status.api_component"] == "operational"
    feed = re.search(r"health\.aws|status\.cloud\.google|azure\.status", said)
    return bool(feed) and facts.get("cloud.state") == "up"


def _model(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A model to use that has just failed, or that is said to answer and was not heard:"""
    first = {"model": facts.get("ping.model"), "works": facts.get("ping.works")}
    other = {"model": facts.get("ping.other_model"), "works": facts.get("ping.other_works")}
    listed = facts.get("ping.models")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    works, fails = set(), {str(facts.get("ping.failed_model"))}
    for row in (first, other, *rows):
        answered = row.get("works", row.get("answer"))
        if answered is not None:
            (works if answered in (True, "complete") else fails).add(str(row["model"]))
    named = set(_MODEL.findall(said))
    if "answers from here" in said:
        return not named <= works
    return "smaller model" in said and bool(named & (fails - works))


def _offline(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """Another service to call, from a machine that is offline:"""
    off = facts.get("network.control") == "failed" and (
        facts.get("network.others_answered") is False
    )
    elsewhere = re.search(
        r"provider|fallbacks|another (?:Claude )?model|[Tt]ry (?:another|the) (?!resolver)", said
    )
    return off and elsewhere is not None


def _online(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A connection to check, though the internet answers:"""
    on = facts.get("network.control") == "open"
    return on and re.search(r"machine's connection|log in to the network", said) is not None


def _route(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """Another route's advice:"""
    route = facts.get("environment.route", "anthropic")
    return any(re.search(words, said) and route not in own for words, own in _VENDORS.items())


def _gateway(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A gateway that is not configured, or one to bypass where Anthropic itself fails:"""
    if "gateway" not in said:
        return False
    bypass = "Bypass" in said and facts.get("ping.front_door") is False
    return facts.get("environment.gateway") is False or bypass


def _wait(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A time to wait that is not the verdict's:"""
    named = re.findall(r"(?i)\bwait (\d+) s\b|\bsleep (\d+)", said)
    seconds = verdict["retry_after_s"]
    agreed = None if seconds is None else math.ceil(seconds)
    vague = "as long as" in said and seconds is None
    return vague or any(int(a or b) != agreed for a, b in named)


def _certificate(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A certificate to look at where none was shown, or a clock to set that is right:"""
    if "clock" in said.split("\n")[0]:
        return facts.get("network.clock_off") is False and facts.get("ping.error") != "clock-skew"
    plain = facts.get("network.tls") == "none" or facts.get("network.tls_fault") == "not-tls"
    return "the certificate" in said and plain


def _address(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A base URL to fix that is not set, a name that resolves, a port that is open:"""
    if re.search(r"Fix ANTHROPIC_BASE_URL", said):
        return not facts.get("environment.base_url_from", True)
    if "DNS resolver" in said:
        # A name that resolved once, and not for the test request, is a resolver's fault.
        return facts.get("network.dns") == "ok" and facts.get("ping.transport") != "dns"
    opened = facts.get("network.tcp") == "ok" and facts.get("network.tls") in ("ok", "none")
    sound = facts.get("ping.large", "pass") == "pass" and "ping.tls_fault" in facts
    return "outgoing connections" in said and opened and sound and facts["ping.tls_fault"] == "none"


def _now(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A wait for what answers already:"""
    failing = facts.get("ping.failed_model_answer", "complete") != "complete"
    return "claude-doctor wait" in said and facts.get("ping.works") is True and not failing


def _late(said: str, facts: Facts, verdict: Mapping[str, Any]) -> bool:
    """A date ahead of a model that is gone:"""
    gone = verdict["cause"] == "model-not-found" or facts.get("ping.lifecycle") == "overdue"
    return gone and "retirement date" in said


Kind = Callable[[str, Facts, Mapping[str, Any]], bool]
_ALWAYS: tuple[Kind, ...] = (_request, _incident, _wait, _now, _late, _model)
_HERE: tuple[Kind, ...] = (
    _key, _proxy, _offline, _online, _route, _gateway, _certificate, _address,
)  # fmt: skip


def table(folder: Path) -> Iterator[str]:
    """A Markdown table of the reports in a folder: cause, first steps, and what gates them."""
    from claude_doctor.commands import _run
    from claude_doctor.engine import saved
    from claude_doctor.engine.facts import leaves
    from claude_doctor.engine.judge import facts_of as measured
    from claude_doctor.render.formats.json import document
    from claude_doctor.rules import all_gates

    yield "| scenario | cause | first three steps | of | gating facts |"
    yield "|---|---|---|---|---|"
    for path in sorted(folder.glob("*.json")):
        report = _run.conclude(*saved.read(path.read_text(encoding="utf-8")))
        facts, first = measured(report.probes), report.fixes[:3]
        gates = [all_gates()[fix.id] for fix in first if fix.id in all_gates()]
        keys = dict.fromkeys(leaf.fact.key for gate in gates for leaf in leaves(gate))
        read = {key: facts.get(key) for key in keys}
        gating = ", ".join(f"{key} {value}" for key, value in read.items() if value is not None)
        steps = "<br>".join(f"{n}. {fix.title}" for n, fix in enumerate(first, 1)) or "none"
        verdict = report.verdict
        wrong = contradictions(json.loads(json.dumps(document(report), default=str)))
        yield (
            f"| {path.stem} | {verdict.cause} ({verdict.severity}) | {steps} | "
            f"{len(report.fixes)} | {gating or '–'}{'; WRONG: ' + str(wrong) if wrong else ''} |"
        )


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1]))))
