"""Google Cloud: the application-default credential, in the order in which programs look.

From the sources of google-auth 2.63 and of the google-auth-library inside Claude Code 2.1.197,
which differ: Claude Code does not read CLOUDSDK_CONFIG for the usual file, and reads
google_application_credentials in small letters too. No file of Google's tells when a login ends.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import claude, files
from .login import Login, absent, broken, repair, shown, unknown

FILE, FOLDER = "GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"
QUOTA = "GOOGLE_CLOUD_QUOTA_PROJECT"
MEND = "gcloud auth application-default login"
USUAL = "application_default_credentials.json"
PLATFORM = sys.platform
_OWN = ("authorized_user", "service_account")  # that both programs read alike
_NONE = ("absent", "broken")  # no login is there that could work

#: What each type of file must hold (google-auth 2.63), and what it is called in a sentence.
TYPES = {
    "authorized_user": (("client_id", "client_secret", "refresh_token"), "the login of a user"),
    "service_account": (("client_email", "private_key", "token_uri"), "a service account's key"),
    "external_account": (("audience", "credential_source"), "a workload identity"),
    "external_account_authorized_user": (("refresh_token",), "the login of a user"),
    "impersonated_service_account": (("source_credentials",), "a service account on a login"),
    "gdch_service_account": (("private_key",), "a service account's key"),
}


def login(env: Mapping[str, str], home: Path, code: bool = True) -> Login:
    """The credential that Google's libraries would find here."""
    found = _login(env, home, code)
    own = claude.command("gcpAuthRefresh", env, home) if code else None
    if own is None or found.state not in ("absent", "broken"):
        return found
    words = f"{found.words}; Claude Code runs gcpAuthRefresh from its settings.json to renew it"
    return Login(state="absent", words=words, mend=own or found.mend, source=found.source)


def _login(env: Mapping[str, str], home: Path, code: bool) -> Login:
    name = file_variable(env, code)
    if name is not None:
        if env[name].strip().startswith("~"):
            return absent(f"{name} starts with ~, which Google's libraries do not expand",
                          f'export {name}="$HOME/…"', name)  # fmt: skip
        path = Path(env[name].strip())
        mend = _without(name, env, home, code)
        return _file(path, name, env, home, code, mend) or broken(
            f"{name} names {shown(path, home)}, which does not exist", mend, name
        )
    path = usual_file(env, home, code)
    found = _file(path, shown(path, home), env, home, code)
    if found is not None:
        return found
    if _on_google(env):
        return unknown("the metadata service of this machine, not asked", "", "instance metadata")
    return _nothing(env, home, code)


def _without(name: str, env: Mapping[str, str], home: Path, code: bool) -> str:
    """What takes a variable away, and gives a login where none is left then."""
    rest = _login({key: value for key, value in env.items() if key != name}, home, code)
    return f"unset {name}" + (f"; {rest.mend}" if rest.mend and rest.state in _NONE else "")


def file_variable(env: Mapping[str, str], code: bool) -> str | None:
    """The variable that names a file, where one does."""
    names = (FILE, FILE.lower()) if code else (FILE,)
    return next((name for name in names if env.get(name, "").strip()), None)


def usual_file(env: Mapping[str, str], home: Path, code: bool) -> Path:
    """Where `gcloud auth application-default login` is looked for."""
    return (_default_folder(env, home) if code else folder(env, home)) / USUAL


def folder(env: Mapping[str, str], home: Path) -> Path:
    """Where gcloud keeps its files."""
    moved = env.get(FOLDER, "").strip()
    return Path(moved) if moved else _default_folder(env, home)


def _default_folder(env: Mapping[str, str], home: Path) -> Path:
    if PLATFORM == "win32":
        return Path(env.get("APPDATA", "").strip() or home / "AppData" / "Roaming") / "gcloud"
    return home / ".config" / "gcloud"


def _file(
    path: Path, source: str, env: Mapping[str, str], home: Path, code: bool, away: str = ""
) -> Login | None:
    """What a file gives; None where it is not there. `away`: what takes the variable away that
    names it. Both programs fail on one that cannot be used, and look no further (tried)."""
    where = f"{shown(path, home)} ({source})" if away else source
    mend = away or MEND
    try:
        content = files.document(path, marked=False)
    except files.Trouble as why:
        if why.kind == "folder" and not away and not code:
            return None  # google-auth asks whether it is a file
        if not why.kind:
            return unknown(f"{where} {why}", mend, source)
        cure = away if away and why.kind != "denied" else repair(why, path, home, MEND)
        return broken(f"{where} {why}", cure, source)
    if content is None:
        return None
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        return broken(f"{where} {_no_login(content)}", mend, source)
    needed, what = TYPES[kind]
    lacks = [name for name in needed if not content.get(name)]
    if lacks:
        return (broken if kind in _OWN else absent)(
            f"{where}, {what}, lacks {lacks[0]}", mend, source
        )
    subject = content.get("credential_source")
    token = subject.get("file") if isinstance(subject, dict) else None
    if isinstance(token, str) and not files.there(Path(token)):
        return absent(f"{where} names a token file that does not exist", "", source)
    quota = content.get("quota_project_id") or env.get(QUOTA, "").strip()
    bare = ", without a quota project" if kind == "authorized_user" and not quota else ""
    words = f"{what} in {where}{bare}; the file does not say when it expires"
    renews = MEND if kind.endswith("authorized_user") or "impersonated" in kind else ""
    return Login(state="present", words=words, mend=renews, source=source)


def _no_login(content: Mapping[str, Any]) -> str:
    if "installed" in content or "web" in content:
        return "holds an OAuth client, not a login"
    return "holds an unknown type of credential"


def _on_google(env: Mapping[str, str]) -> bool:
    """Whether this is a machine of Google's, or its metadata service is named; as google-auth and
    gcp-metadata tell it without a request."""
    if env.get("NO_GCE_CHECK", "").strip().lower() == "true":
        return False
    if env.get("METADATA_SERVER_DETECTION", "").strip().lower() == "none":
        return False
    said = ("GCE_METADATA_HOST", "GCE_METADATA_IP", "K_SERVICE", "CLOUD_RUN_JOB", "FUNCTION_NAME",
            "GAE_SERVICE")  # fmt: skip
    return any(env.get(name) for name in said) or "Google" in files.firmware("product_name")


def _nothing(env: Mapping[str, str], home: Path, code: bool) -> Login:
    moved = folder(env, home)
    if code and files.there(moved / USUAL):
        return absent(
            f"the application-default login is in {shown(moved, home)} ({FOLDER}), where Claude "
            "Code does not look",
            f'export {FILE}="${FOLDER}/{USUAL}"',
            FOLDER,
        )
    if any(files.there(moved / name) for name in ("credentials.db", "legacy_credentials")):
        return absent("gcloud is logged in, but there is no application-default login", MEND,
                      shown(moved, home))  # fmt: skip
    return absent(f"there is no application-default login, and {FILE} is not set", MEND)
