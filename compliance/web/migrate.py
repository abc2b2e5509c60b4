"""Moving an assessment to a later edition: what it would do, and the deed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from compliance.assessment.journal.records import Answer
from compliance.services.clock import now, today
from compliance.services.editions.migrate import Step, later_editions, migrate, preview_migration
from compliance.views.answer import view_answer
from compliance.views.finding import view_turn
from compliance.views.question import ask_of
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("migrate", __name__, url_prefix="/a/<name>/edition")


@dataclass(frozen=True)
class Doubt:
    """An answer that is to be confirmed afterwards."""

    ask: str
    earlier: str
    """The answer as it stands; several where questions were merged."""
    reason: str


@dataclass(frozen=True)
class Stage:
    before: str
    after: str
    law_state: datetime.date
    released: bool
    kept: tuple[str, ...]
    moved: tuple[tuple[str, tuple[str, ...]], ...]
    """Question as it was, and as it is called then."""
    values: tuple[tuple[str, str], ...]
    """Question, and its answer under the new options."""
    doubts: tuple[Doubt, ...]
    dropped: tuple[tuple[str, str], ...]
    """Question, and why it goes."""


@pages.get("/")
def index(name: str) -> str:
    """What the newest edition means for the assessment."""
    with opened(name) as found:
        return _show(found)


@pages.post("/")
def apply(name: str) -> str | Response:
    """Move the assessment to the edition that was shown."""
    require("begin")
    with opened(name) as found:
        assessment = found.assessment
        target = request.form.get("to", "")
        if target not in {item.id for item in later_editions(assessment)}:
            tell(f"It follows edition {assessment.state.edition}.", "note")
            return go("migrate.index", name=name)
        if request.form.get("seen") != assessment.head:
            tell("Something was recorded meanwhile; nothing was moved. Look again.", "note")
            return _show(found, target)
        done, _ = migrate(assessment.binder, by=person().name, at=now(), to=target)
    waiting = len(done.state.unconfirmed)
    answers = "1 answer is" if waiting == 1 else f"{waiting} answers are"
    tell(
        f"The assessment follows edition {done.state.edition} now. "
        f"{answers if waiting else 'No answer is'} to be confirmed."
    )
    return go("tasks.index", name=name)


def _show(found: Opened, target: str = "") -> str:
    assessment = found.assessment
    plan = preview_migration(assessment, today(), target)
    turned = () if assessment.state.is_organisation else plan.turned
    return show_in(
        found,
        "migrate",
        "tasks",
        edition=assessment.state.edition,
        target=plan.target.id if plan.steps else "",
        seen=assessment.head,
        stages=[_stage(step) for step in plan.steps],
        new=[(item.question.ask, item.certain) for item in plan.new_questions],
        turned=[view_turn(item) for item in turned],
        may_move=person().may("begin"),
    )


def _stage(step: Step) -> Stage:
    record = step.plan.record
    edition = step.after.catalogue.edition
    moved = {old: (new,) for old, new in record.renamed.items()} | record.replaced
    values = {known: Answer(question=known, value=value) for known, value in record.values.items()}
    return Stage(
        step.before.catalogue.edition.id,
        edition.id,
        edition.law_state,
        bool(edition.released),
        tuple(ask_of(step.after, known) for known in step.plan.kept),
        tuple(
            (ask_of(step.before, old), tuple(ask_of(step.after, known) for known in new))
            for old, new in moved.items()
        ),
        tuple(
            (said.ask, said.words)
            for said in (view_answer(step.after, *item) for item in values.items())
        ),
        _doubts(step),
        tuple((ask_of(step.before, known), why) for known, why in record.dropped.items()),
    )


def _doubts(step: Step) -> tuple[Doubt, ...]:
    found = []
    for entry in step.plan.record.reconfirm:
        waiting = step.after.state.unconfirmed.get(entry.question)
        given = () if waiting is None else waiting.answers
        texts = (view_answer(step.after, entry.question, item).words for item in given)
        found.append(Doubt(ask_of(step.after, entry.question), "; ".join(texts), entry.reason))
    return tuple(found)
