"""Records are the dataclasses of Python's own, built with less work."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field

import pytest

from claude_doctor import records


@records.dataclass(frozen=True, slots=True)
class Ours:
    """Every kind of field."""

    name: str
    number: int = 7
    parts: dict[str, int] = field(default_factory=dict, hash=False)
    secret: str = field(default="s", repr=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same by Python."""

    name: str
    number: int = 7
    parts: dict[str, int] = field(default_factory=dict, hash=False)
    secret: str = field(default="s", repr=False, compare=False)


@records.dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """By name alone."""

    one: int
    two: int = 2


def test_a_record_is_what_a_dataclass_is() -> None:
    """Made, shown, compared, hashed, changed and taken apart alike."""
    for made in (Ours, Theirs):
        one, same, other = made("a"), made("a", 7, {}, "t"), made("a", parts={"b": 1})
        assert (one, hash(one)) == (same, hash(same)) and one != other and hash(one) == hash(other)
        assert repr(one) == f"{made.__name__}(name='a', number=7, parts={{}})"
        assert one.parts is not made("a").parts
        assert dataclasses.replace(one, number=8).number == 8
        assert dataclasses.asdict(one) == {"name": "a", "number": 7, "parts": {}, "secret": "s"}
        assert pickle.loads(pickle.dumps(one)) == one == copy.copy(one) == copy.deepcopy(one)
        assert not hasattr(one, "__dict__")
        match one:
            case Ours(name, number) | Theirs(name, number):
                assert (name, number) == ("a", 7)
    assert Ours("a") != Theirs("a")


def test_a_record_is_frozen() -> None:
    """Neither a field nor anything else can be set or deleted."""
    one = Ours("a")
    for change in (lambda: setattr(one, "name", "b"), lambda: delattr(one, "name")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert one.name == "a"


def test_what_is_missing_or_too_much_is_refused_by_name() -> None:
    """As for every function, the first time and later."""
    for _ in range(2):
        with pytest.raises(TypeError, match=r"Named\.__init__\(\) missing 1 required .* 'one'"):
            Named()
        with pytest.raises(TypeError, match="positional"):
            Named(1)
    assert Named(one=1) == Named(two=2, one=1)


def test_methods_of_its_own_stay() -> None:
    """A class that says itself how it is made or compared is left to it."""

    @records.dataclass(frozen=True, slots=True)
    class Own:
        """With both."""

        value: int

        def __init__(self, text: str) -> None:
            object.__setattr__(self, "value", int(text))

        def __eq__(self, other: object) -> bool:
            return True

    assert Own("3").value == 3 and Own("3") == "anything"
