"""Random tables: the same figures as scipy and fairlearn, which are extras of the tests."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.measure.fairness import compute
from compliance.measure.shares import Compared, Share, fisher, katz, newcombe, wilson
from compliance.measure.strata import Pair, common_ratio, mantel_haenszel
from compliance.measure.table import Chosen
from tests.measure.tables import CONFUSION, confusion, found

LACKING = "the extra measure-check is not installed"
CLOSE = 1e-6


def shares(most: int = 400):
    return st.integers(1, most).flatmap(
        lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole))
    )


@given(shares(), shares())
@settings(max_examples=150, deadline=None)
def test_fishers_exact_p_is_that_of_scipy(one: Share, other: Share):
    stats = pytest.importorskip("scipy.stats", reason=LACKING)
    table = [[one.part, one.whole - one.part], [other.part, other.whole - other.part]]
    assert fisher(one, other) == pytest.approx(stats.fisher_exact(table)[1], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Share(500_100, 1_000_000), Share(499_000, 1_000_000)),
        (Share(30, 60_000), Share(3, 90_000)),
        (Share(0, 50_000), Share(0, 3)),
    ],
)
def test_fishers_exact_p_of_large_tables_is_that_of_scipy(one: Share, other: Share):
    stats = pytest.importorskip("scipy.stats", reason=LACKING)
    table = [[one.part, one.whole - one.part], [other.part, other.whole - other.part]]
    assert fisher(one, other) == pytest.approx(stats.fisher_exact(table)[1], rel=1e-5)


@given(shares(5_000))
@settings(max_examples=100, deadline=None)
def test_wilson_intervals_are_those_of_scipy(share: Share):
    stats = pytest.importorskip("scipy.stats", reason=LACKING)
    ends = stats.binomtest(share.part, share.whole).proportion_ci(method="wilson")
    assert wilson(share.part, share.whole) == pytest.approx((ends.low, ends.high), abs=1e-12)


@given(shares(), shares())
@settings(max_examples=100, deadline=None)
def test_katz_intervals_are_those_of_scipy(one: Share, other: Share):
    contingency = pytest.importorskip("scipy.stats.contingency", reason=LACKING)
    ends = katz(one, other)
    if ends is None:
        return
    risk = contingency.relative_risk(one.part, one.whole, other.part, other.whole)
    assert ends == pytest.approx(tuple(risk.confidence_interval(0.95)), rel=1e-9)


@given(shares(), shares())
@settings(max_examples=100, deadline=None)
def test_an_interval_of_a_difference_holds_it_and_turns_round_with_it(one: Share, other: Share):
    low, high = newcombe(one, other)
    difference = Compared(one, other).difference
    assert -1 - CLOSE <= low <= difference + CLOSE
    assert difference - CLOSE <= high <= 1 + CLOSE
    assert newcombe(other, one) == pytest.approx((-high, -low), abs=1e-12)


@given(shares(), shares())
@settings(max_examples=100, deadline=None)
def test_one_stratum_has_the_difference_and_the_ratio_of_all(one: Share, other: Share):
    pair = Pair(one, other)
    assert mantel_haenszel([pair])[0] == pytest.approx(pair.difference, abs=1e-12)
    ratio = common_ratio([pair])
    if ratio is not None:
        assert ratio[0] == pytest.approx(Compared(one, other).ratio, rel=1e-9)
        if ends := katz(one, other):
            assert ratio[1] == pytest.approx(ends, rel=1e-6)


COUNTS = st.fixed_dictionaries({key: st.integers(1, 60) for key in ("tp", "fp", "fn", "tn")})


@given(st.dictionaries(st.sampled_from("ABCDEF"), COUNTS, min_size=2))
@settings(max_examples=10, deadline=None)
def test_rates_and_distances_are_those_of_fairlearn(groups: dict[str, dict[str, int]]):
    metrics = pytest.importorskip("fairlearn.metrics", reason=LACKING)
    true, said, group = rows_of(groups)
    figures = compute(confusion(groups), CONFUSION).figures
    frame = metrics.MetricFrame(
        metrics={
            "selection-rate": metrics.selection_rate,
            "tpr": metrics.true_positive_rate,
            "fpr": metrics.false_positive_rate,
            "fnr": metrics.false_negative_rate,
            "tnr": metrics.true_negative_rate,
        },
        y_true=true,
        y_pred=said,
        sensitive_features=group,
    )
    for name in groups:
        for known in ("selection-rate", "tpr", "fpr", "fnr", "tnr"):
            mine = found(figures, known, f"group: {name}").value
            assert mine == pytest.approx(frame.by_group[known][name], abs=CLOSE)
    features = {"sensitive_features": group}
    ours = {one.id: one.value for one in figures}
    for known, function in (
        ("demographic-parity-difference", metrics.demographic_parity_difference),
        ("demographic-parity-ratio", metrics.demographic_parity_ratio),
        ("equalised-odds-difference", metrics.equalized_odds_difference),
    ):
        assert ours[known] == pytest.approx(function(true, said, **features), abs=CLOSE)


def rows_of(groups: dict[str, dict[str, int]]) -> tuple[list[int], list[int], list[str]]:
    """The table again as rows, as fairlearn wants them."""
    meant = {"tp": (1, 1), "fp": (0, 1), "fn": (1, 0), "tn": (0, 0)}
    rows = [
        (*meant[key], name)
        for name, counts in groups.items()
        for key, number in counts.items()
        for _ in range(number)
    ]
    true, said, group = zip(*rows, strict=True)
    return list(true), list(said), list(group)


@given(st.dictionaries(st.sampled_from("ABCDEF"), COUNTS, min_size=2))
@settings(max_examples=50, deadline=None)
def test_every_figure_is_a_number_whatever_the_table(groups: dict[str, dict[str, int]]):
    chosen = Chosen(
        ("group",), "decision", "label", favourable=("1",), predicted=("1",), positive=("1",),
        bias_audit=True,
    )  # fmt: skip
    for figure in compute(confusion(groups), chosen).figures:
        ends = [one for one in (figure.value, figure.low, figure.high) if one is not None]
        assert all(math.isfinite(one) for one in ends)
        assert figure.low is None or figure.low <= figure.value + CLOSE <= figure.high + 2 * CLOSE
