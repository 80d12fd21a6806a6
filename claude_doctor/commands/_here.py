"""Where the output goes and where its commands are pasted, without anything of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..fixes.shell import System
    from ..render.screen import Screen


def screen(**asked: Any) -> Screen:
    """The screen that the output goes to. `asked`: what else of it the command line sets."""
    from ..outside import terminal
    from ..render.paint import SIGNS
    from ..render.screen import Screen

    return Screen(
        width=terminal.width(),
        color=terminal.color(),
        ascii=not terminal.encodes(SIGNS),
        links=terminal.links(),
        shell=system().shell,
        **asked,
    )


def system() -> System:
    """Where the commands that are shown will be pasted."""
    from ..border.system import here
    from ..fixes.shell import System

    return System(*here())
