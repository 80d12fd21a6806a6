"""Peers that say back whatever they were sent, and every other secret of this machine, in every
field of an answer that is otherwise the ordinary one."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from claude_doctor.chaos import Scenario, api, stage
from claude_doctor.chaos.wire import Reply, Seen

#: Fields in which people write.
_FREE = re.compile(
    r"name|title|body|message|text|desc|details|subject|author|login|summary|label|reason|detail"
)
#: How a secret may be said back.
FORMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda s: s,
    "its ends": lambda s: f"{s[:8]}...{s[-8:]}",
    "its ends, the other way round": lambda s: f"{s[-8:]} {s[:8]}",
    "Base64": lambda s: base64.b64encode(s.encode()).decode(),
    "Base64 of a login": lambda s: base64.b64encode(f"key:{s}".encode()).decode(),
    "Base64 in groups": lambda s: " ".join(
        base64.b64encode(f"anna:{s}".encode()).decode()[at : at + 5]
        for at in range(0, 4 * (len(s) + 7) // 3, 5)
    ),
    "URL-encoded": lambda s: quote(f"k={s}&", safe=""),
    "JSON in JSON": lambda s: json.dumps(json.dumps({"key": s})),
    "upper case": lambda s: s.upper(),
    "lower case": lambda s: s.lower(),
    "two lines": lambda s: f"{s[: len(s) // 2]}\n{s[len(s) // 2 :]}",
    "folded": lambda s: "\n   ".join(s[at : at + 10] for at in range(0, len(s), 10)),
    "zero-width": lambda s: "\u200b".join(s[at : at + 5] for at in range(0, len(s), 5)),
    "in brackets": lambda s: f"<key>{s}</key>",
    "cut": lambda s: s[: 3 * len(s) // 4],
    "without its beginning": lambda s: s[len(s) // 3 :],
}
MODES = ("refuse", "forbid", "free", "first", "second", "third", "page", "text", "moved", "headers")


class Echo:
    """What each peer answers. `mode`: whether it refuses, or answers as usual with some of its
    strings replaced."""

    def __init__(self, scenario: Scenario, mode: str, secrets: Iterable[str]) -> None:
        self.mode = mode
        self._scenario = scenario
        pairs = [(form, one) for one in secrets for form in FORMS.values()]
        # neighbors in the list are of different secrets and forms
        step = next(n for n in (37, 41, 43, 47, 53) if len(pairs) % n)
        order = [pairs[(at * step) % len(pairs)] for at in range(len(pairs))]
        self._said = itertools.cycle([form(one) for form, one in order])
        self.given = 0

    def answer(self, seen: Seen) -> Reply:
        """The answer to one request."""
        reply = self._usual(seen)
        if seen.method == "CONNECT":
            return reply
        says = self._says(seen)
        match self.mode:
            case "refuse" | "forbid":
                return _refusal(seen.role, 401 if self.mode == "refuse" else 403, says)
            case "page":
                page = f"<html><title>{next(says)}</title><h1>{next(says)}</h1>{next(says)}</html>"
                return Reply(200, (("content-type", "text/html"),), page.encode())
            case "text":
                return Reply(500, (("content-type", "text/plain"),), f"no: {next(says)}".encode())
            case "moved":
                where = f"http://127.0.0.1:9/{quote(next(says))}?key={quote(next(says))}"
                return Reply(302, (("location", where), *_headers(says)), b"")
            case "headers":
                return replace(reply, headers=(*reply.headers, *_headers(says)))
        return self._changed(reply, says)

    def _says(self, seen: Seen) -> Iterator[str]:
        """First what it was sent, then whatever else is known here; each short enough to come
        through whole."""
        sent = [f"{name}: {value}" for name, value in seen.headers.items()]
        sent += [seen.path, seen.body.decode("latin-1")]
        credentials = [one for one in sent if re.match(r"(x-|auth|api|cookie)", one)]
        forms = list(FORMS.values())
        for one in credentials:
            name, _, value = one.partition(": ")
            value = value.removeprefix("Bearer ").removeprefix("Basic ")
            self.given += 1
            yield f"{name} {forms[self.given % len(forms)](value)}"[:290]
        while True:
            self.given += 1
            # two, so that twice as many come by: together they are not cut
            yield " ".join((f"refused {next(self._said)}", next(self._said)))

    def _usual(self, seen: Seen) -> Reply:
        now = datetime.now(UTC)
        state = stage.state_of(self._scenario, seen.role)
        if seen.role in ("api", "front_door"):
            return api.answer(replace(state, instead=None), seen, now, stage.Store())
        return stage._ANSWERS[seen.role](state, seen, now)

    def _changed(self, reply: Reply, says: Iterator[str]) -> Reply:
        kind = dict(reply.headers).get("content-type", "")
        if "eventstream" in kind:
            return reply
        if reply.parts is not None:
            parts = tuple((pause, self._text(part, says)) for pause, part in reply.parts)
            return replace(reply, parts=parts)
        return replace(reply, body=self._text(reply.body, says)) if reply.body else reply

    def _text(self, body: bytes, says: Iterator[str]) -> bytes:
        text = body.decode("utf-8", "replace")
        try:
            return json.dumps(self._json(json.loads(text), says)).encode()
        except ValueError:
            pass
        if "data: {" in text:
            made = re.sub(r"(?m)^data: (\{.*)$", lambda m: "data: " + self._line(m[1], says), text)
        else:
            made = re.sub(r">([^<>{}\n]{3,})<", lambda m: f">{self._leaf(m[1], '', says)}<", text)
        return made.encode()

    def _line(self, line: str, says: Iterator[str]) -> str:
        try:
            return json.dumps(self._json(json.loads(line), says))
        except ValueError:
            return line

    def _json(self, value: Any, says: Iterator[str], key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self._json(one, says, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._json(one, says, key) for one in value]
        return self._leaf(value, key, says) if isinstance(value, str) else value

    def _leaf(self, value: str, key: str, says: Iterator[str]) -> str:
        self._count = getattr(self, "_count", 0) + 1
        if self.mode == "free":
            mine = _FREE.search(key.lower()) is not None
            return f"Claude API errors 529 {next(says)}" if mine else value
        turn = ("first", "second", "third").index(self.mode)
        return next(says) if self._count % 3 == turn else value


def _headers(says: Iterator[str]) -> tuple[tuple[str, str], ...]:
    names = ("server", "via", "x-deny-reason", "request-id", "cf-ray", "www-authenticate",
             "set-cookie", "x-amzn-errortype", "x-amzn-requestid", "etag", "content-language",
             "anthropic-organization-id", "x-cache")  # fmt: skip
    made = ((name, next(says).encode("ascii", "ignore").decode()) for name in names)
    return tuple((name, re.sub(r"\s+", " ", value)[:300]) for name, value in made)


def _refusal(role: str, status: int, says: Iterator[str]) -> Reply:
    """An error in every shape at once."""
    document = {
        "type": "error", "message": next(says), "detail": next(says), "Message": next(says),
        "error": {"type": next(says), "message": next(says), "code": next(says),
                  "status": next(says), "details": [{"reason": next(says)}]},
        "error_description": next(says), "request_id": next(says),
    }  # fmt: skip
    return Reply(
        status,
        (("content-type", "application/json"), *_headers(says)),
        json.dumps(document).encode(),
    )
