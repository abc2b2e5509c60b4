"""Cards of models and data sets as Hugging Face keeps them: front matter and known headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, damaged, read_whole
from compliance.adapters.markdown import Document, Section, plain, take_apart
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, line, number, text, words
from compliance.adapters.yaml_part import text_of
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, plain_number, quoted

_MOST: Final = 4 << 20
_FRONT: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_KEYS: Final = re.compile(
    rb"^(?:library_name|pipeline_tag|base_model|base_model_relation|model-index|task_categories"
    rb"|task_ids|size_categories|annotations_creators|language_creators|multilinguality"
    rb"|source_datasets|pretty_name|dataset_info|license|license_name|datasets|metrics):",
    re.MULTILINE,
)
_TITLE: Final = re.compile(rb"^#\s+(?:model|data(?: ?set)?) card\b", re.MULTILINE | re.IGNORECASE)
_OF_DATA: Final = frozenset({
    "task_categories", "task_ids", "size_categories", "annotations_creators", "dataset_info",
    "language_creators", "multilinguality", "source_datasets", "pretty_name", "configs",
})  # fmt: skip
_OF_A_MODEL: Final = frozenset({
    "library_name", "pipeline_tag", "base_model", "model-index", "datasets", "metrics",
    "inference", "widget", "co2_eq_emissions",
})  # fmt: skip
_EMPTY: Final = re.compile(
    r"\[(?:more information needed|needs more information)\]|^n/?a$", re.IGNORECASE
)
_OPTIONAL: Final = re.compile(r"\[?\(?\boptional\b\)?\]?", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"^\s*[-*]\s*\*\*(?P<name>[^*]{2,60}?):?\*\*:?\s*(?P<value>\S.*)$", re.MULTILINE
)

_MODEL_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "model description": ("model.description",),
    "model summary": ("model.description",),
    "intended use": ("model.intended-use",),
    "intended uses": ("model.intended-use",),
    "intended uses & limitations": ("model.intended-use", "model.limitations"),
    "intended uses and limitations": ("model.intended-use", "model.limitations"),
    "uses": ("model.intended-use",),
    "direct use": ("model.intended-use",),
    "primary intended uses": ("model.intended-use",),
    "primary intended users": ("model.users",),
    "out-of-scope use": ("model.out-of-scope",),
    "out-of-scope uses": ("model.out-of-scope",),
    "out of scope use": ("model.out-of-scope",),
    "out-of-scope use cases": ("model.out-of-scope",),
    "limitations": ("model.limitations",),
    "technical limitations": ("model.limitations",),
    "known limitations": ("model.limitations",),
    "bias, risks, and limitations": ("model.bias-risks", "model.limitations"),
    "limitations and bias": ("model.limitations", "model.bias-risks"),
    "limitations and biases": ("model.limitations", "model.bias-risks"),
    "risks, limitations and biases": ("model.bias-risks", "model.limitations"),
    "ethical considerations": ("model.bias-risks",),
    "ethical considerations and limitations": ("model.bias-risks", "model.limitations"),
    "bias": ("model.bias-risks",),
    "recommendations": ("model.mitigations",),
    "caveats and recommendations": ("model.mitigations",),
    "how to get started with the model": ("model.instructions",),
    "how to use": ("model.instructions",),
    "usage": ("model.instructions",),
    "training data": ("training.data",),
    "training procedure": ("training.description",),
    "training details": ("training.description",),
    "preprocessing": ("training.preprocessing",),
    "training hyperparameters": ("training.hyperparameters",),
    "compute infrastructure": ("training.compute",),
    "hardware": ("training.compute",),
    "environmental impact": ("training.energy",),
    "model architecture and objective": ("model.architecture",),
    "model architecture": ("model.architecture",),
    "model card contact": ("model.contact",),
    "contact": ("model.contact",),
}
_DATA_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "dataset summary": ("dataset.description",),
    "dataset description": ("dataset.description",),
    "uses": ("dataset.intended-use",),
    "direct use": ("dataset.intended-use",),
    "intended use": ("dataset.intended-use",),
    "intended uses": ("dataset.intended-use",),
    "data splits": ("dataset.split",),
    "dataset structure": ("dataset.split",),
    "source data": ("dataset.origin",),
    "data collection and processing": ("dataset.collection",),
    "initial data collection and normalization": ("dataset.collection",),
    "data collection": ("dataset.collection",),
    "who are the source data producers": ("dataset.origin",),
    "who are the source language producers": ("dataset.origin",),
    "preprocessing": ("dataset.preprocessing",),
    "annotations": ("dataset.annotation",),
    "annotation process": ("dataset.annotation",),
    "who are the annotators": ("dataset.annotators",),
    "personal and sensitive information": ("dataset.sensitive",),
    "social impact of dataset": ("dataset.social-impact",),
    "discussion of biases": ("dataset.biases",),
    "biases": ("dataset.biases",),
    "bias, risks, and limitations": ("dataset.biases", "dataset.limitations"),
    "other known limitations": ("dataset.limitations",),
    "limitations": ("dataset.limitations",),
    "dataset curators": ("dataset.maker",),
    "dataset card contact": ("dataset.contact",),
    "contact": ("dataset.contact",),
    "maintenance": ("dataset.maintenance",),
}
_MODEL_FIELDS: Final[Mapping[str, str]] = {
    "developed by": "model.provider",
    "model type": "model.architecture",
    "language(s) (nlp)": "model.languages",
    "language(s)": "model.languages",
    "license": "model.licence",
    "finetuned from model": "model.base",
    "repository": "model.source",
    "model date": "model.version",
    "model version": "model.version",
    "hardware type": "training.compute",
    "carbon emitted": "training.emissions",
    "context length": "model.context",
    "number of parameters": "model.parameters",
    "parameters": "model.parameters",
}
_DATA_FIELDS: Final[Mapping[str, str]] = {
    "curated by": "dataset.maker",
    "language(s) (nlp)": "dataset.languages",
    "language(s)": "dataset.languages",
    "license": "dataset.licence",
    "repository": "dataset.source",
    "point of contact": "dataset.contact",
    "homepage": "dataset.source",
    "size of downloaded dataset files": "dataset.size",
}


class _Kind(Lenient):
    type: Any = None
    name: Any = None
    config: Any = None
    split: Any = None
    revision: Any = None


class _Metric(Lenient):
    type: Any = None
    name: Any = None
    value: Any = None


class _Measured(Lenient):
    task: _Kind | None = None
    dataset: _Kind | None = None
    metrics: list[_Metric] = Field(default_factory=list)


class _Index(Lenient):
    name: Any = None
    results: list[_Measured] = Field(default_factory=list)


class _Indexes(Lenient):
    index: list[_Index]


class HfCard:
    """Reads the README of a model or a data set."""

    id: str = "hf-card"
    version: str = "1"
    title: str = "card of Hugging Face"

    def recognise(self, file: Foreign) -> bool:
        """By front matter with keys that only cards have, or by the title of a card."""
        if file.path.is_dir() or not file.name.casefold().endswith((".md", ".markdown", ".mdx")):
            return False
        if _TITLE.search(file.head):
            return True
        if not _FRONT.match(file.head):
            return False
        front = file.head.split(b"\n---", 2)[0]
        return len(set(_KEYS.findall(front))) > 1

    def read(self, file: Foreign, about: About) -> Reading:
        """Front matter, results in it, and what stands under headings that cards have."""
        content = text_of(read_whole(file.path, file.name, _MOST), file.name)
        card = take_apart(content, file.name)
        front = card.front.value if card.front is not None else {}
        if front is None:
            front = {}
        if not isinstance(front, dict):
            raise damaged(file.name, "Its front matter is no list of keys with values.")
        at = _Place(card)
        if _is_of_data(front, card):
            say = _data_said(front, card, at)
            return Reading(
                format="card of a data set on Hugging Face",
                said=say.said(),
                checks=(checks.dated(None, about),),
                kind=items.DATASET,
                notes=tuple(_left_open(card)),
            )
        return _model(file, front, card, at, about)


def _model(
    file: Foreign, front: Mapping[str, Any], card: Document, at: _Place, about: About
) -> Reading:
    index = front.get("model-index") or []
    indexes = as_model(_Indexes, {"index": index}, file.name).index
    results, missing = _results(indexes, at)
    some, notes = kept(results)
    name, name_at, sure = _model_name(indexes, card, at)
    say = _model_said(front, card, at)
    named = Sayer()
    named.text("model.name", name, name_at, sure)
    looked: tuple[Check, ...] = (checks.same_model([name], about), checks.dated(None, about))
    if some or missing:
        looked = (*looked, checks.error_stated(some), checks.direction(some))
    left = [f"Without a number, and so left out: {listed(missing, 5)}."] if missing else []
    return Reading(
        format="card of a model on Hugging Face",
        said=(*named.said(), *say.said(), *said_results(some)),
        checks=looked,
        figures=tuple(one.figure() for one in some),
        kind=items.MODEL,
        notes=(*notes, *left, *_left_open(card)),
    )


class _Place:
    """Where something stands in a card, as a person finds it."""

    def __init__(self, card: Document) -> None:
        self._card = card

    def key(self, *path: str | int) -> str:
        """A key of the front matter."""
        front = self._card.front
        told = "/".join(str(part) for part in path)[:300]
        if front is None:
            return f"front matter, {told}"
        number_ = front.line(tuple(path)) + self._card.front_line - 1
        return f"front matter, {told} (line {number_})"

    @staticmethod
    def heading(section: Section) -> str:
        """A heading."""
        return f"heading {quoted(section.title, 120)} (line {section.line})"


def _is_of_data(front: Mapping[str, Any], card: Document) -> bool:
    title = next((one.title.casefold() for one in card.sections if one.level == 1), "")
    if re.match(r"data ?set card\b", title):
        return True
    if title.startswith("model card"):
        return False
    return len(_OF_DATA & front.keys()) > len(_OF_A_MODEL & front.keys())


def _model_name(indexes: Sequence[_Index], card: Document, at: _Place) -> tuple[str, str, str]:
    if indexes and line(indexes[0].name):
        return line(indexes[0].name), at.key("model-index", 0, "name"), ""
    for section in card.sections:
        if section.level == 1 and section.title:
            name = re.sub(r"^model card (?:for|of)\s+", "", section.title, flags=re.IGNORECASE)
            return line(name), at.heading(section), "the title of the card"
    return "", "", ""


def _results(indexes: Sequence[_Index], at: _Place) -> tuple[list[Result], list[str]]:
    found: list[Result] = []
    missing: list[str] = []
    for outer, index in enumerate(indexes):
        for middle, measured in enumerate(index.results):
            data = measured.dataset or _Kind()
            for inner, metric in enumerate(measured.metrics):
                path = ("model-index", outer, "results", middle, "metrics", inner, "value")
                name = line(metric.name, 120) or line(metric.type, 120)
                value = number(metric.value)
                if value is None:
                    missing.append(quoted(name))
                    continue
                found.append(
                    Result(
                        metric=name,
                        value=value,
                        place=at.key(*path),
                        task=line(data.name, 120) or line(data.type, 120),
                        split=" ".join(filter(None, (line(data.config), line(data.split)))),
                        better=usual_direction(line(metric.type) or name),
                    )
                )
    return found, missing


def _model_said(front: Mapping[str, Any], card: Document, at: _Place) -> Sayer:
    say = Sayer()
    say.text("model.licence", _licence(front), at.key("license"))
    say.several("model.languages", front.get("language"), at.key("language"))
    say.several("model.base", front.get("base_model"), at.key("base_model"))
    say.several("model.modalities", front.get("pipeline_tag"), at.key("pipeline_tag"))
    data = words(front.get("datasets"))
    rows = [
        ({"name": one, "source": f"Hugging Face, {one}", "used-for": "training"},
         at.key("datasets", number_))
        for number_, one in enumerate(data)
    ]  # fmt: skip
    say.rows("training.datasets", rows)
    emissions = front.get("co2_eq_emissions")
    if isinstance(emissions, dict):
        told = (f"{line(key)}: {line(value)}" for key, value in emissions.items() if line(value))
        say.text("training.emissions", "\n".join(told), at.key("co2_eq_emissions"))
        hardware = line(emissions.get("hardware_used"))
        say.text("training.compute", hardware, at.key("co2_eq_emissions", "hardware_used"))
    elif (grams := number(emissions)) is not None:
        said = f"{plain_number(grams)} grams of CO2 equivalent"
        say.text("training.emissions", said, at.key("co2_eq_emissions"))
    _under_headings(say, card, _MODEL_HEADINGS, _MODEL_FIELDS, at)
    return say


def _data_said(front: Mapping[str, Any], card: Document, at: _Place) -> Sayer:
    say = Sayer()
    name = line(front.get("pretty_name"))
    say.text("dataset.name", name, at.key("pretty_name"))
    title = next((one for one in card.sections if one.level == 1 and one.title), None)
    if title is not None:
        told = re.sub(r"^data ?set card (?:for|of)\s+", "", title.title, flags=re.IGNORECASE)
        say.text("dataset.name", told, at.heading(title), "the title of the card")
    say.text("dataset.licence", _licence(front), at.key("license"))
    say.several("dataset.languages", front.get("language"), at.key("language"))
    say.text("dataset.size", ", ".join(_sizes(front)), at.key("size_categories"))
    say.several("dataset.tasks", front.get("task_categories"), at.key("task_categories"))
    source = ", ".join(words(front.get("source_datasets")))
    say.text("dataset.origin", source, at.key("source_datasets"))
    who = ", ".join(words(front.get("annotations_creators")))
    say.text("dataset.annotators", who, at.key("annotations_creators"))
    _under_headings(say, card, _DATA_HEADINGS, _DATA_FIELDS, at)
    return say


def _licence(front: Mapping[str, Any]) -> str:
    """The licence as it is named, with its own name where it is none of the known ones."""
    told = ", ".join(words(front.get("license")))
    own = line(front.get("license_name"))
    address = line(front.get("license_link"))
    more = ", ".join(one for one in (own, address) if one)
    return f"{told} ({more})" if told and more else told or more


def _sizes(front: Mapping[str, Any]) -> Iterator[str]:
    """Counts of examples where they stand there, or else in which order of size they are."""
    info = front.get("dataset_info")
    counted = [
        f"{line(split.get('name'))}: {line(split['num_examples'])} examples"
        for one in (info if isinstance(info, list) else [info])
        for split in _list((one or {}).get("splits") if isinstance(one, dict) else None)
        if isinstance(split, dict) and count(split.get("num_examples")) is not None
    ]
    yield from counted or words(front.get("size_categories"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _under_headings(
    say: Sayer,
    card: Document,
    headings: Mapping[str, tuple[str, ...]],
    fields: Mapping[str, str],
    at: _Place,
) -> None:
    for place, section in enumerate(card.sections):
        for told in _FIELD.finditer(section.body[:20_000]):
            name = _OPTIONAL.sub("", told["name"]).strip().rstrip(":").casefold()
            item, value = fields.get(name.strip()), plain(told["value"])
            if item and value and not _EMPTY.search(value):
                where = f"{at.heading(section)}, {quoted(told['name'], 60)}"
                listed_ = items.ITEMS[item].shape == "words"
                (say.several if listed_ else say.text)(item, value, where)
        said = headings.get(_known(section), ())
        content = _content(card.sections, place, headings) if said else ""
        sure = "the heading names several things" if len(said) > 1 else ""
        for item in said:
            say.text(item, content, at.heading(section), sure)


def _known(section: Section) -> str:
    """A heading as the tables above write it."""
    return _OPTIONAL.sub("", section.title).strip().rstrip("?:").strip().casefold()


def _content(
    sections: Sequence[Section], place: int, headings: Mapping[str, tuple[str, ...]]
) -> str:
    """What stands under a heading and under those below it, without what was left open.

    What stands below under a heading that is about something else is not part of it.
    """
    first = sections[place]
    own, parts, skipped = headings[_known(first)], [first.body], 0
    for section in sections[place + 1 :]:
        if section.level <= first.level:
            break
        if skipped and section.level > skipped:
            continue
        about = headings.get(_known(section), own)
        skipped = 0 if set(about) & set(own) else section.level
        if not skipped:
            parts.append(section.body)
    lines = (one for part in parts for one in part.splitlines())
    return text("\n".join(one for one in lines if not _is_left_open(one)))


def _is_left_open(told: str) -> bool:
    return bool(_EMPTY.search(told)) or told.strip().startswith("<")


def _left_open(card: Document) -> Iterator[str]:
    """What the card itself says is still to be written."""
    found = [quoted(one.title) for one in card.sections if _EMPTY.search(one.body) and one.title]
    if found:
        yield f"Left open by its author: {listed(found, 6)}."


ADAPTER: Final = HfCard()
