"""Fixes on the routes through a cloud: its login, its region, its grants, its quota. Data."""

from __future__ import annotations

from .fix import Fix

#: The routes of each vendor.
AWS = ("bedrock", "mantle", "anthropic-aws")
BEDROCK = ("bedrock", "mantle")
GOOGLE = ("vertex",)
AZURE = ("foundry",)

_HEALTH = "Trouble of one region is told there. Anthropic's status page is about its own API alone."

CLOUDS: tuple[Fix, ...] = (
    Fix(
        "renew-aws",
        "Log in to AWS, in the profile that your program uses",
        "A temporary credential runs out after some hours. The command renews it, or sets the one "
        "that is missing. No key of Anthropic's is involved.",
        "aws sso login",
        measured="{environment.cloud_login_mend}",
        routes=AWS,
    ),
    Fix(
        "renew-google",
        "Log in to Google Cloud for programs",
        "Programs read the application-default login, which is another than that of gcloud itself. "
        "No key of Anthropic's is involved.",
        "gcloud auth application-default login",
        "https://cloud.google.com/docs/authentication/provide-credentials-adc",
        measured="{environment.cloud_login_mend}",
        routes=GOOGLE,
    ),
    Fix(
        "renew-azure",
        "Set a key of the Foundry resource, or log in to Azure",
        "The resource's page in the Foundry portal shows two keys. No key of Anthropic's is "
        "involved.",
        "export ANTHROPIC_FOUNDRY_API_KEY=…",
        "https://ai.azure.com",
        measured="{environment.cloud_login_mend}",
        routes=AZURE,
    ),
    Fix(
        "azure-login",
        "Log in to Azure again",
        "In a container or a pipeline, which has no browser, az login --use-device-code shows a "
        "code to type elsewhere. A key of the Foundry resource needs no login.",
        "az login",
        "https://learn.microsoft.com/cli/azure/authenticate-azure-cli",
        routes=AZURE,
    ),
    Fix(
        "mend-login-file",
        "Put a usable login where the program reads it, or take away what points there",
        "A program that finds such a file looks no further. Where a pod or a pipeline puts a token "
        "there, whoever runs it has to: the command then only takes the pointer away.",
        "ls -ld ~/.aws/* ~/.config/gcloud/*.json",
        measured="{environment.cloud_login_mend}",
        routes=(*AWS, *GOOGLE, *AZURE),
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
        "See who AWS takes you for",
        "It names the account and the role. Where it is another than you expect, a variable or a "
        "profile stands before the login.",
        "aws sts get-caller-identity",
        routes=AWS,
    ),
    Fix(
        "see-google-identity",
        "See which application-default login there is, without its token",
        "The command prints nothing where there is a valid one.",
        "gcloud auth application-default print-access-token >/dev/null",
        routes=GOOGLE,
    ),
    Fix(
        "see-azure-identity",
        "See who Azure takes you for",
        "It names the subscription and the account.",
        "az account show",
        routes=AZURE,
    ),
    Fix(
        "mend-place",
        "Set the region, the project or the resource that is named",
        "The address of a cloud's endpoint is made of it. The command holds for this shell: where "
        "Claude Code's settings.json gives the variable, correct it there.",
        "env | grep -E '^(AWS_|CLOUD_ML_|ANTHROPIC_|CLAUDE_CODE_USE_)' | cut -d= -f1",
        measured="{environment.place_mend}",
    ),
    Fix(
        "fix-cloud-base",
        "Correct the base URL of the cloud route, or take it out",
        "Without it calls go to the cloud's own endpoint of the region, and need the cloud's own "
        "login.",
        "unset ANTHROPIC_BEDROCK_BASE_URL ANTHROPIC_VERTEX_BASE_URL ANTHROPIC_FOUNDRY_BASE_URL",
        measured="{environment.base_url_mend}",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "check-cloud-gateway",
        "Start the gateway before the cloud again, or correct its address; its log knows more",
        "The cloud itself was not asked: calls from here go to the gateway. Where it is not yours, "
        "whoever runs it has to act.",
        "env | grep -E '^ANTHROPIC_[A-Z_]*BASE_URL=' | cut -d= -f1",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "cloud-model-id",
        "Write the model as the cloud that is called does",
        "Each cloud has ids of its own for the same models. The command sets this one's, where it "
        "is known.",
        "unset ANTHROPIC_MODEL",
        measured="{ping.failed_model_mend}",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "list-aws-models",
        "Take an id from the list of inference profiles of the region, and set ANTHROPIC_MODEL to "
        "it",
        "Bedrock's ids begin with where they may run and the maker: eu.anthropic.claude-…, "
        "us.anthropic.claude-… or global.anthropic.claude-…. The newer models are called through "
        "such a profile alone.",
        "aws bedrock list-inference-profiles",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html",
        measured="aws bedrock list-inference-profiles --region {environment.place}",
        routes=BEDROCK,
    ),
    Fix(
        "model-garden",
        "Find the model in the Vertex Model Garden, enable it for the project, and take its id",
        "Its page there says in which regions it runs and how Vertex writes its id.",
        url="https://console.cloud.google.com/vertex-ai/model-garden",
        routes=GOOGLE,
    ),
    Fix(
        "foundry-deployments",
        "Deploy the model in the Foundry portal, and set ANTHROPIC_MODEL to the deployment's name",
        "Foundry knows deployments: one that was not made is not found, whatever the model.",
        url="https://ai.azure.com",
        routes=AZURE,
    ),
    Fix(
        "foundry-resource",
        "Correct the name of the Foundry resource: its page in the portal shows it",
        "The name is the first word of the resource's address, …services.ai.azure.com. `az "
        "cognitiveservices account list` shows those that your login sees.",
        'export ANTHROPIC_FOUNDRY_RESOURCE="your-resource"',
        "https://ai.azure.com",
        measured="{environment.resource_mend}",
        routes=AZURE,
    ),
    Fix(
        "cloud-country",
        "Call from a supported country: leave the VPN or data centre, or see the account's country",
        "Anthropic's models are not sold everywhere, and a cloud looks at where a call comes from "
        "and at where its account is. The page lists the countries.",
        url="https://www.anthropic.com/supported-countries",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "beta-off",
        "Send no beta flag: this keeps Claude Code's back; take your own out of ANTHROPIC_BETAS "
        "and ANTHROPIC_CUSTOM_HEADERS",
        "A cloud knows fewer of the flags in the header anthropic-beta than Anthropic's own API.",
        "export CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "own-names",
        "Write the model as Anthropic does: Claude on AWS takes its own ids",
        "Current ones: claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5, claude-fable-5-2.",
        url="https://platform.claude.com/docs/en/about-claude/models/overview",
        routes=("anthropic-aws",),
    ),
    Fix(
        "other-aws-region",
        "Try a region that serves the model",
        "The command asks the same from another region. What may run where is in the list of "
        "inference profiles.",
        "AWS_REGION=us-west-2 claude-doctor check",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/models-regions.html",
        measured="AWS_REGION={environment.other_region} claude-doctor check",
        routes=AWS,
    ),
    Fix(
        "other-google-region",
        "Try the global endpoint, or a region that serves the model",
        "The global endpoint runs where there is capacity.",
        "CLOUD_ML_REGION=global claude-doctor check",
        "https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude",
        measured="CLOUD_ML_REGION={environment.other_region} claude-doctor check",
        routes=GOOGLE,
    ),
    Fix(
        "aws-model-access",
        "Open the model in the Bedrock console's catalog, in this account and region",
        "Its page says whether the account may use it, and asks for what is missing.",
        url="https://console.aws.amazon.com/bedrock/home#/model-catalog",
        routes=AWS,
    ),
    Fix(
        "aws-marketplace",
        "Let a role with aws-marketplace:Subscribe and ViewSubscriptions call the model once",
        "The first call of a model subscribes the account to it. The page shows what it is "
        "subscribed to.",
        url="https://console.aws.amazon.com/marketplace/home#/subscriptions",
        routes=AWS,
    ),
    Fix(
        "spread-cloud-load",
        "Send less at once, and spread what can wait",
        "A cloud's limits are those of the account or the project, in one region, for all who use "
        "it there.",
        "claude-doctor fixes backoff",
        routes=(*AWS, *GOOGLE, *AZURE),
    ),
    Fix(
        "aws-quota",
        "Look at the account's quotas for Bedrock, and ask for more where they may be raised",
        "New accounts may have a very low one, or none at all.",
        url="https://console.aws.amazon.com/servicequotas/home/services/bedrock/quotas",
        routes=AWS,
    ),
    Fix(
        "google-project-quota",
        "Look at the project's quota for this model and region, and ask for more",
        "A new project may have none at all. The global endpoint has a quota of its own.",
        url="https://console.cloud.google.com/iam-admin/quotas",
        routes=GOOGLE,
    ),
    Fix(
        "azure-quota",
        "Raise the deployment's tokens per minute, or ask for more quota",
        "The deployment's own limit is set in the portal, inside the subscription's quota.",
        url="https://ai.azure.com",
        routes=AZURE,
    ),
    Fix(
        "follow-aws-health",
        "Follow AWS's own status page for this region",
        _HEALTH,
        url="https://health.aws.amazon.com/health/status",
        routes=AWS,
    ),
    Fix(
        "follow-google-status",
        "Follow Google Cloud's own status page",
        _HEALTH,
        url="https://status.cloud.google.com",
        routes=GOOGLE,
    ),
    Fix(
        "follow-azure-status",
        "Follow Azure's own status page",
        _HEALTH,
        url="https://azure.status.microsoft/status",
        routes=AZURE,
    ),
)
