"""Evidence in the browser: several at once, linked from both sides, replaced, still wanted."""

from __future__ import annotations

import hashlib
import io

import pytest

from tests.builders import reopen

BASE = "/a/looms/evidence"


def upload(*names: str):
    """Files that are chosen, each with its name as its text."""
    return [(io.BytesIO(name.encode()), name) for name in names]


def add(alone, *names, kind="report", supports=("risk.list",), **more):
    form = {"file": upload(*names), "kind": kind, "supports": list(supports), **more}
    return alone.post(f"{BASE}/", form)


@pytest.fixture
def state(workspace, web_catalogue):
    return lambda: reopen(workspace / "looms", web_catalogue).state


def test_several_files_are_taken_in_with_a_kind_of_their_own_each(alone, state):
    more = {"kind-0": "report", "supports-0": ["risk.list"]}
    more |= {"kind-1": "other", "supports-1": ["tell", "stop"]}
    answer = add(alone, "a.txt", "b.txt", **more)
    assert answer.status_code == 303
    evidence = state().evidence
    assert [(one.data.name, one.data.evidence_kind) for one in evidence.values()] == [
        ("a.txt", "report"),
        ("b.txt", "other"),
    ]
    assert evidence["EV-0002"].data.supports == ("tell", "stop")
    assert "EV-0002 b.txt was added." in alone.get(f"{BASE}/").text


def test_one_wrong_file_keeps_all_of_them_out_and_is_named(alone, state):
    form = {"file": [*upload("a.txt"), (io.BytesIO(b""), "empty.txt")], "kind": "report"}
    page = alone.post(f"{BASE}/", {**form, "supports": ["risk.list"]}).text
    assert "The file is empty." in page
    assert "None of the 2 files was taken in." in page
    assert not state().evidence


def test_a_file_that_is_held_is_offered_to_be_linked_with_one_button(alone, state):
    add(alone, "a.txt")
    page = add(alone, "a.txt", supports=("tell",), **{"for": "tell"}).text
    assert "You have this as" in page
    assert 'action="/a/looms/evidence/EV-0001/link"' in page
    assert "Link EV-0001 to" in page
    assert len(state().evidence) == 1
    answer = alone.post(f"{BASE}/EV-0001/link", {"supports": ["tell"], "next": "question:tell"})
    assert answer.headers["Location"].endswith("/a/looms/q/tell")
    assert state().evidence["EV-0001"].data.supports == ("risk.list", "tell")


def test_a_proposal_names_kind_links_and_what_is_held_already(alone):
    add(alone, "a.txt")
    form = {"name": "Annual report 3.txt", "sha256": "0" * 64}
    part = alone.post(f"{BASE}/propose", {**form, "head": (io.BytesIO(b"x"), "head")}).text
    assert "Annual report 3.txt" in part
    assert '<option value="report" selected>' in part
    assert 'name="supports-0"' in part
    assert "You have this as" not in part
    assert "<html" not in part
    same = {"name": "b.txt", "sha256": hashlib.sha256(b"a.txt").hexdigest()}
    assert "You have this as" in alone.post(f"{BASE}/propose", same).text
    hostile = alone.post(f"{BASE}/propose", {"name": "<script>alert(1)</script>.txt"}).text
    assert "<script>" not in hostile


def test_links_are_made_and_taken_away_on_the_page_of_the_file(alone, state):
    add(alone, "a.txt", supports=("tell",))
    page = alone.get(f"{BASE}/EV-0001").text
    assert "Asks for this kind, and does not have it yet" in page
    alone.post(f"{BASE}/EV-0001/link", {"supports": ["risk.list"]})
    alone.post(f"{BASE}/EV-0001/unlink", {"supports": ["tell"], "reason": "Wrong one"})
    assert state().evidence["EV-0001"].data.supports == ("risk.list",)
    refused = alone.post(f"{BASE}/EV-0001/unlink", {"supports": ["tell"]}).text
    assert "It does not support" in refused


def test_a_question_and_a_requirement_use_a_file_that_is_here(alone, state):
    add(alone, "a.txt", supports=("tell",))
    for path in ("/a/looms/q/risk.list", "/a/looms/findings/risk.list"):
        assert "Use a file already here" in alone.get(path).text, path
    form = {"for": "risk.list", "number": "EV-0001", "next": "requirement:risk.list"}
    answer = alone.post(f"{BASE}/use", form)
    assert answer.headers["Location"].endswith("/findings/risk.list")
    assert "risk.list" in state().evidence["EV-0001"].data.supports
    assert alone.post(f"{BASE}/use", {**form, "for": "nothing"}).status_code == 404


def test_a_newer_version_replaces_a_file_and_both_pages_say_so(alone, state):
    add(alone, "a.txt", supports=("risk.list", "tell"))
    answer = alone.post(f"{BASE}/EV-0001/supersede", {"file": upload("b.txt"), "version": "2"})
    assert answer.headers["Location"].endswith("/EV-0002")
    assert state().evidence["EV-0002"].data.supports == ("risk.list", "tell")
    assert "Superseded: EV-0002 b.txt is the newer version" in alone.get(f"{BASE}/EV-0001").text
    assert "In place of" in alone.get(f"{BASE}/EV-0002").text
    assert "Attach a newer version" not in alone.get(f"{BASE}/EV-0001").text
    assert "Superseded" in alone.get("/a/looms/q/risk.list").text
    assert "superseded by EV-0002" in alone.get("/a/looms/findings/risk.list").text


def test_a_document_elsewhere_is_a_link_and_has_no_download(alone, state):
    add(alone, address="https://docs.example/7", title="Report 7")
    assert not state().evidence["EV-0001"].data.held
    page = alone.get(f"{BASE}/EV-0001").text
    assert 'href="https://docs.example/7" rel="noopener noreferrer"' in page
    assert "Download the file" not in page
    assert alone.get(f"{BASE}/EV-0001/file").status_code == 404
    wrong = add(alone, address="javascript:alert(1)", title="x").text
    assert "no web address" in wrong
    assert 'href="javascript' not in wrong


def test_the_same_file_is_held_as_another_kind_without_sending_it_again(alone, state):
    add(alone, "a.txt")
    alone.post(f"{BASE}/EV-0001/also-as", {"kind": "other", "supports": ["tell"]})
    one, two = (held.data for held in state().evidence.values())
    assert (one.sha256, one.name) == (two.sha256, two.name)
    assert (two.evidence_kind, two.supports) == ("other", ("tell",))


def test_what_is_still_wanted_is_a_page_and_a_table(alone):
    alone.post("/a/looms/q/fact.listed", {"value": "yes", "action": "save"})
    page = alone.get(f"{BASE}/plan/").text
    assert "Evidence still wanted" in page
    table = alone.get(f"{BASE}/plan/evidence-plan.csv")
    assert table.text.startswith("\ufeffKind of evidence,For,Id")


def test_who_may_only_read_links_nothing(signed_in):
    rosa = signed_in("reader")
    for path in ("EV-0001/link", "EV-0001/unlink", "EV-0001/supersede", "use", "propose", ""):
        assert rosa.post(f"{BASE}/{path}", {}).status_code == 403, path
