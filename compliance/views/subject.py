"""What is assessed and who answers for it, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.checklist.answer_text import value_text
from compliance.checklist.conditions import Missing, Truth
from compliance.checklist.model import Subject

UNNAMED: Final = Subject.model_construct(fact="system", word="system", line=())
"""What is assessed where no fact of the edition names it."""


@dataclass(frozen=True)
class SubjectView:
    """What is assessed, and who answers for it."""

    fact: str
    """The question that names it."""
    word: str
    """What it is, in one word, such as ``system`` or ``model``."""
    name: str
    """Its name, or that of the assessment while nobody stated it."""
    line: str
    """The name with what tells it from others, such as its version."""
    operator: str
    """Who answers for it; empty where it is not stated."""


def view_subject(assessment: Assessment) -> SubjectView:
    """What is assessed: the first subject, or one that stands in for it.

    The questions decide: the name of a system is not asked where there is none.
    """
    dossier = assessment.catalogue.dossier
    subject = _subject(assessment)
    name = stated(assessment, subject.fact) or assessment.state.begin.name
    more = filter(None, (stated(assessment, fact) for fact in subject.line))
    return SubjectView(
        fact=subject.fact,
        word=subject.word,
        name=name,
        line=", ".join((name, *more)),
        operator=stated(assessment, dossier.operator or ""),
    )


def _subject(assessment: Assessment) -> Subject:
    subjects, relevance = assessment.catalogue.dossier.subjects, assessment.facts.relevance
    first, *others = subjects or (UNNAMED,)
    if others and relevance(first.fact) is Truth.NO:
        arising = (item for item in others if relevance(item.fact) is Truth.YES)
        return next(arising, first)
    return first


def stated(assessment: Assessment, fact: str) -> str:
    """The value of a fact in words; empty where it has none.

    Also where it is still open whether its question arises: somebody stated it.
    """
    if fact not in assessment.catalogue.questions:
        return ""
    value = assessment.facts.stated(fact)
    return "" if isinstance(value, Missing) else value_text(assessment.catalogue, fact, value)
