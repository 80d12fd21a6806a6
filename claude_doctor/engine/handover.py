"""What one probe tells another while both still measure."""

from __future__ import annotations

from ..outside.world import Slot

#: The way to the API's host is a dead end, measured: who still waits on it may stop.
DEAD_END: Slot[bool] = Slot("the path to the API is a dead end")
#: The ping's request went out over a connection that stands, and for `patience.UNANSWERED` nothing
#: came back.
UNANSWERED: Slot[bool] = Slot("the test request got no answer")
