"""What is wrong with a variable's value: the place in it and the cure, never what it holds. Pure.

What the programs make of each flaw: `border.flaw`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from ..phrases import phrase
from .addresses import ASCII_QUOTES, INVISIBLE, QUOTES, TYPED, encoded, is_internal, malformed
from .cloud_table import AWS_KEYS
from .flaw import Flaw, Kind, filtered, flaw
from .lines import headers


def lint(name: str, value: str, kind: Kind) -> list[Flaw]:
    """What is wrong with the value: of its outside first, then of what is left. The cures, typed
    in this order, mend one after the other."""
    if not value.strip():
        # The SDK takes an empty address for an address; every other empty variable is unset.
        empty = name == "ANTHROPIC_BASE_URL"
        return [flaw(name, kind, "empty", "is set but empty", f"unset {name}")] if empty else []
    rest, found = _outside(name, value, kind)
    return [*found, *_INSIDE[kind](name, rest)] if rest else found


def _outside(name: str, value: str, kind: Kind) -> tuple[str, list[Flaw]]:
    """What is left of the value, and the flaws of what stood around it or unseen in it."""
    found: list[Flaw] = []
    while True:
        bare = value.strip(" \t\r\n\v\f")
        quoted = bare[:1] in QUOTES if kind is Kind.HEADERS else bare != bare.strip(QUOTES)
        unseen = None if kind is Kind.HEADERS else INVISIBLE.search(value)
        if bare != value:
            # A list of headers and NO_PROXY are read line by line, host by host.
            if kind not in (Kind.HEADERS, Kind.HOSTS):
                found.append(_edges(name, value, bare, kind))
            value = bare
        elif bare and quoted:
            by = 'tr -d "\\"\'\\`"' if _plain(bare) else ""
            place = "has quotation marks around it"
            found.append(flaw(name, kind, "quotes", place, filtered(name, by)))
            value = bare.strip(QUOTES)
        elif unseen:
            place = f"holds an invisible character (its {_ordinal(unseen.start() + 1)})"
            found.append(flaw(name, kind, "unseen", place, filtered(name)))
            value = INVISIBLE.sub("", value)
        else:
            return value, found


def _edges(name: str, value: str, bare: str, kind: Kind) -> Flaw:
    # AWS's own libraries sign with what stands there, here as everywhere.
    aside = "" if name in AWS_KEYS else "this check strips it"
    if value == f"{bare}\r":
        cure = f"export {name}=\"${{{name}%$'\\r'}}\""
        return flaw(name, kind, "edges", "ends with a carriage return", cure, aside)
    cure = f'export {name}="$(printf %s "${name}" | tr -d \'[:space:]\')"'
    return flaw(name, kind, "edges", "has surrounding whitespace", cure, aside)


def _plain(quoted: str) -> bool:
    """Whether the quotation marks are those of a keyboard."""
    return not {quoted[0], quoted[-1]} & set(QUOTES[len(ASCII_QUOTES) :])


def _ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _assigned(name: str, value: str, kind: Kind) -> Iterator[Flaw]:
    """A whole line of a script or of an .env file where its value belongs."""
    if re.match(r"export |(?:[A-Z_]{4,40}|(?:https?|all|no)_proxy)=[^=]", value):
        yield flaw(name, kind, "assignment", "holds a whole assignment instead of only the value",
                   f'export {name}="${{{name}#*=}}"')  # fmt: skip


# What templates leave where a value belongs; no host holds a bracket or a dollar.
_TEMPLATE = phrase(r"[<>{}]|\$\w|^\$")


def _one_word(name: str, value: str, kind: Kind) -> Iterator[Flaw]:
    if found := list(_assigned(name, value, kind)):
        yield from found
    elif _TEMPLATE.search(value):
        yield flaw(name, kind, "placeholder", "holds a placeholder")
    elif blank := re.search(r"\s", value):
        what = "line break" if blank[0] in "\r\n" else "space"
        place = f"holds a {what} inside (its {_ordinal(blank.start() + 1)} character)"
        yield flaw(name, kind, "blank", place, filtered(name, "tr -d '[:space:]'"))


def _address(name: str, value: str) -> Iterator[Flaw]:
    kind = Kind.ADDRESS
    if malformed(value):
        yield flaw(name, kind, "login", ENCODE, _encoded(name))
    elif found := list(_one_word(name, value, kind)):
        yield from found
    elif "://" not in value:
        yield _schemeless(name, value)
    elif not _sound(value):
        yield flaw(name, kind, "port", _UNSOUND)


def _schemeless(name: str, value: str) -> Flaw:
    """http for this machine and names inside a network, https for the public."""
    if found := _misspelled(name, value, Kind.ADDRESS):
        return found
    scheme = "http" if is_internal(f"http://{value.lstrip('/')}") else "https"
    begun = f"${{{name}#//}}" if value.startswith("//") else f"${name}"
    place = f"lacks {scheme}:// at the start"
    # Claude Code takes `localhost:4000` as it stands; every other such value it cannot use.
    what = "local-scheme" if re.match(r"localhost:\d", value) else "scheme"
    return flaw(name, Kind.ADDRESS, what, place, f'export {name}="{scheme}://{begun}"')


def _misspelled(name: str, value: str, kind: Kind) -> Flaw | None:
    """An address that begins with nearly a scheme."""
    typed = TYPED.match(value)
    if typed is None or (typed[1] and "://" in value):
        return None
    secure = (typed[1] or typed[2]).lower().endswith("s") and kind is Kind.ADDRESS
    scheme = "https" if secure else "http"
    what = "foreign-scheme" if typed[2] else "one-slash" if ":" in typed[0] else "no-colon"
    cure = f'export {name}="{scheme}://${{{name}##{typed[0]}}}"'
    return flaw(name, kind, what, f"has {scheme}:// misspelled at the start", cure)


_UNSOUND = "has a malformed host or port (a port is a number below 65536)"


def _sound(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


#: What is said of an address whose host cannot be told from its login.
ENCODE = (
    "is not a usable address: its password holds characters that must be percent-encoded "
    "(@ as %40, # as %23, / as %2F)"
)


_BACKSLASH = "holds a backslash in its login, which must be percent-encoded (%5C)"


def _encoded(name: str) -> str:
    """What encodes the login of an address. `:/{{2}}`: what looks like an address is masked."""
    return (
        f"export {name}=\"$(python3 -c 'import os,re,urllib.parse as u;"
        'print(re.sub("(?s)^(.*?:/{2})?(.*)@",lambda m:(m[1] or "")+u.quote(m[2],":%")+"@",'
        f'os.environ["{name}"]))\')"'
    )


def _proxy(name: str, value: str) -> Iterator[Flaw]:
    kind = Kind.PROXY
    odd = "\\" in value.rpartition("@")[0]
    value = encoded(value)
    scheme = value.partition("://")[0].lower() if "://" in value else ""
    if malformed(value, proxy=True):
        # An "@" alone leads neither program astray, only curl and this check.
        login = (value.partition("://")[2] or value).rpartition("@")[0]
        only_at = login and not re.search(r"[#/?\s]", login)
        yield flaw(name, kind, "at" if only_at else "login", ENCODE, _encoded(name))
        if not scheme:
            yield _bare(name)
    elif found := list(_one_word(name, value, kind)):
        yield from found
    elif typo := _misspelled(name, value, kind):
        yield typo
    elif scheme.startswith("socks"):
        yield flaw(name, kind, "socks", "names a SOCKS proxy", f"unset {name}")
    elif scheme not in ("http", "https", ""):
        yield flaw(name, kind, "foreign-scheme", "is not a proxy address (http://HOST:PORT)",
                   f"unset {name}")  # fmt: skip
    elif not _sound(value if scheme else f"http://{value}"):
        yield flaw(name, kind, "port", _UNSOUND)
    elif odd:
        yield flaw(name, kind, "backslash", _BACKSLASH, _encoded(name))
    elif not scheme:
        yield _bare(name)


def _bare(name: str) -> Flaw:
    """A proxy's host and port alone: Python and curl take http for granted."""
    cure = f'export {name}="http://${name}"'
    return flaw(name, Kind.PROXY, "scheme", "lacks http:// at the start", cure)


#: What belongs before a credential in a header, and the program puts there itself.
_SCHEMES = {"bearer": "Bearer", "basic": "Basic", "token": "token", "x-api-key:": "x-api-key:"}


def _secret(name: str, value: str) -> Iterator[Flaw]:
    kind = Kind.SECRET
    if found := list(_assigned(name, value, kind)):
        yield from found
    elif begun := re.match(r"(?i)(bearer|basic|token|x-api-key:)\s+(?=\S+$)", value):
        yield flaw(name, kind, "scheme",
                   f"starts with “{_SCHEMES[begun[1].lower()]}”, which is not part of it",
                   f'export {name}="${{{name}##* }}"')  # fmt: skip
    elif odd := re.search(r"[^!-~]", value):
        at = _ordinal(odd.start() + 1)
        what = "line" if odd[0] in "\r\n" else "blank" if odd[0].isspace() else "letter"
        # A key that was pasted over two lines is whole again without the line end.
        cure = filtered(name, "tr -d '[:space:]'") if what == "line" else f"unset {name}"
        place = f"has whitespace or other characters inside that no key has (its {at})"
        yield flaw(name, kind, what, place, cure)


def _hosts(name: str, value: str) -> Iterator[Flaw]:
    hosts = [one.strip() for one in value.split(",")]
    if any(re.search(r"[\s;]", one) for one in hosts):
        yield flaw(name, Kind.HOSTS, "separator", "separates hosts with spaces or semicolons",
                   f'export {name}="$(printf %s "${name}" | tr -s " ;" ,)"',
                   "Python and Claude Code expect commas and see one odd host")  # fmt: skip


def _file(name: str, value: str) -> Iterator[Flaw]:
    kind = Kind.FILE
    if found := list(_assigned(name, value, kind)):
        yield from found
    elif value.startswith("~"):
        yield flaw(name, kind, "home", "starts with ~, which no program expands",
                   f'export {name}="${{{name}/#\\~/$HOME}}"')  # fmt: skip


_INSIDE: dict[Kind, Callable[[str, str], Iterator[Flaw]]] = {
    Kind.ADDRESS: _address,
    Kind.SECRET: _secret,
    Kind.PROXY: _proxy,
    Kind.HOSTS: _hosts,
    Kind.FILE: _file,
    Kind.HEADERS: headers,
    Kind.MODEL: lambda name, value: _assigned(name, value, Kind.MODEL),
    Kind.WORD: lambda name, value: _one_word(name, value, Kind.WORD),
}
