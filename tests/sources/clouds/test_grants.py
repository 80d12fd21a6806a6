"""What a cloud that denies a call says is missing, and the command that grants it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from claude_doctor.fixes import table
from claude_doctor.fixes.commands import safe
from claude_doctor.sources.clouds.grants import Lack, grant

_ROLE = "arn:aws:sts::123456789012:assumed-role/build/i-0a"
_USER = "arn:aws:iam::123456789012:user/team/jo"
_MODEL = "arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-x"
_PROFILE = "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/us-gov.anthropic.x"


def _denied(who: str, act: str, on: str, why: str = "") -> str:
    return f"User: {who} is not authorized to perform: {act} on resource: {on} {why}".strip()


#: Cloud, its words, what is missing, what its command must hold ("" where none can).
TABLE: list[tuple[str, str, Lack, str]] = [
    ("bedrock", _denied(_ROLE, "bedrock:Converse", _MODEL), Lack.ROLE, "--role-name build "),
    ("bedrock", _denied(_USER, "bedrock:InvokeModel", _PROFILE), Lack.ROLE, "--user-name jo "),
    ("mantle", _denied(_USER, "bedrock-mantle:CreateInference", "*"), Lack.ROLE,
     "bedrock-mantle:CreateInference"),
    ("anthropic-aws", _denied(_ROLE, "aws-external-anthropic:CountTokens", "*"), Lack.ROLE,
     "aws-external-anthropic:CountTokens"),
    ("bedrock", _denied("arn:aws:sts::1:assumed-role/AWSReservedSSO_Dev_0/jo",
                        "bedrock:InvokeModel", _MODEL), Lack.ROLE, ""),
    ("bedrock", _denied(_ROLE, "bedrock:InvokeModel", _MODEL,
                        "with an explicit deny in a resource control policy"),
     Lack.ORGANIZATION, ""),
    ("bedrock", _denied(_ROLE, "bedrock:InvokeModel", _MODEL,
                        "because no service control policy allows the bedrock:InvokeModel action"),
     Lack.ORGANIZATION, ""),
    ("bedrock", _denied(_ROLE, "bedrock:InvokeModel", _MODEL,
                        "because no permissions boundary allows the bedrock:InvokeModel action"),
     Lack.OVERRULED, ""),
    ("bedrock", _denied(_ROLE, "bedrock:InvokeModel", _MODEL,
                        "with an explicit deny in a VPC endpoint policy"), Lack.OVERRULED, ""),
    ("bedrock", "Model access is denied: a valid payment method is needed.", Lack.PAYMENT, ""),
    ("bedrock", "Your account is not authorized to invoke this API operation.", Lack.SUPPORT, ""),
    ("vertex", "Permission 'aiplatform.endpoints.predict' denied on resource "
     "'//aiplatform.googleapis.com/projects/web-shop-7/locations/eu'.", Lack.ROLE,
     "add-iam-policy-binding web-shop-7 "),
    ("vertex", "Caller does not have required permission to use project web-shop-7. Grant the "
     "caller the roles/serviceusage.serviceUsageConsumer role.", Lack.ROLE,
     "--role=roles/serviceusage.serviceUsageConsumer"),
    ("vertex", "Cloud Resource Manager API has not been used in project 87654321 before. Enable it "
     "by visiting https://console.developers.google.com/apis/api/cloudresourcemanager"
     ".googleapis.com/overview?project=87654321", Lack.API,
     "enable cloudresourcemanager.googleapis.com --project own-project"),
    ("vertex", "Billing for project web-shop-7 is closed.", Lack.BILLING, "link web-shop-7 "),
    ("foundry", "The principal `6f1c-9` lacks the required data action "
     "`Microsoft.CognitiveServices/accounts/x/action` to perform it.", Lack.ROLE,
     "--assignee 6f1c-9 "),
    ("foundry", "Access denied due to Virtual Network/Firewall rules.", Lack.FIREWALL,
     "network-rule add --name team "),
    ("foundry", "Public access is disabled. Please configure private endpoint.", Lack.PRIVATE, ""),
    ("foundry", "Tenant provided in token does not match resource token", Lack.TENANT, ""),
    ("foundry", "Key based authentication is disabled for this resource.", Lack.KEYS_OFF, ""),
]  # fmt: skip


@pytest.mark.parametrize(("cloud", "words", "lack", "holds"), TABLE)
def test_the_act_and_for_whom_are_lifted_from_the_clouds_words(
    cloud: str, words: str, lack: Lack, holds: str
) -> None:
    """What is missing is told apart, and a command is made where the words hold all it takes; it
    is one that a report may show."""
    found = grant(cloud, None, words, "team", "own-project")
    assert lack is found.lack
    assert holds in (found.mend or "")
    assert bool(holds) is bool(found.mend)
    assert found.mend is None or safe("ping.cloud_grant_mend", found.mend)


@pytest.mark.parametrize("words", [row[1] for row in TABLE if row[0] != "vertex"])
def test_a_shell_reads_the_command_as_it_is_meant(words: str, tmp_path: Path) -> None:
    """Run with programs that print what they were given: one argument each, the policy a JSON
    document with the act in it."""
    for name in ("aws", "az"):
        (tmp_path / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (tmp_path / name).chmod(0o755)
    cloud = "foundry" if "principal" in words or "Access" in words else "bedrock"
    mend = grant(cloud, None, words, "team").mend
    if mend is None:
        return
    shown = subprocess.run(
        ["sh", "-c", mend], env={"PATH": f"{tmp_path}:/bin:/usr/bin"}, capture_output=True,
        text=True, check=True, timeout=9,
    ).stdout.splitlines()  # fmt: skip
    if cloud == "bedrock":
        policy = json.loads(shown[-1])["Statement"]
        assert policy["Action"].rstrip("*") in words
        assert policy["Resource"]
    else:
        assert "team" in " ".join(shown)


@pytest.mark.parametrize("name", ["x';id;'", "$(id)", "a b", "`id`", "x\nid"])
def test_what_a_stranger_writes_is_no_command(name: str) -> None:
    """A name that a shell would read as more than a name makes no command, and one that stands in
    a saved report is not shown."""
    words = _denied(f"arn:aws:iam::123456789012:user/{name}", "bedrock:InvokeModel", _MODEL)
    assert name not in (grant("bedrock", None, words).mend or "")
    edited = {
        "environment.route": "bedrock", "ping.cloud_act": f"bedrock:{name}",
        "ping.cloud_grant_mend": f"aws iam put-user-policy --user-name {name} --policy-name claude",
    }  # fmt: skip
    shown = table.named(("aws-role",), edited)[0]
    assert name not in f"{shown.command} {shown.title}"


def test_a_longer_name_still_has_its_command() -> None:
    """Where the whole would be cut in a report, the policy holds for every resource."""
    long = grant("bedrock", None, _denied(
        f"arn:aws:iam::123456789012:role/{'r' * 64}", "bedrock:InvokeModel", _PROFILE))  # fmt: skip
    assert long.mend and '"Resource":["*"]' in long.mend and len(long.mend) <= 300
