"""Reading seals: whatever is changed after sealing is seen, whoever is trusted is named."""

from __future__ import annotations

import builtins
import datetime
import functools
import hashlib
import io
import pickle
import random
import re

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from compliance.errors import ConformityError
from compliance.services.seal import library, report
from compliance.services.seal.key import Secret, open_key
from compliance.services.seal.library import wait_for
from compliance.services.seal.sealing import Wish
from tests.services import seal_lab as lab

CHANGES = 1_000
"""So many, each in a file of its own, since one digest is no proof for every byte."""


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    return lab.key_files(tmp_path_factory.mktemp("keys"))


@functools.cache
def paper():
    return lab.bare_paper()


@pytest.fixture(scope="session")
def once(keys):
    return lab.seal(paper(), keys[0], Wish(reason="The declaration")).content


@pytest.fixture(scope="session")
def twice(once, keys):
    return lab.seal(once, keys[1], Wish(stamper=lab.stamper())).content


def with_byte(content, at, value):
    return content[:at] + bytes([value]) + content[at + 1 :]


def unseen(content, places):
    """Changes of single bytes that reading does not find."""
    chance = random.Random(20300601)  # noqa: S311 - to be repeatable
    found = []
    for at in places:
        value = chance.choice([one for one in range(256) if one != content[at]])
        if not lab.codes(with_byte(content, at, value)):
            found.append((at, content[at], value))
    return found


def containers(content):
    return [found.span(1) for found in re.finditer(rb"/Contents <([0-9A-F]+)>", content)]


def test_a_thousand_changes_of_single_bytes_are_all_seen(once):
    chance = random.Random(1)  # noqa: S311
    assert unseen(once, [chance.randrange(len(once)) for _ in range(CHANGES)]) == []


def test_changes_within_the_containers_and_their_stamp_are_all_seen(twice):
    chance = random.Random(2)  # noqa: S311
    places = []
    for start, end in containers(twice):
        used = start + len(twice[start:end].rstrip(b"0"))
        places += chance.sample(range(start, used), 60) + chance.sample(range(used, end), 4)
    digits = b"0123456789ABCDEF"
    missed = [
        at
        for at in places
        if not lab.codes(
            with_byte(twice, at, chance.choice([one for one in digits if one != twice[at]]))
        )
    ]
    assert missed == []


def test_another_way_of_writing_the_same_digits_is_seen(once):
    ((start, end),) = containers(once)
    at = next(at for at in range(start, end) if once[at : at + 1] in b"ABCDEF")
    assert lab.codes(with_byte(once, at, once[at] + 32)) == ["seal.broken"]
    spaced = once[: end - 2] + b"  " + once[end:]
    assert lab.codes(spaced) == ["seal.broken"]


def test_something_in_the_room_left_over_is_seen(once):
    ((_, end),) = containers(once)
    problem = lab.read(with_byte(once, end - 1, ord("1"))).problems[0]
    assert "room that was left over" in problem.message


@pytest.mark.parametrize("make", [lab.bare_paper, lab.conforming_paper])
def test_an_unsealed_paper_has_no_seals_and_ends_where_it_ends(make):
    found = lab.read(make())
    assert (found.base_end, found.seals, found.problems) == (len(make()), (), ())
    assert not found.sealed


@pytest.mark.parametrize("content", [b"", b"text", b"%PDF-1.7\nstartxref\n9\n%%EOF\n"])
def test_what_is_no_paper_is_left_to_others(content):
    assert lab.read(content).seals == ()


def test_a_revision_that_does_not_name_the_one_before_is_seen(once):
    """A reader would see the seal alone, or the paper alone, as the whole file."""
    at = once.rindex(b"/Prev ")
    assert lab.codes(with_byte(once, at + 1, ord("Q"))) == ["seal.broken"]
    assert lab.codes(with_byte(once, once.rindex(b"startxref"), ord("S")))


def test_bytes_after_the_end_are_seen(once):
    for content in (paper(), once):
        found = lab.read(content + b"more")
        assert [problem.code for problem in found.problems] == ["seal.changed-after"]
        assert "4 bytes follow the end of the file; no seal covers them." in str(found.problems)
        found = lab.read(content + b"\n")
        assert "1 byte follows the end of the file; no seal covers it." in str(found.problems)
        assert found.base_end == len(paper())


def test_taking_the_end_away_is_seen(once, twice):
    for content in (once[:-1], once[:-40], twice[: len(once) + 100]):
        assert lab.codes(content)


def test_taking_the_last_seal_away_leaves_the_one_before(once, twice):
    """Nothing in the first seal says that there was a second."""
    assert twice[: len(once)] == once
    assert [seal.field for seal in lab.read(twice[: len(once)]).seals] == ["Sig1"]


def append(content, change):
    """Append a revision that is no seal."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def overdraw(writer):
    drawn = generic.StreamObject(stream_data=b"0 0 595 842 re f")
    writer.add_stream_to_page(0, writer.add_object(drawn))


def test_a_revision_after_the_seal_is_seen(once):
    found = lab.read(append(once, overdraw))
    assert [problem.code for problem in found.problems] == ["seal.changed-after"]
    assert "no seal covers them" in found.problems[0].message
    assert [seal.field for seal in found.seals] == ["Sig1"]


def test_a_revision_before_the_seal_is_seen(keys):
    with pytest.raises(ConformityError) as caught:
        lab.seal(append(paper(), overdraw), keys[0])
    assert caught.value.code == "seal.changed"


def sign_along(content, key, change, name="Sig1", prepare=lambda _: None, **settings):
    """Sign as another program would, and change something in the same revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    meta = signers.PdfSignatureMetadata(
        field_name=name, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", **settings
    )

    async def sign():
        with open_key(str(key), Secret(lab.PASSWORD), lab.AT) as opened:
            prepare(opened.signer)
            session = signers.PdfSigner(meta, signer=opened.signer).init_signing_session(writer)
            session.system_time = lab.AT
            room = await session.estimate_signature_container_size(None)
            work = session.prepare_tbs_document(None, room)
            prepared, output = work.digest_tbs_document(output=io.BytesIO())
            attributes = PdfCMSSignedAttributes(signing_time=lab.AT)
            await work.perform_signature(prepared.document_digest, attributes)
            return output.getvalue()

    return wait_for(sign)


def rename(writer):
    writer.root["/Lang"] = generic.pdf_string("de-DE")
    writer.update_root()


def field_of(writer, at):
    return writer.root["/AcroForm"]["/Fields"][at]


def move_field(writer):
    box = [generic.NumberObject(number) for number in (0, 0, 595, 842)]
    field_of(writer, 0)["/Rect"] = generic.ArrayObject(box)
    writer.mark_update(writer.root["/AcroForm"]["/Fields"].raw_get(0))


def act_on_opening(writer):
    script = {generic.pdf_name("/S"): generic.pdf_name("/JavaScript")}
    writer.root["/OpenAction"] = generic.DictionaryObject(script)
    writer.update_root()


def add_orphan(writer):
    writer.add_object(generic.StreamObject(stream_data=b"nobody names it"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (overdraw, "was written"),
        (rename, "the catalogue has another Lang"),
        (move_field, "its field has another Rect"),
        (act_on_opening, "the catalogue has another OpenAction"),
        (add_orphan, "none of the seal's"),
    ],
    ids=["page", "language", "place", "script", "orphan"],
)
def test_what_is_changed_along_with_a_seal_is_seen_though_the_seal_covers_it(keys, change, said):
    found = lab.read(sign_along(paper(), keys[0], change, certify=True), lab.root())
    assert found.problems
    assert {problem.code for problem in found.problems} == {"seal.changed-after"}
    assert any(said in problem.message for problem in found.problems)


def test_a_seal_in_a_field_that_the_paper_does_not_have_is_seen(keys):
    content = sign_along(paper(), keys[0], lambda _: None, name="Elsewhere")
    assert "a field that the paper does not have" in str(lab.read(content).problems)


@pytest.mark.parametrize("first", [True, False])
def test_certifying_what_was_sealed_before_is_seen(keys, monkeypatch, first):
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    once = sign_along(paper(), keys[1], lambda _: None, certify=first)
    assert lab.codes(once) == []
    content = sign_along(once, keys[0], lambda _: None, name="Sig2", certify=True)
    assert "certifies" in str(lab.read(content).problems)


def test_a_seal_after_one_that_forbids_changes_is_seen(keys, monkeypatch):
    monkeypatch.setattr(signers.PdfSigner, "_enforce_certification_constraints", lambda *_: None)
    locked = lab.seal(paper(), keys[0], Wish(lock=True)).content
    content = sign_along(locked, keys[1], lambda _: None, name="Sig2")
    assert "Sig1 forbids all changes" in str(lab.read(content).problems)


def test_a_seal_that_covers_less_is_seen(once):
    """The range moved a little, and the numbers as long as before."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", once)
    numbers = [int(number) for number in found.groups()]
    for change in ((0, 1, -1), (1, 0, 0), (0, 0, -1)):
        moved = [a + b for a, b in zip(numbers, change, strict=True)]
        text = b"/ByteRange [0 %d %d %d]" % tuple(moved)
        assert lab.codes(once.replace(found.group(), text)) == ["seal.broken"]


def container_of(content):
    ((start, end),) = containers(content)
    return cms.ContentInfo.load(bytes.fromhex(content[start:end].decode("ascii")))


def with_container(content, info):
    """The file with another container in the same room."""
    ((start, end),) = containers(content)
    written = info.dump(force=True).hex().upper().encode("ascii")
    return content[:start] + written.ljust(end - start, b"0") + content[end:]


def copy(info):
    return cms.ContentInfo.load(info.dump())


def test_the_container_as_it_is_can_be_written_back(once):
    assert with_container(once, copy(container_of(once))) == once


def another_version(signed):
    signed["version"] = "v3"


def another_digest(signed):
    signed["digest_algorithms"] = cms.DigestAlgorithms([{"algorithm": "sha512"}])


def text_inside(signed):
    signed["encap_content_info"] = {"content_type": "data", "content": b"text"}


@pytest.mark.parametrize(
    "change", [another_version, another_digest, text_inside], ids=lambda one: one.__name__
)
def test_what_no_signature_covers_in_a_container_is_checked(once, change):
    info = copy(container_of(once))
    change(info["content"])
    assert lab.codes(with_container(once, info)) == ["seal.broken"]


def test_a_certificate_put_beside_is_seen(keys):
    roomy = lab.seal(paper(), keys[0], Wish(stamper=lab.stamper())).content
    info = copy(container_of(roomy))
    more = cms.CertificateChoices.load(lab.certify("Somebody Else").der)
    info["content"]["certificates"].append(more)
    (problem,) = lab.read(with_container(roomy, info)).problems
    assert "did not issue those below it" in problem.message


def test_a_certificate_taken_away_leaves_a_note(once):
    """Without the root nobody can say whether the one below it is as it was."""
    info = copy(container_of(once))
    kept = [one for one in info["content"]["certificates"] if one.dump() != lab.root().der]
    info["content"]["certificates"] = cms.CertificateSet(kept)
    content = with_container(once, info)
    found = lab.read(content)
    assert found.problems == ()
    assert any("“Test Middle” (issued by “Test Root”)" in note for note in found.notes)
    assert not any("Test Middle" in note for note in lab.read(content, lab.root()).notes)


def test_a_changed_certificate_is_seen_though_the_signature_does_not_cover_it(once):
    """One bit in the signature that the root and the one below it carry."""
    ((start, end),) = containers(once)
    content = bytes.fromhex(once[start:end].decode("ascii"))
    for holder in (lab.root(), lab.middle(), lab.provider()):
        at = content.index(holder.der) + len(holder.der) - 1
        changed = with_byte(content, at, content[at] ^ 1).hex().upper().encode("ascii")
        assert lab.codes(once[:start] + changed + once[end:]) == ["seal.broken"]


def test_trust_is_said_as_far_as_certificates_are_given(once):
    assert lab.read(once).seals[0].trusted is None
    assert any("trust was not checked" in note for note in lab.read(once).notes)
    for holder in (lab.root(), lab.middle(), lab.provider()):
        found = lab.read(once, holder)
        assert (found.seals[0].trusted, found.problems, found.notes) == (True, (), ())


def test_a_signer_for_whom_no_given_certificate_vouches_is_a_problem(once):
    other = lab.certify("Other Root", authority=True)
    found = lab.read(once, other)
    assert [problem.code for problem in found.problems] == ["seal.untrusted"]
    assert found.seals[0].trusted is False
    assert lab.codes(once, other, lab.root()) == []


def test_a_root_of_the_same_name_does_not_vouch(once, monkeypatch):
    double = lab.certify("Test Root", authority=True, kind="rsa")
    assert lab.codes(once, double) == ["seal.untrusted"]


def test_a_stamp_that_nobody_vouches_for_is_noted(keys):
    stranger = lab.certify(
        "Strange Stamps", kind="rsa", uses=[lab.ExtendedKeyUsageOID.TIME_STAMPING]
    )
    wish = Wish(stamper=lab.stamper(holder=stranger, chain=[]))
    found = lab.read(lab.seal(paper(), keys[0], wish).content, lab.root())
    assert found.problems == ()
    assert any("vouches for its time stamp" in note for note in found.notes)


def test_a_stamp_of_another_signature_is_seen(keys):
    stamped = Wish(stamper=lab.stamper())
    one, other = (lab.seal(paper(), keys[1], stamped).content for _ in range(2))
    info, foreign = (copy(container_of(content)) for content in (one, other))
    signature = info["content"]["signer_infos"][0]
    signature["unsigned_attrs"] = foreign["content"]["signer_infos"][0]["unsigned_attrs"].copy()
    (problem,) = lab.read(with_container(one, info)).problems
    assert "the time stamp of something else" in problem.message


def test_a_stamp_of_another_day_is_noted(keys):
    late = lab.AT + datetime.timedelta(days=3)
    sealed = lab.seal(paper(), keys[0], Wish(stamper=lab.stamper(late)))
    assert any(
        "not the day that its signer states" in one for one in lab.read(sealed.content).notes
    )


def test_a_certificate_that_expired_since_is_noted(once, twice):
    later = lab.AT + datetime.timedelta(days=500)
    (note,) = [one for one in lab.read(once, lab.root(), at=later).notes if "expired" in one]
    assert "only the clock of its signer says" in note
    notes = [one for one in lab.read(twice, lab.root(), at=later).notes if "Sig2" in one]
    assert any("A time stamp says that it was made before" in one for one in notes)
    assert lab.read(once, lab.root(), at=later).seals[0].trusted is True


def test_a_seal_of_a_time_without_certificate_is_broken(tmp_path):
    holder = lab.certify("Late", lab.middle(), days=(10, 20))
    path = lab.store(tmp_path / "late.p12", holder, [lab.middle()])
    then = lab.AT + datetime.timedelta(days=15)
    wish = Wish(stamper=lab.stamper(at=lab.AT))
    with pytest.raises(ConformityError) as caught:
        lab.seal(paper(), path, wish, at=then)
    assert "was not valid when" in str(caught.value)


@pytest.mark.parametrize("make", [lab.bare_paper, lab.conforming_paper])
def test_a_seal_of_another_program_is_read_too(keys, make):
    """A representative may use what it has; that it notes the day changes nothing."""
    first = lab.seal(make(), keys[0]).content
    content = sign_along(first, keys[1], lambda _: None, name="Sig2")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert "/ModDate" in document.docinfo
    found = lab.read(content, lab.root())
    assert found.problems == ()
    assert [seal.signer for seal in found.seals] == ["李伟 Li Wei", "Maria Huber"]


def test_another_way_of_signing_is_read_too(keys):
    """RSA with settings, which no signature covers but which all count."""

    def prefer(signer):
        signer.prefer_pss = True

    content = sign_along(paper(), keys[1], lambda _: None, certify=True, prepare=prefer)
    found = lab.read(content, lab.root())
    assert (found.problems, found.seals[0].signer) == ((), "Maria Huber")


TITLE = "Approved by a notified body"


def retitle(writer):
    writer.trailer["/Info"]["/Title"] = generic.pdf_string(TITLE)
    writer.mark_update(writer.trailer.raw_get("/Info"))


def retitle_metadata(writer):
    about = writer.root.raw_get("/Metadata")
    content = about.get_object().data.replace(b"A paper", TITLE.encode())
    assert TITLE.encode() in content
    kind = {"/Type": "/Metadata", "/Subtype": "/XML"}
    names = {generic.pdf_name(key): generic.pdf_name(value) for key, value in kind.items()}
    stream = generic.StreamObject(names, stream_data=content)
    writer.objects[about.generation, about.idnum] = stream


@pytest.mark.parametrize("change", [retitle, retitle_metadata])
def test_another_title_is_seen_though_the_seal_covers_it(keys, change, monkeypatch):
    monkeypatch.setattr(IncrementalPdfFileWriter, "_update_meta", lambda _: None)
    (problem,) = lab.read(sign_along(lab.conforming_paper(), keys[0], change)).problems
    assert "was written, which is none of the seal's" in problem.message


def test_a_range_that_says_less_than_was_signed_is_seen(keys):
    """Other readers go by the range, which is signed along with the rest."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper()))
    steps = PdfCMSEmbedder().write_cms("Sig1", writer, existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(SignatureObject(lab.AT, fields.SigSeedSubFilter.PADES)))
    prepared, output = steps.send(SigIOSetup("sha256", output=io.BytesIO()))
    content = bytearray(output.getvalue())
    found = re.search(rb"/ByteRange \[0 \d+ \d+ (\d+)\]", content)
    content[found.start(1) : found.end(1)] = b"%d" % (int(found[1]) - 1)
    start, end = prepared.reserved_region_start, prepared.reserved_region_end
    digest = hashlib.sha256(content[:start] + content[end:]).digest()
    with open_key(str(keys[0]), Secret(lab.PASSWORD), lab.AT) as opened:
        made = wait_for(lambda: opened.signer.async_sign(digest, "sha256", use_pades=True))
    written = made.dump().hex().upper().encode("ascii")
    content[start + 1 : start + 1 + len(written)] = written
    (problem,) = lab.read(bytes(content)).problems
    assert "does not cover the whole file" in problem.message


def test_without_the_extra_nothing_is_called_good_or_changed(once, monkeypatch):
    def without(name, *arguments, **named):
        if name.split(".")[0] in {"pyhanko", "asn1crypto", "cryptography"}:
            raise ImportError(name)
        return true_import(name, *arguments, **named)

    true_import = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(library, "is_installed", lambda: False)
    monkeypatch.setattr(report, "is_installed", lambda: False)
    found = lab.read(once)
    assert (found.sealed, found.read, found.problems) == (True, False, ())
    assert (found.base_end, found.seals) == (len(paper()), ())
    assert found.notes == (
        "the PDF: it is sealed; to check the seals, type: pip install 'conformity-dossier[sign]'",
    )
    assert not lab.read(paper()).sealed


def test_a_report_can_be_sent_between_processes(twice):
    found = lab.read(twice, lab.root())
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


def test_certificates_are_read_from_pem_and_der(tmp_path):
    pem = tmp_path / "both.pem"
    pem.write_bytes(
        b"".join(
            one.certificate.public_bytes(serialization.Encoding.PEM)
            for one in (lab.root(), lab.middle())
        )
    )
    der = tmp_path / "root.der"
    der.write_bytes(lab.root().der)
    assert report.read_certificates(pem) == (lab.root().der, lab.middle().der)
    assert report.read_certificates(der) == (lab.root().der,)
    for content in (
        b"",
        b"text",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ):
        der.write_bytes(content)
        with pytest.raises(ConformityError) as caught:
            report.read_certificates(der)
        assert caught.value.code == "seal.certificates"


def test_what_an_issuer_states_is_repeated(tmp_path):
    from cryptography import x509

    # A sequence of statements: qualified, in a device, for seals.
    stated = bytes.fromhex(
        "3023300806060400 8E460101".replace(" ", "")
        + "300806060400 8E460104".replace(" ", "")
        + "3013060604008E46010630090607 04008E46010602".replace(" ", "")
    )
    stated = b"\x30" + bytes([len(stated) - 2]) + stated[2:]
    extension = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), stated)
    holder = lab.certify("Seal Ltd", lab.middle(), extra=[extension])
    sealed = lab.seal(paper(), lab.store(tmp_path / "q.p12", holder, [lab.middle()]))
    assert sealed.seal.stated == (
        "qualified certificate", "private key in a qualified device", "for electronic seals",
    )  # fmt: skip


def test_many_revisions_are_not_followed_without_end(once):
    content = once
    for _ in range(20):
        content = append(content, add_orphan)
    assert lab.codes(content) == ["seal.broken"]


def test_revisions_that_turn_in_a_circle_are_seen(once):
    at = once.rindex(b"/Prev ")
    last = int(once[once.rindex(b"startxref") + 10 :].split()[0])
    number = re.match(rb"/Prev (\d+)", once[at:])[1]
    turned = once.replace(b"/Prev " + number, b"/Prev " + str(last).encode()[: len(number)])
    assert lab.codes(turned)


def test_pikepdf_opens_what_was_sealed(twice):
    with pikepdf.open(io.BytesIO(twice)) as document:
        assert document.check_pdf_syntax() == []
