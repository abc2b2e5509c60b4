"""``conformity table``: a spreadsheet into a table question, shown before it is proposed."""

from __future__ import annotations

import pytest

from tests.builders import reopen

KNOWN = "fact.parts"


@pytest.fixture
def state(looms, small_catalogue):
    return lambda: reopen(looms, small_catalogue).state


@pytest.fixture
def file(tmp_path):
    def write(text, name="parts.csv", codec="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(codec))
        return path

    return write


PARTS = "name;made;weight\nFrame;The maker;1,5\nShaft;Others;\n"


def test_without_a_question_it_lists_those_that_the_columns_fit(program, looms, file, state):
    said = program("table", looms, file(PARTS))
    assert said.status == 0, said.err
    assert "fact.parts: Which parts has it?" in said.out
    assert "2 rows ready" in said.out
    assert not state().unconfirmed


def test_nothing_is_put_forward_where_nobody_can_be_asked(program, looms, file, state):
    said = program("table", looms, file(PARTS), "--question", KNOWN)
    assert "Give --yes to propose these rows." in said.out
    assert not state().unconfirmed


def test_rows_are_proposed_and_confirmed_with_their_place(program, looms, file, state):
    said = program("table", looms, file(PARTS), "--question", KNOWN, "--yes")
    assert (said.status, "2 rows proposed" in said.out) == (0, True)
    assert program("confirm", looms, KNOWN).status == 0
    answer = state().answers[KNOWN]
    assert answer.value == [
        {"name": "Frame", "made": "self", "weight": 1.5},
        {"name": "Shaft", "made": "other"},
    ]
    assert answer.source.place == "A2:C3"


def test_columns_are_mapped_set_and_left_out(program, looms, file, state):
    path = file("Teil\tKilo\nRahmen\t2\n")
    said = program("table", looms, path, "--question", KNOWN, "--yes")
    assert said.status == 2
    assert "table.nothing" in said.err
    said = program(
        "table", looms, path, "--question", KNOWN, "--yes",
        "--map", "Teil=name", "--map", "Kilo=weight", "--set", "made=self",
    )  # fmt: skip
    assert said.status == 0, said.err
    assert state().unconfirmed[KNOWN].answers[0].value == [
        {"name": "Rahmen", "made": "self", "weight": 2}
    ]
    again = program("table", looms, path, "--question", KNOWN, "--dry-run")
    assert "(remembered)" in again.out


def test_refused_cells_are_named_and_the_status_is_one(program, looms, file):
    text = "name;made;weight\nFrame;Nobody;x\nBelt;self;1\n"
    said = program("table", looms, file(text), "--question", KNOWN, "--yes")
    assert said.status == 1
    assert "B2: made: “Nobody” is none of the options" in said.out
    assert "C2: weight: It is no number." in said.out
    assert "1 row proposed" in said.out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--question", "fact.name"], "table.no-question"),
        (["--question", "fact.nothing"], "answer.unknown-question"),
        (["--question", KNOWN, "--sheet", "x"], "table.unknown-sheet"),
        (["--question", KNOWN, "--map", "zzz=name"], "table.unknown-column"),
        (["--question", KNOWN, "--map", "name=zzz"], "table.unknown-column"),
        (["--question", KNOWN, "--map", "name"], "usage.arguments"),
        (["--question", KNOWN, "--head", "9"], "table.no-head"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(program, looms, file, more, code):
    said = program("table", looms, file(PARTS), *more)
    assert said.status != 0
    assert f"[{code}]" in said.err


def test_a_file_that_fits_nothing_says_so(program, looms, file):
    said = program("table", looms, file("foo;bar\n1;2\n"))
    assert "table.no-question" in said.err
    said = program("table", looms, "EV-0009")
    assert "evidence.missing" in said.err
