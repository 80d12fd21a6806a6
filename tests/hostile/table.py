"""Every behavior by its name."""

from __future__ import annotations

from .bodies import BODIES
from .damage import DAMAGE
from .heads import HEADS
from .ssl_wires import TLS
from .talk import Behavior
from .wires import WIRES

ALL: tuple[Behavior, ...] = (*WIRES, *HEADS, *BODIES, *DAMAGE)
BY_NAME: dict[str, Behavior] = {one.name: one for one in (*ALL, *TLS)}
