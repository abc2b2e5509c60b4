"""What who writes checklists does: lint an edition, freeze it, look at the schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from compliance.checklist.after_launch import AfterLaunchFile
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.claims import ClaimsFile
from compliance.checklist.documents import DocumentFile
from compliance.checklist.editions.migration import MigrationFile
from compliance.checklist.editions.release import RELEASE, freeze
from compliance.checklist.letters import LetterFile
from compliance.checklist.lint.edition import review
from compliance.checklist.lint.languages import review_furniture, review_languages
from compliance.checklist.lint.releases import review_release
from compliance.checklist.loader import find_edition, list_packs, load_catalogue
from compliance.checklist.markets import MarketFile
from compliance.checklist.model import (
    ConclusionFile,
    DossierFile,
    FactFile,
    PackFile,
    RequirementFile,
    RouteFile,
    VocabularyFile,
)
from compliance.checklist.reading_headings import HeadingFile
from compliance.checklist.reading_items import ReadingItems
from compliance.checklist.reading_kinds import EvidenceWords
from compliance.checklist.reading_tables import TableFile
from compliance.checklist.supply import SupplyFile
from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.law.readings import ExclusionFile, ReadingFile
from compliance.law.timeline import LawState, Timeline


def freeze_checklists(
    root: Path | None,
    pack: str | None,
    edition: str,
    reworded: tuple[str, ...] = (),
    reason: str = "",
) -> tuple[Path, int]:
    """Write what every id of an edition means beside its files.

    Args:
        root: folder with packs; the shipped ones by default.
        pack: the pack.
        edition: the edition; empty for the newest.
        reworded: ids of a released edition put in other words for the same.
        reason: why they were.

    Returns:
        The file written and the number of ids in it.

    Raises:
        ConformityError: problems of the edition itself (an edition that does not pass
            the lint is not frozen), and those of
            :func:`compliance.checklist.editions.release.freeze`.
    """
    if bool(reworded) != bool(reason.strip()):
        raise fail(
            "conformity checklists freeze",
            "usage.arguments",
            "--reworded and --reason go together.",
            "Say which ids were reworded, and why their meaning is the same.",
        )
    _, entry, folder = find_edition(pack, edition, root)
    catalogue = load_catalogue(pack, entry.id, root)
    problems = review(catalogue)
    if problems:
        raise ProblemsError(problems)
    release = freeze(catalogue, folder, reworded, reason.strip())
    return folder / RELEASE, len(release.ids)


def review_checklists(root: Path | None = None) -> tuple[list[Catalogue], list[Problem]]:
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
                problems.extend(review_languages(catalogue, root))
    problems.extend(review_furniture())
    return loaded, problems


FILES: dict[str, type[BaseModel]] = {
    "pack": PackFile,
    "law": LawState,
    "timeline": Timeline,
    "exclusions": ExclusionFile,
    "readings": ReadingFile,
    "vocabularies": VocabularyFile,
    "facts": FactFile,
    "conclusions": ConclusionFile,
    "requirements": RequirementFile,
    "routes": RouteFile,
    "documents": DocumentFile,
    "dossier": DossierFile,
    "supply": SupplyFile,
    "after_launch": AfterLaunchFile,
    "markets": MarketFile,
    "items": ReadingItems,
    "letters": LetterFile,
    "migrations": MigrationFile,
    "kinds": EvidenceWords,
    "tables": TableFile,
    "claims": ClaimsFile,
    "headings": HeadingFile,
}
"""Kind of file to its model."""


def json_schemas() -> dict[str, Any]:
    """One JSON Schema a kind of file, in a fixed order."""
    return {name: model.model_json_schema(by_alias=True) for name, model in FILES.items()}
