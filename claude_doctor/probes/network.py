"""The path: does the internet answer, and how far does a connection to the API's host get?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..border.addresses import is_loopback, origin
from ..engine import patience
from ..engine.facts import Fact
from ..engine.model import Probe
from ..engine.sheet import DEAD_END, Sheet
from ..outside import interrupt, threads
from ..outside.world import Slot, World
from ..sources.network import again, controls, facts, second, story, trials, way

if TYPE_CHECKING:
    from ..sources.api.reply import Reply

CONTROL: Fact[str] = Fact("network", "control", "what the control hosts say: open, portal, failed")
# The way to the API.
CLOCK_WORDS = facts.CLOCK_WORDS
CLOCK_SKEW = facts.CLOCK_SKEW
CLOCK_OFF = facts.CLOCK_OFF
PORTAL_HOST = facts.PORTAL_HOST
OTHERS_ANSWERED = facts.OTHERS_ANSWERED
OTHER_NAMES = facts.OTHER_NAMES
BUSY, INTERRUPTED = facts.BUSY, facts.INTERRUPTED
HOST = facts.HOST
PORT = facts.PORT
DNS = facts.DNS
DNS_FAULT = facts.DNS_FAULT
DNS_MS = facts.DNS_MS
DNS_SLOW = facts.DNS_SLOW
ADDRESSES = facts.ADDRESSES
DNS_OFFICIAL = facts.DNS_OFFICIAL
DNS_PRIVATE = facts.DNS_PRIVATE
TCP = facts.TCP
TCP_FAULT = facts.TCP_FAULT
TCP_MS = facts.TCP_MS
IPV6 = facts.IPV6
TLS = facts.TLS
TLS_FAULT = facts.TLS_FAULT
TLS_MS = facts.TLS_MS
TLS_FORM, TLS_ISSUER = facts.TLS_FORM, facts.TLS_ISSUER
TLS_EXPIRES = facts.TLS_EXPIRES
TLS_BUNDLE = facts.TLS_BUNDLE
TLS_SYSTEM = facts.TLS_SYSTEM
TLS_NAMED = facts.TLS_NAMED
SYSTEM_STORE = facts.SYSTEM_STORE
REMARKS = facts.REMARKS
PROXY = facts.PROXY
PROXY_HOST = facts.PROXY_HOST
PROXY_STATUS = facts.PROXY_STATUS
PROXY_REASON = facts.PROXY_REASON


# What is looked for only after something failed.
NAME_KIND, NAME_ADDRESS, NAME_PLACE = second.NAME_KIND, second.NAME_ADDRESS, second.NAME_PLACE
STORE_EMPTY, BUNDLE_FILE = second.STORE_EMPTY, second.BUNDLE_FILE
PROXY_REACHED = second.PROXY_REACHED
RESOLVER, RESOLVER_WORDS = second.RESOLVER, second.RESOLVER_WORDS
WAY_OUT, WAY_FAULT, TRIED = second.WAY_OUT, second.WAY_FAULT, second.TRIED
PROXY_VARIABLE, DIRECT, CA_MEND = second.PROXY_VARIABLE, second.DIRECT, second.CA_MEND
CURE, CURE_KIND, CURE_WORDS = second.CURE, second.CURE_KIND, second.CURE_WORDS


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
    sheet.put(INTERRUPTED, interrupt.seen() or None)
    reached = sheet.facts.get(TLS.name) == "ok" or sheet.facts.get(PROXY.name) == "works"
    answered = world.answers > 0 or (reached and not is_loopback(world.settings.base_url))
    other_names = story.other_names(world.names, sheet.facts)
    sheet.put(OTHER_NAMES, other_names)
    if (answered or sheet.facts.get(CONTROL.name) == "open") and WAY_OUT.name in sheet.facts:
        sheet.put(WAY_OUT, "works")  # others answered meanwhile, which the second look did not know
    # A resolver beyond this machine that finds names, a firewall that says no and a proxy that
    # takes a connection are somebody. Who says no to every name has found nobody.
    answered = answered or sheet.facts.get(PROXY_REACHED.name) is True
    somebody = ("works",) if other_names == "none" else ("works", "rejected", "closed")
    answered = answered or sheet.facts.get(WAY_OUT.name) in somebody
    if answered and second.waited(sheet.facts) and sheet.facts.get(CONTROL.name) == "failed":
        del sheet.facts[CONTROL.name]  # their patience was over before the name was found
        sheet.says(story.summary(sheet.facts))
    if threads.lost():  # nobody was asked, where a thread found no memory to ask in
        sheet.waiting.clear()
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
    if "proxy" in silent:
        sheet.put(PROXY, "failed")
        sheet.put(PROXY_REASON, "no answer before the deadline")
    if silent:
        sheet.says(story.summary(sheet.facts))


async def _internet(world: World, sheet: Sheet) -> None:
    """All control hosts at once; one that is open settles it. Where the API itself has answered
    from beyond this machine, they are not waited for: many a network lets nothing else out."""
    asked = asyncio.create_task(controls.settle(world, sheet.waiting))
    enough = asyncio.create_task(_answered(world))
    try:
        await asyncio.wait((asked, enough), return_when=asyncio.FIRST_COMPLETED)
        if enough.done() and enough.exception():  # no thread for it: nothing follows about hosts
            await asyncio.wait((asked,))
    finally:
        asked.cancel()
        enough.cancel()
        # The deadline may end this between the hosts' last word and its being written down.
        said = asked.result() if asked.done() and not asked.cancelled() else None
        if said is not None:
            sheet.put(CONTROL, said.word)
            sheet.put(PORTAL_HOST, said.host)
            way.put_clock(sheet, said.skew_s)


async def _answered(world: World) -> None:
    """Return where the ping works, and the control hosts have had time to do so, too."""
    reply = await world.shared(await world.in_thread(_metered))
    if reply is None or not reply.works or is_loopback(world.settings.base_url):
        await asyncio.Event().wait()  # nothing is known; whoever waits beside this ends it
    await asyncio.sleep(patience.CONTROL_AFTER)


def _metered() -> Slot[Reply | None]:
    from ..sources.api.reply import METERED  # reads errors, which no packet of ours needs

    return METERED


async def _way_and_again(world: World, sheet: Sheet) -> None:
    asked = trials.Asked(origin(world.settings.base_url)[1])
    try:
        opener = await way.measure(world, sheet, asked)
        if second.failed(sheet.facts):
            await again.look(world, sheet, opener, asked)
            if second.hopeless(sheet.facts):
                world.share(DEAD_END, True)
    finally:
        again.cut_off(world, sheet, asked)
        asked.end()


PROBE = Probe("network", "Does the path from here to the API work?", run, close=close)
