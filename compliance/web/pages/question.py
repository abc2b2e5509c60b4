"""One question: shown with all that helps, answered, discussed, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from compliance.web.forms import Fields, fields_from_answer, fields_of, first, raw_answer
from compliance.web.identity import person, require

if TYPE_CHECKING:
    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

    from compliance.checklist.questions import Question
    from compliance.web.desk import Opened

pages = Blueprint("question", __name__, url_prefix="/a/<name>/q")

STATES = {"unknown": "unknown", "not-applicable": "not-applicable"}


@pages.get("/<known>")
def ask(name: str, known: str) -> str:
    """Show a question with the answer that counts, or with what was typed before."""
    with opened(name) as found:
        question = _question(found, known)
        given = found.assessment.state.answers.get(known)
        draft = find_draft(found.assessment.folder, person().name, known)
        fields = draft[0] if draft else fields_from_answer(question, given)
        return _show(found, question, fields, draft_at=draft[1] if draft else "")


@pages.post("/<known>")
def answer(name: str, known: str) -> str | Response:
    """Take what was said: record it, or show it again with what is wrong."""
    require("answer")
    action = request.form.get("action", "save")
    fields = fields_of(request.form)
    with opened(name) as found:
        question = _question(found, known)
        folder = found.assessment.folder
        if action == "discard":
            drop_draft(folder, person().name, known)
            return go("question.ask", name=name, known=known)
        if action in {"add-row", "draft"}:
            keep_draft(folder, person().name, known, fields, timestamp(now()))
            extra = int(action == "add-row")
            return _show(found, question, fields, extra_rows=extra)
        try:
            recorded = _record(found, question, fields, STATES.get(action, "given"))
        except AnswerConflictError as conflict:
            keep_draft(folder, person().name, known, fields, timestamp(now()))
            return _show(found, question, fields, conflict=conflict)
        except ConformityError as error:
            _keep(found, known, fields)
            return _show(found, question, fields, problems=error.problems)
        drop_draft(folder, person().name, known)
        tell(f"{'Saved' if recorded else 'Unchanged'}: {question_view.short(question)}")
        return _onward(found, known)


@pages.post("/<known>/draft")
def draft(name: str, known: str) -> FlaskResponse:
    """Keep what is being typed (sent by the page's script while somebody writes)."""
    require("answer")
    at = timestamp(now())
    with opened(name) as found:
        _question(found, known)
        keep_draft(
            found.assessment.folder, person().name, known, fields_of(request.form), at
        )
    return jsonify({"kept": at})


@pages.post("/<known>/note")
def note(name: str, known: str) -> str | Response:
    """Leave a remark for colleagues."""
    require("discuss")
    text = request.form.get("note", "")
    with opened(name) as found:
        question = _question(found, known)
        try:
            add_note(found.assessment, known, text, by=person().name, at=now())
        except ConformityError as error:
            given = found.assessment.state.answers.get(known)
            fields = fields_from_answer(question, given)
            return _show(found, question, fields, problems=error.problems, note=text)
    tell("Your remark was added.")
    return go("question.ask", name=name, known=known, _anchor="discussion")


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
    seen = request.form.get("seen") or None
    record_answer(found.assessment, built, by=person().name, at=now(), seen=seen)
    return True


def _keep(found: Opened, known: str, fields: Fields) -> None:
    """Keep what could not be recorded; a full disk must not hide the first error."""
    try:
        keep_draft(found.assessment.folder, person().name, known, fields, timestamp(now()))
    except ConformityError as error:
        for problem in error.problems:
            tell(str(problem), "problem")


def _onward(found: Opened, known: str) -> Response:
    """To the next open question, or back to where the question was opened from."""
    back = request.form.get("next", "")
    if back.startswith("section:"):
        return go("tasks.section", name=found.name, heap=back.removeprefix("section:"))
    upcoming = found.agenda().next_open(known)
    if upcoming is None:
        return go("tasks.index", name=found.name)
    return go("question.ask", name=found.name, known=upcoming.question.id)


def _show(found: Opened, question: Question, fields: Fields, **more: Any) -> str:
    view = question_view.view(found, question, fields, next_page=_next_page(), **more)
    return show_in(found, "question", "tasks", q=view)


def _next_page() -> str:
    return request.values.get("next", "")[:200]
