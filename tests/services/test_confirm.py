"""What sources say is no answer until somebody confirms it, and keeps its source then."""

from __future__ import annotations

import datetime
import functools
import json

import pytest

from compliance.assessment.journal.records import Note, Proposed, Source
from compliance.checklist.conditions import Missing, Truth
from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError
from compliance.services.assess import open as opening
from compliance.services.assess.append import append_record
from compliance.services.assess.confirm import chosen, confirm, propose, refuse
from compliance.services.assess.record_answer import (
    AnswerConflictError,
    build_answer,
    confirmation,
    record_answer,
)
from compliance.services.assess.sign_off import sign_off
from compliance.services.exchange.apply import apply_differences, propose_differences
from compliance.services.issue_dossier import issue_dossier
from compliance.services.look.history import record_text
from compliance.views.answer import show_answer, view_answer
from compliance.views.confirm import view_to_confirm
from compliance.views.source import view_source
from tests.builders import ANN, AT, BEN, TODAY, begin, reopen
from tests.services.exchange_pack import Book, compared, exported, extra_pack
from tests.services.helpers import files_in, record, verified

READ = datetime.date(2029, 7, 9)
CARD = Source(
    kind="public",
    title="model card of Loom",
    address="example.org/loom",
    revision="9c1b2f",
    place="Licence",
    read=READ,
    sure="read at the maker",
)
LISTING = Source(kind="public", title="listing of Loom", read=READ)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return extra_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def assessment(tmp_path, catalogue):
    return begin(tmp_path / "case", catalogue)


def say(assessment, known, value, source=CARD, explanation="", state="given"):
    said = Proposed(
        question=known, value=value, source=source, explanation=explanation, state=state
    )
    return propose(assessment, said, by=ANN, at=AT)


def waiting(assessment):
    return [item.question for item in assessment.waiting()]


def test_a_proposal_is_by_its_source_and_answers_nothing(assessment):
    say(assessment, "fact.listed", "yes", explanation="Page 3.")
    state = assessment.state
    assert state.answers == {}
    item = state.unconfirmed["fact.listed"]
    assert (item.value, item.explanation, item.source) == ("yes", "Page 3.", CARD)
    assert item.single.by == "model card of Loom"
    assert assessment.facts.value("fact.listed") is Missing.UNANSWERED
    assert assessment.facts.holds("listed") is Truth.UNKNOWN
    assert not assessment.agenda.item("fact.listed").answered
    assert assessment.standing(TODAY).wanted_facts.to_confirm == ("fact.listed",)
    assert "fact.listed" not in assessment.standing(TODAY).wanted_facts.to_answer


def test_confirming_makes_it_an_answer_with_its_source(assessment):
    say(assessment, "fact.listed", "yes", explanation="Page 3.")
    done = confirm(assessment, ["fact.listed"], by=BEN, at=AT, seen=assessment.head)
    assert (done.recorded, done.problems) == (["fact.listed"], [])
    given = assessment.state.answers["fact.listed"]
    assert (given.value, given.explanation, given.by) == ("yes", "Page 3.", BEN)
    assert given.source == CARD
    assert assessment.state.unconfirmed == {}
    assert assessment.facts.holds("listed") is Truth.YES


def test_saving_the_same_value_again_keeps_source_and_explanation(assessment):
    say(assessment, "fact.listed", "yes", explanation="Page 3.")
    confirm(assessment, ["fact.listed"], by=BEN, at=AT)
    again = build_answer(assessment, "fact.listed", "yes", explanation=None)
    assert (again.source, again.explanation) == (CARD, "Page 3.")
    other = build_answer(assessment, "fact.listed", "no", explanation=None)
    assert (other.source, other.explanation) == (None, "")


def test_saying_what_waits_confirms_it_and_saying_something_else_does_not(assessment):
    say(assessment, "fact.listed", "yes")
    say(assessment, "fact.name", "Loom")
    record(assessment, "fact.listed", "yes", by=BEN)
    record(assessment, "fact.name", "Loom 2", by=BEN)
    assert assessment.state.answers["fact.listed"].source == CARD
    assert assessment.state.answers["fact.name"].source is None
    assert assessment.state.unconfirmed == {}


def test_what_a_source_says_waits_beside_an_answer_that_goes_on_standing(assessment):
    record(assessment, "fact.name", "Mine")
    assert say(assessment, "fact.name", "Loom")
    assert assessment.state.unconfirmed["fact.name"].value == "Loom"
    assert assessment.state.answers["fact.name"].value == "Mine"
    assert assessment.standing(TODAY).wanted_facts.to_confirm == ()
    confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=assessment.head)
    given = assessment.state.answers["fact.name"]
    assert (given.value, given.source, assessment.state.unconfirmed) == ("Loom", CARD, {})


def test_what_an_answer_says_already_does_not_wait(assessment):
    record(assessment, "fact.name", "Loom")
    assert not say(assessment, "fact.name", "Loom")
    assert assessment.state.unconfirmed == {}


def test_what_is_refused_waits_no_longer_and_is_not_raised_again(assessment):
    record(assessment, "fact.name", "Mine")
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.name", "Looom", LISTING)
    assert refuse(assessment, ["fact.name"], source=CARD.title, by=BEN, at=AT) == ["fact.name"]
    assert assessment.state.unconfirmed["fact.name"].value == "Looom"
    assert refuse(assessment, ["fact.name", "fact.listed"], by=BEN, at=AT) == ["fact.name"]
    assert assessment.state.unconfirmed == {}
    assert not say(assessment, "fact.name", "Loom")
    assert assessment.state.answers["fact.name"].value == "Mine"
    assert say(assessment, "fact.name", "Loom III"), "something else is news"


def test_of_sources_that_differ_the_one_that_is_named_is_confirmed(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.name", "Looom", LISTING)
    how = {"by": BEN, "at": AT, "seen": assessment.head}
    assert confirm(assessment, ["fact.name"], **how).problems
    assert confirm(assessment, ["fact.name"], source=CARD.title, **how).recorded == ["fact.name"]
    assert assessment.state.answers["fact.name"].source == CARD
    assert assessment.state.unconfirmed == {}
    assert not say(assessment, "fact.name", "Looom", LISTING), "it was decided on"


def test_the_same_of_the_same_source_is_recorded_once(assessment):
    assert say(assessment, "fact.name", "Loom")
    assert not say(assessment, "fact.name", "Loom")
    assert assessment.state.seq == 2


def test_what_does_not_arise_is_kept_and_not_listed_before_it_arises(assessment):
    say(assessment, "fact.count", 3)
    assert waiting(assessment) == []
    assert view_to_confirm(assessment, TODAY).later == 1
    record(assessment, "fact.listed", "no")
    assert waiting(assessment) == []
    record(assessment, "fact.listed", "yes")
    assert waiting(assessment) == ["fact.count"]


def test_what_arises_once_the_rest_is_confirmed_is_listed_with_it(assessment):
    say(assessment, "fact.count", 3)
    say(assessment, "fact.listed", "yes")
    assert waiting(assessment) == ["fact.listed", "fact.count"]


def test_all_of_one_source_are_chosen_by_a_part_of_its_name(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.listed", "yes", LISTING)
    assert [item.question for item in chosen(assessment, source="CARD")] == ["fact.name"]
    for name, said in (("nobody", "No source"), ("loom", "Several sources")):
        with pytest.raises(ConformityError, match=said):
            chosen(assessment, source=name)


def test_sources_that_differ_are_shown_each_and_none_is_meant_by_the_question_alone(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.name", "Looom", LISTING)
    shown = view_to_confirm(assessment, TODAY)
    assert shown.number == 1
    items = [group.items[0] for group in shown.groups]
    assert [item.said[0].answer.words for item in items] == ["Loom", "Looom"]
    assert [item.others for item in items] == [(LISTING.title,), (CARD.title,)]
    assert all(item.keeps for item in items)
    with pytest.raises(ConformityError) as refused:
        confirmation(assessment, "fact.name")
    assert refused.value.code == "answer.nothing-to-confirm"


def test_sources_that_agree_are_one(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.name", "Loom", LISTING)
    assert assessment.proposed("fact.name").source == CARD


def test_a_later_statement_of_the_same_source_takes_the_place_of_the_earlier(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.name", "Loom II", CARD.model_copy(update={"revision": "2"}))
    assert assessment.proposed("fact.name").value == "Loom II"


def test_what_the_question_does_not_accept_cannot_be_confirmed(assessment):
    say(assessment, "fact.country", "atlantis")
    done = confirm(assessment, ["fact.country"], by=BEN, at=AT)
    assert [problem.code for problem in done.problems] == ["answer.nothing-to-confirm"]
    assert assessment.state.answers == {}


def test_confirming_what_somebody_answered_meanwhile_is_a_conflict(assessment, catalogue, tmp_path):
    say(assessment, "fact.name", "Loom")
    seen = assessment.head
    record(reopen(tmp_path / "case", catalogue), "fact.name", "Mine", by=ANN)
    done = confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=seen)
    assert [problem.code for problem in done.problems] == ["answer.conflict"]
    assert assessment.state.answers["fact.name"].value == "Mine"
    with pytest.raises(AnswerConflictError) as conflict:
        confirmation(assessment, "fact.name", seen)
    assert (conflict.value.said.value, conflict.value.mine.value) == ("Mine", "Loom")


def test_confirming_what_says_something_else_meanwhile_is_refused(assessment):
    say(assessment, "fact.name", "Loom")
    seen = assessment.head
    say(assessment, "fact.name", "Loom II", CARD.model_copy(update={"revision": "2"}))
    done = confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=seen)
    assert [problem.code for problem in done.problems] == ["answer.conflict"]
    assert assessment.state.answers == {}


def test_what_somebody_confirmed_meanwhile_is_not_recorded_twice(assessment, catalogue, tmp_path):
    say(assessment, "fact.name", "Loom")
    seen = assessment.head
    confirm(reopen(tmp_path / "case", catalogue), ["fact.name"], by=ANN, at=AT)
    done = confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=seen)
    assert (done.recorded, done.problems) == ([], [])
    assert assessment.state.answers["fact.name"].by == ANN


def test_withdrawing_turns_a_proposal_down(assessment):
    say(assessment, "fact.name", "Loom")
    answer = build_answer(assessment, "fact.name", None, state="unknown")
    record_answer(assessment, answer.model_copy(update={"state": "withdrawn"}), by=BEN, at=AT)
    assert (assessment.state.answers, assessment.state.unconfirmed) == ({}, {})


def test_nobody_signs_while_something_waits_that_arises(assessment):
    record(assessment, "fact.country", "cn")
    say(assessment, "fact.count", 3)
    say(assessment, "fact.name", "Loom")
    with pytest.raises(ConformityError, match=r"fact\.name") as refused:
        sign_off(assessment, function="Director", comment="", by=BEN, at=AT)
    assert refused.value.code == "signing.to-confirm"
    confirm(assessment, ["fact.name"], by=ANN, at=AT)
    sign_off(assessment, function="Director", comment="", by=BEN, at=AT)  # fact.count is kept
    assert assessment.state.sign_offs


def test_a_proposal_after_a_sign_off_changes_nothing_that_was_signed(assessment):
    record(assessment, "fact.country", "cn")
    sign_off(assessment, function="Director", comment="", by=BEN, at=AT)
    say(assessment, "fact.name", "Loom")
    assert assessment.state.sign_offs[-1].since == []


def test_a_remark_of_a_source_is_by_the_source(assessment):
    note = Note(question="fact.name", text="Not stated.", source=CARD)
    append_record(assessment, note, by=ANN, at=AT)
    (remark,) = assessment.state.notes
    assert (remark.by, remark.source) == ("model card of Loom", CARD)


def test_history_and_paper_name_source_and_person(assessment, catalogue, tmp_path):
    say(assessment, "fact.name", "Loom")
    record_ = assessment.store.read()[-1]
    text, about = record_text(catalogue, record_)
    assert about == ("fact.name",)
    assert text.startswith("fact.name to be confirmed: Loom (from: model card of Loom; ")
    question, state = catalogue.questions["fact.name"], assessment.state
    shown = show_answer(catalogue, state, question, None)
    assert shown.state == "missing"
    assert shown.note.startswith("Not answered. To be confirmed: “Loom” (model card of Loom;")
    confirm(assessment, ["fact.name"], by=BEN, at=AT)
    given = assessment.state.answers["fact.name"]
    printed = show_answer(catalogue, assessment.state, question, given).given
    assert printed.startswith(f"Confirmed by {BEN}, 1 June 2030, from: model card of Loom;")
    assert "revision 9c1b2f" in printed
    assert "read 9 July 2029" in printed
    assert view_answer(assessment, "fact.name", given).source in printed


def test_the_age_of_what_was_read_is_said_and_old_is_called_old():
    young = view_source(CARD, datetime.date(2029, 12, 8))
    assert (young.dated, young.old) == ("read 9 July 2029, 4 months ago", "")
    old = view_source(CARD, datetime.date(2030, 6, 9))
    assert old.dated == "read 9 July 2029, 11 months ago"
    assert old.old == "old: more than 6 months"


def test_a_dossier_with_proposals_is_computed_again(assessment, tmp_path, catalogue, monkeypatch):
    load = functools.partial(load_catalogue, root=tmp_path / "packs")
    extra_pack(tmp_path / "packs")
    monkeypatch.setattr(opening, "load_catalogue", load)
    say(assessment, "fact.listed", "yes")
    confirm(assessment, ["fact.listed"], by=BEN, at=AT)
    say(assessment, "fact.name", "Loom")
    issue_dossier(assessment, tmp_path / "a.pdf", as_of=TODAY)
    result = verified(tmp_path / "a.pdf", tmp_path / "case")
    assert result.intact, result.problems
    assert not result.not_recomputed
    told = json.loads(files_in(tmp_path / "a.pdf")["assessment.json"])
    (answer,) = told["answers"]
    assert answer["source"]["title"] == "model card of Loom"
    (item,) = told["unconfirmed"]
    assert (item["question"], item["source"]["kind"]) == ("fact.name", "public")


# Files.


def test_an_export_says_to_confirm_and_coming_back_untouched_confirms_nothing(assessment):
    say(assessment, "fact.name", "Loom", explanation="Page 3.")
    book = Book(exported(assessment))
    row = book.rows["fact.name"]
    assert [book.main.cell(row, at).value for at in (5, 6)] == ["Loom", "To confirm"]
    assert "model card of Loom" in book.main.cell(row, 8).value
    plan = compared(assessment, book.saved())
    assert not any(map(plan.of, ("new", "changed", "refused", "conflict")))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_other_formats_come_back_untouched_too(assessment, form):
    say(assessment, "fact.name", "Loom")
    content = exported(assessment, form)
    assert ("To confirm" if form == "csv" else "to-confirm").encode() in content
    plan = compared(assessment, content, form)
    assert not any(map(plan.of, ("new", "changed", "refused", "conflict")))


def test_in_a_file_only_the_word_answered_confirms(assessment):
    say(assessment, "fact.name", "Loom")
    say(assessment, "fact.listed", "yes")
    book = Book(exported(assessment))
    book.write("fact.name", state="Answered").write("fact.listed", state=None)
    plan = compared(assessment, book.saved())
    assert [item.question for item in plan.of("new")] == ["fact.name"]
    apply_differences(assessment, plan, plan.of("new"), by=BEN, at=AT)
    assert assessment.state.answers["fact.name"].source == CARD
    assert "fact.listed" in assessment.state.unconfirmed


def test_in_a_file_another_value_is_an_answer_of_its_own(assessment):
    say(assessment, "fact.name", "Loom")
    plan = compared(
        assessment, Book(exported(assessment)).write("fact.name", answer="My loom").saved()
    )
    apply_differences(assessment, plan, plan.of("new"), by=BEN, at=AT)
    given = assessment.state.answers["fact.name"]
    assert (given.value, given.source) == ("My loom", None)


def test_a_file_nobody_answers_for_is_put_forward_with_the_file_as_source(assessment):
    record(assessment, "fact.country", "cn")
    book = Book(exported(assessment))
    book.write("fact.name", answer="Loom").write("fact.country", answer="France")
    plan = compared(assessment, book.saved())
    done = propose_differences(assessment, plan, plan.of("new") + plan.of("changed"), by=BEN, at=AT)
    assert done.recorded == ["fact.name"]
    assert [problem.place for problem in done.problems] == ["fact.country"]
    source = assessment.proposed("fact.name").source
    assert (source.kind, source.title, source.read) == ("file", "back.xlsx", AT.date())
    assert source.address.startswith("SHA-256 ")
    assert "Questions" in source.place
    assert assessment.state.answers["fact.country"].value == "cn"
