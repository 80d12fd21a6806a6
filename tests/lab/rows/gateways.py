"""G: LiteLLM, nginx, Ollama and other gateways."""

from __future__ import annotations

from ..situation import Program, Says, Situation
from ._pieces import KEYED, front, settings

_HERE = {"ANTHROPIC_AUTH_TOKEN": "{gateway}"}
_LITE = _HERE | {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"}
_BOUND = {"gateway": ("client:", "middle:")}
_YOURS = ("your API key", "your rate limit", "ANTHROPIC_API_KEY", "Anthropic's API is up")
_UPSTREAM = front(4100, keys=["{key}"], upstream=True)
_STALE_UPSTREAM = front(4100, keys=["nobody's"], upstream=True)
_LIMITED = front(4100, keys=["{key}"], scenario="rate-limited-bare", upstream=True)
_OVERLOADED = front(4100, keys=["{key}"], scenario="overloaded", upstream=True)


def _litellm(*models: str, key: str = "{key}", cooldown: float = 0, twice: bool = False) -> Program:
    rows = "".join(
        f"  - model_name: {name}\n    litellm_params:\n      model: anthropic/claude-haiku-4-5\n"
        f"      api_base: http://127.0.0.1:4100\n      api_key: {key}\n"
        for name in models * (2 if twice else 1)
    )
    pause = f"router_settings:\n  num_retries: 0\n  cooldown_time: {cooldown}\n"
    pause += "" if cooldown else "  disable_cooldowns: true\n"
    return Program(
        "litellm", "client",
        f"model_list:\n{rows}{pause}general_settings:\n  master_key: {{gateway}}\n",
        port=4000,
    )  # fmt: skip


def _nginx(port: int, inside: str) -> Program:
    return Program("nginx", "client", f"server {{ listen 127.0.0.1:{port}; {inside} }}", port=port)


_ALL = ("claude-haiku-4-5", "claude-haiku-5-5", "claude-haiku-4-5-20251001", "claude-sonnet-5")
_OLLAMA = front(11434, models=["qwen3:8b"], notfound="404 page not found")
_SMALL = "client_max_body_size 16; location / { proxy_pass http://127.0.0.1:4100; }"
_PASS = "location / { proxy_pass http://127.0.0.1:4100; }"
_DEAD = ("network/down/gateway-failure",)
_CORP = {"ANTHROPIC_AUTH_TOKEN": "{gateway}", "ANTHROPIC_BASE_URL": "https://gateway.corp.example"}
_CORP_GATEWAY = front(443, "middle", "10.9.9.20", leaf="corp.hosts", keys=["{gateway}"])


def _at(address: str, **more: str) -> dict[str, str]:
    return _HERE | {"ANTHROPIC_BASE_URL": address} | more


ROWS = (
    Situation(
        "G1", "LiteLLM works", Says(("healthy/none/healthy",)),
        env=_LITE, programs=(_UPSTREAM, _litellm(*_ALL)), bound=_BOUND, slow=True, warm=True,
        was="R",
    ),
    Situation(
        "G3", "LiteLLM gets a wrong virtual key",
        Says(("client/down/key-rejected", "client/down/key-forbidden",
              "network/down/gateway-failure"), ("gateway|LiteLLM", "key"),
             never=("It's the request",)),
        env=_LITE | {"ANTHROPIC_AUTH_TOKEN": "sk-wrong-virtual-key"},
        programs=(_UPSTREAM, _litellm(*_ALL)), bound=_BOUND, works=(), slow=True,
        warm=True, was="X",
    ),
    Situation(
        "G9", "ANTHROPIC_BASE_URL ends with /v1 on LiteLLM",
        Says(("client/down/wrong-endpoint",), ("/v1|ANTHROPIC_BASE_URL",), cures=True),
        env=_at("http://127.0.0.1:4000/v1"), programs=(_UPSTREAM, _litellm(*_ALL)), bound=_BOUND,
        works=(), slow=True, warm=True, was="R",
    ),
    Situation(
        "G9c", "ANTHROPIC_BASE_URL is api.anthropic.com/v1",
        Says(("client/down/wrong-endpoint",), ("/v1|ANTHROPIC_BASE_URL",), cures=True),
        env=KEYED | {"ANTHROPIC_BASE_URL": "https://api.anthropic.com/v1"}, works=(), was="R",
    ),
    Situation(
        "G2a", "LiteLLM without Haiku, ANTHROPIC_MODEL works",
        Says(("healthy/none/healthy", "*/degraded/*")),
        env=_LITE | {"ANTHROPIC_MODEL": "claude-sonnet-5"},
        programs=(_UPSTREAM, _litellm("claude-sonnet-5")), bound=_BOUND, slow=True, warm=True,
        was="X",
    ),
    Situation(
        "G4", "LiteLLM's own key for Anthropic is refused",
        Says((*_DEAD, "client/down/*"), ("gateway|LiteLLM", "own key|its key"),
             never=_YOURS),
        env=_LITE, programs=(_STALE_UPSTREAM, _litellm(*_ALL, key="{stale}")),
        bound=_BOUND | {"stale": ("client:",)}, works=(), slow=True, warm=True, was="X",
    ),
    Situation(
        "G4b", "the same, a moment later (LiteLLM pauses that key)",
        Says(("network/down/gateway-failure", "client/down/*"), ("gateway|LiteLLM",),
             never=_YOURS),
        env=_LITE, bound=_BOUND | {"stale": ("client:",)}, works=(), slow=True, was="X",
        programs=(_STALE_UPSTREAM, _litellm(*_ALL, key="{stale}", cooldown=120)),
        warm=True,
    ),
    Situation(
        "G6", "Anthropic overloaded, seen through LiteLLM",
        Says(("server/down/overloaded", "server/down/server-error"), ("overloaded|500|529",)),
        env=_LITE, programs=(_OVERLOADED, _litellm(*_ALL)), bound=_BOUND, works=(), slow=True,
        warm=True, was="R",
    ),
    Situation(
        "G7", "LiteLLM in cooldown: No deployments available",
        Says((*_DEAD, "server/down/*", "account/down/rate-limited"),
             ("gateway|LiteLLM", "deployment"),
             never=("Anthropic's API is up", "your rate limit")),
        env=_LITE, bound=_BOUND, works=(), slow=True, was="X", warm=True,
        programs=(_LIMITED, _litellm(*_ALL, cooldown=120, twice=True)),
    ),
    Situation(
        "G8", "ANTHROPIC_BASE_URL names a dead local gateway",
        Says(_DEAD, (r"http://127\.0\.0\.1:8045",)),
        env=_at("http://127.0.0.1:8045"), bound=_BOUND, works=(), was="R",
    ),
    Situation(
        "G11", "ANTHROPIC_BASE_URL=localhost:4000, no scheme",
        Says(("client/down/wrong-endpoint",), ("ANTHROPIC_BASE_URL", "http://|scheme"),
             never=("unset ANTHROPIC_BASE_URL",), fix=("http://",), cures=True),
        env=_at("localhost:4000"), programs=(front(4000, keys=["{gateway}"]),), bound=_BOUND,
        works=("code",), was="W",
    ),
    Situation(
        "G11b", "ANTHROPIC_BASE_URL=api.anthropic.com, no scheme",
        Says(("client/down/wrong-endpoint",), ("ANTHROPIC_BASE_URL", "https?://|scheme"),
             cures=True),
        env=KEYED | {"ANTHROPIC_BASE_URL": "api.anthropic.com"}, works=("code",), was="W",
    ),
    Situation(
        "G12", "ANTHROPIC_BASE_URL in quotation marks (docker --env-file)",
        Says(("client/down/wrong-endpoint",), ("ANTHROPIC_BASE_URL", "quot"), cures=True),
        env=_at('"http://127.0.0.1:4000"'), programs=(front(4000, keys=["{gateway}"]),),
        bound=_BOUND, works=(), was="W",
    ),
    Situation(
        "G12b", "ANTHROPIC_BASE_URL ends with CR",
        Says(("client/*/*",), ("ANTHROPIC_BASE_URL", "carriage return|line end|CR"), cures=True),
        env=KEYED | {"ANTHROPIC_BASE_URL": "https://api.anthropic.com\r"}, was="X",
    ),
    Situation(
        "G13", "an http gateway in the LAN (its programs work)",
        Says(("client/degraded/insecure-endpoint",), ("unencrypted|plain http|readable",),
             never=('https"?\\$\\{ANTHROPIC',)),
        env=_at("http://10.9.9.20:4000"), works=("sdk", "code"), was="W",
        programs=(front(4000, "middle", "10.9.9.20", keys=["{gateway}"]),), bound=_BOUND,
    ),
    Situation(
        "G14", "nginx in front of a dead gateway: 502", Says(_DEAD, ("502",)),
        env=_at("http://127.0.0.1:4001"), programs=(_nginx(4001, _PASS),), bound=_BOUND,
        works=(), was="W",
    ),
    Situation(
        "G14c", "a gateway's maintenance page: 503",
        Says(_DEAD, ("503", "Scheduled maintenance")),
        env=_at("http://127.0.0.1:4003"), bound=_BOUND, works=(), was="W",
        programs=(_nginx(4003, "default_type text/html; location / { return 503 "
                         "'<html><head><title>Scheduled maintenance</title></head>"
                         "<body>Back at noon</body></html>'; }"),),
    ),
    Situation(
        "G14d", "a gateway with a small body limit: 413",
        Says(("client/down/request-too-large", "network/down/gateway-failure"),
             ("gateway|nginx", "413"), nowhere=("32 ?MB",)),
        env=_at("http://127.0.0.1:4004"), bound=_BOUND, works=(), was="W",
        programs=(front(4100, keys=["{gateway}"]), _nginx(4004, _SMALL)),
    ),
    Situation(
        "G14f", "a gateway that wants a basic login",
        Says(("network/down/gateway-failure", "client/down/key-rejected"), ("401", "login|basic")),
        env=_at("http://127.0.0.1:4006"), bound=_BOUND, works=(), was="W",
        programs=(_nginx(4006, "location / { auth_basic 'Staff only'; "
                         "auth_basic_user_file /dev/null; proxy_pass http://127.0.0.1:4100; }"),),
    ),
    Situation(
        "G14h", "a gateway that closes without an answer",
        Says(_DEAD, (r"http://127\.0\.0\.1:4010",)),
        env=_at("http://127.0.0.1:4010"), programs=(front(4010, closes=True),), bound=_BOUND,
        works=(), was="R",
    ),
    Situation(
        "G17", "a gateway that needs a header of ANTHROPIC_CUSTOM_HEADERS",
        Says(("healthy/none/healthy", "*/degraded/*", "unknown/*/*"), never=("key's permissions",)),
        env=_at("http://127.0.0.1:4000", ANTHROPIC_CUSTOM_HEADERS="x-team: blue"),
        programs=(front(4000, keys=["{gateway}"], needs_header="x-team"),), bound=_BOUND,
        works=("sdk", "code"), was="X",
    ),
    Situation(
        "G18", "a gateway that reads only the bearer, and the key is in ANTHROPIC_API_KEY",
        Says(("client/down/key-rejected", "client/degraded/*"),
             ("ANTHROPIC_AUTH_TOKEN|Authorization",),
             fix=("ANTHROPIC_AUTH_TOKEN",)),
        env={"ANTHROPIC_API_KEY": "{gateway}", "ANTHROPIC_BASE_URL": "http://127.0.0.1:4000"},
        programs=(front(4000, keys=["{gateway}"], bearer_only=True),), bound=_BOUND,
        works=("sdk",), fill={"=…": "={gateway}"}, was="W",
    ),
    Situation(
        "G19", "an https gateway signed by the company's CA, which nothing trusts",
        Says(("network/down/gateway-failure", "network/down/tls-failure"), ("Example Corp",),
             cures=True),
        env=_CORP, programs=(_CORP_GATEWAY,), bound=_BOUND, works=(), was="R",
        fill={"/path/ca.pem": "{corp}"},
    ),
    Situation(
        "G19b", "the same, NODE_EXTRA_CA_CERTS has it: Claude Code works",
        Says(("network/*/*", "client/*/*"), ("NODE_EXTRA_CA_CERTS", "Claude Code|Node", "Python"),
             never=("export.*NODE_EXTRA_CA_CERTS=/path",)),
        env=_CORP | {"NODE_EXTRA_CA_CERTS": "{corp}"}, programs=(_CORP_GATEWAY,), bound=_BOUND,
        works=("code",), fill={"/path/ca.pem": "{corp}"}, was="X",
    ),
    Situation(
        "G15", "Ollama, ANTHROPIC_MODEL is its model",
        Says(("healthy/none/healthy", "*/degraded/*")),
        env={"ANTHROPIC_AUTH_TOKEN": "ollama", "ANTHROPIC_BASE_URL": "http://localhost:11434",
             "ANTHROPIC_MODEL": "qwen3:8b"},
        programs=(_OLLAMA,), works=("sdk", "code"), was="X",
    ),
    Situation(
        "G15c", "Ollama, ANTHROPIC_BASE_URL ends with /v1",
        Says(("client/down/wrong-endpoint",), ("ANTHROPIC_BASE_URL|/v1",),
             fix=("ANTHROPIC_BASE_URL",)),
        env={"ANTHROPIC_AUTH_TOKEN": "ollama", "ANTHROPIC_BASE_URL": "http://localhost:11434/v1",
             "ANTHROPIC_MODEL": "qwen3:8b"},
        programs=(_OLLAMA,), works=(), was="R",
    ),
    Situation(
        "G20", "settings.json sends Claude Code to a dead gateway, the shell has a good key",
        Says(("client/degraded/environment-conflict", "network/*/*", "client/down/*"),
             (r"settings\.json", r"127\.0\.0\.1:4000|gateway",
              "not answer|refused|reach|dead|fails")),
        env=KEYED, works=("sdk",), was="W",
        files=settings(env={"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000",
                            "ANTHROPIC_AUTH_TOKEN": "{gateway}"}),
    ),
    Situation(
        "G20c", "settings.json gives Claude Code a dead proxy",
        Says(("client/*/*", "network/*/*"),
             (r"settings\.json", "proxy", r"127\.0\.0\.1:7890|HTTPS_PROXY")),
        env=KEYED, files=settings(env={"HTTPS_PROXY": "http://127.0.0.1:7890"}), works=("sdk",),
        was="X",
    ),
)  # fmt: skip
