"""Drawings in the rows of tables: values stand where the scale says, told by shape too."""

from __future__ import annotations

import datetime
import re

import pytest

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
    row,
)

DAY = datetime.date(2027, 1, 1)


TEN = Axis(0, 10)


def drawn(item: Measured, axis: Axis = TEN, *, bar: bool = False) -> list[str]:
    return [path.d for path in row(item, axis, "words", bar=bar).paths]


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
