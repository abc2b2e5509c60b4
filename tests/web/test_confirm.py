"""The page “To confirm”, and what waits on the page of a question."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.journal.records import Proposed, Source
from compliance.services.assess.confirm import propose
from tests.builders import ANN, AT, BEN, load_mini
from tests.web.helpers_sign import CLEO, hidden, machine

PAGE = "/a/machine/confirm/"
NAME = "/a/machine/q/fact.name"
CARD = Source(
    kind="public", title="model <card>", address="example.org/loom", read=datetime.date(2020, 7, 9)
)


@pytest.fixture
def room(tmp_path):
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs"))
    assessment = room.assessment()
    for known, value in (("fact.name", "Loom"), ("fact.country", "cn"), ("fact.count", 3)):
        propose(assessment, Proposed(question=known, value=value, source=CARD), by=ANN, at=AT)
    return room


def post(room, **fields):
    shown = {"seen": room.fields(PAGE, PAGE)["seen"], "shown": ["fact.name", "fact.country"]}
    return room.post(PAGE, {**shown, **fields})


def test_the_tasks_lead_to_one_list_of_what_waits(room):
    assert "3 answers are to be confirmed" in room.text("/a/machine/")
    assert f'href="{PAGE}"' in room.page("/a/machine/")
    text = room.text(PAGE)
    for part in ("What is its name?", "Loom", "China", "Read 9 July 2020, ", "Old: more than 6"):
        assert part in text, part
    assert "<card>" not in room.page(PAGE)


def test_one_is_confirmed_and_keeps_its_source(room):
    assert post(room, question="fact.name").location == PAGE
    given = room.state().answers["fact.name"]
    assert (given.value, given.by, given.source) == ("Loom", CLEO, CARD)
    assert "fact.country" in room.state().unconfirmed
    text = room.text(NAME)
    assert f"Confirmed by {CLEO}" in text
    assert "from: model <card>; example.org/loom; read 9 July 2020" in text


def test_all_of_a_source_are_confirmed_as_far_as_they_were_shown(room):
    answer = post(room, source="model <card>")
    assert set(room.state().unconfirmed) == {"fact.count"}
    assert answer.location == PAGE
    post(room, source="model <card>", shown=["fact.count"])
    assert room.state().unconfirmed == {}
    assert "Nothing waits to be confirmed" in room.text(PAGE)


def test_saving_a_confirmed_answer_unchanged_keeps_its_source(room):
    post(room, question="fact.name")
    before = room.state().head
    room.post(NAME, {**hidden(room.page(NAME), NAME), "value": "Loom", "action": "save"})
    assert room.state().head == before


def test_the_page_of_a_question_offers_to_confirm_or_to_change(room):
    text = room.text(NAME)
    assert "To be confirmed A public source says so" in text
    assert 'value="Loom"' not in room.page(NAME)
    assert 'value="Loom"' in room.page(f"{NAME}?from=source")
    room.post(NAME, {**hidden(room.page(NAME), NAME), "action": "confirm"})
    assert room.state().answers["fact.name"].source == CARD


def test_changing_what_a_source_says_is_an_answer_of_the_person(room):
    room.post(NAME, {**hidden(room.page(NAME), NAME), "value": "Loom 2", "action": "save"})
    given = room.state().answers["fact.name"]
    assert (given.value, given.source) == ("Loom 2", None)


def test_what_was_answered_meanwhile_is_a_conflict_on_both_pages(room):
    fields = hidden(room.page(NAME), NAME)
    listed = {"seen": fields["seen"], "shown": ["fact.name"], "question": "fact.name"}
    room.record("fact.name", "Theirs", by=BEN)
    shown = room.post(NAME, {**fields, "action": "confirm"})
    assert shown.status_code == 200
    assert "Theirs" in shown.text
    assert "Yours, not recorded" in shown.text
    room.post(PAGE, listed)
    assert room.state().answers["fact.name"].value == "Theirs"


def test_who_only_reads_sees_the_list_and_cannot_confirm(room):
    room.as_person("Rea", "reader")
    assert "Confirm all" not in room.text(PAGE)
    assert room.post(PAGE, {"question": "fact.name"}).status_code == 403
    assert "fact.name" in room.state().unconfirmed


def test_it_cannot_be_signed_while_something_waits(room):
    page = "/a/machine/sign-off/"
    assert "It cannot be signed yet: 3 answers from sources" in room.text(page)
    assert "Sign the assessment off" not in room.text(page)
    room.post(page, {"function": "Director", "basis": "x"})
    assert not room.state().sign_offs
