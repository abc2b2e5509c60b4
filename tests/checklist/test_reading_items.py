"""What files may propose names what exists: questions, columns, options, items and fields."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from compliance.adapters.items import ITEMS, KINDS
from compliance.checklist.lint.edition import review
from compliance.checklist.loader import load_catalogue
from compliance.checklist.reading_items import ItemUse, filled, named_in
from tests.builders import load_mini
from tests.services.exchange_pack import EXTRA


@pytest.fixture(scope="module")
def shipped():
    return load_catalogue().reading_items


def fields_of(use):
    return ITEMS[use.rows].fields if use.rows else {}


def test_every_item_that_the_edition_names_is_one_that_adapters_read(shipped):
    for use in shipped.uses:
        unknown = [name for name in use.items() if name not in ITEMS and name not in fields_of(use)]
        assert unknown == [], use.question


def test_fields_that_rows_have_or_lack_are_fields_of_the_item(shipped):
    for use in shipped.uses:
        assert set(use.having) | set(use.lacking) <= set(fields_of(use)), use.question
        for item, line in use.lines.items():
            assert set(named_in(line)) <= set(ITEMS[item].fields), use.question


def test_kinds_of_files_are_those_that_adapters_name(shipped):
    assert set(shipped.kinds) <= set(KINDS)
    for use in shipped.uses:
        assert set(use.kinds) <= set(KINDS), use.question


PROBLEMS = [
    ("  - {question: fact.nowhere, says: '{a}'}", "no question fact.nowhere"),
    ("  - {question: x.table, says: '{a}'}", "a table is filled by columns"),
    ("  - {question: x.table, columns: {lost: '{a}'}, same: [lost]}", "no column lost"),
    ("  - {question: fact.country, says: '{a}', options: {paris: de}}", "which is no option"),
    ("  - {question: fact.country, says: '{a}', options: {Paris: fr}}", "in lower case"),
    ("  - {question: fact.name, says: '{a}', units: {k: 10}}", "units are for numbers"),
    (
        "  - {question: fact.name, says: '{a}'}\n  - {question: fact.name, says: '{b}'}",
        "is named twice",
    ),
    (
        "  - {question: fact.name, says: '{a}', when: {fact: fact.nowhere, is: 'yes'}}",
        "fact.nowhere",
    ),
]


@pytest.mark.parametrize(("uses", "said"), PROBLEMS, ids=[said for _, said in PROBLEMS])
def test_what_does_not_exist_is_found_with_its_line(tmp_path, uses, said):
    files = {"facts/extra.yaml": EXTRA, "reading/items.yaml": f"uses:\n{uses}\n"}
    problems = review(load_mini(tmp_path, files))
    (problem,) = [one for one in problems if "items.yaml" in one.place]
    assert said in problem.message
    assert "items.yaml:" in problem.place


@pytest.mark.parametrize(
    "use",
    [
        {"question": "a"},
        {"question": "a", "says": "{a}", "columns": {"b": "{b}"}, "same": ["b"]},
        {"question": "a", "columns": {"b": "{b}"}},
        {"question": "a", "columns": {"b": "{b}"}, "same": ["c"]},
    ],
)
def test_an_entry_is_an_answer_or_a_table_with_what_names_its_rows(use):
    with pytest.raises(ValidationError):
        ItemUse.model_validate(use)


@pytest.mark.parametrize(
    ("template", "read", "said"),
    [
        ("{a}", {"a": [1]}, [1]),
        ("{a}", {}, None),
        ("[{a}\n][{b}]", {"b": "x"}, "x"),
        ("[{a}\n][{b}]", {}, None),
        ("{a}[ ({low} to {high})]", {"a": 0.5, "low": 0.1}, "0.5"),
        ("{a}[ ({low} to {high})]", {"a": 0.5, "low": 0.123456, "high": 1}, "0.5 (0.1235 to 1)"),
        ("fixed", {}, "fixed"),
        ("{a} of {b}", {"a": 1}, None),
    ],
)
def test_templates_leave_out_what_was_not_read(template, read, said):
    assert filled(template, read) == said
