"""Claude through Amazon Bedrock, and through a gateway to it."""

from __future__ import annotations

import json

from ....engine.model import Severity, Side
from ...answers import RELAY_DOWN
from ...clouds import refusals as said
from ...roles import DEMO_AWS_KEY, DEMO_BEDROCK_KEY, Cloud, Provider, Scenario, Stream
from ...wire import Wire
from .env import AT_AWS, AWS, Pairs

_USES_BEDROCK: Pairs = (("CLAUDE_CODE_USE_BEDROCK", "1"),)
_BEDROCK: Pairs = (*_USES_BEDROCK, ("ANTHROPIC_BEDROCK_BASE_URL", "{bedrock}"), *AT_AWS)
_BEDROCK_MODEL: Pairs = (("ANTHROPIC_MODEL", "us.anthropic.claude-haiku-4-5-20251001-v1:0"),)
_BEDROCK_KEY: Pairs = (
    *_BEDROCK, *_BEDROCK_MODEL, ("AWS_BEARER_TOKEN_BEDROCK", DEMO_BEDROCK_KEY),
)  # fmt: skip
_BEDROCK_RELAY: Pairs = (
    *_USES_BEDROCK, ("ANTHROPIC_BEDROCK_BASE_URL", "{relay}"),
    ("CLAUDE_CODE_SKIP_BEDROCK_AUTH", "1"), *AT_AWS, *_BEDROCK_MODEL,
)  # fmt: skip
# A profile with keys of its own, and one that logs in by SSO. The cache's name is the SHA-1 of
# the session's (botocore, `tokens.py`).
_PROFILE: Pairs = (
    (".aws/config", "[default]\nregion = us-east-1\n"),
    (
        ".aws/credentials",
        f"[default]\naws_access_key_id = {DEMO_AWS_KEY[0]}\n"
        f"aws_secret_access_key = {DEMO_AWS_KEY[1]}\n",
    ),
)
_START = "https://demo.awsapps.com/start"
_SSO: Pairs = (
    (
        ".aws/config",
        "[profile dev]\nsso_session = demo\nsso_account_id = 123456789012\nsso_role_name = Demo\n"
        f"region = us-east-1\n\n[sso-session demo]\nsso_start_url = {_START}\n"
        "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n",
    ),
    (
        ".aws/sso/cache/89e495e7941cf9e40e6980d14a16bf023ccd4c91.json",
        json.dumps(
            {"startUrl": _START, "region": "us-east-1", "accessToken": "demo",
             "expiresAt": "{expired}"}
        ),
    ),
)  # fmt: skip

ROWS = (
    Scenario(
        "bedrock-healthy",
        "Claude through Bedrock with a Bedrock key: everything works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY,
    ),
    Scenario(
        "bedrock-profile",
        "Bedrock with the keys of an AWS profile: they exist, and Bedrock answers.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="bedrock", env=(*_BEDROCK, *_BEDROCK_MODEL), files=_PROFILE,
    ),
    Scenario(
        "bedrock-login-expired",
        "The AWS SSO session of the profile expired hours ago.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="bedrock", files=_SSO,
        env=(*_BEDROCK, *_BEDROCK_MODEL, ("AWS_PROFILE", "dev")),
    ),
    Scenario(
        "bedrock-key-expired",
        "Bedrock says that the key in AWS_BEARER_TOKEN_BEDROCK has expired.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.KEY_EXPIRED),
    ),
    Scenario(
        "bedrock-no-credential",
        "Claude Code is switched to Bedrock, and there is no AWS credential.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="bedrock", env=(*_BEDROCK, *_BEDROCK_MODEL),
    ),
    Scenario(
        "bedrock-region-malformed",
        "AWS_REGION is not a region's name.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        keyless=True, cloud="bedrock",
        env=(*_USES_BEDROCK, *_BEDROCK_MODEL, ("AWS_REGION", "us_east_1"), *AWS,
             ("AWS_BEARER_TOKEN_BEDROCK", DEMO_BEDROCK_KEY)),
    ),
    Scenario(
        "bedrock-other-region",
        "A US inference profile is requested in eu-west-1, which does not have it.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="bedrock", env=(*_BEDROCK_KEY, ("AWS_REGION", "eu-west-1")),
        bedrock=Cloud(serves=("eu", "global")),
    ),
    Scenario(
        "bedrock-unknown-model",
        "ANTHROPIC_MODEL holds an id that Bedrock does not know.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="bedrock",
        env=(*_BEDROCK_KEY, ("ANTHROPIC_MODEL", "us.anthropic.claude-haiku-4-5-20251002-v1:0")),
    ),
    Scenario(
        "bedrock-anthropic-id",
        "ANTHROPIC_MODEL still holds Anthropic's own id, but calls go to Bedrock.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="bedrock", env=(*_BEDROCK_KEY, ("ANTHROPIC_MODEL", "claude-haiku-4-5")),
    ),
    Scenario(
        "bedrock-needs-profile",
        "The model id lacks the prefix of an inference profile.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="bedrock",
        env=(*_BEDROCK_KEY, ("ANTHROPIC_MODEL", "anthropic.claude-haiku-4-5-20251001-v1:0")),
    ),
    Scenario(
        "bedrock-throttled",
        "Bedrock throttles this account.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.THROTTLED),
    ),
    Scenario(
        "bedrock-throttled-in-stream",
        "Bedrock starts an answer, then throttles inside the stream.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY,
        bedrock=Cloud(stream_error=said.THROTTLED),
    ),
    Scenario(
        "bedrock-model-access",
        "The AWS account was never given access to the model.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY,
        bedrock=Cloud(refusal=said.NO_MODEL_ACCESS),
    ),
    Scenario(
        "bedrock-marketplace",
        "The role may not subscribe to the model in AWS Marketplace.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.MARKETPLACE),
    ),
    Scenario(
        "bedrock-use-case-form",
        "Nobody has submitted Anthropic's use-case form for this AWS account.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.USE_CASE_FORM),
    ),
    Scenario(
        "bedrock-iam",
        "No policy lets this role invoke the model.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.IAM),
    ),
    Scenario(
        "bedrock-overloaded",
        "Bedrock answers 503: too many connections.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.UNAVAILABLE),
    ),
    Scenario(
        "bedrock-overloaded-in-stream",
        "Bedrock starts an answer, then has too many connections.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY,
        bedrock=Cloud(stream_error=said.UNAVAILABLE),
    ),
    Scenario(
        "bedrock-server-error",
        "Bedrock answers 500.",
        Side.SERVER, Severity.DOWN, "server-error",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(refusal=said.INTERNAL),
    ),
    Scenario(
        "bedrock-cut-stream",
        "Bedrock's answer stops in the middle of an event.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(stream=Stream.CUT),
    ),
    Scenario(
        "bedrock-incident",
        "AWS posts an event for Bedrock in this region, but it works from here.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, aws=Provider(state="down"),
    ),
    Scenario(
        "bedrock-incident-dropped",
        "AWS posts an event for Bedrock in this region, and Bedrock drops the connection.",
        Side.SERVER, Severity.DOWN, "incident-confirmed",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(Wire.CLOSE),
        aws=Provider(state="down"),
    ),
    Scenario(
        "bedrock-unreachable",
        "Bedrock's endpoint refuses the connection; the internet answers.",
        Side.NETWORK, Severity.DOWN, "connection-failed",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, bedrock=Cloud(Wire.REFUSED),
    ),
    Scenario(
        "bedrock-offline",
        "Claude Code is switched to Bedrock, and nothing answers anywhere.",
        Side.NETWORK, Severity.DOWN, "offline",
        keyless=True, cloud="bedrock", env=_BEDROCK_KEY, everywhere=Wire.REFUSED,
    ),
    Scenario(
        "bedrock-gateway-healthy",
        "A LiteLLM adds the AWS credential and passes everything on to Bedrock.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="bedrock", env=_BEDROCK_RELAY,
    ),
    Scenario(
        "bedrock-gateway-failure",
        "The LiteLLM in front of Bedrock answers 502; Bedrock itself answers.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        keyless=True, cloud="bedrock", env=_BEDROCK_RELAY, relay=Cloud(RELAY_DOWN),
    ),
    Scenario(
        "bedrock-gateway-throttled",
        "The LiteLLM in front of Bedrock works and passes on that Bedrock throttles.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="bedrock", env=_BEDROCK_RELAY,
        relay=Cloud(refusal=said.THROTTLED, adds_login=True),
    ),
    Scenario(
        "bedrock-id-at-anthropic",
        "ANTHROPIC_MODEL still holds a Bedrock id, but calls go to Anthropic.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        env=_BEDROCK_MODEL,
    ),
)  # fmt: skip
