"""Sealing: who seals where, in what order, what the seal says and lets others do."""

from __future__ import annotations

import datetime
import functools
import io
import re

import pikepdf
import pypdf
import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509

from compliance.data.digests import sha256
from compliance.errors import ConformityError
from compliance.services.seal.key import Secret, open_key
from compliance.services.seal.library import wait_for
from compliance.services.seal.paper import Which, choose_place, read_paper
from compliance.services.seal.sealing import Wish, seal_paper
from compliance.services.seal.timestamp import WebStamper
from tests.services import seal_lab as lab
from tests.tools import verapdf

needs_verapdf = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """The provider's key and the representative's, each with all that vouches for it."""
    return lab.key_files(tmp_path_factory.mktemp("keys"))


@functools.cache
def paper():
    return lab.bare_paper()


@pytest.fixture(scope="session")
def once(keys):
    return lab.seal(paper(), keys[0], Wish(reason="The declaration", place="上海 Shanghai"))


@pytest.fixture(scope="session")
def twice(once, keys):
    return lab.seal(once.content, keys[1], Wish(stamper=lab.stamper()))


def refused(call, *arguments, **named):
    with pytest.raises(ConformityError) as caught:
        call(*arguments, **named)
    return caught.value


def text_of(sealed, name):
    """What a reader sees in a field."""
    with pikepdf.open(io.BytesIO(sealed.content)) as document:
        field = next(one for one in document.Root.AcroForm.Fields if str(one.T) == name)
        page = pikepdf.new()
        page.add_blank_page(page_size=(300, 100))
        page.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(S=page.copy_foreign(field.AP.N))
        )
        page.pages[0].Contents = page.make_stream(b"/S Do")
        target = io.BytesIO()
        page.save(target)
    return pypdf.PdfReader(target).pages[0].extract_text()


def test_the_paper_stays_byte_for_byte_and_the_seal_is_appended(once):
    assert once.content.startswith(paper())
    assert once.unsealed == sha256(paper())
    report = lab.read(once.content, lab.root())
    assert (report.base_end, report.problems) == (len(paper()), ())


def test_the_first_seal_certifies_and_lets_the_next_one_sign(once):
    seal = once.seal
    assert (seal.field, seal.label) == ("Sig1", "Signature: provider")
    assert (seal.signer, seal.organisation) == ("李伟 Li Wei", "Example Space Ltd")
    assert (seal.issuer, seal.at) == ("Test Middle", lab.AT)
    assert (seal.certifies, seal.permission) == (True, "fill-forms")
    assert (seal.reason, seal.place) == ("The declaration", "上海 Shanghai")
    assert seal.covers == len(once.content)
    assert [place.name for place in once.left] == ["Sig2"]


def test_the_second_seal_is_stamped_approves_and_closes_the_paper(once, twice):
    assert twice.content.startswith(once.content)
    assert twice.unsealed == sha256(paper())
    first, second = lab.read(twice.content, lab.root()).seals
    assert (first.covers, second.covers) == (len(once.content), len(twice.content))
    assert (second.signer, second.certifies) == ("Maria Huber", False)
    assert (second.stamped, second.stamped_by) == (lab.AT, "Test Stamps")
    assert (second.permission, twice.left) == ("no-changes", ())
    assert (first.trusted, second.trusted) == (True, True)


def test_the_only_place_of_a_paper_is_certified_and_closed(keys):
    single = lab.seal(lab.bare_paper(places=lab.PLACES[:1]), keys[0])
    assert (single.seal.certifies, single.seal.permission) == (True, "no-changes")


def test_locking_lets_nobody_sign_after_it(keys):
    locked = lab.seal(paper(), keys[0], Wish(lock=True))
    assert (locked.seal.permission, locked.left) == ("no-changes", ())
    error = refused(lab.seal, locked.content, keys[1])
    assert error.code == "seal.locked"
    assert "李伟 Li Wei" in str(error)


def test_a_seal_in_the_middle_can_close_a_paper_too(keys):
    three = lab.bare_paper(places=[*lab.PLACES, ("Sig3", "Signature: another")])
    second = lab.seal(lab.seal(three, keys[0]).content, keys[1], Wish(lock=True))
    assert (second.seal.permission, second.left) == ("no-changes", ())
    assert refused(lab.seal, second.content, keys[0]).code == "seal.locked"


def test_other_readers_find_the_signatures_valid(twice):
    """The library judges by its own rules, without ours."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trust = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(lab.root().der)], moment=lab.AT
    )
    for signature in PdfFileReader(io.BytesIO(twice.content)).embedded_signatures:
        status = wait_for(functools.partial(async_validate_pdf_signature, signature, trust))
        assert status.bottom_line, status.pretty_print_details()


def test_roles_name_the_places_and_the_order_is_kept(keys, once):
    error = refused(lab.seal, paper(), keys[1], Wish(Which(who="representative")))
    assert error.code == "seal.order"
    assert "Sig1 (Signature: provider) comes before Sig2" in str(error)
    assert lab.seal(paper(), keys[0], Wish(Which(who="Provider"))).seal.field == "Sig1"
    assert lab.seal(once.content, keys[1], Wish(Which(who="representative"))).seal.field == "Sig2"
    assert (
        lab.seal(once.content, keys[1], Wish(Which("Sig2", "representative"))).seal.field == "Sig2"
    )


def test_a_place_is_sealed_once(keys, once):
    error = refused(lab.seal, once.content, keys[1], Wish(Which(who="Provider")))
    assert error.code == "seal.field-signed"
    assert "by 李伟 Li Wei" in str(error)


def test_what_has_no_place_to_sign_is_refused(keys, twice):
    assert refused(lab.seal, lab.bare_paper(places=()), keys[0]).code == "seal.no-field"
    assert refused(lab.seal, paper(), keys[0], Wish(Which("Sig7"))).code == "seal.no-field"
    one = lab.bare_paper(places=lab.PLACES[:1])
    error = refused(lab.seal, paper(), keys[0], Wish(Which(who="signature")))
    assert (error.code, "several places" in str(error)) == ("seal.no-field", True)
    assert (
        refused(lab.seal, one, keys[0], Wish(Which(who="representative"))).code == "seal.no-field"
    )
    assert refused(lab.seal, twice.content, keys[0]).code == "seal.locked"


def test_a_draft_is_sealed_only_where_that_is_asked_for_and_says_so(keys):
    draft = lab.bare_paper("draft")
    assert refused(lab.seal, draft, keys[0]).code == "seal.draft"
    sealed = lab.seal(draft, keys[0], Wish(draft=True))
    assert sealed.draft
    assert "Sealed as a draft" in text_of(sealed, "Sig1")


def changed(old, new):
    content = lab.bare_paper()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.docinfo[old] = new
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a PDF",
        b"%PDF-1.7 and nothing else",
        changed("/Creator", "Another program 3"),
        changed("/Keywords", "conformity dossier"),
        lab.bare_paper()[:-300],
    ],
    ids=["empty", "text", "head", "foreign", "no state", "cut"],
)
def test_what_is_none_of_our_papers_is_refused(content, keys):
    assert refused(lab.seal, content, keys[0]).code == "seal.not-a-paper"


def test_an_encrypted_paper_is_refused(keys):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="a", user=""))
    assert refused(lab.seal, target.getvalue(), keys[0]).code == "seal.encrypted"


def test_a_paper_that_was_changed_is_not_sealed(keys, once):
    at = once.content.index(b"/Reason") + 10
    damaged = once.content[:at] + b"\x00" + once.content[at + 1 :]
    for content in (paper() + b"more", once.content + b"more", damaged):
        assert refused(lab.seal, content, keys[1]).code == "seal.changed"


def test_the_picture_says_whose_certificate_when_and_why(once):
    text = text_of(once, "Sig1")
    said = " ".join(text.split())
    assert "Electronic signature or seal with the certificate of 李伟 Li Wei" in said
    assert "Example Space Ltd Certificate issued by Test Middle" in said
    assert "2030-06-01 09:30:00 UTC by the clock of the signer" in said
    assert "Reason: The declaration Place: 上海 Shanghai" in said
    assert "qualified" not in said.lower()


def test_the_picture_uses_our_fonts_only_and_the_field_stays_as_it_was(once):
    with pikepdf.open(io.BytesIO(paper())) as before, pikepdf.open(io.BytesIO(once.content)) as now:
        old, new = (document.Root.AcroForm.Fields[0] for document in (before, now))
        assert set(new.keys()) - set(old.keys()) == {"/V"}
        for key in ("/TU", "/T", "/F", "/Rect", "/StructParent"):
            assert str(new[key]) == str(old[key])
        fonts = [font.BaseFont for _, font in new.AP.N.Resources.Font.items()]
        assert len(fonts) == 2
        for font in fonts:
            assert re.fullmatch(r"/[A-Z]{6}\+IBMPlexSans(SC)?(-Identity-H)?", str(font)), font
        assert "/NeedAppearances" not in now.Root.AcroForm
        assert dict(now.docinfo) == dict(before.docinfo)


def test_a_long_name_stays_within_its_field(tmp_path):
    name = "Representative of Representatives " * 2
    holder = lab.certify(name[:64], lab.middle(), organisation="Gesellschaft " * 4)
    path = lab.store(tmp_path / "k.p12", holder, [lab.middle()])
    sealed = lab.seal(paper(), path, Wish(reason="because " * 25, place="x" * 200))
    with pikepdf.open(io.BytesIO(sealed.content)) as document:
        picture = document.Root.AcroForm.Fields[0].AP.N.read_bytes().decode("latin-1")
    rows = [float(y) for y in re.findall(r"1 0 0 1 [\d.]+ (-?[\d.]+) Tm", picture)]
    assert len(rows) > 6
    assert min(rows) > 0
    assert max(rows) < 90


def test_letters_that_no_font_has_are_shown_by_their_number(tmp_path):
    holder = lab.certify("a\u202eb \U0001f600", lab.middle())
    sealed = lab.seal(paper(), lab.store(tmp_path / "k.p12", holder, [lab.middle()]))
    assert "a‹U+202E›b ‹U+1F600›" in text_of(sealed, "Sig1")
    assert sealed.seal.signer == "a\u202eb \U0001f600"


def test_reason_and_place_are_bounded_and_printable(keys):
    for wish in (Wish(reason="x" * 201), Wish(place="a\x07b")):
        assert refused(lab.seal, paper(), keys[0], wish).code.startswith("answer.")


def test_a_self_signed_certificate_can_seal_and_is_called_so(tmp_path):
    own = lab.certify("Self Made Ltd")
    sealed = lab.seal(paper(), lab.store(tmp_path / "own.p12", own))
    assert sealed.self_signed
    assert "Self-signed" in text_of(sealed, "Sig1")
    report = lab.read(sealed.content, own)
    assert report.seals[0].trusted is True
    assert any("self-signed" in note for note in report.notes)


def test_a_stamp_of_an_authority_on_the_web_is_put_in(keys):
    with lab.stamp_service() as url:
        sealed = lab.seal(paper(), keys[0], Wish(stamper=WebStamper(url)))
    assert sealed.seal.stamped == lab.AT


def open_ended(content):
    """The same value with its length left open, as BER allows."""
    start = 2 + (content[1] & 0x7F if content[1] & 0x80 else 0)
    return content[:1] + b"\x80" + content[start:] + b"\x00\x00"


def test_a_stamp_that_leaves_its_length_open_is_taken_and_written_strictly(keys):
    class Loose(type(lab.stamper())):
        def request_tsa_response(self, req):
            answer = super().request_tsa_response(req)
            parts = [answer["status"].dump(), open_ended(answer["time_stamp_token"].dump())]
            inside = b"".join(parts)
            return tsp.TimeStampResp.load(b"\x30\x82" + len(inside).to_bytes(2, "big") + inside)

    made = lab.stamper()
    made.__class__ = Loose
    with lab.stamp_service(made=made) as url:
        sealed = lab.seal(paper(), keys[0], Wish(stamper=WebStamper(url)))
    assert sealed.seal.stamped == lab.AT
    assert lab.read(sealed.content).problems == ()


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b"<html>", 200, "no time-stamp authority"),
        (b"", 503, "status 503"),
        (b"", 302, "status 302"),
    ],
)
def test_what_is_no_authority_gives_no_seal(keys, answer, status, said):
    with lab.stamp_service(answer, status) as url:
        error = refused(lab.seal, paper(), keys[0], Wish(stamper=WebStamper(url)))
    assert error.code == "seal.timestamp"
    assert said in str(error)


def test_an_authority_that_cannot_be_reached_gives_no_seal(keys):
    with lab.stamp_service() as url:
        pass
    error = refused(lab.seal, paper(), keys[0], Wish(stamper=WebStamper(url)))
    assert (error.code, "cannot be reached" in str(error)) == ("seal.timestamp", True)


def test_only_addresses_of_the_web_are_asked():
    for url in ("file:///etc/passwd", "ftp://example.org", "example.org", "http://"):
        assert refused(WebStamper, url).code == "seal.timestamp"


def test_a_stamp_made_with_another_kind_of_certificate_is_refused(keys):
    wrong = lab.certify("No Authority", lab.root(), kind="rsa")
    error = refused(lab.seal, paper(), keys[0], Wish(stamper=lab.stamper(holder=wrong)))
    assert (error.code, "time-stamp authority" in str(error)) == ("seal.timestamp", True)


def test_a_stamp_with_foreign_certificates_is_refused(keys):
    chain = [lab.root(), lab.certify("Somebody Else")]
    error = refused(lab.seal, paper(), keys[0], Wish(stamper=lab.stamper(chain=chain)))
    assert error.code == "seal.timestamp"


@needs_verapdf
def test_both_profiles_pass_after_one_seal_and_after_two(keys):
    base = lab.conforming_paper()
    first = lab.seal(base, keys[0], Wish(reason="The declaration", place="上海"))
    second = lab.seal(first.content, keys[1], Wish(stamper=lab.stamper()))
    for content in (first.content, second.content):
        for verdict in verapdf.validate(content):
            assert verdict.passed, verdict.report


def test_reading_a_paper_says_what_is_next(once):
    found = read_paper(once.content, "paper.pdf", lab.AT)
    assert [place.sealed for place in found.places] == [True, False]
    assert choose_place(found, Which(), draft=False).name == "Sig2"


def test_an_expired_certificate_seals_nothing(tmp_path, keys):
    old = lab.store(tmp_path / "old.p12", lab.certify("Old", lab.middle(), days=(-90, -1)))
    early = lab.store(tmp_path / "early.p12", lab.certify("Early", lab.middle(), days=(1, 90)))
    for path, said in ((old, "expired on 2030-05-31"), (early, "begins on 2030-06-02")):
        error = refused(lab.seal, paper(), path)
        assert error.code == "seal.expired"
        assert said in str(error)
    later = lab.AT + datetime.timedelta(days=400)
    assert refused(lab.seal, paper(), keys[0], at=later).code == "seal.expired"


def test_a_key_that_fails_while_it_signs_gives_no_seal(keys, monkeypatch):
    found = read_paper(paper(), "paper.pdf", lab.AT)
    with open_key(str(keys[0]), Secret(lab.PASSWORD), lab.AT) as key:

        async def fail(*_, **__):
            raise RuntimeError("the token was pulled out")

        monkeypatch.setattr(key.signer, "async_sign_raw", fail)
        error = refused(seal_paper, found, key, Wish(), at=lab.AT)
    assert (error.code, "pulled out" in str(error)) == ("seal.key", True)
