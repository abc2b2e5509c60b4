"""Figures that others published come out of their contingency tables."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from compliance.measure.fairness import compute
from compliance.measure.table import NO_BIN, Cell, Table, ordered
from tests.measure.tables import CONFUSION, PUBLISHED, RATES, confusion, found, rates

COUNTS = ("tp", "fp", "fn", "tn")
IDS = {
    "fpr": "fpr",
    "fnr": "fnr",
    "sensitivity": "tpr",
    "specificity": "tnr",
    "prevalence": "base-rate",
    "ppv": "ppv",
    "npv": "npv",
    "lr_plus": "positive-likelihood-ratio",
    "lr_minus": "negative-likelihood-ratio",
}


def half_a_digit(number: float) -> float:
    """Half a unit of the last digit that is printed, of at least two."""
    digits = max(2, len(str(number).partition(".")[2]))
    return 0.5000001 * 10**-digits


@pytest.mark.parametrize("case", ["compas-propublica-2016", "compas-propublica-high-only"])
def test_the_error_rates_of_compas_are_those_that_propublica_printed(case):
    published = PUBLISHED[case]["published"]
    groups = {name: one for name, one in published.items() if name != "ALL"}
    figures = compute(confusion(groups), CONFUSION).figures
    seen = 0
    for name, one in groups.items():
        assert sum(one[key] for key in COUNTS) == one["n"]
        for key, known in IDS.items():
            if key in one:
                value = found(figures, known, f"group: {name}").value
                assert value == pytest.approx(one[key], abs=half_a_digit(one[key])), (name, key)
                seen += 1
    assert seen >= 12


def test_the_rates_of_all_defendants_are_those_that_propublica_printed():
    everybody = PUBLISHED["compas-propublica-2016"]["published"]["ALL"]
    figures = compute(confusion({"anybody": everybody}), CONFUSION).figures
    for key, known in IDS.items():
        value = found(figures, known, "all").value
        assert value == pytest.approx(everybody[key], abs=half_a_digit(everybody[key])), key


AEQUITAS = {
    "pprev": "selection-rate",
    "precision": "ppv",
    "fdr": "fdr",
    "for": "for",
    "fpr": "fpr",
    "fnr": "fnr",
    "tpr": "tpr",
    "tnr": "tnr",
    "npv": "npv",
}


@pytest.mark.parametrize("column", ["race", "sex", "age_cat"])
def test_the_disparities_of_compas_are_those_that_aequitas_printed(column):
    case = PUBLISHED["compas-aequitas"]
    groups = {
        name.partition("|")[2]: one
        for name, one in case["published_counts"].items()
        if name.startswith(f"{column}|")
    }
    reference = case["majority_reference"][column]
    figures = compute(confusion(groups), replace(CONFUSION, reference=(reference,))).figures
    seen = 0
    for name, one in case["published_disparity_vs_majority"].items():
        if not name.startswith(f"{column}|"):
            continue
        for key, value in one.items():
            figure = found(figures, f"{AEQUITAS[key]}-ratio", f"group: {name.partition('|')[2]}")
            assert figure.value == pytest.approx(value, abs=1.000001e-6), (name, key)
            assert figure.against == reference
            seen += 1
    assert seen >= 9


def test_simpsons_paradox_of_berkeley_shows_within_departments():
    case = PUBLISHED["ucb-admissions-1973"]
    cells: list = []
    for department, groups in case["counts"].items():
        counted = {name: (yes, yes + no) for name, (yes, no) in groups.items()}
        cells += rates(counted, department).cells
    computed = compute(Table(tuple(cells)), replace(RATES, stratum="department"))
    figures = computed.figures
    for sex in ("Male", "Female"):
        rate = found(figures, "selection-rate", f"group: {sex}").value
        assert rate == pytest.approx(case["published"][sex], abs=0.0005)
    assert found(figures, "selection-rate-ratio", "group: Female").value == pytest.approx(
        0.68, abs=0.005
    )
    assert found(figures, "selection-rate-difference", "group: Female").high < 0
    assert found(figures, "mantel-haenszel-difference", "group: Female").value > 0
    (note,) = [one for one in computed.notes if "Simpson" in one]
    assert "higher in 4 of 6" in note


def test_the_example_of_the_rules_of_new_york_city_comes_out():
    case = PUBLISHED["nyc-6rcny-5-301-d-example"]
    rows = [row for row in case["published_rows"] if row[0] in {"Male", "Female"}]
    others = [row for row in case["published_rows"] if row not in rows]
    for kind in (rows, others):
        counted = {name: (round(number * rate), number) for name, number, rate, _ in kind}
        figures = compute(rates(counted), replace(RATES, bias_audit=True)).figures
        for name, _, rate, ratio in kind:
            scored = found(figures, "selection-rate", f"group: {name}").value
            # The rules print 64.2 of a hundred for 18 of 28: cut, not rounded.
            assert rate in {math.floor(scored * 1000) / 1000, round(scored, 3)}, name
            value = found(figures, "impact-ratio", f"group: {name}").value
            assert value == pytest.approx(ratio, abs=0.0051), name


def test_a_category_below_two_in_a_hundred_is_left_out_only_with_a_reason():
    counted = {"men": (50, 100), "women": (40, 100), "others": (3, 3)}
    whole = compute(rates(counted), replace(RATES, bias_audit=True))
    assert found(whole.figures, "impact-ratio", "group: women").value == pytest.approx(0.4)
    assert any("others (3)" in note and "they are in it here" in note for note in whole.notes)
    chosen = replace(RATES, bias_audit=True, left_out="three persons")
    without = compute(rates(counted), chosen)
    assert found(without.figures, "impact-ratio", "group: women").value == pytest.approx(0.8)
    assert not [one for one in without.figures
                if (one.id, one.of) == ("impact-ratio", "group: others")]  # fmt: skip
    assert found(without.figures, "selection-rate", "group: others").whole == 3
    assert any("Reason given: three persons" in note for note in without.notes)


def test_whoever_lacks_a_group_counts_in_no_crossing_and_that_is_said():
    cells = [
        Cell(("F", "B"), "", "", "1", NO_BIN, 40),
        Cell(("M", ""), "", "", "0", NO_BIN, 50),
        Cell(("", "W"), "", "", "1", NO_BIN, 60),
        Cell(("M", "W"), "", "", "0", NO_BIN, 70),
    ]
    computed = compute(ordered(cells), replace(RATES, groups=("sex", "race")))
    assert (
        "A group is not stated in 110 of 220 rows, which count in no crossing of sex × race."
        in (computed.notes)
    )
    assert found(computed.figures, "selection-rate", "sex × race: M, W").whole == 70
