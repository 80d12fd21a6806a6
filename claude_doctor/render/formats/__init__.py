"""One file a format, and this folder is the registry: `--format` takes what is here.

Each holds `render(report, screen)`: the whole text that is printed, with its last line end. What
it may hold beside that is in `Format`.
"""

from __future__ import annotations

import pkgutil
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING

from ...records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...engine.model import Report
    from ..screen import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What a file here offers, by the same names.

    `exit_code`: its own one, instead of the contract's. `files`: what is added to the files that
    variables of the environment name, the random word given being no part of any text; `MOST`: how
    many bytes such a file may hold. `COMMANDS`: what it prints is meant as commands to a build.
    """

    render: Callable[[Report, Screen], str]
    exit_code: Callable[[Report, Screen], int] | None = None
    files: Callable[[Report, Screen, str], Mapping[str, str]] | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    commands: bool = False


def names() -> tuple[str, ...]:
    """The formats that are here, by name; none of them is loaded for that."""
    return tuple(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def load(name: str) -> Format:
    """The format of that name, which must be one of `names`."""
    module = import_module(f"{__name__}.{name}")
    return Format(
        render=module.render,
        exit_code=getattr(module, "exit_code", None),
        files=getattr(module, "files", None),
        most=getattr(module, "MOST", {}),
        commands=getattr(module, "COMMANDS", False),
    )
