"""An address that leads calls astray."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from ...border.addresses import UNUSABLE, origin, shown
from ...border.lint import ENCODE
from ...border.programs import API, Program, text
from ...phrases import phrase
from . import effective, flaws, place
from .conflict import Conflict, fault, mends, remark

BASE = "ANTHROPIC_BASE_URL"

# Anthropic's sites that people take for the API; the first two redirect (research, 2026-11).
_PAGES = ("console.anthropic.com", "anthropic.com", "www.anthropic.com", "platform.claude.com",
          "claude.ai", "claude.com", "www.claude.com", "docs.anthropic.com", "docs.claude.com",
          "status.claude.com", "status.anthropic.com")  # fmt: skip


# What the SDK adds by itself.
_ADDED = phrase(r"/v1(/messages)?/*\Z")


def bare(base_url: str) -> str | None:
    """The address without the path that programs add to it; None where it has none at its end."""
    cut = _ADDED.sub("", base_url)
    return cut if cut != base_url else None


def address(base_url: str) -> Iterator[Conflict]:
    """What is wrong with the address that calls go to."""
    if base_url == UNUSABLE:
        yield fault(f"{BASE} {ENCODE}: every call may fail, and this check sends nothing there",
                       f"export {BASE}=https://USER:PASSWORD@HOST")  # fmt: skip
        return
    scheme, host, port = origin(base_url)
    if scheme not in ("http", "https") or not host or port is None:
        marks = base_url[:1] in "\"'`“‘"
        how = "has quotation marks around it" if marks else "is not an http or https address"
        yield fault(f"{BASE} {how}: every call fails", f"unset {BASE}")
        return
    parts = urlsplit(base_url)
    if host in _PAGES:
        yield fault(f"{BASE} is a website of Anthropic's, not its API", f"unset {BASE}")
    elif _ADDED.search(parts.path):
        yield fault(
            f"{BASE} ends in /v1 or /v1/messages: the SDK adds that again and gets a 404",
            f'export {BASE}="${{{BASE}%/v1*}}"',
        )
    elif parts.path.strip("/") and host == origin(API)[1]:
        yield fault(f"{BASE} has a path after Anthropic's host: every call gets a 404",
                       f"unset {BASE}")  # fmt: skip
    elif parts.path.strip("/"):
        yield remark(f"{BASE} has a path; calls go to that path and /v1/messages after it")
    if parts.query or parts.fragment:
        yield fault(f"{BASE} has a query or a fragment, which cuts off what is added to it",
                       f'export {BASE}="${{{BASE}%%[?#]*}}"')  # fmt: skip


def mend(program: Program, flawed: list[flaws.Placed]) -> str | None:
    """What to type against a wrong address: what mends it where it stands, or else what takes it
    away together with a key that is meant for it."""
    if program.base is None:
        return None
    if program.cloud is not None:
        return place.base(program) or effective.round_gateway(program)
    file = program.places.get(program.base)
    held = text(program.env, program.base)
    if file is not None and (rest := bare(held)) and shown(rest) == rest.rstrip("/"):
        return effective.holding(program, program.base, rest)
    if file is not None:
        return effective.without(program, program.base)
    first = next((one for one in flawed if one.flaw.name == BASE and not one.file), None)
    typed = flaws.cure(flawed, first) if first else mends(address(held))
    return effective.safely(program, typed or effective.without(program, program.base))
