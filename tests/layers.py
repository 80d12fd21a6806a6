"""The structure of a package, read from its files: who imports whom, and which of it may not be.

`violations` takes any folder, so that the tests can plant what must be found.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

NAME = "claude_doctor"

#: From the top down. A file may import what stands on a lower line, and its own folder.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("render",),
    ("rules",),
    ("probes", "logs", "fallbacks", "chaos"),
    ("sources", "watch"),
    ("engine",),
    ("failures", "outside"),
    ("storm", "fixes", "border"),
    ("phrases", "records"),  # what is compiled when it is first used
    ("",),  # the package itself: its version
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

#: Folders whose members are strangers to each other. What begins with `_` is shared by all.
STRANGERS = ("sources", "sources.crowd", "probes", "fallbacks", "commands", "render.formats")


def modules(package: Path) -> dict[str, Path]:
    """Every module of the package, by its name without the package's own."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(name: str, path: Path, known: dict[str, Path]) -> Iterator[tuple[int, str]]:
    """The modules that a file imports, anywhere in it and for types too, with the line."""
    home = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in _statements(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == NAME:
                    yield node.lineno, alias.name.partition(".")[2]
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = home[: len(home) - (node.level - 1)] if home != [""] else []
        elif (node.module or "").split(".")[0] == NAME:
            base = []
        else:
            continue
        module = node.module or ""
        rest = module if node.level else module.partition(".")[2]
        base = [*base, *([rest] if rest else [])]
        for alias in node.names:
            inside = ".".join([*base, alias.name])
            yield node.lineno, inside if inside in known else ".".join(base)


@functools.cache
def _statements(text: str) -> tuple[ast.stmt, ...]:
    """The import statements of a file. Kept: a test reads the whole package a dozen times."""
    found = ast.walk(ast.parse(text))
    return tuple(node for node in found if isinstance(node, ast.Import | ast.ImportFrom))


def violations(package: Path) -> list[str]:
    """Every import that goes up, aside, to a stranger or round in a circle, in words."""
    known = modules(package)
    graph: dict[str, set[str]] = {}
    wrong = []
    for name, path in known.items():
        graph[name] = set()
        for line, target in imports(name, path, known):
            graph[name].add(target)
            if fault := _fault(name, target):
                wrong.append(f"{path.relative_to(package)}:{line} {fault} {target}")
    return wrong + [f"a circle: {' > '.join(circle)}" for circle in _circles(graph)]


def _fault(name: str, target: str) -> str | None:
    here, there = name.split(".")[0], target.split(".")[0]
    if here not in FLOOR or there not in FLOOR:
        return "has no floor, or imports what has none:"
    if here != there and FLOOR[there] <= FLOOR[here]:
        return "imports upward or aside:"
    return "imports a stranger:" if _strange(name, target) else None


def _strange(name: str, target: str) -> bool:
    for folder in STRANGERS:
        inside = f"{folder}."
        if name.startswith(inside) and target.startswith(inside):
            one = name.removeprefix(inside).split(".")[0]
            other = target.removeprefix(inside).split(".")[0]
            if one != other and not one.startswith("_") and not other.startswith("_"):
                return True
    return False


def _circles(graph: dict[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle of files once, by a walk that never enters a finished file again."""
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if name in way:
            yield (*way[way.index(name) :], name)
        elif name not in done:
            for target in sorted(graph.get(name, ())):
                if target != name:
                    yield from walk(target, (*way, name))
            done.add(name)

    for name in graph:
        yield from walk(name, ())
