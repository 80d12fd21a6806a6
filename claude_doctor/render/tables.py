"""What the table of rules holds: every rule in a line, and one rule in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.facts import sentence
from ..engine.fill import fill
from ..engine.model import Case, Rule
from ..fixes.table import named
from ..rules import all_rules
from .lists import SIDES, Group, Line, grouped
from .paint import Column, Paint

#: Each rule in a few words, for the list.
MEANINGS = {
    "incomplete-response-loop": "overloaded, and retries keep it so (a retry storm)",
    "overloaded": "529 or Overloaded: over capacity for everybody",
    "server-error": "5xx: an error inside the service",
    "incomplete-stream": "an answer stops halfway",
    "slow-response": "it works, but the first token is slow",
    "recent-failures": "it works now, but failed minutes ago",
    "incident-confirmed": "no answer, and the status page shows trouble",
    "crowd-outage": "no answer, and many others report trouble",
    "model-incident": "an open incident names your model",
    "incident-posted": "it works, but the status page shows trouble",
    "crowd-reports": "it works, but many others report trouble",
    "insecure-endpoint": "the key travels unencrypted (plain http)",
    "key-rejected": "401: no key, a wrong key or an expired login",
    "key-forbidden": "403: the key may not do this",
    "model-not-found": "404: no such model, or it is retired",
    "bad-request": "400: the request is malformed",
    "request-too-large": "413: the request is too large",
    "wrong-endpoint": "the address is not that of the API",
    "environment-conflict": "settings contradict each other",
    "model-retiring": "a model in use retires soon",
    "rate-limited": "429: your rate limit",
    "spend-limit-reached": "a spend limit is reached",
    "credit-exhausted": "the prepaid credit is used up",
    "billing-problem": "402: billing needs attention",
    "organization-disabled": "the organization or account may not do this",
    "subscription-limit": "a limit of the Claude subscription",
    "quota-low": "it works, but little of a limit is left",
    "offline": "this machine has no internet",
    "captive-portal": "a login page answers for everybody",
    "clock-skew": "this machine's clock is wrong",
    "region-blocked": "Claude is not offered where you connect from",
    "connection-failed": "no connection: blocked or filtered",
    "dns-failure": "the name does not resolve",
    "proxy-failure": "the proxy fails",
    "gateway-failure": "the gateway fails, not Anthropic",
    "tls-failure": "TLS fails: certificate or interception",
    "healthy": "no trouble found",
    "silence": "connected, but no answer, and nothing tells why",
    "not-enough-evidence": "too little was measured to tell",
}


def listed(paint: Paint, whole: bool) -> str:
    """Every rule by side, a line each."""
    groups = (
        Group(title, [Line(one.id, _meaning(one)) for one in all_rules() if one.side == side])
        for side, title in SIDES.items()
    )
    foot = "`claude-doctor rules ID` shows what a rule needs, concludes and recommends."
    return grouped(paint, groups, foot, whole)


def _meaning(rule: Rule) -> str:
    """A rule of somebody's own has no words here: its first sentence tells."""
    return MEANINGS.get(rule.id) or fill(rule.cases[0].says, {})


def in_words(paint: Paint, rule_id: str) -> str:
    """One rule: what it means, whether to retry, each case, what to do, what explains it away."""
    rule = next(one for one in all_rules() if one.id == rule_id)
    side = SIDES[rule.side].partition(":")[0]
    lines = [*paint.wrap(f"{paint.bold(rule.id)} · {_meaning(rule)}"), ""]
    facts = [("Side", side)]
    if rule.retryable is not None:
        facts.append(("Retry", "yes, with backoff" if rule.retryable else "no"))
    by = sorted({*rule.explained_by, *(i for case in rule.cases for i in case.explained_by)})
    if by:
        facts.append(("Not shown if", f"explained by {', '.join(by)}"))
    lines += [*paint.pairs(facts), "", paint.bold("Concludes, the first that holds")]
    for number, case in enumerate(rule.cases, 1):
        lines += _case(paint, case, number, len(str(len(rule.cases))))
    lines += _fixes(paint, rule)
    return paint.text(lines)


def _case(paint: Paint, case: Case, number: int, digits: int) -> Iterator[str]:
    indent = " " * (digits + 4)
    yield from paint.wrap(fill(case.says, {}), f"  {number:>{digits}}. ", indent)
    says = f"{case.severity}, {case.confidence} confidence, when {sentence(case.when)}"
    yield from paint.wrap(says, indent)
    if case.on:
        yield from paint.wrap(f"where {sentence(case.on)}", indent)
    if case.fixes:
        yield from paint.wrap(f"fixes: {', '.join(case.fixes)}", indent)


def _fixes(paint: Paint, rule: Rule) -> list[str]:
    if not rule.fixes:
        return []
    rows = [[paint.bold(fix.id), fix.title] for fix in named(rule.fixes)]
    more = f"In full, with code: {paint.command(f'claude-doctor fixes --for {rule.id}')}"
    table = paint.table((Column(), Column()), rows)
    return ["", paint.bold("Fixes"), *table, "", *paint.wrap(more)]
