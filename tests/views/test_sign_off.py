"""What is said of a sign-off is the same in the terminal, in the browser and on paper."""

from __future__ import annotations

import pytest

from compliance.cli.main import run
from compliance.documents.dossier.issue import prepare
from compliance.services.assess.sign_off import sign_off
from compliance.views.sign_off import SENTENCES, view_sign_off
from tests.builders import AT, BEN, load_mini
from tests.web.helpers_sign import machine, plain

TODAY = AT.date()


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    return machine(tmp_path / "w", load_mini(tmp_path / "packs"))


def sign(room, by, function):
    sign_off(room.assessment(), function=function, comment="Seen.", by=by, at=AT)


def faces(room, capsys):
    """The terminal, the page and the dossier, each in one line."""
    capsys.readouterr()
    run(["status", str(room.folder)])
    terminal = " ".join(capsys.readouterr().out.split())
    html = prepare(room.assessment(), b"", TODAY, "1").html
    return terminal, room.text("/a/machine/sign-off/"), plain(html)


@pytest.mark.parametrize(
    ("by", "function", "signatory"),
    [
        ("Cy Do, head of quality", "Head of quality", "Cy Do, head of quality"),
        ("Cy Do", "head of quality", "Cy Do, head of quality"),
        ("Cy Doctor", "Doctor", "Cy Doctor, Doctor"),
    ],
)
def test_every_face_names_the_function_of_the_signatory_once(room, capsys, by, function, signatory):
    sign(room, by, function)
    (signed,) = view_sign_off(room.assessment(), TODAY).every
    assert (signed.signatory, signed.standing) == (signatory, "Holds, as a draft")
    for text in faces(room, capsys):
        assert f"{signatory}, {AT:%Y-%m-%d}" in text or f"{signatory}, 1 June 2030" in text
        assert f"{signatory}, {function}" not in text
        assert "Signed as a draft" in text or SENTENCES["signed-draft"] in text
        assert "Signed off" not in text


def test_every_face_says_the_same_of_a_sign_off_that_does_not_hold(room, capsys):
    sign(room, "Cy Do", "head of quality")
    room.record("tell", "no", by=BEN)
    for text in faces(room, capsys):
        assert SENTENCES["void"] in text
    assert [item.standing for item in view_sign_off(room.assessment(), TODAY).every] == ["Void"]


def test_the_table_tells_what_became_of_each(room, capsys):
    sign(room, "Cy Do", "head of quality")
    sign(room, "Dee Po", "director")
    found = [item.standing for item in view_sign_off(room.assessment(), TODAY).every]
    assert found == ["Replaced", "Holds, as a draft"]
    _, page, paper = faces(room, capsys)
    for text in (page, paper):
        assert "Replaced" in text
