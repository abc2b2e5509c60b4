"""Records of Every Eval Ever: results of any tool in one form, own or taken over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import Field

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, read_json
from compliance.adapters.results import BY_ERROR, Result, around, kept, said_results
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import count, day_of, line, number, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, plain_number, quoted

_OWN_RUN: Final = "evaluation_run"
_BY: Final = {
    "first_party": "the maker of the model",
    "third_party": "somebody other than the maker of the model",
    "collaborative": "the maker of the model together with others",
}


class _Source(Lenient):
    source_name: Any = None
    source_type: str | None = None
    source_organization_name: Any = None
    evaluator_relationship: str | None = None


class _ModelInfo(Lenient):
    name: str | None = None
    id: str | None = None
    developer: Any = None
    inference_platform: Any = None
    additional_details: dict[str, Any] = Field(default_factory=dict)


class _Library(Lenient):
    name: Any = None
    version: Any = None


class _Data(Lenient):
    dataset_name: Any = None
    source_type: Any = None
    hf_repo: Any = None
    hf_split: Any = None
    samples_number: Any = None
    sample_ids: list[Any] | None = None
    url: Any = None


class _Metric(Lenient):
    evaluation_description: Any = None
    metric_name: Any = None
    metric_unit: Any = None
    lower_is_better: bool | None = None
    min_score: Any = None
    max_score: Any = None


class _StandardError(Lenient):
    value: Any = None
    method: Any = None


class _Interval(Lenient):
    lower: Any = None
    upper: Any = None
    confidence_level: Any = None
    method: Any = None


class _Uncertainty(Lenient):
    standard_error: _StandardError | float | None = None
    confidence_interval: _Interval | None = None
    num_samples: Any = None


class _Score(Lenient):
    score: Any = None
    uncertainty: _Uncertainty | None = None


class _Result(Lenient):
    evaluation_name: str
    evaluation_timestamp: Any = None
    source_data: _Data | list[Any] | str = _Data()
    metric_config: _Metric = _Metric()
    score_details: _Score


class _Detailed(Lenient):
    total_rows: int | None = None


class _Record(Lenient):
    schema_version: str
    evaluation_id: Any = None
    evaluation_timestamp: Any = None
    retrieved_timestamp: Any = None
    source_metadata: _Source = _Source()
    model_info: _ModelInfo
    eval_library: _Library = _Library()
    evaluation_results: list[_Result]
    detailed_evaluation_results: _Detailed | None = None


class EveryEvalEver:
    """Reads one record, of whatever version of the schema."""

    id: str = "every-eval-ever"
    version: str = "1"
    title: str = "record of Every Eval Ever"

    def recognise(self, file: Foreign) -> bool:
        """By its keys."""
        marks = (b'"schema_version"', b'"evaluation_id"', b'"model_info"')
        return looks_like_json(file) and all(mark in file.head for mark in marks)

    def read(self, file: Foreign, about: About) -> Reading:
        """Every result with what the record says of its making."""
        found = as_model(_Record, read_json(file.path, file.name), file.name)
        results = list(_results(found))
        some, notes = kept(results)
        day = _day(found)
        info = found.model_info
        return Reading(
            format=self.title,
            said=(*_said(found, day).said(), *said_results(some)),
            checks=(
                _finished(found, results),
                _complete(found),
                checks.same_model([line(info.id) or line(info.name)], about),
                checks.error_stated(some),
                checks.dated(day, about),
                checks.clean_commit("", program=line(found.eval_library.version)),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.EVALUATION,
            notes=(*notes, *_noted(found)),
        )


def _results(found: _Record) -> Iterator[Result]:
    for place, told in enumerate(found.evaluation_results):
        score = number(told.score_details.score)
        if score is None:
            continue
        data = told.source_data if isinstance(told.source_data, _Data) else _Data()
        metric = told.metric_config
        low, high, how = _interval(score, told.score_details.uncertainty)
        lower = metric.lower_is_better
        name = line(metric.metric_name, 120) or line(metric.evaluation_description, 120)
        yield Result(
            metric=name or line(told.evaluation_name, 120),
            value=score,
            place=pointer("evaluation_results", place, "score_details", "score"),
            task=line(told.evaluation_name, 120) or line(data.dataset_name, 120),
            split=line(data.hf_split, 60),
            low=low,
            high=high,
            interval=how,
            n=_samples(told, data),
            better="" if lower is None else "lower" if lower else "higher",
            unit=line(metric.metric_unit, 60),
        )


def _samples(told: _Result, data: _Data) -> int | None:
    uncertainty = told.score_details.uncertainty
    said = count(uncertainty.num_samples) if uncertainty else None
    return said if said is not None else count(data.samples_number)


def _interval(score: float, told: _Uncertainty | None) -> tuple[float | None, float | None, str]:
    """The interval that stands there, or else the one that its standard error gives."""
    if told is None:
        return None, None, ""
    stated = told.confidence_interval
    if stated is not None:
        low, high = number(stated.lower), number(stated.upper)
        if low is not None and high is not None and low <= high:
            level = number(stated.confidence_level)
            share = f"{plain_number(round(level * 100, 6))} % " if level else ""
            method = line(stated.method, 60)
            return low, high, f"{share}as the file states it{f' ({method})' if method else ''}"
    error = told.standard_error
    value = number(error.value) if isinstance(error, _StandardError) else number(error)
    return *around(score, value), BY_ERROR


def _day(found: _Record) -> datetime.date | None:
    """Day of the test, never that of fetching its results."""
    days = [day_of(one.evaluation_timestamp) for one in found.evaluation_results]
    return day_of(found.evaluation_timestamp) or max((one for one in days if one), default=None)


def _said(found: _Record, day: datetime.date | None) -> Sayer:
    say, info = Sayer(), found.model_info
    key = "id" if info.id else "name"
    say.text("model.name", line(info.id) or line(info.name), pointer("model_info", key))
    say.text("model.provider", line(info.developer), pointer("model_info", "developer"))
    details = info.additional_details
    size = number(details.get("params_billions"))
    if size is not None and size > 0:
        at = pointer("model_info", "additional_details", "params_billions")
        say.text("model.parameters", f"{plain_number(size)} billion", at)
    at = pointer("model_info", "additional_details", "architecture")
    say.text("model.architecture", line(details.get("architecture")), at)
    say.day("test.date", day, pointer("evaluation_timestamp"))
    tool = " ".join(
        one for one in (line(found.eval_library.name), line(found.eval_library.version)) if one
    )
    say.text("test.tool", tool, pointer("eval_library"))
    source = found.source_metadata
    say.text(
        "test.by",
        line(source.source_organization_name),
        pointer("source_metadata", "source_organization_name"),
    )
    data = (one.source_data for one in found.evaluation_results)
    named = [line(one.hf_repo) or line(one.dataset_name) for one in data if isinstance(one, _Data)]
    say.several("test.data", named, pointer("evaluation_results"))
    return say


def _finished(found: _Record, results: Sequence[Result]) -> Check:
    stated = len(found.evaluation_results)
    if not results:
        return checks.finished("failed", "It holds no figure at all.")
    if len(results) < stated:
        said = f"{stated - len(results)} of its {stated} results have no number."
        return checks.finished("failed", said)
    return checks.finished("unknown", "Such a record does not say whether the run was finished.")


def _complete(found: _Record) -> Check:
    ids = [
        len(one.source_data.sample_ids)
        for one in found.evaluation_results
        if isinstance(one.source_data, _Data) and one.source_data.sample_ids
    ]
    rows = found.detailed_evaluation_results
    told = rows.total_rows if rows else None
    return checks.complete(count(told) or (max(ids) if ids else None), None)


def _noted(found: _Record) -> Iterator[str]:
    missing = [
        line(one.evaluation_name, 80)
        for one in found.evaluation_results
        if number(one.score_details.score) is None
    ]
    if missing:
        which = listed([quoted(one) for one in missing], 5)
        yield f"Without a number, and so left out: {which}."
    source = found.source_metadata
    if source.source_type and source.source_type != _OWN_RUN:
        name = line(source.source_name, 80)
        tail = f" ({quoted(name)})" if name else ""
        yield f"Its figures were taken over from something published{tail}, not from a run."
    by = _BY.get(source.evaluator_relationship or "")
    if by:
        yield f"It was tested by {by}."


ADAPTER: Final = EveryEvalEver()
