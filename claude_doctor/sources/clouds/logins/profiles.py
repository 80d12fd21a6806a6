"""AWS's profiles: what ~/.aws/config and ~/.aws/credentials say where a credential is from.

Values of keys are looked at for being there, and dropped.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ....border import dates
from ....records import dataclass
from . import files
from .login import Login, absent, argument, dated, repair, shown, spoiled, unknown
from .tokens import identity

CREDENTIALS, CONFIG = "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"
KEY, SECRET = "aws_access_key_id", "aws_secret_access_key"
# Where programs that write temporary keys into a profile write their end.
_ENDS = ("x_security_token_expires", "aws_credential_expiration", "aws_expiration", "expiration")
# So long before its end the SDKs renew the token of an SSO session, and write the file anew.
_RENEWS_SSO = timedelta(minutes=16)
_CHAIN = 8  # profiles that may stand on each other; real ones have two or three

Profile = Mapping[str, str]


class Unreadable(Exception):
    """One of the two files is there and cannot be read; the text says which, and why. `mend`: what
    to type where the program fails on it, and "" where that is not known."""

    def __init__(self, words: str, mend: str = "") -> None:
        super().__init__(words)
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Known:
    """The profiles and SSO sessions of both files. `where`: the files' names for a sentence.
    `flaw`: what is wrong with one of them, and `repair`: what to type against that; or ""."""

    profiles: Mapping[str, Profile]
    sessions: Mapping[str, Profile]
    where: str
    home: Path
    flaw: str = ""
    repair: str = ""


def chosen(env: Mapping[str, str], code: bool) -> tuple[str, str] | None:
    """The profile that a variable names, and the variable."""
    order = ("AWS_PROFILE",) if code else ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
    return next(((env[name].strip(), name) for name in order if env.get(name, "").strip()), None)


def read(env: Mapping[str, str], home: Path, code: bool) -> Known:
    """Both files as one, the keys' own above the other. Unreadable where one of them is: botocore
    fails on one that is no INI file, whatever else there is, and Claude Code does not."""
    paths = [files.located(value, home) if value else home / ".aws" / usual
             for value, usual in ((env.get(CONFIG, "").strip(), "config"),
                                  (env.get(CREDENTIALS, "").strip(), "credentials"))]  # fmt: skip
    found: dict[str, dict[str, str]] = {}
    sessions: dict[str, Profile] = {}
    wrong = mend = ""
    for path, config in zip(paths, (True, False), strict=True):
        if (flaw := files.flaw(path)) is not None:
            words, cure = f"{shown(path, home)} {flaw}", repair(flaw, path, home)
            passes = flaw.kind in ("folder", "denied") or (code and flaw.kind)
            if not passes:
                raise Unreadable(words, cure if flaw.kind else "")
            wrong, mend = wrong or words, mend or cure
        parts = files.sections(path) or {}
        for heading, options in parts.items():
            # Of `[profile dev]` among the keys Claude Code makes no profile.
            name = None if code and " " in heading else heading
            if config and heading != "default":
                name = files.named(heading, "profile", not code)
                if (session := files.named(heading, "sso-session", not code)) is not None:
                    sessions[session] = options
            if name is not None:
                found.setdefault(name, {}).update(options)
    where = " and ".join(shown(path, home) for path in paths)
    return Known(found, sessions, where, home, wrong, mend)


def login(
    known: Known, name: str, env: Mapping[str, str], now: datetime, code: bool
) -> Login | None:
    """What a profile gives; None where it gives no credential."""
    return _login(known, name, env, now, code, ())


def _login(
    known: Known, name: str, env: Mapping[str, str], now: datetime, code: bool, way: tuple[str, ...]
) -> Login | None:
    profile = known.profiles.get(name)
    if profile is None:
        return None
    whose = f"profile {name}"
    # A profile that others stand on is asked for its own keys first.
    if profile.get("role_arn") and not (way and profile.get(KEY)):
        return _role(known, name, env, now, code, way)
    kinds: dict[str, Callable[[], Login | None]] = {
        "static": lambda: _static(profile, whose, now, code),
        "process": lambda: _process(profile, whose, env, known.home),
        "sso": lambda: _sso(known, profile, name, now),
        "login": lambda: _console(known, profile, name, env, now),
    }
    order = ("static", "process", "sso", "login") if code else ("sso", "static", "login", "process")
    return next((one for kind in order if (one := kinds[kind]()) is not None), None)


def _role(
    known: Known, name: str, env: Mapping[str, str], now: datetime, code: bool, way: tuple[str, ...]
) -> Login:
    """A role that is taken on with another credential."""
    profile, whose = known.profiles[name], f"profile {name}"
    if path := profile.get("web_identity_token_file"):
        return identity(Path(path), whose, now, f"aws configure --profile {argument(name)}")
    if source := profile.get("credential_source"):
        return unknown(f"the role of {whose}, assumed through {source}", "", whose)
    source = profile.get("source_profile", "")
    if not source:
        return absent(f"{whose} has role_arn without source_profile or credential_source",
                      f"aws configure --profile {argument(name)}", whose)  # fmt: skip
    if profile.get("mfa_serial"):
        words = f"the role of {whose} requires an MFA code at each login (mfa_serial)"
        return (absent if code else unknown)(f"{words}, which Claude Code does not ask for"
                                             if code else words, "", whose)  # fmt: skip
    own = source == name and profile.get(KEY)
    if not own and (source in way or len(way) >= _CHAIN):
        return absent(f"{whose} refers to itself through source_profile", "", whose)
    if source not in known.profiles:
        return absent(f"{whose} depends on the profile {source}, which {known.where} do not have",
                      f"aws configure --profile {argument(source)}", whose)  # fmt: skip
    under = _login(known, source, env, now, code, (*way, name))
    if under is None:
        return absent(f"profile {source}, on which {whose} depends, gives no credential",
                      f"aws configure --profile {argument(source)}", whose)  # fmt: skip
    words = f"the role of {whose}, on {under.words}" if under.state == "present" else under.words
    return replace(under, words=words)


def _static(profile: Profile, whose: str, now: datetime, code: bool) -> Login | None:
    """Keys in a file."""
    there = [option for option in (KEY, SECRET) if profile.get(option)]
    if not there or (there == [SECRET] and not code):
        return None
    mend = "aws configure" if whose == "profile default" else (
        f"aws configure --profile {argument(whose.removeprefix('profile '))}")  # fmt: skip
    if len(there) == 1:
        lacks = SECRET if there == [KEY] else KEY
        return absent(f"{whose} has {there[0]} without {lacks}", mend, whose)
    end = next((at for option in _ENDS if (at := dates.of_iso(profile.get(option)))), None)
    return dated(f"the AWS key of {whose}", end if profile.get("aws_session_token") else None,
                 now, mend, whose)  # fmt: skip


def _process(profile: Profile, whose: str, env: Mapping[str, str], home: Path) -> Login | None:
    """A command that gives a credential: it is there, and left alone."""
    command = profile.get("credential_process")
    if not command:
        return None
    try:
        program = shlex.split(command)[0]
    except (ValueError, IndexError):
        return unknown(f"credential_process of {whose}, which is not run here", "", whose)
    program = str(files.located(program, home))
    try:
        runs = shutil.which(program, path=env.get("PATH")) is not None
    except (OSError, ValueError):
        runs = True
    if not runs:
        return absent(
            f"credential_process of {whose} names a program that does not exist", "", whose
        )
    return Login(
        state="present",
        words=f"credential_process of {whose}, which is not run here",
        source=whose,
        left_alone="credential_process is a command of yours, which this check does not run",
    )


def _sso(known: Known, profile: Profile, name: str, now: datetime) -> Login | None:
    """An IAM Identity Center session, by the token that `aws sso login` has left."""
    whose, mend = f"profile {name}", f"aws sso login --profile {argument(name)}"
    session = profile.get("sso_session")
    if session is not None and session not in known.sessions:
        return absent(f"{whose} names the sso-session {session}, which {known.where} do not have",
                      f"aws configure sso --profile {argument(name)}", whose)  # fmt: skip
    seed = session if session is not None else profile.get("sso_start_url")
    if not seed:
        return None
    what = f"the AWS SSO session of {whose}"
    cached = hashlib.sha1(seed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    path = known.home / ".aws" / "sso" / "cache" / f"{cached}.json"
    try:
        token = files.document(path, marked=False)
    except files.Trouble as why:
        return spoiled(why, path, known.home, f"{what} cannot be read", mend, whose)
    if token is None or not token.get("accessToken"):
        return absent(f"{whose} uses AWS SSO and is not logged in", mend, whose)
    # An older form has "UTC" behind it.
    end = dates.of_iso(str(token.get("expiresAt", "")).replace("UTC", "Z"))
    if end is None:
        return unknown(f"{what} has no expiry date", mend, whose)
    until = dates.of_iso(token.get("registrationExpiresAt"))
    found = dated(what, end, now, mend, whose)
    if session is None:
        return found
    if found.state == "present" and end - now < _RENEWS_SSO:
        return replace(found, left_alone=f"{found.words} would be renewed by using it")
    renewed = token.get("refreshToken") and until and until > now
    return _renewed(found) if renewed else found


def _console(
    known: Known, profile: Profile, name: str, env: Mapping[str, str], now: datetime
) -> Login | None:
    """What `aws login` has left."""
    session = profile.get("login_session")
    if not session:
        return None
    whose, mend = f"profile {name}", f"aws login --profile {argument(name)}"
    what = f"the login of {whose} (aws login)"
    folder = env.get("AWS_LOGIN_CACHE_DIRECTORY", "").strip()
    cache = files.located(folder, known.home) if folder else known.home / ".aws/login/cache"
    path = cache / f"{hashlib.sha256(session.encode('utf-8', 'replace')).hexdigest()}.json"
    try:
        token = files.document(path)
    except files.Trouble as why:
        return spoiled(why, path, known.home, f"{what} cannot be read", mend, whose)
    held = token.get("accessToken") if token else None
    if token is None or not isinstance(held, dict):
        return absent(f"{whose} uses aws login and is not logged in", mend, whose)
    end = dates.of_iso(held.get("expiresAt"))
    if end is None:
        return unknown(f"{what} has no expiry date", mend, whose)
    found = dated(what, end, now, mend, whose)
    # Its keys last 15 minutes, and whoever uses them renews them.
    alone = replace(
        found, left_alone=f"{what} is renewed by using it, which this check does not do"
    )
    return _renewed(alone) if token.get("refreshToken") else alone


def _renewed(found: Login) -> Login:
    """A token that programs renew by themselves for as long as the session behind it lasts, of
    which nothing here tells the end."""
    if found.state != "expired":
        return found
    words = f"{found.words}, and AWS's programs may renew it by themselves"
    return replace(found, state="unknown", words=words)
