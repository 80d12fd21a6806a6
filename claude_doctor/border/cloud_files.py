"""What the clouds' own files say of a region and a project. Nothing else of them is kept.

Read on a cloud's route alone. A file that cannot be read says nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

_MOST = 256 * 1024  # bytes of a file; larger ones are not such files
_SECTION = re.compile(r"\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]")
_REGION = re.compile(r"\s*region\s*=\s*([^\s#;]+)", re.IGNORECASE)
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
    path = _text(env, "GOOGLE_APPLICATION_CREDENTIALS") or str(gcloud(env) / _DEFAULTS)
    try:
        held = json.loads(_read(path))
    except (ValueError, RecursionError):
        return None
    for name in ("quota_project_id", "project_id"):
        found = held.get(name) if isinstance(held, dict) else None
        if isinstance(found, str) and found.strip():
            return found.strip(), f"{name} of {Path(path).name}"
    return None


def gcloud(env: Mapping[str, str]) -> Path:
    """The folder of gcloud's configuration."""
    named = _text(env, "CLOUDSDK_CONFIG")
    if named:
        return Path(named)
    roaming = _text(env, "APPDATA")
    if os.name == "nt" and roaming:
        return Path(roaming) / "gcloud"
    return _home(env) / ".config" / "gcloud"


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
            here = section[1] == profile
        elif here and (found := _REGION.match(line)):
            return found[1]
    return None
