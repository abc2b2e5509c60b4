"""A requirement with all that a page about it shows, as ready values."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request

from compliance.assessment.findings import Finding
from compliance.checklist.base import ROLES, THEMES
from compliance.language.words import day
from compliance.services.assess.follow_up import review_requirement
from compliance.services.assess.review_queue import ReviewState, check_seen, review_state
from compliance.services.clock import now, today
from compliance.views.answer import AnswerView, view_answer
from compliance.views.marks import SEVERITY, STATUS, Mark
from compliance.views.starts import since
from compliance.web.people.identity import person
from compliance.web.workspace.desk import Opened


@dataclass(frozen=True)
class Shown:
    """A requirement with everything about it."""

    finding: Finding
    mark: Mark
    laws: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    theme: str
    answers: tuple[AnswerView, ...]
    gaps: tuple[tuple[Mark, str, str], ...]
    since: str
    """From when it binds, as the end of a sentence."""
    review: ReviewState


def finding_of(found: Opened, known: str) -> Finding:
    """The finding of a requirement today; a page that does not exist without one."""
    findings = found.assessment.standing(today()).findings
    finding = next((item for item in findings if item.requirement.id == known), None)
    if finding is None:
        abort(404)
    return finding


def record_review(found: Opened, known: str, decision: str, comment: str) -> None:
    """Record the decision of the form, if what it was about still stands.

    Raises:
        ConformityError: ``review.changed``, or those of a review.
    """
    check_seen(found.assessment, known, request.form.get("basis", ""))
    review_requirement(
        found.assessment,
        known,
        approve=decision == "approve",
        comment=comment,
        by=person().name,
        at=now(),
    )


def shown_requirement(found: Opened, finding: Finding) -> Shown:
    """Everything a page shows about a requirement."""
    catalogue, requirement = found.assessment.catalogue, finding.requirement
    places = [catalogue.outline.get(item) for item in requirement.provisions]
    main = catalogue.questions[requirement.id]
    pairs = [(main, finding.answer), *finding.follow_ups]
    return Shown(
        finding,
        STATUS[finding.status],
        tuple((place.printed, place.heading) for place in places),
        tuple(catalogue.label(ROLES, role) for role in requirement.roles),
        catalogue.label(THEMES, requirement.theme),
        tuple(view_answer(found.assessment, question.id, given) for question, given in pairs),
        tuple((SEVERITY[gap.severity], gap.text, gap.remedy) for gap in finding.gaps),
        since(finding.starts, day),
        review_state(found.assessment, requirement),
    )
