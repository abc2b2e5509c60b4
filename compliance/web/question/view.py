"""All that the page of a question shows beside the question itself, as ready values."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from compliance.errors import Problem
from compliance.services.assess.form_fields import Fields
from compliance.services.assess.record_answer import AnswerConflictError
from compliance.services.clock import today
from compliance.views.answer import AnswerView, view_answer
from compliance.views.deadline import ToAsk, days_beside
from compliance.views.evidence import Usable, usable_for
from compliance.views.question import QuestionView
from compliance.views.table import EntriesPage, view_entries
from compliance.web.organisation.beside import Offer
from compliance.web.people.identity import person
from compliance.web.question.form import Form, Mistake, build_form, messages, mistakes_of
from compliance.web.workspace.desk import Opened


@dataclass(frozen=True)
class Conflict:
    """Somebody else answered meanwhile: both values."""

    theirs: AnswerView
    mine: AnswerView
    by: str
    at: str
    shared: bool
    """Whether they answered for the organisation."""


@dataclass(frozen=True)
class Page:
    """The page of a question, without the question."""

    form: Form
    seen: str
    """Head of the journal on which what stands in the form rests."""
    visit: str
    """Names this showing of the form, so that a late draft of it is known."""
    offer: Offer | None
    """Whom the answer is for, where the question is organisation-wide."""
    draft_at: str
    conflict: Conflict | None
    problems: tuple[Mistake, ...]
    cannot: str
    """The way of not answering that the form is at: a state, or nothing."""
    note: str
    next_page: str
    to_ask: tuple[ToAsk, ...]
    """Stated days that today contradicts and that concern this question."""
    may_answer: bool
    may_discuss: bool
    usable: tuple[Usable, ...] = ()
    """Files that are here already and could be given for it."""
    grid: EntriesPage | None = None
    """The entries of a long table, page by page; the form is of one of them then."""


def page(
    found: Opened,
    question: QuestionView,
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
) -> Page:
    """Everything the page of a question shows beside it."""
    errors = messages(question.id, problems, field)
    grid = None if draft_at or problems or conflict else _grid(found, question)
    form = build_form(question, fields if grid is None else {}, errors, extra_rows)
    return Page(
        form=form,
        seen=seen or found.assessment.head,
        visit=secrets.token_hex(8),
        offer=offer,
        draft_at=draft_at,
        conflict=_conflict(found, conflict),
        problems=mistakes_of(question.id, form, problems, field),
        cannot=_cannot(form, field),
        note=note,
        next_page=next_page,
        to_ask=days_beside(found.assessment, question.id, today()),
        may_answer=person().may("answer"),
        may_discuss=person().may("discuss"),
        usable=_usable(found, question),
        grid=grid,
    )


def _usable(found: Opened, question: QuestionView) -> tuple[Usable, ...]:
    if not person().may("attach") or not (question.wanted or question.type == "file"):
        return ()
    return usable_for(found.assessment, question.id, today())


def _grid(found: Opened, question: QuestionView) -> EntriesPage | None:
    """A page of the table that is the present answer, where that is a long one."""
    page = request.args.get("page", "")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1  # noqa: PLR2004 - pages
    return view_entries(found.assessment, question.id, number, request.args.get("find", "")[:200])


def _cannot(form: Form, field: str) -> str:
    """Which way of not answering is refused, or begun to be written."""
    if form.reason or field == "not-applicable-reason":
        return "not-applicable"
    return "unknown" if form.missing or field == "unknown-reason" else ""


def _conflict(found: Opened, conflict: AnswerConflictError | None) -> Conflict | None:
    if conflict is None:
        return None
    known = conflict.mine.question
    return Conflict(
        view_answer(found.assessment, known, conflict.said),
        view_answer(found.assessment, known, conflict.mine),
        conflict.theirs.by,
        conflict.theirs.at,
        all(record.hash != conflict.theirs.hash for record in found.assessment.store.read()),
    )
