"""Papers name the file and the place of an answer that was read; the register its checks."""

from __future__ import annotations

import io

import pypdf
import pytest

from compliance.documents.papers.fill import fill
from compliance.services.assess.confirm import confirm
from compliance.services.issue_dossier import issue_dossier
from tests.builders import AT, BEN, TODAY, begin, load_mini
from tests.papers_pack import DOCUMENTS
from tests.services.exchange_pack import EXTRA
from tests.services.helpers import record
from tests.services.reading_pack import ITEMS, attach, read, toy_file, toys

__all__ = ["toys"]
pytestmark = pytest.mark.usefixtures("toys")
FAILED = {"check": "error-stated", "outcome": "failed", "said": "No figure states an error."}


@pytest.fixture
def assessment(tmp_path):
    notice = DOCUMENTS["documents/notice.yaml"]
    both = {
        "documents/notice.yaml": notice.replace("working_copy", "sources: true\nworking_copy"),
        "documents/plain.yaml": notice.replace("id: notice", "id: plain"),
    }
    files = {**DOCUMENTS, **both, "facts/extra.yaml": EXTRA, "reading/items.yaml": ITEMS}
    found = begin(tmp_path / "case", load_mini(tmp_path / "packs", files))
    record(found, "fact.listed", "yes")
    path = toy_file(tmp_path, said={"model.name": "Loom"}, checks=[FAILED])
    read(found, attach(found, path))
    confirm(found, ["fact.name"], by=BEN, at=AT)
    return found


def sources(assessment, known):
    document = fill(assessment, known, TODAY, "1")
    blocks = [
        block for part in document.sections for point in part.points for block in point.blocks
    ]
    return [block.source for block in blocks if block.kind == "stated"]


def test_a_paper_that_names_sources_names_file_and_place_and_others_do_not(assessment):
    assert sources(assessment, "notice") == ["run.json (EV-0001), /model.name"]
    assert sources(assessment, "plain") == [""]


def test_the_dossier_prints_the_place_beside_the_answer_and_the_checks_in_the_register(
    assessment, tmp_path
):
    issue_dossier(assessment, tmp_path / "a.pdf", as_of=TODAY)
    reader = pypdf.PdfReader(io.BytesIO((tmp_path / "a.pdf").read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in (
        f"Confirmed by {BEN}, 1 June 2030, from: run.json (EV-0001); /model.name;",
        "Read as results of a toy: 0 of 1 check passed.",
        "No figure states an error.",
    ):
        assert part in text, part
