"""Reports in which everything that a stranger wrote is hostile, and the build systems' own reading
of what is printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

CASES = ROOT / "tests" / "cases"
#: A word that no format writes itself: what is found of it is what a stranger wrote.
MARK = "zqx"
#: Each would be more than text somewhere.
WORDS = (
    f"::error title={MARK}::broken in",
    f"::stop-commands::{MARK}",
    f"a title that is so long that whatever comes after it begins a line {MARK} "
    f"::set-output name=side::healthy ::add-mask::e ::warning::{MARK} ::notice::{MARK}",
    f"see ##[error]{MARK} and ##vso[task.setvariable variable=side]{MARK} ##[group]{MARK}",
    f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)> &lt;b&gt; {MARK}",
    f"</title></style></svg>]]><svg onload=alert('{MARK}')>",
    f"[{MARK}](javascript:alert(1)) ![{MARK}](http://evil.invalid/a.png) <http://evil.invalid>",
    f"`{MARK}` ``{MARK}`` ```{MARK} **{MARK}** _{MARK}_ ~~{MARK}~~ | {MARK} | &amp; \\",
    f"# {MARK}",
    f"@everyone {MARK} anthropics/claude-code#1 GH-1 www.evil.invalid https://evil.invalid/{MARK}",
    f"OK - all is well | 'time'=0s;;;0 {MARK}=1",
    f'"}} 1\n# EOF\nclaude_doctor_side{{side="{MARK}"}} 1',
    f"EOF\nside<<EOF\nhealthy {MARK}",
    f"\x1b]0;{MARK}\x07\x1b[2J\u202e{MARK}\r\n::error::{MARK}",
)
#: Facts that rules or screens read as one of a few words; a stranger cannot write them.
_KEPT = re.compile(r"(incident|titles?|message|examples|shows|detail|link|page_title|redirect)")


def case(words: str, name: str = "overloaded") -> dict[str, Any]:
    """A saved report whose strangers all wrote these words."""
    document: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    for probe in document["probes"]:
        probe["summary"] = probe["summary"] and words
        probe["note"] = probe["note"] and words
        for key, value in probe["facts"].items():
            if isinstance(value, str) and _KEPT.search(key):
                probe["facts"][key] = words
        probe["facts"] |= {"message": words, "page_title": words, "request_id": words}
        if probe["name"] == "github":
            probe["facts"]["examples"] = [{"title": words, "url": f"javascript:{words}"}]
            probe["facts"]["link"] = words
    return document


def saved(path: Path, words: str, name: str = "overloaded") -> str:
    """The same in a file; its name."""
    path.write_text(json.dumps(case(words, name)), encoding="utf-8")
    return str(path)


#: The commands of a workflow, as the runner knows them.
_KNOWN = (
    "error|warning|notice|debug|group|endgroup|add-mask|add-matcher|remove-matcher|set-output|"
    "set-env|save-state|add-path|echo|stop-commands|internal-set-repo-path|section"
)
_SECOND = re.compile(rf"\s*::({_KNOWN})(?: .*?)?::", re.IGNORECASE)
_FIRST = re.compile(rf"##(?:vso|teamcity)?\[({_KNOWN}|task\.\w+)[ \]]", re.IGNORECASE)


def commands(printed: str) -> list[str]:
    """The lines that a build would run: the runner cuts lines at CR and LF, looks for `::name …::`
    after its blanks, and for `##[name …]` anywhere."""
    lines = re.split(r"[\r\n]", printed)
    return [line for line in lines if _SECOND.match(line) or _FIRST.search(line)]
