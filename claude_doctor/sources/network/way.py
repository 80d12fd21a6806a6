"""The way to the API's host, phase by phase, and what each phase puts on the probe's sheet."""

from __future__ import annotations

import asyncio
from functools import partial
from urllib.parse import urljoin

from ...border import dates
from ...border.addresses import is_loopback, origin
from ...border.programs import API
from ...engine.sheet import Sheet
from ...outside import certificate, pulse
from ...outside.transport import Unavailable, Unreached
from ...outside.world import World
from . import again, controls, names, phases, second, story, trials, tunnel, way_out
from .facts import (
    ADDRESSES,
    CLOCK_OFF,
    CLOCK_SKEW,
    CLOCK_WORDS,
    DNS,
    DNS_FAULT,
    DNS_MS,
    DNS_OFFICIAL,
    DNS_PRIVATE,
    DNS_SLOW,
    HOST,
    IPV6,
    PORT,
    PROXY,
    PROXY_HOST,
    PROXY_REASON,
    PROXY_STATUS,
    SYSTEM_STORE,
    TCP,
    TCP_FAULT,
    TCP_MS,
    TLS,
    TLS_BUNDLE,
    TLS_EXPIRES,
    TLS_FAULT,
    TLS_FORM,
    TLS_ISSUER,
    TLS_MS,
    TLS_NAMED,
    TLS_SYSTEM,
)

# More than this is a wrong clock (the contract); less is drift, which TLS forgives.
CLOCK_OFF_S = 300.0


async def measure(world: World, sheet: Sheet, asked: trials.Asked) -> phases.Opener | None:
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
            await _direct(world, sheet, host, port, None, asked)
        else:
            await _plainly_proxied(world, sheet, proxy_url)
        return None
    stores = asyncio.create_task(world.stores())
    try:
        if proxy_url is None:
            return await _direct(world, sheet, host, port, stores, asked)
        return await _tunnelled(world, sheet, proxy_url, host, port, await stores, asked)
    finally:
        stores.cancel()


async def _resolve(
    world: World, sheet: Sheet, host: str, port: int, asked: trials.Asked
) -> tuple[phases.Address, ...]:
    """Resolve; beside a name that is slow to come, `asked` begins to look for the reason."""
    with sheet.waits_for("dns"):
        async with trials.beside(asked.names if way_out.may_ask(world.settings) else None):
            resolved = await phases.resolve(host, port)
    sheet.put(DNS, "failed" if resolved.fault else "ok")
    sheet.put(DNS_FAULT, resolved.fault)
    sheet.put(DNS_MS, resolved.ms)
    if resolved.fault:
        return ()
    sheet.put(DNS_SLOW, pulse.slower(resolved.ms, story.SLOW_DNS_MS))
    numbers = [address.text for address in resolved.addresses]
    sheet.put(ADDRESSES, numbers[:6])
    if host == origin(API)[1]:
        sheet.put(DNS_OFFICIAL, names.official(numbers))
        sheet.put(DNS_PRIVATE, names.inside(numbers))
    return resolved.addresses


async def _direct(
    world: World,
    sheet: Sheet,
    host: str,
    port: int,
    stores: asyncio.Task[certificate.Stores] | None,
    asked: trials.Asked,
) -> phases.Opener | None:
    """Resolve, connect, shake hands; the IPv6 that is half up is waited for beside the last."""
    addresses = await _resolve(world, sheet, host, port, asked)
    if not addresses:
        return None
    tries = phases.attempts(addresses)
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
            known = await stores
            async with trials.beside(partial(again.packets, world, opener, asked)):
                await _tls(world, sheet, opener, host, known)
        sheet.put(IPV6, phases.ipv6_word(await beside))
        return opener
    finally:
        for _, task in tries:
            task.cancel()


async def _tls(
    world: World, sheet: Sheet, opener: phases.Opener, host: str, stores: certificate.Stores
) -> None:
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
        if shaken.fault is None and sheet.facts.get(TLS_BUNDLE.name) is False:
            # A company's CA; the public ones keep to the form.
            context = await world.in_thread(certificate.strict, world.env)
            strictly = await phases.handshake(opener, host, context)
            if strictly.fault in (None, "malformed"):
                sheet.put(TLS_FORM, strictly.says or "none")
        if shaken.fault in phases.UNVERIFIED:
            shaken = await phases.handshake(opener, host, certificate.trusting(), ask_date=True)
            headers = {"date": shaken.date} if shaken.date else {}
            put_clock(sheet, controls.clock_skew(headers, 0.0, World.now()))
        sheet.put(TLS_NAMED, stores.named)
        sheet.put(SYSTEM_STORE, None if stores.named else certificate.system_file())
        sheet.put(second.STORE_EMPTY, stores.empty)
        sheet.put(second.BUNDLE_FILE, certificate.bundle_file() if stores.empty else None)
        if shaken.shown is not None:
            sheet.put(TLS_ISSUER, shaken.shown.issuer)
            sheet.put(TLS_EXPIRES, (shaken.shown.not_after - World.now()).days)
    finally:
        for _, task in pending.values():
            task.cancel()


async def _tunnelled(
    world: World, sheet: Sheet, url: str, host: str, port: int, stores: certificate.Stores,
    asked: trials.Asked,
) -> phases.Opener | None:  # fmt: skip
    """The proxy, and TLS through its tunnel. The API's name is the proxy's to resolve."""
    with sheet.waits_for("proxy"):
        reached = await _reach_proxy(sheet, url)
    if reached is None:
        return None
    scheme, name, number = origin(url)
    proxy = tunnel.Proxy(scheme, name, number or 80, tunnel.login_of(url, world.env))
    opener = tunnel.through(proxy, reached.address, host, port, stores)
    with sheet.waits_for("proxy"):
        async with trials.beside(partial(again.proxies, world, asked, True, False)):
            passage = await tunnel.knock(opener)
    sheet.put(PROXY, passage.word)
    sheet.put(PROXY_STATUS, passage.status)
    sheet.put(PROXY_REASON, passage.reason)
    if passage.word != "works":
        return None
    async with trials.beside(partial(again.packets, world, opener, asked)):
        await _tls(world, sheet, opener, host, stores)
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
    sheet.put(second.PROXY_REACHED, reached is not None)
    if reached is None:
        sheet.put(PROXY, "failed")
        sheet.put(PROXY_REASON, fault)
        return None
    return reached if scheme in ("http", "https") else None


def put_clock(sheet: Sheet, skew_s: float | None) -> None:
    """The first clock that was compared stays."""
    if skew_s is not None and CLOCK_SKEW.name not in sheet.facts:
        sheet.put(CLOCK_SKEW, round(skew_s, 1))
        sheet.put(CLOCK_OFF, abs(skew_s) > CLOCK_OFF_S)
        if abs(skew_s) > CLOCK_OFF_S:
            way = "ahead" if skew_s > 0 else "behind"
            sheet.put(CLOCK_WORDS, f"{dates.lasting(abs(skew_s))} {way}")
