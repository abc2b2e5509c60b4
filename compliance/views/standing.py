"""How an assessment stands on a day, as a whole: counts, roles, and what warns."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.findings import Finding, Standing, by_role
from compliance.assessment.observe import by_cause
from compliance.assessment.roles import held_roles
from compliance.assessment.verdict import Status
from compliance.checklist.base import ROLES, THEMES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.errors import fail
from compliance.language.words import capital, counted, listed
from compliance.views.marks import Count, severity_counts, status_counts, want_counts

NAMED: Final = 6
"""Things named in a sentence; the rest is counted."""


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
class Deciding:
    """A question that leaves it open whether requirements apply."""

    id: str
    name: str
    """In a few words."""
    ask: str
    number: int
    """How many requirements hang on it."""

    @property
    def said(self) -> str:
        """As a sentence part."""
        verb = "hangs" if self.number == 1 else "hang"
        return f"{counted(self.number, 'requirement')} {verb} on it"


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


def alert_lines(alerts: Iterable[Alert]) -> Iterable[str]:
    """Alerts as sentences; those merely not ruled out together, where they are many."""
    found = list(alerts)
    open_ = [alert for alert in found if not alert.holds]
    together = len(open_) > NAMED
    yield from (alert.said for alert in found if alert.holds or not together)
    if together:
        yield f"Not ruled out yet: {listed([f'“{alert.title}”' for alert in open_], NAMED)}."


@dataclass(frozen=True)
class StandingView:
    """An assessment on a day."""

    as_of: datetime.date
    counts: tuple[Count, ...]
    """Requirements by status, as far as there are any."""
    wants: tuple[Count, ...]
    """Answers, confirmations and evidence that people still owe; every kind listed."""
    gaps: tuple[Count, ...]
    """Gaps by severity, every severity listed."""
    undetermined: int
    """Requirements of which it is open whether they apply."""
    deciding: tuple[Deciding, ...]
    """The questions that decide that, the one with most requirements first."""
    binding: tuple[Binding, ...]
    """Nothing where all that applies is in application."""
    since: tuple[tuple[datetime.date, int, int], ...]
    """Since when requirements bind that do on the day: day, number, how many are open."""
    roles: tuple[RoleView, ...]
    notices: tuple[str, ...]
    alerts: tuple[Alert, ...]
    open_facts: tuple[tuple[str, str], ...]
    """Questions about operator and system without an answer: id and wording."""
    placeholders: tuple[tuple[str, str], ...]
    """Those whose answer is only a stand-in."""
    to_confirm: tuple[tuple[str, str], ...]
    """Those whose answer no person has confirmed yet."""
    waiting: int
    """Answered requirements that wait for a reviewer."""
    returned: int
    """Those that were returned to their authors."""
    causes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Declared causes of several open requirements: each with their ids and titles."""
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
    facts = standing.wanted_facts
    return StandingView(
        as_of=as_of,
        counts=status_counts(i.status for i in standing.findings if outside or i.in_scope),
        wants=want_counts(standing.wants()),
        gaps=severity_counts(gap.severity for gap in standing.gaps()),
        undetermined=standing.counts()[Status.UNDETERMINED],
        deciding=view_deciding(assessment, standing),
        binding=_binding(standing),
        since=_since(standing),
        roles=_roles(assessment, standing),
        notices=standing.notices,
        alerts=view_alerts(standing),
        open_facts=tuple((known, questions[known].ask) for known in facts.to_answer),
        placeholders=tuple((known, questions[known].ask) for known in facts.stand_ins),
        to_confirm=tuple((known, questions[known].ask) for known in facts.to_confirm),
        waiting=len(standing.waiting_for("reviewer")),
        returned=len(standing.waiting_for("author")),
        causes=view_causes(standing),
        all_met=standing.all_met,
    )


def view_causes(standing: Standing) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Causes that several open requirements share, the one with most of them first."""
    found = sorted(by_cause(standing.findings).items(), key=lambda pair: -len(pair[1]))
    return tuple(
        (cause, tuple((item.requirement.id, item.requirement.title) for item in items))
        for cause, items in found
    )


def view_deciding(assessment: Assessment, standing: Standing) -> tuple[Deciding, ...]:
    """The questions that leave it open what applies, most requirements first."""
    catalogue = assessment.catalogue
    return tuple(
        Deciding(
            known, capital(fact_label(catalogue, known)), catalogue.questions[known].ask, number
        )
        for known, number in standing.deciding().items()
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


def _since(standing: Standing) -> tuple[tuple[datetime.date, int, int], ...]:
    """Days since which requirements bind, with their number, in order."""
    found: dict[datetime.date, list[Finding]] = {}
    for item in standing.findings:
        since = item.bound_since(standing.as_of) if item.applies is Truth.YES else None
        if since is not None:
            found.setdefault(since, []).append(item)
    return tuple(
        (on, len(items), sum(item.is_open for item in items)) for on, items in sorted(found.items())
    )


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
