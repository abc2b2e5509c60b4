"""A table is filled from a file in the browser, and long tables are shown page by page."""

from __future__ import annotations

import io

import pytest

from compliance.services.assess.record_answer import build_answer, record_answer
from tests.builders import ANN, AT, reopen

PAGE = "/a/looms/table/"
ASK = "/a/looms/q/fact.parts"
FILE = "name;made;weight\r\nFrame;The maker;1,5\r\nBelt;Nobody;2\r\nShaft;Others;\r\n"
KNOWN = "fact.parts"


@pytest.fixture
def state(workspace, web_catalogue):
    return lambda: reopen(workspace / "looms", web_catalogue).state


def upload(alone, content=FILE, name="parts.csv", **fields):
    file = (io.BytesIO(content.encode()), name)
    return alone.post(PAGE, {"for": KNOWN, "file": file, **fields}, page=f"{PAGE}?for={KNOWN}")


def test_a_question_that_asks_for_a_table_leads_to_a_file(alone):
    assert "Fill this table from a file" in alone.get(ASK).text
    assert "Fill this table from a file" not in alone.get("/a/looms/q/fact.name").text
    text = alone.get(f"{PAGE}?for={KNOWN}").text
    assert "Which parts has it?" in text


def test_columns_rows_and_refused_cells_are_shown_before_anything_is_recorded(alone, state):
    response = upload(alone)
    assert response.status_code == 303
    text = alone.get(response.location).text
    assert "2 of 3 rows are ready, 1 refused" in text
    assert "none of the options: The maker, Others." in text
    assert "Propose these 2 rows" in text
    assert not state().unconfirmed


def test_the_rows_are_proposed_and_wait(alone, state):
    shown = upload(alone).location
    done = alone.post(shown, {"for": KNOWN, "action": "propose"}, page=shown)
    assert done.location.endswith(ASK)
    (given,) = state().unconfirmed[KNOWN].answers
    assert [row["name"] for row in given.value] == ["Frame", "Shaft"]
    assert given.source.title == "parts.csv"
    assert "2 rows proposed" in alone.get(ASK).text
    gone = alone.get(shown).text  # the file is not kept beyond that
    assert "not kept any more" in gone


def test_a_column_is_mapped_by_hand_and_the_page_shown_anew(alone, state):
    content = "Teil;Wer;Gewicht\r\nRahmen;self;1\r\n"
    shown = upload(alone, content).location
    assert "No column fills “name”: what all rows have there" in alone.get(shown).text
    mapping = {
        "for": KNOWN,
        "sheet": "1",
        "of": "0",
        "head": "1",
        "header-A": "Teil",
        "column-A": "name",
        "header-B": "Wer",
        "column-B": "made",
    }
    text = alone.post(shown, {**mapping, "action": "show"}, page=shown).text
    assert "1 of 1 row is ready" in text
    alone.post(shown, {**mapping, "action": "propose"}, page=shown)
    assert state().unconfirmed[KNOWN].answers[0].value == [{"name": "Rahmen", "made": "self"}]


def test_what_is_no_table_is_refused_where_the_file_is_chosen(alone):
    text = upload(alone, "%PDF-1.7", "x.pdf").text
    assert "No tables are read from a file of this kind" in text
    assert "No file was chosen" in alone.post(PAGE, {"for": KNOWN}, page=PAGE).text


def test_nobody_without_the_right_to_answer_comes_here(signed_in):
    assert signed_in("reader").get(PAGE).status_code == 403


def test_markup_in_a_file_is_text(alone):
    shown = upload(alone, "name,made\r\n<b>x</b>,self\r\n").location
    text = alone.get(shown).text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "<b>x</b>" not in text


# --- long tables


@pytest.fixture
def long(workspace, web_catalogue):
    assessment = reopen(workspace / "looms", web_catalogue)
    rows = [{"name": f"Part {at}", "made": "self"} for at in range(1, 121)]
    record_answer(assessment, build_answer(assessment, KNOWN, rows), by=ANN, at=AT)


@pytest.mark.usefixtures("long")
def test_a_long_table_is_shown_page_by_page_and_searched(alone):
    text = alone.get(ASK).text
    assert "Page 1 of 3" in text
    assert "Part 50" in text
    assert "Part 51<" not in text
    assert text.count("<fieldset") == 0
    assert "Part 120" in alone.get(f"{ASK}?page=3").text
    found = alone.get(f"{ASK}?find=part+77").text
    assert "Part 77" in found
    assert "Part 78" not in found


@pytest.mark.usefixtures("long")
def test_one_entry_of_a_long_table_is_changed_added_and_removed(alone, state):
    row = f"{ASK}/rows/77"
    assert "Part 77" in alone.get(row).text
    fields = {"row-0-name": "Part 77b", "row-0-made": "other"}
    assert alone.post(row, {**fields, "action": "save"}, page=row).status_code == 303
    assert state().answers[KNOWN].value[76] == {"name": "Part 77b", "made": "other"}
    new = f"{ASK}/rows/121"
    alone.post(new, {"row-0-name": "Last", "row-0-made": "self", "action": "save"}, page=new)
    assert len(state().answers[KNOWN].value) == 121
    alone.post(row, {"action": "remove"}, page=row)
    assert [item["name"] for item in state().answers[KNOWN].value[75:77]] == ["Part 76", "Part 78"]


@pytest.mark.usefixtures("long")
def test_a_mistake_in_one_entry_is_shown_at_its_field(alone, state):
    row = f"{ASK}/rows/3"
    fields = {"row-0-name": "", "row-0-made": "self", "row-0-weight": "x"}
    text = alone.post(row, {**fields, "action": "save"}, page=row).text
    assert "The entry lacks this column" in text
    assert "is not a number" in text
    assert state().answers[KNOWN].value[2]["name"] == "Part 3"


@pytest.mark.usefixtures("long")
def test_there_is_no_entry_beyond_the_next_one(alone):
    assert alone.get(f"{ASK}/rows/122").status_code == 404
    assert alone.get("/a/looms/q/fact.name/rows/1").status_code == 404
