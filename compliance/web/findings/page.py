"""Findings and gaps: the list, and each requirement with owner and review."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.assessment.findings import Finding
from compliance.assessment.verdict import Status
from compliance.checklist.base import ROLES
from compliance.checklist.conditions import Truth
from compliance.data.typed import parse_date
from compliance.errors import ConformityError, Problem
from compliance.services.assess.follow_up import assign_owner
from compliance.services.assess.review_queue import review_state
from compliance.services.clock import now, today
from compliance.views.marks import SEVERITY, STATUS, Mark, severity_counts, status_counts
from compliance.web.common import go, opened, show_in, tell
from compliance.web.findings.view import (
    finding_of,
    record_review,
    shown_requirement,
)
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("findings", __name__, url_prefix="/a/<name>/findings")

ORDER: Final = tuple(SEVERITY)
OPEN: Final = "open"


@dataclass(frozen=True)
class Line:
    id: str
    title: str
    provision: str
    mark: Mark
    severities: tuple[Mark, ...]
    first_gap: str
    more_gaps: int
    owner: str
    due: datetime.date | None
    overdue: bool
    review: str


@pages.get("/")
def index(name: str) -> str:
    """Every requirement that applies or may apply, filtered."""
    chosen = {key: request.args.get(key, "") for key in ("status", "severity", "role")}
    with opened(name) as found:
        catalogue = found.assessment.catalogue
        standing = found.assessment.standing(today())
        shown = standing.in_scope()
        roles = [
            word
            for word in catalogue.words(ROLES)
            if any(word.id in item.requirement.roles for item in shown)
        ]
        fitting = [item for item in shown if _fits(item, chosen)]
        unsettled = [] if any(chosen.values()) else [i for i in fitting if _unsettled(i)]
        return show_in(
            found,
            "findings",
            "findings",
            lines=[_line(found, item) for item in fitting if item not in unsettled],
            unsettled=_by_law(found, unsettled),
            may_apply=len(unsettled),
            counts=status_counts(item.status for item in shown),
            gaps=severity_counts(gap.severity for gap in standing.gaps()),
            statuses=[(status.value, mark.word) for status, mark in STATUS.items()],
            severities=[(key, mark.word) for key, mark in SEVERITY.items()],
            roles=[(word.id, word.label) for word in roles],
            chosen=chosen,
            as_of=today(),
            open_facts=[catalogue.questions[known] for known in standing.open_facts],
            stand_ins=[catalogue.questions[known] for known in standing.placeholder_facts],
            notices=standing.notices,
            alerts=[item.title for item, truth in standing.alerts if truth is Truth.YES],
            open_alerts=[item.title for item, truth in standing.alerts if truth is not Truth.YES],
        )


def _unsettled(finding: Finding) -> bool:
    """Nothing is said about it yet but that it may apply."""
    return (
        finding.status is Status.UNDETERMINED
        and finding.answer is None
        and finding.assignment is None
    )


def _by_law(found: Opened, findings: list[Finding]) -> dict[str, list[tuple[str, str]]]:
    """Requirements that may apply, id and title, under the article or annex."""
    titles = found.assessment.agenda.titles
    heaps: dict[str, list[tuple[str, str]]] = {}
    for item in findings:
        requirement = item.requirement
        place = found.assessment.agenda.item(requirement.id)
        heading = titles[place.section] if place else ""
        heaps.setdefault(heading, []).append((requirement.id, requirement.title))
    return heaps


def _fits(finding: Finding, chosen: dict[str, str]) -> bool:
    status, severity, role = chosen["status"], chosen["severity"], chosen["role"]
    if status == OPEN and not finding.is_open:
        return False
    if status not in {"", OPEN} and finding.status.value != status:
        return False
    if severity and all(gap.severity != severity for gap in finding.gaps):
        return False
    return not role or role in finding.requirement.roles


def _line(found: Opened, finding: Finding) -> Line:
    requirement, assigned = finding.requirement, finding.assignment
    gaps = sorted(finding.gaps, key=lambda gap: ORDER.index(gap.severity))
    present = {gap.severity for gap in gaps}
    due = assigned.due if assigned else None
    return Line(
        requirement.id,
        requirement.title,
        found.assessment.catalogue.outline.printed(requirement.provisions[0]),
        STATUS[finding.status],
        tuple(mark for key, mark in SEVERITY.items() if key in present),
        gaps[0].text if gaps else "",
        max(len(gaps) - 1, 0),
        assigned.owner if assigned else "",
        due,
        due is not None and due < today() and finding.is_open,
        _review_word(found, finding),
    )


def _review_word(found: Opened, finding: Finding) -> str:
    if finding.answer is None:
        return ""
    return review_state(found.assessment, finding.requirement, changes=False).word


@pages.get("/<known>")
def requirement(name: str, known: str) -> str:
    """One requirement: how it stands, its gaps, owner and review."""
    with opened(name) as found:
        return _show(found, known)


@pages.post("/<known>/owner")
def owner(name: str, known: str) -> str | Response:
    """Say who mends the gaps, and by when."""
    require("assign")
    who, by_when = request.form.get("owner", ""), request.form.get("due", "").strip()
    with opened(name) as found:
        finding_of(found, known)
        try:
            due = parse_date("due", by_when) if by_when else None
            assign_owner(found.assessment, known, who, due, by=person().name, at=now())
        except ConformityError as error:
            return _show(found, known, error.problems, who, by_when)
    tell("The owner was recorded.")
    return go("findings.requirement", name=name, known=known)


@pages.post("/<known>/review")
def review(name: str, known: str) -> str | Response:
    """Approve or return a requirement as it stands."""
    require("review")
    decision, comment = request.form.get("decision", ""), request.form.get("comment", "")
    if decision not in {"approve", "return"}:
        abort(400)
    with opened(name) as found:
        finding_of(found, known)
        try:
            record_review(found, known, decision, comment)
        except ConformityError as error:
            return _show(found, known, error.problems, comment=comment, decision=decision)
    tell("Approved." if decision == "approve" else "Returned to its author.")
    return go("findings.requirement", name=name, known=known)


def _show(
    found: Opened,
    known: str,
    problems: Sequence[Problem] = (),
    who: str = "",
    due: str = "",
    comment: str = "",
    decision: str = "",
) -> str:
    finding = finding_of(found, known)
    assigned = finding.assignment
    return show_in(
        found,
        "requirement",
        "findings",
        r=shown_requirement(found, finding),
        problems=problems,
        owner=who or (assigned.owner if assigned else ""),
        due=due or (assigned.due.isoformat() if assigned and assigned.due else ""),
        comment=comment,
        decision=decision,
        seen=found.assessment.head,
        people=sorted(found.assessment.state.people),
    )
