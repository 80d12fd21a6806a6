"""The environment: which credential and which address do the SDK and Claude Code use?"""

from __future__ import annotations

from ..border import claude_login
from ..border.claude_settings import Given, given
from ..border.settings import SUBSCRIPTION_PREFIX, Settings, is_address, is_loopback, origin
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside.world import World
from ..sources.conflicts import conflict, find, routes, trust
from ..sources.conflicts.credential import foreign

CREDENTIAL: Fact[str] = Fact(
    "environment",
    "credential",
    "what calls carry: api-key, auth-token, subscription, cloud, none",
    report_only=True,
)
BASE_URL: Fact[str] = Fact("environment", "base_url", "where calls go: scheme, host and port")
GATEWAY: Fact[bool] = Fact("environment", "gateway", "that is not Anthropic's front door")
INSECURE: Fact[bool] = Fact(
    "environment", "insecure", "a key would travel over plain http to a host elsewhere"
)
INSECURE_WHAT: Fact[str] = Fact("environment", "insecure_what", "which variable, and to where")
CAUGHT: Fact[bool] = Fact(
    "environment", "proxy_catches_loopback", "calls to this machine itself go to a proxy elsewhere"
)
PROXY_HOST: Fact[str] = Fact("environment", "proxy_host", "the proxy that calls go through")
CONFLICT: Fact[bool] = Fact("environment", "conflict", "settings contradict each other")
FIRST_CONFLICT: Fact[str] = Fact("environment", "first_conflict", "the weightiest conflict")
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
PROXY_MEND: Fact[str] = Fact(
    "environment", "proxy_mend", "what keeps this machine's own addresses from the proxy"
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
    "environment",
    "login",
    "a subscription's login is stored here: in a file, or the Keychain",
    report_only=True,
)
LOGIN_EXPIRED: Fact[bool] = Fact(
    "environment", "login_expired", "that login's time is over", report_only=True
)
NODE_CA: Fact[bool] = Fact("environment", "node_ca", "NODE_EXTRA_CA_CERTS gives Node a CA")
PYTHON_CA: Fact[bool] = Fact(
    "environment", "python_ca", "SSL_CERT_FILE or SSL_CERT_DIR gives Python a store"
)
ADMIN_KEY: Fact[bool] = Fact("environment", "admin_key", "an admin key is set", report_only=True)
SURFACE: Fact[str] = Fact("environment", "surface", "what the user uses: api, code or chat")
MODELS: Fact[list[str]] = Fact(
    "environment", "models", "the models that the user asked for", report_only=True
)


async def run(world: World, sheet: Sheet) -> None:
    """Read the snapshot of the environment and Claude Code's files. No network."""
    settings = world.settings
    user, login, there = await world.in_thread(_files, settings)
    clouds = find.clouds({**settings.env, **user.env})
    found = credential(settings, bool(clouds), login.login is not None)
    sheet.put(CREDENTIAL, found)
    sheet.put(SURFACE, settings.surface)
    sheet.put(BASE_URL, address(settings.base_url))
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
    exposed = _exposed(world)
    sheet.put(INSECURE, bool(exposed))
    sheet.put(INSECURE_WHAT, ", ".join(exposed) or None)
    proxy = world.proxy_for(settings.base_url)
    # A proxy on this machine reaches it, too.
    elsewhere = proxy is not None and not is_loopback(proxy)
    sheet.put(CAUGHT, elsewhere and is_loopback(settings.base_url))
    sheet.put(PROXY_HOST, proxy.partition("://")[2] if proxy else None)
    doubt = foreign(settings, user) is not None
    view = find.View(settings, user, login, proxy, world.now(), foreign=doubt)
    hard, soft = await world.in_thread(find.find, view)
    sheet.put(CONFLICT, bool(hard))
    sheet.put(FIRST_CONFLICT, hard[0].sentence if hard else None)
    sheet.put(CONFLICTS, [one.sentence for one in hard] or None)
    sheet.put(MORE_CONFLICTS, "; ".join(one.sentence for one in hard[1:4]) or "none")
    sheet.put(MEND, conflict.mends(hard))
    sheet.put(BASE_URL_MEND, conflict.mends(routes.address(settings.base_url)))
    sheet.put(PROXY_MEND, routes.around_loopback(settings.env) if view.proxy else None)
    sheet.put(REMARKS, [one.words for one in soft] or None)
    sheet.put(ADVICE, [one.words for one in soft if one.mend] or None)
    sheet.says(_line(found, settings, len(hard), sum(not x.mend for x in soft)))


def credential(settings: Settings, cloud: bool, login: bool) -> str:
    """What the user's calls carry. A key in the shell outranks the rest in the SDK."""
    chosen = settings.api_key or settings.auth_token
    if chosen is not None:
        if chosen.get_secret_value().startswith(SUBSCRIPTION_PREFIX):
            return "subscription"
        return "api-key" if settings.api_key else "auth-token"
    if cloud:
        return "cloud"
    stored = login or settings.env.get(find.OAUTH, "").strip()
    return "subscription" if stored else "none"


def address(url: str) -> str:
    """The address without path and login; the usual ports are left out."""
    scheme, host, port = origin(url)
    if not scheme or not host:
        return "not an address"
    host = f"[{host}]" if ":" in host else host
    usual = port is None or (scheme, port) in (("http", 80), ("https", 443))
    return f"{scheme}://{host}" + ("" if usual else f":{port}")


def _files(settings: Settings) -> tuple[Given, claude_login.Found, bool]:
    folder = settings.claude_dir
    try:
        there = folder.is_dir()
    except OSError:
        there = False
    return given(folder), claude_login.login(settings.env, folder), there


def _exposed(world: World) -> list[str]:
    """The credentials that everybody on the way could read."""
    settings = world.settings
    named = (
        (find.KEY, settings.api_key, settings.base_url),
        (find.TOKEN, settings.auth_token, settings.base_url),
        (find.ADMIN, settings.admin_key, settings.admin_url),
    )
    return [
        f"{name} to {address(url)}"
        for name, secret, url in named
        if secret is not None
        and not secret.get_secret_value().startswith(SUBSCRIPTION_PREFIX)
        and is_address(url)
        and not world.key_may_travel(url)
    ]


def _line(found: str, settings: Settings, hard: int, soft: int) -> str:
    words = {
        "api-key": "key set",
        "auth-token": "auth token set",
        "subscription": "subscription login, never sent",
        "cloud": "Claude Code uses a cloud",
        "none": "no key",
    }
    parts = [words[found], address(settings.base_url).removeprefix("https://")]
    if hard:
        parts.append(f"{hard} conflict{'s' if hard > 1 else ''}")
    if soft:
        parts.append(f"{soft} remark{'s' if soft > 1 else ''}: see -v")
    return " · ".join(parts)


PROBE = Probe("environment", "which key and address do calls from here use?", run, network=False)
