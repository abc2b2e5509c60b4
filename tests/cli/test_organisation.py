"""One organisation answers once for the systems of a workspace."""

from __future__ import annotations

import json

import pytest

from compliance.assessment.journal.records import JOURNAL
from compliance.services.share.organisation import systems_in
from compliance.storage.locate import workspace_at
from tests.builders import ANN, BEN, write_pack
from tests.cli.packs import Screen
from tests.services.helpers import contents
from tests.services.shared_pack import SHARED

ANSWERS = """
answers:
  fact.name: "Mill Ltd"
  risk.list: {value: partly, explanation: "Register R-1"}
  risk.list.how: "kept by two people"
evidence:
  - {file: report.txt, kind: report, supports: [risk.list], collected: 2026-01-01}
reviews:
  - {requirement: risk.list, decision: approved, by: "Ben Reviewer"}
"""


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return write_pack(tmp_path_factory.mktemp("shared"), SHARED)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "report.txt").write_text("the list")
    path = tmp_path / "firm.yaml"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.fixture
def ws(tmp_path, program, file):
    """A workspace whose organisation has answers."""
    folder = tmp_path / "ws"
    said = program(
        "organisation", "begin", folder, "--pack", "mini", "--answers", file,
        "--name", "Mill",
    )  # fmt: skip
    assert said.status == 0, said.err
    return folder


def new(program, folder, *more):
    said = program("new", folder, "--pack", "mini", *more)
    assert said.status == 0, said.err
    return said.out


def test_a_new_assessment_begins_with_the_answers_of_the_organisation(program, ws):
    out = new(program, ws / "a")
    assert "Took over 3 answers, 1 piece of evidence, 1 review." in out
    assert "Check that these answers hold for this system too." in out
    status = program("status", ws / "a").out
    assert "Taken over  3 answers from the organisation" in status
    assert "Waiting" not in status
    said = program("verify", ws / "a", ws / "organisation")
    assert said.status == 0, said.out


def test_an_assessment_may_begin_without_the_organisation(program, ws):
    assert "Took over" not in new(program, ws / "a", "--without-organisation")
    assert "Taken over" not in program("status", ws / "a").out


def test_an_answers_file_of_the_assessment_goes_before_the_organisation(program, ws, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text('answers:\n  fact.name: "Mill GmbH"\n', encoding="utf-8")
    out = new(program, ws / "a", "--answers", path)
    assert "Answered differently here: 1." in " ".join(out.split())
    assert "Differs     from the organisation in fact.name" in program("status", ws / "a").out


def test_a_wrong_answers_file_leaves_nothing_behind(program, tmp_path, ws):
    path = tmp_path / "wrong.yaml"
    path.write_text("answers:\n  fact.listed: perhaps\n", encoding="utf-8")
    said = program("new", ws / "a", "--pack", "mini", "--answers", path)
    assert said.status == 2
    assert not (ws / "a").exists()
    said = program("organisation", "begin", tmp_path / "other", "--pack", "mini", "--answers", path)
    assert said.status == 2
    assert "wrong.yaml:2: [organisation.one-system]" in said.err
    assert not (tmp_path / "other" / "organisation").exists()


def test_sync_reaches_every_assessment_of_a_workspace_and_changes_nothing_twice(program, ws):
    new(program, ws / "a")
    new(program, ws / "b")
    program("answer", ws / "organisation", "tell", "yes")
    assert "Waiting     1 record of" in program("status", ws / "a").out
    before = contents(ws)
    dry = program("organisation", "sync", ws, "--dry-run")
    assert dry.out.count("Would take over 1 answer.") == 2
    assert contents(ws) == before
    assert program("organisation", "sync", ws).out.count("Took over 1 answer.") == 2
    after = contents(ws)
    assert program("organisation", "sync", ws).out.count("Nothing to take over.") == 2
    assert contents(ws) == after


def test_what_is_a_system_is_said_by_its_journal_not_by_its_folder(program, ws, tmp_path):
    (ws / "organisation").rename(tmp_path / "firm")
    new(program, ws / "organisation")
    new(program, ws / "b")
    (tmp_path / "firm").rename(ws / "firm")
    assert [item.name for item in systems_in(workspace_at(ws))] == ["b", "organisation"]


def test_sync_shows_both_answers_and_replaces_only_what_is_named(program, ws):
    new(program, ws / "a")
    program("answer", ws / "a", "fact.name", "Mill GmbH", "--by", BEN)
    out = program("organisation", "sync", ws / "a").out
    flat = " ".join(out.split())
    assert "“Mill GmbH” by Ben Reviewer" in flat
    assert "the organisation: “Mill Ltd” by Ann Author" in flat
    assert "--replace fact.name" in flat
    out = program("organisation", "sync", ws / "a", "--replace", "fact.name").out
    flat = " ".join(out.split())
    assert "fact.name: “Mill Ltd” by Ann Author" in flat
    assert "until now “Mill GmbH” by Ben Reviewer" in flat
    history = " ".join(program("history", ws / "a", "fact.name").out.split())
    assert "Taken over from CO-" in history
    assert "fact.name: Mill GmbH" in history


def test_a_name_to_replace_that_is_no_question_is_refused(program, ws):
    new(program, ws / "a")
    said = program("organisation", "sync", ws / "a", "--replace", "fact.nmae")
    assert said.status == 2
    assert "fact.name" in said.err


def test_an_organisation_begins_with_what_an_assessment_answered(program, tmp_path, file):
    ws = tmp_path / "ws"
    new(program, ws / "old", "--answers", file)
    said = program("organisation", "begin", ws, "--pack", "mini", "--from", ws / "old")
    assert said.status == 0, said.err
    assert "Took over 3 answers, 1 piece of evidence, 1 review." in said.out
    new(program, ws / "young")
    assert "Taken over  3 answers" in program("status", ws / "young").out
    assert program("verify", ws / "young", ws / "organisation", ws / "old").status == 0


def test_a_file_of_answers_is_recorded_in_the_organisation_too(program, ws, file):
    said = program("answer", ws / "organisation", "--from", file)
    assert "Recorded 0 answers (3 unchanged)" in said.out
    file.write_text("answers:\n  tell: 'yes'\n", encoding="utf-8")
    said = program("answer", ws / "organisation", "--from", file)
    assert "Recorded 1 answer " in said.out


def test_an_answer_in_an_assessment_says_that_it_is_for_this_system_only(program, ws):
    new(program, ws / "a")
    words = "It holds for this system only"
    assert words in program("answer", ws / "a", "tell", "yes").out
    assert words not in program("answer", ws / "a", "fact.listed", "yes").out
    assert words not in program("answer", ws / "organisation", "tell", "no").out


def test_an_answer_that_the_organisation_gave_too_is_taken_over(program, ws):
    new(program, ws / "a")
    program("answer", ws / "organisation", "tell", "yes")
    out = program("answer", ws / "a", "tell", "yes").out
    assert "Recorded tell as record" in out
    assert "It is the answer of the organisation, taken over." in out
    assert "Unchanged: tell" in program("answer", ws / "a", "tell", "yes").out
    assert "Nothing to take over." in program("organisation", "sync", ws / "a").out


def test_what_is_about_one_system_is_refused_in_the_organisation(program, ws, file):
    for arguments in (
        ("answer", ws / "organisation", "fact.listed", "yes"),
        ("assign", ws / "organisation", "stop", "--owner", ANN),
        ("note", ws / "organisation", "stop", "x"),
        ("review", ws / "organisation", "stop", "--approve"),
    ):
        said = program(*arguments)
        assert said.status == 2, arguments
        assert "organisation.one-system" in said.err
    for command in ("check", "classify", "deadlines"):
        said = program(command, ws / "organisation")
        assert said.status == 2, command
        assert "organisation.no-findings" in said.err


def test_sync_without_an_organisation_says_how_to_begin_one(program, tmp_path):
    new(program, tmp_path / "a")
    for target in (tmp_path / "a", tmp_path):
        said = program("organisation", "sync", target)
        assert said.status == 2
        assert "organisation.missing" in said.err
        assert "conformity organisation begin" in said.err
    said = program("organisation", "sync", tmp_path / "nothing")
    assert "assessment.not-a-folder" in said.err


def test_the_organisation_itself_takes_nothing_over(program, ws):
    said = program("organisation", "sync", ws / "organisation")
    assert said.status == 2
    assert "organisation.no-findings" in said.err


def damage(ws):
    path = ws / "organisation" / JOURNAL
    path.write_bytes(path.read_bytes().replace(b"Mill Ltd", b"Evil Ltd"))


def test_a_damaged_organisation_is_named_and_stops_no_other_work(program, ws):
    new(program, ws / "a")
    damage(ws)
    said = program("organisation", "sync", ws / "a")
    assert said.status == 2
    assert "organisation: journal.jsonl:2: [journal.broken-chain]" in said.err
    said = program("new", ws / "b", "--pack", "mini")
    assert said.status == 2
    assert not (ws / "b").exists()
    assert "--without-organisation" in said.err
    new(program, ws / "b", "--without-organisation")
    said = program("status", ws / "a")
    assert said.status == 0
    assert "not compared with the organisation" in said.err
    assert program("answer", ws / "a", "fact.listed", "yes").status == 0


def test_one_damaged_assessment_does_not_keep_the_others_from_the_organisation(program, ws):
    new(program, ws / "a")
    new(program, ws / "b")
    program("answer", ws / "organisation", "tell", "yes")
    (ws / "a" / JOURNAL).write_bytes(b"no journal\n")
    said = program("organisation", "sync", ws)
    assert said.status == 2
    assert "journal.unreadable" in said.err
    assert "Took over 1 answer." in said.out


def test_damaged_evidence_of_the_organisation_ends_with_two(program, ws):
    for path in (ws / "organisation" / "evidence").rglob("*"):
        if path.is_file():
            path.write_text("other")
    said = program("new", ws / "a", "--pack", "mini")
    assert said.status == 0
    assert "evidence.changed" in said.err
    assert program("organisation", "sync", ws / "a").status == 2


# --- Asking


def screen(packs, ws, home, *more):
    return Screen(packs, home, "ask", ws, *more)


def test_ask_offers_newer_answers_and_takes_them_over_only_on_yes(program, packs, ws, tmp_path):
    new(program, ws / "a")
    program("answer", ws / "organisation", "tell", "yes")
    talk = screen(packs, ws / "a", tmp_path)
    talk.until("The organisation has answers that are not taken over here:")
    talk.until("tell: “Yes” by Ann Author")
    talk.say("", "Nothing was taken over.")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "Waiting" in program("status", ws / "a").out
    talk = screen(packs, ws / "a", tmp_path, "--at", "tell")
    talk.until("[y/N]")
    talk.say("y", "Took over 1 answer.")
    talk.until("From the organisation (CO-")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "Waiting" not in program("status", ws / "a").out


def test_an_answer_in_an_assessment_can_be_given_for_the_whole_organisation(
    program, packs, ws, tmp_path
):
    new(program, ws / "a")
    new(program, ws / "b")
    talk = screen(packs, ws / "a", tmp_path, "--at", "tell")
    talk.until("Organisation-wide: one answer can serve every system")
    talk.say("yes", "Explanation")
    talk.say("On the first screen", "Enter: o")
    talk.say("", "Recorded for the organisation, and taken over here.")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "tell: Yes (On the first screen)" in program("history", ws / "organisation", "tell").out
    assert "Took over 1 answer." in program("organisation", "sync", ws / "b").out


def test_an_answer_that_differs_stays_in_the_assessment_unless_said_otherwise(
    program, packs, ws, tmp_path
):
    new(program, ws / "a")
    talk = screen(packs, ws / "a", tmp_path, "--at", "fact.name")
    talk.until("From the organisation (CO-")
    talk.say("Mill GmbH", "The organisation answered “Mill Ltd” by Ann Author")
    talk.until("Enter: s")
    talk.say("", "Saved.")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "Mill GmbH" not in program("history", ws / "organisation").out
    assert "Differs     from the organisation in fact.name" in program("status", ws / "a").out


def test_what_a_system_answered_by_itself_is_not_spread_by_pressing_enter(program, packs, tmp_path):
    folder = tmp_path / "works"
    new(program, folder / "sys")
    program("answer", folder / "sys", "fact.name", "Lanxi One Ltd")
    program("organisation", "begin", folder, "--pack", "mini", "--name", "Lanxi")
    talk = screen(packs, folder / "sys", tmp_path, "--at", "fact.name")
    talk.say("Lanxi Two Ltd", "Enter: s")
    talk.say("", "Saved.")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "Lanxi Two Ltd" in program("history", folder / "sys").out
    assert "Lanxi" not in program("history", folder / "organisation", "fact.name").out
    talk = screen(packs, folder / "sys", tmp_path, "--at", "fact.name")
    talk.say("Lanxi Three Ltd", "Enter: s")
    talk.say("o", "Recorded for the organisation, and taken over here.")
    talk.say(":quit", "everything is saved")
    talk.end()
    assert "Lanxi Three Ltd" in program("history", folder / "organisation", "fact.name").out


def test_the_organisation_is_asked_only_what_holds_for_all_systems(program, packs, ws, tmp_path):
    listed = program("status", ws / "organisation").out
    assert "more may arise, depending on the systems" in listed
    talk = screen(packs, ws / "organisation", tmp_path)
    talk.until("Answer for all systems of the organisation")
    talk.say(":jump fact.listed", "Nothing that arises now is called")
    talk.say(":quit", "conformity organisation sync")
    talk.end()


# --- Roles


def test_a_requirement_of_two_roles_is_counted_under_each_and_asked_once(program, ws, tmp_path):
    new(program, ws / "a")
    for question, value in (
        ("fact.country", "cn"), ("fact.listed", "yes"), ("fact.uses", "a"),
    ):  # fmt: skip
        program("answer", ws / "a", question, value)
    out = program("check", ws / "a", "--all").out
    assert "Maker: 3 requirements" in out
    assert "Seller: 1 requirement (" in out
    assert out.count("(Article 2(3), tell)") == 1
    assert "as Maker, Seller" in out
    status = program("status", ws / "a").out
    assert "1 of 3    requirements as Maker" in status
    assert "0 of 1    requirements as Seller" in status


def test_check_for_one_role_lists_less_and_gives_the_same_verdict(program, ws):
    new(program, ws / "a")
    said = program("check", ws / "a", "--role", "seller")
    assert said.status == 1
    assert "tell)" in said.out
    assert "risk.list)" not in said.out
    whole = json.loads(program("check", ws / "a", "--format", "json").out)
    part = json.loads(program("check", ws / "a", "--format", "json", "--role", "Seller").out)
    assert [item["id"] for item in part["findings"]] == ["tell"]
    assert part["findings"][0]["roles"] == ["maker", "seller"]
    assert {**part, "findings": whole["findings"]} == whole
    assert whole["roles"] == {"maker": "unknown", "seller": "unknown"}
    said = program("check", ws / "a", "--role", "baker")
    assert said.status == 2
    assert "maker, seller" in said.err


def test_a_role_that_is_not_held_is_not_listed(program, ws):
    new(program, ws / "a")
    program("answer", ws / "a", "fact.country", "fr")
    out = program("check", ws / "a", "--all").out
    assert "Seller:" not in out
    assert "as Maker" in out
    assert "as Maker, Seller" not in out
