"""Every silence that means something: after how many seconds, and why.

Seconds of listening (`outside.pulse`), not of the wall: on a busy machine they are longer. Each is
below a run's default of 20, so that a report can name the phase that stayed silent.
"""

from __future__ import annotations

from typing import Final

#: Less than this nobody calls a silence, whatever the deadline cut off: a packet to the other side
#: of the world and back takes as long. On a busy machine everything that is asked comes in bursts,
#: and what stands between may be busy as well.
LEAST: Final = 0.2
LEAST_BUSY: Final = 0.5
#: The ping begins last. After so much it has at least not worked; why, others must tell.
PING_LEAST: Final = 0.1

#: A resolver asks the next server, or again, after 5 s (resolv.conf(5)).
DNS: Final = 6.5
#: One nameserver asked by itself, twice: those in reach answer within some tens of milliseconds, or
#: ask upstream first.
NAMESERVER: Final = 1.5
#: TCP sends a lost packet again after 1 s, then after 2 more (RFC 6298).
TCP: Final = 3.0
#: Two round trips, and a lost packet.
TLS: Final = 4.0
#: From CONNECT to its answer: the proxy has to look the name up and connect first.
PROXY: Final = 4.0
#: A bare HEAD over a connection that stands, for the peer's clock.
DATE: Final = 2.0

#: One change that is tried after a failure; all at once, so this bounds the second look, too.
CHANGE: Final = 3.0
#: A request over a connection that stands: so long without the head of an answer is unusual, and
#: whether large packets get lost is looked at, keyless. Of the wall: looking is no judgement.
UNANSWERED: Final = 3.0
#: The way is known to be a dead end: a request that has had no sign of life for so long ends.
DEAD_END: Final = 1.0

#: Control hosts answer in well below a second.
CONTROL: Final = 3.0
#: Less than this is a slow line; it counts only where nobody else answers either.
CONTROL_LEAST: Final = 1.0

#: After a whole answer of the API's: it took a request more than theirs take.
CONTROL_AFTER: Final = 0.5

#: One source of the crowd; all are asked at the same time.
CROWD: Final = 4.0
#: A dead disk must not take the place of the answer.
CACHE: Final = 0.3

#: All ways to the status page together.
PAGE: Final = 5.5
#: The next way starts beside one that is silent for so long; the CDN answers well below a second.
PAGE_HEAD_START: Final = 1.5
#: `incidents.json` only adds what was resolved of late: not waited for much longer than the page.
PAGE_HISTORY: Final = 0.7
#: Where the host is lost, its other page fails alike.
PAGE_TWIN: Final = 0.2
#: Another provider's page; the largest, Google's, has 180 kB.
PEER_PAGE: Final = 6.0

#: Another program's address: whether anybody is there at all.
LOOK: Final = 3.0

#: The Admin API's two lists.
ADMIN: Final = 5.0
#: The list of models, before a second ping: at most this, and at most this part of what is left.
MODELS: Final = 4.0
MODELS_PART: Final = 0.4
#: The same list, where a model is not there: asked at the ping's time, and it took that no longer.
MODELS_AFTER: Final = 0.5
#: A model or route to fall back on: a first token that takes longer is no help in an outage.
OTHER: Final = 8.0
#: With less than this left it is not begun.
OTHER_LEAST: Final = 0.8


def least(busy: bool) -> float:
    """The shortest silence that means something at the deadline."""
    return LEAST_BUSY if busy else LEAST
