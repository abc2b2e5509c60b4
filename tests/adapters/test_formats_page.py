"""The page on formats names what there is."""

from __future__ import annotations

import ast
import re

from compliance.adapters import croissant, hf_card, spdx3
from compliance.adapters.checks import CHECKS
from compliance.adapters.items import ITEMS
from compliance.adapters.json_file import MAX_BYTES, MAX_DEPTH, MAX_VALUE
from compliance.adapters.results import MOST_FIGURES
from compliance.adapters.run_folder import MAX_LEVELS, MAX_NAMES
from compliance.adapters.values import MAX_TEXT
from compliance.data.archive import MAX_TOTAL
from tests.adapters.made import NAMES, adapter
from tests.builders import ROOT

PAGE = (ROOT / "docs/reference/formats.md").read_text("utf-8")


def test_every_adapter_stands_on_the_page():
    named = set(re.findall(r"^\|[^|]+\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE))
    assert named == {adapter(name).id for name in NAMES}


def test_every_check_stands_on_the_page():
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == set(CHECKS)


def test_the_bounds_on_the_page_are_those_of_the_code():
    for bound in (MAX_BYTES >> 20, MAX_VALUE >> 20, MAX_TOTAL >> 20):
        assert f"{bound} MB" in PAGE
    for bound, what in (
        (MAX_NAMES, "files"), (MAX_LEVELS, "levels"), (MAX_DEPTH, "levels"),
        (MAX_TEXT, "characters"), (MOST_FIGURES, "figures"),
    ):  # fmt: skip
        assert f"{bound:,} {what}" in PAGE


def test_adapters_have_ids_and_titles_of_their_own():
    found = [adapter(name) for name in NAMES]
    assert len({one.id for one in found}) == len({one.title for one in found}) == len(NAMES)
    assert all(one.version for one in found)


def test_every_item_says_what_it_holds_and_rows_have_fields():
    for name, item in ITEMS.items():
        assert item.holds.endswith("."), name
        assert bool(item.fields) == (item.shape == "rows"), name


def said_in(name):
    """What an adapter says by name: item, and the way in which it says it."""
    tree = ast.parse((ROOT / f"compliance/adapters/{name}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            first = node.args[0]
            if node.func.attr in WAYS and isinstance(first, ast.Constant):
                yield first.value, node.func.attr


WAYS = {"text": "text", "several": "words", "day": "day", "rows": "rows"}


def test_every_item_is_said_in_its_shape():
    found = [(item, WAYS[way]) for name in NAMES for item, way in said_in(name) if "." in item]
    assert len(found) > 80
    assert [one for one in found if ITEMS[one[0]].shape != one[1]] == []


def test_tables_of_headings_name_texts():
    tables = (hf_card._MODEL_HEADINGS, hf_card._DATA_HEADINGS)
    items = {item for table in tables for several in table.values() for item in several}
    items |= {*spdx3._MODEL_TEXTS, *spdx3._DATA_TEXTS, *croissant._TEXTS}
    assert {item for item in items if ITEMS[item].shape != "text"} == set()
    assert {*hf_card._MODEL_FIELDS.values(), *hf_card._DATA_FIELDS.values()} <= ITEMS.keys()
