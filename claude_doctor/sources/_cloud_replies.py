"""What came of a ping on a cloud route: who answered, and what the cloud's own words mean."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from ..border.addresses import origin
from ..border.programs import Program
from ..border.redact import plain
from .api import author
from .api.programs import program_of
from .api.reply import Answer, Author, Refusal, Reply, Transport, refused
from .api.stream import Dialect, Lines
from .clouds import reading
from .clouds.eventstream import Frames
from .clouds.facts import Said
from .clouds.meanings import LONGEST, Meaning, meaning
from .clouds.services import Service

SAID = 200  # characters of a cloud's words that are kept
_FOR_THE_KEY = (Said.NO_CREDENTIAL, Said.REFUSED, Said.EXPIRED)

# What a gateway says of its own caller, by the catalogue's category.
_RELAYS = {
    "auth": Said.REFUSED,
    "rate_limit": Said.THROTTLED,
    "quota_spend": Said.QUOTA,
    "model_not_found": Said.MODEL,
    "permission": Said.MODEL,  # one that it does not let this key use
    "bad_request": Said.BAD_REQUEST,
    "request_too_large": Said.BAD_REQUEST,
}


def dialect(program: Program, record: Service) -> Dialect:
    """How the cloud that a program calls answers, or the gateway before it."""
    cloud, gateway = program.cloud or "", program.before_cloud
    return Dialect(
        events=Frames if record.frames else Lines,
        author=Author.CLOUD,
        error=partial(_in_the_stream, cloud),
        whole=partial(_whole, cloud, gateway),
        ids=record.ids,
    )


def said(reply: Reply) -> Said | None:
    """What the cloud's endpoint says in this reply, or the gateway before it of its own caller;
    None where it was not heard out."""
    if reply.answer is Answer.UNHEARD:
        return None
    plainly = {
        Answer.COMPLETE: Said.WORKS, Answer.CUT: Said.CUT, Answer.NONE: Said.SILENT,
        Answer.UNREACHED: Said.UNREACHED,
    }  # fmt: skip
    if reply.answer in plainly:
        return plainly[reply.answer]
    if reply.answered_by is Author.RELAY and reply.answer is Answer.ERROR and reply.error:
        return _RELAYS.get(reply.error.category, Said.FOREIGN)
    if reply.answered_by is Author.UNKNOWN and (reply.http_status or 0) >= 500:
        return Said.FAILED  # at the cloud's own address: its servers', with nobody's name on it
    if reply.answered_by is not Author.CLOUD or reply.cloud is None:
        return Said.FOREIGN
    return Said(reply.cloud)


def words(reply: Reply, program: Program, secrets: tuple[str, ...]) -> str | None:
    """The cloud's own words, cut and cleaned. Of Azure's resources only those that exist have a
    name in DNS, and that is the first thing to think of where it does not resolve."""
    own = program.cloud == "foundry" and not program.before_cloud
    if own and reply.transport is Transport.DNS:
        host = origin(program.base_url)[1]
        name = host.partition(".")[0]
        return f"{host} has no address: probably no resource is named {name}"
    if reply.answered_by is not Author.CLOUD or not reply.message:
        return None
    return plain(reply.message, secrets, SAID)


def _in_the_stream(cloud: str, reply: Reply, event: dict[str, Any], status: int | None) -> Reply:
    """An error event: the cloud's, or the model's that it passes on."""
    found = reading.of_document(event, {})
    return _meant(reply, meaning(cloud, status, found.kind, found.words, found.reason), found)


def _whole(cloud: str, gateway: bool, reply: Reply, content: bytes) -> Reply:
    """An answer that is no stream: the cloud's error, or what stands before it says."""
    status = reply.http_status or 0
    found = reading.error(content, reply.headers)
    if status >= 400 and reading.signed(cloud, reply.headers, found, gateway):
        told = _meant(reply, meaning(cloud, status, found.kind, found.words, found.reason), found)
        return _of_the_gateways_own(told, content) if gateway else told
    whole = author.whole(reply, content, relay=gateway)
    if gateway and (repeated := _repeated(cloud, reply, whole)) is not None:
        return repeated
    reply = whole
    if reply.answered_by is not Author.ANTHROPIC:
        return reply
    # The Messages API's own words: at a cloud it is the cloud that serves them.
    meant = meaning(cloud, status, reply.error_type, reply.message or "", "")
    return replace(reply, answered_by=Author.CLOUD, cloud=meant.said)


def _repeated(cloud: str, reply: Reply, relays: Reply) -> Reply | None:
    """What a gateway repeats of the cloud's error in an answer of its own; None where it does not,
    or where that is about the gateway: its credential, its way to the cloud."""
    own = (Refusal.UPSTREAM_DOWN, Refusal.NO_DEPLOYMENT)
    if relays.answered_by is not Author.RELAY or relays.refusal in own:
        return None
    found = reading.quoted(cloud, (relays.message or "")[:LONGEST])
    if found is None:
        return None
    meant = meaning(cloud, relays.http_status, found.kind, found.words, found.reason)
    if meant.said in (*_FOR_THE_KEY, Said.ACCESS):
        return None
    return replace(_meant(reply, meant, found), program=relays.program)


def _meant(reply: Reply, meant: Meaning, found: reading.Error) -> Reply:
    told = refused(reply, {"error": {"type": found.kind, "message": found.words}}, None)
    declined = told.answer is Answer.DECLINED and meant.said is Said.BAD_REQUEST
    return replace(
        told,
        answer=Answer.DECLINED if declined else Answer.ERROR,
        answered_by=Author.CLOUD,
        error=meant.row,
        cloud=meant.said,
        details=bool(found.reason),
    )


def _of_the_gateways_own(reply: Reply, content: bytes) -> Reply:
    """A cloud's refusal that a gateway with a credential of its own passes on is about that one."""
    program = program_of(reply.headers, content.decode("utf-8", "replace"))
    if program is None or not program.keeps_key or reply.cloud not in (*_FOR_THE_KEY, Said.ACCESS):
        return reply
    return replace(
        reply, answer=Answer.RELAY_ERROR, answered_by=Author.RELAY, refusal=Refusal.UPSTREAM_KEY,
        program=program.name, error=None, detail="its own key is rejected",
    )  # fmt: skip
