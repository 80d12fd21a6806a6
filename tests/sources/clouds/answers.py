"""Answers of each cloud, in its own form: our payloads, after what the clouds document and what
their users report."""

# ruff: noqa: E501

from __future__ import annotations

import json
from typing import NamedTuple

from claude_doctor.chaos.wire import Reply as Wired
from tests.sources.clouds.frames import chunk, error, exception

START = {"type": "message_start", "message": {"usage": {"input_tokens": 9, "output_tokens": 1}}}
DELTA = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "pong"}}
END = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 4}}
STOP = {"type": "message_stop"}
OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def answer(status: int, body: object, *headers: tuple[str, str]) -> Wired:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Wired(status, (*headers, ("connection", "close")), content)


def aws(status: int, kind: str, message: str) -> Wired:
    """As Bedrock's servers write it."""
    return answer(
        status,
        {"message": message},
        ("content-type", "application/json"),
        ("x-amzn-requestid", "0b1d-4f"),
        ("x-amzn-errortype", f"{kind}:http://internal.amazon.com/coral/com.amazon.bedrock/"),
    )


def google(status: int, word: str, message: str, reason: str = "") -> Wired:
    """As Google's front end writes it, to a request for a stream: in a list."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    document = {"code": status, "message": message, "status": word, "details": details}
    return answer(status, [{"error": document}], ("server", "ESF"))


def azure(status: int, code: str, message: str) -> Wired:
    """As Azure's front end writes it."""
    document = {"error": {"code": code, "message": message}}
    return answer(status, document, ("apim-request-id", "a-1"), ("x-ms-region", "Sweden Central"))


def api(status: int, kind: str, message: str, *headers: tuple[str, str]) -> Wired:
    """The Messages API's own form."""
    return answer(status, {"type": "error", "error": {"type": kind, "message": message}}, *headers)


class Case(NamedTuple):
    """An answer to a request with a credential, and what it is about."""

    cloud: str
    answer: Wired
    said: str
    row: str


AMZN = ("x-amzn-requestid", "0b1d-4f")
REQ = ("request-id", "req_vrtx_1")
ARN = "arn:aws:sts::123456789012:assumed-role/dev/me"
CASES = {
    # Bedrock: the credential.
    "no token": Case("bedrock", aws(403, "MissingAuthenticationTokenException", "Missing Authentication Token"), "no-credential", "aws-credentials"),
    "no header": Case("bedrock", answer(403, {"Message": "Authorization header is missing"}, AMZN), "no-credential", "aws-credentials"),
    "expired": Case("bedrock", aws(403, "ExpiredTokenException", "The security token included in the request is expired"), "expired", "aws-login-expired"),
    "expired key": Case("bedrock", aws(403, "AccessDeniedException", "Bearer Token has expired"), "expired", "bedrock-key"),
    "unknown": Case("bedrock", aws(403, "UnrecognizedClientException", "The security token included in the request is invalid."), "refused", "aws-credentials"),
    "bad key": Case("bedrock", answer(403, {"Message": "Authentication failed: Please make sure your API Key is valid."}, AMZN), "refused", "bedrock-key"),
    "no such key": Case("bedrock", answer(403, {"Message": "Invalid API Key format: Must start with pre-defined prefix"}, AMZN), "refused", "bedrock-key"),
    "signature": Case("bedrock", aws(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided."), "refused", "aws-credentials"),
    "half a signature": Case("bedrock", aws(400, "IncompleteSignatureException", "Authorization header requires 'Credential' parameter."), "refused", "aws-credentials"),
    "clock": Case("bedrock", aws(403, "InvalidSignatureException", "Signature expired: 20261130T010000Z is now earlier than 20261130T011000Z (20261130T011500Z - 5 min.)"), "refused", "clock-skew"),
    "clock ahead": Case("bedrock", aws(403, "InvalidSignatureException", "Signature not yet current: 20261130T030000Z is still later than 20261130T021000Z"), "refused", "clock-skew"),
    # Bedrock: what the account may.
    "no rights": Case("bedrock", aws(403, "AccessDeniedException", f"User: {ARN} is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-x because no identity-based policy allows it"), "access", "cloud-role"),
    "denied": Case("bedrock", aws(403, "AccessDeniedException", f"User: {ARN} is not authorized to perform: bedrock:InvokeModelWithResponseStream with an explicit deny in a service control policy"), "access", "cloud-role"),
    "no model access": Case("bedrock", aws(403, "AccessDeniedException", "You don't have access to the model with the specified model ID."), "access", "cloud-model-access"),
    "marketplace": Case("bedrock", aws(403, "AccessDeniedException", "Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe)."), "access", "marketplace-rights"),
    "form": Case("bedrock", aws(404, "ResourceNotFoundException", "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model."), "access", "use-case-form"),
    "country": Case("bedrock", aws(400, "ValidationException", "Access to Anthropic models is not allowed from unsupported countries, regions, or territories."), "access", "region-blocked"),
    "operation": Case("bedrock", aws(400, "ValidationException", "Operation not allowed"), "access", "cloud-model-access"),
    # Bedrock: the model.
    "unknown model": Case("bedrock", aws(400, "ValidationException", "The provided model identifier is invalid."), "model", "model-not-found"),
    "profile": Case("bedrock", aws(400, "ValidationException", "Invocation of model ID anthropic.claude-x-v1:0 with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model."), "model", "profile-needed"),
    "old": Case("bedrock", aws(404, "ResourceNotFoundException", "This model version has reached the end of its life."), "model", "model-not-found"),
    "region": Case("bedrock", aws(400, "ValidationException", "The model isn't supported in this region."), "region", "model-not-found"),
    "malformed": Case("bedrock", aws(400, "ValidationException", "Malformed input request: #: required key [max_tokens] not found, please reformat your input and try again."), "bad-request", "invalid-request"),
    # Bedrock: how much, and itself.
    "throttled": Case("bedrock", aws(429, "ThrottlingException", "Too many requests, please wait before trying again."), "throttled", "bedrock-throttled"),
    "tokens": Case("bedrock", aws(429, "ThrottlingException", "Too many tokens, please wait before trying again."), "throttled", "bedrock-throttled"),
    "a day": Case("bedrock", aws(429, "ThrottlingException", "Too many tokens per day, please wait before trying again."), "quota", "bedrock-throttled"),
    "quota": Case("bedrock", aws(400, "ServiceQuotaExceededException", "Your request exceeds the service quota for your account."), "quota", "bedrock-throttled"),
    "not ready": Case("bedrock", aws(429, "ModelNotReadyException", "The model is not ready for inference requests."), "failed", "bedrock-unavailable"),
    "slow model": Case("bedrock", aws(408, "ModelTimeoutException", "The request took too long to process."), "failed", "bedrock-unavailable"),
    "model error": Case("bedrock", aws(424, "ModelErrorException", "The request failed due to an error while processing the model."), "failed", "bedrock-unavailable"),
    "unavailable": Case("bedrock", aws(503, "ServiceUnavailableException", "Bedrock is unable to process your request."), "failed", "bedrock-unavailable"),
    "internal": Case("bedrock", aws(500, "InternalServerException", "The system encountered an unexpected error during processing. Try your request again."), "failed", "bedrock-unavailable"),
    "connections": Case("bedrock", aws(503, "ServiceUnavailableException", "Too many connections, please wait before trying again."), "overloaded", "overloaded"),
    "wordless": Case("bedrock", answer(502, b"", AMZN), "failed", "bedrock-unavailable"),
    # Bedrock, after the 200.
    "stream throttled": Case("bedrock", answer(200, chunk(START) + exception("throttlingException", message="Too many tokens")), "throttled", "bedrock-throttled"),
    "stream internal": Case("bedrock", answer(200, chunk(START) + exception("internalServerException", message="Internal Server Exception")), "failed", "bedrock-unavailable"),
    "stream model": Case("bedrock", answer(200, chunk(START) + chunk(DELTA) + exception("modelStreamErrorException", message="No.", originalStatusCode=500)), "failed", "bedrock-unavailable"),
    "stream timeout": Case("bedrock", answer(200, exception("modelTimeoutException", message="No.")), "failed", "bedrock-unavailable"),
    "stream unavailable": Case("bedrock", answer(200, exception("serviceUnavailableException", message="")), "failed", "bedrock-unavailable"),
    "stream validation": Case("bedrock", answer(200, exception("validationException", message="Malformed input request")), "bad-request", "invalid-request"),
    "stream overloaded": Case("bedrock", answer(200, chunk(START) + chunk(OVERLOADED)), "overloaded", "overloaded"),
    "stream error": Case("bedrock", answer(200, chunk(START) + error("InternalError", "An internal error.")), "failed", "api-error"),
    # Vertex AI.
    "google no token": Case("vertex", google(401, "UNAUTHENTICATED", "Request is missing required authentication credential. Expected OAuth 2 access token.", "CREDENTIALS_MISSING"), "no-credential", "google-credentials"),
    "google expired": Case("vertex", google(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "ACCESS_TOKEN_EXPIRED"), "expired", "google-credentials"),
    "google invalid": Case("vertex", google(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "ACCESS_TOKEN_TYPE_UNSUPPORTED"), "refused", "google-credentials"),
    "google no rights": Case("vertex", google(403, "PERMISSION_DENIED", "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/x' (or it may not exist).", "IAM_PERMISSION_DENIED"), "access", "cloud-role"),
    "google service": Case("vertex", google(403, "PERMISSION_DENIED", "Vertex AI API has not been used in project 1 before or it is disabled.", "SERVICE_DISABLED"), "access", "cloud-model-access"),
    "google billing": Case("vertex", google(403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", "BILLING_DISABLED"), "access", "cloud-model-access"),
    "google consumer": Case("vertex", google(403, "PERMISSION_DENIED", "Permission denied on resource project nobodys.", "CONSUMER_INVALID"), "access", "cloud-model-access"),
    "google not enabled": Case("vertex", google(400, "FAILED_PRECONDITION", "Project `1` is not allowed to use Publisher Model `projects/x/locations/us-east5/publishers/anthropic/models/claude-x`"), "access", "cloud-model-access"),
    "google no model": Case("vertex", google(404, "NOT_FOUND", "Publisher Model `projects/x/locations/us-central1/publishers/anthropic/models/claude-x` was not found or your project does not have access to it."), "model", "model-not-found"),
    "google region": Case("vertex", google(400, "FAILED_PRECONDITION", "Publisher Model `projects/x/locations/asia-east1/publishers/anthropic/models/claude-x` is not servable in region asia-east1."), "region", "model-not-found"),
    "google quota": Case("vertex", google(429, "RESOURCE_EXHAUSTED", "Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with base model: anthropic-claude-x. Please submit a quota increase request."), "quota", "vertex-quota"),
    "google exhausted": Case("vertex", google(429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."), "throttled", "vertex-exhausted"),
    "google unavailable": Case("vertex", google(503, "UNAVAILABLE", "The service is currently unavailable."), "failed", "vertex-unavailable"),
    "google cancelled": Case("vertex", google(499, "CANCELLED", "The operation was cancelled."), "failed", "vertex-unavailable"),
    "google argument": Case("vertex", google(400, "INVALID_ARGUMENT", "max_tokens: Field required"), "bad-request", "invalid-request"),
    "google overloaded": Case("vertex", api(529, "overloaded_error", "Overloaded", REQ), "overloaded", "overloaded"),
    "google stream": Case("vertex", answer(200, b"event: error\ndata: " + json.dumps(OVERLOADED).encode() + b"\n\n", ("content-type", "text/event-stream")), "overloaded", "overloaded"),
    # Foundry.
    "azure no token": Case("foundry", answer(401, {"statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired."}), "no-credential", "azure-credentials"),
    "azure bad key": Case("foundry", azure(401, "401", "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."), "refused", "azure-credentials"),
    "azure firewall": Case("foundry", azure(403, "403", "Access denied due to Virtual Network/Firewall rules."), "access", "cloud-model-access"),
    "azure private": Case("foundry", azure(403, "403", "Public access is disabled. Please configure private endpoint."), "access", "cloud-model-access"),
    "azure tenant": Case("foundry", azure(400, "Tenant provided in token does not match resource token", "Tenant provided in token does not match resource token"), "access", "cloud-model-access"),
    "azure no keys": Case("foundry", azure(403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource."), "access", "cloud-model-access"),
    "azure role": Case("foundry", azure(401, "PermissionDenied", "The principal `p` lacks the required data action `Microsoft.CognitiveServices/accounts/AIServices/messages/action` to perform `POST /anthropic/v1/messages` operation."), "access", "cloud-role"),
    "azure deployment": Case("foundry", azure(404, "DeploymentNotFound", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."), "model", "model-not-found"),
    "azure path": Case("foundry", azure(404, "404", "Resource not found"), "foreign", "not-found"),
    "azure limit": Case("foundry", azure(429, "429", "Requests have exceeded call rate limit of your current pricing tier. Please retry after 20 seconds."), "throttled", "rate-limited"),
    "azure quota": Case("foundry", azure(429, "insufficient_quota", "You exceeded your current quota."), "quota", "rate-limited"),
    "azure internal": Case("foundry", azure(500, "InternalServerError", "Internal server error"), "failed", "api-error"),
    "azure unavailable": Case("foundry", azure(503, "ServiceUnavailable", "Service unavailable"), "failed", "api-error"),
    "azure model": Case("foundry", api(429, "rate_limit_error", "This request would exceed your limit", ("request-id", "req_1")), "throttled", "rate-limited"),
    # Mantle and Claude on AWS: the Messages API's form.
    "mantle no key": Case("mantle", api(401, "authentication_error", "x-api-key header is required", AMZN), "no-credential", "aws-credentials"),
    "mantle bad key": Case("mantle", answer(401, {"error": {"code": "invalid_api_key", "message": "Invalid bearer token", "type": "x", "param": None}}, AMZN), "refused", "bedrock-key"),
    "mantle rights": Case("mantle", api(403, "permission_error", f"User: {ARN} is not authorized to perform: bedrock-mantle:CreateInference", AMZN), "access", "cloud-role"),
    "mantle model": Case("mantle", api(404, "not_found_error", "model: anthropic.claude-x", AMZN), "model", "model-not-found"),
    "mantle limit": Case("mantle", api(429, "rate_limit_error", "Too many", AMZN), "throttled", "bedrock-throttled"),
    "mantle overloaded": Case("mantle", api(529, "overloaded_error", "Overloaded", AMZN), "overloaded", "overloaded"),
    "mantle error": Case("mantle", api(500, "api_error", "Internal server error", AMZN), "failed", "bedrock-unavailable"),
    "aws bad key": Case("anthropic-aws", api(401, "authentication_error", "invalid x-api-key", AMZN), "refused", "key-rejected"),
    "aws expired": Case("anthropic-aws", api(403, "permission_error", "The security token included in the request is expired", AMZN), "expired", "aws-login-expired"),
    "aws argument": Case("anthropic-aws", api(400, "invalid_request_error", "max_tokens: Field required", AMZN), "bad-request", "invalid-request"),
}  # fmt: skip

#: A whole completion.
WHOLE = {
    "bedrock": answer(200, b"".join(map(chunk, (START, DELTA, END, STOP)))),
    **dict.fromkeys(
        ("vertex", "foundry", "mantle", "anthropic-aws"),
        answer(200, b"".join(b"data: %b\n\n" % json.dumps(e).encode() for e in (START, DELTA, END, STOP))),
    ),
}  # fmt: skip

OWN = ("x-litellm-version", "1.80")


def litellm(status: int, message: str, kind: str = "None") -> Wired:
    """As LiteLLM's proxy writes an error of its own."""
    document = {"message": message, "type": kind, "param": None, "code": str(status)}
    return answer(status, {"error": document}, OWN)


#: What stands before the cloud and says so: the author, the refusal, and what it is about.
BETWEEN = {
    "LiteLLM's keys": (litellm(401, "Authentication Error, Invalid proxy server token passed.", "auth_error"), "relay", "key", "refused"),
    "LiteLLM's limit": (litellm(429, "Max parallel request limit reached."), "relay", "limit", "throttled"),
    "LiteLLM's models": (litellm(400, "Invalid model name passed in model=claude-haiku-4-5"), "relay", "model", "model"),
    "LiteLLM's own key": (answer(403, {"message": "The security token included in the request is expired"}, AMZN, OWN), "relay", "upstream-key", "foreign"),
    "LiteLLM itself": (litellm(500, "Internal Server Error"), "relay", "failed", "foreign"),
    "nginx": (answer(502, b"<html><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></html>", ("server", "nginx")), "relay", "none", "foreign"),
    "an API gateway": (answer(500, {"message": "Internal server error"}, AMZN, ("x-amz-apigw-id", "a=")), "relay", "failed", "foreign"),
    "squid": (answer(403, b"<html><body>ERR_ACCESS_DENIED</body></html>", ("x-squid-error", "ERR_ACCESS_DENIED 0")), "proxy", "host", "foreign"),
    "Cloudflare": (answer(403, b"<html>Just a moment</html>", ("cf-mitigated", "challenge"), ("cf-ray", "1-X")), "relay", "challenge", "foreign"),
}  # fmt: skip
