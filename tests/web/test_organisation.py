"""The organisation of a workspace on pages: begun, shown, and taken over from."""

from __future__ import annotations

import re
import time

import pytest

from compliance.assessment.journal.fold import fold
from compliance.services.assess.follow_up import review_requirement
from compliance.services.share.take_over import take_over
from tests.builders import ANN, AT, BEN, reopen
from tests.services.helpers import attach, journal_of, record, records_of
from tests.services.shared_pack import SHARED, begin_shared, organisation, shared_pack, system
from tests.web.helpers_sign import CLEO, open_room, plain

FROM = "/a/a/organisation"
NAME = "/a/a/q/fact.name"
RISK = "/a/a/q/risk.list"


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    made = shared_pack(tmp_path / "packs")
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    return made


@pytest.fixture
def room(tmp_path, catalogue):
    """A workspace with the assessment ``a``."""
    system(tmp_path / "w", catalogue)
    return open_room(tmp_path / "w", catalogue)


@pytest.fixture
def firm(room, tmp_path):
    """Its organisation, with answers, a file and a review."""
    made = organisation(room.workspace, room.catalogue)
    record(made, "fact.name", "Mill Ltd")
    record(made, "risk.list", "partly", explanation="Register R-1")
    report = tmp_path / "report.txt"
    report.write_text("the list")
    attach(made, report, "risk.list")
    review_requirement(made, "risk.list", approve=True, comment="Seen", by=BEN, at=AT)
    return made


def state(room, name="a"):
    return fold(records_of(room.workspace / name))


def ready(room):
    end = time.monotonic() + 20
    while room.client.get("/board").json["pending"]:
        assert time.monotonic() < end
        time.sleep(0.01)
    return room.page("/")


def offered(room, path=FROM):
    """The hidden fields, and what is ticked."""
    page = room.page(path)
    ticked = re.findall(r'name="take" id="[^"]+" value="([^"]+)" checked', page)
    return {**room.fields(path, path), "take": ticked}


def form_of(room, path):
    """The hidden fields and the choice of the form of a question."""
    page = room.page(path)
    chosen = re.search(r'name="where" id="[^"]+" value="([a-z]+)" checked', page)
    main = page.partition('class="answer"')[2]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', main))
    hidden.pop("csrf_token", None)
    return hidden | ({"where": chosen[1]} if chosen else {})


# --- The workspace, and beginning


def test_the_workspace_offers_to_begin_and_then_shows_how_far_it_is(room):
    assert 'href="/organisation"' in room.page("/")
    answer = room.post("/organisation", {"title": "Mill Ltd"})
    assert (answer.status_code, answer.location) == (303, "/a/organisation/")
    assert state(room, "organisation").is_organisation
    page = ready(room)
    assert 'href="/organisation"' not in page
    table, _, block = page.partition("</table>")
    assert "Mill Ltd" not in table
    assert "Mill Ltd" in block
    assert re.search(r"0 of [1-9] questions answered for all systems", block)
    assert "[organisation" not in page


def test_it_begins_with_the_answers_of_an_assessment(room):
    record(reopen(room.workspace / "a", room.catalogue), "fact.name", "Mill Ltd")
    assert 'value="a"' in room.page("/organisation")
    room.post("/organisation", {"title": "Mill", "from": "a"})
    given = state(room, "organisation").answers["fact.name"]
    assert (given.value, given.by, given.taken[0]) == ("Mill Ltd", ANN, CLEO)
    text = room.text("/a/organisation/q/fact.name")
    assert f"From an assessment, by {ANN} on 1 June 2030" in text


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "assessment.name"),
        ({"title": "x" * 200}, "answer.too-long"),
        ({"title": "Mill", "from": "nowhere"}, "assessment.not-a-folder"),
    ],
)
def test_a_mistake_leaves_nothing_behind_and_keeps_what_was_typed(room, fields, code):
    answer = room.post("/organisation", fields)
    assert answer.status_code == 200
    assert f"[{code}]" in answer.text
    assert f'value="{fields["title"]}"' in answer.text
    assert not (room.workspace / "organisation").exists()


def test_a_second_beginning_is_refused(room, firm):
    before = journal_of(firm.store.folder)
    assert "[assessment.exists]" in room.post("/organisation", {"title": "B"}).text
    assert journal_of(firm.store.folder) == before


def test_only_officers_begin_it(room):
    room.as_person(ANN, "engineer")
    assert 'href="/organisation"' not in room.page("/")
    assert room.client.get("/organisation").status_code == 403
    assert room.post("/organisation", {"title": "Mill"}).status_code == 403


def test_a_folder_of_that_name_that_is_a_system_stays_one(room):
    begin_shared(room.workspace / "organisation", room.catalogue, "CA-o", "system")
    page = ready(room)
    assert "Your organisation" not in page
    assert 'href="/a/organisation/"' in page
    assert "not taken over" not in room.text("/a/a/")


def test_a_damaged_organisation_is_named_and_hides_no_assessment(room, firm):
    path = firm.store.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Mill Ltd", b"Mall Ltd"))
    page = ready(room)
    assert "journal.broken-chain" in page.partition("Your organisation")[2]
    assert "The organisation is left out" in room.text("/a/a/")
    assert "journal.broken-chain" in room.text("/a/a/")
    room.page(NAME)
    assert "journal.broken-chain" in room.text(FROM)


# --- Its own pages


NO_FINDINGS = (
    "classification/",
    "findings/",
    "findings/risk.list",
    "review/",
    "review/risk.list",
    "deadlines/",
    "deadlines/calendar.ics",
    "sign-off/",
    "issue/",
    "mine/",
)


@pytest.mark.parametrize("place", NO_FINDINGS)
def test_a_place_that_needs_findings_says_that_it_has_none(room, firm, place):
    text = room.page(f"/a/organisation/{place}", 422)
    assert "organisation.no-findings" in text
    assert f'href="/a/organisation/{place}"' not in room.page("/a/organisation/")


@pytest.mark.parametrize(
    "place",
    [
        "findings/risk.list/owner",
        "findings/risk.list/review",
        "review/risk.list",
        "sign-off/",
        "sign-off/withdraw",
        "issue/",
    ],
)
def test_a_form_that_needs_findings_records_nothing(room, firm, place):
    before = journal_of(firm.store.folder)
    fields = {"decision": "approve", "owner": "Ann", "reason": "x"}
    answer = room.post(f"/a/organisation/{place}", fields)
    assert answer.status_code == 422
    assert "organisation.no-findings" in answer.text
    assert journal_of(firm.store.folder) == before


@pytest.mark.parametrize(
    "place",
    [
        "",
        "?by=theme",
        "?by=person",
        "section/about",
        "q/fact.name",
        "q/risk.list",
        "evidence/",
        "evidence/EV-0001",
        "history/",
        "history/differences",
        "search/?q=name",
        "files/",
        "files/print",
        "files/export?to=json&scope=all",
        "law/art-2.1",
        "organisation",
        "edition/",
    ],
)
def test_its_other_places_are_there(room, firm, place):
    page = room.page(f"/a/organisation/{place}")
    assert "Where is the maker established" not in page  # asked of each system


def test_what_is_asked_of_each_system_is_not_answered_for_all(room, firm):
    for send in (room.client.get, lambda path: room.post(path, {"value": "3"})):
        answer = send("/a/organisation/q/fact.count")
        assert answer.status_code == 422
        assert "organisation.one-system" in answer.text


def test_its_differences_name_no_findings(room, firm, clock):
    text = room.text("/a/organisation/history/differences?from=2030-05-31")
    assert "Mill Ltd" in text
    assert "Findings" not in text


# --- Taking over


def test_the_task_list_leads_to_what_waits_and_taking_it_over_ends_that(room, firm):
    assert f'href="{FROM}"' in room.page("/a/a/")
    text = room.text(FROM)
    for part in ("Mill Ltd", "Register R-1", "report.txt", "Review of risk.list", ANN):
        assert part in text, part
    browser = room.client
    answer = browser.post(FROM, data=offered(room))
    assert (answer.status_code, answer.location) == (303, "/a/a/")
    said = plain(browser.get("/a/a/").text)
    assert "Taken over: 2 answers, 1 piece of evidence, 1 review." in said
    found = state(room)
    assert found.answers["fact.name"].taken[0] == CLEO
    assert found.answers["risk.list"].origin.journal == "CO-1"
    assert [held.data.name for held in found.evidence.values()] == ["report.txt"]
    assert "risk.list" in found.reviews
    assert f'href="{FROM}"' not in room.page("/a/a/")
    assert "Everything that the organisation answered stands here." in room.text(FROM)


def test_what_is_not_ticked_stays_away_with_its_evidence(room, firm):
    room.post(FROM, {**offered(room), "take": ["fact.name"]})
    found = state(room)
    assert set(found.answers) == {"fact.name"}
    assert not found.evidence
    assert not found.reviews
    assert offered(room)["take"] == ["risk.list"]


def test_a_differing_answer_is_replaced_only_where_it_is_ticked(room, firm):
    record(reopen(room.workspace / "a", room.catalogue), "fact.name", "Loom", by=BEN)
    text = room.text(FROM)
    assert "Answered otherwise here (1)" in text
    assert "Loom" in text
    fields = offered(room)
    assert fields["take"] == ["risk.list"]
    room.post(FROM, fields)
    assert state(room).answers["fact.name"].value == "Loom"
    assert "1 answer here differs from the organisation’s" in room.text("/a/a/")
    room.post(FROM, {**offered(room), "take": ["fact.name"]})
    assert state(room).answers["fact.name"].value == "Mill Ltd"


@pytest.mark.parametrize("where", ["here", "there"])
def test_what_changed_since_it_was_shown_is_not_taken_over(room, firm, where):
    fields = offered(room)
    if where == "there":
        record(firm, "fact.name", "Mill Inc")
    else:
        record(reopen(room.workspace / "a", room.catalogue), "fact.name", "Loom")
    before = journal_of(room.workspace / "a")
    answer = room.post(FROM, {**fields, "take": ["fact.name"]})
    assert answer.status_code == 200
    assert "Something changed meanwhile" in answer.text
    assert journal_of(room.workspace / "a") == before
    ticked = re.findall(r'name="take" id="[^"]+" value="([^"]+)" checked', answer.text)
    assert ticked == ["fact.name"]


def test_a_damaged_file_is_named_and_the_rest_taken_over(room, firm):
    (held,) = firm.state.evidence.values()
    path = firm.blobs.path(held.data.sha256)
    path.chmod(0o600)
    path.write_text("other!!!")
    browser = room.client
    assert browser.post(FROM, data=offered(room)).location == FROM
    assert "evidence.changed" in browser.get(FROM).text
    assert set(state(room).answers) == {"fact.name", "risk.list"}
    assert not state(room).evidence


def test_only_who_may_answer_takes_over(room, firm):
    fields = offered(room)
    room.as_person(BEN, "reviewer")
    assert 'name="take"' not in room.page(FROM)
    assert room.post(FROM, fields).status_code == 403


def test_without_an_organisation_there_is_nothing_to_take_over(room):
    assert "There is no organisation" in room.text(FROM)
    before = journal_of(room.workspace / "a")
    assert room.post(FROM, {"take": ["fact.name"]}).status_code == 200
    assert journal_of(room.workspace / "a") == before


def test_a_server_for_one_assessment_leaves_the_organisation_alone(room, firm):
    alone = open_room(room.workspace, room.catalogue, only="a")
    assert "Your organisation" not in alone.text("/")
    assert FROM not in alone.page("/a/a/")
    assert "Whom is this answer for" not in alone.text(NAME)
    assert alone.client.get("/organisation").status_code == 404
    assert alone.client.get("/a/organisation/").status_code == 404


def test_an_assessment_that_begins_shows_what_can_be_taken_over_first(room, firm):
    answer = room.post("/new", {"title": "Second"})
    assert answer.location == "/a/second/organisation"
    assert offered(room, "/a/second/organisation")["take"] == ["fact.name", "risk.list"]


# --- Questions that are organisation-wide


def test_a_question_says_from_where_its_answer_was_taken_over(room, firm):
    take_over(firm, reopen(room.workspace / "a", room.catalogue), by=BEN, at=AT)
    text = room.text(NAME)
    assert f"From the organisation, by {ANN} on 1 June 2030" in text
    assert f"taken over by {BEN}" in text


def test_a_first_answer_is_for_the_organisation_unless_one_says_otherwise(room, firm):
    fields = form_of(room, "/a/a/q/tell")
    assert fields["where"] == "organisation"
    room.post("/a/a/q/tell", {**fields, "value": "yes", "action": "save"})
    assert state(room, "organisation").answers["tell"].value == "yes"
    given = state(room).answers["tell"]
    assert (given.origin.journal, given.by, given.taken[0]) == ("CO-1", CLEO, CLEO)


def test_an_answer_for_this_system_only_stays_here(room, firm):
    before = journal_of(firm.store.folder)
    fields = {**form_of(room, "/a/a/q/tell"), "where": "system", "value": "no"}
    room.post("/a/a/q/tell", fields)
    assert state(room).answers["tell"].origin is None
    assert journal_of(firm.store.folder) == before


def test_where_the_organisation_answered_the_usual_choice_is_this_system(room, firm):
    fields = form_of(room, NAME)
    assert fields["where"] == "system"
    assert "The organisation answered: Mill Ltd" in room.text(NAME)
    room.post(NAME, {**fields, "value": "Loom"})
    assert state(room).answers["fact.name"].value == "Loom"
    assert state(room, "organisation").answers["fact.name"].value == "Mill Ltd"


def test_saying_what_the_organisation_says_takes_its_answer_over(room, firm):
    room.post(NAME, {**form_of(room, NAME), "value": "Mill Ltd"})
    given = state(room).answers["fact.name"]
    assert (given.origin.journal, given.by) == ("CO-1", ANN)


def test_an_answer_of_this_system_is_spread_only_by_choosing_that(room, firm):
    record(reopen(room.workspace / "a", room.catalogue), "tell", "yes", by=BEN)
    fields = {**form_of(room, "/a/a/q/tell"), "value": "yes"}
    assert fields["where"] == "system"
    room.post("/a/a/q/tell", fields)
    assert "tell" not in state(room, "organisation").answers
    room.post("/a/a/q/tell", {**fields, "where": "organisation"})
    assert state(room, "organisation").answers["tell"].value == "yes"


def test_what_nobody_answered_is_for_the_organisation_unless_said_otherwise(room, firm):
    fields = {**form_of(room, "/a/a/q/tell"), "value": "yes"}
    assert fields["where"] == "organisation"
    room.post("/a/a/q/tell", fields)
    assert state(room, "organisation").answers["tell"].value == "yes"
    assert state(room).answers["tell"].origin.journal == "CO-1"


def test_an_answer_given_for_the_organisation_meanwhile_is_not_overwritten(room, firm):
    fields = {**form_of(room, "/a/a/q/tell"), "value": "yes"}
    record(firm, "tell", "no", by=BEN)
    answer = room.post("/a/a/q/tell", {**fields, "explanation": "On the screen."})
    assert answer.status_code == 200
    assert "answered this question for the organisation meanwhile" in answer.text
    assert "On the screen." in answer.text
    assert state(room, "organisation").answers["tell"].value == "no"
    assert "tell" not in state(room).answers
    again = form_of(room, "/a/a/q/tell")  # from the draft
    assert again["where"] == "organisation"
    room.post("/a/a/q/tell", {**again, "value": "yes"})
    assert state(room, "organisation").answers["tell"].value == "yes"


def test_an_answer_given_here_meanwhile_is_not_overwritten_by_one_for_all(room, firm):
    fields = {**form_of(room, "/a/a/q/tell"), "value": "yes"}
    record(reopen(room.workspace / "a", room.catalogue), "tell", "no", by=BEN)
    answer = room.post("/a/a/q/tell", fields)
    assert "Somebody else answered this question meanwhile" in answer.text
    assert "tell" not in state(room, "organisation").answers


def test_a_mistake_keeps_whom_the_answer_is_for(room, firm):
    fields = {**form_of(room, "/a/a/q/tell"), "where": "system"}
    answer = room.post("/a/a/q/tell", {**fields, "explanation": "x"})
    assert "There is a problem" in answer.text
    assert 'value="system" checked' in answer.text
    assert form_of(room, "/a/a/q/tell")["where"] == "system"  # from the draft


def test_what_is_asked_of_one_system_offers_no_choice(room, firm):
    assert "Whom is this answer for" not in room.text("/a/a/q/fact.country")
    assert "Whom is this answer for" not in room.text("/a/organisation/q/fact.name")


def test_the_pack_of_these_tests_has_shared_questions():
    assert "scope: organisation" in SHARED["facts/about.yaml"]


# --- The dossier


def test_an_assessment_is_got_ready_when_it_takes_over_and_an_organisation_never(
    room, firm, monkeypatch
):
    told = []
    press = room.app.extensions["conformity-press-room"]
    monkeypatch.setattr(press, "get_ready", lambda binder, _day: told.append(binder.name))
    path = "/a/organisation/q/fact.name"
    room.post(path, {**form_of(room, path), "value": "Mill and Sons Ltd"})
    assert state(room, "organisation").answers["fact.name"].value == "Mill and Sons Ltd"
    assert told == []
    room.post(FROM, offered(room))
    assert state(room).answers["fact.name"].value == "Mill and Sons Ltd"
    assert told == ["a"]
