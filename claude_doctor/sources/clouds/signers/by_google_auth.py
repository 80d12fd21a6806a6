"""The request that would renew a Google login, as google-auth writes it. Nothing is sent here.

In: `path` (a file of credentials), `limit` (seconds). Out: `url`, `headers`, `body` (base64) of the
request for a token, or `fault` (an exception's name).
"""

from __future__ import annotations

import _thread
import base64
import importlib
import json
import os
import sys
import time
from typing import Any

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class Written(BaseException):
    """The request; no exception, so that no handler of the library's takes it for a failure."""

    def __init__(self, request: dict[str, Any]) -> None:
        super().__init__()
        self.request = request


def write(asked: dict[str, Any]) -> dict[str, Any]:
    """The request for a token, or why there is none. Never raises."""
    try:
        auth = importlib.import_module("google.auth")
        credentials, _ = auth.load_credentials_from_file(asked["path"], scopes=[SCOPE])
        credentials.refresh(_transport)
        return {"fault": "NoRequest"}
    except Written as written:
        return written.request
    except BaseException as why:  # whatever a library does, the check goes on
        missing = why.name or "" if isinstance(why, ModuleNotFoundError) else None
        return {"fault": type(why).__name__, **({} if missing is None else {"missing": missing})}


def _transport(
    url: str,
    method: str = "GET",
    body: bytes | str | None = None,
    headers: dict[str, str] | None = None,
    **_more: object,
) -> None:
    """What google-auth takes for the network."""
    raw = body.encode() if isinstance(body, str) else body or b""
    raise Written(
        {
            "url": url,
            "method": method,
            "headers": {str(name): str(value) for name, value in (headers or {}).items()},
            "body": base64.b64encode(raw).decode(),
        }
    )


def main() -> None:
    """One document in, one out, and an end whatever happens."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints is not heard
    asked = json.loads(sys.stdin.buffer.read())

    def guard() -> None:
        time.sleep(asked["limit"] + 1)
        os._exit(1)

    _thread.start_new_thread(guard, ())  # `threading` waits for one that finds no memory
    os.write(out, json.dumps(write(asked)).encode())
    os._exit(0)  # not held up by a thread or an exit handler of the library's


if __name__ == "__main__":
    main()
