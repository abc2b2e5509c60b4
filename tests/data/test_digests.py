"""Canonical JSON: equal values give equal bytes, and the value comes back."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.data.digests import CHUNK, canonical_json, sha256, sha256_of_stream

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(values)
def test_a_value_comes_back_from_its_canonical_json(value: object):
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(), values, max_size=6), st.randoms())
def test_the_order_in_which_keys_were_put_in_makes_no_difference(value, random):
    keys = list(value)
    random.shuffle(keys)
    assert canonical_json({key: value[key] for key in keys}) == canonical_json(value)


@given(values)
def test_canonical_json_is_one_line_without_spaces_between_parts(value: object):
    content = canonical_json(value)
    assert b"\n" not in content
    assert canonical_json([value, value]) == b"[" + content + b"," + content + b"]"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_json_does_not_know_is_refused(value: float):
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"x": value})


def test_letters_are_written_as_themselves():
    assert canonical_json("深圳 é") == '"深圳 é"'.encode()


def test_the_digest_of_a_stream_is_that_of_its_bytes():
    content = b"x" * (CHUNK + 7)
    expected = hashlib.sha256(content).hexdigest()
    assert sha256_of_stream(io.BytesIO(content)) == sha256(content) == expected
