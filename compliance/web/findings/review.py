"""Reviews: what waits for a second person, and one requirement after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.assessment.reviews import is_own
from compliance.checklist.base import THEMES
from compliance.checklist.conditions import Truth
from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.review_queue import Queued, review_queue
from compliance.services.clock import today
from compliance.views.marks import STATUS, Mark
from compliance.web.common import go, opened, show_in, tell
from compliance.web.findings.view import (
    finding_of,
    record_review,
    shown_requirement,
)
from compliance.web.people.identity import person, require
from compliance.web.workspace.desk import Opened

pages = Blueprint("review", __name__, url_prefix="/a/<name>/review")

SHOW: Final = {
    "": "All",
    "mine": "For me to review",
    "returned": "Returned to their authors",
    "my-returned": "Returned to me",
    "void": "Approval void",
}
CHANGES: Final = 3
"""Changes shown for a requirement in the list; its own page shows all."""
DECISIONS: Final = ("approve", "return")


@dataclass(frozen=True)
class Line:
    id: str
    title: str
    provision: str
    mark: Mark
    state: str
    word: str
    by: str
    at: str
    reviewer: str
    comment: str
    changes: tuple[tuple[str, str, str], ...]
    more_changes: int
    mine: bool
    """Whether the person who looks may review it."""
    own: bool
    """Whether the person who looks gave the answer."""


@pages.get("/")
def index(name: str) -> str:
    """What lacks a review, filtered."""
    chosen = _chosen()
    with opened(name) as found:
        queue = review_queue(found.assessment, found.assessment.standing(today()))
        fitting = [item for item in queue if _fits(item, chosen)]
        mine = [item for item in fitting if item.for_reviewer(person().name)]
        return show_in(
            found,
            "review",
            "review",
            lines=[_line(found, item) for item in fitting],
            first=mine[0].finding.requirement.id if mine else "",
            number=len(mine),
            counts=_counts(queue),
            total=len(queue),
            shows=SHOW,
            themes=_themes(found, queue),
            chosen=chosen,
            approved=_approved(found),
        )


def _chosen() -> dict[str, str]:
    """The filter of the list, from the address or from a form."""
    chosen = {key: request.values.get(key, "") for key in ("show", "theme")}
    if chosen["show"] not in SHOW:
        abort(404)
    return chosen


def _fits(item: Queued, chosen: dict[str, str]) -> bool:
    theme, who = chosen["theme"], person().name
    if theme and item.finding.requirement.theme != theme:
        return False
    match chosen["show"]:
        case "mine":
            return item.for_reviewer(who)
        case "returned":
            return item.with_author
        case "my-returned":
            return item.with_author and who in item.answer.authors
        case "void":
            return item.state == "void"
        case _:
            return True


def _counts(queue: Sequence[Queued]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in queue:
        found[item.word] = found.get(item.word, 0) + 1
    return found


def _themes(found: Opened, queue: Sequence[Queued]) -> list[tuple[str, str]]:
    present = {item.finding.requirement.theme for item in queue}
    words = found.assessment.catalogue.words(THEMES)
    return [(word.id, word.label) for word in words if word.id in present]


def _approved(found: Opened) -> int:
    """Requirements that bind, need a review and have one that counts."""
    return sum(
        item.requirement.review.required and item.review_counts and item.review is not None
        for item in found.assessment.standing(today()).findings
        if item.applies is Truth.YES
    )


def _line(found: Opened, item: Queued) -> Line:
    requirement, who = item.finding.requirement, person().name
    return Line(
        requirement.id,
        requirement.title,
        found.assessment.catalogue.outline.printed(requirement.provisions[0]),
        STATUS[item.finding.status],
        item.state,
        item.word,
        item.answer.by,
        item.answer.at,
        item.given.by if item.given else "",
        item.given.data.comment if item.given else "",
        item.changes[-CHANGES:],
        max(len(item.changes) - CHANGES, 0),
        item.for_reviewer(who),
        who in item.answer.authors,
    )


@pages.get("/<known>")
def requirement(name: str, known: str) -> str:
    """One requirement to review, with its place in the list."""
    with opened(name) as found:
        return _show(found, known)


@pages.post("/<known>")
def decide(name: str, known: str) -> str | Response:
    """Approve or return it, and go to the next."""
    require("review")
    decision, comment = request.form.get("decision", ""), request.form.get("comment", "")
    chosen = _chosen()
    with opened(name) as found:
        if known not in found.assessment.catalogue.requirements:
            abort(404)
        following = _following(_to_review(found, chosen), known)
        try:
            _check(known, decision, comment)
            record_review(found, known, decision, comment)
        except ConformityError as error:
            return _show(found, known, error.problems, decision, comment)
        title = found.assessment.catalogue.requirements[known].title
    tell(f"{'Approved' if decision == 'approve' else 'Returned'}: {title}")
    filters = {key: value for key, value in chosen.items() if value}
    if following:
        return go("review.requirement", name=name, known=following, **filters)
    return go("review.index", name=name, **filters)


def _check(known: str, decision: str, comment: str) -> None:
    if decision not in DECISIONS:
        raise fail(
            known,
            "answer.reason-missing",
            "No decision is chosen.",
            "Approve the requirement, or return it to its author.",
        )
    if decision == "return" and not comment.strip():
        raise fail(
            known,
            "answer.reason-missing",
            "It is not said why it goes back.",
            "Write in the comment what is missing.",
        )


def _to_review(found: Opened, chosen: dict[str, str]) -> list[str]:
    """Ids that the person may review, in order, within the filter."""
    queue = review_queue(found.assessment, found.assessment.standing(today()))
    return [
        item.finding.requirement.id
        for item in queue
        if item.for_reviewer(person().name) and _fits(item, chosen)
    ]


def _following(ids: list[str], known: str) -> str:
    """The one to review after this one; the first again after the last."""
    if known in ids:
        at = ids.index(known)
        rest = ids[at + 1 :] + ids[:at]
    else:
        rest = ids
    return rest[0] if rest else ""


def _show(
    found: Opened,
    known: str,
    problems: Sequence[Problem] = (),
    decision: str = "",
    comment: str = "",
) -> str:
    chosen = _chosen()
    finding = finding_of(found, known)
    ids = _to_review(found, chosen)
    return show_in(
        found,
        "review_one",
        "review",
        r=shown_requirement(found, finding),
        problems=problems,
        decision=decision,
        comment=comment,
        chosen=chosen,
        position=f"{ids.index(known) + 1} of {len(ids)} for you" if known in ids else "",
        following=_following(ids, known),
        own=is_own(finding.requirement, finding.answer, person().name),
    )
