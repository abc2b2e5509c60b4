"""A small pack in which name, list of risks and telling people are organisation-wide."""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.storage.folder.workspace import FolderBinder
from compliance.storage.opened import OpenAssessment
from tests.builders import EDITION, MINI, begin_record, entry, reopen, write_pack

WIDE = ["fact.name", "risk.list", "tell"]
RISK = "requirements/art-2/art-2.1.yaml"
TELL = "requirements/art-2/art-2.3.yaml"
ABOUT = "facts/about.yaml"
WORDS = "vocabularies/words.yaml"
SHARED = {
    ABOUT: MINI[ABOUT].replace("{id: fact.name,", "{id: fact.name, scope: organisation,"),
    RISK: MINI[RISK].replace("    provisions:", "    scope: organisation\n    provisions:", 1),
    TELL: MINI[TELL]
    .replace("    provisions:", "    scope: organisation\n    provisions:", 1)
    .replace("roles: [maker]", "roles: [maker, seller]"),
    WORDS: MINI[WORDS].replace(
        '{id: maker, label: "Maker"}',
        '{id: maker, label: "Maker", conclusion: bound}, '
        '{id: seller, label: "Seller", conclusion: abroad}',
    ),
}


def shared_pack(root: Path, changes: dict[str, str] | None = None) -> Catalogue:
    write_pack(root, {**SHARED, **(changes or {})})
    return load_catalogue("mini", EDITION, root)


def begin_shared(folder: Path, catalogue: Catalogue, known: str, scope: str) -> OpenAssessment:
    """Begin an assessment or an organisation under an id of its own."""
    first = begin_record(catalogue).model_copy(update={"assessment": known, "scope": scope})
    FolderBinder(folder, folder.name).create().append(None, entry(first))
    return reopen(folder, catalogue)


def organisation(workspace: Path, catalogue: Catalogue) -> OpenAssessment:
    return begin_shared(workspace / "organisation", catalogue, "CO-1", "organisation")


def system(workspace: Path, catalogue: Catalogue, name: str = "a") -> OpenAssessment:
    return begin_shared(workspace / name, catalogue, f"CA-{name}", "system")
