"""What was said against what must be said: right, weak or wrong, and why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .situation import Situation
from .witness import Testimony

DEADLINE_S = 20.0
_GRACE_S = 2.5  # the contract's half second, and the start of an interpreter on a busy machine


@dataclass(slots=True)
class Played:
    """Everything that one play brought to light."""

    id: str
    story: str
    verdict: str = ""
    confidence: str = ""
    summary: str = ""
    title: str = ""
    fix: str = ""
    grade: str = ""
    why: list[str] = field(default_factory=list)
    cured: str = ""
    sdk: str = ""
    code: str = ""
    seconds: float = 0.0
    was: str = ""
    leaks: list[str] = field(default_factory=list)


def grade(row: Situation, screen: str, played: Played) -> None:
    """Fill in `grade` and `why`; `screen` is the whole report as text.

    The leaks, the cure and the witnesses are there already.
    """
    wrong, weak = list(played.leaks), []
    says = row.says
    if any(_fits(played.verdict, pattern) for pattern in says.weakly):
        weak.append(f"verdict {played.verdict} says too little")
    elif not _allowed(played.verdict, says.verdicts):
        wrong.append(f"verdict {played.verdict}, not {' or '.join(says.verdicts)}")
    said = " ".join((played.summary, played.title, played.fix))
    wrong += [f"says {word!r}" for word in says.never if _in(word, said)]
    wrong += [f"says {word!r}" for word in says.nowhere if _in(word, screen)]
    weak += [f"does not say {word!r}" for word in says.words if not _in(word, said)]
    weak += [f"nowhere {word!r}" for word in says.anywhere if not _in(word, screen)]
    fix = f"{played.title} {played.fix}"
    weak += [f"first fix without {word!r}" for word in says.fix if not _in(word, fix)]
    if says.confidence and played.confidence not in says.confidence:
        weak.append(f"confidence {played.confidence}")
    if says.cures and played.cured != "yes":
        weak.append(f"the first fix does not cure ({played.cured or 'none'})")
    if played.cured == "worse":
        wrong.append("the first fix makes it worse")
    if played.seconds > DEADLINE_S + _GRACE_S:
        wrong.append(f"took {played.seconds:.1f} s")
    played.grade = "wrong" if wrong else "weak" if weak else "right"
    played.why = wrong + weak


def _allowed(verdict: str, patterns: tuple[str, ...]) -> bool:
    refused = [one[1:] for one in patterns if one.startswith("!")]
    return any(_fits(verdict, one) for one in patterns if not one.startswith("!")) and not any(
        _fits(verdict, one) for one in refused
    )


def _fits(verdict: str, pattern: str) -> bool:
    parts = zip(verdict.split("/"), pattern.split("/"), strict=False)
    return all(want in ("*", have) for have, want in parts)


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def leaks(
    secrets: Iterable[str],
    bound: Mapping[str, tuple[str, ...]],
    record: Iterable[str],
    printed: str,
) -> list[str]:
    """Credentials that went to a host that they are not bound to, or that were printed."""
    found = []
    for line in record:
        seen = json.loads(line)
        if seen.get("upstream"):  # a gateway's own way out: its key is not the user's
            continue
        carried = " ".join(map(str, seen.get("carried", {}).values()))
        where = f"{seen.get('me')} {seen.get('host')}"
        for secret in secrets:
            hosts = bound.get(secret, ("api.anthropic.com",))
            if secret in carried and not any(host in where for host in hosts):
                found.append(f"a credential went to {where}")
    found += ["a credential was printed" for secret in secrets if secret in printed]
    return sorted(set(found))


def parts_of(password: str) -> list[str]:
    """The parts of a password that a wrong reading of an address may take for a host."""
    return [part for part in re.split(r"[@#:/?%\s]+", password) if len(part) > 3]


def contradiction(verdict: str, confidence: str, sdk: Testimony | None) -> str | None:
    """Where it says plainly that all works, the SDK must work."""
    side, severity, _ = verdict.split("/")
    if (
        side == "healthy"
        and severity == "none"
        and confidence == "high"
        and sdk is not None
        and sdk.works is False
    ):
        return f"says that it works, and the SDK fails: {sdk.words[:80]}"
    return None


def disagreement(played: Played, program: str) -> str | None:
    """Where the verdict and a witness (`sdk` or `code`) part: down, and yet it works, or plain
    healthy or degraded, and yet it fails. A sentence that names the program speaks for itself."""
    said = played.sdk if program == "sdk" else played.code
    word = {"sdk": "SDK|Python", "code": "Claude Code"}[program]
    severity = played.verdict.split("/")[1]
    tested = played.confidence == "high" and not played.verdict.startswith("unknown")
    if not said or said.startswith("nothing") or not tested or _in(word, played.summary):
        return None
    works = said.startswith("works")
    if works == (severity != "down"):
        return None
    return f"{severity}, and the {program} {said.partition('; after')[0][:60]}"
