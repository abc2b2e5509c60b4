"""Impact ratios of random data, against a reading of the rules that was written apart."""

from __future__ import annotations

import csv
import importlib.util
import random

import pytest

from compliance.measure.table import Chosen
from compliance.services.measure.run import measure_fairness
from tests.builders import TODAY, beside


@pytest.fixture(scope="module")
def reference():
    path = beside("law", "markets", "nyc-ll144", "reference_calculation.py")
    spec = importlib.util.spec_from_file_location("reference_calculation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(12))
def test_impact_ratios_of_scores_are_those_of_the_reference(tmp_path, reference, seed):
    chance = random.Random(seed)  # noqa: S311 - made-up data
    people = [
        {
            "sex": chance.choice(["m", "f", "m", "f", reference.UNKNOWN]),
            "race": chance.choices(["a", "b", "c", reference.UNKNOWN], [50, 40, 2, 6])[0],
            "score": chance.randint(0, 20),
        }
        for _ in range(chance.randint(40, 600))
    ]
    path = tmp_path / "scores.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["sex", "race", "score"])
        writer.writeheader()
        writer.writerows(people)
    chosen = Chosen(
        ("sex", "race"), score="score", missing=(reference.UNKNOWN,), bias_audit=True,
        left_out="too few",
    )  # fmt: skip
    figures = measure_fairness(path, chosen, today=TODAY).measured.figures
    ours = {(one.id, one.of): one for one in figures}
    counted = [(one, 1) for one in people]
    dimensions = {
        "sex": lambda one: one["sex"],
        "race": lambda one: one["race"],
        "sex × race": lambda one: (one["sex"], one["race"]),
    }
    wanted = reference.audit(counted, dimensions, reference.above_median(counted))
    for dimension, (rows, _) in wanted.items():
        for category, number, _, rate, ratio in rows:
            name = category if isinstance(category, str) else ", ".join(category)
            of = f"{dimension}: {name}"
            assert ours["selection-rate", of].value == pytest.approx(rate, abs=1e-6)
            assert ours["selection-rate", of].whole == number
            found = ours.get(("impact-ratio", of))
            assert (found and found.value) == (ratio and pytest.approx(ratio, abs=1e-6))
