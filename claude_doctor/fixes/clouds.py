"""Fixes on the routes through a cloud: its login, its region, its grants, its quota. Data."""

from __future__ import annotations

from .fix import Fix
from .vendors import AWS, AZURE, BEDROCK, EVERY, GOOGLE

_HEALTH = "Trouble of one region is told there. Anthropic's status page is about its own API alone."

CLOUDS: tuple[Fix, ...] = (
    Fix(
        "renew-aws",
        "Log in to AWS with the profile that your program uses",
        "Temporary credentials expire after some hours. The command renews them, or sets what "
        "is missing. No Anthropic key is involved.",
        "aws sso login",
        measured="{environment.cloud_login_mend}",
        routes=AWS,
    ),
    Fix(
        "renew-google",
        "Log in to Google Cloud (application default)",
        "Programs read the application-default login, which is not the login of gcloud "
        "itself. No Anthropic key is involved.",
        "gcloud auth application-default login",
        "https://cloud.google.com/docs/authentication/provide-credentials-adc",
        measured="{environment.cloud_login_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "renew-azure",
        "Set a key of the Foundry resource, or log in to Azure",
        "The resource's page in the Foundry portal shows two keys. No Anthropic key is involved.",
        "export ANTHROPIC_FOUNDRY_API_KEY=…",
        "https://ai.azure.com",
        measured="{environment.cloud_login_mend}",
        routes=AZURE,
    ),
    Fix(
        "azure-login",
        "Log in to Azure again",
        "In a container or a pipeline, which has no browser, az login --use-device-code shows "
        "a code to enter elsewhere. A key of the Foundry resource needs no login.",
        "az login",
        "https://learn.microsoft.com/cli/azure/authenticate-azure-cli",
        routes=AZURE,
    ),
    Fix(
        "mend-login-file",
        "Fix or remove the login file that the program reads",
        "A program that finds such a file looks no further. If a pod or a pipeline puts a "
        "token there, whoever runs it has to fix that: the command then only removes what "
        "points there.",
        measured="{environment.cloud_login_mend}",
        routes=EVERY,
    ),
    Fix(
        "aws-profile",
        "Set AWS_PROFILE to a profile that this machine has",
        "The command lists them; `aws configure --profile NAME` makes a new one.",
        "aws configure list-profiles",
        routes=AWS,
    ),
    Fix(
        "see-aws-identity",
        "Check which AWS identity is used",
        "It names the account and the role. If it is not the one that you expect, a variable "
        "or a profile overrides your login.",
        "aws sts get-caller-identity",
        routes=AWS,
    ),
    Fix(
        "see-google-identity",
        "Check for a valid application-default login",
        "The command prints nothing if there is a valid one, and never the token.",
        "gcloud auth application-default print-access-token >/dev/null",
        routes=GOOGLE,
    ),
    Fix(
        "see-azure-identity",
        "Check which Azure account is used",
        "It names the subscription and the account.",
        "az account show",
        routes=AZURE,
    ),
    Fix(
        "mend-place",
        "Set the correct region, project or resource",
        "The address of a cloud's endpoint is made of it. The command holds for this shell: "
        "if Claude Code's settings.json sets the variable, correct it there.",
        "env | grep -E '^(AWS_|CLOUD_ML_|ANTHROPIC_|CLAUDE_CODE_USE_)' | cut -d= -f1",
        measured="{environment.place_mend}",
        windows="Get-ChildItem Env: | Where-Object Name -match "
        "'^(AWS_|CLOUD_ML_|ANTHROPIC_|CLAUDE_CODE_USE_)' | Select-Object Name",
    ),
    Fix(
        "fix-cloud-base",
        "Fix or remove the cloud route's base URL",
        "Without it calls go to the cloud's own endpoint in the region, and need the cloud's "
        "own login.",
        "unset ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_FOUNDRY_BASE_URL",
        measured="{environment.base_url_mend}",
        routes=EVERY,
    ),
    Fix(
        "check-cloud-gateway",
        "Start the gateway, fix its address, or check its log",
        "The cloud itself was not asked: calls from here go to the gateway. If it is not "
        "yours, whoever runs it has to act.",
        "env | grep -E '^ANTHROPIC_[A-Z_]*BASE_URL=' | cut -d= -f1",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
        routes=EVERY,
        windows="Get-ChildItem Env: | Where-Object Name -match '^ANTHROPIC_.*BASE_URL$' | "
        "Select-Object Name",
    ),
    Fix(
        "cloud-model-id",
        "Use the cloud's own id for the model",
        "Each cloud has its own ids for the same models. The command sets the right one, if "
        "it is known.",
        "unset ANTHROPIC_MODEL",
        measured="{ping.failed_model_mend}",
        routes=EVERY,
    ),
    Fix(
        "list-aws-models",
        "Set ANTHROPIC_MODEL to an inference profile's id",
        "The command lists them for the region. Their ids begin with where they may run and "
        "the maker: eu.anthropic.claude-…, us.anthropic.claude-… or "
        "global.anthropic.claude-…. Newer models can be called through such a profile only.",
        "aws bedrock list-inference-profiles",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html",
        measured="aws bedrock list-inference-profiles --region {environment.place}",
        routes=BEDROCK,
    ),
    Fix(
        "model-garden",
        "Enable the model in the Vertex Model Garden; take its id",
        "Its page shows in which regions it runs and how Vertex AI writes its id.",
        url="https://console.cloud.google.com/vertex-ai/model-garden",
        routes=GOOGLE,
    ),
    Fix(
        "foundry-deployments",
        "Set ANTHROPIC_MODEL to a deployment in Foundry",
        "Deploy the model in the Foundry portal first. Foundry knows deployments only: one "
        "that does not exist is not found, whatever the model.",
        url="https://ai.azure.com",
        routes=AZURE,
    ),
    Fix(
        "foundry-resource",
        "Fix the Foundry resource's name; the portal shows it",
        "The name is the first word of the resource's address, …services.ai.azure.com. `az "
        "cognitiveservices account list` lists those that your login can see.",
        'export ANTHROPIC_FOUNDRY_RESOURCE="your-resource"',
        "https://ai.azure.com",
        measured="{environment.resource_mend}",
        routes=AZURE,
    ),
    Fix(
        "cloud-country",
        "Call from a supported country, without a VPN",
        "Anthropic's models are not offered everywhere, and a cloud looks at where a call "
        "comes from and at the account's country. The page lists the countries.",
        url="https://www.anthropic.com/supported-countries",
        routes=EVERY,
    ),
    Fix(
        "beta-off",
        "Turn off beta flags (the anthropic-beta header)",
        "A cloud knows fewer of these flags than Anthropic's own API. The command turns off "
        "those of Claude Code; remove your own from ANTHROPIC_BETAS and "
        "ANTHROPIC_CUSTOM_HEADERS.",
        "export CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1",
        routes=EVERY,
    ),
    Fix(
        "own-names",
        "Use Anthropic's own model id; Claude on AWS takes those",
        "Current ones: claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5, claude-fable-5-2.",
        url="https://platform.claude.com/docs/en/about-claude/models/overview",
        routes=("anthropic-aws",),
    ),
    Fix(
        "other-aws-region",
        "Try another region",
        "The command runs the same check in another region. The list of inference profiles "
        "shows what runs where.",
        "AWS_REGION=us-west-2 claude-doctor check",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/models-regions.html",
        measured="AWS_REGION={environment.other_region} claude-doctor check",
        routes=AWS,
        headline="Try the region {environment.other_region}",
    ),
    Fix(
        "other-google-region",
        "Try the global endpoint, or another region",
        "The global endpoint runs where there is capacity. The command runs the same check there.",
        "CLOUD_ML_REGION=global claude-doctor check",
        "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude",
        measured="CLOUD_ML_REGION={environment.other_region} claude-doctor check",
        routes=GOOGLE,
    ),
    Fix(
        "aws-model-access",
        "Open the model in the Bedrock console's model catalog",
        "Its page shows whether this account may use it in this region, and asks for what is "
        "missing.",
        url="https://console.aws.amazon.com/bedrock/home#/model-catalog",
        routes=AWS,
    ),
    Fix(
        "aws-marketplace",
        "Have a role with Marketplace rights call the model once",
        "The role needs aws-marketplace:Subscribe and ViewSubscriptions. The first call of a "
        "model subscribes the account to it. The page lists the subscriptions.",
        url="https://console.aws.amazon.com/marketplace/home#/subscriptions",
        routes=AWS,
    ),
    Fix(
        "spread-cloud-load",
        "Send less at once, and spread what can wait",
        "A cloud's limits apply to the whole account or project, per region.",
        routes=EVERY,
    ),
    Fix(
        "aws-quota",
        "Check the Bedrock quotas; request an increase",
        "New accounts may have a very low quota, or none. Not every quota can be raised.",
        url="https://console.aws.amazon.com/servicequotas/home/services/bedrock/quotas",
        routes=AWS,
    ),
    Fix(
        "google-project-quota",
        "Check the project's quota; request an increase",
        "A new project may have none for this model and region. The global endpoint has a "
        "quota of its own.",
        url="https://console.cloud.google.com/iam-admin/quotas",
        routes=GOOGLE,
    ),
    Fix(
        "azure-quota",
        "Raise the deployment's tokens per minute, or its quota",
        "The deployment's own limit is set in the portal, inside the subscription's quota.",
        url="https://ai.azure.com",
        routes=AZURE,
    ),
    Fix(
        "follow-aws-health",
        "Follow AWS's status page for this region",
        _HEALTH,
        url="https://health.aws.amazon.com/health/status",
        routes=AWS,
    ),
    Fix(
        "follow-google-status",
        "Follow Google Cloud's status page",
        _HEALTH,
        url="https://status.cloud.google.com",
        routes=GOOGLE,
    ),
    Fix(
        "follow-azure-status",
        "Follow Azure's status page",
        _HEALTH,
        url="https://azure.status.microsoft/status",
        routes=AZURE,
    ),
)
