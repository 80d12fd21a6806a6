"""What the clouds' own files say of a region and a project, and what in them is to be masked.

Read on a cloud's route alone. A file that cannot be read says nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from ..phrases import phrase

_MOST = 256 * 1024  # bytes of a file; larger ones are not such files
_SECTION = phrase(r"\s*\[([^\]]+)\]")
_REGION = phrase(r"\s*region\s*=\s*([^\s#;]+)", re.IGNORECASE)
_SECRET_LINE = phrase(
    r"(?im)^[^\S\n]*aws_(?:secret_access_key|session_token|security_token)\s*=\s*(\S+)"
)
_SECRET_FIELD = phrase(
    r'(?i)"(?=\w*?(?:secret|token|private_key|password))\w+"\s*:\s*"((?:[^"\\]|\\.){8,})"'
)
_SHORTEST = 8  # characters; a shorter piece would mask ordinary words
_FILES = 20  # of a cache's; the rest is long over
_DEFAULTS = "application_default_credentials.json"


def aws_region(env: Mapping[str, str]) -> tuple[str, str] | None:
    """The region of the profile in use, and the file that gives it: what the credentials' file
    says beats the configuration's, as Claude Code 2.1.197 and the AWS SDK for JavaScript read
    them."""
    profile = _text(env, "AWS_PROFILE") or "default"
    for variable, name in (("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
                           ("AWS_CONFIG_FILE", "config")):  # fmt: skip
        path = _text(env, variable) or str(_home(env) / ".aws" / name)
        if found := _of_profile(_read(path), profile):
            return found, f"profile {profile} of ~/.aws/{name}"
    return None


def google_project(env: Mapping[str, str]) -> tuple[str, str] | None:
    """The project that Google's application-default file names for quota, or as its own, and that
    file's name."""
    path = _adc(env)
    try:
        held = json.loads(_read(path))
    except (ValueError, RecursionError):
        return None
    for name in ("quota_project_id", "project_id"):
        found = held.get(name) if isinstance(held, dict) else None
        if isinstance(found, str) and found.strip():
            return found.strip(), f"{name} of {Path(path).name}"
    return None


def secrets(env: Mapping[str, str]) -> Iterator[str]:
    """The credentials in the files of AWS and Google, for masking only. Of a private key each line
    is one, as it may be quoted."""
    home = _home(env) / ".aws"
    shared = _text(env, "AWS_SHARED_CREDENTIALS_FILE") or str(home / "credentials")
    for path in (shared, _text(env, "AWS_CONFIG_FILE") or str(home / "config")):
        yield from (found[1] for found in _SECRET_LINE.finditer(_read(path)))
    stored = [_adc(env)]
    for folder in (home / "sso" / "cache", home / "cli" / "cache"):
        with suppress(OSError):
            stored += sorted(map(str, folder.glob("*.json")))[:_FILES]
    for path in stored:
        for value in _SECRET_FIELD.findall(_read(path)):
            lines = value.replace("\\n", "\n").split("\n")
            yield from (line for line in (value, *lines) if len(line) >= _SHORTEST)


def gcloud(env: Mapping[str, str]) -> Path:
    """The folder of gcloud's configuration."""
    named = _text(env, "CLOUDSDK_CONFIG")
    if named:
        return Path(named)
    roaming = _text(env, "APPDATA")
    if os.name == "nt" and roaming:
        return Path(roaming) / "gcloud"
    return _home(env) / ".config" / "gcloud"


def _adc(env: Mapping[str, str]) -> str:
    return _text(env, "GOOGLE_APPLICATION_CREDENTIALS") or str(gcloud(env) / _DEFAULTS)


def _home(env: Mapping[str, str]) -> Path:
    return Path(_text(env, "HOME") or _text(env, "USERPROFILE") or "/nonexistent")


def _text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _read(path: str) -> str:
    try:
        if not Path(path).is_file():  # a pipe would hold the check up
            return ""
        with Path(path).open("rb") as file:
            return file.read(_MOST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _of_profile(text: str, profile: str) -> str | None:
    here = False
    for line in text.splitlines():
        if section := _SECTION.match(line):
            words = section[1].split(maxsplit=1)
            named = words[1] if len(words) == 2 and words[0] == "profile" else section[1]
            here = named.strip() == profile
        elif here and (found := _REGION.match(line)):
            return found[1]
    return None
