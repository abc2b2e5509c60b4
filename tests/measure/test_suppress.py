"""Copies for others: small counts are left out, and nothing gives them away."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.measure.suppress import LEAST, suppress

TABLES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.integers(0, 40), min_size=wide, max_size=wide), min_size=1, max_size=6
    )
)


@given(TABLES)
@settings(max_examples=300, deadline=None)
def test_no_count_that_is_left_out_follows_from_the_sum_of_a_row_or_a_column(table):
    found = suppress(table)
    wide = len(table[0])
    lines = list(found) + [[row[at] for row in found] for at in range(wide)]
    for line in lines:
        assert len(line) == 1 or line.count(None) != 1
    for row, shown in zip(table, found, strict=True):
        for count, one in zip(row, shown, strict=True):
            assert one in (None, count)
            assert one is None or not 0 < one < LEAST


@given(TABLES)
@settings(max_examples=100, deadline=None)
def test_a_table_without_small_counts_stays_as_it_is(table):
    large = [[0 if count < LEAST else count for count in row] for row in table]
    assert suppress(large) == large
