"""Withdrawing an answer on the command line, and what an answer changed."""

from __future__ import annotations

import json

from tests.builders import reopen
from tests.cli.packs import FIRST


def test_an_answer_is_withdrawn_with_its_reason(program, looms, small_catalogue):
    program("answer", looms, "fact.name", "Loom")
    said = program("withdraw", looms, "fact.name", "--reason", "Another product.")
    assert said.status == 0
    assert said.out.startswith("Withdrawn: fact.name, record 3, head ")
    assert "fact.name" not in reopen(looms, small_catalogue).state.answers
    assert "Another product." in program("history", looms, "fact.name").out
    said = program("withdraw", looms, "fact.name")
    assert (said.status, said.out) == (0, "Unchanged: fact.name has no answer.\n")


def test_what_does_not_exist_or_was_answered_meanwhile_is_not_withdrawn(program, looms):
    assert "answer.unknown-question" in program("withdraw", looms, "fact.nothing").err
    program("answer", looms, "fact.name", "Loom")
    head = json.loads(program("status", looms, "--format", "json").out)
    head = head["assessments"][0]["journal"]["head"]
    program("answer", looms, "fact.name", "Mill")
    said = program("withdraw", looms, "fact.name", "--seen", head)
    assert said.status == 2
    assert "answer.conflict" in said.err


def test_an_answer_says_what_it_changed(program, looms):
    for known, value in FIRST.items():
        if known == "fact.listed":
            break
        program("answer", looms, known, value)
    said = program("answer", looms, "fact.listed", "yes").out
    assert "  Now: Listed" in said
    assert "Now" not in program("answer", looms, "fact.story", "It weaves.").out
    assert "  Open again: Listed" in program("withdraw", looms, "fact.listed").out


def test_a_file_of_answers_says_it_once(program, looms, answers):
    said = program("answer", looms, "--from", answers).out
    assert said.count("Now: ") == 1
    assert "Listed" in said
    assert "Now: " not in program("answer", looms, "--from", answers).out
