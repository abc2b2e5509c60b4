"""Evidence on the command line: added, linked, replaced, planned."""

from __future__ import annotations

import csv
import io
import json

import pytest

KIND = ("--kind", "report", "--supports")


@pytest.fixture
def bound(program, looms):
    """An assessment in which the list of risks binds."""
    for known, value in (("fact.listed", "yes"), ("fact.uses", "a"), ("fact.country", "cn")):
        assert program("answer", looms, known, value).status == 0
    return looms


def test_several_files_and_a_folder_are_taken_in_as_proposed(program, bound, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "Report 1.txt").write_text("one")
    (folder / "report_2.txt").write_text("two")
    asked = program("evidence", "add", bound, folder)
    assert asked.status == 2
    assert "Report 1.txt: Report (“Report” stands in its name)" in asked.out
    assert "supports plan; List of risks" in asked.out
    assert "--as-proposed" in asked.err
    assert program("evidence", "list", bound).out == "No evidence yet.\n"
    done = program("evidence", "add", bound, folder, "--as-proposed")
    assert done.status == 0
    assert "2 attached, 0 linked, 0 as before" in done.out
    assert "supports plan; List of risks" in program("evidence", "list", bound).out


def test_the_same_bytes_are_refused_with_the_command_that_links_them(program, bound, tmp_path):
    (tmp_path / "one.txt").write_text("one")
    assert program("evidence", "add", bound, "one.txt", *KIND, "risk.list").status == 0
    again = program("evidence", "add", bound, "one.txt", *KIND, "tell")
    assert again.status == 2
    assert "You have this as EV-0001 “one.txt” (Report)." in again.err
    assert "conformity evidence link DIR EV-0001 tell" in again.err
    linked = program("evidence", "add", bound, "one.txt", *KIND, "tell", "--link")
    assert linked.out.startswith("Linked EV-0001 one.txt")
    assert program("evidence", "unlink", bound, "EV-0001", "tell").out == (
        "EV-0001 no longer supports Tell people\n"
    )
    assert program("evidence", "link", bound, "EV-0001", "tell").out == (
        "EV-0001 supports Tell people\n"
    )
    assert "already" in program("evidence", "link", bound, "EV-0001", "tell").out


def test_a_newer_version_replaces_a_file_and_the_list_and_history_say_so(program, bound, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(name)
    program("evidence", "add", bound, "one.txt", *KIND, "risk.list", "--owner", "Ann")
    said = program("evidence", "supersede", bound, "EV-0001", "two.txt", "--of-version", "3.1")
    assert said.status == 0
    assert "EV-0001 is superseded; it stays in the locker." in said.out
    listed = program("evidence", "list", bound).out
    assert "– superseded: EV-0002 two.txt is the newer version" in listed
    assert "version 3.1, owner Ann, in place of EV-0001" in listed
    assert "Evidence    1 file, 1 superseded\n" in program("status", bound).out
    for text in ("EV-0002: two.txt (Report) supports List of risks", "In place of EV-0001"):
        assert text in program("history", bound).out


def test_a_document_elsewhere_is_named_by_its_address(program, bound):
    line = ["evidence", "add", bound, "--address", "https://docs.example/r/7", *KIND, "risk.list"]
    said = program(*line, "--name", "Report 7")
    assert "not held here; it lies at https://docs.example/r/7" in said.out
    assert "SHA-256 not known" in program("evidence", "list", bound).out
    assert program(*line, "--sha256", "abc", "--again").status == 2
    assert program("evidence", "add", bound, *KIND, "tell").status == 2


def test_the_plan_names_what_is_wanted_for_whom_and_by_when(program, bound):
    program("assign", bound, "risk.list", "--owner", "Ben", "--due", "2031-05-01")
    text = program("evidence", "plan", bound, "--as-of", "2030-06-01").out
    assert "1. Report" in text
    assert "for 1 requirement or question; by 1 May 2031; Ben" in text
    assert "- List of risks (risk.list)" in text
    told = json.loads(program("evidence", "plan", bound, "--format", "json").out)
    assert told["kinds"][0]["wanted_for"][0]["id"] == "risk.list"
    rows = list(csv.reader(io.StringIO(program("evidence", "plan", bound, "--format", "csv").out)))
    assert rows[1][:3] == ["Report", "List of risks", "risk.list"]
