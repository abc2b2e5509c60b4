"""Public claims about a model, put before people when an assessment begins.

A claim names its source, the day of what was read, and how sure it is. It is no answer:
whoever builds on the model confirms it for the version in use. What nobody has stated is
a remark on the question, which stays open.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from compliance.assessment.journal.records import Note, Proposed, Source
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import schema_problems, usual_pack
from compliance.checklist.texts import fact_label
from compliance.data.shipped import shipped_folder
from compliance.data.yaml_lines import read_yaml
from compliance.errors import Problem, ProblemsError, fail
from compliance.services.assess.append import append_record
from compliance.services.assess.confirm import propose
from compliance.services.assess.record_answer import build_answer
from compliance.storage.opened import OpenAssessment
from compliance.views.source import SourceView, view_source

FOLDER = "models"
Sure = Literal["verified", "excerpt", "copy", "secondary", "reading"]
SURE: Final[dict[Sure, str]] = {
    "verified": "read at the maker",
    "excerpt": "an excerpt was read",
    "copy": "a copy kept by somebody else was read",
    "secondary": "said by somebody else",
    "reading": "our reading",
}
"""How sure a claim is, in words."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClaimSource(_Entry):
    """Something that was read about a model."""

    id: str
    title: str
    address: str = ""
    revision: str = ""
    read: datetime.date
    """Day of the revision, or else of the reading."""
    sure: Sure


class Claim(_Entry):
    """One statement about a model."""

    fact: str
    value: Any
    source: str
    """Id of its source."""
    place: str = ""
    """Where in the source."""
    sure: Sure | None = None
    """Where it is another than that of the source."""
    note: str = ""


class Unknown(_Entry):
    """What nobody has stated about a model, or what was not examined."""

    fact: str
    note: str


class ModelFile(_Entry):
    """A file under ``models/`` of a pack."""

    model: str
    title: str
    maker: str
    as_of: datetime.date
    """Day on which the sources were gone through."""
    sources: tuple[ClaimSource, ...]
    claims: tuple[Claim, ...]
    unknown: tuple[Unknown, ...] = ()

    def source_of(self, claim: Claim) -> Source:
        """The source of a claim, as the journal keeps it."""
        found = next(item for item in self.sources if item.id == claim.source)
        return Source(
            kind="public",
            title=found.title,
            address=found.address,
            revision=found.revision,
            place=claim.place,
            read=found.read,
            sure=SURE[claim.sure or found.sure],
        )


@dataclass(frozen=True)
class Claimed:
    """A claim in words."""

    label: str
    value: str
    source: SourceView
    note: str


@dataclass(frozen=True)
class Model:
    """A model with its public claims, in words."""

    key: str
    title: str
    claims: tuple[Claimed, ...]
    unknown: tuple[tuple[str, str], ...]
    """What nobody has stated, with a note."""


@dataclass(frozen=True)
class Maker:
    """A maker with its models: name and title of each."""

    name: str
    models: tuple[tuple[str, str], ...]


def list_models(pack: str) -> dict[str, Path]:
    """Name to file of the models a pack has claims about."""
    folder = shipped_folder("checklists") / pack / FOLDER
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_model(pack: str, name: str) -> ModelFile:
    """The claims about a model, by its name or by the beginning of one name only.

    Raises:
        ConformityError: ``checklist.unknown-id`` with the nearest names and every model
            by its maker, or every problem of the file.
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
            _suggestions(pack, asked, known),
        )
    return _read(pack, path)


def _read(pack: str, path: Path) -> ModelFile:
    file = read_yaml(path, f"{pack}/{FOLDER}/{path.name}", quoted_yes_no=True)
    try:
        found = ModelFile.model_validate(file.value)
    except ValidationError as error:
        raise ProblemsError(schema_problems(error, file)) from None
    ids = {item.id for item in found.sources}
    problems = [
        Problem(
            file.place(("claims", at, "source")),
            "checklist.unknown-id",
            f"The file names no source {claim.source}.",
            f"Sources: {', '.join(sorted(ids))}.",
        )
        for at, claim in enumerate(found.claims)
        if claim.source not in ids
    ]
    if problems:
        raise ProblemsError(problems)
    return found


def _suggestions(pack: str, asked: str, known: Iterable[str]) -> str:
    begun = [name for name in known if asked and name.startswith(asked)]
    near = begun or difflib.get_close_matches(asked, list(known), 3, 0.5)
    nearest = f"Nearest: {', '.join(near)}. " if near else ""
    makers = "; ".join(
        f"{maker.name}: {', '.join(key for key, _ in maker.models)}" for maker in by_maker(pack)
    )
    return f"{nearest}Models by maker: {makers or 'none'}."


def by_maker(pack: str | None) -> tuple[Maker, ...]:
    """Every model of which a pack has claims, by its maker.

    Args:
        pack: id of the checklists; the usual ones where none.

    Raises:
        ConformityError: every problem of a file.
    """
    pack = usual_pack() if pack is None else pack
    return _grouped(_read(pack, path) for path in list_models(pack).values())


def _grouped(files: Iterable[ModelFile]) -> tuple[Maker, ...]:
    makers: dict[str, list[tuple[str, str]]] = {}
    for file in files:
        makers.setdefault(file.maker, []).append((file.model, file.title))
    return tuple(Maker(name, tuple(models)) for name, models in sorted(makers.items()))


def show_models(catalogue: Catalogue, today: datetime.date) -> list[tuple[str, list[Model]]]:
    """Every model of which a pack has claims, by maker, to choose from.

    Args:
        catalogue: names what the claims are about.
        today: the day on which somebody looks, for the age of the claims.

    Raises:
        ConformityError: every problem of a file.
    """
    pack = catalogue.pack.pack
    files = {key: _read(pack, path) for key, path in list_models(pack).items()}
    return [
        (maker.name, [_shown(catalogue, files[key], today) for key, _ in maker.models])
        for maker in _grouped(files.values())
    ]


def _shown(catalogue: Catalogue, file: ModelFile, today: datetime.date) -> Model:
    return Model(
        file.model,
        file.title,
        tuple(
            Claimed(
                fact_label(catalogue, claim.fact),
                value_text(catalogue, claim.fact, claim.value),
                view_source(file.source_of(claim), today),
                claim.note,
            )
            for claim in file.claims
        ),
        tuple((fact_label(catalogue, item.fact), item.note) for item in file.unknown),
    )


def seed_model(
    assessment: OpenAssessment, model: ModelFile, *, by: str, at: datetime.datetime
) -> tuple[int, int]:
    """Put the claims about a model before people, and what is unknown as remarks.

    Returns:
        Number of claims and of unknowns recorded.

    Raises:
        ConformityError: codes ``answer.*`` where a claim does not fit its question.
    """
    proposals = [
        Proposed(
            question=claim.fact,
            value=build_answer(assessment, claim.fact, claim.value).value,
            explanation=claim.note,
            source=model.source_of(claim),
        )
        for claim in model.claims
    ]
    for item in model.unknown:
        assessment.catalogue.question(item.fact)
    for proposal in proposals:
        propose(assessment, proposal, by=by, at=at)
    gone_through = Source(
        kind="public", title=f"Public claims about {model.title}", read=model.as_of
    )
    for item in model.unknown:
        text = f"Not stated: {item.note}"
        append_record(
            assessment, Note(question=item.fact, text=text, source=gone_through), by=by, at=at
        )
    return len(model.claims), len(model.unknown)
