"""Markdown for an issue, a chat or support: the verdict with its evidence, fit to be shown."""

from __future__ import annotations

from ...engine.model import Report
from ..screen import Screen
from . import _markdown


def render(report: Report, screen: Screen) -> str:
    """The whole document, the same for every screen."""
    return _markdown.page(report)
