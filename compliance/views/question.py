"""A question as it is put, with all that helps to answer it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.agenda import Agenda, Item, asked_because
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import HeldEvidence, Remark
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import Requirement
from compliance.checklist.questions import Question
from compliance.errors import ConformityError
from compliance.language.length import wished_length
from compliance.language.words import shortened
from compliance.law.provision import outermost
from compliance.views.answer import AnswerView, view_answer
from compliance.views.confirm import ConfirmView, view_proposal
from compliance.views.evidence import EvidenceView, view_evidence
from compliance.views.law import Place, cited

SHORT: Final = 90
"""Most characters of a question where it only names something."""
_OWN: Final = (
    "at_least", "at_most", "unit", "lines", "max_characters", "entry", "kind",
)  # fmt: skip
"""What only some types of questions say."""


@dataclass(frozen=True)
class Choice:
    """An option to choose."""

    id: str
    label: str
    note: str
    alone: bool = False
    """Of several that can be chosen: one that excludes all others."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question, or a column of its table, as it is put to anybody."""

    id: str
    type: str
    """``choice``, ``choices``, ``yes-no``, ``text``, ``number``, ``date``, ``file`` or
    ``group`` (a table)."""
    ask: str
    label: str
    why: str
    help: str
    optional: bool
    not_applicable: str
    """When "not applicable" fits; empty where it is not accepted."""
    options: tuple[Choice, ...]
    columns: tuple[Prompt, ...]
    """Of a table."""
    offers_none: bool = False
    """Whether "none of these" is an answer besides the options."""
    at_least: int = 0
    """Fewest options, or entries of a table."""
    at_most: int = 0
    """Most entries of a table."""
    unit: str = ""
    length: str = ""
    """Of a text: how long an answer is wished to be, in words."""
    lines: str = ""
    """Of a text: ``one`` or ``several``."""
    max_characters: int = 0
    entry: str = ""
    """What an entry of a table is called."""
    kind: str = ""
    """Kind of evidence that answers it."""

    @property
    def name(self) -> str:
        """What it is called beside others."""
        return self.label or self.ask


@dataclass(frozen=True)
class Wanted:
    """Evidence that is asked for."""

    kind: str
    label: str
    required: bool
    note: str
    max_age_days: int | None


@dataclass(frozen=True, kw_only=True)
class QuestionView(Prompt):
    """A question in an assessment."""

    arises: bool
    """Whether it is asked, or may be, by the present answers."""
    requirement: str
    """Id of the requirement it belongs to; empty for a fact."""
    main: bool
    """Whether it asks whether the requirement is met; its answer has an explanation."""
    because: str
    """Why it arises, or does not, in a sentence."""
    good_answer: str
    example: str
    laws: tuple[Place, ...]
    own_laws: bool
    """Whether the question itself names them, or its requirement."""
    asks: str
    """What the law asks, for the main question of a requirement."""
    follow_up_to: str
    wanted: tuple[Wanted, ...]
    """Evidence that its requirement asks for."""
    attached: tuple[HeldEvidence, ...]
    files: tuple[EvidenceView, ...]
    """The same with how each stands, and those of which there is a newer version."""
    wide: bool
    """Whether one answer can hold for the whole organisation."""
    present: AnswerView | None
    waiting: ConfirmView | None
    """What a source proposes; no answer before somebody confirms it."""
    notes: tuple[Remark, ...]
    section: str
    section_title: str
    position: str
    """Where it stands in its section, in words."""
    progress: str
    """How far its section and the whole are, in words."""
    previous: str
    following: str


def view_question(
    assessment: Assessment, known: str, today: datetime.date | None = None
) -> QuestionView:
    """A question with all that helps to answer it.

    Args:
        assessment: in which it is asked.
        known: the question.
        today: the day on which somebody looks, for the age of what was read.

    Raises:
        ConformityError: ``answer.unknown-question``.
    """
    catalogue, state, agenda = assessment.catalogue, assessment.state, assessment.agenda
    asked, item = assessment.question(known), agenda.item(known)
    question, given = asked.question, asked.given
    requirement = catalogue.requirements.get(catalogue.requirement_of.get(known, ""))
    main = requirement is not None and requirement.id == known
    waiting = state.unconfirmed.get(known)
    parts = requirement.follow_ups if requirement and main else ()
    provisions = question.provisions or (requirement.provisions if requirement else ())
    return QuestionView(
        **vars(_prompt(catalogue, question)),
        arises=item is not None,
        requirement=requirement.id if requirement else "",
        main=main,
        because=asked_because(assessment.facts, state, question, item),
        good_answer=question.guidance.good_answer if question.guidance else "",
        example=question.guidance.example if question.guidance else "",
        laws=cited(catalogue, provisions),
        own_laws=bool(question.provisions),
        asks=requirement.asks if requirement and main else "",
        follow_up_to=requirement.title if requirement and not main else "",
        wanted=_wanted(catalogue, requirement) if requirement else (),
        attached=tuple(state.evidence_for(known, *(part.id for part in parts))),
        files=_files(assessment, (known, *(part.id for part in parts)), today),
        wide=known in catalogue.organisation_wide,
        present=view_answer(assessment, known, given) if given else None,
        waiting=view_proposal(assessment, waiting, today) if waiting else None,
        notes=tuple(remark for remark in state.notes if remark.question == known),
        **_place(agenda, item),
    )


def _files(
    assessment: Assessment, known: tuple[str, ...], today: datetime.date | None
) -> tuple[EvidenceView, ...]:
    """What is attached, as it stands on a day; where none is named, nothing has ended yet."""
    state = assessment.state
    held = [*state.evidence_for(*known), *state.superseded_for(*known)]
    return tuple(view_evidence(assessment, one, today or datetime.date.min) for one in held)


def prompt_of(assessment: Assessment, known: str) -> Prompt:
    """A question as it is put.

    Raises:
        ConformityError: ``answer.unknown-question``.
    """
    return _prompt(assessment.catalogue, assessment.catalogue.question(known))


def start_prompts(catalogue: Catalogue) -> tuple[Prompt, ...]:
    """What is asked when an assessment begins."""
    return tuple(_prompt(catalogue, catalogue.facts[known]) for known in catalogue.edition.start)


def ask_of(assessment: Assessment, known: str) -> str:
    """What a question asks; its id where the edition does not ask it."""
    question = assessment.catalogue.questions.get(known)
    return question.ask if question else known


def short_name(assessment: Assessment, known: str) -> str:
    """A question in a few words; its id where the edition does not ask it."""
    question = assessment.catalogue.questions.get(known)
    return shortened(question.label or question.ask, SHORT) if question else known


def find_question(assessment: Assessment, target: str) -> str:
    """Id of the question that arises and that somebody names, or nothing.

    Args:
        assessment: in which it is asked.
        target: the question, or a section by id or number, or a provision as it is
            cited; of these the first question that is open, or the first.
    """
    agenda = assessment.agenda
    if agenda.item(target) is not None:
        return target
    sections = [part.section for part in agenda.progress()]
    try:
        section = outermost(assessment.catalogue.outline.read(target).id)
    except ConformityError:
        section = target
    if target.isdigit() and 0 < int(target) <= len(sections):
        section = sections[int(target) - 1]
    inside = [item for item in agenda.items if item.section == section]
    unanswered = [item for item in inside if not item.answered]
    return next((item.question.id for item in unanswered or inside), "")


def _prompt(catalogue: Catalogue, question: Question) -> Prompt:
    own: dict[str, Any] = {
        name: getattr(question, name) for name in _OWN if hasattr(question, name)
    }
    words = getattr(question, "min_words", 0)
    return Prompt(
        length=wished_length(words) if words else "",
        id=question.id,
        type=question.type,
        ask=question.ask,
        label=question.label,
        why=question.why,
        help=question.help,
        optional=question.optional,
        not_applicable=question.not_applicable,
        options=tuple(
            Choice(option.id, option.label, option.note, option.alone)
            for option in catalogue.options(question)
        ),
        columns=tuple(_prompt(catalogue, column) for column in catalogue.fields(question)),
        offers_none=catalogue.offers_none(question),
        **own,
    )


def _wanted(catalogue: Catalogue, requirement: Requirement) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(
            request.kind,
            catalogue.label(EVIDENCE_KINDS, request.kind),
            request.required,
            request.note,
            request.max_age_days,
        )
        for request in requirement.evidence
    )


def _place(agenda: Agenda, item: Item | None) -> dict[str, Any]:
    """Where a question stands; all empty for one that does not arise."""
    if item is None:
        names = ("section", "section_title", "position", "progress", "previous", "following")
        return dict.fromkeys(names, "")
    known, items = item.question.id, agenda.items
    at = agenda.position(known)
    inside = [other.question.id for other in items if other.section == item.section]
    return {
        "section": item.section,
        "section_title": agenda.titles[item.section],
        "position": f"Question {inside.index(known) + 1} of {len(inside)} in this part",
        "progress": _progress(agenda, item),
        "previous": items[at - 1].question.id if at > 0 else "",
        "following": items[at + 1].question.id if at < len(items) - 1 else "",
    }


def _progress(agenda: Agenda, item: Item) -> str:
    parts = agenda.progress()
    for number, part in enumerate(parts, 1):
        if part.section == item.section:
            return (
                f"Part {number} of {len(parts)}: {part.title} ({part.answered} of {part.total} "
                f"answered here, {agenda.answered} of {agenda.total} in all)"
            )
    return f"{agenda.titles[item.section]} ({agenda.answered} of {agenda.total} answered)"
