"""What is wrong with ANTHROPIC_CUSTOM_HEADERS, a list of headers in lines. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .flaw import Flaw, Kind, filtered, flaw


def headers(name: str, value: str) -> Iterator[Flaw]:
    """What is wrong with a list of headers, line by line."""
    kind = Kind.HEADERS
    if value.lstrip().startswith(("{", "[")):
        yield flaw(
            name, kind, "json", "holds JSON, not lines of “Name: value”", _lines(name, value)
        )
        return
    for number, line in enumerate(value.splitlines(), 1):
        where = f"line {number}" if "\n" in value else "the value"
        head, colon, rest = line.partition(":")
        if line.strip() and not colon:
            only = line.count("=") == 1 and "\n" not in value
            cure = f'export {name}="${{{name}/=/: }}"' if only else f"unset {name}"
            aside = "neither program sends it"
            yield flaw(name, kind, "colon", f"has no colon in {where}", cure, aside)
        elif colon and not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", head.strip()):
            # A blank inside a name stands for the dash that names have.
            place = f"has a character in {where} that header names cannot have"
            yield flaw(name, kind, "name", place, _named(name, head.strip(), value))
        elif colon and re.search(r"[^\x00-\xff]", rest):
            yield flaw(name, kind, "value", 
                f"holds a character in {where} that headers cannot have"
            ,
                       filtered(name, "LC_ALL=C tr -d '\\200-\\377'"))  # fmt: skip
        elif re.search(r"\\n[\w-]+:", rest):
            yield flaw(name, kind, "escape", f"holds \\n in {where} instead of a line break",
                       f'export {name}="$(printf %b "${name}")"',
                       "both send all of it as one header")  # fmt: skip


def _named(name: str, head: str, value: str) -> str:
    """What makes a header's name one: dashes for its blanks. Else nothing certain helps."""
    if "\n" in value.strip() or not re.fullmatch(r"[\w-]+ [\w-]+", head, re.ASCII):
        return f"unset {name}"
    return f'export {name}="$(printf %s "${name}" | sed "s/^\\([^:]*\\) /\\1-/")"'


def _lines(name: str, value: str) -> str:
    """What turns a flat JSON object into lines; without one, nothing certain helps."""
    try:
        flat = all(isinstance(one, str | int) for one in json.loads(value).values())
    except (ValueError, AttributeError, RecursionError):
        return f"unset {name}"
    if not flat:
        return f"unset {name}"
    return (
        f"export {name}=\"$(python3 -c 'import json,os;"
        f'[print(k,v,sep=": ") for k,v in json.loads(os.environ["{name}"]).items()]\')"'
    )
