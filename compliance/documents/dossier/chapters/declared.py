"""What is known to be open at signature, and the declaration itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.documents.declaration import Declaration, DeclaredPoint
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import Chapter
from compliance.language.words import day, number_of, sentence
from compliance.views.declaration import DutyView
from compliance.views.marks import STATUS, Count, Mark, status_counts

UNASSESSED = (STATUS[Status.NOT_ASSESSED], STATUS[Status.UNDETERMINED])
SIGNED_BOXES = ("Place and date of issue", "Name and function", "Signature")


@dataclass(frozen=True)
class DutyLine:
    """A duty that is open, as a line of a table."""

    title: str
    href: str
    provision: str
    mark: Mark
    text: str
    day: str
    fine: str
    owner: str


@dataclass(frozen=True)
class DutiesContent:
    """What is open although the declaration may be signed, and what comes after it."""

    called: str
    """How the law calls the declaration."""
    as_of: str
    number: int
    confirmed: str
    lines: tuple[DutyLine, ...]
    unassessed: tuple[str, ...]
    """Duties without an answer, or of which it is not determined whether they bind."""
    unreviewed: tuple[str, ...]
    unanswered: tuple[str, ...]
    following: tuple[DutyLine, ...]
    following_unassessed: tuple[str, ...]


def open_duties(material: Material) -> Chapter | None:
    """The page that the signatory confirms; nothing where no declaration is owed yet."""
    view, file = material.declaration.view, material.catalogue.declaration
    if file is None or view.applies is not Truth.YES:
        return None
    content = DutiesContent(
        called=file.called,
        as_of=day(material.as_of),
        number=view.number,
        confirmed=view.confirmed,
        lines=_lines(material, view.duties),
        unassessed=_unassessed(view.duties),
        unreviewed=view.unreviewed,
        unanswered=view.unanswered,
        following=_lines(material, view.following),
        following_unassessed=_unassessed(view.following),
    )
    return Chapter("duties", "Duties known to be open at signature", "duties", content)


def _lines(material: Material, duties: Iterable[DutyView]) -> tuple[DutyLine, ...]:
    """Those that were answered, each in a line."""
    return tuple(_line(material, one) for one in duties if one.finding.mark not in UNASSESSED)


def _unassessed(duties: Iterable[DutyView]) -> tuple[str, ...]:
    """The others, by name alone."""
    rest = (item.finding for item in duties if item.finding.mark in UNASSESSED)
    return tuple(f"{one.title} ({one.laws[0][0]}, {one.mark.word.lower()})" for one in rest)


def _line(material: Material, item: DutyView) -> DutyLine:
    finding = item.finding
    return DutyLine(
        title=finding.title,
        href=material.place_of(finding),
        provision=finding.laws[0][0],
        mark=finding.mark,
        text=item.text,
        day=item.day,
        fine=item.fine,
        owner=finding.owner,
    )


@dataclass(frozen=True)
class Ground:
    """Why the declaration vouches for requirements, with those that are open."""

    because: str
    counts: tuple[Count, ...]
    titles: tuple[str, ...]
    """Those that were answered; the others are only counted."""


@dataclass(frozen=True)
class DeclarationContent:
    """What the law wants declared, or why nothing is."""

    subject: str
    """``system`` or ``model``."""
    called: str
    applies: bool
    because: str
    legal: str
    stamp: str
    """What a draft is called; empty where it is none."""
    grounds: tuple[Ground, ...]
    """Of a draft: what it would vouch for and is open, by the reason why it would."""
    points: tuple[DeclaredPoint, ...]
    boxes: tuple[str, ...]
    duties: str
    """Where those stand that are known to be open; empty where none is."""


def declaration_chapter(material: Material) -> Chapter | None:
    """The declaration; nothing where the edition declares none."""
    declared, file = material.declaration, material.catalogue.declaration
    if file is None:
        return None
    view = declared.view
    places = " and ".join(place for place in (declared.provision, declared.annex) if place)
    content = DeclarationContent(
        subject=material.subject,
        called=file.called,
        applies=view.owed,
        because=sentence(view.because),
        legal=f"{places} of {material.catalogue.law.number}",
        stamp=view.stamp,
        grounds=tuple(_grounds(view.bars)) if declared.applies is Truth.YES else (),
        points=_points(declared),
        boxes=SIGNED_BOXES,
        duties=f"The chapter before lists {number_of(view.number, 'point')} known to be open at "
        "signature, for which this does not vouch."
        if view.number
        else "",
    )
    return Chapter("declaration", file.title, "declaration", content)


def _points(declared: Declaration) -> tuple[DeclaredPoint, ...]:
    """The points; what is stated for them, while nobody knows whether one is owed."""
    if declared.applies is Truth.YES:
        return declared.points
    stated = (
        replace(point, entries=tuple(e for e in point.entries if e.shown.state == "given"))
        for point in declared.points
    )
    return tuple(point for point in stated if point.entries)


def _grounds(bars: Iterable[DutyView]) -> Iterable[Ground]:
    ordered = sorted(bars, key=lambda item: item.because)
    for because, found in groupby(ordered, key=lambda item: item.because):
        items = list(found)
        titles = (item.finding.title for item in items if item.finding.mark not in UNASSESSED)
        statuses = [Status(item.finding.mark.key) for item in items]
        yield Ground(because, status_counts(statuses), tuple(titles))
