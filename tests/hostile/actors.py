"""The set-ups that reach every source: which variables are set, and what is asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from claude_doctor.border import settings
from claude_doctor.border.settings import Asked, Settings
from claude_doctor.chaos import DEMO_ADMIN_KEY, Scenario, by_name
from claude_doctor.chaos.running import Running
from claude_doctor.engine.facts import Fact
from claude_doctor.engine.model import Probe
from claude_doctor.engine.sheet import Sheet
from claude_doctor.fallbacks import all_probes as all_peers
from claude_doctor.outside.world import World
from claude_doctor.probes import all_probes
from claude_doctor.sources.clouds import signing

from .talk import Behavior

#: Marks of the planted credentials: none of them may arrive at a redirect's other host.
PLANTED = {
    "ANTHROPIC_ADMIN_KEY": DEMO_ADMIN_KEY,
    "GITHUB_TOKEN": "ghp_" + "plantedgithub" * 3,
    "CLAUDE_DOCTOR_USE_GITHUB_TOKEN": "1",
    "REDDIT_CLIENT_ID": "plantedredditid", "REDDIT_CLIENT_SECRET": "plantedredditsecret",
    "DOWNDETECTOR_CLIENT_ID": "planteddownid", "DOWNDETECTOR_CLIENT_SECRET": "planteddownsecret",
    "OPENAI_API_KEY": "sk-proj-" + "plantedopenai" * 3,
    "OPENROUTER_API_KEY": "sk-or-" + "plantedrouter" * 3,
    "GROQ_API_KEY": "plantedgroq" * 3, "MISTRAL_API_KEY": "plantedmistral" * 3,
}  # fmt: skip
MARKS = ("planted", "demodemo", "DEMODEMO")


@dataclass(frozen=True, slots=True)
class Actor:
    """A set-up. `env` is added to the scenario's, with `{role}` for its address; `only`: these
    probes alone, `more` of them; `files` are written; `peers`: fallbacks as well, each pinged."""

    name: str
    scenario: str = "healthy"
    env: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    peers: bool = False
    more: tuple[Probe, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    rounds: int = 1
    tls: bool = False

    def meets(self, behavior: Behavior) -> bool:
        """Whether it is asked before this behavior."""
        return behavior.tls <= self.tls

    def _scenario(self) -> Scenario:
        return replace(by_name(self.scenario), everywhere=None)

    def running(self, urls: dict[str, str], folder: Path) -> Running:
        """The world that is served at these addresses, as the product's own knows it."""
        return Running(self._scenario(), urls, folder)

    def environ(self, urls: dict[str, str], folder: Path) -> dict[str, str]:
        """Every variable of the set-up."""
        running = self.running(urls, folder)
        for name, text in self.files.items():
            (folder / name).write_text(running.filled(text))
        env = {**running.environ(), **{n: running.filled(v) for n, v in self.env.items()}}
        home = {"HOME": str(folder / "home"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        return {**home, **env}

    def settings(self, env: Mapping[str, str], timeout: float) -> Settings:
        """What a check of this set-up depends on."""
        only = self.only
        if only and self.peers:  # as `check` does: --only chooses among the check's own probes
            only = (*only, *(peer.name for peer in all_peers(metered=True)))
        asked = Asked(timeout=timeout, fallbacks=self.peers, models=self.models, only=only)
        return settings.read(env, asked)

    def probes(self) -> Sequence[Probe]:
        """Whom it asks."""
        return (*all_probes(), *(all_peers(metered=True) if self.peers else ()), *self.more)


async def _renew(world: World, sheet: Sheet) -> None:
    """Renew a login of Google's, as a request through Vertex does first."""
    asked = {"headers": {"x-planted": "planted"}, "body": base64.b64encode(b"planted").decode()}
    signed = await signing._token(world, world.env["CLAUDE_DOCTOR_ADMIN_URL"], asked)
    sheet.says(signed.why or "")
    sheet.put(RENEWED, True if signed.headers else None)


RENEWED: Fact[bool] = Fact("renewal", "level", "a token was given")
RENEWAL = Probe("renewal", "Does Google renew the login?", _renew)


_CLOUD = ("ping", "cloud", "network", "environment")
_LINE = ("ping", "network", "environment")
_ROUTES = {
    "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1",
    "AWS_BEARER_TOKEN_BEDROCK": "plantedbedrock" * 3, "ANTHROPIC_BEDROCK_BASE_URL": "{bedrock}",
    "ANTHROPIC_VERTEX_BASE_URL": "{vertex}/v1", "ANTHROPIC_VERTEX_PROJECT_ID": "demo",
    "CLOUD_ML_REGION": "us-east5", "ANTHROPIC_FOUNDRY_BASE_URL": "{foundry}",
    "ANTHROPIC_FOUNDRY_API_KEY": "plantedfoundry", "ANTHROPIC_AWS_BASE_URL": "{anthropic_aws}",
    "ANTHROPIC_AWS_API_KEY": "plantedaws" * 3, "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_01planted",
}  # fmt: skip
_BESIDE = json.dumps(
    {"env": {"ANTHROPIC_BASE_URL": "{relay}", "ANTHROPIC_AUTH_TOKEN": "plantedbeside" * 3}}
)
_PROXIED = {"ANTHROPIC_BASE_URL": "https://127.0.0.1:9", "NO_PROXY": "", "HTTPS_PROXY": "{proxy}",
            "HTTP_PROXY": "{proxy}"}  # fmt: skip
#: What is asked before every behavior: together nearly all sources.
ALWAYS = (
    Actor("keyed", env={**PLANTED, "CLAUDE_DOCTOR_DOWNDETECTOR_API_URL": "{downdetector}"},
          models=("claude-opus-5-5",)),
    Actor("keyless", "healthy-keyless", only=("ping", "reddit", "downdetector", "github")),
    Actor("routes", env={**PLANTED, **_ROUTES}, only=("renewal",), peers=True, more=(RENEWAL,)),
)  # fmt: skip
#: What is asked before some, and by `python -m tests.hostile` before all.
ACTORS = (
    *ALWAYS,
    Actor("kept", rounds=2, only=("status", "ping")),
    Actor("gateway", "gateway-healthy", models=("claude-sonnet-5",), only=(*_LINE, "quota"),
          env={"ANTHROPIC_ADMIN_KEY": DEMO_ADMIN_KEY}),
    Actor("proxied", env=_PROXIED, only=(*_LINE, "status")),
    Actor("plainly-proxied", env={"HTTP_PROXY": "{proxy}", "NO_PROXY": ""}, only=_LINE),
    Actor("beside", files={"claude/settings.json": _BESIDE}, only=_LINE),
    Actor("beside-a-cloud", "bedrock-healthy", only=("environment",), peers=True,
          env={"ANTHROPIC_BASE_URL": "{relay}", "ANTHROPIC_AUTH_TOKEN": "plantedrelay" * 3}),
    *(Actor(name.removesuffix("-healthy"), name, only=_CLOUD)
      for name in ("bedrock-healthy", "mantle-healthy", "anthropic-aws-healthy", "vertex-healthy",
                   "foundry-healthy", "bedrock-gateway-healthy", "foundry-gateway-healthy")),
)  # fmt: skip
TLS_ACTORS = (
    Actor("tls", env=PLANTED, models=("claude-opus-5-5",), peers=True, tls=True),
    Actor("tls-gateway", "gateway-healthy", only=("ping", "network"), tls=True),
    Actor("tls-bedrock", "bedrock-healthy", only=_CLOUD, tls=True),
    Actor("tls-proxied", env=_PROXIED, only=("ping", "network"), tls=True),
)
