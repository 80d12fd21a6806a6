"""What a change of one thing would do: the second look's order of questions."""

from __future__ import annotations

from ...border.settings import is_loopback, origin
from ...engine.sheet import Sheet
from ...outside import certificate
from ...outside.world import World
from . import mtu, other_proxies, other_stores, second
from .phases import Opener


async def look(world: World, sheet: Sheet, opener: Opener | None) -> None:
    """Only after a failure, and until the deadline; what was found until then is kept.

    `opener` is how TLS was tried, if it was."""
    found = second.Second()
    try:
        await second.look_at_names(world, sheet.facts, found)
        await _change_one_thing(world, sheet, opener, found)
    finally:
        for fact in second.FACTS:
            sheet.put(fact, getattr(found, fact.name))


async def _change_one_thing(
    world: World, sheet: Sheet, opener: Opener | None, found: second.Second
) -> None:
    scheme, host, port = origin(world.settings.base_url)
    if scheme != "https" or port is None:
        return
    fault = sheet.facts.get("tls_fault")
    if opener is not None and fault == "untrusted-issuer":
        found.ca_mend = other_stores.unknown_file(world.env)
        await other_stores.look(opener, host, world.env, found)
    elif opener is not None and fault == "silent" and not is_loopback(world.settings.base_url):
        await mtu.look(opener, host, found)
    elif opener is None:
        stores = await world.in_thread(certificate.stores, world.env)
        proxy = world.proxy_for(world.settings.base_url)
        target = other_proxies.Target(
            host=host,
            port=port,
            proxy=proxy,
            stores=stores,
            reached=sheet.facts.get("proxy_reached") is True,
            alive="proxy_status" in sheet.facts,
        )
        await other_proxies.look(target, world.env, found)
