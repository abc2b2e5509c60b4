"""How an assessment stands on a day, as a whole: counts, roles, and what warns."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import Standing
from compliance.assessment.roles import by_role, held_roles
from compliance.checklist.base import ROLES, THEMES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.errors import fail
from compliance.views.marks import Count, severity_counts, status_counts


@dataclass(frozen=True)
class RoleView:
    """How the requirements of one role stand; one that binds two counts under both."""

    title: str
    held: bool
    """False while it is open whether the role is held."""
    number: int
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Binding:
    """Requirements that apply, by whether they bind on the day already."""

    binds: str
    """``yes``, ``no``, or ``unknown`` where a reading or an open answer decides."""
    number: int
    open: int


@dataclass(frozen=True)
class Alert:
    """What would stop everything and is not ruled out."""

    title: str
    holds: bool
    """False while it is not determined."""

    @property
    def said(self) -> str:
        """As a sentence."""
        return f"“{self.title}” {'holds' if self.holds else 'is not determined'}."


def view_alerts(standing: Standing) -> tuple[Alert, ...]:
    """What would stop everything, as far as it is not ruled out."""
    return tuple(Alert(item.title, truth is Truth.YES) for item, truth in standing.alerts)


@dataclass(frozen=True)
class StandingView:
    """An assessment on a day."""

    as_of: datetime.date
    counts: tuple[Count, ...]
    """Requirements by status, as far as there are any."""
    gaps: tuple[Count, ...]
    """Gaps by severity, every severity listed."""
    binding: tuple[Binding, ...]
    """Nothing where all that applies is in application."""
    roles: tuple[RoleView, ...]
    notices: tuple[str, ...]
    alerts: tuple[Alert, ...]
    open_facts: tuple[tuple[str, str], ...]
    """Questions about operator and system without an answer: id and wording."""
    placeholders: tuple[tuple[str, str], ...]
    """Those whose answer is only a stand-in."""
    to_confirm: int
    """Questions at which something waits to be confirmed."""
    waiting: int
    """Answered requirements that wait for a reviewer."""
    returned: int
    """Those that were returned to their authors."""
    all_met: bool

    @property
    def unreviewed(self) -> int:
        """Answered requirements that lack the review they require."""
        return self.waiting + self.returned


def view_standing(
    assessment: Assessment, as_of: datetime.date, *, outside: bool = False
) -> StandingView:
    """How an assessment stands on a day.

    Args:
        assessment: the assessment.
        as_of: the day.
        outside: count what is out of scope, too.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    standing, questions = assessment.standing(as_of), assessment.catalogue.questions
    return StandingView(
        as_of=as_of,
        counts=status_counts(i.status for i in standing.findings if outside or i.in_scope),
        gaps=severity_counts(gap.severity for gap in standing.gaps()),
        binding=_binding(standing),
        roles=_roles(assessment, standing),
        notices=standing.notices,
        alerts=view_alerts(standing),
        open_facts=tuple((known, questions[known].ask) for known in standing.open_facts),
        placeholders=tuple((known, questions[known].ask) for known in standing.placeholder_facts),
        to_confirm=len(assessment.waiting()),
        waiting=len(standing.waiting_for("reviewer")),
        returned=len(standing.waiting_for("author")),
        all_met=standing.all_met,
    )


def _binding(standing: Standing) -> tuple[Binding, ...]:
    """How much of what applies is in application on the day already."""
    applying = [
        (item.binds(standing.as_of), item)
        for item in standing.findings
        if item.applies is Truth.YES
    ]
    if all(binds is Truth.YES for binds, _ in applying):
        return ()
    found = []
    for truth in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        items = [item for binds, item in applying if binds is truth]
        if items or truth is Truth.YES:
            found.append(Binding(truth.value, len(items), sum(item.is_open for item in items)))
    return tuple(found)


def _roles(assessment: Assessment, standing: Standing) -> tuple[RoleView, ...]:
    held = held_roles(assessment.facts)
    return tuple(
        RoleView(
            assessment.catalogue.label(ROLES, role),
            held.get(role) is Truth.YES,
            len(items),
            status_counts(item.status for item in items),
        )
        for role, items in by_role(standing.findings, held).items()
    )


def role_words(catalogue: Catalogue) -> dict[str, str]:
    """Every role of the edition, by id, in words."""
    return {word.id: word.label for word in catalogue.words(ROLES)}


def theme_words(catalogue: Catalogue) -> dict[str, str]:
    """Every theme of the edition, by id, in words."""
    return {word.id: word.label for word in catalogue.words(THEMES)}


def known_role(catalogue: Catalogue, role: str) -> str:
    """A role as the checklists name it, from its id or its label.

    Raises:
        ConformityError: ``usage.arguments`` with the roles there are.
    """
    words = role_words(catalogue)
    low = role.strip().casefold()
    for known, label in words.items():
        if low in {known, label.casefold()}:
            return known
    names = ", ".join(words)
    raise fail("--role", "usage.arguments", f"There is no role {role[:60]}.", f"Roles: {names}.")
