"""One file in `sources/crowd/` is a source, and nothing else is needed for it."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path

import pytest

from claude_doctor.chaos import by_name, serve
from claude_doctor.chaos.roles import Downdetector
from tests import layers
from tests.planted import Copy, Site, plant

SOURCE = '''"""Acme, where people talk."""

from __future__ import annotations

from collections.abc import Mapping

from ...engine import patience
from ...engine.facts import Fact
from ...engine.sheet import Sheet
from ...outside.world import World
from ._counting import Page, Post, read, sift
from ._refusals import check
from ._source import Fresh, Source, facts_of, fresh_enough, hear, tell

LEVEL: Fact[str] = Fact("acme", "level", "how unusual the reports are: none to strong")
FACTS = facts_of("acme")
VARIABLE = "CLAUDE_DOCTOR_ACME_URL"
DEFAULT = "http://127.0.0.1:9"
WINDOW = 3600.0


async def run(world: World, sheet: Sheet) -> None:
    """Ask, count, say."""
    sheet.put(FACTS.link, "https://acme.example/claude")
    address = world.settings.address(VARIABLE, DEFAULT)

    async def ask(conditions: Mapping[str, str]) -> Fresh[Page]:
        now = world.now().timestamp()
        answer = await world.fetch(f"{address}/posts", headers=conditions, timeout=patience.CROWD)
        check(answer, now)
        posts = [Post(row["at"], row["who"], row["title"]) for row in answer.json()]
        page = sift(posts, now=now, about_claude=True, secrets=world.secrets)
        return Fresh(page, answer.status, answer.headers)

    heard = await hear(world, sheet, FACTS, Page, ask, address=address, url=address)
    now = world.now().timestamp()
    fresh_enough(heard.seen, now, WINDOW)
    tell(sheet, FACTS, LEVEL, heard, read(heard.seen, now, WINDOW), WINDOW)


SOURCE = Source(
    name="acme", title="Acme Forum", question="Does Acme Forum say that Claude is down?", run=run,
    level=LEVEL, variables=(VARIABLE,), rank=35,
)
'''
#: A healthy world in which one source alone says that something is wrong.
UNEASY = dataclasses.replace(
    by_name("healthy"), downdetector=Downdetector(None, "danger", (48, 260, 540, 610))
)


def posts(reports: int) -> str:
    """So many people who report an outage now, after a quiet day."""
    now = time.time()
    rows = [{"at": now - 60 * n, "who": f"r{n}", "title": "Claude is down"} for n in range(reports)]
    calm = [{"at": now - 1200 * n, "who": f"c{n}", "title": "My new desk"} for n in range(40)]
    return json.dumps(rows + calm)


@pytest.fixture
def planted(tmp_path: Path, nowhere: dict[str, str]) -> Copy:
    """The package with a source more."""
    return plant("sources/crowd/acme.py", SOURCE, tmp_path / "copy", nowhere)


def test_it_is_asked_judged_and_shown(planted: Copy) -> None:
    """With it two sources agree, so the crowd confirms; the row and its reasons name it."""
    site = Site(posts(14))
    with site.served() as url, serve(UNEASY) as running:
        env = {**running.environ(), "CLAUDE_DOCTOR_ACME_URL": url}
        without = planted.run("check", "--json", "--skip", "acme", **env)
        report = json.loads(planted.run("check", "--json", **env).stdout)
        text = planted.run("check", **{**env, "COLUMNS": "120"}).stdout
    assert "healthy" == json.loads(without.stdout)["verdict"]["cause"]
    assert ("server", "degraded", "crowd-reports") == tuple(
        report["verdict"][name] for name in ("side", "severity", "cause")
    )
    probe = next(one for one in report["probes"] if one["name"] == "acme")
    assert ("measured", "strong", 14) == (
        probe["outcome"], probe["facts"]["level"], probe["facts"]["authors"],
    )  # fmt: skip
    because = next(one["because"] for one in report["findings"] if one["state"] == "cause")
    assert "acme.level: strong" in because
    assert "▲ Acme Forum 14 people in 1 h" in " ".join(text.split())
    assert "https://acme.example/claude" in planted.run("check", "-v", **env).stdout
    assert {"/posts"} == {path for path, _ in site.asked}


def test_where_it_cannot_be_asked_it_is_missing(planted: Copy) -> None:
    """It stands in `missing`, the row gives the reason, and it weighs nothing."""
    with serve(by_name("healthy")) as running:
        report = json.loads(planted.run("check", "--json", **running.environ()).stdout)
        text = planted.run("check", **{**running.environ(), "COLUMNS": "200"}).stdout
        unknown = planted.run("check", "--only", "nonsense", **running.environ())
    assert "healthy" == report["verdict"]["cause"]
    assert any(entry.startswith("acme: ") for entry in report["missing"])
    assert "Acme Forum (could not be reached" in text
    assert (2, True) == (unknown.returncode, "acme" in unknown.stderr)


def test_a_demo_asks_it_nothing(planted: Copy) -> None:
    """A world that does not play it sends nobody to its real address."""
    site = Site(posts(14))
    with site.served() as url:
        file = planted.folder / "claude_doctor" / "sources" / "crowd" / "acme.py"
        file.write_text(SOURCE.replace("http://127.0.0.1:9", url))
        demo = planted.run("demo", "healthy", "--json")
    assert "healthy" == json.loads(demo.stdout)["verdict"]["cause"]
    assert [] == site.asked


def test_the_house_takes_it(planted: Copy) -> None:
    """It breaks no rule of the layers; a source that reads another's file does."""
    package = planted.folder / "claude_doctor"
    assert [] == layers.violations(package)
    file = package / "sources" / "crowd" / "acme.py"
    file.write_text(f"{SOURCE}\nfrom .github import LINK\n")
    assert any("stranger" in one for one in layers.violations(package))
