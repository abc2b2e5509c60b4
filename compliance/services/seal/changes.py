"""What a revision changes: a seal fills its own field, and nothing else may change.

A seal vouches for the whole file as it then is, whatever was changed along with it. So
each revision is compared with the one before: a seal may put its value and its picture
into the field that was there for it, and say in the catalogue that the paper is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from compliance.services.seal.properties import WRITING, says_the_same
from compliance.services.seal.revisions import Revision

_CATALOGUE: Final = frozenset({"/AcroForm", "/Extensions", "/Perms"})
_FIELD: Final = frozenset({"/V", "/AP"})
_SEAL: Final = frozenset(
    {
        "/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Location",
        "/Reason", "/ContactInfo", "/Reference", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType",
    }
)  # fmt: skip
_BEGINS: Final = re.compile(rb"(\d{1,10}) (\d{1,5}) obj\b")
_ENDS: Final = re.compile(rb"endobj\s*\Z")
APPENDED: Final = 3
"""Flags of a form: there are signatures, and the file may only be appended to."""


def unexpected(reader: PdfFileReader, number: int, field: generic.IndirectObject) -> list[str]:
    """What else a revision changes than that a seal was put into a field.

    Args:
        reader: the file.
        number: of the revision; the paper as it was written is 0.
        field: the field that was sealed in it.
    """
    old = reader.get_historical_resolver(number - 1)
    new = reader.get_historical_resolver(number)
    found = [*_trailer(old, new), *_catalogue(old, new), *_field(old, new, field)]
    return found + _objects(old, new, field)


def gaps(content: bytes, reader: PdfFileReader, number: int, revision: Revision) -> list[str]:
    """Bytes of a revision that belong to no object of it."""
    table = reader.xrefs.get_xref_data(number).standard_xrefs
    starts = sorted((place, key, generation) for key, (generation, place) in table.items())
    ends = [place for place, _, _ in starts[1:]]
    found = []
    if not starts or starts[0][0] != revision.start or starts[-1][0] != revision.section:
        return ["bytes stand outside of its objects"]
    for (place, key, generation), end in zip(starts, [*ends, revision.end], strict=True):
        begins = _BEGINS.match(content, place)
        if begins is None or (int(begins[1]), int(begins[2])) != (key, generation):
            found.append(f"object {key} does not stand where it should")
        elif end != revision.end and not _ENDS.search(content[place:end][-32:]):
            found.append(f"something stands behind object {key}")
    return found


def _trailer(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    before, after = old.trailer_view, new.trailer_view
    for key in ("/Root", "/Info", "/Encrypt"):
        if not _same_entry(before, after, key):
            yield f"the file has another {key[1:]}"
    if new.refs_freed_in_revision():
        yield "objects were taken away"


def _catalogue(old: HistoricalResolver, new: HistoricalResolver) -> Iterator[str]:
    before, after = old.root, new.root
    yield from _differences(before, after, _CATALOGUE, "the catalogue")
    form, sealed = before.get("/AcroForm"), after.get("/AcroForm")
    if not isinstance(form, generic.DictionaryObject) or not isinstance(
        sealed, generic.DictionaryObject
    ):
        yield "the form was taken away or added"
        return
    yield from _differences(form, sealed, frozenset({"/SigFlags"}), "the form")
    if sealed.get("/SigFlags") != APPENDED:
        yield "the form does not say that it is sealed"
    if "/Perms" in before and not _same_entry(before, after, "/Perms"):
        yield "another seal certifies the paper"
    if "/Perms" not in before and set(after.get("/Perms", ())) - {"/DocMDP"}:
        yield "rights were added that no seal needs"


def _field(
    old: HistoricalResolver, new: HistoricalResolver, field: generic.IndirectObject
) -> Iterator[str]:
    reference = field.reference
    if old.is_ref_unassignable(reference):
        yield "it was put into a field that the paper does not have"
        return
    before, after = old(reference), new(reference)
    if "/V" in before:
        yield "a field that was sealed already was sealed again"
    yield from _differences(before, after, _FIELD, "its field")
    seal = after.raw_get("/V")
    if not isinstance(seal, generic.IndirectObject) or not old.is_ref_unassignable(seal.reference):
        yield "its value is not its own"
        return
    extra = set(new(seal.reference)) - _SEAL
    if extra:
        yield f"it says more than a seal does: {', '.join(sorted(extra))}"


def _objects(
    old: HistoricalResolver, new: HistoricalResolver, field: generic.IndirectObject
) -> list[str]:
    """Objects that were written and do not belong to the seal."""
    written = {(one.idnum, one.generation) for one in new.explicit_refs_in_revision()}
    after = new(field.reference)
    parts = [after.raw_get(key) for key in ("/V", "/AP") if key in after]
    mine: set[tuple[int, int]] = set()
    for part in parts:
        mine |= {
            (one.idnum, one.generation)
            for one in new.collect_dependencies(part, since_revision=new.revision)
        }
    allowed = {(one.idnum, one.generation) for one in (new.root_ref, field.reference)}
    allowed |= _properties(old, new)
    form = new.root.raw_get("/AcroForm") if "/AcroForm" in new.root else None
    if isinstance(form, generic.IndirectObject):
        allowed.add((form.idnum, form.generation))
    section = new.reader.xrefs.get_xref_container_info(new.revision).stream_ref
    streams = {(one.idnum, one.generation) for one in new.object_streams_used()}
    if section is not None:
        streams.add((section.idnum, section.generation))
    found = [
        f"object {key} was written, which is none of the seal's"
        for key, generation in sorted(written - allowed - mine - streams)
    ]
    return found + [
        f"object {key} of the paper was written again"
        for key, generation in sorted((mine | streams) - allowed)
        if not old.is_ref_unassignable(generic.Reference(key, generation, old))
    ]


def _properties(old: HistoricalResolver, new: HistoricalResolver) -> set[tuple[int, int]]:
    """The properties of the paper, where they say the same but for the last writing."""
    allowed = set()
    info = new.trailer_view.raw_get("/Info") if "/Info" in new.trailer_view else None
    if isinstance(info, generic.IndirectObject) and not old.is_ref_unassignable(info.reference):
        before, after = old(info.reference), new(info.reference)
        dates = frozenset(f"/{name}" for name in WRITING)
        if not list(_differences(before, after, dates, "")):
            allowed.add((info.idnum, info.generation))
    about = new.root.raw_get("/Metadata") if "/Metadata" in new.root else None
    if isinstance(about, generic.IndirectObject) and not old.is_ref_unassignable(about.reference):
        before, after = old(about.reference), new(about.reference)
        kinds = frozenset({"/Length", "/Filter", "/DecodeParms"})
        if not list(_differences(before, after, kinds, "")) and says_the_same(
            before.data, after.data
        ):
            allowed.add((about.idnum, about.generation))
    return allowed


def _differences(
    before: generic.DictionaryObject,
    after: generic.DictionaryObject,
    allowed: frozenset[str],
    what: str,
) -> Iterator[str]:
    for key in sorted((set(before) | set(after)) - allowed):
        if not _same_entry(before, after, key):
            yield f"{what} has another {key[1:]}"


def _same_entry(
    before: generic.DictionaryObject, after: generic.DictionaryObject, key: str
) -> bool:
    if key not in before or key not in after:
        return key not in before and key not in after
    return _same(before.raw_get(key), after.raw_get(key))


def _same(one: Any, other: Any) -> bool:
    """Whether two objects are equal, references by what they name."""
    if isinstance(one, generic.IndirectObject):
        return isinstance(other, generic.IndirectObject) and (one.idnum, one.generation) == (
            other.idnum,
            other.generation,
        )
    texts = (generic.TextStringObject, generic.ByteStringObject)
    if isinstance(one, texts):
        return isinstance(other, texts) and one.original_bytes == other.original_bytes
    if isinstance(one, generic.ArrayObject):
        return (
            isinstance(other, generic.ArrayObject)
            and len(one) == len(other)
            and all(_same(a, b) for a, b in zip(one, other, strict=True))
        )
    if isinstance(one, generic.StreamObject) or isinstance(other, generic.StreamObject):
        return False  # never written again by a seal
    if isinstance(one, generic.DictionaryObject):
        return (
            isinstance(other, generic.DictionaryObject)
            and set(one) == set(other)
            and all(_same(one.raw_get(key), other.raw_get(key)) for key in one)
        )
    return type(one) is type(other) and bool(one == other)
