"""A login that is not percent-encoded moves the border between password and host: nothing of it
is shown, resolved, connected to or sent, and what is wrong is told."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import httpx
import hypothesis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claude_doctor.border import addresses, credentials, settings
from claude_doctor.border.redact import plain
from claude_doctor.chaos import DEMO_KEY, by_name, serve
from claude_doctor.chaos.wire import Reply, Seen
from claude_doctor.engine.sheet import Sheet
from claude_doctor.outside.world import World
from claude_doctor.probes import environment, network
from tests.conftest import ADDRESSES, Run
from tests.peers import peer

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
SIGNS = "@#/?:\\%[] "
WORDS = st.sampled_from(("Blue", "Horse77", "Qwxzy", "baTTery9", "Zürix"))  # none is a word of ours
GLUE = st.text(SIGNS, min_size=1, max_size=2)
# No blank at an end: the blanks around an address are not part of it.
PASSWORDS = st.builds(
    lambda port, first, more, last: port + first + "".join(g + w for g, w in more) + last,
    st.sampled_from(("", "80#", "80/", "80?")), WORDS, st.lists(st.tuples(GLUE, WORDS), max_size=3),
    st.sampled_from(("", "@", "#", "/", "?", "%", "]", "\\")),
)  # fmt: skip
TOO_MUCH = st.sampled_from(("http://anna:{}@127.0.0.1:9", "https://anna:{}@relay.example",
                            "anna:{}@127.0.0.1:9", "http:\\\\anna:{}@127.0.0.1:9",
                            "http://a.n@corp.example:{}@127.0.0.1:9",
                            "http://8080:{}@127.0.0.1:9"))  # fmt: skip


def pieces(password: str) -> set[str]:
    """Whatever of a password somebody could recognise, in lower case."""
    found = {
        part
        for text in (password, unquote(password))
        for part in (text, quote(text, safe=""), *re.split(r"[@#/?:\\%\[\]\s]+", text))
    }
    return {part.lower() for part in found if len(part) >= 4}  # fmt: skip


def shows(text: str, password: str) -> list[str]:
    """The pieces of the password in a text, in any case."""
    return sorted(part for part in pieces(password) if part in text.lower())


def environment_of(home: Path, variables: dict[str, str]) -> dict[str, str]:
    """These variables alone, and nobody's folder."""
    nowhere = dict.fromkeys(ADDRESSES, "http://127.0.0.1:9")
    return {**nowhere, "CLAUDE_CONFIG_DIR": str(home), "ANTHROPIC_API_KEY": DEMO_KEY, **variables}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for Claude Code's files."""
    return tmp_path_factory.mktemp("claude")


@given(name=st.sampled_from((*PROXIES, *ADDRESSES)), form=TOO_MUCH, password=PASSWORDS)
@example("HTTPS_PROXY", "http://anna:{}@127.0.0.1:9", "Blue@Horse77#9")
@example("ANTHROPIC_BASE_URL", "https://anna:{}@relay.example", "Blue#Horse77@9")
@example("HTTP_PROXY", "http://anna%3A{}%40127.0.0.1:9", "Horse77")
def test_what_is_said_back_is_masked(home: Path, name: str, form: str, password: str) -> None:
    """Whoever quotes the address, its password or any piece, raw, unquoted or as a host's name
    would be: nothing of it comes through, be it in the environment or in Claude Code's settings."""
    address = form.format(password)
    said = [address, password, unquote(password), quote(password, safe=""), password.lower()]
    if set(password) & set("@#/?\\[] "):
        said += [part for part in re.split(r"[@#/?:\\%\[\]\s]+", password) if len(part) >= 4]
    stored = home / "settings.json"
    stored.write_text(json.dumps({"env": {name: address}}))
    try:
        for secrets in (
            credentials.values({"CLAUDE_CONFIG_DIR": "/nowhere", name: address}),
            credentials.values({"CLAUDE_CONFIG_DIR": str(home)}),
        ):
            for text in (*said, *(one.lower() for one in said)):
                told = plain(f"cannot connect to {text}: refused", secrets)
                assert [] == shows(told, password), secrets
    finally:
        stored.unlink()


@pytest.fixture(scope="module")
def resolved() -> Iterator[list[str]]:
    """Every name that this process wants to resolve; nothing but numbers is."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def recording(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        asked.append(name)
        if re.fullmatch(r"[0-9.]+|localhost", name) is None:
            raise socket.gaierror(socket.EAI_NONAME, "not here")
        return real(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", recording)
        for name in (*PROXIES, "NO_PROXY", "no_proxy"):
            patch.delenv(name, raising=False)
        yield asked


def measured(env: dict[str, str]) -> str:
    """What the probes that look at addresses put, with the proxies in the process as well."""

    async def go() -> str:
        world = World(settings.read(env), time.monotonic() + 3)
        mine, path = (Sheet(name, world.secrets) for name in ("environment", "network"))
        await environment.run(world, mine)
        await network.run(world, path)
        for url in (env["CLAUDE_DOCTOR_STATUS_URL"], world.settings.base_url):
            try:
                await world.fetch(f"{url}/v1/messages", timeout=1)
            except Exception as error:
                path.says(f"{path.summary} {error}")
        await world.close()
        return json.dumps([mine.facts, mine.summary, path.facts, path.summary])

    with pytest.MonkeyPatch.context() as patch:
        for name in set(env) & set(PROXIES):
            patch.setenv(name, env[name])
        return asyncio.run(go())


@hypothesis.settings(max_examples=30)  # each is two probes
@given(name=st.sampled_from((*PROXIES, "ANTHROPIC_BASE_URL")), form=TOO_MUCH, password=PASSWORDS)
@example("HTTPS_PROXY", "http://anna:{}@127.0.0.1:9", "Blue@Horse77#9")
@example("ALL_PROXY", "socks5://anna:{}@127.0.0.1:9", "Blue@Horse77/9")
@example("ANTHROPIC_BASE_URL", "https://anna:{}@127.0.0.1:9", "Blue@Horse77/9")
@example("HTTPS_PROXY", "http://anna%3A{}%40127.0.0.1:9", "Horse77")
def test_no_piece_is_put_or_resolved(
    home: Path, resolved: list[str], name: str, form: str, password: str
) -> None:
    """No fact and no summary holds a piece, no resolver is asked for one, and the check goes by
    the host behind the last `@` or by none."""
    resolved.clear()
    address = form.format(password)
    env = {"ANTHROPIC_BASE_URL": "https://127.0.0.1:9", name: address}
    told = measured(environment_of(home, env))
    assert [] == shows(told, password)
    assert [] == [piece for host in resolved for piece in shows(host, password)]
    assert {host for host in resolved if re.fullmatch(r"[0-9.]+", host) is None} <= {
        "relay.example"
    }


@pytest.mark.parametrize("name", [*PROXIES, "ANTHROPIC_BASE_URL"])
@pytest.mark.parametrize("password", ["Blue@Horse77#9", "Blue/Horse77", "80?Horse77"])
def test_what_is_wrong_is_told(home: Path, name: str, password: str, resolved: list[str]) -> None:
    """The variable, why its address cannot be used, and what to type: without its value."""
    base = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9" if "http_" in name.lower() else
            "https://127.0.0.1:9"}  # fmt: skip
    told = measured(environment_of(home, {**base, name: f"http://anna:{password}@127.0.0.1:3128"}))
    facts = json.loads(told)[0]
    assert facts["first_conflict"].startswith(f"{name} is not a usable address: its password")
    assert "@ as %40" in facts["first_conflict"]
    assert facts["mend"].startswith(f'export {name}="$(python3 -c ')
    assert "proxy_host" not in facts
    assert "anna" not in told


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://relay.example/team@corp", "https://relay.example"),
        ("https://anna:Blue%40Horse77%239@relay.example/x", "https://relay.example"),
        ("https://anna:Blue:Horse^77%@relay.example", "https://relay.example"),
        ("https://relay.example/%40corp", "https://relay.example"),
        ("https://anna@relay.example:8443", "https://relay.example:8443"),
    ],
)
def test_sound_addresses_stay(address: str, host: str) -> None:
    """An encoded password, a user alone, and an `@` in a path behind a plain name are usable."""
    read = settings.read({"ANTHROPIC_BASE_URL": address, "CLAUDE_CONFIG_DIR": "/nowhere"})
    assert address == read.base_url
    assert host == environment.address(read.base_url)
    assert "relay.example" not in read.secrets


SEEN = ("Blue@Horse77#9", "80/Horse77?Qwxzy", "Bl]ue\\Horse77 Qwxzy")


@pytest.mark.parametrize("password", SEEN)
def test_the_command_line_leaks_nothing(run: Run, tmp_path: Path, password: str) -> None:
    """Every proxy and every address with such a login, in the shell and in settings.json: JSON,
    text and -v hold no piece, nor does what a proxy at the true host is sent."""
    with peer(Reply(502)) as at:
        address = f"http://anna:{password}@127.0.0.1:{at.port}"
        config = tmp_path / "config"
        config.mkdir()
        stored = dict.fromkeys(("HTTPS_PROXY", "ANTHROPIC_BASE_URL", "OTHER_URL"), address)
        (config / "settings.json").write_text(json.dumps({"env": stored}))
        hidden = {
            "CLAUDE_CONFIG_DIR": str(config),
            "ANTHROPIC_API_KEY": DEMO_KEY,
            "REDDIT_CLIENT_ID": "some-client-id",
            "REDDIT_CLIENT_SECRET": "some-secret",
            "DOWNDETECTOR_CLIENT_ID": "i" * 9,
            "DOWNDETECTOR_CLIENT_SECRET": "s" * 9,
        }
        proxied = dict.fromkeys(PROXIES, address)
        for env in (proxied, dict.fromkeys(ADDRESSES, address)):
            for arguments in (
                ("check", "--json"), ("check",), ("check", "-v"), ("fallbacks", "--json"),
                ("explain", f"cannot connect to proxy {address}"), ("check", "--only", address),
            ):  # fmt: skip
                done = run(*arguments, env={**hidden, **env, "COLUMNS": "200"})
                assert [] == shows(done.stdout + done.stderr, password), arguments
                assert "Traceback" not in done.stderr
        # Blanks, brackets and backslashes lead nobody astray: the proxy itself is sent its login.
        sound = not addresses.malformed(addresses.encoded(address), proxy=True)
        heard = [] if sound else [_whole(seen) for seen in at.asked]
    said = "".join(heard) + "".join(_decoded(text) for text in heard)
    assert [] == shows(said, password)


def _whole(seen: Seen) -> str:
    """Everything that a request said."""
    return f"{seen.method} {seen.path} {dict(seen.headers)} {seen.body!r}"


def _decoded(text: str) -> str:
    """What Basic authorizations in this text hold."""
    found = re.findall(r"(?i)basic ([a-z0-9+/=]+)", text)
    return " ".join(base64.b64decode(one).decode("latin-1") for one in found)


def test_an_encoded_password_still_works(run: Run) -> None:
    """The same password, percent-encoded, goes to the proxy as it is meant."""
    with peer(Reply(502)) as at, serve(by_name("healthy")) as running:
        env = {**running.environ(), "ANTHROPIC_BASE_URL": "https://relay.example",
               "HTTPS_PROXY": f"http://anna:Blue%40Horse77%239@127.0.0.1:{at.port}"}  # fmt: skip
        done = run("check", "--json", "--only", "network", env=env)
        heard = [_whole(seen) for seen in at.asked]
    assert "anna:Blue@Horse77#9" in "".join(_decoded(text) for text in heard)
    assert [] == shows(done.stdout + done.stderr, "Blue@Horse77#9")
    assert f"127.0.0.1:{at.port}" in done.stdout


def test_the_wrong_host_is_httpxs() -> None:
    """Why such an address must never reach httpx: it takes half the password for the host."""
    assert "horse77" == httpx.URL("http://anna:Blue@Horse77#9@127.0.0.1:9").host
