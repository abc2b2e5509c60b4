"""The paper before it is sealed: whether it is ours, whole, and what place is next."""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import dataclass
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from compliance.documents.render.maker import version_named
from compliance.errors import ConformityError, fail
from compliance.services.seal.library import quiet
from compliance.services.seal.report import Seal, SealReport, read_seals

LARGEST: Final = 256 << 20
"""Most bytes of a paper."""
_STATE: Final = re.compile(r"(?:^|[,;\s])state:([a-z-]+)")
_HEAD: Final = re.compile(r"(?:^|[,;\s])journal-head:([0-9a-f]{64})\b")
_AS_ISSUED: Final = "Use the file as it was issued, not a print, a copy of pages or a merged one."


@dataclass(frozen=True)
class Place:
    """A place to sign on a paper."""

    name: str
    label: str
    """What the paper calls it."""
    sealed: bool


@dataclass(frozen=True)
class Paper:
    """A paper that can be sealed, if its places allow it."""

    name: str
    content: bytes
    draft: bool
    head: str
    """The journal head that it names; empty where it names none."""
    places: tuple[Place, ...]
    """In the order of signing."""
    report: SealReport

    @property
    def seals(self) -> tuple[Seal, ...]:
        """The seals that are on it."""
        return self.report.seals


def read_paper(content: bytes, name: str, at: datetime.datetime) -> Paper:
    """Read a paper that is to be sealed.

    Args:
        content: the file.
        name: its name, for messages.
        at: the present moment.

    Raises:
        ConformityError: ``seal.not-a-paper``, ``seal.encrypted`` or ``seal.changed``.
    """
    try:
        with quiet():
            return _read(content, name, at)
    except ConformityError:
        raise
    except Exception as error:  # noqa: BLE001 - libraries raise almost anything on damage
        raise not_a_paper(name, f"It cannot be read ({type(error).__name__}).") from None


def _read(content: bytes, name: str, at: datetime.datetime) -> Paper:
    if not content.startswith(b"%PDF-"):
        raise not_a_paper(name, "It is no PDF.")
    # What follows the paper is looked at first: behind it nothing may stand but seals.
    report = read_seals(content, at=at, place=name)
    if report.problems:
        raise fail(
            name,
            "seal.changed",
            f"It was changed since it was written: {report.problems[0].message}",
            "Seal the file as it was issued, or as the one before you sealed it.",
        )
    reader = PdfFileReader(io.BytesIO(content), strict=True)
    if reader.encrypted:
        raise fail(
            name,
            "seal.encrypted",
            "It is encrypted.",
            "Seal it as it was issued, and encrypt later.",
        )
    about = _properties(reader)
    words = str(about.get("/Keywords", ""))
    state, head = _STATE.search(words), _HEAD.search(words)
    if not version_named(str(about.get("/Creator", ""))) or state is None:
        raise not_a_paper(name, "This program did not write it.")
    places = tuple(
        Place(str(field), _label(reference), sealed=value is not None)
        for field, value, reference in enumerate_sig_fields(reader)
    )
    return Paper(name, content, state[1] != "final", head[1] if head else "", places, report)


def _properties(reader: PdfFileReader) -> dict[str, Any]:
    try:
        found: dict[str, Any] = reader.trailer["/Info"]
    except KeyError:
        return {}
    return found


def not_a_paper(name: str, why: str) -> ConformityError:
    """The error for a file that is none of our papers."""
    return fail(name, "seal.not-a-paper", f"This is not one of our papers. {why}", _AS_ISSUED)


def _label(reference: Any) -> str:
    text = reference.get_object().get("/TU")
    return str(text) if isinstance(text, generic.TextStringObject) else ""


@dataclass(frozen=True)
class Which:
    """Which place somebody wants to seal; the next one where nothing is said."""

    name: str | None = None
    """Of the place, such as ``Sig1``."""
    who: str | None = None
    """A word by which the paper says who signs there."""


def choose_place(paper: Paper, which: Which, *, draft: bool) -> Place:
    """The place that is sealed now.

    Args:
        paper: what is to be sealed.
        which: what somebody wants.
        draft: whether a draft may be sealed.

    Raises:
        ConformityError: ``seal.draft``, ``seal.locked``, ``seal.no-field``,
            ``seal.field-signed`` or ``seal.order``.
    """
    if paper.draft and not draft:
        raise fail(
            paper.name,
            "seal.draft",
            "It is a draft.",
            "Issue it as final first, or seal the draft as one with --draft.",
        )
    closed = next((one for one in paper.seals if one.permission == "no-changes"), None)
    if closed is not None:
        raise fail(
            paper.name,
            "seal.locked",
            f"The seal of {closed.signer} in {closed.field} forbids all changes.",
            "To add another seal, begin with the file as it was before that one.",
        )
    place = _wanted(paper, which)
    earlier = [one for one in paper.places[: paper.places.index(place)] if not one.sealed]
    if earlier:
        raise fail(
            paper.name,
            "seal.order",
            f"{shown(earlier[0])} comes before {shown(place)}, and is not sealed yet.",
            "Have it sealed there first, then seal the file that comes of it.",
        )
    return place


def _wanted(paper: Paper, which: Which) -> Place:
    fitting = [one for one in paper.places if _fits(one, which)]
    if which.name is None and which.who is None:
        fitting = [one for one in paper.places if not one.sealed][:1]
    if len(fitting) != 1:
        known = ", ".join(shown(one) for one in paper.places) or "none"
        words = which.name or which.who or "that is open"
        message = f"It has {'several places' if fitting else 'no place to sign'} {words}."
        raise fail(paper.name, "seal.no-field", message, f"Its places: {known}.")
    place = fitting[0]
    if place.sealed:
        by = next((one.signer for one in paper.seals if one.field == place.name), "somebody")
        raise fail(
            paper.name,
            "seal.field-signed",
            f"{shown(place)} is sealed already, by {by}.",
            "Seal another place; a seal cannot be replaced.",
        )
    return place


def _fits(place: Place, which: Which) -> bool:
    words = re.findall(r"\w+", place.label.casefold())
    return (which.name is None or place.name == which.name) and (
        which.who is None or which.who.casefold() in words
    )


def shown(place: Place) -> str:
    """A place as a person reads it."""
    return f"{place.name} ({place.label})" if place.label else place.name
