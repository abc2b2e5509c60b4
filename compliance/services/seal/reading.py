"""Looking at each seal of a paper: container, range, revision, rights, trust."""

from __future__ import annotations

import datetime
import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from compliance.errors import Problem
from compliance.language.words import counted, quoted
from compliance.services.seal import certificate as named
from compliance.services.seal.changes import gaps, unexpected
from compliance.services.seal.container import DIGESTS, Container, FlawError, check_seal
from compliance.services.seal.library import quiet
from compliance.services.seal.report import Permission, Seal, SealReport
from compliance.services.seal.revisions import Revision, Revisions
from compliance.services.seal.trust import vouched_for

MAKER: Final = "conformity-dossier"
"""What a seal made by this program names as its maker."""
_ORIGINAL: Final = "Ask for the file as it was sealed."
_PERMISSIONS: Final[dict[int, Permission]] = {1: "no-changes", 2: "fill-forms", 3: "annotate"}
_CONTAINER: Final = re.compile(rb"/Contents ?(<[0-9A-Fa-f]+>)")
_KINDS: Final = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
FAR: Final = datetime.timedelta(days=1)
"""How far two clocks may be apart."""
CLOSED: Final[Permission] = "no-changes"


@dataclass(frozen=True)
class Found:
    """A seal as it stands in the file, before anything of it is believed."""

    name: str
    reference: generic.IndirectObject
    """Of its field."""
    field: generic.DictionaryObject
    value: generic.DictionaryObject
    revision: int


@dataclass(frozen=True)
class _Checked:
    """The container of a revision."""

    start: int
    """Where it lies, with its angle brackets."""
    end: int
    container: Container | None
    """Nothing where it has a flaw."""
    flaw: str


@dataclass
class _Inspection:
    """Everything that is known while the seals of one file are looked at."""

    content: bytes
    revisions: tuple[Revision, ...]
    trust: tuple[bytes, ...]
    at: datetime.datetime
    place: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    checked: dict[int, _Checked] = field(default_factory=dict)
    """By revision."""

    def emptied(self) -> bytes:
        """The file with nothing in the containers, which are looked at by themselves.

        Everything stays in its place. A library that reads a container digit by digit
        would need more time for that than for all the rest.
        """
        parts, at = [], 0
        for one in self.checked.values():
            parts += [self.content[at : one.start], b"<>", b" " * (one.end - one.start - 2)]
            at = one.end
        return b"".join([*parts, self.content[at:]])

    def check_containers(self) -> None:
        """Check the one container that a revision has, before anything else is read.

        It must be all that its seal does not cover; the rest of the file up to the end
        of the revision must be as it was signed.
        """
        for number, revision in enumerate(self.revisions[1:], 1):
            found = list(_CONTAINER.finditer(self.content, revision.start, revision.end))
            if len(found) != 1:
                continue
            start, end = found[0].span(1)
            try:
                inside = check_seal(
                    self.content[start + 1 : end - 1],
                    functools.partial(self._digest, start=start, end=end, last=revision.end),
                    self.trust,
                )
                self.checked[number] = _Checked(start, end, inside, "")
            except FlawError as flaw:
                self.checked[number] = _Checked(start, end, None, str(flaw))

    def _digest(self, name: str, start: int, end: int, last: int) -> bytes:
        if name not in DIGESTS:
            raise FlawError(f"it uses the digest {name}, which is not accepted")
        view = memoryview(self.content)
        total = DIGESTS[name](view[:start])
        total.update(view[end:last])
        return total.digest()

    def flaw(self, name: str, why: str) -> None:
        """A seal has a flaw."""
        self.broken(f"{name}: {why[0].upper()}{why[1:]}.")

    def broken(self, message: str) -> None:
        """Something of a seal is not as it was made."""
        self.problems.append(Problem(self.place, "seal.broken", message, _ORIGINAL))

    def appended(self, message: str) -> None:
        """Something was added that no seal covers or allows."""
        self.problems.append(Problem(self.place, "seal.changed-after", message, _ORIGINAL))

    def report(self, found: Revisions) -> SealReport:
        return SealReport(
            found.base_end, tuple(self.seals), tuple(self.problems), tuple(self.notes), sealed=True
        )


def inspect(
    content: bytes, found: Revisions, trust: tuple[bytes, ...], at: datetime.datetime, place: str
) -> SealReport:
    """Look at the seals of a file that has more than one revision.

    Args:
        content: the file.
        found: its revisions.
        trust: certificates that the reader trusts, in DER.
        at: the present moment.
        place: the file, for messages.
    """
    work = _Inspection(content, found.found, trust, at, place)
    end = found.found[-1].end
    if not found.whole:
        work.broken("The chain of its revisions is broken; it cannot be said what was sealed.")
        return work.report(found)
    if end < len(content):
        more = len(content) - end
        verb, them = ("follows", "it") if more == 1 else ("follow", "them")
        work.appended(f"{counted(more, 'byte')} {verb} the end of the file; no seal covers {them}.")
    try:
        with quiet():
            work.check_containers()
            first = work.checked.get(1)
            if first and first.flaw:  # then nothing in the file is what anybody sealed
                work.flaw("The first seal", first.flaw)
                return work.report(found)
            reader = PdfFileReader(io.BytesIO(work.emptied()), strict=True)
            _inspect_all(reader, work)
    except RecursionError:
        work.broken("What was appended is nested too deeply.")
    except Exception as error:  # noqa: BLE001 - libraries raise almost anything on damage
        work.broken(f"What was appended to the paper cannot be read ({type(error).__name__}).")
    if not work.trust and work.seals:
        work.notes.append(f"{place}: no certificate was given, so trust was not checked.")
    return work.report(found)


def find_seals(reader: PdfFileReader) -> list[Found]:
    """The seals of a file in the order in which they were made."""
    found = []
    for name, value, reference in enumerate_sig_fields(reader, filled_status=True):
        form_field = reference.get_object()
        target = form_field.raw_get("/V")
        number = reader.xrefs.get_last_change(target.reference)
        found.append(Found(str(name), reference, form_field, value.get_object(), number))
    return sorted(found, key=lambda one: one.revision)


def _inspect_all(reader: PdfFileReader, work: _Inspection) -> None:
    sections = [reader.xrefs.get_startxref_for_revision(n) for n in range(reader.total_revisions)]
    if reader.encrypted or sections != [one.section for one in work.revisions]:
        work.broken("Readers may see other revisions than those that were appended.")
        return
    found = find_seals(reader)
    for number in range(1, len(work.revisions)):
        revision = work.revisions[number]
        here = [one for one in found if one.revision == number]
        if len(here) != 1:
            work.appended(
                f"Bytes {revision.start:,} to {revision.end:,} were appended, and "
                f"{'no seal covers them' if not here else 'several seals stand in them'}."
            )
            continue
        _inspect_seal(reader, here[0], work)
    if [one for one in found if one.revision == 0]:
        work.broken("A seal stands in the paper as it was written.")
    _check_rights(work)


def _inspect_seal(reader: PdfFileReader, found: Found, work: _Inspection) -> None:
    """Look at one seal."""
    revision, checked = work.revisions[found.revision], work.checked.get(found.revision)
    if checked is None or checked.container is None:
        work.flaw(found.name, checked.flaw if checked else "it has no container, or several")
        return
    container = checked.container
    why = _why_not_all(reader, found, revision, checked)
    if not why and _maker(found.value) == MAKER:
        why = _why_not_ours(container)
    if why:
        work.flaw(found.name, why)
        return
    faults = gaps(work.content, reader, found.revision, revision)
    for fault in faults or unexpected(reader, found.revision, found.reference):
        work.appended(f"{found.name}: with this seal more was changed: {fault}.")
    for name in container.loose:
        work.notes.append(
            f"{work.place}: {found.name}: whether the certificate of {name} is as it was "
            "cannot be said without the certificate of its issuer."
        )
    work.seals.append(_describe(reader, found, container, revision, work))


def _why_not_all(reader: PdfFileReader, found: Found, revision: Revision, checked: _Checked) -> str:
    """Why a seal does not cover all but its container, as other readers see it."""
    if str(found.value.get("/SubFilter")) not in _KINDS:
        return "it is of a kind that is not known here"
    numbers = found.value.raw_get("/ByteRange")
    rest = revision.end - checked.end
    if not isinstance(numbers, generic.ArrayObject) or [int(number) for number in numbers] != [
        0, checked.start, checked.end, rest
    ]:  # fmt: skip
        return "it does not cover the whole file as it was sealed"
    table = reader.xrefs.get_xref_data(found.revision).standard_xrefs
    own = reader.xrefs.get_historical_ref(found.field.raw_get("/V").reference, found.revision)
    behind = [place for _, place in table.values() if isinstance(own, int) and place > own]
    if not isinstance(own, int) or not own < checked.start < min(behind, default=0):
        return "its container does not stand in it"
    if found.value.raw_get("/Contents").original_bytes:
        return "it has another container than the one that was left out"
    return ""


def _why_not_ours(container: Container) -> str:
    """Why a container, whole as it is, is not written as this program writes them."""
    if not container.in_order:
        return "its certificates are not in the order in which they were written"
    return "" if container.capital else "its digits are not the capitals that were written"


def _maker(value: generic.DictionaryObject) -> str:
    """The program that made a seal, as the seal says."""
    try:
        return str(value["/Prop_Build"]["/App"]["/Name"]).removeprefix("/")
    except (KeyError, TypeError):
        return ""


def _describe(
    reader: PdfFileReader, found: Found, container: Container, revision: Revision, work: _Inspection
) -> Seal:
    signer, stamp = container.certificate, container.stamp
    claimed = _claimed_time(found.value)
    return Seal(
        field=found.name,
        label=_text(found.field, "/TU"),
        signer=named.holder(signer),
        organisation=named.organisation(signer),
        issuer=named.issuer(signer),
        fingerprint=named.fingerprint(signer),
        at=claimed,
        stamped=stamp.at if stamp else None,
        stamped_by=named.holder(stamp.certificate) if stamp else "",
        certifies=_certifies(reader, found),
        permission=_permission(found.value),
        covers=revision.end,
        reason=_text(found.value, "/Reason"),
        place=_text(found.value, "/Location"),
        stated=named.stated(signer),
        trusted=_trusted(found.name, container, claimed, work),
    )


def _trusted(
    name: str, container: Container, claimed: datetime.datetime | None, work: _Inspection
) -> bool | None:
    """Whether the given certificates vouch for a signer; notes and problems on the way."""
    signer, stamp = container.certificate, container.stamp
    moment = stamp.at if stamp else claimed or work.at
    before, after = named.validity(signer)
    if not before <= moment <= after:
        work.broken(f"{name}: Its certificate was not valid when it says that it was made.")
    elif work.at > after:
        said = (
            "A time stamp says that it was made before."
            if stamp
            else ("That it was made before, only the clock of its signer says.")
        )
        work.notes.append(
            f"{work.place}: {name}: its certificate expired on {after:%Y-%m-%d}. {said}"
        )
    if named.is_self_signed(signer):
        work.notes.append(
            f"{work.place}: {name}: its certificate is self-signed; nobody else vouches for it."
        )
    if stamp and claimed and abs(stamp.at - claimed) > FAR:
        work.notes.append(
            f"{work.place}: {name}: its time stamp is of {stamp.at:%Y-%m-%d}, which is not the "
            "day that its signer states."
        )
    if not work.trust:
        return None
    if stamp and not vouched_for(
        stamp.certificate, stamp.others, work.trust, stamp.at, for_stamps=True
    ):
        work.notes.append(
            f"{work.place}: {name}: none of the certificates given vouches for its time stamp."
        )
    if vouched_for(signer, container.others, work.trust, moment):
        return True
    work.problems.append(
        Problem(
            work.place,
            "seal.untrusted",
            f"{name}: None of the certificates given vouches for {quoted(named.holder(signer))}.",
            "Give the certificate of its issuer, got from the issuer and not with the file.",
        )
    )
    return False


def _claimed_time(value: generic.DictionaryObject) -> datetime.datetime | None:
    try:
        found = generic.parse_pdf_date(value["/M"], strict=True)
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def _text(holder: generic.DictionaryObject, key: str) -> str:
    value = holder.get(key)
    return str(value)[:1000] if isinstance(value, generic.TextStringObject) else ""


def _certifies(reader: PdfFileReader, found: Found) -> bool:
    root = reader.get_historical_root(found.revision)
    rights = root.get("/Perms", {})
    target = rights.raw_get("/DocMDP") if "/DocMDP" in rights else None
    mine = found.field.raw_get("/V")
    return isinstance(target, generic.IndirectObject) and target.idnum == mine.idnum


def _permission(value: generic.DictionaryObject) -> Permission:
    """What a seal lets others do after it."""
    for method, settings in _settings(value):
        if method == "/DocMDP":
            return _PERMISSIONS.get(int(settings.get("/P", 2)), "")
        if method == "/FieldMDP" and settings.get("/Action") == "/All":
            return CLOSED
    return ""


def _settings(value: generic.DictionaryObject) -> Iterator[tuple[str, Any]]:
    for reference in value.get("/Reference", ()):
        one = reference.get_object()
        yield str(one.get("/TransformMethod")), one.get("/TransformParams", {})


def _check_rights(work: _Inspection) -> None:
    """No seal after one that forbids all changes; no certifying after another seal."""
    for before, after in zip(work.seals, work.seals[1:], strict=False):
        if before.permission == CLOSED:
            work.appended(
                f"{before.field} forbids all changes, yet {after.field} was added after it."
            )
        if after.certifies:
            work.broken(f"{after.field}: It certifies a paper that was sealed before.")
