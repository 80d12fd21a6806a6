"""Cases of `wrong-endpoint` on a route through a cloud: its region, its resource, its address."""

from __future__ import annotations

from ..engine.facts import all_of, any_of, no
from ..engine.model import Case, Confidence
from ..probes import network, ping
from ..probes.environment import BASE_URL_FROM, BASE_URL_MEND
from ..sources.clouds.facts import NONE, PLACE_DOUBT, PLACE_FLAW, Said
from ..sources.clouds.facts import PLACE as HERE
from .clouds import BEFORE, DOWN, GATEWAYS
from .routes import AZURE, SERVICE, on_cloud, said
from .signs import RELAY, live

#: A variable of the user's gives the address; else it is made of the region.
_OWN_ADDRESS = no(BASE_URL_FROM.is_(""))

#: Of `wrong-endpoint`. The flaw is one on which the program itself fails: no answer clears it.
PLACE = on_cloud(
    Case(
        DOWN,
        930,
        no(PLACE_FLAW.is_(NONE)),
        "It's your configuration: {environment.place_flaw|the region is missing}.",
        fixes=("mend-place",),
    ),
    # Above what is said of a name that does not resolve: other names do.
    Case(
        DOWN,
        866,
        all_of(
            no(PLACE_DOUBT.is_(NONE)),
            ping.GATEWAY.is_(False),
            ping.TRANSPORT.is_("dns"),
            any_of(network.CONTROL.is_("open"), network.OTHERS_ANSWERED.is_(True)),
        ),
        "It's most likely your configuration: {environment.place_doubt} ({network.host|its host} "
        "does not resolve, other names do).",
        Confidence.MEDIUM,
        fixes=("mend-place", "check-dns"),
    ),
    Case(
        DOWN,
        866,
        all_of(
            AZURE,
            ping.GATEWAY.is_(False),
            ping.TRANSPORT.is_("dns"),
            network.CONTROL.is_("open"),
        ),
        "It's most likely your configuration: no Foundry resource has that name "
        "({network.host|its host} does not resolve, other names do).",
        Confidence.MEDIUM,
        fixes=("foundry-resource", "check-dns"),
    ),
    Case(
        DOWN,
        866,
        all_of(
            HERE.in_("cn-north-1", "cn-northwest-1"),
            ping.GATEWAY.is_(False),
            said(Said.SILENT, Said.UNREACHED),
            network.CONTROL.is_("open"),
        ),
        "It's most likely the region: {environment.place} is in AWS's China partition, with its "
        "own endpoints and logins, and {network.host|the host of that name} does not answer.",
        Confidence.MEDIUM,
        fixes=("other-aws-region", "mend-place", "check-dns"),
    ),
    Case(
        DOWN,
        821,
        all_of(said(Said.FOREIGN), ping.ERROR.is_("not-found"), no(BASE_URL_MEND.is_(""))),
        "It's the address: {environment.base_url|what answers} has no such path "
        "({ping.message:80|not found}). Foundry's path for Claude starts with /anthropic.",
        fixes=("fix-cloud-base", "foundry-deployments"),
    ),
    Case(
        DOWN,
        821,
        all_of(said(Said.FOREIGN), ping.ERROR.is_("not-found")),
        f"It's most likely the resource: {SERVICE} answers, but has no path for Claude "
        "({ping.message:80|not found}). A missing deployment would give another error.",
        Confidence.MEDIUM,
        fixes=("foundry-resource", "foundry-deployments"),
    ),
    Case(
        DOWN,
        820,
        all_of(BEFORE, RELAY, said(Said.FOREIGN), live("wrong-endpoint")),
        "It's the address: your gateway {environment.base_url|here} in front of the cloud has "
        "nothing at that path ({ping.shows|404}).",
        Confidence.MEDIUM,
        fixes=("fix-cloud-base", *GATEWAYS),
    ),
    Case(
        DOWN,
        820,
        all_of(ping.GATEWAY.is_(False), said(Said.FOREIGN), _OWN_ADDRESS),
        f"It's the address: {{environment.base_url|what answers}} does not answer like {SERVICE} "
        "({ping.shows|no usable answer}).",
        Confidence.MEDIUM,
        fixes=("fix-cloud-base", "check-firewall", "mend-place"),
    ),
)
