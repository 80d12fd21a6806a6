"""One file a format, and this folder is the registry: `--format` takes what is here.

Each holds `render(report, screen)`: the whole text that is printed, with its last line end.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...engine.model import Report
    from ..screen import Screen


def names() -> tuple[str, ...]:
    """The formats that are here, by name; none of them is loaded for that."""
    return tuple(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))


def render(name: str, report: Report, screen: Screen) -> str:
    """The report in the format of that name, which must be one of `names`."""
    module = import_module(f"{__name__}.{name}")
    return cast("Callable[[Report, Screen], str]", module.render)(report, screen)
