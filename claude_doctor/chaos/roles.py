"""What a scenario is made of: one small record a role. The defaults are an ordinary good day.

Data only. `instead` replaces a role's ordinary answer, or only the way it travels.
"""

from __future__ import annotations

from enum import StrEnum

from ..engine.model import EXIT_CODES, Confidence, Severity, Side
from ..records import dataclass
from .answers import CHALLENGE, PROXY_LOGIN, Refusal
from .capacity import Capacity
from .wire import Instead

#: Who can be asked. Each has a port of its own on 127.0.0.1; `elsewhere` refuses always.
ROLES = (
    "api", "front_door", "status", "status_fallback", "downdetector", "reddit", "reddit_oauth",
    "github", "hn", "control", "admin", "proxy", "openai", "google", "aws", "azure", "openrouter",
    "mistral", "groq", "ollama", "lm_studio", "elsewhere", "bedrock", "mantle", "anthropic_aws",
    "vertex", "foundry", "relay",
)  # fmt: skip

# Credentials of this world; put together from parts so that no scanner takes them for real ones.
DEMO_KEY = "sk-ant-api03-" + "demo" * 24
DEMO_ADMIN_KEY = "sk-ant-admin01-" + "demo" * 24
DEMO_BEDROCK_KEY = "bedrock-api-key-" + "demo" * 24
DEMO_AWS_KEY = ("AKIA" + "DEMO" * 4, "demo" * 10)
DEMO_FOUNDRY_KEY = "demo" * 21
DEMO_WORKSPACE = "wrkspc_01" + "Demo" * 5


class Stream(StrEnum):
    """How a completion ends."""

    WHOLE = "whole"
    CUT = "cut"  # the connection closes in the middle of an event
    ENDED = "ended"  # the body ends in good order, before message_stop
    STALLED = "stalled"  # no further event, the connection stays


@dataclass(frozen=True, slots=True)
class Quota:
    """Limits a minute and what is left of them (limits: the Start tier, vendor's page, 2026-10)."""

    requests: tuple[int, int] = (1000, 999)
    input_tokens: tuple[int, int] = (2_000_000, 2_000_000)
    output_tokens: tuple[int, int] = (400_000, 400_000)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What the list of models says of one, in the place of the table's word: its stage, and in how
    many days it is retired (below zero: it was due to be; None: no date)."""

    model: str
    stage: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """The Messages API. `refusals` are for one model id each, `gone` are ids that answer 404, and
    so do those that `lifecycles` retire. With a `capacity` it is as good as its load lets it."""

    instead: Instead | None = None
    refusal: Refusal | None = None
    refusals: tuple[tuple[str, Refusal], ...] = ()
    stream_error: Refusal | None = None
    stream: Stream = Stream.WHOLE
    first_token_s: float = 0.02
    rejects_key: bool = False
    gone: tuple[str, ...] = ()
    quota: Quota = Quota()
    relay: bool = False
    lifecycles: tuple[Lifecycle, ...] = ()
    capacity: Capacity | None = None


@dataclass(frozen=True, slots=True)
class Cloud:
    """A cloud's own endpoint for Claude. `refusal` meets whoever has a credential. `serves`: the
    inference profiles of its region (`us`, `global`; Bedrock) or the locations (Vertex) that it
    has; empty: all. `adds_login`: a gateway that speaks like the cloud and has its credential;
    `quiet`: it leaves no mark of its own."""

    instead: Instead | None = None
    refusal: Refusal | None = None
    stream_error: Refusal | None = None
    stream: Stream = Stream.WHOLE
    first_token_s: float = 0.02
    gone: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    adds_login: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident on the status page. Components by their short name; times are ages."""

    name: str
    status: str = "investigating"
    impact: str = "minor"
    minutes_old: int = 20
    updated_minutes_ago: int | None = None
    components: tuple[str, ...] = ("api",)
    text: str = "We are looking into this."


@dataclass(frozen=True, slots=True)
class Status:
    """The status page. `components` names those that are not operational, with their state, and
    `hidden` those that a damaged page lacks."""

    instead: Instead | None = None
    components: tuple[tuple[str, str], ...] = ()
    incidents: tuple[Incident, ...] = ()
    json: bool = True
    age_s: int = 2
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Downdetector:
    """Its page. The ordinary answer to a program is the challenge of its CDN (research, 2026)."""

    instead: Instead | None = CHALLENGE
    colour: str = "success"
    latest: tuple[int, ...] = ()
    usual: int = 6


@dataclass(frozen=True, slots=True)
class Crowd:
    """Reddit, GitHub or Hacker News: so many people report an outage within so many minutes."""

    instead: Instead | None = None
    authors: int = 0
    minutes: int = 30


@dataclass(frozen=True, slots=True)
class Control:
    """The host that tells whether the internet answers."""

    instead: Instead | None = None


@dataclass(frozen=True, slots=True)
class Admin:
    """The Admin API; `used` is the share of the limits that the last minutes needed."""

    instead: Instead | None = None
    used: float = 0.06


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. By default it wants a login."""

    instead: Instead | None = PROXY_LOGIN


@dataclass(frozen=True, slots=True)
class Provider:
    """Another provider's status page: up, degraded or down. `changed`: in a shape of tomorrow."""

    instead: Instead | None = None
    state: str = "up"
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """Ollama or LM Studio with these models."""

    instead: Instead | None = None
    models: tuple[str, ...] = ("qwen3:8b",)


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in Claude Code's own transcripts. `status` None: it was not HTTP."""

    minutes_ago: float
    text: str
    category: str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One state of the world, and the verdict that it must give.

    `{api}`, `{proxy}` and the other roles stand for their addresses in `base_url` and `env`, and
    `{home}` for a folder of its own; `files` are written there, where `{expired}` and `{valid}`
    stand for a time some hours ago and ahead. A `front_door` of its own makes the api a gateway.
    `cloud`: the role of the cloud that Claude is reached through. `everywhere` is every role's
    `instead`. `args` and `timeout_s` are for `check`; `usual_ttft_ms` seeds the history.
    """

    name: str
    story: str
    side: Side
    severity: Severity
    cause: str
    confidence: Confidence | None = None
    args: tuple[str, ...] = ()
    timeout_s: float = 10.0
    base_url: str = "{api}"
    keyless: bool = False
    cloud: str = ""
    env: tuple[tuple[str, str], ...] = ()
    everywhere: Instead | None = None
    api: Api = Api()
    front_door: Api | None = None
    status: Status = Status()
    status_fallback: Status | None = None
    downdetector: Downdetector = Downdetector()
    reddit: Crowd = Crowd()
    github: Crowd = Crowd()
    hn: Crowd = Crowd()
    control: Control = Control()
    admin: Admin = Admin()
    proxy: Proxy = Proxy()
    openai: Provider = Provider()
    google: Provider = Provider()
    aws: Provider = Provider()
    azure: Provider = Provider()
    openrouter: Provider = Provider()
    mistral: Provider = Provider()
    groq: Provider = Provider()
    ollama: Local = Local()
    lm_studio: Local = Local(models=())
    bedrock: Cloud = Cloud()
    mantle: Cloud = Cloud()
    anthropic_aws: Cloud = Cloud()
    vertex: Cloud = Cloud()
    foundry: Cloud = Cloud()
    relay: Cloud = Cloud(adds_login=True)
    files: tuple[tuple[str, str], ...] = ()
    transcripts: tuple[Failure, ...] = ()
    usual_ttft_ms: int | None = None

    @property
    def exit_code(self) -> int:
        """What `check` exits with, without --strict and --fail-on."""
        if self.side is Side.UNKNOWN:
            return EXIT_CODES[self.side]
        return EXIT_CODES[self.side] if self.severity is Severity.DOWN else 0

    @property
    def options(self) -> tuple[str, ...]:
        """Everything `check` is called with: the arguments and the time limit."""
        return (*self.args, "--timeout", f"{self.timeout_s:g}")
