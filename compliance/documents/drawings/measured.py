"""The picture of a measure: which one shows it best, of its figures alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compliance.documents.drawings.pen import Drawing
from compliance.documents.drawings.plots import CURVES, Point, calibration, forest, series
from compliance.measure.figures import Figure
from compliance.measure.result import FAIRNESS, MARKING


def draw_all(value: Mapping[str, Any], figures: Sequence[Figure]) -> list[Drawing]:
    """Every picture of a measure, the most telling first.

    Of groups a forest plot of the differences in what they get, how scores are calibrated,
    and the rates; of oversight its shares, the rate of overrides over time and by person.

    Args:
        value: the measure as it is archived.
        figures: what came out.
    """
    drawn = _BY_MEASURE.get(value["measure"], _oversight)(figures)
    return [one for one in drawn if one is not None]


def _point(one: Figure, label: str) -> Point:
    return Point(label, one.value, one.low, one.high, one.whole)


def _fairness(figures: Sequence[Figure]) -> list[Drawing | None]:
    differences = [
        _point(one, f"{one.of} against {one.against}")
        for one in figures
        if one.id == "selection-rate-difference"
    ]
    what = (
        "Each row is the share of favourable decisions of a group less that of the group it is "
        "held against, with its interval of 95 per cent; the line stands at no difference."
    )
    title = "Differences in selection rate"
    plot = forest(title, differences, 0.0, what) if differences else None
    rates = [
        _point(one, one.of) for one in figures
        if one.id == "selection-rate" and one.of != "all"
    ]  # fmt: skip
    whole = next((one.value for one in figures if one.id == "selection-rate"), 0.0)
    said = "Each row is the share of favourable decisions; the line is that of all."
    return [plot, *_calibrated(figures), forest("Selection rates", rates, whole, said)]


def _calibrated(figures: Sequence[Figure]) -> Iterator[Drawing]:
    """How scores are calibrated, a picture for a few groups of a column."""
    means = {one.of: one.value for one in figures if one.id == "mean-score"}
    columns: dict[str, dict[str, list[tuple[float, Point]]]] = {}
    for one in figures:
        if one.id == "calibration" and one.of in means:
            column, _, group = one.of.rpartition(", score ")[0].partition(": ")
            bins = columns.setdefault(column, {}).setdefault(group, [])
            bins.append((means[one.of], _point(one, one.of)))
    what = (
        "A line a group: of each bin of scores the mean score and the share of positive labels. "
        "Well calibrated scores lie on the dashed diagonal."
    )
    for column, groups in columns.items():
        names = list(groups)
        for at in range(0, len(names), CURVES):
            some = {name: groups[name] for name in names[at : at + CURVES]}
            yield calibration(f"Calibration: {column}", some, what)


def _oversight(figures: Sequence[Figure]) -> list[Drawing | None]:
    months = [
        _point(one, one.of.removeprefix("month ")) for one in figures if one.of.startswith("month ")
    ]
    shares = [
        _point(one, one.name) for one in figures
        if one.of == "all reviews" and one.part is not None
    ]  # fmt: skip
    time = (
        series("Override rate over time", months, "The share of outputs that were overridden.")
        if months
        else None
    )
    people = [_point(one, one.of) for one in figures
              if one.id == "override-rate" and one.of.startswith("reviewer ")]  # fmt: skip
    whole = next((one.value for one in figures if one.id == "override-rate"), 0.0)
    said = "Each row is the share of outputs that a person overrode; the line is that of all."
    return [
        forest("Human oversight", shares, None, "Each row is a share with its interval."),
        time,
        forest("Override rate by reviewer", people, whole, said) if people else None,
    ]


def _marking(figures: Sequence[Figure]) -> list[Drawing | None]:
    points = [_point(one, f"{one.name}: {one.of}") for one in figures]
    said = "Each row is a share of the samples with its interval."
    return [forest("Marks on generated content", points, None, said)]


_BY_MEASURE = {FAIRNESS: _fairness, MARKING: _marking}
