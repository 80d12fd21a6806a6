"""An address that may hold a login: is it sound, and which of its words are credentials?

A password with `@ # / ?` in it, not percent-encoded, moves the border between login and host:
`http://anna:Blue@Horse#9@proxy` is the host "horse" to httpx and urllib. Who connects there tells
half a password to the resolver. So whatever stands before the last `@` may be a login, and an
address whose login holds such a character is no address: never asked, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from ..phrases import phrase

#: What stands in the place of an address whose login is malformed. Nothing can be asked there.
UNUSABLE = "(not a usable address)"

_SCHEME = phrase(r"(?i)(https?|socks(?:4a?|5h?)?)://")
# What no login may hold (RFC 3986, section 3.2.1). Others, as `%` or `^`, lead nobody astray.
_ASTRAY = phrase(r"[@#/?\\\[\]\s\x00-\x1f\x7f]")
# A name with dots, then a path, and no colon: that `@` is the path's, for where is a password?
_IN_THE_PATH = phrase(r"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}/[^:]*@[^@]*$")
# Where somebody who reads the address wrongly, or quotes it, may cut the password.
_CUTS = phrase(r"[@#/?:\\%\[\]\s\"'`<>]+")
#: The marks that a shell takes away, and docker --env-file, a CI's form or a copied page do not.
ASCII_QUOTES = "\"'`"
QUOTES = ASCII_QUOTES + "“”„‘’«»"
#: Nothing to see: zero-width, joiners, direction marks, byte order mark, soft hyphen, hard blanks.
INVISIBLE = phrase("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00a0\u202f\u3000]")
#: Too few signs behind the scheme, or letters of "http" in another order before "://".
TYPED = phrase(r"(?i)(https?)(?::/?|//?)(?=[^/:\d]|\d+\.|\[)|((?!https?:)[htps]{3,6})://")
_SHORTEST = 4  # characters: a shorter piece would mask ordinary words


def usable(address: str) -> str:
    """The address, or UNUSABLE where its login is malformed."""
    return UNUSABLE if malformed(address) else address


def malformed(address: str, proxy: bool = False) -> bool:
    """Whether the host cannot be told from the login. A proxy has no path that could hold `@`."""
    scheme, rest = _split(address)
    if "@" not in rest:
        # an encoded "@" in the host's place: the whole login was taken for the host's name
        return "@" in unquote(re.split(r"[/?#]", rest, maxsplit=1)[0])
    if not proxy and scheme and _IN_THE_PATH.match(rest):
        return False
    try:
        urlsplit(f"http://{rest}")
    except ValueError:  # letters that become "@" or "/" when a name is normalised
        return True
    return _ASTRAY.search(rest.rpartition("@")[0]) is not None


def encoded(proxy: str) -> str:
    """A proxy's address with what no program takes for the end of a login percent-encoded: there
    blanks, brackets and backslashes lead neither Python nor this check astray."""
    head, sign, host = proxy.rpartition("@")
    start = head.find("://") + 3 if "://" in head else 0
    login = re.sub(r"[ \[\]\\]", lambda odd: quote(odd[0]), head[start:])
    return f"{head[:start]}{login}{sign}{host}"


def repaired(value: str) -> str:
    """The value without what stands around it and is nothing of it: blanks, line ends, quotation
    marks, characters that nobody sees. What was meant is beyond doubt."""
    before = None
    while before != value:
        before, value = value, INVISIBLE.sub("", value).strip().strip(QUOTES)
    return value


def spelled(proxy: str) -> str:
    """A proxy's address with http:// where it begins with nearly that."""
    typed = TYPED.match(proxy) if "://" not in proxy else None
    return f"http://{proxy[typed.end() :]}" if typed else proxy


def passwords(address: str, proxy: bool = False) -> Iterator[str]:
    """What is to be masked of an address: its password, of a malformed login each piece too."""
    astray, rest = malformed(address, proxy), _split(address)[1]
    if astray and "@" not in rest:
        rest = unquote(rest)
    login = rest.rpartition("@")[0]
    for text in (login, unquote(login)):
        password = text.partition(":")[2] or (text if astray else "")
        yield from _forms(password)
        for piece in _CUTS.split(password) if astray else ():
            if len(piece) >= _SHORTEST:
                yield from _forms(piece)


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address; the default port is filled in. Never raises, and of no
    address nothing is said: it may hold a password."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme.lower(), (parts.hostname or "").lower(), port
    except ValueError:
        return "", "", None


def is_address(url: str) -> bool:
    """Whether this can be asked at all: http or https, a host of the usual characters, a port."""
    try:
        parts = urlsplit(url)
        known = parts.scheme.lower() in ("http", "https") and parts.port != 0
        return known and re.fullmatch(r"[\w.:%-]+", parts.hostname or "") is not None
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether the address is this machine, by name or number. Who calls 0.0.0.0 comes here, too."""
    host = origin(url)[1]
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
        return address.is_loopback or address.is_unspecified
    except ValueError:
        return False


def is_internal(url: str) -> bool:
    """Whether the address lies on this machine or, by name or number, inside a network."""
    host = origin(url)[1]
    if is_loopback(url) or "." not in host:
        return True
    number = private_number(host)
    return host.endswith((".local", ".internal", ".lan")) if number is None else number


def shown(url: str) -> str:
    """The address without path and login; the usual ports are left out."""
    scheme, host, port = origin(url)
    if not scheme or not host:
        return "not an address"
    host = f"[{host}]" if ":" in host else host
    usual = port is None or (scheme, port) in (("http", 80), ("https", 443))
    return f"{scheme}://{host}" + ("" if usual else f":{port}")


def each(value: str) -> list[str]:
    """The addresses in a variable's value: several only where each has its scheme."""
    parts = value.split()
    return parts if all(_SCHEME.match(part) for part in parts) else [value.strip()]


def _split(address: str) -> tuple[str, str]:
    """Scheme and rest. A word that is no scheme we know is part of a login, if there is one."""
    address = address.strip()
    found = _SCHEME.match(address)
    return (found[1].lower(), address[found.end() :]) if found else ("", address)


def _forms(text: str) -> Iterator[str]:
    """A text as it may be said back: quoted for an address, and in lower case, as hosts are."""
    for form in (text, quote(text, safe="", errors="replace")):
        yield from (form, form.lower())


def private_number(host: str) -> bool | None:
    """Whether a number leads into somebody's own network; None for a name. Never raises."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return None
