"""Answers in words: nothing is rounded, and nothing of a table is left out."""

from __future__ import annotations

import pytest

from compliance.checklist.answer_text import (
    full_answer,
    full_pair,
    full_value,
    short_answer,
    value_text,
)
from compliance.checklist.questions import ChoicesQuestion, GroupQuestion
from tests.builders import load_mini

FIRE = {"name": "Fire", "weight": 0.5, "seen": "2030-01-02"}
DUST = {"name": "Dust"}
TABLE = "risk.list.rows"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1234567.5, "1234567.5"),
        (25000000.25, "25000000.25"),
        (0.00001234567, "1.234567e-05"),
        (3.0, "3"),
        (10**16 + 1, "10000000000000001"),
    ],
)
def test_numbers_are_the_same_in_every_sentence_and_never_rounded(mini, value, words):
    assert value_text(mini, "fact.count", value) == words
    assert short_answer(mini, "fact.count", "given", value) == words
    assert full_answer(mini, "fact.count", "given", value) == words
    rows = [{"name": "Fire", "weight": value}]
    assert full_answer(mini, TABLE, "given", rows) == f"1. Risk: Fire; Weight: {words}"


def test_a_table_is_counted_in_a_sentence_and_whole_in_full(mini):
    assert short_answer(mini, TABLE, "given", [FIRE, DUST]) == "2 entries"
    assert full_answer(mini, TABLE, "given", [FIRE, DUST]) == (
        "1. Risk: Fire; Weight: 0.5; Seen on: 2 January 2030\n2. Risk: Dust"
    )
    assert full_answer(mini, TABLE, "given", []) == "No entries"


def test_of_two_tables_only_the_entries_that_differ_are_put_side_by_side(mini):
    def pair(one, other):
        return full_pair(mini, TABLE, ("given", one), ("given", other))

    mould = {"name": "Mould"}
    assert pair([FIRE, DUST], [FIRE, mould]) == (
        "2. Risk: Dust\n(1 entry alike in both)",
        "2. Risk: Mould\n(1 entry alike in both)",
    )
    assert pair([DUST], [mould, DUST, DUST]) == (
        "(1 entry alike in both)",
        "1. Risk: Mould\n3. Risk: Dust\n(1 entry alike in both)",
    )
    order = pair([mould, DUST], [DUST, mould])
    assert order == ("1. Risk: Mould\n2. Risk: Dust", "1. Risk: Dust\n2. Risk: Mould")
    assert pair([DUST], [DUST]) == ("1. Risk: Dust", "1. Risk: Dust")
    assert pair([DUST], []) == ("1. Risk: Dust", "No entries")
    kept = full_pair(mini, TABLE, ("unknown", None), ("given", [DUST]))
    assert kept == ("Not known yet", "1. Risk: Dust")


def test_a_cell_of_several_choices_names_them(tmp_path):
    catalogue = load_mini(tmp_path)
    uses = catalogue.questions["fact.uses"]
    assert isinstance(uses, ChoicesQuestion)
    assert full_value(catalogue, uses, ["a", "b"]) == "Use A; Use B"
    assert full_value(catalogue, uses, []) == "None of these"
    table = catalogue.questions[TABLE]
    assert isinstance(table, GroupQuestion)
    wide = table.model_copy(update={"fields": (*table.fields, uses)})
    rows = [{"name": "Fire", "fact.uses": ["a", "b"]}, {"fact.uses": []}]
    assert full_value(catalogue, wide, rows) == (
        "1. Risk: Fire; uses: Use A, Use B\n2. uses: None of these"
    )


def test_states_and_answers_of_earlier_editions_have_words_too(mini):
    assert full_answer(mini, "fact.name", "not-applicable", None) == "Not applicable"
    assert short_answer(mini, "fact.name", "unknown", None) == "Not known yet"
    assert full_answer(mini, "gone.long-ago", "given", "Loom") == "Loom"
    assert full_answer(mini, TABLE, "given", "one text") == "1. one text"
