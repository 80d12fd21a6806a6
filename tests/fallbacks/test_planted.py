"""One file in `fallbacks/` is a provider, and nothing else is needed for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claude_doctor.chaos import by_name, serve
from tests import layers
from tests.planted import Copy, Site, plant

PROVIDER = '''"""Acme, a cloud of its own."""

from __future__ import annotations

from ..engine.fallback import Health, Kind
from ..outside.world import World
from ._provider import Provider, Route, Said, decoded, fetch


async def ask(world: World, base: str) -> dict[str, Said]:
    """One page."""
    state = decoded((await fetch(world, f"{base}/state.json")).body)["state"]
    return {"acme": Said(Health(state), f"Acme says {state}")}


PROVIDER = Provider(
    name="acme",
    question="How is Acme?",
    variable="CLAUDE_DOCTOR_ACME_URL",
    default="http://127.0.0.1:9",
    routes=(
        Route(
            id="acme", name="Acme", kind=Kind.PROVIDER, keys=("ACME_API_KEY",),
            model="acme-1", rank=45,
        ),
    ),
    ask=ask,
)
'''
KEY = "planted-acme-odd"


@pytest.fixture
def planted(tmp_path: Path, nowhere: dict[str, str]) -> Copy:
    """The package with a provider more."""
    return plant("fallbacks/acme.py", PROVIDER, tmp_path / "copy", nowhere)


def of(document: str) -> dict[str, dict[str, Any]]:
    """The routes by id."""
    return {one["id"]: one for one in json.loads(document)["fallbacks"]}


def test_it_is_asked_ranked_and_shown(planted: Copy) -> None:
    """Its page decides its state, its key whether it is usable, its rank where it stands; its key
    reaches neither its page nor any output."""
    site = Site('{"state": "up"}')
    with site.served() as url:
        env = {"CLAUDE_DOCTOR_ACME_URL": f"{url}/", "ACME_API_KEY": KEY}
        document = planted.run("fallbacks", "--json", **env)
        text = planted.run("fallbacks", **env)
        site.body = '{"state": "down"}'
        ill = planted.run("fallbacks", "--json", **env)
        keyless = planted.run("fallbacks", "--json", CLAUDE_DOCTOR_ACME_URL=url)
    assert (0, "") == (document.returncode, document.stderr)
    route = of(document.stdout)["acme"]
    assert ("up", True, True, "acme-1", url) == tuple(
        route[name] for name in ("state", "key", "usable", "model", "url")
    )
    assert "acme" == json.loads(document.stdout)["best"]
    assert "Best now: Acme (acme-1)" in text.stdout
    order = list(of(keyless.stdout))
    assert order.index("openrouter") < order.index("mistral")  # all unknown: by rank alone
    assert ("down", False) == (of(ill.stdout)["acme"]["state"], of(keyless.stdout)["acme"]["key"])
    assert {"/state.json"} == {path for path, _ in site.asked}
    assert KEY not in json.dumps([site.asked, document.stdout, text.stdout])


def test_it_stands_in_a_check_and_in_what_is_missing(planted: Copy) -> None:
    """A server verdict names it; where it cannot be reached it is missing, and unknown."""
    site = Site('{"state": "up"}')
    with site.served() as url, serve(by_name("server-error")) as running:
        own = {"CLAUDE_DOCTOR_ACME_URL": url, "ACME_API_KEY": KEY, "OLLAMA_HOST": "127.0.0.1:9"}
        done = planted.run("check", "--json", "--fallbacks", **{**running.environ(), **own})
    report = json.loads(done.stdout)
    assert ("server", "acme") == (report["verdict"]["side"], report["fallback"]["id"])
    document = planted.run("fallbacks", "--json").stdout
    assert "unknown" == of(document)["acme"]["state"]
    assert "acme" in {entry.split(":")[0] for entry in json.loads(document)["missing"]}


def test_its_key_is_masked_and_a_demo_leaves_it_alone(planted: Copy) -> None:
    """Without an entry anywhere: a key of no known form is hidden wherever it is quoted, and a
    demo asks it nothing, nor takes the user's own key."""
    done = planted.run("explain", f"API Error: 500 for {KEY}", ACME_API_KEY=KEY)
    assert 0 == done.returncode and KEY not in done.stdout
    site = Site('{"state": "up"}')
    with site.served() as url:
        program = planted.folder / "claude_doctor" / "fallbacks" / "acme.py"
        program.write_text(PROVIDER.replace("http://127.0.0.1:9", url))
        demo = planted.run("demo", "overloaded-with-fallback", "--json", ACME_API_KEY=KEY)
    assert "claude-sonnet-5-5" == json.loads(demo.stdout)["fallback"]["id"]
    assert [] == site.asked


def test_the_house_takes_it(planted: Copy) -> None:
    """It breaks no rule of the layers; a provider that reads another's file does."""
    package = planted.folder / "claude_doctor"
    assert [] == layers.violations(package)
    (package / "fallbacks" / "acme.py").write_text(f"{PROVIDER}\nfrom .openai import VENDOR\n")
    assert any("stranger" in one for one in layers.violations(package))
