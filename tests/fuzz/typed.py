"""Targets: variables, addresses, proxies, times and durations, options, other programs' output."""

from __future__ import annotations

import os
from typing import Any

from claude_doctor.border import (
    addresses,
    binding,
    clouds,
    credentials,
    dates,
    issuers,
    lines,
    lint,
    model_ids,
    programs,
    proxies,
    regions,
    settings,
)
from claude_doctor.border.claude_settings import Given
from claude_doctor.border.flaw import KINDS
from claude_doctor.border.programs import KEY
from claude_doctor.commands import _typos
from claude_doctor.engine import fill
from claude_doctor.fallbacks import lm_studio, ollama
from claude_doctor.outside import notice, terminal, transport
from claude_doctor.sources.api import nearest
from claude_doctor.sources.clouds.logins import claude as helper
from claude_doctor.sources.conflicts import conflict, find, flaws, place, routes
from claude_doctor.sources.conflicts.view import View
from claude_doctor.sources.conflicts.view import clouds as switched_on
from claude_doctor.sources.crowd import downdetector
from claude_doctor.sources.network import other_proxies, story, tunnel
from tests.fuzz import seeds
from tests.fuzz.target import NOW, Target, environment, folder, text, variable

_URL = "https://api.anthropic.com"
_SECRET = "sk-ant-api03-veryveryverysecret"


def _environment(data: bytes) -> Any:
    """Everything that is made of the variables before the first packet."""
    env = environment(data) | {"HOME": str(folder()), "CLAUDE_CONFIG_DIR": str(folder() / "none")}
    read = settings.read(env)
    given = Given(env={}, places={}, key_helper=False)
    view = View(settings=read, given=given, found=_NOBODY, proxy=None, now=NOW)
    placed = flaws.flaws(read, given)
    hard, soft = find.find(view, placed)
    mends = conflict.mends([*hard, *soft])
    code = programs.claude_code(env, given)
    return (
        [one.words for one in (*hard, *soft)], mends,
        [(one.sentence, one.cure) for one in placed], switched_on(env),
        place.flaw(code), place.doubt(code), place.other(code), binding.strangers(code),
        code.base_url, code.region, read.secrets, credentials.values(env), proxies.usable(env,
        True),
        [clouds.flaw(one, env) for one in clouds.CLOUDS], read.gateway,
    )  # fmt: skip


def _nobody() -> Any:
    from claude_doctor.border.claude_login import Found

    return Found(None)


_NOBODY = _nobody()


def _sentences(data: bytes, result: Any) -> None:
    """No value of a credential's stands in a sentence, nor a line end."""
    secrets = [one for one in result[10] if len(one) >= 16]
    for words in (*result[0], *(one[0] for one in result[2])):
        assert "\n" not in words and "\r" not in words, words
        assert not any(secret in words for secret in secrets), words


def _linted(data: bytes) -> Any:
    value = variable(data)
    found = []
    for name, kind in KINDS.items():
        for one in lint.lint(name, value, kind):
            found.append((name, one.place, one.cure, one.effect_in(None)))
    return (found, addresses.repaired(value), addresses.spelled(value), issuers.foreign(value),
            list(lines.headers("ANTHROPIC_CUSTOM_HEADERS", value)), list(programs.headers(value)),
            credentials.holds_one(KEY, value))  # fmt: skip


def _lint(_: bytes, result: Any) -> None:
    """A flaw is a line of our own, whatever the value holds."""
    for _name, at, cure, effect in result[0]:
        assert all("\n" not in one and len(one) < 1000 for one in (at, cure, effect))


def _address(data: bytes) -> Any:
    value = variable(data)
    env = {"HTTPS_PROXY": value, "NO_PROXY": value, "http_proxy": value}
    programs_ = (proxies.Program.PYTHON, proxies.Program.CODE)
    return (
        addresses.usable(value), addresses.malformed(value), addresses.malformed(value, True),
        addresses.encoded(value), list(addresses.passwords(value, True)), addresses.origin(value),
        addresses.shown(value), addresses.each(value), addresses.private_number(value),
        [proxies.covers(value, _URL, one) for one in programs_],
        [proxies.choose(env, _URL, one) for one in programs_], proxies.usable(env, True),
        [proxies.near(env, _URL, one) for one in programs_], proxies.lacking(env, _URL),
        addresses.is_address(value), addresses.is_loopback(value), tunnel.login_of(_URL, env),
        other_proxies.holding(value, env), other_proxies._origin(value), ollama.host(value),
        other_proxies._catching(value, "api.anthropic.com"),
        lm_studio.origin(value), routes.bare(value), list(routes.address(value)),
        downdetector.slug_of(value), [clouds.region_of(one, value) for one in clouds.CLOUDS],
        transport.of_exception(OSError(5, value)),
    )  # fmt: skip


def _shown(_: bytes, result: Any) -> None:
    assert "pw1234567890" not in result[6] or "@" not in result[6]


def _addresses() -> list[bytes]:
    rows = ("http://user:pw1234567890@proxy.corp:3128", "https://api.anthropic.com/v1",
        "localhost:11434",
            "socks5h://[::1]:1080", "http://10.0.0.0/8",
            ".corp,localhost,127.0.0.1:8080,*.x,10.0.0.0/8",
            "https://bedrock-runtime.us-east-1.amazonaws.com", "0.0.0.0", "http:/x", "proxy:3128",
            "https://downdetector.com/status/claude-ai/", "http://[fe80::1%25eth0]:8080/", "[::1]",
            "https://us-east5-aiplatform.googleapis.com", "http://127.1/",
            "http://2130706433/")  # fmt: skip
    return [one.encode() for one in rows]


def _names(data: bytes) -> Any:
    name = variable(data)
    known = ("claude-haiku-4-5", "claude-opus-5", "claude-sonnet-5")
    return (
        [model_ids.foreign(name, one, "us-east-1") for one in (None, *clouds.CLOUDS)],
        [model_ids.on_cloud(name, one, "us-east-1") for one in clouds.CLOUDS],
        [model_ids.word(name, one, None) for one in clouds.CLOUDS],
        [regions.near(one, name) for one in clouds.CLOUDS],
        model_ids.model(name, {}, None), nearest.nearest(name, known), _typos.near(name, known),
        _typos.instead(name, known, "claude-doctor rules"),
        helper.command(name, {}, folder()), story.summary({}),
    )  # fmt: skip


def _time(data: bytes) -> Any:
    value = text(data)
    return (dates.since(value, NOW), dates.of_iso(value), dates.of_http(value), dates.month(value))


def _past(_: bytes, result: Any) -> None:
    assert result[0] <= NOW


def _times() -> list[bytes]:
    rows = ("2h", "30m", "7d", "1.5w", "2026-06-20T17:00Z", "2026-11-01", "0001-01-01",
        "9999-12-31",
            "Sun, 22 Nov 2026 12:00:00 GMT", "2026-11-22 12:00:00+02:00",
            "20261122T120000")  # fmt: skip
    return [one.encode() for one in rows]


def _written(data: bytes) -> Any:
    """Values in our sentences, and sentences made fit for others' eyes."""
    value = text(data)
    facts = {"ping.model": value, "ping.message": value, "ping.n": 12}
    title, body = value, value
    return (
        fill.fill("{ping.model|the model} said {ping.message:80|none} {ping.x|-}", facts),
        fill.quotation(value, 40), terminal.encodes(value),
        [notice.sequence(env, title, body) for env in ({}, {"TERM_PROGRAM": "ghostty"})],
    )  # fmt: skip


def _notices(_: bytes, result: Any) -> None:
    """A stranger's text ends no escape sequence of ours and begins none."""
    for one in result[3]:
        assert one.count("\x1b") <= 2 and one.count("\a") <= 1


_OPTIONS = (b"explain\n529\n--json", b"explain\n--\n-x", b"rules\noverloaded",
    b"fixes\nbackoff\n--lang\nbash",
            b"fixes\n--for\noverloaded", b"history\n--since\n2h\n-n\n3\n--json", b"history\n--plot",
            b"logs\n--since\n7d\n--json\n/dev/null",
            b"storm\n--clients\n2\n--duration\n10\n--seed\n1",
            b"check\n--replay\n/dev/null\n--fail-on\nserver,client\n--format\njson", b"--version",
            b"check\n--help", b"expalin\n529", b"statusline\n--offline")  # fmt: skip
#: Commands that ask no network; an option that writes a file is left out of every case.
_ALONE = {
    "explain",
    "rules",
    "fixes",
    "history",
    "logs",
    "storm",
    "statusline",
    "--version",
    "--help",
}
_WRITES = ("-o", "--o", "--html", "--copy", "--clear", "--export")


def _line(data: bytes) -> Any:
    """A command line, in this process. `check` only of a saved report, `storm` only of a small
    one."""
    from tests.command import inside

    words = [word.decode("utf-8", "replace") for word in data.replace(b"\0", b"").split(b"\n")][:12]
    if any(word.startswith(_WRITES) for word in words) or not words:
        return None
    alone = words[0] in _ALONE or words[:2] == ["check", "--help"]
    if not alone and words[:3] != ["check", "--replay", "/dev/null"]:
        return None
    if words[0] == "storm" and not {"--clients", "--duration"} <= set(words):
        return None
    env = {"HOME": str(folder()), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8",
           "CLAUDE_CONFIG_DIR": str(folder() / "none"), "TZ": "UTC",
           "CLAUDE_DOCTOR_CACHE_DIR": str(folder() / "cache"),
           "CLAUDE_DOCTOR_DATA_DIR": str(folder() / "data")}  # fmt: skip
    done = inside(tuple(words), env, "")
    return done.returncode, done.stdout[:100_000], done.stderr


def _ended(_: bytes, result: Any) -> None:
    """Done, or a usage error that is said on stderr alone."""
    if result is not None:
        code, out, err = result
        assert code in (0, 2, 14), (code, err)
        assert "Traceback" not in err and "a bug in" not in err, err
        assert code != 2 or (err and not out)


TARGETS = (
    Target("environment",
           ("border.settings", "border.programs", "border.credentials", "border.clouds",
            "border.binding", "sources.conflicts.cloud_credential", "sources.conflicts.conflict",
            "sources.conflicts.credential", "sources.conflicts.effective",
            "sources.conflicts.place", "sources.conflicts.proxies", "sources.conflicts.routes"),
           _environment, seeds.environments, (), _sentences, slow=True),
    Target("value", ("border.lint", "border.lines", "border.issuers", "border.credentials"),
           _linted,
           lambda: [*_addresses(), b"sk-ant-api03-" + b"x" * 80, b"Bearer abc", b'"quoted"',
                    b"export ANTHROPIC_API_KEY=x", b"x-a: b\nx-c: d", b"your-api-key-here", b"1",
                    b'{"x-a": "b"}', b"x-a: b\\nx-c: d"], (), _lint, slow=True),
    Target("address",
           ("border.addresses", "border.proxies", "sources.network.other_proxies",
            "fallbacks.ollama", "fallbacks._elsewhere", "sources.network.mtu",
            "sources.crowd.downdetector", "outside.world", "outside.transport"),
           _address, _addresses, (), _shown),
    Target("names",
           ("border.model_ids", "border.regions", "sources.api.nearest", "sources.api.lifecycle",
            "sources.api.other_model", "sources.network.story", "probes.error",
            "sources.clouds.logins.claude", "fallbacks.google"), _names,
           lambda: [b"claude-haiku-4-5-20251001", b"us.anthropic.claude-opus-4-1-20250805-v1:0",
           b"opus",
                    b"claude-sonet-5-5[1m]", b"us-east-1", b"europe-west4-a", b"gpt-5", b"eastus2",
                    b"arn:aws:bedrock:us-east-1:123456789012:inference-profile/x"],
           slow=True),
    Target("time", ("border.dates",), _time, _times, (ValueError,), _past),
    Target("written", ("engine.fill", "render.public", "outside.terminal"), _written,
           lambda: [b"claude-haiku-4-5", b"429 \xe2\x80\x9ctoo many\xe2\x80\x9d, nginx",
           b"{ping.n}"],
           (), _notices, slow=True),
    Target("command-line", ("commands._app", "commands.explain", "commands._rounds"), _line,
           lambda: list(_OPTIONS), (), _ended, slow=True),
)  # fmt: skip
