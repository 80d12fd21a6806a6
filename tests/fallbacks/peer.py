"""A small recording server: one answer to every request, and what it was asked."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Peer:
    """What it answers, and every request: method, path, headers, body."""

    status: int = 401
    body: str = '{"type":"error","error":{"type":"authentication_error","message":"no key"}}'
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Where it was asked."""
        return [path for _, path, _, _ in self.asked]

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """The peer on a port of its own; its address."""
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                asked = self.rfile.read(length).decode()
                peer.asked.append((self.command, self.path, dict(self.headers), asked))
                body = peer.body.encode()
                self.send_response(peer.status)
                for name, value in {"content-type": peer.kind, **peer.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                self._any()

            def do_POST(self) -> None:
                self._any()

            def do_CONNECT(self) -> None:
                self._any()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def everything(self) -> str:
        """All that reached it, as one text."""
        return json.dumps(self.asked)


#: What each cloud says to a request without a credential (its own documents, 2026-11).
KEYLESS = {
    "bedrock": Peer(403, '{"message":"Missing Authentication Token"}'),
    "vertex": Peer(401, '[{"error":{"code":401,"message":"Request is missing required '
                        'authentication credential.","status":"UNAUTHENTICATED"}}]'),
    "foundry": Peer(401, '{"error":{"code":"401","message":"Access denied due to missing '
                         'subscription key."}}'),
    "anthropic-aws": Peer(),
}  # fmt: skip
