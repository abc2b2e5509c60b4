"""The duties known to be open: confirmed in the browser, in the terminal, and as JSON."""

from __future__ import annotations

import json

import pytest

from compliance.assessment.declaration import state_declaration
from compliance.cli.main import run
from compliance.services.assess.follow_up import assign_owner, review_requirement
from compliance.services.clock import today
from tests.builders import ANN, AT, BEN, load_mini
from tests.services.helpers import record
from tests.web.helpers_sign import CLEO, machine

PAGE = "/a/machine/sign-off/"
DECLARED = """
id: statement
title: "Statement of the maker"
called: "statement"
basis: [art-2]
applies_when: {holds: listed}
role: maker
vouches:
  attests:
    - {because: "Asked of the machine", provisions: [art-2.1, art-2.2]}
  outside:
    - {because: "A duty towards people", provisions: [art-2.3]}
  fines: [{provisions: [art-2.3], fine: art-3.1}]
sections:
  - points:
      - {provision: art-1.1, title: "Name", statement: "It is {fact.name}.", facts: [fact.name]}
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Everything that the statement vouches for is met; telling people is not."""
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    room = machine(
        tmp_path / "w", load_mini(tmp_path / "packs", {"documents/statement.yaml": DECLARED})
    )
    found = room.assessment()
    for known, value in {
        "fact.name": "Saw",
        "fact.country": "fr",
        "fact.count": 1,
        "risk.list": "yes",
        "risk.list.how": "In a register of risks.",
        "risk.list.rows": [{"name": "Cut"}],
        "tell": "no",
    }.items():
        record(found, known, value, by=ANN)
    assign_owner(found, "tell", "Dee Po", None, by=BEN, at=AT)
    for known in ("risk.list",):
        review_requirement(found, known, approve=True, comment="", by=BEN, at=AT)
    return room


def is_draft(room):
    return state_declaration(room.assessment(), today()).is_draft


def fields(room, **more):
    return {**room.fields(PAGE, PAGE), "function": "Director", **more}


def tick(room):
    """The value of the box that confirms the list."""
    return room.page(PAGE).partition('name="duties" value="')[2].partition('"')[0]


def terminal(capsys, *arguments):
    capsys.readouterr()
    status = run([str(item) for item in arguments])
    said = capsys.readouterr()
    return status, " ".join((said.out + said.err).split())


def test_the_page_lists_what_is_open_and_signing_without_the_tick_signs_a_draft(room):
    text = room.text(PAGE)
    assert "Duties known to be open at signature" in text
    for expected in ("Tell people", "Article 3(1)", "Dee Po", "from 1 March 2030"):
        assert expected in text
    assert "I know that the 1 point listed above is open at signature" in text
    room.post(PAGE, fields(room))
    text = room.text(PAGE)
    assert f"Signed as a draft : {CLEO}, Director" in text
    assert "has not confirmed the 1 point" in text
    assert room.state().sign_offs[-1].data.open_duties is None
    assert is_draft(room)
    assert "Sign the assessment off" in text, "who signed a draft can sign again and confirm"


def test_the_tick_confirms_the_list_and_the_declaration_leaves_draft(room):
    room.post(PAGE, fields(room, duties=tick(room)))
    assert room.state().sign_offs[-1].data.open_duties == ("tell not-met",)
    text = room.text(PAGE)
    assert f"Signed off : {CLEO}, Director" in text
    assert f"Confirmed by {CLEO}" in text
    assert not is_draft(room)
    issue = room.text("/a/machine/issue/")
    assert "Nothing stands in the way of the declaration." in issue
    assert f"1 point known to be open at signature, confirmed by {CLEO}" in issue


def test_a_list_that_changed_is_not_confirmed_unseen_and_voids_what_was(room):
    room.post(PAGE, fields(room, duties=tick(room)))
    room.record("tell", "late", by=BEN)
    assert not is_draft(room), "nothing is open, so nothing needs to be confirmed"
    room.record("tell", "no", by=BEN)
    assert is_draft(room), "the signatory did not see what was recorded since"
    answer = room.post(PAGE, fields(room, duties="0" * 64))
    assert "signing.duties" in answer.text
    assert len(room.state().sign_offs) == 1


def test_the_terminal_lists_and_confirms_by_number(room, capsys):
    status, said = terminal(capsys, "sign", room.folder, "--list")
    assert status == 0
    for expected in ("Known to be open at signature: 1", "Tell people", "fine: Article 3(1)"):
        assert expected in said
    signing = ("sign", room.folder, "--function", "Director", "--by", CLEO)
    status, said = terminal(capsys, *signing, "--open-duties", "2")
    assert (status, "[signing.duties]" in said) == (2, True)
    assert not room.state().sign_offs
    _, said = terminal(capsys, *signing)
    assert "Signed as a draft by Cleo Signatory" in said
    assert "confirm them with --open-duties 1" in said
    _, said = terminal(capsys, *signing, "--open-duties", "1")
    assert "Signed off by Cleo Signatory" in said
    assert not is_draft(room)
    _, said = terminal(capsys, "history", room.folder)
    assert "Signed the assessment off as Director, with 1 point known to be open" in said
    status, said = terminal(capsys, "sign", room.folder, "--list", "--withdraw", "x")
    assert (status, "[usage.arguments]" in said) == (2, True)


def test_machines_are_told_the_same(room, capsys):
    room.post(PAGE, fields(room))
    for duties, state, by in ((None, "signed-draft", None), (tick(room), "signed", CLEO)):
        if duties:
            room.post(PAGE, fields(room, duties=duties))
        run(["status", str(room.folder), "--format", "json"])
        assert json.loads(capsys.readouterr().out)["assessments"][0]["sign_off"] == state
        run(["check", str(room.folder), "--format", "json"])
        declaration = json.loads(capsys.readouterr().out)["declaration"]
        assert declaration["draft"] is (by is None)
        assert declaration["open_duties"] == ["tell not-met"]
        assert (declaration["attested_open"], declaration["confirmed_by"]) == ([], by)


def test_a_requirement_vouched_for_bars_it_whatever_is_confirmed(room):
    room.record("risk.list", "partly", by=ANN)
    room.post(PAGE, fields(room, duties=tick(room)))
    assert is_draft(room)
    text = room.text(PAGE)
    assert "1 requirement that the declaration vouches for is open" in text
    assert f"Signed as a draft : {CLEO}" in text


def test_a_cause_of_two_open_requirements_is_recorded_and_shown_above_the_findings(room):
    for known in ("risk.list", "tell"):
        room.record(known, "no", by=BEN)
        form = {"owner": "Ben", "cause": "Nobody keeps files"}
        assert room.post(f"/a/machine/findings/{known}/owner", form).status_code == 303
        assert 'value="Nobody keeps files"' in room.page(f"/a/machine/findings/{known}")
    said = room.text("/a/machine/findings/")
    assert "2 open requirements from one cause: Nobody keeps files" in said
