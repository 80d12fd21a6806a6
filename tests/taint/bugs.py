"""Bugs by force: a function of each layer raises with every secret in its message, and locals."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from unittest import mock

from claude_doctor import probes
from claude_doctor.render import formats
from tests.taint import runs
from tests.taint.echo import FORMS
from tests.taint.place import Place

#: What raises, and what is run so that it is called.
BUGS: tuple[tuple[str, str], ...] = (
    ("border.settings.read", "check json"),
    ("border.credentials.values", "check json"),
    ("border.claude_settings.given", "check json"),
    ("border.dates.of_iso", "history json"),
    ("failures.reader.read", "hook"),
    ("failures.reader.read", "check -q"),
    ("failures.classify.classify", "explain"),
    ("outside.cache.load", "check json"),
    ("outside.cache.store", "check json"),
    ("outside.history.record", "check json"),
    ("outside.history.of_document", "check json"),
    ("outside.history.read", "history"),
    ("outside.http.bounded", "check json"),
    ("outside.world.World.fetch", "check text"),
    ("outside.terminal.width", "check text"),
    ("outside.certificate.stores", "check json"),
    ("outside.newest.check", "statusline"),
    ("engine.runner.collect", "hook"),
    ("engine.judge.judge", "check json"),
    ("engine.sheet.Sheet.put", "check text"),
    ("sources.statuspage.from_html.read_html", "check text"),
    ("sources.api.messages.send", "check text"),
    ("commands._run.conclude", "check json"),
    ("commands._run.conclude", "watch json"),
    ("commands._failed_turn._looked", "hook"),
    ("commands._statusline._session", "statusline"),
    ("fallbacks._ranking.rank", "fallbacks json"),
    ("logs.collect.collect", "logs"),
    ("render.card.card", "check text"),
    ("render.explain.to_text", "explain"),
    ("render.logs_text.render", "logs"),
    ("render.statusline.line", "statusline"),
    ("fixes.table.named", "check json"),
    ("watch.timeline.Timeline.add", "watch json"),
    *((f"render.formats.{name}.render", f"check {name}") for name in formats.names()),
    *(
        (f"probes.{module.name}.run", "check text")
        for module in pkgutil.iter_modules(probes.__path__)
    ),
)


def leaks(place: Place, path: str, command: str, at: int) -> Iterator[tuple[str, str]]:
    """What came out when that function raised."""
    module, name = _owner(path)
    form = list(FORMS.values())[at % len(FORMS)]
    # so many blanks that some secret is cut where the message is
    message = " " * (at % 40) + " ".join(form(one) for one in place.known)

    def raises(*_: object, **__: object) -> None:
        secrets = place.known
        assert secrets
        raise RuntimeError(message)

    with mock.patch.object(module, name, raises):
        yield from runs.leaks(place, (command,), at)


def _owner(path: str) -> tuple[object, str]:
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            owner: object = importlib.import_module(".".join(("claude_doctor", *parts[:cut])))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:-1]:
            owner = getattr(owner, part)
        assert hasattr(owner, parts[-1]), path
        return owner, parts[-1]
    raise AssertionError(path)
