"""Claude through a cloud: what its servers, its libraries and the SDKs' own guards say."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read
from claude_doctor.render.explain import to_json, to_text
from claude_doctor.render.paint import Paint
from claude_doctor.render.screen import Screen

PAINT = Paint(Screen(width=200))

# Whose side, category, who speaks; and texts in the words of botocore's service models, google.rpc,
# Azure's codes and the SDKs, with invented names in them.
SAID: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("client", "auth", "bedrock"): (
        "RuntimeError: Could not resolve AWS credentials from session",
        "RuntimeError: could not resolve credentials from session",
        "botocore.exceptions.ProfileNotFound: The config profile (dev) could not be found",
        "botocore.exceptions.PartialCredentialsError: Partial credentials found in env, missing: x",
        "An error occurred (InvalidClientTokenId) when calling the AssumeRole operation: invalid",
        "Error code: 403 - {'Message': 'Bearer Token has expired'}",
    ),
    ("client", "auth", "vertex"): (
        "API Error: Could not refresh access token: invalid_rapt reauth related error",
        '{"error": "invalid_grant", "error_description": "reauth related error (invalid_rapt)"}',
    ),
    ("client", "auth", "foundry"): (
        "anthropic.AnthropicError: Missing credentials. Please pass one of `api_key`, "
        "`azure_ad_token_provider`, or the `ANTHROPIC_FOUNDRY_API_KEY` environment variable.",
        "ClientAuthenticationError: AADSTS700082: The refresh token has expired. anthropic",
        "ValueError: Expected `azure_ad_token_provider` argument to return a string but got None",
        "Error code: 401 - {'error': {'code': 'Unauthorized', 'message': 'Access token is missing, "
        "invalid, audience is incorrect (https://x), or have expired.'}}",
    ),
    ("client", "wrong_endpoint", "bedrock"): (
        "ValueError: No AWS region was provided. Set the `aws_region` argument",
        "botocore.exceptions.NoRegionError: You must specify a region.",
    ),
    ("client", "wrong_endpoint", "vertex"): (
        "ValueError: No region was given. Set the `CLOUD_ML_REGION` environment variable.",
        "RuntimeError: No project_id was given and it could not be resolved from credentials. Set "
        "ANTHROPIC_VERTEX_PROJECT_ID.",
    ),
    ("client", "wrong_endpoint", "foundry"): (
        "ValueError: Must provide one of the `base_url` or `resource` arguments, or the "
        "`ANTHROPIC_FOUNDRY_RESOURCE` environment variable",
    ),
    ("client", "bad_request", "bedrock"): (
        "API Error: 400 Invocation of model ID anthropic.claude-x with on-demand throughput isn’t "
        "supported. Retry your request with the ID or ARN of an inference profile.",
    ),
    ("client", "model_not_found", "bedrock"): (
        "ResourceNotFoundException: Could not resolve the foundation model from the provided model "
        "identifier.",
        "An error occurred (ResourceNotFoundException) when calling the ConverseStream operation: "
        "This model version has reached the end of its life.",
    ),
    ("client", "model_not_found", "vertex"): (
        "Error code: 400 - {'error': {'code': 400, 'message': 'Publisher Model `projects/p/"
        "locations/x/publishers/anthropic/models/claude-y` is not servable in region x.', "
        "'status': 'FAILED_PRECONDITION'}}",
    ),
    ("client", "model_not_found", "foundry"): (
        "The model claude-x is not available on your foundry deployment. Try --model.",
    ),
    ("account", "permission", "foundry"): (
        "Error code: 403 - {'error': {'code': 'PermissionDenied', 'message': 'The principal `p` "
        "lacks the required data action `Microsoft.CognitiveServices/x`.'}}",
        "Error code: 403 - {'error': {'code': 'AuthenticationTypeDisabled', 'message': 'Keys are "
        "disabled for this resource.'}}",
    ),
    ("account", "permission", "vertex"): (
        "Error code: 403 - {'error': {'code': 403, 'message': 'Enable billing.', 'status': "
        "'PERMISSION_DENIED', 'details': [{'reason': 'BILLING_DISABLED', 'domain': "
        "'googleapis.com'}]}}",
    ),
    ("account", "rate_limit", "bedrock"): (
        "ThrottlingException: Too many requests, please wait before trying again.",
    ),
    ("server", "server_error", "bedrock"): (
        "Error code: 503 - {'message': 'Too many connections, please wait before trying again.'}",
        "serviceUnavailableException: Too many connections, please wait before trying again.",
    ),
    ("server", "server_error", "vertex"): (
        "Error code: 503 - {'error': {'code': 503, 'message': 'Try later.', 'status': "
        "'UNAVAILABLE'}}",
        "Error code: 504 - {'error': {'code': 504, 'message': 'Too late.', 'status': "
        "'DEADLINE_EXCEEDED'}}",
    ),
    ("none", "not_an_api_error", "not-a-model-call"): (
        "An error occurred (ExpiredToken) when calling the ListBuckets operation: expired",
        "ERROR: (gcloud.storage.cp) HTTPError 403: Permission denied on resource (or it may not "
        "exist).",
        "Error: creating Resource Group: StatusCode=403 with azurerm_resource_group.main",
    ),
}


@pytest.mark.parametrize(
    ("meant", "text"), [(meant, text) for meant, texts in SAID.items() for text in texts]
)
def test_a_clouds_words_are_understood(meant: tuple[str, str, str], text: str) -> None:
    """The side, the category and the speaker of what a cloud, or an SDK for one, says of Claude;
    the same cloud's words about something else are none of it."""
    reading = read(text)
    assert meant == (reading.side, reading.category, reading.speaker)


def test_a_throttle_and_a_crowded_service_differ() -> None:
    """Bedrock ends both with the same words; one is the account's, the other is Amazon's."""
    wait = "please wait before trying again."
    assert "account" == read(f"Error code: 429 - {{'message': 'Too many tokens, {wait}'}}").side
    assert "server" == read(f"APIStatusError: {{'message': 'Too many connections, {wait}'}}").side


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("API Error: 400 The provided model identifier is invalid.", "list-aws-models"),
        (
            "Error code: 404 - {'error': {'code': 404, 'message': 'Publisher Model `projects/p/"
            "publishers/anthropic/models/claude-y` was not found. See https://x/model-garden'}}",
            "model-garden",
        ),
        ("Publisher Model `publishers/anthropic/models/y` is not servable in region x",
         "other-google-region"),
        ("API Error: 404 {'error': {'code': 'DeploymentNotFound'}}", "foundry-deployments"),
        ("AccessDeniedException: u is not authorized to perform: bedrock:InvokeModel", "aws-role"),
        ("AnthropicError: Missing credentials. Please pass one of `api_key`", "renew-azure"),
        ("botocore.exceptions.NoRegionError: You must specify a region.", "mend-place"),
        ("getaddrinfo ENOTFOUND bedrock-runtime.eu-wst-1.amazonaws.com", "mend-place"),
        ("API Error: Could not refresh access token: invalid_rapt", "google-login"),
        ("AADSTS700082: The refresh token has expired due to inactivity.", "azure-login"),
        ("DefaultAzureCredential failed to retrieve a token: Please run 'az login'", "azure-login"),
        ("AADSTS7000215: Invalid client secret provided.", "renew-azure"),
        ("botocore.exceptions.ProfileNotFound: The config profile (x) could not be found",
         "aws-profile"),
        ("Error code: 403 - {'Message': 'Bearer Token has expired'}", "new-bedrock-key"),
    ],
)  # fmt: skip
def test_the_first_advice_is_the_clouds_own(text: str, first: str) -> None:
    """Ids, grants and keys of a cloud are looked for there, not at Anthropic."""
    assert first == read(text).fixes[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Publisher Model `publishers/anthropic/models/claude-y` is not servable in region x-1.",
         "The region x-1 does not serve `claude-y`."),
        ("The model claude-y is not available on your vertex deployment. Try --model to switch to "
         "claude-x.", "Your vertex deployment does not offer `claude-y`."),
        ("AccessDeniedException: u is not authorized to perform: bedrock:InvokeModel on resource x",
         "lacks the permission `bedrock:InvokeModel`"),
        ("403 Permission 'aiplatform.endpoints.predict' denied on resource x",
         "lacks the permission `aiplatform.endpoints.predict`"),
    ],
)  # fmt: skip
def test_the_meaning_names_the_region_or_the_right(text: str, says: str) -> None:
    """What the cloud names is said, rather than that a model may be mistyped."""
    assert says in read(text).meaning


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("AnthropicError: No AWS region was provided. Set the `aws_region` argument or the "
         "`AWS_REGION`/`AWS_DEFAULT_REGION` environment variable.", "export AWS_REGION=…"),
        ("AnthropicError: No workspace ID found. Set the `workspace_id` argument or the "
         "`ANTHROPIC_AWS_WORKSPACE_ID` environment variable.",
         "export ANTHROPIC_AWS_WORKSPACE_ID=…"),
        ("getaddrinfo ENOTFOUND bedrock-runtime.eu-wst-1.amazonaws.com", "export AWS_REGION=…"),
        ("lookup us-east-1-aiplatform.googleapis.com: no such host", "export CLOUD_ML_REGION=…"),
    ],
)  # fmt: skip
def test_the_command_sets_the_variable_that_is_asked_for(text: str, command: str) -> None:
    """The variable that the message names, else the one in which the cloud is given its region."""
    assert command == to_json(read(text))["fixes"][0]["command"]


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("Error code: 503 - {'message': 'Bedrock is unable to process your request.'}", "Bedrock"),
        ("API Error: 529 Overloaded. If it persists, check your Google Vertex AI service status.",
         "Vertex AI"),
    ],
)  # fmt: skip
def test_whose_side_is_that_of_the_cloud_that_serves(text: str, whose: str) -> None:
    """A cloud's own outage is not laid at Anthropic's door."""
    assert f"{whose}'s side" in to_text(read(text), PAINT)
    assert "Anthropic's side" not in to_text(read(text), PAINT)
