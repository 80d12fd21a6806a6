"""What a client of the API meets in a scenario, in one word: `status 529`, `refused`, `cut`.

Read off the scenario's own data, so that a new scenario has its kind without a word here.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from claude_doctor.chaos import SCENARIOS, Scenario
from claude_doctor.chaos.clouds import ANSWERS
from claude_doctor.chaos.roles import Stream
from claude_doctor.chaos.wire import Reply, Seen, Wire
from claude_doctor.sources.api.models import find

#: A model that every client in the table knows, and that takes what each of them sends.
MODEL = "claude-haiku-4-5"


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
        return "redirect"
    as_page = not kinds or not kinds[0].startswith("application/json")
    return f"{'page' if as_page else 'status'} {reply.status}"


def _of_api(scenario: Scenario, stream: bool) -> str:
    api = scenario.api
    if api.rejects_key:
        return "status 401"
    model = find(model_of(scenario))
    if model is None or {model.id, model.alias} & set(api.gone):
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
        if scenario.cloud != cloud or "192.0.2." in scenario.base_url:
            continue
        if cloud:
            if role_of(scenario) or scenario.cloud == "foundry":
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
