"""Whose call failed: a model's, another service's, or one that nobody names.

A broken way is the same for every program, so its words say nothing of whom was called. What says
it is the host and the scheme of the call, the namespace of an exception, and who logs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from .pages import misspelt

#: Categories of what is in the way, whoever was meant.
PATH = {"dns", "tls", "proxy", "connection", "timeout", "clock_skew"}
#: The same, with what ends on the way.
WAY = PATH | {"cancelled", "incomplete_stream"}

# --- What is a trace of a call of a model.
# Exceptions of the AI SDK and of Pydantic AI, which call models and nothing else.
_OF_SDKS = r"\bai_[a-z]{3,30}error\b|\bunexpectedmodelbehavior\b"
# Words of Claude Code and of SDKs, a path of the API, a model's id, and who says what it called.
_CLEAR = (
    r"\bapi error\b|unable to connect to (?:api|anthropic)|/v1/(?:messages|chat)|rawpredict|/invoke"
    r"|chat/completions|api\.anthropic\.com|anthropic\.\w*(?:error|timeout)|anthropicexception"
    r"|@anthropic-ai|litellm|base_?url|(?<![.\w])api(?:connection|timeout|status|useraborted?)\w*error\b"
    r"|\bclaude-(?:[a-z]+-)?\d|\bclaude-(?:opus|sonnet|haiku|fable)|\breq_0|waiting for api"
    rf"|{_OF_SDKS}"
    r"|no response from api|mid-response|mid-stream|response above may be|message_st"
    r"|\bclaude (?:-p\b|--print)|\banthropic_[a-z]|\bclaude_code_"
    r"|\b(?:llm|claude|anthropic)(?: api)?(?: call| request)? (?:error|fail|call|request)"
    r"|\b(?:calling|asking|querying|talking to|reach(?:ing)?) (?:the )?(?:claude|anthropic|llm)"
)
_NEAR = (  # words near such a call, and near much else
    r"anthropic|claude|\bllms?\b|openai|bedrock|vertex|completion|\bmodels?\b|\bagents?\b"
    r"|sonnet|opus|haiku|\bgpt|\bprovider|\binference|\bprompt|\btokens\b|\bai\b|copilot|gemini"
    r"|chatbot|subagent|content.block|event_logging|statsig"
    r"|\blang(?:chain|graph)|\bllama_?index|\bpydantic_?ai|\bcrewai"  # what calls models alone
)
# What speaks of an interface or of models, and not only of Claude Code, the program.
_OF_A_CALL = (
    r"\bapi\b|\bllm\b|\bmodels?\b|\bproviders?\b|completion|v1/messages|inference"
    rf"|\bapi.?request|request fail|bedrock|anthropic (?!ai)|/anthropic/|{_OF_SDKS}"
)
_CALL = r"\bapi\b|api ?error|error code|http|status"  # of any call over HTTP
# --- Whom a text says to have called.
# Schemes that carry no call of a model, and the ports that IANA or custom gives such protocols.
_SCHEMES = (
    r"(?:mqtt|redis|amqp|ldap|smtp|imap|ftp|irc|nats)s?|pop3s?|sftp|ssh|git|postgres(?:ql)?"
    r"|mysql|mariadb|mongodb(?:\+srv)?|kafka|jdbc|hkps?|rtsp|rtmp|sip|stun|turn|unix|tcp|udp|s3|bolt|wss?"
)
_PORTS = (
    r"2[25]|53|110|143|389|465|587|636|99[35]|1433|1521|1883|2181|237[569]|2380|3306|3389|5432|5672"
    r"|5900|6379|6443|8883|9042|9092|10250|11211|25565|27017|50051|51820"
)
_NAME = r"[a-z0-9_][a-z0-9_-]{0,62}(?:\.[a-z0-9_-]{1,63}){0,6}"
_AT = rf"({_NAME})(?::(\d{{2,5}})|,? \(?port[:=]? ?(\d{{2,5}}))?"
_CALLED = (
    rf"\b(?:enotfound|eai_again|econnrefused|etimedout|ehostunreach|resolv(?:e|ing)(?: host:?)?"
    r"|lookup(?: address| host)?:?|(?:endpoint )?connect(?:ing|ion)? (?:to|from)"
    r"(?: the)?(?: host:?| server(?: at)?| address)?|dial tcp:?|timed out:|unknownhostexception:"
    rf"|(?:host(?:name)?|server)[:=]|address:|reach|\bwebsocket to) \(?{_AT}(?![\w/])"
    rf"|(?<![\w/.@-])({_NAME}\.[a-z]{{2,12}}):(443|{_PORTS})(?!\d)"
    rf"|connectionpool\(host=({_NAME}), port=(\d{{2,5}})|httpsconnection\(host=({_NAME})"
)
_URL = (
    r"(\b(?:get|head|post|put|patch|delete|url|to|from|for|upstream|target|fetch|access|at)\W{1,3})?"
    r"\b([a-z][a-z0-9+]{1,12})://(?:[^\s/@]{1,80}@)?([a-z0-9_.-]{1,100})(?::(\d{2,5}))?([^\s]{0,120})"
)
# A link for the reader is no call.
_LINK = (
    r"\b(?:see|type|browse to|visit|docs?|more|help|check|learn|read|details|documentation"
    r"|refer|documentation_url|doc_url)\W{0,3}(?:more )?(?:at|on|in|to)?\W{0,2}https?://\S+"
)
# One line a request, as a server logs it: the path that it was asked for.
_ASKED = r"\b(?:get|head|post|put) (/\S{0,200}) http/\d"
_PAGES = r"^docs?\.|^[^/]+/(?:\w\w/)?docs?/"  # what is to be read, also without that word
_SOCKET = r"\b(?:dial unix|econnrefused|enoent|eacces) /"  # a file in a host's place
#: What a cloud's tools call, where it is neither a model nor a login.
OPERATION = (
    r"\bwhen calling the (?!invoke|converse|count|assumerole|getcaller)\w+ operation"
    r"|\bawssdk\.services\.(?!bedrock|sts|sso)\w"
    r"|\b(?!aiplatform|generativelanguage|oauth2|sts|storage|type|www)[a-z]{3,20}\.googleapis\.com"
    r"|\boperation error (?!sts|sso)[\w ]{2,30}: (?!invoke|converse|count)"
    r"|\(gcloud\.(?!ai\b|auth\b)[a-z.-]+\)|\bwith (?:aws|azurerm|google)_\w+\."
)

_HOMES = (  # of models, and of the logins of the clouds that serve them; a relay by its name
    r"(?:^|\.)(?:anthropic\.com|claude\.com|claude\.ai)$|(?:^|\.)bedrock|aiplatform"
    r"|\.(?:services\.ai|cognitiveservices|openai)\.azure\.|^(?:sts|sso|oidc|portal\.sso)\b.*amazonaws"
    r"|^oauth2\.googleapis|^metadata\b|^login\.microsoftonline|(?:^|\.)openai\.com$|openrouter"
    r"|generativelanguage|claude|anthropic|gpt|llm"
    r"|(?:^|[.-])(?:ai|relay|gateway|router|inference|models?)[.-]"
)
_PRIVATE = r"\.(?:local|lan|internal|corp|home|localdomain|test|intranet|private|svc)$"
_FILES = (  # and the proxy on the way
    r"\.(?:py|[cm]?[jt]sx?|java|go|rs|rb|php|json|ya?ml|txt|log|md|html?|pem|crt|sock|so|lock)$"
    r"|^proxy\d*\."
)
_MODELS_PATH = r"messages|completions|/models?\b|rawpredict|/invoke|/chat|/responses|claude-code"
# The path of an interface of something else: two names or more.
_LONG_PATH = r"(?:/[\w.-]{1,80}){2,}(?<!/v1)"

# --- Who speaks: an exception's namespace, or the name that a logger gives.
# Libraries that carry anybody's calls, and names that every program gives its parts.
_NOBODY = (
    r"httpcore|h11|h2|urllib\d?|aio\w+|asyncio|anyio|trio|ssl|socket|concurrent|tenacity|backoff"
    r"|boto(?:core|3)"
    r"|javax?|kotlin|sun|jdk|system|net|netty|grpc|hyper|req|undici|axios|node(?:js)?|bun|deno"
    r"|finch|mint|tesla|hackney|ktor|guzzle|faraday|google(?:apis)?|python3?|builtins|click"
    r"|g?unicorn|uvicorn|starlette|fastapi|flask|express|werkzeug|nest|_*main_*|root|apps?"
    r"|application|src|server|api|client|worker|web|backend|frontend|core|services?|utils?|lib"
    r"|log|logger|proxy|gateway|task|job|runner|handler|std(?:out|err)|console|tests?|bot|cli"
    r"|errors?|err|info|warn(?:ing)?|debug|fatal|critical|trace|exceptions?|fetch|response"
    r"|connection|main\w+|terminal|output|notice|tls|code|status|message|cause|reason|self|session"
    r"|stream|stall|std|io|tokio|reqwest|errno|openssl|export|cd|ls|cat|echo|env|set|sudo|npx|npm"
    r"|pnpm|yarn|uvx?|poetry|go|cargo|make|java|docker|git|bash|z?sh|time|source|which|run|remote|mcp|fail\w+"
    r"|request|upstream|result|reply|answer|got|problem|issue|alert|relay|router|curl|https?"
    r"|json|ya?ml|restclient|excon|typhoeus|lwp|mojo\w*|retrofit\d?|loglevel|gnutls"
)
_ANYBODYS = (
    r"anthropic|claude|llm|lang|llama|bedrock|vertex|agent|model|chat|gpt|crew|\bai|ai\b|openai"
    r"|curl|http|request|socket|ssl|error$|exception$"
)
_SPEAKERS = (
    # psycopg2.OperationalError, telegram.error.TimedOut, Stripe::RateLimitError
    r"\b(?<!at )([a-z_]\w{1,30})(?:(?:\.|::)[a-z_]\w{0,40}){0,6}(?:\.|::)\w{0,40}"
    r"(?:error|exception|timedout|timeout|disconnected|closed)\b"
    r"|\b([a-z_]\w{1,30})(?:\.\w{1,40}){0,4}\.(?:errors?|exceptions?)\.[a-z]"
    r"|\b(?:com|org|io|de)\.([a-z]\w{1,30})(?:\.\w{1,40}){1,8}\b"
    # 12:00:00 ERROR (MainThread) [homeassistant.core], [mosquitto] …
    r"|\b(?:error|err|warn|warning|info|fatal|critical)\b[^\n\[\]]{0,16}\]?"
    r" \[([a-z][\w-]{1,40})[\w./-]{0,60}\]"
    r"|^\[(?!error|warn|info|debug|fatal|crit)([a-z][\w-]{1,40})[\w./-]{0,60}\]"
    # node3 kubelet[10174]: …; rauc-Message: 00:50:26; error: z2m: …; nginx: [error]
    r"|(?:^|:\d\d \S{1,60} )([a-z][\w-]{1,30})[\w./-]{0,30}\[\d{1,7}\]: "
    r"|^\W{0,3}([a-z][\w-]{1,30})-(?:message|warning|critical|error): \d\d:\d\d"
    r"|^(?:\[[^\]\n]{8,30}\] )?(?:error|warn|warning|info|fatal):[ \t]{1,4}([a-z][\w-]{1,20}):[ \t]"
    r"|^([a-z][\w-]{2,30})(?::|: )(?:[\w-]{1,30}: )?\[?(?:error|warn|warning|crit)\b[:\] ]"
    # host:~ user$ kubectl apply …; the command: `sfdx …`
    r"|^[^\n$#]{0,60}[\w~)\]] ?[$#] ?([a-z][\w-]{0,30}) [\w-]"
    r"|\bcommand ?:\s{0,3}([a-z][\w-]{1,30})[ :]"
    # ERROR - TeleBot: …; Gitea: 500 …; "caller": "rafthttp/probing.go"
    r"|\b(?:error|warning|critical) - ([a-z][\w-]{1,30}): |^([a-z][\w-]{2,30}): [45]\d\d\b"
    r"|\bconnect to (?:the )?([a-z]\w{2,20}) server\b"
    r"|\b(?:caller|logger|component|subsystem|unit)[:=] ?([a-z][\w-]{1,30})"
)
# Frames of a program's own stack, and functions that a log names.
_FRAMES = (
    r"file (?!<)\S{1,200}\.py, line \d"
    r"|at (?<!\wat )[^\n(]{0,100}\((?!node:|native)[^\n()]{0,200}/[^\n()]{1,200}:\d{1,6}:\d"
    r"|at (?<!\wat )(?!java|sun|jdk|kotlin)[\w.$<>]{3,200}\(\w{1,80}\.(?:java|kt|scala):\d"
    r"|\.(?:go|rs|rb|cs|php|exs?|swift|cc?|cpp)(?::line |:|\()\d"
    r"|(?:debug|info|warn|error) {1,8}[a-z]\w{5,60}\(\): "
)
# What carries calls of models, too: with one of these the frames leave it open.
_CARRIERS = (
    r"https?x|httpcore|\b_ssl\.c\b|\brequests/|urllib|aiohttp|axios|undici|node-fetch|fetcherror"
    r"|fetch failed"
    r"|node_modules/(?:ky|got)/|okhttp|reqwest|hyper|net/http|http[./]client|curl|cli\.js|bunfs"
    # any language's client: a file named so, and OpenSSL's own
    r"|java[./]net\b|_http_client|httpclient|net/protocol\.rb|\bssl[\w/]*\.c\b"
    r"|http\w*(?:/\w+)?\.(?:py|rb|pm|lua|erl|java|[cm]?js)\b"
    r"|aws-sdk|boto"
)
_DROPPED = str.maketrans("", "", "\"'`\\")


class Call(NamedTuple):
    """A call that a text names; `sure`: by the words of a call, not only by an address in it."""

    scheme: str
    host: str
    port: str
    path: str
    sure: bool


def clear(loose: str) -> bool:
    """Whether a text, in lower case, shows that a model was called."""
    return re.search(_CLEAR, loose) is not None or misspelt(loose)


def traced(loose: str) -> bool:
    """Whether it has any trace of a call of a model."""
    return re.search(_NEAR, loose) is not None or clear(loose)


def mentioned(loose: str) -> bool:
    """Whether it is about a call at all, of a model or over HTTP, so that weak words count."""
    return re.search(_CALL, loose) is not None or traced(loose)


def of_a_call(loose: str) -> bool:
    """Whether it speaks of an interface or a model, and not only of Claude Code, the program."""
    return re.search(_OF_A_CALL, loose) is not None


def calls(loose: str) -> Iterator[Call]:
    """The calls that a text names."""
    text = re.sub(_LINK, " ", loose)
    for match in re.finditer(_URL, text):
        if re.search(_PAGES, match[3] + match[5]):
            continue
        yield Call(match[2], match[3].rstrip("."), match[4] or "", match[5], bool(match[1]))
    for match in re.finditer(_CALLED, text):
        host, *ports = [group for group in match.groups() if group]
        yield Call("", host.rstrip("."), ports[0] if ports else "", "", True)


@functools.cache
def _is_other(call: Call) -> bool:
    """Whether a call goes where no model is served."""
    if re.fullmatch(_PORTS, call.port) or re.fullmatch(_SCHEMES, call.scheme):
        return True
    if call.scheme and not re.fullmatch(r"https?", call.scheme):
        return False
    if not re.search(r"\.[a-z]{2,12}$", call.host) or re.search(_FILES, call.host):
        return False
    if not re.search(_PRIVATE, call.host):
        return True
    return re.match(_LONG_PATH, call.path) is not None and not re.search(_NEAR, call.path)


def _is_home(call: Call) -> bool:
    web = call.scheme in ("", "http", "https")
    return web and bool(re.search(_HOMES, call.host) or re.search(_MODELS_PATH, call.path))


def elsewhere(loose: str, gateway: str = "") -> bool:
    """Whether the call that failed went to a service that serves no models.

    `gateway`: the host that the rest of the text calls the API's base URL.
    """
    if clear(loose):
        return False
    if re.search(_SOCKET, loose) or re.search(OPERATION, loose):
        return True
    asked = re.findall(_ASKED, loose)
    if asked and not traced(loose) and not re.search(_MODELS_PATH, " ".join(asked)):
        return True
    made = [c for c in calls(loose) if c.scheme or "proxyconnect" not in loose]
    if any(_is_home(call) or call.host == gateway for call in made):
        return False
    others = [call for call in made if _is_other(call)]
    return any(call.sure for call in others) or (bool(others) and not traced(loose))


def other_host(text: str) -> str | None:
    """The host of a call that failed and went where no model is served."""
    loose = text.lower().translate(_DROPPED)
    if not elsewhere(loose):
        return None
    return next((call.host for call in calls(loose) if _is_other(call)), None)


def another_speaks(text: str) -> bool:
    """Whether a program that calls no models logs the text, or names it in its exceptions."""
    loose = text.lower().translate(_DROPPED)
    if "awssdk.core." in loose or "awssdk.services.bedrock" in loose:
        return False  # whichever program's frames are below it
    if re.search(_FRAMES, loose) and not re.search(_CARRIERS, loose):
        return True
    for match in re.finditer(_SPEAKERS, loose, re.MULTILINE):
        name = next(group for group in match.groups() if group)
        carries = re.fullmatch(_NOBODY, name) or (f"{name}." in match[0] and "http" in match[0])
        if not carries and not re.search(_ANYBODYS, name):
            return True
    return False
