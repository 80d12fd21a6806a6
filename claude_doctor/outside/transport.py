"""Why a request got no answer: one word for what broke on the way, told from the exception."""

from __future__ import annotations

import errno
import math
import os
import socket
import ssl

from .local import HERE, chained, lacked

#: What broke: `dns`, `connect`, `tls`, `proxy`, `dropped` (connected, then closed or reset
#: before an answer), `silent` (connected or not, no answer in time), `address` (not an address),
#: `local` (this machine had not what it takes to ask: nothing follows about anybody else).
KINDS = ("dns", "connect", "tls", "proxy", "dropped", "silent", "address", "local")

# OpenSSL's verify codes (X509_V_ERR_*, x509_vfy.h), as Python hands them on.
_VERIFY = {9: "not-yet-valid", 10: "expired", 62: "wrong-host", 64: "wrong-host"}
_ISSUER = {2, 18, 19, 20, 21}  # issuer missing, self-signed, self-signed in chain
_FORM = range(79, 95)  # what RFC 5280 demands of a certificate and of a CA's
_WEAK = range(66, 69)  # key or signature below OpenSSL's security level

# Of a loop whose list of sockets is no more the system's, after that had no room for one.
_BOOKS = {errno.EEXIST, errno.EBADF}


def _local(error: BaseException) -> str | None:
    """What was this machine's own failure on the way, in the system's words."""
    if (why := lacked(error)) is not None:
        return why
    own = (e for e in chained(error) if isinstance(e, OSError) and e.errno in _BOOKS)
    return next((os.strerror(e.errno or 0).lower() for e in own), None)


def not_local(error: BaseException) -> None:
    """Raise Unavailable where this machine itself is at fault."""
    if (why := _local(error)) is not None:
        raise Unavailable(f"{HERE}{why}") from None


class Unreached(Exception):
    """No usable HTTP answer. `kind` is one of KINDS, `detail` a word or a few for the reader.

    `heard`: of a silence, the seconds that were really listened (`outside.pulse`).
    """

    def __init__(self, kind: str, detail: str, heard: float = math.inf) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.heard = heard


class Unavailable(Exception):
    """The peer could not be asked, or its answer cannot be used; the text says why."""


def tls_fault(error: ssl.SSLError) -> str:
    """What is wrong with the handshake: `untrusted-issuer`, `expired`, `not-yet-valid`,
    `wrong-host`, `malformed`, `weak`, `not-tls` (the peer does not speak TLS), or `handshake`."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _ISSUER:
            return "untrusted-issuer"
        if error.verify_code in _FORM:
            return "malformed"
        if error.verify_code in _WEAK:
            return "weak"
        return _VERIFY.get(error.verify_code, "untrusted-issuer")
    reason = (error.reason or "").upper()
    if any(word in reason for word in ("WRONG_VERSION", "HTTP_REQUEST", "RECORD_LAYER")):
        return "not-tls"
    return "handshake"


def of_exception(error: BaseException, via_proxy: bool = False) -> Unreached:
    """Name what broke. Behind a proxy, a connection that cannot be made is the proxy's."""
    if (why := _local(error)) is not None:
        return Unreached("local", f"{HERE}{why}")
    chain = list(chained(error))
    names = {type(e).__name__ for e in chain}
    if "ProxyError" in names or ("UnsupportedProtocol" in names and via_proxy):
        return Unreached("proxy", f"the proxy refused: {chain[0]}"[:200])
    for e in chain:
        if isinstance(e, ssl.SSLError) and not isinstance(e, ssl.SSLEOFError):
            return Unreached("tls", tls_fault(e))
    for e in chain:
        if isinstance(e, socket.gaierror | UnicodeError):
            kind = "proxy" if via_proxy else "dns"
            return Unreached(kind, "the name does not resolve")
    if names & {"UnsupportedProtocol", "InvalidURL", "LocalProtocolError", "OverflowError"}:
        return Unreached("address", "not a usable http address")
    if names & {"ConnectError", "ConnectTimeout"}:
        detail = _os_words(chain)
        return Unreached("proxy" if via_proxy else "connect", detail)
    if names & {"ReadTimeout", "WriteTimeout", "PoolTimeout"}:
        return Unreached("silent", "no answer in time")
    if names & {"ReadError", "WriteError", "RemoteProtocolError", "CloseError"}:
        return Unreached("dropped", _os_words(chain, "the connection was closed without an answer"))
    if any(isinstance(e, OSError) for e in chain):
        return Unreached("connect", _os_words(chain))
    return Unreached("address", "not a usable http address")


def _os_words(chain: list[BaseException], otherwise: str = "no connection") -> str:
    """The system's own word for it, without addresses."""
    for e in chain:
        match e:
            case ConnectionRefusedError():
                return "connection refused"
            case ConnectionResetError():
                return "connection reset"
            case BrokenPipeError():
                return "connection closed"
            case ssl.SSLError():
                continue  # OpenSSL's words are for its authors
            case OSError(errno=int(), strerror=str(words)) if (
                words and "attempts failed" not in words
            ):
                return words.lower()
    text = " ".join(str(e).lower() for e in chain)
    if "refused" in text:
        return "connection refused"
    return otherwise
