"""Fixes for what a cloud denies: its roles and policies, its billing, its networks. Data."""

from __future__ import annotations

from .clouds import AWS, AZURE, BEDROCK, GOOGLE
from .fix import Fix

_ASKS = "Whoever administers the account runs this; who may not gets the same refusal. "

GRANTS: tuple[Fix, ...] = (
    Fix(
        "aws-role",
        "Allow the act that the message names, for the role or user that it names",
        f"{_ASKS}The policy has to name the model and, where one is used, the inference profile. "
        "Roles of the IAM Identity Center (AWSReservedSSO_…) are changed in its permission set.",
        "aws sts get-caller-identity",
        "https://console.aws.amazon.com/iam/home#/roles",
        measured="{ping.cloud_grant_mend}",
        headline="Allow {ping.cloud_act}, which the message names, for the caller that it names",
        routes=AWS,
    ),
    Fix(
        "google-role",
        "Give the account that calls the role Vertex AI User in the project",
        f"{_ASKS}The command takes the account of gcloud: where the program's login is another, or "
        "a service account, write that one (serviceAccount:…).",
        "gcloud projects add-iam-policy-binding "
        '"$(gcloud config get-value project)" '
        '--member="user:$(gcloud config get-value account)" --role=roles/aiplatform.user',
        "https://console.cloud.google.com/iam-admin/iam",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "azure-role",
        "Give the account the role Cognitive Services User on the Foundry resource",
        f"{_ASKS}A key of the resource needs no role.",
        None,
        "https://ai.azure.com",
        measured="{ping.cloud_grant_mend}",
        routes=AZURE,
    ),
    Fix(
        "aws-organization-policy",
        "Have the organization's administrator change its policy: a right of the role cannot help",
        "Service control and resource control policies of AWS Organizations stand above all rights "
        "inside an account, often for single regions. Only the management account changes them.",
        url="https://console.aws.amazon.com/organizations/v2/home/policies",
        headline="Have the organization's administrator admit {ping.cloud_act} in its policy: "
        "a right of the role cannot help",
        routes=AWS,
    ),
    Fix(
        "aws-overruling-policy",
        "Have the policy changed that stands against the call: a further right cannot help",
        "An explicit deny, a permissions boundary, a session's or an endpoint's policy limits what "
        "the rights of a role come to.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
        headline="Have the policy changed that stands against {ping.cloud_act}: a further right "
        "cannot help",
        routes=AWS,
    ),
    Fix(
        "aws-payment",
        "Give the AWS account a valid payment method (in an organization, the account that pays)",
        "Models of other makers are bought in the AWS Marketplace. Some minutes after that, call "
        "the model again.",
        url="https://console.aws.amazon.com/billing/home#/paymentmethods",
        routes=AWS,
    ),
    Fix(
        "aws-support-case",
        "Open a support case with AWS: it alone can let the account call models on Bedrock",
        "Choose account and billing, which costs nothing, and quote the message.",
        url="https://console.aws.amazon.com/support/home#/case/create",
        routes=BEDROCK,
    ),
    Fix(
        "google-enable-api",
        "Enable the Vertex AI API in the project; it works some minutes later",
        f"{_ASKS}The API is off in a new project.",
        "gcloud services enable aiplatform.googleapis.com",
        "https://console.cloud.google.com/apis/library/aiplatform.googleapis.com",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "google-billing",
        "Turn billing on for the project: link it to an open billing account",
        "The first command lists the accounts, the second takes the id of one.",
        'gcloud billing accounts list; gcloud billing projects link "$(gcloud config get-value '
        'project)" --billing-account=…',
        "https://console.cloud.google.com/billing/linkedaccount",
        measured="{ping.cloud_grant_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "azure-firewall",
        "Admit your address in the resource's networking page, or call from a network it admits",
        f"{_ASKS}In the place of the dots stands the public address that you call from. The rule "
        "works some minutes later.",
        None,
        "https://learn.microsoft.com/azure/ai-services/cognitive-services-virtual-networks",
        measured="{ping.cloud_grant_mend}",
        routes=AZURE,
    ),
    Fix(
        "azure-private-network",
        "Call from the private network of the Foundry resource (its VPN), where its name leads to "
        "its private endpoint",
        "Else whoever owns the resource turns public network access on, in its networking page.",
        url="https://learn.microsoft.com/azure/ai-foundry/how-to/configure-private-link",
        routes=AZURE,
    ),
    Fix(
        "azure-tenant",
        "Log in to the tenant that the Foundry resource belongs to",
        "In the place of the dots stands the tenant's id, which the overview of the resource's "
        "subscription shows in the Azure portal.",
        "az login --tenant …",
        "https://portal.azure.com",
        routes=AZURE,
    ),
    Fix(
        "azure-no-keys",
        "Take the key away and log in to Azure",
        "Keys are turned off for the resource (disableLocalAuth). The account needs the role "
        "Cognitive Services User on it.",
        "unset ANTHROPIC_FOUNDRY_API_KEY; az login",
        measured="{environment.key_mend}; az login",
        routes=AZURE,
    ),
)
