"""The house: imports only point down, light things stay light, files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import claude_doctor

PACKAGE = Path(claude_doctor.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# From the bottom up; a name may import only what stands on a lower line, or its own package.
LAYERS = (
    "__version__",
    "stored addresses",
    "bounds interrupt credentials facts redact fixes transport models certificate threads",
    "model settings catalogue history screen",
    "errors saved http",
    "reading",
    "reader",
    "world admin cache",
    "messages_api runner judge statuspage crowd path own",
    "probes chaos fallbacks logs",
    "rules live",
    "render",
    "app",
    "showcase options backlog",
    "cli",
    "__main__",
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names.split()}


def _part(path: Path) -> str:
    inside = path.relative_to(PACKAGE).parts
    return "__version__" if inside == ("__init__.py",) else inside[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """The parts of the package that a file imports at run time, with the line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and ast.unparse(test.test) == "TYPE_CHECKING"
        for node in ast.walk(test)
    }
    here = path.relative_to(PACKAGE.parent).with_suffix("").parts
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in only_types:
            continue
        base = here[: len(here) - node.level] if node.level else ()
        full = (*base, *(node.module or "").split(".")) if node.module else base
        if full[:1] != ("claude_doctor",):
            continue
        if len(full) > 1:
            yield node.lineno, full[1]
        else:
            yield from ((node.lineno, alias.name) for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=[str(f.relative_to(PACKAGE)) for f in FILES])
def test_imports_point_down(path: Path) -> None:
    """Every import goes to a lower layer; the message names the one that does not."""
    part = _part(path)
    assert part in LEVEL, f"{part} has no layer in tests/test_layers.py"
    wrong = [
        f"{path.name}:{line} imports {name}"
        for line, name in _imports(path)
        if name != part and LEVEL.get(name, 99) >= LEVEL[part]
    ]
    assert [] == wrong


@pytest.mark.parametrize("path", FILES, ids=[str(f.relative_to(PACKAGE)) for f in FILES])
def test_files_stay_small(path: Path) -> None:
    """About 260 lines; a longer file wants to be two. Tables of data may be longer."""
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= (560 if _part(path) in ("catalogue", "fixes") else 300)


def _loaded(code: str) -> set[str]:
    program = f"{code}\nimport sys; print(*(m.split('.')[0] for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import claude_doctor.cli", {"httpx", "rich", "bs4", "praw", "pydantic", "asyncio"}),
        (
            "from claude_doctor.rules import all_rules; all_rules()",
            {"rich", "bs4", "praw", "httpx"},
        ),
        ("from claude_doctor.probes import all_probes; all_probes()", {"bs4", "praw", "httpx"}),
    ],
)
def test_nothing_heavy_is_loaded_early(code: str, heavy: set[str]) -> None:
    """The command line, the rules and the probes load none of the heavy packages."""
    assert set() == heavy & _loaded(code)
