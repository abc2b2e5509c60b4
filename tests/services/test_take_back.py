"""Withdrawing an answer, and putting back what stood before one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.assessment.journal.records import Proposed, Source
from compliance.errors import ConformityError
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.confirm import confirm, propose
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.take_back import undo_answer, withdraw_answer
from tests.builders import ANN, AT, BEN, begin
from tests.services.helpers import record, records_of

HOW: dict[str, Any] = {"by": BEN, "at": AT}


@pytest.fixture
def assessment(tmp_path, mini):
    return begin(tmp_path / "a", mini)


def test_a_withdrawn_answer_leaves_its_question_open_and_stays_in_the_history(assessment):
    record(assessment, "fact.name", "Loom")
    assert withdraw_answer(assessment, "fact.name", "Another product.", **HOW)
    assert "fact.name" not in assessment.state.answers
    assert assessment.agenda.item("fact.name").answered is False
    last = records_of(assessment.binder.folder)[-1]
    assert (last.data.state, last.data.explanation, last.by) == (
        "withdrawn", "Another product.", BEN,
    )  # fmt: skip


def test_what_has_no_answer_is_not_withdrawn(assessment):
    before = assessment.state.seq
    assert not withdraw_answer(assessment, "fact.name", "", **HOW)
    assert assessment.state.seq == before
    with pytest.raises(ConformityError):
        withdraw_answer(assessment, "fact.nothing", "", **HOW)


def test_undoing_the_first_answer_empties_it_and_the_author_of_an_earlier_one_stays(assessment):
    first = record(assessment, "fact.name", "Loom", by=ANN)
    second = record(assessment, "fact.name", "Mill", by=BEN)
    undo_answer(assessment, "fact.name", second.seq, **HOW)
    given_ = assessment.state.answers["fact.name"]
    assert (given_.value, given_.by, given_.entered_by) == ("Loom", ANN, BEN)
    with pytest.raises(ConformityError) as caught:
        undo_answer(assessment, "fact.name", first.seq, **HOW)
    assert caught.value.problems[0].code == "answer.changed-since"
    other = record(assessment, "fact.country", "fr")
    undo_answer(assessment, "fact.country", other.seq, **HOW)
    assert "fact.country" not in assessment.state.answers


def test_what_a_source_said_waits_again_once_the_answer_is_taken_back(assessment):
    card = Source(kind="public", title="model card of Loom")
    said = Proposed(question="fact.name", value="Loom", source=card)
    propose(assessment, said, by=ANN, at=AT)
    first = record(assessment, "fact.name", "Mill")
    undo_answer(assessment, "fact.name", first.seq, **HOW)
    assert assessment.state.unconfirmed["fact.name"].value == "Loom"
    confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=assessment.head)
    assert assessment.state.unconfirmed == {}
    assert withdraw_answer(assessment, "fact.name", "Not sure.", **HOW)
    assert assessment.state.unconfirmed["fact.name"].value == "Loom"
    assert not withdraw_answer(assessment, "fact.name", "", **HOW), "it is no answer"


def test_a_confirmed_answer_that_comes_back_has_its_source(assessment):
    card = Source(kind="public", title="model card of Loom")
    propose(assessment, Proposed(question="fact.name", value="Loom", source=card), by=ANN, at=AT)
    confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=assessment.head)
    later = record(assessment, "fact.name", "Mill")
    undo_answer(assessment, "fact.name", later.seq, **HOW)
    given_ = assessment.state.answers["fact.name"]
    assert (given_.value, given_.by, given_.source) == ("Loom", BEN, card)


def test_a_withdrawal_is_undone_too(assessment):
    record(assessment, "fact.name", "Loom")
    withdraw_answer(assessment, "fact.name", "", **HOW)
    undo_answer(assessment, "fact.name", assessment.state.seq, **HOW)
    assert assessment.state.answers["fact.name"].value == "Loom"


@given(st.lists(st.sampled_from(["Loom", "Mill", None]), min_size=1, max_size=5))
def test_undo_leads_back_to_what_was_said_before(tmp_path_factory, mini, said):
    made = begin(tmp_path_factory.mktemp("undo") / "a", mini)
    for value in said[:-1]:
        _say(made, value)
    before = made.state.answers.get("fact.name")
    seq = made.state.seq
    _say(made, said[-1])
    if made.state.seq == seq:
        return  # nothing was recorded
    undo_answer(made, "fact.name", made.state.seq, by=ANN, at=AT)
    after = made.state.answers.get("fact.name")
    assert (after and after.value) == (before and before.value)


def _say(made, value):
    if value is None:
        withdraw_answer(made, "fact.name", "", by=ANN, at=AT)
    else:
        record(made, "fact.name", value)


def test_an_answers_file_withdraws_once(assessment, tmp_path):
    record(assessment, "fact.name", "Loom")
    file = tmp_path / "answers.yaml"
    file.write_text('answers:\n  fact.name: {withdraw: "Named too early."}\n')
    done = import_answers(assessment, read_answers(file), by=ANN, at=AT)
    assert (done.recorded, done.unchanged) == (1, 0)
    assert "fact.name" not in assessment.state.answers
    done = import_answers(assessment, read_answers(file), by=ANN, at=AT)
    assert (done.recorded, done.unchanged) == (0, 1)


@pytest.mark.parametrize("value", ["[a, none]", '"a, None of these"', "[-none-, b]"])
def test_an_answers_file_that_says_none_and_more_is_refused_whole(assessment, tmp_path, value):
    file = tmp_path / "answers.yaml"
    file.write_text(f"answers:\n  fact.name: Loom\n  fact.uses: {value}\n")
    with pytest.raises(ConformityError) as caught:
        import_answers(assessment, read_answers(file), by=ANN, at=AT)
    assert [item.code for item in caught.value.problems] == ["answer.none-and-more"]
    assert assessment.state.answers == {}
