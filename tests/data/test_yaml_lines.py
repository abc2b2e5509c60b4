"""YAML is read with its lines and without surprises."""

from __future__ import annotations

import contextlib
import datetime
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from compliance.data.yaml_lines import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_PROBLEMS,
    parse_yaml,
    read_text,
    read_yaml,
)
from compliance.errors import ConformityError


def problems_of(text: str, *, quoted: bool = False) -> list[tuple[str, str]]:
    """Place and code of every problem of a document."""
    with pytest.raises(ConformityError) as caught:
        parse_yaml(text, "x.yaml", quoted_yes_no=quoted)
    return [(problem.place, problem.code) for problem in caught.value.problems]


def test_every_value_knows_its_line():
    file = parse_yaml("a: 1\n\nb:\n  - x\n  - c: y\n", "x.yaml")
    assert file.value == {"a": 1, "b": ["x", {"c": "y"}]}
    places = {
        ("a",): 1,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 1): 5,
        ("b", 1, "c"): 5,
        ("b", 1, "missing"): 5,
        ("nowhere",): 1,
    }
    assert {path: file.line(path) for path in places} == places
    assert file.place(("b", 0)) == "x.yaml:4"


def test_a_key_that_stands_twice_is_an_error_that_names_both_lines():
    with pytest.raises(ConformityError) as caught:
        parse_yaml("a: 1\nb: 2\na: 3\n", "x.yaml")
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) == ("x.yaml:3", "yaml.duplicate-key")
    assert "line 1" in problem.message


def test_a_key_that_stands_twice_deep_inside_is_found_too():
    assert problems_of("a:\n  - b: {c: 1, c: 2}\n") == [("x.yaml:2", "yaml.duplicate-key")]


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: !!python/object/apply:os.system ['true']\n",
        "a: !!str 1\n",
        "a: !local 1\n",
        "base: &b {x: 1}\nchild:\n  <<: *b\n",
    ],
)
def test_anchors_aliases_and_tags_are_refused(text: str):
    assert {code for _, code in problems_of(text)} == {"yaml.alias"}


def test_a_bomb_of_aliases_is_refused_without_growing():
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
    found = problems_of("\n".join(layers))
    assert {code for _, code in found} == {"yaml.alias"}
    assert len(found) <= MAX_PROBLEMS


def test_nesting_is_bounded():
    deep = parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "x.yaml")
    assert isinstance(deep.value, list)
    too_deep = "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2)
    assert problems_of(too_deep) == [("x.yaml:1", "yaml.too-large")]
    assert problems_of("[" * 100_000)[-1][1] == "yaml.too-large"


def test_size_is_bounded(tmp_path):
    assert problems_of("#" * (MAX_BYTES + 1)) == [("x.yaml:1", "yaml.too-large")]
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ConformityError) as caught:
        read_yaml(large)
    assert caught.value.code == "file.too-large"


@pytest.mark.parametrize("word", ["yes", "No", "ON", "off", "y", "N"])
def test_unquoted_yes_and_no_are_reported_in_checklists(word: str):
    text = f"a: 1\nb: {word}\n"
    assert problems_of(text, quoted=True) == [("x.yaml:2", "yaml.unquoted-boolean")]
    assert parse_yaml(text, "x.yaml").value["b"] == word


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_yes_is_the_word_yes(quote: str):
    file = parse_yaml(f"a: {quote}yes{quote}", "x.yaml", quoted_yes_no=True)
    assert file.value == {"a": "yes"}


def test_a_block_text_that_says_no_is_text():
    file = parse_yaml("a: |-\n  no\n", "x.yaml", quoted_yes_no=True)
    assert file.value == {"a": "no"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("0.00012345678901234567", 0.00012345678901234567),
        ("0079", "0079"),
        ("00.5", "00.5"),
        ("1e999", "1e999"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30:00", "12:30:00"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-12-02", datetime.date(2026, 12, 2)),
        ("2026-12-2", "2026-12-2"),
        ("'2026-12-02'", "2026-12-02"),
        ("'12'", "12"),
    ],
)
def test_plain_words_are_what_they_look_like(text: str, value: object):
    found = parse_yaml(f"a: {text}", "x.yaml").value["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("day", ["2026-02-30", "2027-13-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_an_error(day: str):
    assert problems_of(f"a: 1\nb: {day}\n") == [("x.yaml:2", "answer.impossible-date")]


def test_several_problems_are_reported_at_once_and_in_order():
    text = "a: no\nb: 2026-02-30\na: 1\nc: *x\n"
    assert problems_of(text, quoted=True) == [
        ("x.yaml:1", "yaml.unquoted-boolean"),
        ("x.yaml:2", "answer.impossible-date"),
        ("x.yaml:3", "yaml.duplicate-key"),
        ("x.yaml:4", "yaml.alias"),
    ]


def test_problems_before_a_syntax_error_are_kept():
    assert problems_of("a: 1\na: 2\nb: [\n") == [
        ("x.yaml:2", "yaml.duplicate-key"),
        ("x.yaml:4", "yaml.syntax"),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n b: 2\n", 2),
        ("a: 'x\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("? [a, b]\n: 1\n", 1),
        ("a: \x00\n", 1),
        ("a: 1\n\tb: 2\n", 2),
    ],
)
def test_what_is_no_yaml_is_reported_with_a_line(text: str, line: int):
    found = problems_of(text)
    assert {code for _, code in found} == {"yaml.syntax"}
    assert int(found[0][0].rpartition(":")[2]) <= line + 1


def test_an_empty_file_has_no_value():
    assert parse_yaml("", "x.yaml").value is None
    assert parse_yaml("# only a remark\n", "x.yaml").value is None


def test_files_with_byte_order_mark_and_windows_lines_are_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n")
    file = read_yaml(path, "x.yaml")
    assert file.value == {"a": 1, "b": "x\ny\n"}
    assert file.line(("b",)) == 2


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes("a: Größe\n".encode("latin-1"))
    with pytest.raises(ConformityError) as caught:
        read_yaml(path)
    assert caught.value.code == "file.not-utf8"
    assert "Byte 5" in str(caught.value)


def test_missing_files_and_folders_are_refused(tmp_path):
    for path, code in {tmp_path / "none.yaml": "file.missing", tmp_path: "file.unreadable"}.items():
        with pytest.raises(ConformityError) as caught:
            read_text(path)
        assert caught.value.code == code


# Words that YAML 1.1 (PyYAML's writer) leaves bare, but the core schema of YAML 1.2
# reads as numbers: "1e5" and the like.
NUMBER_IN_CORE_ONLY = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+")
texts = st.text(max_size=30).filter(lambda t: not NUMBER_IN_CORE_ONLY.fullmatch(t))
words = texts | st.text(alphabet="0123456789-+.eEyYnNoOfF:~", max_size=12).filter(
    lambda text: not NUMBER_IN_CORE_ONLY.fullmatch(text)
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_pyyaml_writes_is_read_as_the_same_value(value: object):
    assert parse_yaml(yaml.safe_dump(value), "x.yaml").value == value


@given(values)
def test_lines_never_lie_outside_the_file(value: object):
    text = yaml.safe_dump(value, default_flow_style=False)
    file = parse_yaml(text, "x.yaml")
    assert all(1 <= line <= text.count("\n") + 1 for line in file.lines.values())


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str):
    with contextlib.suppress(ConformityError):
        assert parse_yaml(text, "x.yaml", quoted_yes_no=True).name == "x.yaml"
