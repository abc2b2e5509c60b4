"""The pages of what happens after the launch: the list, the form, one entry with its history."""

from __future__ import annotations

import re

import pytest

from compliance.checklist import loader
from compliance.checklist.loader import load_catalogue
from tests.after_launch_pack import AFTER
from tests.builders import BEN, EDITION, begin, reopen, write_pack
from tests.cli.packs import CHANGES
from tests.services.helpers import attach

PAGE = "/a/looms/after-launch/"
NEW = f"{PAGE}new/mishap"
TYPED = {
    "entry.title--value": "Shuttle flew out",
    "entry.day--value": "2025-05-20",
    "entry.aware--value": "2025-05-21",
    "entry.harm--value": "grave",
    "entry.uses--value": ["a", "b"],
    "entry.what--value": "It flew.",
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return write_pack(tmp_path_factory.mktemp("after"), {**CHANGES, **AFTER})


@pytest.fixture(autouse=True)
def installed(packs, monkeypatch):
    monkeypatch.setattr(loader, "shipped_folder", lambda _: packs)


@pytest.fixture
def workspace(tmp_path, packs):
    folder = tmp_path / "workspace"
    begin(folder / "looms", load_catalogue("mini", EDITION, packs))
    return folder


@pytest.fixture
def opened(workspace, packs):
    return lambda: reopen(workspace / "looms", load_catalogue("mini", EDITION, packs))


def test_the_navigation_leads_there_only_where_the_edition_has_it(alone):
    assert f'href="{PAGE}"' in alone.get("/a/looms/").text
    assert "Nothing is recorded yet" in alone.get(PAGE).text


def test_an_entry_is_recorded_and_shown_with_its_clock_and_history(alone):
    assert alone.post(NEW, TYPED, page=NEW).status_code == 303
    page = alone.get(f"{PAGE}MI-0001/").text
    for text in ("Shuttle flew out", "23 May 2025", "Use A", "The authority", "History"):
        assert text in page
    listed = alone.get(PAGE).text
    assert "What is due" in listed
    assert "MI-0001 Shuttle flew out" in listed
    deadlines = alone.get("/a/looms/deadlines/?past=yes").text
    assert "MI-0001: Report of the mishap" in deadlines
    calendar = alone.get("/a/looms/deadlines/calendar.ics").text
    assert "SUMMARY:MI-0001: Report of the mishap" in calendar


def test_several_mistakes_are_shown_at_once_and_nothing_typed_is_lost(alone, opened):
    wrong = {
        **TYPED,
        "entry.title--value": "",
        "entry.aware--value": "2025-05-01",
        "entry.count--value": "many",
        "entry.told--row-0-whom": "authority",
        "entry.told--row-0-on": "2025-05-22",
    }
    page = alone.post(NEW, wrong, page=NEW).text
    summary = page[page.index('id="summary"') : page.index("</ul>", page.index('id="summary"'))]
    places = re.findall(r'href="#([^"]+)"', summary)
    assert set(places) == {
        "answer-entry.title--value",
        "answer-entry.aware--value",
        "answer-entry.count--value",
        "answer-entry.told--row-0-what",
    }
    assert all(f'id="{place}"' in page for place in places)
    assert "It flew.</textarea>" in page
    assert re.search(r'value="many"', page)
    assert re.search(r'value="authority" selected', page)
    assert opened().state.entries == {}


def test_a_change_keeps_what_was_said_before_in_the_history(alone, opened):
    alone.post(NEW, TYPED, page=NEW)
    change = f"{PAGE}MI-0001/change"
    form = alone.get(change).text
    assert 'value="Shuttle flew out"' in form
    said = {**TYPED, "entry.harm--value": "", "entry.uses--value": ["a"], "reason": "Looked again"}
    assert alone.post(change, said, page=change).status_code == 303
    entry = opened().state.entries["MI-0001"]
    assert entry.changes[0].data.values == {"entry.harm": None, "entry.uses": ["a"]}
    page = alone.get(f"{PAGE}MI-0001/").text
    assert "Looked again" in page
    assert "before: Grave" in page


def test_a_line_is_added_to_a_table_without_recording_anything(alone, opened):
    told = {
        "entry.told--row-0-whom": "authority",
        "entry.told--row-0-what": "first",
        "entry.told--row-0-on": "2025-05-22",
    }
    page = alone.post(NEW, {**TYPED, **told, "add": "entry.told"}, page=NEW).text
    assert 'name="entry.told--row-1-whom"' in page
    assert 'value="Shuttle flew out"' in page
    assert opened().state.entries == {}
    alone.post(NEW, {**TYPED, **told}, page=NEW)
    rows = opened().state.entries["MI-0001"].values["entry.told"]
    assert rows == [{"whom": "authority", "what": "first", "on": "2025-05-22"}]
    assert "Done" in alone.get(f"{PAGE}MI-0001/").text


def test_a_line_is_taken_out_of_a_table_where_that_is_ticked(alone, opened):
    told = {
        "entry.told--row-0-whom": "authority",
        "entry.told--row-0-what": "first",
        "entry.told--row-0-on": "2025-05-22",
    }
    alone.post(NEW, {**TYPED, **told}, page=NEW)
    change = f"{PAGE}MI-0001/change"
    alone.post(change, {**TYPED, **told, "entry.told--remove": "0"}, page=change)
    assert "entry.told" not in opened().state.entries["MI-0001"].values


def test_evidence_and_other_entries_belong_to_it_where_they_are_ticked(alone, opened, tmp_path):
    alone.post(NEW, TYPED, page=NEW)
    source = tmp_path / "photo.txt"
    source.write_bytes(b"a photo")
    attach(opened(), source, "fact.name")
    repair = f"{PAGE}new/repair"
    said = {"entry.title--value": "New guard", "evidence": "EV-0001", "linked": "MI-0001"}
    assert alone.post(repair, said, page=repair).status_code == 303
    entry = opened().state.entries["RE-0001"]
    assert (entry.evidence, entry.linked) == (("EV-0001",), ("MI-0001",))
    assert "RE-0001 New guard" in alone.get(f"{PAGE}MI-0001/").text


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(alone, opened):
    from compliance.services.assess.log_entry import change_entry
    from tests.builders import AT

    alone.post(NEW, TYPED, page=NEW)
    change = f"{PAGE}MI-0001/change"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', alone.get(change).text)[1]
    change_entry(opened(), "MI-0001", {"entry.what": "It fell."}, by=BEN, at=AT)
    said = {**TYPED, "entry.what--value": "It rolled.", "seen": seen}
    page = alone.post(change, said, page=change).text
    assert f"{BEN} changed this meanwhile" in page
    assert "It rolled.</textarea>" in page
    assert opened().state.entries["MI-0001"].values["entry.what"] == "It fell."


def test_the_documents_list_the_papers_with_their_day_and_lead_to_the_entry(alone):
    alone.post(NEW, {**TYPED, "entry.what--value": ""}, page=NEW)
    page = alone.get("/a/looms/documents/").text
    assert "Report of a mishap (MI-0001)" in page
    assert "23 May 2025" in page
    assert f'href="{PAGE}MI-0001/change"' in page


@pytest.mark.parametrize("path", ["new/flood", "MI-0009/", "MI-0009/change"])
def test_what_is_not_there_is_not_found(alone, path):
    assert alone.get(f"{PAGE}{path}").status_code == 404


def test_who_may_only_read_records_nothing(signed_in):
    reader = signed_in("reader")
    assert reader.get(PAGE).status_code == 200
    assert "Record: Mishap" not in reader.get(PAGE).text
    assert reader.get(NEW).status_code == 403
