"""The declaration that a law wants, and what keeps it a draft.

The content comes from ``declaration.yaml`` of the edition: points with statements
that have slots for answers. While anything stands in the way, the declaration is
a draft and says so; the tool has no switch that makes it valid.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.facts import reason
from compliance.assessment.findings import Standing, without_review
from compliance.assessment.placeholders import looks_like_placeholder
from compliance.checklist.answer_text import full_value
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Always, Missing, Truth, evaluate
from compliance.checklist.model import DeclarationPoint
from compliance.checklist.texts import fact_label
from compliance.documents.dossier.parts import NOT_STATED, Entry
from compliance.language.words import capital, listed, number_of
from compliance.views.answer import Grid, Shown, show_answer
from compliance.views.marks import STATUS
from compliance.views.standing import view_alerts

_SLOT: Final = re.compile(r"\{([a-z0-9.-]+)\}")


@dataclass(frozen=True)
class Piece:
    """A run of text of a statement."""

    text: str
    kind: str = "text"
    """``text`` of the checklist, ``value`` from an answer, or ``missing``."""


@dataclass(frozen=True)
class DeclaredPoint:
    """One point of the declaration as it is printed."""

    number: int
    provision: str
    title: str
    pieces: tuple[Piece, ...]
    entries: tuple[Entry, ...]
    lacks: tuple[str, ...]
    """Names of the facts that are missing or only stand-ins."""


@dataclass(frozen=True)
class Declaration:
    """The declaration with everything that keeps it from being valid."""

    title: str
    applies: Truth
    because: str
    provision: str
    annex: str
    points: tuple[DeclaredPoint, ...]
    blockers: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        """Whether anything stands in the way."""
        return bool(self.blockers)


def declare(assessment: Assessment, as_of: datetime.date) -> Declaration:
    """Fill the declaration from the answers and list what stands in its way."""
    declared = assessment.catalogue.declaration
    blockers = general_blockers(assessment, as_of)
    if declared is None:
        because = "the checklists of this edition hold no declaration"
        return Declaration("declaration", Truth.NO, because, "", "", (), blockers)
    filler = _Filler(assessment)
    applies = evaluate(declared.applies_when, filler.facts)
    because = reason(filler.facts, declared.applies_when)
    points: tuple[DeclaredPoint, ...] = ()
    if applies is not Truth.NO:
        points = tuple(
            filler.point(number, point) for number, point in enumerate(declared.points, start=1)
        )
        blockers += tuple(
            f"Point {point.number} ({point.title}) lacks: {listed(point.lacks)}."
            for point in points
            if point.lacks
        )
    if applies is Truth.UNKNOWN:
        undetermined = "It is not determined whether a declaration is to be drawn up"
        blockers = (f"{undetermined}: {because}.", *blockers)
    cite = assessment.catalogue.outline.printed
    places = cite(declared.provision), cite(declared.annex)
    return Declaration(declared.title, applies, because, *places, points, blockers)


def general_blockers(assessment: Assessment, as_of: datetime.date) -> tuple[str, ...]:
    """What stands in the way whatever the points of the declaration say."""
    catalogue, standing = assessment.catalogue, assessment.standing(as_of)
    alerts = [alert.said for alert in view_alerts(standing)]
    found = [*alerts, *_open_findings(standing), *_reviews(standing)]
    found += _facts(catalogue, standing.wanted_facts.to_answer, "no answer")
    found += _facts(catalogue, standing.wanted_facts.stand_ins, "only a stand-in")
    return tuple(found)


def _facts(catalogue: Catalogue, facts: Sequence[str], what: str) -> list[str]:
    if not facts:
        return []
    number = capital(number_of(len(facts), "question"))
    verb = "has" if len(facts) == 1 else "have"
    names = listed([fact_label(catalogue, fact) for fact in facts])
    return [f"{number} about operator and system {verb} {what}: {names}."]


def _open_findings(standing: Standing) -> list[str]:
    number = sum(finding.is_open for finding in standing.findings)
    if not number:
        return []
    counts = standing.counts()
    parts = ", ".join(
        f"{counts[status]} {mark.word.lower()}"
        for status, mark in STATUS.items()
        if counts[status]
        and any(item.is_open for item in standing.findings if item.status is status)
    )
    verb = "has an open finding" if number == 1 else "have open findings"
    return [f"{capital(number_of(number, 'requirement'))} {verb} ({parts})."]


def _reviews(standing: Standing) -> list[str]:
    number = len(without_review(standing.findings))
    if not number:
        return []
    verb = "lacks" if number == 1 else "lack"
    return [
        f"{capital(number_of(number, 'requirement'))} {verb} an approving review of the "
        "present answers by a second person."
    ]


def _single_stops(pieces: list[Piece]) -> list[Piece]:
    """Drop the full stop of a statement after a value that ends in one."""
    found: list[Piece] = []
    for piece in pieces:
        ends = bool(found) and found[-1].kind == "value" and found[-1].text[-1:] == "."
        if ends and piece.kind == "text" and piece.text.startswith("."):
            piece = Piece(piece.text[1:])  # noqa: PLW2901 - the same piece, mended
        found += [piece] if piece.text else []
    return found


class _Filler:
    """Fills points from answers and notes what is missing."""

    def __init__(self, assessment: Assessment) -> None:
        self.catalogue = assessment.catalogue
        self.state = assessment.state
        self.facts = assessment.facts

    def point(self, number: int, point: DeclarationPoint) -> DeclaredPoint:
        """One point with its slots filled."""
        point = self._varied(point)
        holds = Truth.YES if point.when is None else evaluate(point.when, self.facts)
        place = self.catalogue.outline.printed(point.provision)
        printed = (number, place, point.title)
        if holds is Truth.NO:
            return DeclaredPoint(*printed, (Piece(point.otherwise or "–"),), (), ())
        required = dict.fromkeys(point.facts)
        slots = dict.fromkeys(_SLOT.findall(point.statement))
        lacks = [self._name(fact) for fact in required if self._open(fact)]
        if holds is Truth.UNKNOWN:
            lacks.append("the answers that decide whether it arises")
        entries = tuple(
            Entry(self._name(fact), self._shown(fact, optional=fact not in required))
            for fact in (*required, *point.optional_facts)
            if fact not in slots and self._arises(fact)
        )
        pieces = tuple(self._pieces(point.statement, required))
        return DeclaredPoint(*printed, pieces, entries, tuple(lacks))

    def _varied(self, point: DeclarationPoint) -> DeclarationPoint:
        """A point with the statement of the variant that holds, or that may hold."""
        truths = [(variant, evaluate(variant.when, self.facts)) for variant in point.variants]
        for wanted in (Truth.YES, Truth.UNKNOWN):
            for variant, truth in truths:
                if truth is wanted:
                    return point.model_copy(update=dict(variant) | {"variants": ()})
        never = {"when": Always(always=False), "variants": ()}
        return point.model_copy(update=never) if truths else point

    def _name(self, fact: str) -> str:
        return capital(fact_label(self.catalogue, fact))

    def _arises(self, fact: str) -> bool:
        return self.facts.value(fact) is not Missing.IRRELEVANT

    def _open(self, fact: str) -> bool:
        """Whether a fact lacks a real answer."""
        value = self.facts.value(fact)
        if value is Missing.UNANSWERED:
            return True
        return isinstance(value, str) and looks_like_placeholder(self.catalogue, value)

    def _pieces(self, statement: str, required: dict[str, None]) -> list[Piece]:
        found: list[Piece] = []
        for at, part in enumerate(_SLOT.split(statement)):
            if at % 2 == 0:
                found += [Piece(part)] if part else []
            else:
                found.append(self._slot(part, optional=part not in required))
        return _single_stops(found)

    def _slot(self, fact: str, *, optional: bool) -> Piece:
        if not self._arises(fact):
            return Piece("not applicable", "value")
        if self._open(fact):
            return Piece("none stated", "value") if optional else self._missing(fact)
        return Piece(self._text(fact), "value")

    def _missing(self, fact: str) -> Piece:
        return Piece(f"{self._name(fact)}: {NOT_STATED}", "missing")

    def _text(self, fact: str) -> str:
        question = self.catalogue.questions.get(fact)
        given = self.state.answers.get(fact)
        if question is None or given is None:
            return NOT_STATED
        if question.type == "group":
            return "as listed below"
        return full_value(self.catalogue, question, given.value)

    def _shown(self, fact: str, *, optional: bool) -> Shown:
        question = self.catalogue.questions.get(fact)
        if question is None or self._open(fact):
            note = "None stated." if optional else capital(NOT_STATED)
            return Shown("optional" if optional else "missing", note=note)
        caption = self._name(fact)
        shown = show_answer(
            self.catalogue, self.state, question, self.facts.answer(fact), caption=caption
        )
        grids: tuple[Grid, ...] = shown.grids
        return Shown("given", shown.paragraphs, shown.items, grids)
