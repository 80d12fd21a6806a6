"""Cases of `organization-disabled` on a route through a cloud: what its account, its project or its
resource does not let the caller do. Each kind of grant has its sentence, and first the fix that
cures it: a command where one can, else the page and who has to act."""

from __future__ import annotations

from ..engine.facts import Expr, all_of
from ..engine.model import Case, Confidence
from ..probes import ping
from ..sources.clouds.facts import CLOUD_LACK, Lack, Said
from .clouds import ACCESS, DOWN, ROLES, SAYS
from .routes import SERVICE, on_cloud, said

_MODEL = "{ping.model|the model}"


def _lacks(
    rank: int, lack: Lack, says: str, *fixes: str, sure: Confidence = Confidence.HIGH
) -> Case:
    return Case(DOWN, rank, CLOUD_LACK.is_(lack), says, sure, fixes=fixes)


def _row(row: str) -> Expr:
    return all_of(said(Said.ACCESS), ping.ERROR.is_(row))


#: What the cloud account was not granted. Below money's own causes.
DENIED = on_cloud(
    _lacks(
        757,
        Lack.PAYMENT,
        f"It's your AWS account: it has no valid payment method, so {SERVICE} cannot subscribe it "
        f"to {_MODEL} ({SAYS}).",
        "aws-payment",
        "aws-model-access",
    ),
    _lacks(
        757,
        Lack.BILLING,
        "It's your Google Cloud project: billing is off for {ping.cloud_project|it}, and "
        f"{SERVICE} requires it ({SAYS}).",
        "google-billing",
    ),
    _lacks(
        757,
        Lack.API,
        "It's your Google Cloud project: the Vertex AI API is not enabled in "
        "{ping.cloud_project|it}, or only since a moment ago.",
        "google-enable-api",
        "model-garden",
    ),
    _lacks(
        757,
        Lack.ORGANIZATION,
        "It's a policy of your AWS organization: a {ping.cloud_policy|policy} blocks "
        "{ping.cloud_act|calls to the model}, and no permission of the role overrides it.",
        "aws-organization-policy",
        "other-aws-region",
    ),
    _lacks(
        757,
        Lack.OVERRULED,
        "It's a policy of your AWS account: {ping.cloud_policy|one} blocks "
        "{ping.cloud_act|calls to the model} for {ping.cloud_who|the role}, and another "
        "permission does not override it.",
        "aws-overruling-policy",
    ),
    _lacks(
        757,
        Lack.SUPPORT,
        f"It's most likely your AWS account: {SERVICE} lets it call no model at all ({SAYS}). AWS "
        "restricts some new accounts.",
        "aws-support-case",
        "aws-model-access",
        sure=Confidence.MEDIUM,
    ),
    _lacks(
        757,
        Lack.FIREWALL,
        f"It's the network rules of your Azure resource: {SERVICE} blocks the address that you "
        f"call from ({SAYS}).",
        "azure-firewall",
        "azure-private-network",
    ),
    _lacks(
        757,
        Lack.PRIVATE,
        f"It's where you call from: {SERVICE} takes calls only from its private network; public "
        f"access is off ({SAYS}).",
        "azure-private-network",
    ),
    _lacks(
        757,
        Lack.TENANT,
        f"It's your Azure login: {SERVICE} belongs to a different tenant than the one you are "
        f"logged in to ({SAYS}).",
        "azure-tenant",
        "see-azure-identity",
    ),
    _lacks(
        757,
        Lack.KEYS_OFF,
        f"It's the kind of credential: {SERVICE} has API keys turned off; it requires an Azure "
        f"login ({SAYS}).",
        "azure-no-keys",
        "azure-role",
    ),
    Case(
        DOWN,
        756,
        _row("marketplace-rights"),
        f"It's your AWS account: its role may not subscribe in the AWS Marketplace to {_MODEL}.",
        fixes=("aws-marketplace", "aws-model-access"),
    ),
    Case(
        DOWN,
        756,
        _row("use-case-form"),
        "It's your AWS account: the use-case form for Anthropic's models was not submitted, and "
        f"{SERVICE} requires it.",
        fixes=("use-case-form", "aws-model-access"),
    ),
    _lacks(
        755,
        Lack.ROLE,
        f"It's your permissions at {SERVICE}: {{ping.cloud_who|your login}} lacks "
        "{ping.cloud_act|the permission to call the model}.",
        *ROLES,
        *ACCESS,
    ),
    Case(
        DOWN,
        754,
        _row("cloud-role"),
        f"It's your permissions at {SERVICE}: your role may not call {_MODEL} ({SAYS}).",
        fixes=(*ROLES, *ACCESS),
    ),
    Case(
        DOWN,
        751,
        said(Said.ACCESS),
        f"It's your account: {SERVICE} denies it access to {_MODEL} ({SAYS}).",
        fixes=(*ACCESS, *ROLES),
    ),
)
