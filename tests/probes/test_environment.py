"""The environment probe: which credential, which address, what contradicts what."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import trustme

from claude_doctor.border import claude_login, settings
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import environment

KEY = "sk-ant-api03-PLANTEDPLANTEDPLANTED"
TOKEN = "sk-ant-api03-SECONDSECONDSECOND"
OAUTH = "sk-ant-oat01-PLANTEDPLANTEDPLANTED"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """httpx reads the process's own proxy variables; a test starts without any."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    # The Keychain of the machine that runs the tests is nobody's business.
    monkeypatch.setattr(claude_login, "PLATFORM", "linux")


def logged_in(home: Path, hours: float, renewable: bool = True, unit: float = 1000) -> None:
    """Store a subscription's login that ends in so many hours."""
    ends = (datetime.now(UTC) + timedelta(hours=hours)).timestamp() * unit
    stored = {"accessToken": OAUTH, "expiresAt": ends, "subscriptionType": "max"}
    if renewable:
        stored["refreshToken"] = "sk-ant-ort01-PLANTEDPLANTED"
    (home / ".credentials.json").write_text(json.dumps({"claudeAiOauth": stored}))


def user_settings(home: Path, **content: Any) -> None:
    """Write Claude Code's user settings."""
    (home / "settings.json").write_text(json.dumps(content))


def measure(
    home: Path, monkeypatch: pytest.MonkeyPatch | None = None, **env: str
) -> dict[str, Any]:
    """The probe's facts in this environment; proxies go into the process as well."""
    for name, value in env.items():
        if monkeypatch is not None and name.lower().endswith("_proxy"):
            monkeypatch.setenv(name, value)

    async def go() -> dict[str, Any]:
        world = World(settings.read({"CLAUDE_CONFIG_DIR": str(home), **env}), time.monotonic() + 60)
        sheet = Sheet("environment", world.secrets)
        await environment.run(world, sheet)
        await world.close()
        return {**sheet.facts, "summary": sheet.summary}

    facts = asyncio.run(go())
    for planted in ("PLANTED", "SECOND"):
        assert planted not in str(facts)
    return facts


def test_an_ordinary_machine_has_no_conflict(tmp_path: Path) -> None:
    """A key, nothing else: no conflict and no remark."""
    facts = measure(tmp_path / "none", ANTHROPIC_API_KEY=KEY)
    assert facts["credential"] == "api-key"
    assert facts["base_url"] == "https://api.anthropic.com"
    assert facts["gateway"] is False
    assert facts["insecure"] is False
    assert facts["conflict"] is False
    assert facts["claude_config"] is False
    assert not facts.keys() & {"conflicts", "first_conflict", "remarks", "cloud", "models"}
    assert facts["summary"] == "key set · api.anthropic.com"


def test_more_ordinary_machines(tmp_path: Path) -> None:
    """No key; a subscription alone; a proxy and a CA file; empty variables: no conflict either."""
    assert measure(tmp_path)["credential"] == "none"
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    facts = measure(
        tmp_path,
        ANTHROPIC_API_KEY=KEY, ANTHROPIC_AUTH_TOKEN=" ", CLAUDE_CODE_USE_BEDROCK="0",
        HTTPS_PROXY="http://proxy:8080/", https_proxy="http://proxy:8080", NO_PROXY="localhost",
        SSL_CERT_FILE=str(tmp_path / "ca.pem"), NODE_EXTRA_CA_CERTS=str(tmp_path / "ca.pem"),
        ANTHROPIC_BASE_URL="https://api.anthropic.com/",
    )  # fmt: skip
    assert facts["conflict"] is False
    logged_in(tmp_path, -3)
    facts = measure(tmp_path)
    assert facts["credential"] == "subscription"
    assert facts["login_expired"] is True
    assert facts["conflict"] is False
    assert "renews it" in facts["remarks"][0]


@pytest.mark.parametrize(
    ("env", "credential"),
    [
        ({"ANTHROPIC_AUTH_TOKEN": TOKEN}, "auth-token"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_AUTH_TOKEN": TOKEN}, "api-key"),
        ({"ANTHROPIC_API_KEY": OAUTH}, "subscription"),
        ({"CLAUDE_CODE_OAUTH_TOKEN": OAUTH}, "subscription"),
        ({"CLAUDE_CODE_USE_VERTEX": "1"}, "cloud"),
        ({"CLAUDE_CODE_USE_VERTEX": "1", "ANTHROPIC_API_KEY": KEY}, "api-key"),
        ({}, "none"),
    ],
)
def test_the_credential(env: dict[str, str], credential: str, tmp_path: Path) -> None:
    """What calls from this shell carry, in the order in which the SDK looks."""
    assert measure(tmp_path, **env)["credential"] == credential


CONFLICTS: list[tuple[dict[str, str], str, str]] = [
    (
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_AUTH_TOKEN": TOKEN},
        "both set",
        "Claude Code sends the",
    ),
    ({"ANTHROPIC_API_KEY": KEY, "CLAUDE_CODE_USE_BEDROCK": "1"}, "bedrock", "Claude Code uses bed"),
    (
        {"CLAUDE_CODE_USE_VERTEX": "true", "CLAUDE_CODE_USE_FOUNDRY": "on"},
        "several clouds",
        "Microsoft Foundry",
    ),
    ({"ANTHROPIC_API_KEY": KEY, "CLAUDE_CODE_OAUTH_TOKEN": OAUTH}, "both set", "uses the key"),
    ({"ANTHROPIC_API_KEY": f" {KEY}\n"}, "surrounding whitespace", "strips"),
    ({"ANTHROPIC_ADMIN_KEY": f"{KEY}\r"}, "ANTHROPIC_ADMIN_KEY", "a carriage return"),
    ({"ANTHROPIC_API_KEY": f'"{KEY}"'}, "quotation marks", "rejected"),
    ({"ANTHROPIC_API_KEY": f"export ANTHROPIC_API_KEY={KEY}"}, "assignment", "rejected"),
    ({"ANTHROPIC_API_KEY": f"ANTHROPIC_API_KEY={KEY}"}, "assignment", "rejected"),
    ({"ANTHROPIC_API_KEY": f"{KEY} {KEY}"}, "inside", "rejected"),
    ({"ANTHROPIC_API_KEY": "your-api-key"}, "placeholder", "rejected"),
    ({"ANTHROPIC_API_KEY": "sk-ant-..."}, "placeholder", "rejected"),
    ({"ANTHROPIC_API_KEY": "$MY_KEY"}, "placeholder", "rejected"),
    (
        {"ANTHROPIC_API_KEY": "sk-proj-PLANTEDPLANTED"},
        "does not look like an Anthropic key",
        "rejected",
    ),
    ({"ANTHROPIC_API_KEY": "sk-ant-admin01-PLANTED"}, "admin key", "ANTHROPIC_ADMIN_KEY"),
    ({"ANTHROPIC_BASE_URL": "https://relay.example/v1"}, "/v1", "404"),
    ({"ANTHROPIC_BASE_URL": "https://relay.example/x/v1/messages/"}, "/v1", "404"),
    ({"ANTHROPIC_BASE_URL": "api.anthropic.com"}, "lacks https://", "fail on it"),
    ({"ANTHROPIC_BASE_URL": "http://["}, "malformed host", "fail on it"),
    ({"HTTPS_PROXY": "http://PLANTED:1", "https_proxy": "http://b:1"}, "differ", "use https_proxy"),
    ({"SSL_CERT_FILE": "/nowhere/PLANTED.pem"}, "SSL_CERT_FILE", "does not exist"),
    ({"NODE_EXTRA_CA_CERTS": "/nowhere/ca.pem"}, "NODE_EXTRA_CA_CERTS", "does not exist"),
    ({"HTTPS_PROXY": "ftp://proxy:1"}, "not a proxy", "fail on it"),
    ({"HTTPS_PROXY": "htp://proxy:1"}, "misspelled", "fail on it"),
]


@pytest.mark.parametrize(("env", "what", "winner"), CONFLICTS)
def test_conflicts_name_what_and_the_winner(
    env: dict[str, str], what: str, winner: str, tmp_path: Path
) -> None:
    """Each conflict alone is told in one sentence, which never holds a value."""
    facts = measure(tmp_path, **env)
    assert facts["conflict"] is True
    assert facts["conflicts"][0] == facts["first_conflict"]
    assert len(facts["conflicts"]) == 1
    assert what in facts["first_conflict"]
    assert winner in facts["first_conflict"]
    assert "[redacted]" not in facts["first_conflict"]


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"])
def test_a_subscriptions_token_is_a_remark(name: str, tmp_path: Path) -> None:
    """It is never sent, which is told; the settings do not contradict each other."""
    facts = measure(tmp_path, **{name: OAUTH})
    assert facts["conflict"] is False
    assert "subscription token" in facts["remarks"][0]


def test_a_gateways_key_may_look_like_anything(tmp_path: Path) -> None:
    """Behind a relay, a dummy key and a key of another form are usual."""
    for key in ("dummy", "placeholder", "sk-or-v1-PLANTEDPLANTED", "your-key"):
        facts = measure(tmp_path, ANTHROPIC_API_KEY=key, ANTHROPIC_BASE_URL="https://relay.example")
        assert facts["gateway"] is True
        assert facts["conflict"] is False


def test_a_key_beside_a_subscription(tmp_path: Path) -> None:
    """The key silently wins in Claude Code: a conflict, with the winner."""
    logged_in(tmp_path, 5)
    facts = measure(tmp_path, ANTHROPIC_API_KEY=KEY)
    assert facts["login"] is True
    assert facts["login_expired"] is False
    assert "Claude Code uses the key" in facts["first_conflict"]


def test_a_login_that_cannot_be_renewed(tmp_path: Path) -> None:
    """Expired for good is a conflict, unless something else outranks the login anyway."""
    logged_in(tmp_path, -1, renewable=False)
    assert "log in again" in measure(tmp_path)["first_conflict"]
    assert measure(tmp_path, ANTHROPIC_AUTH_TOKEN=TOKEN)["conflict"] is False
    logged_in(tmp_path, 1, renewable=False, unit=1)
    assert measure(tmp_path)["login_expired"] is False


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"claudeAiOauth":[]}', '{"claudeAiOauth":{}}', "\x00", "[" * 99999,
     '{"claudeAiOauth":{"accessToken":""}}'],
)  # fmt: skip
def test_a_strange_credentials_file_is_no_login(content: str, tmp_path: Path) -> None:
    """Whatever the files hold, there is a report."""
    (tmp_path / ".credentials.json").write_text(content)
    facts = measure(tmp_path, ANTHROPIC_API_KEY=KEY)
    assert facts["login"] is False
    assert facts["conflict"] is False


@pytest.mark.parametrize("ends", ["soon", None, True, -1e300, 1e300, [1], "1e999"])
def test_a_strange_end_is_not_known(ends: object, tmp_path: Path) -> None:
    """A login whose end cannot be read is stored, and not expired."""
    stored = {"claudeAiOauth": {"accessToken": OAUTH, "expiresAt": ends}}
    (tmp_path / ".credentials.json").write_text(json.dumps(stored).replace('"1e999"', "1e999"))
    facts = measure(tmp_path)
    assert facts["login"] is True
    assert "login_expired" not in facts


def test_claude_codes_own_settings(tmp_path: Path) -> None:
    """Another address or key in settings.json is a conflict; one that only it has, a remark."""
    user_settings(tmp_path, env={"ANTHROPIC_BASE_URL": "https://PLANTED.example/"})
    shell = {"ANTHROPIC_API_KEY": KEY}
    assert "Claude Code goes there" in measure(tmp_path, **shell)["first_conflict"]
    assert measure_raw(tmp_path)["conflict"] is False  # nothing else is set up here
    shell = {"ANTHROPIC_BASE_URL": "https://PLANTED.example"}
    assert measure_raw(tmp_path, **shell)["conflict"] is False
    user_settings(tmp_path, env={"ANTHROPIC_API_KEY": KEY})
    assert measure(tmp_path, ANTHROPIC_API_KEY=KEY)["conflict"] is False
    assert "uses that one" in measure(tmp_path, ANTHROPIC_API_KEY=TOKEN)["first_conflict"]
    facts = measure(tmp_path)
    assert facts["conflict"] is False
    assert ("code", "api-key") == (facts["program"], facts["credential"])
    user_settings(tmp_path, env={"CLAUDE_CODE_USE_BEDROCK": 1})
    facts = measure(tmp_path)
    assert (facts["cloud"], facts["credential"]) == ("bedrock", "cloud")
    assert measure(tmp_path, ANTHROPIC_API_KEY=KEY)["conflict"] is True


def measure_raw(home: Path, **env: str) -> dict[str, Any]:
    """`measure`, for an address that holds the planted word and is meant to be told."""

    async def go() -> dict[str, Any]:
        world = World(settings.read({"CLAUDE_CONFIG_DIR": str(home), **env}), time.monotonic() + 60)
        sheet = Sheet("environment", world.secrets)
        await environment.run(world, sheet)
        await world.close()
        return sheet.facts

    return asyncio.run(go())


def test_the_current_directory_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project's settings and `.env` are strangers' words."""
    (tmp_path / ".claude").mkdir()
    user_settings(tmp_path / ".claude", env={"ANTHROPIC_BASE_URL": "https://evil.example"})
    (tmp_path / ".env").write_text("ANTHROPIC_API_KEY=x")
    monkeypatch.chdir(tmp_path)
    facts = measure(tmp_path / "home")
    assert facts["conflict"] is False
    assert facts["credential"] == "none"


@pytest.mark.parametrize(
    ("env", "insecure", "what"),
    [
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://relay.example:81/x"}, True,
         "ANTHROPIC_API_KEY to http://relay.example:81"),
        ({"ANTHROPIC_AUTH_TOKEN": KEY, "ANTHROPIC_BASE_URL": "http://192.0.2.1"}, True,
         "ANTHROPIC_AUTH_TOKEN to http://192.0.2.1"),
        ({"ANTHROPIC_AUTH_TOKEN": KEY, "ANTHROPIC_BASE_URL": "http://10.0.0.1"}, False,
         "ANTHROPIC_AUTH_TOKEN to http://10.0.0.1"),
        ({"ANTHROPIC_ADMIN_KEY": KEY, "CLAUDE_DOCTOR_ADMIN_URL": "http://relay.example"}, True,
         "ANTHROPIC_ADMIN_KEY to http://relay.example"),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://127.0.0.1:5"}, False, None),
        ({"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://[::1]:5"}, False, None),
        ({"ANTHROPIC_BASE_URL": "http://relay.example"}, False, None),
        ({"ANTHROPIC_API_KEY": OAUTH, "ANTHROPIC_BASE_URL": "http://relay.example"}, False, None),
    ],
)  # fmt: skip
def test_insecure_endpoints(
    env: dict[str, str], insecure: bool, what: str | None, tmp_path: Path
) -> None:
    """A credential over plain http to another machine is told, with the variable's name."""
    facts = measure(tmp_path, **env)
    assert facts["insecure"] is insecure
    assert facts.get("insecure_what") == what


def test_the_address_of_a_clouds_route_is_mended_where_it_stands(tmp_path: Path) -> None:
    """Over plain http its own variable is the one to change; an address with a login is not
    written out."""
    base = "ANTHROPIC_BEDROCK_BASE_URL"
    cloud = {"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1",
             "AWS_BEARER_TOKEN_BEDROCK": KEY}  # fmt: skip
    facts = measure(tmp_path, None, **cloud, **{base: "http://192.0.2.1:81/bedrock"})
    assert f'export {base}="https${{{base}#http}}"' == facts["https_mend"]
    assert facts["insecure"] is True
    user_settings(tmp_path, env={base: "http://192.0.2.1:81/bedrock"})
    mend = measure(tmp_path, None, **cloud)["https_mend"]
    assert base in mend and "https://192.0.2.1:81/bedrock" in mend and "settings.json" in mend
    user_settings(tmp_path, env={base: "http://anna:secret@192.0.2.1:81/bedrock"})
    assert "https_mend" not in measure(tmp_path, None, **cloud)
    user_settings(tmp_path)
    assert "https_mend" not in measure(tmp_path, None, **cloud, **{base: "https://192.0.2.1"})


def test_proxies_that_catch_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy elsewhere that catches a loopback address is a conflict, and makes it insecure."""
    loopback = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:4000", "ANTHROPIC_API_KEY": KEY}
    facts = measure(tmp_path, monkeypatch, HTTP_PROXY="http://proxy.example:3128", **loopback)
    assert "NO_PROXY lacks its host" in facts["first_conflict"]
    assert facts["insecure"] is True
    facts = measure(tmp_path, monkeypatch, HTTP_PROXY="http://127.0.0.1:8080", **loopback)
    assert facts["conflict"] is False
    assert "NO_PROXY" in facts["remarks"][0]
    facts = measure(tmp_path, monkeypatch, NO_PROXY="127.0.0.1", **loopback)
    assert (facts["conflict"], facts["insecure"]) == (False, False)


def test_a_login_in_the_address_is_not_shown(tmp_path: Path) -> None:
    """Of the base URL only scheme, host and port are told."""
    url = "https://anna:PLANTED@[2001:db8::1]:8443/path?key=PLANTED"
    assert measure(tmp_path, ANTHROPIC_BASE_URL=url)["base_url"] == "https://[2001:db8::1]:8443"


def test_remarks(tmp_path: Path) -> None:
    """What explains a difference without being a fault is a remark."""
    user_settings(tmp_path, apiKeyHelper="echo key")
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    facts = measure(
        tmp_path, ANTHROPIC_PROFILE="work", NO_PROXY="a", no_proxy="b",
        NODE_EXTRA_CA_CERTS=str(tmp_path / "ca.pem"), ANTHROPIC_MODEL="claude-opus-5-5",
    )  # fmt: skip
    assert facts["conflict"] is False
    assert len(facts["remarks"]) == 4
    assert facts["models"] == ["claude-opus-5-5"]
    (tmp_path / "settings.json").write_text("{broken")
    assert "is not valid JSON (line 1)" in measure(tmp_path)["first_conflict"]


@pytest.mark.skipif(find_spec("socksio") is not None, reason="SOCKS works where socksio is there")
def test_a_socks_proxy(tmp_path: Path) -> None:
    """The SDK builds every proxy at its start and fails on a SOCKS one, also where another is set
    for the API: a conflict."""
    facts = measure(tmp_path, ALL_PROXY="socks5://127.0.0.1:1080")
    assert "SOCKS" in facts["first_conflict"]
    facts = measure(tmp_path, ALL_PROXY="socks5://127.0.0.1:1080", HTTPS_PROXY="http://proxy:1")
    assert "SOCKS" in facts["first_conflict"]
    assert facts["broken_sort"] == "socks"
