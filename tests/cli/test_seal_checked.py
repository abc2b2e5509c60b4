"""``conformity seal`` seals what was issued: the paper is made again before."""

from __future__ import annotations

import pytest

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.checklist.loader import load_catalogue
from compliance.cli import seal as command
from compliance.data.shipped import CHECKLISTS
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.render import maker
from compliance.services.clock import now
from tests.documents.build import AS_OF
from tests.documents.forge import forged
from tests.documents.pack import EDITION, write_pack
from tests.documents.test_sign_off import signed
from tests.services import seal_lab as lab

SIGNS = "signatories: [operator.name, system.name]\n"


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """The small pack, whose papers two parties seal."""
    root = write_pack(tmp_path_factory.mktemp("checklists"))
    path = root / "sample" / EDITION / "dossier.yaml"
    path.write_text(path.read_text() + SIGNS)
    return root


@pytest.fixture(scope="module")
def journal(packs):
    return signed(load_catalogue("sample", EDITION, packs))


@pytest.fixture(scope="module")
def issued(packs, journal):
    catalogue = load_catalogue("sample", EDITION, packs)
    return make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, __version__)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return lab.keys_of_today(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def seal(program, packs, keys, tmp_path, monkeypatch):
    """Seal a paper with the key of the first or the second party."""
    monkeypatch.setenv(CHECKLISTS, str(packs))
    monkeypatch.setenv(command.PIN, lab.PASSWORD)

    def run(content, *more, who=0):
        path, target = tmp_path / "paper.pdf", tmp_path / "sealed.pdf"
        path.write_bytes(content)
        target.unlink(missing_ok=True)
        said = program("seal", path, "--key", keys[who], "-o", target, *more)
        assert target.exists() == (said.status == 0), said.err
        words = " ".join(f"{said.out} {said.err}".split())
        return said.status, words, target.read_bytes() if target.exists() else b""

    return run


@pytest.fixture(scope="module")
def by_the_first(keys):
    """A paper that the first party sealed, somewhere else."""
    return lambda content: lab.seal(content, keys[0], at=now()).content


def overdrawn(paper):
    white = b"\nq 1 1 1 rg 0 0 600 900 re f Q"
    paper.redraw(paper.contents(paper.pages()[0])[-1], lambda data: data + white)


def named(old, new):
    """A paper whose properties name something else in both places."""

    def change(paper):
        paper.swap(paper.info, old, new)
        metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
        paper.redraw(metadata, lambda data: data.replace(old, new, 1))

    return change


def reworded(paper):
    number = paper.find(b"/S/Figure", b"/Alt (")
    paper.swap(number, b"/Alt (", b"/Alt (In other words: ")


OTHER_LIBRARY = named(b"Pango 1", b"Pango 9")


def other_program(content):
    """A paper that another working copy made, with other words."""
    digits = maker.program().encode()
    return forged(forged(content, named(digits, b"0123456789abcdef")), reworded)


def test_who_issued_a_paper_seals_it_and_so_does_the_next_once_it_was_made_again(seal, issued):
    head = lab.read_paper(issued, "paper.pdf", now()).head
    assert len(head) == 64
    status, said, first = seal(issued)
    assert status == 0, said
    assert "Compared made again from its journal, the same to the last byte" in said
    assert f"Journal head {head}" in said
    assert "Not compared" not in said
    assert first.startswith(issued)
    status, said, second = seal(first, who=1)
    assert status == 0, said
    assert "the same to the last byte" in said
    assert second.startswith(first)


def test_a_forgery_is_not_sealed_whatever_is_asked_for(seal, issued, by_the_first, monkeypatch):
    monkeypatch.delenv(command.PIN)
    monkeypatch.setattr(command, "_ask", lambda _: pytest.fail("asked for a password"))
    forgery = forged(issued, overdrawn)
    for content, more in (
        (forgery, []),
        (forgery, ["--unverified"]),
        (forged(forged(issued, reworded), OTHER_LIBRARY), ["--unverified"]),
        (by_the_first(forgery), ["--unverified"]),
        (forged(issued, reworded), ["--unverified"]),
        (b"".join([issued[:4000], bytes([issued[4000] ^ 1]), issued[4001:]]), ["--unverified"]),
    ):
        status, said, _ = seal(content, *more)
        assert status == 2, said
        assert "[seal.changed]" in said or "[seal.not-a-paper]" in said, said


def test_with_other_libraries_the_first_seal_has_to_be_asked_for(seal, issued):
    paper = forged(issued, OTHER_LIBRARY)
    status, said, _ = seal(paper)
    assert (status, "[seal.unverified]" in said) == (2, True), said
    assert "could not be shown in full here. paper.pdf: " in said
    assert "--unverified" in said
    status, said, _ = seal(paper, "--unverified")
    assert status == 0, said
    assert "Compared not in full, see below" in said
    assert "Not compared: paper.pdf: " in said
    assert "Pango 9" in said


def test_whoever_seals_after_somebody_may_have_other_libraries(seal, issued, by_the_first):
    status, said, _ = seal(by_the_first(forged(issued, OTHER_LIBRARY)), who=1)
    assert status == 0, said
    assert "Not compared: paper.pdf: " in said
    assert "Pango 9" in said


def test_what_another_program_put_in_other_words_is_sealed_only_where_that_is_asked_for(
    seal, issued, by_the_first
):
    paper = other_program(issued)
    for content, who in ((paper, 0), (by_the_first(paper), 1)):
        status, said, _ = seal(content, who=who)
        assert (status, "[seal.unverified]" in said) == (2, True), said
        status, said, _ = seal(content, "--unverified", who=who)
        assert status == 0, said
        assert "In other words" in said


def test_a_paper_of_other_checklists_is_sealed_only_where_that_is_asked_for(
    seal, issued, by_the_first, tmp_path, monkeypatch
):
    """Neither its findings nor its pages can be computed again."""
    once = by_the_first(issued)
    root = write_pack(tmp_path / "revised")
    path = root / "sample" / EDITION / "dossier.yaml"
    path.write_text(f"{path.read_text()}# revised\n{SIGNS}")
    monkeypatch.setenv(CHECKLISTS, str(root))
    for content, who in ((issued, 0), (once, 1)):
        status, said, _ = seal(content, who=who)
        assert (status, "[seal.unverified]" in said) == (2, True), said
        status, said, _ = seal(content, "--unverified", who=who)
        assert status == 0, said
        assert "another revision of the checklists" in said


def test_a_paper_without_a_journal_is_none_of_ours(seal):
    status, said, _ = seal(lab.bare_paper(), "--unverified")
    assert (status, "[seal.not-a-paper]" in said) == (2, True), said
