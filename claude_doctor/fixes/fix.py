"""The shape of a fix."""

from __future__ import annotations

from ..records import dataclass

#: Where Anthropic documents its API, and Claude Code.
PLATFORM = "https://platform.claude.com"
DOCS = f"{PLATFORM}/docs/en/api"
CODE = "https://code.claude.com/docs/en"
#: The routes to Anthropic's own API.
ANTHROPIC = ("anthropic", "gateway")


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to do. `command` can be pasted into a shell; `url` is where it is documented.

    `detail` says how and why, in a sentence or three, for `claude-doctor fixes NAME`. `measured`
    is the better command where everything in its slots was measured: `{network.host}`; `headline`
    is the better title in the same way. `routes`: those to Claude on which it helps; none are all.
    `code` is a line for a program that calls the API, where that says it better than a command.
    `command` is for a POSIX shell; `macos` and `windows` are what is typed there in its place, and
    empty where there is nothing.
    """

    id: str
    title: str
    detail: str
    command: str | None = None
    url: str | None = None
    measured: str | None = None
    headline: str | None = None
    routes: tuple[str, ...] = ()
    code: str | None = None
    macos: str | None = None
    windows: str | None = None

    def document(self) -> dict[str, str | None]:
        """The fix in the shape of the JSON reports, schema version 1."""
        return {"id": self.id, "title": self.title, "command": self.command, "url": self.url}
