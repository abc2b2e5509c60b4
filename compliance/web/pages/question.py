"""One question: shown with all that helps, answered, discussed, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, abort, jsonify, request

from compliance.assessment.records import timestamp
from compliance.errors import ConformityError, Problem
from compliance.services.drafts import drop_draft, find_draft, keep_draft
from compliance.services.follow_up import add_note
from compliance.services.record_answer import (
    AnswerConflictError,
    build_answer,
    record_answer,
    same_as_present,
)
from compliance.web import question_view
from compliance.web.common import go, now, opened, show_in, tell
from compliance.web.forms import (
    Fields,
    fields_from_answer,
    fields_of,
    filled,
    first,
    raw_answer,
    row_numbers,
)
from compliance.web.identity import person, require

if TYPE_CHECKING:
    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

    from compliance.checklist.questions import Question
    from compliance.web.desk import Opened

pages = Blueprint("question", __name__, url_prefix="/a/<name>/q")

STATES: Final = ("unknown", "not-applicable")
"""Actions that record a state instead of a value."""


@pages.get("/<known>")
def ask(name: str, known: str) -> str:
    """Show a question with the answer that counts, or with what was typed before."""
    with opened(name) as found:
        question = _question(found, known)
        draft = find_draft(found.assessment.folder, person().name, known)
        if draft is None:
            given = found.assessment.state.answers.get(known)
            return _show(found, question, fields_from_answer(question, given))
        fields, at = draft
        return _show(
            found,
            question,
            fields,
            draft_at=at,
            # What was typed rests on what was seen then; saving must still notice
            # what others answered since.
            seen=first(fields, "seen"),
            note=first(fields, "note"),
            extra_rows=int(request.args.get("more") == "yes"),
        )


@pages.post("/<known>")
def answer(name: str, known: str) -> str | Response:
    """Take what was said: record it, or show it again with what is wrong."""
    require("answer")
    action = request.form.get("action", "save")
    with opened(name) as found:
        question = _question(found, known)
        if action == "discard":
            drop_draft(found.assessment.folder, person().name, known)
            return go("question.ask", name=name, known=known, next=_next_page() or None)
        if action == "add-row":
            return _add_row(found, question)
        if action in {"skip", "note"}:
            return _remark(found, question) or _leave(found, question, action)
        return _save(found, question, action)


def _save(found: Opened, question: Question, action: str) -> str | Response:
    """Record the answer and go on."""
    fields, known = fields_of(request.form), question.id
    state = action if action in STATES else "given"
    try:
        recorded = _record(found, question, fields, state)
    except AnswerConflictError as conflict:
        _keep(found, known, found.assessment.head)
        return _show(found, question, fields, conflict=conflict, note=_note())
    except ConformityError as error:
        _keep(found, known)
        field = "" if state == "given" else f"{state}-reason"
        more = {"seen": _seen(), "field": field, "note": _note()}
        return _show(found, question, fields, problems=error.problems, **more)
    found.recorded.append(request.form.get("visit", ""))
    drop_draft(found.assessment.folder, person().name, known)
    tell(f"{'Saved' if recorded else 'Unchanged'}: {question_view.short(question)}")
    return _remark(found, question) or _onward(found, known)


def _add_row(found: Opened, question: Question) -> str | Response:
    """One more entry of a group, below those that are there."""
    fields, known = fields_of(request.form), question.id
    problems = _keep(found, known)
    if problems:
        return _show(found, question, fields, problems=problems, seen=_seen(), extra_rows=1)
    return go(
        "question.ask",
        name=found.name,
        known=known,
        next=_next_page() or None,
        more="yes",
        _anchor=f"entry-{len(row_numbers(fields)) + 1}",
    )


def _leave(found: Opened, question: Question, action: str) -> Response:
    """Keep what was typed and go on without recording it."""
    known = question.id
    given = found.assessment.state.answers.get(known)
    if filled(fields_of(request.form)) != filled(fields_from_answer(question, given)):
        _keep(found, known, note="")
    if action == "note":
        return go("question.ask", name=found.name, known=known, _anchor="discussion")
    agenda = found.agenda()
    following = agenda.items[agenda.position(known) + 1 :]
    if not following:
        return go("tasks.index", name=found.name)
    return go("question.ask", name=found.name, known=following[0].question.id)


@pages.post("/<known>/draft")
def draft(name: str, known: str) -> tuple[FlaskResponse, int]:
    """Keep what is being typed (sent by the page's script while somebody writes)."""
    require("answer")
    with opened(name) as found:
        _question(found, known)
        # A draft that was under way while its form was recorded comes too late.
        late = request.form.get("visit", "-") in found.recorded
        problems = () if late else _keep(found, known)
    return jsonify({"kept": not problems}), 507 if problems else 200


@pages.post("/<known>/note")
def note(name: str, known: str) -> str | Response:
    """Leave a remark for colleagues, of somebody who does not answer."""
    require("discuss")
    with opened(name) as found:
        question = _question(found, known)
        refused = _remark(found, question, needed=True)
        if refused is not None:
            return refused
    return go("question.ask", name=name, known=known, _anchor="discussion")


def _remark(found: Opened, question: Question, *, needed: bool = False) -> str | None:
    """Record the remark that stands in the form; the page if it is refused."""
    text = _note()
    if not text.strip() and not needed and request.form.get("action") != "note":
        return None
    try:
        add_note(found.assessment, question.id, text, by=person().name, at=now())
    except ConformityError as error:
        fields = fields_of(request.form)
        if person().may("answer"):
            _keep(found, question.id)
        else:
            given = found.assessment.state.answers.get(question.id)
            fields = fields_from_answer(question, given)
        return _show(
            found,
            question,
            fields,
            problems=error.problems,
            field="note",
            seen=_seen(),
            note=text,
        )
    tell("Your remark was added.")
    return None


def _question(found: Opened, known: str) -> Question:
    """The question of the address; a requirement or fact the checklists have."""
    questions = found.assessment.catalogue.questions
    if known not in questions:
        abort(404)
    return questions[known]


def _record(found: Opened, question: Question, fields: Fields, state: str) -> bool:
    """Record an answer; False where it is the one that counts already."""
    given = state == "given"
    raw = raw_answer(question, fields) if given else None
    if given and raw is None:
        raise ConformityError(
            Problem(
                question.id,
                "answer.too-short",
                "Nothing is chosen or written.",
                "Answer, or say below that it is not known yet.",
            )
        )
    explanation = first(fields, "explanation" if given else f"{state}-reason")
    built = build_answer(
        found.assessment, question.id, raw, explanation=explanation, state=state
    )
    if same_as_present(found.assessment.state.answers.get(question.id), built):
        return False
    seen = _seen() or None
    record_answer(found.assessment, built, by=person().name, at=now(), seen=seen)
    return True


def _seen() -> str:
    """The head of the journal on which what was typed rests."""
    return request.form.get("seen", "")


def _note() -> str:
    """The remark that stands in the form."""
    return request.form.get("note", "")


def _keep(
    found: Opened, known: str, seen: str = "", note: str | None = None
) -> tuple[Problem, ...]:
    """Keep everything typed that is not recorded.

    A full disk must not hide the first error: its problems are told and returned.
    """
    more = {"seen": [seen or _seen()], "note": [_note() if note is None else note]}
    fields, at = {**fields_of(request.form), **more}, timestamp(now())
    try:
        keep_draft(found.assessment.folder, person().name, known, fields, at)
    except ConformityError as error:
        for problem in error.problems:
            tell(str(problem), "problem")
        return tuple(error.problems)
    return ()


def _onward(found: Opened, known: str) -> Response:
    """To the next open question, or back to where the question was opened from."""
    back = request.form.get("next", "")
    place, _, where = back.partition(":")
    if place == "requirement" and where in found.assessment.catalogue.requirements:
        return go("findings.requirement", name=found.name, known=where)
    if place in {"section", "theme", "person"}:
        by = None if place == "section" else place
        if not where:
            return go("tasks.section", name=found.name, by=by)
        return go("tasks.section", name=found.name, heap=where, by=by)
    upcoming = found.agenda().next_open(known)
    if upcoming is None:
        return go("tasks.index", name=found.name)
    return go("question.ask", name=found.name, known=upcoming.question.id)


def _show(found: Opened, question: Question, fields: Fields, **more: Any) -> str:
    view = question_view.view(found, question, fields, next_page=_next_page(), **more)
    return show_in(found, "question", "tasks", q=view)


def _next_page() -> str:
    return request.values.get("next", "")[:200]
