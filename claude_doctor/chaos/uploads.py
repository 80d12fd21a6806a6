"""The Files API: upload, list, metadata, content and delete.

Shapes of the vendor's SDK (2026-11).
"""

from __future__ import annotations

from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser

from .answers import NOT_FOUND, Refusal
from .envelope import headers, listing, made_id, moment, ok, refused
from .requests import bad
from .roles import Api
from .store import File, Store
from .wire import Reply, Seen

PATH = "/v1/files"
_SEALED = Refusal(
    400,
    "invalid_request_error",
    "Files that were uploaded cannot be downloaded.",
    details=(("error_code", "file_not_downloadable"),),
)


def answer(api: Api, store: Store, seen: Seen, now: datetime) -> Reply:
    """Answer one request below PATH."""
    id_, _, what = seen.path.partition("?")[0].removeprefix(PATH).strip("/").partition("/")
    if not id_:
        if seen.method == "POST":
            return _upload(api, store, seen, now)
        if seen.method == "GET":
            return listing(api, [_row(f) for f in reversed(store.files.values())], seen, now)
    file = store.files.get(id_)
    if file is None:
        return refused(api, Refusal(404, "not_found_error", f"File not found: {id_[:80]}"), now)
    match seen.method, what:
        case "GET", "":
            return ok(api, _row(file))
        case "GET", "content":
            if not file.downloadable:
                return refused(api, _SEALED, now)
            kind = ("content-type", file.kind)
            return Reply(200, (kind, *headers(api, made_id("req_011C"))), file.content)
        case "DELETE", "":
            del store.files[id_]
            return ok(api, {"id": id_, "type": "file_deleted"})
    return refused(api, NOT_FOUND, now)


def _row(file: File) -> dict[str, object]:
    return {
        "id": file.id,
        "type": "file",
        "filename": file.name,
        "mime_type": file.kind,
        "size_bytes": file.size,
        "created_at": moment(file.created),
        "downloadable": file.downloadable,
        "expires_at": None,
    }


def _upload(api: Api, store: Store, seen: Seen, now: datetime) -> Reply:
    found = _part(seen)
    if found is None:
        return refused(api, bad("file: Field required"), now)
    told, content = found
    name = told.get_filename() or "file"
    if not 1 <= len(name) <= 255 or any(c in '<>:"|?*\\/' or ord(c) < 32 for c in name):
        return refused(api, bad("filename: not from 1 to 255 allowed characters"), now)
    file = File(made_id("file_011C"), name, told.get_content_type(), content, now)
    store.keep(file)
    return ok(api, _row(file))


def _part(seen: Seen) -> tuple[Message, bytes] | None:
    """The part of a form that is named `file`: its headers and its bytes."""
    whole = Message()
    whole["content-type"] = seen.headers.get("content-type", "")
    boundary = whole.get_boundary()
    if whole.get_content_type() != "multipart/form-data" or not boundary:
        return None
    for part in (b"\r\n" + seen.body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))[1:]:
        head, found, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        told = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
        if found and told.get_param("name", header="content-disposition") == "file":
            return told, content
    return None
