"""What shows who speaks: other providers, relays, and the clouds that serve Claude.

A sign of another provider is a host, an exception's namespace, a field of a log, or words that
the API never writes. Models' names are left out: people list fallback models in every setting.
"""

from __future__ import annotations

from ..row import Sign, like, says

# Names that nobody writes beside Claude unless they called them.
_DISTINCT = (
    r"openrouter|bigmodel\.cn|\bz\.ai\b|\bzai, ?glm|zhipu|moonshot|dashscope|siliconflow"
    r"|volces\.com|minimax|githubcopilot|generativelanguage|google\.genai|ai\.google\.dev"
    r"|aistudio\.google|\bai studio\b|ollama"
    r"|lm-?studio|huggingface|cerebras|vllm|databricks"
    r"|perplexity|bytedance|opengateway|continue account|copilot-edits"
)
# Names that stand in other sentences, too: they count as a host, a namespace or an exception.
_COMMON = (
    r"openai|azure|azureopenai|gemini|deepseek|mistral|groq|cohere|together|fireworks|replicate"
    r"|x\.ai|xai|grok|qwen|kimi|nvidia"
)
#: Models of others; a message is about the one that it names, a configuration lists many.
MODELS = (
    r"gpt-?[345]|chatgpt|gemini-|gemma|deepseek-|grok-\d|qwen|qwq|glm-?\d|kimi-|minimax-|llama-?\d"
    r"|mi[sx]tral|ministral|magistral|devstral|codestral|nova-(?:pro|lite|micro|premier)"
    r"|(?:text|chat|code|codechat)-(?:davinci|bison|unicorn|embedding|gecko)|command-(?:r|a)\b"
    r"|phi-\d|ernie|doubao|hunyuan|\bo[134](?:-(?:mini|preview|pro)\b|\b(?=,? (?:does|is|not)))"
)
#: Other providers and their models, by the names that people write.
OTHERS = (
    r"openrouter|z\.ai|zhipu|moonshot|siliconflow|minimax|copilot|ollama|lm-? ?studio|huggingface"
    r"|cerebras|vllm|databricks|perplexity|openai|gemini|deepseek|mistral|groq|cohere|together ?ai"
    rf"|fireworks|xai|grok|qwen|kimi|codex|glm|chatgpt|modelscope|volcengine|{MODELS}"
)
# The field in which programs log whom they call.
PROVIDER = (
    r"\bprovider(?:_name|_id|id)?[:=] ?(?:google|azure|x-?ai|zai|nvidia|together|github-copilot"
    rf"|lmstudio|volcengine|{OTHERS})\b"
)

#: What OpenAI's API says, and engines after it; Anthropic's never does.
OPENAIS = (
    r"\bparam: ?[a-z][\w.\[\]]*, ?code: ?\w|\btool_call_id(?!s)|reasoning_content"
    r"|must be followed by tool messages|max_completion_tokens|\bunsupported[_ ]?parameter\b"
    r"|conversation roles must alternate|maximum context length is \d+ tokens\. however"
    r"|type: ?badrequesterror, ?param:|maximum prompt length is|openai_?api_?request"
    r"|\bprovider[\w .-]{1,30} returned (?:status|an error)"
)
#: What a relay says when it has nobody left to send it to, whatever was behind that.
POOL = (
    r"model_cooldown|no ?auth ?available|no ?deployments ?available|auth_unavailable"
    r"|no ?(?:available|healthy) ?[a-z]{0,12} ?(?:account|channel|deployment)"
)

# fmt: off
#: Another provider, or a relay before several.
OTHER: tuple[Sign, ...] = (
    *like(_DISTINCT, "OpenRouter error 500"),
    *like(  # GitHub's way to number requests
        r"request id: ?[0-9a-f]{4}:[0-9a-f]{4,8}:[0-9a-f]{4,8}:",
        "402 no (Request ID: AB12:34CD56:789ABC0:DEF1234:69B79564)",
    ),
    *like(r"\buser_id: ?user_\w", '400 {"error":{"message":"x","code":400},"user_id":"user_2y"}'),
    *like(rf"\b(?:api|platform)\.(?:{_COMMON})\b", "POST https://api.openai.com/v1/x: 500"),
    *like(
        rf"\b(?:{_COMMON})(?:\.[\w.]{{0,40}})?(?:completion|api)?_?(?:error|exception)\b"
        r"|\bopenai: ",
        "openai.RateLimitError: slow down",
    ),
    # Copilot, Codex, Kiro, editors.
    *like(
        r"\bcopilot (?:model )?requests?\b|github copilot|\(copilot\)|docs\.github\.com/|"
        r"\bcode: ?rate_limited\b|x-github-request-id|copilot ?(?:request ?id|token|chat)",
        "Copilot Request id: 00 Reason: error",
    ),
    *says(
        "400 {code: |model_max_prompt_tokens_exceeded|}", "503 {code: |model_overloaded|}",
        "503 Sorry, the |upstream model provider| is busy", "502 |unknown provider for model| x",
        "|Sorry, your request was rate-limited|",
        "|Sorry, your request failed. Please try again|.",
        "|cloud language model completion failed|", "|completion request failed|: 500",
        "|provider API request failed|", "400 {|error from provider|(x): no}",
        "{message: |Provider returned error|}", "500 |provider_response_error|",
        "500 |ProviderError:| x", "|OpenAI API key| missing: 401", "400 |model provider data|",
        "500 |upstream provider| failed",
        "error |Request sent to provider|",
    ),
    # Quotas in OpenAI's words.
    *says(
        "429 {type: |insufficient_quota|}", "402 |Insufficient credit|s",
        "402 |insufficient funds|", "429 |You exceeded your current quota|",
        "429 |free-models-per-day|", "|billing_not_active|",
        "400 |Budget has been exceeded|",
        "400 |ExceededBudget|: over", "401 |virtual key| unknown", "401 |token not found in db|",
        "403 key |not allowed to access model|",
    ),
    *like(r"\binsufficient (?:account )?balance", "402 Insufficient Balance"),
    # Relays of the new-api family, and their Chinese.
    *like(
        r"\b(?:new|one|shell)_api_error|\bbad[_ ]response[_ ]status[_ ]code|"
        r"\(request id: ?20\d{12,}|get_channel_failed|do_?request"
        r" ?failed|\bupstream_error\b|\bupstream ?error[:}]",
        "500 {type: new_api_error}",
    ),
    *like(r"令牌|可用渠道|額度|额度|余额|超长|上游|分组|请求错误", "429 余额不足"),
    *like(
        r"(?:(?:message|error|detail): ?\{?|api error: \d{3})[^a-z,{}]{0,12}[\u4e00-\u9fff]",
        "500 {message: 转发失败}",
    ),
    *like(r"\btype: ?\d{3,5} ?[,}]|\bcode: ?1\d{3} ?[,}]|\[1\d{3}\]\[", "429 {code: 1302, x}"),
    # Who speaks of providers chooses between them; the API knows none.
    *like(
        r"\bprovider [\w.'-]{0,30} ?not found|\bproviders? not allowed"
        r"|\bprovider (?!anthropic|claude|bedrock|vertex)[\w-]{2,20} (?:failed|returned|refused)\b"
        r"|\bprovider (?:emitted|responded|refused|rejected|did not)\b|help\.openai\.com"
        r"|\b(?:unknown|unsupported|invalid|no such) (?:llm |model )?provider\b"
        r"|no endpoints (?:found|available)"
        r"|\b(?:credentials|config|configuration|key) (?:found )?for provider"
        r"(?!:? (?:anthropic|claude))",
        "404 No endpoints found for x",
    ),
    # Words of OpenAI's, Google's, Azure's and Alibaba's APIs, and of engines.
    *like(
        r"\bstatus: ?(?:invalid_argument|failed_precondition)\b|generatecontentrequest"
        r"|internalerror\.algo|\bcode: ?badrequest, ?message|invalid_parameter_error"
        r"|base ?model: ?(?!anthropic|claude)[a-z]|invalid_function_parameters"
        r"|invalid schema for function"
        r"|json_parse_error|\bsupported values are:|does not exist or you do not have access",
        "400 {status: INVALID_ARGUMENT}",
    ),
    *like(OPENAIS, "400 maximum context length is 8 tokens. However, you requested 9"),
    *like(
        r"engine ?protocol|\bn_ctx\b|go struct field|error deserializing"
        r"|model did not provide any|model (?:unexpectedly )?did not return a",
        "500 Engine protocol request returned 400",
    ),
    *like(
        r"\b(?:docs|doc_url): ?https?://(?!(?:[a-z]{1,12}\.)?(?:anthropic|claude)"
        r"\.com)",
        "400 {doc_url: https://hub.example/errors}",
    ),
    *like(POOL, "No available channel for model x"),
)

#: Programs and services that use the API's words for calls of their own; they count only where
#: nothing speaks of a model.
PROGRAMS: tuple[Sign, ...] = (
    *like(
        r"\bapi\.github\.com\b|\bsecondary rate limit\b|\bdocumentation_url\b"
        r"|\bgithub support\b|docs\.github\.com/(?:en/)?rest"
        r"|\bgh (?:search|api|pr|issue|run|auth) |\bgraphql: |\bapi rate limit exceeded for",
        "gh search code x: HTTP 403: API rate limit exceeded for user ID 0",
    ),
    *like(
        r"\bhome ?assistant\b|\berror setting up (?:config )?entry|\bbackoff pulling image"
        r"|crashloopbackoff|\bkubectl\b|(?:readiness|liveness) probe|error response from daemon"
        r"|\btoomanyrequests: |\bhttp\+docker://|/simple/[\w.-]{1,60}/",
        "Error setting up config entry lamp for homeassistant: timed out",
    ),
    *like(
        r"\b(?:cargo|apt-get|brew|docker|pnpm|yarn|conda|gradle|maven|composer|gem|dotnet)"
        r"(?: \w[\w-]{0,20}){0,3}[: ][^\n]{0,60}\b(?:error|failed|denied|unauthorized)"
        r"|> task :\w|\bbuild failed with an exception|\brepo\.maven|/inrelease\b"
        r"|no matching distribution found|could not find a version that satisfies",
        "docker pull: error 429 Too Many Requests",
    ),
    *like(
        r"\broot_cause ?: ?\[|\btype: ?[a-z]{2,20}(?:_[a-z]{2,20}){0,4}_exception\b",
        '{"error":{"root_cause":[{"type":"parse_exception"}]},"status":429}',
    ),
)

#: A gateway that is named, whoever made the error behind it.
GATEWAY: tuple[Sign, ...] = (
    *says(
        "|litellm|.InternalServerError: x", "|all upstreams failed|",
        "|upstream rate limit exceeded|", "for |this upstream|",
        "|capability_rejected|: prompt_too_long",
    ),
    *like(r"openrouter|new_api_error|one_api_error|\bgateway internal|\bupstream_error",
          "openrouter 1"),
)
BEDROCK: tuple[Sign, ...] = (
    *like(
        r"\bbedrock|amazonaws\.com|\baws[ -_]|\barn:aws|\bboto(?:core|3)|@aws-sdk"
        r"|throttlingexception|\breq_bdrk|provided model identifier|with the specified model id"
        r"|on-demand throughput|when calling the (?:invoke|converse)"
        r"|\b(?:service|model)\w{3,24}exception\b|internalserverexception"
        r"|validationexception|modelnotreadyexception|anthropic\.claude-[\w-]+:\d",
        "BedrockException: throttled",
    ),
)
VERTEX: tuple[Sign, ...] = (
    *like(r"\bvertex|aiplatform|googleapis\.com|\bgoogle cloud\b|resource_exhausted|publishers/"
          r"anthropic|application-default|default credentials|\breq_vrtx|cloud_ml_region"
          r"|anthropic_(?:vertex|google_cloud)"
          r"|\bcode: ?[45]\d\d, ?message: ?[^{}\n]{0,400}, ?status: ?[a-z_]{4,20}\b",
          "aiplatform.googleapis.com: 429"),
)
FOUNDRY: tuple[Sign, ...] = (
    *like(r"services\.ai\.azure\.com|\bazure|\bfoundry\b|\baadsts\d|anthropic_foundry"
          r"|cognitiveservices|deploymentnotfound"
          r"|\bcode: ?(?:permissiondenied|ratelimitreached|authenticationtype)",
          "https://x.services.ai.azure.com/anthropic: 404"),
)
#: Anthropic's own servers and SDKs.
ANTHROPIC: tuple[Sign, ...] = (
    *like(
        r"\breq_0|\btype: ?error, ?error: ?\{|api\.anthropic\.com|\banthropic\.\w*error"
        r"|anthropicexception|anthropicerror|x-api-key"
        r"|(?:platform|docs|console)\.(?:claude|anthropic)\.com",
        "anthropic.InternalServerError: no",
    ),
)
#: Claude Code's own screen and records.
CLAUDE_CODE: tuple[Sign, ...] = (
    *like(
        r"\bapi error\b|issue with the selected model|/login\b"
        r"|/compact\b|/model\b|\bclaude code\b|\besc twice|press esc"
        r"|auto mode|you'?ve hit your|· (?:resets|retrying|please run|fix)|mid-response"
        r"|unable to connect to (?:api|anthropic)|code\.claude\.com"
        r"|response above may be incomplete"
        r"|credit balance is too low$|^prompt is too long$|context limit reached",
        "API Error: 529 Overloaded",
    ),
)
