"""What a cloud that denies a call says is missing: the act, the policy that stands against it, for
whom, on what; and the command that grants it.

The forms are AWS's of IAM's "access denied" messages, Google's of its IAM and service usage, and
Azure's of its role-based access and network rules, read November 2026. Whatever act, role or
project such a message names is lifted out of it; nothing is known here of single messages.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from ...border.redact import LIMIT
from ...phrases import phrase
from ...records import dataclass
from .facts import Lack as Lack
from .meanings import AWS, AZURE, GOOGLE, LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is missing. `act`, `policy`, `who`, `on`, `project`: as the cloud names them, None where
    it does not; `mend`: what to type for it."""

    lack: Lack
    act: str | None = None
    policy: str | None = None
    who: str | None = None
    on: str | None = None
    project: str | None = None
    mend: str | None = None


# The most telling first.
_KINDS: tuple[tuple[frozenset[str], Lack, str], ...] = (
    (AWS, Lack.PAYMENT, r"payment[_ ]instrument|payment method"),
    (AWS, Lack.ORGANIZATION, r"(?:explicit deny in an?|because no) (?:service|resource) control"),
    (AWS, Lack.OVERRULED, r"explicit deny|because no (?!identity-based)[a-z -]{1,40}policy allows"
     r"|because no permissions boundary allows"),
    (AWS, Lack.ROLE, r"not authorized to perform:? [a-z-]+:"),
    (AWS, Lack.SUPPORT, r"operation not allowed|account is not authorized"),
    (GOOGLE, Lack.API, r"service_disabled|has not been used in project|is disabled\. enable it"),
    (GOOGLE, Lack.BILLING, r"billing"),
    (GOOGLE, Lack.ROLE, r"permission '[^']{1,80}' denied|iam_permission_denied|roles/[a-z]"),
    (AZURE, Lack.FIREWALL, r"firewall|virtual network"),
    (AZURE, Lack.PRIVATE, r"public (?:network )?access is disabled|private endpoint"),
    (AZURE, Lack.TENANT, r"tenant"),
    (AZURE, Lack.KEYS_OFF, r"key[- ]based authentication is disabled|authenticationtypedisabled"),
    (AZURE, Lack.ROLE, r"required data action"),
)  # fmt: skip

# AWS: User: ARN is not authorized to perform: ACT on resource: ARN with an explicit deny in a … or
# because no … allows the … action
_ACT = phrase(
    r"not authorized to perform:? ([a-z-]{2,40}:[A-Za-z]{3,60})"
    r"|Permission '([a-z]+\.[A-Za-z.]{3,80})' denied"
    r"|data action [`'\"]?(Microsoft\.[\w./]{3,120}\w)"
)
_POLICY = phrase(
    r"(?:explicit deny in an?|because no) ([a-z -]{3,40}policy|permissions boundary)\b"
)
_NAME = r"([\w.@+=,-]{1,64})"
_USER = phrase(
    rf"arn:aws[a-z-]*:(?:sts::\d{{12}}:assumed-(role)/{_NAME}/[\w.@+=,-]{{1,64}}"
    rf"|iam::\d{{12}}:(role|user)/(?:[\w.@+=,-]{{1,64}}/){{0,8}}{_NAME})(?= is not|\s|$)"
)
_PRINCIPAL = phrase(r"\bprincipal [`'\"]?[\w.@-]{1,64}")
_ON = phrase(r"on resource:? ['\"]?(arn:[\w:./*-]{10,300}\w|//[\w./-]{5,300}\w)")
_PROJECT = phrase(r"\bprojects?[ /=][`'#\"]?([a-z][a-z0-9-]{4,28}[a-z0-9]|\d{6,20})(?![\w-])")
# Google may name the role that it wants.
_WANTED = phrase(r"\b(roles/[a-z]{3,40}\.[A-Za-z]{3,60})\b")
_API = phrase(r"\b([a-z]{2,40}\.googleapis\.com)/overview")

# Who asks for a stream asks without one as well.
_ACTS = dict.fromkeys(
    ("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"), "bedrock:InvokeModel*"
)
# Of Google's roles the least that holds such a permission.
_ROLES = {
    "aiplatform": "roles/aiplatform.user",
    "serviceusage": "roles/serviceusage.serviceUsageConsumer",
}


def grant(
    cloud: str, kind: str | None, words: str, place: str | None = None, project: str | None = None
) -> Grant:
    """What is missing where this cloud denies a call in these words. `place` and `project` are the
    configured ones, for a message that names none. Total."""
    text = " ".join(words[:LONGEST].split())
    low = f"{kind or ''} {text}".lower()
    lack = next(
        (lack for clouds, lack, form in _KINDS if cloud in clouds and re.search(form, low)),
        Lack.OTHER,
    )
    act, policy = _ACT.search(text), _POLICY.search(text)
    user, principal, on = _USER.search(text), _PRINCIPAL.search(text), _ON.search(text)
    named = _PROJECT.search(text)
    # A number names a project as well, but the commands want its id where it is known.
    known = named[1] if named and not (named[1].isdigit() and project) else project
    whose = user.groups() if user else principal[0].split() if principal else ()
    found = Grant(
        lack=lack,
        act=next(filter(None, act.groups())) if act else None,
        policy=policy[1] if policy else None,
        who=" ".join(word.lstrip("`'\"") for word in whose if word) or None,
        on=on[1] if on else None,
        project=known if cloud in GOOGLE else None,
    )
    return replace(found, mend=_mend(cloud, found, text, place))


def _mend(cloud: str, found: Grant, text: str, place: str | None) -> str | None:
    """What to type, where all that it takes was named."""
    if cloud in AWS:
        return _policy(found) if found.lack is Lack.ROLE else None
    if cloud in GOOGLE:
        return _googles(found, text) if found.project else None
    return _azures(found, place) if place else None


def _googles(found: Grant, text: str) -> str | None:
    if found.lack is Lack.API:
        api = _API.search(text)
        return (
            f"gcloud services enable {api[1] if api else 'aiplatform.googleapis.com'} "
            f"--project {found.project}"
        )
    if found.lack is Lack.BILLING:
        return (
            "gcloud billing accounts list; "
            f"gcloud billing projects link {found.project} --billing-account=…"
        )
    wanted = _WANTED.search(text)
    role = wanted[1] if wanted else _ROLES.get((found.act or "").partition(".")[0])
    if found.lack is not Lack.ROLE or role is None:
        return None
    return (
        f"gcloud projects add-iam-policy-binding {found.project} "
        f'--member="user:$(gcloud config get-value account)" --role={role}'
    )


def _azures(found: Grant, place: str) -> str | None:
    def looked_up(what: str) -> str:
        query = f"[?name=='{place}'].{what}"
        return f'"$(az cognitiveservices account list --query "{query}" -o tsv)"'

    if found.lack is Lack.ROLE and found.who:
        whom = found.who.partition(" ")[2]
        return (
            f'az role assignment create --role "Cognitive Services User" --assignee {whom} '
            f"--scope {looked_up('id')}"
        )
    if found.lack is Lack.FIREWALL:
        return (
            f"az cognitiveservices account network-rule add --name {place} "
            f"--resource-group {looked_up('resourceGroup')} --ip-address …"
        )
    return None


def _policy(found: Grant) -> str | None:
    """AWS's: the act on what was asked for, as a policy of the role or the user. The roles of the
    Identity Center are its own, and nobody else changes them."""
    kind, _, name = (found.who or "").partition(" ")
    if kind not in ("role", "user") or not found.act or name.startswith("AWSReservedSSO_"):
        return None
    begin = f"aws iam put-{kind}-policy --{kind}-name {name} --policy-name claude"
    for resources in (_resources(found.on), ["*"]):
        allowed = {"Effect": "Allow", "Action": _ACTS.get(found.act, found.act)}
        policy = {"Version": "2012-10-17", "Statement": {**allowed, "Resource": resources}}
        command = f"{begin} --policy-document '{json.dumps(policy, separators=(',', ':'))}'"
        if len(command) <= LIMIT:
            return command
    return None


def _resources(on: str | None) -> list[str]:
    """A profile may send a call to each of its regions, where the model itself must be allowed."""
    parts = (on or "").split(":", 5)
    if len(parts) < 6:
        return ["*"]
    bedrock = f"arn:{parts[1]}:bedrock:*:"
    if parts[2] == "bedrock" and "inference-profile/" in parts[5]:
        return [f"{bedrock}*:*inference-profile/*", f"{bedrock}:foundation-model/*"]
    if parts[2] == "bedrock" and parts[5].startswith("foundation-model/"):
        return [f"{bedrock}:{parts[5]}"]
    return [on or "*"]
