"""AWS: the credential that a call would be signed with, in the order in which programs look.

From the sources of botocore 1.44, and as Claude Code 2.1.197 did on loopback; they differ:

- botocore takes AWS_DEFAULT_PROFILE before AWS_PROFILE; Claude Code reads AWS_PROFILE alone.
- With a profile named, Claude Code passes over AWS_ACCESS_KEY_ID; botocore takes it first.
- Half a pair of keys stops botocore; Claude Code goes on looking.
- A short-term Bedrock key is a signed address in base64, with its date in it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from ....border import dates
from ....records import dataclass
from . import claude, files, profiles
from .login import Login, absent, argument, broken, dated, unknown
from .tokens import identity

KEY, SECRET, TOKEN = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"
END = "AWS_CREDENTIAL_EXPIRATION"
IDENTITY, ROLE = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"
CONTAINERS = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
#: The source of a login that only the machine's metadata service has.
METADATA = "instance metadata"
_ENDPOINT = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
_SHORT_TERM = "bedrock-api-key-"


@dataclass(frozen=True, slots=True)
class Look:
    """Where a program looks: its environment, this home, at this moment; Claude Code or the SDK."""

    env: Mapping[str, str]
    home: Path
    now: datetime
    code: bool

    def text(self, name: str) -> str:
        """A variable without the blanks around it."""
        return self.env.get(name, "").strip()


def login(env: Mapping[str, str], home: Path, now: datetime, code: bool = True) -> Login:
    """The credential that AWS's programs would find here."""
    look = Look(env, home, now, code)
    if code and claude.command("awsCredentialExport", env, home) is not None:
        return Login(
            state="present",
            words="awsCredentialExport of Claude Code's settings.json, a command that is not run "
            "here",
            source="awsCredentialExport",
            left_alone="awsCredentialExport is a command of yours, which this check does not run",
        )
    found = _chain(look)
    if not code or found.state not in ("expired", "absent", "broken"):
        return found
    own = claude.command("awsAuthRefresh", env, home)
    if own is None:
        return found
    words = f"{found.words}; Claude Code runs awsAuthRefresh from its settings.json to renew it"
    state = "absent" if found.state == "broken" else found.state
    return Login(state=state, words=words, mend=own or found.mend, source=found.source)


def _chain(look: Look) -> Login:
    chosen = profiles.chosen(look.env, look.code)
    pair = None if look.code and chosen else _pair(look)
    if pair is not None and look.code and pair.state != "absent":
        return pair
    try:
        known = profiles.read(look.env, look.home, look.code)
    except profiles.Unreadable as why:
        # Botocore reads them also where the variables hold a key (tried).
        return broken(str(why), why.mend, "AWS's files") if why.mend else (
            pair or unknown(str(why), "", "AWS's files"))  # fmt: skip
    if pair is not None and not look.code:
        return pair
    found = _found(look, known, chosen, pair)
    if not known.flaw or found.state not in ("absent", "expired", "broken"):
        return found
    # The program `aws` fails on such a file too, so its commands are no cure.
    return replace(found, words=f"{found.words}; {known.flaw}", mend=known.repair)


def _found(
    look: Look, known: profiles.Known, chosen: tuple[str, str] | None, half: Login | None
) -> Login:
    """What the two files and the machine give."""
    name, variable = chosen or ("default", "")
    if chosen and name not in known.profiles:
        return _no_profile(look, known, name, variable)
    # botocore asks for a token in a file before it reads keys from one; Claude Code afterwards.
    steps: list[Callable[[], Login | None]] = [
        lambda: profiles.login(known, name, look.env, look.now, look.code),
        lambda: _web_identity(look),
    ]
    for step in steps if look.code else reversed(steps):
        if (found := step()) is not None:
            return found
    return half or _machine(look, known)


def _pair(look: Look) -> Login | None:
    """The key in the variables; None where there is none."""
    key, secret = look.text(KEY), look.text(SECRET)
    if not key or not secret:
        if not key and (not secret or not look.code):
            return None
        there, lacks = (KEY, SECRET) if key else (SECRET, KEY)
        return absent(f"{there} is set without {lacks}", f"export {lacks}=…", there)
    if key.startswith("ASIA") and not look.text(TOKEN):
        return absent(f"{KEY} holds a temporary key, and {TOKEN} is not set",
                      f"export {TOKEN}=…", KEY)  # fmt: skip
    mend = f"unset {KEY} {SECRET} {TOKEN} {END}"
    return dated(f"the AWS key in {KEY}", dates.of_iso(look.text(END)), look.now, mend, KEY)


def _no_profile(look: Look, known: profiles.Known, name: str, variable: str) -> Login:
    others = [one for one in known.profiles if one != name]
    mend = f"export {variable}={argument(others[0])}" if len(others) == 1 else (
        f"aws configure --profile {argument(name)}")  # fmt: skip
    return absent(
        f"{variable} names the profile {name}, which {known.where} do not have", mend, variable
    )


def _web_identity(look: Look) -> Login | None:
    path, role = look.text(IDENTITY), look.text(ROLE)
    if not path:
        return None
    if not role:
        return absent(f"{IDENTITY} is set without {ROLE}", f"export {ROLE}=…", IDENTITY)
    env = {name: value for name, value in look.env.items() if name not in (IDENTITY, ROLE)}
    rest = _chain(replace(look, env=env))
    lost = rest.mend and rest.state in ("absent", "expired", "broken")
    mend = f"unset {IDENTITY} {ROLE}" + (f"; {rest.mend}" if lost else "")
    return identity(Path(path), IDENTITY, look.now, mend)


def _machine(look: Look, known: profiles.Known) -> Login:
    """What is left: the machine's own role, which only its metadata service tells."""
    for name in CONTAINERS:
        if look.text(name):
            return unknown(f"the container's credential service ({name}), not asked", "", name)
    ours = "Amazon" in files.firmware("sys_vendor") + files.firmware("bios_vendor")
    if asks_metadata(look.env) or (ours and not _disabled(look.env)):
        return unknown("the role of this EC2 instance, not asked", "", METADATA)
    if len(known.profiles) == 1:
        only = next(iter(known.profiles))
        return absent(
            "no AWS credential is chosen: AWS_PROFILE is not set, and the only profile in "
            f"{known.where} is {only}",
            f"export AWS_PROFILE={argument(only)}",
        )
    return absent("no AWS credential is set in variables or files", "aws configure")


def _disabled(env: Mapping[str, str]) -> bool:
    return env.get("AWS_EC2_METADATA_DISABLED", "").strip().lower() == "true"


def asks_metadata(env: Mapping[str, str]) -> bool:
    """Whether the environment itself names the metadata service of the machine."""
    said = env.get("AWS_EC2_METADATA_DISABLED", "").strip().lower() == "false"
    return not _disabled(env) and (said or bool(env.get(_ENDPOINT, "").strip()))


def bearer(value: str, name: str, now: datetime) -> Login:
    """A key that is sent as it stands. A short-term one tells its end."""
    end = _signed_until(value) if value.startswith(_SHORT_TERM) else None
    if end is not None and end <= now:
        return dated(f"the short-term key in {name}", end, now, f"export {name}=…", name)
    return Login(state="key", words=name, mend=f"export {name}=…", source=name)


def _signed_until(value: str) -> datetime | None:
    try:
        coded = value.removeprefix(_SHORT_TERM)
        query = base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("ascii", "replace")
    except (ValueError, binascii.Error):
        return None
    date = re.search(r"X-Amz-Date=(\d{8}T\d{6})Z", query, re.IGNORECASE)
    lasts = re.search(r"X-Amz-Expires=(\d{1,7})(?!\d)", query, re.IGNORECASE)
    if date is None or lasts is None:
        return None
    began = dates.of_iso(date[1])
    try:
        return began and began + timedelta(seconds=int(lasts[1]))
    except OverflowError:
        return None
