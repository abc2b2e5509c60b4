"""Findings and gaps: the list, and each requirement with owner and review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.data.typed import parse_date
from compliance.errors import ConformityError, Problem
from compliance.services.assess.follow_up import assign_owner, review_requirement
from compliance.services.assess.review_queue import basis_of, changes_since_review, check_seen
from compliance.services.clock import now, today
from compliance.views.answer import view_answer
from compliance.views.evidence import usable_for
from compliance.views.finding import FindingView, view_finding, view_findings
from compliance.views.marks import SEVERITY, STATUS, WANT
from compliance.views.standing import role_words, view_standing
from compliance.web.common import go, opened, show_in, tell
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("findings", __name__, url_prefix="/a/<name>/findings")

OPEN: Final = "open"


@pages.get("/")
def index(name: str) -> str:
    """Every requirement that applies or may apply, filtered."""
    chosen = {key: request.args.get(key, "") for key in ("status", "severity", "role")}
    with opened(name) as found:
        shown = [item for item in view_findings(found.assessment, today()) if item.in_scope]
        roles = role_words(found.assessment.catalogue)
        lines = [item for item in shown if _fits(item, chosen)]
        unsettled: dict[str, list[FindingView]] = {}
        if not any(chosen.values()):
            for item in lines:
                if item.unsettled:
                    unsettled.setdefault(item.article, []).append(item)
            lines = [item for item in lines if not item.unsettled]
        return show_in(
            found,
            "findings",
            "findings",
            standing=view_standing(found.assessment, today()),
            lines=lines,
            unsettled=unsettled,
            may_apply=sum(map(len, unsettled.values())),
            statuses=[(mark.key, mark.word) for mark in STATUS.values()],
            lacks=[
                *((mark.key, f"Gap: {mark.word.lower()}") for mark in SEVERITY.values()),
                *((mark.key, mark.word) for mark in WANT.values()),
            ],
            roles=[
                (known, word)
                for known, word in roles.items()
                if any(known in item.role_ids for item in shown)
            ],
            chosen=chosen,
        )


def _fits(finding: FindingView, chosen: dict[str, str]) -> bool:
    status, severity, role = chosen["status"], chosen["severity"], chosen["role"]
    if status == OPEN and not finding.open:
        return False
    if status not in {"", OPEN, finding.mark.key}:
        return False
    if severity and all(mark.key != severity for mark in (*finding.severities, *finding.wants)):
        return False
    return not role or role in finding.role_ids


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
    cause = request.form.get("cause", "")
    with opened(name) as found:
        finding_of(found, known)
        try:
            due = parse_date("due", by_when) if by_when else None
            assign_owner(found.assessment, known, who, due, by=person().name, at=now(), cause=cause)
        except ConformityError as error:
            return _show(found, known, error.problems, who, by_when, cause=cause)
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
    cause: str = "",
) -> str:
    finding = finding_of(found, known)
    return show_in(
        found,
        "requirement",
        "findings",
        **shown_requirement(found, finding),
        problems=problems,
        owner=who or finding.owner,
        due=due or (finding.due.isoformat() if finding.due else ""),
        cause=cause or finding.cause,
        causes=sorted(
            {item.cause for item in found.assessment.state.owners.values() if item.cause}
        ),
        comment=comment,
        decision=decision,
        seen=found.assessment.head,
        people=sorted(found.assessment.state.people),
        usable=usable_for(found.assessment, known, today()),
    )


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
