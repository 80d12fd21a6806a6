"""Whose failure it is, by kinds: each with texts of its own, and with others that look like it."""

from __future__ import annotations

import pytest

from claude_doctor.failures.reader import read

_EXHAUSTED = '{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}'
_OVERLOADED = '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
_GUARD = "Could not resolve authentication method. Expected either api_key or auth_token to be set."
_MAXIMUM = "API Error: Claude's response exceeded the 8192 output token maximum."
_AWS = "software.amazon.awssdk.core.exception.SdkClientException: Read timed out"
_BEDROCK = "getaddrinfo ENOTFOUND bedrock-runtime"

# Side and category; the texts that mean them.
MEANT: dict[tuple[str, str], tuple[str, ...]] = {
    # Behind a router Google's form of an error is of any of its models, unless Claude is named.
    ("account", "rate_limit"): (
        f"API Error: 429 {_EXHAUSTED}",
        f"litellm.RateLimitError: VertexAIException - {_EXHAUSTED} model=vertex_ai/claude-opus-4",
    ),
    # Whoever the text says was called speaks, also where a program shows it in its own words.
    ("client", "other_provider"): (
        "When I use glm-5 in Claude Code:\nAPI Error: 400 Input should be a valid string",
        'Claude Code with its endpoint set to kimi.\n\n```\nAPI Error: 400 {"error":{"type":'
        '"invalid_request_error","message":"no"},"type":"error"}\n```',
        "I switched to DeepSeek this morning and get: API Error: 401 unauthorized",
        "**Details**\nProvider: groq\nStatus Code: 401\n\n```\n401 Invalid API Key\n```",
        "LLM call (OpenAIProvider) failed\nERROR [bot] HTTP 401: Invalid API Key",
        "The Qwen API returned 401: the key is not valid",
        # A library that knows no such provider; a relay that is named in another language.
        'Error: Unknown provider "undefined". Supported: openai, anthropic, google',
        "ValueError: unsupported LLM provider: foo",
        "Claude Code 转发至 copilot 报错 API Error: 400 failed to parse request\n\nclaude -v",
    ),
    # The failure's own subject, also before words that are Anthropic's elsewhere.
    ("account", "other_provider"): (
        "xAI API error 403: Your team has used all available credits",
        "Mistral API returned 429: monthly spending limit reached",
        f"API Error: 429 Error from provider(gemini-cli): {_EXHAUSTED}",
        f'File "/x/litellm/llms/vertex_ai/gemini/x.py"\nVertexAIException - {_EXHAUSTED}',
        f"claude-code-router: 429 Provider returned error {_EXHAUSTED}",
    ),
    # A program that stumbles over the answer it got: whoever translated it is at fault.
    ("either", "other_provider"): (
        "执行任务的时候报错API Error: Cannot read properties of undefined (reading 'filter')",
        "API Error: TypeError: a.content.map is not a function",
        "API Error: undefined is not an object (evaluating 'e.usage.input_tokens')",
        "API Error: t.choices is not iterable",
        "Received message_stop without a current message",
        "Claude Code with 9router: Received message_delta without a current message",
        "the DeepSeek call failed with an unknown error",
        "Something went wrong when calling Mistral",
        "Kimi request failed, no further information",
        "ERROR: gemini call crashed without a message",
        "the openai request failed somehow",
        "stream disconnected before completion: routed provider emitted undeclared tool x",
        "API Error: null is not an object (evaluating 'x.y')",
    ),
    # Who was called is no failure where something else is.
    ("either", "connection"): (
        "Model: deepseek_v3\nProvider: openrouter\nStatus: N/A\n\n```\nConnection error.\n```",
        "final request: https://generativelanguage.googleapis.com/v1beta/m {}\n"
        'API Error (500 {"error":{"message":"fetch failed","type":"api_error"}})',
        "request to http://127.0.0.1:80/completion failed: connect ECONNREFUSED 127.0.0.1:80",
        "POST http://localhost:1234/v1/chat/completions failed: ECONNREFUSED 127.0.0.1:1234",
        "All providers failed. Last error: TypeError: fetch failed",
        "stream disconnected before completion: error sending request for url (https://x.co/v1/responses)",
        "Failed to start the workspace — Can't reach the Claude API from it.",
        "Não é possível acessar a API do Claude no workspace.",
        "Claude API に接続できません",
        "无法连接 Claude API",
        "No se puede conectar con la API de Anthropic",
        "Не удается подключиться к Claude API",
    ),
    # A number beside the word for a failure, in whatever language.
    ("either", "gateway_error"): (
        "调用 claude 类型的 API 会出现 502 的错误",
        "Claude API エラー 504",
        "Die Anthropic API meldet seit heute Fehler 502",
        "L'API de Claude renvoie une erreur 503",
        "Claude API 오류 502",
    ),
    # What is printed decides over what is told around it, and a limit without a name is its own.
    ("either", "timeout"): (
        "Advising API calls mostly times out and it is slow. I am using Opus.",
        "Requests to Claude time out after two minutes",
        "The LLM call keeps timing out here",
        "I use Opus and the API timed out again, as always",
        # Amazon's SDK, with the frames of whoever called it below.
        f"{_AWS}\n\tat com.example.chat.Service.ask(Service.java:44)",
        f"ERROR 7 --- [exec-3] c.example.Chat : {_AWS}",
    ),
    # Behind a wrapper's colon stands why.
    ("server", "other_provider"): (
        "stream disconnected before completion: An error occurred while processing your request. "
        "You can contact us through our help center at help.openai.com",
        "The upstream model provider is temporarily unavailable (429)",
        "GaxiosError: 429 No capacity available for model gemini-3-pro on the server",
    ),
    ("server", "rate_limit"): (
        "too many agents: rate limit errors\n\n```json\n[ 429 Rate limited · attempt 9/10 ]\n```",
        "API Error: Request rejected (429) · Rate limited",
    ),
    # Hooks, updates, pages and crashes of the program are no calls of a model.
    ("none", "not_an_api_error"): (
        "Error: Insufficient permissions to install update. Try running with sudo",
        "Stop hook error: Failed with non-blocking status code: bash: lint.sh: Permission denied",
        "PostToolUse:Edit hook error: [prettier --write]: /bin/sh: prettier: not found",
        "The WebFetch tool could not load it: 407 Proxy Authentication Required from the sandbox",
        "Bun v1.2\nFeatures: fetch(412) spawn(503)\npanic(main thread): Segmentation fault at 0x10",
        "claude: Illegal instruction (core dumped). Features: jsc fetch(429)",
        # What Claude Code says of its own limit, whichever model it was given.
        f"With deepseek-chat: {_MAXIMUM}",
        f"OpenRouter, kimi-k2. {_MAXIMUM}",
        f"I run qwen3 with ollama here and it prints this\n⎿ {_MAXIMUM}",
        "software.amazon.awssdk.services.s3.model.S3Exception: Read timed out\n\tat a.B.go(B.kt:9)",
        "operation error DynamoDB: GetItem, request send failed, dial tcp: i/o timeout",
        # A cloud's own tools, whatever they are asked about.
        "operation error Bedrock: PutModelInvocationLogging, 400\nValidationException: x",
        "operation error Bedrock: CreateGuardrail, https response error StatusCode: 403, no",
        "An error occurred (ThrottlingException) when calling the ListFoundationModels operation",
        "operation error Bedrock Agent: CreateKnowledgeBase, StatusCode: 500, no",
        "operation error SageMaker: DescribeEndpoint, StatusCode: 429, slow down",
        # The command that was run.
        "While executing the command: `sfdx force:auth`\nERROR: unable to get local issuer",
        "box:~ me$ k apply -f a.yaml\nfailed to call webhook: context deadline exceeded",
        "user@host:~/app$ terraform apply\nError: connection refused",
        "root@ci:/srv# restic backup /srv\nFatal: unable to open: timed out",
        # Somebody's own sentences about a product that calls no model.
        "Bad gateway in Grafana when connecting to InfluxDB. I cannot get it to work, it always "
        "returns a 502 error and I have no idea",
        "I run a Nextcloud behind the proxy and when we upload a file it says 504 gateway timeout",
        "After an update of my Jellyfin the app has a connection error when I get the library",
        "We have a Postgres and the Metabase is dead: connection refused, any idea, I restarted it",
        "My Nextcloud and the Synology: it times out after a minute, 504, I have no clue",
        # Whoever logs, and what else is not to be had from a resolver.
        "12:00:01 ERROR - TeleBot: ConnectionError: Remote end closed connection without response",
        "WARNING - Paperless: connection reset by peer",
        "I send a voice message and it fails after a while with ReadTimeout, any idea\n"
        "pyTelegramBotAPI: 3.7.1",
        "Error: failed to resolve tag !env: environment variable not set: FOO",
        "webpack: Failed to resolve entry for package foo",
        # A service by its name before the word, and one of Google's that serves no models.
        "Slack API error: ratelimited, retry-after 30",
        "Notion API error 429: rate limited",
        "GitLab API returned 401 Unauthorized",
        "Jira API responded with 503 Service Unavailable",
        "Spotify API error: invalid access token",
        "google.api_core.exceptions.ServiceUnavailable: 503 firestore.googleapis.com UNAVAILABLE",
        "429 Quota exceeded, see https://sheets.googleapis.com/v4/spreadsheets",
        "Gitea: 500 Internal Server Error when I open the page",
        "OperationalError: Can't connect to MySQL server on 'db' (Connection refused)",
        "The upload to Dropbox stops with 'Request timed out' after a minute, my wifi is fine",
        # A program that refuses what it was given itself.
        "Prompt is too long, max 226\n  File \"/srv/comfy/nodes.py\", line 277, in process\n"
        "    raise ValueError(f'Prompt is too long')\nValueError: Prompt is too long, got 303",
        "Traceback (most recent call last):\n  File \"/app/train.py\", line 9, in f\n"
        "    raise RuntimeError('x')\nRuntimeError: maximum context length exceeded",
        "web ~ $ flyctl deploy\nError: i/o timeout",
    ),
    ("server", "overloaded"): (
        f"PreToolUse:Bash hook ran fine, then API Error: {_OVERLOADED}",
        f"Bun v1.2. Features: fetch(412)\nAPI Error: {_OVERLOADED}",
        "API Error: 529 Overloaded\n\nI first thought my credit balance is too low, but it is not.",
    ),
    # What a program printed outranks what somebody tells around it.
    ("network", "tls"): (
        "Unable to connect to API: Self-signed certificate detected\n\nIf my session expired, it "
        "never asks me to log in again.",
        "Error: SSL certificate verification failed\n\nI thought my login expired, so I left.",
        "Hello.\n\nI always get SSL certificate verification failed from api.anthropic.com",
    ),
    ("account", "quota_spend"): (
        "I get an error.\n\nIt says: Your credit balance is too low to access the Anthropic API.",
        "API Error: 400\n\nI see in the console: Your credit balance is too low to access the API.",
    ),
    # What a program's source says is no message, and what was not taken is not used up.
    ("either", "unknown"): (
        "The LLM call ended with an internal error in this step. No credits were consumed.",
        "   2346     if 'prompt is too long' in error:\n-> 2352     raise error\n\nThe LLM error",
    ),
    ("client", "bad_request"): (
        "3 images exceed the API limit (5MB): Image 4: 7.5MB",
        "The exception says that with large max_tokens streaming is strongly recommended",
        "ValueError: Streaming is required for operations that may take longer than 10 minutes",
    ),
    ("client", "auth"): (
        # An SDK's own guard, in its own frames, is about a call that was to be made.
        *(
            f"  File \"{path}\", line 458, in _validate_headers\n    raise TypeError(\n"
            "TypeError: \"Could not resolve authentication method. Expected either api_key or "
            "auth_token to be set.\""
            for path in (
                "/srv/venv/lib/python3.12/site-packages/anthropic/_client.py",
                "C:\\app\\venv\\Lib\\site-packages\\anthropic\\_client.py",
                "...\\site-packages\\langchain_anthropic\\chat_models.py",
                "/srv/litellm/llms/anthropic/common_utils.py",
            )
        ),
        "Something failed.\n\nIf I type anything it prints: OAuth token has expired, run /login",
        "API Error: 401\n\nThis is all that it prints: OAuth token has expired.",
        # A guard of Anthropic's SDK, whichever keys its user has.
        f"I added my OpenAI API key and it is missing something.\nTypeError: {_GUARD}",
        f"I use gpt-4o, OPENAI_API_KEY is there.\nError: {_GUARD}",
        "Failed to authenticate. API Error: 401 Invalid bearer token. We use a proxy.",
    ),
    ("network", "proxy"): (
        "java.io.IOException: Failed to authenticate with proxy",
        "Claude Code: proxy authentication failed for http://proxy.example:3128",
        "The proxy server requires authentication: https://api.anthropic.com",
        "API Error: 403 x-deny-reason: host_not_allowed. Even WebFetch fails.",
    ),
    # A region that there is not makes a host that there is not.
    ("client", "dns"): (
        f"{_BEDROCK}.us-west-3.amazonaws.com",
        f"{_BEDROCK}.eu-wst-1.amazonaws.com",
        "curl: (6) Could not resolve host: bedrock-mantle.eu-west1.api.aws",
        "APIConnectionError: Failed to resolve 'us-east-1-aiplatform.googleapis.com'",
        "lookup global-aiplatform.googleapis.com: no such host",
    ),
    ("network", "dns"): (
        f"{_BEDROCK}.eu-south-2.amazonaws.com",
        f"{_BEDROCK}-fips.us-gov-west-1.amazonaws.com",
        f"{_BEDROCK}.us-xxxx-1.amazonaws.com",
        "anthropic.APIConnectionError: Failed to resolve 'us-east5-aiplatform.googleapis.com'",
        "lookup asia-southeast1-aiplatform.googleapis.com: no such host",
    ),
    # A path behind a path is nobody's.
    ("client", "wrong_endpoint"): (
        "NotFoundError: Error code: 404 - {'path': '//chat/completions/v1/messages'} gpt",
        "404 page not found POST https://gw.example.com/v1/messages/v1/messages",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("meant", "text"), [(meant, text) for meant, texts in MEANT.items() for text in texts]
)
def test_whose_failure_it_is(meant: tuple[str, str], text: str) -> None:
    """Each kind is known in other words and products than it was met in, and its likes are not."""
    reading = read(text)
    assert meant == (reading.side, reading.category)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (f"API Error: 429 {_EXHAUSTED}", "medium"),
        (f"anthropic.RateLimitError: Error code: 429 - {_EXHAUSTED}", "high"),
        ("API Error: 502 status code (no body). Check your inference gateway (r.ex)", "medium"),
        ("We use Claude Code.\nERROR the job got HTTP 401 from somewhere", "low"),
        ("We use it.\nERROR the job got HTTP 401 from api.anthropic.com", "medium"),
    ],
)
def test_how_sure_by_who_is_shown_to_speak(text: str, sure: str) -> None:
    """Google's form without a word of Claude, advice beside a number, and a number beside which
    nobody stands carry less."""
    assert sure == read(text).confidence
