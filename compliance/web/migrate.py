"""Moving an assessment to a later edition: what it would do, and the deed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from compliance.checklist.answer_text import full_answer
from compliance.checklist.catalogue import Catalogue
from compliance.services.clock import now, today
from compliance.services.editions.migrate import (
    MigrationPreview,
    Step,
    Turned,
    later_editions,
    migrate,
    preview_migration,
)
from compliance.views.marks import STATUS, Mark
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("migrate", __name__, url_prefix="/a/<name>/edition")


@dataclass(frozen=True)
class Doubt:
    """An answer that is to be confirmed afterwards."""

    ask: str
    earlier: str
    """The answer as it stands."""
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


@dataclass(frozen=True)
class Turn:
    """A finding that differs afterwards."""

    title: str
    before: Mark | None
    after: Mark | None


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
    return show_in(
        found,
        "migrate",
        "tasks",
        edition=assessment.state.edition,
        target=plan.target.id if plan.steps else "",
        seen=assessment.head,
        stages=[_stage(step) for step in plan.steps],
        new=[(item.question.ask, item.certain) for item in plan.new_questions],
        turned=() if assessment.state.is_organisation else _turns(plan),
        may_move=person().may("begin"),
    )


def _stage(step: Step) -> Stage:
    record = step.plan.record
    before, after = step.before.catalogue, step.after.catalogue
    moved = {old: (new,) for old, new in record.renamed.items()} | record.replaced
    return Stage(
        before.edition.id,
        after.edition.id,
        after.edition.law_state,
        bool(after.edition.released),
        tuple(_named(after, known) for known in step.plan.kept),
        tuple(
            (_named(before, old), tuple(_named(after, known) for known in new))
            for old, new in moved.items()
        ),
        tuple(
            (_named(after, known), full_answer(after, known, "given", value))
            for known, value in record.values.items()
        ),
        _doubts(step),
        tuple((_named(before, known), why) for known, why in record.dropped.items()),
    )


def _doubts(step: Step) -> tuple[Doubt, ...]:
    found = []
    for entry in step.plan.record.reconfirm:
        waiting = step.after.state.unconfirmed.get(entry.question)
        given = () if waiting is None else waiting.answers
        texts = (
            full_answer(step.after.catalogue, item.question, item.state, item.value)
            for item in given
        )
        ask = step.after.catalogue.questions[entry.question].ask
        found.append(Doubt(ask, "; ".join(texts), entry.reason))
    return tuple(found)


def _named(catalogue: Catalogue, known: str) -> str:
    """A question in words; its id where the edition has none."""
    question = catalogue.questions.get(known)
    return known if question is None else question.ask


def _turns(plan: MigrationPreview) -> list[Turn]:
    return [Turn(_title(item), _mark(item, "before"), _mark(item, "after")) for item in plan.turned]


def _title(item: Turned) -> str:
    finding = item.after or item.before
    return finding.requirement.title if finding else ""


def _mark(item: Turned, side: str) -> Mark | None:
    finding = item.before if side == "before" else item.after
    return STATUS[finding.status] if finding else None
