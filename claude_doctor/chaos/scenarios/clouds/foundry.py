"""Claude through Microsoft Foundry, and through a gateway to it."""

from __future__ import annotations

import json

from ....engine.model import Severity, Side
from ...answers import OVERLOADED, RELAY_DOWN
from ...clouds import refusals as said
from ...roles import DEMO_FOUNDRY_KEY, Cloud, Provider, Scenario, Stream
from ...wire import Wire
from .env import Pairs

_AZURE: Pairs = (("HOME", "{home}"), ("AZURE_CONFIG_DIR", "{home}/azure"))
_USES_FOUNDRY: Pairs = (("CLAUDE_CODE_USE_FOUNDRY", "1"),)
_FOUNDRY_MODEL: Pairs = (("ANTHROPIC_MODEL", "claude-haiku-4-5"),)
_FOUNDRY: Pairs = (
    *_USES_FOUNDRY, ("ANTHROPIC_FOUNDRY_BASE_URL", "{foundry}/anthropic"), *_FOUNDRY_MODEL, *_AZURE,
)  # fmt: skip
_FOUNDRY_KEY: Pairs = (*_FOUNDRY, ("ANTHROPIC_FOUNDRY_API_KEY", DEMO_FOUNDRY_KEY))
_FOUNDRY_RELAY: Pairs = (
    *_USES_FOUNDRY, ("ANTHROPIC_FOUNDRY_BASE_URL", "{relay}/anthropic"), *_FOUNDRY_MODEL, *_AZURE,
    ("ANTHROPIC_FOUNDRY_API_KEY", "demo-gateway-key"),
)  # fmt: skip
_PRINCIPAL: Pairs = (
    ("AZURE_TENANT_ID", "00000000-0000-0000-0000-000000000000"),
    ("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000000"),
    ("AZURE_CLIENT_SECRET", "demo" * 10),
)
_AZ: Pairs = (
    (
        "azure/azureProfile.json",
        json.dumps(
            {"subscriptions": [{"id": "demo", "name": "Demo", "state": "Enabled",
                                "user": {"name": "demo@example.com", "type": "user"},
                                "isDefault": True, "tenantId": "demo"}]}
        ),
    ),
    ("azure/msal_token_cache.json", json.dumps({"RefreshToken": {"demo": {"secret": "demo"}}})),
)  # fmt: skip
_AADSTS = (
    "AADSTS700082: The refresh token has expired due to inactivity. The token was issued on "
    "2026-05-01T08:00:00.0000000Z and was inactive for 90.00:00:00."
)

ROWS = (
    Scenario(
        "foundry-healthy",
        "Claude through Foundry with its key: everything works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY,
    ),
    Scenario(
        "foundry-login",
        "Foundry with an Entra service principal in the environment; Foundry answers.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="foundry", env=(*_FOUNDRY, *_PRINCIPAL),
    ),
    Scenario(
        "foundry-login-expired",
        "The user pastes that the Entra login has expired.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        args=("--error", _AADSTS),
        keyless=True, cloud="foundry", env=_FOUNDRY, files=_AZ,
    ),
    Scenario(
        "foundry-key-rejected",
        "Foundry rejects the key.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(refusal=said.AZURE_KEY),
    ),
    Scenario(
        "foundry-no-credential",
        "Claude Code is switched to Foundry, and there is no key and no Azure login.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="foundry", env=_FOUNDRY,
    ),
    Scenario(
        "foundry-no-resource",
        "Neither ANTHROPIC_FOUNDRY_RESOURCE nor an address is set.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        keyless=True, cloud="foundry",
        env=(*_USES_FOUNDRY, *_FOUNDRY_MODEL, *_AZURE,
             ("ANTHROPIC_FOUNDRY_API_KEY", DEMO_FOUNDRY_KEY)),
    ),
    Scenario(
        "foundry-resource-malformed",
        "ANTHROPIC_FOUNDRY_RESOURCE holds an address instead of a name.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        keyless=True, cloud="foundry",
        env=(*_USES_FOUNDRY, *_FOUNDRY_MODEL, *_AZURE,
             ("ANTHROPIC_FOUNDRY_API_KEY", DEMO_FOUNDRY_KEY),
             ("ANTHROPIC_FOUNDRY_RESOURCE", "{foundry}")),
    ),
    Scenario(
        "foundry-no-deployment",
        "The resource has no deployment with the model's name.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="foundry", env=(*_FOUNDRY_KEY, ("ANTHROPIC_MODEL", "our-claude")),
    ),
    Scenario(
        "foundry-throttled",
        "The deployment's rate limit is used up.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(refusal=said.AZURE_RATE),
    ),
    Scenario(
        "foundry-role",
        "The principal lacks the role to call the deployment.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(refusal=said.AZURE_ROLE),
    ),
    Scenario(
        "foundry-overloaded",
        "Anthropic's service behind Foundry answers 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(refusal=OVERLOADED),
    ),
    Scenario(
        "foundry-overloaded-in-stream",
        "Foundry starts an answer, then sends an overloaded_error inside the stream.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(stream_error=OVERLOADED),
    ),
    Scenario(
        "foundry-server-error",
        "Azure answers 500.",
        Side.SERVER, Severity.DOWN, "server-error",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY,
        foundry=Cloud(refusal=said.AZURE_INTERNAL),
    ),
    Scenario(
        "foundry-cut-stream",
        "Foundry's answer stops in the middle of an event.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(stream=Stream.CUT),
    ),
    Scenario(
        "foundry-incident",
        "Azure's page shows trouble, but Foundry works from here.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, azure=Provider(state="down"),
    ),
    Scenario(
        "foundry-unreachable",
        "Foundry's endpoint refuses the connection; the internet answers.",
        Side.NETWORK, Severity.DOWN, "connection-failed",
        keyless=True, cloud="foundry", env=_FOUNDRY_KEY, foundry=Cloud(Wire.REFUSED),
    ),
    Scenario(
        "foundry-gateway-healthy",
        "A LiteLLM adds the key and passes everything on to Foundry.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="foundry", env=_FOUNDRY_RELAY,
    ),
    Scenario(
        "foundry-gateway-failure",
        "The LiteLLM in front of Foundry answers 502; Foundry itself answers.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        keyless=True, cloud="foundry", env=_FOUNDRY_RELAY, relay=Cloud(RELAY_DOWN),
    ),
    Scenario(
        "foundry-gateway-throttled",
        "The LiteLLM in front of Foundry works and passes on that the limit is used up.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="foundry", env=_FOUNDRY_RELAY,
        relay=Cloud(refusal=said.AZURE_RATE, adds_login=True),
    ),
)  # fmt: skip
