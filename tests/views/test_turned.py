"""Findings that turned, alerts, and what would turn: worded alike by every face."""

from __future__ import annotations

import datetime

import pytest

from compliance.cli.main import run
from compliance.documents.declaration import declare
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.views.conclusion import conclude
from compliance.views.standing import view_standing
from tests.builders import ANN, AT, MINI, load_mini
from tests.web.helpers_sign import machine

TODAY = AT.date()
MORROW = AT + datetime.timedelta(days=1)
SCOPE = "conclusions/scope.yaml"
ALIKE = "".join(
    f"""
  - id: alike-{at}
    title: "Alike {at}"
    headline: true
    holds_text: "It holds."
    fails_text: "It does not hold."
    group: scope
    when: {{holds: listed}}
"""
    for at in range(7)
)


def stopping(when: str) -> str:
    return MINI[SCOPE] + ALIKE + f"""
  - id: forbidden
    title: "Forbidden: steering"
    alert: true
    holds_text: "It is forbidden."
    fails_text: "It is not forbidden."
    group: scope
    when: {when}
"""  # fmt: skip


@pytest.fixture
def opened(tmp_path, monkeypatch):
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    monkeypatch.setenv("CONFORMITY_AUTHOR", ANN)

    def call(changes: dict[str, str] | None = None):
        return machine(tmp_path / "w", load_mini(tmp_path / "packs", changes))

    return call


def terminal(capsys, *arguments):
    capsys.readouterr()
    run([str(item) for item in arguments])
    return " ".join(capsys.readouterr().out.split())


def answer(room, known, value, at):
    found = room.assessment()
    record_answer(found, build_answer(found, known, value), by=ANN, at=at)


def test_the_page_of_differences_shows_the_marks_of_the_terminal(opened):
    room = opened()
    answer(room, "tell", "yes", AT)
    answer(room, "tell", "no", MORROW)
    text = room.text(f"/a/machine/history/differences?from={TODAY}&to={MORROW.date()}")
    assert "Tell people : ✓ Met → × Not met" in text
    assert "not-met" not in text
    before = TODAY - datetime.timedelta(days=1)
    text = room.text(f"/a/machine/history/differences?from={before}&to={TODAY}")
    assert "Tell people : none → ✓ Met" in text


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("{fact: fact.country, not_in_group: eu}", "“Forbidden: steering” is not determined."),
        ('{fact: fact.listed, is: "yes"}', "“Forbidden: steering” holds."),
    ],
)
def test_every_face_says_the_same_of_an_alert(opened, capsys, when, words):
    room = opened({SCOPE: stopping(when)})
    found = room.assessment()
    assert [alert.said for alert in view_standing(found, TODAY).alerts] == [words]
    assert words in declare(found, TODAY).blockers
    assert f"! {words}" in terminal(capsys, "check", room.folder)
    assert words in room.text("/a/machine/findings/")


def test_the_terminal_says_what_would_change_as_the_page_does(opened, capsys):
    room = opened({SCOPE: stopping('{fact: fact.listed, is: "yes"}')})
    turns = conclude(room.assessment()).turns
    cut = "Would no longer hold: Alike 0; Alike 1; Alike 2; Alike 3; and 3 more."
    assert cut in [text for turn in turns for text in turn.then]
    said = terminal(capsys, "classify", room.folder)
    page = room.text("/a/machine/classification/")
    for turn in turns:
        assert all(text in said for text in turn.then)
        assert all(text in page for text in turn.whole)
        assert not any(" more" in text for text in turn.whole)
