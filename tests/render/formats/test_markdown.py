"""`--format markdown` by a CommonMark parser: what strangers wrote is text, and nothing tells whose
machine it was."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claude_doctor import __version__
from claude_doctor.border.redact import plain
from claude_doctor.fixes.table import FIXES
from claude_doctor.render.formats._markdown import literal
from tests.conftest import Run
from tests.render.hostile import CASES, WORDS, case, saved

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
#: What GitHub would make of text outside of code: a mention, a reference, an address.
_MADE = re.compile(r"@\w|\w#\d|(?:^|\s)#\d|GH-\d|://|www\.|:[a-z]\w*:", re.IGNORECASE)
#: All that the format itself uses.
_ALLOWED = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open",
    "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open",
    "list_item_close", "inline", "text", "strong_open", "strong_close", "code_inline",
    "link_open", "link_close",
}  # fmt: skip


def tokens(text: str) -> list[Token]:
    """Every token, inline ones among them."""
    found = []
    for token in PARSER.parse(text):
        found += [token, *(token.children or [])]
    return found


def shown(text: str) -> str:
    """What a reader sees of the page."""
    return "".join(t.content for t in tokens(text) if t.type in ("text", "code_inline"))


def checked(text: str) -> list[Token]:
    """The tokens; AssertionError where one is more than the format's own."""
    found = tokens(text)
    assert {token.type for token in found} <= _ALLOWED
    linked = False
    for token in found:
        if token.type == "link_open":
            assert token.attrs["href"] in {fix.url for fix in FIXES}
        linked = token.type == "link_open" or (linked and token.type != "link_close")
        if token.type == "text" and not linked:
            assert not _MADE.search(token.content), token.content
    return found


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_each_verdict_is_a_page(path: Path, run: Run) -> None:
    """Verdict, evidence, what was not measured, what to do; ids and times are the report's."""
    document = json.loads(path.read_text(encoding="utf-8"))
    printed = run("check", "--replay", str(path), "--format", "markdown").stdout
    checked(printed)
    text = shown(printed)
    assert document["verdict"]["cause"] in text
    assert document["checked_at"].replace("T", " ").replace("Z", " UTC") in text
    assert f"claude-doctor {__version__}" in text
    for entry in document.get("missing", ()):
        assert entry.partition(":")[0] in text.partition("Not measured")[2]
    now = json.loads(run("check", "--replay", str(path), "--json").stdout)
    for fix in now["fixes"]:
        assert fix["title"] in text
    for probe in document["probes"]:
        assert (probe["facts"].get("request_id") or "") in text


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", ["overloaded", "incident-posted", "gateway-failure"])
def test_hostile_words_are_text(words: str, name: str, tmp_path: Path, run: Run) -> None:
    """The page has the parts that it has with harmless words, and shows the hostile ones whole."""
    path = saved(tmp_path / "report.json", words, name)
    printed = run("check", "--replay", path, "--format", "markdown").stdout
    kinds = [t.type for t in checked(printed) if t.block]
    calm = saved(tmp_path / "calm.json", "calm", name)
    usual = run("check", "--replay", calm, "--format", "markdown").stdout
    assert [t.type for t in tokens(usual) if t.block] == kinds
    expected = re.sub(r"##(?=\w*\[)", "# #", plain(words))
    assert expected in re.sub(r"##(?=\w*\[)", "# #", shown(printed))


@given(st.text(alphabet="`*_[]()<>!#@&|~\\:;-+=. \t\n\"'/1aGHhttpw", max_size=60) | st.text())
@example("`")
@example("a `` b ` c")
@example(" ` ")
@example("1. a")
@example("- a")
@example("a  `")
def test_any_words_are_one_piece_of_text(words: str) -> None:
    """Where the format has them: behind a label, in a list and in a paragraph."""
    words = plain(words)
    for before in ("- **label:** ", "1. ", "**Verdict:** "):
        made = tokens(f"{before}{literal(words)}\n")
        kinds = {token.type for token in made}
        assert kinds <= _ALLOWED - {"link_open", "heading_open"}
        said = "".join(t.content for t in made if t.type in ("text", "code_inline"))
        assert words == said.removeprefix("label:").removeprefix("Verdict:").strip()
        plain_text = [t.content for t in made if t.type == "text" and t.content != "Verdict:"]
        assert not any(_MADE.search(text) for text in plain_text)


def test_it_tells_not_whose_machine_it_was(tmp_path: Path, run: Run) -> None:
    """Home folders, mail, private addresses, the gateway, the proxy and a cloud's resource."""
    document: dict[str, Any] = case("calm", "gateway-failure")
    private = {
        "llm.corp.example": "http://llm.corp.example:4000 at",
        "proxy7.corp.example": "via proxy7.corp.example:3128,",
        "kim": "read from /home/kim/.claude/settings.json and C:\\Users\\kim\\x and /Users/kim",
        "kim.lee@corp.example": "login kim.lee@corp.example",
        "10.1.2.3": "10.1.2.3 and 192.168.0.7 and fd00:1::2 refused",
        "123456789012": "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x",
    }
    for probe in document["probes"]:
        probe["summary"] = probe["summary"] and "; ".join(private.values())
        if probe["name"] == "environment":
            probe["facts"] |= {"base_url": "http://llm.corp.example:4000", "gateway": True}
            probe["facts"]["programs"] = [{"proxy": "http://proxy7.corp.example:3128"}]
    path = tmp_path / "report.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    for form in ("markdown", "github"):
        printed = run("check", "--replay", str(path), "--format", form).stdout
        for word in (*private, "192.168", "fd00"):
            assert word not in printed, form
    assert "[own host]:4000" in run("check", "--replay", str(path), "--format", "markdown").stdout


def test_a_demo_prints_it(run: Run) -> None:
    """A real check, over sockets, with a key that must not be there."""
    done = run("demo", "overloaded", "--format", "markdown")
    assert 10 == done.returncode and "sk-ant" not in done.stdout
    assert "overloaded" in shown(done.stdout) and checked(done.stdout)
