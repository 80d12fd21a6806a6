"""A machine full of secrets: its variables, its files, and where each secret may go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest import mock
from urllib.parse import quote

from claude_doctor.border import claude_settings
from claude_doctor.chaos import Running, by_name, serve
from tests.taint import planting
from tests.taint.echo import Echo
from tests.taint.searching import Search

_KEY = re.compile(
    r"KEY(_ID)?$|TOKEN(_BEDROCK)?$|SECRET$|PASSWORD$|PASSPHRASE$|(REDDIT|DETECTOR)_CLIENT_ID$"
)
_SWITCH = re.compile(r"CLAUDE_DOCTOR_USE_|_KEY_HELPER_")
_ADDRESS = re.compile(r"_(URL|HOST|proxy|PROXY|ENDPOINT|URI)$")
#: What the world sets, or what leads to files.
_FIXED = re.compile(
    r"CLAUDE_DOCTOR_|HOME$|_DIR(ECTORY)?$|_FILE$|_PATH$|CERTS?$|BUNDLE$|COLUMNS|NO_COLOR|TERM|TMUX"
    r"|STY|GIT_|XDG_|CLOUDSDK|GITHUB_(OUTPUT|STEP)|_CREDENTIALS$|METADATA|GCE_|NO_GCE|CLIENT_KEY$"
    r"|VTE|WT_|KITTY|KONSOLE|DISPLAY|FORCE_|FUNCTION_NAME|K_SERVICE|CLOUD_RUN|GAE_|_USE_|_SKIP_"
    r"|CUSTOM_HEADERS|REJECT_UNAUTHORIZED|no_proxy|NO_PROXY"
)
#: Of other programs; nobody in the code names them.
_OTHERS = ("ACME_API_KEY", "DB_PASSWORD", "NPM_TOKEN", "HF_TOKEN", "XAI_API_KEY")
#: Addresses that are credentials themselves, or hold one.
_HOOKS = {
    "SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/T024BE7LD/B024BE7LE/{}",
    "DISCORD_WEBHOOK_URL": "https://discord.com/api/webhooks/112233445566/{}",
    "TEAMS_WEBHOOK": "https://acme.webhook.office.com/webhookb2/{}",
    "DATABASE_URL": "postgres://anna:{}@db.acme.example:5432/shop",
    "REDIS_URL": "redis://:{}@cache.acme.example",
    "SENTRY_DSN": "https://{}@o450.ingest.sentry.io/12",
}
CREDENTIALS = tuple(
    name for name in planting.variables() if _KEY.search(name) and not _SWITCH.search(name)
)
ADDRESSES = tuple(
    name for name in planting.variables() if _ADDRESS.search(name) and name.upper() != "NO_PROXY"
)
#: What is no credential, and may hold one that was pasted to the wrong place.
WRONG = tuple(
    name
    for name in planting.variables()
    if name not in CREDENTIALS and name not in ADDRESSES and not _FIXED.search(name)
)
#: The secrets that belong to a role, by its name: on every route, and with the API or a cloud.
_BELONGS = {
    "admin": ("ANTHROPIC_ADMIN_KEY",),
    "reddit": ("REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET"),
}
_HEADERS = ("header", "bearer")
_DIRECT = {"api": ("ANTHROPIC_API_KEY", *_HEADERS)}
_ROUTES = {
    "bedrock": {"bedrock": ("AWS_BEARER_TOKEN_BEDROCK", *_HEADERS)},
    "mantle": {"mantle": ("AWS_BEARER_TOKEN_BEDROCK", *_HEADERS)},
    "anthropic_aws": {"anthropic_aws": ("ANTHROPIC_AWS_API_KEY", *_HEADERS)},
    "foundry": {"foundry": ("ANTHROPIC_FOUNDRY_API_KEY", *_HEADERS)},
    "vertex": {"vertex": _HEADERS, "relay": _HEADERS},
}
#: In files that the program reads; behind them in files that it leaves alone, and whose secrets it
#: therefore cannot know when a peer says them.
READ = ("settings", "managed", "state", "access", "refresh")
#: Read on a cloud's route alone.
READ_BY_CLOUDS = ("aws", "aws-session", "sso", "adc-refresh", "adc-secret", "private-key")
FILES = (*READ, *READ_BY_CLOUDS, "helper", "netrc", "msal", "dotenv", "gateway-config")


@dataclass(slots=True)
class Place:
    """Where a check runs. `known`: the secrets that the program can read; `allowed`: those that a
    role may be sent."""

    home: Path
    env: dict[str, str]
    running: Running
    search: Search
    known: tuple[str, ...]
    allowed: dict[str, set[str]] = field(default_factory=dict)
    planted: set[Path] = field(default_factory=set)

    def left(self) -> Iterator[tuple[str, str]]:
        """Every file that is here and was not planted, with its text."""
        for folder in (self.home, self.running.folder):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path not in self.planted:
                    yield path.name, path.read_bytes().decode("utf-8", "replace")

    def sent(self) -> Iterator[tuple[str, str]]:
        """Every request by its role, without what may go there."""
        for seen in tuple(self.running.log.copy()):
            text = json.dumps([seen.path, dict(seen.headers), seen.body.decode("latin-1")])
            yield seen.role, text


def all_secrets() -> dict[str, str]:
    """Every secret by the name of its place."""
    names = (*CREDENTIALS, *ADDRESSES, *_OTHERS, *_HOOKS, "header", "bearer",
             *(f"file-{one}" for one in FILES))  # fmt: skip
    return {name: planting.secret(name) for name in names}


PREFIXES = (*(prefix for _, prefix in planting._PREFIXES), "sk-ant-ort01-")


@contextmanager
def placed(scenario: str, mode: str, folder: Path, wrong: tuple[str, ...] = ()) -> Iterator[Place]:
    """The machine, in front of a world that says everything back. `wrong`: variables that hold a
    key though they are for something else."""
    secrets = all_secrets()
    chosen = by_name(scenario)
    keys = {name: f"sk-ant-api03-{planting.noise(name)}" for name in wrong}
    read = (*READ, *READ_BY_CLOUDS) if chosen.cloud else READ
    unread = {f"file-{one}" for one in FILES if one not in read}
    if chosen.keyless:
        unread |= {"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"}
    known = tuple(v for n, v in (secrets | keys).items() if n not in unread)
    echo = Echo(chosen, mode, known)
    given = replace(chosen, everywhere=echo.answer) if mode != "none" else chosen
    home = folder / "home"
    home.mkdir(parents=True)
    (folder / "tmp").mkdir()
    with serve(given) as running, mock.patch.object(
        claude_settings, "MANAGED_DIR", home / "managed"
    ):  # fmt: skip
        world = running.environ()
        env = {**world, "HOME": str(home), "TMPDIR": str(folder / "tmp"), "TZ": "UTC"}
        env |= {name: secrets[name] for name in (*CREDENTIALS, *_OTHERS)}
        env |= {name: form.format(secrets[name]) for name, form in _HOOKS.items()}
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "CLOUDSDK_CONFIG",
                     "GOOGLE_APPLICATION_CREDENTIALS"):  # fmt: skip
            env.pop(name, None)  # the files below HOME are ours
        if chosen.keyless:  # or they would be what the program logs in with
            del env["ANTHROPIC_API_KEY"], env["ANTHROPIC_AUTH_TOKEN"]
        env["ANTHROPIC_CUSTOM_HEADERS"] = (
            f"X-Gateway-Auth: {secrets['header']}\nCookie: session={secrets['bearer']}"
        )
        place = Place(home, env, running, Search(secrets | keys, PREFIXES), known)
        for role, names in {**_BELONGS, **_ROUTES.get(chosen.cloud, _DIRECT)}.items():
            place.allowed[role] = {*names, *keys}
        for name in ADDRESSES:
            _address(place, name, world, secrets[name])
        env |= {
            **keys,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "NO_GCE_CHECK": "true",
        }
        _files(place, secrets)
        yield place


def _address(place: Place, name: str, world: Mapping[str, str], secret: str) -> None:
    """An address with a login: that of a peer of this world, or of nobody."""
    login = f"anna:{quote(secret, safe='')}@"
    if name in world:
        place.env[name] = re.sub(r"://", f"://{login}", world[name])
        role = next((role for role, url in place.running.urls.items() if url in world[name]), "")
        place.allowed.setdefault(role, set()).add(name)
    else:
        place.env[name] = f"http://{login}127.0.0.1:9"


def _files(place: Place, secrets: Mapping[str, str]) -> None:
    """Every file that the program may read, with a secret in it."""
    home, claude = place.home, Path(place.env["CLAUDE_CONFIG_DIR"])
    s = {name: secrets[f"file-{name}"] for name in FILES}
    settings = {
        "apiKeyHelper": f"/bin/echo {s['helper']}",
        "env": {"ACME_GATEWAY": s["settings"], "HTTP_PROXY": f"http://anna:{s['settings']}@[::1]"},
    }
    login = {"accessToken": f"sk-ant-oat01-{s['access']}", "expiresAt": 1900000000000,
             "refreshToken": f"sk-ant-ort01-{s['refresh']}"}  # fmt: skip
    pem = f"-----BEGIN PRIVATE KEY-----\n{s['private-key']}\n-----END PRIVATE KEY-----\n"
    texts = {
        claude / "settings.json": json.dumps(settings),
        claude / ".credentials.json": json.dumps({"claudeAiOauth": login}),
        claude / ".claude.json": json.dumps({"env": {"ACME_STATE": s["state"]}}),
        home / "managed" / "managed-settings.json": json.dumps({"env": {"ACME": s["managed"]}}),
        home / ".netrc": f"machine 127.0.0.1 login anna password {s['netrc']}\n",
        home / ".aws" / "credentials": (
            f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
            f"aws_secret_access_key = {s['aws']}\naws_session_token = {s['aws-session']}\n"
        ),
        home / ".aws" / "sso" / "cache" / "one.json": json.dumps({"accessToken": s["sso"]}),
        home / ".config" / "gcloud" / "application_default_credentials.json": json.dumps(
            {"type": "authorized_user", "client_id": "1.apps.googleusercontent.com",
             "client_secret": s["adc-secret"], "refresh_token": s["adc-refresh"],
             "private_key": pem}
        ),
        home / ".azure" / "msal_token_cache.json": json.dumps(
            {"RefreshToken": {"one": {"secret": s["msal"]}}}
        ),
        home / ".env": f"ANTHROPIC_API_KEY={s['dotenv']}\n",
        home / "config.yaml": f"general_settings:\n  master_key: {s['gateway-config']}\n",
    }  # fmt: skip
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        place.planted.add(path)
    place.planted |= set(claude.rglob("*.jsonl"))
