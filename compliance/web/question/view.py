"""All that the page of a question shows, as ready values."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.assessment.agenda import Agenda, Item, asked_because
from compliance.assessment.journal.state import Given, HeldEvidence, Remark
from compliance.checklist.answer_text import full_answer
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import EvidenceRequest, Requirement
from compliance.checklist.questions import Question
from compliance.errors import Problem
from compliance.services.assess.form_fields import Fields
from compliance.services.assess.record_answer import AnswerConflictError, earlier_answer
from compliance.web.organisation.beside import Offer, Told, told
from compliance.web.people.identity import person
from compliance.web.question import mistakes
from compliance.web.question.form import Form, build_form
from compliance.web.workspace.desk import Opened

SHORT = 90


@dataclass(frozen=True)
class Law:
    """A provision with our heading."""

    id: str
    printed: str
    heading: str


@dataclass(frozen=True)
class Wanted:
    """Evidence that is asked for."""

    kind: str
    required: bool
    note: str
    max_age_days: int | None


@dataclass(frozen=True)
class Earlier:
    """The answer that counts at present."""

    words: str
    explanation: str
    by: str
    at: str
    origin: str = ""
    """Where it was taken over from, in words."""
    taken: tuple[str, str] = ("", "")
    """Who took it over, and when."""


@dataclass(frozen=True)
class Doubtful:
    """Answers to what the question asked before a migration."""

    answers: tuple[Told, ...]
    reason: str
    edition: str
    keeps: bool
    """Whether it can be kept as it is."""


@dataclass(frozen=True)
class Conflict:
    """Somebody else answered meanwhile: both values."""

    theirs: str
    theirs_explanation: str
    by: str
    at: str
    mine: str
    mine_explanation: str
    shared: bool
    """Whether they answered for the organisation."""


@dataclass(frozen=True)
class View:
    """The page of a question."""

    id: str
    ask: str
    form: Form
    seen: str
    """Head of the journal on which what stands in the form rests."""
    visit: str
    """Names this showing of the form, so that a late draft of it is known."""
    section: str
    section_title: str
    position: str
    previous: str
    following: str
    laws: tuple[Law, ...]
    asks: str
    """What the law asks, for the main question of a requirement."""
    follow_up_to: str
    why: str
    because: str
    """Why it arises, or does not, in a sentence."""
    help: str
    good_answer: str
    example: str
    wanted: tuple[Wanted, ...]
    attached: tuple[HeldEvidence, ...]
    not_applicable: str
    explained: bool
    """Whether the form has a field for an explanation."""
    earlier: Earlier | None
    doubtful: Doubtful | None
    offer: Offer | None
    """Whom the answer is for, where the question is organisation-wide."""
    notes: tuple[Remark, ...]
    draft_at: str
    conflict: Conflict | None
    problems: tuple[mistakes.Mistake, ...]
    cannot: str
    """The way of not answering that the form is at: a state, or nothing."""
    note: str
    next_page: str
    may_answer: bool
    may_discuss: bool
    arises: bool
    is_file: bool
    """Answered by attaching a file."""


def short(question: Question) -> str:
    """A question in a few words."""
    text = question.label or question.ask
    return text if len(text) <= SHORT else text[:SHORT].rstrip() + "…"


def view(
    found: Opened,
    question: Question,
    fields: Fields,
    *,
    problems: Sequence[Problem] = (),
    conflict: AnswerConflictError | None = None,
    draft_at: str = "",
    extra_rows: int = 0,
    seen: str = "",
    field: str = "",
    note: str = "",
    next_page: str = "",
    offer: Offer | None = None,
) -> View:
    """Everything the page of a question shows."""
    assessment, agenda = found.assessment, found.assessment.agenda
    catalogue, state = assessment.catalogue, assessment.state
    item, (previous, following) = agenda.item(question.id), _beside(agenda, question)
    requirement = _requirement(catalogue, question)
    main = requirement is not None and requirement.id == question.id
    whole = requirement if main else None
    errors = mistakes.by_place(question, problems, field)
    form = build_form(catalogue, question, fields, errors, extra_rows)
    return View(
        id=question.id,
        ask=question.ask,
        form=form,
        seen=seen or assessment.head,
        visit=secrets.token_hex(8),
        **_place(agenda, item),
        previous=previous,
        following=following,
        laws=_laws(catalogue, question, requirement),
        asks=whole.asks if whole else "",
        follow_up_to=requirement.title if requirement and not main else "",
        why=question.why,
        because=asked_because(assessment.facts, state, question, item),
        help=question.help,
        **_guidance(question),
        wanted=_wanted(catalogue, whole.evidence if whole else ()),
        attached=tuple(state.evidence_for(*_ids(question, whole))),
        not_applicable=question.not_applicable,
        explained=main,
        earlier=_earlier(found, state.answers.get(question.id)),
        doubtful=_doubtful(found, question.id),
        offer=offer,
        notes=tuple(remark for remark in state.notes if remark.question == question.id),
        draft_at=draft_at,
        conflict=_conflict(found, conflict),
        problems=mistakes.listed(question, form, problems, field),
        cannot=_cannot(form, field),
        note=note,
        next_page=next_page,
        may_answer=person().may("answer"),
        may_discuss=person().may("discuss"),
        arises=item is not None,
        is_file=question.type == "file",
    )


def _place(agenda: Agenda, item: Item | None) -> dict[str, str]:
    """Where a question stands; empty for one that does not arise."""
    section = item.section if item else ""
    return {
        "section": section,
        "section_title": agenda.titles.get(section, ""),
        "position": _position(agenda.items, item),
    }


def _guidance(question: Question) -> dict[str, str]:
    """What a good answer says, with an example."""
    found = question.guidance
    return {
        "good_answer": found.good_answer if found else "",
        "example": found.example if found else "",
    }


def _beside(agenda: Agenda, question: Question) -> tuple[str, str]:
    """Questions before and after one; empty where there is none."""
    at, items = agenda.position(question.id), agenda.items
    previous = items[at - 1].question.id if at > 0 else ""
    following = items[at + 1].question.id if -1 < at < len(items) - 1 else ""
    return previous, following


def _cannot(form: Form, field: str) -> str:
    """Which way of not answering is refused, or begun to be written."""
    if form.reason or field == "not-applicable-reason":
        return "not-applicable"
    return "unknown" if form.missing or field == "unknown-reason" else ""


def _requirement(catalogue: Catalogue, question: Question) -> Requirement | None:
    known = catalogue.requirement_of.get(question.id)
    return catalogue.requirements[known] if known else None


def _ids(question: Question, requirement: Requirement | None) -> list[str]:
    if requirement is None:
        return [question.id]
    return [question.id, *(part.id for part in requirement.follow_ups)]


def _position(items: Sequence[Item], item: Item | None) -> str:
    if item is None:
        return ""
    inside = [other.question.id for other in items if other.section == item.section]
    at = inside.index(item.question.id) + 1
    return f"Question {at} of {len(inside)} in this part"


def _laws(
    catalogue: Catalogue, question: Question, requirement: Requirement | None
) -> tuple[Law, ...]:
    provisions = question.provisions
    if requirement is not None and not provisions:
        provisions = requirement.provisions
    places = [catalogue.outline.get(provision) for provision in provisions]
    return tuple(Law(place.id, place.printed, place.heading) for place in places)


def _wanted(catalogue: Catalogue, requests: Sequence[EvidenceRequest]) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(
            catalogue.label(EVIDENCE_KINDS, request.kind),
            request.required,
            request.note,
            request.max_age_days,
        )
        for request in requests
    )


def _earlier(found: Opened, given: Given | None) -> Earlier | None:
    if given is None:
        return None
    catalogue = found.assessment.catalogue
    words = full_answer(catalogue, given.question, given.state, given.value)
    origin = ""
    if given.origin is not None:
        whole = found.assessment.state.is_organisation
        origin = "an assessment" if whole else "the organisation"
    return Earlier(words, given.explanation, given.signed, given.at, origin, given.taken)


def _doubtful(found: Opened, known: str) -> Doubtful | None:
    waiting = found.assessment.state.unconfirmed.get(known)
    if waiting is None:
        return None
    catalogue = found.assessment.catalogue
    answers = (told(catalogue, given) for given in waiting.answers)
    return Doubtful(
        tuple(item for item in answers if item is not None),
        waiting.reason,
        waiting.edition,
        earlier_answer(found.assessment, known) is not None,
    )


def _conflict(found: Opened, conflict: AnswerConflictError | None) -> Conflict | None:
    if conflict is None:
        return None
    catalogue = found.assessment.catalogue
    theirs, mine = conflict.said, conflict.mine
    here = found.assessment.store.read()
    return Conflict(
        full_answer(catalogue, mine.question, theirs.state, theirs.value),
        theirs.explanation,
        conflict.theirs.by,
        conflict.theirs.at,
        full_answer(catalogue, mine.question, mine.state, mine.value),
        mine.explanation,
        all(record.hash != conflict.theirs.hash for record in here),
    )
