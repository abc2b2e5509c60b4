"""``conformity languages``, ``issue --lang`` and what translators use."""

from __future__ import annotations

import json
import zipfile

import pytest

from compliance.checklist.locale.files import languages_folder
from tests.builders import write_pack
from tests.cli.packs import CHANGES
from tests.papers_pack import DOCUMENTS


@pytest.fixture
def packs(tmp_path_factory, monkeypatch):
    """The small pack with two documents, in a folder of its own."""
    root = write_pack(tmp_path_factory.mktemp("languages"), {**CHANGES, **DOCUMENTS})
    monkeypatch.setattr("compliance.checklist.locale.files.shipped_folder", lambda _: root)
    return root


@pytest.fixture
def small_catalogue(packs):
    from compliance.checklist.loader import load_catalogue
    from tests.builders import EDITION

    return load_catalogue("mini", EDITION, packs)


@pytest.fixture
def german(program, packs, small_catalogue, tmp_path):
    """The notice in German, as a translator takes it in."""
    said = program("checklists", "texts", "de", "notice")
    texts = json.loads(said.out)
    texts.pop("papers", None)  # these are there
    texts["notice"]["title"] = "Hinweis"
    path = tmp_path / "de.json"
    path.write_text(json.dumps(texts), "utf-8")
    assert program("checklists", "translate", "de", path).status == 0
    folder = languages_folder(small_catalogue, packs) / "de"
    grammar = small_catalogue.law.citations.model_dump_json()
    (folder / "citations.json").write_text(grammar, "utf-8")
    return folder


@pytest.fixture
def noticed(program, looms):
    for known, value in (("fact.listed", "yes"), ("fact.name", "Loom")):
        assert program("answer", looms, known, value).status == 0
    return looms


def test_what_is_open_is_printed_for_whoever_translates(program):
    said = program("checklists", "texts", "nb", "notice")
    texts = json.loads(said.out)
    assert texts["notice"]["title"] == "Notice"
    assert texts["shared"]["fact.fact.name.label"] == "name"
    assert texts["papers"]["state.draft"] == "Draft"
    assert "nb: 0 of" in said.err


def test_what_was_taken_in_is_open_no_more(program, german):
    assert json.loads(program("checklists", "texts", "de").out) == {}
    said = program("checklists", "texts", "de", "--all", "--translation")
    assert json.loads(said.out)["notice"]["title"] == "Hinweis"
    assert "0 problems." in program("checklists", "lint").out


def test_translations_that_do_not_fit_are_all_named(program, german, tmp_path):
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"notice": {"title": "{x}", "titel": "y"}}), "utf-8")
    said = program("checklists", "translate", "de", path)
    assert said.status == 2
    assert said.err.count("[language.text]") == 2


@pytest.mark.parametrize("arguments", [[], ["--still", "notice:titel"], ["--still", "x"]])
def test_a_file_or_texts_are_named(program, german, arguments):
    assert program("checklists", "translate", "de", *arguments).status == 2


def test_languages_are_listed_and_confirmed(program, german, noticed):
    assert "Deutsch: working translation" in program("languages", noticed).out
    said = program("languages", "confirm", noticed, "de", "notice", "--by", "Eva Muster")
    assert "confirmed by Eva Muster" in said.out
    found = json.loads(program("languages", "list", noticed, "--format", "json").out)
    states = {item["code"]: item["state"] for item in found["documents"]["notice"]}
    assert states == {"en": "written", "de": "confirmed"}
    assert [item["code"] for item in found["documents"]["list"]] == ["en"]
    assert "Wording of notice in German confirmed" in program("history", noticed).out
    said = program("issue", noticed, "notice", "--lang", "de", "-o", noticed.parent / "out")
    assert "working translation" not in said.out


def test_a_paper_is_written_and_verified_in_a_language(program, german, noticed, tmp_path):
    said = program("issue", noticed, "notice", "--lang", "de", "-o", tmp_path / "out")
    path = tmp_path / "out" / "notice.de.pdf"
    assert said.status == 0, said.err
    assert f"Wrote {path}" in said.out
    assert "working translation: no place to sign" in said.out
    said = program("verify", path, noticed)
    assert "changed: notice" not in said.out  # its journal was begun by another clock
    assert "follows from the journal" in said.out


def test_a_paper_of_another_translation_is_not_called_changed(program, german, noticed, tmp_path):
    program("issue", noticed, "notice", "--lang", "de", "-o", tmp_path / "out")
    text = (german / "notice.json").read_text("utf-8").replace("Hinweis", "Mitteilung")
    (german / "notice.json").write_text(text, "utf-8")
    said = program("verify", tmp_path / "out" / "notice.de.pdf", noticed)
    assert "changed: notice" not in said.out
    assert "another translation than the one installed" in said.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["notice", "--lang", "fr"], "language.unknown"), (["--lang", "de"], "language.incomplete")],
)
def test_a_language_that_is_not_there_is_refused_before_anything_is_written(
    program, german, noticed, tmp_path, arguments, code
):
    said = program("issue", noticed, *arguments, "-o", tmp_path / "out")
    assert said.status == 2
    assert f"[{code}]" in said.err
    assert not (tmp_path / "out").exists()


def test_a_pack_holds_in_the_language_what_is_there_in_it(program, german, done, tmp_path):
    pack = tmp_path / "pack.zip"
    said = program("issue", done, "--for", "authority", "--lang", "de", "-o", pack)
    assert "In German: 1 of them; the others are in English" in said.out
    with zipfile.ZipFile(pack) as archive:
        inside = {name.partition("/")[2] for name in archive.namelist()}
    assert {"data/papers/notice.de.pdf", "data/papers/list.pdf"} <= inside
    said = program("verify", pack)
    assert (said.status, "3 papers made again here" in said.out) == (0, True), said.out
    said = program("issue", done, "--for", "authority", "--lang", "fr", "-o", pack)
    assert "[language.unknown]" in said.err
