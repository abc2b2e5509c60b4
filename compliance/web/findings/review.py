"""Reviews: what waits for a second person, and one requirement after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from compliance.errors import ConformityError, Problem, fail
from compliance.services.assess.review_queue import Queued, review_queue
from compliance.services.clock import today
from compliance.views.finding import view_findings
from compliance.views.standing import theme_words
from compliance.web.common import go, opened, show_in, tell
from compliance.web.findings.page import finding_of, record_review, shown_requirement
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


@pages.get("/")
def index(name: str) -> str:
    """What lacks a review, filtered."""
    chosen = _chosen()
    with opened(name) as found:
        queue = review_queue(found.assessment, today())
        fitting = [item for item in queue if _fits(item, chosen)]
        mine = [item for item in fitting if item.for_reviewer(person().name)]
        return show_in(
            found,
            "review",
            "review",
            lines=fitting,
            many=CHANGES,
            first=mine[0].finding.id if mine else "",
            number=len(mine),
            counts=Counter(item.finding.review.word for item in queue),
            total=len(queue),
            shows=SHOW,
            themes=[
                (theme, word)
                for theme, word in theme_words(found.assessment.catalogue).items()
                if any(theme == item.finding.theme for item in queue)
            ],
            chosen=chosen,
            approved=sum(i.review.counts for i in view_findings(found.assessment, today())),
        )


def _chosen() -> dict[str, str]:
    """The filter of the list, from the address or from a form."""
    chosen = {key: request.values.get(key, "") for key in ("show", "theme")}
    if chosen["show"] not in SHOW:
        abort(404)
    return chosen


def _fits(item: Queued, chosen: dict[str, str]) -> bool:
    theme, who = chosen["theme"], person().name
    if theme and item.finding.theme != theme:
        return False
    match chosen["show"]:
        case "mine":
            return item.for_reviewer(who)
        case "returned":
            return item.with_author
        case "my-returned":
            return item.with_author and item.finding.answered_by(who)
        case "void":
            return item.finding.review.state == "void"
        case _:
            return True


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
        finding = finding_of(found, known)
        following = _following(_to_review(found, chosen), known)
        try:
            _check(known, decision)
            record_review(found, known, decision, comment)
        except ConformityError as error:
            return _show(found, known, error.problems, decision, comment)
    tell(f"{'Approved' if decision == 'approve' else 'Returned'}: {finding.title}")
    filters = {key: value for key, value in chosen.items() if value}
    if following:
        return go("review.requirement", name=name, known=following, **filters)
    return go("review.index", name=name, **filters)


def _check(known: str, decision: str) -> None:
    if decision not in DECISIONS:
        raise fail(
            known,
            "answer.reason-missing",
            "No decision is chosen.",
            "Approve the requirement, or return it to its author.",
        )


def _to_review(found: Opened, chosen: dict[str, str]) -> list[str]:
    """Ids that the person may review, in order, within the filter."""
    return [
        item.finding.id
        for item in review_queue(found.assessment, today())
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
        **shown_requirement(found, finding),
        problems=problems,
        decision=decision,
        comment=comment,
        chosen=chosen,
        position=f"{ids.index(known) + 1} of {len(ids)} for you" if known in ids else "",
        following=_following(ids, known),
        own=finding.own(person().name),
    )
