"""What is wrong with the credential that the checked program's calls carry, by its form."""

from __future__ import annotations

from ...border import issuers
from ...border.cloud_table import AWS_KEYS
from ...border.programs import text
from ...border.redact import Own
from ...border.settings import Settings
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from .effective import edit
from .flaws import OF_CLOUDS, Placed, cure

KEY_FLAW: Fact[str] = Fact(
    "environment", "key_flaw", "what is wrong with the credential at first sight"
)
KEY_FLAWED: Fact[bool] = Fact("environment", "key_flawed", "something is")
KEY_FLAW_MEND: Fact[str] = Fact("environment", "key_flaw_mend", "what to type against it")
KEY_STRIPPED: Fact[bool] = Fact(
    "environment",
    "key_stripped",
    "this check took away from the credential what the checked program fails on",
)


def put(sheet: Sheet, settings: Settings, found: list[Placed]) -> None:
    """What is wrong with the credential, and what this check took away from it."""
    key = _flaw(found, settings)
    foreign = None if key is not None else _foreign(settings)
    sheet.put(KEY_STRIPPED, _stripped(found, settings))
    sheet.put(KEY_FLAWED, key is not None or foreign is not None)
    if foreign is not None:
        sheet.put(KEY_FLAW, foreign[0])
        sheet.put(KEY_FLAW_MEND, foreign[1])
    if key is not None:
        sheet.put(KEY_FLAW, Own(f"{key.where} {key.flaw.place}"))
        sheet.put(KEY_FLAW_MEND, cure(found, key) or None)


def _flaw(found: list[Placed], settings: Settings) -> Placed | None:
    """The flaw of the credential that the checked program's calls carry, blanks around it apart:
    those are stripped for the ping."""
    program = settings.program
    names = list(program.credentials.values())[:1]
    if not names and program.cloud in OF_CLOUDS[AWS_KEYS[0]]:
        names = list(AWS_KEYS)
    return next(
        (one for one in found
         if one.flaw.name in names and one.file == program.places.get(one.flaw.name)
         and (one.flaw.what != "edges" or one.flaw.name in AWS_KEYS)),
        None,
    )  # fmt: skip


def _stripped(found: list[Placed], settings: Settings) -> bool:
    """Whether odd blanks around the credential (no-break spaces), which are never sent from here,
    fail the program. Ordinary ones are a conflict that works here (the contract)."""
    name = _sent(settings)
    held = settings.env.get(name, "")
    code = settings.surface == "code"
    return held.strip(" \t\r\n") != held.strip() and any(
        one.flaw.name == name
        and (one.flaw.code if code else one.flaw.sdk)
        and (one.file is None or code)
        for one in found
    )


def _sent(settings: Settings) -> str:
    """The variable whose credential this check sends; "" where none is."""
    if settings.program.cloud is not None:
        return next(iter(settings.program.credentials.values()), "")
    return "ANTHROPIC_API_KEY" if settings.api_key else "ANTHROPIC_AUTH_TOKEN"


def _no_clouds(secret: str) -> str:
    """Why the credential is no key of a cloud's, by its form; "": it may be one."""
    if secret.startswith("sk-ant-"):
        return "an Anthropic key"
    return "a placeholder" if issuers.PLACEHOLDER.search(secret) else ""


def _foreign(settings: Settings) -> tuple[Own, Own] | None:
    """What the credential is where it is none of Anthropic's, by its form, and what to type; behind
    a gateway any may be right."""
    name = _sent(settings)
    held = text(settings.env, name)
    if not held or settings.gateway:
        return None
    of = issuers.foreign(held) if settings.program.cloud is None else _no_clouds(held)
    if not of:
        return None
    mend = edit(place) if (place := settings.program.places.get(name)) else f"export {name}=…"
    return Own(f"{settings.program.where(name)} holds {of}"), Own(mend)
