"""How each cloud takes a request of the Messages API: one record a cloud, in a file of its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ...records import dataclass

Env = Mapping[str, str]

#: The version that the Messages API's own form names in its header.
VERSION = "2023-06-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One cloud's form of the request, as the anthropic SDK 2.14 and Claude Code 2.1 send it.

    `path`: below the cloud's address, for a model in this environment and region; `body`: what the
    cloud takes of what Anthropic would take; `headers`: beside the credential; `frames`: the answer
    is Amazon's event stream; `ids`: the headers that hold the number of a request; `usual`: the
    model in the path of a request that asks for no completion.
    """

    path: Callable[[str, Env, str | None], str]
    body: Callable[[dict[str, Any]], dict[str, Any]]
    headers: Callable[[Env], dict[str, str]]
    ids: tuple[str, ...]
    usual: str
    frames: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is to be signed: the signature covers all of it."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


def service(cloud: str) -> Service:
    """The record of a cloud, by its id."""
    module = importlib.import_module(f"{__package__}.{cloud.replace('-', '_')}")
    found: Service = module.SERVICE
    return found


def messages(_model: str, _env: Env, _region: str | None) -> str:
    """Where the Messages API itself is."""
    return "/v1/messages"


def as_it_is(asked: dict[str, Any]) -> dict[str, Any]:
    """The body of the Messages API itself."""
    return asked


def version(_env: Env) -> dict[str, str]:
    """The header of the Messages API itself."""
    return {"anthropic-version": VERSION}
