"""Reads an edition of a pack from its folder into a catalogue.

Layout of an edition::

    law/law.yaml law/timeline.yaml law/exclusions.yaml law/outline/*.yaml
    law/readings/*.yaml
    vocabularies/*.yaml facts/*.yaml conclusions/*.yaml
    requirements/<article>/*.yaml documents/*.yaml routes.yaml dossier.yaml
    supply.yaml after_launch.yaml markets.yaml letters.yaml migrations.yaml
    reading/items.yaml reading/kinds.yaml reading/tables.yaml reading/claims.yaml
    reading/headings.yaml

Only the law with its outline is needed; what the other files would say of it, it then
does not have. All problems of all files are collected and reported at once.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from compliance.checklist.after_launch import AfterLaunchFile
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue, Source
from compliance.checklist.claims import ClaimsFile
from compliance.checklist.compiled import kept_catalogue, kept_pack
from compliance.checklist.documents import DocumentFile
from compliance.checklist.editions.migration import MigrationFile
from compliance.checklist.letters import LetterFile
from compliance.checklist.markets import MarketFile
from compliance.checklist.model import (
    ConclusionFile,
    DossierFile,
    Edition,
    FactFile,
    PackFile,
    RequirementFile,
    RouteFile,
    Vocabulary,
    VocabularyFile,
    Word,
)
from compliance.checklist.reading_headings import HeadingFile
from compliance.checklist.reading_items import ReadingItems
from compliance.checklist.reading_kinds import EvidenceWords
from compliance.checklist.reading_tables import TableFile
from compliance.checklist.supply import SupplyFile
from compliance.data.shipped import shipped_folder
from compliance.data.yaml_file import YamlFile
from compliance.errors import MEANINGS, ConformityError, Problem, ProblemsError, fail
from compliance.law.outline import Outline, load_outline
from compliance.law.provision import Citations, Grammar
from compliance.law.readings import ExclusionFile, ReadingFile
from compliance.law.timeline import LawState, Rule, Timeline

AnyModel = TypeVar("AnyModel", bound=BaseModel)


@dataclass
class _Reading:
    """What has been read so far, and everything that was wrong with it."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    def name(self, path: Path) -> str:
        return path.relative_to(self.folder.parent.parent).as_posix()

    def model(self, path: Path, model: type[AnyModel]) -> tuple[AnyModel, YamlFile] | None:
        """Read one file into a model; report and return nothing if it is wrong."""
        from compliance.data.yaml_lines import read_yaml  # noqa: PLC0415 - kept editions need none

        try:
            file = read_yaml(path, self.name(path), quoted_yes_no=True)
        except ConformityError as error:
            self.problems.extend(error.problems)
            return None
        try:
            return model.model_validate(file.value), file
        except ValidationError as error:
            self.problems.extend(schema_problems(error, file))
            return None

    def declare(self, known: str, file: YamlFile, *path: str | int) -> bool:
        """Note where an id is declared; report it if it is declared already."""
        source = Source(file, path)
        if known in self.sources:
            self.problems.append(
                Problem(
                    source.place(),
                    "checklist.duplicate-id",
                    f"{known} is declared already at {self.sources[known].place()}.",
                    "Ids are unique in an edition; rename one.",
                )
            )
            return False
        self.sources[known] = source
        return True


def schema_problems(error: ValidationError, file: YamlFile) -> list[Problem]:
    """What pydantic objects to, with the line of each objection."""
    found = []
    for item in error.errors(include_url=False, include_context=False):
        path = real_path(item["loc"], file.value)
        named = (*path, item["loc"][-1]) if item["type"] == "missing" else path
        where = ".".join(str(part) for part in named) or "the file"
        found.append(
            Problem(
                file.place(path),
                item["type"] if item["type"] in MEANINGS else "checklist.schema",
                f"{where}: {item['msg']}.",
                "See docs/reference/checklists.md for the keys.",
            )
        )
    return found


def real_path(location: tuple[Any, ...], value: Any) -> tuple[str | int, ...]:
    """Drop the parts of a pydantic location that are union tags, not keys."""
    path: list[str | int] = []
    for part in location:
        if (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        ):
            path.append(part)
            value = value[part]
        elif isinstance(value, dict) and part == location[-1]:
            break  # a missing key: the line of the mapping is the best place
    return tuple(path)


def list_packs(root: Path | None = None) -> list[PackFile]:
    """Every pack under ``root`` (the shipped checklists by default)."""
    root = root or shipped_folder("checklists")
    paths = sorted(root.glob("*/pack.yaml"))
    return [kept_pack(path, functools.partial(_pack, path)) for path in paths]


def _pack(path: Path) -> PackFile:
    reading = _Reading(path.parent / "x")
    result = reading.model(path, PackFile)
    if reading.problems or result is None:
        raise ProblemsError(reading.problems)
    return result[0]


def usual_pack(root: Path | None = None) -> str:
    """Id of the pack that is meant where nobody names any.

    Raises:
        ConformityError: ``checklist.unknown-pack`` where several could be meant.
    """
    return _usual(list_packs(root))


def _usual(packs: list[PackFile]) -> str:
    usual = [known.pack for known in packs if known.usual or len(packs) == 1]
    if len(usual) == 1:
        return usual[0]
    names = ", ".join(known.pack for known in packs)
    raise fail(
        "--pack",
        "checklist.unknown-pack",
        "It is not said which checklists are meant.",
        f"There are: {names}." if names else "No checklists are installed.",
    )


def find_edition(
    pack: str | None, edition: str = "", root: Path | None = None
) -> tuple[PackFile, Edition, Path]:
    """Find an edition by id, or the latest one of a pack; of the usual one by default.

    Raises:
        ConformityError: ``checklist.unknown-pack``.
    """
    root = root or shipped_folder("checklists")
    packs = list_packs(root)
    pack = _usual(packs) if pack is None else pack
    for known in packs:
        if known.pack != pack:
            continue
        for item in reversed(known.in_order()):
            if edition in {"", item.id}:
                return known, item, root / pack / item.id
        names = ", ".join(item.id for item in known.editions)
        raise fail(
            pack,
            "checklist.unknown-pack",
            f"The pack has no edition {edition}.",
            f"It has: {names}.",
        )
    names = ", ".join(known.pack for known in packs)
    raise fail(pack, "checklist.unknown-pack", "There is no such pack.", f"There are: {names}.")


def load_catalogue(
    pack: str | None = None, edition: str = "", root: Path | None = None
) -> Catalogue:
    """Load an edition.

    Args:
        pack: its id; the usual pack if none is named.
        edition: its id; the latest one if none is named.
        root: folder with packs; the shipped ones by default.

    Raises:
        ConformityError: every problem of every file that makes it unusable.
            References between files are checked by
            :func:`compliance.checklist.lint.edition.review`.
    """
    pack_file, edition_entry, folder = find_edition(pack, edition, root)
    load = functools.partial(_load, pack_file, edition_entry, folder)
    return kept_catalogue(pack_file, edition_entry, folder, load)


def _load(pack: PackFile, edition: Edition, folder: Path, digest: str) -> Catalogue:
    """Read and check every file of an edition."""
    reading = _Reading(folder)
    catalogue = _law(reading, pack, edition, digest)
    if catalogue is not None:
        _vocabularies(reading, catalogue)
        _facts(reading, catalogue)
        _conclusions(reading, catalogue)
        _requirements(reading, catalogue)
        _documents(reading, catalogue)
        _single_files(reading, catalogue)
        _readings(reading, catalogue)
        catalogue.sources = reading.sources
        _check_vocabulary_references(reading, catalogue)
    if catalogue is None or reading.problems:
        raise ProblemsError(sorted(reading.problems))
    return catalogue


def _law(reading: _Reading, pack: PackFile, edition: Edition, digest: str) -> Catalogue | None:
    folder = reading.folder / "law"
    law = reading.model(folder / "law.yaml", LawState)
    grammar = Grammar() if law is None else law[0].citations
    outline: Outline | None = None
    try:
        outline = load_outline(folder / "outline", Citations(grammar))
    except ConformityError as error:
        reading.problems.extend(error.problems)
    timeline = None
    if (folder / "timeline.yaml").exists():
        dated = reading.model(folder / "timeline.yaml", Timeline)
        if dated is not None:
            timeline = dated[0]
            reading.declare("file:timeline", dated[1])
    elif law is not None and outline is not None:
        timeline = _from_entry_into_force(law[0], outline)
    if law is None or timeline is None or outline is None:
        return None
    reading.declare("file:law", law[1])
    return Catalogue(pack, edition, law[0], outline, timeline, digest)


def _from_entry_into_force(law: LawState, outline: Outline) -> Timeline:
    """The timeline of a law that begins to apply as a whole."""
    whole = tuple(known for known in outline.ids() if not outline.parent(known))
    rule = Rule.model_validate(
        {
            "id": "entry-into-force",
            "title": "The whole law",
            "provisions": whole,
            "from": law.entry_into_force,
            "basis": [law.number],
            "source": "; ".join(filter(None, ("Entry into force", law.published))),
        }
    )
    return Timeline(routes=(), rules=(rule,))


def _vocabularies(reading: _Reading, catalogue: Catalogue) -> None:
    for path in sorted((reading.folder / "vocabularies").glob("*.yaml")):
        model, file = reading.model(path, VocabularyFile) or (None, None)
        if model is None or file is None:
            continue
        for at, vocabulary in enumerate(model.vocabularies):
            known = f"vocabulary:{vocabulary.id}"
            if reading.declare(known, file, "vocabularies", at):
                catalogue.vocabularies[vocabulary.id] = vocabulary
    document = Word(id="other", label="Document")
    catalogue.vocabularies.setdefault(
        EVIDENCE_KINDS, Vocabulary(id=EVIDENCE_KINDS, title="Kinds of evidence", words=(document,))
    )


def _facts(reading: _Reading, catalogue: Catalogue) -> None:
    files = []
    for path in sorted((reading.folder / "facts").glob("*.yaml")):
        result = reading.model(path, FactFile)
        if result:
            files.append(result)
    files.sort(key=lambda item: (item[0].section.order, item[0].section.id))
    for model, file in files:
        if reading.declare(f"section:{model.section.id}", file, "section"):
            catalogue.sections.append(model.section)
        for at, fact in enumerate(model.facts):
            if reading.declare(fact.id, file, "facts", at):
                catalogue.facts[fact.id] = fact
                catalogue.section_of[fact.id] = model.section.id
        for at, number in enumerate(model.derived):
            if reading.declare(number.id, file, "derived", at):
                catalogue.derived[number.id] = number


def _conclusions(reading: _Reading, catalogue: Catalogue) -> None:
    for path in sorted((reading.folder / "conclusions").glob("*.yaml")):
        model, file = reading.model(path, ConclusionFile) or (None, None)
        if model is None or file is None:
            continue
        for at, conclusion in enumerate(model.conclusions):
            known = f"conclusion:{conclusion.id}"
            if reading.declare(known, file, "conclusions", at):
                catalogue.conclusions[conclusion.id] = conclusion


def _requirements(reading: _Reading, catalogue: Catalogue) -> None:
    for path in sorted((reading.folder / "requirements").rglob("*.yaml")):
        model, file = reading.model(path, RequirementFile) or (None, None)
        if model is None or file is None:
            continue
        for at, requirement in enumerate(model.requirements):
            at_path = ("requirements", at)
            if reading.declare(requirement.id, file, *at_path):
                catalogue.requirements[requirement.id] = requirement
            for number, follow_up in enumerate(requirement.follow_ups):
                reading.declare(follow_up.id, file, *at_path, "follow_ups", number)


def _documents(reading: _Reading, catalogue: Catalogue) -> None:
    found: list[DocumentFile] = []
    for path in sorted((reading.folder / "documents").glob("*.yaml")):
        model, file = reading.model(path, DocumentFile) or (None, None)
        if model is None or file is None:
            continue
        if reading.declare(f"document:{model.id}", file):
            found.append(model)
    found.sort(key=lambda item: (item.order, item.id))
    catalogue.documents = {item.id: item for item in found}


def _single_files(reading: _Reading, catalogue: Catalogue) -> None:
    """Files of which an edition has one, or none."""

    def read(name: str, model: type[AnyModel]) -> AnyModel | None:
        path = reading.folder / f"{name}.yaml"
        found = reading.model(path, model) if path.exists() else None
        if found is None:
            return None
        reading.declare(f"file:{path.stem}", found[1])
        return found[0]

    routes, exclusions = read("routes", RouteFile), read("law/exclusions", ExclusionFile)
    catalogue.routes = () if routes is None else routes.routes
    catalogue.waits = () if routes is None else routes.waits
    catalogue.exclusions = () if exclusions is None else exclusions.exclusions
    catalogue.dossier = read("dossier", DossierFile) or DossierFile()
    catalogue.supply = read("supply", SupplyFile)
    catalogue.after_launch = _after_launch(reading)
    catalogue.markets = read("markets", MarketFile)
    catalogue.reading_items = read("reading/items", ReadingItems)
    catalogue.letters = read("letters", LetterFile)
    catalogue.claims = read("reading/claims", ClaimsFile)
    catalogue.migration = read("migrations", MigrationFile)
    catalogue.evidence_words = read("reading/kinds", EvidenceWords)
    catalogue.tables = read("reading/tables", TableFile)
    catalogue.headings = read("reading/headings", HeadingFile)


def _after_launch(reading: _Reading) -> AfterLaunchFile | None:
    """What is recorded after a launch; its fields have ids of their own, like questions."""
    path = reading.folder / "after_launch.yaml"
    found = reading.model(path, AfterLaunchFile) if path.exists() else None
    if found is None:
        return None
    model, file = found
    reading.declare(f"file:{path.stem}", file)
    for at, known in enumerate(model.fields):
        reading.declare(known.id, file, "fields", at)
    return model


def _readings(reading: _Reading, catalogue: Catalogue) -> None:
    found: list[ReadingFile] = []
    for path in sorted((reading.folder / "law" / "readings").glob("*.yaml")):
        result = reading.model(path, ReadingFile)
        if result:
            reading.declare(f"file:reading:{len(found)}", result[1])
            found.append(result[0])
    catalogue.readings = tuple(found)


def _check_vocabulary_references(reading: _Reading, catalogue: Catalogue) -> None:
    """Without its vocabulary a choice cannot even be shown: refuse at loading."""
    for known, question in catalogue.with_entries.questions.items():
        parts = (question, *catalogue.fields(question))
        for part in parts:
            source = getattr(part, "options_from", None)
            if source is not None and source not in catalogue.vocabularies:
                reading.problems.append(
                    Problem(
                        catalogue.place(known),
                        "checklist.unknown-word",
                        f"{known}: there is no vocabulary {source}.",
                        "Declare it under vocabularies/.",
                    )
                )
            elif part.type in {"choice", "choices"} and not catalogue.options(part):
                reading.problems.append(
                    Problem(
                        catalogue.place(known),
                        "checklist.unknown-word",
                        f"{known}: no word of {source} is in the group it names.",
                        "Correct options_group, or leave it out.",
                    )
                )
