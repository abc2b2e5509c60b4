"""What pages about one requirement share: its values, and recording a review of it."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from compliance.services.assess.follow_up import review_requirement
from compliance.services.assess.review_queue import basis_of, changes_since_review, check_seen
from compliance.services.clock import now, today
from compliance.views.answer import view_answer
from compliance.views.finding import FindingView, view_finding
from compliance.web.people.identity import person
from compliance.web.workspace.desk import Opened


def finding_of(found: Opened, known: str) -> FindingView:
    """The finding of a requirement today; a page that does not exist without one."""
    finding = view_finding(found.assessment, today(), known)
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


def shown_requirement(found: Opened, finding: FindingView) -> dict[str, Any]:
    """What the template parts about a requirement show."""
    assessment = found.assessment
    changed = finding.review.changed
    return {
        "r": finding,
        "answers": [view_answer(assessment, known, given) for known, given in finding.answers],
        "basis": basis_of(assessment, finding.id),
        "changes": changes_since_review(assessment, finding.id) if changed else [],
    }
