"""A returned file is compared first; nothing is overwritten or erased silently."""

from __future__ import annotations

import json

import pytest

from compliance.errors import ConformityError
from compliance.services.assess.append import append_record
from compliance.services.assess.follow_up import assign_owner, review_requirement
from compliance.services.exchange.apply import accepted, apply_differences
from compliance.services.exchange.table import Choice, choose
from tests.builders import ANN, AT, BEN, TODAY, begin, reopen
from tests.services.exchange_pack import Book, codes, compared, edited, exported, extra_pack, kinds
from tests.services.helpers import contents, record, records_of

CARLA = "Carla Colleague, laboratory"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return extra_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def assessment(tmp_path, catalogue):
    fresh = begin(tmp_path / "a", catalogue)
    record(fresh, "fact.name", "Mill")
    record(fresh, "fact.note", "Old", explanation="Because")
    record(fresh, "fact.listed", "yes")
    record(fresh, "stop", "yes")
    record(fresh, "x.table", [{"name": "A", "size": 1}, {"name": "B"}])
    return fresh


def apply(assessment, plan, take=(), by=ANN):
    chosen = accepted(plan, take)
    return apply_differences(assessment, plan, chosen, by=by, at=AT)


def test_looking_at_a_file_changes_nothing(assessment):
    content = Book(exported(assessment)).write("fact.name", answer="Loom").saved()
    before = contents(assessment.store.folder)
    plan = compared(assessment, content)
    assert contents(assessment.store.folder) == before
    assert kinds(plan)["fact.name"] == "changed"
    item = plan.of("changed")[0]
    assert (item.present.words, item.returned.words) == ("Mill", "Loom")
    assert item.present.by == ANN


def test_new_and_changed_answers_are_recorded_and_the_rest_is_not(assessment):
    book = Book(exported(assessment))
    book.write("fact.name", answer="Loom").write("fact.country", answer="France")
    plan = compared(assessment, book.saved())
    assert plan.counts == {**dict.fromkeys(plan.counts, 0)} | {
        "new": 1,
        "changed": 1,
        "unchanged": 4,
        "empty": plan.counts["empty"],
    }
    done = apply(assessment, plan)
    assert done.recorded == ["fact.name", "fact.country"]
    state = reopen(assessment.store.folder, assessment.catalogue).state
    assert state.answers["fact.country"].value == "fr"
    assert len(records_of(assessment.store.folder)) == 8
    again = compared(assessment, book.saved())
    assert set(kinds(again).values()) == {"unchanged"}


def test_an_empty_cell_erases_nothing(assessment):
    book = Book(exported(assessment))
    book.write("fact.name", answer=None, state=None)
    book.write("fact.note", answer="New", explanation=None)
    plan = compared(assessment, book.saved())
    assert kinds(plan)["fact.name"] == "emptied"
    assert plan.of("changed")[0].answer.explanation == "Because"
    apply(assessment, plan)
    assert assessment.state.answers["fact.name"].value == "Mill"
    assert plan.settled()


def test_only_the_explicit_word_removes(assessment):
    book = Book(exported(assessment)).write("fact.name", answer="[Withdraw]")
    book.write("fact.note", explanation="[withdraw]")
    plan = compared(assessment, book.saved())
    assert kinds(plan)["fact.name"] == "changed"
    apply(assessment, plan)
    assert "fact.name" not in assessment.state.answers
    assert assessment.state.answers["fact.note"].explanation == ""
    assert kinds(compared(assessment, book.saved()))["fact.name"] == "unchanged"


def test_an_answer_given_here_meanwhile_is_a_conflict_and_stays(assessment):
    book = Book(exported(assessment)).write("fact.name", answer="Loom")
    record(assessment, "fact.name", "Press", by=BEN)
    plan = compared(assessment, book.saved())
    item = plan.of("conflict")[0]
    assert (item.present.words, item.returned.words) == ("Press", "Loom")
    assert not plan.settled()
    assert apply(assessment, plan).recorded == []
    assert assessment.state.answers["fact.name"].value == "Press"
    assert apply(assessment, plan, {"fact.name"}).recorded == ["fact.name"]
    values = [
        item.data.value
        for item in records_of(assessment.store.folder)
        if getattr(item.data, "question", "") == "fact.name"
    ]
    assert values == ["Mill", "Press", "Loom"]


def test_an_old_file_does_not_undo_what_others_answered(assessment):
    content = exported(assessment)
    record(assessment, "fact.name", "Press", by=BEN)
    plan = compared(assessment, content)
    assert kinds(plan)["fact.name"] == "newer"
    assert plan.settled()
    assert apply(assessment, plan).recorded == []


def test_an_answer_at_the_very_same_time_is_not_overwritten(assessment, catalogue):
    plan = compared(
        assessment, Book(exported(assessment)).write("fact.name", answer="Loom").saved()
    )
    record(reopen(assessment.store.folder, catalogue), "fact.name", "Press", by=BEN)
    done = apply(assessment, plan)
    assert done.recorded == []
    assert [problem.code for problem in done.problems] == ["answer.conflict"]
    assert assessment.state.answers["fact.name"].value == "Press"


def test_a_file_that_lost_its_origin_makes_every_difference_a_conflict(assessment):
    book = Book(exported(assessment)).write("fact.name", answer="Loom")
    book.write("fact.country", answer="China")
    del book.book["About this file"]
    plan = compared(assessment, book.saved())
    assert kinds(plan)["fact.name"] == "conflict"
    assert kinds(plan)["fact.country"] == "new"
    assert "does not say" in plan.notices[0]


def test_a_head_that_the_journal_never_had_makes_differences_conflicts(assessment):
    value = json.loads(exported(assessment, "json"))
    value["file"]["head"] = "0" * 64
    content = edited(json.dumps(value).encode(), "fact.name", answer="Loom")
    assert kinds(compared(assessment, content, "json"))["fact.name"] == "conflict"


def test_a_file_of_another_assessment_or_a_later_form_is_refused(assessment):
    for key, wrong, code in (
        ("assessment", "CA-OTHER", "exchange.other-assessment"),
        ("format", 99, "exchange.newer"),
    ):
        value = json.loads(exported(assessment, "json"))
        value["file"][key] = wrong
        with pytest.raises(ConformityError) as raised:
            compared(assessment, json.dumps(value).encode(), "json")
        assert raised.value.code == code


@pytest.mark.parametrize(
    ("question", "cells", "code"),
    [
        ("fact.count", {"answer": 11}, "answer.out-of-range"),
        ("fact.count", {"answer": "many"}, "answer.wrong-type"),
        ("x.day", {"answer": "31/12/2029"}, "answer.impossible-date"),
        ("fact.country", {"answer": "Atlantis"}, "answer.not-an-option"),
        ("fact.uses", {"answer": "Use A\nUse Z"}, "answer.not-an-option"),
        ("x.line", {"answer": "a\nb"}, "answer.wrong-type"),
        ("x.line", {"answer": 3.1}, "answer.wrong-type"),
        ("fact.country", {"answer": "=1+1"}, "exchange.formula"),
        ("fact.country", {"answer": "#N/A"}, "exchange.cell-error"),
        ("fact.country", {"state": "maybe"}, "answer.not-an-option"),
        ("fact.country", {"state": "Answered"}, "exchange.contradiction"),
        ("fact.country", {"explanation": "so"}, "exchange.contradiction"),
        ("fact.country", {"answer": "France", "state": "Not known yet"}, "exchange.contradiction"),
        ("fact.name", {"state": "Not applicable"}, "answer.not-applicable"),
        ("stop", {"state": "Not applicable"}, "answer.reason-missing"),
        ("x.table", {"answer": "A and B"}, "answer.wrong-type"),
        ("fact.note", {"answer": "a_x0007_b"}, "answer.control-character"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused_and_the_rest_is_not(
    assessment, question, cells, code
):
    book = Book(exported(assessment)).write(question, **cells)
    plan = compared(assessment, book.write("x.any", answer=5).saved())
    assert codes(plan) == [code]
    assert [item.question for item in plan.of("refused")] == [question]
    assert apply(assessment, plan).recorded == ["x.any"]


def test_an_answer_typed_beside_an_untouched_not_known_yet_counts(assessment):
    record(assessment, "fact.country", None, state="unknown", explanation="asked")
    book = Book(exported(assessment)).write("fact.country", answer="France")
    item = compared(assessment, book.saved()).of("changed")[0]
    assert (item.answer.state, item.answer.value) == ("given", "fr")


def test_a_state_set_beside_an_untouched_answer_counts(assessment):
    book = Book(exported(assessment))
    book.write("stop", state="Not applicable", explanation="It cannot move.")
    item = compared(assessment, book.saved()).of("changed")[0]
    assert (item.answer.state, item.answer.value) == ("not-applicable", None)


def test_rows_that_belong_to_nothing_are_reported_and_not_read(assessment):
    book = Book(exported(assessment))
    book.main.append(["no.such", None, None, None, "x"])
    book.main.append([None, None, None, None, "x"])
    book.main.append(["fact.name", None, None, None, "Loom"])
    book.book.create_sheet("Mine").cell(1, 1).value = "Notes"
    plan = compared(assessment, book.saved())
    assert sorted(codes(plan)) == ["exchange.row-twice", *["exchange.unknown-row"] * 3]
    assert kinds(plan)["fact.name"] == "refused"


def test_sorting_that_tore_ids_from_their_questions_is_noticed(assessment):
    book = Book(exported(assessment))
    for column in (3, 5):
        one, other = (book.main.cell(book.rows[k], column) for k in ("fact.name", "fact.note"))
        one.value, other.value = other.value, one.value
    plan = compared(assessment, book.saved())
    assert codes(plan) == ["exchange.row-moved"] * 2


# --- tables of entries


def test_entries_are_changed_added_and_kept(assessment):
    book = Book(exported(assessment))
    sheet = book.table("x.table")
    assert [sheet.cell(4, at).value for at in (1, 2, 4)] == [1, "A", 1]
    sheet.cell(5, 2).value = "B2"
    sheet.cell(6, 2).value, sheet.cell(6, 3).value = "C", "France"
    item = compared(assessment, book.saved()).of("changed")[0]
    assert item.answer.value == [
        {"name": "A", "size": 1},
        {"name": "B2"},
        {"name": "C", "kind": "fr"},
    ]


def test_an_emptied_field_of_an_entry_keeps_what_it_was(assessment):
    book = Book(exported(assessment))
    sheet = book.table("x.table")
    sheet.cell(4, 4).value = None
    assert compared(assessment, book.saved()).counts["unchanged"] == 5
    sheet.cell(4, 4).value = "[withdraw]"
    item = compared(assessment, book.saved()).of("changed")[0]
    assert item.answer.value == [{"name": "A"}, {"name": "B"}]


def test_a_missing_or_emptied_entry_is_refused_and_the_word_removes_it(assessment):
    book = Book(exported(assessment))
    sheet = book.table("x.table")
    sheet.cell(5, 2).value = None
    assert codes(compared(assessment, book.saved())) == ["exchange.entry-missing"]
    sheet.delete_rows(5)
    assert codes(compared(assessment, book.saved())) == ["exchange.entry-missing"]
    sheet.cell(5, 1).value, sheet.cell(5, 2).value = 2, "[withdraw]"
    item = compared(assessment, book.saved()).of("changed")[0]
    assert item.answer.value == [{"name": "A", "size": 1}]


def test_a_copied_entry_is_refused_until_its_number_is_empty(assessment):
    book = Book(exported(assessment))
    sheet = book.table("x.table")
    sheet.cell(6, 1).value, sheet.cell(6, 2).value = 1, "A"
    assert codes(compared(assessment, book.saved())) == ["exchange.row-twice"]
    sheet.cell(6, 1).value = None
    item = compared(assessment, book.saved()).of("changed")[0]
    assert [row["name"] for row in item.answer.value] == ["A", "B", "A"]


@pytest.mark.parametrize("number", [0, -1, -500, True, 1.5, "B", "9" * 5_000, [1]])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_impossible_entry_number_never_reaches_an_entry(assessment, form, number):
    """A number below zero must not be counted from the end of the table."""
    content = exported(assessment, form, "x.table").decode()
    if form == "json":
        document = json.loads(content)
        document["questions"][0]["entries"][1]["entry"] = number
        content = json.dumps(document)
    else:
        content = content.replace('"x.table","2",', f'"x.table","{number}",')
        assert str(number) in content
    plan = compared(assessment, content.encode(), form)
    assert codes(plan) == ["exchange.entry-missing"]


def test_an_entry_with_a_number_below_zero_is_a_new_one_and_takes_nothing_over(assessment):
    document = json.loads(exported(assessment, "json", "x.table"))
    entries = document["questions"][0]["entries"]
    entries[2:] = [{"entry": -1, "fields": {"name": "C"}}]
    item = compared(assessment, json.dumps(document).encode(), "json").of("changed")[0]
    assert item.answer.value[-1] == {"name": "C"}


def test_a_table_that_was_emptied_stays(assessment):
    book = Book(exported(assessment))
    sheet = book.table("x.table")
    for row in (4, 5):
        for column in (2, 4):
            sheet.cell(row, column).value = None
    assert kinds(compared(assessment, book.saved()))["x.table"] == "emptied"


# --- for a colleague


def test_a_pack_keeps_who_answered_and_who_entered_it(assessment):
    book = Book(exported(assessment, "xlsx", "fact.name", answered_by=CARLA))
    assert set(book.rows) == {"fact.name"}
    plan = compared(assessment, book.write("fact.name", answer="Loom").saved())
    apply(assessment, plan, by=ANN)
    last = records_of(assessment.store.folder)[-1]
    assert (last.by, last.data.said_by) == (ANN, CARLA)
    held = reopen(assessment.store.folder, assessment.catalogue).state.answers["fact.name"]
    assert (held.by, held.entered_by) == (CARLA, ANN)
    assert held.signed == f"{CARLA} (entered by {ANN})"


def test_records_without_a_colleague_keep_their_bytes(assessment):
    assert all(b"said_by" not in item.line() for item in records_of(assessment.store.folder))


@pytest.mark.parametrize("reviewer", [ANN, CARLA])
def test_neither_who_answered_nor_who_entered_it_may_approve(assessment, reviewer):
    record(assessment, "fact.country", "cn")
    book = Book(exported(assessment, answered_by=CARLA))
    plan = compared(assessment, book.write("risk.list", answer="Some of them").saved())
    apply(assessment, plan)
    given = {"approve": True, "comment": "", "by": reviewer, "at": AT}
    with pytest.raises(ConformityError) as raised:
        review_requirement(assessment, "risk.list", **given)
    assert raised.value.code == "review.by-author"
    review_requirement(assessment, "risk.list", **{**given, "by": BEN})
    assert review_counts(assessment)
    # One that got into the journal by another way does not count either.
    approval = assessment.state.reviews["risk.list"].data
    append_record(assessment, approval, by=reviewer, at=AT)
    assert not review_counts(assessment)


def review_counts(assessment):
    findings = assessment.standing(TODAY).findings
    return next(item.review_counts for item in findings if item.requirement.id == "risk.list")


def test_a_blank_file_shows_no_answer_and_an_empty_row_is_no_news(assessment):
    for form in ("csv", "json"):
        assert b"Because" in exported(assessment, form)
        assert b"Because" not in exported(assessment, form, blank=True)
    book = Book(exported(assessment, blank=True))
    assert book.main.cell(book.rows["fact.name"], 5).value is None
    plan = compared(assessment, book.write("fact.count", answer=3).saved())
    assert kinds(plan) == {"fact.count": "new"}
    item = compared(assessment, book.write("fact.name", answer="Loom").saved())
    assert kinds(item)["fact.name"] == "changed"


# --- which questions


def ids(assessment, *names, scope="arising", without=()):
    found = choose(assessment, Choice(names, scope, without))
    return [question.id for question in found]


def test_questions_are_chosen_by_id_part_theme_and_person(assessment):
    record(assessment, "fact.country", "cn")
    risk = ["risk.list", "risk.list.how", "risk.list.rows", "risk.list.extra"]
    assert ids(assessment, "risk.list") == risk
    assert ids(assessment, "fact.note", "fact.name") == ["fact.name", "fact.note"]
    assert ids(assessment, "section:extra") == ids(assessment, "extra")
    assert set(risk) < set(ids(assessment, "art-2"))
    assert ids(assessment, "theme:other") == ids(assessment, "Other")
    assign_owner(assessment, "stop", "Dora", None, by=ANN, at=AT)
    assert ids(assessment, "person:dora") == ["stop", "stop.tested"]


def test_open_questions_and_exceptions_narrow_the_choice(assessment):
    assert "fact.name" not in ids(assessment, scope="open")
    assert "fact.country" in ids(assessment, scope="open")
    assert "fact.country" not in ids(assessment, scope="open", without=("fact.country",))
    record(assessment, "fact.listed", "no")
    assert "fact.count" not in ids(assessment)
    assert "fact.count" in ids(assessment, scope="all")


@pytest.mark.parametrize(
    ("names", "code"),
    [(("nothing.here",), "answer.unknown-question"), (("fact.name",), "exchange.nothing-chosen")],
)
def test_a_choice_that_holds_nothing_is_refused(assessment, names, code):
    with pytest.raises(ConformityError) as raised:
        ids(assessment, *names, scope="open")
    assert raised.value.code == code


def test_who_filled_a_file_in_is_corrected_on_its_first_sheet(assessment):
    book = Book(exported(assessment, answered_by=CARLA))
    cell = book.book["How to fill in"]["B3"]
    assert (cell.value, cell.protection.locked) == (CARLA, False)
    cell.value = "Dora Deputy"
    assert compared(assessment, book.saved()).answered_by == "Dora Deputy"


def test_only_what_is_to_be_filled_in_can_be_changed(assessment):
    book = Book(exported(assessment))
    locked = {at: book.main.cell(2, at).protection.locked for at in range(1, 9)}
    assert [at for at, shut in locked.items() if not shut] == [5, 6, 7]
    assert book.main.protection.sheet
    assert book.main.column_dimensions["A"].hidden
    assert book.main.freeze_panes == "D2"
    offered = [check.formula1 for check in book.main.data_validations.dataValidation]
    place = next(text for text in offered if text.startswith("'Lists'!"))
    assert book.book["Lists"][place.split("!")[1].replace("$", "")][0][0].value
    assert book.book["About this file"].sheet_state == "veryHidden"


def test_a_text_like_a_formula_is_a_text_in_the_workbook(assessment):
    record(assessment, "fact.note", "=HYPERLINK(1)")
    book = Book(exported(assessment))
    cell = book.main.cell(book.rows["fact.note"], 5)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert (cell.quotePrefix, cell.number_format) == (True, "@")


def test_one_sheet_is_selected_so_that_typing_reaches_no_other(assessment):
    book = Book(exported(assessment)).book
    selected = [sheet.title for sheet in book if sheet.sheet_view.tabSelected]
    assert selected == [book.active.title] == ["How to fill in"]
