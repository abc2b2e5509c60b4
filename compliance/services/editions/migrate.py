"""Moving an assessment to a later edition: a preview, and the deed.

Nothing happens by itself. A step to the next edition is one record; several steps are
several records, so an interruption between them leaves an assessment that follows an
edition in between and can be taken further.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.assessment.agenda import Item
from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import Finding, Turned
from compliance.assessment.journal.records import timestamp
from compliance.assessment.journal.store import Entry
from compliance.assessment.plan_migration import Plan, plan_migration, preview
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.checklist.model import Edition
from compliance.errors import ConformityError, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.open import open_binder
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder


@dataclass(frozen=True)
class Step:
    before: Assessment
    after: Assessment
    plan: Plan


@dataclass(frozen=True)
class MigrationPreview:
    assessment: OpenAssessment
    steps: tuple[Step, ...]
    new_questions: tuple[Item, ...]
    """Questions that arise and did not before."""
    turned: tuple[Turned, ...]

    @property
    def target(self) -> Edition:
        last = self.steps[-1].after if self.steps else self.assessment
        return last.catalogue.edition


def later_editions(assessment: OpenAssessment) -> list[Edition]:
    """Installed editions later than the one that is followed, the next one first."""
    return assessment.catalogue.pack.after(assessment.state.edition)


def preview_migration(
    assessment: OpenAssessment, as_of: datetime.date, to: str = ""
) -> MigrationPreview:
    """What a migration would do; nothing is written.

    Args:
        assessment: as it stands.
        as_of: day for which findings are compared.
        to: edition to reach; the newest one by default.

    Raises:
        ConformityError: ``usage.arguments`` where ``to`` is not a later edition, or
            problems of the checklists.
    """
    steps: list[Step] = []
    before: Assessment = assessment
    for edition in _way(assessment, to):
        catalogue = load_catalogue(before.catalogue.pack.pack, edition.id)
        plan = plan_migration(before, catalogue)
        after = Assessment(catalogue, preview(before.state, plan.record))
        steps.append(Step(before, after, plan))
        before = after
    return MigrationPreview(
        assessment,
        tuple(steps),
        _new_questions(assessment, steps) if steps else (),
        compare_findings(assessment, steps, as_of),
    )


def _way(assessment: OpenAssessment, to: str) -> list[Edition]:
    """Editions to go through, up to the one wanted."""
    later = later_editions(assessment)
    if not to or to == assessment.state.edition:
        return [] if to else later
    ids = [item.id for item in later]
    if to not in ids:
        raise fail(
            to,
            "usage.arguments",
            f"This edition is not later than {assessment.state.edition}.",
            f"Later ones: {', '.join(ids)}." if ids else "None is installed.",
        )
    return later[: ids.index(to) + 1]


def onwards(steps: Sequence[Step], known: str) -> str:
    """The last id of a question that keeps its answer; empty where there is none."""
    for step in steps:
        known = step.plan.succession.same(known) if known else ""
    return known


def _new_questions(assessment: OpenAssessment, steps: list[Step]) -> tuple[Item, ...]:
    asked = {onwards(steps, item.question.id) for item in assessment.agenda.items}
    last = steps[-1].after
    return tuple(
        item
        for item in last.agenda.items
        if item.question.id not in asked
        and not item.answered
        and item.question.id not in last.state.unconfirmed
    )


def compare_findings(
    assessment: Assessment, steps: list[Step], as_of: datetime.date
) -> tuple[Turned, ...]:
    """Findings that differ between an assessment now and after some steps."""
    if not steps:
        return ()
    before = assessment.standing(as_of).findings
    after = steps[-1].after.standing(as_of).findings
    return tuple(pair for pair in pair_findings(steps, before, after) if pair.differs)


def pair_findings(
    steps: Sequence[Step], before: Sequence[Finding], after: Sequence[Finding]
) -> list[Turned]:
    """Every finding before some steps beside the one after them; then what is new."""
    later = {item.requirement.id: item for item in after}
    pairs = [Turned(item, later.get(onwards(steps, item.requirement.id))) for item in before]
    met = {pair.after.requirement.id for pair in pairs if pair.after}
    return pairs + [Turned(None, item) for item in after if item.requirement.id not in met]


def migrate(
    binder: Binder, *, by: str, at: datetime.datetime, to: str = ""
) -> tuple[OpenAssessment, int]:
    """Migrate an assessment, step by step; a second time changes nothing.

    Records that others append meanwhile are taken into account: each step is planned
    again while the journal is held alone.

    Returns:
        The assessment as it stands then, and the number of steps taken now.

    Raises:
        ConformityError: as :func:`preview_migration`, or a problem of writing. Steps
            taken before remain.
    """
    by = clean_author(by)
    taken = 0
    while True:
        assessment = open_binder(binder)
        way = _way(assessment, to)
        if not way:
            return assessment, taken
        after = load_catalogue(assessment.catalogue.pack.pack, way[0].id)
        taken += _step(assessment, after, by, at)


def _step(assessment: OpenAssessment, after: Catalogue, by: str, at: datetime.datetime) -> int:
    with assessment.store.locked():
        try:
            assessment.refresh()
        except ConformityError as error:
            if error.code != "assessment.migrated":
                raise
            return 0  # somebody else took this step
        plan = plan_migration(assessment, after)
        assessment.store.append(assessment.head, Entry(timestamp(at), by, plan.record))
    return 1
