"""The places in a package that not every system can run, read from its files.

`found` takes any folder, so that the tests can plant what must be found.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.windows.lacks import GONE, LACKS

#: Methods of an event loop that the loop of Windows has not.
_LOOP = {"add_signal_handler", "remove_signal_handler", "add_reader", "add_writer",
         "connect_read_pipe", "connect_write_pipe", "create_unix_connection",
         "create_unix_server"}  # fmt: skip
#: What is there and does something else: a rename over a file fails on Windows, select takes
#: nothing but sockets, and what shlex quotes is for a POSIX shell.
_OTHERWISE = {"os.rename", "select.select", "shlex.quote", "shlex.join", "os.link", "os.symlink"}
#: The begin of a path of a POSIX system.
_PATH = re.compile(r"/(?:proc|sys|dev|etc|tmp|var|usr|run|bin|home)(?:/|$)")
_PROGRAMS = {"run", "Popen", "call", "check_call", "check_output"}
_TEXT = {"open", "read_text", "write_text", "fdopen"}


def found(package: Path) -> set[tuple[str, str]]:
    """Each place, as the file's path below the package and what it uses there."""
    places = set()
    for path in sorted(package.rglob("*.py")):
        if "recipes" in path.parts:
            continue
        name = path.relative_to(package).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        places |= {(name, what) for what in _of(tree)}
    return places


def _of(tree: ast.Module) -> Iterator[str]:
    said = _docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (f"import {one.name}" for one in names if one.name in GONE)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if module in GONE:
                    yield f"import {module}"
                yield from (f"{module}.{one.name}" for one in names if _lacks(module, one.name))
            case ast.Attribute(value=ast.Name(id=module), attr=name) if _lacks(module, name):
                yield f"{module}.{name}"
            case ast.Attribute(attr=name) if name in _LOOP:
                yield f"loop.{name}"
            case ast.Call():
                yield from _call(node)
            case ast.Constant(value=str(text)) if id(node) not in said:
                if _PATH.match(text):
                    yield text.split()[0]
                if re.search(r"%-[a-zA-Z]|%e", text) and "%Y" in text:
                    yield "strftime %-"
            case _:
                pass


def _lacks(module: str, name: str) -> bool:
    return name in LACKS.get(module, ()) or f"{module}.{name}" in _OTHERWISE


def _docstrings(tree: ast.Module) -> set[int]:
    kinds = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    first = (node.body[0] for node in nodes if node.body)
    return {id(one.value) for one in first if isinstance(one, ast.Expr)}


def _call(node: ast.Call) -> Iterator[str]:
    """Text that is read or written in whatever encoding the system has."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = {word.arg: word.value for word in node.keywords}
    if "encoding" in words:
        return
    if name in _TEXT:
        given = [*node.args, *words.values()]
        modes = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        binary = any(re.fullmatch(r"[rwxa]\+?b\+?|[rwxa]b", mode) for mode in modes)
        positional = len(node.args) > {"write_text": 1, "read_text": 0}.get(name, 99)
        ours = isinstance(node.func, ast.Name) or name != "open" or _is_path(node.func)
        if ours and not binary and not positional:
            yield f"{name} without an encoding"
    if name in _PROGRAMS and ("text" in words or "universal_newlines" in words):
        yield f"{name} with text and without an encoding"


def _is_path(function: ast.Attribute | ast.Name) -> bool:
    """Whether `.open` is a path's: os.open and tarfile's are others."""
    owner = function.value if isinstance(function, ast.Attribute) else None
    return not (isinstance(owner, ast.Name) and owner.id in ("os", "webbrowser", "tarfile"))
