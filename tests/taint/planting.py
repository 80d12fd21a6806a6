"""One secret for each name, of the shape that its vendor gives it, and every name that is read."""

from __future__ import annotations

import ast
import functools
import hashlib
import re
import string
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

_SIGNS = string.ascii_letters + string.digits
_LENGTH = 28  # random characters of a secret, where its vendor has no other number
#: What stands before the random part, by the name of the variable; the first that fits counts.
_PREFIXES = (
    ("ANTHROPIC_API_KEY", "sk-ant-api03-"), ("ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-"),
    ("OAUTH_TOKEN", "sk-ant-oat01-"), ("OPENAI_API_KEY", "sk-proj-"), ("OPENROUTER", "sk-or-v1-"),
    ("GITHUB_TOKEN", "ghp_"), ("GROQ", "gsk_"), ("GEMINI", "AIza"), ("GOOGLE_API", "AIza"),
    ("AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2Vj"), ("AWS_BEARER", "ABSK"), ("AWS_ACCESS", "AKIA"),
    ("WEBHOOK_SIGNING", "whsec_"),
)  # fmt: skip
#: Names in capital letters in the code that are no variables: error codes and the like.
_NO_VARIABLES = re.compile(
    r"(ERR|EAI|CERT|UND|UNABLE|SERVICE|ACCESS_TOKEN|IAM|PERMISSION|RESOURCE|SELF|SSL_ERROR|SYSTEM"
    r"|WRONG|DEPTH|ABORT|CERTIFICATE|CREDENTIALS|DEMO|DOCUMENTED|FAILED|HTTP_REQUEST|NOT|O|RECORD"
    r"|UNEXPECTED)_.*|SSL_ERROR_SYSCALL|HTTP_REQUEST"
)
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:https?|all|no)_proxy")


def noise(name: str, length: int = _LENGTH, signs: str = _SIGNS) -> str:
    """Characters that nothing else has: always the same for a name."""
    seed, made = name.encode(), ""
    while len(made) < length:
        seed = hashlib.sha256(seed).digest()
        made += "".join(signs[byte % len(signs)] for byte in seed)
    return made[:length]


def secret(name: str) -> str:
    """The secret of a place, shaped as a key of its kind."""
    prefix = next((prefix for part, prefix in _PREFIXES if part in name), "")
    if name == "AWS_SECRET_ACCESS_KEY":
        return noise(name, 12) + "/" + noise(f"{name}2", 14) + "+" + noise(f"{name}3", 12)
    if prefix == "AKIA":
        return prefix + noise(name, 16, string.ascii_uppercase + "234567")
    return prefix + noise(name)


@functools.cache
def variables() -> tuple[str, ...]:
    """Every name of a variable in the code, so that a new one is tested the day it is read."""
    found: set[str] = set()
    for path in sorted((ROOT / "claude_doctor").rglob("*.py")):
        if "recipes" not in path.parts:
            found |= set(_names(path))
    return tuple(sorted(found))


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and _NAME.fullmatch(value) and not _NO_VARIABLES.match(value):
            yield value
