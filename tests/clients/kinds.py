"""What a client of the API meets in a scenario, in one word: `status 529`, `refused`, `cut`.

Read off the scenario's own data, so that a new scenario has its kind without a word here.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from claude_doctor.chaos import SCENARIOS, Scenario
from claude_doctor.chaos.catalogue import over
from claude_doctor.chaos.clouds import ANSWERS
from claude_doctor.chaos.roles import Stream
from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.sources.api.models import find

#: What a client makes of each kind of answer.
Outcomes = dict[str, str]

_STATUSES = (400, 401, 402, 403, 404, 413, 429, 500, 502, 503, 504, 520, 522, 529)
#: How a path fails before any HTTP; most clients have one class for all of it.
NO_CONNECTION = (
    "refused", "close", "reset", "no name", "no tls", "proxy 407", "proxy 403", "proxy refused",
)  # fmt: skip

#: A model that every client in the table knows, and that takes what each of them sends.
MODEL = "claude-haiku-4-5"


def statuses(classes: dict[int, str], above: str, other: str, add: str = " {}") -> Outcomes:
    """Outcomes for every status that a scenario may answer with, as JSON or as a page."""
    rest = {status: above if status >= 500 else other for status in _STATUSES}
    return {
        f"{kind} {status}": name + add.format(status)
        for status, name in {**rest, **classes}.items()
        for kind in ("status", "page")
    }


def limits_as(name: str) -> Outcomes:
    """Outcomes of a 429 for each limit that has an error of its own, where the client has none."""
    kinds = ("enforced_spend_limit_reached", "ramp_limit_exceeded")
    return {f"status 429 {kind}": f"{name} 429" for kind in kinds}


def model_of(scenario: Scenario) -> str:
    """The model that the scenario is about, if it is about one."""
    if scenario.cloud:
        return dict(scenario.env)["ANTHROPIC_MODEL"]
    if "--model" in scenario.args:
        return scenario.args[scenario.args.index("--model") + 1]
    return scenario.api.gone[0] if scenario.api.gone else MODEL


def kind(scenario: Scenario, stream: bool) -> str:
    """What a Messages request of a client meets."""
    if scenario.cloud:
        return _at_cloud(scenario, stream)
    if scenario.base_url.startswith("https://{api_host"):
        return _through_proxy(scenario)
    if scenario.base_url.startswith("https://"):
        return "no name"
    if scenario.base_url != "{api}":
        return "status 404"  # a path that the API has not
    instead = scenario.everywhere or scenario.api.instead
    if isinstance(instead, Wire):
        return str(instead)
    if isinstance(instead, Reply):
        return _answered(instead)
    if scenario.keyless or any(name == "ANTHROPIC_API_KEY" for name, _ in scenario.env):
        return "no key" if scenario.keyless else "odd key"
    return _of_api(scenario, stream)


def _through_proxy(scenario: Scenario) -> str:
    if not any(name == "HTTPS_PROXY" for name, _ in scenario.env):
        return "no tls"
    instead = scenario.proxy.instead
    return f"proxy {instead.status}" if isinstance(instead, Reply) else "proxy refused"


def _answered(reply: Reply) -> str:
    kinds = [value for name, value in reply.headers if name == "content-type"]
    if 300 <= reply.status < 400:
        away = dict(reply.headers)["location"].startswith("https:")
        return "redirect away" if away else "redirect"
    as_page = not kinds or not kinds[0].startswith("application/json")
    return f"{'page' if as_page else 'status'} {reply.status}"


def _of_api(scenario: Scenario, stream: bool) -> str:
    api = scenario.api
    if api.capacity is not None:  # what the first request meets there
        return _AT_LOAD.get(scenario.cause, "fine")
    if api.rejects_key:
        return "status 401"
    model = find(model_of(scenario))
    gone = {*api.gone, *over(api.lifecycles, _NOW.date())}
    if model is None or {model.id, model.alias} & gone:
        return "status 404"
    refusal = api.refusal or dict(api.refusals).get(model.id)
    if refusal is not None:
        codes = [code for _, code in refusal.details]
        credit = ["credit"] * refusal.message.startswith("Your credit balance")
        return " ".join(["status", str(refusal.status), *codes, *credit])
    if api.stream_error is not None:
        status, word = api.stream_error.status, api.stream_error.type
        return f"{word} in stream" if stream else f"status {status}"
    if api.stream is Stream.WHOLE:
        return "fine"
    if stream:
        return str(api.stream)
    return "stalled" if api.stream is Stream.STALLED else "cut"


_AT_LOAD = {"incomplete-stream": "cut at load", "overloaded": "status 529"}
# A login that can be sent or signed with, and a gateway that adds one.
_LOGINS = ("AWS_BEARER_TOKEN_BEDROCK", "ANTHROPIC_FOUNDRY_API_KEY", "ANTHROPIC_AWS_API_KEY",
           "CLAUDE_CODE_SKIP_BEDROCK_AUTH", "CLAUDE_CODE_SKIP_VERTEX_AUTH")  # fmt: skip
_FILES = {"credentials": "", "sso": "login expired", "gcloud": "google login", "azure": "no login"}


def role_of(scenario: Scenario) -> str:
    """Who is asked in a scenario of a cloud: it, or the gateway before it; nobody where there is
    no address."""
    bases = [value for name, value in scenario.env if name.endswith("_BASE_URL")]
    return bases[0][1:].partition("}")[0] if bases else ""


def _at_cloud(scenario: Scenario, stream: bool) -> str:
    role, env = role_of(scenario), dict(scenario.env)
    if not role:
        return f"no {(env.get('ANTHROPIC_FOUNDRY_RESOURCE') and 'host') or 'place'}"
    if scenario.cloud == "vertex" and "ANTHROPIC_VERTEX_PROJECT_ID" not in env:
        return "no project"
    login = "" if any(name in env for name in _LOGINS) else "no login"
    for mark, word in _FILES.items():
        if any(mark in path for path, _ in scenario.files):
            login = word
    if login:
        return login
    state = getattr(scenario, role)
    instead = scenario.everywhere or state.instead
    if isinstance(instead, Wire | Reply):
        return str(instead) if isinstance(instead, Wire) else _answered(instead)
    reply = ANSWERS[role](replace(state, adds_login=True), _request(scenario), _NOW)
    if reply.status != 200:
        return f"status {reply.status}"
    if state.stream_error is not None:
        word, status = state.stream_error.type, state.stream_error.status
        return f"{word[:1].lower()}{word[1:]} in stream" if stream else f"status {status}"
    return "fine" if state.stream is Stream.WHOLE else str(state.stream)


_NOW = datetime.now(UTC)


def _request(scenario: Scenario) -> Seen:
    """A streamed request as the cloud's client makes it."""
    model, env = model_of(scenario), dict(scenario.env)
    project, place = env.get("ANTHROPIC_VERTEX_PROJECT_ID"), env.get("CLOUD_ML_REGION")
    path = {
        "bedrock": f"/model/{model}/invoke-with-response-stream",
        "vertex": f"/v1/projects/{project}/locations/{place}/publishers/anthropic/models/{model}"
        ":streamRawPredict",
        "anthropic_aws": "/v1/messages",
    }.get(scenario.cloud, "/anthropic/v1/messages")
    body = {"model": model, "max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
    version = "2023-06-01"
    if scenario.cloud in ("bedrock", "vertex"):
        body["anthropic_version"] = version
        del body["model"]
    sent = json.dumps({**body, "stream": True}).encode()
    headers = {"anthropic-version": version, "anthropic-workspace-id": "wrkspc_01"}
    return Seen(role_of(scenario), "POST", path, headers, sent, len(sent))


def worlds(cloud: str = "") -> dict[str, list[str]]:
    """The scenarios that differ for a client of the API or of a cloud, each with those that are the
    same to it. Those that lead to a far host are left out: nothing is sent there."""
    kept: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for scenario in SCENARIOS:
        if scenario.cloud != cloud or _far(scenario):
            continue
        if cloud:
            kept[scenario.name] = [scenario.name]
            continue
        api = replace(scenario.api, first_token_s=0.0, relay=False)
        own = [pair for pair in scenario.env if pair[0].startswith(("ANTHROPIC_A", "HTTP"))]
        own = [pair for pair in own if "ADMIN" not in pair[0]]
        same = json.dumps([
            repr(scenario.everywhere or api), scenario.base_url, scenario.keyless,
            own, repr(scenario.proxy), model_of(scenario),
        ])  # fmt: skip
        name = first.setdefault(same, scenario.name)
        kept.setdefault(name, []).append(scenario.name)
    return kept


def _far(scenario: Scenario) -> bool:
    """Whether its calls would leave this machine. Foundry's client makes its address itself, of a
    name that no place has."""
    if scenario.cloud:
        return not role_of(scenario) and scenario.cloud != "foundry"
    return "192.0.2." in scenario.base_url


def unshown() -> dict[str, list[str]]:
    """The scenarios in which a client sees nothing, by the reason."""
    found: dict[str, list[str]] = {
        "its calls go to a far host, and nothing is sent there": [],
        "it is the load that fails: one call alone is answered": [],
        "a call is answered as on a good day; others tell what is wrong": [],
    }
    far, load, fine = found.values()
    for scenario in SCENARIOS:
        if _far(scenario):
            far.append(scenario.name)
        elif kind(scenario, stream=True) == kind(scenario, stream=False) == "fine":
            if scenario.api.capacity is not None:
                load.append(scenario.name)
            elif scenario.side != "healthy":
                fine.append(scenario.name)
    return found
