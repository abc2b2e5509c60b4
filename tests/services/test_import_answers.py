"""Answers from a file: checked as a whole, recorded once, everything or nothing."""

from __future__ import annotations

import os
import shutil
import textwrap

import pytest

from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.import_answers import Imported, import_answers
from compliance.services.assess.record_answer import build_answer, record_answer
from tests.builders import ANN, AT, BEN, LONG_AGO, ROOT, begin, reopen
from tests.services.helpers import contents, journal_of, record, records_of, verified

FILE = """
answers:
  fact.name: "Mill"
  fact.listed: {value: "yes", explanation: "Row 3", by: "Carla"}
  fact.uses: [a, b]
  fact.count: 3
  fact.since: 2030-01-31
  fact.country: {unknown: "to be asked"}
  risk.list: "partly"
  risk.list.rows:
    - {name: Fire, weight: 2.5, seen: 2030-02-01}
  stop: {not_applicable: "It cannot move."}
evidence:
  - {file: report.txt, kind: report, supports: [risk.list], collected: 2030-05-01,
     note: "The list "}
assignments:
  - {requirement: risk.list, owner: "Carla  Owner", due: 2031-01-31}
reviews:
  - {requirement: risk.list, decision: returned, comment: "Where? ", by: "Ben  Reviewer"}
  - {requirement: risk.list, decision: approved, by: "Ben Reviewer"}
"""


@pytest.fixture
def assessment(tmp_path, mini):
    (tmp_path / "report.txt").write_text("report")
    return begin(tmp_path / "a", mini)


def run(assessment, text, by=ANN):
    path = assessment.store.folder.parent / "answers.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return import_answers(assessment, read_answers(path), by=by, at=AT)


def refused(assessment, text):
    """The problems of a file that must change nothing."""
    before = contents(assessment.store.folder)
    with pytest.raises(ConformityError) as raised:
        run(assessment, text)
    assert contents(assessment.store.folder) == before
    assert assessment.state.seq == len(records_of(assessment.store.folder))
    return [(item.place, item.code) for item in raised.value.problems]


def test_every_kind_of_entry_is_recorded_with_its_author(assessment):
    assert run(assessment, FILE) == Imported(9, 0, 1, 1, 2)
    state = reopen(assessment.store.folder, assessment.catalogue).state
    values = {known: given.value for known, given in state.answers.items()}
    assert values["fact.uses"] == ["a", "b"]
    assert values["fact.since"] == "2030-01-31"
    assert values["risk.list.rows"] == [{"name": "Fire", "weight": 2.5, "seen": "2030-02-01"}]
    assert state.answers["fact.country"].state == "unknown"
    assert state.answers["stop"].explanation == "It cannot move."
    assert state.answers["fact.listed"].by == "Carla"
    assert state.answers["fact.name"].by == ANN
    assert state.owners["risk.list"].owner == "Carla Owner"
    assert state.reviews["risk.list"].data.decision == "approved"
    assert [held.data.name for held in state.evidence.values()] == ["report.txt"]


def test_importing_the_same_file_again_appends_nothing(assessment):
    run(assessment, FILE)
    before = contents(assessment.store.folder)
    assert run(assessment, FILE) == Imported(0, 9, 0, 0, 0)
    assert contents(assessment.store.folder) == before


def test_only_what_changed_in_a_file_is_appended(assessment):
    run(assessment, FILE)
    seq = assessment.state.seq
    assert run(assessment, FILE.replace("Mill", "Mill 2")) == Imported(1, 8, 0, 0, 0)
    assert assessment.state.seq == seq + 1
    assert assessment.state.answers["fact.name"].value == "Mill 2"


def test_an_answer_of_somebody_else_is_kept_in_the_history(assessment, mini):
    other = reopen(assessment.store.folder, mini)
    record(other, "fact.name", "Theirs", by=BEN)
    run(assessment, FILE)
    names = [
        (item.by, item.data.value)
        for item in records_of(assessment.store.folder)
        if getattr(item.data, "question", "") == "fact.name"
    ]
    assert names == [(BEN, "Theirs"), (ANN, "Mill")]


def test_all_problems_of_a_file_are_reported_at_once_with_their_lines(assessment):
    text = """\
    answers:
      fact.nane: "x"
      fact.listed: "perhaps"
      fact.count: 11
      fact.since: "2030-02-30"
      fact.name: {value: "x", unknown: "y"}
      tell: {not_applicable: "no"}
      stop: {not_applicable: " "}
      fact.country: {value: fr, by: "A\\u0000"}
      risk.list: "yes"
    evidence:
      - {file: none.txt, kind: report, supports: [risk.list]}
      - {file: report.txt, kind: photo, supports: [risk.lost], collected: 2031-01-01}
      - file: report.txt
        kind: report
        supports: []
    assignments:
      - {requirement: risk.lost, owner: "C"}
      - {requirement: risk.list, owner: " "}
      - {requirement: risk.list, owner: "C", due: "soon"}
    reviews:
      - {requirement: risk.list, decision: approved, by: "Ann Author"}
      - {requirement: stop, decision: approved, by: "Ben"}
      - {requirement: risk.list, decision: returned, by: " "}
    """
    assert refused(assessment, text) == [
        ("answers.yaml:2", "answer.unknown-question"),
        ("answers.yaml:3", "answer.not-an-option"),
        ("answers.yaml:4", "answer.out-of-range"),
        ("answers.yaml:5", "answer.impossible-date"),
        ("answers.yaml:6", "answer.file"),
        ("answers.yaml:7", "answer.not-applicable"),
        ("answers.yaml:8", "answer.reason-missing"),
        ("answers.yaml:9", "answer.control-character"),
        ("answers.yaml:12", "file.missing"),
        ("answers.yaml:13", "evidence.unknown-kind"),
        ("answers.yaml:13", "evidence.unknown-support"),
        ("answers.yaml:13", "evidence.dates"),
        ("answers.yaml:14", "evidence.unknown-support"),
        ("answers.yaml:18", "checklist.unknown-id"),
        ("answers.yaml:19", "assessment.no-author"),
        ("answers.yaml:20", "answer.impossible-date"),
        ("answers.yaml:22", "review.by-author"),
        ("answers.yaml:23", "review.nothing"),
        ("answers.yaml:24", "assessment.no-author"),
    ]


@pytest.mark.parametrize(
    ("entry", "place", "code"),
    [
        ("reviews: [{requirement: tell, decision: maybe, by: B}]", 2, "answer.file"),
        ("reviews: [{requirement: tell, decision: approved}]", 2, "answer.file"),
        ("evidence: [{file: report.txt, kind: report}]", 2, "answer.file"),
        ("answer: {}", 2, "answer.file"),
        ("evidence: {}", 2, "answer.file"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_line(assessment, entry, place, code):
    (found,) = refused(assessment, f"answers: {{fact.name: x}}\n{entry}\n")
    assert found == (f"answers.yaml:{place}", code)


LATE = {
    "an empty evidence file": (
        "evidence: [{file: empty.txt, kind: report, supports: [tell]}]",
        "evidence.empty",
    ),
    "an unprintable note": (
        'evidence: [{file: report.txt, kind: report, supports: [tell], note: "\\e"}]',
        "answer.control-character",
    ),
    "an author that cannot be printed": (
        'evidence: [{file: report.txt, kind: report, supports: [tell], by: "\\e"}]',
        "answer.control-character",
    ),
    "an owner that cannot be printed": (
        'assignments: [{requirement: tell, owner: "\\e"}]',
        "answer.control-character",
    ),
    "a comment that is too long": (
        f"reviews: [{{requirement: tell, decision: returned, by: B, comment: {'x' * 5000}}}]",
        "answer.too-long",
    ),
    "an author of 300 characters": (
        f"assignments: [{{requirement: tell, owner: O, by: {'x' * 300}}}]",
        "answer.too-long",
    ),
}


@pytest.mark.parametrize("case", LATE)
def test_what_could_fail_late_is_refused_before_anything_is_recorded(assessment, case):
    entry, code = LATE[case]
    (assessment.store.folder.parent / "empty.txt").touch()
    assert refused(assessment, f'answers: {{tell: "yes"}}\n{entry}\n') == [("answers.yaml:2", code)]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "inside/../../secret.txt",
        "inside/../report.txt",
        "/etc/hostname",
        "..\\\\secret.txt",
        "inside\\\\..\\\\..\\\\secret.txt",
        "C:\\\\secret.txt",
        "..",
    ],
)
def test_evidence_outside_the_folder_of_the_file_is_refused(assessment, path):
    root = assessment.store.folder.parent
    (root / "inside").mkdir()
    deep = root / "deep"
    deep.mkdir()
    (root / "secret.txt").write_text("secret")
    answers = deep / "answers.yaml"
    answers.write_text(
        'answers: {fact.name: "x"}\nevidence:\n'
        f'  - {{file: "{path}", kind: report, supports: [tell]}}\n',
        encoding="utf-8",
    )
    before = contents(assessment.store.folder)
    with pytest.raises(ConformityError) as raised:
        import_answers(assessment, read_answers(answers), by=ANN, at=AT)
    (problem,) = raised.value.problems
    assert (problem.place, problem.code) == ("answers.yaml:3", "file.bad-name")
    assert contents(assessment.store.folder) == before


@pytest.mark.parametrize("reviewer", [ANN, f" {ANN} ", "Ann  Author", "Ann\\tAuthor"])
def test_a_review_by_the_author_is_refused_before_anything_is_recorded(assessment, reviewer):
    text = f"""\
    answers: {{risk.list: "yes"}}
    reviews:
      - {{requirement: risk.list, decision: approved, by: "{reviewer}"}}
    """
    assert refused(assessment, text) == [("answers.yaml:3", "review.by-author")]


def test_a_review_by_the_author_named_in_the_entry_is_refused(assessment):
    text = """\
    answers: {risk.list: {value: "yes", by: "Ben  Reviewer"}}
    reviews:
      - {requirement: risk.list, decision: approved, by: "Ben Reviewer"}
    """
    assert refused(assessment, text) == [("answers.yaml:3", "review.by-author")]


def test_a_review_by_the_author_of_the_answer_that_stands_is_refused(assessment):
    """Repeating an answer of Ben does not make Ann its author."""
    record(assessment, "risk.list", "yes", by=BEN)
    text = """\
    answers: {{risk.list: "yes"}}
    reviews: [{{requirement: risk.list, decision: approved, by: "{}"}}]
    """
    assert refused(assessment, text.format(BEN)) == [("answers.yaml:2", "review.by-author")]
    assert run(assessment, text.format(ANN)).reviews == 1


def test_a_review_by_who_entered_the_answer_for_a_colleague_is_refused(assessment):
    answer = build_answer(assessment, "risk.list", "yes")
    told = answer.model_copy(update={"said_by": "Carla"})
    record_answer(assessment, told, by=BEN, at=AT)
    text = """\
    answers: {{fact.name: "Mill"}}
    reviews: [{{requirement: risk.list, decision: approved, by: "{}"}}]
    """
    for author in (BEN, "Carla"):
        found = refused(assessment, text.format(author))
        assert found == [("answers.yaml:2", "review.by-author")]
    assert run(assessment, text.format(ANN)).reviews == 1


def test_the_author_may_return_but_not_approve(assessment):
    text = """\
    answers: {{risk.list: "yes"}}
    reviews: [{{requirement: risk.list, decision: {}, comment: "Why?", by: "Ann Author"}}]
    """
    assert run(assessment, text.format("returned")).reviews == 1
    assert refused(assessment, text.format("approved"))


def test_an_import_that_was_interrupted_is_completed_by_importing_again(assessment, mini, tmp_path):
    def stop(done, total):
        if done == 4:
            raise KeyboardInterrupt

    path = tmp_path / "answers.yaml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        import_answers(assessment, read_answers(path), by=ANN, at=AT, progress=stop)
    again = reopen(assessment.store.folder, mini)
    assert len(again.state.answers) == 4
    assert run(again, FILE) == Imported(5, 4, 1, 1, 2)
    whole = begin(tmp_path / "whole", mini)
    run(whole, FILE)
    assert journal_of(whole.store.folder) == journal_of(again.store.folder)


@pytest.mark.parametrize("example", ["cv-screening", "not-high-risk-sorting"])
def test_a_shipped_example_can_be_imported_twice(tmp_path, example):
    shutil.copytree(ROOT / "examples" / example, tmp_path / example)
    assessment = begin(tmp_path / "a", load_catalogue(), LONG_AGO)
    at = AT.replace(year=2027)
    path = tmp_path / example / "answers.yaml"
    first = import_answers(assessment, read_answers(path), by="Example author", at=at)
    assert first.recorded > 50
    assert first.unchanged == 0
    assert first.evidence > 5
    before = contents(assessment.store.folder)
    again = import_answers(assessment, read_answers(path), by="Example author", at=at)
    assert again == Imported(0, first.recorded, 0, 0, 0)
    assert contents(assessment.store.folder) == before
    assert verified(assessment.store.folder).intact


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("of", ["file", "folder"])
def test_a_link_out_of_the_folder_is_refused_and_nothing_recorded(assessment, tmp_path, of):
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    target = outside if of == "folder" else outside / "secret.txt"
    (tmp_path / "link").symlink_to(target)
    name = "link/secret.txt" if of == "folder" else "link"
    before = contents(assessment.store.folder)
    problems = refused(
        assessment, f"evidence:\n  - {{file: {name}, kind: report, supports: [risk.list]}}\n"
    )
    assert [code for _, code in problems] == ["file.bad-name"]
    assert contents(assessment.store.folder) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_inside_the_folder_is_followed(assessment, tmp_path):
    (tmp_path / "real.txt").write_text("n=4")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    done = run(assessment, "evidence:\n  - {file: link.txt, kind: report, supports: [risk.list]}\n")
    assert done.evidence == 1
