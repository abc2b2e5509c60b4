"""The organisation of a workspace: a record like an assessment, for all systems.

Its binder lies among those of the systems under a name of its own, with the same
journal, the same locker and the same verification; only what is organisation-wide is
answered there.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Final

from compliance.errors import ConformityError, ProblemsError, fail
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.open import open_binder
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder, Workspace

ORGANISATION: Final = "organisation"
"""Name of its binder in a workspace."""


def begin_organisation(
    workspace: Workspace,
    *,
    organisation_id: str,
    name: str,
    pack: str | None,
    by: str,
    at: datetime.datetime,
) -> OpenAssessment:
    """Begin the record of the organisation of a workspace.

    Raises:
        ConformityError: ``assessment.exists`` where the workspace has one already or
            is an assessment itself, and what beginning an assessment raises.
    """
    workspace.require()
    return begin_assessment(
        workspace.binder(ORGANISATION),
        assessment_id=organisation_id,
        name=name,
        pack=pack,
        by=by,
        at=at,
        scope="organisation",
    )


def open_organisation(workspace: Workspace) -> OpenAssessment:
    """The organisation of a workspace.

    Raises:
        ConformityError: ``organisation.missing``, or what is wrong with its journal.
    """
    found = _read(workspace.binder(ORGANISATION))
    if found is None:
        raise fail(
            workspace.place,
            "organisation.missing",
            f"There is no organisation in this folder (no {ORGANISATION}).",
            f"Begin it with: conformity organisation begin {workspace.place}",
        )
    return found


def organisation_of(binder: Binder) -> OpenAssessment | None:
    """The organisation beside an assessment, whether that has begun yet or not.

    Raises:
        ConformityError: what is wrong with the journal of the organisation.
    """
    if binder.name == ORGANISATION:
        return None
    return _read(binder.workspace.binder(ORGANISATION))


def has_organisation(assessment: OpenAssessment) -> bool:
    """Whether an organisation lies beside the assessment of a system (not read)."""
    beside = assessment.binder.workspace.binder(ORGANISATION)
    return not assessment.state.is_organisation and beside.exists()


def _read(binder: Binder) -> OpenAssessment | None:
    """Open an organisation; places of problems name its binder."""
    if not binder.exists():
        return None
    try:
        found = open_binder(binder)
    except ConformityError as error:
        raise ProblemsError(
            replace(problem, place=f"{ORGANISATION}: {problem.place}") for problem in error.problems
        ) from None
    return found if found.state.is_organisation else None


def systems_in(workspace: Workspace) -> list[Binder]:
    """The binders of the assessments of a workspace that are about a system.

    Their journals say so, whatever they are called.
    """
    return [workspace.binder(cover.name) for cover in workspace.covers() if not cover.organisation]


def free_binder(workspace: Workspace, title: str) -> Binder:
    """A binder in which nothing has begun, for an assessment of this name."""
    return workspace.binder(workspace.free_name(title, {ORGANISATION}))
