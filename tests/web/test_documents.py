"""The page of documents: what is owed and lacks what, writing papers and packs."""

from __future__ import annotations

import io
import json
import zipfile

import docx
import pikepdf
import pytest

from compliance.checklist.loader import load_catalogue
from compliance.checklist.locale.files import languages_folder
from compliance.services.editions.translations import take_translations, texts_in
from compliance.services.press_room.bench import Bench
from compliance.services.press_room.orders import DONE, FAILED, Job
from compliance.services.press_room.room import PressRoom
from tests.builders import EDITION, reopen, write_pack
from tests.cli.packs import CHANGES
from tests.papers_pack import DOCUMENTS
from tests.services.helpers import attach, record

PAGE = "/a/looms/documents/"


class Line:
    """The end of a pipe that a bench holds."""

    def __init__(self):
        self.said = []

    def send(self, words):
        self.said.append(words)

    def poll(self):
        return False


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """The small pack with two documents."""
    return write_pack(tmp_path_factory.mktemp("papers"), {**CHANGES, **DOCUMENTS})


@pytest.fixture(autouse=True)
def room(papers, monkeypatch):
    """Checklists with documents, and a press room that writes while one waits."""
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: papers)

    def write(self, order):
        line, job = Line(), Job(order.file)
        Bench(line, keep=False).carry_out(order)
        word, value, _ = line.said[-1]
        job.state = DONE if word == "done" else FAILED
        job.problems = () if word == "done" else value
        self._jobs[order.place] = job
        return job

    monkeypatch.setattr(PressRoom, "write", write)


@pytest.fixture
def answered(workspace, papers, tmp_path):
    """Everything that a paper needs, but for the name."""
    assessment = reopen(workspace / "looms", load_catalogue("mini", EDITION, papers))
    record(assessment, "fact.listed", "yes")
    record(assessment, "risk.list", "yes", explanation="Register R-1.")
    source = tmp_path / "report.txt"
    source.write_bytes(b"numbers")
    attach(assessment, source, "risk.list")
    return assessment


def test_each_document_says_what_it_lacks_and_leads_to_the_question(alone, answered):
    page = alone.get(PAGE).text
    assert "List of risks" in page
    assert "Notice" in page
    assert '<a href="/a/looms/q/fact.name">Name: name is not stated.</a>' in page
    record(answered, "fact.name", "Loom")
    assert "is not stated" not in alone.get(PAGE).text


def test_before_anything_is_answered_it_is_said_that_nothing_is_decided(alone):
    page = alone.get(PAGE).text
    assert "Not decided whether it is owed" in page


def test_a_paper_is_written_shown_and_downloaded(alone, answered):
    record(answered, "fact.name", "Loom")
    assert alone.post(PAGE, {"document": "notice"}).status_code == 303
    page = alone.get(PAGE).text
    (name,) = [part.split('"')[0] for part in page.split(f'href="{PAGE}files/')[1:2]]
    assert name.startswith("notice-")
    paper = alone.get(f"{PAGE}files/{name}")
    assert paper.data.startswith(b"%PDF-")
    assert "attachment" in paper.headers["Content-Disposition"]
    shown = alone.get(f"{PAGE}files/{name}?show=yes")
    assert "attachment" not in shown.headers["Content-Disposition"]
    assert alone.get(f"{PAGE}progress").json["state"] == "done"


def test_a_pack_holds_the_papers_and_evidence_of_its_addressee(alone, answered):
    record(answered, "fact.name", "Loom")
    assert alone.post(PAGE, {"for": "authority"}).status_code == 303
    page = alone.get(PAGE).text
    assert "Pack for: Authority" in page
    (name,) = [part.split('"')[0] for part in page.split(f'href="{PAGE}files/')[1:2]]
    with zipfile.ZipFile(io.BytesIO(alone.get(f"{PAGE}files/{name}").data)) as archive:
        inside = {item.partition("/")[2] for item in archive.namelist()}
    assert {"data/papers/list.pdf", "data/papers/notice.pdf"} <= inside
    assert "data/evidence/EV-0001 report.txt" in inside


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 400),
        ({"document": "notice", "for": "authority"}, 400),
        ({"document": "../../etc"}, 422),
        ({"for": "somebody"}, 400),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(alone, answered, form, status):
    assert alone.post(PAGE, form).status_code == status
    assert answered.scratch.papers() == {}


@pytest.mark.parametrize("name", ["x.pdf", "../journal.jsonl", "notice-1.zip"])
def test_no_other_file_is_handed_out(alone, answered, name):
    assert alone.get(f"{PAGE}files/{name}").status_code == 404


def test_who_may_not_issue_sees_the_papers_and_writes_none(signed_in, answered):
    reader = signed_in("reader")
    page = reader.get(PAGE).text
    assert "List of risks" in page
    assert "Make the pack" not in page
    assert reader.post(PAGE, {"document": "notice"}, page=PAGE).status_code == 403


def test_a_working_copy_and_a_file_for_machines_are_offered_where_they_may_be_had(alone, answered):
    record(answered, "fact.name", "Loom")
    page = alone.get(PAGE).text
    assert f'href="{PAGE}as/docx/notice"' in page
    assert f'href="{PAGE}as/docx/list"' not in page
    file = alone.get(f"{PAGE}as/docx/notice")
    assert "looms-notice.docx" in file.headers["Content-Disposition"]
    assert "Name: Loom" in [item.text for item in docx.Document(io.BytesIO(file.data)).paragraphs]
    assert f'href="{PAGE}as/json/list"' in page
    assert alone.get(f"{PAGE}as/json/list").json["title"] == "List of risks"


@pytest.mark.parametrize(
    ("path", "status"), [("docx/list", 422), ("exe/notice", 404), ("json/nothing", 422)]
)
def test_no_other_document_is_made_into_a_file(alone, answered, path, status):
    assert alone.get(f"{PAGE}as/{path}").status_code == status


def test_who_may_not_issue_is_given_no_file(signed_in, answered):
    reader = signed_in("reader")
    assert "/as/json/" not in reader.get(PAGE).text
    assert reader.get(f"{PAGE}as/json/notice").status_code == 403


def test_a_file_is_marked_as_not_for_outside_on_its_page_and_stays_out_of_packs(alone, answered):
    page = "/a/looms/evidence/EV-0001"
    assert "Whoever may have a paper that names it" in alone.get(page).text
    assert alone.post(f"{page}/outside", {"inside": "yes"}, page=page).status_code == 303
    assert "Not for outside" in alone.get(page).text
    assert "Not for outside" in alone.get("/a/looms/evidence/").text
    assert alone.post(f"{page}/outside", {"inside": "?"}, page=page).status_code == 400
    record(answered, "fact.name", "Loom")
    alone.post(PAGE, {"for": "authority"})
    (name,) = [
        part.split('"')[0] for part in alone.get(PAGE).text.split(f'href="{PAGE}files/')[1:2]
    ]
    with zipfile.ZipFile(io.BytesIO(alone.get(f"{PAGE}files/{name}").data)) as archive:
        assert not [item for item in archive.namelist() if "/evidence/" in item]
    refused = alone.post(PAGE, {"for": "people", "requested": "yes"})
    assert refused.status_code == 422
    assert "no right to evidence that is not for outside" in refused.text


def test_a_pack_for_an_authority_that_asked_holds_what_is_not_for_outside(alone, answered):
    page = "/a/looms/evidence/EV-0001"
    alone.post(f"{page}/outside", {"inside": "yes"}, page=page)
    record(answered, "fact.name", "Loom")
    alone.post(PAGE, {"for": "authority", "requested": "yes"})
    (name,) = [
        part.split('"')[0] for part in alone.get(PAGE).text.split(f'href="{PAGE}files/')[1:2]
    ]
    with zipfile.ZipFile(io.BytesIO(alone.get(f"{PAGE}files/{name}").data)) as archive:
        assert [item for item in archive.namelist() if "/evidence/EV-0001" in item]


@pytest.fixture
def german(papers, monkeypatch):
    """The notice in German: with the words of papers, and its own texts marked as such."""
    monkeypatch.setattr("compliance.checklist.locale.files.shipped_folder", lambda _: papers)
    catalogue = load_catalogue("mini", EDITION, papers)
    texts: dict[str, dict[str, str]] = {}
    for one in texts_in(catalogue, "de", ["notice"], papers):
        if one.file != "papers":
            texts.setdefault(one.file, {})[one.known] = f"Auf Deutsch: {one.english}"
    taken = papers / "taken.json"
    taken.write_text(json.dumps(texts), "utf-8")
    take_translations(catalogue, "de", taken, papers)
    grammar = catalogue.law.citations.model_dump_json()
    (languages_folder(catalogue, papers) / "de" / "citations.json").write_text(grammar, "utf-8")


def test_a_paper_is_written_in_a_language_that_is_there(alone, answered, german):
    record(answered, "fact.name", "Loom")
    assert '<option value="de" lang="de">Deutsch</option>' in alone.get(PAGE).text
    assert alone.post(PAGE, {"document": "notice", "language": "de"}).status_code == 303
    page = alone.get(PAGE).text
    assert "(Deutsch)" in page
    (name,) = [part.split('"')[0] for part in page.split(f'href="{PAGE}files/')[1:2]]
    assert name.startswith("notice_de-")
    with pikepdf.open(io.BytesIO(alone.get(f"{PAGE}files/{name}").data)) as pdf:
        assert str(pdf.Root.Lang) == "de"
        assert str(pdf.docinfo.Title).startswith("Auf Deutsch: ")


def test_the_wording_of_a_language_is_confirmed_once(alone, answered, german):
    record(answered, "fact.name", "Loom")
    assert "Working translation, not confirmed yet" in alone.get(PAGE).text
    answer = alone.post(f"{PAGE}language", {"document": "notice", "language": "de"})
    assert answer.status_code == 303
    page = alone.get(PAGE).text
    assert "Confirmed by" in page
    assert "Confirm the wording" not in page


@pytest.mark.parametrize("language", ["fr", "../de", "en"])
def test_no_other_language_is_confirmed(alone, answered, german, language):
    record(answered, "fact.name", "Loom")
    answer = alone.post(f"{PAGE}language", {"document": "notice", "language": language})
    assert answer.status_code == 422


def test_who_may_not_issue_confirms_no_language(signed_in, answered, german):
    reader = signed_in("reader")
    assert "Confirm the wording" not in reader.get(PAGE).text
    form = {"document": "notice", "language": "de"}
    assert reader.post(f"{PAGE}language", form, page=PAGE).status_code == 403
