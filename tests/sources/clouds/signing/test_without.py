"""Without the extras, or with broken ones: a reason in words, soon, and never a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.clock import soon
from tests.sources.clouds.signing.bench import PAIR, SECRET, environment, sign

BASE = "http://127.0.0.1:9"
ACCOUNT = (
    '{"type": "service_account", "client_email": "a@b", "private_key": "' + SECRET + '", '
    '"token_uri": "http://127.0.0.1:9/token"}'
)


def google(home: Path) -> dict[str, str]:
    (home / "key.json").write_text(ACCOUNT)
    return {"GOOGLE_APPLICATION_CREDENTIALS": str(home / "key.json")}


def env(cloud: str, home: Path, **more: str) -> dict[str, str]:
    login = google(home) if cloud == "vertex" else PAIR
    return environment(cloud, BASE, home, **login, **more)


@pytest.mark.parametrize(
    ("cloud", "module", "extra"),
    [("bedrock", "botocore", "bedrock"), ("mantle", "botocore", "bedrock"),
     ("anthropic-aws", "botocore", "bedrock"), ("vertex", "google", "vertex"),
     ("vertex", "google.auth", "vertex")],
)  # fmt: skip
def test_an_extra_that_is_absent(
    cloud: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as what would do, and no process is started for it."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("google", "botocore")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    found = sign(env(cloud, tmp_path), BASE)
    assert found.signed.why == f"claude-doctor[{extra}] is not installed"
    assert not found.signed.headers


LIBRARY = {"bedrock": ("botocore", "botocore"), "vertex": ("google/auth", "google-auth")}
BROKEN = {
    "import": (f"raise ImportError('{SECRET}')", "is installed but does not work (ImportError)"),
    "attribute": (f"raise AttributeError('{SECRET}')",
                  "is installed but does not work (AttributeError)"),
    "syntax": ("def", "is installed but does not work (SyntaxError)"),
    "half": ("import a_module_that_is_nowhere", "is installed but does not work (ModuleNotFound"),
    "exit": ("raise SystemExit(0)", "gave no credential (SystemExit)"),
    "interrupt": ("raise KeyboardInterrupt", "gave no credential (KeyboardInterrupt)"),
    "sudden end": ("import os; os._exit(3)", "did not answer"),
    "crash": ("import ctypes; ctypes.string_at(0)", "did not answer"),
    "group": (f"raise ExceptionGroup('{SECRET}', [ValueError('{SECRET}')])", "(ExceptionGroup)"),
    "noise": (f"import sys; print('{SECRET}'); print('{SECRET}', file=sys.stderr); raise OSError",
              "gave no credential (OSError)"),
    "a flood": ("import os\nwhile True: os.write(1, b'x' * 65536)", "no end within 3 s"),
}  # fmt: skip


def plant(cloud: str, code: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The library, as a module of a test's own that comes before the real one."""
    folder = home / "fake" / LIBRARY[cloud][0]
    folder.mkdir(parents=True)
    if cloud == "vertex":
        (folder.parent / "__init__.py").write_text("")
    (folder / "__init__.py").write_text(code)
    for name in [name for name in sys.modules if name.split(".")[0] in ("google", "botocore")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(home / "fake"))
    return env(cloud, home, PYTHONPATH=str(home / "fake"))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("cloud", LIBRARY)
@pytest.mark.parametrize("name", BROKEN)
def test_an_extra_that_is_broken(
    cloud: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Whatever it does at its import, the reason names the library, and nothing of it is heard."""
    code, words = BROKEN[name]
    found = sign(plant(cloud, code, tmp_path, monkeypatch), BASE)
    assert words in (found.signed.why or "")
    assert (found.signed.why or "").startswith(LIBRARY[cloud][1])
    assert not found.signed.headers
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("cloud", LIBRARY)
def test_an_extra_that_hangs(cloud: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended with what it has started, at the latest after three seconds or the deadline."""
    mark = tmp_path / "mark"
    code = f"""
import subprocess, time
subprocess.Popen(["/bin/sh", "-c", "sleep 2; touch {mark}"])
time.sleep(600)
"""
    planted = plant(cloud, code, tmp_path, monkeypatch)
    found = sign(planted, BASE, limit=1.0)
    assert "no end within 1 s" in (found.signed.why or "")
    assert soon(found.taken_s, 1.0)
    import time

    time.sleep(2)
    assert not mark.exists()


def test_a_library_that_signs_nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of another shape, which takes the calls and signs nothing, has not signed."""
    planted = plant("bedrock", "", tmp_path, monkeypatch)
    folder = tmp_path / "fake" / "botocore"
    (folder / "session.py").write_text("class get_session:\n"
                                       "    def set_config_variable(self, *_): pass\n"
                                       "    def get_credentials(self): return 1\n")  # fmt: skip
    (folder / "auth.py").write_text("class SigV4Auth:\n    def __init__(self, *_): pass\n"
                                    "    def add_auth(self, _): pass\n")  # fmt: skip
    (folder / "awsrequest.py").write_text("class AWSRequest:\n    headers = {}\n"
                                          "    def __init__(self, **_): pass\n"
                                          "    def prepare(self): return self\n")  # fmt: skip
    found = sign(planted, BASE)
    assert (found.signed.why, dict(found.signed.headers)) == ("botocore did not answer", {})


@pytest.mark.parametrize(
    ("base", "url", "words"),
    [
        ("http://127.0.0.1:9", "http://127.0.0.1:10", "the credential belongs to another address"),
        ("http://198.51.100.7", "http://198.51.100.7", "the credential would travel unencrypted"),
    ],
)
def test_a_credential_goes_to_its_own_address(
    base: str, url: str, words: str, tmp_path: Path
) -> None:
    """Nothing is signed for another address, or for one that everybody on the way can read."""
    found = sign(environment("bedrock", base, tmp_path, **PAIR), url)
    assert (found.signed.why, dict(found.signed.headers)) == (words, {})


@pytest.mark.parametrize(
    ("cloud", "more", "why"),
    [
        ("bedrock", {"AWS_BEARER_TOKEN_BEDROCK": "k"}, None),
        ("bedrock", {"CLAUDE_CODE_SKIP_BEDROCK_AUTH": "1"}, None),
        ("bedrock", {"AWS_EC2_METADATA_DISABLED": "true"}, "no AWS credential is set"),
        ("bedrock", {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE000000001"}, "is set without"),
        ("foundry", {"AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s"},
         "this check uses a key, not an Azure login"),
    ],
)  # fmt: skip
def test_what_needs_no_signature(
    cloud: str, more: dict[str, str], why: str | None, tmp_path: Path
) -> None:
    """A key, a gateway's switch, nothing at all: without a library the answer is known."""
    found = sign(environment(cloud, BASE, tmp_path, **more), BASE)
    assert dict(found.signed.headers) == {}
    assert (found.signed.why is None) if why is None else (why in (found.signed.why or ""))
