"""A later edition from the outside: what the commands say, and do."""

from __future__ import annotations

import io
import json

import pytest

from compliance.assessment.journal.records import JOURNAL
from compliance.checklist import loader
from compliance.services.editions import authoring as review_checklists
from tests.builders import ANN, EDITION, begin
from tests.cli.conftest import Said
from tests.editions import ADDED, DATE, EDITS, SECOND, both, declare, write_two
from tests.services.helpers import record


@pytest.fixture
def packs(tmp_path):
    """The mini pack in two editions."""
    return write_two(tmp_path / "packs", edits={**EDITS, **DATE}, added=ADDED)


@pytest.fixture
def case(packs, tmp_path):
    """An assessment of the first edition with some answers."""
    assessment = begin(tmp_path / "case", both(packs)[0])
    for known, value in (
        ("fact.name", "Loom"),
        ("fact.country", "cn"),
        ("fact.listed", "yes"),
        ("fact.uses", ["a"]),
        ("fact.note", "Blue."),
        ("stop", "yes"),
        ("stop.tested", "yes"),
        ("tell", "yes"),
    ):
        record(assessment, known, value)
    return tmp_path / "case"


@pytest.fixture
def program(packs, tmp_path, monkeypatch, capsys):
    """The program, with what is typed into it."""
    from compliance.cli.main import run

    for module in (loader, review_checklists):
        monkeypatch.setattr(module, "shipped_folder", lambda _name: packs)
    monkeypatch.setenv("CONFORMITY_AUTHOR", ANN)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments, typed=""):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = run([str(item) for item in arguments])
        return Said(status, *capsys.readouterr())

    return call


def test_status_and_ask_name_the_later_edition_and_change_nothing(program, case):
    before = (case / JOURNAL).read_bytes()
    for command in ("status", "ask"):
        said = program(command, case)
        assert f"A later edition is installed: {SECOND}" in said.out
        assert "conformity migrate" in said.out
    assert (case / JOURNAL).read_bytes() == before


def test_the_preview_shows_every_part_and_writes_nothing(program, case):
    before = (case / JOURNAL).read_bytes()
    said = program("migrate", case, "--as-of", "2030-06-01")
    assert said.status == 0
    for line in (
        f"From edition {EDITION} to {SECOND}",
        "Law as of 2031-01-01, not released yet: it may still change.",
        "Answers that stay as they are: 5",
        "fact.country → maker.country",
        "fact.uses: alpha",
        "stop (was: Yes): It must stop within a second now.",
        "fact.note: Nobody reads it.",
        "log: Is every stop logged?",
        "Stop control (stop): ✓ Met becomes … Not assessed",
        "Log of stops (log): new, … Not assessed",
        "Nothing was changed.",
    ):
        assert line in said.out
    assert (case / JOURNAL).read_bytes() == before


def test_applied_twice_the_second_time_does_nothing(program, case):
    said = program("migrate", case, "--apply")
    assert (said.status, said.err) == (0, "")
    assert f"Follows edition {SECOND} now (1 record appended)." in said.out
    before = (case / JOURNAL).read_bytes()
    said = program("migrate", case, "--apply")
    assert said.out == f"Nothing to do: {case} follows edition {SECOND}.\n"
    assert (case / JOURNAL).read_bytes() == before


def test_afterwards_status_lists_what_is_to_be_confirmed(program, case):
    program("migrate", case, "--apply")
    said = program("status", case)
    assert "To be confirmed: stop" in said.out
    assert "A later edition" not in said.out
    assert f"edition {SECOND}" in said.out


def test_ask_shows_the_earlier_answer_and_keeps_it_only_when_told_to(program, case):
    program("migrate", case, "--apply")
    said = program("ask", case, "--at", "stop", typed="\n:quit\n")
    assert "It says: Yes" in said.out
    assert f"Source: Edition {EDITION}; answered by Ann Author" in said.out
    assert "What waits here is no answer yet: :confirm makes it one." in said.out
    assert "To be confirmed" in program("status", case).out
    said = program("ask", case, "--at", "stop", typed=":confirm\n:quit\n")
    assert "Saved." in said.out
    assert "To be confirmed" not in program("status", case).out


def test_answer_confirms_without_being_asked(program, case):
    program("migrate", case, "--apply")
    assert program("answer", case, "stop", "yes", "--confirm").status == 2
    assert "Confirmed stop as record" in program("answer", case, "stop", "--confirm").out
    said = program("answer", case, "stop", "--confirm")
    assert (said.status, "answer.nothing-to-confirm" in said.err) == (2, True)


def test_confirm_where_nothing_waits_is_no_answer(program, case):
    said = program("ask", case, "--at", "fact.name", typed=":confirm\n:quit\n")
    assert "Nothing waits here that could be confirmed as it is." in said.out
    assert "0 answers recorded" in said.out


def test_history_tells_of_all_names_of_a_question(program, case):
    program("migrate", case, "--apply")
    said = program("history", case, "maker.country")
    assert "fact.country: cn" in said.out
    assert f"Migrated from edition {EDITION} to {SECOND}" in said.out
    assert "Blue." in program("history", case, "fact.note").out
    assert "fact.note dropped: Nobody reads it." in program("history", case).out
    assert program("history", case, "no.such").status == 2


@pytest.mark.parametrize("command", ["status", "ask", "check", "migrate", "history"])
def test_an_assessment_of_a_later_edition_is_an_error_with_a_way_out(command, program, case, packs):
    program("migrate", case, "--apply")
    declare(packs / "mini", {EDITION: "2030-01-01"}, released=True)
    said = program(command, case)
    assert said.status == 2
    assert "[assessment.newer]" in said.err
    assert SECOND in said.err


def test_a_journal_of_a_later_version_is_an_error_with_a_way_out(program, case):
    from compliance.data.digests import canonical_json, sha256

    lines = (case / JOURNAL).read_bytes().splitlines(keepends=True)
    value = json.loads(lines[-1])
    value["data"] = {"kind": "countersigned", "by": "the board"}
    del value["hash"]
    whole = {**value, "hash": sha256(canonical_json(value))}
    changed = b"".join([*lines[:-1], canonical_json(whole) + b"\n"])
    (case / JOURNAL).write_bytes(changed)
    (case / "head.json").unlink()
    for command in ("status", "verify"):
        said = program(command, case)
        assert said.status == 2
        assert "[assessment.newer]" in said.out + said.err


# The law between two editions.


def test_the_impact_of_an_edition_names_dates_requirements_and_findings(program, case):
    said = program("law", "impact", case, "--to-edition", SECOND, "--as-of", "2030-06-01")
    assert said.status == 0
    for line in (
        "Law as of 2030-01-01 and 2031-01-01; findings as of 2030-06-01.",
        "Telling people: 2030-04-01 becomes 2031-06-01",
        "Tell people (tell), ✓ Met: 2030-03-01 becomes 2030-05-01",
        "Requirements added: 1",
        "Log of stops (log), … Not assessed",
        "stop (meaning): It must stop within a second now.",
        "Stop control (stop): ✓ Met becomes … Not assessed",
        "Answers that would have to be confirmed: 1",
    ):
        assert line in said.out


def test_the_impact_can_still_be_seen_after_taking_over(program, case):
    options = ("--to-edition", SECOND, "--as-of", "2030-06-01")
    before = program("law", "impact", case, *options).out
    program("migrate", case, "--apply")
    assert program("law", "impact", case, *options).status == 2
    after = program("law", "impact", case, "--from-edition", EDITION, *options).out
    assert after == before


def test_conclusions_that_turn_are_named(program, case, packs):
    path = packs / "mini" / SECOND / "conclusions" / "scope.yaml"
    text = path.read_text("utf-8").replace('{fact: fact.listed, is: "yes"}', "{always: false}")
    path.write_text(text, encoding="utf-8")
    said = program("law", "impact", case, "--from-edition", EDITION)
    assert "Listed: holds becomes does not hold" in said.out
    assert "Stop control (stop): ✓ Met becomes / Out of scope" in said.out


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--from", "2030-01-01"),
        ("--from", "2030-01-01", "--to", "2031-01-01", "--to-edition", SECOND),
        ("--to-edition", EDITION),
        ("--from-edition", "0.1999"),
        ("--from", "2030-01-01", "--to", "2031-01-01", "--as-of", "2030-01-01"),
    ],
)
def test_an_impact_that_cannot_be_shown_is_refused(options, program, case):
    said = program("law", "impact", case, *options)
    assert said.status == 2
    assert "[usage.arguments]" in said.err


# For those who write checklists.


def test_freeze_writes_and_lint_holds_to_it(program, packs):
    said = program("checklists", "freeze", packs, "--pack", "mini")
    assert said.status == 0
    assert SECOND in said.out
    assert program("checklists", "lint", packs).status == 0
    path = packs / "mini" / SECOND / "facts" / "about.yaml"
    path.write_text(path.read_text("utf-8").replace("How many?", "How few?"), "utf-8")
    said = program("checklists", "lint", packs)
    assert said.status == 2
    assert f"mini/{SECOND}/facts/about.yaml:" in said.out
    assert "[checklist.changed-meaning] fact.count: its wording changed" in said.out


def test_what_does_not_pass_the_lint_is_not_frozen(program, packs):
    path = packs / "mini" / SECOND / "routes.yaml"
    path.write_text("routes: [{route: listed, when: {holds: nothing}}]\n")
    said = program("checklists", "freeze", packs, "--pack", "mini")
    assert (said.status, "[checklist.unknown-conclusion]" in said.err) == (2, True)
    assert not (packs / "mini" / SECOND / "release.json").exists()


def test_list_counts_requirements_and_questions_by_role_and_chapter(program):
    out = program("checklists", "list").out
    assert "4 requirements, 8 questions (4 main, 4 follow-ups)" in out
    assert "Maker: 4 requirements, 8 questions (4 main, 4 follow-ups)" in out


def test_coverage_as_json_agrees_with_the_text(program):
    said = program("checklists", "coverage", "--pack", "mini", "--format", "json")
    text = program("checklists", "coverage", "--pack", "mini")
    value = json.loads(said.out)
    assert said.status == text.status
    assert f"{value['provisions']} provisions, {value['holes']} without" in text.out
    assert sum(part["mapped"] + part["excluded"] + part["hole"] for part in value["parts"])
    states = [item["state"] for item in value["coverage"]]
    assert states.count("hole") == value["holes"]
    assert len(states) == value["provisions"]
