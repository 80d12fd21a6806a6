"""Every credential in sight, for masking only: of the environment and of Claude Code's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

from ..phrases import phrase
from . import addresses, claude_login, claude_settings, cloud_files, traces
from .cloud_table import CLOUDS
from .programs import headers as headers
from .redact import formed

#: Variables whose value is a credential, however short and whatever it looks like: never shown,
#: masked wherever it appears. Other programs' are known by their names.
SECRET_VARIABLES = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_ADMIN_KEY",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_FOUNDRY_API_KEY",
    "ANTHROPIC_AWS_API_KEY",
    "ANTHROPIC_WEBHOOK_SIGNING_KEY",
    "CLAUDE_CODE_OAUTH_TOKEN",
    "CLAUDE_CODE_CLIENT_KEY_PASSPHRASE",
    "REDDIT_CLIENT_ID",
    "REDDIT_CLIENT_SECRET",
    "DOWNDETECTOR_CLIENT_ID",
    "DOWNDETECTOR_CLIENT_SECRET",
    "GITHUB_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
)

# What a credential's variable is called: at its end, or, where the value holds a digit, anywhere.
_ENDS = phrase(
    r"(?:API_?KEY|(?:ACCESS|ADMIN|AUTH|ENCRYPTION|PRIVATE|SECRET|SIGNING)_KEY|TOKEN|SECRET"
    r"|PASSWORD|PASSWD|PASSPHRASE)(?:_?\d+)?$"
)
_HOLDS = phrase(r"(?:^|_)KEY$|API_?KEY|(?:^|_)TOKEN_|SECRET|PASSWORD")
# Values that are none, whatever the name: numbers, paths, addresses, switches.
_HARMLESS = phrase(
    r"[\d.,:+\- ]*|[~./\\].*|[a-z]:[\\/].*|[a-z+.\-]+://.*|disabled|optional|required|keychain",
    re.IGNORECASE | re.DOTALL,
)

# What a variable in Claude Code's settings may be called and still be shown; others are hidden: a
# place in a cloud, a profile, an account are what a sentence has to name.
_OPEN = phrase(
    r"URL|MODEL|REGION|PROXY|TIMEOUT|MAX_|DISABLE|ENABLE|USE_|PATH|DIR|CA_CERTS|CA_BUNDLE|CERT_FILE"
    r"|SKIP_|RESOURCE|PROJECT|PROFILE|WORKSPACE|LOCATION|_ARN$|(?:TENANT|CLIENT|ACCOUNT)_ID$"
    r"|_FILE$|APPLICATION_CREDENTIALS$|_EXPIRATION$|CLOUDSDK_CONFIG$"
)
# What a variable that holds an address may be called.
_ADDRESS = phrase(r"(?i)_(?:proxy|ur[il]|host|endpoint|base)$")
# What a variable may be called whose address is a credential by itself: who knows it may post.
_OPEN_TO_ALL = phrase(r"(?i)WEBHOOK|_HOOK(?:_URL)?$|_DSN$")
_SHORTEST = 8  # characters; a shorter value is no credential, and would mask ordinary words


def values(env: Mapping[str, str], claude_dir: Path | None = None) -> tuple[str, ...]:
    """The values, blanks around them stripped. Never raises."""
    found = [env.get(name, "").strip() for name in SECRET_VARIABLES]
    found += [value.strip() for name, value in env.items() if holds_one(name, value)]
    # A key that was pasted to where a model or a region belongs is a key.
    found += [value.strip() for value in env.values() if formed(value.strip())]
    sent = headers(env.get("ANTHROPIC_CUSTOM_HEADERS", ""))
    found += [part for _, value in sent for part in _parts(value)]
    for name, value in env.items():
        if _ADDRESS.search(name):
            found += _inside(name, value)
        if _OPEN_TO_ALL.search(name):
            found += _open_to_all(value)
    folder = claude_dir or Path(env.get("CLAUDE_CONFIG_DIR", "").strip() or "~/.claude")
    found += _stored(folder, env)
    found += claude_login.tokens(env, folder)
    if any(env.get(cloud.switch) for cloud in CLOUDS.values()):
        found += cloud_files.secrets(env)
    return tuple(dict.fromkeys(value for value in found if value))


def _inside(name: str, value: str) -> Iterator[str]:
    """The credentials in the addresses of a variable."""
    proxy = name.lower().endswith("_proxy")
    for one in addresses.each(value):
        yield from addresses.passwords(one, proxy)
        if not proxy:
            yield from _asked(one)


def _open_to_all(address: str) -> Iterator[str]:
    """The parts of an address that nobody can guess: of a path, of a login without a password."""
    for part in re.split(r"[/?&=@:]+", address.strip()):
        if len(part) >= _SHORTEST and traces.random(part):
            yield part


def holds_one(name: str, value: str) -> bool:
    """Whether a variable of any program holds a credential, by its name and the value's form."""
    name, value = name.upper(), value.strip()
    if len(value) < _SHORTEST or _HARMLESS.fullmatch(value):
        return False
    if _ENDS.search(name):
        return True
    return _HOLDS.search(name) is not None and any(sign.isdigit() for sign in value)


def _asked(url: str) -> Iterator[str]:
    """The values in an address's query: a gateway's key may be one."""
    with suppress(ValueError):
        for _, value in parse_qsl(urlsplit(url).query):
            if len(value) >= _SHORTEST:
                yield from (value, quote(value, safe=""))


def _parts(header: str) -> Iterator[str]:
    """A header's value, and what stands behind its scheme ("Bearer …")."""
    for value in (header, header.partition(" ")[2].strip()):
        if len(value) >= _SHORTEST:
            yield value


def _stored(claude_dir: Path, env: Mapping[str, str]) -> Iterator[str]:
    """What Claude Code's settings give to variables that may hold a credential."""
    moved = bool(env.get("CLAUDE_CONFIG_DIR", "").strip())
    for name, value in claude_settings.given(claude_dir, moved=moved).env.items():
        if "://" in value or _ADDRESS.search(name):
            yield from _inside(name, value)
        shown = _OPEN.search(name.upper()) and name not in SECRET_VARIABLES
        if len(value) >= _SHORTEST and (not shown or holds_one(name, value)):
            yield value
            yield from (part for _, header in headers(value) for part in _parts(header))
