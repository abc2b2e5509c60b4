"""Whatever stands in a file: it is read, or refused with a reason; nothing else happens."""

from __future__ import annotations

import json
import math
import os
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.adapters.base import Foreign, Reading
from compliance.errors import ConformityError
from tests.adapters.made import ABOUT, NAMES, WHOLE, adapter, assert_sound, mlflow, run_folder

SECONDS = 5.0
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from([
        [], {}, [[]], {"": 0}, math.nan, math.inf, -0.0, 10**400, "NaN", "N/A", "\ud800", "\x00",
        "a/b~c", "9" * 40, [None], [{"name": None}], "2026-99-99", 1e300, -1, "../..", "=1+1",
    ]),
)  # fmt: skip


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value at which something stands."""
    found = [at] if at else []
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            found += paths(one, (*at, key))
    return found


def changed(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = changed(copy[at[0]], at[1:], new)
    return copy


def attempt(name: str, file: Foreign) -> None:
    begun = time.monotonic()
    try:
        adapter(name).recognise(file)
        found: Reading | ConformityError = adapter(name).read(file, ABOUT)
    except ConformityError as error:
        found = error
    assert time.monotonic() - begun < SECONDS
    if isinstance(found, ConformityError):
        assert found.code.startswith(("adapter.", "file.")), found
        assert all(problem.message.strip() for problem in found.problems)
    else:
        assert_sound(found)


FILES = [(name, file, make) for name, files in WHOLE.items() for file, make in files]

IN_JSON = [(name, file, make) for name, file, make in FILES if file.endswith(".json")]


def test_every_adapter_of_a_single_file_is_tried():
    assert {name for name, _, _ in FILES} | {"mlflow"} == set(NAMES)


@pytest.mark.parametrize(("name", "file", "make"), IN_JSON)
@settings(max_examples=int(os.environ.get("TEST_EXAMPLES", "40")))
@given(data=st.data())
def test_any_value_may_be_replaced_by_any_other(name, file, make, data, tmp_path_factory):
    content = make()
    for _ in range(data.draw(st.integers(1, 3))):
        content = changed(content, data.draw(st.sampled_from(paths(content))), data.draw(ODD))
        if not paths(content):
            break
    raw = json.dumps(content).encode()
    path = tmp_path_factory.mktemp("m") / file
    path.write_bytes(raw)
    attempt(name, Foreign(path, file, raw[: 64 * 1024]))


@pytest.mark.parametrize(("name", "file", "make"), FILES)
@settings(max_examples=int(os.environ.get("TEST_EXAMPLES", "40")))
@given(data=st.data())
def test_any_bytes_may_be_cut_out_doubled_or_put_in(name, file, make, data, tmp_path_factory):
    content = make()
    raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    begin = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(begin, min(len(raw), begin + 60)))
    piece = data.draw(st.one_of(st.binary(max_size=12), st.just(raw[begin:end] * 2)))
    raw = raw[:begin] + piece + raw[end:]
    path = tmp_path_factory.mktemp("m") / file
    path.write_bytes(raw)
    attempt(name, Foreign(path, file, raw[: 64 * 1024]))


@settings(max_examples=int(os.environ.get("TEST_EXAMPLES", "40")))
@given(data=st.data())
def test_any_file_of_a_run_may_hold_anything(data, tmp_path_factory):
    files = mlflow()
    name = data.draw(st.sampled_from(sorted(files)))
    letters = st.characters(exclude_categories=("Cs",))
    files[name] = data.draw(st.one_of(
        st.text(letters, max_size=60),
        st.sampled_from(["", "1 nan 0", "1 2", "x y z", "1 1e999 0", "- a\n", "status: [1]\n"]),
    ))  # fmt: skip
    folder = run_folder(tmp_path_factory.mktemp("m"), files)
    attempt("mlflow", Foreign(folder, folder.name))
