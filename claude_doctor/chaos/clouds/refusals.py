"""What the clouds refuse, as data. The type of a refusal says who speaks: `ThrottlingException`
AWS, `RESOURCE_EXHAUSTED` Google, `DeploymentNotFound` Azure, `overloaded_error` Anthropic's own
service behind them.

Of AWS the names and statuses are the service model's (botocore 1.44, `bedrock-runtime`) or, of
its front, from captures (gptel 1397, 2026-05); `{model}`, `{project}` and `{region}` stand for
what was asked. Texts that programs and people decide by are as quoted in issues: claude-code 568,
849, 1440, 2260, 9620, 54083, 110, 13558; litellm 39166; uni-api 41; hermes-agent 32678 (Vertex's
region); positron 12858 (Foundry's deployment). From memory: Google's reasons, Azure's 403 and 429,
Bedrock's end of life and its 503, all of Mantle's and Claude on AWS's that is not Anthropic's own.
"""

from __future__ import annotations

from ..answers import Refusal

# Amazon Bedrock: its front before the service.
NO_AUTHORIZATION = Refusal(403, "AccessDeniedException", "Authorization header is missing")
KEY_INVALID = Refusal(
    403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid."
)
KEY_EXPIRED = Refusal(403, "AccessDeniedException", "Bearer Token has expired")
EXPIRED_SESSION = Refusal(
    403, "ExpiredTokenException", "The security token included in the request is expired"
)
UNKNOWN_KEY_ID = Refusal(
    403, "UnrecognizedClientException", "The security token included in the request is invalid."
)
# ... and the service.
INVALID_MODEL = Refusal(400, "ValidationException", "The provided model identifier is invalid.")
NEEDS_PROFILE = Refusal(
    400, "ValidationException",
    "Invocation of model ID {model} with on-demand throughput isn’t supported. Retry your request "
    "with the ID or ARN of an inference profile that contains this model.",
)  # fmt: skip
END_OF_LIFE = Refusal(
    404, "ResourceNotFoundException",
    "This model version has reached the end of its life. Please refer to the AWS documentation "
    "for more details.",
)  # fmt: skip
USE_CASE_FORM = Refusal(
    404, "ResourceNotFoundException",
    "Model use case details have not been submitted for this account. Fill out the Anthropic use "
    "case details form before using the model. If you have already filled out the form, try again "
    "in 15 minutes.",
)  # fmt: skip
NO_MODEL_ACCESS = Refusal(
    403, "AccessDeniedException", "You don't have access to the model with the specified model ID."
)
MARKETPLACE = Refusal(
    403, "AccessDeniedException",
    "Model access is denied due to IAM user or service role is not authorized to perform the "
    "required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:"
    "Subscribe) to enable access to this model. Refer to the Amazon Bedrock documentation for "
    "further details. Your AWS Marketplace subscription for this model cannot be completed at this "
    "time. If you recently fixed this issue, try again after 2 minutes.",
)  # fmt: skip
IAM = Refusal(
    403, "AccessDeniedException",
    "User: arn:aws:sts::123456789012:assumed-role/demo/demo is not authorized to perform: "
    "bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:{region}:123456789012:"
    "inference-profile/{model} because no identity-based policy allows the "
    "bedrock:InvokeModelWithResponseStream action",
)  # fmt: skip
THROTTLED = Refusal(429, "ThrottlingException", "Too many tokens, please wait before trying again.")
DAILY_TOKENS = Refusal(
    429, "ThrottlingException", "Too many tokens per day, please wait before trying again."
)
SERVICE_QUOTA = Refusal(
    400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."
)
UNAVAILABLE = Refusal(
    503, "ServiceUnavailableException",
    "Too many connections, please wait before trying again.",
)  # fmt: skip
UNABLE = Refusal(503, "ServiceUnavailableException", "Bedrock is unable to process your request.")
INTERNAL = Refusal(
    500, "InternalServerException",
    "The system encountered an unexpected error during processing. Try your request again.",
)  # fmt: skip
NOT_READY = Refusal(
    429, "ModelNotReadyException", "Model is not ready for inference. Try your request again."
)
STREAM_ERROR = Refusal(
    424, "ModelStreamErrorException",
    "The system encountered an unexpected error during processing. Try your request again.",
)  # fmt: skip

# Google Vertex AI.
_SEE = "See https://developers.google.com/identity/sign-in/web/devconsole-project."
_WANTED = "Expected OAuth 2 access token, login cookie or other valid authentication credential."
NO_TOKEN = Refusal(
    401, "UNAUTHENTICATED",
    f"Request is missing required authentication credential. {_WANTED} {_SEE}",
    details=(("reason", "CREDENTIALS_MISSING"),),
)  # fmt: skip
TOKEN_EXPIRED = Refusal(
    401, "UNAUTHENTICATED",
    f"Request had invalid authentication credentials. {_WANTED} {_SEE}",
    details=(("reason", "ACCESS_TOKEN_EXPIRED"),),
)  # fmt: skip
TOKEN_INVALID = Refusal(
    401, "UNAUTHENTICATED",
    f"Request had invalid authentication credentials. {_WANTED} {_SEE}",
    details=(("reason", "ACCESS_TOKEN_TYPE_UNSUPPORTED"),),
)  # fmt: skip
PUBLISHER_MODEL = "projects/{project}/locations/{region}/publishers/anthropic/models/{model}"
NO_PUBLISHER_MODEL = Refusal(
    404, "NOT_FOUND",
    f"Publisher Model `{PUBLISHER_MODEL}` was not found or your project does not have access to "
    "it. Please ensure you are using a valid model version. For more information, see: "
    "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
)  # fmt: skip
NOT_SERVABLE = Refusal(
    400, "FAILED_PRECONDITION",
    f"Publisher Model `{PUBLISHER_MODEL}` is not servable in region {{region}}.",
)  # fmt: skip
NOT_ALLOWED = Refusal(
    400, "FAILED_PRECONDITION",
    f"Project `{{project}}` is not allowed to use Publisher Model `{PUBLISHER_MODEL}`",
)  # fmt: skip
NO_PERMISSION = Refusal(
    403, "PERMISSION_DENIED",
    "Permission 'aiplatform.endpoints.predict' denied on resource "
    f"'//aiplatform.googleapis.com/{PUBLISHER_MODEL}' (or it may not exist).",
    details=(("reason", "IAM_PERMISSION_DENIED"), ("permission", "aiplatform.endpoints.predict")),
)  # fmt: skip
API_DISABLED = Refusal(
    403, "PERMISSION_DENIED",
    "Vertex AI API has not been used in project {project} before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/apis/api/aiplatform.googleapis.com/overview"
    "?project={project} then retry.",
    details=(("reason", "SERVICE_DISABLED"),),
)  # fmt: skip
NEVER_GRANTED = Refusal(
    429, "RESOURCE_EXHAUSTED",
    "Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with "
    "base model: anthropic-{model}. Please submit a quota increase request. "
    "https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai.",
)  # fmt: skip
EXHAUSTED = Refusal(
    429, "RESOURCE_EXHAUSTED",
    "Resource exhausted. Please try again later. Please refer to "
    "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429 for more details.",
)  # fmt: skip
GOOGLE_UNAVAILABLE = Refusal(503, "UNAVAILABLE", "The service is currently unavailable.")
GOOGLE_INTERNAL = Refusal(500, "INTERNAL", "Internal error encountered.")

# Microsoft Foundry.
AZURE_KEY = Refusal(
    401, "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
    "valid key for an active subscription and use a correct regional API endpoint for your "
    "resource.",
)  # fmt: skip
AZURE_TOKEN_EXPIRED = Refusal(
    401, "Unauthorized",
    "Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com)"
    ", or have expired.",
)  # fmt: skip
AZURE_ROLE = Refusal(
    403, "PermissionDenied",
    "The principal `demo` lacks the required data action "
    "`Microsoft.CognitiveServices/accounts/AIServices/messages/write` to perform `POST "
    "/anthropic/v1/messages` operation.",
)  # fmt: skip
AZURE_PRIVATE = Refusal(
    403, "AccessDenied", "Public access is disabled. Please configure private endpoint."
)
NO_DEPLOYMENT = Refusal(
    404, "DeploymentNotFound",
    "The API deployment for this resource does not exist. If you created the deployment within the "
    "last 5 minutes, please wait a moment and try again.",
)  # fmt: skip
AZURE_NO_API = Refusal(404, "api_not_supported", "Requested API is currently not supported")
AZURE_RATE = Refusal(
    429, "RateLimitReached",
    "Your requests to {model} have exceeded the token rate limit of your current AIServices S0 "
    "pricing tier. Please retry after 38 seconds.",
    headers=(("retry-after", "38"),),
)  # fmt: skip
AZURE_INTERNAL = Refusal(500, "InternalServerError", "The server had an error. Please try again.")
AZURE_UNAVAILABLE = Refusal(
    503, "ServiceUnavailable", "The service is temporarily unable to process your request."
)

# Claude on AWS: Anthropic's own API behind AWS's login.
NO_WORKSPACE = Refusal(400, "invalid_request_error", "anthropic-workspace-id: header is required")
AWS_DENIED = Refusal(
    403, "permission_error",
    "User: arn:aws:sts::123456789012:assumed-role/demo/demo is not authorized to perform: "
    "aws-external-anthropic:CreateInference on resource: {model}",
)  # fmt: skip
