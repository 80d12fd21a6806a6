"""A world that is being served: what was asked, and the environment that leads a client to it."""

from __future__ import annotations

import shlex
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .load import Load
from .roles import DEMO_KEY, Scenario
from .wire import Seen

# A world may serve for days: the newest requests are kept, and the beginning of each body.
_REQUESTS = 2000
KEPT = 8 * 1024

#: The roles that are other providers' status pages; each has its CLAUDE_DOCTOR_…_URL.
PROVIDERS = ("openai", "google", "aws", "azure", "openrouter", "mistral", "groq")
# Variables of other programs: set for our own check, not for the user's shell.
_NOT_EXPORTED = ("OLLAMA_HOST", "LM_STUDIO_URL", "HOME")


@dataclass(slots=True)
class Running:
    """A world that is being served: where it listens, what it was asked, what to export.

    `faults` are tracebacks of the world's own bugs; it is empty, or a test has found one.
    `accepted`: the connections that each role took. `load` counts what became of the requests,
    where the API's capacity is finite.
    """

    scenario: Scenario
    urls: dict[str, str]
    folder: Path
    log: deque[Seen] = field(default_factory=lambda: deque(maxlen=_REQUESTS))
    faults: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    load: Load | None = None

    @property
    def api_url(self) -> str:
        """Where the API listens."""
        return self.urls["api"]

    def asked(self, role: str) -> list[Seen]:
        """The requests that a role received."""
        return [seen for seen in self.log if seen.role == role]

    def filled(self, text: str) -> str:
        """The text with the roles' addresses in the place of `{role}` and `{role_host}`, and the
        folder of the scenario's own files in the place of `{home}`."""
        text = text.replace("{home}", str(self.folder / "home"))
        for role, url in self.urls.items():
            text = text.replace("{" + role + "}", url)
            text = text.replace("{" + role + "_host}", url.partition("://")[2])
        return text

    def environ(self) -> dict[str, str]:
        """Every variable that points a check at this world.

        Lay it over an environment without ANTHROPIC_*, CLAUDE_*, *_PROXY and the like.
        """
        urls = self.urls
        base = self.filled(self.scenario.base_url)
        parts = urlsplit(base)
        front = urls["front_door"] if self.scenario.front_door else ""
        env = {
            "ANTHROPIC_BASE_URL": base,
            "ANTHROPIC_API_KEY": DEMO_KEY,
            "CLAUDE_CONFIG_DIR": str(self.folder / "claude"),
            "CLAUDE_DOCTOR_CACHE_DIR": str(self.folder / "cache"),
            "CLAUDE_DOCTOR_DATA_DIR": str(self.folder / "data"),
            "CLAUDE_DOCTOR_FRONT_DOOR_URL": front or f"{parts.scheme}://{parts.netloc}",
            "CLAUDE_DOCTOR_STATUS_URL": urls["status"],
            "CLAUDE_DOCTOR_STATUS_FALLBACK_URL": urls["status_fallback"],
            "CLAUDE_DOCTOR_DOWNDETECTOR_URL": urls["downdetector"] + "/status/claude-ai/",
            "CLAUDE_DOCTOR_REDDIT_URL": urls["reddit"],
            "CLAUDE_DOCTOR_REDDIT_OAUTH_URL": urls["reddit_oauth"],
            "CLAUDE_DOCTOR_GITHUB_URL": urls["github"],
            "CLAUDE_DOCTOR_HN_URL": urls["hn"],
            "CLAUDE_DOCTOR_ADMIN_URL": urls["admin"],
            "CLAUDE_DOCTOR_CONTROL_URL": urls["control"] + "/generate_204",
        }
        # A port that refuses, so that a demo never leaves this machine.
        env["CLAUDE_DOCTOR_DOWNDETECTOR_API_URL"] = urls["elsewhere"]
        env |= {f"CLAUDE_DOCTOR_{role.upper()}_URL": urls[role] for role in PROVIDERS}
        env |= {"OLLAMA_HOST": urls["ollama"], "LM_STUDIO_URL": urls["lm_studio"]}
        if self.scenario.cloud:
            env["CLAUDE_DOCTOR_CLOUD_URL"] = urls[self.scenario.cloud]
        if self.scenario.keyless:
            del env["ANTHROPIC_API_KEY"]
        own = {name: self.filled(value) for name, value in self.scenario.env}
        if not any(name.lower().endswith("_proxy") for name in own):
            env["NO_PROXY"] = "127.0.0.1"  # a proxy of the user's must not come between
        return env | own

    def exports(self) -> list[str]:
        """Shell commands for the user's own client. The first is the API's plain address; where
        the scenario lies in the address itself, a later line sets that."""
        env = self.environ()
        first = {"ANTHROPIC_BASE_URL": self.api_url}
        lines = [f"export ANTHROPIC_BASE_URL={self.api_url}"]
        return lines + [
            f"export {name}={shlex.quote(value)}"
            for name, value in env.items()
            if first.get(name) != value and name not in _NOT_EXPORTED
        ]
