"""Beginning an assessment with what is known on the first day."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.records import Answer
from compliance.assessment.journal.state import Given
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import list_packs, usual_pack
from compliance.errors import ConformityError, Problem
from compliance.services.assess.answers_file import Answers, read_answers
from compliance.services.assess.begin import abandon, begin_assessment, fresh_id
from compliance.services.assess.import_answers import Imported, import_answers
from compliance.services.assess.record_answer import record_answer, same_as_present
from compliance.services.assess.seed_models import ModelFile, read_model, seed_model
from compliance.services.share.organisation import begin_organisation
from compliance.services.share.take_over import TakenOver, plan_take_over, take_over
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder, Workspace

Progress = Callable[[int, int], None]

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


@dataclass(frozen=True)
class Beginning:
    """What an assessment is to begin with, found good before anything is written."""

    pack: str
    file: Answers | None = None
    model: ModelFile | None = None
    """Claims about a model of somebody else."""


def prepare(
    pack: str | None, *, answers: Path | None = None, model: str | None = None
) -> Beginning:
    """Read what an assessment is to begin with.

    Args:
        pack: id of the checklists; the usual ones where none.
        answers: an answers file.
        model: name of a model that the checklists know claims about.

    Raises:
        ConformityError: what is wrong with the file or the model.
    """
    pack = usual_pack() if pack is None else pack
    file = None if answers is None else read_answers(answers)
    return Beginning(pack, file, None if model is None else read_model(pack, model))


@dataclass(frozen=True)
class Started:
    """An assessment that has begun, with what was recorded at once."""

    assessment: OpenAssessment
    claims: tuple[int, int] | None = None
    """How much was put forward of a model: claims to confirm, and what nobody states."""
    imported: Imported | None = None
    taken: TakenOver | None = None
    """What an organisation took over from the assessment it begins with."""


def start_assessment(
    binder: Binder,
    beginning: Beginning,
    answers: Sequence[Answer] = (),
    *,
    name: str,
    by: str,
    at: datetime.datetime,
    progress: Progress | None = None,
) -> Started:
    """Begin an assessment with what is known.

    Claims about a model are recorded first, so that what the person says about the
    system counts where both speak of the same thing.

    Args:
        binder: where it is to be kept; nothing has begun there.
        beginning: what it begins with.
        answers: from :func:`check_start`.
        name: what people call the assessment.
        by: author of the records.
        at: moment of the records.
        progress: called with the number of entries of the file done and the total.

    Raises:
        ConformityError: as :func:`begin_assessment`, and what in model or file does not
            fit the questions; then nothing has begun.
    """
    made = begin_assessment(
        binder, assessment_id=fresh_id("CA", at), name=name, pack=beginning.pack, by=by, at=at
    )
    claims = imported = None
    with _or_nothing(made):
        if beginning.model is not None:
            claims = seed_model(made, beginning.model, by=by, at=at)
        if beginning.file is not None:
            imported = import_answers(made, beginning.file, by=by, at=at, progress=progress)
    for answer in answers:
        present = made.state.answers.get(answer.question)
        # That something is not known takes nothing away of what a source says.
        known_better = answer.state == "unknown" and (
            present is not None or answer.question in made.state.unconfirmed
        )
        if not known_better and not same_as_present(present, answer):
            record_answer(made, answer, by=by, at=at)
    return Started(made, claims, imported)


def start_organisation(
    workspace: Workspace,
    *,
    name: str,
    pack: str | None,
    by: str,
    at: datetime.datetime,
    file: Answers | None = None,
    source: OpenAssessment | None = None,
) -> Started:
    """Begin the record of the organisation of a workspace with what is known.

    Args:
        workspace: where the systems lie that share it.
        name: what people call it.
        pack: id of the checklists; the usual ones where none.
        by: author of the records.
        at: moment of the records.
        file: an answers file, as read.
        source: an assessment whose organisation-wide answers are taken over.

    Raises:
        ConformityError: as :func:`begin_organisation`, and what in file or source does
            not fit; then nothing has begun.
    """
    made = begin_organisation(
        workspace, organisation_id=fresh_id("CO", at), name=name, pack=pack, by=by, at=at
    )
    imported = taken = None
    with _or_nothing(made):
        if source is not None:
            plan_take_over(source, made)
        if file is not None:
            imported = import_answers(made, file, by=by, at=at)
    if source is not None:
        taken = take_over(source, made, by=by, at=at)
    return Started(made, None, imported, taken)


@contextlib.contextmanager
def _or_nothing(made: OpenAssessment) -> Iterator[None]:
    """Take a beginning back where what it begins with does not fit."""
    try:
        yield
    except ConformityError:
        abandon(made)
        raise


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
