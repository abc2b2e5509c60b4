"""JSON Schema of the files of an edition, generated from the model."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from compliance.checklist.editions.migration import MigrationFile
from compliance.checklist.model import (
    ConclusionFile,
    DeclarationFile,
    DossierFile,
    FactFile,
    PackFile,
    RequirementFile,
    RouteFile,
    VocabularyFile,
)
from compliance.law.exclusions import ExclusionFile
from compliance.law.readings import ReadingFile
from compliance.law.timeline import LawState, Timeline

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
    "declaration": DeclarationFile,
    "dossier": DossierFile,
    "migrations": MigrationFile,
}
"""Kind of file to its model."""


def json_schemas() -> dict[str, Any]:
    """One JSON Schema a kind of file, in a fixed order."""
    return {name: model.model_json_schema(by_alias=True) for name, model in FILES.items()}
