"""Who answered, by the command line: the sentence and the first fix for what stands in between."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from dataclasses import replace

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.answers import document, page
from claude_doctor.chaos.roles import Api
from claude_doctor.chaos.wire import Reply, Seen
from tests.conftest import Run

#: Scenario; words that the sentence has, words that report and screen must not have, first fix.
SAID = {
    "gateway-key-refused": (
        ("its provider rejects the key of", "Your own key is not at fault", "LiteLLM"),
        ("your API key", "export ANTHROPIC_API_KEY"),
        "mend-gateway-key",
    ),
    "gateway-cooldown": (
        ("no deployment left", "LiteLLM"), ("your rate limit", "API is up"), "wait-for-gateway",
    ),
    "gateway-unknown-key": (("No connected db.", "LiteLLM", "rejects it"), (), "gateway-key"),
    "gateway-reads-bearer": (
        ("read only Authorization", "ANTHROPIC_AUTH_TOKEN"), (), "key-as-token",
    ),
    "gateway-small-bodies": (("client_max_body_size", "413"), ("32 MB",), "nginx-body-size"),
    "gateway-maintenance": (
        ("503 “Models are down for maintenance”, nginx",), ("log in",), "check-gateway",
    ),
    "gateway-wants-password": (("a username and password", "401"), (), "gateway-password"),
    "gateway-wants-login": (
        ("302 to https://corp.okta.com/oauth2/v1/authorize",), ("state=demo",), "gateway-login",
    ),
    "gateway-budget": (("your gateway budget",), ("platform.claude.com/usage",),
                       "ask-gateway"),
    "gateway-model-denied": (
        ("gateway", "gpt-4o", "claude-haiku"), ("your API key", "I can't tell"), "choose-model",
    ),
    "gateway-model-unknown": (
        ("gateway", "does not serve", "ANTHROPIC_MODEL"), ("I can't tell",), "choose-model",
    ),
    "filter-blocks": (
        ("filter on your network", "403", "category: Generative AI"), ("captive",),
        "ask-exception",
    ),
    "edge-challenge": (
        ("Anthropic's edge", "challenge", "cf-ray 9e0f1c2d3b4a5968-AMS"), ("captive",),
        "leave-address",
    ),
    "edge-restricted": (
        ("Anthropic's edge", "Edge IP Restricted", "cf-ray"), ("captive",), "leave-address",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_the_sentence_names_who_and_the_first_fix_leads_there(name: str, run: Run) -> None:
    """What is said, what is not said, and what is to be done first."""
    words, never, fix = SAID[name]
    report = json.loads(run("demo", name, "--json").stdout)
    summary = report["verdict"]["summary"]
    assert [] == [word for word in words if word not in summary], summary
    told = json.dumps([summary, report["fixes"]], ensure_ascii=False)
    assert [] == [word for word in never if word in told]
    assert fix == report["fixes"][0]["id"]


def judged(run: Run, answer: Reply, gateway: bool) -> dict[str, str]:
    """The verdict where this stands in the place of the gateway, or of the API."""
    door = Api() if gateway else None
    with serve(replace(by_name("healthy"), api=Api(answer), front_door=door)) as running:
        report = json.loads(run("check", "--json", env=running.environ()).stdout)
    verdict: dict[str, str] = report["verdict"]
    return {**verdict, "fix": report["fixes"][0]["id"]}


def test_a_page_while_others_open_is_no_login(run: Run) -> None:
    """Where the control hosts are open, an unknown page sends nobody to a portal's login."""
    said = judged(run, page("<html><title>Hello</title></html>"), gateway=False)
    assert ("captive-portal", "medium", "ask-exception") == (
        said["cause"],
        said["confidence"],
        said["fix"],
    )
    assert "while other pages open" in said["summary"]


def test_a_portal_wants_its_login(run: Run) -> None:
    """Where they show a portal, its login comes first."""
    report = json.loads(run("demo", "captive-portal", "--json").stdout)
    assert ("captive-portal", "open-portal") == (
        report["verdict"]["cause"],
        report["fixes"][0]["id"],
    )


def test_a_token_that_the_gateway_does_not_read(run: Run) -> None:
    """The other way round: the key stands in ANTHROPIC_AUTH_TOKEN, and x-api-key is read."""
    wants = document({"error": {"message": "x-api-key is required"}}, 401)
    with serve(replace(by_name("healthy"), api=Api(wants), front_door=Api())) as running:
        env = {**running.environ(), "ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": "team-token"}
        report = json.loads(run("check", "--json", env=env).stdout)
    assert "token-as-key" == report["fixes"][0]["id"]


def test_the_first_fix_for_a_gateway_that_reads_only_the_bearer_cures(run: Run) -> None:
    """The command of the first fix, run by a shell as it is printed, makes the gateway answer."""

    def bearer_only(seen: Seen) -> Reply:
        if seen.headers.get("authorization", "").startswith("Bearer "):
            return document({"type": "message", "usage": {"input_tokens": 1, "output_tokens": 1}})
        return document({"detail": "Authorization header missing"}, 403)

    with serve(replace(by_name("healthy"), api=Api(bearer_only), front_door=Api())) as running:
        env = running.environ()
        report = json.loads(run("check", "--json", env=env).stdout)
        assert "key-rejected" == report["verdict"]["cause"]
        names = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
        shown = "; ".join(f'echo "${name}"' for name in names)
        mend = f"{report['fixes'][0]['command']}; {shown}"
        done = subprocess.run(["sh", "-c", mend], env=env, capture_output=True, text=True)
        mended = {**env, **dict(zip(names, done.stdout.splitlines(), strict=True))}
        assert (
            "healthy" == json.loads(run("check", "--json", env=mended).stdout)["verdict"]["cause"]
        )


def test_a_login_page_is_told_without_a_key_too(run: Run) -> None:
    """A gateway behind a password does not pass as one that answers, where no key is set."""
    with serve(by_name("gateway-wants-password")) as running:
        env = {**running.environ(), "ANTHROPIC_API_KEY": ""}
        report = json.loads(run("check", "--json", env=env).stdout)
    assert "gateway-password" == report["fixes"][0]["id"]


def test_an_unsigned_answer_tells_no_secret(run: Run) -> None:
    """A gateway that repeats the key, with control characters: neither gets into the report."""
    with serve(by_name("healthy")) as healthy:
        key = healthy.environ()["ANTHROPIC_API_KEY"]
    evil = document({"error": {"message": f"Invalid token {key}\u001b[31m\u202e"}}, 401)
    with serve(replace(by_name("healthy"), api=Api(evil), front_door=Api())) as running:
        done = run("check", "--json", env=running.environ())
    assert "key-rejected" == json.loads(done.stdout)["verdict"]["cause"]
    assert key not in done.stdout
    assert "\\u001b" not in done.stdout
    assert "\\u202e" not in done.stdout


def test_a_model_that_the_gateway_lists_is_chosen(run: Run) -> None:
    """The default model is unknown there: the list of the gateway, which is asked for anyhow,
    gives the command, and what it chooses works."""

    def some_models(seen: Seen) -> Reply:
        if seen.path.startswith("/v1/models"):
            return document({"data": [{"id": "gpt-4o"}, {"id": "corp/claude-large"}]})
        if json.loads(seen.body or b"{}").get("model") == "corp/claude-large":
            return document({"type": "message", "usage": {"input_tokens": 1, "output_tokens": 1}})
        return document({"error": {"message": "Unknown model", "code": "model_not_found"}}, 404)

    with serve(replace(by_name("healthy"), api=Api(some_models), front_door=Api())) as running:
        env = running.environ()
        report = json.loads(run("check", "--json", env=env).stdout)
        first = report["fixes"][0]["command"]
        assert ("unknown", "none") == (report["verdict"]["side"], report["verdict"]["severity"])
        assert 'export ANTHROPIC_MODEL="corp/claude-large"' == first
        assert "gpt-4o" in report["verdict"]["summary"]
        mended = {**env, "ANTHROPIC_MODEL": "corp/claude-large"}
        again = json.loads(run("check", "--json", env=mended).stdout)
        assert "healthy" == again["verdict"]["cause"]
        wrong = {**env, "ANTHROPIC_MODEL": "corp/none"}
        report = json.loads(run("check", "--json", env=wrong).stdout)
    assert ("model-not-found", "choose-model") == (
        report["verdict"]["cause"],
        report["fixes"][0]["id"],
    )
    assert "gateway" in report["verdict"]["summary"]


SSE = (
    'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"delta":{}}]}\n\n'
    "data: [DONE]\n\n"
)


@pytest.mark.parametrize(
    ("answer", "whose"),
    [
        (document({"id": "chatcmpl-1", "object": "chat.completion", "choices": []}), "OpenAI's"),
        (Reply(200, (("content-type", "text/event-stream"),), SSE.encode()), "OpenAI's"),
        (document({"candidates": [{"content": {"parts": []}}]}), "Google's Gemini"),
        (document({"model": "llama4", "created_at": "x", "done": True}), "Ollama's"),
    ],
)
def test_the_shape_of_another_api_is_named(answer: Reply, whose: str, run: Run) -> None:
    """Whose shape it is stands in the sentence, and no key is led to Anthropic by the fix."""
    said = judged(run, answer, gateway=True)
    assert ("wrong-endpoint", "messages-path") == (said["cause"], said["fix"])
    assert whose in said["summary"]


@pytest.mark.parametrize("gateway", [True, False])
def test_a_message_that_stops_in_its_middle_is_no_wrong_address(gateway: bool, run: Run) -> None:
    """Half a message of the API's is one: who cut it off is not sure."""
    half = b'{"id":"msg_1","type":"message","content":[{"ty'
    said = judged(run, Reply(200, (("content-type", "application/json"),), half), gateway)
    assert ("gateway-failure" if gateway else "incomplete-stream") == said["cause"]
    assert "medium" == said["confidence"]


def taken(run: Run, env: dict[str, str]) -> tuple[str, str]:
    """The sentence of a check, and ANTHROPIC_BASE_URL as the first fix's command leaves it."""
    report = json.loads(run("check", "--json", env=env).stdout)
    mend = f'{report["fixes"][0]["command"]}; echo "$ANTHROPIC_BASE_URL"'
    done = subprocess.run(["sh", "-c", mend], env=env, capture_output=True, text=True)
    return report["verdict"]["summary"], done.stdout.strip()


def test_https_for_a_plain_gateway_is_mended(run: Run) -> None:
    """The first fix writes http://, and with that the gateway answers."""
    with serve(replace(by_name("healthy"), front_door=Api())) as running:
        plain = running.environ()
        address = plain["ANTHROPIC_BASE_URL"]
        env = {**plain, "ANTHROPIC_BASE_URL": address.replace("http:", "https:")}
        said, mended = taken(run, env)
    assert "speaks plain http" in said
    assert address == mended


def test_https_for_a_plain_gateway_that_stays_silent_is_mended(run: Run) -> None:
    """A server that waits for a line of HTTP and gets a handshake says nothing at all."""

    def answer(one: socket.socket) -> None:
        with one:
            got = one.recv(4096)
            if got.startswith(b"\x16"):
                one.recv(1)  # until the other side hangs up
                return
            one.sendall(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    def accept() -> None:
        while True:
            try:
                one = listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=answer, args=(one,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening, serve(by_name("healthy")) as world:
        threading.Thread(target=accept, daemon=True).start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        env = {**world.environ(), "ANTHROPIC_BASE_URL": f"https://{address}"}
        said, mended = taken(run, env)
    assert "speaks plain http" in said
    assert f"http://{address}" == mended


@pytest.mark.parametrize(
    "answer",
    [
        page("<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>", 400),
        Reply(400, (), b"Client sent an HTTP request to an HTTPS server.\n"),
    ],
)
def test_http_for_a_gateway_with_tls_is_mended(answer: Reply, run: Run) -> None:
    """nginx and Go say what they want; the first fix writes https://."""
    with serve(replace(by_name("healthy"), api=Api(answer), front_door=Api())) as running:
        env = running.environ()
        said, mended = taken(run, env)
    assert "https://" in said
    assert env["ANTHROPIC_BASE_URL"].replace("http:", "https:") == mended


def test_a_login_inside_the_address_is_named(run: Run) -> None:
    """It takes the token's place in Authorization; the first fix takes it out, and that cures."""

    def bearer_only(seen: Seen) -> Reply:
        if seen.headers.get("authorization") == "Bearer team-token":
            return document({"type": "message", "usage": {"input_tokens": 1, "output_tokens": 1}})
        return document({"error": {"message": "Invalid token"}}, 401)

    with serve(replace(by_name("healthy"), api=Api(bearer_only), front_door=Api())) as running:
        env = {**running.environ(), "ANTHROPIC_API_KEY": "", "ANTHROPIC_AUTH_TOKEN": "team-token"}
        plain = env["ANTHROPIC_BASE_URL"]
        env["ANTHROPIC_BASE_URL"] = plain.replace("//", "//joe:horse77pass@")
        done = run("check", "--json", env=env)
        said, mended = taken(run, env)
    assert "horse77pass" not in done.stdout
    assert "login inside ANTHROPIC_BASE_URL" in said
    assert plain == mended
