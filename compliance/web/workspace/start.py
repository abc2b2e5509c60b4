"""Beginning an assessment: its name, what most other questions depend on, a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.form_fields import Fields, first, raw_value
from compliance.services.assess.seed_models import show_models
from compliance.services.assess.start import (
    UNKNOWN,
    Pack,
    check_start,
    offered_packs,
    prepare,
    start_assessment,
)
from compliance.services.clock import now, today
from compliance.services.share.organisation import free_binder
from compliance.views.question import Prompt, start_prompts
from compliance.web.common import desk, go, opened, show, tell
from compliance.web.organisation.beside import beside
from compliance.web.people.identity import person, require
from compliance.web.question.form import Choice, Control, build_control, fields_of

pages = Blueprint("start", __name__)

NOT_KNOWN: Final = "-unknown-"
"""Value of the option "I do not know yet"."""
MANY: Final = 14
"""More options than this stand in columns."""


@dataclass(frozen=True)
class Asked:
    id: str
    control: Control
    why: str
    help: str
    in_columns: bool


@pages.get("/new")
def form() -> str:
    _may_begin()
    return _show({}, ())


@pages.post("/new")
def begin() -> str | Response:
    """Begin, and go to the tasks."""
    _may_begin()
    fields = fields_of(request.form)
    try:
        folder = _begin(chosen_pack(), fields)
    except ConformityError as error:
        return _show(fields, error.problems)
    tell(f"The assessment “{' '.join(first(fields, 'title').split())}” has begun.")
    with opened(folder) as found, beside(found) as side:
        plan = side.waiting()
        if found.assessment.state.unconfirmed:
            tell("What public sources say of the model waits to be confirmed.", "note")
    if plan is not None and plan.records:
        return go("organisation.compare", name=folder)
    return go("tasks.index", name=folder)


def _may_begin() -> None:
    require("begin")
    if desk().only:
        abort(404)  # the server shows one assessment; another would not be seen


def _begin(pack: str, fields: Fields) -> str:
    model = first(fields, "model")
    beginning = prepare(pack, model=model or None)
    catalogue = desk().catalogue(pack)
    title = first(fields, "title")
    binder = free_binder(desk().workspace, title)
    given, problems = _given(start_prompts(catalogue), fields)
    answers, wrong = check_start(catalogue, given)
    problems += [item for item in wrong if item.place not in {p.place for p in problems}]
    if not title.strip():
        problems.append(Problem("title", "assessment.name", "The name is empty.", "Write a name."))
    if problems:
        raise ProblemsError(problems)
    start_assessment(binder, beginning, answers, name=title, by=person().name, at=now())
    return binder.name


def _given(asked: Sequence[Prompt], fields: Fields) -> tuple[dict[str, Any], list[Problem]]:
    """What was said, by fact; a question left alone is not in it."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for fact in asked:
        known, name = fact.id, f"start-{fact.id}"
        chosen = [value for value in fields.get(name, []) if value]
        if NOT_KNOWN in chosen:
            given[known] = UNKNOWN
            if len(chosen) > 1:
                problems.append(_both(known))
            continue
        raw = raw_value(fact, fields, name)
        if raw is not None:
            given[known] = raw
    return given, problems


def _both(known: str) -> Problem:
    return Problem(
        known,
        "answer.none-and-more",
        "Something is chosen together with “I do not know yet”.",
        "Choose one or the other.",
    )


def _show(fields: Fields, problems: tuple[Problem, ...]) -> str:
    pack = chosen_pack()
    catalogue = desk().catalogue(pack)
    facts = {fact.id: fact for fact in start_prompts(catalogue)}
    errors = {problem.place: problem.message for problem in problems}
    return show(
        "start",
        pack=pack,
        packs=packs_to_choose(),
        title=first(fields, "title"),
        title_error=next((item.message for item in problems if item.place not in facts), ""),
        model=first(fields, "model"),
        makers=show_models(catalogue, today()),
        asked=[_asked(fact, fields, errors.get(known, "")) for known, fact in facts.items()],
        problems=[
            (item, f"answer-start-{item.place}" if item.place in facts else "title")
            for item in problems
        ],
    )


def _asked(fact: Prompt, fields: Fields, error: str) -> Asked:
    name = f"start-{fact.id}"
    control = build_control(fact, name, fields, error)
    if control.choices:
        chosen = NOT_KNOWN in fields.get(name, [])
        option = Choice(NOT_KNOWN, "I do not know yet", "", chosen, alone=True)
        control = replace(control, choices=(*control.choices, option))
    return Asked(fact.id, control, fact.why, fact.help, len(control.choices) > MANY)


def chosen_pack() -> str:
    """The checklists that the request names; the usual ones where it names none."""
    packs = offered_packs(request.values.get("pack", ""))
    return next((item.id for item in packs if item.chosen), "") or abort(404)


def packs_to_choose() -> tuple[Pack, ...]:
    """What there is to choose from; nothing where there is only one."""
    found = offered_packs(chosen_pack())
    return () if len(found) == 1 else found
