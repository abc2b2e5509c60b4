"""The list of evidence and the page of a piece, as they are shown and shown again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, request

from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import Blobs
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.evidence_said import Said, support_problems
from compliance.services.assess.keep_evidence import HeldAlreadyError
from compliance.services.clock import today
from compliance.services.measure.draw import draw_held
from compliance.storage.opened import OpenAssessment
from compliance.views.evidence import (
    asked_kind,
    asking,
    evidence_kinds,
    in_order,
    named,
    supportable,
    supports_of,
    usable_for,
    view_evidence,
)
from compliance.views.evidence_read import view_read
from compliance.web.common import opened, show_in
from compliance.web.evidence import preview
from compliance.web.evidence.form import TYPED
from compliance.web.workspace.desk import Opened


def show(
    found: Opened,
    typed: dict[str, str],
    supports: Sequence[str] = (),
    error: ConformityError | None = None,
) -> str:
    """The list of everything held, with the form for more."""
    wanted = request.args.get("for", "") or typed.get("for", "")
    assessment = found.assessment
    chosen = named(assessment, supports or supports_of(assessment, wanted))
    held_already = error.held if isinstance(error, HeldAlreadyError) else ()
    lines = [
        view_evidence(assessment, held, today()) for held in assessment.state.evidence.values()
    ]
    return show_in(
        found,
        "evidence",
        "evidence",
        lines=in_order(lines),
        kinds=evidence_kinds(assessment),
        kind=typed.get("kind") or asked_kind(assessment, wanted),
        choices=chosen,
        others=others(assessment, chosen),
        typed={key: typed.get(key, "") for key in TYPED},
        wanted=wanted,
        wanted_named=named(assessment, [wanted])[:1],
        usable=usable_for(assessment, wanted, today()) if wanted else (),
        held_already=[view_evidence(assessment, held, today()) for held in held_already],
        problems=() if error is None or held_already else error.problems,
        refused=len(error.problems) if error is not None else 0,
        several=len(request.files.getlist("file")) > 1,
    )


def others(
    assessment: OpenAssessment, chosen: Sequence[tuple[str, str]]
) -> dict[str, list[tuple[str, str]]]:
    """What else evidence can support, by part."""
    found = {
        title: [choice for choice in choices if choice not in chosen]
        for title, choices in supportable(assessment).items()
    }
    return {title: choices for title, choices in found.items() if choices}


def show_item(name: str, number: str, problems: Sequence[Problem] = (), at: str = "reason") -> str:
    """The page of a piece of evidence; nobody waits while its file is looked at."""
    with opened(name) as found:
        held, blobs = held_of(found, number), found.assessment.blobs
    looked, pictures = _look(blobs, held), draw_held(blobs, held)
    with opened(name) as found:
        assessment, held = found.assessment, held_of(found, number)
        line = view_evidence(assessment, held, today())
        first = asking(assessment, held)
        return show_in(
            found,
            "evidence_item",
            "evidence",
            line=line,
            current=held.is_current,
            preview=looked,
            read=view_read(assessment, held),
            pictures=pictures,
            asking=first,
            others=others(assessment, [*line.supports, *first]),
            kinds=evidence_kinds(assessment),
            problems=problems,
            at=at,
            typed=dict.fromkeys(TYPED, ""),
        )


def held_of(found: Opened, number: str) -> HeldEvidence:
    """A piece of evidence by its number; a page that is not there otherwise."""
    held = found.assessment.state.evidence.get(number)
    if held is None:
        abort(404)
    return held


def check_kind(assessment: OpenAssessment, place: str, said: Said) -> None:
    """Refuse a kind that the checklists do not have, and what cannot be supported.

    Raises:
        ConformityError: all that is wrong.
    """
    problems = list(support_problems(assessment, place, said.supports))
    if said.kind not in [kind for kind, _ in evidence_kinds(assessment)]:
        problems.append(Problem(place, "evidence.unknown-kind", "No kind is chosen.", "Choose."))
    if problems:
        raise ProblemsError(problems)


def _look(blobs: Blobs, held: HeldEvidence) -> preview.Preview:
    """What can be shown of the file; nothing where it is not there."""
    if not held.data.held:
        return preview.Preview("none")
    try:
        with blobs.open(held.data.sha256, held.data.evidence) as stream:
            return preview.look(stream, held.data.name)
    except (ConformityError, OSError):
        return preview.Preview("none")
