"""Sign one request with the AWS credential that botocore finds, as the anthropic SDK does.

In: `method`, `url`, `headers`, `body` (base64), `service`, `region`, `limit` (seconds). Out:
`headers` (those that signing adds) or `fault` (an exception's name) with `code` (AWS's word).
"""

from __future__ import annotations

import _thread
import base64
import importlib
import json
import os
import re
import sys
import time
from typing import Any


def sign(asked: dict[str, Any]) -> dict[str, Any]:
    """The headers that the credential adds, or why there are none. Never raises."""
    try:
        session = importlib.import_module("botocore.session")
        auth = importlib.import_module("botocore.auth")
        requests = importlib.import_module("botocore.awsrequest")
        own = session.get_session()
        own.set_config_variable("region", asked["region"])
        credentials = own.get_credentials()
        if credentials is None:
            return {"fault": "NoCredentialsError"}
        request = requests.AWSRequest(
            method=asked["method"],
            url=asked["url"],
            headers=dict(asked["headers"]),
            data=base64.b64decode(asked["body"]),
        )
        auth.SigV4Auth(credentials, asked["service"], asked["region"]).add_auth(request)
        signed = dict(request.prepare().headers.items())
    except BaseException as why:  # whatever a library does, the check goes on
        return {"fault": type(why).__name__, **_details(why)}
    before = {name.lower(): value for name, value in asked["headers"].items()}
    added = {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in signed.items()
        if before.get(name.lower()) != value
    }
    return {"headers": {name: value for name, value in added.items() if name.lower() in _OURS}}


#: What signing adds; lengths and the like are the sender's own.
_OURS = ("authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")


def _details(why: BaseException) -> dict[str, Any]:
    """The module that is missing, or AWS's own word for the error, where it is one word, and the
    status with which the service of the login answered: only that one was asked."""
    if isinstance(why, ImportError):
        return {"missing": why.name or ""} if isinstance(why, ModuleNotFoundError) else {}
    answer = getattr(why, "response", None)
    error = answer.get("Error") if isinstance(answer, dict) else None
    code = error.get("Code") if isinstance(error, dict) else None
    found = isinstance(code, str) and re.fullmatch(r"[A-Za-z.]{3,60}", code)
    meta = answer.get("ResponseMetadata") if isinstance(answer, dict) else None
    status = meta.get("HTTPStatusCode") if isinstance(meta, dict) else None
    told = {"code": str(code)} if found else {}
    return {**told, "status": status} if isinstance(status, int) else told


def main() -> None:
    """One document in, one out, and an end whatever happens."""
    out = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints is not heard
    asked = json.loads(sys.stdin.buffer.read())

    def guard() -> None:
        time.sleep(asked["limit"] + 1)
        os._exit(1)

    _thread.start_new_thread(guard, ())  # `threading` waits for one that finds no memory
    os.write(out, json.dumps(sign(asked)).encode())
    os._exit(0)  # not held up by a thread or an exit handler of the library's


if __name__ == "__main__":
    main()
