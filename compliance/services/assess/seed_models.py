"""Public claims about a model as the first answers of an assessment.

A claim names its source and the day it was read. It is not evidence: whoever builds on
the model confirms it for the version in use, and what nobody has stated stays unknown
with the reason.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import schema_problems
from compliance.checklist.texts import fact_label
from compliance.data.shipped import shipped_folder
from compliance.data.yaml_lines import read_yaml
from compliance.errors import ProblemsError, fail
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.storage.opened import OpenAssessment

FOLDER = "models"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Entry):
    """One statement about a model, with where and when it was read."""

    fact: str
    value: Any
    source: str
    stated: datetime.date
    note: str = ""


class Unknown(_Entry):
    """What nobody has stated about a model, or what was not examined."""

    fact: str
    note: str


class ModelFile(_Entry):
    """A file under ``models/`` of a pack."""

    model: str
    title: str
    claims: tuple[Claim, ...]
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True)
class Claimed:
    """A claim in words."""

    label: str
    value: str
    source: str
    stated: str
    note: str


@dataclass(frozen=True)
class Model:
    """A model with its public claims, in words."""

    key: str
    title: str
    claims: tuple[Claimed, ...]
    unknown: tuple[tuple[str, str], ...]
    """What nobody has stated, with a note."""


def list_models(pack: str) -> dict[str, Path]:
    """Name to file of the models a pack has claims about."""
    folder = shipped_folder("checklists") / pack / FOLDER
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_model(pack: str, name: str) -> ModelFile:
    """The claims about a model, by its name or by the beginning of one name only.

    Raises:
        ConformityError: ``checklist.unknown-id`` with the names there are, or every
            problem of the file.
    """
    known = list_models(pack)
    asked = name.strip().lower()
    begun = [path for model, path in known.items() if model.startswith(f"{asked}-")]
    path = known.get(asked) or (begun[0] if asked and len(begun) == 1 else None)
    if path is None:
        raise fail(
            name or "--model",
            "checklist.unknown-id",
            "There are no claims about a model of this name.",
            f"Models: {', '.join(known) or 'none'}.",
        )
    file = read_yaml(path, f"{pack}/{FOLDER}/{path.name}", quoted_yes_no=True)
    try:
        return ModelFile.model_validate(file.value)
    except ValidationError as error:
        raise ProblemsError(schema_problems(error, file)) from None


def show_models(catalogue: Catalogue) -> list[Model]:
    """Every model of which a pack has claims, to choose from.

    Raises:
        ConformityError: every problem of a file.
    """
    files = {key: read_model(catalogue.pack.pack, key) for key in list_models(catalogue.pack.pack)}
    return [
        Model(
            key,
            file.title,
            tuple(
                Claimed(
                    fact_label(catalogue, claim.fact),
                    value_text(catalogue, claim.fact, claim.value),
                    claim.source,
                    claim.stated.isoformat(),
                    claim.note,
                )
                for claim in file.claims
            ),
            tuple((fact_label(catalogue, item.fact), item.note) for item in file.unknown),
        )
        for key, file in files.items()
    ]


def seed_model(
    assessment: OpenAssessment, model: ModelFile, *, by: str, at: datetime.datetime
) -> tuple[int, int]:
    """Record the claims about a model as answers, and what is unknown as unknown.

    Returns:
        Number of claims and of unknowns recorded.

    Raises:
        ConformityError: codes ``answer.*`` where a claim does not fit its question.
    """
    answers = [
        build_answer(assessment, item.fact, item.value, explanation=_source(model, item))
        for item in model.claims
    ]
    answers += [
        build_answer(
            assessment, item.fact, None, explanation=f"{model.title}: {item.note}", state="unknown"
        )
        for item in model.unknown
    ]
    for answer in answers:
        record_answer(assessment, answer, by=by, at=at)
    return len(model.claims), len(model.unknown)


def _source(model: ModelFile, item: Claim) -> str:
    note = f" {item.note}" if item.note else ""
    return (
        f"Public claim about {model.title}, read {item.stated}: {item.source}.{note} To be "
        "confirmed for the version in use."
    )
