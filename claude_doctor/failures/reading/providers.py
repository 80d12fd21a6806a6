"""Whether another provider or a gateway made the message, and what it then means.

Gateways imitate Anthropic's envelope, so the names of other services are looked for, and the
envelope counts as Anthropic's only where nothing else signs it.
"""

from __future__ import annotations

import functools
import re

from ..classify import ApiError, by_id


@functools.cache
def _signs() -> re.Pattern[str]:
    # On squeezed text. Hosts, error words and habits of other services; model ids are left out,
    # because people list fallback models in every configuration.
    return re.compile(
        r"openrouter|bigmodel\.cn|\bz\.ai|zai,glm|zhipu|api\.deepseek|deepseekexception|moonshot"
        r"|dashscope|siliconflow|volces\.com|minimax|api\.openai\.com|platform\.openai\.com|openai:"
        r"|openai\.[a-z]{4,30}error|openaierror|openaiexception|azureexception|azureopenai"
        r"|api\.githubcopilot|x-github-request-id|githubcopilot|copilot-edits|copilotchat"
        r"|generativelanguage|geminiexception|google\.genai|api\.mistral|mistralexception"
        r"|api\.groq|groqexception|api\.x\.ai|together\.ai|fireworks\.ai|novita"
        r"|ollama|lmstudio|lm-studio|huggingface|cerebras|vllm"
        r"|provider_response_error|errorfromprovider|providererror:"
        r"|providerreturnederror|continueaccount|opengateway|insufficient_quota|insufficientcredit"
        r"|insufficient(?:account)?balance|insufficientfunds|free-models-per-day|exceededyourcurrentquota"
        r"|type:\d{3,5}[,}]|code:1\d{3}[,}]|new_api_error|one_api_error|shell_api_error"
        r"|bad_response_status_code|nocandidatesreturned|nobackend|upstream_error|get_channel_failed"
        r"|openai_codex|\[codex\]|x-target-provider|provider[\w.-]{0,30}notfound|noendpointsfound"
        r"|yourcopilot|copilottoken|upstreamprovider|modelproviderdata|gatewayinternalservererror|databricks|requesty"
        r"|budgethasbeenexceeded|exceededbudget|virtualkey|tokennotfoundindb|notallowedtoaccessmodel"
        r"|anyrouter|packycode|aihubmix|perplexity|replicate\.com|cohereexception|bytedance|qianfan"
        r"|supportedvaluesare:|providernotallowed"
        r"|cloudlanguagemodelcompletionfailed|completionrequestfailed"
        r"|billing_not_active|令牌|可用渠道|額度|额度|余额|超长|上游|分组|请求错误"
        r"|yourrequestfailed.{0,120}reason:servererror:5"
        r"|doesnotexistoryoudonothaveaccess"
        r"|dorequestfailed|openaicompletionerror|upstreamerror:"
        # The API knows no providers: who speaks of them chooses between them.
        r"|(?:credentials|config|configuration|key|apikey)(?:found)?forprovider|noendpointsavailable"
        # The API writes English: a message in Chinese was made by whoever stands before it.
        r"|(?:(?:message|error|detail):\{?|apierror:\d{3})[^,{}]{0,24}[\u4e00-\u9fff]"
        # Google's names of a state, Azure's and Alibaba's codes, words of Copilot, xAI and Kiro.
        r"|status:(?:invalid_argument|failed_precondition)|generatecontentrequest|internalerror\.algo"
        r"|code:badrequest,message|openaiapikey|github\.com/features/copilot"
        r"|sorry,yourrequestwasrate-limited|exhaustedthismodelsratelimit|maximumpromptlengthis"
        # Copilot in an editor; engines and gateways that run on this machine.
        r"|copilotrequestid|ghrequestid|engineprotocol|\bn_ctx|gostructfield"
        r"|servicehasbeendisabledinthisaccount|code:invalid_parameter_error|cloudcode-pa|\[1\d{3}\]\["
        r"|improperlyformedrequest|providerapirequestfailed|requestsenttoprovider"
        r"|(?:docs|doc_url|documentation_url):https?://(?!(?:[a-z]{1,12}\.)?(?:anthropic|claude)\.com)"
        r"|invalid_function_parameters|invalidschemaforfunction|json_parse_error"
        r"|ai\.google\.dev|basemodel:gemini|tool_call_id(?!s)|reasoning_content|mustbefollowedbytoolmessages"
        r"|modeldidnotprovideany|modelunexpectedlydidnotreturna|modeldidnotreturna|errordeserializing"
    )


_QUOTA = (
    "insufficient_",
    "insufficientquota",
    "insufficientcredit",
    "insufficientfunds",
    "balance",
    "credits",
    "recharge",
    "topup",
    "per-day",
    "currentquota",
    "quotaexceeded",
    "quotaisnotenough",
    "額度",
    "额度",
    "余额",
    "billing",
    "paymentrequired",
    "upgradeyourplan",
    "exceededbudget",
    "budgetexceeded",
    "budgethasbeenexceeded",
    "notallowedfororganization",
    "exceededyourcopilot",
    "doesnothaveaccesstomodel",
    "yourcurrentplan",
    "disabledinthisaccount",
)
_POOL = (
    r"model_cooldown|noauthavailable|nodeploymentsavailable|auth_unavailable"
    r"|no(?:available|healthy)[a-z]{0,12}(?:account|channel|deployment)"
)
_RATE = ("ratelimit", "concurrency", "toomanyrequests", "rate-limited", "throttl")
_REQUEST = (
    "notfound",
    "invalid",
    "unauthorized",
    "notsupported",
    "toolong",
    "超长",
    "notvalidjson",
    "badrequest",
    "improperlyformed",
    "missingapikey",
    "forbidden",
    "incorrectapikey",
    "令牌",
    "notexist",
    "unsupported",
    "maximumcontext",
)


_SERVER = ("didnotprovideany", "didnotreturna", "internal_server_error", "internalservererror")
_CALLED = r"https?://([a-z0-9.-]{4,80})(?::\d{1,5})?/[a-z0-9/._-]{0,80}?(?:v\d|messages|completions|models)"
_OUR_CLOUDS = ("anthropic.com", "claude.com", "claude.ai", "amazonaws.com", "googleapis.com")
_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")


def chinese(message: str) -> bool:
    """Whether a message is in Chinese; the API writes English, in whichever envelope."""
    return re.search(r"[\u4e00-\u9fff]{4}", message) is not None


# OpenAI's parameters and words, and those of engines that speak its language.
_OPENAIS = (
    r"max_completion_tokens|unsupported_parameter|unsupportedparameter:|openaiapirequest"
    r"|conversationrolesmustalternate|maximumcontextlengthis\d+tokens\.however"
    r"|provider[\w.-]{1,30}returned(?:status|anerror)|type:badrequesterror,param:"
)


def openais(squeezed_text: str) -> bool:
    """Whether it is said as OpenAI's API says it, and Anthropic's never does."""
    return re.search(_OPENAIS, squeezed_text) is not None


def foreign(squeezed_text: str) -> bool:
    """Whether another service signs the text."""
    signed = _signs().search(squeezed_text) is not None
    return signed or openais(squeezed_text) or empty(squeezed_text)


# Models of others; a message is about the one that it names, a configuration lists many.
_MODELS = (
    r"gpt-?[345]|gemini-|deepseek-|grok-\d|qwen|glm-\d|kimi-|minimax-|llama-?\d|mi[sx]tral|codestral"
    r"|nova-(?:pro|lite|micro|premier)"
)
# The field in which programs log whom they call.
_PROVIDER = (
    r"\bprovider(?:_name|_id|id)?[:=] ?(?:google|gemini|openai|azure|minimax|deepseek|x-?ai|groq"
    r"|kimi|mistral|ollama|openrouter|moonshot|zai|zhipu|qwen|nvidia|together|fireworks|cerebras|cohere"
    r"|copilot|github-copilot|huggingface|lmstudio|vllm|perplexity|volcengine|siliconflow)\b"
)


# The head of a report: whom the program was told to call.
_REPORTED = (
    r"\bprovider: (?!anthropic|claude|bedrock|vertex|aws|unknown)[\w.-]{2,40} status code: \d{3}\b"
)


def named(message: str, loose: str) -> bool:
    """Whether the message is about a model of others, or the log says that one was called."""
    if re.search(_REPORTED, loose):
        return True
    if "claude" in message or "anthropic" in message:
        return False
    return re.search(_MODELS, message) is not None or re.search(_PROVIDER, loose) is not None


def gemini(squeezed_text: str) -> bool:
    """Whether Google's own models answered, who share their cloud's words with Claude on Vertex."""
    return any(sign in squeezed_text for sign in ("generativelanguage", "ai.google.dev", ":gemini"))


def called_elsewhere(squeezed_text: str) -> bool:
    """Whether the text names a call to a host where Claude is not at home."""
    hosts = {m[1] for m in re.finditer(_CALLED, squeezed_text)}
    return bool(hosts) and not any(h.endswith((*_OUR_CLOUDS, *_LOCAL)) for h in hosts)


def empty(squeezed_text: str) -> bool:
    """Whether a relay has nobody left to send it to, whatever was behind that."""
    return re.search(_POOL, squeezed_text) is not None


def meaning(status: int | None, text: str) -> ApiError:
    """What another provider's message means, from its words and its status."""
    if "onlyallows" in text:
        return by_id("other-provider-request")
    if empty(text):
        return by_id("other-provider")
    if "upstream_error" in text and "message:," in text:  # it says that, and nothing more
        return by_id("other-provider")
    if status == 402 or any(word in text for word in _QUOTA):
        return by_id("other-provider-quota")
    if status == 429 or any(word in text for word in _RATE):
        return by_id("other-provider-rate-limit")
    if (status is not None and 400 <= status < 500) or any(word in text for word in _REQUEST):
        return by_id("other-provider-request")
    if (status is not None and status >= 500) or any(word in text for word in _SERVER):
        return by_id("other-provider-server")
    return by_id("other-provider")
