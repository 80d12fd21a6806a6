"""A recording peer: `python -m tests.lab.front CONFIG.json`.

Listens where the configuration says, writes down every connection (SNI, request line, headers
that carry credentials), checks the key, and hands the request to the loopback world. At the API's
own name it is Anthropic; elsewhere a gateway, a portal, a box, or nobody.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import ssl
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claude_doctor.chaos import by_name, serve

ROLES = {
    "api.anthropic.com": "api",
    "status.claude.com": "status",
    "anthropic.statuspage.io": "status_fallback",
    "downdetector.com": "downdetector",
    "www.reddit.com": "reddit",
    "oauth.reddit.com": "reddit_oauth",
    "api.github.com": "github",
    "hn.algolia.com": "hn",
}
CONTROLS = {
    "connectivitycheck.gstatic.com": (204, ""),
    "detectportal.firefox.com": (200, "success\n"),
    "captive.apple.com": (200, "<HTML><BODY>Success</BODY></HTML>"),
}
KNOWN = ("claude-haiku-4-5", "claude-haiku-5-5")
_LOCK = threading.Lock()


class Front:
    """One configuration being served."""

    def __init__(self, config: dict[str, Any], urls: dict[str, str]) -> None:
        self.config = config
        self.urls = urls
        self.log = Path(config["log"])

    def write(self, **row: Any) -> None:
        """One line of the record."""
        with _LOCK, self.log.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": time.time(), **row}) + "\n")

    def stamp(self) -> str:
        """The time of this peer's clock, as a header has it."""
        now = time.gmtime(time.time() + self.config.get("shift_s", 0))
        return time.strftime("%a, %d %b %Y %H:%M:%S GMT", now)

    def listen(self, port: int, address: str, leaf: str | None) -> None:
        """Accept for ever in a thread of its own."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        peer = socket.create_server((address, port), family=family, backlog=128)
        context = None
        if leaf:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(leaf)
            context.sni_callback = self._sni

        def forever() -> None:
            while True:
                talk, _ = peer.accept()
                threading.Thread(target=self._safe, args=(talk, context), daemon=True).start()

        threading.Thread(target=forever, daemon=True).start()

    def _sni(self, sock: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        self.write(sni=name)

    def _safe(self, talk: socket.socket, context: ssl.SSLContext | None) -> None:
        try:
            talk.settimeout(60)
            if self.config.get("closes"):
                talk.recv(4096)
                talk.close()
                return
            if self.config.get("mute"):
                time.sleep(300)
            with context.wrap_socket(talk, server_side=True) if context else talk as peer:
                self._converse(peer)
        except (OSError, ValueError, http.client.HTTPException) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def _converse(self, peer: socket.socket) -> None:
        stream = peer.makefile("rb")
        while line := stream.readline(65536):
            words = line.decode("latin-1").split()
            if len(words) < 2:
                return
            headers = http.client.parse_headers(stream)
            body = _body(stream, headers)
            carried = {
                name: value
                for name, value in headers.items()
                if name.lower() in ("x-api-key", "authorization", "proxy-authorization", "api-key",
                                    "user-agent", "x-team")
            }  # fmt: skip
            host = (headers.get("host") or "").partition(":")[0]
            path = urlsplit(words[1]).path
            self.write(me=self.config["me"], host=host, method=words[0], path=path, carried=carried,
                       body=len(body), upstream=bool(self.config.get("upstream")))  # fmt: skip
            reply = self._answer(host, words[0], words[1], headers, body)
            if isinstance(reply, bytes):
                peer.sendall(_dated(reply, self.stamp()))
                continue
            self._forward(peer, reply, words, headers, body)
            return

    def _answer(
        self, host: str, method: str, path: str, headers: http.client.HTTPMessage, body: bytes
    ) -> bytes | str:
        """A whole answer, or the role that shall answer."""
        instead = self.config.get("instead")
        role = ROLES.get(host) if self.config["me"] == "world" else "api"
        if instead and (role == "api" or self.config.get("all")):
            return _reply(*instead)
        if self.config["me"] == "world":
            if host in CONTROLS:
                return _reply(CONTROLS[host][0], {}, CONTROLS[host][1])
            if role is None:
                return _reply(404, {"content-type": "text/html"}, "<title>Nobody</title>")
            if role != "api":
                return role
        return self._denied(method, urlsplit(path).path, headers, body) or "api"

    def _denied(
        self, method: str, path: str, headers: http.client.HTTPMessage, body: bytes
    ) -> bytes | None:
        """The refusal that the key, a header or the model earns, if any."""
        config = self.config
        prefix = config.get("prefix", "")
        if not path.startswith(prefix + "/v1/") or path.startswith(prefix + "/v1/v1/"):
            return _reply(404, {}, config.get("notfound") or '{"detail":"Not Found"}') if (
                config["me"] != "world") else None  # fmt: skip
        if config.get("needs_header") and config["needs_header"] not in headers:
            return _error(403, "permission_error", f"missing {config['needs_header']} header")
        key = headers.get("x-api-key", "")
        scheme, _, token = (headers.get("authorization") or "").partition(" ")
        token = token if scheme.lower() == "bearer" else ""
        keys = config.get("keys")
        if config.get("bearer_only"):
            key = ""
            if not token or token not in (keys or [token]):
                return _reply(401, {}, '{"error":{"message":"Missing API key","code":401}}')
        shown = key or token
        if keys is not None and shown and shown not in keys:
            text = "invalid x-api-key" if key else "Invalid bearer token"
            return _error(401, "authentication_error", text)
        models = config.get("models")
        if models and method == "POST":
            with contextlib.suppress(ValueError):
                model = json.loads(body).get("model")
                if model not in models:
                    text = f"model '{model}' not found"
                    return _error(404, "not_found_error", text)
        return None

    def _forward(
        self, peer: socket.socket, role: str, words: list[str],
        headers: http.client.HTTPMessage, body: bytes,
    ) -> None:  # fmt: skip
        url = urlsplit(self.urls[role])
        body = _known_model(body, bool(self.config.get("models")))
        kept = [(n, v) for n, v in headers.items()
                if n.lower() not in ("connection", "content-length", "host", "transfer-encoding",
                                     "accept-encoding", "expect")]  # fmt: skip
        path = words[1].removeprefix(self.config.get("prefix", ""))
        if "://" in path:
            path = urlsplit(path).path
        lines = [f"{words[0]} {path} HTTP/1.1", f"host: {url.netloc}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in kept]
        lines += [f"content-length: {len(body)}"] if words[0] != "GET" else []
        with socket.create_connection((url.hostname or "", url.port or 80)) as inner:
            inner.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
            head = b""
            while b"\r\n\r\n" not in head and (part := inner.recv(65536)):
                head += part
            peer.sendall(_dated(head, self.stamp()))
            while part := inner.recv(65536):
                peer.sendall(part)


def _dated(head: bytes, stamp: str) -> bytes:
    """The head of an answer with this clock's date."""
    lines, blank, rest = head.partition(b"\r\n\r\n")
    kept = [line for line in lines.split(b"\r\n") if not line.lower().startswith(b"date:")]
    return b"\r\n".join([*kept, b"date: " + stamp.encode()]) + blank + rest


def _body(stream: Any, headers: http.client.HTTPMessage) -> bytes:
    if "chunked" in (headers.get("transfer-encoding") or ""):
        parts = []
        while size := int(stream.readline().split(b";")[0], 16):
            parts.append(stream.read(size))
            stream.readline()
        stream.readline()
        return b"".join(parts)
    return bytes(stream.read(int(headers.get("content-length") or 0)))


def _known_model(body: bytes, any_model: bool) -> bytes:
    """Today's model ids, served by one that the loopback world knows."""
    form = rb'"model"\s*:\s*"([^"]+)"'
    found = re.search(form, body)
    if found is None:
        return body
    name = found[1].decode()
    live = re.fullmatch(r"claude-(opus|sonnet|haiku|fable)-\d+(-\d+)?(-20\d{6})?(\[1m\])?", name)
    if any_model or (live and name not in KNOWN):
        return re.sub(form, b'"model":"claude-haiku-4-5"', body, count=1)
    return body


def _reply(status: int, headers: dict[str, str], body: str) -> bytes:
    data = body.encode()
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
    given = {"content-type": "application/json", **headers, "content-length": str(len(data))}
    lines += [f"{name}: {value}" for name, value in given.items()]
    if status == 204:
        lines = [line for line in lines if not line.startswith("content-")]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + data


def _error(status: int, kind: str, text: str) -> bytes:
    body = {"type": "error", "error": {"type": kind, "message": text}}
    return _reply(status, {}, json.dumps(body))


def main() -> None:
    """Serve until killed."""
    config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    # Killed with its namespace, it cannot clear up: what it makes lies in the test's own folder.
    tempfile.tempdir = str(Path(sys.argv[1]).parent)
    with serve(by_name(config.get("scenario", "healthy"))) as running:
        front = Front(config, running.urls)
        for address, port, leaf in config["listen"]:
            front.listen(port, address, leaf)
        Path(config["ready"]).write_text("")
        threading.Event().wait()


if __name__ == "__main__":
    main()
