"""Papers about an entry after the launch: printed, opened, read, and verified."""

from __future__ import annotations

import datetime

import pypdf
import pytest

from compliance.assessment.about_entry import about
from compliance.documents.papers.clock import kept_by
from compliance.documents.papers.compose import compose
from compliance.documents.papers.filled import NAME, FilledDocument
from compliance.documents.render.press import Press
from compliance.services.assess.attach_evidence import mark_evidence
from compliance.services.assess.log_entry import change_entry, record_entry
from compliance.services.issue_document import choose_documents, issue_documents
from compliance.services.pack.make import make_pack
from compliance.services.papers_about import papers_about
from compliance.views.document import view_document
from tests.after_launch_pack import AFTER
from tests.builders import ANN, AT, load_mini
from tests.services.helpers import codes, files_in, messages, sample, verified

DAY = datetime.date(2030, 6, 1)
LATER = AT + datetime.timedelta(days=9)
MISHAP = {
    "entry.title": "Shuttle flew out",
    "entry.day": "2030-05-28",
    "entry.aware": "2030-05-31",
    "entry.harm": "grave",
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return tmp_path_factory.mktemp("packs")


@pytest.fixture
def assessment(packs, tmp_path, monkeypatch):
    catalogue = load_mini(packs, AFTER)
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(packs))
    found = sample(tmp_path / "a", catalogue)
    record_entry(found, "mishap", MISHAP, by=ANN, at=AT, evidence=["EV-0001"])
    return found


def write(assessment, tmp_path, *, complete=False):
    chosen = papers_about(assessment, "MI-0001", DAY, complete=complete)
    (made,) = issue_documents(assessment, chosen, tmp_path / "out", as_of=DAY, keep=False)
    return made.path


def text_of(path):
    pages = pypdf.PdfReader(path).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_the_first_report_says_to_whom_by_when_and_names_the_evidence(assessment, tmp_path):
    path = write(assessment, tmp_path)
    assert path.name == "mishap-first.mi-0001.pdf"
    text = text_of(path)
    for said in ("MI-0001", "The authority", "2 days", "2 June 2030", "Grave", "EV-0001"):
        assert said in text
    assert "a-report.txt" in text.replace(" ", "")  # a narrow column divides it
    assert "Draft" not in text


def told(*days):
    return [{"whom": "authority", "what": "first", "on": on} for on in days]


def clock_in(path):
    """The rows of the clock in a report, with what is drawn of them."""
    document = FilledDocument.model_validate_json(files_in(path)[NAME])
    blocks = [block for part in document.sections for one in part.points for block in one.blocks]
    (table,) = [one for one in blocks if one.kind == "table" and one.drawing is not None]
    drawn = [(one.value, one.beside) for one in table.drawing.rows]
    return list(zip(table.rows, drawn, strict=True))


def test_a_report_draws_its_clock(assessment, tmp_path):
    change_entry(assessment, "MI-0001", {"entry.told": told("2030-06-01")}, by=ANN, at=AT)
    path = write(assessment, tmp_path)
    assert clock_in(path) == [
        (("Known since", "31 May 2030", "0"), (0.0, 2.0)),
        (("First report, Authority", "1 June 2030", "1"), (1.0, 2.0)),
        (("Last of 2 days: Grave harm", "2 June 2030", "2"), (None, 2.0)),
    ]
    assert verified(path, tmp_path / "a").intact


def test_without_a_day_to_count_from_no_clock_is_drawn(assessment, tmp_path):
    change_entry(assessment, "MI-0001", {"entry.aware": None}, by=ANN, at=AT)
    assert "The clock" not in text_of(write(assessment, tmp_path))


@pytest.mark.parametrize(
    ("days", "says", "drawn"),
    [
        ((), "not told; last day 2 June 2030", (None, 2.0)),
        (("2030-06-01",), "told on day 1; the limit is 2 days", (1.0, 2.0)),
        (("2030-06-05",), "told on day 5; the limit is 2 days", (5.0, 2.0)),
    ],
)
def test_a_list_of_entries_says_how_the_limit_of_each_was_kept(assessment, days, says, drawn):
    if days:
        change_entry(assessment, "MI-0001", {"entry.told": told(*days)}, by=ANN, at=LATER)
    text, measure = kept_by(about(assessment, "MI-0001"), DAY)
    assert text == f"Report of the mishap: {says}"
    assert (measure.value, measure.beside) == drawn


def test_a_report_with_a_lack_is_a_draft_that_names_what_is_open(assessment, tmp_path):
    text = text_of(write(assessment, tmp_path, complete=True))
    assert "nobody may rely on it" in text
    assert "Kind: what happened." in text


def test_a_report_lists_what_was_done_about_it(assessment, tmp_path):
    change_entry(assessment, "MI-0001", {"entry.what": "It flew."}, by=ANN, at=AT)
    record_entry(assessment, "repair", {"entry.title": "Guard"}, by=ANN, at=AT, linked=["MI-0001"])
    record_entry(assessment, "repair", {"entry.title": "Paint"}, by=ANN, at=AT)
    text = text_of(write(assessment, tmp_path, complete=True))
    assert "RE-0001 Guard" in text
    assert "Paint" not in text


def test_another_document_lists_what_was_seen(assessment, tmp_path):
    (view,) = choose_documents(assessment, DAY, ["seen"])
    (made,) = issue_documents(assessment, [view], tmp_path / "out", as_of=DAY, keep=False)
    assert "MI-0001 Mishap 28 May 2030 Shuttle flew out" in text_of(made.path)


def test_it_is_made_again_and_follows_from_the_journal_up_to_its_head(assessment, tmp_path):
    path = write(assessment, tmp_path)
    change_entry(assessment, "MI-0001", {"entry.harm": "small"}, by=ANN, at=AT)
    result = verified(path, tmp_path / "a")
    assert result.intact, messages(result)
    told = " ".join(result.checked)
    assert "the same to the last byte" in told
    assert "follows from the journal of a up to its head; 1 record came later" in told


def test_a_report_with_another_harm_is_told_apart_beside_the_assessment(assessment, tmp_path):
    path = write(assessment, tmp_path)
    said = files_in(path)[NAME].decode().replace("Grave", "Small")
    path.write_bytes(Press().print(compose(FilledDocument.model_validate_json(said))))
    result = verified(path, tmp_path / "a")
    assert codes(result) == {"dossier.record-changed"}
    assert "It leaves out: “Grave”." in messages(result)


def test_it_goes_into_the_pack_of_its_addressee_with_its_evidence(assessment, tmp_path):
    made = make_pack(assessment, "authority", tmp_path / "pack.zip", as_of=DAY, keep=False)
    assert "mishap-first.mi-0001" in {paper.document for paper in made.papers}
    assert made.evidence == 1
    assert verified(tmp_path / "pack.zip", tmp_path / "a").intact


def test_its_evidence_that_is_not_for_outside_stays_out_of_the_pack(assessment, tmp_path):
    mark_evidence(assessment, "EV-0001", inside=True, reason="Names people.", by=ANN, at=AT)
    made = make_pack(assessment, "authority", tmp_path / "pack.zip", as_of=DAY, keep=False)
    assert (made.evidence, made.held_back) == (0, 1)
    assert "(not for outside)" in text_of(write(assessment, tmp_path))


def test_where_nothing_happened_the_paper_is_not_owed_and_says_why(packs, tmp_path):
    view = view_document(sample(tmp_path / "b", load_mini(packs, AFTER)), "mishap-first", DAY)
    assert (view.state, view.entry) == ("not-owed", "")
    assert "nothing that it would be about is recorded" in view.because.lower()


def test_a_paper_is_chosen_for_one_entry_or_for_each(assessment):
    record_entry(assessment, "mishap", {**MISHAP, "entry.title": "Again"}, by=ANN, at=AT)
    each = choose_documents(assessment, DAY, ["mishap-first"])
    assert [view.id for view in each] == ["mishap-first.mi-0001", "mishap-first.mi-0002"]
    (one,) = choose_documents(assessment, DAY, ["mishap-first.mi-0002"])
    assert one.entry == "MI-0002"
