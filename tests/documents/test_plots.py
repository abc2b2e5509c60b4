"""Drawings in the rows of tables: values stand where the scale says, told by shape too."""

from __future__ import annotations

import datetime
import re

import pytest

from compliance.documents.figures import PETROL, RED
from compliance.documents.papers.filled import Drawing, Measure
from compliance.documents.plots import (
    APART,
    HIGH,
    LANE,
    WIDE,
    Axis,
    Measured,
    axis_of,
    lane,
    on_one_scale,
    plotted,
    row,
    ticks_of,
)
from compliance.language.tongue import ENGLISH

DAY = datetime.date(2027, 1, 1)


TEN = Axis(0, 10)


def drawn(item: Measured, axis: Axis = TEN, *, bar: bool = False) -> list[str]:
    """What is drawn of a row over the marks of its scale."""
    marks, *paths = [path.d for path in row(item, axis, "words", bar=bar).paths]
    assert marks.count("M") == len(ticks_of(axis))
    return paths


def test_a_value_stands_where_the_scale_says_and_never_outside():
    axis = Axis(0, 10)
    assert axis(5) == WIDE / 2
    assert axis(-99) == axis(0) < axis(10) == axis(99)
    (square,) = drawn(Measured(5))
    assert square.startswith(f"M{WIDE / 2 - 1.1:g} {HIGH / 2 - 1.1:g}h2.2")


def test_an_interval_that_runs_out_of_the_drawing_ends_in_an_arrow():
    inside, _ = drawn(Measured(5, 4, 6))
    outside, _ = drawn(Measured(5, -4, 6))
    assert inside.count("v1.6") == 2
    assert (outside.count("v1.6"), outside.count("L")) == (1, 2)


def test_what_a_value_is_held_against_is_a_post_and_a_share_a_bar_from_nought():
    bar, post = drawn(Measured(7, beside=46), Axis(0, 50), bar=True)
    assert bar.startswith(f"M{Axis(0, 50)(0):g} ")
    assert post.endswith("v4.6")


@pytest.mark.parametrize("number", [2, 12])
def test_a_row_is_a_few_paths_however_many_rows_there_are(number):
    rows = [Measured(at, at - 1, at + 1, at) for at in range(1, number)]
    axis = axis_of(rows, bar=False)
    assert {len(drawn(item, axis)) for item in rows} == {3}


def test_all_of_the_values_lie_within_their_scale():
    rows = [Measured(0.8, 0.7, 0.9, 0.82), Measured(0.5)]
    axis = axis_of(rows, bar=False)
    assert axis.low < 0.5
    assert axis.high > 0.9
    assert axis_of(rows, bar=True).low == 0


def test_values_of_different_orders_are_not_drawn_on_one_scale():
    assert on_one_scale([Measured(0.8), Measured(0.4, beside=0.5)])
    assert not on_one_scale([Measured(0.5), Measured(40)])
    assert on_one_scale([Measured(0.0), Measured(3)])


def spots(days, supply=None):
    span = (DAY, DAY + datetime.timedelta(days=365))
    return lane(days, span, (DAY, supply), "words", 138).paths


def test_a_day_with_something_open_is_hollow_and_of_another_shape():
    calm, loud = (
        spots([(DAY + datetime.timedelta(days=99), False)]),
        spots([(DAY + datetime.timedelta(days=99), True)]),
    )
    assert calm[-1].paint.fill != "#fff"
    assert loud[-1].paint.fill == "#fff"
    assert "l" in loud[-1].d
    assert "l" not in calm[-1].d


def test_days_beside_each_other_do_not_cover_one_another():
    days = [(DAY + datetime.timedelta(days=150 + 4 * at), False) for at in range(3)]
    places = [
        tuple(map(float, found)) for found in re.findall(r"M([\d.]+) ([\d.]+)h", spots(days)[-1].d)
    ]
    assert len({y for _, y in places}) == 3
    assert all(0 <= y <= LANE for _, y in places)
    assert APART > 2.2, "a square is as wide as that"


def test_the_first_supply_goes_through_the_lane_and_what_is_before_it_is_tinted():
    without, with_it = spots([]), spots([], DAY + datetime.timedelta(days=100))
    assert len(with_it) == len(without) + 2


@pytest.mark.parametrize("axis", [Axis(0.47, 0.89), Axis(0, 48), Axis(-0.3, 0.1), Axis(0.91, 0.99)])
def test_a_scale_marks_a_few_round_values_that_lie_on_it(axis):
    ticks = ticks_of(axis)
    assert 3 <= len(ticks) <= 6
    assert all(axis.low <= one <= axis.high for one in ticks)
    assert all(len(f"{one:g}") <= 5 for one in ticks)


def plot(*rows, kind="point"):
    drawing = Drawing(kind=kind, axis="Square: result", rows=rows)
    return plotted(drawing, [f"Row {at}" for at in range(1, len(rows) + 1)], ENGLISH, 44)


def test_the_numbers_of_a_scale_stand_under_its_marks():
    found = plot(Measure(value=0.8), Measure(value=0.5))
    marks = [float(x) for x in re.findall(r"M([\d.]+) 0v", found.figures[0].paths[0].d)]
    assert [one.at for one in found.ticks] == marks
    assert [one.label for one in found.ticks] == ["0.5", "0.6", "0.7", "0.8"]


def test_a_drawing_is_described_by_what_stands_where():
    found = plot(Measure(value=0.8, low=0.7, high=0.9, beside=0.82), Measure(value=0.6))
    assert found.figures[0].title == "Row 1: square at 0.8, line from 0.7 to 0.9, post at 0.82."
    assert found.figures[1].title == "Row 2: square at 0.6."


def test_a_row_without_a_number_has_no_figure():
    assert plot(Measure(value=1), Measure()).figures[1] is None


def test_values_of_different_orders_are_drawn_as_shares_of_their_post_and_it_says_so():
    found = plot(Measure(value=0.9, beside=1), Measure(value=60, beside=50))
    assert found.axis == "Square: result, which is 1 in each row"
    assert found.figures[1].title == "Row 2: square at 1.2, post at 1."


def test_days_of_a_clock_are_whole_and_what_came_after_the_limit_has_another_shape():
    found = plot(
        Measure(value=5, beside=15), Measure(value=19, beside=15), Measure(beside=15), kind="clock"
    )
    assert [one.label for one in found.ticks] == ["0", "5", "10", "15", "20"]
    in_time, late, limit = ([path.paint for path in one.paths] for one in found.figures)
    assert any(paint.fill == PETROL for paint in in_time)
    assert [paint for paint in late if paint.stroke == RED and paint.fill == "#fff"]
    assert not [paint for paint in late if paint.fill == PETROL]
    assert len(limit) == 2
    assert found.figures[2].title == "Row 3: post at 15."
