"""A frozen value is a frozen dataclass in all that anybody can see of one."""

from __future__ import annotations

import copy
import pickle
from dataclasses import (
    FrozenInstanceError,
    asdict,
    astuple,
    dataclass,
    field,
    fields,
    is_dataclass,
    replace,
)  # fmt: skip
from functools import cached_property

import pytest

from compliance.data.frozen import frozen


@frozen
class Ours:
    """Ours."""

    name: str
    number: int = 3
    several: tuple[int, ...] = ()
    by_id: dict[str, int] = field(default_factory=dict, compare=False)
    hidden: str = field(default="h", repr=False)

    @cached_property
    def twice(self) -> int:
        return self.number * 2


@dataclass(frozen=True)
class Theirs:
    """Theirs."""

    name: str
    number: int = 3
    several: tuple[int, ...] = ()
    by_id: dict[str, int] = field(default_factory=dict, compare=False)
    hidden: str = field(default="h", repr=False)


@frozen
class One:
    x: int


@frozen
class Nothing:
    pass


@frozen
class Above:
    x: int


@frozen
class Below(Above):
    y: int = 2


@dataclass(frozen=True)
class Mixed(Above):
    y: int = 2


WAYS: list[tuple[tuple[object, ...], dict[str, object]]] = [
    (("a",), {}),
    (("a", 4, (1, 2)), {"by_id": {"k": 1}}),
    ((), {"hidden": "x", "name": "b"}),
]


@pytest.mark.parametrize(("given", "named"), WAYS)
def test_it_is_made_shown_and_taken_apart_as_the_standard_one(given, named):
    ours, theirs = Ours(*given, **named), Theirs(*given, **named)
    assert repr(ours).replace("Ours", "Theirs") == repr(theirs)
    assert (asdict(ours), astuple(ours)) == (asdict(theirs), astuple(theirs))
    assert astuple(replace(ours, number=9)) == astuple(replace(theirs, number=9))
    assert [item.name for item in fields(ours)] == [item.name for item in fields(theirs)]
    assert hash(ours) == hash(theirs)
    assert is_dataclass(Ours)


def test_what_is_compared_and_hashed_is_the_same():
    assert Ours("a") == Ours("a", by_id={"x": 1})
    assert Ours("a") != Ours("b")
    assert Ours("a") != Theirs("a")
    assert Ours("a") != "a"
    assert len({Ours("a"), Ours("a"), Ours("b")}) == 2
    assert (One(1) == One(1), hash(One(1))) == (True, hash((1,)))
    assert (Nothing() == Nothing(), hash(Nothing())) == (True, hash(()))


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), (("a", 1, (), {}, "", "too many"), {}), (("a",), {"nope": 1})]
)
def test_wrong_arguments_are_refused_also_the_first_time(given, named):
    @frozen
    class New:
        name: str
        number: int = 3
        several: tuple[int, ...] = ()
        by_id: dict[str, int] = field(default_factory=dict)
        hidden: str = ""

    for _ in range(2):
        with pytest.raises(TypeError, match=r"New\.__init__\(\)"):
            New(*given, **named)


def test_a_default_that_is_made_is_made_for_each():
    assert Ours("a").by_id is not Ours("a").by_id


def test_nothing_can_be_set_or_deleted():
    item = Ours("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        item.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'new'"):
        item.new = "b"  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del item.name
    assert (item.twice, item.twice) == (6, 6)


def test_it_can_be_copied_and_sent_to_another_process():
    item = Ours("a", 2, (3,), {"k": 1})
    sent = pickle.loads(pickle.dumps(item))  # noqa: S301 - made in this line
    for other in (copy.copy(item), copy.deepcopy(item), sent):
        assert (other, other.by_id) == (item, item.by_id)


def test_it_can_be_matched():
    match Ours("a", 7):
        case Ours("a", number):
            assert number == 7
        case _:
            pytest.fail("no match")


def test_one_can_build_on_another():
    assert astuple(Below(1)) == (1, 2)
    assert astuple(Mixed(1, 3)) == (1, 3)
    assert Below(1) != Above(1)
    with pytest.raises(FrozenInstanceError):
        Below(1).x = 2  # type: ignore[misc]


def test_what_it_cannot_do_is_said_when_it_is_declared():
    with pytest.raises(TypeError, match="standard library"):

        @frozen
        class _Late:
            x: int = field(init=False)

    with pytest.raises(TypeError, match="standard library"):

        @frozen
        class _Checked:
            x: int

            def __post_init__(self) -> None: ...


def test_its_own_methods_stay():
    @frozen
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 5

    assert (repr(Named("n")), Named("n") == 3, hash(Named("n"))) == ("n", True, 5)
