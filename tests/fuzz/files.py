"""Targets: files of this machine: settings, clouds' configurations, certificates, cache,
history."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from claude_doctor.border import claude_login, claude_settings, cloud_files
from claude_doctor.commands import _run
from claude_doctor.engine import saved
from claude_doctor.outside import (
    cache,
    certificate,
    history,
    history_file,
    history_schema,
    newest,
)
from claude_doctor.render import formats
from claude_doctor.render.screen import Screen
from claude_doctor.sources.clouds.logins import aws, azure, files, google, profiles, tokens
from claude_doctor.sources.conflicts import trust
from claude_doctor.sources.crowd._counting import Page
from claude_doctor.sources.network import names, resolvers, way_out
from tests.fuzz import seeds
from tests.fuzz.target import NOW, Target, home, in_file

#: What a login can be, by its own docstring.
_STATES = {"key", "present", "expired", "absent", "broken", "not-needed", "unknown"}
_JSON = (b'{"a": 1}',)


def _given(path: Path) -> Any:
    found = claude_settings.given(path.parent, path.parent / "none")
    return found, [one.how for one in found.broken], claude_settings.load(path) is None


def _settings() -> list[bytes]:
    made = [{"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "AWS_REGION": "us-east-1",
                     "HTTPS_PROXY": "http://u:p@h:1", "N": 1},
             "model": "opus", "apiKeyHelper": "~/bin/key --x"}, {}]  # fmt: skip
    return [*(json.dumps(one, indent=1).encode() for one in made), *_JSON]


def _login(path: Path) -> Any:
    return claude_login.login({}, path.parent, "linux")


def _aws(path: Path) -> Any:
    env = {"HOME": str(home()), "AWS_PROFILE": "dev"}
    return (
        [aws.login(env, home(), NOW, code) for code in (True, False)],
        profiles.read(env, home(), True), cloud_files.aws_region(env), files.sections(path),
        files.flaw(path), list(cloud_files.secrets(env)),
    )  # fmt: skip


def _state(_: bytes, result: Any) -> None:
    assert all(one.state in _STATES and one.words is not None for one in result[0])


def _google(path: Path) -> Any:
    env = {"HOME": str(home())}
    return (
        [google.login(env, home(), code) for code in (True, False)],
        cloud_files.google_project(env),
        list(cloud_files.secrets(env)),
    )  # fmt: skip


def _azure(path: Path) -> Any:
    env = {"HOME": str(home()), "AZURE_CONFIG_DIR": str(path.parent)}
    return ([azure.login(env, home(), NOW, code) for code in (True, False)],)


def _token(path: Path) -> Any:
    return [tokens.identity(path, "AWS_WEB_IDENTITY_TOKEN_FILE", NOW)], tokens.end(
        path.read_bytes().decode("utf-8", "replace")
    )


_INI = (b"[default]\nregion = us-east-1\n\n[profile dev]\nsso_session = org\nrole_arn = arn:aws:"
        b"iam::123456789012:role/x\nsource_profile = default\n[sso-session org]\nsso_start_url=x\n"
        b"sso_region = us-east-1\n", b"[dev]\naws_access_key_id = AKIA\naws_secret_access_key = x\n"
        b"credential_process = /bin/false 'a b'\n[default]\naws_session_token=y # c\n")  # fmt: skip
_ADC = (b'{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}',
        b'{"type":"service_account","project_id":"demo-1","private_key":"-----BEGIN\\nabcdefgh\\n",'
        b'"client_email":"x@y"}', b'{"type":"external_account","audience":"a",'
        b'"credential_source":{"file":"/nowhere"}}')  # fmt: skip
_TOKEN = b"eyJhbGciOiJub25lIn0.eyJleHAiOjE3OTUzNDg4MDB9.c2ln"


def _stored(path: Path) -> Any:
    kept = cache.load(path)
    if kept is None:
        return None
    from pydantic import TypeAdapter, ValidationError

    try:
        seen = TypeAdapter(Page).validate_python(kept.seen)
    except ValidationError:
        seen = None
    conditions = cache.conditions(kept)
    for value in conditions.values():  # it goes into a header again
        value.encode("latin-1")
    cache.store(path, kept)
    return kept, seen, cache.load(path)


def _same(_: bytes, result: Any) -> None:
    assert result is None or result[0] == result[2], "what is written is not what is read back"


def _kept() -> list[bytes]:
    at = NOW.timestamp() - 3600 * 24 * 365
    seen = {"hits": [], "sampled": 3, "since": at, "newest": at, "possible": 0}
    one = {"version": 1, "kind": "ok", "at": at, "until": at + 90, "url": "http://x", "etag": '"a"',
           "seen": seen}  # fmt: skip
    return [json.dumps(one).encode(), json.dumps({**one, "kind": "limited", "why": "x"}).encode()]


def _newest(path: Path) -> Any:
    from claude_doctor.render import statusline

    folder = str(path.parent)
    check, page = newest.check(folder), newest.page(folder)
    found = [statusline.line(check, page, [], NOW.timestamp(), color=c, signs=c) for c in (0, 1)]
    return check and (check.side, check.cause, check.status), page, found


def _one_line(_: bytes, result: Any) -> None:
    assert all("\n" not in one and len(one) < 2000 for one in result[2])


def _late(path: Path) -> Any:
    base = sqlite3.connect(":memory:")
    history_schema.ready(base, path.parent)
    taken = history._taken_in(base, path.parent)
    return len(taken)


def _lines(path: Path) -> Any:
    return list(history_schema._lines(path))


def _base(path: Path) -> Any:
    found, why = history.read(path.parent)
    return found, why, history.usual_ttft_ms(path.parent), history.latest(path.parent)


def _database() -> list[bytes]:
    """A history of three checks, as this program writes it."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for report in seeds.reports()[:3]:
            history.record(Path(folder), json.loads(report), "check")
        base = sqlite3.connect(Path(folder, history_file.FILE))
        base.execute("PRAGMA journal_mode = DELETE")
        base.close()
        return [Path(folder, history_file.FILE).read_bytes()]


def _replayed(data: bytes) -> Any:
    evidence = saved.read(data.decode("utf-8", "replace"))
    report = _run.judged_again(data.decode("utf-8", "replace"))
    shown = [formats.load(name).render(report, Screen(width=80)) for name in _FORMATS]
    return evidence[:2], report.verdict, shown


_FORMATS = ("json", "text", "nagios", "github", "markdown", "openmetrics")


def _verdict(data: bytes, result: Any) -> None:
    """A verdict is one of ours, its screens have an end, its JSON is read back to the same."""
    shown = dict(zip(_FORMATS, result[2], strict=True))
    assert all(len(one) < 400_000 for one in shown.values())
    assert "\x1b" not in shown["text"]
    again = json.loads(shown["json"])["verdict"]
    assert str(result[1].cause) == again["cause"]
    assert _run.judged_again(shown["json"]).verdict.cause == result[1].cause


def _hosts(path: Path) -> Any:
    found = names.lines("api.anthropic.com", path)
    return found, names.without("api.anthropic.com", found)


def _routes(path: Path) -> Any:
    kept = way_out._ROUTES
    try:
        way_out._ROUTES = path  # the kernel's own file has no other name
        return way_out.default_device()
    finally:
        way_out._ROUTES = kept


def _store(path: Path) -> Any:
    return [trust.content_flaw(name, str(path)) for name in trust._READERS]


def _certificates() -> list[bytes]:
    import trustme
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificate

    issued = trustme.CA(organization_name="Acme Ünited").issue_cert("api.example")
    pem = issued.cert_chain_pems[0].bytes()
    return [load_pem_x509_certificate(pem).public_bytes(Encoding.DER)]


_CERTS = ("outside.certificate",)
_LOGINS = ("sources.clouds.logins.files", "border.cloud_files")

TARGETS = (
    Target("settings", ("border.claude_settings",), in_file("c/settings.json", _given), _settings),
    Target("state", ("border.claude_settings",), in_file("c/.claude.json", _given), _settings),
    Target("claude-login", ("border.claude_login",), in_file("c/.credentials.json", _login),
           lambda: [b'{"claudeAiOauth":{"accessToken":"x","refreshToken":"y","expiresAt":'
                    b'1795348800000}}', *_JSON]),
    Target("aws:config", ("sources.clouds.logins.aws", "sources.clouds.logins.profiles", *_LOGINS),
           in_file(".aws/config", _aws), lambda: [*_INI, *seeds.files("config")], (), _state,
           slow=True),
    Target("aws:credentials", ("sources.clouds.logins.profiles",),
           in_file(".aws/credentials", _aws), lambda: [*_INI, *seeds.files("credentials")], (),
           _state, slow=True),
    Target("aws:sso", ("sources.clouds.logins.aws",),
           in_file(".aws/sso/cache/a.json", _aws),
           lambda: [b'{"startUrl":"https://x","accessToken":"y","expiresAt":"2026-11-22T13:00:00Z"}',
                    *seeds.files(".json")], (), _state, slow=True),
    Target("google:adc", ("sources.clouds.logins.google", *_LOGINS),
           in_file(".config/gcloud/application_default_credentials.json", _google),
           lambda: [*_ADC, *seeds.files(".json")], (), _state),
    Target("google:config", ("border.cloud_files",),
           in_file(".config/gcloud/configurations/config_default", _google),
           lambda: [b"[core]\nproject = demo-1\naccount = a@b\n"], (), _state),
    Target("azure:profile", ("sources.clouds.logins.azure",),
           in_file(".azure/azureProfile.json", _azure),
           lambda: [b'\xef\xbb\xbf{"subscriptions":[{"id":"a","isDefault":true,"user":{}}]}',
                    *seeds.files(".json")], (), _state),
    Target("azure:tokens", ("sources.clouds.logins.azure",),
           in_file(".azure/msal_token_cache.json", _azure),
           lambda: [b'{"AccessToken":{"a":{"expires_on":"1795348800","target":"x"}},'
                    b'"RefreshToken":{"b":{"secret":"y"}}}'], (), _state),
    Target("token", ("sources.clouds.logins.tokens",), in_file("token", _token),
           lambda: [_TOKEN, b""], (), _state),
    Target("certificate", _CERTS, certificate.read, _certificates),
    Target("store", ("sources.conflicts.trust",), in_file("ca.pem", _store),
           lambda: [b"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n",
                    *_certificates()]),
    Target("hosts", ("sources.network.names",), in_file("hosts", _hosts),
           lambda: [b"127.0.0.1 localhost\n0.0.0.0 api.anthropic.com x # blocked\n"]),
    Target("resolv.conf", ("sources.network.resolvers",), in_file("resolv.conf",
    resolvers.configured),
           lambda: [b"# x\nsearch a b\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\n"]),
    Target("routes", ("sources.network.way_out",), in_file("route", _routes),
           lambda: [b"Iface\tDestination\tGateway \tFlags\nlo\t0000007F\t0\t0001\n"
                    b"eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\n"]),
    Target("cache", ("outside.cache", "sources.crowd._source"), in_file("cache/github-1.json",
    _stored),
           _kept, (), _same),
    Target("newest:check", ("outside.newest",), in_file(f"data/{newest.CHECK}", _newest),
           lambda: [b"1\t1795348800\t1795348000\tserver\tdown\toverloaded\t529\tanthropic\n"], (),
           _one_line),
    Target("newest:page", ("outside.newest",), in_file(f"data/{newest.PAGE}", _newest),
           lambda: [b"1\t1795348800\toperational\n"], (), _one_line),
    Target("history:late", ("outside.history_late",), in_file("late-a.json", _late),
           lambda: [b'{"at":1795348800.0,"source":"check","side":"server","severity":"down",'
                    b'"cause":"overloaded","ttft_ms":12}']),
    Target("history:lines", ("outside.history_schema",), in_file("checks.jsonl", _lines),
           lambda: [b'{"checked_at":"2026-11-22T12:00:00Z","side":"server","ttft_ms":12}\n'
                    b'{"checked_at":"2026-11-22T12:00:00Z"}\n']),
    Target("history:base", ("outside.history_file", "outside.history", "outside.history_schema"),
           in_file("base/" + history_file.FILE, _base), _database, slow=True),
    Target("replay", ("engine.saved",), _replayed, seeds.reports, (saved.NotAReport,), _verdict,
           slow=True),
)  # fmt: skip
