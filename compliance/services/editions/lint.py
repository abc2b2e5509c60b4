"""Reviewing checklists before they are used (``conformity checklists lint``)."""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.lint.edition import review
from compliance.checklist.lint.releases import review_release
from compliance.checklist.loader import list_packs, load_catalogue
from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, Problem


def review_checklists(
    root: Path | None = None,
) -> tuple[list[Catalogue], list[Problem]]:
    """Load and review every edition of every pack.

    Args:
        root: folder with packs; the shipped ones by default.

    Returns:
        What could be loaded, and every problem of every file.
    """
    root = root or shipped_folder("checklists")
    loaded: list[Catalogue] = []
    problems: list[Problem] = []
    try:
        packs = list_packs(root)
    except ConformityError as error:
        return [], list(error.problems)
    if not packs:
        return [], [
            Problem(
                str(root),
                "checklist.unknown-pack",
                "There is no pack here (no */pack.yaml).",
                "Name the folder that holds the packs.",
            )
        ]
    for pack in packs:
        for edition in pack.editions:
            try:
                catalogue = load_catalogue(pack.pack, edition.id, root)
            except ConformityError as error:
                problems.extend(error.problems)
            else:
                loaded.append(catalogue)
                problems.extend(review(catalogue))
                folder = root / pack.pack / edition.id
                problems.extend(review_release(catalogue, folder))
    return loaded, problems
