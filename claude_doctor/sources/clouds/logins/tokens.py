"""Signed tokens in files, which a cloud exchanges for a credential of its own."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from pathlib import Path

from ....border import dates
from ....border.bounds import load_json
from . import files
from .login import Login, absent, broken, dated, unknown


def identity(path: Path, whose: str, now: datetime, mend: str = "") -> Login:
    """The token in a file; `whose`: the variable or profile that names the file; `mend`: what takes
    it away. Without the file botocore and Claude Code fail, and look no further (tried)."""
    try:
        token = files.text(path)
    except files.Trouble as why:
        gone = broken if why.kind in ("folder", "denied") else unknown
        return gone(f"the token file of {whose} {why}", mend, whose)
    if token is None:
        return broken(f"{whose} names a token file that does not exist", mend, whose)
    if not token.strip():
        return absent(f"the token file of {whose} is empty", mend, whose)
    return dated(f"the token in the file of {whose}", end(token), now, mend, whose)


def end(token: str) -> datetime | None:
    """When a signed token (RFC 7519) says that it ends; None where it is not one."""
    parts = token.strip().split(".")
    if len(parts) != 3:
        return None
    try:
        claims = load_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, binascii.Error):
        return None
    return dates.of_epoch(claims.get("exp")) if isinstance(claims, dict) else None
