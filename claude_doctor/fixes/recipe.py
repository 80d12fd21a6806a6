"""The recipes: fixes as code to paste. A file in `recipes/` is one, and that folder is the list.

`NAME.py`, `NAME.ts` and `NAME.sh` are the recipe NAME in Python, TypeScript and bash. What is for
a library or a product says so in the middle: `NAME.langchain.py`, `NAME.grafana.json`; that word
is its language then. Each begins with three lines: what it does, when not to use it, what it needs
(JSON, which has no comments, apart).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..records import dataclass

FOLDER = Path(__file__).parent / "recipes"

#: By the end of a file's name. The order is that in which they are offered.
LANGUAGES = {".py": "python", ".ts": "typescript", ".sh": "bash"}

#: Other names of a recipe.
ALSO = {"chunk": "shorter-output"}

#: The recipes behind a fix, where it is not the one of its own name alone.
_BEHIND = {
    "backoff": ("backoff", "circuit-breaker"),
    "wait-it-out": ("ci-gate",),
    "say-continue": ("claude-code",),
    "switch-model": ("claude-code",),
    "wait-retry-after": ("quota",),
    "spread-load": ("quota",),
    "raise-limit": ("quota",),
    "trust-ca": ("proxy-ca",),
    "share-ca": ("proxy-ca",),
    "use-system-store": ("proxy-ca",),
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One file: the recipe's name, its language, and where it is."""

    name: str
    language: str
    path: Path

    def text(self) -> str:
        """The whole file. OSError where it cannot be read."""
        return self.path.read_text(encoding="utf-8")


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every file there is, by name; of one name Python first, then TypeScript, bash, the others.
    The folder is read once: the list of fixes asks for each."""
    found = [_recipe(path) for path in FOLDER.iterdir() if path.is_file()]
    return tuple(sorted(filter(None, found), key=lambda one: (one.name, *_order(one))))


def of(name: str) -> list[Recipe]:
    """The files of a recipe, the first language first; none where there is no such recipe."""
    name = ALSO.get(name, name)
    return [one for one in recipes() if one.name == name]


def behind(fix: str) -> tuple[str, ...]:
    """The names of the recipes for a fix; none where it is advice without code."""
    names = _BEHIND.get(fix, (fix,))
    known = {one.name for one in recipes()}
    return tuple(name for name in names if name in known)


def _recipe(path: Path) -> Recipe | None:
    name, *special = path.stem.split(".")
    language = special[0] if special else LANGUAGES.get(path.suffix, path.suffix[1:])
    # a compiled file or an editor's own is no recipe
    return Recipe(name, language, path) if name and language and path.suffix != ".pyc" else None


def _order(one: Recipe) -> tuple[int, str]:
    listed = list(LANGUAGES.values())
    return (listed.index(one.language) if one.language in listed else len(listed)), one.language
