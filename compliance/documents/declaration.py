"""The declaration that a law wants, as it is printed.

The content comes from the document of the edition that vouches: points with statements
that have slots for answers. A draft prints the facts of the points and no statement:
one page of it must never pass for a declaration.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.points import as_it_stands, holds_of, lacks_answer
from compliance.checklist.conditions import Truth
from compliance.checklist.documents import Point, slots
from compliance.documents.dossier.parts import NOT_STATED, Entry
from compliance.documents.papers.filled import Piece
from compliance.documents.statements import Statements
from compliance.language.words import capital
from compliance.views.answer import OPEN_WHETHER, Shown, show_answer
from compliance.views.declaration import DeclarationView, view_declaration


@dataclass(frozen=True)
class DeclaredPoint:
    """One point of the declaration as it is printed."""

    number: int
    provision: str
    title: str
    pieces: tuple[Piece, ...]
    """What it says; nothing in a draft, which declares nothing."""
    entries: tuple[Entry, ...]
    """Facts that stand in no sentence of it; all of them while nothing is declared."""


@dataclass(frozen=True)
class Declaration:
    """The declaration with everything that keeps it from being valid."""

    title: str
    view: DeclarationView
    provision: str
    annex: str
    points: tuple[DeclaredPoint, ...]

    @property
    def applies(self) -> Truth:
        """Whether one is to be drawn up."""
        return self.view.applies

    @property
    def blockers(self) -> tuple[str, ...]:
        """What stands in its way."""
        return self.view.blockers

    @property
    def is_draft(self) -> bool:
        """Whether anything stands in the way."""
        return self.view.draft


def declare(assessment: Assessment, as_of: datetime.date) -> Declaration:
    """Fill the declaration from the answers and list what stands in its way."""
    declared, view = assessment.catalogue.declaration, view_declaration(assessment, as_of)
    if declared is None:
        return Declaration("declaration", view, "", "", ())
    filler = _Filler(assessment)
    fill = filler.facts_of if view.draft else filler.point
    points = enumerate(declared.points if view.owed else (), start=1)
    cite = assessment.catalogue.outline.printed
    places = cite(declared.basis[0]), cite(declared.annex)
    return Declaration(declared.title, view, *places, tuple(fill(*point) for point in points))


class _Filler:
    """Fills points from answers and notes what is missing."""

    def __init__(self, assessment: Assessment) -> None:
        self.catalogue = assessment.catalogue
        self.state = assessment.state
        self.facts = assessment.facts
        self.said = Statements(assessment)

    def point(self, number: int, point: Point) -> DeclaredPoint:
        """One point with its slots filled."""
        point = as_it_stands(self.facts, point)
        holds = holds_of(self.facts, point)
        printed = self._printed(number, point)
        if holds is Truth.NO:
            return DeclaredPoint(*printed, (Piece(text=point.otherwise or "–"),), ())
        filled = slots(point.statement)
        facts = (*point.facts, *point.optional_facts)
        entries = self._entries(point, (fact for fact in facts if fact not in filled))
        return DeclaredPoint(*printed, tuple(self.said.pieces(point.statement)), entries)

    def facts_of(self, number: int, point: Point) -> DeclaredPoint:
        """What is stated for a point, without a sentence that declares anything."""
        point = as_it_stands(self.facts, point)
        facts = (*point.facts, *point.optional_facts, *slots(point.statement))
        entries = self._entries(point, dict.fromkeys(facts))
        return DeclaredPoint(*self._printed(number, point), (), entries)

    def _printed(self, number: int, point: Point) -> tuple[int, str, str]:
        return number, self.catalogue.outline.printed(point.provision), point.title

    def _entries(self, point: Point, facts: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(
            Entry(self.said.label(fact), self._shown(fact, optional=fact not in point.facts))
            for fact in facts
            if self.said.arises(fact)
        )

    def _shown(self, fact: str, *, optional: bool) -> Shown:
        question = self.catalogue.questions.get(fact)
        if question is None or lacks_answer(self.facts, fact):
            note = "None stated." if optional else capital(NOT_STATED)
            return Shown("optional" if optional else "missing", note=note)
        caption = self.said.label(fact)
        shown = show_answer(
            self.catalogue, self.state, question, self.facts.answer(fact), caption=caption
        )
        note = OPEN_WHETHER if self.facts.relevance(fact) is Truth.UNKNOWN else ""
        return Shown("given", shown.paragraphs, shown.items, shown.grids, note)
