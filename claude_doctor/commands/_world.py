"""The loopback world for a command: what this machine lacks for it is told, and no bug."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from ..chaos import Running, Scenario, serve
from ..outside.local import hush


@contextlib.contextmanager
def served(scenario: Scenario, port: int = 0) -> Iterator[Running]:
    """Serve a scenario. Where the port is taken, or there is no room for the world's files (a
    container that is read-only): a usage error."""
    with contextlib.ExitStack() as stack:
        try:
            running = stack.enter_context(serve(scenario, port=port))
        except FileNotFoundError as why:  # what tempfile raises where no folder can be written to
            raise typer.BadParameter(
                "it needs a folder for temporary files, and there is none; TMPDIR names one"
            ) from why
        except OSError as why:
            hush()  # a loop that has got no socket
            at, hint = (f"{port}: ", "'--port'") if port else ("it cannot be served: ", None)
            raise typer.BadParameter(f"{at}{why.strerror or why}", param_hint=hint) from why
        yield running
