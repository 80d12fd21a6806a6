"""The path: does the internet answer, and how far does a connection to the API's host get?"""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin

from ..border import dates
from ..border.settings import API, is_loopback, origin
from ..engine import patience
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import Sheet
from ..outside import certificate, pulse
from ..outside.transport import Unavailable, Unreached
from ..outside.world import World
from ..sources.network import again, controls, phases, second, story, tunnel

CONTROL: Fact[str] = Fact("network", "control", "what the control hosts say: open, portal, failed")
CLOCK_WORDS: Fact[str] = Fact("network", "clock_words", "how far it is off, and which way")
PORTAL_HOST: Fact[str] = Fact("network", "portal_host", "where a portal leads to", report_only=True)
OTHERS_ANSWERED: Fact[bool] = Fact(
    "network", "others_answered", "anybody besides the control hosts answered in this run"
)
CLOCK_SKEW: Fact[float] = Fact(
    "network", "clock_skew_s", "seconds that this clock is ahead of a peer's (negative: behind)"
)
BUSY: Fact[bool] = Fact("network", "busy", "this machine had too much other work to listen well")
CLOCK_OFF: Fact[bool] = Fact("network", "clock_off", "this clock is more than 5 minutes off")
HOST: Fact[str] = Fact("network", "host", "the API's host, as ANTHROPIC_BASE_URL has it")
PORT: Fact[int] = Fact("network", "port", "its port")
DNS: Fact[str] = Fact("network", "dns", "resolving the API's host: ok or failed")
DNS_FAULT: Fact[str] = Fact("network", "dns_fault", "how the resolving failed")
DNS_MS: Fact[int] = Fact("network", "dns_ms", "time to resolve, in ms", report_only=True)
DNS_SLOW: Fact[bool] = Fact("network", "dns_slow", "that took half a second", report_only=True)
ADDRESSES: Fact[list[str]] = Fact("network", "addresses", "six at most", report_only=True)
DNS_OFFICIAL: Fact[bool] = Fact(
    "network", "dns_official", "every address is one that Anthropic publishes", report_only=True
)
DNS_PRIVATE: Fact[bool] = Fact(
    "network", "dns_private", "the API's name leads to an address that is not of the internet"
)
TCP: Fact[str] = Fact("network", "tcp", "connecting to the API's host: ok or failed")
TCP_FAULT: Fact[str] = Fact("network", "tcp_fault", "how the connecting failed", report_only=True)
TCP_MS: Fact[int] = Fact("network", "tcp_ms", "time to connect, in ms", report_only=True)
IPV6: Fact[str] = Fact(
    "network", "ipv6", "connecting over IPv6: ok, failed or none", report_only=True
)
TLS: Fact[str] = Fact(
    "network", "tls", "the TLS handshake, as the ping verifies it: ok, failed, or none (plain http)"
)
TLS_FAULT: Fact[str] = Fact(
    "network", "tls_fault", "untrusted-issuer, expired, not-yet-valid, wrong-host, not-tls, "
    "handshake, reset, silent or none",
)  # fmt: skip
TLS_MS: Fact[int] = Fact("network", "tls_ms", "time of the handshake, in ms", report_only=True)
TLS_ISSUER: Fact[str] = Fact("network", "tls_issuer", "who signed the certificate that was shown")
TLS_EXPIRES: Fact[int] = Fact(
    "network", "tls_expires_days", "days until that certificate expires", report_only=True
)
TLS_BUNDLE: Fact[bool] = Fact("network", "tls_bundle", "it verifies with Python's bundled store")
TLS_SYSTEM: Fact[bool] = Fact(
    "network", "tls_system", "it verifies with SSL_CERT_FILE, SSL_CERT_DIR or the system's store"
)
TLS_NAMED: Fact[bool] = Fact(
    "network", "tls_named", "a variable names the system's store", report_only=True
)
SYSTEM_STORE: Fact[str] = Fact("network", "system_store", "the file of the system's store")
REMARKS: Fact[list[str]] = Fact("network", "remarks", "what is odd on the way, with a command")
PROXY: Fact[str] = Fact(
    "network", "proxy", "the environment's proxy: none, works, failed, login-required, refused"
)
PROXY_HOST: Fact[str] = Fact("network", "proxy_host", "the proxy's host and port")
PROXY_STATUS: Fact[int] = Fact("network", "proxy_status", "the HTTP status of its refusal")
PROXY_REASON: Fact[str] = Fact("network", "proxy_reason", "the reason that it gave")


# What is looked for only after something failed.
NAME_KIND, NAME_ADDRESS, NAME_PLACE = second.NAME_KIND, second.NAME_ADDRESS, second.NAME_PLACE
STORE_EMPTY, BUNDLE_FILE = second.STORE_EMPTY, second.BUNDLE_FILE
PROXY_REACHED = second.PROXY_REACHED
RESOLVER, RESOLVER_WORDS = second.RESOLVER, second.RESOLVER_WORDS
WAY_OUT, WAY_FAULT, TRIED = second.WAY_OUT, second.WAY_FAULT, second.TRIED
PROXY_VARIABLE, DIRECT, CA_MEND = second.PROXY_VARIABLE, second.DIRECT, second.CA_MEND
CURE, CURE_KIND, CURE_WORDS = second.CURE, second.CURE_KIND, second.CURE_WORDS

# More than this is a wrong clock (the contract); less is drift, which TLS forgives.
CLOCK_OFF_S = 300.0


async def run(world: World, sheet: Sheet) -> None:
    """The control hosts and the way to the API, side by side; a second look where that failed."""
    try:
        await asyncio.gather(_internet(world, sheet), _way_and_again(world, sheet))
        since = sheet.waiting.get("control")
        if since is not None and world.pulse.heard - since < patience.least(world.busy):
            raise TimeoutError
    finally:
        sheet.put(REMARKS, story.remarks(sheet.facts) or None)
        sheet.says(story.summary(sheet.facts))


def close(world: World, sheet: Sheet) -> None:
    """A verified handshake is an answer, too; what was still waited for has stayed silent, if it
    was listened to for long enough."""
    heard, least = world.pulse.heard, patience.least(world.busy)
    sheet.put(BUSY, world.busy)
    reached = sheet.facts.get(TLS.name) == "ok" or sheet.facts.get(PROXY.name) == "works"
    answered = world.answers > 0 or (reached and not is_loopback(world.settings.base_url))
    # A resolver beyond this machine that answers, and a firewall that says no, are somebody.
    answered = answered or sheet.facts.get(WAY_OUT.name) in ("works", "rejected", "closed")
    if answered and second.waited(sheet.facts) and sheet.facts.get(CONTROL.name) == "failed":
        del sheet.facts[CONTROL.name]  # their patience was over before the name was found
        sheet.says(story.summary(sheet.facts))
    # Whoever ended before the deadline has said all that there was to say.
    sheet.put(OTHERS_ANSWERED, answered or (False if world.left() or heard >= least else None))
    silent = {what for what, since in sheet.waiting.items() if heard - since >= least}
    if "control" in silent and not answered:
        sheet.put(CONTROL, "failed")  # silent, as everybody else was
    for what, word, fault in (("dns", DNS, DNS_FAULT), ("tcp", TCP, TCP_FAULT),
                              ("tls", TLS, TLS_FAULT)):  # fmt: skip
        if what in silent:
            sheet.put(word, "failed")
            sheet.put(fault, "silent" if what == "tls" else "no answer before the deadline")
    if silent:
        sheet.says(story.summary(sheet.facts))


async def _internet(world: World, sheet: Sheet) -> None:
    """All control hosts at once; one that is open settles it."""
    said = await controls.settle(world, sheet.waiting)
    if said is not None:
        sheet.put(CONTROL, said.word)
        sheet.put(PORTAL_HOST, said.host)
        _put_clock(sheet, said.skew_s)


def _put_clock(sheet: Sheet, skew_s: float | None) -> None:
    """The first clock that was compared stays."""
    if skew_s is not None and CLOCK_SKEW.name not in sheet.facts:
        sheet.put(CLOCK_SKEW, round(skew_s, 1))
        sheet.put(CLOCK_OFF, abs(skew_s) > CLOCK_OFF_S)
        if abs(skew_s) > CLOCK_OFF_S:
            way = "ahead" if skew_s > 0 else "behind"
            sheet.put(CLOCK_WORDS, f"{dates.lasting(abs(skew_s))} {way}")


async def _way_and_again(world: World, sheet: Sheet) -> None:
    opener = await _way(world, sheet)
    if second.failed(sheet.facts):
        await again.look(world, sheet, opener)


async def _way(world: World, sheet: Sheet) -> phases.Opener | None:
    """To the API's host directly, or through the proxy that stands before it. Gives how TLS was
    tried, if it was."""
    scheme, host, port = origin(world.settings.base_url)
    if scheme not in ("http", "https") or not host or port is None:
        return None  # not an address: `environment` says so
    if scheme == "http" and not is_loopback(world.settings.base_url):
        return None  # never knock where a key must not travel
    sheet.put(HOST, host)
    sheet.put(PORT, port)
    proxy_url = world.proxy_for(world.settings.base_url)
    sheet.put(PROXY, "none" if proxy_url is None else None)
    if scheme == "http":
        sheet.put(TLS, "none")
        sheet.put(TLS_FAULT, "none")
        if proxy_url is None:
            await _direct(sheet, host, port, None)
        else:
            await _plainly_proxied(world, sheet, proxy_url)
        return None
    stores = asyncio.create_task(world.in_thread(certificate.stores, world.env))
    try:
        if proxy_url is None:
            return await _direct(sheet, host, port, stores)
        return await _tunnelled(world, sheet, proxy_url, host, port, await stores)
    finally:
        stores.cancel()


async def _direct(
    sheet: Sheet, host: str, port: int, stores: asyncio.Task[certificate.Stores] | None
) -> phases.Opener | None:
    """Resolve, connect, shake hands; the IPv6 that is half up is waited for beside the last."""
    with sheet.waits_for("dns"):
        resolved = await phases.resolve(host, port)
    sheet.put(DNS, "failed" if resolved.fault else "ok")
    sheet.put(DNS_FAULT, resolved.fault)
    sheet.put(DNS_MS, resolved.ms)
    if resolved.fault:
        return None
    sheet.put(DNS_SLOW, pulse.slower(resolved.ms, story.SLOW_DNS_MS))
    numbers = [address.text for address in resolved.addresses]
    sheet.put(ADDRESSES, numbers[:6])
    if host == origin(API)[1]:
        sheet.put(DNS_OFFICIAL, phases.official(numbers))
        sheet.put(DNS_PRIVATE, phases.inside(numbers))
    tries = phases.attempts(resolved.addresses)
    try:
        with sheet.waits_for("tcp"):
            reached = await phases.first(tries)
        sheet.put(TCP, "failed" if reached.fault else "ok")
        sheet.put(TCP_FAULT, reached.fault)
        sheet.put(TCP_MS, reached.ms)
        beside = asyncio.gather(*(task for address, task in tries if address.is_ipv6))
        opener = None
        if stores is not None and reached.fault is None:
            opener = phases.direct(reached.address)
            await _tls(sheet, opener, host, await stores)
        sheet.put(IPV6, phases.ipv6_word(await beside))
        return opener
    finally:
        for _, task in tries:
            task.cancel()


async def _tls(sheet: Sheet, opener: phases.Opener, host: str, stores: certificate.Stores) -> None:
    """Shake hands once a store; where ours does not verify, look at what is shown."""
    pending = {
        fact.name: (fact, asyncio.create_task(phases.handshake(opener, host, store)))
        for fact, store in ((TLS_BUNDLE, stores.bundle), (TLS_SYSTEM, stores.system))
        if store is not None
    }
    ours = [t for name, (_, t) in pending.items() if name == TLS_SYSTEM.name or not stores.named]
    try:
        with sheet.waits_for("tls"):
            tried = [await task for task in ours]
        shaken = next((one for one in tried if one.fault is None), tried[-1])
        sheet.put(TLS, "failed" if shaken.fault else "ok")
        sheet.put(TLS_FAULT, shaken.fault or "none")
        sheet.put(TLS_MS, shaken.ms)
        for fact, task in pending.values():
            fault = (await task).fault
            if fault is None or fault in phases.UNVERIFIED:
                sheet.put(fact, fault is None)
        if shaken.fault in phases.UNVERIFIED:
            shaken = await phases.handshake(opener, host, certificate.trusting(), ask_date=True)
            headers = {"date": shaken.date} if shaken.date else {}
            _put_clock(sheet, controls.clock_skew(headers, 0.0, World.now()))
        sheet.put(TLS_NAMED, stores.named)
        sheet.put(SYSTEM_STORE, None if stores.named else certificate.system_file())
        sheet.put(STORE_EMPTY, stores.empty)
        sheet.put(BUNDLE_FILE, certificate.bundle_file() if stores.empty else None)
        if shaken.shown is not None:
            sheet.put(TLS_ISSUER, shaken.shown.issuer)
            sheet.put(TLS_EXPIRES, (shaken.shown.not_after - World.now()).days)
    finally:
        for _, task in pending.values():
            task.cancel()


async def _tunnelled(
    world: World, sheet: Sheet, url: str, host: str, port: int, stores: certificate.Stores
) -> phases.Opener | None:
    """The proxy, and TLS through its tunnel. The API's name is the proxy's to resolve."""
    reached = await _reach_proxy(sheet, url)
    if reached is None:
        return None
    scheme, name, number = origin(url)
    proxy = tunnel.Proxy(scheme, name, number or 80, tunnel.login_of(url, world.env))
    opener = tunnel.through(proxy, reached.address, host, port, stores)
    passage = await tunnel.knock(opener)
    sheet.put(PROXY, passage.word)
    sheet.put(PROXY_STATUS, passage.status)
    sheet.put(PROXY_REASON, passage.reason)
    if passage.word != "works":
        return None
    await _tls(sheet, opener, host, stores)
    return opener


async def _plainly_proxied(world: World, sheet: Sheet, url: str) -> None:
    """A plain http target: the proxy takes the request itself. Ask for the front page's head."""
    if await _reach_proxy(sheet, url) is None:
        return
    base = world.settings.base_url
    try:
        answer = await world.fetch(urljoin(base, "/"), method="HEAD", counts=False)
    except (Unreached, Unavailable):
        return  # the proxy is there; who stayed silent behind it cannot be told
    reason = answer.headers.get("x-deny-reason")
    if answer.status == 407:
        sheet.put(PROXY, "login-required")
    elif answer.status == 403 and reason:
        sheet.put(PROXY, "refused")
    elif answer.status < 500:  # 502 to 504 are the proxy's words as well as the host's
        sheet.put(PROXY, "works")
        return
    sheet.put(PROXY_STATUS, answer.status)
    sheet.put(PROXY_REASON, reason)


async def _reach_proxy(sheet: Sheet, url: str) -> phases.Attempt | None:
    """Connect to the proxy. None where that fails, or where it is no HTTP proxy (SOCKS)."""
    scheme, host, port = origin(url)
    sheet.put(PROXY_HOST, f"{host}:{port}")
    if not host or port is None:
        return None
    reached, fault = await phases.reach(host, port)
    sheet.put(PROXY_REACHED, reached is not None)
    if reached is None:
        sheet.put(PROXY, "failed")
        sheet.put(PROXY_REASON, fault)
        return None
    return reached if scheme in ("http", "https") else None


PROBE = Probe("network", "does the path from here to the API work?", run, close=close)
