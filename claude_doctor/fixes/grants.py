"""Fixes for what a cloud denies: its roles and policies, its billing, its networks. Data."""

from __future__ import annotations

from .fix import Fix
from .vendors import AWS, AZURE, BEDROCK, GOOGLE

_ASKS = "Whoever administers the account runs this; who may not gets the same refusal. "

GRANTS: tuple[Fix, ...] = (
    Fix(
        "aws-role",
        "Allow the denied action for the role or user",
        f"{_ASKS}The policy has to name the model and, where one is used, the inference profile. "
        "Roles of the IAM Identity Center (AWSReservedSSO_…) are changed in its permission set.",
        "aws sts get-caller-identity",
        "https://console.aws.amazon.com/iam/home#/roles",
        measured="{ping.cloud_grant_mend}",
        headline="Allow {ping.cloud_act} for the caller",
        routes=AWS,
    ),
    Fix(
        "google-role",
        "Grant the account Vertex AI User in the project",
        f"{_ASKS}"
        "The command takes the account of gcloud: if the program's login is another one, or a "
        "service account, use that (serviceAccount:…).",
        "gcloud projects add-iam-policy-binding "
        '"$(gcloud config get-value project)" '
        '--member="user:$(gcloud config get-value account)" --role=roles/aiplatform.user',
        "https://console.cloud.google.com/iam-admin/iam",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "azure-role",
        "Grant Cognitive Services User on the Foundry resource",
        f"{_ASKS}A key of the resource needs no role.",
        None,
        "https://ai.azure.com",
        measured="{ping.cloud_grant_mend}",
        routes=AZURE,
    ),
    Fix(
        "aws-organization-policy",
        "Have the AWS organization's policy allow the action",
        "A right of the role cannot help: service control and resource control policies of "
        "AWS Organizations stand above all rights inside an account, often for single "
        "regions. Only the management account changes them.",
        url="https://console.aws.amazon.com/organizations/v2/home/policies",
        headline="Have the organization's policy allow {ping.cloud_act}",
        routes=AWS,
    ),
    Fix(
        "aws-overruling-policy",
        "Have the policy changed that denies the call",
        "A further right cannot help: an explicit deny, a permissions boundary, a session "
        "policy or an endpoint policy limits what the role's rights allow.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
        headline="Have the policy changed that denies {ping.cloud_act}",
        routes=AWS,
    ),
    Fix(
        "aws-payment",
        "Add a valid payment method to the AWS account",
        "In an organization, to the account that pays. Third-party models are bought in the "
        "AWS Marketplace. Call the model again some minutes later.",
        url="https://console.aws.amazon.com/billing/home#/paymentmethods",
        routes=AWS,
    ),
    Fix(
        "aws-support-case",
        "Open an AWS support case: AWS itself blocks the account",
        "Choose account and billing, which costs nothing, and quote the message.",
        url="https://console.aws.amazon.com/support/home#/case/create",
        routes=BEDROCK,
    ),
    Fix(
        "google-enable-api",
        "Enable the Vertex AI API in the project",
        f"{_ASKS}The API is off in a new project; it works some minutes after that.",
        "gcloud services enable aiplatform.googleapis.com",
        "https://console.cloud.google.com/apis/library/aiplatform.googleapis.com",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "google-billing",
        "Link the project to an open billing account",
        "The first command lists the accounts, the second takes the id of one.",
        'gcloud billing accounts list; gcloud billing projects link "$(gcloud config get-value '
        'project)" --billing-account=…',
        "https://console.cloud.google.com/billing/linkedaccount",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "azure-firewall",
        "Allow your IP address in the resource's network settings",
        f"{_ASKS}"
        "Replace the dots with the public address that you call from, or call from a network "
        "that is allowed. The rule takes effect some minutes later.",
        None,
        "https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        measured="{ping.cloud_grant_mend}",
        routes=AZURE,
    ),
    Fix(
        "azure-private-network",
        "Call from the resource's private network (its VPN)",
        "There its name leads to its private endpoint. Otherwise whoever owns the resource "
        "can turn on public network access, on its networking page.",
        url="https://learn.microsoft.com/azure/ai-foundry/how-to/configure-private-link",
        routes=AZURE,
    ),
    Fix(
        "azure-tenant",
        "Log in to the tenant of the Foundry resource",
        "Replace the dots with the tenant's id, which the overview of the resource's "
        "subscription shows in the Azure portal.",
        "az login --tenant …",
        "https://portal.azure.com",
        routes=AZURE,
    ),
    Fix(
        "azure-no-keys",
        "Remove the key, and log in to Azure",
        "Keys are turned off for the resource (disableLocalAuth). The account needs the role "
        "Cognitive Services User on it.",
        "unset ANTHROPIC_FOUNDRY_API_KEY; az login",
        measured="{environment.key_mend}; az login",
        routes=AZURE,
    ),
)
