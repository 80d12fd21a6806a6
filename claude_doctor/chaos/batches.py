"""The Message Batches API: create, retrieve, list, cancel, delete, and the results as JSON lines.

Shapes of the vendor's SDK (2026-11). A batch is done after a second, and each of its requests gets
what it would have got as a request of its own at that time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .answers import NOT_FOUND, Refusal
from .envelope import headers, listing, made_id, moment, ok, refused
from .requests import bad, document_of
from .roles import Api
from .store import Batch, Store
from .wire import Reply, Seen

PATH = "/v1/messages/batches"
_MOST = 100_000  # requests of one batch (vendor's batch page, 2026)

#: What one request of a batch would be answered.
Ask = Callable[[dict[str, Any]], Reply]


def answer(api: Api, store: Store, seen: Seen, now: datetime, ask: Ask) -> Reply:
    """Answer one request below PATH."""
    id_, _, what = seen.path.partition("?")[0].removeprefix(PATH).strip("/").partition("/")
    if not id_:
        if seen.method == "POST":
            return _create(api, store, seen, now, ask)
        if seen.method == "GET":
            rows = [_row(batch, store, now, ask) for batch in reversed(store.batches.values())]
            return listing(api, rows, seen, now)
    batch = store.batches.get(id_)
    if batch is None:
        return refused(api, NOT_FOUND, now)
    match seen.method, what:
        case "GET", "":
            return ok(api, _row(batch, store, now, ask))
        case "GET", "results":
            return _results(api, batch, now, ask)
        case "POST", "cancel":
            if batch.state(now) == "ended":
                return refused(api, bad("The batch has ended and cannot be canceled."), now)
            batch.canceled = batch.canceled or now
            return ok(api, _row(batch, store, now, ask))
        case "DELETE", "":
            if batch.state(now) != "ended":
                return refused(api, bad("The batch is in progress; cancel it first."), now)
            del store.batches[id_]
            return ok(api, {"id": id_, "type": "message_batch_deleted"})
    return refused(api, NOT_FOUND, now)


def _create(api: Api, store: Store, seen: Seen, now: datetime, ask: Ask) -> Reply:
    body, fault = document_of(seen)
    fault = fault or _problem(body.get("requests"))
    if fault is not None:
        return refused(api, fault, now)
    asked = {one["custom_id"]: one["params"] for one in body["requests"]}
    batch = Batch(made_id("msgbatch_01"), now, asked, seen.length)
    store.keep(batch)
    return ok(api, _row(batch, store, now, ask))


def _problem(asked: object) -> Refusal | None:
    """What is wrong with a batch; the requests themselves are looked at later, one by one."""
    if not isinstance(asked, list) or not 1 <= len(asked) <= _MOST:
        return bad(f"requests: List should have from 1 to {_MOST} items")
    ids = set()
    for i, one in enumerate(asked):
        if not isinstance(one, dict) or not isinstance(one.get("params"), dict):
            return bad(f"requests.{i}.params: Field required")
        id_ = one.get("custom_id")
        if not isinstance(id_, str) or not 1 <= len(id_) <= 64:
            return bad(f"requests.{i}.custom_id: String should have from 1 to 64 characters")
        if id_ in ids:
            return bad(f"requests.{i}.custom_id: must be unique")
        ids.add(id_)
    return None


def _row(batch: Batch, store: Store, now: datetime, ask: Ask) -> dict[str, object]:
    results = _finished(batch, now, ask)
    ended = results is not None
    count = Counter(result["type"] for result in (results or {}).values())
    return {
        "id": batch.id,
        "type": "message_batch",
        "processing_status": batch.state(now),
        "request_counts": {
            "processing": 0 if ended else len(batch.requests),
            **{kind: count[kind] for kind in ("succeeded", "errored", "canceled", "expired")},
        },
        "created_at": moment(batch.created),
        "expires_at": moment(batch.created + timedelta(hours=24)),
        "ended_at": moment(batch.ends) if ended else None,
        "cancel_initiated_at": moment(batch.canceled) if batch.canceled else None,
        "archived_at": None,
        "results_url": f"{store.url}{PATH}/{batch.id}/results" if ended else None,
    }


def _finished(batch: Batch, now: datetime, ask: Ask) -> dict[str, dict[str, Any]] | None:
    """What became of each request, once the batch has ended."""
    if batch.results is None and batch.state(now) == "ended":
        batch.results = {
            id_: {"type": "canceled"} if batch.canceled else _result(ask(params))
            for id_, params in batch.requests.items()
        }
    return batch.results


def _result(reply: Reply) -> dict[str, Any]:
    told = json.loads(reply.body)
    if reply.status == 200:
        return {"type": "succeeded", "message": told}
    return {"type": "errored", "error": told}


def _results(api: Api, batch: Batch, now: datetime, ask: Ask) -> Reply:
    results = _finished(batch, now, ask)
    if results is None:
        return refused(api, bad("The batch has no results yet: it is still in progress."), now)
    lines = [json.dumps({"custom_id": i, "result": r}) + "\n" for i, r in results.items()]
    kind = ("content-type", "application/x-jsonl")
    return Reply(200, (kind, *headers(api, made_id("req_011C"))), "".join(lines).encode())
