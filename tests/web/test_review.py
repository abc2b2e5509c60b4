"""The pages on which answers are reviewed, one after the other."""

from __future__ import annotations

import re

import pytest

from compliance.services.assess.attach_evidence import withdraw_evidence
from tests.builders import ANN, AT, BEN, MINI, load_mini
from tests.web.helpers_sign import CLEO, machine

LIST = "/a/machine/review/"
ONE = "/a/machine/review/risk.list"
TELL = "/a/machine/review/tell"


@pytest.fixture
def room(tmp_path):
    """Two requirements that need a review: ``risk.list`` and ``tell``."""
    path = "requirements/art-2/art-2.3.yaml"
    both = {path: MINI[path].replace("review: {required: false}", "review: {}")}
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs", both))
    room.record("tell", "yes", by=ANN)
    return room


def decide(room, path, decision, comment="", **more):
    fields = {**room.fields(path, path), "decision": decision, "comment": comment, **more}
    return room.post(path, fields)


def lines(room, query=""):
    """Ids in the list, in order."""
    table = room.page(LIST + query).partition("<tbody>")[2]
    return re.findall(r'href="/a/machine/review/([a-z.]+)', table)


def test_the_list_holds_what_waits_and_what_was_returned_with_the_comment(room):
    text = room.text(LIST)
    assert "2 requirements lack the review" in text
    assert "Returned to its author" in text
    assert "Where?" in text
    assert "Waits for a review" in text
    assert lines(room) == ["risk.list", "tell"]


def test_the_filters_show_what_is_mine_and_what_came_back(room):
    assert lines(room, "?show=mine") == ["tell"]
    assert lines(room, "?show=returned") == ["risk.list"]
    assert lines(room, "?show=void") == []
    assert lines(room, "?show=my-returned") == []
    room.as_person(ANN)
    assert lines(room, "?show=mine") == []
    assert lines(room, "?show=my-returned") == ["risk.list"]
    assert "Answer it again" in room.text(LIST)
    room.page(LIST + "?show=nonsense", 404)


def test_an_answer_given_again_waits_again_with_what_changed(room):
    room.record("risk.list", "yes", by=ANN, explanation="Register R-1.")
    text = room.text(LIST)
    assert "Changed after it was returned" in text
    assert "Register R-1." in text
    assert lines(room, "?show=mine") == ["risk.list", "tell"]


def test_approving_goes_to_the_next_and_ends_at_the_list(room):
    room.record("risk.list", "yes", by=ANN)
    answer = decide(room, ONE, "approve")
    assert (answer.status_code, answer.location) == (303, TELL)
    assert "Review 1 of 1 for you" in room.text(TELL)
    answer = decide(room, TELL, "approve", "Looked at the first screen.")
    assert answer.location == LIST
    text = room.text(LIST)
    assert "No answer waits for a review." in text
    assert "2 requirements have an approval that counts" in text


def test_the_next_one_is_never_my_own_nor_one_that_its_author_has(room):
    assert decide(room, TELL, "approve").location == LIST  # risk.list lies with Ann
    room.record("tell", "late", by=CLEO)
    room.record("risk.list", "yes", by=ANN)
    assert decide(room, ONE, "approve").location == LIST  # tell is Cleo's own


def test_the_filter_stays_from_one_to_the_next(room):
    room.record("risk.list", "yes", by=ANN)
    page = f"{ONE}?show=mine"
    fields = room.fields(page, ONE)
    assert fields["show"] == "mine"
    answer = room.post(ONE, {**fields, "decision": "approve"})
    assert answer.location == f"{TELL}?show=mine"


def test_returning_needs_a_comment_and_keeps_the_choice(room):
    answer = decide(room, TELL, "return")
    assert answer.status_code == 200
    assert "answer.reason-missing" in answer.text
    assert re.search(r'value="return" checked', answer.text)
    assert "tell" not in room.state().reviews
    assert decide(room, TELL, "return", "On which screen?").status_code == 303
    assert room.state().reviews["tell"].data.comment == "On which screen?"


def test_no_decision_is_no_review(room):
    answer = decide(room, TELL, "", "Looks good")
    assert "No decision is chosen." in answer.text
    assert "Looks good" in answer.text
    assert "tell" not in room.state().reviews


def test_the_author_is_told_and_cannot_approve(room):
    room.as_person(ANN)
    assert "You gave the answer" in room.text(TELL)
    answer = decide(room, TELL, "approve", "Mine.")
    assert "review.by-author" in answer.text
    assert "Mine." in answer.text
    assert "tell" not in room.state().reviews


def test_an_answer_that_changed_after_the_page_was_opened_is_not_approved_unseen(room):
    fields = {**room.fields(TELL, TELL), "decision": "approve", "comment": "All fine."}
    room.record("tell", "late", by=BEN)
    answer = room.post(TELL, fields)
    assert "review.changed" in answer.text
    assert "All fine." in answer.text
    assert "Yes, but late" in answer.text
    assert "tell" not in room.state().reviews


def test_a_void_approval_says_what_made_it_void(room):
    room.record("risk.list", "yes", by=ANN)
    decide(room, ONE, "approve")
    withdraw_evidence(room.assessment(), "EV-0001", reason="Wrong file.", by=BEN, at=AT)
    assert lines(room, "?show=void") == ["risk.list"]
    text = room.text(LIST)
    assert "Approval void" in text
    assert "EV-0001 withdrawn: Wrong file." in text
    assert f"{BEN}, 1 June 2030, 09:00 UTC" in text
    assert "The approval no longer counts" in room.text(ONE)


def test_an_approval_by_the_author_waits_for_another_person(room):
    decide(room, TELL, "approve")
    room.record("tell", "late", by=CLEO)
    room.record("tell", "yes", by=CLEO)  # the content that was approved, now CLEO's
    assert "Approved by its author only" in room.text(LIST)
    assert "tell" not in lines(room, "?show=mine")


def test_no_form_approves_several_at_once(room):
    assert room.page(LIST).count("<form") == 2  # the filter, and the search


@pytest.mark.parametrize("role", ["officer", "engineer", "reader"])
def test_only_reviewers_and_signatories_review(room, role):
    room.as_person(BEN, role)
    assert "Your decision" not in room.text(TELL)
    assert "Review one after the other" not in room.text(LIST)
    assert room.post(TELL, {"decision": "approve", "basis": "x"}).status_code == 403


def test_what_does_not_exist_is_not_found(room):
    room.page("/a/machine/review/no.such", 404)
    assert room.post("/a/machine/review/no.such", {"decision": "approve"}).status_code == 404


def test_a_reviewer_sees_every_entry_of_a_table(room):
    room.record("risk.list.rows", [{"name": "Jam", "weight": 3}], by=ANN)
    text = room.text(ONE)
    assert "Jam" in text
    assert "Weight" in text
