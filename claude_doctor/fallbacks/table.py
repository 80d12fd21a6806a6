"""The routes, as data, in the order of the change that they cost.

Model names of other vendors go stale within months: those here are likely, from the vendors'
pages of autumn 2026 (read to 2026-11-12). A route whose vendor was not read names none.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.fallback import Kind


@dataclass(frozen=True, slots=True)
class Route:
    """One way to go on working.

    `peer` is the probe that tells its state, `address` the setting with that page's origin.
    `keys` are variables of which one, when set, shows a key; none of them: no key is needed.
    `change` says what it costs, `how` a little more.
    """

    id: str
    name: str
    kind: Kind
    peer: str
    address: str
    change: str
    keys: tuple[str, ...] = ()
    model: str | None = None
    how: str = ""


_CLAUDE = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN")
_GOOGLE = ("GOOGLE_APPLICATION_CREDENTIALS",)


def _claude(model: str, name: str) -> Route:
    return Route(
        model, name, Kind.MODEL, "claude", "status_url", "same key, another model id",
        _CLAUDE, model,
    )  # fmt: skip


def _provider(id_: str, name: str, key: str, change: str = "another API", **more: str) -> Route:
    return Route(
        id_, name, Kind.PROVIDER, more.get("peer", id_), f"{more.get('peer', id_)}_url", change,
        tuple(key.split()), more.get("model"), more.get("how", ""),
    )  # fmt: skip


ROUTES: tuple[Route, ...] = (
    # The middle of the line first: near in quality to the larger, lighter than them.
    _claude("claude-sonnet-5-5", "Claude Sonnet 5.5"),
    _claude("claude-haiku-5-5", "Claude Haiku 5.5"),
    _claude("claude-opus-5-5", "Claude Opus 5.5"),
    _claude("claude-fable-5-2", "Claude Fable 5.2"),
    Route(
        "bedrock", "Claude through Bedrock", Kind.CLOUD, "aws", "aws_url",
        "the same models",
        ("AWS_BEARER_TOKEN_BEDROCK", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE",
         "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
         "AWS_CONTAINER_CREDENTIALS_FULL_URI"), how="AnthropicBedrock in the SDK",
    ),
    Route(
        "vertex", "Claude through Vertex", Kind.CLOUD, "google", "google_url",
        "the same models",
        (*_GOOGLE, "ANTHROPIC_VERTEX_PROJECT_ID"), how="AnthropicVertex in the SDK",
    ),
    _provider("openai", "OpenAI", "OPENAI_API_KEY", model="gpt-6.1-sol"),
    _provider(
        "gemini", "Gemini", "GEMINI_API_KEY GOOGLE_API_KEY GOOGLE_APPLICATION_CREDENTIALS",
        peer="google", model="gemini-4-argon",
        how="the Gemini Developer API has a page of its own: aistudio.google.com/status",
    ),
    _provider("azure-openai", "Azure OpenAI", "AZURE_OPENAI_API_KEY", peer="azure"),
    _provider("openrouter", "OpenRouter", "OPENROUTER_API_KEY", "another API, many models"),
    _provider("mistral", "Mistral", "MISTRAL_API_KEY"),
    _provider("groq", "Groq", "GROQ_API_KEY"),
    Route("ollama", "Ollama", Kind.LOCAL, "ollama", "ollama_url", "on your own machine"),
    Route("lm-studio", "LM Studio", Kind.LOCAL, "lm-studio", "lm_studio_url",
          "on your own machine"),
)  # fmt: skip

CLAUDE_MODELS = tuple(route.id for route in ROUTES if route.kind is Kind.MODEL)
