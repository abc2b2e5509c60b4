"""The dossier of an assessment that has only begun: a few pages, and nothing hidden by that."""

from __future__ import annotations

import pypdf
import pytest

from compliance.documents.dossier.chapters.begun import is_begun
from compliance.documents.dossier.compose import compose, gather
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.issue_dossier import issue_volumes
from tests.documents.test_papers_data_provider import AT, DAY, begun, say
from tests.documents.test_states import assessed, raw
from tests.services.helpers import messages, verified
from tests.tools import verapdf

NAMED = {"system.name": "Rank One", "operator.name": "Ann", "operator.established-in": "cn"}


@pytest.fixture(scope="module", params=[{}, NAMED], ids=["nothing", "named"])
def folder(request, tmp_path_factory):
    where = tmp_path_factory.mktemp("begun")
    found = begun(where / "a")
    for known, value in request.param.items():
        say(found, known, value)
    issue_volumes(found, where / "a.pdf", as_of=DAY, keep=False)
    return where


def text_of(path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def test_both_volumes_take_six_pages_at_most_and_verify(folder):
    proof, summary = folder / "a.pdf", folder / "a-summary.pdf"
    assert len(text_of(proof)) + len(text_of(summary)) <= 6
    result = verified(summary, proof, folder / "a")
    assert result.intact, messages(result)
    assert "the same to the last byte" in " ".join(result.checked)


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_it_passes_both_profiles(folder):
    for verdict in verapdf.validate((folder / "a.pdf").read_bytes()):
        assert verdict.passed, verdict.report


def material_of(shipped, answers):
    return gather(assessed(shipped, answers), DAY, (), "1")


def test_every_requirement_is_listed_and_what_is_left_out_is_named(shipped):
    chapters = {one.id: one.content for one in compose(material_of(shipped, {})).chapters}
    titles = [title for item in chapters["open"].open for title in item.titles]
    assert sorted(titles) == sorted(one.title for one in shipped.requirements.values())
    left = {item.chapter: item for item in chapters["open"].left_out}
    assert left["Classification"].where == "conformity classify DIR --all"
    assert all(item.why and item.where for item in left.values())
    assert not chapters["open"].settled
    assert set(chapters) == {"cover", "summary", "facts", "open", "verification"}


def test_once_a_requirement_is_answered_the_proof_has_all_its_chapters(shipped):
    known = next(iter(shipped.requirements.values())).main().id
    answers = {one: raw()[one] for one in shipped.facts if one in raw()}
    assert is_begun(material_of(shipped, {}))
    assert not is_begun(material_of(shipped, {known: "yes"}))
    assert not is_begun(material_of(shipped, answers))


def test_what_is_attached_is_never_left_out(tmp_path):
    found = begun(tmp_path / "a")
    (tmp_path / "note.txt").write_text("A note")
    assert is_begun(gather(found, DAY, (), "1"))
    attach_evidence(
        found, tmp_path / "note.txt", kind="test-report", supports=["testing.timing"],
        collected=DAY, by="Ann", at=AT,
    )  # fmt: skip
    assert not is_begun(gather(found, DAY, (), "1"))
