"""What is said of a review is the same in the terminal, in the browser and on paper."""

from __future__ import annotations

import json

import pytest

from compliance.assessment.reviews import WORDS
from compliance.documents.dossier.issue import build_record, prepare
from compliance.errors import ConformityError
from compliance.services.assess.follow_up import review_requirement
from compliance.services.assess.review_queue import review_queue
from compliance.views.board import summarise
from compliance.views.finding import view_finding
from compliance.views.standing import view_standing
from tests.builders import ANN, AT, BEN, MINI, load_mini
from tests.web.helpers_sign import CLEO, machine

TODAY = AT.date()
TELL = "/a/machine/findings/tell"
PATH = "requirements/art-2/art-2.3.yaml"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """``tell`` needs no review; ``risk.list`` needs one and was returned."""
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs"))
    room.record("tell", "yes", by=ANN)
    return room


def review(room, known, by=BEN, *, approve=True, comment=""):
    review_requirement(room.assessment(), known, approve=approve, comment=comment, by=by, at=AT)


def paper(room):
    return prepare(room.assessment(), b"", TODAY, "1").html


def in_json(room, known):
    record = json.loads(build_record(room.assessment(), TODAY, "1"))
    return next(item["review"] for item in record["findings"] if item["id"] == known)


def sums(html):
    lines = {
        "approved": "Approved, and the approval fits the present answers",
        "returned": "Returned to the author",
        "again": "Returned earlier; answers or evidence changed since",
        "lost": "Approved earlier; answers or evidence changed since, or approved by the author",
    }
    cell = '<th scope="row">{}</th><td>{}</td>'
    return {
        key: next((n for n in range(9) if cell.format(line, n) in html), None)
        for key, line in lines.items()
    }


def test_an_approval_nobody_asked_for_is_void_everywhere_once_the_answer_changes(room):
    review(room, "tell")
    assert (in_json(room, "tell")["state"], in_json(room, "tell")["counts"]) == ("approved", True)
    assert sums(paper(room)) == {"approved": 1, "returned": 1, "again": None, "lost": 0}
    room.record("tell", "no", by=ANN)
    assert view_finding(room.assessment(), TODAY, "tell").review.state == "void"
    assert "Approval void" in room.text(TELL)
    html = paper(room)
    assert f"Approved by {BEN}, 1 June 2030; it no longer counts for the present answers." in html
    assert sums(html) == {"approved": 0, "returned": 1, "again": None, "lost": 1}
    assert (in_json(room, "tell")["state"], in_json(room, "tell")["counts"]) == ("void", False)


def test_what_changed_after_it_was_returned_is_not_with_its_author_on_paper(room):
    room.record("risk.list", "yes", by=ANN, explanation="Register R-1.")
    assert "Changed after it was returned" in room.text("/a/machine/review/")
    html = paper(room)
    assert f"Returned by {BEN}, 1 June 2030; answers or evidence changed since." in html
    assert sums(html) == {"approved": 0, "returned": 0, "again": 1, "lost": 0}
    assert in_json(room, "risk.list")["state"] == "again"


def test_the_schema_of_a_review_lists_its_states():
    from compliance.views.reports import schema

    assert schema("check")["$defs"]["Review"]["properties"]["state"]["enum"] == list(WORDS)


def test_returning_needs_a_comment_at_every_door(room):
    with pytest.raises(ConformityError) as refused:
        review(room, "tell", approve=False, comment=" ")
    assert [item.code for item in refused.value.problems] == ["answer.reason-missing"]
    for page, action in ((TELL, f"{TELL}/review"), ("/a/machine/review/tell",) * 2):
        answer = room.post(action, {**room.fields(page, action), "decision": "return"})
        assert "It is not said why it goes back." in answer.text, page
    assert "tell" not in room.state().reviews


def test_returning_needs_a_comment_in_the_terminal_too(room, monkeypatch, capsys):
    from compliance.cli.main import run

    monkeypatch.setenv("CONFORMITY_AUTHOR", BEN)
    assert run(["review", str(room.folder), "tell", "--return"]) == 2
    assert "[answer.reason-missing]" in capsys.readouterr().err


def test_every_face_counts_the_same_answers_as_waiting(tmp_path, monkeypatch, capsys):
    """Returned ones wait for their authors, void approvals for a reviewer."""
    from compliance.cli.main import run

    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    both = {PATH: MINI[PATH].replace("review: {required: false}", "review: {}")}
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs", both))
    room.record("tell", "yes", by=ANN)
    review(room, "tell")
    room.record("tell", "late", by=ANN)
    found = room.assessment()
    states = {item.finding.id: item.finding.review.state for item in review_queue(found, TODAY)}
    assert states == {"risk.list": "returned", "tell": "void"}
    for said in (summarise(found, TODAY), view_standing(found, TODAY)):
        assert (said.waiting, said.returned) == (1, 1)
    room.as_person(CLEO)
    text = room.text("/a/machine/sign-off/")
    assert "1 answer to review 1 answer returned 1 approval void" in text
    run(["check", str(room.folder)])
    text = capsys.readouterr().out
    assert "1 answered requirement waits for a review." in text
    assert "1 answered requirement was returned to the author." in text
