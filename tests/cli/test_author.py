"""Who is writing is asked once, remembered, and never guessed."""

from __future__ import annotations

import json

import pytest

from tests.builders import reopen
from tests.cli.packs import Screen, small


@pytest.fixture
def author(looms, small_catalogue):
    """Author of the last record."""
    return lambda: reopen(looms, small_catalogue).store.read()[-1].by


NOBODY = {"CONFORMITY_AUTHOR": "", "XDG_CONFIG_HOME": "", "HOME": ""}


def nobody(packs, home, *arguments, **more):
    """Run without an author in the environment."""
    settings = home / "settings"
    screen = Screen(packs, home, *arguments, XDG_CONFIG_HOME=str(settings), **more)
    return screen, settings / "conformity-dossier" / "settings.json"


@pytest.fixture
def unnamed(monkeypatch):
    """Without CONFORMITY_AUTHOR; environment() of the builders sets it otherwise."""
    from tests import builders
    from tests.cli import packs

    def environment(home, **more):
        found = builders.environment(home, **more)
        found.pop("CONFORMITY_AUTHOR")
        return found

    monkeypatch.setattr(packs, "environment", environment)


@pytest.mark.usefixtures("unnamed")
def test_the_author_is_asked_once_and_remembered(packs, tmp_path, looms, author):
    screen, settings = nobody(packs, tmp_path, "answer", "looms", "fact.name", "A")
    shown = screen.until("Your name and function [Ann Author]: ")
    assert "Ann Author began this assessment; Enter if that is you." in shown
    screen.type("  Zoë  Müller, quality ")
    shown = screen.end()
    assert screen.status == 0
    assert "Override it with --by." in shown
    assert author() == "Zoë Müller, quality"
    assert json.loads(settings.read_text("utf-8")) == {"author": "Zoë Müller, quality"}
    again, _ = nobody(packs, tmp_path, "answer", "looms", "fact.name", "B")
    assert "Your name" not in again.end()
    assert author() == "Zoë Müller, quality"
    home = {"XDG_CONFIG_HOME": str(tmp_path / "settings")}
    piped = small(packs, tmp_path, "answer", "looms", "fact.name", "C", **home)
    assert piped.returncode == 0
    assert author() == "Zoë Müller, quality"


@pytest.mark.usefixtures("unnamed")
def test_who_began_the_assessment_is_offered_and_remembered_when_confirmed(packs, tmp_path):
    made = small(packs, tmp_path, "new", "fresh", "--pack", "mini", "--by", "Li Na, officer")
    assert made.returncode == 0
    screen, settings = nobody(packs, tmp_path, "ask", "fresh")
    shown = screen.until("Your name and function [Li Na, officer]: ")
    assert "Li Na, officer began this assessment; Enter if that is you." in shown
    assert not settings.exists()
    screen.type("")
    assert "as Li Na, officer" in screen.until("Text: ")
    screen.child.close(force=True)
    assert json.loads(settings.read_text("utf-8")) == {"author": "Li Na, officer"}


@pytest.mark.parametrize("name", [".", "1", "n" * 81])
def test_what_is_no_name_is_refused_and_nothing_is_written(program, looms, name):
    before = (looms / "journal.jsonl").read_bytes()
    said = program("answer", looms, "fact.name", "A", "--by", name)
    assert said.status == 2
    assert "[assessment.no-author]" in said.err
    assert (looms / "journal.jsonl").read_bytes() == before


@pytest.mark.usefixtures("unnamed")
def test_what_is_given_with_by_or_in_the_environment_goes_first(packs, tmp_path, looms, author):
    folder = tmp_path / "settings" / "conformity-dossier"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text('{"author": "Remembered"}')
    home = {"XDG_CONFIG_HOME": str(tmp_path / "settings")}
    small(packs, tmp_path, "answer", "looms", "fact.name", "A", **home)
    assert author() == "Remembered"
    assert (folder / "settings.json").read_text() == '{"author": "Remembered"}'


def test_by_overrides_the_environment(program, looms, author, monkeypatch):
    monkeypatch.setenv("CONFORMITY_AUTHOR", "From the environment")
    program("answer", looms, "fact.name", "A")
    assert author() == "From the environment"
    program("answer", looms, "fact.name", "B", "--by", "By name")
    assert author() == "By name"


@pytest.mark.usefixtures("unnamed")
def test_where_nobody_can_be_asked_it_is_an_error_and_nothing_is_written(packs, tmp_path, looms):
    before = (looms / "journal.jsonl").read_bytes()
    for line in (["answer", "looms", "fact.name", "A"], ["new", "fresh", "--pack", "mini"]):
        done = small(packs, tmp_path, *line, stdin="Somebody\n")
        assert done.returncode == 2
        assert "[assessment.no-author]" in done.stderr
        assert "--by" in done.stderr
        assert ("Ann Author began the assessment." in done.stderr) is (line[0] == "answer")
    assert (looms / "journal.jsonl").read_bytes() == before
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b'{"author": 3}', b'{"author": ""}', b"[" * 100_000]
)
def test_broken_settings_are_like_none(program, looms, tmp_path, monkeypatch, content):
    monkeypatch.delenv("CONFORMITY_AUTHOR")
    folder = tmp_path / "settings" / "conformity-dossier"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_bytes(content)
    said = program("answer", looms, "fact.name", "A")
    assert said.status == 2
    assert "[assessment.no-author]" in said.err


@pytest.mark.usefixtures("unnamed")
def test_ctrl_c_at_the_question_for_the_name_writes_nothing(packs, tmp_path, looms):
    before = (looms / "journal.jsonl").read_bytes()
    screen, settings = nobody(packs, tmp_path, "ask", "looms")
    screen.until("Your name and function [Ann Author]: ")
    shown = screen.interrupt()
    assert screen.status == 130
    assert "Everything recorded so far is safe." in shown
    assert not settings.exists()
    assert (looms / "journal.jsonl").read_bytes() == before


def test_reading_needs_no_author(program, looms, monkeypatch):
    monkeypatch.delenv("CONFORMITY_AUTHOR")
    for command in ("status", "classify", "history", "deadlines", "verify"):
        assert program(command, looms).status == 0
    assert program("check", looms).status == 1
    assert program("evidence", "list", looms).status == 0
