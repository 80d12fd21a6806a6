"""The models that the loopback API serves, out of the program's own table.

`GET /v1/models` lists the newest first, in the shape of the vendor's SDK (2026-11).
"""

from __future__ import annotations

from datetime import date

from ..sources.api import models
from ..sources.api.models import MODELS, Model

__all__ = ["MODELS", "Model", "find", "row", "served"]


def find(wanted: str, gone: tuple[str, ...] = ()) -> Model | None:
    """The model with this id or alias, unless it is gone."""
    model = models.find(wanted)
    return None if model is None or {model.id, model.alias} & set(gone) else model


def served(gone: tuple[str, ...] = ()) -> list[Model]:
    """All that are not gone, the newest first."""
    return [model for model in MODELS if find(model.id, gone)]


def _moment(day: date | None) -> str | None:
    return f"{day}T00:00:00Z" if day else None


def row(model: Model) -> dict[str, object]:
    """A model as `GET /v1/models` shows it."""

    def supports(*names: str) -> dict[str, object]:
        return {"supported": bool(names), **{n: {"supported": True} for n in names}}

    traits = model.traits
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": _moment(model.released),
        "line": model.line,
        "lifecycle": "deprecated" if model.deprecated else "active",
        "deprecated_at": _moment(model.deprecated),
        "retires_at": _moment(model.retires[0] if model.retires else None),
        "max_input_tokens": traits.context,
        "max_tokens": traits.most_output,
        "capabilities": {
            "batch": {"supported": True},
            "citations": {"supported": True},
            "code_execution": {"supported": True},
            "context_management": supports("clear_tool_uses_20250919"),
            "effort": supports(*traits.effort),
            "image_input": {"supported": True},
            "pdf_input": {"supported": True},
            "server_tools": supports("web_search"),
            "structured_outputs": {"supported": True},
            "thinking": {
                "supported": True,
                "types": {
                    kind: {"supported": kind in traits.thinking} for kind in ("adaptive", "enabled")
                },
            },
        },
    }
