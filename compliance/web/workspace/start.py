"""Beginning an assessment: its name, what most other questions depend on, a model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import list_packs
from compliance.checklist.questions import Question
from compliance.checklist.texts import fact_label
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.form_fields import NONE, Fields, first, raw_value
from compliance.services.assess.seed_models import list_models, read_model
from compliance.services.assess.start import UNKNOWN, check_start, prepare, start_assessment
from compliance.services.clock import now
from compliance.services.share.organisation import free_binder
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


@dataclass(frozen=True)
class Claimed:
    label: str
    value: str
    source: str
    stated: str
    note: str


@dataclass(frozen=True)
class Model:
    """A model with its public claims."""

    key: str
    title: str
    claims: tuple[Claimed, ...]
    unknown: tuple[tuple[str, str], ...]


@pages.get("/new")
def form() -> str:
    _may_begin()
    return _show({}, ())


@pages.post("/new")
def begin() -> str | Response:
    """Begin, and go to the tasks."""
    _may_begin()
    fields = fields_of(request.form)
    catalogue = desk().catalogue(chosen_pack())
    try:
        folder = _begin(catalogue, fields)
    except ConformityError as error:
        return _show(fields, error.problems)
    tell(f"The assessment “{' '.join(first(fields, 'title').split())}” has begun.")
    with opened(folder) as found, beside(found) as side:
        plan = side.waiting()
    if plan is not None and plan.records:
        return go("organisation.compare", name=folder)
    return go("tasks.index", name=folder)


def _may_begin() -> None:
    require("begin")
    if desk().only:
        abort(404)  # the server shows one assessment; another would not be seen


def _begin(catalogue: Catalogue, fields: Fields) -> str:
    model = first(fields, "model")
    pack = catalogue.pack.pack
    beginning = prepare(pack, model=model or None)
    title = first(fields, "title")
    binder = free_binder(desk().workspace, title)
    given, problems = _given(catalogue, fields)
    answers, wrong = check_start(catalogue, given)
    problems += [item for item in wrong if item.place not in {p.place for p in problems}]
    if not title.strip():
        problems.append(Problem("title", "assessment.name", "The name is empty.", "Write a name."))
    if problems:
        raise ProblemsError(problems)
    start_assessment(binder, beginning, answers, name=title, by=person().name, at=now())
    return binder.name


def _given(catalogue: Catalogue, fields: Fields) -> tuple[dict[str, Any], list[Problem]]:
    """What was said, by fact; a question left alone is not in it."""
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for known in catalogue.edition.start:
        name = f"start-{known}"
        chosen = [value for value in fields.get(name, []) if value]
        if NOT_KNOWN in chosen:
            given[known] = UNKNOWN
            if len(chosen) > 1:
                problems.append(_both(known))
            continue
        raw = raw_value(catalogue.facts[known], fields, name)
        if raw is not None:
            given[known] = raw
            if NONE in chosen and len(chosen) > 1:
                problems.append(_both(known))
    return given, problems


def _both(known: str) -> Problem:
    return Problem(
        known,
        "answer.wrong-type",
        "Something is chosen together with “none” or “not known yet”.",
        "Choose one or the other.",
    )


def _show(fields: Fields, problems: tuple[Problem, ...]) -> str:
    pack = chosen_pack()
    catalogue = desk().catalogue(pack)
    errors = {problem.place: problem.message for problem in problems}
    return show(
        "start",
        pack=pack,
        packs=packs_to_choose(),
        title=first(fields, "title"),
        title_error=next(
            (item.message for item in problems if item.place not in catalogue.facts), ""
        ),
        model=first(fields, "model"),
        models=[_model(catalogue, key) for key in list_models(pack)],
        asked=[
            _asked(catalogue, catalogue.facts[known], fields, errors.get(known, ""))
            for known in catalogue.edition.start
        ],
        problems=[
            (
                item,
                f"answer-start-{item.place}" if item.place in catalogue.facts else "title",
            )
            for item in problems
        ],
    )


def _asked(catalogue: Catalogue, fact: Question, fields: Fields, error: str) -> Asked:
    name = f"start-{fact.id}"
    control = build_control(catalogue, fact, name, fields, error)
    if control.choices:
        chosen = NOT_KNOWN in fields.get(name, [])
        option = Choice(NOT_KNOWN, "I do not know yet", "", chosen)
        control = replace(control, choices=(*control.choices, option))
    return Asked(fact.id, control, fact.why, fact.help, len(control.choices) > MANY)


def _model(catalogue: Catalogue, key: str) -> Model:
    file = read_model(catalogue.pack.pack, key)
    return Model(
        key,
        file.title,
        tuple(
            Claimed(
                fact_label(catalogue, claim.fact),
                value_text(catalogue, claim.fact, claim.value),
                claim.source,
                claim.stated.isoformat(),
                claim.note,
            )
            for claim in file.claims
        ),
        tuple((fact_label(catalogue, item.fact), item.note) for item in file.unknown),
    )


@dataclass(frozen=True)
class Pack:
    id: str
    title: str
    chosen: bool


def chosen_pack() -> str:
    """The checklists that the request names; the usual ones where it names none."""
    packs = list_packs()
    asked = request.values.get("pack", "")
    if asked and all(item.pack != asked for item in packs):
        abort(404)
    return asked or next((item.pack for item in packs if item.usual), packs[0].pack)


def packs_to_choose() -> tuple[Pack, ...]:
    """What there is to choose from; nothing where there is only one."""
    found, chosen = list_packs(), chosen_pack()
    if len(found) == 1:
        return ()
    return tuple(Pack(item.pack, item.title, item.pack == chosen) for item in found)
