"""The questionnaire in a real terminal: everything that can be typed there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from compliance.cli.ask.drafts import Drafts
from compliance.services.assess.form_fields import first
from compliance.storage.folder.scratch import FolderScratch
from tests.builders import ANN, BEN, reopen
from tests.cli.packs import FIRST, Screen, small

TEXT, CHOICE, LINES = "Text: ", "(:help for commands): ", "\n> "


@pytest.fixture
def state(looms, small_catalogue):
    """What the journal holds now, as another program would read it."""
    return lambda: reopen(looms, small_catalogue).state


@pytest.fixture
def at(looms, program, packs, tmp_path):
    """Opens the questionnaire with the first answers given, at the question named."""
    screens = []

    def start(question: str = "fact.name", **more) -> Screen:
        for known, value in FIRST.items():
            if known == question:
                break
            assert program("answer", looms, known, value).status == 0
        screens.append(Screen(packs, tmp_path, "ask", "looms", **more))
        return screens[-1]

    yield start
    for screen in screens:
        screen.child.close(force=True)


def value_of(state, question):
    return state().answers[question].value


@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_the_first_question_is_shown_with_all_that_helps(at, terminal):
    screen = at(terminal=terminal)
    shown = screen.until(TEXT)
    for part in (
        "Test (CA-TEST), as Ann Author",
        "Part 1 of 3: The machine (0 of 7 answered here, 0 of 9 in all)",
        "Article 1(1) (What a machine is)",
        "What is its name?",
        "Why: Every page names it.",
        "Note: The name on the label.",
        "A good answer: Name and version, as customers see them.",
        "Example: Loom 3",
    ):
        assert part in shown
    assert ("\x1b[" in shown) is (terminal != "dumb")
    screen.say(":quit", "Go on:   conformity ask looms")
    screen.end()
    assert screen.status == 0


@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_a_question_of_every_type_can_be_answered(at, state, tmp_path, terminal):
    (tmp_path / "plan.pdf").write_bytes(b"a plan")
    screen = at(terminal=terminal)
    screen.until(TEXT)
    shown = screen.say("Loom", CHOICE)
    assert "Saved." in shown
    assert "1. France" in shown
    assert "none of the options" in screen.say("Germany", CHOICE)
    assert "none of the options" in screen.say("3", CHOICE)
    screen.say("2", CHOICE)
    assert "Asked because" in screen.say("Y", "none of them: ")
    assert "none of the options" in screen.say("1, 9", "none of them: ")
    screen.say("3, Use A, 1", "Number in machines: ")
    assert "answer.out-of-range" in screen.say("11", "machines: ")
    assert "answer.wrong-type" in screen.say("many", "machines: ")
    screen.say("4", "Date (year-month-day): ")
    assert "is not a date" in screen.say("2029-02-30", "(year-month-day): ")
    assert "Check the year" in screen.say("1999-02-03", "(year-month-day): ")
    screen.say("2029-2-3", LINES)
    screen.say("It weaves", LINES)
    screen.say("", LINES)
    screen.say("::cloth", LINES)
    screen.say(".", "Name ")
    screen.say("Shuttle", "Made by ")
    assert "none of the options" in screen.say("7", "Made by ")
    screen.say("2", "(may be left empty) ")
    screen.say("", "Another entry? [y/N] ")
    screen.say("y", "Name ")
    screen.say("Reed", "Made by ")
    screen.say("self", "(may be left empty) ")
    screen.say("2.5", "Another entry? [y/N] ")
    screen.say("", "File to attach (or :skip): ")
    assert "There is no file" in screen.say("none.pdf", "(or :skip): ")
    screen.say("plan.pdf", "Enter if not known): ")
    shown = screen.say("2025-05-01", LINES)
    assert "Attached EV-0001 plan.pdf." in shown
    assert "Anything else?" in shown
    screen.say(":quit", "answers recorded now")
    screen.end()
    assert {known: given.value for known, given in state().answers.items()} == {
        "fact.name": "Loom",
        "fact.country": "cn",
        "fact.listed": "yes",
        "fact.uses": ["a", "c"],
        "fact.count": 4,
        "fact.since": "2029-02-03",
        "fact.story": "It weaves\n\n:cloth",
        "fact.parts": [
            {"name": "Shuttle", "made": "other"},
            {"name": "Reed", "made": "self", "weight": 2.5},
        ],
    }
    held = state().evidence["EV-0001"].data
    assert (held.evidence_kind, held.supports) == ("report", ("fact.plan",))
    assert str(held.collected) == "2025-05-01"


def test_the_count_of_answers_goes_up_and_new_questions_are_counted(at):
    screen = at("fact.country")
    assert "(1 of 7 answered here, 1 of 9 in all)" in screen.until(CHOICE)
    assert "(2 of 7 answered here, 2 of 9 in all)" in screen.say("1", CHOICE)
    assert "(3 of 10 answered here, 3 of 12 in all)" in screen.say("y", "none of them: ")
    assert "(4 of 10 answered here, 4 of 13 in all)" in screen.say("a", "machines: ")
    screen.say(":quit", "3 answers recorded now")


def test_it_goes_on_where_it_was_left(at, packs, tmp_path):
    screen = at()
    screen.until(TEXT)
    screen.say("Loom", CHOICE)
    screen.say("fr", "Is the use listed?")
    screen.say(":quit", "2 answers recorded now; everything is saved.")
    screen.end()
    again = Screen(packs, tmp_path, "ask", "looms")
    assert "Is the use listed?" in again.until(CHOICE)
    again.type("quit")
    again.end()


def test_back_shows_the_answer_and_enter_keeps_it(at, state):
    screen = at("fact.country")
    screen.until(CHOICE)
    screen.say("France", "Is the use listed?")
    shown = screen.say("back", CHOICE)
    shown += screen.until(CHOICE)
    assert "Where is the maker established?" in shown
    assert "Present answer: France" in shown
    assert "Given by Ann Author" in shown
    assert "Is the use listed?" in screen.say("", CHOICE)
    screen.say("back", "Where is the maker established?")
    assert "Is the use listed?" in screen.say("cn", "Is the use listed?")
    screen.say(":back", "Where is the maker established?")
    screen.say(":back", "What is its name?")
    assert value_of(state, "fact.country") == "cn"


def test_the_same_answer_again_is_not_recorded_again(at, state):
    screen = at("fact.listed")
    screen.until(CHOICE)
    before = state().seq
    screen.say(":back", "Enter keeps it.")
    assert "Unchanged." in screen.say("2", "Is the use listed?")
    assert state().seq == before


def test_skipped_questions_are_not_asked_again_and_are_counted(at, program, looms):
    for line in (["tell", "yes"], ["fact.listed", "no"], ["fact.name", "Loom"]):
        program("answer", looms, *line)
    screen = at("fact.name")
    screen.until(CHOICE)
    screen.say("skip", LINES)
    screen.say(":skip", "Name ")
    screen.say(":skip", "(or :skip): ")
    screen.say("", LINES)
    assert "Which reading?" in screen.say(".", CHOICE)
    assert "6 questions skipped and open." in screen.say("", "Go on:")
    screen.end()


def test_a_command_in_an_entry_loses_none_of_its_cells(at, packs, tmp_path, state):
    screen = at("fact.plan")
    screen.until("Name ")
    screen.say("Shuttle", "Made by ")
    assert "would answer the whole question" in screen.say(":unknown", "Made by ")
    screen.say(":skip", "File to attach")
    screen.type(":quit")
    screen.end()
    assert "fact.parts" not in state().answers
    again = Screen(packs, tmp_path, "ask", "looms")
    again.until("Kept of an interrupted sitting: 1 entry.")
    assert "Name Shuttle" in again.say("", "Made by ")
    again.say("1", "Weight ")
    again.say("", "Another entry? [y/N] ")
    again.say("", "File to attach")
    again.type(":quit")
    again.end()
    assert value_of(state, "fact.parts") == [{"name": "Shuttle", "made": "self"}]


def test_an_optional_question_left_open_is_not_put_forward_in_the_next_sitting(
    at, program, packs, looms, tmp_path
):
    screen = at("fact.plan")
    screen.until("Name ")
    screen.say(":skip", "File to attach")
    screen.say("", LINES)
    screen.say(".", CHOICE)
    screen.type("quit")
    screen.end()
    assert "Next        fact.parts" in program("status", looms).out
    second = Screen(packs, tmp_path, "ask", "looms")
    second.until("Name ")  # not optional, so it comes back
    second.say(":skip", CHOICE)
    assert "Attach the plan." not in second.seen
    second.type("quit")
    second.end()
    third = Screen(packs, tmp_path, "ask", "looms", "--again")
    third.until("Name ")
    third.say(":skip", "File to attach")
    third.type(":quit")
    third.end()


def test_jump_finds_questions_articles_sections_and_says_what_it_cannot_find(at):
    screen = at()
    screen.until(TEXT)
    assert "Are people told?" in screen.say(":jump tell", CHOICE)
    assert "Is there a list of risks?" in screen.say("jump art-2", CHOICE)
    assert "Which reading?" in screen.say(":j 2", CHOICE)
    assert "Where is the maker" in screen.say(":jump fact.country", CHOICE)
    shown = screen.say(":jump fact.nothing", CHOICE)
    assert "Nothing that arises now is called “fact.nothing”." in shown
    assert "Nothing that arises now" in screen.say(":jump", CHOICE)
    assert "Nothing that arises now" in screen.say(":jump 99", CHOICE)
    assert "What is its name?" in screen.say(":jump about", TEXT)


def test_it_can_begin_at_a_question(at, packs, tmp_path, looms):
    screen = Screen(packs, tmp_path, "ask", "looms", "--at", "tell")
    assert "Are people told?" in screen.until(CHOICE)
    screen.type("quit")
    screen.end()
    screen = Screen(packs, tmp_path, "ask", "looms", "--at", "nothing")
    assert "Nothing that arises now is called “nothing”." in screen.until(TEXT)
    screen.type(":quit")
    screen.end()


def test_commands_that_only_show_something_come_back_to_the_question(at):
    screen = at("fact.listed")
    screen.until(CHOICE)
    shown = screen.say("list", CHOICE)
    assert "1.   2 of 7   The machine [about]" in shown
    assert "Article 2: Duties of makers [art-2]" in shown
    shown = screen.say("open", CHOICE)
    assert "fact.listed: Is the use listed?" in shown
    assert "fact.uses (may not arise): Which uses?" in shown
    assert "fact.country" not in shown
    assert ":jump ID" in screen.say("?", CHOICE)
    assert "every answer is in looms" in screen.say("save", CHOICE)
    assert "Is the use listed?" in screen.say("why", CHOICE)
    assert "There is no command :nonsense" in screen.say(":nonsense", CHOICE)
    assert "Only long texts" in screen.say(":draft", CHOICE)
    assert "Nothing was typed." in screen.say("", CHOICE)


def test_notes_unknown_and_not_applicable_are_recorded(at, state):
    screen = at("fact.listed")
    screen.until(CHOICE)
    screen.say("note Ask the lawyers", CHOICE)
    screen.say(":note", "Note: ")
    screen.say("And the engineers", CHOICE)
    assert "Note by Ann Author" in screen.say("why", CHOICE)
    assert "does not accept" in screen.say(":na because", CHOICE)
    screen.say(":unknown nobody knows yet", "What does it do?")
    assert [note.text for note in state().notes] == ["Ask the lawyers", "And the engineers"]
    given = state().answers["fact.listed"]
    assert (given.state, given.explanation) == ("unknown", "nobody knows yet")
    screen.until(LINES)
    assert "Can people stop it?" in screen.say(":jump stop", CHOICE)
    assert "needs a reason" in screen.say(":na", CHOICE)
    screen.say("na It is a book", "Saved.")
    given = state().answers["stop"]
    assert (given.state, given.explanation) == ("not-applicable", "It is a book")


def test_an_explanation_is_asked_for_with_the_answer_to_a_requirement(at, state):
    screen = at("fact.name")
    screen.until(TEXT)
    screen.say(":jump tell", CHOICE)
    screen.say("1", "Explanation in a sentence or two: ")
    screen.say("On the first screen.", "Saved.")
    screen.until(TEXT)
    screen.say(":jump tell", CHOICE)
    screen.say("2", "(Enter keeps the present one): ")
    screen.say("", "Saved.")
    given = state().answers["tell"]
    assert (given.value, given.explanation) == ("late", "On the first screen.")


def test_a_command_instead_of_an_explanation_is_carried_out(at, state):
    screen = at("fact.name")
    screen.until(TEXT)
    screen.say(":jump tell", CHOICE)
    screen.say("3", "two: ")
    assert "Are people told?" in screen.say(":back", CHOICE)
    assert "tell" not in state().answers
    screen.say("1", "two: ")
    screen.say(":quit", "1 answer recorded now")
    screen.end()
    assert value_of(state, "tell") == "yes"


def test_a_file_can_be_attached_to_a_requirement(at, state, tmp_path):
    (tmp_path / "list of risks.pdf").write_bytes(b"risks")
    screen = at("fact.parts")
    screen.until("Name ")
    screen.say(":jump risk.list", CHOICE)
    shown = screen.say(":attach 'list of risks.pdf'", "(number or id): ")
    assert "1. Report (report)" in shown
    assert "evidence.unknown-kind" not in screen.say("nonsense", "Enter if not known): ")
    assert "is not a kind of evidence" in screen.say("", CHOICE)
    screen.say(":a", "File: ")
    assert "There is no file none." in screen.say("none", CHOICE)
    screen.say(":a list of risks.pdf", "(number or id): ")
    screen.say("1", "Enter if not known): ")
    assert "is not a date" in screen.say("yesterday", CHOICE)
    screen.say(":a list of risks.pdf", "(number or id): ")
    screen.say("", "Enter if not known): ")
    assert "Attached EV-0001 list of risks.pdf." in screen.say("2025-01-02", CHOICE)
    assert "Attached: EV-0001" in screen.say("why", CHOICE)
    assert state().evidence["EV-0001"].data.supports == ("risk.list",)


# --- nothing that was typed is lost


def draft(looms: Path, person: str = ANN) -> str:
    found = FolderScratch(looms).draft(person, "fact.story")
    return first(found[0], "value") if found else ""


@pytest.mark.parametrize("terminal", ["dumb", "xterm-256color"])
def test_ctrl_c_in_a_long_text_keeps_it_and_draft_brings_it_back(
    at, looms, state, packs, tmp_path, terminal
):
    screen = at("fact.story", terminal=terminal)
    screen.until(LINES)
    screen.say("It weaves", LINES)
    screen.say("red cloth", LINES)
    assert "everything is saved." in screen.interrupt()
    assert screen.status == 0
    assert draft(looms) == "It weaves\nred cloth"
    assert "fact.story" not in state().answers
    again = Screen(packs, tmp_path, "ask", "looms", terminal=terminal)
    assert "An unfinished text of 4 words is kept." in again.until(LINES)
    assert "red cloth" in again.say(":draft", LINES)
    again.say("every day", LINES)
    again.say(".", "Saved.")
    assert value_of(state, "fact.story") == "It weaves\nred cloth\nevery day"
    assert not list((looms / "drafts").iterdir())
    again.child.close(force=True)


def test_a_draft_that_is_not_taken_up_is_not_written_over(at, looms, packs, tmp_path):
    screen = at("fact.story")
    screen.until(LINES)
    screen.say("It weaves", LINES)
    screen.child.sendeof()
    screen.until("everything is saved.")
    screen.end()
    again = Screen(packs, tmp_path, "ask", "looms")
    again.until(LINES)
    again.say("Something else", LINES)
    again.interrupt()
    assert draft(looms) == "It weaves\nSomething else"


def test_a_text_begun_in_the_browser_goes_on_in_the_terminal_and_back(at, looms, state):
    typed = {"value": ["It weaves\r\nred cloth"], "note": ["Ask Ben"], "seen": [""]}
    FolderScratch(looms).keep_draft(ANN, "fact.story", typed, "2030-06-01T09:00:00Z")
    screen = at("fact.story")
    shown = screen.until(LINES)
    assert "Kept, not recorded: Ask Ben" in shown
    assert "An unfinished text of 4 words is kept." in shown
    screen.say(":draft", LINES)
    screen.say("every day", LINES)
    fields, _ = FolderScratch(looms).draft(ANN, "fact.story")
    head = state().head
    text = "It weaves\nred cloth\nevery day"
    assert fields == {"value": [text], "note": ["Ask Ben"], "seen": [head]}


def test_two_people_at_the_terminal_have_drafts_of_their_own(at, looms, packs, tmp_path):
    screen = at("fact.story")
    screen.until(LINES)
    screen.say("It weaves", LINES)
    other = Screen(packs, tmp_path, "ask", "looms", "--by", BEN)
    assert "unfinished" not in other.until(LINES)
    other.say("It knits", LINES)
    other.child.close(force=True)
    assert draft(looms) == "It weaves"
    assert draft(looms, BEN) == "It knits"


def test_a_table_begun_in_the_browser_is_gone_on_with(at, looms, state):
    """Also where a cell holds what is not an answer, and the first entry lacks one."""
    typed = {
        "row-0-name": ["Shuttle"],
        "row-0-made": [""],
        "row-0-weight": ["heavy"],
        "row-3-name": ["Comb"],
        "row-3-made": ["other"],
        "row-3-weight": ["1.5"],
        "explanation": [""],
    }
    FolderScratch(looms).keep_draft(ANN, "fact.parts", typed, "2030-06-01T09:00:00Z")
    screen = at("fact.parts")
    shown = screen.until("drops what is kept: ")
    assert "Kept, not recorded: heavy" in shown
    assert "2 entries" in shown
    assert "Name Shuttle" in screen.say("", "Made by ")
    screen.say("1", "Weight ")
    kept, _ = FolderScratch(looms).draft(ANN, "fact.parts")
    assert [kept["row-0-name"], kept["row-1-made"]] == [["Comb"], ["self"]]
    assert "row-3-name" not in kept
    screen.say("2", "Another entry? [y/N] ")
    screen.say("", "File to attach")
    assert value_of(state, "fact.parts") == [
        {"name": "Comb", "made": "other", "weight": 1.5},
        {"name": "Shuttle", "made": "self", "weight": 2},
    ]
    assert FolderScratch(looms).draft(ANN, "fact.parts") is None


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_bytes_that_are_no_text_cost_no_line_typed_before(looms, packs, tmp_path, locale):
    typed = "a long first line\ncaf\udce9\nthe last line\n"
    arguments = ("ask", looms, "--at", "fact.story")
    done = small(packs, tmp_path, *arguments, stdin=typed, LC_ALL=locale)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "internal" not in done.stderr
    assert "That was not UTF-8 text; nothing was taken." in done.stdout
    assert draft(looms) == "a long first line\nthe last line"


def test_a_draft_is_replaced_as_a_whole_or_stays(looms, small_catalogue, monkeypatch):
    drafts = Drafts(reopen(looms, small_catalogue), ANN)
    story = small_catalogue.question("fact.story")
    drafts.keep(story, "It weaves")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        drafts.keep(story, "It weaves\nred cloth")
    assert drafts.text(story) == "It weaves"


def test_what_cannot_be_recorded_is_kept_with_its_explanation(looms, small_catalogue):
    drafts = Drafts(reopen(looms, small_catalogue), ANN)
    tell, uses = (small_catalogue.question(known) for known in ("tell", "fact.uses"))
    drafts.keep(tell, "yes", explanation="On the first screen.")
    drafts.keep(uses, [])
    kept, _ = FolderScratch(looms).draft(ANN, "tell")
    assert (kept["value"], kept["explanation"]) == (["yes"], ["On the first screen."])
    assert FolderScratch(looms).draft(ANN, "fact.uses")[0]["value"] == ["-none-"]


def test_a_closed_terminal_costs_at_most_the_line_being_typed(at, looms):
    screen = at("fact.story")
    screen.until(LINES)
    screen.say("It weaves", LINES)
    screen.child.send("half a li")
    screen.child.close(force=True)
    assert draft(looms) == "It weaves"


def test_a_refused_long_text_is_kept(at, looms):
    screen = at("fact.story")
    screen.until(LINES)
    screen.say("It weaves\x7f", LINES)
    screen.child.send("bell \x16\x07 here\n")
    screen.until(LINES)
    assert "answer.control-character" in screen.say(".", LINES)
    assert "It weave" in screen.say(":draft", LINES)


def test_an_edited_text_is_kept_before_it_is_recorded(at, looms, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "It weaves linen" > "$1"\n')
    editor.chmod(0o755)
    screen = at("fact.story", VISUAL=str(editor), EDITOR=str(editor))
    screen.until(LINES)
    assert "It weaves linen" in screen.say(":edit", "records it.")
    screen.until("> ")
    screen.interrupt()
    assert draft(looms) == "It weaves linen"


def test_an_editor_that_does_not_work_loses_nothing(at, state):
    screen = at("fact.story", VISUAL="/bin/false", EDITOR="/bin/false")
    screen.until(LINES)
    screen.say("It weaves", LINES)
    assert "The editor could not be used" in screen.say(":edit", "records it.")
    screen.until("> ")
    screen.say(".", "Saved.")
    assert value_of(state, "fact.story") == "It weaves"


@pytest.mark.parametrize("question", ["fact.name", "fact.country", "fact.parts"])
@pytest.mark.parametrize("how", ["intr", "eof"])
def test_ctrl_c_and_ctrl_d_end_quietly_at_any_question(at, question, how):
    screen = at(question)
    screen.until("Name " if question == "fact.parts" else ": ")
    getattr(screen.child, f"send{how}")()
    screen.until("Go on:   conformity ask looms")
    screen.end()
    assert screen.status == 0


def test_the_end_of_input_at_an_explanation_does_not_lose_the_answer(at, state):
    screen = at()
    screen.until(TEXT)
    screen.say(":jump tell", CHOICE)
    screen.say("1", "two: ")
    screen.child.sendeof()
    screen.until("1 answer recorded now")
    screen.end()
    assert value_of(state, "tell") == "yes"


def test_piped_input_is_read_like_typed_input(packs, tmp_path, looms, state):
    done = small(packs, tmp_path, "ask", looms, stdin="Loom\nfr\nn\nIt weaves\n.\n")
    assert done.returncode == 0
    assert "4 answers recorded now; everything is saved." in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    found = {known: given.value for known, given in state().answers.items()}
    assert found == {
        "fact.name": "Loom",
        "fact.country": "fr",
        "fact.listed": "no",
        "fact.story": "It weaves",
    }


def test_piped_bytes_that_are_no_text_are_refused_and_asked_again(packs, tmp_path, looms):
    done = small(packs, tmp_path, "ask", looms, stdin="\udcff\udcfe\nLoom\n")
    assert done.returncode == 0
    assert "1 answer recorded now" in done.stdout
    assert "Traceback" not in done.stderr


# --- two people


def test_a_conflict_shows_both_answers_and_loses_neither(at, state, packs, tmp_path):
    screen = at("fact.country")
    screen.until(CHOICE)
    other = small(packs, tmp_path, "answer", "looms", "fact.country", "fr", "--by", "Ben")
    assert other.returncode == 0
    shown = screen.say("China", "Enter keeps it.")
    assert "Ben answered “France”" in shown
    assert "your answer “China” was not recorded" in shown.replace("\n  ", " ")
    assert "Present answer: France" in shown
    assert value_of(state, "fact.country") == "fr"
    screen.until(CHOICE)
    screen.say("China", "Is the use listed?")
    assert value_of(state, "fact.country") == "cn"
    lines = (tmp_path / "looms" / "journal.jsonl").read_text("utf-8").splitlines()
    said = [json.loads(line) for line in lines if "fact.country" in line]
    assert [line["by"] for line in said] == ["Ben", "Ann Author"]


def test_a_conflict_over_a_long_text_keeps_what_was_typed(at, state, packs, tmp_path):
    screen = at("fact.story")
    screen.until(LINES)
    screen.say("It weaves silk", LINES)
    small(packs, tmp_path, "answer", "looms", "fact.story", "It knits.", "--by", "Ben")
    shown = screen.say(".", LINES)
    assert "Ben answered “It knits.”" in shown
    assert "An unfinished text of 3 words is kept." in shown
    assert "It weaves silk" in screen.say(":draft", LINES)
    screen.say(".", "Saved.")
    assert value_of(state, "fact.story") == "It weaves silk"


def test_a_conflict_shows_the_explanation_that_was_typed(at, packs, tmp_path):
    screen = at()
    screen.until(TEXT)
    screen.say(":jump tell", CHOICE)
    small(packs, tmp_path, "answer", "looms", "tell", "no", "--by", "Ben")
    screen.say("1", "two: ")
    shown = screen.say("On the first screen.", CHOICE)
    assert "Your explanation: On the first screen." in shown


def test_another_question_answered_meanwhile_is_no_conflict(at, state, packs, tmp_path):
    screen = at("fact.country")
    screen.until(CHOICE)
    small(packs, tmp_path, "answer", "looms", "tell", "no", "--by", "Ben")
    screen.say("China", "Is the use listed?")
    assert value_of(state, "fact.country") == "cn"
    assert value_of(state, "tell") == "no"


# --- widths


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(at, columns, shipped_folders, tmp_path):
    screen = at(columns=columns, terminal="dumb")
    screen.until(TEXT)
    screen.say(":list", TEXT)
    screen.say(":open", TEXT)
    screen.say(":help", TEXT)
    screen.say(":jump tell", CHOICE)
    screen.say(":quit", "Go on")
    lines = screen.seen.replace("\r\n", "\n").split("\n")
    said = [line for line in lines if not line.endswith((" :quit", " :help"))]  # echoes
    assert [line for line in said if len(line) > columns] == []
    folder = shipped_folders()
    for command in (["classify", folder], ["law", "dates"], ["status", folder]):
        done = subprocess.run(
            [screen.child.args[0], "-m", "compliance", *map(str, command)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=screen.environment,
            check=True,
        )
        wide = [line for line in done.stdout.splitlines() if len(line) > columns]
        assert [line for line in wide if len(max(line.split(), key=len)) < columns] == []


NONE = "0 for none of them: "


def test_an_empty_line_never_says_that_none_fits(at, state):
    screen = at("fact.uses")
    shown = screen.until(NONE)
    assert "  0. None of these" in shown
    shown = screen.say("", NONE)
    assert "Nothing was typed. 0 says that none of them fits; :skip leaves" in " ".join(
        shown.split()
    )
    assert "fact.uses" not in state().answers
    screen.say("0", "Number in machines: ")
    assert value_of(state, "fact.uses") == []


@pytest.mark.parametrize("word", ["none", "no", "None of these"])
def test_none_is_understood_as_people_type_it(at, state, word):
    screen = at("fact.uses")
    screen.until(NONE)
    screen.say(word, "Number in machines: ")
    assert value_of(state, "fact.uses") == []


@pytest.mark.parametrize("line", ["0, 1", "Use A, none", "none, 2, 3"])
def test_none_and_more_is_refused_with_the_way_out(at, state, line):
    screen = at("fact.uses")
    screen.until(NONE)
    assert "answer.none-and-more" in screen.say(line, NONE)
    assert "fact.uses" not in state().answers


def test_what_is_none_of_the_options_is_answered_with_the_numbers_on_the_screen(at):
    screen = at("fact.uses")
    screen.until(NONE)
    shown = " ".join(screen.say("seven", NONE).split())
    assert "Options: 1 Use A; 2 Use B; 3 Use C; 0 None of these." in shown


def test_an_answer_is_withdrawn_and_what_it_changed_is_said(at, state):
    screen = at("fact.uses")
    screen.until(NONE)
    screen.say(":jump fact.listed", CHOICE)
    shown = screen.say(":withdraw named too early", CHOICE)
    assert "Withdrawn." in shown
    assert "Open again: Listed" in shown
    assert "fact.listed" not in state().answers
    assert "There is no answer to withdraw." in screen.say(":withdraw", CHOICE)
    shown = screen.say("y", NONE)
    assert "Saved." in shown
    assert "Now: Listed" in shown
