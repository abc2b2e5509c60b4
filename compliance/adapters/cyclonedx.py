"""Bills of materials of CycloneDX that hold a model: its card, its data, what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, read_json
from compliance.adapters.model_names import match
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import day_of, joined, line, number, paragraphs, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_MODEL: Final = "machine-learning-model"
_DATA: Final = "data"
_NEWEST: Final = (1, 7)
_SHORT: Final = 300
Row = tuple[dict[str, Any], str]


class _Named(Lenient):
    name: Any = None
    url: Any = None
    contact: list[dict[str, Any]] = Field(default_factory=list)


class _Licence(Lenient):
    license: dict[str, Any] | None = None
    expression: Any = None


class _Interval(Lenient):
    lowerBound: Any = None  # noqa: N815 - as the file names it
    upperBound: Any = None  # noqa: N815


class _Performance(Lenient):
    type: Any = None
    value: Any = None
    slice: Any = None
    confidenceInterval: _Interval | None = None  # noqa: N815


class _Quantitative(Lenient):
    performanceMetrics: list[_Performance] = Field(default_factory=list)  # noqa: N815


class _Parameters(Lenient):
    approach: dict[str, Any] | None = None
    task: Any = None
    architectureFamily: Any = None  # noqa: N815
    modelArchitecture: Any = None  # noqa: N815
    datasets: list[dict[str, Any]] = Field(default_factory=list)
    inputs: list[dict[str, Any]] = Field(default_factory=list)
    outputs: list[dict[str, Any]] = Field(default_factory=list)


class _Considerations(Lenient):
    users: list[Any] = Field(default_factory=list)
    useCases: list[Any] = Field(default_factory=list)  # noqa: N815
    technicalLimitations: list[Any] = Field(default_factory=list)  # noqa: N815
    performanceTradeoffs: list[Any] = Field(default_factory=list)  # noqa: N815
    ethicalConsiderations: list[dict[str, Any]] = Field(default_factory=list)  # noqa: N815
    fairnessAssessments: list[dict[str, Any]] = Field(default_factory=list)  # noqa: N815
    environmentalConsiderations: dict[str, Any] | None = None  # noqa: N815


class _Card(Lenient):
    modelParameters: _Parameters = _Parameters()  # noqa: N815
    quantitativeAnalysis: _Quantitative = _Quantitative()  # noqa: N815
    considerations: _Considerations = _Considerations()


class _Component(Lenient):
    type: str
    name: str
    ref: Any = Field(default=None, alias="bom-ref")
    group: Any = None
    version: Any = None
    description: Any = None
    publisher: Any = None
    author: Any = None
    supplier: _Named | None = None
    manufacturer: _Named | None = None
    licenses: list[_Licence] = Field(default_factory=list)
    externalReferences: list[dict[str, Any]] = Field(default_factory=list)  # noqa: N815
    pedigree: dict[str, Any] | None = None
    modelCard: _Card | None = None  # noqa: N815
    data: list[dict[str, Any]] = Field(default_factory=list)


class _Metadata(Lenient):
    timestamp: Any = None
    component: _Component | None = None
    lifecycles: list[dict[str, Any]] = Field(default_factory=list)


class _Bom(Lenient):
    bomFormat: str  # noqa: N815
    specVersion: str  # noqa: N815
    metadata: _Metadata = _Metadata()
    components: list[_Component] = Field(default_factory=list)


Placed = tuple[_Component, tuple[str | int, ...]]


class CycloneDx:
    """Reads the one model of a bill of materials, or the one that the assessment names."""

    id: str = "cyclonedx"
    version: str = "1"
    title: str = "bill of materials of CycloneDX"

    def recognise(self, file: Foreign) -> bool:
        """By its name for itself; whether a model is in it shows when it is read."""
        return looks_like_json(file) and b'"CycloneDX"' in file.head

    def read(self, file: Foreign, about: About) -> Reading:
        """What the bill says of the model and of the data behind it."""
        raw = read_json(file.path, file.name)
        bom = as_model(_Bom, raw, file.name)
        day = day_of(bom.metadata.timestamp)
        models = list(_models(bom))
        if not models:
            note = "It holds no model: nothing in it is read, but it may be evidence all the same."
            looked = (checks.dated(day, about),)
            return Reading(self.title, checks=looked, day=day, notes=(note, *_newer(bom)))
        model, at = _chosen(models, about)
        card = model.modelCard or _Card()
        results, missing = _results(card, at)
        some, notes = kept(results)
        say = _said(bom, model, at)
        looked_at: tuple[Check, ...] = (
            checks.same_model([_told(model, about)], about),
            checks.dated(day, about),
        )
        if some or missing:
            looked_at = (*looked_at, checks.error_stated(some), checks.direction(some))
        return Reading(
            format=f"{self.title} {line(bom.specVersion, 20)}",
            said=(*say.said(), *said_results(some)),
            checks=looked_at,
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.MODEL,
            version=line(model.version),
            notes=(*notes, *_noted(models, model, missing), *_newer(bom)),
        )


def _models(bom: _Bom) -> Iterator[Placed]:
    component = bom.metadata.component
    if component is not None and component.type == _MODEL:
        yield component, ("metadata", "component")
    for number_, one in enumerate(bom.components):
        if one.type == _MODEL:
            yield one, ("components", number_)


def _name(model: _Component) -> str:
    return "/".join(part for part in (line(model.group, 120), line(model.name, 120)) if part)


def _told(model: _Component, about: About) -> str:
    """Its name, with the version behind it where the assessment writes it so."""
    whole = f"{_name(model)}-{line(model.version, 60)}"
    return whole if model.version and match(whole, about.models) else _name(model)


def _chosen(models: Sequence[Placed], about: About) -> Placed:
    """The model that the assessment names, or else the first with a card."""
    ours = (one for one in models if match(_told(one[0], about), about.models))
    carded = (one for one in models if one[0].modelCard is not None)
    return next(ours, next(carded, models[0]))


def _results(card: _Card, at: tuple[str | int, ...]) -> tuple[list[Result], list[str]]:
    found: list[Result] = []
    missing: list[str] = []
    before = (*at, "modelCard", "quantitativeAnalysis", "performanceMetrics")
    for place, one in enumerate(card.quantitativeAnalysis.performanceMetrics):
        name, value = line(one.type, 120) or "figure", number(one.value)
        if value is None:
            missing.append(quoted(name))
            continue
        stated = one.confidenceInterval
        low = number(stated.lowerBound) if stated else None
        high = number(stated.upperBound) if stated else None
        both = low is not None and high is not None and low <= high
        found.append(
            Result(
                metric=name,
                value=value,
                place=pointer(*before, place, "value"),
                low=low if both else None,
                high=high if both else None,
                interval="as the file states it",
                better=usual_direction(name),
                group=line(one.slice, 120),
            )
        )
    return found, missing


def _said(bom: _Bom, model: _Component, at: tuple[str | int, ...]) -> Sayer:
    say = Sayer()
    say.text("model.name", _name(model), pointer(*at, "name"))
    say.text("model.version", model.version, pointer(*at, "version"))
    say.text("model.description", model.description, pointer(*at, "description"))
    for key in ("manufacturer", "supplier"):
        named: _Named | None = getattr(model, key)
        if named is not None:
            say.text("model.provider", line(named.name), pointer(*at, key, "name"))
            mails = [line(one.get("email")) for one in named.contact]
            mail = ", ".join(one for one in mails if one)
            say.text("model.contact", mail, pointer(*at, key, "contact"))
    say.text("model.provider", line(model.publisher), pointer(*at, "publisher"))
    say.text("model.provider", line(model.author), pointer(*at, "author"))
    say.text("model.licence", _licences(model.licenses), pointer(*at, "licenses"))
    addresses = [line(one.get("url")) for one in model.externalReferences]
    say.text("model.source", next(filter(None, addresses), ""), pointer(*at, "externalReferences"))
    told = (model.pedigree or {}).get("ancestors")
    ancestors = told if isinstance(told, list) else []
    names = [one.get("name") for one in ancestors if isinstance(one, dict)]
    say.several("model.base", names, pointer(*at, "pedigree", "ancestors"))
    if model.modelCard is not None:
        _parameters(say, model.modelCard.modelParameters, (*at, "modelCard", "modelParameters"))
        rows = list(_datasets(bom, model.modelCard.modelParameters, at))
        say.rows("training.datasets", rows)
        _considerations(say, model.modelCard.considerations, (*at, "modelCard", "considerations"))
    return say


def _licences(told: Sequence[_Licence]) -> str:
    found = []
    for one in told:
        inner = one.license or {}
        found.append(line(one.expression) or line(inner.get("id")) or line(inner.get("name")))
    return ", ".join(dict.fromkeys(one for one in found if one))


def _parameters(say: Sayer, told: _Parameters, at: tuple[str | int, ...]) -> None:
    family, architecture = line(told.architectureFamily), line(told.modelArchitecture)
    built = "; ".join(one for one in (family, architecture) if one)
    key = "modelArchitecture" if architecture else "architectureFamily"
    say.text("model.architecture", built, pointer(*at, key))
    way = line((told.approach or {}).get("type"))
    say.text("training.description", way, pointer(*at, "approach", "type"))
    formats = [f"in: {line(one.get('format'))}" for one in told.inputs if line(one.get("format"))]
    formats += [
        f"out: {line(one.get('format'))}" for one in told.outputs if line(one.get("format"))
    ]
    say.several("model.modalities", formats, pointer(*at, "inputs"))
    say.several("model.domain", line(told.task), pointer(*at, "task"))


def _datasets(bom: _Bom, told: _Parameters, at: tuple[str | int, ...]) -> Iterator[Row]:
    """Data sets that stand in the card, and those that it points to."""
    before = (*at, "modelCard", "modelParameters", "datasets")
    known = {
        line(one.ref): (one, number_) for number_, one in enumerate(bom.components) if line(one.ref)
    }
    for place, one in enumerate(told.datasets):
        ref = line(one.get("ref"))
        if not ref:
            yield _dataset(one, one, ""), pointer(*before, place)
        elif ref in known:
            component, number_ = known[ref]
            inner = component.data[0] if component.data else {}
            fields = {"name": component.name, "description": component.description}
            licence = _licences(component.licenses)
            yield _dataset(inner, fields | inner, licence), pointer("components", number_)


def _dataset(data: Mapping[str, Any], named: Mapping[str, Any], licence: str) -> dict[str, Any]:
    contents = data.get("contents")
    address = line(contents.get("url")) if isinstance(contents, dict) else ""
    return {
        "name": line(named.get("name")),
        "description": paragraphs(named.get("description")),
        "source": address or _governors(data.get("governance")),
        "licence": licence,
        "sensitive": joined((paragraphs(data.get("sensitiveData")), _classified(data))),
    }


def _classified(data: Mapping[str, Any]) -> str:
    told = line(data.get("classification"))
    return f"classified as {told}" if told else ""


def _governors(told: Any) -> str:
    """Who looks after data, where that stands there."""
    names = []
    for several in told.values() if isinstance(told, dict) else []:
        for one in several if isinstance(several, list) else []:
            inner = one.get("organization") if isinstance(one, dict) else None
            names.append(line(inner.get("name")) if isinstance(inner, dict) else "")
    return ", ".join(dict.fromkeys(one for one in names if one))


def _considerations(say: Sayer, told: _Considerations, at: tuple[str | int, ...]) -> None:
    say.text("model.users", told.users, pointer(*at, "users"))
    say.text("model.intended-use", told.useCases, pointer(*at, "useCases"))
    limits = [*told.technicalLimitations, *told.performanceTradeoffs]
    key = "technicalLimitations" if told.technicalLimitations else "performanceTradeoffs"
    say.text("model.limitations", limits, pointer(*at, key))
    ethics = (*at, "ethicalConsiderations")
    names = [line(one.get("name"), _SHORT) for one in told.ethicalConsiderations]
    say.text("model.bias-risks", names, pointer(*ethics))
    risks = [
        ({"name": line(one.get("name")), "mitigation": paragraphs(one.get("mitigationStrategy"))},
         pointer(*ethics, place))
        for place, one in enumerate(told.ethicalConsiderations)
    ]  # fmt: skip
    say.rows("risks", risks)
    ways = [paragraphs(one.get("mitigationStrategy")) for one in told.ethicalConsiderations]
    say.text("model.mitigations", ways, pointer(*ethics))
    fair = [
        (
            {
                "group": paragraphs(one.get("groupAtRisk")),
                "benefits": paragraphs(one.get("benefits")),
                "harms": paragraphs(one.get("harms")),
                "mitigation": paragraphs(one.get("mitigationStrategy")),
            },
            pointer(*at, "fairnessAssessments", place),
        )
        for place, one in enumerate(told.fairnessAssessments)
    ]
    say.rows("fairness.assessments", fair)
    _energy(say, told.environmentalConsiderations or {}, (*at, "environmentalConsiderations"))


def _energy(say: Sayer, told: Mapping[str, Any], at: tuple[str | int, ...]) -> None:
    used, warmed = [], []
    several = told.get("energyConsumptions")
    for one in several if isinstance(several, list) else []:
        if not isinstance(one, dict):
            continue
        activity = line(one.get("activity")) or "activity"
        if amount := _amount(one.get("activityEnergyCost")):
            used.append(f"{activity}: {amount}")
        if amount := _amount(one.get("co2CostEquivalent")):
            offset = _amount(one.get("co2CostOffset"))
            warmed.append(f"{activity}: {amount}" + (f", offset {offset}" if offset else ""))
    say.text("training.energy", used, pointer(*at, "energyConsumptions"))
    say.text("training.emissions", warmed, pointer(*at, "energyConsumptions"))


def _amount(told: Any) -> str:
    value = line(told.get("value")) if isinstance(told, dict) else ""
    return f"{value} {line(told.get('unit'), 40)}".strip() if value else ""


def _noted(models: Sequence[Placed], chosen: _Component, missing: Sequence[str]) -> Iterator[str]:
    if len(models) > 1:
        others = [quoted(_name(one)) for one, _ in models if one is not chosen]
        yield f"It holds other models too, which were not read: {listed(others, 4)}."
    if missing:
        yield f"Without a number, and so left out: {listed(missing, 5)}."
    if chosen.modelCard is None:
        yield "The model has no card in it."


def _newer(bom: _Bom) -> Iterator[str]:
    parts = bom.specVersion.split(".")
    told = tuple(int(part) for part in parts[:2] if part.isdecimal() and len(part) < 4)  # noqa: PLR2004
    if told > _NEWEST:
        yield f"It follows version {line(bom.specVersion, 20)}, newer than what is known here."


ADAPTER: Final = CycloneDx()
