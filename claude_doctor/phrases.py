"""Regular expressions that are compiled when they are first used.

To compile all tables of phrases takes longer than to load the files that hold them, and a run
looks into a few of them alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, AnyStr, cast

if TYPE_CHECKING:
    import re
    from types import ModuleType


class _Phrase:
    """Stands for a pattern. Each method of it is kept as an attribute of this one's own once it was
    asked for, so that a second call costs what it costs on the pattern itself."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        import re

        found = getattr(re.compile(self._source, self._flags), name)  # it keeps what it compiled
        self.__dict__[name] = found
        return found


def phrase(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern like that of `re.compile`, for a table at the top of a file. It is no argument for
    the functions of `re`, and an error in it shows only in use."""
    return cast("re.Pattern[AnyStr]", _Phrase(source, flags))


def compile_all(module: ModuleType) -> None:
    """Compile the phrases of a module now, where there is time for it."""
    for one in list(vars(module).values()):
        if isinstance(one, _Phrase):
            _ = one.pattern
