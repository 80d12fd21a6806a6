"""Claude through Google Vertex AI, and through a gateway to it."""

from __future__ import annotations

import json

from ....engine.model import Severity, Side
from ...answers import OVERLOADED, RELAY_DOWN
from ...clouds import refusals as said
from ...roles import Cloud, Provider, Scenario, Stream
from ...wire import Wire
from .env import Pairs

# Google's libraries for Python read CLOUDSDK_CONFIG, those for Node (Claude Code) only HOME.
_GOOGLE: Pairs = (
    ("HOME", "{home}"), ("CLOUDSDK_CONFIG", "{home}/.config/gcloud"), ("NO_GCE_CHECK", "true"),
)  # fmt: skip
_USES_VERTEX: Pairs = (
    ("CLAUDE_CODE_USE_VERTEX", "1"), ("CLOUD_ML_REGION", "us-east5"),
    ("ANTHROPIC_VERTEX_PROJECT_ID", "demo-project"), *_GOOGLE,
)  # fmt: skip
_VERTEX_MODEL: Pairs = (("ANTHROPIC_MODEL", "claude-haiku-4-5@20251001"),)
_VERTEX: Pairs = (
    *_USES_VERTEX, ("ANTHROPIC_VERTEX_BASE_URL", "{vertex}/v1"), *_VERTEX_MODEL,
)  # fmt: skip
# Google's login is no text that could be sent as it stands: a gateway adds it, and passes on what
# Vertex says.
_VERTEX_RELAY: Pairs = (
    *_USES_VERTEX, ("ANTHROPIC_VERTEX_BASE_URL", "{relay}/v1"), *_VERTEX_MODEL,
    ("CLAUDE_CODE_SKIP_VERTEX_AUTH", "1"),
)  # fmt: skip
# A workload identity that a program would renew, which google-auth does not run unasked: so a
# demonstration asks no address of Google's where that library is installed.
_ADC: Pairs = (
    (
        ".config/gcloud/application_default_credentials.json",
        json.dumps(
            {"type": "external_account", "audience": "//iam.googleapis.com/demo",
             "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
             "token_url": "http://127.0.0.1:9/v1/token",
             "credential_source": {"executable": {"command": "/nonexistent/demo"}}}
        ),
    ),
)  # fmt: skip
_REAUTH = (
    "google.auth.exceptions.RefreshError: Reauthentication is needed. Please run `gcloud auth "
    "application-default login` to reauthenticate."
)

ROWS = (
    Scenario(
        "vertex-healthy",
        "Claude through Vertex, where a gateway adds Google's login: everything works.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY, relay=Cloud(adds_login=True),
    ),
    Scenario(
        "vertex-login",
        "Vertex with Google's application-default login: it exists, and Vertex answers.",
        Side.HEALTHY, Severity.NONE, "healthy",
        keyless=True, cloud="vertex", env=_VERTEX, files=_ADC,
    ),
    Scenario(
        "vertex-login-expired",
        "The user pastes that Google requires a new login.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        args=("--error", _REAUTH),
        keyless=True, cloud="vertex", env=_VERTEX, files=_ADC,
    ),
    Scenario(
        "vertex-no-credential",
        "Claude Code is switched to Vertex, and there is no Google login.",
        Side.CLIENT, Severity.DOWN, "key-rejected",
        keyless=True, cloud="vertex", env=_VERTEX,
    ),
    Scenario(
        "vertex-no-project",
        "ANTHROPIC_VERTEX_PROJECT_ID is not set.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        keyless=True, cloud="vertex", files=_ADC,
        env=tuple(pair for pair in _VERTEX if pair[0] != "ANTHROPIC_VERTEX_PROJECT_ID"),
    ),
    Scenario(
        "vertex-region-malformed",
        "CLOUD_ML_REGION is not a region's name.",
        Side.CLIENT, Severity.DOWN, "wrong-endpoint",
        keyless=True, cloud="vertex", files=_ADC,
        env=(*_USES_VERTEX, *_VERTEX_MODEL, ("CLOUD_ML_REGION", "us_east5")),
    ),
    Scenario(
        "vertex-other-region",
        "The model is not served in this region.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="vertex", env=(*_VERTEX_RELAY, ("CLOUD_ML_REGION", "europe-west9")),
        relay=Cloud(serves=("us-east5", "global"), adds_login=True),
    ),
    Scenario(
        "vertex-unknown-model",
        "ANTHROPIC_MODEL holds an id that Vertex does not know.",
        Side.CLIENT, Severity.DOWN, "model-not-found",
        keyless=True, cloud="vertex",
        env=(*_VERTEX_RELAY, ("ANTHROPIC_MODEL", "claude-haiku-4-5@20251002")),
        relay=Cloud(adds_login=True),
    ),
    Scenario(
        "vertex-quota",
        "The Google project was never granted quota for this model.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.NEVER_GRANTED, adds_login=True),
    ),
    Scenario(
        "vertex-throttled",
        "Google has no capacity for this project right now.",
        Side.ACCOUNT, Severity.DOWN, "rate-limited",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.EXHAUSTED, adds_login=True),
    ),
    Scenario(
        "vertex-not-enabled",
        "The model was never enabled for the project in Model Garden.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.NOT_ALLOWED, adds_login=True, quiet=True),
    ),
    Scenario(
        "vertex-iam",
        "The account lacks the permission to call models in the project.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.NO_PERMISSION, adds_login=True, quiet=True),
    ),
    Scenario(
        "vertex-api-disabled",
        "The Vertex AI API was never enabled in the project.",
        Side.ACCOUNT, Severity.DOWN, "organization-disabled",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.API_DISABLED, adds_login=True, quiet=True),
    ),
    Scenario(
        "vertex-overloaded",
        "Anthropic's service behind Vertex answers 529.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=OVERLOADED, adds_login=True),
    ),
    Scenario(
        "vertex-overloaded-in-stream",
        "Vertex starts an answer, then sends an overloaded_error inside the stream.",
        Side.SERVER, Severity.DOWN, "overloaded",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(stream_error=OVERLOADED, adds_login=True),
    ),
    Scenario(
        "vertex-server-error",
        "Google answers 500.",
        Side.SERVER, Severity.DOWN, "server-error",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(refusal=said.GOOGLE_INTERNAL, adds_login=True),
    ),
    Scenario(
        "vertex-cut-stream",
        "Vertex's answer stops in the middle of an event.",
        Side.SERVER, Severity.DOWN, "incomplete-stream",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY,
        relay=Cloud(stream=Stream.CUT, adds_login=True),
    ),
    Scenario(
        "vertex-incident",
        "Google posts an incident for Vertex, but it answers from here.",
        Side.SERVER, Severity.DEGRADED, "incident-posted",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY, relay=Cloud(adds_login=True),
        google=Provider(state="down"),
    ),
    Scenario(
        "vertex-unreachable",
        "Vertex's endpoint refuses the connection; the internet answers.",
        Side.NETWORK, Severity.DOWN, "connection-failed",
        keyless=True, cloud="vertex", env=_VERTEX, files=_ADC, vertex=Cloud(Wire.REFUSED),
    ),
    Scenario(
        "vertex-gateway-failure",
        "The LiteLLM in front of Vertex answers 502; Vertex itself answers.",
        Side.NETWORK, Severity.DOWN, "gateway-failure",
        keyless=True, cloud="vertex", env=_VERTEX_RELAY, relay=Cloud(RELAY_DOWN),
    ),
)  # fmt: skip
