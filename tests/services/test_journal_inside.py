"""The journal inside a paper is held against all that a folder's journal is held against.

The papers are consistent: whoever forged the journal had the program make them from it.
"""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.journal.records import JOURNAL, Answer, Note, timestamp
from compliance.services.issue_dossier import issue_dossier
from tests.builders import AT, TODAY, reopen
from tests.services.helpers import codes, record, verified
from tests.services.test_verify_folder import forge, redate

pytestmark = pytest.mark.usefixtures("mini_installed")
INSIDE = "a.pdf: journal.jsonl"


@pytest.fixture
def issue(folder, mini, tmp_path):
    """Have the program make a paper of a folder as it is."""

    def run():
        path = tmp_path / "a.pdf"
        issue_dossier(reopen(folder, mini), path, as_of=TODAY)
        return path

    return run


def test_a_paper_of_what_the_program_wrote_has_one_note_which_names_its_head(issue):
    result = verified(issue(), pages=False)
    assert result.intact, result.problems
    (note,) = result.notes
    assert "Compare its head" in note


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (Answer(question="fact.country", value="ATLANTIS"), "answer.not-an-option"),
        (Answer(question="fact.name", value="  spaced  "), "answer.wrong-type"),
        (Answer(question="fact.uses", value=["b", "a", "a"]), "answer.wrong-type"),
        (Answer(question="fact.name", state="not-applicable"), "answer.not-applicable"),
        (Note(question="no.such", text="x"), "answer.unknown-question"),
    ],
)
def test_what_no_question_accepts_is_named_at_its_record(folder, issue, data, code):
    forge(folder, data)
    result = verified(issue(), pages=False)
    (problem,) = result.problems
    assert (problem.place, problem.code) == (f"{INSIDE}:8", code)
    assert any("follow from its journal" in line for line in result.checked), "all else fits"


def test_the_pages_of_such_a_paper_are_those_that_follow_all_the_same(folder, issue):
    forge(folder, Answer(question="fact.country", value="ATLANTIS"))
    result = verified(issue())
    assert codes(result) == {"answer.not-an-option"}
    assert any("the same to the last byte" in line for line in result.checked)


def test_a_time_days_back_is_named_and_seconds_are_noted(folder, issue):
    redate(folder, 5, "2030-05-29T08:00:00Z")
    (problem,) = verified(issue(), pages=False).problems
    assert (problem.place, problem.code) == (f"{INSIDE}:5", "journal.clock")
    redate(folder, 5, timestamp(AT - datetime.timedelta(seconds=1)))
    result = verified(issue(), pages=False)
    assert result.intact
    assert any("by 1 second at most" in note for note in result.notes)


def test_with_the_folder_nothing_is_said_twice(folder, issue):
    redate(folder, 4, "2030-05-29T08:00:00Z")
    redate(folder, 6, timestamp(AT - datetime.timedelta(seconds=7)))
    forge(folder, Answer(question="fact.country", value="ATLANTIS"))
    paper = issue()
    alone, with_folder = verified(paper, pages=False), verified(paper, folder, pages=False)
    assert codes(alone) == codes(with_folder) == {"journal.clock", "answer.not-an-option"}
    places = [problem.place for problem in with_folder.problems]
    assert places == [f"a/{JOURNAL}:4", f"a/{JOURNAL}:8"]
    assert len([note for note in with_folder.notes if "7 seconds" in note]) == 1
    assert "2 problems" in with_folder.conclusion


def test_what_only_the_paper_holds_is_said_of_it_along_with_the_folder(folder, mini, issue):
    record(reopen(folder, mini), "fact.name", "Loom")
    before = (folder / JOURNAL).read_bytes()
    redate(folder, 8, "2030-05-29T08:00:00Z")
    paper = issue()
    (folder / JOURNAL).write_bytes(before)
    result = verified(paper, folder, pages=False)
    assert f"{INSIDE}:8" in [problem.place for problem in result.problems]
    assert {"journal.clock", "journal.broken-chain"} <= codes(result)
