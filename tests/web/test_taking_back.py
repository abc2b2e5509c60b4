"""Withdrawing an answer, undoing one, and what an answer changed, without a script."""

from __future__ import annotations

import re

import pytest

from compliance.services.assess.open import open_assessment
from tests.builders import ANN
from tests.services.helpers import record
from tests.web.conftest import Browser

USES = "/a/looms/q/fact.uses"
NAME = "/a/looms/q/fact.name"
LISTED = "/a/looms/q/fact.listed"


@pytest.fixture
def answers(workspace):
    """The answers as another program would read them."""
    return lambda: open_assessment(workspace / "looms").state.answers


def save(alone: Browser, path: str, **fields) -> str:
    """Save an answer as the page without a script would, and read the page after it."""
    seen = re.search(r'name="seen" value="([^"]+)"', alone.get(path).text)
    assert seen
    said = alone.post(path, {"action": "save", "seen": seen[1], **fields}, page=path)
    return said.text if said.status_code == 200 else alone.get(said.location).text


def undo(alone: Browser, page: str):
    """Press the button Undo of a page."""
    path, number = re.search(
        r'action="(/a/looms/q/[^"]+/undo)">.*?name="record" value="(\d+)"', page
    ).groups()
    return alone.get(alone.post(path, {"record": number}).location).text


def test_none_beside_a_use_is_refused_and_both_stay_ticked(alone, answers):
    save(alone, LISTED, value="yes")
    page = save(alone, USES, value=["a", "-none-"])
    assert "answer.none-and-more" in page
    assert len(re.findall(r'value="(?:a|-none-)" checked', page)) == 2
    assert "fact.uses" not in answers()
    save(alone, USES, value="-none-")
    assert answers()["fact.uses"].value == []
    assert "Unchanged" not in save(alone, USES, value="a")
    assert answers()["fact.uses"].value == ["a"]


def test_none_is_marked_as_excluding_the_others(alone):
    boxes = re.findall(r"<input type=\"checkbox\" name=\"value\"[^>]*>", alone.get(USES).text)
    assert [("data-alone" in box) for box in boxes] == [False, False, False, True]


def test_an_answer_is_withdrawn_by_a_button(alone, answers):
    assert "/withdraw" not in alone.get(NAME).text
    save(alone, NAME, value="Loom")
    page = alone.get(NAME).text
    assert "Withdraw this answer" in page
    said = alone.post(f"{NAME}/withdraw", page=NAME)
    page = alone.get(said.location).text
    assert "Withdrawn: name" in page
    assert "fact.name" not in answers()
    assert "Undone: name" in undo(alone, page)
    assert answers()["fact.name"].value == "Loom"


def test_a_withdrawal_after_somebody_else_answered_is_refused(alone, answers, workspace):
    save(alone, NAME, value="Loom")
    seen = re.search(r'name="seen" value="([^"]+)"', alone.get(NAME).text)[1]
    record(open_assessment(workspace / "looms"), "fact.name", "Mill")
    said = alone.post(f"{NAME}/withdraw", {"seen": seen}, page=NAME)
    assert "was not recorded" in alone.get(said.location).text
    assert answers()["fact.name"].value == "Mill"


def test_what_was_saved_is_undone_until_somebody_answers_again(alone, answers, workspace):
    save(alone, NAME, value="Loom")
    page = save(alone, NAME, value="Mill")
    assert "Undone: name" in undo(alone, page)
    assert (answers()["fact.name"].value, answers()["fact.name"].by) == ("Loom", ANN)
    page = save(alone, NAME, value="Wheel")
    record(open_assessment(workspace / "looms"), "fact.name", "Gear")
    assert "answered again since" in undo(alone, page)
    assert answers()["fact.name"].value == "Gear"


def test_saving_what_stands_there_offers_no_undo(alone):
    save(alone, NAME, value="Loom")
    page = save(alone, NAME, value="Loom")
    assert "Unchanged" in page
    assert "/undo" not in page


@pytest.mark.parametrize("number", ["", "x", "-1", "999999"])
def test_an_undo_of_nothing_changes_nothing(alone, answers, number):
    save(alone, NAME, value="Loom")
    alone.post(f"{NAME}/undo", {"record": number}, page=NAME)
    assert answers()["fact.name"].value == "Loom"


def test_the_banner_says_what_an_answer_changed(alone):
    page = save(alone, LISTED, value="yes")
    notice = page.partition('class="notice notice-done"')[2].partition("</form>")[0]
    assert "Saved: listed use" in notice
    assert "<li>Now: Listed" in notice
    page = save(alone, NAME, value="Loom")
    assert "<li>Now" not in page.partition("<h1>")[0]


@pytest.mark.parametrize("role", ["reader", "reviewer"])
def test_only_who_answers_may_take_back(signed_in, workspace, answers, role):
    record(open_assessment(workspace / "looms"), "fact.name", "Loom")
    browser = signed_in(role)
    for path in ("withdraw", "undo"):
        said = browser.post(f"{NAME}/{path}", {"record": "2"})
        assert said.status_code == 403
    assert answers()["fact.name"].value == "Loom"
    assert "/withdraw" not in browser.get(NAME).text
