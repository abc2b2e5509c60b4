"""Issuing a dossier, and comparing it with the folder it was made of."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.documents.dossier.issue import JOURNAL_NAME
from compliance.documents.dossier.reading import read_paper
from compliance.documents.dossier.summary.compose import compose_summary
from compliance.documents.dossier.summary.said import Summary
from compliance.documents.papers.filled import NAME
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from compliance.services import issue_dossier as issuing
from compliance.services.issue_dossier import issue_dossier, issue_volumes
from tests.builders import BEN, TODAY, chain, reopen
from tests.services.helpers import (
    child,
    files_in,
    journal_of,
    record,
    sample,
    verified,
    without_anchor,
)


@pytest.fixture(autouse=True)
def mini_packs(issued, monkeypatch):
    """Verify with the mini pack as if it were shipped."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(issued.packs))


@pytest.fixture
def folder(issued, tmp_path):
    shutil.copytree(issued.folder, tmp_path / "a")
    return tmp_path / "a"


# --- The summary


@pytest.fixture
def volumes(folder, issued, tmp_path):
    """Summary and proof of an assessment, with its folder."""
    assessment = reopen(folder, issued.catalogue)
    made = issue_volumes(assessment, tmp_path / "both.pdf", as_of=TODAY, keep=False)
    assert [(one.name, one.path.name) for one in made] == [
        ("summary", "both-summary.pdf"),
        ("proof", "both.pdf"),
    ]
    return [one.path for one in made]


def test_a_summary_is_checked_alone_with_the_proof_and_with_the_folder(volumes, folder):
    summary, proof = volumes
    alone = verified(summary)
    assert alone.intact
    assert any("the same to the last byte" in line for line in alone.checked)
    assert any("or with the proof" in line for line in alone.notes)
    for beside, place in ((proof, "both.pdf"), (folder, "a")):
        result = verified(summary, beside)
        assert result.intact, result.problems
        told = f"both-summary.pdf: all it says follows from the journal of {place} up to its head"
        assert told in result.checked


def test_a_summary_written_as_a_whole_with_another_verdict_is_seen_beside_the_proof(volumes):
    summary, proof = volumes
    filled = Summary.model_validate_json(read_paper(summary.read_bytes()).files[NAME])
    other = filled.model_copy(update={"verdict": "Ready."})
    summary.write_bytes(Press().print(compose_summary(other)))
    assert verified(summary).intact  # alone nobody can know
    result = verified(summary, proof)
    assert [item.code for item in result.problems][:1] == ["dossier.record-changed"]
    assert any("“Ready.”" in item.message for item in result.problems)


def test_a_summary_is_told_apart_from_the_proof_of_another_assessment(volumes, issued, tmp_path):
    other = sample(tmp_path / "b", issued.catalogue)
    record(other, "fact.name", "Other")
    issue_dossier(other, tmp_path / "other.pdf", as_of=TODAY, keep=False)
    result = verified(volumes[0], tmp_path / "other.pdf")
    assert [item.code for item in result.problems] == ["dossier.other-assessment"]


def test_one_volume_alone_goes_where_it_is_told(folder, issued, tmp_path):
    assessment = reopen(folder, issued.catalogue)
    for name in ("summary", "proof"):
        path = tmp_path / f"{name}.pdf"
        (made,) = issue_volumes(assessment, path, as_of=TODAY, volumes=name, keep=False)
        assert (made.name, made.path) == (name, path)
    assert not list(tmp_path.glob("*-summary.pdf"))


# --- Untouched


def test_a_dossier_is_intact_alone_and_against_its_folder(issued):
    result = verified(issued.pdf, issued.folder)
    assert result.intact
    assert not result.not_compared
    for part in (
        "the file has the form in which this program writes, to the last of its",
        "8 embedded records chained up to the head that its properties name",
        "answers, findings and evidence register follow from its journal",
        "made again here from its journal, all ",
        "a continues the journal of a.pdf and has the same head",
    ):
        assert any(part in line for line in result.checked), part


def test_quoting_without_an_imported_text_is_refused_and_writes_nothing(
    folder, issued, tmp_path, monkeypatch
):
    monkeypatch.setenv("CONFORMITY_DATA", str(tmp_path / "data"))
    target = tmp_path / "quoted.pdf"
    with pytest.raises(ConformityError) as caught:
        issue_dossier(reopen(folder, issued.catalogue), target, as_of=TODAY, quote_law=True)
    assert caught.value.code == "law.not-imported"
    assert "conformity law import" in caught.value.problems[0].hint
    assert not target.exists()


def test_a_dossier_carries_the_journal_of_its_folder_byte_by_byte(issued):
    assert files_in(issued.pdf)[JOURNAL_NAME] == journal_of(issued.folder)


def test_a_folder_that_went_on_continues_its_dossier(issued, folder):
    record(reopen(folder, issued.catalogue), "fact.note", "later")
    result = verified(issued.pdf, folder)
    assert result.intact
    assert any("with 1 later record" in line for line in result.checked)
    assert verified(issued.earlier, issued.folder).intact


# --- Against the folder


def test_a_record_removed_at_the_end_of_the_folder_is_named_against_the_dossier(issued, folder):
    lines = journal_of(folder).splitlines(keepends=True)
    (folder / JOURNAL_NAME).write_bytes(b"".join(lines[:-1]))
    without_anchor(folder)
    assert verified(folder).intact, "nothing but the dossier can show this"
    (problem,) = verified(issued.pdf, folder).problems
    assert (problem.place, problem.code) == (f"a/{JOURNAL_NAME}", "journal.truncated")
    assert "1 record that a.pdf carries is missing" in problem.message
    assert f"record {len(lines)} onwards" in problem.message


def test_a_rewritten_history_of_the_folder_is_named_against_the_dossier(issued, folder):
    records = read_lines(journal_of(folder), "x").records
    data = [item.data for item in records]
    data[2] = data[2].model_copy(update={"value": "yes"})
    forged = chain(*data, by=records[2].by)
    kept = records[:2]
    assert [item.hash for item in forged[:2]] == [item.hash for item in kept]
    (folder / JOURNAL_NAME).write_bytes(b"".join(item.line() for item in forged))
    without_anchor(folder)
    (problem,) = verified(issued.pdf, folder).problems
    assert problem.code == "journal.broken-chain"
    assert "Record 3 differs between a.pdf and a." in problem.message


def test_another_folder_is_named_against_the_dossier(issued, tmp_path):
    other = sample(tmp_path / "b", issued.catalogue)
    record(other, "tell", "yes")
    record(other, "tell", "no")
    (problem,) = verified(issued.pdf, tmp_path / "b").problems
    assert problem.code == "journal.broken-chain"
    assert "Record 4 differs" in problem.message


# --- Issuing


def test_two_processes_write_the_same_bytes(issued, tmp_path):
    """Other seeds of hashes, other seconds, other time zones, other languages."""
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    command = ("make-dossier", issued.packs, issued.folder)
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    )
    told = []
    children = [
        child(tmp_path, *command, target, **more)
        for target, more in zip((first, second), surroundings, strict=True)
    ]
    for process in children:
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(1.1)
    for process in children:
        told.append(process.communicate(timeout=120)[0].split(maxsplit=1))
        assert process.returncode == 0
    assert told[0][0] == told[1][0]
    assert told[0][1] != told[1][1], "the second should have been another one"
    assert first.read_bytes() == second.read_bytes() == issued.pdf.read_bytes()


def test_another_answer_gives_other_bytes(issued):
    assert issued.pdf.read_bytes() != issued.earlier.read_bytes()


def test_a_dossier_shows_what_others_wrote_until_it_is_issued(
    issued, folder, tmp_path, monkeypatch
):
    """The journal inside and the state on the pages must have the same head."""
    assessment = reopen(folder, issued.catalogue)
    record(reopen(folder, issued.catalogue), "fact.note", "meanwhile", by=BEN)
    seen = {}

    def make(given, journal, *_):
        seen.update(head=given.head, journal=journal)
        return b"%PDF"

    monkeypatch.setattr(issuing, "make_dossier", make)
    issue_dossier(assessment, tmp_path / "b.pdf", as_of=TODAY)
    assert seen["journal"] == journal_of(folder)
    assert seen["head"] == read_lines(seen["journal"], "x").head


def test_a_dossier_that_cannot_be_written_leaves_the_earlier_one(issued, tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    target.write_bytes(b"earlier")
    monkeypatch.setattr(issuing, "make_dossier", lambda *_: b"%PDF")

    def replace(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(ConformityError) as raised:
        issue_dossier(reopen(issued.folder, issued.catalogue), target, as_of=TODAY)
    assert raised.value.code == "file.write-failed"
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
