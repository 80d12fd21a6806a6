"""`fallbacks` with clouds configured here: their endpoints, the active route, secrets."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from claude_doctor.chaos import Running
from claude_doctor.chaos.roles import Provider
from claude_doctor.chaos.wire import Wire
from tests.conftest import Run
from tests.fallbacks.peer import KEYLESS, Peer
from tests.fallbacks.test_command import asked, world

#: How each cloud is switched on, with an address of its own at `{}`.
CONFIGURED: dict[str, dict[str, str]] = {
    "bedrock": {"ANTHROPIC_BEDROCK_BASE_URL": "{}", "AWS_REGION": "us-east-1",
                "AWS_BEARER_TOKEN_BEDROCK": "planted-bedrock-" + "b4" * 12},
    "vertex": {"ANTHROPIC_VERTEX_BASE_URL": "{}/v1", "CLOUD_ML_REGION": "us-east5",
               "ANTHROPIC_VERTEX_PROJECT_ID": "demo-project"},
    "foundry": {"ANTHROPIC_FOUNDRY_BASE_URL": "{}/anthropic",
                "ANTHROPIC_FOUNDRY_API_KEY": "planted-foundry-" + "f0" * 12},
    "anthropic-aws": {"ANTHROPIC_AWS_BASE_URL": "{}", "AWS_REGION": "us-east-1",
                      "ANTHROPIC_AWS_WORKSPACE_ID": "wrkspc_01demo",
                      "ANTHROPIC_AWS_API_KEY": "planted-aws-" + "a3" * 12},
}  # fmt: skip
SWITCH = {
    "bedrock": "CLAUDE_CODE_USE_BEDROCK", "vertex": "CLAUDE_CODE_USE_VERTEX",
    "foundry": "CLAUDE_CODE_USE_FOUNDRY", "anthropic-aws": "CLAUDE_CODE_USE_ANTHROPIC_AWS",
    "mantle": "CLAUDE_CODE_USE_MANTLE",
}  # fmt: skip
PAGE = {"bedrock": "aws", "vertex": "google", "foundry": "azure", "anthropic-aws": "aws"}


def at(cloud: str, url: str) -> dict[str, str]:
    """The cloud's variables, with its address."""
    return {name: value.replace("{}", url) for name, value in CONFIGURED[cloud].items()}


@contextlib.contextmanager
def on_a_cloud(cloud: str, peer: Peer, **changes: Any) -> Iterator[tuple[Running, dict[str, str]]]:
    """A world whose Claude Code calls this cloud at the peer, which counts as the cloud itself."""
    with world(**changes) as running, peer.served() as url:
        env = {**running.environ(), **at(cloud, url), SWITCH[cloud]: "1",
               "CLAUDE_DOCTOR_CLOUD_URL": url}  # fmt: skip
        for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"):
            env[name] = ""
        yield running, env


def routes(run: Run, env: dict[str, str], *options: str) -> dict[str, Any]:
    """The routes by id."""
    done = run("fallbacks", "--json", *options, env=env)
    assert (0, "") == (done.returncode, done.stderr)
    return {one["id"]: one for one in json.loads(done.stdout)["fallbacks"]}


@pytest.mark.parametrize("cloud", CONFIGURED)
def test_a_configured_cloud_is_asked_keyless(run: Run, cloud: str) -> None:
    """Its documented refusal shows that it answers; no credential and no message is sent."""
    peer = copy.deepcopy(KEYLESS[cloud])
    with world() as running, peer.served() as url:
        one = asked(run, running, **at(cloud, url))["by_id"][cloud]
    assert ("up", True, "up", None) == (
        one["state"], one["configured"], one["endpoint"], one["needs"],
    )  # fmt: skip
    assert "its endpoint answers" in one["reason"]
    assert cloud == "vertex" or one["usable"]
    [(method, _, headers, body)] = peer.asked
    assert ("POST", "{}") == (method, body)
    assert "planted" not in peer.everything() and "authorization" not in map(str.lower, headers)
    assert not {"x-api-key", "api-key"} & set(map(str.lower, headers))


@pytest.mark.parametrize("cloud", CONFIGURED)
def test_a_cloud_that_is_not_configured_says_what_it_needs(run: Run, cloud: str) -> None:
    """It is not asked, and its page alone makes it no route of this machine's."""
    with world() as running:
        one = asked(run, running)["by_id"][cloud]
        text = run("fallbacks", env=running.environ()).stdout
    assert (False, False, None) == (one["configured"], one["usable"], one["endpoint"])
    assert one["needs"] and f"needs {one['needs']}" in one["reason"]
    assert one["needs"].split()[1] in text


@pytest.mark.parametrize(
    ("peer", "state"),
    [
        (Peer(503, "{}"), "down"),
        (Peer(529, '{"error":{}}'), "down"),
        (Peer(404, "{}"), "unknown"),
        (Peer(403, "<html>Blocked</html>", "text/html"), "unknown"),
        (Peer(403, "{}", headers={"x-deny-reason": "host_not_allowed"}), "unknown"),
        (Peer(200, "<html>Welcome</html>", "text/html"), "unknown"),
        (Peer(302, "", headers={"location": "http://192.0.2.1/"}), "unknown"),
        (None, "down"),
    ],
)
def test_an_endpoint_that_does_not_answer_as_documented(
    run: Run, peer: Peer | None, state: str
) -> None:
    """A green page does not help a route that does not work from here."""
    with world() as running, (peer or Peer()).served() as url:
        there = url if peer else running.urls["elsewhere"]
        one = asked(run, running, **at("bedrock", there))["by_id"]["bedrock"]
    assert (state, False) == (one["state"], one["usable"])
    assert "its endpoint" in one["reason"]


def test_a_silent_endpoint_keeps_the_deadline(run: Run, silent_port: int) -> None:
    """Nobody can tell: unknown, and the other routes are told in time."""
    with world() as running:
        env = at("bedrock", f"http://127.0.0.1:{silent_port}")
        found = asked(run, running, "--timeout", "2", **env)["by_id"]
    assert "unknown" == found["bedrock"]["state"]
    assert {"up"} == {found[one]["state"] for one in ("vertex", "foundry", "openai")}


def test_a_malformed_region_or_resource_is_told(run: Run) -> None:
    """What is wrong with it stands in the reason; nothing is asked."""
    with world() as running:
        env = {"CLAUDE_CODE_USE_BEDROCK": "", "AWS_BEARER_TOKEN_BEDROCK": "planted-" + "b4" * 12,
               "AWS_REGION": "us-east5"}  # fmt: skip
        one = asked(run, running, **env)["by_id"]["bedrock"]
        pasted = asked(run, running, **{**env, "AWS_REGION": "wrongly pasted 8sX"})
    assert "down" == one["state"] and "AWS_REGION" in one["reason"]
    assert "8sx" not in json.dumps(pasted).lower()


@pytest.mark.parametrize("cloud", CONFIGURED)
def test_the_active_route_is_never_its_own_fallback(run: Run, cloud: str) -> None:
    """Neither it nor Anthropic's models by its page; Anthropic's own API is one, asked keyless."""
    with on_a_cloud(cloud, copy.deepcopy(KEYLESS[cloud])) as (running, env):
        found = routes(run, env)
        front = [seen for seen in running.log if seen.role == "api"]
    assert cloud not in found
    assert [] == [one for one in found.values() if one["kind"] == "claude-model"]
    assert ("up", "up", False) == (
        found["anthropic"]["state"], found["anthropic"]["endpoint"], found["anthropic"]["usable"],
    )  # fmt: skip
    assert "an Anthropic key" == found["anthropic"]["needs"]
    [seen] = front
    assert ("/v1/messages", b"{}") == (seen.path, seen.body)
    assert "planted" not in json.dumps(dict(seen.headers)) and "x-api-key" not in seen.headers


def test_anthropics_own_api_with_a_key_is_usable(run: Run) -> None:
    """The key's presence alone is looked at: it is not sent. A gateway's token is none."""
    with on_a_cloud("bedrock", copy.deepcopy(KEYLESS["bedrock"])) as (running, env):
        key = "sk-ant-api03-" + "planted" * 10
        one = routes(run, {**env, "ANTHROPIC_API_KEY": key})["anthropic"]
        other = routes(run, {**env, "ANTHROPIC_API_KEY": "litellm-planted-1"})["anthropic"]
        assert "planted" not in json.dumps([dict(seen.headers) for seen in running.log])
    assert (True, True, "claude-sonnet-5-5") == (one["key"], one["usable"], one["model"])
    assert (False, False) == (other["key"], other["usable"])


@pytest.mark.parametrize(
    ("region", "there"),
    [
        ("us-east-1", "us-east-2"),
        ("eu-west-1", "eu-central-1"),
        ("ap-northeast-1", "ap-northeast-3"),
    ],
)
def test_bedrock_in_the_neighboring_region(run: Run, region: str, there: str) -> None:
    """The route that changes least: named by its region, its endpoint asked keyless, its own events
    judged."""
    peer = copy.deepcopy(KEYLESS["bedrock"])
    with on_a_cloud("bedrock", peer, aws=Provider(state="down")) as (_, env):
        found = routes(run, {**env, "AWS_REGION": region})
    one = found["bedrock-other-region"]
    assert ("up", there, "up", None, True) == (
        one["state"], one["region"], one["endpoint"], one["key"], one["usable"],
    )  # fmt: skip
    assert there in one["name"] and there in one["reason"]
    assert "bedrock-other-region" == next(iter(found))
    assert 1 == len(peer.asked) and "planted" not in peer.everything()


def test_an_event_in_the_other_region_counts(run: Run) -> None:
    """Trouble of the whole of Vertex is the global endpoint's too, and that one has a way back."""
    with on_a_cloud("vertex", copy.deepcopy(KEYLESS["vertex"]), google=Provider(state="down")) as (
        _,
        env,
    ):
        found = routes(run, env)
    assert ("down", "global") == (
        found["vertex-other-region"]["state"], found["vertex-other-region"]["region"],
    )  # fmt: skip
    with on_a_cloud("vertex", copy.deepcopy(KEYLESS["vertex"])) as (_, env):
        peerless = routes(run, {**env, "CLOUD_ML_REGION": "global"})["vertex-other-region"]
    assert ("up", "us-east5") == (peerless["state"], peerless["region"])


def test_no_other_region_where_none_is_near_or_a_gateway_decides(run: Run) -> None:
    """South America has one region; what stands before a cloud decides on the region itself."""
    with on_a_cloud("bedrock", copy.deepcopy(KEYLESS["bedrock"])) as (_, env):
        assert "bedrock-other-region" not in routes(run, {**env, "AWS_REGION": "sa-east-1"})
        assert "bedrock-other-region" not in routes(run, {**env, "CLAUDE_DOCTOR_CLOUD_URL": ""})


def test_the_gateway_beside_a_cloud(run: Run) -> None:
    """ANTHROPIC_BASE_URL is another way for who calls a cloud: asked keyless, its token stays."""
    gateway, token = Peer(), "planted-gateway-" + "t5" * 10
    with on_a_cloud("bedrock", copy.deepcopy(KEYLESS["bedrock"])) as (running, env):
        with gateway.served() as url:
            own = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": token}
            one = routes(run, {**env, **own})["gateway"]
            assert "planted" not in json.dumps([dict(seen.headers) for seen in running.log])
        assert "gateway" not in routes(run, env)
    assert ("up", True, True) == (one["state"], one["key"], one["usable"])
    assert ["/v1/messages"] == gateway.paths and token not in gateway.everything()


@pytest.mark.parametrize("wire", [Wire.REFUSED, Wire.BOMB])
def test_a_dead_page_leaves_the_endpoint_and_makes_nothing_up(run: Run, wire: Wire) -> None:
    """The endpoint's word stands in the reason, the vendor in what is missing."""
    peer = copy.deepcopy(KEYLESS["bedrock"])
    with world(aws=Provider(wire)) as running, peer.served() as url:
        document = asked(run, running, **at("bedrock", url))
    one = document["by_id"]["bedrock"]
    assert ("unknown", "up", False) == (one["state"], one["endpoint"], one["usable"])
    assert "its endpoint answers" in one["reason"]
    assert "aws" in {entry.split(":")[0] for entry in document["missing"]}


def test_no_credential_of_one_route_reaches_another(run: Run) -> None:
    """Every cloud configured at once, each at a recording peer: what is planted stays here."""
    peers = {cloud: copy.deepcopy(KEYLESS[cloud]) for cloud in CONFIGURED}
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(world())
        env: dict[str, str] = {**running.environ(), "OPENAI_API_KEY": "sk-proj-" + "planted" * 6}
        for cloud, peer in peers.items():
            env |= at(cloud, stack.enter_context(peer.served()))
        for options in ((), ("--json",)):
            done = run("fallbacks", *options, env=env)
            assert "planted" not in done.stdout + done.stderr.replace("planted_", "")
    for cloud, peer in peers.items():
        assert 2 == len(peer.asked), cloud
        assert "planted" not in peer.everything()
    for seen in running.log:
        assert "planted" not in json.dumps([seen.path, dict(seen.headers)])


@pytest.mark.parametrize(
    ("ends", "state"), [("2020-01-01T00:00:00Z", "expired"), ("2099-01-01T00:00:00Z", "present")]
)
def test_an_expired_login_makes_the_other_region_useless(run: Run, ends: str, state: str) -> None:
    """The login of the calls is looked at by its dates: a region more does not renew it."""
    with on_a_cloud("bedrock", copy.deepcopy(KEYLESS["bedrock"])) as (_, env):
        pair = {"AWS_ACCESS_KEY_ID": "AKIA" + "PLANTED" * 2, "AWS_SECRET_ACCESS_KEY": "planted" * 6,
                "AWS_SESSION_TOKEN": "planted" * 9, "AWS_CREDENTIAL_EXPIRATION": ends,
                "AWS_BEARER_TOKEN_BEDROCK": ""}  # fmt: skip
        one = routes(run, {**env, **pair})["bedrock-other-region"]
    assert ("up", state == "present") == (one["state"], one["usable"])
    assert ("expired" in one["reason"]) is (state == "expired")


@pytest.mark.parametrize(
    ("env", "hosts"),
    [
        ({"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1"},
         {"bedrock-runtime.eu-central-1.amazonaws.com"}),
        ({"CLAUDE_CODE_USE_MANTLE": "1", "AWS_REGION": "us-west-2"},
         {"bedrock-mantle.us-east-2.api.aws"}),
        ({"CLAUDE_CODE_USE_VERTEX": "1", "CLOUD_ML_REGION": "europe-west1",
          "ANTHROPIC_VERTEX_PROJECT_ID": "demo-project"}, {"aiplatform.googleapis.com"}),
        ({"ANTHROPIC_FOUNDRY_RESOURCE": "demo", "AWS_BEARER_TOKEN_BEDROCK": "planted-" + "b4" * 12,
          "AWS_REGION": "eu-west-3"},
         {"demo.services.ai.azure.com", "bedrock-runtime.eu-west-3.amazonaws.com"}),
    ],
    ids=["bedrock", "mantle", "vertex", "two-others"],
)  # fmt: skip
def test_the_clouds_own_addresses(run: Run, env: dict[str, str], hosts: set[str]) -> None:
    """Without an address of the user's, seen at a proxy that lets nothing out: the other region's
    host and those of the clouds that are set up, and no other; a proxy's refusal is no answer."""
    proxy = Peer(502, "")
    with world() as running, proxy.served() as url:
        whole = {**running.environ(), "HTTPS_PROXY": url, "ANTHROPIC_API_KEY": "",
                 "ANTHROPIC_BASE_URL": "", **env}  # fmt: skip
        found = routes(run, whole)
    assert hosts == {path.removesuffix(":443") for path in proxy.paths}
    assert "planted" not in proxy.everything()
    asked = [one for one in found.values() if one["endpoint"] and one["id"] != "anthropic"]
    assert len(hosts) == len(asked)
    assert {(False, "down")} == {(one["usable"], one["state"]) for one in asked}
