"""What changes for an assessment between two states of the law: two editions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.findings import Finding, Turned
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Migrated
from compliance.checklist.conditions import Truth
from compliance.checklist.editions.migration import Dropped, Merged, Renamed, Split
from compliance.checklist.loader import load_catalogue
from compliance.errors import fail
from compliance.services.editions.migrate import (
    MigrationPreview,
    Step,
    onwards,
    pair_findings,
    preview_migration,
)
from compliance.storage.opened import OpenAssessment


@dataclass(frozen=True)
class DateMoved:
    """A dated rule of the law; a day is missing where the rule is new or gone."""

    title: str
    before: datetime.date | None
    after: datetime.date | None


@dataclass(frozen=True)
class ConclusionTurned:
    """A conclusion whose truth differs; one side is missing where it is new or gone."""

    title: str
    before: Truth | None
    after: Truth | None


@dataclass(frozen=True)
class RequirementMoved:
    """A requirement that binds from another day."""

    turned: Turned
    before: datetime.date | None
    after: datetime.date | None


@dataclass(frozen=True)
class LineShown:
    """A migration line that concerns what binds this assessment, or may."""

    id: str
    change: str
    reason: str


@dataclass(frozen=True)
class EditionImpact:
    """Differences between two editions with the same answers."""

    migration: MigrationPreview
    dates: tuple[DateMoved, ...]
    moved: tuple[RequirementMoved, ...]
    added: tuple[Turned, ...]
    dropped: tuple[Turned, ...]
    changed: tuple[LineShown, ...]
    conclusions: tuple[ConclusionTurned, ...]
    turned: tuple[Turned, ...]
    """Findings of requirements of both editions whose status differs."""


def compare_editions(
    assessment: OpenAssessment, as_of: datetime.date, start: str = "", end: str = ""
) -> EditionImpact:
    """Compare two editions for one assessment.

    Args:
        assessment: with the answers that are compared.
        as_of: day for which findings are compared.
        start: the earlier edition; the one followed now by default. For an earlier
            one, the answers are those given before the assessment left it.
        end: the later edition; the newest by default.

    Raises:
        ConformityError: ``usage.arguments`` where the assessment never followed
            ``start``, or ``end`` is not a later edition.
    """
    assessment = _as_it_was(assessment, start)
    migration = preview_migration(assessment, as_of, end)
    if not migration.steps:
        raise fail(
            "--to-edition",
            "usage.arguments",
            f"There is no edition later than {assessment.state.edition} to compare with.",
            "See: conformity checklists list",
        )
    steps, last = migration.steps, migration.steps[-1]
    before = assessment.standing(as_of).findings
    after = last.after.standing(as_of).findings
    bound = {item.requirement.id for item in before if item.applies is not Truth.NO}
    pairs = pair_findings(steps, before, after)
    return EditionImpact(
        migration,
        _dates(migration),
        _moved(pairs),
        tuple(pair for pair in pairs if pair.before is None and _may_bind(pair.after)),
        tuple(pair for pair in pairs if pair.after is None and _may_bind(pair.before)),
        _lines(steps, bound),
        _conclusions(migration),
        tuple(pair for pair in pairs if pair.before and pair.after and pair.differs),
    )


def _may_bind(finding: Finding | None) -> bool:
    """Whether a requirement binds this operator and system, or may."""
    return finding is not None and finding.applies is not Truth.NO


def _moved(pairs: list[Turned]) -> tuple[RequirementMoved, ...]:
    """Requirements of both editions that bind from another day."""
    found = [
        RequirementMoved(pair, pair.before.applies_from(), pair.after.applies_from())
        for pair in pairs
        if pair.before and pair.after and _may_bind(pair.before) and _may_bind(pair.after)
    ]
    return tuple(item for item in found if item.before != item.after)


def _as_it_was(assessment: OpenAssessment, edition: str) -> OpenAssessment:
    """The assessment before it left an edition; itself where it follows it."""
    if edition in {"", assessment.state.edition}:
        return assessment
    records = assessment.store.read()
    for at, record in enumerate(records):
        if isinstance(record.data, Migrated) and record.data.from_edition == edition:
            catalogue = load_catalogue(assessment.catalogue.pack.pack, edition)
            return OpenAssessment(
                catalogue, fold(records[:at]), assessment.binder, assessment.store
            )
    raise fail(
        "--from-edition",
        "usage.arguments",
        f"The assessment never followed edition {edition}.",
        f"It follows {assessment.state.edition}.",
    )


def _dates(migration: MigrationPreview) -> tuple[DateMoved, ...]:
    """Rules of the timeline by id; those with the same day are left out."""
    before = migration.assessment.catalogue.timeline.rules
    after = migration.steps[-1].after.catalogue.timeline.rules
    old, new = ({rule.id: rule for rule in rules} for rules in (before, after))
    found = [
        DateMoved(
            (new.get(known) or old[known]).title,
            old[known].from_ if known in old else None,
            new[known].from_ if known in new else None,
        )
        for known in dict.fromkeys([*old, *new])
    ]
    return tuple(item for item in found if item.before != item.after)


def _conclusions(migration: MigrationPreview) -> tuple[ConclusionTurned, ...]:
    last = migration.steps[-1].after
    now = migration.assessment
    old, new = now.facts, last.facts
    found: list[ConclusionTurned] = []
    met: set[str] = set()
    for item in now.catalogue.conclusions.values():
        known = onwards(migration.steps, f"conclusion:{item.id}")
        later = last.catalogue.conclusions.get(known.removeprefix("conclusion:"))
        truth = old.holds(item.id)
        met.add("" if later is None else later.id)
        after = None if later is None else new.holds(later.id)
        if now.catalogue.is_shown(item) and truth is not after:
            found.append(ConclusionTurned(item.title, truth, after))
    found += [
        ConclusionTurned(item.title, None, new.holds(item.id))
        for item in last.catalogue.conclusions.values()
        if item.id not in met and last.catalogue.is_shown(item)
    ]
    return tuple(found)


def _lines(steps: tuple[Step, ...], bound: set[str]) -> tuple[LineShown, ...]:
    """Lines on questions of requirements that bind, on facts and on conclusions."""
    found: list[LineShown] = []
    for step in steps:
        migration = step.after.catalogue.migration
        for line in () if migration is None else migration.changes:
            moving = isinstance(line, Renamed | Split | Merged | Dropped)
            side = step.before if moving else step.after
            requirement = side.catalogue.requirement_of.get(line.id, "")
            origin = step.plan.succession.origins().get(requirement, requirement)
            if not requirement or requirement in bound or origin in bound:
                found.append(LineShown(line.id, line.change, line.reason))
    return tuple(found)
