"""``conformity documents`` and ``conformity issue``."""

from __future__ import annotations

import json

import pytest

from tests.builders import write_pack
from tests.cli.packs import CHANGES
from tests.papers_pack import DOCUMENTS

DAY = ("--as-of", "2025-06-01")


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """The small pack with two documents."""
    return write_pack(tmp_path_factory.mktemp("packs"), {**CHANGES, **DOCUMENTS})


def test_every_document_is_listed_with_whom_it_is_for_and_what_it_lacks(program, done):
    program("answer", done, "risk.list", "no")
    said = program("documents", done)
    assert said.status == 0
    assert "List of risks [list]: Draft only" in said.out
    assert "For: Authority; People." in said.out
    assert "[risk.list]" in said.out
    assert "Notice [notice]: Ready" in said.out


def test_machines_read_the_same(program, done):
    found = json.loads(program("documents", done, "--format", "json", *DAY).out)
    assert [item["id"] for item in found["documents"]] == ["list", "notice"]
    assert {item["state"] for item in found["documents"]} == {"ready"}
    assert found["documents"][0]["to"] == [{"id": "authority", "words": "Authority"}]


def test_what_is_not_owed_is_listed_only_where_everything_is_wanted(program, done):
    program("answer", done, "fact.listed", "no")
    assert program("documents", done).out.rstrip().endswith("None is owed.")
    assert "Not owed" in program("documents", done, "--all").out


def test_all_that_are_owed_are_written_or_those_that_are_named(program, done, tmp_path):
    said = program("issue", done, "-o", tmp_path / "papers", *DAY)
    assert said.status == 0
    assert "list.pdf (List of risks, final)" in said.out
    written = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert written == ["list.pdf", "notice.pdf"]
    said = program("issue", done, "notice", "-o", tmp_path / "one", "--format", "json")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["notice.json"]
    assert json.loads((tmp_path / "one" / "notice.json").read_text("utf-8"))["title"] == "Notice"


def test_a_pack_is_written_for_one_addressee(program, done, tmp_path):
    said = program("issue", done, "--for", "authority", "-o", tmp_path / "pack.zip", *DAY)
    assert said.status == 0
    assert "2 papers, 0 of them drafts; 1 file of evidence" in said.out
    assert (tmp_path / "pack.zip").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("nothing",), "document.unknown"), (("--for", "somebody"), "document.addressee")],
)
def test_what_cannot_be_written_is_refused_in_words(program, done, tmp_path, arguments, code):
    said = program("issue", done, *arguments, "-o", tmp_path / "x")
    assert (said.status, f"[{code}]" in said.err) == (2, True)
    assert not (tmp_path / "x").exists()


def test_a_pack_for_nobody_is_refused_and_so_is_a_document_that_is_not_owed(
    program, done, tmp_path
):
    assert "[document.addressee]" in program("issue", done, "-o", tmp_path / "x.zip").err
    program("answer", done, "fact.listed", "no")
    said = program("issue", done, "list", "-o", tmp_path / "x")
    assert "[document.not-owed]" in said.err
    assert "This operator owes no list" in said.err


def test_what_people_adapt_is_had_as_a_working_copy_and_nothing_else_is(program, done, tmp_path):
    folder = tmp_path / "word"
    said = program("issue", done, "--format", "docx", "-o", folder, *DAY)
    assert "(Notice, working copy, nothing open)" in said.out
    assert [path.name for path in folder.iterdir()] == ["notice.docx"]
    said = program("issue", done, "list", "--format", "docx", "-o", tmp_path / "x")
    assert (said.status, "[document.no-working-copy]" in said.err) == (2, True)
    assert "There is one of: notice." in said.err
    assert not (tmp_path / "x").exists()


def test_a_pack_holds_papers_and_no_files_of_other_kinds(program, done, tmp_path):
    pack = tmp_path / "pack.zip"
    said = program("issue", done, "--for", "authority", "--format", "docx", "-o", pack)
    assert (said.status, "[usage.arguments]" in said.err) == (2, True)
    assert not pack.exists()


def test_what_is_not_for_outside_stays_out_of_a_pack_and_is_counted(program, done, tmp_path):
    said = program("evidence", "mark", done, "EV-0001", "--not-for-outside", "--reason", "Names")
    assert said.out == "Not for outside: EV-0001\n"
    assert "not for outside" in program("evidence", "list", done).out
    again = program("evidence", "mark", done, "EV-0001", "--not-for-outside")
    assert again.out == "Not for outside already: EV-0001\n"
    said = program("issue", done, "--for", "authority", "-o", tmp_path / "pack.zip", *DAY)
    assert "no files of evidence" in said.out
    assert "not for outside: named in the index, not inside" in said.out
    asked = ("--requested", "-o", tmp_path / "asked.zip", *DAY)
    assert "1 file of evidence" in program("issue", done, "--for", "authority", *asked).out
    said = program("issue", done, "--for", "people", *asked)
    assert "[document.not-on-request]" in said.err
    assert "EV-0001 is not for outside: Names" in program("history", done).out
