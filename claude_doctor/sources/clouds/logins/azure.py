"""Azure: what a token for Microsoft Foundry would come from, in the order in which programs look.

Claude Code 2.1.197 takes ANTHROPIC_FOUNDRY_API_KEY, or else Azure's DefaultAzureCredential, with
the order of its sources: variables, a federated token, a managed identity, then the logins of az,
of Azure PowerShell and of azd. The Python SDK takes the key, or a token from the program itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ....border import dates
from . import files
from .login import Login, absent, ago, dated, shown, unknown
from .tokens import identity

TENANT, CLIENT, SECRET = "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"
CERTIFICATE, FEDERATED = "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"
USER, PASSWORD = "AZURE_USERNAME", "AZURE_PASSWORD"
FOLDER, WHICH = "AZURE_CONFIG_DIR", "AZURE_TOKEN_CREDENTIALS"
KEY, MEND = "ANTHROPIC_FOUNDRY_API_KEY", "az login"
# A user's refresh token ends when nobody has used it for so long (Microsoft Entra's default).
_IDLE = timedelta(days=90)
_MACHINE = "7783-7084-3265-9085-8269-3286-77"  # the tag of a chassis of Azure's


def login(env: Mapping[str, str], home: Path, now: datetime, code: bool = True) -> Login:
    """The credential that Azure's libraries would find here."""
    if not code:
        return absent(f"{KEY} is not set, and a token would come from the program itself",
                      f"export {KEY}=…")  # fmt: skip
    which = env.get(WHICH, "").strip().lower()
    if which not in ("", "dev", "prod"):
        return absent(f"{WHICH} is neither dev nor prod", f"unset {WHICH}", WHICH)
    half = None
    for found in _sources(env, home, now, which):
        if found.state != "absent":
            return found
        half = half or found
    if half is not None:
        return half
    own = f" in an environment of {WHICH}=prod" if which == "prod" else ", and az is not logged in"
    return absent(f"there is no Azure credential: {KEY} is not set{own}",
                  f"export {KEY}=…" if which == "prod" else MEND)  # fmt: skip


def _sources(env: Mapping[str, str], home: Path, now: datetime, which: str) -> Iterator[Login]:
    """Each source that there is, the one that is asked first at first; a half one is absent."""
    if which != "dev":
        yield from _environment(env)
        yield from _federated(env, now)
        if any(env.get(name, "").strip() for name in ("IDENTITY_ENDPOINT", "MSI_ENDPOINT")) or (
            files.firmware("chassis_asset_tag") == _MACHINE
        ):
            yield unknown("the managed identity of this machine, not asked", "",
                          "managed identity")  # fmt: skip
    if which != "prod":
        yield from _cli(env, home, now)
        yield from _others(env, home)


def _environment(env: Mapping[str, str]) -> Iterator[Login]:
    held = [name for name in (SECRET, CERTIFICATE) if env.get(name, "").strip()]
    if not held and env.get(USER, "").strip() and env.get(PASSWORD, "").strip():
        held = [USER]
    if not held:
        return
    name = held[0]
    lacks = [one for one in (TENANT, CLIENT) if not env.get(one, "").strip()]
    if lacks:
        yield absent(f"{name} is set without {lacks[0]}", f"export {lacks[0]}=…", name)
    elif name == CERTIFICATE and not files.there(Path(env[name].strip())):
        yield absent(f"{name} names a file that does not exist", f"unset {name}", name)
    else:
        yield Login(state="present", words=f"the service principal in {name}", source=name)


def _federated(env: Mapping[str, str], now: datetime) -> Iterator[Login]:
    path = env.get(FEDERATED, "").strip()
    if not path:
        return
    lacks = [one for one in (TENANT, CLIENT) if not env.get(one, "").strip()]
    if lacks:
        yield absent(f"{FEDERATED} is set without {lacks[0]}", f"export {lacks[0]}=…", FEDERATED)
    else:
        found = identity(Path(path), FEDERATED, now)
        # Azure's libraries go on to the next source.
        yield found if found.state != "broken" else replace(
            found, state="absent", mend=f"unset {FEDERATED}")  # fmt: skip


def _cli(env: Mapping[str, str], home: Path, now: datetime) -> Iterator[Login]:
    """What `az login` has left."""
    moved = env.get(FOLDER, "").strip()
    folder = files.located(moved, home) if moved else home / ".azure"
    path = folder / "azureProfile.json"
    try:
        profile = files.document(path)
    except files.Trouble as why:
        yield unknown(f"the login of az is unknown: {shown(path, home)} {why}", MEND, "az")
        return
    if profile is None:
        return
    if not profile.get("subscriptions"):
        yield absent("az is not logged in", MEND, "az")
    elif shutil.which("az", path=env.get("PATH")) is None:
        yield absent("az is logged in, but the az program is not on the PATH", "", "az")
    else:
        yield _cached(folder, home, now)


def _cached(folder: Path, home: Path, now: datetime) -> Login:
    """The dates of az's token cache. On Windows and macOS it is encrypted and tells none."""
    what, path = "the login of az", folder / "msal_token_cache.json"
    try:
        cache = files.document(path)
    except files.Trouble as why:
        return unknown(f"{what} is unknown: {shown(path, home)} {why}", MEND, "az")
    if cache is None:
        return Login(state="present", words=what, mend=MEND, source="az")
    used = [at for one in _entries(cache, "RefreshToken")
            if (at := _epoch(one.get("last_modification_time")))]  # fmt: skip
    if _entries(cache, "RefreshToken"):
        if used and max(used) + _IDLE < now:
            words = f"{what} was last used {ago(max(used), now)} ago and has expired"
            return Login(state="expired", words=words, mend=MEND, source="az")
        return Login(state="present", words=what, mend=MEND, source="az")
    if files.there(folder / "service_principal_entries.json"):
        return Login(state="present", words=f"{what}, a service principal", mend=MEND, source="az")
    ends = [at for one in _entries(cache, "AccessToken") if (at := _epoch(one.get("expires_on")))]
    if not ends:
        return absent("az has no token for its login", MEND, "az")
    return dated(what, max(ends), now, MEND, "az")


def _entries(cache: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    held = cache.get(kind)
    return [one for one in held.values() if isinstance(one, dict)] if isinstance(held, dict) else []


def _epoch(value: object) -> datetime | None:
    """Seconds since 1970, which az writes as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        return dates.of_epoch(int(value))
    return dates.of_epoch(value)


def _others(env: Mapping[str, str], home: Path) -> Iterator[Login]:
    if files.there(home / ".Azure" / "AzureRmContext.json"):
        yield unknown("the login of Azure PowerShell, which has no date", MEND, "Azure PowerShell")
    moved = env.get("AZD_CONFIG_DIR", "").strip()
    if files.there((files.located(moved, home) if moved else home / ".azd") / "auth"):
        yield unknown("the login of azd, which has no date", "azd auth login", "azd")
