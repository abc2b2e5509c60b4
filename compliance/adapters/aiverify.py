"""Results of AI Verify: what one of its algorithms put out, alone or in its envelope."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from compliance.adapters import checks, items
from compliance.adapters.base import About, Foreign, Reading
from compliance.adapters.json_file import Lenient, as_model, damaged, read_json
from compliance.adapters.results import Result, kept, said_results, usual_direction
from compliance.adapters.run_folder import looks_like_json
from compliance.adapters.saying import Sayer
from compliance.adapters.values import day_of, line, number, pointer
from compliance.assessment.journal.records import Check
from compliance.language.words import listed, quoted

_DEEPEST: Final = 4
_BARE: Final = (b'"sensitive_feature"', b'"output_classes"')
_ENVELOPE: Final = (b'"gid"', b'"cid"', b'"test_arguments"')


Row = tuple[dict[str, Any], str]


class _Arguments(Lenient):
    modelFile: Any = None  # noqa: N815 - as the file names it
    modelType: Any = None  # noqa: N815
    testDataset: Any = None  # noqa: N815
    groundTruthDataset: Any = None  # noqa: N815
    groundTruth: Any = None  # noqa: N815
    mode: Any = None


class _Envelope(Lenient):
    gid: str | None = None
    cid: str | None = None
    version: Any = None
    start_time: Any = None
    time_taken: float | None = None
    test_arguments: _Arguments = _Arguments()
    output: dict[str, Any]


class _Value(Lenient):
    group: list[Any]
    metric: Any = None


class _Fairness(Lenient):
    sensitive_feature: list[Any]
    output_classes: list[Any]
    results: list[dict[str, list[_Value]]]


class AiVerify:
    """Reads the fairness of groups in full, of other algorithms the figures that they name."""

    id: str = "aiverify"
    version: str = "1"
    title: str = "result of AI Verify"

    def recognise(self, file: Foreign) -> bool:
        """By the keys of the envelope or of the output for fairness."""
        return looks_like_json(file) and any(
            all(mark in file.head for mark in marks) for marks in (_BARE, _ENVELOPE)
        )

    def read(self, file: Foreign, about: About) -> Reading:
        """Every figure, by group of persons where the file tells groups."""
        raw = read_json(file.path, file.name)
        if not isinstance(raw, dict):
            raise damaged(file.name, "It holds no object of results.")
        wrapped = "output" in raw
        told = as_model(_Envelope, raw if wrapped else {"output": raw}, file.name)
        before = ("output",) if wrapped else ()
        fair = "sensitive_feature" in told.output
        fairness = as_model(_Fairness, told.output, file.name) if fair else None
        groups: list[Row] = []
        if fairness is None:
            results, missing = list(_leaves(told.output, before, "")), 0
        else:
            results, missing, groups = _by_group(fairness, before)
        some, notes = kept(results)
        day = day_of(told.start_time)
        say = _said(told, day, before)
        say.rows("groups", groups)
        model = line(told.test_arguments.modelFile).rsplit("/", 1)[-1]
        if missing:
            notes = (*notes, f"{missing} figures have no number, and so were left out.")
        return Reading(
            format=self.title,
            said=(*say.said(), *said_results(some)),
            checks=(
                _finished(some, missing),
                checks.complete(None, None),
                checks.same_model([model], about),
                checks.error_stated(some),
                checks.dated(day, about),
                checks.clean_commit("", program=line(told.version)),
                checks.direction(some),
            ),
            figures=tuple(one.figure() for one in some),
            day=day,
            kind=items.FAIRNESS if fairness else items.EVALUATION,
            notes=(*notes, *_noted(fairness)),
        )


def _by_group(told: _Fairness, before: tuple[str, ...]) -> tuple[list[Result], int, list[Row]]:
    """All figures, how many are none, and those that belong to one group as rows."""
    features = [line(one, 80) for one in told.sensitive_feature]
    results: list[Result] = []
    rows: list[Row] = []
    missing = 0
    for outer, of_class in enumerate(told.results):
        outcome = line(told.output_classes[outer]) if outer < len(told.output_classes) else ""
        for metric, values in of_class.items():
            for inner, one in enumerate(values):
                value = number(one.metric)
                at = pointer(*before, "results", outer, metric, inner, "metric")
                if value is None:
                    missing += 1
                    continue
                # A figure of one group names one value of each feature; others compare groups,
                # and are best at one point: neither higher nor lower is better.
                single = len(one.group) == len(features)
                group = _group(features, one.group, single=single)
                results.append(
                    Result(
                        metric=line(metric, 120),
                        value=value,
                        place=at,
                        task=f"outcome {outcome}" if outcome else "",
                        better=usual_direction(metric) if single else "",
                        group=group,
                    )
                )
                if single:
                    row = {
                        "attribute": " and ".join(features),
                        "group": group,
                        "metric": line(metric, 120),
                        "outcome": outcome,
                        "value": value,
                    }
                    rows.append((row, at))
    return results, missing, rows


def _group(features: Sequence[str], values: Sequence[Any], *, single: bool) -> str:
    if single:
        both = zip(features, values, strict=True)
        return ", ".join(f"{name} {line(value, 60)}" for name, value in both)
    return f"{' and '.join(features)}: {' against '.join(line(one, 60) for one in values[:8])}"


def _leaves(told: Any, at: tuple[str | int, ...], group: str) -> Iterator[Result]:
    """Figures that an output names by keys; lists hold curves and pictures, not figures."""
    if not isinstance(told, dict) or len(at) > _DEEPEST:
        return
    for key, value in told.items():
        found = number(value) if not isinstance(value, str) else None
        if found is not None:
            yield Result(
                metric=line(key, 120),
                value=found,
                place=pointer(*at, key),
                better=usual_direction(key),
                group=group,
            )
        yield from _leaves(value, (*at, key), line(key, 120))


def _said(told: _Envelope, day: datetime.date | None, before: tuple[str, ...]) -> Sayer:
    say, given = Sayer(), told.test_arguments
    at = "test_arguments"
    name = line(given.modelFile).rsplit("/", 1)[-1]
    say.text("model.name", name, pointer(at, "modelFile"), "name of the file of the model")
    say.day("test.date", day, pointer("start_time"))
    tool = " ".join(part for part in ("AI Verify", line(told.cid), line(told.version)) if part)
    say.text("test.tool", tool, pointer("cid") if told.cid else pointer(*before))
    data = [line(given.testDataset).rsplit("/", 1)[-1]]
    say.several("test.data", data, pointer(at, "testDataset"))
    truth = line(given.groundTruth)
    settings = [line(given.modelType), f"compared with the column {truth}" if truth else ""]
    say.text("test.settings", "; ".join(one for one in settings if one), pointer(at))
    return say


def _finished(results: Sequence[Result], missing: int) -> Check:
    if not results:
        return checks.finished("failed", "It holds no figure at all.")
    if missing:
        return checks.finished("failed", f"{missing} of its figures have no number.")
    return checks.finished("unknown", "It does not say whether the test ran to its end.")


def _noted(told: _Fairness | None) -> Iterator[str]:
    if told is None:
        return
    coded = {
        line(value)
        for of_class in told.results
        for values in of_class.values()
        for one in values
        for value in one.group
        if isinstance(value, int | float)
    }
    if coded:
        which = listed(sorted(coded), 8)
        names = listed([quoted(line(one, 60)) for one in told.sensitive_feature], 4)
        yield f"Groups of {names} stand there as numbers ({which}); which is which it does not say."
    yield "It does not say how many persons are in each group."


ADAPTER: Final = AiVerify()
