"""Every target, and every module that reads outside text: each has a target or a reason here."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.fuzz import calls, files, pages, texts, typed
from tests.fuzz.target import Target
from tests.layers import modules

TARGETS: tuple[Target, ...] = (
    *pages.TARGETS, *calls.TARGETS, *texts.TARGETS, *files.TARGETS, *typed.TARGETS,
)  # fmt: skip


def by_name() -> dict[str, Target]:
    """The targets by their names."""
    return {target.name: target for target in TARGETS}


#: What a module calls when it takes outside text apart.
_PARSES = frozenset((
    "json.loads", "json.load", "load_json", "re.compile", "re.search", "re.match", "re.fullmatch",
    "re.finditer", "re.findall", "re.split", "re.sub", "ElementTree.fromstring", "BeautifulSoup",
    "urlsplit", "parse_qsl", "shlex.split", "ip_address", "ip_network", "struct.unpack",
    "unpack_from", "base64.b64decode", "base64.urlsafe_b64decode", "zlib.decompressobj",
    "datetime.fromisoformat", "datetime.strptime", "time.fromisoformat", "parsedate_to_datetime",
    "configparser.RawConfigParser", "configparser.ConfigParser", "TypeAdapter", "literal_eval",
))  # fmt: skip

#: Modules that call one of them and read nothing of others' with it, and why.
EXCLUDED = {
    "phrases": "compiles what the tables of ours hold",
    "chaos": "the loopback world: what it is sent is tested in tests/chaos",
    "rules": "literals: its patterns look through facts of ours",
    "fixes.between": "literals", "fixes.recipe": "our own files", "fixes.recipes": "recipes",
    "fixes.table": "fills sentences of ours",
    "failures.rows": "literals: signs, which `explain` runs",
    "commands._help": "help texts of ours",
    "fallbacks._endpoint": "the answer of a model list, read as answer:between does",
    "outside.http": "decodes bodies: tests/hostile",
    "render.formats._markdown": "writes", "render.formats.openmetrics": "writes",
    "render.history": "writes", "render.paint": "paints what is ours", "render.way": "shows facts",
    "render.when": "a zone's name, the system's own",
    "sources._cloud_calls": "a word of ours",
    "sources.api.scheme": "the address of the settings",
    "sources.clouds.signers": "programs of their own, which speak with this one alone",
    "sources.clouds.signing": "what a signer of ours says",
    "sources.network.second": "words of ours",
    "sources.network.other_stores": "paths of ours", "storm": "numbers",
}  # fmt: skip


def _called(path: Path) -> set[str]:
    """By name; only files that hold one of the names at all are parsed."""
    text = path.read_text(encoding="utf-8")
    if not any(name in text for name in (*_PARSES, "model_validate")):
        return set()
    found = {_name(one.func) for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)}
    return {name for name in found if name in _PARSES or name.endswith("model_validate")}


def _name(called: ast.expr) -> str:
    """`loads`, `json.loads`; of longer names the end."""
    if not isinstance(called, ast.Attribute):
        return called.id if isinstance(called, ast.Name) else ""
    before = called.value.id if isinstance(called.value, ast.Name) else ""
    return f"{before}.{called.attr}"


def parsing(package: Path) -> dict[str, set[str]]:
    """The modules that take text apart, and with what."""
    found = {name: _called(path) for name, path in modules(package).items()}
    return {name: calls for name, calls in found.items() if calls}


def covered() -> set[str]:
    """The modules that some target is about."""
    return {module for target in TARGETS for module in target.modules}


def excluded(module: str) -> bool:
    """Whether it, or a folder above it, is on the list of those that read nothing of others'."""
    parts = module.split(".")
    return any(".".join(parts[:n]) in EXCLUDED for n in range(1, len(parts) + 1))
