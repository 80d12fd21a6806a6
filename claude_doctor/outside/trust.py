"""The certificate stores, loaded once for as long as they stay what they are.

Loading them is most of what a round of `watch` works: a hundred and fifty certificates, four times.
They are loaded anew when a file or folder that they come from is another, so that a certificate
which is installed meanwhile counts in the next round. A context keeps no session of the handshakes
done with it: every handshake is a whole one.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from . import certificate

T = TypeVar("T")

#: Seconds. macOS and Windows keep their store where no file tells of a change.
_AT_MOST: Final = 600.0
_ENTRIES: Final = 8  # of a few programs' environments; each holds some megabytes
_NAMES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Trust:
    """The stores of one process, by the variables that name them."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[float, object, object]] = {}
        self._locks: defaultdict[object, threading.Lock] = defaultdict(threading.Lock)

    def stores(self, env: Mapping[str, str]) -> certificate.Stores:
        """The same as `certificate.stores`. Blocking, where they are not here yet."""
        with self._locks["stores"]:
            return self._once(certificate.stores, env)

    def requests(self, env: Mapping[str, str]) -> ssl.SSLContext:
        """The same as `certificate.requests`: a context of its own, since the HTTP client says in
        it what it speaks, and the handshakes that are measured say nothing. Who comes while it is
        being loaded waits."""
        with self._locks["requests"]:
            return self._once(certificate.requests, env)

    def _once(self, load: Callable[[Mapping[str, str]], T], env: Mapping[str, str]) -> T:
        key, now = (load, *(env.get(name) for name in _NAMES)), time.monotonic()
        stamp = _stamp(env)
        at, known, made = self._kept.get(key, (0.0, None, None))
        if made is not None and known == stamp and now < at + _AT_MOST:
            return made  # type: ignore[return-value]  # kept by what loads it
        fresh = load(env)
        if len(self._kept) >= _ENTRIES:
            self._kept.clear()
        self._kept[key] = now, stamp, fresh
        return fresh


def _stamp(env: Mapping[str, str]) -> tuple[object, ...]:
    """What tells that a store has changed: of each place that one may come from, which file it is
    and when it was written."""
    usual = ssl.get_default_verify_paths()
    places = (
        certificate.bundle_file(), usual.cafile, usual.capath, usual.openssl_cafile,
        usual.openssl_capath, *(env.get(name) for name in _NAMES),
    )  # fmt: skip
    return tuple(_state(place) for place in places if place)


def _state(place: str) -> tuple[object, ...]:
    try:
        found = Path(place).stat()
    except (OSError, ValueError):
        return (place,)
    return place, found.st_ino, found.st_size, found.st_mtime_ns
