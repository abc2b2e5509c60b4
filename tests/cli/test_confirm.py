"""What sources say, from the outside: listing, confirming, and the questionnaire."""

from __future__ import annotations

import datetime
import io
import json

import pytest

from compliance.assessment.journal.records import Proposed, Source
from compliance.services.assess.confirm import propose
from tests.builders import ANN, AT, BEN, reopen

CARD = Source(
    kind="public",
    title="model card of Loom",
    address="example.org/loom",
    read=datetime.date(2020, 7, 9),
    sure="read at the maker",
)


@pytest.fixture
def case(looms, small_catalogue):
    """An assessment in which two things wait, and one for a question that does not arise."""
    assessment = reopen(looms, small_catalogue)
    for known, value in (("fact.name", "Loom"), ("fact.country", "cn"), ("fact.count", 3)):
        said = Proposed(question=known, value=value, source=CARD, explanation="Page 3.")
        propose(assessment, said, by=ANN, at=AT)
    return looms


@pytest.fixture
def state(case, small_catalogue):
    return lambda: reopen(case, small_catalogue).state


def test_without_a_question_it_lists_what_waits_and_records_nothing(program, case, state):
    before = state().head
    said = program("confirm", case)
    assert said.status == 0
    text = " ".join(said.out.split())
    for part in (
        "model card of Loom: 2 answers to confirm",
        "fact.name: What is its name?",
        "says: Loom",
        "Page 3.",
        "from: model card of Loom; example.org/loom; read at the maker; read 9 July 2020, ",
        "years ago; old: more than 6 months",
        "1 more is kept for questions that do not arise now.",
    ):
        assert part in text, part
    assert "fact.count:" not in text
    assert state().head == before


def test_questions_are_confirmed_by_name_and_sources_by_theirs(program, case, state):
    said = program("confirm", case, "fact.name", "--by", BEN)
    assert (said.status, said.out) == (0, "Confirmed 1 answer.\n")
    given = state().answers["fact.name"]
    assert (given.by, given.source, given.explanation) == (BEN, CARD, "Page 3.")
    said = program("confirm", case, "--all-of", "loom")
    assert (said.status, said.out) == (0, "Confirmed 1 answer.\n")
    assert state().answers["fact.country"].by == ANN
    assert set(state().unconfirmed) == {"fact.count"}
    assert "Nothing waits to be confirmed." in program("confirm", case).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["fact.count"], "answer.nothing-to-confirm"),
        (["fact.nowhere"], "answer.unknown-question"),
        (["--all-of", "nobody"], "usage.arguments"),
        (["fact.name", "--all-of", "loom"], "usage.arguments"),
    ],
)
def test_what_cannot_be_confirmed_is_said_and_nothing_recorded(
    program, case, state, arguments, code
):
    before = state().head
    said = program("confirm", case, *arguments)
    assert said.status == 2
    assert f"[{code}]" in said.err
    assert state().head == before


def test_the_status_says_what_waits_and_signing_is_refused(program, case):
    assert "To be confirmed: fact.name, fact.country." in program("status", case).out
    program("answer", case, "fact.listed", "no")
    said = program("sign", case, "--function", "Director", "--by", BEN)
    assert said.status == 2
    assert "[signing.to-confirm]" in said.err


def test_an_empty_enter_never_confirms_and_the_command_does(
    program, case, state, monkeypatch, capsys
):
    from compliance.cli.main import run

    def ask(typed):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        run(["ask", str(case), "--at", "fact.name"])
        return capsys.readouterr().out

    shown = " ".join(ask("\n\n").split())
    assert "To be confirmed: A public source says so" in shown
    assert "It says: Loom" in shown
    assert "What waits here is no answer yet: :confirm makes it one." in shown
    assert state().answers == {}
    ask(":confirm\n")
    assert state().answers["fact.name"].source == CARD


def test_a_file_can_be_taken_in_to_be_confirmed(program, case, state, tmp_path):
    file = tmp_path / "back.json"
    assert program("export", case, "-o", file).status == 0
    told = json.loads(file.read_text("utf-8"))
    by_id = {item["id"]: item for item in told["questions"]}
    assert by_id["fact.name"]["state"] == "to-confirm"
    by_id["fact.listed"]["answer"] = "yes"
    file.write_text(json.dumps(told), "utf-8")
    said = program("import", case, file, "--apply", "--to-confirm")
    assert "Recorded 1 answer to be confirmed" in " ".join(said.out.split())
    item = state().unconfirmed["fact.listed"]
    assert (item.source.kind, item.source.title) == ("file", "back.json")
    assert "fact.listed" not in state().answers
