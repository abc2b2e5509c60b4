"""Recording an answer: nothing is overwritten that the writer has not seen."""

from __future__ import annotations

import pytest

from compliance.assessment.journal.store import HeadMovedError
from compliance.errors import ConformityError
from compliance.services.assess.append import append_record
from compliance.services.assess.follow_up import add_note, assign_owner, review_requirement
from compliance.services.assess.record_answer import (
    AnswerConflictError,
    build_answer,
    record_answer,
    same_as_present,
)
from tests.builders import ANN, AT, BEN, begin, reopen
from tests.services.helpers import answers_of, contents, journal_of, record, records_of, verified


@pytest.fixture
def assessment(tmp_path, mini):
    return begin(tmp_path / "a", mini)


@pytest.fixture
def other(assessment, mini):
    """The same assessment as another program holds it."""
    return reopen(assessment.store.folder, mini)


def test_a_conflict_shows_both_values_and_writes_nothing(assessment, other):
    seen = assessment.head
    record(other, "fact.country", "fr", by=BEN)
    before = contents(assessment.store.folder)
    with pytest.raises(AnswerConflictError) as raised:
        record(assessment, "fact.country", "cn", seen=seen)
    (problem,) = raised.value.problems
    assert problem.code == "answer.conflict"
    assert problem.place == "fact.country"
    for shown in ("France", "China", BEN, "was not recorded"):
        assert shown in problem.message
    assert raised.value.theirs.data.value == "fr"
    assert raised.value.mine.value == "cn"
    assert contents(assessment.store.folder) == before
    assert assessment.state.answers["fact.country"].value == "fr"


def test_after_a_conflict_the_writer_may_answer_again(assessment, other):
    seen = assessment.head
    record(other, "fact.country", "fr", by=BEN)
    with pytest.raises(AnswerConflictError):
        record(assessment, "fact.country", "cn", seen=seen)
    record(assessment, "fact.country", "cn", seen=assessment.head)
    assert answers_of(assessment.store.folder)["fact.country"] == ["fr", "cn"]


def test_a_conflict_with_an_answer_without_value_names_its_state(assessment, other):
    seen = assessment.head
    record(other, "fact.country", None, by=BEN, state="unknown")
    with pytest.raises(AnswerConflictError, match=r"“Not known yet”.*“China”"):
        record(assessment, "fact.country", "cn", seen=seen)


def test_the_latest_of_several_unseen_answers_counts(assessment, other):
    seen = assessment.head
    record(other, "fact.country", "cn", by=BEN)
    record(other, "fact.country", "fr", by=BEN)
    with pytest.raises(AnswerConflictError) as raised:
        record(assessment, "fact.country", "cn", seen=seen)
    assert raised.value.theirs.data.value == "fr"


def test_answers_to_other_questions_are_no_conflict(assessment, other):
    seen = assessment.head
    record(other, "fact.name", "Mill", by=BEN)
    append_record(other, build_answer(other, "fact.listed", "yes"), by=BEN, at=AT, seen=other.head)
    done = record(assessment, "fact.country", "cn", seen=seen)
    assert done.seq == 4
    assert set(assessment.state.answers) == {"fact.name", "fact.listed", "fact.country"}


def test_the_same_answer_of_two_people_is_no_conflict_and_both_are_kept(assessment, other):
    seen = assessment.head
    record(other, "fact.country", "fr", by=BEN)
    record(assessment, "fact.country", "fr", seen=seen)
    assert [item.by for item in records_of(assessment.store.folder)[1:]] == [BEN, ANN]


def test_a_conflict_that_was_seen_is_none(assessment, other):
    record(other, "fact.country", "fr", by=BEN)
    assessment.refresh()
    record(assessment, "fact.country", "cn", seen=assessment.head)
    assert assessment.state.answers["fact.country"].value == "cn"


def test_a_script_that_saw_nothing_appends_after_what_is_there(assessment, other):
    record(other, "fact.country", "fr", by=BEN)
    record(assessment, "fact.country", "cn")
    assert answers_of(assessment.store.folder)["fact.country"] == ["fr", "cn"]
    assert assessment.state.answers["fact.country"].by == ANN


def test_another_record_than_an_answer_is_refused_when_the_head_moved(assessment, other):
    seen = assessment.head
    record(other, "fact.name", "Mill", by=BEN)
    before = journal_of(assessment.store.folder)
    data = build_answer(assessment, "fact.listed", "no")
    with pytest.raises(HeadMovedError) as raised:
        append_record(assessment, data, by=ANN, at=AT, seen=seen)
    assert [item.data.value for item in raised.value.unseen] == ["Mill"]
    assert journal_of(assessment.store.folder) == before


def test_the_state_in_memory_is_the_state_on_the_disk(assessment, other, mini):
    record(assessment, "fact.name", "A")
    record(other, "fact.note", "B", by=BEN)
    record(assessment, "fact.name", "C")
    other.refresh()
    fresh = reopen(assessment.store.folder, mini).state
    assert assessment.state == other.state == fresh
    assert fresh.people == {ANN: 3, BEN: 1}


@pytest.mark.parametrize("by", ["", " \t ", "A\x00", "x" * 201])
def test_an_author_that_cannot_be_printed_is_refused(assessment, by):
    before = journal_of(assessment.store.folder)
    with pytest.raises(ConformityError):
        record(assessment, "fact.name", "x", by=by)
    assert journal_of(assessment.store.folder) == before


def test_an_author_is_one_line(assessment):
    assert record(assessment, "fact.name", "x", by=" Ann\n Author ").by == ANN


@pytest.mark.parametrize(
    ("question", "explanation", "code"),
    [
        ("tell", "It is silent.", "answer.not-applicable"),
        ("stop", "", "answer.reason-missing"),
        ("stop", "  \n", "answer.reason-missing"),
    ],
)
def test_not_applicable_needs_a_question_that_allows_it_and_a_reason(
    assessment, question, explanation, code
):
    with pytest.raises(ConformityError) as raised:
        build_answer(assessment, question, None, explanation=explanation, state="not-applicable")
    assert raised.value.code == code


def test_an_answer_with_another_explanation_is_another_answer(assessment):
    record(assessment, "stop", "yes", explanation="Button")
    given = assessment.state.answers["stop"]
    same = build_answer(assessment, "stop", "yes", explanation=" Button ")
    assert same_as_present(given, same)
    for other in (
        build_answer(assessment, "stop", "yes"),
        build_answer(assessment, "stop", "no", explanation="Button"),
        build_answer(assessment, "stop", None, explanation="Button", state="unknown"),
    ):
        assert not same_as_present(given, other)
    assert not same_as_present(None, same)


def test_notes_owners_and_reviews_of_unknown_things_are_refused(assessment):
    before = journal_of(assessment.store.folder)
    for attempt in (
        lambda: add_note(assessment, "lost", "x", by=ANN, at=AT),
        lambda: assign_owner(assessment, "fact.name", "O", None, by=ANN, at=AT),
        lambda: assign_owner(assessment, "tell", "\n", None, by=ANN, at=AT),
        lambda: review_requirement(assessment, "tell", approve=True, comment="", by=BEN, at=AT),
    ):
        with pytest.raises(ConformityError):
            attempt()
    assert journal_of(assessment.store.folder) == before


@pytest.mark.parametrize("reviewer", [ANN, " Ann Author", "Ann   Author", "Ann\nAuthor"])
def test_the_author_of_an_answer_cannot_approve_it_under_any_spacing(assessment, reviewer):
    record(assessment, "risk.list", "yes")
    with pytest.raises(ConformityError) as raised:
        review_requirement(assessment, "risk.list", approve=True, comment="", by=reviewer, at=AT)
    assert raised.value.code == "review.by-author"
    review_requirement(assessment, "risk.list", approve=True, comment="", by=BEN, at=AT)
    assert assessment.state.reviews["risk.list"].by == BEN


def test_a_journal_that_keeps_moving_ends_in_an_error_not_in_a_loop(assessment, monkeypatch):
    def moved(*_):
        raise HeadMovedError([])

    monkeypatch.setattr(assessment.store, "append", moved)
    with pytest.raises(ConformityError) as raised:
        record_answer(assessment, build_answer(assessment, "fact.name", "x"), by=ANN, at=AT)
    assert raised.value.code == "journal.locked"
    assert verified(assessment.store.folder).intact
