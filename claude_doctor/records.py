"""Frozen, slotted dataclasses that cost a fifteenth to define.

`dataclasses` writes six methods a class as source and compiles them, 0.6 ms where the rest of a
module takes as long; a check defines two hundred classes and uses half of them. Here `__init__` is
compiled when the first instance is made, and the others are the same functions for every class.
All else is that of `dataclasses`, and so are `field`, `fields`, `replace` and `asdict`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")


def _frozen(self: object, name: str, value: object = None) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to or delete field {name!r}")


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _state(self: Any) -> list[object]:
    return [getattr(self, f.name) for f in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for f, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, f.name, value)


def _getter(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _comparing(made: type) -> dict[str, Any]:
    """`__eq__` and `__hash__` over the fields that count for them."""
    every = dataclasses.fields(made)
    compared = _getter([f.name for f in every if f.compare])
    hashed = _getter([f.name for f in every if (f.compare if f.hash is None else f.hash)])

    def __eq__(self: object, other: object) -> Any:  # noqa: N807
        same = other.__class__ is self.__class__
        return compared(self) == compared(other) if same else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(hashed(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _compiled(made: type) -> Callable[..., None]:
    """`__init__`, written and compiled for its fields."""
    given: dict[str, Any] = {"_set": object.__setattr__, "_unset": object()}
    plain: list[str] = ["self"]
    named: list[str] = []
    body: list[str] = []
    for f in dataclasses.fields(made):
        value = f.name
        if f.default is not dataclasses.MISSING:
            given[f"_default_{f.name}"] = f.default
            parameter = f"{f.name}=_default_{f.name}"
        elif f.default_factory is not dataclasses.MISSING:
            given[f"_make_{f.name}"] = f.default_factory
            parameter = f"{f.name}=_unset"
            value = f"_make_{f.name}() if {f.name} is _unset else {f.name}"
        else:
            parameter = f.name
        (named if f.kw_only else plain).append(parameter)
        body.append(f"    _set(self, {f.name!r}, {value})")
    signature = ", ".join([*plain, *(["*", *named] if named else [])])
    exec(f"def __init__({signature}):\n" + ("\n".join(body) or "    pass"), given)
    found: Callable[..., None] = given["__init__"]
    found.__qualname__ = f"{made.__qualname__}.__init__"
    return found


def _later(made: Any) -> Callable[..., None]:
    def __init__(self: object, *args: object, **named: object) -> None:  # noqa: N807
        made.__init__ = _compiled(made)
        made.__init__(self, *args, **named)

    return __init__


def _record(cls: type[T], **options: Any) -> type[T]:
    cls.__doc__ = cls.__doc__ or cls.__name__  # or one is worked out from the signature
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, **options)(cls)
    ours = {
        "__init__": _later(made), "__repr__": _repr, "__setattr__": _frozen, "__delattr__": _frozen,
        "__getstate__": _state, "__setstate__": _set_state, **_comparing(made),
    }  # fmt: skip
    for name, method in ours.items():
        if made.__dict__.get(name) is None:  # its own ones stay; Python sets a hash of None
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False):
        """`dataclasses.dataclass`; another one where it is frozen and has slots."""

        def made(cls):
            if frozen and slots and not hasattr(cls, "__post_init__"):
                return _record(cls, kw_only=kw_only)
            return dataclasses.dataclass(frozen=frozen, slots=slots, kw_only=kw_only)(cls)

        return made if cls is None else made(cls)
