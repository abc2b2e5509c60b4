"""Results and limits are read where they are written plainly, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.language.measures import Limit, Measure, read_limit, read_measure


@pytest.mark.parametrize(
    ("text", "low", "value", "high"),
    [
        ("0.788 (0.719 to 0.843)", 0.719, 0.788, 0.843),
        ("0,788 (0,719 bis 0,843)", 0.719, 0.788, 0.843),
        ("93.1 (95 % interval 92.3 to 93.8, n = 165)", 92.3, 93.1, 93.8),
        ("0.81 [0.79; 0.83]", 0.79, 0.81, 0.83),
        ("1,950 (1,900 – 2,000)", 1900, 1950, 2000),
        ("difference -0.3 (-1.1 to 1.7)", -1.1, -0.3, 1.7),
    ],
)
def test_a_result_is_read_with_its_interval(text, low, value, high):
    assert read_measure(text) == Measure(value, low, high, percent=False)


@pytest.mark.parametrize(
    "text",
    ["0.788", "0.145 (0.820 against 0.676)", "passed (3 to 5)", "0.9 (0.1 to 0.2)", "", "(1 to 2)"],
)
def test_what_is_no_result_with_its_interval_is_not_read(text):
    assert read_measure(text) is None


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [
        ("at most 0.05", 0.05, False),
        ("0.80, lower limit 0.78", 0.78, False),
        ("lower bound of the 95 per cent interval at least 0.75", 0.75, False),
        ("92 %: being left out harms most", 92, True),
    ],
)
def test_a_limit_is_the_one_number_or_the_one_for_the_interval(text, value, percent):
    assert read_limit(text) == Limit(value, percent)


@pytest.mark.parametrize("text", ["0.80 in 2026, 0.85 later", "none", ""])
def test_several_numbers_are_no_limit(text):
    assert read_limit(text) is None


def test_only_figures_of_one_unit_are_compared():
    measure = read_measure("1.8 % (0.9 to 3.2)")
    assert measure.reaches_beyond(read_limit("at most 3 percent"))
    assert not measure.reaches_beyond(read_limit("at most 3"))
    assert not measure.reaches_beyond(read_limit("at most 3.2 %"))


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    read_measure(text)
    read_limit(text)
