"""A library for HTTP, as a program uses it that has no SDK: `httpx`, `requests` or `aiohttp`."""

import asyncio
import json
import os
import sys

from _fork import serve

LIBRARY = sys.argv[1]


def asked(task):
    key = os.environ.get("ANTHROPIC_API_KEY", "")
    body = {
        "model": os.environ["CLIENT_MODEL"],
        "max_tokens": 64,
        "messages": [{"role": "user", "content": "Say pong"}],
        "stream": task["stream"],
    }
    headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
    return os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", headers, body


def streamed(lines):
    """What came of a stream: an error in it is raised with its own words, as programs do."""
    last = None
    for line in lines:
        line = line.decode() if isinstance(line, bytes) else line
        if line.startswith("data:"):
            event = json.loads(line[5:])
            last = event["type"]
            if last == "error":
                raise RuntimeError(event["error"])
    return {"message_stop": "ok", None: "nothing"}.get(last, "partial")


def with_httpx(task):
    import httpx

    url, headers, body = asked(task)
    with httpx.Client(timeout=task["timeout_s"]) as client:
        if not task["stream"]:
            reply = client.post(url, headers=headers, json=body)
            reply.raise_for_status()
            return "ok" if reply.json()["stop_reason"] else "nothing"
        with client.stream("POST", url, headers=headers, json=body) as reply:
            reply.raise_for_status()
            return streamed(reply.iter_lines())


def with_requests(task):
    import requests

    url, headers, body = asked(task)
    kept = {"timeout": task["timeout_s"], "stream": task["stream"]}
    reply = requests.post(url, headers=headers, json=body, **kept)
    reply.raise_for_status()
    if not task["stream"]:
        return "ok" if reply.json()["stop_reason"] else "nothing"
    return streamed(reply.iter_lines())


def with_aiohttp(task):
    import aiohttp

    async def run():
        url, headers, body = asked(task)
        limit = aiohttp.ClientTimeout(total=task["timeout_s"])
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=True) as session,
            session.post(url, headers=headers, json=body) as reply,
        ):
            reply.raise_for_status()
            if not task["stream"]:
                return "ok" if (await reply.json())["stop_reason"] else "nothing"
            return streamed([line async for line in reply.content])

    return asyncio.run(run())


def named(error):
    """The class, with the status where the library keeps one."""
    status = getattr(error, "status", None)
    status = status or getattr(getattr(error, "response", None), "status_code", None)
    return type(error).__name__ + (f" {status}" if status else "")


__import__(LIBRARY)
serve({"httpx": with_httpx, "requests": with_requests, "aiohttp": with_aiohttp}[LIBRARY], named)
