"""One question: shown with all that helps, answered, discussed, and never lost."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, abort, jsonify, make_response, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from compliance.assessment.journal.records import Answer, timestamp
from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.follow_up import add_note
from compliance.services.assess.form_fields import (
    Fields,
    fields_from_answer,
    filled,
    first,
    raw_answer,
    row_numbers,
)
from compliance.services.assess.moved import moved_since, renamed_to
from compliance.services.assess.record_answer import AnswerConflictError, build_answer, confirmation
from compliance.services.assess.take_back import undo_answer, withdraw_answer
from compliance.services.clock import now, today
from compliance.services.share.record_shared import Outcome, record_where_it_belongs
from compliance.views.question import Prompt, prompt_of, short_name, view_question
from compliance.views.shift import Watch
from compliance.web.common import go, opened, show_in, tell
from compliance.web.organisation.beside import WHOLE, beside
from compliance.web.people import kept_form
from compliance.web.people.identity import person, require
from compliance.web.question import view
from compliance.web.question.form import fields_of
from compliance.web.workspace.desk import Opened

pages = Blueprint("question", __name__, url_prefix="/a/<name>/q")

STATES: Final = ("unknown", "not-applicable")
"""Actions that record a state instead of a value."""
SAVED: Final = {
    "unchanged": "Unchanged",
    "here": "Saved",
    "shared": "Saved as the answer of the organisation",
}


@pages.get("/<known>")
def ask(name: str, known: str) -> str | Response:
    """Show a question with the answer that counts, or with what was typed before."""
    with opened(name) as found:
        renamed = renamed_to(found.assessment, known)
        if renamed:
            return go("question.ask", name=name, known=renamed)
        question = _question(found, known)
        draft = found.assessment.scratch.draft(person().name, known)
        if draft is None:
            given = found.assessment.state.answers.get(known)
            if request.args.get("from") == "source":
                source = request.args.get("of", "")
                given = found.assessment.suggested(known, source) or given
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
            where=first(fields, "where"),
            there=first(fields, "there"),
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
            found.assessment.scratch.drop_draft(person().name, known)
            return go("question.ask", name=name, known=known, next=_next_page() or None)
        if action == "add-row":
            return _add_row(found, question)
        if action in {"skip", "note"}:
            return _remark(found, question) or _leave(found, question, action)
        return _save(found, question, action)


def _save(found: Opened, question: Prompt, action: str) -> str | Response:
    """Record the answer and go on."""
    fields, known = fields_of(request.form), question.id
    moved = moved_since(found.assessment, _seen())
    watch = Watch(found.assessment)
    if moved is not None:
        _keep(found, known, found.assessment.head)
        return _show(found, question, fields, problems=(moved,), note=_note())
    try:
        outcome = _record(found, question, fields, action)
    except AnswerConflictError as conflict:
        _keep(found, known, found.assessment.head, there="")
        return _show(found, question, fields, conflict=conflict, where=_where(), note=_note())
    except ConformityError as error:
        _keep(found, known)
        field = f"{action}-reason" if action in STATES else ""
        more = {"seen": _seen(), "field": field, "note": _note(), **_typed()}
        return _show(found, question, fields, problems=error.problems, **more)
    found.recorded.append(request.form.get("visit", ""))
    found.assessment.scratch.drop_draft(person().name, known)
    undo = (found.name, known, _record_of(found, known)) if outcome == "here" else None
    tell(f"{SAVED[outcome]}: {short_name(found.assessment, known)}", "done", watch.lines(), undo)
    return _remark(found, question) or _onward(found, known)


def _record_of(found: Opened, known: str) -> int:
    """Number of the record of the present answer."""
    return found.assessment.state.answers[known].seq


def _record(found: Opened, question: Prompt, fields: Fields, action: str) -> Outcome:
    built = _build(found, question, fields, action)
    with beside(found) as side:
        return record_where_it_belongs(
            side.source,
            found.assessment,
            built,
            whole=lambda: _where() == WHOLE,
            by=person().name,
            at=now(),
            seen=_seen() or None,
            seen_there=request.form.get("there", ""),
        )


def _build(found: Opened, question: Prompt, fields: Fields, action: str) -> Answer:
    """The answer in a form: ``save``, ``confirm`` (what waits there), or a state."""
    if action == "confirm":
        return confirmation(found.assessment, question.id, _seen())
    state = action if action in {"unknown", "not-applicable"} else "given"
    given = state == "given"
    raw = raw_answer(question, fields) if given else None
    if given and raw is None:
        raise fail(
            question.id,
            "answer.too-short",
            "Nothing is chosen or written.",
            "Answer, or say below that it is not known yet.",
        )
    asked = not given or "explanation" in fields
    explanation = first(fields, "explanation" if given else f"{state}-reason") if asked else None
    return build_answer(found.assessment, question.id, raw, explanation=explanation, state=state)


def _add_row(found: Opened, question: Prompt) -> str | Response:
    """One more entry of a group, below those that are there."""
    fields, known = fields_of(request.form), question.id
    problems = _keep(found, known)
    if problems:
        return _show(
            found, question, fields, problems=problems, seen=_seen(), extra_rows=1, **_typed()
        )
    return go(
        "question.ask",
        name=found.name,
        known=known,
        next=_next_page() or None,
        more="yes",
        _anchor=f"entry-{len(row_numbers(fields)) + 1}",
    )


def _leave(found: Opened, question: Prompt, action: str) -> Response:
    """Keep what was typed and go on without recording it."""
    known = question.id
    given = found.assessment.state.answers.get(known)
    if filled(fields_of(request.form)) != filled(fields_from_answer(question, given)):
        _keep(found, known, note="")
    if action == "note":
        return go("question.ask", name=found.name, known=known, _anchor="discussion")
    found.assessment.pass_over(known)
    return _upcoming(found, known)


@pages.post("/<known>/withdraw")
def withdraw(name: str, known: str) -> Response:
    """Take the present answer back, so that the question is open."""
    require("answer")
    with opened(name) as found:
        question = _question(found, known)
        watch, by, reason = Watch(found.assessment), person().name, request.form.get("reason", "")
        try:
            done = withdraw_answer(
                found.assessment, known, reason, by=by, at=now(), seen=_seen() or None
            )
        except ConformityError as error:
            return _refused(found, question, error)
        words = "Withdrawn" if done else "There is no answer to withdraw"
        undo = (name, known, found.assessment.state.seq) if done else None
        tell(f"{words}: {short_name(found.assessment, known)}", "done", watch.lines(), undo)
    return go("question.ask", name=name, known=known, next=_next_page() or None)


@pages.post("/<known>/undo")
def undo(name: str, known: str) -> Response:
    """Put back what stood before the last answer."""
    require("answer")
    with opened(name) as found:
        question, watch = _question(found, known), Watch(found.assessment)
        try:
            number = int(request.form.get("record", "0"), 10)
            undo_answer(found.assessment, known, number, by=person().name, at=now())
        except ValueError:
            abort(400)
        except ConformityError as error:
            return _refused(found, question, error)
        tell(f"Undone: {short_name(found.assessment, known)}", "done", watch.lines())
    return go("question.ask", name=name, known=known)


def _refused(found: Opened, question: Prompt, error: ConformityError) -> Response:
    """Back to the question, with what could not be done."""
    for problem in error.problems:
        tell(f"{problem.message} {problem.hint}", "problem")
    return go("question.ask", name=found.name, known=question.id)


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


def _remark(found: Opened, question: Prompt, *, needed: bool = False) -> str | None:
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
            **_typed(),
        )
    tell("Your remark was added.")
    return None


def _question(found: Opened, known: str) -> Prompt:
    """The question of the address; a requirement or fact the checklists have."""
    if known not in found.assessment.catalogue.questions:
        if request.method == "POST" and found.assessment.state.moves:
            heading = "This question is not asked under this name any more"
            lead = "The assessment follows another edition since the page was opened."
            page = kept_form.page(heading, lead, kept_form.kept_form(), send=False)
            abort(make_response(page, 404))
        abort(404)
    found.assessment.require_in_scope(known)
    return prompt_of(found.assessment, known)


def _seen() -> str:
    """The head of the journal on which what was typed rests."""
    return request.form.get("seen", "")


def _where() -> str:
    """Whom the answer is for, as chosen in the form."""
    return request.form.get("where", "")


def _typed() -> dict[str, str]:
    """What the form says about the organisation."""
    return {"where": _where(), "there": request.form.get("there", "")}


def _note() -> str:
    """The remark that stands in the form."""
    return request.form.get("note", "")


def _keep(
    found: Opened, known: str, seen: str = "", note: str | None = None, there: str | None = None
) -> tuple[Problem, ...]:
    """Keep everything typed that is not recorded.

    A full disk must not hide the first error: its problems are told and returned.
    """
    typed = _typed() if there is None else {**_typed(), "there": there}
    more = {
        "seen": [seen or _seen()],
        "note": [_note() if note is None else note],
        **{key: [value] for key, value in typed.items()},
    }
    fields, at = {**fields_of(request.form), **more}, timestamp(now())
    try:
        found.assessment.scratch.keep_draft(person().name, known, fields, at)
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
    return _upcoming(found, known)


def _upcoming(found: Opened, known: str) -> Response:
    """To the next open question, or to the tasks where none is left."""
    upcoming = found.assessment.upcoming(known)
    if upcoming is None:
        return go("tasks.index", name=found.name)
    return go("question.ask", name=found.name, known=upcoming.question.id)


def _show(
    found: Opened,
    question: Prompt,
    fields: Fields,
    *,
    where: str = "",
    there: str = "",
    **more: Any,
) -> str:
    with beside(found) as side:
        offer = side.offer(question.id, where, there)
    shown = view_question(found.assessment, question.id, today())
    page = view.page(found, shown, fields, next_page=_next_page(), offer=offer, **more)
    return show_in(found, "question", "tasks", q=shown, p=page)


def _next_page() -> str:
    return request.values.get("next", "")[:200]
