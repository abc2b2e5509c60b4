"""Beginning an assessment with what is known on the first day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import list_packs
from compliance.errors import ConformityError, Problem
from compliance.services.assess.begin import abandon, begin_assessment
from compliance.services.assess.record_answer import record_answer, same_as_present
from compliance.services.assess.seed_models import ModelFile, seed_model
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder

UNKNOWN: Final = object()
"""Said instead of a value: it is not known yet."""


@dataclass(frozen=True)
class Pack:
    """Checklists that an assessment can follow."""

    id: str
    title: str
    chosen: bool


def offered_packs(asked: str = "") -> tuple[Pack, ...]:
    """The checklists there are; the usual ones are chosen unless others are asked for."""
    packs = list_packs()
    usual = next((item.pack for item in packs if item.usual), packs[0].pack)
    return tuple(Pack(item.pack, item.title, item.pack == (asked or usual)) for item in packs)


def check_start(
    catalogue: Catalogue, given: Mapping[str, Any]
) -> tuple[list[Answer], list[Problem]]:
    """First answers, and everything that is wrong with them.

    Args:
        catalogue: the edition that the assessment will follow.
        given: raw answers by fact; ``UNKNOWN`` where somebody said so.
    """
    answers: list[Answer] = []
    problems: list[Problem] = []
    for known, raw in given.items():
        if raw is UNKNOWN:
            answers.append(Answer(question=known, state="unknown"))
            continue
        try:
            value = parse_answer(catalogue, catalogue.question(known), raw)
        except ConformityError as error:
            # The place names the question, also where the error is inside it.
            problems += [replace(problem, place=known) for problem in error.problems]
        else:
            answers.append(Answer(question=known, value=value))
    problems += _not_asked(catalogue, answers)
    return answers, problems


def start_assessment(
    binder: Binder,
    answers: Sequence[Answer],
    *,
    assessment_id: str,
    name: str,
    pack: str,
    by: str,
    at: datetime.datetime,
    model: ModelFile | None = None,
) -> OpenAssessment:
    """Begin an assessment with first answers.

    Claims about a model are recorded first, so that what the person says about the
    system counts where both speak of the same thing.

    Args:
        binder: where it is to be kept; nothing has begun there.
        answers: from :func:`check_start`.
        assessment_id: short unique id, printed in every dossier.
        name: what people call the assessment.
        pack: id of the checklists, newest edition.
        by: author of the records.
        at: moment of the records.
        model: claims about a model of somebody else.

    Raises:
        ConformityError: as :func:`begin_assessment`; then nothing has begun.
    """
    assessment = begin_assessment(
        binder, assessment_id=assessment_id, name=name, pack=pack, by=by, at=at
    )
    if model is not None:
        try:
            seed_model(assessment, model, by=by, at=at)
        except ConformityError:
            abandon(assessment)
            raise
    for answer in answers:
        present = assessment.state.answers.get(answer.question)
        known_better = answer.state == "unknown" and present is not None
        if not known_better and not same_as_present(present, answer):
            record_answer(assessment, answer, by=by, at=at)
    return assessment


def _not_asked(catalogue: Catalogue, answers: Sequence[Answer]) -> list[Problem]:
    """Answers to questions that the other answers rule out."""
    said = {
        item.question: Given(item.question, item.state, item.value, "", "", "", 0)
        for item in answers
    }
    facts = AnswerFacts(catalogue, said)
    return [
        Problem(
            item.question,
            "answer.not-asked",
            "By the other answers this question does not arise.",
            "Leave it empty, or correct the answer it depends on.",
        )
        for item in answers
        if facts.relevance(item.question) is Truth.NO
    ]
