"""The organisation of a workspace: a record like an assessment, for all systems.

A workspace is a folder with assessments side by side. Its organisation lies among
them in a folder of its own, with the same journal, the same locker and the same
verification; only what is organisation-wide is answered there.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Final

from compliance.errors import ConformityError, ProblemsError, fail
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.open import is_assessment, open_assessment
from compliance.storage.folder.blobs import safe_folder
from compliance.storage.opened import OpenAssessment
from compliance.storage.stamp import is_organisation_in

ORGANISATION: Final = "organisation"
"""Name of the folder inside a workspace."""


def begin_organisation(
    workspace: Path,
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
    if is_assessment(workspace):
        raise fail(
            str(workspace),
            "assessment.exists",
            "This folder is an assessment, not a workspace.",
            f"Name the folder around it: {workspace.resolve().parent}",
        )
    return begin_assessment(
        workspace / ORGANISATION,
        assessment_id=organisation_id,
        name=name,
        pack=pack,
        by=by,
        at=at,
        scope="organisation",
    )


def open_organisation(workspace: Path) -> OpenAssessment:
    """The organisation of a workspace.

    Raises:
        ConformityError: ``organisation.missing``, or what is wrong with its journal.
    """
    found = _read(workspace / ORGANISATION)
    if found is None:
        raise fail(
            str(workspace),
            "organisation.missing",
            f"There is no organisation in this folder (no {ORGANISATION}).",
            f"Begin it with: conformity organisation begin {workspace}",
        )
    return found


def organisation_of(folder: Path) -> OpenAssessment | None:
    """The organisation beside an assessment folder, whether that exists yet or not.

    Raises:
        ConformityError: what is wrong with the journal of the organisation.
    """
    whole = folder.resolve()
    beside = whole.parent / ORGANISATION
    return None if beside == whole else _read(beside)


def has_organisation(assessment: OpenAssessment) -> bool:
    """Whether an organisation lies beside the assessment of a system (not read)."""
    beside = assessment.folder.resolve().parent / ORGANISATION
    return not assessment.state.is_organisation and is_assessment(beside)


def _read(folder: Path) -> OpenAssessment | None:
    """Open an organisation; places of problems name its folder."""
    if not is_assessment(folder):
        return None
    try:
        found = open_assessment(folder)
    except ConformityError as error:
        raise ProblemsError(
            replace(problem, place=f"{ORGANISATION}: {problem.place}")
            for problem in error.problems
        ) from None
    return found if found.state.is_organisation else None


def systems_in(workspace: Path) -> list[Path]:
    """Folders of the assessments of a workspace that are about a system.

    Their journals say so, whatever the folders are called.
    """
    return [
        path
        for path in sorted(workspace.iterdir())
        if is_assessment(path) and not is_organisation_in(path)
    ]


def free_folder(workspace: Path, title: str) -> Path:
    """A folder that does not exist yet, for an assessment of this name."""
    taken = {path.name.lower() for path in workspace.iterdir()}
    return workspace / safe_folder(title, {ORGANISATION, *taken})
