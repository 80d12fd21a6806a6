"""The cloud that Claude Code's calls go to from here, for who only reads: without any network, and
without the settings of a check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ..border import binding, claude_settings, clouds, programs
from ..failures.route import Route


def active(env: Mapping[str, str], claude_codes: bool) -> Route | None:
    """The route by the effective configuration; None where it is no cloud's. `claude_codes`: it is
    asked for Claude Code, whatever a key in this shell is for."""
    moved = programs.text(env, "CLAUDE_CONFIG_DIR")
    files = claude_settings.given(Path(moved or "~/.claude"), moved=bool(moved))
    code = programs.claude_code(env, files)
    if code.cloud is None:
        return None
    shell = programs.sdk(env)
    ours = bool(shell.credentials) and (
        binding.anthropics(shell) or binding.doubt(shell, shell, files) is None
    )
    if ours and not claude_codes:  # the same choice as that of `check`
        return None
    facts: dict[str, object] = {}
    if code.region:
        facts["environment.place"] = code.region
    if mend := _login(code, env):
        facts["environment.cloud_login_mend"] = mend
    switch = clouds.CLOUDS[code.cloud].switch
    return Route(code.cloud, code.service, code.where(switch), facts)


def _login(code: programs.Program, env: Mapping[str, str]) -> str:
    """What renews or sets the login, where its files tell."""
    from ..sources.clouds import logins

    home = logins.home_of(env)
    if home is None or code.cloud is None:
        return ""
    return logins.login(code.cloud, code.env, home, datetime.now(UTC)).mend or ""
