"""JSON of strangers: in pieces or whole, within bounds, refused where it could mislead."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.adapters import json_file
from compliance.adapters.json_file import Entry, parse_json, read_json, walk_json
from compliance.errors import ConformityError

LONG = frozenset({"samples"})


def walked(path):
    """What a walk gives, put together again."""
    found = {}
    for key, value in walk_json(path, path.name, LONG):
        if isinstance(value, Entry):
            assert value.number == len(found.setdefault(key, []))
            found[key].append(value.value)
        else:
            found[key] = value
    return found


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(["a", "b", "samples", "é", ""]), VALUES, max_size=4)


@given(content=OBJECTS, indent=st.sampled_from([None, 1]), piece=st.integers(1, 9))
def test_a_walk_gives_what_reading_it_whole_gives(content, indent, piece, tmp_path_factory):
    path = tmp_path_factory.mktemp("w") / "x.json"
    path.write_text(json.dumps(content, indent=indent, ensure_ascii=False), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_file, "_CHUNK", piece)
        found = walked(path)
    if content.get("samples") == []:
        found["samples"] = []  # no entry, so nothing of it is heard
    assert found == content


@given(content=OBJECTS, cut=st.floats(0, 0.999))
def test_a_walk_through_a_file_that_breaks_off_is_refused(content, cut, tmp_path_factory):
    whole = json.dumps(content)
    path = tmp_path_factory.mktemp("w") / "x.json"
    path.write_text(whole[: int(len(whole) * cut)], encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        walked(path)
    assert refused.value.code == "adapter.damaged"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "adapter.damaged"),
        ('{"b": {"a": 1, "a": 2}}', "adapter.damaged"),
        ('{"a": 1} x', "adapter.damaged"),
        ('{"a": 1,}', "adapter.damaged"),
        ('{"a" 1}', "adapter.damaged"),
        ("{'a': 1}", "adapter.damaged"),
        ('{"a": ' + "9" * 5_000 + "}", "adapter.damaged"),
        ('{"a": ' + "[" * 200 + "]" * 200 + "}", "adapter.too-large"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "adapter.too-large"),
        ('{"a": "\ufffd\ud800"}', "adapter.damaged"),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_what_readers_could_take_in_two_ways_is_refused(text, code, whole, tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConformityError) as refused:
        _ = read_json(path, "x.json") if whole else walked(path)
    assert refused.value.code == code


def test_a_byte_order_mark_is_no_part_of_it(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(path, "x") == walked(path) == {"a": 1}


def test_a_file_beyond_the_limit_is_refused_before_it_is_taken_apart(tmp_path):
    path = tmp_path / "x.json"
    path.write_bytes(b"[" + b" " * (2 << 20) + b"]")
    with pytest.raises(ConformityError) as refused:
        read_json(path, "x.json", 1 << 20)
    assert refused.value.code == "adapter.too-large"


def test_a_long_log_is_walked_without_being_held(tmp_path):
    path = tmp_path / "x.json"
    sample = json.dumps({"input": "x" * 100_000})
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"status": "success", "samples": [' + sample)
        for _ in range(300):
            stream.write("," + sample)
        stream.write("]}")
    tracemalloc.start()
    try:
        number = sum(1 for _, one in walk_json(path, "x", LONG) if isinstance(one, Entry))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert number == 301
    assert most < path.stat().st_size / 3


def test_one_member_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "MAX_VALUE", 1_000)
    monkeypatch.setattr(json_file, "_CHUNK", 100)
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"a": "x" * 10_000}), encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        walked(path)
    assert refused.value.code == "adapter.too-large"


def test_what_is_no_number_in_json_is_read_as_it_is_meant():
    found = parse_json(b'{"a": NaN, "b": -Infinity}', "x")
    assert found["a"] != found["a"]
    assert found["b"] == float("-inf")
