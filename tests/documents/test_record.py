"""The record inside the PDF, and reading it back."""

from __future__ import annotations

import io
import json

import pikepdf
import pypdf
import pytest

from compliance.assessment.assessment import Assessment
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import build_record, make_dossier
from compliance.documents.dossier.reading import read_dossier
from compliance.errors import ConformityError
from tests.documents.build import AS_OF


def test_read_back(catalogue, unfinished, unfinished_pdf):
    found = read_dossier(unfinished_pdf)
    assert found.journal == unfinished.content
    assert found.record == build_record(Assessment(catalogue, unfinished.state), AS_OF, "0.0.1")
    assert unfinished.state.head in (found.said.get("Keywords") or "")
    assert str(found.said.get("Title")).startswith("Sorter")
    assert found.pages > 10


def test_the_record_is_canonical_and_complete(catalogue, unfinished, unfinished_pdf):
    content = read_dossier(unfinished_pdf).record
    record = json.loads(content)
    assert canonical_json(record) == content
    assert record["format"] == 1
    assert record["assessment"]["id"] == "A-0001"
    assert record["checklists"]["pack"] == "sample"
    assert record["checklists"]["digest"] == catalogue.digest
    assert record["law"]["state"] == "2030-01-01"
    assert record["as_of"] == "2030-06-01"
    state = unfinished.state
    assert record["journal"]["head"] == state.head
    assert record["journal"]["seq"] == state.seq
    answers = {item["question"]: item for item in record["answers"]}
    assert answers["stop.control"]["value"] == "no"
    assert answers["stop.control"]["text"] == "No"
    assert answers["stop.control"]["explanation"] == "Not yet."
    assert {item["id"] for item in record["conclusions"]} == {"listed", "forbidden"}
    findings = {item["id"]: item for item in record["findings"]}
    assert set(findings) == set(catalogue.requirements)
    assert findings["stop.control"]["status"] == "not-met"
    assert findings["stop.control"]["owner"] == "Cleo Owner"
    assert findings["risk.list"]["gaps"] == []
    assert [item["want"] for item in findings["risk.list"]["wanted"]] == ["evidence-missing"]
    assert findings["scope.boats"]["status"] == "out-of-scope"
    evidence = record["evidence"][0]
    assert evidence["sha256"] == "ab" * 32
    assert evidence["withdrawn"] == "Wrong version attached."
    assert record["counts"]["by_status"]["not-met"] == 1
    assert record["counts"]["by_severity"]["blocker"] == 1
    assert record["routes"] == {"listed": "yes", "product": "no"}
    assert record["open_readings"][0]["chosen"] == "late"
    assert record["declaration"]["draft"] is True


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + b"\x00\xff" * 5000,
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n1 0 obj\n" + b"<</A" * 50_000 + b"\nendobj\ntrailer<</Root 1 0 R>>",
    ],
    ids=["empty", "text", "header", "noise", "cycle", "deep-array", "deep-dictionary"],
)
def test_hostile_files_are_refused_in_one_way(content):
    with pytest.raises(ConformityError) as caught:
        read_dossier(content)
    assert caught.value.code == "dossier.not-a-dossier"


def without(content: bytes, *names: str) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as document:
        for name in names:
            del document.attachments[name]
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", ["assessment.json", "journal.jsonl"])
def test_a_dossier_without_its_files_is_none(finished_pdf, name):
    with pytest.raises(ConformityError) as caught:
        read_dossier(without(finished_pdf, name))
    assert name in str(caught.value)


def test_encrypted_and_cut_files_are_refused(finished_pdf):
    with pikepdf.open(io.BytesIO(finished_pdf)) as document:
        target = io.BytesIO()
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    for content in (target.getvalue(), finished_pdf[: len(finished_pdf) // 2]):
        with pytest.raises(ConformityError) as caught:
            read_dossier(content)
        assert caught.value.code == "dossier.not-a-dossier"


def test_a_plain_pdf_is_no_dossier():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(ConformityError, match="does not carry"):
        read_dossier(target.getvalue())


def test_a_changed_byte_of_the_journal_is_visible(catalogue, finished):
    changed = finished.content.replace(b"Register R-1", b"Register R-2")
    content = make_dossier(Assessment(catalogue, finished.state), changed, AS_OF, "0.0.1")
    assert read_dossier(content).journal != finished.content
