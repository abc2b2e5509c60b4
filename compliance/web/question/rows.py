"""One entry of a long table: changed, added or removed on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError, Problem
from compliance.services.assess.form_fields import Fields, fields_of_value, raw_answer
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.services.clock import now
from compliance.views.question import Prompt, prompt_of, short_name
from compliance.views.shift import Watch
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.question.form import build_form, fields_of, messages, mistakes_of
from compliance.web.workspace.desk import Opened

pages = Blueprint("rows", __name__, url_prefix="/a/<name>/q/<known>/rows")


@pages.get("/<int:number>")
def show(name: str, known: str, number: int) -> str:
    """The form of one entry."""
    require("answer")
    with opened(name) as found:
        question, rows = _table(found, known, number)
        row = rows[number - 1] if number <= len(rows) else {}
        return _show(found, question, number, fields_of_value(question, "given", [row], ""))


@pages.post("/<int:number>")
def save(name: str, known: str, number: int) -> str | Response:
    """Record the table with this entry as it was typed, or without it."""
    require("answer")
    with opened(name) as found:
        question, rows = _table(found, known, number)
        fields, seen = fields_of(request.form), request.form.get("seen", "")
        typed = [] if request.form.get("action") == "remove" else raw_answer(question, fields)
        value = [*rows[: number - 1], *(typed or []), *rows[number:]]
        watch = Watch(found.assessment)
        try:
            built = build_answer(found.assessment, known, value, explanation=None)
            record_answer(found.assessment, built, by=person().name, at=now(), seen=seen or None)
        except ConformityError as error:
            return _show(found, question, number, fields, error.problems)
        record = found.assessment.state.answers[known].seq
        done = "Saved" if typed else "Removed"
        text = f"{done}: {question.entry} {number} of {short_name(found.assessment, known)}"
        tell(text, "done", watch.lines(), (name, known, record))
    page = request.form.get("page", "")
    return go("question.ask", name=name, known=known, page=page or None, _anchor="entries")


def _table(found: Opened, known: str, number: int) -> tuple[Prompt, list[dict[str, Any]]]:
    """The question and the entries of its present answer, among which the number is."""
    if known not in found.assessment.catalogue.questions:
        abort(404)
    found.assessment.require_in_scope(known)
    question, given = prompt_of(found.assessment, known), found.assessment.state.answers.get(known)
    rows = given.value if given is not None and given.state == "given" else []
    if question.type != "group" or not 1 <= number <= len(rows) + 1:
        abort(404)
    return question, list(rows)


def _show(
    found: Opened, question: Prompt, number: int, fields: Fields, problems: Sequence[Problem] = ()
) -> str:
    """The form; what is wrong with other entries is said without a field of its own."""
    here = [
        replace(problem, place=problem.place.replace(f"[{number}]", "[1]", 1))
        for problem in problems
    ]
    form = build_form(question, fields, messages(question.id, here))
    count = len(found.assessment.state.answers[question.id].value) if number > 1 else 0
    return show_in(
        found,
        "question_row",
        "tasks",
        q=question,
        number=number,
        fresh=number > count,
        row=form.rows[0],
        seen=request.form.get("seen", "") or found.assessment.head,
        page=request.values.get("page", "")[:6],
        problems=mistakes_of(question.id, form, here),
    )
