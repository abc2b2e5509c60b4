"""Sealing a paper: the last thing that is done to it.

The bytes of the paper stay as they are; the seal is appended. The first seal certifies
the paper and lets the others sign after it; the last one lets nobody change anything.
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from typing import Any, Final

from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.attributes import (
    CMSAlgorithmProtectionProvider,
    SignedAttributeProviderSpec,
    SigningCertificateV2Provider,
)
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import constants
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import BuildProps, SignatureObject
from pyhanko.sign.signers.pdf_cms import select_suitable_signing_md

from compliance import __version__
from compliance.data.digests import sha256
from compliance.data.typed import clean_text
from compliance.errors import ConformityError
from compliance.services.seal import certificate as named
from compliance.services.seal import timestamp
from compliance.services.seal.appearance import HOLDER, Line, draw
from compliance.services.seal.container import OF_STAMP, FlawError, check_stamp
from compliance.services.seal.key import Key, bad_key
from compliance.services.seal.library import quiet, wait_for
from compliance.services.seal.paper import Paper, Place, Which, choose_place
from compliance.services.seal.reading import MAKER
from compliance.services.seal.report import Seal, read_seals

SPARE: Final = 128
"""Bytes kept free for signatures whose length varies."""
LONGEST: Final = 200
"""Characters of a reason or a place."""


@dataclass(frozen=True)
class Wish:
    """What the signer wants of a seal."""

    which: Which = field(default_factory=Which)
    """Which place."""
    reason: str = ""
    place: str = ""
    draft: bool = False
    lock: bool = False
    """Let nobody change anything after it, though places are left."""
    stamper: Any = None
    """Who gives time stamps; nobody where there is none."""


@dataclass(frozen=True)
class Sealed:
    """A paper that was sealed."""

    content: bytes
    seal: Seal
    place: Place
    unsealed: str
    """SHA-256 of the paper as it was before the first seal."""
    left: tuple[Place, ...]
    """Places that are to be sealed next; none where nothing may be changed any more."""
    draft: bool
    self_signed: bool


def seal_paper(paper: Paper, key: Key, wish: Wish, *, at: datetime.datetime) -> Sealed:
    """Seal a paper.

    Args:
        paper: a paper as it was issued, or sealed by whoever comes before.
        key: an open key.
        wish: what the signer wants.
        at: the present moment, which the seal states.

    Returns:
        The sealed file, whose seals were read again and found whole.

    Raises:
        ConformityError: ``seal.draft``, ``seal.locked``, ``seal.no-field``,
            ``seal.field-signed``, ``seal.order``, ``seal.timestamp``, ``seal.key``;
            ``answer.too-long`` and ``answer.control-character`` for reason and place.
    """
    reason = clean_text("--reason", wish.reason, LONGEST)
    where = clean_text("--place", wish.place, LONGEST)
    place = choose_place(paper, wish.which, draft=wish.draft)
    left = tuple(one for one in paper.places if not one.sealed and one != place)
    work = _Work(paper, place, key, at, reason, where, closes=wish.lock or not left)
    with quiet():
        sealed = work.seal(wish.stamper)
    report = read_seals(sealed, at=at, place=paper.name)
    if report.problems or len(report.seals) != len(paper.seals) + 1:
        said = report.problems[0].message if report.problems else "The seal is not found in it."
        message = f"The sealed file does not stand its own test, and was not kept. {said}"
        hint = "Use another key or time-stamp authority; please report this."
        raise bad_key(paper.name, message, hint)
    return Sealed(
        sealed,
        report.seals[-1],
        place,
        sha256(sealed[: report.base_end]),
        () if work.closes else left,
        paper.draft,
        named.is_self_signed(key.certificate),
    )


class _Writer(IncrementalPdfFileWriter):
    """Appends a seal and leaves the properties of the paper as they are."""

    def _update_meta(self) -> None:
        """The paper says when and by what it was written; the seal says its own time."""


class _Attributes(SignedAttributeProviderSpec):
    """What is signed beside the digest: the certificate and the algorithms."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> list[Any]:
        """Give what makes the attributes."""
        del data_digest
        mechanism = self._key.signer.get_signature_mechanism_for_digest(digest_algorithm)
        return [
            SigningCertificateV2Provider(self._key.certificate),
            CMSAlgorithmProtectionProvider(digest_algorithm, mechanism),
        ]


@dataclass
class _Work:
    """One seal being made."""

    paper: Paper
    place: Place
    key: Key
    at: datetime.datetime
    reason: str
    where: str
    closes: bool

    def seal(self, stamper: Any) -> bytes:
        """The sealed file."""
        self.key.signer.signed_attr_prov_spec = _Attributes(self.key)
        digest_name = select_suitable_signing_md(self.key.certificate.public_key)
        writer = _Writer(io.BytesIO(self.paper.content))
        writer.register_extension(constants.ESIC_EXTENSION_1)
        steps = PdfCMSEmbedder().write_cms(self.place.name, writer, existing_fields_only=True)
        field = next(steps).get_object()
        self._draw(writer, field)
        steps.send(
            SigObjSetup(self._value(self._room(digest_name, stamper)), self._rights(digest_name))
        )
        prepared, output = steps.send(SigIOSetup(digest_name, output=io.BytesIO()))
        container = self._sign(prepared.document_digest, digest_name, stamper)
        try:
            steps.send(container)
        except SigningError:
            raise timestamp.failed(self.paper.name, "The time stamp is too large.") from None
        content: bytes = output.getvalue()
        return content

    def _room(self, digest_name: str, stamper: Any) -> int:
        """How many hexadecimal digits the container may need."""
        tried = self._run(bytes(64), digest_name, None, dry=True)
        return 2 * (len(tried.dump()) + SPARE + (timestamp.ROOM if stamper else 0))

    def _sign(self, digest: bytes, digest_name: str, stamper: Any) -> cms.ContentInfo:
        container = self._run(digest, digest_name, stamper)
        if stamper is None:
            return container
        info = container["content"]["signer_infos"][0]
        token = info["unsigned_attrs"][0]["values"][0]
        try:
            check_stamp(token.dump(), info["signature"].native)
        except FlawError as flaw:
            why = str(flaw).removeprefix(OF_STAMP)
            message = f"The time stamp cannot be used: {why}."
            raise timestamp.failed(self.paper.name, message) from None
        return container

    def _run(
        self, digest: bytes, digest_name: str, stamper: Any, *, dry: bool = False
    ) -> cms.ContentInfo:
        try:
            return wait_for(
                lambda: self.key.signer.async_sign(
                    digest, digest_name, dry_run=dry, use_pades=True, timestamper=stamper
                )
            )
        except ConformityError:
            raise
        except Exception as error:  # noqa: BLE001 - tokens and authorities fail in many ways
            cause = f"{type(error).__name__}: {error}".rstrip(": ")
            if stamper is not None and isinstance(error, OSError):
                raise timestamp.failed(self.paper.name, f"{error}.") from None
            hint = "Check that the key may sign, and that the token is still there."
            raise bad_key(self.paper.name, f"The key did not sign ({cause}).", hint) from None

    def _value(self, room: int) -> SignatureObject:
        return SignatureObject(
            timestamp=self.at,
            subfilter=SigSeedSubFilter.PADES,
            reason=self.reason or None,
            location=self.where or None,
            app_build_props=BuildProps(MAKER, __version__),
            bytes_reserved=room,
        )

    def _rights(self, digest_name: str) -> SigMDPSetup:
        """What others may do afterwards."""
        closed = FieldMDPSpec(FieldMDPAction.ALL) if self.closes else None
        if self.paper.seals:
            return SigMDPSetup(digest_name, field_lock=closed)
        return SigMDPSetup(
            digest_name,
            certify=True,
            docmdp_perms=MDPPerm.NO_CHANGES if self.closes else MDPPerm.FILL_FORMS,
        )

    def _draw(self, writer: IncrementalPdfFileWriter, field: generic.DictionaryObject) -> None:
        left, low, right, top = (float(number) for number in field["/Rect"])
        width, height = abs(right - left), abs(top - low)
        if width and height:
            picture = draw(writer, width, height, self._lines())
            field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): picture})

    def _lines(self) -> list[Line]:
        certificate = self.key.certificate
        holder, house = named.holder(certificate), named.organisation(certificate)
        vouched = f"Certificate issued by {named.issuer(certificate)}"
        when = f"{self.at.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
        said = [
            Line("Electronic signature or seal with the certificate of"),
            Line(holder, HOLDER),
            Line(house if house != holder else ""),
            Line("Self-signed" if named.is_self_signed(certificate) else vouched),
            Line(f"{when} by the clock of the signer"),
            Line(f"Reason: {self.reason}" if self.reason else ""),
            Line(f"Place: {self.where}" if self.where else ""),
            Line("Sealed as a draft" if self.paper.draft else ""),
        ]
        return [line for line in said if line.text]
