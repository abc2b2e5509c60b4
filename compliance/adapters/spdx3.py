"""SPDX 3 documents (JSON-LD) with the profiles for models and data sets."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import damaged, read_json
from compliance.adapters.model_names import match
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import day_of, joined, line, number, paragraphs, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_PACKAGE: Final = "aipackage"
_DATASET: Final = "datasetpackage"
_UNSAID: Final = frozenset({"noassertion", "none", ""})
_TRAINED: Final = "trainedon"
_TESTED: Final = "testedon"
_LICENSED: Final = ("hasdeclaredlicense", "hasconcludedlicense")
_OF_TRAINING: Final = frozenset({"training", "finetuning"})
_MOST: Final = 20_000

Row = tuple[dict[str, Any], str]


@dataclass(frozen=True)
class _Element:
    """One element of the graph, its keys without the prefix of their profile."""

    kind: str
    fields: Mapping[str, Any]
    keys: Mapping[str, str]
    """Key without its prefix to the key as it stands there."""
    number: int

    def at(self, key: str) -> str:
        """Where a key of it stands."""
        return pointer("@graph", self.number, self.keys.get(key, key))

    def text(self, key: str) -> str:
        """What stands under a key, empty where nothing is asserted."""
        told = paragraphs(self.fields.get(key))
        return "" if _bare(told) in _UNSAID else told

    def each(self, key: str) -> list[str]:
        """The same as a list of words."""
        value = self.fields.get(key)
        told = value if isinstance(value, list) else [value]
        return [line(one) for one in told if _bare(line(one)) not in _UNSAID]


def _bare(name: str) -> str:
    """A name without its prefix: ``ai_AIPackage``, ``ai:AIPackage`` and an address are one."""
    last = name.rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
    head, mark, tail = last.partition("_")
    return (tail if mark and head.isalpha() and head.islower() else last).casefold()


class _Graph:
    """All elements, by what they are and by their ids."""

    def __init__(self, raw: Any, place: str) -> None:
        graph = raw.get("@graph") if isinstance(raw, dict) else None
        if not isinstance(graph, list):
            raise damaged(place, "It has no list of elements (@graph).")
        self.elements = [
            _element(one, number_)
            for number_, one in enumerate(graph[:_MOST])
            if isinstance(one, dict)
        ]
        self.by_id = {
            line(one.fields.get("spdxid") or one.fields.get("@id"), 1_000): one
            for one in self.elements
        }

    def of(self, kind: str) -> list[_Element]:
        """Elements of one kind."""
        return [one for one in self.elements if one.kind == kind]

    def related(self, element: _Element, *relations: str) -> Iterator[_Element]:
        """What an element is related to, in one of some ways."""
        own = line(element.fields.get("spdxid") or element.fields.get("@id"), 1_000)
        for relation in self.elements:
            kind = _bare(line(relation.fields.get("relationshiptype")))
            if kind in relations and self._id(relation.fields.get("from")) == own:
                several = relation.fields.get("to")
                for one in several if isinstance(several, list) else [several]:
                    found = self.named(one)
                    if found is not None:
                        yield found

    def named(self, reference: Any) -> _Element | None:
        """The element behind an id, or the one that stands there itself."""
        if isinstance(reference, dict) and "type" in reference:
            return _element(reference, -1)
        return self.by_id.get(self._id(reference))

    @staticmethod
    def _id(reference: Any) -> str:
        if isinstance(reference, dict):
            reference = reference.get("spdxId") or reference.get("@id")
        return line(reference, 1_000)


def _element(raw: Mapping[str, Any], number_: int) -> _Element:
    kind = raw.get("type", raw.get("@type"))
    kind = kind[0] if isinstance(kind, list) and kind else kind
    keys = {("@id" if key == "@id" else _bare(key)): key for key in raw}
    fields = {bare: raw[key] for bare, key in keys.items()}
    return _Element(_bare(line(kind)), fields, keys, number_)


class Spdx3:
    """Reads the one model of a document, or else its data set."""

    id: str = "spdx3"
    version: str = "1"
    title: str = "SPDX 3 document"

    def recognise(self, file: Foreign) -> bool:
        """By its context and the list of its elements."""
        if not looks_like_json(file) or b'"@graph"' not in file.head:
            return False
        return b"spdx.org/rdf/3" in file.head or b'"SpdxDocument"' in file.head

    def read(self, file: Foreign, about: About) -> Reading:
        """What the document says of the model and of its data sets."""
        graph = _Graph(read_json(file.path, file.name), file.name)
        day = _day(graph)
        models, datasets = graph.of(_PACKAGE), graph.of(_DATASET)
        if models:
            return self._model(graph, models, day, about)
        looked = (checks.dated(day, about),)
        if not datasets:
            note = "It holds no model and no data set: nothing in it is read."
            return Reading(self.title, checks=looked, day=day, notes=(note,))
        notes = (f"It holds {len(datasets)} data sets; one was read.",) if len(datasets) > 1 else ()
        said = _dataset_said(graph, datasets[0])
        return Reading(self.title, said, looked, day=day, kind=items.DATASET, notes=notes)

    def _model(
        self, graph: _Graph, models: Sequence[_Element], day: datetime.date | None, about: About
    ) -> Reading:
        ours = (one for one in models if match(one.text("name"), about.models))
        model = next(ours, models[0])
        results, missing = _results(model)
        some, notes = kept(results)
        looked: tuple[Check, ...] = (
            checks.same_model([line(model.text("name"))], about),
            checks.dated(day, about),
        )
        if some or missing:
            looked = (*looked, checks.error_stated(some), checks.direction(some))
        if len(models) > 1:
            others = [quoted(one.text("name")) for one in models if one is not model]
            told = f"It holds other models too, which were not read: {listed(others, 4)}."
            notes = (*notes, told)
        if missing:
            notes = (*notes, f"Without a number, and so left out: {listed(missing, 5)}.")
        return Reading(
            format=self.title,
            said=(*_model_said(graph, model), *said_results(some)),
            checks=looked,
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.MODEL,
            version=line(model.text("packageversion")),
            notes=notes,
        )


def _day(graph: _Graph) -> datetime.date | None:
    days = [day_of(one.fields.get("created")) for one in graph.of("creationinfo")]
    return max((one for one in days if one), default=None)


def _entries(value: Any) -> Iterator[tuple[int, str, Any]]:
    for number_, one in enumerate(value if isinstance(value, list) else []):
        if isinstance(one, dict):
            bare = {_bare(key): inner for key, inner in one.items()}
            yield number_, line(bare.get("key"), 120), bare.get("value")


def _results(model: _Element) -> tuple[list[Result], list[str]]:
    found: list[Result] = []
    missing: list[str] = []
    for place, name, told in _entries(model.fields.get("metric")):
        value = number(told)
        if value is None:
            missing.append(quoted(name))
            continue
        at = f"{model.at('metric')}/{place}/value"
        found.append(Result(name or "figure", value, at, better=usual_direction(name)))
    return found, missing


_MODEL_TEXTS: Final[Mapping[str, str]] = {
    "model.name": "name",
    "model.version": "packageversion",
    "model.description": "description",
    "model.source": "downloadlocation",
    "model.autonomy": "autonomytype",
    "model.intended-use": "informationaboutapplication",
    "training.description": "informationabouttraining",
    "training.preprocessing": "modeldatapreprocessing",
    "model.limitations": "limitation",
    "model.explainability": "modelexplainability",
    "model.risk-rating": "safetyriskassessment",
    "model.sensitive": "usesensitivepersonalinformation",
}
_DATA_TEXTS: Final[Mapping[str, str]] = {
    "dataset.name": "name",
    "dataset.version": "packageversion",
    "dataset.description": "description",
    "dataset.source": "downloadlocation",
    "dataset.collection": "datacollectionprocess",
    "dataset.preprocessing": "datapreprocessing",
    "dataset.missing": "datasetnoise",
    "dataset.intended-use": "intendeduse",
    "dataset.biases": "knownbias",
    "dataset.sensitive": "hassensitivepersonalinformation",
    "dataset.anonymisation": "anonymizationmethodused",
    "dataset.maintenance": "datasetupdatemechanism",
}


def _model_said(graph: _Graph, model: _Element) -> tuple[Any, ...]:
    say = Sayer()
    for item, key in _MODEL_TEXTS.items():
        say.text(item, model.text(key), model.at(key))
    kinds = ", ".join(model.each("typeofmodel"))
    say.text("model.architecture", kinds, model.at("typeofmodel"))
    say.several("model.domain", model.each("domain"), model.at("domain"))
    say.several("model.standards", model.each("standardcompliance"), model.at("standardcompliance"))
    day = day_of(model.fields.get("releasetime"))
    say.day("model.released", day, model.at("releasetime"))
    say.text("model.provider", _who(graph, model, "suppliedby"), model.at("suppliedby"))
    say.text("model.provider", _who(graph, model, "originatedby"), model.at("originatedby"))
    licence, at = _licence(graph, model)
    say.text("model.licence", licence, at)
    say.text(
        "training.hyperparameters", _listed(model, "hyperparameter"), model.at("hyperparameter")
    )
    key = "metricdecisionthreshold"
    say.text("model.thresholds", _listed(model, key), model.at(key))
    say.text("training.energy", _energy(model), model.at("energyconsumption"))
    rows = [
        (_row(graph, one, "training"), one.at("name")) for one in graph.related(model, _TRAINED)
    ]
    rows += [(_row(graph, one, "testing"), one.at("name")) for one in graph.related(model, _TESTED)]
    say.rows("training.datasets", rows)
    return say.said()


def _dataset_said(graph: _Graph, data: _Element) -> tuple[Any, ...]:
    say = Sayer()
    for item, key in _DATA_TEXTS.items():
        say.text(item, data.text(key), data.at(key))
    say.several("dataset.modalities", data.each("datasettype"), data.at("datasettype"))
    say.text("dataset.size", _size(data), data.at("datasetsize"))
    say.text("dataset.maker", _who(graph, data, "originatedby"), data.at("originatedby"))
    say.text("dataset.maker", _who(graph, data, "suppliedby"), data.at("suppliedby"))
    licence, at = _licence(graph, data)
    say.text("dataset.licence", licence, at)
    day = day_of(data.fields.get("releasetime"))
    say.day("dataset.published", day, data.at("releasetime"))
    return say.said()


def _row(graph: _Graph, data: _Element, used_for: str) -> dict[str, Any]:
    return {
        "name": data.text("name"),
        "version": data.text("packageversion"),
        "description": data.text("description"),
        "source": data.text("downloadlocation"),
        "size": _size(data),
        "licence": _licence(graph, data)[0],
        "collection": data.text("datacollectionprocess"),
        "sensitive": data.text("hassensitivepersonalinformation"),
        "biases": data.text("knownbias"),
        "used-for": used_for,
    }


def _size(data: _Element) -> str:
    told = line(data.fields.get("datasetsize"))
    return f"{told} bytes" if told else ""


def _who(graph: _Graph, element: _Element, key: str) -> str:
    value = element.fields.get(key)
    found = []
    for one in value if isinstance(value, list) else [value]:
        named = graph.named(one)
        found.append(named.text("name") if named is not None else "")
    return ", ".join(dict.fromkeys(one for one in found if one))


def _licence(graph: _Graph, element: _Element) -> tuple[str, str]:
    """The declared licence, or else the concluded one, and where it stands."""
    for relation in _LICENSED:
        for one in graph.related(element, relation):
            for key in ("licenseexpression", "name", "licensetext"):
                if told := line(one.text(key)):
                    return told, one.at(key)
    return "", ""


def _listed(element: _Element, key: str) -> str:
    found = _entries(element.fields.get(key))
    return joined(f"{name}: {line(value)}" for _, name, value in found if name and line(value))


def _energy(model: _Element) -> str:
    """How much energy training and tuning took; that of use is none of the training."""
    told = model.fields.get("energyconsumption")
    lines = []
    for one in told if isinstance(told, list) else [told]:
        for key, inner in one.items() if isinstance(one, dict) else ():
            what = _bare(key).removesuffix("energyconsumption")
            if what in _OF_TRAINING and isinstance(inner, list):
                lines += [f"{what}: {amount}" for each in inner if (amount := _amount(each))]
    return "\n".join(lines)


def _amount(told: Any) -> str:
    bare = {_bare(name): value for name, value in told.items()} if isinstance(told, dict) else {}
    value = line(bare.get("energyquantity"))
    return f"{value} {line(bare.get('energyunit'))}".strip() if value else ""


ADAPTER: Final = Spdx3()
