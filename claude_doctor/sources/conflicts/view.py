"""What decides where calls go and with which credential, in the shell and for Claude Code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ...border import programs
from ...border.claude_login import Found, Login
from ...border.claude_settings import Given
from ...border.programs import CLOUDS, Program, Surface, switches
from ...border.settings import Settings
from ...records import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides where calls go, and with which credential."""

    settings: Settings
    given: Given
    found: Found
    proxy: str | None  # the one that catches the base URL
    now: datetime
    foreign: bool = False  # this check does not send the shell's credential

    @property
    def checks_code(self) -> bool:
        """Whether Claude Code is the program that is checked."""
        return self.settings.program.surface is Surface.CODE

    @property
    def shell(self) -> Mapping[str, str]:
        """The environment as the SDK sees it."""
        return self.settings.shell

    @property
    def code(self) -> Program:
        """What Claude Code would use."""
        if self.checks_code:
            return self.settings.program
        return programs.claude_code(self.shell, self.given)

    @property
    def claude_code(self) -> Mapping[str, str]:
        """The environment as Claude Code sees it: its settings override the shell's."""
        return self.code.env

    def over(self, login: Login) -> bool:
        """Whether a login's time is over."""
        return login.expires_at is not None and login.expires_at <= self.now


def clouds(env: Mapping[str, str]) -> list[str]:
    """The clouds that are switched on."""
    return [CLOUDS[name] for name in switches(env)]
