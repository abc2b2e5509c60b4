"""Croissant: data sets described in JSON-LD, with the fields for responsible use (RAI)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import damaged, read_json
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, day_of, joined, line, paragraphs, pointer
from compliance.language.words import number_of, quoted

_CONFORMS: Final = re.compile(r"mlcommons\.org/croissant/(\d+)\.(\d+)")
_NEWEST: Final = (1, 1)
_PREFIX: Final = re.compile(r"^(?:(?:sc|cr|rai|dct|schema):|https?://\S{0,200}[/#])")

_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "dataset.name": ("name",),
    "dataset.version": ("version",),
    "dataset.description": ("description",),
    "dataset.source": ("url",),
    "dataset.collection": ("dataCollection", "dataCollectionType"),
    "dataset.origin": ("dataCollectionRawData",),
    "dataset.preprocessing": ("dataPreprocessingProtocol", "dataManipulationProtocol"),
    "dataset.missing": ("dataCollectionMissingData", "dataImputationProtocol"),
    "dataset.annotation": (
        "dataAnnotationProtocol",
        "dataAnnotationAnalysis",
        "dataAnnotationPlatform",
        "machineAnnotationTools",
        "annotationsPerItem",
    ),
    "dataset.annotators": ("annotatorDemographics",),
    "dataset.intended-use": ("dataUseCases",),
    "dataset.biases": ("dataBiases",),
    "dataset.limitations": ("dataLimitations",),
    "dataset.sensitive": ("personalSensitiveInformation",),
    "dataset.social-impact": ("dataSocialImpact",),
    "dataset.maintenance": ("dataReleaseMaintenancePlan",),
}
"""Item to the fields that fill it, in the order in which they are put together."""


class Croissant:
    """Reads one description of a data set."""

    id: str = "croissant"
    version: str = "1"
    title: str = "Croissant description of a data set"

    def recognise(self, file: Foreign) -> bool:
        """By what it conforms to, or by its context."""
        if not looks_like_json(file) or b'"@context"' not in file.head:
            return False
        return b"mlcommons.org/croissant" in file.head and b"Dataset" in file.head

    def read(self, file: Foreign, about: About) -> Reading:
        """What it says of the data set; records and files are counted, not opened."""
        raw = read_json(file.path, file.name)
        if not isinstance(raw, dict):
            raise damaged(file.name, "It holds no object that describes a data set.")
        kind = raw.get("@type")
        if not any(
            line(one).endswith("Dataset") for one in (kind if isinstance(kind, list) else [kind])
        ):
            raise damaged(file.name, "It does not describe a data set.")
        keys = {_PREFIX.sub("", key): key for key in raw}
        told = {bare: raw[key] for bare, key in keys.items()}
        if not line(told.get("name")):
            raise damaged(file.name, "It does not name its data set.")
        day = day_of(told.get("datePublished")) or day_of(told.get("dateModified"))
        say = _said(told, keys)
        say.day("dataset.published", day_of(told.get("datePublished")), pointer("datePublished"))
        return Reading(
            format=self.title,
            said=say.said(),
            checks=(checks.dated(day, about),),
            day=day,
            kind=items.DATASET,
            version=line(told.get("version")),
            notes=tuple(_noted(told)),
        )


def _said(told: Mapping[str, Any], keys: Mapping[str, str]) -> Sayer:
    say = Sayer()
    for item, fields in _TEXTS.items():
        there = [field for field in fields if _plain(told.get(field))]
        if there:
            at = "; ".join(pointer(keys[field]) for field in there)
            say.text(item, joined(_plain(told.get(field)) for field in there), at)
    for item, field in (("dataset.licence", "license"), ("dataset.maker", "creator")):
        if field in keys:
            say.text(item, ", ".join(_names(told[field])), pointer(keys[field]))
    if "publisher" in keys:
        say.text("dataset.maker", ", ".join(_names(told["publisher"])), pointer(keys["publisher"]))
    if "inLanguage" in keys:
        say.several("dataset.languages", _names(told["inLanguage"]), pointer(keys["inLanguage"]))
    say.text("dataset.size", ", ".join(_sizes(told)), pointer(keys.get("distribution", "")))
    formats = [one.get("encodingFormat") for one in _objects(told.get("distribution"))]
    say.several("dataset.formats", [one for one in formats if isinstance(one, str)],
              pointer(keys.get("distribution", "")))  # fmt: skip
    _timeframe(say, told, keys)
    return say


def _timeframe(say: Sayer, told: Mapping[str, Any], keys: Mapping[str, str]) -> None:
    value = told.get("dataCollectionTimeframe")
    several = value if isinstance(value, list) else str(value or "").split("/")
    days = sorted(one for one in (day_of(part) for part in several) if one)
    at = pointer(keys.get("dataCollectionTimeframe", ""))
    if len(days) > 1:
        say.day("dataset.collected-from", days[0], at)
        say.day("dataset.collected-to", days[-1], at)
    elif days:
        say.day("dataset.collected-to", days[0], at)


def _plain(value: Any) -> str:
    """A text; of an object its name or value, of several each on its line."""
    if isinstance(value, dict):
        return paragraphs(value.get("@value") or value.get("name") or value.get("description"))
    if isinstance(value, list):
        return joined(_plain(one) for one in value[:200])
    return paragraphs(value)


def _names(value: Any) -> list[str]:
    several = value if isinstance(value, list) else [value]
    found = []
    for one in several[:200]:
        if isinstance(one, dict):
            found.append(line(one.get("name")) or line(one.get("url")) or line(one.get("@id")))
        else:
            found.append(line(one))
    return list(dict.fromkeys(one for one in found if one))


def _objects(value: Any) -> list[dict[str, Any]]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]


def _sizes(told: Mapping[str, Any]) -> Iterator[str]:
    sizes = [line(one.get("contentSize")) for one in _objects(told.get("distribution"))]
    yield from (one for one in sizes if one)
    records = [count(one.get("cr:recordCount")) for one in _objects(told.get("recordSet"))]
    if any(records):
        yield f"{sum(one or 0 for one in records)} records"


def _noted(told: Mapping[str, Any]) -> Iterator[str]:
    conforms = joined((_plain(told.get("conformsTo")), " ".join(_names(told.get("conformsTo")))))
    version = _CONFORMS.search(conforms)
    if version and (int(version[1][:4]), int(version[2][:4])) > _NEWEST:
        newer = quoted(f"{version[1]}.{version[2]}", 20)
        yield f"It follows version {newer}, newer than what is known here."
    files = len(_objects(told.get("distribution")))
    if files:
        counted = number_of(files, "file or set of files", "files or sets of files")
        yield f"It lists {counted}, which were not opened."
    if not any(told.get(field) for field in ("dataBiases", "dataLimitations", "dataCollection")):
        yield "It says nothing of collection, biases or limits (no fields for responsible use)."


ADAPTER: Final = Croissant()
