"""The page in an answer, by its form."""

from __future__ import annotations

from datetime import datetime

from .page import NotAStatusPage, Page


def read(body: bytes, base: str, now: datetime | None = None) -> Page:
    """The page in an answer's body, by its shape: JSON, or the HTML of the home page.

    `base` is the page's own address, for links; `now` gives the HTML's times their year.
    NotAStatusPage, when it is neither.
    """
    text = body.decode("utf-8-sig", "replace").strip()
    if not text:
        raise NotAStatusPage("an empty answer")
    if text[0] in "{[":
        # Pydantic is loaded for a page that has come, Beautiful Soup for one of HTML alone.
        from .from_json import read_json

        return read_json(text, base)
    if text[0] == "<":
        from .from_html import read_html

        return read_html(text, base, now)
    raise NotAStatusPage("an answer that is neither JSON nor HTML")
