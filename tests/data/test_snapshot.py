"""Models come back from a snapshot as they were, and nothing else does."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from compliance.data.snapshot import read_snapshot, write_snapshot


class Inner(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    on: datetime.date | None = None
    some: tuple[Any, ...] = ()


class Outer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    inner: Inner
    not_: int | None = Field(default=None, alias="not")
    many: tuple[Inner, ...] = ()
    by_id: dict[str, str | None] = {}
    short: str = Field(default_factory=lambda said: said["inner"].name)


class Other(BaseModel):
    x: int = 0


DAY = datetime.date(2030, 2, 28)
INNER = Inner(name="a “b”\n", on=DAY, some=(1, 1.5, True, None, "x", DAY))
OUTER = Outer(inner=INNER, not_=3, many=(INNER, Inner(name="c")), by_id={"k": None, "l": "m"})


def back(value: Any, *models: type[BaseModel]) -> Any:
    return read_snapshot(write_snapshot(value), models or (Inner, Outer))


@pytest.mark.parametrize(
    "value",
    [INNER, OUTER, Outer(inner=INNER), [OUTER, {"x": OUTER}], {"a": [1, "ü", None]}, 5, None],
)
def test_what_was_written_comes_back(value):
    assert back(value) == value
    assert repr(back(value)) == repr(value)


def test_fields_that_were_not_given_have_their_defaults_and_count_as_not_given():
    found = back(Inner(name="x"))
    assert (found.on, found.some) == (None, ())
    assert found.model_fields_set == {"name"}
    assert found.model_dump(exclude_unset=True) == {"name": "x"}


def test_what_comes_back_is_frozen_and_can_be_compared_and_copied():
    found = back(OUTER)
    assert hash(found.inner) == hash(INNER)
    assert found.model_copy(update={"many": ()}) == OUTER.model_copy(update={"many": ()})
    with pytest.raises(ValueError, match="frozen"):
        found.inner.name = "other"


@pytest.mark.parametrize("value", [{1, 2}, object(), {"": "x"}, {"a": b"bytes"}])
def test_what_has_no_place_in_a_snapshot_is_refused(value):
    with pytest.raises(TypeError):
        write_snapshot(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[]\n",
        "nonsense\n5",
        "[]\nnonsense",
        '[]\n{"": 0}',
        '[]\n{"": -1}',
        '[]\n{"": -1, "on": "2030-02-30"}',
        '[["builtins.dict", []]]\n{"": 0}',
        '[["os.system", []]]\n{"": 0}',
        "[5]\n5",
        "[]\n" + "[" * 100_000,
    ],
)
def test_what_was_not_written_here_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        read_snapshot(text, (Inner, Outer))


def test_only_models_that_are_expected_are_made():
    with pytest.raises(ValueError, match="no snapshot of these models"):
        back(Other(x=1))
    assert back(Other(x=1), Other) == Other(x=1)


def test_it_is_plain_json_in_two_lines():
    head, body = write_snapshot(OUTER).split("\n")
    assert [name.rpartition(".")[2] for name, _ in json.loads(head)] == ["Outer", "Inner"]
    assert json.loads(body)["inner"]["name"] == INNER.name
