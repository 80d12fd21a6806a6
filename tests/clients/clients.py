"""The clients: how each is installed in a scratch place, and which version of it that is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
CLOUDS = ("bedrock", "vertex", "foundry", "mantle", "anthropic_aws")
#: What comes from no registry for languages: there or not.
COMMANDS = ("curl", "go")


@dataclass(frozen=True, slots=True)
class Client:
    """One client. `packages` of pip or npm; `program`: what calls it, with its arguments;
    `forced`: it can ask for a form of its answer; `ways`: whole, streamed; `cloud`: the role of
    the cloud that it calls; `shared`: the name of its folder, where others have the same."""

    name: str
    packages: tuple[str, ...]
    program: str
    forced: bool = False
    ways: tuple[bool, ...] = (False, True)
    cloud: str = ""
    shared: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> str:
        """The program without its arguments."""
        return self.program.split()[0]

    @property
    def node(self) -> bool:
        """Whether it comes from npm."""
        return self.file.endswith(".mjs") or self.file == "claude"

    @property
    def code(self) -> bool:
        """Whether it is Claude Code, or starts it."""
        return self.file == "claude" or self.file.startswith("agent_sdk")

    def place(self, home: Path) -> Path:
        """Its folder."""
        return home / ("node" if self.node else "py") / (self.shared or self.name)

    def installed(self, home: Path) -> bool:
        """Whether it is there."""
        if self.file in COMMANDS:
            return shutil.which(self.file) is not None
        inside = "node_modules" if self.node else "bin/python"
        return (self.place(home) / inside).exists()

    def install(self, home: Path) -> None:
        """Fetch it by its ordinary package manager; what comes from none is left to the user."""
        if self.file in COMMANDS:
            return
        place = self.place(home)
        place.mkdir(parents=True, exist_ok=True)
        if self.node:  # without a tag, npm takes an older one that names this Node
            latest = [name if "@" in name[1:] else f"{name}@latest" for name in self.packages]
            command = ["npm", "install", "--prefix", str(place), "--no-audit", *latest]
        else:
            subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
            command = [str(place / "bin/pip"), "install", "-q", *self.packages]
        subprocess.run(command, check=True, timeout=900)

    def version(self, home: Path) -> str:
        """What is installed of its first package, or what the command says of itself."""
        if self.file in COMMANDS:
            told = {"curl": ["curl", "--version"], "go": ["go", "version"]}[self.file]
            done = subprocess.run(told, capture_output=True, text=True, check=True)
            found = re.search(r"\d[\d.]*\d", done.stdout)
            return found[0] if found else "?"
        package = re.sub(r"(?<=.)[@=<>\[].*", "", self.packages[0])
        if self.node:
            file = self.place(home) / "node_modules" / package / "package.json"
            with suppress(OSError):
                return str(json.loads(file.read_text(encoding="utf-8"))["version"])
        name = package.replace("-", "_")
        for found_ in self.place(home).glob(f"lib/*/site-packages/{name}-*.dist-info"):
            return found_.name.removeprefix(f"{name}-").removesuffix(".dist-info")
        return "?"


def _at_clouds(
    name: str, packages: tuple[str, ...], program: str, clouds: tuple[str, ...] = CLOUDS
) -> tuple[Client, ...]:
    ways = (True,) if program == "claude" else (False, True)
    return tuple(
        Client(f"{name}-{cloud}", packages, program, ways=ways, cloud=cloud, shared=name)
        for cloud in clouds
    )


_CODE = ("@anthropic-ai/claude-code",)
_TS_CLOUDS = (
    "@anthropic-ai/bedrock-sdk", "@anthropic-ai/vertex-sdk", "@anthropic-ai/foundry-sdk",
    "@anthropic-ai/aws-sdk",
)  # fmt: skip
_HTTP = ("httpx", "requests", "aiohttp")
CLIENTS = (
    Client("py-sdk", ("anthropic",), "python_sdk.py"),
    Client("py-sdk-0.40", ("anthropic==0.40.0", "httpx<0.28"), "python_sdk.py"),
    Client("ts-sdk", ("@anthropic-ai/sdk",), "typescript_sdk.mjs"),
    Client("claude-code", _CODE, "claude", ways=(True,)),
    Client("agent-sdk-py", ("claude-agent-sdk",), "agent_sdk.py", ways=(True,)),
    Client("agent-sdk-ts", ("@anthropic-ai/claude-agent-sdk",), "agent_sdk.mjs", ways=(True,)),
    Client("openai-py", ("openai",), "openai_.py"),
    Client("openai-ts", ("openai",), "openai.mjs"),
    Client("litellm", ("litellm",), "litellm_.py"),
    Client("langchain", ("langchain-anthropic",), "langchain_.py", forced=True),
    Client("langchain-ts", ("@langchain/anthropic", "@langchain/core"), "langchain.mjs"),
    Client("llama-index", ("llama-index-llms-anthropic", "anthropic<1"), "llama_index_.py"),
    Client("pydantic-ai", ("pydantic-ai-slim[anthropic]",), "pydantic_ai_.py", forced=True),
    Client("instructor", ("instructor[anthropic]",), "instructor_.py", ways=(False,)),
    Client("ai-sdk", ("ai", "@ai-sdk/anthropic"), "ai_sdk.mjs", forced=True),
    Client("aider", ("aider-chat",), "aider_.py", ways=(True,)),
    Client("curl", (), "curl"),
    Client("curl-fail", (), "curl --fail"),
    *(
        Client(name, (name, *_HTTP), f"http_.py {name}", shared="py-http")
        for name in _HTTP
    ),
    Client("fetch", ("node@24",), "fetch.mjs", shared="node"),
    Client("go", (), "go"),
    *_at_clouds("py-clouds", ("anthropic[bedrock,vertex,aws]",), "cloud_sdk.py"),
    *_at_clouds("ts-clouds", _TS_CLOUDS, "cloud_sdk.mjs"),
    *_at_clouds("boto3", ("boto3",), "boto3_.py", ("bedrock",)),
    *_at_clouds("claude-code", _CODE, "claude"),
)  # fmt: skip
