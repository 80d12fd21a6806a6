"""What failures say, by what they mean: invented payloads around the programs' own phrases."""

from __future__ import annotations


def envelope(kind: str, message: str, status: int | None = None) -> str:
    """The API's own error, as an SDK prints it."""
    body = (
        f'{{"type":"error","error":{{"type":"{kind}","message":"{message}"}},'
        f'"request_id":"req_011Invented00000000"}}'
    )
    return body if status is None else f"{status} {body}"


SAID: dict[tuple[str, str], tuple[str, ...]] = {
    ("overloaded", "server"): (
        "why 529??",
        "was bedeutet 529 auf einmal?",
        f"API Error: {envelope('overloaded_error', 'Overloaded', 529)}",
        "API Error: Repeated 529 Overloaded errors · check status.claude.com",
        "event: error\ndata: " + envelope("overloaded_error", "Overloaded"),
        f"Error: {envelope('api_error', 'Overloaded', 500)}",
        "litellm.InternalServerError: AnthropicException - Overloaded. Handle with it.",
        'error = { message = "Overloaded", type = "overloaded_error" }',
        '%{"error" => %{"message" => "Overloaded", "type" => "overloaded_error"}}',
        '{"type":"error","error":{"type":"overloaded_error","message":"Overl',
        "AI_RetryError: Failed after 3 attempts. Last error: Overloaded",
        "Opus is experiencing high load, please use /model to switch to Sonnet",
        "Provider is overloaded [retrying in 8s attempt #2]",
        "HTTP/2 529 \ncontent-type: application/json\nx-should-retry: true",
        "529",
        "overloaded_error",
        "anthropic.OverloadedError",
    ),
    ("server_error", "server"): (
        "Server error '503 Service Unavailable' for url "
        "'https://bedrock-runtime.x.amazonaws.com/m'",
        f"API Error: {envelope('api_error', 'Internal server error', 500)}",
        "anthropic.APIStatusError: {'type': 'error', 'error': {'details': None, 'type': "
        "'api_error', 'message': 'Internal server error'}}",
        "API Error: 500 Internal server error. This is a server-side issue, usually temporary.",
        "API Error: 500 status code (no body)",
        "API Error: 503 Bedrock is unable to process your request.",
        'data: {"error":{"code":"api_error","message":"It broke","type":"invalid_request_error"}}',
        "Token refresh failed: 500",
        "ServiceUnavailableException: try again",
        "error 500",
    ),
    ("gateway_error", "server"): (
        "POST https://api.anthropic.com/v1/messages: 502 <html><title>502 Bad Gateway</title>"
        "<hr>cloudflare</html>",
        '<a href="https://x.invalid/landing?errorcode_502&utm_campaign=api.anthropic.com" id="l">',
        "API Error (api.anthropic.com | 504: Gateway time-out)",
        "API Error: 503 upstream connect error or disconnect/reset before headers. reset reason: "
        "connection timeout, Connection refused",
        'Error: 522 {"title":"Error 522: Connection timed out","status":522,'
        '"zone":"api.anthropic.com","cloudflare_error":true}',
    ),
    ("gateway_error", "either"): (
        "API Error: 401 <html><head><title>502 Bad Gateway</title></head><hr>cloudflare</html>",
        "API Error: 502 <html>\n<head><title>502 Bad Gateway</title></head>\n"
        "<hr><center>cloudflare</center></html>",
        "API Error: 502 Bad gateway. Try again in a moment. If it persists, check "
        "https://status.claude.com.",
        "Provider: anthropic\nStatus Code: 504\n<html><center>504</center><hr>cloudflare</html>",
        '{"type":"https://developers.cloudflare.com/support/troubleshooting/http-status-c'
        'odes/cloudflare-5xx-errors/error-522/","title":"Error 522","status":522, ...',
        "API Error: 502 Bad Gateway",
        "HTTP 503 Service Unavailable",
        "504 Gateway Timeout\nnginx",
        "POST /v1/messages 503 4ms",
        "API Error: 524 <html><title>relay.example | 524: A timeout occurred</title>",
        "API Error: 502 status code (no body). If it persists, check your inference gateway "
        "(relay.example:3000).",
    ),
    ("rate_limit", "account"): (
        "why 429??",
        "what is a 429, please",
        "LLM provider error: would exceed your organization's rate limit of 9 tokens per minute, "
        "see https://docs.claude.com/en/api/rate-limits",
        f"{envelope('rate_limit_error', 'This request would exceed your rate limit of 9', 429)}",
        "Number of concurrent connections has exceeded your rate limit.",
        "HTTP/1.1 429 Too Many Requests\nretry-after: 12",
        "ThrottlingException: Too many tokens, please wait before trying again.",
        'Error: 429 {"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com/'
        'x_per_base_model","status":"RESOURCE_EXHAUSTED"}}',
        "All models failed: anthropic is cooling down (rate_limit)",
        "RateLimitError",
    ),
    ("rate_limit", "server"): (
        "API Error: Request rejected (429) · Rate limited",
        "API Error: Server is temporarily limiting requests (not your usage limit) · Rate limited",
        f"{envelope('rate_limit_error', 'Rate limited', 429)}",
        "API Error: Request rejected (429) · this may be a temporary capacity issue",
    ),
    ("subscription_limit", "account"): (
        "You've hit your session limit · resets 3pm (Europe/Berlin)",
        "Claude AI usage limit reached|1751040000",
        "5-hour limit reached ∙ resets 2am",
        "You've hit your Opus limit · resets Monday",
        "HTTP 429: the weekly limit has been reached.",
        f"API Error ({envelope('rate_limit_error', 'Slow down', 429)}) · Retrying in 2900 seconds…",
        "HTTP/2 429\nanthropic-ratelimit-unified-status: rejected",
    ),
    ("quota_spend", "account"): (
        "You've hit your org's monthly spend limit",
        "Credit balance is too low",
        f"{envelope('invalid_request_error', 'Your credit balance is too low to access', 400)}",
        f"{envelope('invalid_request_error', 'You have reached your specified API usage', 400)}",
        "You've hit your org's monthly spend limit",
        "API Error: Usage credits required for 1M context",
        f"{envelope('rate_limit_error', 'Extra usage is required for long context', 429)}",
        f"{envelope('billing_error', 'A payment failed', 402)}",
        '{"error":{"type":"rate_limit_error","message":"No","details":{"error_code":'
        '"enforced_spend_limit_reached"}}}',
    ),
    ("bad_request", "client"): (
        "400 `temperature` may only be set to 1 when thinking is enabled.",
        'Some.RpcException: Detail="{"type":"error","error":{"type":"invalid_request_err',
        "Error: The maximum tokens you requested exceed the model limit of 9.",
        f"{envelope('invalid_request_error', 'messages.3: tool_use ids were found', 400)}",
        "ValueError: Streaming is required for operations that may take longer than 10 minutes.",
        "API Error: 500 Streaming is required for operations that may take longer than 10 "
        "minutes. This is a server-side issue, usually temporary",
        "ValidationException: Malformed input request: extraneous key [x] is not permitted",
        "HTTP 422 Unprocessable Entity",
        "API Error: 400 due to tool use concurrency issues.",
        "The service said: tools.0.custom.name: String should match a pattern",
        "`thinking` blocks in the latest assistant message cannot be modified",
        f"{envelope('invalid_request_error', 'request_timeout: extra fields not permitted', 400)}",
    ),
    ("context_too_long", "client"): (
        "Prompt is too long",
        f"{envelope('invalid_request_error', 'prompt is too long: 9 tokens > 8 maximum', 400)}",
        f"{envelope('invalid_request_error', 'Request size exceeds model context window', 413)}",
        "API Error: 400 Input is too long for requested model.",
        "⏺ Skill(helper)\n  ⎿  Loaded\n  ⎿  Context limit reached · /compact to continue",
    ),
    ("request_too_large", "client"): (
        'ERROR { message: "Request size exceeds limit of 9 bytes" } statusCode: 500',
        "Request too large (max 32MB). Double press esc to go back",
        '413 {"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}',
        "413 <html><head><title>413 Request Entity Too Large</title></head><center>nginx</center>",
    ),
    ("content_policy", "client"): (
        "API Error: Opus 9's safeguards flagged this message. Apply to a program",
        f"{envelope('invalid_request_error', 'Output blocked by content filtering policy', 400)}",
        "API Error: Claude Code is unable to respond to this request, which appears to violate "
        "our Usage Policy",
        "This request seems to violate the Terms of Service",
    ),
    ("auth", "client"): (
        'API error (attempt 1/11): 403 {"Message":"Authorization header is missing"}',
        f"{envelope('authentication_error', 'invalid x-api-key', 401)}",
        "OAuth token revoked · Please run /login",
        "Could not resolve authentication method. Expected either apiKey or authToken to be set.",
        f"{envelope('permission_error', 'OAuth token has been revoked.', 403)}",
        "API Error: 403 The security token included in the request is expired",
        "The API key for the model was not configured",
        "token exchange failed: the endpoint said 400 Bad Request",
        "HTTP 401",
    ),
    ("auth", "account"): (
        f"{envelope('invalid_request_error', 'This organization has been disabled.', 400)}",
        "Your ANTHROPIC_API_KEY belongs to a disabled organization",
    ),
    ("permission", "client"): (
        f"{envelope('permission_error', 'Your key may not use this resource.', 403)}",
    ),
    ("permission", "account"): (
        "Model access is denied: the role is not authorized to do the AWS Marketplace actions",
        "AccessDeniedException: You don't have access to the model with the specified model ID.",
        "Your organization has disabled Claude subscription access for Claude Code",
        "This credential is only authorized for use with Claude Code and cannot be used",
    ),
    ("permission", "network"): ("403 <!DOCTYPE html><title>Just a moment...</title>",),
    ("region_block", "network"): (
        'API Error: 403 {"error":{"type":"forbidden","message":"Request not allowed"}}',
        "Access is not allowed from unsupported countries, regions, or territories.",
    ),
    ("model_not_found", "client"): (
        '404 {"error":{"message":"Model \'claude-0\' not found.","type":"invalid_request_error"}}',
        "Some\\Lib\\Failure: Anthropic Error: [not_found_error] model: claude-0-invented",
        f"{envelope('not_found_error', 'model: claude-nobody-1', 404)}",
        "There’s an issue with the selected model (claude-nobody-1). It may not exist",
        "API Error: 400 The provided model identifier is invalid.",
        "Model claude-nobody-1 not found",
        "The requested model is not supported.",
        f"{envelope('not_found_error', 'Claude Nobody 1 is not available', 404)}",
    ),
    ("wrong_endpoint", "client"): (
        "OpenRouter error (404): <!DOCTYPE html><html><head>",
        'Error code: 404 - {"error":{"message":"Invalid URL (POST /v1/messages)","code":""}}',
        'API Error: 404 {"detail":"Not Found"}',
        "API Error: 404 404 page not found",
        "POST /v1/v1/messages 404",
        "Request URL is missing an 'http://' or 'https://' protocol.",
        "Not Found: https://api.anthropic.com/messages",
        'Connection refused (ConnectionRefused)\nANTHROPIC_BASE_URL="http://127.0.0.1:9999"',
    ),
    ("dns", "network"): (
        "Failed to connect to api.anthropic.com: EREFUSED",
        "** (Req.TransportError) non-existing domain",
        "hackney: {:error, :nxdomain} for api.anthropic.com",
        "API Error: Unable to connect to API (ENOTFOUND)",
        "getaddrinfo EAI_AGAIN api.anthropic.com",
        "[Errno -2] Name or service not known",
        "dial tcp: lookup api.anthropic.com: no such host",
    ),
    ("dns", "client"): (
        "getaddrinfo ENOTFOUND host.docker.internal",
        "getaddrinfo ENOTFOUND https",
        "getaddrinfo ENOTFOUND api.antropic.com",
        "Could not resolve host: undefined",
        "getaddrinfo ENOTFOUND bedrock-runtime.undefined.amazonaws.com",
    ),
    ("tls", "network"): (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer",
        "Failed to connect to api.anthropic.com: SELF_SIGNED_CERT_IN_CHAIN",
        "x509: certificate signed by unknown authority",
        "write EPROTO: SSL routines: wrong version number",
    ),
    ("tls", "either"): ("Error: CERT_HAS_EXPIRED",),
    ("clock_skew", "client"): (
        "certificate verify failed: certificate is not yet valid",
        "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z",
    ),
    ("proxy", "network"): (
        "socks connect tcp 192.0.2.1:1->api.anthropic.com:443: dial tcp: connection refused",
        "failed, reason: Failed to establish a socket connection to proxies: PROXY 127.0.0.1:1",
        "API Error: Unable to connect to API (UnsupportedProxyProtocol)",
        "API Error: 407 Proxy Authentication Required",
        "tunneling socket could not be established, statusCode=503",
        "Proxy connection ended before receiving CONNECT response",
        "HTTP/1.1 403 Forbidden\nx-deny-reason: host_not_allowed",
        "connect ECONNREFUSED 127.0.0.1:7890",
    ),
    ("connection", "network"): (
        "[Errno 101] Network is unreachable",
        "connect ECONNREFUSED 127.0.0.1:443",
        "Connection refused (ConnectionRefused)\nANTHROPIC_BASE_URL=https://relay.example/api",
    ),
    ("connection", "either"): (
        "Unable to connect to API (ConnectionRefused), though curl gets HTTP/2 405 as it should",
        'API Error (500 {"error":{"message":"fetch failed","type":"api_error","code":"x"}})',
        "anthropic.APIConnectionError: Connection error.",
        "API Error: Unable to connect to API (ECONNRESET)",
        "TypeError: fetch failed",
        "httpx.RemoteProtocolError: Server disconnected without sending a response.",
        "litellm.InternalServerError: AnthropicException - Server disconnected",
        "socket hang up",
    ),
    ("timeout", "network"): (
        "httpx.ConnectTimeout: timed out",
        "connect ETIMEDOUT 192.0.2.1:443",
        "dial tcp 192.0.2.1:443: i/o timeout",
    ),
    ("timeout", "either"): (
        "anthropic.APITimeoutError: Request timed out.",
        "HeadersTimeoutError: Headers Timeout Error",
        "curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received",
    ),
    ("timeout", "server"): (f"{envelope('timeout_error', 'Request timed out', 504)}",),
    ("incomplete_stream", "either"): (
        '{"error":{"message":"upstream stream disconnected: unexpected '
        'EOF","type":"stream_read_error"}}',
        '[{"error":"Error: request ended without sending any chunks\\n    at f (cli.js:1:1)"}]',
        "DEBUG chunk: event: message_start\nERROR stream handler: Connection closed.",
        "API Error: Connection closed mid-response. The response above may be incomplete.",
        "peer closed connection without sending complete message body (incomplete chunked read)",
        "TypeError: terminated\n [cause]: SocketError: other side closed",
        "API Error: 500 terminated",
        "[WARN] Streaming stall detected: 61.0s gap between events",
        "Error: Premature close",
    ),
    ("incomplete_stream", "server"): ("API Error: Server error mid-response.",),
    ("cancelled", "none"): (
        "API Error: Request was aborted.",
        "[Request interrupted by user for tool use]",
        '[{"error":"abort@[native code]\\nx@cli:1:2"}]',
        "asyncio.exceptions.CancelledError",
    ),
    ("not_an_api_error", "none"): (
        "WARNING: Retrying (Retry(total=1)) after connection broken by "
        "'ConnectTimeoutError': /simple/fastapi/",
        "urllib3: HTTPSConnectionPool(host='files.pythonhosted.org', port=443): Read timed out.",
        '{"error": {"root_cause" : [ {"type": "index_not_found_exception"} ]}, "status" : 404}',
        '[429] {"error":{"type":"rejected_execution_exception"},"status":429}',
        "2025-01-02T03:04:05.678Z [notes] [info] Client transport closed",
        "[notes] [error] Server disconnected. For troubleshooting guidance, see the docs {}",
        '{"method":"notifications/cancelled","params":{"reason":"Error: MCP error '
        '-32001: Request timed out"}}',
        "500 Server Error for http+docker://localhost/v1.49/images/create: Internal Server Error",
        "DEBUG:anthropic._base_client:Request options: {'method': 'post', 'json_data': "
        "{'messages': [{'content': 'API Error: 529 overloaded_error, "
        "why?'}]}}\nDEBUG:httpx:HTTP Request: POST https://api.anthropic.com/v1/messages "
        '"HTTP/1.1 200 OK"',
        "Tool has an invalid outputSchema: it declares an unsupported dialect",
        "Error: HTTP 404: Invalid OAuth error response: Raw body: 404 page not found",
        "error: RPC failed; HTTP 403 curl 22\nfatal: the remote end hung up unexpectedly",
        "API Error: Claude's response exceeded the 9 output token maximum.\n"
        '[{"error":"MCPContentTooLargeError: 9 tokens exceeds maximum"}]',
        "Streamable HTTP error: Error POSTing to endpoint: 502 Bad Gateway",
        "Warning: Insufficient permissions for auto-updates",
        "MCP error -32001: Request timed out",
        '[DEBUG] MCP server "x": Connection failed: connect ECONNREFUSED 127.0.0.1:3000',
        "API Error: Claude's response exceeded the 32000 output token maximum.",
        "⏺ Bash(npm test)\n  ⎿  Error: connect ECONNREFUSED 127.0.0.1:5432",
        "Fetch(url: https://example.com)\n  ⎿  Error: Request failed with status code 404",
        '[{"error":"AxiosError: Request failed with status code 503\\n    at x (cli.js:1:2)"}]',
        "Error: EACCES: permission denied, open '/etc/x'",
        "[Errno 13] Permission denied: '/home/someone'",
        '[{"error":"AxiosError: timeout of 5000ms exceeded\\n at x (cli.js:1:2)"}]',
        '⏺ list-keeper - get_item (MCP)(id: "1")\n  ⎿  Error: Item 1 not found',
        "⏺ Bash(curl -s localhost:8080/x)\n  ⎿  404 page not found",
        "⏺ Fetch(https://example.com)\n  ⎿  <title>Just a moment...</title>",
        "Failed to load the workspace",
        '{"type":"message","stop_reason":"max_tokens"}',
        "200",
    ),
    ("other_provider", "account"): (
        "429 RESOURCE_EXHAUSTED: use a paid key, https://aistudio.google.com/apikey",
        "API Error: 403 Insufficient account balance · Please run /login",
        '{"error":{"message":"You exceeded your current quota","type":"insufficient_quota"}}',
        'API Error: 429 {"error":{"message":"Error from provider(other,x: 429): Insufficient '
        'balance","type":"api_error","code":"provider_response_error"}}',
    ),
    ("other_provider", "client"): (
        'API Error: 400 {"error":{"code":"unsupported_parameter","message":"No such x"}}',
        "Provider acme returned status 400 Bad Request: the roles must alternate",
        '{"type":"error","error":{"type":"invalid_request_error","message":"不支持的参数名称"}}',
        "Sending to model (gemini-9-invented) failed: HTTP request returned status code 400",
        '400 {"error":{"message":"thinking_budget is not for it","status":"INVALID_ARGUMENT"}}',
        'API Error: 400 {"error":{"code":"invalid_parameter_error","type":"an_error"}}',
        "Error: 404 Provider 'invented' not found",
        '500 Engine protocol request returned 400: {"error":{"type":"invalid_request_error"}}',
        "400 json: cannot unmarshal array into Go struct field Message.content of type string",
        "API Error: 400 provider not found: provider '' not found in registry",
        'Error: 401 {"error":{"message":"bad token","type":"new_api_error"}}',
        '{"error": {"code": 400, "message": "No such thing.", "status": "INVALID_ARGUMENT"}}',
        '{"error":{"message":"gpt-4-x is not yours","type":"invalid_request_error","param":null}}',
        "08:00 start provider=minimax-x model=M2\n08:00 isError=true error=HTTP 401 "
        "authentication_error: carry the secret elsewhere",
        'API Error: 503 {"error":{"message":"No available accounts: only allows its own clients"}}',
    ),
    ("other_provider", "server"): (
        "Sorry, your request failed. Copilot Request id: 0a Reason: Server error: 503",
        "POST https://api.openai.com/v1/chat/completions: 500 Internal Server Error",
    ),
    ("other_provider", "network"): (
        "openai 403 {'code': 'unsupported_country_region_territory', 'message': 'Country not "
        "supported'}",
    ),
    ("other_provider", "either"): (
        '502 {"type":"error","error":{"type":"api_error","message":"Upstream error"}}',
        'Model: Claude X\nProvider: acme\nStatus Code: 500\n{"errors":[{"message":"broken"}]}',
        "API Error: 529 [1399][The service is overloaded, try later][x]",
        'API Error: 502 {"error":{"message":"failed","type":"upstream_error"}}',
        "API Error: 503 No available channel for x. If it persists, check your inference gateway",
        "API Error: 503 No available accounts. This is a server-side issue, usually temporary",
        '{"type":"some_hub_error","error":{"type":"error","message":"broke"}}',
        "API Error: null is not an object (evaluating 'a.b.c')",
        '{"error":{"code":"BROKEN","status":500,"docs":"https://hub.example/errors/broken"}}',
    ),
    ("unknown", "either"): ("The provider could not complete the API request.",),
    ("unknown", "unknown"): (
        "",
        "hello world",
        "The build finished at line 529, column 500.",
        "Compiled 404 modules in 500 ms",
        "400-4",
        "claude says error 400-4",
    ),
}
