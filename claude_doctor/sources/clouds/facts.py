"""What is measured on a cloud route, and the words in which it is said.

The environment's facts are there on every route, the others on a cloud route alone. A plain check
may import this module: it holds nothing but names.
"""

from __future__ import annotations

from enum import StrEnum

from ...engine.facts import Fact

#: Nothing is wrong with it: unlike a fact that is absent, it lets a rule be clear.
NONE = "none"


class Route(StrEnum):
    """Which way calls from here take to Claude."""

    ANTHROPIC = "anthropic"
    GATEWAY = "gateway"
    BEDROCK = "bedrock"
    VERTEX = "vertex"
    FOUNDRY = "foundry"
    MANTLE = "mantle"
    ANTHROPIC_AWS = "anthropic-aws"


#: Those of them that lead through a cloud.
CLOUD_ROUTES = tuple(one for one in Route if one not in (Route.ANTHROPIC, Route.GATEWAY))


class Login(StrEnum):
    """What this machine has to log in to the cloud with; existence and dates alone."""

    KEY = "key"  # sent as it stands
    PRESENT = "present"
    EXPIRED = "expired"
    ABSENT = "absent"
    BROKEN = "broken"  # its file is one on which the program itself fails
    NOT_NEEDED = "not-needed"  # a gateway adds the credential
    UNKNOWN = "unknown"


class Said(StrEnum):
    """What the cloud's endpoint said to the ping."""

    WORKS = "works"
    ANSWERS = "answers"  # keyless: the documented refusal for a missing credential
    NO_CREDENTIAL = "no-credential"  # that refusal though one was sent
    EXPIRED = "expired"
    REFUSED = "refused"
    ACCESS = "access"  # model access, Marketplace, use-case form, the role's rights
    MODEL = "model"  # unknown there, or to be called through an inference profile
    REGION = "region"  # not served in this region
    THROTTLED = "throttled"
    QUOTA = "quota"
    OVERLOADED = "overloaded"
    FAILED = "failed"  # 5xx
    CUT = "cut"
    BAD_REQUEST = "bad-request"
    FOREIGN = "foreign"  # not in the cloud's words
    SILENT = "silent"
    UNREACHED = "unreached"


class Lack(StrEnum):
    """What kind of grant is missing."""

    ROLE = "role"  # nothing allows the act
    ORGANIZATION = "organization"  # a policy of the whole organization stands against it
    OVERRULED = "overruled"  # another policy does, which no right of the role outweighs
    PAYMENT = "payment"
    BILLING = "billing"
    API = "api"
    SUPPORT = "support"  # the vendor alone can lift it
    FIREWALL = "firewall"
    PRIVATE = "private"
    TENANT = "tenant"
    KEYS_OFF = "keys-off"
    OTHER = "other"


class Feed(StrEnum):
    """What the cloud's own status feed says of the service in this region."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


ROUTE: Fact[str] = Fact(
    "environment",
    "route",
    "which way calls take to Claude: anthropic, gateway, bedrock, vertex, foundry, mantle, "
    "anthropic-aws",
    # A report that does not say so is one of Anthropic's own API, or of a gateway to it.
    usual=Route.ANTHROPIC.value,
)
SERVICE: Fact[str] = Fact(
    "environment",
    "service",
    "what serves Claude here, as a sentence calls it",
)
#: The same as the service on a cloud route, and else absent: what a gateway passes on is
#: Anthropic's.
PROVIDER: Fact[str] = Fact(
    "environment",
    "provider",
    "the cloud whose fault an error of the service would be; absent where that is Anthropic",
)
PLACE: Fact[str] = Fact(
    "environment",
    "place",
    "the cloud's region or resource that calls go to",
)
PLACE_FLAW: Fact[str] = Fact(
    "environment",
    "place_flaw",
    "what is wrong with the cloud's region, project or resource, or none",
)
PLACE_MEND: Fact[str] = Fact(
    "environment",
    "place_mend",
    "what to type against that",
)
PLACE_DOUBT: Fact[str] = Fact(
    "environment",
    "place_doubt",
    "a region that is well formed and not known, with those that it may be meant for; or none",
)
OTHER_REGION: Fact[str] = Fact(
    "environment",
    "other_region",
    "another region of the cloud's, near the one that calls go to",
)
RESOURCE_MEND: Fact[str] = Fact(
    "environment",
    "resource_mend",
    "what gives Foundry's resource another name",
)
CLOUD_LOGIN: Fact[str] = Fact(
    "environment",
    "cloud_login",
    "the login to the cloud: key (sent as it stands), present, expired, absent, broken (a file "
    "that the program fails on), not-needed (a gateway adds it), unknown",
)
CLOUD_LOGIN_WORDS: Fact[str] = Fact(
    "environment",
    "cloud_login_words",
    "which login that is, as a sentence",
)
CLOUD_LOGIN_MEND: Fact[str] = Fact(
    "environment",
    "cloud_login_mend",
    "what to type to renew it",
)

CLOUD_DIRECT: Fact[str] = Fact(
    "environment",
    "cloud_direct",
    "the login that calls would have without the gateway before the cloud, in the same words; none "
    "where no gateway stands there",
    usual=NONE,
)
CLOUD_DIRECT_WORDS: Fact[str] = Fact(
    "environment",
    "cloud_direct_words",
    "which login that is, or what else would be missing, as a sentence",
)

CLOUD_ANSWER: Fact[str] = Fact(
    "ping",
    "cloud_answer",
    "what the cloud's endpoint says: works, answers (without a credential), no-credential (though "
    "one was sent), expired, refused, access, model, region, throttled, quota, overloaded, failed, "
    "cut, bad-request, foreign, silent, unreached",
)
CLOUD_SAID: Fact[str] = Fact(
    "ping",
    "cloud_words",
    "the cloud's own words, cut and cleaned",
)
CLOUD_LACK: Fact[str] = Fact(
    "ping",
    "cloud_lack",
    "what grant is missing where the cloud denies the call: role, organization (a policy of the "
    "whole organization), overruled (another policy), payment, billing, api, support (the vendor "
    "alone can lift it), firewall, private, tenant, keys-off, other",
    usual=NONE,
)
CLOUD_ACT: Fact[str] = Fact("ping", "cloud_act", "the act that the cloud denies, as it names it")
CLOUD_WHO: Fact[str] = Fact("ping", "cloud_who", "for whom it denies it: a role, a user")
CLOUD_POLICY: Fact[str] = Fact("ping", "cloud_policy", "the kind of policy that blocks it")
CLOUD_PROJECT: Fact[str] = Fact("ping", "cloud_project", "Google's project that it is about")
CLOUD_GRANT_MEND: Fact[str] = Fact("ping", "cloud_grant_mend", "what to type to grant it")
CLOUD_FIELD: Fact[str] = Fact(
    "ping", "cloud_field", "the part of the request that the cloud refuses, by its name", usual=""
)

FEED: Fact[str] = Fact(
    "cloud",
    "state",
    "the cloud's own status feed: up, degraded, down",
)
FEED_WORDS: Fact[str] = Fact(
    "cloud",
    "words",
    "what the feed says",
)
FEED_REGION: Fact[str] = Fact("cloud", "region", "the region that was asked for", report_only=True)
