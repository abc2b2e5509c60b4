"""All that the page of a question shows, as ready values."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compliance.assessment.facts import AnswerFacts, reason
from compliance.checklist.questions import GroupQuestion
from compliance.dossier.values import plain_value
from compliance.web import mistakes
from compliance.web.forms import Form, build_form
from compliance.web.identity import person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from compliance.assessment.session import Agenda, Item
    from compliance.assessment.state import Given, HeldEvidence, Remark
    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.model import EvidenceRequest, Requirement
    from compliance.checklist.questions import Question
    from compliance.errors import Problem
    from compliance.services.record_answer import AnswerConflictError
    from compliance.web.desk import Opened
    from compliance.web.forms import Fields

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


@dataclass(frozen=True)
class Conflict:
    """Somebody else answered meanwhile: both values."""

    theirs: str
    theirs_explanation: str
    by: str
    at: str
    mine: str
    mine_explanation: str


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
    help: str
    good_answer: str
    example: str
    wanted: tuple[Wanted, ...]
    attached: tuple[HeldEvidence, ...]
    not_applicable: str
    explained: bool
    """Whether the form has a field for an explanation."""
    earlier: Earlier | None
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
) -> View:
    """Everything the page of a question shows."""
    assessment, agenda = found.assessment, found.agenda()
    catalogue, state = assessment.catalogue, assessment.state
    item = agenda.item(question.id)
    requirement = _requirement(catalogue, question)
    main = requirement is not None and requirement.id == question.id
    errors = mistakes.by_place(question, problems, field)
    form = build_form(catalogue, question, fields, errors, extra_rows)
    section = item.section if item else ""
    previous, following = _beside(agenda, question)
    return View(
        id=question.id,
        ask=question.ask,
        form=form,
        seen=seen or assessment.head,
        visit=secrets.token_hex(8),
        section=section,
        section_title=agenda.titles.get(section, ""),
        position=_position(agenda.items, item),
        previous=previous,
        following=following,
        laws=_laws(catalogue, question, requirement),
        asks=requirement.asks if requirement and main else "",
        follow_up_to=requirement.title if requirement and not main else "",
        why=question.why,
        because=_because(found, question, requirement if main else None),
        help=question.help,
        good_answer=question.guidance.good_answer if question.guidance else "",
        example=question.guidance.example if question.guidance else "",
        wanted=_wanted(catalogue, requirement.evidence if requirement and main else ()),
        attached=tuple(state.evidence_for(*_ids(question, requirement if main else None))),
        not_applicable=question.not_applicable,
        explained=main,
        earlier=_earlier(catalogue, state.answers.get(question.id)),
        notes=tuple(remark for remark in state.notes if remark.question == question.id),
        draft_at=draft_at,
        conflict=_conflict(catalogue, conflict),
        problems=mistakes.listed(question, form, problems, field),
        cannot=_cannot(form, field),
        note=note,
        next_page=next_page,
        may_answer=person().may("answer"),
        may_discuss=person().may("discuss"),
        arises=item is not None,
        is_file=question.type == "file",
    )


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


def _because(found: Opened, question: Question, requirement: Requirement | None) -> str:
    catalogue, state = found.assessment.catalogue, found.assessment.state
    condition = requirement.applies_when if requirement else question.ask_when
    if condition is None:
        return ""
    return reason(AnswerFacts(catalogue, state.answers), condition)


def _wanted(
    catalogue: Catalogue, requests: Sequence[EvidenceRequest]
) -> tuple[Wanted, ...]:
    return tuple(
        Wanted(
            catalogue.label("evidence-kinds", request.kind),
            request.required,
            request.note,
            request.max_age_days,
        )
        for request in requests
    )


def words_of(catalogue: Catalogue, question: str, state: str, value: object) -> str:
    """An answer as people read it."""
    named: Mapping[str, str] = {
        "unknown": "Not known yet",
        "not-applicable": "Not applicable",
    }
    asked = catalogue.questions.get(question)
    if state in named or asked is None:
        return named.get(state, str(value))
    if isinstance(asked, GroupQuestion):
        rows = value if isinstance(value, list | tuple) else ()
        lines = [f"{at}. {_row(catalogue, asked, row)}" for at, row in enumerate(rows, 1)]
        return "\n".join(lines) or "No entries"
    return plain_value(catalogue, asked, value)


def _row(catalogue: Catalogue, group: GroupQuestion, row: Mapping[str, Any]) -> str:
    """An entry of a repeated group in one line."""
    parts = [
        f"{part.label or part.ask}: {plain_value(catalogue, part, row[part.id])}"
        for part in group.fields
        if part.id in row
    ]
    return "; ".join(parts)


def _earlier(catalogue: Catalogue, given: Given | None) -> Earlier | None:
    if given is None:
        return None
    words = words_of(catalogue, given.question, given.state, given.value)
    return Earlier(words, given.explanation, given.by, given.at)


def _conflict(
    catalogue: Catalogue, conflict: AnswerConflictError | None
) -> Conflict | None:
    if conflict is None:
        return None
    theirs, mine = conflict.said, conflict.mine
    return Conflict(
        words_of(catalogue, mine.question, theirs.state, theirs.value),
        theirs.explanation,
        conflict.theirs.by,
        conflict.theirs.at,
        words_of(catalogue, mine.question, mine.state, mine.value),
        mine.explanation,
    )
