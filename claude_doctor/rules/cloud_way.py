"""Cases of a route through a cloud: that it works, what this machine logs in with, what stands
before the cloud, and what the cloud's own status feed tells.

A direct answer is above a login's dates, and those are above nothing: where a request works, an
expired file is no fault.
"""

from __future__ import annotations

from ..engine.facts import all_of
from ..engine.model import Case, Confidence, Severity
from ..fixes.vendors import LOGINS
from ..probes import ping
from ..sources.clouds.facts import CLOUD_LOGIN, FEED, Feed, Login, Said
from ..sources.conflicts import key_flaw
from .clouds import BEFORE, GATEWAYS, LOGIN, SAYS, UNUSABLE
from .gateway_words import UNVERIFIED
from .routes import SERVICE, on_cloud, said
from .signs import RELAY, live

DOWN, DEGRADED = Severity.DOWN, Severity.DEGRADED

#: What a gateway gives when it fails by itself, and does not pass on what the cloud says.
_NO_RELAY = ping.ANSWER.in_("web-page", "empty", "foreign", "relay-error")
#: No answer came that could be called the cloud's.
_NOTHING = said(Said.SILENT, Said.UNREACHED)
_RED = FEED.in_(Feed.DEGRADED, Feed.DOWN)

#: Of `healthy`.
HEALTHY = on_cloud(
    Case(
        Severity.NONE,
        0,
        said(Said.WORKS),
        f"{SERVICE} works from here: the test request succeeded.",
    ),
    Case(
        Severity.NONE,
        0,
        all_of(
            said(Said.ANSWERS),
            CLOUD_LOGIN.in_(Login.KEY, Login.PRESENT, Login.NOT_NEEDED),
            FEED.is_(Feed.UP),
        ),
        f"No trouble found: {SERVICE} answers and its status feed is green. No completion was "
        "tested: {ping.untested|run with -v}.",
        Confidence.LOW,
    ),
    Case(
        Severity.NONE,
        0,
        all_of(
            said(Said.ANSWERS), CLOUD_LOGIN.in_(Login.KEY, Login.PRESENT, Login.NOT_NEEDED)
        ),
        f"No trouble found: {SERVICE} answers. No completion was tested: "
        "{ping.untested|run with -v}.",
        Confidence.LOW,
    ),
    Case(
        Severity.NONE,
        0,
        all_of(said(Said.ANSWERS), CLOUD_LOGIN.is_(Login.UNKNOWN)),
        f"No trouble found: {SERVICE} answers. Whether this machine can log in is unknown, and no "
        "completion was tested: {ping.untested|run with -v}.",
        Confidence.LOW,
    ),
)  # fmt: skip

#: Of `key-rejected`.
REJECTED = on_cloud(
    Case(
        DOWN,
        800,
        all_of(BEFORE, RELAY, live("key-rejected")),
        "It's the key for your gateway: {environment.base_url|it}, in front of the cloud, rejects "
        "it ({ping.shows|401}).",
        fixes=("gateway-key", *GATEWAYS),
    ),
    # The credential itself is malformed, and so it is refused, or no request can carry it.
    Case(
        DOWN,
        801,
        all_of(key_flaw.KEY_FLAWED.is_(True), said(Said.REFUSED, Said.NO_CREDENTIAL, Said.EXPIRED)),
        f"It's your key for {SERVICE}: {{environment.key_flaw|it is malformed}}, so the cloud "
        f"rejects it ({SAYS}).",
        fixes=("mend-key", *LOGINS),
    ),
    Case(
        DOWN,
        801,
        all_of(
            key_flaw.KEY_FLAWED.is_(True),
            ping.KEY_WITHHELD.is_("malformed"),
            said(Said.ANSWERS),
        ),
        f"It's your key for {SERVICE}: {{environment.key_flaw|it is malformed}}. It was not sent; "
        "other programs fail on it or are rejected.",
        fixes=("mend-key", *LOGINS),
    ),
    Case(
        DOWN,
        800,
        all_of(said(Said.EXPIRED), ping.ERROR.is_("bedrock-key")),
        f"It's your API key for {SERVICE}: it has expired ({SAYS}). Create a new one.",
        fixes=("new-bedrock-key",),
    ),
    Case(
        DOWN,
        800,
        all_of(said(Said.REFUSED), ping.ERROR.is_("bedrock-key")),
        f"It's your API key for {SERVICE}: the cloud rejects it ({SAYS}).",
        fixes=("new-bedrock-key", "see-aws-identity"),
    ),
    Case(
        DOWN,
        800,
        said(Said.EXPIRED),
        f"It's your login to {SERVICE}: it has expired ({SAYS}).",
        fixes=LOGINS,
    ),
    Case(
        DOWN,
        800,
        said(Said.NO_CREDENTIAL),
        f"It's your login to {SERVICE}: a credential was sent, but the cloud found none ({SAYS}).",
        fixes=LOGINS,
    ),
    Case(
        DOWN,
        800,
        all_of(said(Said.REFUSED), CLOUD_LOGIN.is_(Login.KEY)),
        f"It's your key for {SERVICE}: the cloud rejects it ({SAYS}).",
        fixes=LOGINS,
    ),
    Case(
        DOWN,
        800,
        said(Said.REFUSED),
        f"It's your login to {SERVICE}: the cloud rejects it ({SAYS}).",
        fixes=LOGINS,
    ),
    Case(
        DOWN,
        800,
        all_of(said(Said.ANSWERS), CLOUD_LOGIN.is_(Login.EXPIRED)),
        f"It's your login to {SERVICE}: {LOGIN}.",
        fixes=LOGINS,
    ),
    *UNUSABLE,
    # What the dates alone say: a request that works is the better evidence.
    Case(
        DOWN,
        470,
        CLOUD_LOGIN.is_(Login.EXPIRED),
        f"It's your login to {SERVICE}: {LOGIN}.",
        explained_by=("healthy",),
        fixes=LOGINS,
    ),
)

#: Of the same: nothing was found here. What the user's own text says of a login is more.
ABSENT = on_cloud(
    Case(
        DOWN,
        800,
        all_of(said(Said.ANSWERS), CLOUD_LOGIN.is_(Login.ABSENT)),
        f"It's your login to {SERVICE}: {LOGIN}. Calls fail unless this machine has its own cloud "
        "role.",
        Confidence.MEDIUM,
        fixes=LOGINS,
    ),
    Case(
        DOWN,
        470,
        CLOUD_LOGIN.is_(Login.ABSENT),
        f"It's your login to {SERVICE}: {LOGIN}. Calls fail unless this machine has its own cloud "
        "role.",
        Confidence.LOW,
        explained_by=("healthy",),
        fixes=LOGINS,
    ),
)

#: Of `gateway-failure`.
GATEWAY = on_cloud(
    Case(
        DOWN,
        870,
        all_of(BEFORE, UNVERIFIED),
        "It's your gateway: the certificate of {environment.base_url|it}, in front of the cloud, "
        "does not verify ({ping.tls_fault|untrusted}; signed by "
        "{network.tls_issuer|an unknown CA}).",
        fixes=("trust-ca", "see-certificate", *GATEWAYS),
    ),
    Case(
        DOWN,
        870,
        all_of(BEFORE, _NOTHING),
        "It's your gateway: {environment.base_url|it}, in front of the cloud, does not answer "
        "({ping.detail|no connection}).",
        fixes=GATEWAYS,
    ),
    Case(
        DOWN,
        870,
        all_of(BEFORE, said(Said.FOREIGN), _NO_RELAY),
        "It's your gateway: {environment.base_url|it}, in front of the cloud, answers "
        "{ping.shows|nothing usable} on its own.",
        fixes=GATEWAYS,
    ),
)

#: Of `incident-confirmed`.
CONFIRMED = on_cloud(
    Case(
        DOWN,
        700,
        all_of(_NOTHING, FEED.is_(Feed.DOWN)),
        f"It's {SERVICE}, not you: it gives no usable answer, and "
        "{cloud.words|its status feed shows an outage}.",
    ),
    Case(
        DOWN,
        700,
        all_of(_NOTHING, FEED.is_(Feed.DEGRADED)),
        f"It's most likely {SERVICE}: it gives no usable answer, and "
        "{cloud.words|its status feed shows trouble}.",
        Confidence.MEDIUM,
    ),
)

#: Of `incident-posted`.
POSTED = on_cloud(
    Case(
        DEGRADED,
        510,
        all_of(said(Said.WORKS), _RED),
        f"{SERVICE} works from here, but {{cloud.words|its status feed reports trouble}}.",
    ),
    Case(
        DEGRADED,
        510,
        _RED,
        f"The status feed of {SERVICE} reports trouble: {{cloud.words|see its page}}. No "
        "completion was tested.",
        Confidence.MEDIUM,
    ),
)
