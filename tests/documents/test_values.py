"""Answers, marks and characters as they are printed."""

from __future__ import annotations

import re

import pytest
import segno

from compliance.assessment.journal.state import Given
from compliance.assessment.verdict import Status
from compliance.checklist.answer_text import full_value
from compliance.documents.figures import qr_code, tally
from compliance.documents.render.glyphs import legible, needs_chinese
from compliance.language.words import listed, paragraphs
from compliance.views.answer import group_grids, show_answer
from compliance.views.marks import SEVERITY, STATUS


def given(question, value, state="given", explanation=""):
    return Given(question, state, value, explanation, "Ann", "2030-05-01T09:00:00Z", 1)


def test_values_are_not_rounded(catalogue, unfinished):
    field = next(
        field for field in catalogue.question("risk.list.entries").fields if field.id == "chance"
    )
    assert full_value(catalogue, field, 0.123456789) == "0.123456789 per year"


@pytest.mark.parametrize(
    ("question", "value", "state", "expected"),
    [
        ("system.listed", "yes", "given", "Yes"),
        ("operator.established-in", "cn", "given", "China"),
        ("system.outputs", [], "given", "None of these"),
        ("system.outputs", ["text", "score"], "given", "Text; A score"),
        ("system.name", None, "unknown", "Not known to the operator yet."),
        ("system.name", None, "not-applicable", "Not applicable."),
        ("system.description", "A\n\nB", "given", "A; B"),
    ],
)
def test_shown(catalogue, unfinished, question, value, state, expected):
    asked = catalogue.question(question)
    shown = show_answer(catalogue, unfinished.state, asked, given(question, value, state))
    texts = (*shown.paragraphs, *shown.items, shown.note)
    assert "; ".join(text for text in texts if text) == expected


def test_missing_answers(catalogue, unfinished):
    asked = catalogue.question("system.name")
    assert show_answer(catalogue, unfinished.state, asked, None).state == "missing"
    asked = catalogue.question("system.description")
    assert show_answer(catalogue, unfinished.state, asked, None).state == "optional"


def test_wide_groups_are_turned(catalogue, monkeypatch):
    monkeypatch.setattr("compliance.views.answer.WIDE", 2)
    question = catalogue.question("risk.list.entries")
    rows = [{"name": f"R{at}", "chance": at, "seen": "2030-01-01"} for at in range(5)]
    first, second = group_grids(catalogue, question, rows, "Risks")
    assert first.columns == ("", "Risk 1", "Risk 2", "Risk 3")
    assert first.rows[0] == ("Risk", "R0", "R1", "R2")
    assert second.caption == "Risks (4 to 5)"


def test_every_status_and_severity_has_its_own_word_and_glyph():
    assert set(STATUS) == set(Status)
    for marks in (STATUS.values(), SEVERITY.values()):
        assert len({mark.word for mark in marks}) == len({mark.glyph for mark in marks})
        for mark in marks:
            assert legible(mark.glyph + mark.word) == mark.glyph + mark.word


def test_tally_draws_each_requirement_in_its_place_by_one_path_a_paint():
    found = tally([STATUS[i] for i in (Status.MET, Status.NOT_MET, Status.MET)], 2)
    assert found.title == "One square for each of 3 requirements: 2 met, 1 not met."
    assert (found.width, found.height) == (24, 24)
    met, tick, not_met, cross = (path.d for path in found.paths)
    assert met == "M1 1h10v10h-10zM1 13h10v10h-10z"
    assert not_met == "M13.8 1.8h8.4v8.4h-8.4z"
    assert (tick.count("M"), cross.count("M")) == (2, 2)


def test_every_status_is_drawn_by_its_own_shape():
    shapes = [tally([mark], 1).paths for mark in STATUS.values()]
    assert len({tuple(path.d for path in paths) for paths in shapes}) == len(Status)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain – “quoted” ß ł Ж Ω ≤", "plain – “quoted” ß ł Ж Ω ≤"),
        ("\u2067x", "‹U+2067›x"),
        ("\x07", "‹U+0007›"),
        ("\ufe0f\U0001f468", "‹U+FE0F›‹U+1F468›"),
        ("\ue000\U000e0041", "‹U+E000›‹U+E0041›"),
        ("标准\n\t", "标准\n\t"),
        ("שלום"[:1], "‹U+05E9›"),
    ],
)
def test_legible(text, expected):
    assert legible(text) == expected
    assert legible(legible(text)) == expected


def test_chinese_is_noticed():
    assert needs_chinese("标准")
    assert not needs_chinese("Straße ≤ 5 ✓\n")


def test_qr_code_is_a_path_of_whole_modules():
    code = qr_code("ab" * 32, "title")
    assert code.width == code.height > 20
    (path,) = code.paths
    assert path.paint.stroke
    assert path.paint.width == 1
    drawn = {
        (int(left) + step, int(row))
        for left, row, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path.d)
        for step in range(int(length))
    }
    rows = segno.make("ab" * 32, error="m", micro=False).matrix_iter(border=2)
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_small_words():
    assert listed(["a", "b"], 5) == "a; b"
    assert paragraphs("a\nb\n\n\n\nc\n") == ("a\nb", "c")
