"""Cases of a route through a cloud in which its endpoint says what the account, the quota or the
model's id lacks; and the fixes of such routes, of which a report shows what helps on its own."""

from __future__ import annotations

from ..engine.facts import all_of, no
from ..engine.model import Case, Confidence, Severity
from ..fixes import vendors
from ..fixes.vendors import QUOTAS, REGIONS
from ..probes import error, ping
from ..sources.api import own_models
from ..sources.clouds.facts import CLOUD_DIRECT, CLOUD_FIELD, CLOUD_LOGIN, Login, Said
from .routes import AZURE, SERVICE, on_cloud, said
from .signs import LASTING_RANK, OTHER_CLOUD, RELAY, WORKS, live, of_another_cloud, told

DOWN = Severity.DOWN

#: Calls past the gateway before the cloud would fail for another reason.
NO_DIRECT_LOGIN = CLOUD_DIRECT.in_(Login.ABSENT, Login.EXPIRED, Login.BROKEN)
BROKEN = ("mend-login-file", *vendors.IDENTITIES)
MODELS = (*vendors.MODELS, "own-names")
ROLES = ("aws-role", "google-role", "azure-role")
ACCESS = ("aws-model-access", "model-garden", "foundry-deployments")
GATEWAYS = ("check-cloud-gateway", "drop-cloud-gateway")

SAYS = "{ping.cloud_words:60|no details}"
LOGIN = "{environment.cloud_login_words|see environment.cloud_login}"
#: Something of the user's own stands before the cloud.
BEFORE = ping.GATEWAY.is_(True)

#: Of `key-rejected`: the program itself fails on what its login is read from.
UNUSABLE = (
    Case(
        DOWN,
        800,
        all_of(said(Said.ANSWERS), CLOUD_LOGIN.is_(Login.BROKEN)),
        f"It's your login to {SERVICE}: {LOGIN}. Programs fail on that before they call.",
        fixes=BROKEN,
    ),
    Case(
        DOWN,
        470,
        CLOUD_LOGIN.is_(Login.BROKEN),
        f"It's your login to {SERVICE}: {LOGIN}. Programs fail on that before they call.",
        explained_by=("healthy",),
        fixes=BROKEN,
    ),
)

#: Of `rate-limited`.
LIMITED = on_cloud(
    Case(
        DOWN,
        740,
        all_of(BEFORE, RELAY, live("rate-limited")),
        "It's your gateway's own rate limit, not the cloud's: {environment.base_url|it} answers "
        "{ping.shows|429}.",
        Confidence.MEDIUM,
        fixes=("wait-for-gateway", "ask-gateway"),
    ),
    Case(
        DOWN,
        740,
        said(Said.QUOTA),
        f"It's your quota at {SERVICE}: for {{ping.model|this model}} it is used up or was never "
        "granted. Waiting may not help.",
        fixes=(*REGIONS, *QUOTAS, "spread-cloud-load"),
    ),
    Case(
        DOWN,
        740,
        all_of(said(Said.THROTTLED), ping.RETRY_AFTER_S.at_least(0)),
        f"It's your rate limit at {SERVICE} ({SAYS}). Wait {{ping.retry_after_s|a few}} s.",
        fixes=("wait-retry-after", *REGIONS, "backoff", "spread-cloud-load", *QUOTAS),
    ),
    Case(
        DOWN,
        740,
        said(Said.THROTTLED),
        f"It's your rate limit at {SERVICE} ({SAYS}).",
        fixes=("wait-retry-after", *REGIONS, "backoff", "spread-cloud-load", *QUOTAS),
    ),
)

#: Of `bad-request`.
REFUSED = on_cloud(
    Case(
        DOWN,
        785,
        all_of(said(Said.BAD_REQUEST), CLOUD_FIELD.is_("anthropic-beta")),
        f"It's the request: {SERVICE} does not know a beta flag in its anthropic-beta header "
        f"({SAYS}).",
        fixes=("beta-off", "fix-request"),
    ),
    Case(
        DOWN,
        785,
        all_of(said(Said.BAD_REQUEST), no(CLOUD_FIELD.is_(""))),
        f"It's the request: {SERVICE} rejects its `{{ping.cloud_field}}` ({SAYS}).",
    ),
)

_UNKNOWN_TOLD = told("model-not-found")
#: Of `model-not-found`: what the user's own text says. One of the same cloud about the same model
#: is contradicted by an answer from there.
TOLD_UNKNOWN = on_cloud(
    Case(
        Severity.DEGRADED,
        LASTING_RANK,
        all_of(_UNKNOWN_TOLD, WORKS, error.SAME_MODEL.is_(True), no(OTHER_CLOUD)),
        f"What you saw was a model or deployment that {SERVICE} did not serve "
        "({error.message:80|not found}); {ping.model|it} answers there now.",
    ),
    of_another_cloud(_UNKNOWN_TOLD),
    Case(
        DOWN,
        LASTING_RANK,
        all_of(_UNKNOWN_TOLD, no(error.MODEL.is_(""))),
        f"It's the model id: per the message, {SERVICE} does not serve {{error.model}} to this "
        "account ({error.message:80|not found}).",
    ),
    Case(
        DOWN,
        LASTING_RANK,
        _UNKNOWN_TOLD,
        f"It's the model or deployment: per the message, {SERVICE} does not serve it "
        "({error.message:80|not found}).",
    ),
)

#: Of `model-not-found`.
UNKNOWN = on_cloud(
    Case(
        DOWN,
        790,
        all_of(BEFORE, RELAY, live("model-not-found")),
        "It's the model id: your gateway {environment.base_url|here} in front of the cloud does "
        "not serve {ping.model|the model} ({ping.shows|404}).",
        fixes=("choose-model", "ask-gateway"),
    ),
    Case(
        DOWN,
        790,
        all_of(said(Said.MODEL, Said.REGION), no(own_models.MODEL_CLOUD.is_(own_models.NONE))),
        "It's the model id: {ping.model|it} is an id of {ping.failed_model_cloud}, unknown at "
        f"{SERVICE}.",
        fixes=("cloud-model-id", *MODELS),
    ),
    Case(
        DOWN,
        790,
        all_of(said(Said.MODEL), ping.ERROR.is_("profile-needed")),
        f"It's the model id: {SERVICE} serves {{ping.model|the model}} only through an inference "
        "profile (an id with a region or global prefix).",
        fixes=(*MODELS, *REGIONS),
    ),
    Case(
        DOWN,
        790,
        said(Said.REGION),
        f"It's the region: {SERVICE} does not serve {{ping.model|the model}} ({SAYS}).",
        fixes=(*REGIONS, *MODELS),
    ),
    Case(
        DOWN,
        790,
        all_of(said(Said.MODEL), AZURE),
        f"It's the model id: {SERVICE} has no deployment named {{ping.model|that}} ({SAYS}).",
        fixes=MODELS,
    ),
    Case(
        DOWN,
        790,
        said(Said.MODEL),
        f"It's the model id: {SERVICE} does not know {{ping.model|the model}} or does not offer "
        "it to your account.",
        fixes=(*MODELS, *REGIONS),
    ),
)
