"""Every sentence that the program can print, and the words that it must not hold.

`python -m tests.words` lists what is left, with the place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from claude_doctor.chaos import SCENARIOS
from claude_doctor.failures.classify import CATALOGUE
from claude_doctor.fixes.table import FIXES
from claude_doctor.probes import all_probes
from claude_doctor.rules import all_remarks, all_rules
from tests.conftest import ROOT

PACKAGE = ROOT / "claude_doctor"

#: What is not said, as a pattern, and what is said instead.
TERMS = {
    r"back-offs?": "backoff",
    r"time-outs?": "timeout",
    r"front doors?": "API endpoint",
    r"mend(s|ed|ing)?": "fix",
    r"anew": "again; a limit resets",
    r"reports up": "reports rising",
    r"room left": "OK",
    r"came back whole": "test request succeeded",
    r"in the median": "typically",
    r"trails by": "typically lags",
    r"it is what answered": "is up",
    r"since \d+ min": "for … min",
    r"cost is not known": "cost unknown",
    r"somebody set": "custom",
    r"go round": "bypass",
    r"give more evidence": "paste the exact error",
    r"by another route": "through another provider",
    r"by its page": "per its status page",
    r"has blanks": "has surrounding whitespace",
    r"blanks": "whitespace",
    r"in 1 days": "in 1 day",
    r"wants a login": "requires a login",
    r"another one than it gets": "rejected the credentials",
    r"so long|so many": "this long, this many",
    r"whilst|amongst": "while, among",
    r"loopback world": "simulated API",
}
#: British forms that the dictionary does not have.
BRITISH = {
    "licence": "license",
    "cancelled": "canceled",
    "cancelling": "canceling",
    "travelled": "traveled",
    "modelling": "modeling",
    "catalogue": "catalog",
    "judgement": "judgment",
    "grey": "gray",
    "learnt": "learned",
    "spelt": "spelled",
    "whilst": "while",
}
#: What is no word of ours: slots for facts, and products.
_NAMES = re.compile(r"\{[^}]*\}|Azure Front Door|Front Door's")
#: Files whose strings are what others write: signs of errors, and what the simulated world answers.
_OTHERS = ("failures/rows", "failures/reading", "chaos/", "border/redact.py", "fixes/commands.py")
#: Calls whose strings are patterns.
_PATTERNS = {"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
_PATTERN = re.compile(r"\\[bdswSDW.]|\(\?|\[\^|\|\|")


def dictionary() -> dict[str, str]:
    """British words, each with the American one."""
    data = resources.files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt"
    rows = (line.partition("->") for line in data.read_text(encoding="utf-8").splitlines())
    return {british.strip(): american.strip(" ,") for british, _, american in rows} | BRITISH


def sentences() -> Iterator[tuple[str, str]]:
    """Each with its place: those of the tables by their id, the others by file and line."""
    for rule in all_rules():
        yield from ((f"rule {rule.id}", case.says) for case in rule.cases)
    for remark in all_remarks():
        yield from ((f"remark {remark.id}", says) for _, says in remark.cases)
    for fix in FIXES:
        yield from ((f"fix {fix.id}", one) for one in (fix.title, fix.detail, fix.headline) if one)
    yield from ((f"row {row.id}", row.meaning) for row in CATALOGUE)
    yield from ((f"scenario {one.name}", one.story) for one in SCENARIOS)
    yield from ((f"probe {one.name}", one.question) for one in all_probes())
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if not place.startswith(_OTHERS) and "recipes/" not in place:
            yield from _strings(path, place)
    yield from _prose(ROOT / "README.md")


def _strings(path: Path, place: str) -> Iterator[tuple[str, str]]:
    """The texts of a file of code, docstrings, patterns and plain words apart; the docstring of a
    command is its help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            own = place.startswith("commands/") and getattr(node, "name", "") == path.stem
            if isinstance(first, ast.Expr) and not own:
                quiet.add(id(first.value))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _PATTERNS:
            quiet |= {id(one) for given in node.args[:1] for one in ast.walk(given)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in quiet:
            continue
        text = node.value
        if isinstance(text, str) and " " in text.strip() and not _PATTERN.search(text):
            yield f"{place}:{node.lineno}", text


def _prose(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a page that are no code and nobody's output."""
    text = re.sub(r"```.*?```|`[^`]*`", lambda m: re.sub(r"[^\n]", " ", m[0]),
                  path.read_text(encoding="utf-8"), flags=re.DOTALL)  # fmt: skip
    yield from ((f"{path.name}:{n}", line) for n, line in enumerate(text.splitlines(), 1))


def faults() -> list[str]:
    """Each place with a word that is not said, and what is said instead."""
    british = dictionary()
    found = []
    for place, text in sentences():
        bare = _NAMES.sub(" ", text)
        for pattern, better in TERMS.items():
            if hit := re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", bare, re.IGNORECASE):
                found.append(f"{place}: {hit[0]!r}: {better}")
        words = re.findall(r"(?<![\w./-])[A-Za-z]+(?![\w/=-])", bare)
        found += [f"{place}: {w!r}: {british[w.lower()]}" for w in words if w.lower() in british]
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    print("\n".join(faults()))
