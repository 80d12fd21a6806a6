"""The models that the loopback API knows, and what each accepts.

Ids, states and traps from the vendor's model and deprecation pages (copies of October and
November 2026). Release dates are true for Haiku 5.5, Haiku 4.5 and Sonnet 4.5; the others only
keep the order. `GET /v1/models` lists the newest first.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `adaptive`: thinking is on unless it is switched off, and sampling is fixed."""

    id: str
    name: str
    released: str
    line: str
    alias: str | None = None
    context: int = 1_000_000
    most_output: int = 128_000
    adaptive: bool = True
    retires: str | None = None


MODELS: tuple[Model, ...] = (
    Model("claude-fable-5-2", "Claude Fable 5.2", "2026-10-29", "fable"),
    Model("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07", "haiku"),
    Model("claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-09-16", "sonnet"),
    Model("claude-opus-5-5", "Claude Opus 5.5", "2026-08-26", "opus"),
    Model(
        "claude-opus-4-5-20251101", "Claude Opus 4.5", "2025-11-24", "opus", "claude-opus-4-5",
        200_000, 64_000, adaptive=False,
    ),
    Model(
        "claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-15", "haiku",
        "claude-haiku-4-5", 200_000, 64_000, adaptive=False,
    ),
    Model(
        "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29", "sonnet",
        "claude-sonnet-4-5", 200_000, 64_000, adaptive=False, retires="2026-11-30",
    ),
)  # fmt: skip


def find(wanted: str, gone: tuple[str, ...] = ()) -> Model | None:
    """The model with this id or alias, unless it is gone."""
    for model in MODELS:
        if wanted in (model.id, model.alias) and not {model.id, model.alias} & set(gone):
            return model
    return None


def row(model: Model) -> dict[str, object]:
    """A model as `GET /v1/models` shows it."""

    def supports(*names: str) -> dict[str, object]:
        return {"supported": bool(names), **{n: {"supported": True} for n in names}}

    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": f"{model.released}T00:00:00Z",
        "line": model.line,
        "lifecycle": "deprecated" if model.retires else "active",
        "deprecated_at": "2026-09-30T00:00:00Z" if model.retires else None,
        "retires_at": f"{model.retires}T00:00:00Z" if model.retires else None,
        "max_input_tokens": model.context,
        "max_tokens": model.most_output,
        "capabilities": {
            "batch": {"supported": True},
            "citations": {"supported": True},
            "code_execution": {"supported": True},
            "context_management": supports("clear_tool_uses_20250919"),
            "effort": supports("low", "medium", "high") if model.adaptive else supports(),
            "image_input": {"supported": True},
            "pdf_input": {"supported": True},
            "server_tools": supports("web_search"),
            "structured_outputs": {"supported": True},
            "thinking": {
                "supported": True,
                "types": {
                    "adaptive": {"supported": model.adaptive},
                    "enabled": {"supported": not model.adaptive},
                },
            },
        },
    }
