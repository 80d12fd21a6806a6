"""`--format html`: one page that loads nothing and runs nothing, by a parser and by a browser."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claude_doctor.border.redact import plain
from claude_doctor.commands import _run
from claude_doctor.engine import saved as documents
from claude_doctor.engine.model import Outcome
from claude_doctor.fixes.table import FIXES
from claude_doctor.render.formats import html
from claude_doctor.render.screen import Screen
from claude_doctor.sources.crowd import all_sources
from tests.conftest import Run
from tests.render.hostile import CASES, WORDS, case, saved

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_TAGS = re.compile(
    "html|head|meta|title|style|body|header|h[12]|p|d[ldt]|[ou]l|li|br|code|a|table|t[rhd]|details"
    "|summary|footer|svg|line|text|rect"
)
_ATTRIBUTES = re.compile(
    "lang|charset|http-equiv|content|name|class|rel|href|scope|open|view[Bb]ox|role|aria-label"
    "|[xy][12]?|width|height|rx"
)


def checked(page: str) -> BeautifulSoup:
    """The page, parsed; AssertionError where it holds more than the format's own."""
    soup = BeautifulSoup(page, "html.parser")
    assert page.startswith("<!DOCTYPE html>\n") and page.endswith("</html>\n")
    for tag in soup.find_all(True):
        assert isinstance(tag, Tag)
        assert _TAGS.fullmatch(tag.name)
        assert all(_ATTRIBUTES.fullmatch(name) for name in tag.attrs)
        if tag.name == "a":
            assert tag["href"] in {fix.url for fix in FIXES}
    (style,) = soup.find_all("style")
    assert not re.search(r"url\(|@import|expression", str(style))
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag) and str(policy["content"]).startswith("default-src 'none';")
    return soup


def structure(soup: BeautifulSoup) -> list[str]:
    return [tag.name for tag in soup.find_all(True)]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_each_verdict_is_a_page(path: Path, run: Run) -> None:
    """The sentence, every fix, every rule, every probe with its facts; a bar a probe that was
    asked, and a group of columns a source with hours."""
    document = json.loads(path.read_text(encoding="utf-8"))
    soup = checked(run("check", "--replay", str(path), "--format", "html").stdout)
    text = soup.get_text()
    now = json.loads(run("check", "--replay", str(path), "--json").stdout)
    for fix in now["fixes"]:
        assert fix["title"] in text
    for finding in document.get("findings", ()):
        assert f"{finding['id']} ({finding['side']}): " in text
    asked = [p for p in document["probes"] if p["outcome"] != Outcome.SKIPPED]
    bars = [r for r in soup.find_all("rect") if r["class"] != ["count"]]
    assert len(asked) == len(bars)
    for probe in document["probes"]:
        assert all(name in text for name in probe["facts"])
    counted = [p for p in document["probes"] if p["facts"].get("spark")]
    titles = {one.name: one.title for one in all_sources()}
    drawings = soup.find_all("svg")
    assert (2 if counted else 1) == len(drawings)
    assert all(titles[p["name"]] in drawings[-1].get_text() for p in counted)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", ["overloaded", "incident-posted", "gateway-failure"])
def test_hostile_words_are_text(words: str, name: str, tmp_path: Path, run: Run) -> None:
    """The page has the same tags as with harmless words, and shows the hostile ones."""
    soup = checked(run("check", "--replay", saved(tmp_path / "a", words, name),
                       "--format", "html").stdout)  # fmt: skip
    calm = checked(run("check", "--replay", saved(tmp_path / "b", "calm", name),
                       "--format", "html").stdout)  # fmt: skip
    assert structure(calm) == structure(soup)
    shown = re.sub(r"##(?=\w*\[)", "# #", plain(words))
    assert shown in soup.get_text()


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=5,
)


@settings(max_examples=60)
@given(words=st.text(max_size=60) | st.text(alphabet="<>\"'&/=;-![]scriptonerror ", max_size=60),
       value=_ANY)  # fmt: skip
@example(words="", value=[-1.7976931348623157e308])
@example(words="", value=[1.7976931348623157e308])
def test_any_words_and_facts(words: str, value: object) -> None:
    """Whatever a saved report holds where counts and times belong."""
    document = case(words)
    for probe in document["probes"]:
        probe["facts"] |= {"spark": value, "spark_min": value, "level": "strong", words: value}
    report = _run.conclude(*documents.read(json.dumps(document)))
    checked(html.render(report, Screen()))


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_browser_runs_and_loads_nothing(tmp_path: Path, run: Run) -> None:
    """Headless Chromium opens pages in which everything hostile tries to change the title and to
    fetch from a port of ours: the title stays and nobody calls."""
    calls: list[object] = []

    def answer() -> None:
        with contextlib.suppress(OSError):  # closed: the test is over
            while True:
                caller, address = listener.accept()
                calls.append(address)
                caller.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, daemon=True).start()
        act, there = "document.title='zqx ran'", f"http://127.0.0.1:{listener.getsockname()[1]}/"
        page = tmp_path / "page.html"
        for words in (
            f"<script>{act}</script><img src={there} onerror={act}>",
            f"</title></style></svg><script>{act}</script><link rel=stylesheet href={there}>",
            f"\"><svg onload={act}><iframe src={there}></iframe><style>@import '{there}'</style>",
            f"'><meta http-equiv=refresh content=0;url={there}><base href={there}>",
        ):
            run("check", "--replay", saved(tmp_path / "r", words), "--format", "html",
                "--output", str(page))  # fmt: skip
            dom = _dom(page, tmp_path / "profile")
            assert "<title>claude-doctor: overloaded, 2026-" in dom
            assert there in BeautifulSoup(dom, "html.parser").get_text()  # as text
        assert [] == calls
        # ... and the browser is one that would have done both
        page.write_text(f"<script>{act}</script><img src={there}>", encoding="utf-8")
        assert "<title>zqx ran</title>" in _dom(page, tmp_path / "profile")
        assert calls
        listener.shutdown(socket.SHUT_RDWR)


def _dom(page: Path, profile: Path) -> str:
    """The page as the browser has it after it ran what it would run."""
    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}",
         "--virtual-time-budget=2000", "--dump-dom", page.as_uri()],
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return done.stdout


def test_a_demo_prints_it(run: Run) -> None:
    """A real check, over sockets, with a key that must not be there."""
    done = run("demo", "overloaded", "--format", "html")
    assert 10 == done.returncode and "sk-ant" not in done.stdout
    assert "529 Overloaded" in checked(done.stdout).get_text()
