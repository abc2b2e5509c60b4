"""A sealed paper is verified whole: what was issued, and what was added to it."""

from __future__ import annotations

import io
import random
import re

import pypdf
import pytest
from pypdf.generic import NameObject, StreamObject

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.checklist.loader import load_catalogue
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.dossier.summary.compose import compose_summary
from compliance.documents.dossier.summary.fill import summarise
from compliance.documents.reading.container import scan
from compliance.documents.reading.values import UnreadableError
from compliance.documents.render.press import Press
from compliance.services.assess import open as open_assessment
from compliance.services.seal import report as seal_report
from compliance.services.verify.sealed import Trust
from tests.documents.build import AS_OF
from tests.documents.pack import EDITION, write_pack
from tests.documents.test_sign_off import signed
from tests.services import seal_lab as lab
from tests.services.helpers import codes, messages
from tests.services.papers import remembering, verify_bytes
from tests.services.test_seal_read import sign_along
from tests.tools import verapdf

CHANGES = 1_000


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """The small pack, whose papers are sealed by their operator."""
    root = write_pack(tmp_path_factory.mktemp("checklists"))
    path = root / "sample" / EDITION / "dossier.yaml"
    path.write_text(f"{path.read_text()}signatories: [operator.name]\n")
    return load_catalogue("sample", EDITION, root)


@pytest.fixture(scope="module")
def maker():
    with remembering() as maker:
        yield maker


@pytest.fixture(scope="module")
def paper(catalogue):
    journal = signed(catalogue)
    return make_dossier(Assessment(catalogue, journal.state), journal.content, AS_OF, __version__)


@pytest.fixture(scope="module")
def sealed(paper, tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "a.p12"
    return lab.seal(paper, lab.store(path, lab.provider(), [lab.middle(), lab.root()])).content


@pytest.fixture
def verified(catalogue, maker, monkeypatch, tmp_path):
    monkeypatch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)

    def run(content, *certificates):
        return verify_bytes(tmp_path, maker, content, trust=Trust(lab.AT, certificates))

    return run


def test_a_sealed_paper_is_the_paper_that_was_issued_and_its_seal(verified, paper, sealed):
    assert sealed.startswith(paper)
    result = verified(sealed, lab.root().der)
    assert result.intact, result.problems
    assert any("the same to the last byte" in line for line in result.checked)
    (seal,) = [line for line in result.checked if "sealed at" in line]
    assert "李伟 Li Wei" in seal
    assert "it rests on a certificate that is trusted" in seal


def test_a_summary_is_sealed_and_verified_as_what_it_is(catalogue, verified, tmp_path):
    journal = signed(catalogue)
    filled = summarise(Assessment(catalogue, journal.state), AS_OF, __version__)
    content = Press().print(compose_summary(filled))
    key = lab.store(tmp_path / "a.p12", lab.provider(), [lab.middle(), lab.root()])
    sealed = lab.seal(content, key).content
    assert sealed.startswith(content)
    result = verified(sealed, lab.root().der)
    assert result.intact, result.problems
    assert any("the same to the last byte" in line for line in result.checked)
    assert any("sealed at" in line for line in result.checked)
    if not verapdf.missing():
        for verdict in verapdf.validate(sealed):
            assert verdict.passed, verdict.report


def test_a_seal_of_somebody_else_is_named(verified, sealed):
    stranger = lab.certify("Another Root", authority=True)
    assert codes(verified(sealed, stranger.der)) == {"seal.untrusted"}


def test_a_page_overdrawn_after_sealing_or_in_place_of_a_seal_is_named(verified, paper, sealed):
    for content in (paper, sealed):
        writer = pypdf.PdfWriter(io.BytesIO(content), incremental=True)
        drawn = StreamObject()
        drawn.set_data(b"q 1 1 1 rg 0 0 600 900 re f Q")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(drawn)
        target = io.BytesIO()
        writer.write(target)
        assert target.getvalue().startswith(content)
        result = verified(target.getvalue())
        assert codes(result) & {"dossier.not-as-issued", "seal.changed-after", "seal.broken"}
        assert any("the same to the last byte" in line for line in result.checked), (
            "what was issued is still there"
        )


@pytest.mark.parametrize("more", [b"\n", b"more", b"%%EOF\n", b"x" * 5000])
def test_bytes_behind_the_end_are_named(verified, paper, sealed, more):
    result = verified(paper + more)
    assert codes(result) == {"dossier.not-as-issued"}
    assert ("1 byte stands" if len(more) == 1 else f"{len(more)} bytes stand") in messages(result)
    assert not verified(sealed + more).intact


def test_a_sealed_paper_whose_base_was_forged_is_named(verified, paper, sealed):
    """The seal does not fit any more, and neither does the identifier."""
    for at in (len(paper) // 3, paper.index(b"/Type/Metadata") + 400):
        content = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert {"dossier.not-as-issued", "seal.broken"} <= codes(verified(content))


def test_where_seals_cannot_be_read_nothing_is_called_good_or_changed(
    verified, sealed, monkeypatch
):
    monkeypatch.setattr(seal_report, "is_installed", lambda: False)
    result = verified(sealed)
    assert result.intact
    assert result.unjudged == ["paper.pdf"]
    assert "cannot be said here" in result.conclusion


def test_a_thousand_changes_of_a_byte_are_all_seen(tmp_path):
    """By reading alone, without making the paper again."""
    small = lab.conforming_paper()
    sealed = lab.seal(small, lab.store(tmp_path / "a.p12", lab.provider())).content
    assert scan(sealed).end == len(small)
    chance = random.Random(4)  # noqa: S311 - nothing secret
    places = [chance.randrange(len(sealed)) for _ in range(CHANGES)]
    assert sum(at >= len(small) for at in places) > CHANGES // 10
    missed = [at for at in places if not seen(sealed, at, chance.randrange(1, 256))]
    assert missed == []


def test_no_digit_of_a_container_can_be_written_otherwise(verified, sealed):
    """Neither one of them nor all, though they would mean the same."""
    ((start, end),) = [found.span(1) for found in re.finditer(rb"/Contents <([0-9A-F]+)>", sealed)]
    letters = [at for at in range(start, end) if sealed[at : at + 1].isalpha()]
    assert len(letters) > 500
    missed = [at for at in letters[:: len(letters) // 100] if not seen(sealed, at, 32)]
    assert missed == []
    small = sealed[:start] + sealed[start:end].lower() + sealed[end:]
    assert seen_at_all(small)
    result = verified(small)
    assert codes(result) == {"seal.broken"}
    assert "capitals" in messages(result)


def test_a_seal_of_another_program_may_be_written_in_small_digits_all_of_them(tmp_path):
    small = lab.conforming_paper()
    key = lab.store(tmp_path / "a.p12", lab.provider(), [lab.middle(), lab.root()])
    content = sign_along(small, key, lambda _: None, certify=True)
    ((start, end),) = [found.span(1) for found in re.finditer(rb"/Contents <([^>]+)>", content)]
    digits = content[start:end]
    for written in (digits.lower(), digits.upper()):
        assert lab.codes(content[:start] + written + content[end:]) == []
    mixed = digits.upper().replace(b"A", b"a", 1)
    assert lab.codes(content[:start] + mixed + content[end:]) == ["seal.broken"]


def seen(sealed, at, by):
    return seen_at_all(sealed[:at] + bytes([(sealed[at] + by) % 256]) + sealed[at + 1 :])


def seen_at_all(content):
    try:
        container = scan(content)
    except UnreadableError:
        return True
    return bool(container.faults or lab.codes(content))
