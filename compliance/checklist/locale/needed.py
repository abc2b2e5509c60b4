"""What a document needs in order to be printed in another language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.documents import DocumentFile, Point, slots
from compliance.checklist.locale import parts
from compliance.checklist.questions import Question
from compliance.language.furniture import FURNITURE

LAW: Final = "law.number"
SHARED: Final = "shared"
"""File of what several documents draw on."""
WORDS: Final = "papers"
"""File of the words of papers themselves, which belong to no edition."""


@dataclass(frozen=True)
class Drawn:
    """What a document draws on, besides its own texts."""

    labels: frozenset[str]
    """Questions that it names."""
    values: frozenset[str]
    """Questions of which it prints the answers."""
    requirements: frozenset[str]
    """Requirements that it tells of."""
    groups: frozenset[str]
    """Headings of conclusions that it states."""
    told: frozenset[str]
    """Those of them of which it prints the answer."""
    kinds: frozenset[str] | None
    """Kinds of evidence that it lists; nothing where it may be any."""
    dates: bool


def drawn(catalogue: Catalogue, file: DocumentFile) -> Drawn:
    """What a document draws on."""
    told = {known for point in file.points for known in point.requirements}
    asked = {
        follow_up.id
        for known in told & set(catalogue.requirements)
        for follow_up in catalogue.requirements[known].follow_ups
    }
    labels = asked.union(*(of_point(point) for point in file.points))
    fields = {fact for field in file.particulars for fact in slots(field.statement)}
    signed = {
        fact
        for place in file.signatures
        for fact in (place.party, place.instead, place.name, place.function)
        if fact
    }
    named = {known for point in file.points for known in point.named_requirements}
    return Drawn(
        labels=frozenset(labels & set(catalogue.questions)),
        values=frozenset((labels | fields | signed) & set(catalogue.questions)),
        requirements=frozenset(named & set(catalogue.requirements)),
        groups=frozenset(group for point in file.points for group in point.conclusions),
        told=frozenset(told & set(catalogue.requirements)),
        kinds=_kinds(file),
        dates=any(point.dates for point in file.points),
    )


def _kinds(file: DocumentFile) -> frozenset[str] | None:
    if any(point.requirements or point.evidence_of for point in file.points):
        return None
    return frozenset(kind for point in file.points for kind in point.evidence)


def of_point(point: Point) -> set[str]:
    """Questions that a point draws on."""
    texts = (point.statement, *(variant.statement for variant in point.variants))
    named = {*point.facts, *point.optional_facts}
    named.update(*(variant.facts for variant in point.variants))
    return named.union(*map(slots, texts))


def needed_by(catalogue: Catalogue, document: str) -> dict[str, dict[str, str]]:
    """Every text that a document may print: file, id, English."""
    known = catalogue.paper_texts
    if document not in known:
        file = catalogue.documents[document]
        shared = shared_texts(catalogue, file)
        known[document] = {document: own_texts(file), SHARED: shared, WORDS: dict(FURNITURE)}
    return known[document]


def own_texts(file: DocumentFile) -> dict[str, str]:
    """The texts of a document itself: id to English, in its order."""
    found: dict[str, str] = {}
    parts.document(file, _noting(found))
    return found


def shared_texts(catalogue: Catalogue, file: DocumentFile) -> dict[str, str]:
    """What a document draws on and others may too: id to English."""
    found: dict[str, str] = {}
    note, what = _noting(found), drawn(catalogue, file)
    note(LAW, catalogue.law.number)
    for known, question in catalogue.questions.items():
        if known in what.labels:
            parts.named(question, note)
        if known in what.values:
            parts.answered(question, note)
            _words(catalogue, question, note)
    for known in catalogue.requirements:
        if known in what.requirements:
            parts.requirement(catalogue.requirements[known], note, told=known in what.told)
    for item in catalogue.conclusions.values():
        if item.group in what.groups:
            parts.conclusion(item, note)
    for rule in catalogue.timeline.rules if what.dates else ():
        parts.rule(rule, note)
    for word in catalogue.words(EVIDENCE_KINDS):
        if what.kinds is None or word.id in what.kinds:
            note(f"word.{EVIDENCE_KINDS}.{word.id}", word.label)
    return found


def all_shared_texts(catalogue: Catalogue, documents: Iterable[str]) -> dict[str, str]:
    """What several documents draw on, each text once."""
    found: dict[str, str] = {}
    for known in documents:
        found |= shared_texts(catalogue, catalogue.documents[known])
    return found


def _noting(found: dict[str, str]) -> parts.Get:
    def note(known: str, english: str) -> str:
        found[known] = english
        return english

    return note


def _words(catalogue: Catalogue, question: Question, get: parts.Get) -> None:
    for known, group in parts.drawn_on(question):
        vocabulary = catalogue.vocabularies[known]
        for word in vocabulary.words:
            if group in (None, *word.groups) and not vocabulary.is_country(word.id):
                get(f"word.{known}.{word.id}", word.label)
