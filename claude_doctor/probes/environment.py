"""The environment: which credential and which address do the SDK and Claude Code use?"""

from __future__ import annotations

from typing import Any

from ..border import claude_login
from ..border.addresses import is_loopback
from ..border.addresses import shown as address
from ..border.binding import SUBSCRIPTION_PREFIX
from ..border.programs import KEY, Surface, text
from ..border.redact import Own, joined
from ..border.settings import Settings
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.world import World
from ..sources import _route
from ..sources.api import other_model
from ..sources.conflicts import (
    conflict,
    effective,
    find,
    flaws,
    key_flaw,
    proxies,
    routes,
    trust,
    view,
)
from ..sources.conflicts import credential as carried
from ..sources.conflicts.credential import calls_a_cloud, foreign

CREDENTIAL: Fact[str] = Fact(
    "environment", "credential", "what calls carry: api-key, auth-token, subscription, cloud, none"
)
BASE_URL: Fact[str] = Fact("environment", "base_url", "where calls go: scheme, host and port")
GATEWAY: Fact[bool] = Fact("environment", "gateway", "that is not Anthropic's API endpoint")
INSECURE: Fact[bool] = Fact(
    "environment", "insecure", "a key would travel over plain http to a host elsewhere"
)
UNENCRYPTED: Fact[bool] = Fact(
    "environment", "unencrypted", "a key travels over plain http inside a private network"
)
INSECURE_WHAT: Fact[str] = Fact("environment", "insecure_what", "which variable, and to where")
HTTPS_MEND: Fact[str] = Fact(
    "environment", "https_mend", "what makes the address of a cloud's route one of https"
)
CAUGHT: Fact[bool] = Fact(
    "environment", "proxy_catches_loopback", "calls to this machine itself go to a proxy elsewhere"
)
PROXY_HOST: Fact[str] = Fact("environment", "proxy_host", "the proxy that calls go through")
CONFLICT: Fact[bool] = Fact("environment", "conflict", "settings conflict with each other")
FIRST_CONFLICT: Fact[str] = Fact("environment", "first_conflict", "the most important conflict")
FAULT: Fact[bool] = Fact("environment", "fault", "that is one setting, wrong by itself")
CONFLICTS: Fact[list[str]] = Fact(
    "environment", "conflicts", "each conflict, with the winner", report_only=True
)
MORE_CONFLICTS: Fact[str] = Fact(
    "environment", "more_conflicts", "up to three further ones, or none"
)
MEND: Fact[str] = Fact("environment", "mend", "what to type against the conflicts")
BASE_URL_MEND: Fact[str] = Fact(
    "environment", "base_url_mend", "what to type against a wrong ANTHROPIC_BASE_URL"
)
REMARKS: Fact[list[str]] = Fact("environment", "remarks", "what may explain a difference")
ADVICE: Fact[list[str]] = Fact("environment", "advice", "those of them with something to type")
CLOUD: Fact[str] = Fact(
    "environment",
    "cloud",
    "the cloud that Claude Code is switched to: bedrock, vertex, foundry …",
    report_only=True,
)
CLAUDE_CONFIG: Fact[bool] = Fact(
    "environment", "claude_config", "Claude Code has a folder here", report_only=True
)
LOGIN: Fact[bool] = Fact(
    "environment", "login", "a subscription's login is stored here: in a file, or the Keychain"
)
LOGIN_EXPIRED: Fact[bool] = Fact("environment", "login_expired", "that login's time is over")
NODE_CA: Fact[bool] = Fact("environment", "node_ca", "NODE_EXTRA_CA_CERTS gives Node a CA")
PYTHON_CA: Fact[bool] = Fact(
    "environment", "python_ca", "SSL_CERT_FILE or SSL_CERT_DIR gives Python a store"
)
ADMIN_KEY: Fact[bool] = Fact("environment", "admin_key", "an admin key is set", report_only=True)
SURFACE: Fact[str] = Fact("environment", "surface", "what the user uses: api, code or chat")
MODELS: Fact[list[str]] = Fact(
    "environment", "models", "the models that the user asked for", report_only=True
)
PROGRAM: Fact[str] = Fact("environment", "program", "the program that was checked: api or code")
PROGRAM_NAME: Fact[str] = Fact("environment", "program_name", "what it is called in a sentence")
PROGRAMS: Fact[list[Any]] = Fact(
    "environment",
    "programs",
    "each program's effective configuration: addresses, names of variables and files",
)
BASE_URL_FROM: Fact[str] = Fact(
    "environment", "base_url_from", "the variable that says where calls go, and its file"
)
KEY_FROM: Fact[str] = Fact(
    "environment", "key_from", "the variable that the checked program's credential is in"
)
KEY_MEND: Fact[str] = Fact("environment", "key_mend", "what takes that credential away")
KEY_BESIDE: Fact[bool] = Fact(
    "environment", "key_beside", "another credential of the program is set beside it"
)
SUBSCRIPTION_KEY: Fact[bool] = Fact(
    "environment", "subscription_key", "the API key is a subscription's token"
)
EMPTY: Fact[str] = Fact(
    "environment",
    "empty",
    "the credential's variable that is set but empty, where no credential is there; or none",
)
CI: Fact[bool] = Fact("environment", "ci", "this is a run of a pipeline: CI is set")
CLOUD_ROUTE: Fact[str] = Fact(
    "environment", "cloud_route", "the cloud that the checked program calls, or none"
)
CLOUD_WORDS: Fact[str] = Fact("environment", "cloud_words", "the same as a sentence's beginning")


async def run(world: World, sheet: Sheet) -> None:
    """Read the snapshot of the environment and Claude Code's files. No network."""
    settings = world.settings
    login, there = await world.in_thread(_files, settings)
    clouds = view.clouds({**settings.shell, **settings.files.env})
    found = carried.kind(settings, bool(clouds), login.login is not None)
    sheet.put(CREDENTIAL, found)
    sheet.put(SURFACE, settings.surface)
    sheet.put(BASE_URL, address(settings.base_url) if settings.base_url else None)
    sheet.put(GATEWAY, settings.gateway)
    sheet.put(CLOUD, clouds[0] if clouds else None)
    sheet.put(CLAUDE_CONFIG, there)
    if login.known:
        sheet.put(LOGIN, login.login is not None)
    sheet.put(ADMIN_KEY, settings.admin_key is not None)
    sheet.put(NODE_CA, trust.for_node(settings.env))
    sheet.put(PYTHON_CA, trust.for_python(settings.env))
    if login.login is not None and login.login.expires_at is not None:
        sheet.put(LOGIN_EXPIRED, login.login.expires_at <= world.now())
    sheet.put(MODELS, list(settings.models) or None)
    _put_programs(world, sheet)
    if settings.program.cloud is not None:
        from ..sources.clouds import logins  # on no other route

        await logins.put(world, sheet)
    sheet.put(CI, bool(text(settings.env, "CI")))
    sheet.put(EMPTY, carried.empty(settings, found, login))
    exposed = carried.exposed(world)
    base = settings.base_url
    private = bool(exposed) and await carried.inside_a_private_network(world, base) is not None
    # The admin key goes to no other machine over plain http, wherever that is.
    grave = [one for one in exposed if not private or one.startswith(carried.ADMIN)]
    sheet.put(INSECURE, bool(grave))
    sheet.put(INSECURE_WHAT, ", ".join(exposed) or None)
    sheet.put(HTTPS_MEND, effective.over_https(settings.program) if exposed else None)
    sheet.put(UNENCRYPTED, private and exposed != grave)
    proxy = world.proxy_for(settings.base_url)
    # A proxy on this machine reaches it, too.
    elsewhere = proxy is not None and not is_loopback(proxy)
    sheet.put(CAUGHT, elsewhere and is_loopback(settings.base_url))
    sheet.put(PROXY_HOST, proxy.partition("://")[2] if proxy else None)
    hard, soft = await _conflicts(world, sheet, login, proxy)
    sheet.says(_line(found, settings, len(hard), sum(not x.mend for x in soft)))


async def _conflicts(
    world: World, sheet: Sheet, login: claude_login.Found, proxy: str | None
) -> tuple[list[conflict.Conflict], list[conflict.Conflict]]:
    """Put what is wrong with variables and what contradicts what; the conflicts and remarks."""
    settings = world.settings
    withheld = foreign(settings) is not None or settings.program.surface is Surface.CODE
    seen = view.View(settings, settings.files, login, proxy, world.now(), foreign=withheld)
    flawed = await world.in_thread(flaws.flaws, settings, settings.files)
    flaws.put(sheet, settings, flawed)
    key_flaw.put(sheet, settings, flawed)
    proxies.put(sheet, settings)
    hard, soft = await world.in_thread(find.find, seen, flawed)
    model = other_model.fault(settings, seen.code, world.now().date())
    if model is not None:
        hard = [*hard, conflict.fault(*model)]
    sheet.put(CONFLICT, bool(hard))
    sheet.put(FIRST_CONFLICT, hard[0].sentence if hard else None)
    sheet.put(FAULT, hard[0].alone if hard else None)
    sheet.put(CONFLICTS, [one.sentence for one in hard] or None)
    more = joined((one.sentence for one in hard[1:4]), "; ", sheet.secrets)
    sheet.put(MORE_CONFLICTS, more or Own("none"))
    sheet.put(MEND, effective.safely(settings.program, conflict.mends(hard) or "") or None)
    sheet.put(BASE_URL_MEND, routes.mend(settings.program, flawed))
    sheet.put(REMARKS, [one.words for one in soft] or None)
    sheet.put(ADVICE, [one.words for one in soft if one.mend] or None)
    return hard, soft


def _put_programs(world: World, sheet: Sheet) -> None:
    """Put what each program would use."""
    settings = world.settings
    program = settings.program
    sheet.put(PROGRAM, str(program.surface))
    sheet.put(PROGRAM_NAME, Own(program.name))
    sheet.put(PROGRAMS, [effective.document(world, one, one is program)
                         for one in (program, settings.other) if one is not None])  # fmt: skip
    sheet.put(BASE_URL_FROM, program.where(program.base) if program.base else None)
    name = carried.deciding(program)
    sheet.put(KEY_FROM, program.where(name) if name else "none")
    sheet.put(KEY_MEND, effective.without(program, name) if name else None)
    # Without the one that is refused another goes with the calls, or a new one is needed.
    beside = [one for one in program.credentials.values() if one != name]
    sheet.put(KEY_BESIDE, bool(beside))
    held = text(settings.env, KEY)
    sheet.put(SUBSCRIPTION_KEY, held.startswith(SUBSCRIPTION_PREFIX) and program.cloud is None)
    sheet.put(CLOUD_ROUTE, program.cloud or "none")
    sheet.put(CLOUD_WORDS, calls_a_cloud(program) if program.cloud else None)
    _route.put(world, sheet)


def _files(settings: Settings) -> tuple[claude_login.Found, bool]:
    folder = settings.claude_dir
    try:
        there = folder.is_dir()
    except OSError:
        there = False
    return claude_login.login(settings.shell, folder), there


def _line(found: str, settings: Settings, hard: int, soft: int) -> str:
    words = {
        "api-key": "key set",
        "auth-token": "auth token set",
        "subscription": "subscription login, never sent",
        "cloud": "Claude Code uses a cloud",
        "none": "no key",
    }
    cloud = settings.program.cloud
    where = cloud or address(settings.base_url).removeprefix("https://")
    parts = [words[found], where]
    if settings.program.surface is Surface.CODE:
        parts.append("checked for Claude Code")
    if hard:
        parts.append(f"{hard} conflict{'s' if hard > 1 else ''}")
    if soft:
        parts.append(f"{soft} remark{'s' if soft > 1 else ''}: see -v")
    return " · ".join(parts)


PROBE = Probe(
    "environment",
    "Which key and address do calls from here use?",
    run,
    network=False,
    known=_route.known,
)
