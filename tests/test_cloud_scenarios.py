"""Claude through a cloud: each scenario's sentence and its first fix, by the real command line."""

from __future__ import annotations

import json

import pytest

from claude_doctor.chaos import by_name
from tests.conftest import Run

#: Scenario, what its sentence must say, how its first command begins ("" where none is typed).
TABLE = [
    ("bedrock-healthy", "Amazon Bedrock in us-east-1 works from here", ""),
    ("bedrock-profile", "No completion was tested", ""),
    ("bedrock-login-expired", "the AWS SSO session of profile dev expired",
     "aws sso login --profile dev"),
    ("bedrock-key-expired", "has expired (Bearer Token has expired)",
     "export AWS_BEARER_TOKEN_BEDROCK="),
    ("bedrock-no-credential", "unless this machine has", "aws "),
    ("bedrock-region-malformed", "AWS_REGION is not", "export AWS_REGION=us-east-1"),
    ("bedrock-other-region", "in eu-west-1 does not know us.anthropic.", "aws bedrock"),
    ("bedrock-unknown-model", "does not know us.anthropic.claude-haiku", "aws bedrock"),
    ("bedrock-anthropic-id", "claude-haiku-4-5 is an id of Anthropic's own API", ""),
    ("bedrock-needs-profile", "inference profile", "aws bedrock list-inference-profiles"),
    ("bedrock-throttled", "It's your rate limit at", ""),
    ("bedrock-marketplace", "AWS Marketplace", ""),
    ("bedrock-use-case-form", "use-case form", ""),
    ("bedrock-iam", "the role demo lacks bedrock:InvokeModelWithResponseStream",
     "aws iam put-role-policy --role-name demo"),
    ("bedrock-overloaded", "It's Amazon Bedrock in us-east-1, not you", ""),
    ("bedrock-cut-stream", "the answer started, then stopped", ""),
    ("bedrock-incident", "AWS has an open event for Bedrock in us-east-1", ""),
    ("bedrock-unreachable", "It's the path to Amazon Bedrock in us-east-1", "curl "),
    ("bedrock-gateway-failure", "It's your gateway: ANTHROPIC_BEDROCK_BASE_URL",
     "curl -sv --max-time 10 http://127.0.0.1:"),
    ("bedrock-id-at-anthropic", "is an id of Amazon Bedrock's", "export ANTHROPIC_MODEL="),
    ("vertex-no-credential", "no application-default login",
     "gcloud auth application-default login"),
    ("vertex-no-project", "ANTHROPIC_VERTEX_PROJECT_ID is not set",
     "export ANTHROPIC_VERTEX_PROJECT_ID="),
    ("vertex-other-region", "does not serve claude-haiku-4-5", "CLOUD_ML_REGION="),
    ("vertex-quota", "was never granted", ""),
    ("vertex-iam", "lacks aiplatform.endpoints.predict",
     "gcloud projects add-iam-policy-binding "),
    ("vertex-overloaded", "It's Google Vertex AI", ""),
    ("foundry-healthy", "Microsoft Foundry works from here", ""),
    ("foundry-no-credential", "ANTHROPIC_FOUNDRY_API_KEY is not set", "az login"),
    ("foundry-no-resource", "ANTHROPIC_FOUNDRY_RESOURCE", "export ANTHROPIC_FOUNDRY_RESOURCE="),
    ("foundry-no-deployment", "no deployment named our-claude", ""),
    ("foundry-overloaded", "It's Microsoft Foundry, not you", ""),
    ("mantle-healthy", "Amazon Bedrock (Mantle) in us-east-1 works", ""),
    ("anthropic-aws-healthy", "Claude on AWS in us-east-1 works", ""),
]  # fmt: skip


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "words", "command"), TABLE, ids=[row[0] for row in TABLE])
def test_the_sentence_and_the_first_fix_are_that_clouds(
    name: str, words: str, command: str, run: Run
) -> None:
    """The sentence names the cloud or what is wrong with it, the first fix is its own command, and
    none is Anthropic's login or key."""
    report = json.loads(run("demo", name, "--json").stdout)
    assert words in report["verdict"]["summary"]
    commands = [fix["command"] or "" for fix in report["fixes"]]
    assert not command or commands[0].startswith(command), commands
    if by_name(name).cloud:
        assert not any("ANTHROPIC_API_KEY" in one or "/login" in one for one in commands)
