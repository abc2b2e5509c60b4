"""Packs: what somebody may have, as a bag that any tool for bags can check."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import zipfile

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.checklist.lint.letters import letter_provisions, review_letters
from compliance.documents.papers.filled import NAME
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import attach_address, mark_evidence
from compliance.services.assess.evidence_said import Said
from compliance.services.assess.link_evidence import supersede_evidence
from compliance.services.pack.bag import Bag, escaped, unescaped
from compliance.services.pack.letter import EACH
from compliance.services.pack.make import make_pack
from tests.builders import ANN, AT, MINI, TODAY, load_mini
from tests.papers_pack import DOCUMENTS
from tests.services.helpers import messages, sample, verified
from tests.tools import verapdf

DAY = datetime.datetime(2030, 6, 1, 10, 30, tzinfo=datetime.UTC)


@pytest.fixture
def assessment(tmp_path, monkeypatch):
    """Every common kind of record, and papers for two addressees."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(tmp_path / "packs"))
    return sample(tmp_path / "a", load_mini(tmp_path / "packs", DOCUMENTS))


def packed(assessment, target, addressee="authority"):
    make_pack(assessment, addressee, target, as_of=TODAY, keep=False)
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_what_its_addressee_may_have_and_nothing_more(assessment, tmp_path):
    contents = packed(assessment, tmp_path / "authority.zip")
    assert sorted(contents) == [
        "bag-info.txt",
        "bagit.txt",
        "data/evidence/EV-0001 a-report.txt",
        "data/index.json",
        "data/index.pdf",
        "data/papers/list.pdf",
        "data/papers/notice.pdf",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]
    assert contents["data/evidence/EV-0001 a-report.txt"].endswith(b"\xff\x00end")
    people = packed(assessment, tmp_path / "people.zip", "people")
    assert [name for name in people if name.startswith("data/")] == [
        "data/papers/notice.pdf",
        "data/index.pdf",
        "data/index.json",
    ]
    everything = b"".join(people.values())
    assert b"Ask again." not in everything


def test_a_tool_for_bags_finds_it_whole_and_sees_every_change(assessment, tmp_path):
    bagit = pytest.importorskip("bagit")
    packed(assessment, tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "bag")
    (folder,) = (tmp_path / "bag").iterdir()
    bag = bagit.Bag(str(folder))
    assert bag.is_valid()
    assert bag.info["External-Identifier"] == "CA-TEST"
    evidence = next((folder / "data" / "evidence").iterdir())
    evidence.write_bytes(evidence.read_bytes() + b".")
    assert not bagit.Bag(str(folder)).is_valid()


def test_the_same_journal_and_day_give_the_same_bytes(assessment, tmp_path):
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    packed(assessment, one)
    packed(assessment, other)
    assert one.read_bytes() == other.read_bytes()


def test_the_index_names_every_paper_and_file_with_its_digest(assessment, tmp_path):
    contents = packed(assessment, tmp_path / "pack.zip")
    index = json.loads(contents["data/index.json"])
    text = json.dumps(index)
    for name in ("papers/list.pdf", "papers/notice.pdf", "evidence/EV-0001 a-report.txt"):
        assert name in text
        assert hashlib.sha256(contents[f"data/{name}"]).hexdigest()[:16] in text
    assert index["title"] == "Pack for: Authority"


@pytest.mark.parametrize(
    ("addressee", "says"),
    [("somebody", "know no such addressee"), ("nobody", "None of the documents that are owed")],
)
def test_nobody_gets_a_pack_who_may_have_nothing(assessment, tmp_path, addressee, says):
    with pytest.raises(ConformityError, match=says) as caught:
        make_pack(assessment, addressee, tmp_path / "x.zip", as_of=TODAY, keep=False)
    assert caught.value.code == "document.addressee"
    assert not (tmp_path / "x.zip").exists()


def test_evidence_that_is_gone_leaves_an_earlier_pack_as_it_was(assessment, tmp_path):
    target = tmp_path / "pack.zip"
    target.write_bytes(b"earlier")
    for path in (assessment.binder.folder / "evidence").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.unlink()
    with pytest.raises(ConformityError) as caught:
        make_pack(assessment, "authority", target, as_of=TODAY, keep=False)
    assert caught.value.code == "evidence.missing"
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.glob(".new-*")] == []


@given(st.text())
def test_any_name_comes_back_from_a_list_of_digests(name):
    written = escaped(name)
    assert not {"\n", "\r"} & set(written)
    assert unescaped(written) == name


def test_a_bag_has_parts_of_any_size_in_one_form():
    target = io.BytesIO()
    with Bag(target, "bag", DAY) as bag:
        part = bag.add("large.bin", io.BytesIO(b"x" * 3_000_000))
        bag.finish({"Source-Organization": "Line\nbreaks"})
    assert part.size == 3_000_000
    with zipfile.ZipFile(target) as archive:
        assert {item.date_time for item in archive.infolist()} == {(2030, 6, 1, 10, 30, 0)}
        assert archive.read("bag/bag-info.txt").decode() == (
            "Source-Organization: Line breaks\nPayload-Oxum: 3000000.1\n"
        )


def marked(assessment, inside=True):
    (number,) = assessment.state.evidence
    mark_evidence(assessment, number, inside=inside, reason="Names.", by=ANN, at=AT)


def test_what_is_not_for_outside_is_named_with_its_digest_and_left_out(assessment, tmp_path):
    marked(assessment)
    contents = packed(assessment, tmp_path / "pack.zip")
    assert not [name for name in contents if name.startswith("data/evidence/")]
    index = json.loads(contents["data/index.json"])
    points = {point["title"]: point for point in index["sections"][0]["points"]}
    (files,) = [one for one in points["Not in this pack"]["blocks"] if one["kind"] == "files"]
    (held,) = assessment.state.evidence.values()
    assert [(one["name"], one["digest"]) for one in files["files"]] == [
        (held.data.name, held.data.sha256)
    ]
    assert {"label": "Evidence", "value": "no files, 1 not for outside"} in index["fields"]
    assert [point["number"] for point in index["sections"][0]["points"]] == list("12345")
    result = verified(tmp_path / "pack.zip", tmp_path / "a")
    assert result.intact, messages(result)
    assert any("1 file of evidence not for outside" in note for note in result.notes)


def test_whoever_has_a_right_to_it_is_given_it_on_request(assessment, tmp_path):
    marked(assessment)
    target = tmp_path / "asked.zip"
    made = make_pack(assessment, "authority", target, as_of=TODAY, requested=True, keep=False)
    assert (made.evidence, made.held_back) == (1, 0)
    assert verified(target, tmp_path / "a").intact
    with pytest.raises(ConformityError, match="no right") as caught:
        make_pack(assessment, "people", target, as_of=TODAY, requested=True, keep=False)
    assert caught.value.code == "document.not-on-request"


def test_a_file_of_a_kind_with_data_of_persons_needs_a_reason_to_go_out(tmp_path):
    words = MINI["vocabularies/words.yaml"].replace(
        'label: "Report"}', 'label: "Report", groups: [data-of-persons]}'
    )
    catalogue = load_mini(tmp_path / "packs", {**DOCUMENTS, "vocabularies/words.yaml": words})
    assessment = sample(tmp_path / "a", catalogue)
    assert "data/evidence/EV-0001 a-report.txt" not in packed(assessment, tmp_path / "1.zip")
    (number,) = assessment.state.evidence
    with pytest.raises(ConformityError, match="data of persons"):
        mark_evidence(assessment, number, inside=False, reason=" ", by=ANN, at=AT)
    marked(assessment, inside=False)
    assert "data/evidence/EV-0001 a-report.txt" in packed(assessment, tmp_path / "2.zip")


def test_evidence_taken_out_of_a_pack_is_missed_unless_its_paper_says_that_it_is_not_for_outside(
    assessment, tmp_path
):
    contents = packed(assessment, tmp_path / "pack.zip")
    left = {name: text for name, text in contents.items() if "evidence" not in name}
    with zipfile.ZipFile(tmp_path / "less.zip", "w") as archive:
        for name, text in left.items():
            archive.writestr(f"pack/{name}", text)
    assert "named by a paper and missing" in messages(verified(tmp_path / "less.zip", pages=False))


LETTERS = """
title: "Letter"
form_note: "Our own."
sender: >-
  Listed: {fact.listed}

  Name: {fact.name}
letters:
  - to: [authority]
    when: {holds: listed}
    basis: [art-2.1]
    reference: "Your reference: ______"
    says: "As the maker we send you this."
  - {to: [authority, people], says: "We send you this."}
"""


@pytest.fixture
def covered(tmp_path, monkeypatch):
    """The same, in an edition that declares letters."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(tmp_path / "packs"))
    catalogue = load_mini(tmp_path / "packs", {**DOCUMENTS, "letters.yaml": LETTERS})
    return sample(tmp_path / "a", catalogue)


def letter_in(contents):
    """What the letter of a pack says: its points by title, and the text of all of it."""
    with pikepdf.open(io.BytesIO(contents["data/letter.pdf"])) as pdf:
        letter = json.loads(pdf.attachments[NAME].get_file().read_bytes())
    points = [point for section in letter["sections"] for point in section["points"]]
    return letter, {point["title"]: json.dumps(point["blocks"]) for point in points}


def test_a_letter_says_who_sends_what_to_whom_by_which_provision(covered, tmp_path):
    letter, points = letter_in(packed(covered, tmp_path / "pack.zip"))
    assert list(points) == ["From", "To", "Reference", "What we send, and why", EACH]
    assert letter["basis"].endswith("Article 2(1)")
    assert "As the maker we send you this." in points["What we send, and why"]
    assert "Listed: " in points["From"]
    assert "Name" not in points["From"]  # a line without its answer is left out
    rows = [["List of risks", "Draft", "papers/list.pdf"], ["Notice", "papers/notice.pdf"]]
    assert all(cell in points[EACH] for row in rows for cell in row)
    assert letter["open"] == []


def test_a_letter_holds_nothing_of_what_is_open(covered, tmp_path):
    said = json.dumps(letter_in(packed(covered, tmp_path / "pack.zip"))[0])
    gaps = [gap for item in covered.standing(TODAY).findings for gap in item.gaps]
    assert gaps
    assert not [gap for gap in gaps if gap.text in said or (gap.remedy and gap.remedy in said)]
    assert "Ask again." not in said


def test_whoever_is_written_to_in_no_case_of_their_own_gets_the_letter_for_every_case(
    covered, tmp_path
):
    letter, points = letter_in(packed(covered, tmp_path / "people.zip", "people"))
    assert "Reference" not in points
    assert "We send you this." in points["What we send, and why"]
    assert letter["fields"][0] == {"label": "To", "value": "People"}


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
@pytest.mark.parametrize("name", ["letter", "index"])
def test_what_a_pack_adds_of_its_own_is_pdf_a_and_pdf_ua(covered, tmp_path, name):
    content = packed(covered, tmp_path / "pack.zip")[f"data/{name}.pdf"]
    for verdict in verapdf.validate(content):
        assert verdict.passed, verdict


def test_verify_knows_the_letter_and_compares_it_with_what_is_inside(covered, tmp_path):
    contents = packed(covered, tmp_path / "pack.zip")
    result = verified(tmp_path / "pack.zip", tmp_path / "a")
    assert result.intact, messages(result)
    less = {name: text for name, text in contents.items() if not name.endswith("notice.pdf")}
    with zipfile.ZipFile(tmp_path / "less.zip", "w") as archive:
        for name, text in less.items():
            archive.writestr(f"pack/{name}", text)
    found = messages(verified(tmp_path / "less.zip", pages=False))
    assert "The letter lists papers/notice.pdf, and it is missing." in found


def test_the_lint_finds_letters_to_nobody_about_nothing_and_after_one_for_every_case(tmp_path):
    wrong = (
        LETTERS
        + """  - {to: [people, somebody], basis: [art-99], says: "{fact.nowhere}"}
"""
    )
    catalogue = load_mini(tmp_path / "packs", {**DOCUMENTS, "letters.yaml": wrong})
    found = " ".join(problem.message for problem in review_letters(catalogue))
    assert "never sent to people" in found
    assert "somebody is no word" in found
    assert "fact.nowhere is no question" in found
    assert ["art-99"] in [named for _, _, named in letter_provisions(catalogue)]


def test_a_document_elsewhere_is_named_and_nobody_says_that_it_is_missing(assessment, tmp_path):
    said = Said(kind="report", supports=("risk.list",), address="https://d.ex/7", collected=TODAY)
    attach_address(assessment, "Report 7", said, by=ANN, at=AT)
    pdf = packed(assessment, tmp_path / "pack.zip")
    assert [name for name in pdf if "evidence" in name] == ["data/evidence/EV-0001 a-report.txt"]
    index = pdf["data/index.json"].decode()
    assert "Named by the papers and kept elsewhere" in index
    assert "https://d.ex/7" in index
    result = verified(tmp_path / "pack.zip", pages=False)
    assert not result.problems
    assert any("named by an address only" in note for note in result.notes)


def test_a_superseded_file_stays_out_of_papers_and_packs(assessment, tmp_path):
    newer = tmp_path / "newer.txt"
    newer.write_text("newer")
    supersede_evidence(assessment, "EV-0001", newer, Said(collected=TODAY), by=ANN, at=AT)
    pdf = packed(assessment, tmp_path / "pack.zip")
    assert [name for name in pdf if "evidence" in name] == ["data/evidence/EV-0002 newer.txt"]
