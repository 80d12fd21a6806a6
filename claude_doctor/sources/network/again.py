"""What a change of one thing would do: the second look's order of questions."""

from __future__ import annotations

import asyncio

from ...border.addresses import is_loopback, origin
from ...engine.sheet import Sheet
from ...outside.world import World
from . import mtu, other_proxies, other_stores, second, trials, way_out
from .phases import Opener


async def look(world: World, sheet: Sheet, opener: Opener | None, asked: trials.Asked) -> None:
    """Only after a failure, and until the deadline; what was found until then is kept.

    `opener` is how TLS was tried, if it was; `asked`: what was asked beside the name already."""
    found, changed = second.Second(), second.Second()
    try:
        await asyncio.gather(
            second.look_at_names(world, sheet.facts, asked, found),
            _change_one_thing(world, sheet, opener, asked, changed),
        )
    finally:
        found.take(changed)
        for fact in second.FACTS:
            sheet.put(fact, getattr(found, fact.name))


def cut_off(world: World, sheet: Sheet, asked: trials.Asked) -> None:
    """The deadline came before the first look was over: what was asked beside it is known."""
    facts = sheet.facts
    if second.WAY_OUT.name in facts or facts.get("proxy") != "none":
        return
    if "failed" in (facts.get("tcp"), facts.get("tls")) or not way_out.may_ask(world.settings):
        return
    found = second.Second()
    second.from_known(world, facts, asked, found)
    for fact in second.FACTS:
        sheet.put(fact, getattr(found, fact.name))


async def _change_one_thing(
    world: World,
    sheet: Sheet,
    opener: Opener | None,
    asked: trials.Asked,
    found: second.Second,
) -> None:
    scheme, host, port = origin(world.settings.base_url)
    if scheme != "https" or port is None:
        return
    fault = sheet.facts.get("tls_fault")
    if opener is not None and fault == "untrusted-issuer":
        found.ca_mend = other_stores.unknown_file(world.env)
        await other_stores.look(opener, host, world.env, world.settings.files, found)
    elif opener is not None and fault == "silent":
        found.take(await packets(world, opener, asked))
    elif opener is None:
        reached = sheet.facts.get("proxy_reached") is True
        alive = "proxy_status" in sheet.facts
        found.take(await proxies(world, asked, reached, alive))


async def packets(world: World, opener: Opener, asked: trials.Asked) -> second.Second:
    """A silent handshake: in small packets?"""
    if is_loopback(world.settings.base_url):
        return second.Second()
    return await asked.once("packets", mtu.look, opener, origin(world.settings.base_url)[1])


async def proxies(world: World, asked: trials.Asked, reached: bool, alive: bool) -> second.Second:
    """A proxy that fails, or is not used: another way? `reached`: it took a connection; `alive`:
    it answered, if with a refusal."""
    return await asked.once(f"proxies {reached} {alive}", _proxies, world, reached, alive)


async def _proxies(world: World, reached: bool, alive: bool) -> second.Second:
    found = second.Second()
    _, host, port = origin(world.settings.base_url)
    target = other_proxies.Target(
        host=host,
        port=port or 443,
        proxy=world.proxy_for(world.settings.base_url),
        stores=await world.stores(),
        reached=reached,
        alive=alive,
    )
    await other_proxies.look(target, world.env, found)
    return found
